"""Words of stances, agreements and explanations.

The data is ``data/stances.yaml``, ``data/agreements.yaml`` and ``data/explanations.yaml`` (their
heads explain every field). :func:`load` reads and validates them once;
:meth:`ConstructionIndex.at` finds the words that begin at a word. Which phrases fill the slots is
the business of :mod:`isnad.coding.stances`, ``agreements`` and ``explanations``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from isnad.lexicon import wordforms
from isnad.lexicon.relations import (
    check_args,
    check_weight,
    entry_name,
    finite_allowed,
    follows,
    named_preposition,
)
from isnad.lexicon.yamldata import choice, load_yaml, only_fields, required
from isnad.records import Factuality
from isnad.text.document import Word
from isnad.text.normal import bare

STANCE_ORDER = ("support", "oppose", "conditional", "hope", "change")
STANCES = frozenset(STANCE_ORDER)
AGREEMENT_ROLES = frozenset(["name", "make", "term", "exchange", "condition", "mediator", "status"])
STATUS_ORDER = ("sought", "planned", "agreed", "signed", "rejected", "broken")
STATUSES = frozenset(STATUS_ORDER)
LINKS = frozenset(["cause", "effect", "pair"])
_ROLES = {
    "stances": frozenset(["holder", "topic", "from", "to", "condition"]),
    "agreements": frozenset(["party", "term", "name", "exchange", "condition", "mediator"]),
    "explanations": frozenset(["cause", "effect"]),
}
_NEEDS = frozenset(["", "verb", "predicate", "agreement", "not-definite"])
_FIELDS = frozenset(
    [
        *("verb", "head", "imperfect", "participle", "masdar", "words", "args", "needs", "weight", "example"),
        *(
            "stance",
            "event",
            "object",
            "role",
            "status",
            "link",
            "joint",
            "sets",
            "purpose",
            "negative",
            "partial",
        ),
    ]
)


@dataclass(frozen=True, slots=True)
class Construction:
    """One word (sequence) of a stance, an agreement or an explanation."""

    id: str
    words: tuple[str, ...]
    """The word sequences of the entry, as printed; empty for a verb."""
    label: str
    """The stance (:data:`STANCES`), the role in an agreement (:data:`AGREEMENT_ROLES`) or the
    link of an explanation (:data:`LINKS`)."""
    args: Mapping[str, str]
    """Slot → what stands there; slots as in :data:`isnad.lexicon.relations.SLOTS`."""
    weight: float = 1.0
    needs: str = ""
    """``verb``: only when tagged as one; ``predicate``: only as the predicate of its clause;
    ``agreement``: only near a word that names an agreement; ``not-definite``."""
    status: str = ""
    """Of an agreement: the status that the word sets."""
    joint: bool = True
    """Of an explanation: False when the causes are rivals."""
    sets: Factuality | None = None
    objects: frozenset[str] = frozenset()
    """Folded nouns of which one has to be the object (``غيرت موقفها``); empty: any."""
    prep: str = ""
    """Folded preposition that has to follow within eight words (``عاد إلى``)."""
    purpose: bool = False
    """The cause is an aim."""
    negative: bool = False
    """The effect did not come about (``حال دون``)."""
    partial: bool = False
    """One cause among others (``أسهم في``)."""
    example: str = ""


@dataclass(frozen=True, slots=True)
class ConstructionMatch:
    """A construction found in text: words ``first`` to ``last`` (exclusive); ``form`` as in relations."""

    cue: Construction
    first: int
    last: int
    form: str


@dataclass(frozen=True, slots=True)
class ConstructionIndex:
    """The words of one kind of statement."""

    entries: tuple[Construction, ...]
    _index: wordforms.SequenceIndex[tuple[Construction, str]]
    names: frozenset[str] = frozenset()
    """Folded nouns that name an agreement."""

    def at(self, words: Sequence[Word], i: int) -> list[ConstructionMatch]:
        """Constructions that begin at ``words[i]``, longest first; a longer one hides the shorter."""
        matches: list[ConstructionMatch] = []
        for length, (cue, form) in self._index.at(words, i):
            if matches and matches[0].last - i > length:
                break
            if (
                form == "perfect"
                and words[i].definite
                and words[i].stem.startswith("ت")
                and not words[i].is_verb
            ):
                form = "masdar"
            if finite_allowed(words[i], form, cue.needs) and self._holds(cue, words, i, i + length):
                matches.append(ConstructionMatch(cue, i, i + length, form))
        return matches

    def _holds(self, cue: Construction, words: Sequence[Word], first: int, last: int) -> bool:
        if cue.needs == "not-definite" and any(w.definite for w in words[first:last]):
            return False
        if cue.needs == "agreement" and not any(
            w.stem in self.names for w in words[max(0, first - 8) : last + 8]
        ):
            return False
        if cue.prep and not follows(words, last, cue.prep):
            return False
        return not cue.objects or any(
            w.stem in cue.objects or w.norm in cue.objects for w in words[last : last + 5]
        )


@dataclass(frozen=True, slots=True)
class Constructions:
    """Everything that this module loads."""

    stances: ConstructionIndex
    agreements: ConstructionIndex
    explanations: ConstructionIndex
    position_nouns: frozenset[str]
    """Folded nouns of a position (``موقف``)."""
    effect_nouns: frozenset[str]
    cause_nouns: frozenset[str]
    plan_nouns: frozenset[str] = frozenset()
    """Folded nouns that name what parties agree on when the terms follow later."""
    leave: frozenset[str] = frozenset()
    """Folded nouns that open a term and only let it happen (``السماح ب``)."""
    meet: frozenset[str] = frozenset()
    """Folded verb forms of a meeting."""
    no_topics: frozenset[str] = frozenset()
    """Folded heads of what is refused without any stance."""
    duals: frozenset[str] = frozenset()
    """Folded nouns that stand for both sides at once."""
    seek: frozenset[str] = frozenset()
    """Folded verb forms under which an agreement is sought."""
    agentive: frozenset[str] = frozenset()
    """Folded verbal nouns whose genitive is who does them."""
    consent: frozenset[str] = frozenset()
    """Folded nouns of consent that ``بعد`` makes a condition."""


def _entry(file: str, raw: Mapping[str, Any]) -> Construction:
    name = entry_name(raw)
    where = f"{file}.yaml, {name}"
    field, allowed = {
        "stances": ("stance", STANCES),
        "agreements": ("role", AGREEMENT_ROLES),
        "explanations": ("link", LINKS),
    }[file]
    required(where, raw, (field, "example"))
    only_fields(where, raw, _FIELDS)
    label = choice(where, field, raw[field], allowed)
    status = raw.get("status", "")
    return Construction(
        id=f"{file}/{label}/{name}",
        words=tuple(raw["words"]) if isinstance(raw.get("words"), list) else (),
        label=label,
        args=check_args(where, raw.get("args") or {}, _ROLES[file]),
        weight=check_weight(where, raw.get("weight", 1.0)),
        needs=choice(where, "needs", raw.get("needs", ""), _NEEDS),
        status=choice(where, "status", status, STATUSES) if status else "",
        joint=bool(raw.get("joint", True)),
        sets=Factuality(raw["sets"]) if raw.get("sets") else None,
        objects=frozenset(map(bare, raw.get("object", ()))),
        prep=named_preposition(raw),
        purpose=bool(raw.get("purpose", False)),
        negative=bool(raw.get("negative", False)),
        partial=bool(raw.get("partial", False)),
        example=raw["example"],
    )


def _read(file: str, data: Mapping[str, Any]) -> ConstructionIndex:
    index: wordforms.SequenceIndex[tuple[Construction, str]] = wordforms.SequenceIndex()
    entries: list[Construction] = []
    for raw in data[file]:
        cue = _entry(file, raw)
        entries.append(cue)
        for elements, form in wordforms.written_forms(raw):
            index.add(elements, (cue, form))
    named = (cue for cue in entries if cue.label == "name")
    names = frozenset(bare(w) for cue in named for w in cue.words if " " not in w)
    names |= frozenset(map(bare, data.get("plan_nouns", ())))
    return ConstructionIndex(tuple(entries), index, names)


_AGREEMENT_WORDS = ("plan_nouns", "leave", "meet", "duals", "seek", "agentive", "consent")


@cache
def load() -> Constructions:
    """Read, validate and index the three files; cached.

    Raises :class:`isnad.lexicon.yamldata.DataError` that names the entry and what is wrong with it.
    """
    stances, agreements = load_yaml("stances.yaml"), load_yaml("agreements.yaml")
    explanations = load_yaml("explanations.yaml")
    words = {name: frozenset(map(bare, agreements[name])) for name in _AGREEMENT_WORDS}
    return Constructions(
        stances=_read("stances", stances),
        agreements=_read("agreements", agreements),
        explanations=_read("explanations", explanations),
        position_nouns=frozenset(map(bare, stances["position_nouns"])),
        effect_nouns=frozenset(map(bare, explanations["effect_nouns"])),
        cause_nouns=frozenset(map(bare, explanations["cause_nouns"])),
        no_topics=frozenset(map(bare, stances["no_topics"])),
        plan_nouns=words["plan_nouns"],
        leave=words["leave"],
        meet=words["meet"],
        duals=words["duals"],
        seek=words["seek"],
        agentive=words["agentive"],
        consent=words["consent"],
    )
