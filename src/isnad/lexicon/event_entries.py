"""What an event entry is, and reading one from YAML. The format: ``docs/lexicon.md``."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from isnad.lexicon.inflection import Features, Forms, inflect_noun, inflect_participle, inflect_verb
from isnad.lexicon.wordsets import Classes, WordSet, read_noun, read_words
from isnad.lexicon.yamldata import DataError, choice, only_fields
from isnad.text.normal import bare

MODES: Mapping[str, tuple[str, ...]] = {
    "AGREE": (),
    "CONSULT": ("visit", "third-party", "multilateral", "phone"),
    "SUPPORT": (),
    "CONCEDE": (),
    "COOPERATE": (),
    "AID": (),
    "RETREAT": ("withdraw", "release", "return", "disarm", "ceasefire", "access", "resign"),
    "REQUEST": ("assist", "change", "yield", "meet"),
    "ACCUSE": ("disapprove", "investigate", "allege"),
    "REJECT": ("assist", "change", "yield", "meet"),
    "THREATEN": ("restrict", "ban", "arrest", "relations", "rights", "expel", "territory", "violence"),
    "PROTEST": ("demo", "riot", "strike", "hunger", "boycott", "obstruct"),
    "SANCTION": ("convict", "expel", "withdraw", "discontinue"),
    "MOBILIZE": ("troops", "weapons", "police", "militia"),
    "COERCE": (
        "seize", "restrict", "ban", "censor", "curfew", "arrest", "deport", "withhold", "misinformation",
        "cyber",
    ),
    "ASSAULT": (
        "abduct", "beat", "torture", "execute", "sexual", "assassinate", "destroy", "primitive", "firearms",
        "explosives", "suicide-attack", "aerial", "drone", "heavy-weapons", "crowd-control", "cleansing",
        "massacre", "unconventional",
    ),
}  # fmt: skip
"""The PLOVER types and the modes of each, as the codebook lists them."""
SLOTS = frozenset(["subject", "object", "object2", "of", "adj", "clause"])
PREPOSITIONS = frozenset(
    bare(p)
    for p in (
        *(
            "ب",
            "ل",
            "ك",
            "من",
            "على",
            "إلى",
            "في",
            "عن",
            "مع",
            "ضد",
            "بين",
            "نحو",
            "حول",
            "لدى",
            "عبر",
            "تجاه",
        ),
        *("بحق", "أمام", "داخل", "خارج", "قرب", "لأجل", "بشأن", "حيال", "باتجاه", "صوب", "بيد", "فوق"),
    )
)
ROLES = frozenset(
    ["actor", "recipient", "party", "instrument", "place", "origin", "content", "topic", "thing", "none"]
)
WHERE = frozenset(
    [
        "object",
        "next",
        "after",
        "before",
        "prev",
        "near",
        "sentence",
        "prep",
        "suf",
        "form",
        "aspect",
        "definite",
    ]
)
_FIELDS = frozenset(
    [
        *("id", "lemma", "imperfect", "nouns", "participles", "phrase", "type", "mode", "mode_by", "frame"),
        *("noun_frame", "light", "needs", "unless", "weight", "example", "against", "note"),
    ]
)
FORMS = ("verb", "noun", "participle")


@dataclass(frozen=True, slots=True)
class Condition:
    """One test on the surroundings of a trigger: *where* to look, and for what."""

    where: str
    words: WordSet | None = None
    values: frozenset[str] = frozenset()
    """Of ``prep suf form aspect definite``: the folded values that satisfy it."""


@dataclass(frozen=True, slots=True)
class EventEntry:
    """One lexeme sense: see ``docs/lexicon.md``."""

    id: str
    lemma: str
    """Folded verb, or folded first noun of a lexeme without a verb."""
    type: str
    mode: str | None
    frame: Mapping[str, str]
    """Slot → role of the active verb; prepositions are folded."""
    noun_frame: Mapping[str, str]
    """Slot → role of the verbal noun, complete."""
    weights: Mapping[str, float]
    """``verb``, ``noun``, ``participle`` → weight."""
    modes: tuple[tuple[str, WordSet], ...] = ()
    madda: bool = False
    """The lemma is printed with ``آ``."""
    light: WordSet | None = None
    needs: tuple[Condition, ...] = ()
    unless: tuple[Condition, ...] = ()
    phrase: tuple[WordSet | None, ...] = ()
    """Elements of a fixed sequence; None lets up to three words pass."""
    phrase_trigger: int = 0
    examples: tuple[str, ...] = ()
    against: tuple[str, ...] = ()
    forms: tuple[tuple[str, Forms], ...] = field(default=(), compare=False, repr=False)
    """``(verb|noun|active|passive, inflected forms)``."""


def passive_frame(frame: Mapping[str, str]) -> dict[str, str]:
    """The frame of the passive verb: its subject fills the object's role.

    >>> passive_frame({"subject": "actor", "object": "recipient", "ب": "instrument"})
    {'subject': 'recipient', 'ب': 'instrument'}
    """
    rest = {k: v for k, v in frame.items() if k not in ("subject", "object")}
    return {"subject": frame.get("object", "none"), **rest}


def derived_noun_frame(frame: Mapping[str, str], overrides: Mapping[str, str]) -> dict[str, str]:
    """The verbal noun's frame from the verb's: ``of``, ``adj`` and the prepositions."""
    subject = frame.get("subject", "none")
    made = {k: v for k, v in frame.items() if k not in ("subject", "object")}
    made = {"of": frame.get("object", subject), "adj": subject, "subject": subject, **made}
    return {**made, **overrides}


class EntryReader:
    """Reads entries; holds the word classes and the shared mode tables that they name."""

    def __init__(self, classes: Classes, tables: Mapping[str, Mapping[str, Sequence[Any]]]) -> None:
        self._classes = classes
        self._tables = {
            name: tuple(
                (mode, read_words(f"event_modes.yaml, {name}", words, classes)) for mode, words in t.items()
            )
            for name, t in tables.items()
        }

    def read(self, file: str, number: int, raw: Any) -> EventEntry:
        """One entry; *file* and *number* (from 1) name it in the :class:`DataError` of a mistake."""
        if not isinstance(raw, dict):
            raise DataError(f"{file}, entry {number}: write a mapping, not {raw!r}.")
        name = str(raw.get("lemma") or raw.get("phrase") or raw.get("nouns"))
        where = f"{file}, entry {number} ({name})"
        only_fields(where, raw, _FIELDS)
        kind = choice(where, "type", raw.get("type", ""), MODES)
        mode = raw.get("mode")
        if mode in ("null", "~", ""):
            mode = None
        if mode is not None:
            choice(where, "mode", mode, MODES[kind])
        frame = _frame(where, "frame", raw.get("frame") or {"subject": "actor"})
        try:
            forms = _forms(where, raw, "object" in frame)
        except ValueError as error:
            raise DataError(f"{where}: {error}") from error
        phrase, trigger = self._phrase(where, raw.get("phrase"))
        if not forms and not phrase:
            raise DataError(f"{where}: give a lemma, nouns, participles or a phrase.")
        lemma = bare(str(raw.get("lemma") or (next(iter(forms[0][1])) if forms else raw["phrase"])))
        light = raw.get("light")
        return EventEntry(
            id=str(raw.get("id") or ".".join([lemma, kind, *([mode] if mode else [])])),
            lemma=lemma,
            type=kind,
            mode=mode,
            frame=frame,
            noun_frame=derived_noun_frame(frame, _frame(where, "noun_frame", raw.get("noun_frame") or {})),
            weights=_weights(where, raw.get("weight", 0.5)),
            madda=str(raw.get("lemma", "")).startswith("آ"),
            modes=self._modes(where, kind, raw.get("mode_by")),
            light=read_words(where, ["=" + w for w in _list(light)], self._classes) if light else None,
            needs=self._conditions(where, "needs", raw.get("needs")),
            unless=self._conditions(where, "unless", raw.get("unless")),
            phrase=phrase,
            phrase_trigger=trigger,
            examples=tuple(_examples(where, raw.get("example"))),
            against=tuple(_examples(where, raw.get("against"))),
            forms=forms,
        )

    def _modes(self, where: str, kind: str, raw: Any) -> tuple[tuple[str, WordSet], ...]:
        found: list[tuple[str, WordSet]] = []
        for item in _list(raw):
            if isinstance(item, str):
                choice(where, "mode_by", item, self._tables)
                found += [m for m in self._tables[item] if m[0] in MODES[kind]]
                continue
            for mode, words in item.items():
                choice(where, "mode_by", mode, MODES[kind])
                found.append((mode, read_words(where, words, self._classes)))
        return tuple(found)

    def _conditions(self, where: str, name: str, raw: Any) -> tuple[Condition, ...]:
        found = []
        for place, words in (raw or {}).items():
            choice(where, name, place, WHERE)
            if place in ("prep", "suf", "form", "aspect", "definite"):
                values = ["yes" if w is True else "no" if w is False else bare(str(w)) for w in _list(words)]
                found.append(Condition(place, values=frozenset(values)))
            else:
                found.append(Condition(place, read_words(where, words, self._classes)))
        return tuple(found)

    def _phrase(self, where: str, raw: Any) -> tuple[tuple[WordSet | None, ...], int]:
        if raw is None:
            return (), 0
        elements: list[WordSet | None] = []
        trigger = -1
        for i, element in enumerate(str(raw).split()):
            if element == "…":
                elements.append(None)
                continue
            if element.startswith("{") and element.endswith("}"):
                trigger, element = i, element[1:-1]
            elements.append(read_words(where, element.split("|"), self._classes))
        if trigger < 0 or elements[0] is None or elements[-1] is None:
            raise DataError(
                f"{where}: mark the trigger of the phrase with braces; it cannot begin or end with …."
            )
        return tuple(elements), trigger


def _list(raw: Any) -> list[Any]:
    return [] if raw is None else list(raw) if isinstance(raw, list) else [raw]


def _frame(where: str, name: str, raw: Mapping[str, str]) -> dict[str, str]:
    frame = {}
    for slot, role in raw.items():
        folded = bare(slot)
        choice(where, f"slot of {name}", folded, SLOTS | PREPOSITIONS)
        frame[folded] = choice(where, f"role of {slot}", role, ROLES)
    return frame


def _weights(where: str, raw: Any) -> dict[str, float]:
    weights: dict[str, float] = {}
    for form, weight in (raw if isinstance(raw, dict) else dict.fromkeys(FORMS, raw)).items():
        choice(where, "weight", form, FORMS)
        try:
            weights[form] = float(weight)
        except ValueError:
            weights[form] = -1.0
        if not 0.0 <= weights[form] <= 1.0:
            raise DataError(f"{where}: weight is {weight!r}; use a number from 0 to 1.")
    highest = max(weights.values())
    return {form: weights.get(form, highest) for form in FORMS}


def _examples(where: str, raw: Any) -> list[str]:
    examples = [str(e) for e in _list(raw)]
    for e in examples:
        if len(re.findall(r"\{[^{}]+\}", e)) != 1:
            raise DataError(f"{where}: mark one trigger in braces in the example {e!r}.")
    return examples


def _forms(where: str, raw: Mapping[str, Any], transitive: bool) -> tuple[tuple[str, Forms], ...]:
    found: list[tuple[str, Forms]] = []
    if raw.get("lemma"):
        found.append(("verb", inflect_verb(str(raw["lemma"]), raw.get("imperfect"), passive=transitive)))
    for item in _list(raw.get("nouns")):
        found.append(("noun", inflect_noun(*read_noun(where, item))))
    for voice, words in (raw.get("participles") or {}).items():
        choice(where, "participles", voice, ("active", "passive"))
        found += [(voice, inflect_participle(str(w))) for w in _list(words)]
    return tuple(found)


__all__ = [
    "MODES",
    "Condition",
    "EntryReader",
    "EventEntry",
    "Features",
    "derived_noun_frame",
    "passive_frame",
]
