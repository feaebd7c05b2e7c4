"""The lexicon of time words (``data/times.yaml``), validated and indexed by folded form."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import Any

from isnad.lexicon.quantities import LexiconError, load_yaml, words
from isnad.text.normal import bare

Phrase = tuple[str, ...]

UNITS = ("minute", "hour", "day", "week", "month", "year", "decade", "century", "season", "period")


@dataclass(frozen=True, slots=True)
class UnitForm:
    """One form of a unit of time."""

    unit: str
    """One of :data:`UNITS`."""
    number: str
    """``s``, ``d``, ``p``."""


@dataclass(slots=True)
class Calendars:
    """All tables that :mod:`isnad.coding.times` and :mod:`isnad.text.dates` read."""

    months: dict[Phrase, tuple[int, bool]] = field(default_factory=dict)
    """Name → (month 1-12, whether Hijri)."""
    ambiguous: frozenset[Phrase] = frozenset()
    weekdays: dict[str, int] = field(default_factory=dict)
    not_a_day_after: frozenset[str] = frozenset()
    not_today_after: frozenset[str] = frozenset()
    not_today_before: frozenset[str] = frozenset()
    age_words: frozenset[str] = frozenset()
    day_names: frozenset[str] = frozenset()
    units: dict[str, UnitForm] = field(default_factory=dict)
    seasons: dict[str, tuple[int, int]] = field(default_factory=dict)
    """Name → first and last month."""
    day_parts: frozenset[Phrase] = frozenset()
    bounds: dict[str, str] = field(default_factory=dict)
    qualifiers: dict[str, str] = field(default_factory=dict)
    demonstratives: frozenset[str] = frozenset()
    days: dict[Phrase, int] = field(default_factory=dict)
    vague: dict[Phrase, int] = field(default_factory=dict)
    vague_after_fi: frozenset[str] = frozenset()
    vague_adjectives: frozenset[str] = frozenset()
    frequencies: frozenset[Phrase] = frozenset()
    relations: dict[Phrase, int] = field(default_factory=dict)
    year_words: frozenset[str] = frozenset()
    holidays: frozenset[Phrase] = frozenset()
    holiday_heads: frozenset[Phrase] = frozenset()
    events_begin: frozenset[str] = frozenset()
    halves: dict[str, int] = field(default_factory=dict)
    """Name of a part of a year → into how many parts the year falls."""
    clock_words: frozenset[str] = frozenset()
    clock_after: frozenset[Phrase] = frozenset()
    clock_before: frozenset[str] = frozenset()
    amount_fillers: frozenset[str] = frozenset()
    named_by_date: frozenset[str] = frozenset()
    scheduled: frozenset[str] = frozenset()
    year_openers: frozenset[str] = frozenset()
    about: frozenset[Phrase] = frozenset()
    future: frozenset[str] = frozenset()
    hijri_marks: frozenset[str] = frozenset()
    gregorian_marks: frozenset[str] = frozenset()


def to_gregorian(year: int, month: int, day: int) -> date | None:
    """The Gregorian day of a Hijri day (Umm al-Qura, ``hijridate``, years 1343-1500), else None."""
    from hijridate import Hijri  # noqa: PLC0415  (slow import, needed by few articles)

    try:
        return Hijri(year, month, day).to_gregorian()
    except (ValueError, OverflowError):
        return None


def _folded(data: dict[str, Any], key: str) -> frozenset[str]:
    return frozenset(bare(f) for f in data[key])


def _phrase(form: Any) -> Phrase:
    return words(" ".join(form) if isinstance(form, list) else form)


@lru_cache(maxsize=1)
def calendars() -> Calendars:
    """The loaded lexicon (read once). Raises :class:`LexiconError` with the entry that is wrong."""
    data = load_yaml("times.yaml")
    c = Calendars()
    try:
        for key, hijri in (("months", False), ("hijri_months", True)):
            for month, forms in data[key].items():
                if not 1 <= month <= 12:
                    raise LexiconError(f"times.yaml: {key}: no month {month}")
                for form in forms:
                    c.months[_phrase(form)] = (int(month), hijri)
        c.ambiguous = frozenset(_phrase(f) for f in data["ambiguous_months"])
        c.weekdays = {bare(f): int(d) for d, forms in data["weekdays"].items() for f in forms}
        for unit, numbers in data["units"].items():
            if unit not in UNITS:
                raise LexiconError(f"times.yaml: units: unknown unit {unit!r}")
            for name, forms in numbers.items():
                for form in forms:
                    c.units[bare(form)] = UnitForm(unit, name[0])
        c.seasons = {bare(f): (int(a), int(b)) for f, (a, b) in data["seasons"].items()}
        c.bounds = {bare(f): bound for bound, forms in data["bounds"].items() for f in forms}
        c.qualifiers = {bare(f): q for q, forms in data["qualifiers"].items() for f in forms}
        c.days = {_phrase(f): int(e["offset"]) for e in data["days"].values() for f in e["forms"]}
        c.vague = {_phrase(f): int(v) for v, forms in data["vague"].items() for f in forms}
        c.relations = {_phrase(f): int(v) for v, forms in data["relations"].items() for f in forms}
        c.day_parts = frozenset(_phrase(f) for f in data["day_parts"])
        c.frequencies = frozenset(_phrase(f) for f in data["frequencies"])
        c.holidays = frozenset(_phrase(f) for f in data["holidays"])
        c.holiday_heads = frozenset(_phrase(f) for f in data["holiday_heads"])
        c.clock_after = frozenset(_phrase(f) for f in data["clock_after"])
        c.halves = {bare(f): int(n) for f, n in data["halves"].items()}
        c.events_begin = _folded(data, "events_begin")
        c.clock_words = _folded(data, "clock_words")
        c.clock_before = _folded(data, "clock_before")
        c.amount_fillers = _folded(data, "amount_fillers")
        c.named_by_date = _folded(data, "named_by_date")
        c.scheduled = _folded(data, "scheduled")
        c.year_openers = _folded(data, "year_openers")
        c.future = _folded(data, "future")
        c.about = frozenset(_phrase(f) for f in data["about"])
        c.not_a_day_after = _folded(data, "not_a_day_after")
        c.vague_after_fi = _folded(data, "vague_after_fi")
        c.not_today_after = _folded(data, "not_today_after")
        c.not_today_before = _folded(data, "not_today_before")
        c.age_words = _folded(data, "age_words")
        c.vague_adjectives = _folded(data, "vague_adjectives")
        c.day_names = _folded(data, "day_names")
        c.demonstratives = _folded(data, "demonstratives")
        c.year_words = _folded(data, "year_words")
        c.hijri_marks = _folded(data, "hijri_marks")
        c.gregorian_marks = _folded(data, "gregorian_marks")
    except (KeyError, TypeError, ValueError) as error:
        raise LexiconError(f"times.yaml: {error!r}") from error
    return c
