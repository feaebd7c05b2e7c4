"""Weapons and other means of violence, by class: ``data/weapons.yaml``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from isnad.lexicon.wordsets import WordSet, read_words
from isnad.lexicon.yamldata import load_yaml, only_fields
from isnad.text.document import Word


@dataclass(frozen=True, slots=True)
class Weapon:
    """A weapon named in text by words ``first`` to ``last`` (exclusive)."""

    kind: str
    """Class of ``weapons.yaml``: ``firearm heavy explosive suicide aerial drone chemical blade ...``."""
    first: int
    last: int


@cache
def weapon_classes() -> Mapping[str, WordSet]:
    """Class → words that alone tell it; ``weapon`` is all of them."""
    classes: dict[str, WordSet] = {}
    for name, raw in load_yaml("weapons.yaml").items():
        where = f"weapons.yaml, {name}"
        only_fields(where, raw, ("words", "phrases"))
        classes[name] = read_words(where, raw.get("words") or [], {})
    classes["weapon"] = WordSet("weapons.yaml", (), tuple(classes.values()))
    return classes


@cache
def _index() -> Mapping[str, Sequence[tuple[tuple[WordSet, ...], str]]]:
    index: dict[str, list[tuple[tuple[WordSet, ...], str]]] = {}
    for name, raw in load_yaml("weapons.yaml").items():
        where = f"weapons.yaml, {name}"
        rows: list[tuple[WordSet, ...]] = [(read_words(where, word, {}),) for word in raw.get("words") or []]
        rows += [
            tuple(read_words(where, p.split("|"), {}) for p in phrase.split())
            for phrase in raw.get("phrases") or []
        ]
        for row in rows:
            for stem in sorted(row[0].stems):
                index.setdefault(stem, []).append((row, name))
    return {stem: sorted(rows, key=lambda r: (-len(r[0]), r[1])) for stem, rows in index.items()}


def weapon_at(words: Sequence[Word], i: int) -> Weapon | None:
    """The longest weapon name that begins at word *i*, or None."""
    for row, kind in _index().get(words[i].stem, ()):
        if i + len(row) <= len(words) and all(words[i + k] in element for k, element in enumerate(row)):
            return Weapon(kind, i, i + len(row))
    return None
