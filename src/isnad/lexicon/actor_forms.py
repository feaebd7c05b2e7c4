"""Regular inflection of nouns and adjectives in folded unvocalised spelling."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from isnad.text.normal import bare


def nisba_forms(word: str) -> dict[str, str]:
    """Folded forms of an adjective given as masculine singular, with their number ``s d p``.

    >>> sorted(nisba_forms("كندي"))[:3]
    ['كندي', 'كنديا', 'كنديات']
    """
    if word.endswith("ة"):
        return {word: "s"}
    forms = {word: "s", word + "ا": "s", word + "ة": "s"}
    forms |= {word + end: "p" for end in ("ون", "ين", "ات", "و")}
    forms |= {word + end: "d" for end in ("ان", "تان", "تين")}
    if word.endswith("ي"):
        forms[word + "ي"] = "p"
    return forms


def noun_forms(row: dict[str, Any], head: str) -> Iterator[tuple[str, str, str]]:
    """(form, number, gender) of a row of ``actor_words.yaml``; see the head of that file."""
    people = head in ("role", "person", "population", "title")
    skip = {bare(f) for f in row.get("not", ())}
    plurals = [bare(p) for p in row.get("pl", ())]
    for form, number, gender in _all_forms(row, people, plurals):
        if form not in skip:
            yield form, number, gender


def _all_forms(row: dict[str, Any], people: bool, plurals: list[str]) -> Iterator[tuple[str, str, str]]:
    for plural in plurals:
        gender = "m" if people else "f"
        yield plural, "p", gender
        yield plural + "ا", "p", gender
    if row.get("infl") == "none":
        many = row.get("number") == "p" or row["kind"] == "population"
        for word in row.get("forms") or row["w"].split("|"):
            folded = bare(word)
            yield folded, "p" if many else "s", "f" if folded.split()[0].endswith(("ة", "ات")) else "m"
        return
    for word in row["w"].split("|"):
        folded = bare(word)
        if " " in folded:
            yield folded, "s", "m"
        elif folded.endswith("ة"):
            yield from _feminine(folded)
        else:
            yield from _masculine(folded, people, bool(plurals))


def _feminine(word: str) -> Iterator[tuple[str, str, str]]:
    trunk = word[:-1]
    yield word, "s", "f"
    for end in ("تان", "تين", "تا", "تي"):
        yield trunk + end, "d", "f"
    yield trunk + "ات", "p", "f"


def _masculine(word: str, people: bool, broken: bool) -> Iterator[tuple[str, str, str]]:
    for end in ("ان", "ين", "ي") if people else ("ان", "ين"):
        yield word + end, "d", "m"
    if people or not broken:
        yield word + "ات", "p", "f"
    if people:
        for end in ("تان", "تين"):
            yield word + end, "d", "f"
        if not broken:
            for end in ("ون", "ين", "و", "ي"):
                yield word + end, "p", "m"
        yield word + "ة", "s", "f"
    yield word + "ا", "s", "m"
    yield word, "s", "m"
