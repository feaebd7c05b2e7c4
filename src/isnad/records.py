"""The records isnad gives back: frozen, typed, and the same bytes every time.

Every offset is a code point of the article text *as it was given*, end
exclusive: ``article.text[span.start:span.end]`` is the text a span names.
What each kind of statement means is the codebook's business
(``docs/codebook.md``); what is legal in a field stands in its docstring.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field, fields, is_dataclass
from datetime import date
from enum import StrEnum
from typing import Any


class Factuality(StrEnum):
    """How certain a statement is, in the words of its source."""

    ACTUAL = "actual"
    PLANNED = "planned"
    POSSIBLE = "possible"
    CONDITIONAL = "conditional"
    SOUGHT = "sought"
    DENIED = "denied"
    HABITUAL = "habitual"


class SourceKind(StrEnum):
    """What sort of voice a source is."""

    OUTLET = "outlet"
    AGENCY = "agency"
    OFFICIAL = "official"
    ORGANISATION = "organisation"
    PERSON = "person"
    DOCUMENT = "document"
    UNNAMED = "unnamed"


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Characters ``start`` to ``end`` (exclusive) of the article text, in code points."""

    start: int
    end: int

    def of(self, text: str) -> str:
        """The characters of *text* that the span names."""
        return text[self.start : self.end]


@dataclass(frozen=True, slots=True)
class Why:
    """What made the coder fill one field: readable by a person."""

    field: str
    """The field explained, e.g. ``type``, ``factuality``, ``actors``."""
    rule: str
    """Lexicon entry or rule, e.g. ``events/هاجم`` or ``factuality.negation``."""
    detail: str = ""
    """The words that triggered it, or a model score."""


@dataclass(frozen=True, slots=True)
class ActorRef:
    """Who a phrase stands for, as far as the text and the actor base say."""

    id: str | None
    """Entry of the actor base, or None: an unknown actor stays unknown."""
    name_ar: str
    name_en: str | None = None
    kind: str = "unknown"
    """``state government armed_forces armed_group party international media agency
    organisation official person population unknown``."""
    country: str | None = None
    """ISO 3166-1 alpha-3."""
    sector: str | None = None
    """PLOVER sector code (``GOV MIL REB OPP PTY COP JUD SPY MED IGO NGO CVL BUS UAF`` ...)."""
    role: str | None = None
    """The office a person is named by, e.g. ``وزير الدفاع``."""
    named: bool = False
    """Whether the text gives a proper name."""


@dataclass(frozen=True, slots=True)
class Participant:
    """A noun phrase that takes part in a statement."""

    span: Span
    actor: ActorRef | None = None
    names: Span | None = None
    """Of a reference back (``الحركة``, ``هذا التنظيم``): the earlier words that name whom it stands for."""


@dataclass(frozen=True, slots=True)
class Source:
    """One link of an attribution chain."""

    span: Span
    kind: SourceKind
    named: bool
    actor: ActorRef | None = None
    cue: Span | None = None
    """The word that introduces it: ``قال``, ``بحسب``, ``نقلت … عن``."""
    direct: bool = False
    """Inside quotation marks, word for word."""


@dataclass(frozen=True, slots=True)
class TimeValue:
    """A time expression and what it resolves to; nothing is guessed silently."""

    span: Span
    start: date | None
    end: date | None
    """Inclusive; equals ``start`` for one day."""
    precision: str
    """``day week month season year decade vague``; ``vague`` has no dates."""


@dataclass(frozen=True, slots=True)
class PlaceValue:
    """A place expression and its gazetteer entry."""

    span: Span
    name: str
    id: str | None = None
    lat: float | None = None
    lon: float | None = None
    country: str | None = None
    """ISO 3166-1 alpha-3."""
    admin1: str | None = None
    precision: int = 5
    """UCDP ``where_prec``: 1 exact, 2 near, 3 second-level division, 4 first-level division,
    5 larger or vague, 6 country, 7 sea or air."""
    ambiguous: tuple[str, ...] = ()
    """Ids of the other entries that the name may mean; empty when resolved."""
    described: bool = False
    """Described, not named (``المناطق الصحراوية المفتوحة``): kept without coordinates."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """One thing that one article says. Fields that every kind has."""

    kind: str = field(init=False, default="statement")
    id: str = ""
    """Stable: the same article coded by the same version gives the same ids."""
    evidence: Span
    trigger: Span
    sources: tuple[Source, ...] = ()
    """Innermost first; empty when the article speaks in its own voice."""
    factuality: Factuality = Factuality.ACTUAL
    times: tuple[TimeValue, ...] = ()
    places: tuple[PlaceValue, ...] = ()
    confidence: float = 0.5
    why: tuple[Why, ...] = ()

    @property
    def quote(self) -> str | None:
        """``direct``, ``indirect``, or None when there is no source."""
        if not self.sources:
            return None
        return "direct" if self.sources[0].direct else "indirect"


@dataclass(frozen=True, slots=True, kw_only=True)
class Event(Statement):
    """Somebody does something to somebody: one of PLOVER's sixteen types."""

    kind: str = field(init=False, default="event")
    type: str
    mode: str | None = None
    contexts: tuple[str, ...] = ()
    actors: tuple[Participant, ...] = ()
    recipients: tuple[Participant, ...] = ()
    instruments: tuple[Participant, ...] = ()
    figures: tuple[str, ...] = ()
    """Ids of the figures tied to it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Relation(Statement):
    """A lasting tie: who leads, joins, arms, opposes whom; where a weapon comes from."""

    kind: str = field(init=False, default="relation")
    type: str
    subject: Participant
    object: Participant


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure(Statement):
    """How many: ``trigger`` is the number with its noun."""

    kind: str = field(init=False, default="figure")
    measure: str
    low: float
    high: float
    best: float
    of: Participant | None = None
    by: Participant | None = None
    share_of: str | None = None
    """Id of the figure this one is part of."""


@dataclass(frozen=True, slots=True)
class Term:
    """One promise of an agreement."""

    does: Span
    by: Participant | None = None
    in_exchange: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement(Statement):
    """Who agreed (or seeks to agree) on what, in exchange for what, on which conditions."""

    kind: str = field(init=False, default="agreement")
    parties: tuple[Participant, ...] = ()
    mediators: tuple[Participant, ...] = ()
    terms: tuple[Term, ...] = ()
    conditions: tuple[Span, ...] = ()
    status: str = "agreed"
    """``sought planned agreed signed rejected broken``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stance(Statement):
    """What somebody is for or against, or how that changed."""

    kind: str = field(init=False, default="stance")
    holder: Participant
    topic: Span
    stance: str
    """``support oppose conditional hope change``."""
    from_: Span | None = None
    to: Span | None = None
    condition: Span | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation(Statement):
    """Why something is said to have happened."""

    kind: str = field(init=False, default="explanation")
    effect: Span
    causes: tuple[Span, ...]
    joint: bool = True
    """True: the causes work together; False: they are rival (``إما … أو``), none asserted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """An article as published."""

    doc: str
    text: str
    title: str | None = None
    outlet: str | None = None
    published: date | None = None
    url: str | None = None
    dateline: str | None = None
    """Where it says that it was written (``الجزائر - أ ف ب``: ``الجزائر``), as it stands there."""
    credit: str | None = None
    """The agency that it says it is from: id of the actor base, several joined by ``+``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Coding:
    """What one article says."""

    article: Article
    statements: tuple[Statement, ...]
    version: str
    problems: tuple[str, ...] = ()
    """What was dirty in the text and how it was read, for a person."""

    def of_kind(self, kind: str) -> tuple[Statement, ...]:
        """The statements of one kind, in text order."""
        return tuple(s for s in self.statements if s.kind == kind)

    @property
    def events(self) -> tuple[Event, ...]:
        """The events, in text order."""
        return tuple(s for s in self.statements if isinstance(s, Event))


def to_json(value: Any) -> Any:
    """*value* (a record, or a container of records) as plain JSON data.

    Records become dictionaries with every field in order (``from_`` as ``from``),
    tuples lists, dates ISO strings, enumerations their value.
    """
    if is_dataclass(value) and not isinstance(value, type):
        return {f.name.rstrip("_"): to_json(getattr(value, f.name)) for f in fields(value)}
    if isinstance(value, StrEnum):
        return value.value
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, (list, tuple)):
        return [to_json(v) for v in value]
    if isinstance(value, dict):
        return {str(k): to_json(v) for k, v in value.items()}
    return value


def type_of(statement: Statement) -> str | None:
    """What sort of its kind *statement* is: type, measure, status, stance, or whether its causes are joint or rival."""
    match statement:
        case Event() | Relation():
            return statement.type
        case Figure():
            return statement.measure
        case Agreement():
            return statement.status
        case Stance():
            return statement.stance
        case Explanation():
            return "joint" if statement.joint else "rival"
    return None


def participants(statement: Statement) -> Iterator[tuple[str, Participant]]:
    """Everybody who takes part in *statement*, with the role, in the order of the record."""
    match statement:
        case Event():
            yield from (("actor", p) for p in statement.actors)
            yield from (("recipient", p) for p in statement.recipients)
            yield from (("instrument", p) for p in statement.instruments)
        case Relation():
            yield "subject", statement.subject
            yield "object", statement.object
        case Figure():
            yield from ((role, p) for role, p in (("of", statement.of), ("by", statement.by)) if p is not None)
        case Agreement():
            yield from (("party", p) for p in statement.parties)
            yield from (("mediator", p) for p in statement.mediators)
            yield from (("promiser", t.by) for t in statement.terms if t.by is not None)
        case Stance():
            yield "holder", statement.holder


def statement_id(doc: str, kind: str, trigger: Span, extra: str = "") -> str:
    """A short stable id: article, kind, trigger and what tells two statements on one trigger apart."""
    key = f"{doc}\x1f{kind}\x1f{trigger.start}\x1f{trigger.end}\x1f{extra}"
    return f"{kind[:2]}-{hashlib.sha256(key.encode()).hexdigest()[:12]}"


def spans(value: Any) -> Iterator[Span]:
    """Every span inside a record, depth first."""
    if isinstance(value, Span):
        yield value
    elif is_dataclass(value) and not isinstance(value, type):
        for f in fields(value):
            yield from spans(getattr(value, f.name))
    elif isinstance(value, (list, tuple)):
        for v in value:
            yield from spans(v)
