"""A model's answer as drafts: everything is looked up in the text, and what is not there is refused and counted."""

from __future__ import annotations

import json
import math
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from isnad.coding.drafts import (
    AgreementDraft,
    ChainLink,
    Draft,
    EventDraft,
    ExplanationDraft,
    Range,
    RelationDraft,
    StanceDraft,
    TermDraft,
)
from isnad.coding.governing import FigureMention
from isnad.lexicon.constructions import STANCES, STATUSES
from isnad.lexicon.event_entries import MODES
from isnad.lexicon.quantities import MEASURES
from isnad.lexicon.relations import TYPES
from isnad.records import Factuality, Why
from isnad.text.clean import clean
from isnad.text.document import Document

CONFIDENCE = 0.5
"""A model's word is not calibrated: every statement of it has this confidence."""
MAX_STATEMENTS = 60
"""Statements that are taken of one answer."""
MAX_LINKS = 6
_FENCE = re.compile(r"^```(?:json)?\s*|\s*```$")
_REASONING = re.compile(r"<think>.*?</think>", re.S)


class _Refused(Exception):
    """Not a statement of this text: ``reason`` is counted."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(slots=True)
class Drafts:
    """What was taken of the answers about one article, and how much was not."""

    events: list[EventDraft] = field(default_factory=list)
    relations: list[RelationDraft] = field(default_factory=list)
    figures: list[FigureMention] = field(default_factory=list)
    figure_drafts: dict[tuple[int, int], Draft] = field(default_factory=dict)
    agreements: list[AgreementDraft] = field(default_factory=list)
    stances: list[StanceDraft] = field(default_factory=list)
    explanations: list[ExplanationDraft] = field(default_factory=list)
    refused: Counter[str] = field(default_factory=Counter)
    """``json`` (an answer that is none), ``statement`` (not as the schema says), ``value`` (no such type), ``words``
    (a statement whose words are not in the text), ``part`` (a part left out for that), ``twice``."""
    taken: int = 0


class Reader:
    """Reads answers about one document."""

    def __init__(self, doc: Document, model: str) -> None:
        self.doc = doc
        self.found = Drafts()
        self._why = f"llm/{model}"
        self._seen: set[tuple[Any, ...]] = set()

    def read(self, answer: str, first: int, count: int) -> None:
        """Take what *answer* says of the *count* sentences from number *first*."""
        try:
            data = json.loads(_FENCE.sub("", _REASONING.sub("", answer).strip()))
            statements = data["statements"]
            if not isinstance(statements, list):
                raise TypeError
        except (ValueError, KeyError, TypeError, RecursionError):
            self.found.refused["json"] += 1
            return
        for one in statements[:MAX_STATEMENTS]:
            try:
                self._statement(one, first, count)
                self.found.taken += 1
            except _Refused as error:
                self.found.refused[error.reason] += 1
            except (KeyError, TypeError, ValueError, AttributeError, OverflowError):
                self.found.refused["statement"] += 1
        if len(statements) > MAX_STATEMENTS:
            self.found.refused["statement"] += len(statements) - MAX_STATEMENTS

    # -- words of the text ------------------------------------------------------------------------------------------

    def _find(self, words: Any, sentence: int, near: int | None = None, back: bool = False) -> Range:
        """The words of the document that *words* are: in the sentence, of several places the one nearest to the word
        *near*; *back*: or else in the sentences before, the last first. Raises _Refused.
        """
        if not isinstance(words, str):
            raise TypeError("words are a string")
        wanted = " ".join(clean(words).text.split())
        if not wanted:
            raise _Refused("words")
        for n in range(sentence, -1 if back else sentence - 1, -1):
            found = self._places(wanted, n)
            if found:
                at = near if near is not None else found[0][0]
                return min(found, key=lambda r: (abs(r[0] - at), r[0]))
        raise _Refused("words")

    def _places(self, wanted: str, sentence: int) -> list[Range]:
        """Every place of *wanted* in a sentence where it begins and ends with a word (clitics may hang on it)."""
        doc, s = self.doc, self.doc.sentences[sentence]
        begin, end = doc.words[s.first].start, doc.words[s.last - 1].end
        pattern = r"\s+".join(map(re.escape, wanted.split()))
        found = []
        for m in re.finditer(pattern, doc.text[begin:end]):
            start, stop = begin + m.start(), begin + m.end()
            inside = [i for i in range(s.first, s.last) if doc.words[i].start < stop and doc.words[i].end > start]
            if not inside:
                continue
            one, last = doc.words[inside[0]], doc.words[inside[-1]]
            if start in (one.start, one.stem_start) and stop in (last.end, last.stem_end):
                found.append((inside[0], inside[-1] + 1))
        return found

    def _parts(self, data: dict[str, Any], name: str, sentence: int, near: int) -> list[Range]:
        """The words of a list; those that are not in the text are left out, and counted."""
        values = data.get(name) or []
        if not isinstance(values, list):
            raise TypeError(f"{name} is a list")
        found: list[Range] = []
        for value in values:
            try:
                at = self._find(value, sentence, near)
            except _Refused:
                self.found.refused["part"] += 1
                continue
            if at not in found:
                found.append(at)
        return found

    # -- statements -------------------------------------------------------------------------------------------------

    def _statement(self, data: dict[str, Any], first: int, count: int) -> None:
        number = data["sentence"]
        if not isinstance(number, int) or not 1 <= number <= count:
            raise _Refused("statement")
        sentence = first + number - 1
        kind = data["kind"]
        make = getattr(self, f"_{kind}", None) if kind in _KINDS else None
        if make is None:
            raise _Refused("value")
        trigger = self._find(data["trigger"], sentence)
        factuality = _one_of(data["factuality"], [f.value for f in Factuality])
        chain = self._chain(data, sentence, trigger[0])
        common = {
            "factuality": Factuality(factuality), "chain": chain, "direct": bool(data.get("quoted")) and bool(chain),
            "confidence": CONFIDENCE, "why": [Why("type", self._why)],
        }  # fmt: skip
        make(data, sentence, trigger, common)

    def _chain(self, data: dict[str, Any], sentence: int, near: int) -> tuple[ChainLink, ...]:
        links: list[ChainLink] = []
        for value in (data.get("sources") or [])[:MAX_LINKS]:
            try:
                at = self._find(value, sentence, near, back=True)
            except _Refused:
                self.found.refused["part"] += 1
                continue
            if all(link.words != at for link in links):
                links.append(ChainLink(at))
        return tuple(links)

    def _once(self, *key: Any) -> None:
        if key in self._seen:
            raise _Refused("twice")
        self._seen.add(key)

    def _event(self, data: dict[str, Any], sentence: int, trigger: Range, common: dict[str, Any]) -> None:
        kind = _one_of(data["type"], MODES)
        mode = data.get("mode")
        if mode is not None and mode not in MODES[kind]:
            self.found.refused["part"] += 1
            mode = None
        word = _one_word(trigger)
        self._once("event", kind, word)
        near = trigger[0]
        parts: dict[str, Any] = {
            name: self._parts(data, name, sentence, near) for name in ("actors", "recipients", "places", "times")
        }
        self.found.events.append(EventDraft(word, type=kind, mode=mode, **parts, **common))

    def _relation(self, data: dict[str, Any], sentence: int, trigger: Range, common: dict[str, Any]) -> None:
        kind = _one_of(data["type"], TYPES)
        subject, object_ = (self._find(data[n], sentence, trigger[0]) for n in ("subject", "object"))
        self._once("relation", kind, subject, object_)
        draft = RelationDraft(_one_word(trigger), type=kind, subject=subject, object=object_, **common)
        self.found.relations.append(draft)

    def _figure(self, data: dict[str, Any], sentence: int, trigger: Range, common: dict[str, Any]) -> None:
        measure = _one_of(data["measure"], MEASURES)
        low, high = float(data["low"]), float(data["high"])
        if not (math.isfinite(low) and math.isfinite(high) and 0 <= low <= high):
            raise _Refused("value")
        of = self._find(data["of"], sentence, trigger[0]) if data.get("of") else None
        self._once("figure", trigger)
        mention = FigureMention(*trigger, measure, low, high, (low + high) / 2, of, None, None, self._why)
        self.found.figures.append(mention)
        self.found.figure_drafts[trigger] = Draft(trigger, **common)

    def _agreement(self, data: dict[str, Any], sentence: int, trigger: Range, common: dict[str, Any]) -> None:
        status = _one_of(data["status"], STATUSES)
        self._once("agreement", trigger)
        near = trigger[0]
        parties, mediators, terms, conditions = (
            self._parts(data, name, sentence, near) for name in ("parties", "mediators", "terms", "conditions")
        )
        self.found.agreements.append(
            AgreementDraft(
                _one_word(trigger), parties=parties, mediators=mediators, terms=[TermDraft(t) for t in terms],
                conditions=conditions, status=status, **common,
            )
        )  # fmt: skip

    def _stance(self, data: dict[str, Any], sentence: int, trigger: Range, common: dict[str, Any]) -> None:
        stance = _one_of(data["stance"], STANCES)
        holder, topic = (self._find(data[n], sentence, trigger[0]) for n in ("holder", "topic"))
        self._once("stance", stance, holder, topic)
        draft = StanceDraft(_one_word(trigger), holder=holder, topic=topic, stance=stance, **common)
        self.found.stances.append(draft)

    def _explanation(self, data: dict[str, Any], sentence: int, trigger: Range, common: dict[str, Any]) -> None:
        effect = self._find(data["effect"], sentence, trigger[0])
        causes = self._parts(data, "causes", sentence, trigger[0])
        if not causes:
            raise _Refused("words")
        self._once("explanation", effect, tuple(causes))
        draft = ExplanationDraft(
            _one_word(trigger), effect=effect, causes=causes, joint=bool(data.get("joint", True)), **common
        )
        self.found.explanations.append(draft)


_KINDS = ("event", "relation", "figure", "agreement", "stance", "explanation")


def _one_of(value: Any, allowed: Sequence[str] | Any) -> str:
    if not isinstance(value, str) or value not in allowed:
        raise _Refused("value")
    return value


def _one_word(words: Range) -> Range:
    """A trigger is one word: the first."""
    return words[0], words[0] + 1
