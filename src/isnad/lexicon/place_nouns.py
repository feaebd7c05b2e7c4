"""Nouns that stand before, inside or for a place: ``lexicon/data/places/heads.tsv``."""

from __future__ import annotations

from functools import cache, lru_cache
from importlib import resources
from typing import NamedTuple

from isnad.text.normal import bare

SETS = ("described", "locative", "prep", "near", "title", "given", "org")
"""Classes that are plain sets of words, in the order of the fields of :class:`PlaceNouns`."""


def splits(norm: str) -> list[tuple[str, str, int]]:
    """Ways to read a folded written word as proclitics and a name: ``(proclitics, name, letters cut)``.

    >>> splits("للخرطوم")
    [('', 'للخرطوم', 0), ('ل', 'الخرطوم', 1), ('ل', 'لخرطوم', 1)]
    """
    found = [("", norm, 0)]
    rest, cut, pre = norm, 0, ""
    for letters in ("وف", "بلك"):
        if len(rest) > 3 and rest[0] in letters:
            if rest.startswith("لل") and len(rest) > 4:
                found.append((pre + "ل", "ال" + rest[2:], cut + 1))
            pre, rest, cut = pre + rest[0], rest[1:], cut + 1
            found.append((pre, rest, cut))
    return found


class Reading(NamedTuple):
    """A written word read as a place noun."""

    pre: str
    stem: str
    definite: bool
    cut: int
    """Letters before the stem (article included in the stem's span)."""


class PlaceNouns(NamedTuple):
    """Folded stems (no article, no clitics) by what they do."""

    named: dict[str, str]
    """A name follows (``مدينة تمنراست``): stem → entry type that it selects."""
    named_precision: dict[str, int]
    direction: dict[str, str]
    """``شمال`` → ``n``; also ``s e w``."""
    part: dict[str, tuple[str, int]]
    """``ضواحي`` → (kind, precision that the whole mention gets; 0 keeps the name's)."""
    described: frozenset[str]
    """Nouns that describe a place without naming it (``المنطقة``)."""
    locative: frozenset[str]
    """Words after which a place is expected."""
    prep: frozenset[str]
    """Prepositions that may govern a place."""
    near: frozenset[str]
    """Those that say near, not in."""
    title: frozenset[str]
    """Titles before the name of a person, as written."""
    given: frozenset[str]
    """Given names after which a place name is a family name."""
    org: frozenset[str]
    """Nouns that make a place name part of the name of an organisation (``فيلق القدس``)."""

    def reading(self, norm: str) -> Reading | None:
        """The written word *norm* (folded, no enclitic) as a place noun, or None."""
        return _readings(norm)


@lru_cache(maxsize=100_000)
def _readings(norm: str) -> Reading | None:
    nouns = place_nouns()
    for pre, form, cut in splits(norm):
        if cut and len(form) < 4:
            continue  # فسد، كتل: no proclitic
        for stem, definite in (
            ((form, False), (form[2:], True)) if form.startswith("ال") else ((form, False),)
        ):
            if (
                stem in nouns.named
                or stem in nouns.direction
                or stem in nouns.part
                or stem in nouns.described
            ):
                return Reading(pre, stem, definite, cut)
    return None


@cache
def place_nouns() -> PlaceNouns:
    """The place nouns. Raises :class:`ValueError` when the table has an unknown class."""
    named: dict[str, str] = {}
    precisions: dict[str, int] = {}
    direction: dict[str, str] = {}
    part: dict[str, tuple[str, int]] = {}
    sets: dict[str, set[str]] = {name: set() for name in SETS}
    text = resources.files("isnad.lexicon").joinpath("data/places/heads.tsv").read_text(encoding="utf-8")
    for number, line in enumerate(text.splitlines()[1:], start=2):
        group, kind, precision, word = line.split("\t")
        stem = bare(word)
        if group == "named":
            named.setdefault(stem, kind)
            precisions.setdefault(stem, int(precision))
        elif group == "dir":
            direction[stem] = kind
        elif group == "part":
            part.setdefault(stem, (kind, int(precision)))
        elif group in sets:
            sets[group].add(stem)
        else:
            raise ValueError(
                f"heads.tsv:{number}: unknown class {group!r}; use named, dir, part, {', '.join(SETS)}."
            )
    return PlaceNouns(named, precisions, direction, part, *(frozenset(sets[name]) for name in SETS))
