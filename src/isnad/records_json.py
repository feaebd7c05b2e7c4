"""Records from their JSON: the way back of :func:`isnad.records.to_json`.

>>> from isnad.records import Span, to_json
>>> from_json(Span, to_json(Span(3, 7)))
Span(start=3, end=7)
"""

from __future__ import annotations

import types
from collections.abc import Callable
from dataclasses import MISSING, fields, is_dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from typing import Any, TypeVar, Union, cast, get_args, get_origin, get_type_hints

from isnad.records import Agreement, Event, Explanation, Figure, Relation, Stance, Statement

T = TypeVar("T")
_Read = Callable[[Any], Any]
KINDS: dict[str, type[Statement]] = {
    "event": Event,
    "relation": Relation,
    "figure": Figure,
    "agreement": Agreement,
    "stance": Stance,
    "explanation": Explanation,
}
"""The record type of every statement kind."""


def from_json(kind: type[T], data: Any) -> T:
    """The record of type *kind* that ``to_json`` wrote as *data* (plain JSON data, not a string).

    *kind* is any frozen dataclass made of records, strings, numbers, dates, enumerations,
    ``None`` and tuples of these: those of :mod:`isnad.records` and :mod:`isnad.corpus.records`.
    For :class:`~isnad.records.Statement` the field ``kind`` says which one it is. A field that
    *data* lacks takes its default; a field that the type does not know is left out, so that
    data written by a later version can be read. Raises ValueError when *data* is no such record.
    """
    try:
        return cast(T, _record(cast(Any, kind))(data))
    except (TypeError, KeyError, AttributeError) as error:
        name = getattr(kind, "__name__", str(kind))
        raise ValueError(f"this is not the JSON of a {name}: {type(error).__name__}: {error}") from error


def compact(value: Any) -> Any:
    """*value* as :func:`~isnad.records.to_json` gives it, without the fields that have their default.

    :func:`from_json` reads it back to the same records.
    """
    kind = type(value)
    if kind is str or kind is int or kind is float or kind is bool or value is None:
        return value
    if kind is tuple or kind is list:
        return [compact(v) for v in value]
    if isinstance(value, StrEnum):
        return value.value
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, dict):
        return {str(k): compact(v) for k, v in value.items()}
    shown = {}
    for key, name, default in _defaults(cast(Any, kind)):
        own = getattr(value, name)
        if own != default:
            shown[key] = compact(own)
    return shown


_NONE = object()


@cache
def _defaults(kind: Any) -> tuple[tuple[str, str, Any], ...]:
    """JSON key, field name and default (equal to nothing where there is none, or where it says which kind it is)."""
    return tuple(
        (f.name.rstrip("_"), f.name, f.default if f.init and f.default is not MISSING else _NONE)
        for f in fields(kind)
    )


@cache
def _record(kind: Any) -> _Read:
    """The function that builds a *kind* from a dictionary."""
    if kind is Statement:
        return _statement
    hints = get_type_hints(kind)
    parts = [(f.name.rstrip("_"), f.name, _reader(hints[f.name])) for f in fields(cast(Any, kind)) if f.init]

    def build(data: Any) -> Any:
        if type(data) is not dict:
            raise TypeError(f"an object is expected, not {type(data).__name__}")
        return kind(**{name: read(data[key]) for key, name, read in parts if key in data})

    return build


def _statement(data: Any) -> Any:
    kind: Any = KINDS[data["kind"]]
    return _record(kind)(data)


def _reader(hint: Any) -> _Read:
    """What turns JSON data into a value of the annotated type *hint*."""
    origin = get_origin(hint)
    if origin in (Union, types.UnionType):
        inner = [a for a in get_args(hint) if a is not type(None)]
        assert len(inner) == 1, f"a record field of type {hint} cannot be read back"
        read = _reader(inner[0])
        return lambda data: None if data is None else read(data)
    if origin is tuple:
        first, *rest = get_args(hint)
        if rest == [...]:
            read = _reader(first)
            return lambda data: tuple([read(v) for v in data])
        reads = [_reader(a) for a in (first, *rest)]
        return lambda data: tuple([r(v) for r, v in zip(reads, data, strict=True)])
    if hint is date:
        return date.fromisoformat
    if isinstance(hint, type) and issubclass(hint, StrEnum):
        return hint
    if hint is float:
        return float
    if is_dataclass(hint):
        return _record(cast(Any, hint))
    return lambda data: data
