"""Words and constructions that state a lasting relation (who leads, joins, opposes whom; what lies where).

The data is ``data/relations.yaml`` (its head explains every field). :func:`load` reads and
validates it once; :meth:`Relations.at` finds the relation words that begin at a word. Which
phrases fill the slots is the business of :mod:`isnad.coding.relations`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from isnad.lexicon import wordforms
from isnad.lexicon.yamldata import DataError, choice, load_yaml, only_fields, required
from isnad.text.document import Word
from isnad.text.normal import bare

TYPE_ORDER = (
    *("leads", "member_of", "part_of", "affiliated_with", "allied_with", "opposed_to", "split_from"),
    *("holds_role", "role_in", "based_in", "controls", "borders", "originates_from", "close_to"),
)
TYPES = frozenset(TYPE_ORDER)
"""The relation types of the codebook. ``holds_role`` and ``role_in`` come from titles, not from entries."""
SLOTS = frozenset(
    ["subject", "object", "head", "of", "after", "before", "apposition", "adj", "self", "and", "clause"]
    + [
        bare(p)
        for p in ["ل", "ب", "على", "في", "من", "إلى", "مع", "عن", "بين", "ضد", "لدى", "تحت", "قرب", "دون"]
    ]
)
"""Where an argument stands: see the head of ``data/relations.yaml``."""


@dataclass(frozen=True, slots=True)
class RelationCue:
    """One relation word: its type and which slot is its subject, which its object."""

    id: str
    type: str
    args: Mapping[str, str]
    """Slot → ``subject`` or ``object`` of the relation."""
    weight: float
    of_is: str = ""
    """``group``, ``state``, ``weapon`` or ``person``: what the object has to be; empty: anything."""
    needs: str = ""
    """``verb``: only when tagged as one; ``place``: the object has to be a place."""
    symmetric: bool = False
    prep: str = ""
    """Folded preposition that has to follow within eight words (``عمل لدى``)."""
    example: str = ""


@dataclass(frozen=True, slots=True)
class RelationMatch:
    """A relation word found in text: words ``first`` to ``last`` (exclusive).

    ``form``: ``perfect``, ``imperfect``, ``participle``, ``masdar``, ``noun`` or ``fixed``.
    """

    cue: RelationCue
    first: int
    last: int
    form: str


@dataclass(frozen=True, slots=True)
class Relations:
    """The loaded relation words."""

    entries: tuple[RelationCue, ...]
    role_nouns: frozenset[str]
    """Folded heads of official titles (``وزير``)."""
    role_prepositions: frozenset[str]
    """Folded prepositions after a title before what it is of (``ناطق باسم``)."""
    group_nouns: frozenset[str]
    """Folded heads of groups and organisations."""
    _index: wordforms.SequenceIndex[tuple[RelationCue, str]]

    def at(self, words: Sequence[Word], i: int) -> list[RelationMatch]:
        """Relation words that begin at ``words[i]``, longest first; of one type only the longest."""
        matches: list[RelationMatch] = []
        for length, (cue, form) in self._index.at(words, i):
            if any(m.cue.type == cue.type and m.last - i > length for m in matches):
                continue
            if cue.prep and not follows(words, i + length, cue.prep):
                continue
            if finite_allowed(words[i], form, cue.needs):
                matches.append(RelationMatch(cue, i, i + length, form))
        return matches

    def is_group(self, word: Word) -> bool:
        """Whether *word* heads the name of a group or organisation."""
        return word.stem in self.group_nouns or word.ner.endswith("ORG")


def finite_allowed(word: Word, form: str, needs: str) -> bool:
    """Whether the clitics and the tag of *word* let it be the finite verb that *form* says.

    Always true of other forms. A ``needs: verb`` entry also wants the tag.
    """
    if form not in ("perfect", "imperfect"):
        return True
    if (word.definite and not wordforms.core(word).startswith("الت")) or word.pre[-1:] in (("ب",), ("ك",)):
        return False
    return needs != "verb" or word.is_verb


def named_preposition(raw: Mapping[str, Any]) -> str:
    """The folded preposition in the name of a verb entry (``عاد إلى``), or empty."""
    parts = str(raw.get("verb", "")).split()
    return bare(parts[1]) if len(parts) > 1 and "head" in raw else ""


def follows(words: Sequence[Word], start: int, stem: str, reach: int = 8) -> bool:
    """Whether *stem* stands, as a word or as a proclitic, in the next *reach* words of the sentence."""
    for word in words[start : start + reach]:
        if word.norm in (".", "؟", "!"):
            return False
        if word.stem == stem or stem in word.pre:
            return True
    return False


def example_text(marked: str) -> str:
    """A marked example without its marks."""
    return re.sub(r"[\[\]{}]", "", marked)


_FIELDS = frozenset(
    [
        *("type", "verb", "head", "imperfect", "participle", "passive", "masdar", "words", "noun", "args"),
        *("of_is", "needs", "symmetric", "weight", "example"),
    ]
)


def check_args(where: str, args: Mapping[str, str], roles: frozenset[str]) -> dict[str, str]:
    """*args* with folded slots. Raises :class:`DataError` for an unknown slot or a role not in *roles*."""
    found = {}
    for slot, role in args.items():
        folded = choice(where, "slot of args", bare(slot), SLOTS)
        found[folded] = choice(where, f"role of {slot}", role, roles)
    return found


def check_weight(where: str, weight: Any) -> float:
    """*weight* as a number from 0 to 1, or a :class:`DataError`."""
    if not isinstance(weight, int | float) or not 0 <= weight <= 1:
        raise DataError(f"{where}: weight is {weight!r}; use a number from 0 to 1.")
    return float(weight)


def entry_name(raw: Mapping[str, Any]) -> str:
    """What an entry is called in ids and messages: its verb, noun or first word sequence."""
    given = raw.get("verb") or raw.get("noun") or raw.get("words") or "?"
    return str(given[0] if isinstance(given, list) else given)


@cache
def load() -> Relations:
    """Read, validate and index ``data/relations.yaml``; cached.

    Raises :class:`isnad.lexicon.yamldata.DataError` that names the entry and what is wrong with it.
    """
    data = load_yaml("relations.yaml")
    index: wordforms.SequenceIndex[tuple[RelationCue, str]] = wordforms.SequenceIndex()
    entries: list[RelationCue] = []
    for raw in data["relations"]:
        where = f"relations.yaml, {entry_name(raw)}"
        required(where, raw, ("type", "args", "example", "weight"))
        only_fields(where, raw, _FIELDS)
        kind = choice(where, "type", raw["type"], TYPES)
        cue = RelationCue(
            id=f"relations/{kind}/{entry_name(raw)}" + ("+adj" if "adj" in raw["args"] else ""),
            type=kind,
            args=check_args(where, raw["args"], frozenset(["subject", "object"])),
            weight=check_weight(where, raw["weight"]),
            of_is=choice(where, "of_is", raw.get("of_is", ""), ("", "group", "weapon", "person", "state")),
            needs=choice(where, "needs", raw.get("needs", ""), ("", "verb", "place")),
            prep=named_preposition(raw),
            symmetric=bool(raw.get("symmetric", False)),
            example=raw["example"],
        )
        entries.append(cue)
        for elements, form in wordforms.written_forms(raw):
            index.add(elements, (cue, form))
    return Relations(
        tuple(entries),
        frozenset(map(bare, data["role_nouns"])),
        frozenset(map(bare, data["role_prepositions"])),
        frozenset(map(bare, data["group_nouns"])),
        index,
    )
