"""The codebook as lists: fields of every kind of statement, the values they take, what makes a statement wrong."""

from __future__ import annotations

import re
import types
from collections.abc import Iterator
from dataclasses import dataclass, fields, is_dataclass
from functools import cache
from math import isfinite
from typing import Any, Union, get_args, get_origin, get_type_hints

from isnad.lexicon.constructions import STANCE_ORDER, STATUS_ORDER
from isnad.lexicon.event_entries import MODES
from isnad.lexicon.relations import TYPE_ORDER
from isnad.messages import keys
from isnad.records import (
    Event,
    Factuality,
    Figure,
    SourceKind,
    Span,
    Stance,
    Statement,
    TimeValue,
    participants,
    spans,
    type_of,
)
from isnad.store.writer import is_storable


def _codes(group: str) -> tuple[str, ...]:
    return tuple(k.partition(".")[2] for k in keys() if k.startswith(f"{group}."))


MEASURES = (
    "killed", "wounded", "fighters", "troops", "displaced", "refugees", "detained", "hostages", "weapons", "vehicles",
    "money", "percent", "other",
)  # fmt: skip
PRECISIONS = ("day", "week", "month", "season", "year", "decade", "vague")
FACTUALITIES = tuple(f.value for f in Factuality)
SOURCE_KINDS = tuple(k.value for k in SourceKind)
ACTOR_KINDS = _codes("actor")
SECTORS = _codes("sector")
_COUNTRY = re.compile(r"[A-Z]{3}")


@dataclass(frozen=True, slots=True)
class Field:
    """A field that a person may correct."""

    name: str
    """JSON name in the record (``quote`` stands for ``direct`` of the innermost source)."""
    sort: str
    """``choice span spans person people places times sources terms number flag``."""
    choices: tuple[str, ...] = ()
    group: str = ""
    """Message group that names the choices."""
    required: bool = False
    list_of: str = ""
    """Role whose colour it has on the page."""


_FACTUALITY = Field("factuality", "choice", FACTUALITIES, "factuality", True)
_QUOTE = Field("quote", "choice", ("direct", "indirect"), "quote")
_TRIGGER = Field("trigger", "span", required=True, list_of="trigger")
_EVIDENCE = Field("evidence", "span", required=True)
_TAIL = (
    Field("places", "places", list_of="place"),
    Field("times", "times", list_of="time"),
    _FACTUALITY,
    Field("sources", "sources", list_of="source"),
    _QUOTE,
    _EVIDENCE,
)
FIELDS: dict[str, tuple[Field, ...]] = {
    "event": (
        Field("type", "choice", tuple(MODES), "type", True),
        Field("mode", "choice", tuple(dict.fromkeys(m for modes in MODES.values() for m in modes)), "mode"),
        _TRIGGER,
        Field("actors", "people", list_of="actor"),
        Field("recipients", "people", list_of="recipient"),
        Field("instruments", "people", list_of="object"),
        *_TAIL,
    ),
    "relation": (
        Field("type", "choice", TYPE_ORDER, "relation", True),
        _TRIGGER,
        Field("subject", "person", required=True, list_of="actor"),
        Field("object", "person", required=True, list_of="recipient"),
        *_TAIL,
    ),
    "figure": (
        Field("measure", "choice", MEASURES, "measure", True),
        Field("trigger", "span", required=True, list_of="trigger"),
        Field("low", "number", required=True),
        Field("high", "number", required=True),
        Field("best", "number", required=True),
        Field("of", "person", list_of="recipient"),
        Field("by", "person", list_of="actor"),
        *_TAIL,
    ),
    "agreement": (
        Field("status", "choice", STATUS_ORDER, "status", True),
        _TRIGGER,
        Field("parties", "people", list_of="actor"),
        Field("mediators", "people", list_of="recipient"),
        Field("terms", "terms", list_of="object"),
        Field("conditions", "spans", list_of="object"),
        *_TAIL,
    ),
    "stance": (
        Field("stance", "choice", STANCE_ORDER, "stance", True),
        _TRIGGER,
        Field("holder", "person", required=True, list_of="actor"),
        Field("topic", "span", required=True, list_of="object"),
        Field("from", "span", list_of="object"),
        Field("to", "span", list_of="object"),
        Field("condition", "span", list_of="object"),
        *_TAIL,
    ),
    "explanation": (
        Field("joint", "flag", ("true", "false"), "joint", True),
        _TRIGGER,
        Field("effect", "span", required=True, list_of="recipient"),
        Field("causes", "spans", required=True, list_of="object"),
        *_TAIL,
    ),
}
"""Fields of every kind, in the order in which they are shown."""


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a statement: message key (``fault.KEY`` of the desk) and its values."""

    key: str
    field: str
    value: str = ""


def faults(statement: Statement, text: str) -> list[Fault]:
    """What the codebook objects to in *statement* on an article with this *text*; empty when nothing.

    Every value may be anything that JSON holds, whatever the types of the record say: that is looked at first.
    """
    return list(_shapes(statement, type(statement), statement.kind)) or list(_faults(statement, text))


_LONGEST = 2_000
"""Characters of a text in a record."""
_LARGEST = 10.0**15
_MANY = 200
"""Items of a list in a record."""


@cache
def _hints(kind: type[Any]) -> dict[str, Any]:
    return get_type_hints(kind)


def _shapes(value: Any, hint: Any, name: str) -> Iterator[Fault]:
    """Where *value* is not of the type *hint*, or is one that no database takes."""
    if get_origin(hint) in (Union, types.UnionType):
        if value is not None:
            yield from _shapes(value, next(a for a in get_args(hint) if a is not type(None)), name)
    elif get_origin(hint) is tuple:
        if not isinstance(value, tuple) or len(value) > _MANY:
            yield Fault("shape", name)
        else:
            for v in value:
                yield from _shapes(v, get_args(hint)[0], name)
    elif is_dataclass(hint):
        if not isinstance(value, hint):  # type: ignore[arg-type]
            yield Fault("shape", name)
        else:
            for f in fields(hint):
                inner = f.name.rstrip("_") if name in FIELDS else name
                yield from _shapes(getattr(value, f.name), _hints(hint)[f.name], inner)  # type: ignore[arg-type]
    elif hint is str:
        if not isinstance(value, str) or len(value) > _LONGEST or not is_storable(value):
            yield Fault("shape", name)
    elif hint is bool or hint is int:
        if type(value) is not hint:
            yield Fault("shape", name)
    elif hint is float:
        if isinstance(value, bool) or not isinstance(value, (int, float)) or not _number(value):
            yield Fault("shape", name)
    elif isinstance(hint, type) and not isinstance(value, hint):
        yield Fault("shape", name)


def _number(value: float) -> bool:
    return isfinite(value) and abs(value) <= _LARGEST


def _faults(s: Statement, text: str) -> Iterator[Fault]:
    for span in spans(s):
        if not (0 <= span.start < span.end <= len(text)):
            yield Fault("span_outside", "span", f"{span.start}–{span.end}")
            return
        if not span.of(text).strip():
            yield Fault("span_blank", "span", f"{span.start}–{span.end}")
    if not (s.evidence.start <= s.trigger.start and s.trigger.end <= s.evidence.end):
        yield Fault("trigger_outside", "trigger", s.trigger.of(text))
    allowed = FIELDS[s.kind][0].choices
    if s.kind != "explanation" and type_of(s) not in allowed:
        yield Fault("unknown_value", FIELDS[s.kind][0].name, str(type_of(s)))
    if isinstance(s, Event) and s.mode is not None and s.mode not in MODES.get(s.type, ()):
        yield Fault("mode_of_other_type", "mode", s.mode)
    if isinstance(s, Figure) and not (0 <= s.low <= s.best <= s.high):
        yield Fault("numbers_out_of_order", "best", f"{s.low:g} ≤ {s.best:g} ≤ {s.high:g}")
    for _, who in participants(s):
        if who.actor is None:
            continue
        if who.actor.kind not in ACTOR_KINDS:
            yield Fault("unknown_value", "actor", who.actor.kind)
        if who.actor.sector is not None and who.actor.sector not in SECTORS:
            yield Fault("unknown_value", "actor", who.actor.sector)
        if who.actor.country is not None and not _COUNTRY.fullmatch(who.actor.country):
            yield Fault("unknown_value", "actor", who.actor.country)
    if isinstance(s, Stance) and s.stance != "change" and (s.from_ or s.to):
        yield Fault("change_only", "from")
    yield from (f for t in s.times for f in _time(t))


def _time(t: TimeValue) -> Iterator[Fault]:
    if t.precision not in PRECISIONS:
        yield Fault("unknown_value", "times", t.precision)
    elif (t.start is None) != (t.end is None) or (t.precision == "vague" and t.start is not None):
        yield Fault("time_dates", "times", t.precision)
    elif t.start is not None and t.end is not None and t.start > t.end:
        yield Fault("time_order", "times", f"{t.start} – {t.end}")


_STOPS = ".!?؟\n"


def evidence_of(text: str, trigger: Span, known: tuple[Span, ...] = ()) -> Span:
    """The sentence around *trigger*: that of another statement (*known*) where one holds it, else by full stops."""
    around = [s for s in known if s.start <= trigger.start and trigger.end <= s.end]
    if around:
        return min(around, key=lambda s: (s.end - s.start, s))
    start = max(text.rfind(c, 0, trigger.start) for c in _STOPS) + 1
    ends = [e for e in (text.find(c, trigger.end) for c in _STOPS) if e >= 0]
    end = min(ends, default=len(text) - 1) + 1
    while start < trigger.start and text[start].isspace():
        start += 1
    while end > trigger.end and text[end - 1].isspace():
        end -= 1
    return Span(start, min(end, len(text)))
