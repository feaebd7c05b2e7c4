"""Time expressions and the days they mean, seen from the day of publication.

The rules stand in :mod:`~isnad.coding.time_dates`, :mod:`~isnad.coding.time_days` and
:mod:`~isnad.coding.time_units`; here is which rule a word can begin, and who wins.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from isnad.coding.numbers import NumberMention, find_numbers
from isnad.coding.time_reader import Found, cores
from isnad.coding.time_units import UnitReader
from isnad.lexicon.calendars import calendars
from isnad.text.document import Document

PRECISIONS = ("day", "week", "month", "season", "year", "decade", "vague")
KINDS = ("point", "duration", "frequency")


@dataclass(slots=True)
class TimeMention:
    """A time expression: words ``first`` to ``last`` (exclusive).

    ``start`` and ``end`` are the days it means, both included, or None where the text and
    the day of publication do not give them.
    """

    first: int
    last: int
    start: date | None
    end: date | None
    precision: str
    """One of :data:`PRECISIONS`."""
    kind: str
    """One of :data:`KINDS`."""
    rule: str


_Rule = Callable[[UnitReader, int], Found | None]
_DATE_RULES: tuple[_Rule, ...] = (
    UnitReader.numeric,
    UnitReader.dated,
    UnitReader.day_part,
    UnitReader.named_day,
    UnitReader.weekday,
    UnitReader.day_word,
    UnitReader.bounded,
    UnitReader.unit_qualified,
    UnitReader.month_date,
    UnitReader.year_date,
    UnitReader.year_part,
    UnitReader.holiday,
    UnitReader.clocked,
    UnitReader.vague,
)
_RULES: tuple[_Rule, ...] = (
    *_DATE_RULES,
    UnitReader.since_event,
    UnitReader.related,
    UnitReader.frequency,
    UnitReader.duration,
)
_NUMBER_RULES: tuple[_Rule, ...] = (
    UnitReader.numeric,
    UnitReader.dated,
    UnitReader.year_date,
    UnitReader.duration,
)
"""The rules that can begin with a number."""


@lru_cache(maxsize=1)
def _starts() -> dict[str, frozenset[_Rule]]:
    """First word (folded, clitics off) → the rules whose expressions it can begin."""
    c = calendars()
    table: dict[str, set[_Rule]] = {}

    def add(rules: tuple[_Rule, ...], *tables: Iterable[str | tuple[str, ...]]) -> None:
        for forms in tables:
            for form in forms:
                table.setdefault(form if isinstance(form, str) else form[0], set()).update(rules)

    add((UnitReader.day_part,), c.demonstratives, c.day_parts)
    add((UnitReader.named_day, UnitReader.weekday), c.day_names)
    add((UnitReader.named_day,), ("يومي",))
    add((UnitReader.weekday,), c.weekdays)
    add((UnitReader.day_word,), c.days)
    add((UnitReader.bounded,), c.bounds)
    add((UnitReader.unit_qualified,), c.units, c.demonstratives)
    add((UnitReader.month_date,), c.months, ("شهر", "الشهر", "شهري"))
    add((UnitReader.year_date,), c.year_words, c.seasons)
    add((UnitReader.year_part,), c.halves)
    add((UnitReader.holiday,), c.holidays, c.holiday_heads)
    add((UnitReader.clocked,), c.clock_words)
    add((UnitReader.vague,), c.vague)
    add((UnitReader.related,), c.relations)
    add((UnitReader.since_event,), ("منذ",))
    add((UnitReader.frequency,), c.frequencies)
    add((UnitReader.duration,), c.units, c.about)
    return {word: frozenset(rules) for word, rules in table.items()}


@lru_cache(maxsize=65536)
def _rules(norm: str, number: bool) -> tuple[_Rule, ...]:
    """The rules to try at a word, in their fixed order; *number*: a number begins there."""
    starts = _starts()
    wanted: set[_Rule] = set(_NUMBER_RULES) if number else set()
    for core in cores(norm):
        wanted |= starts.get(core, frozenset())
    return tuple(rule for rule in _RULES if rule in wanted)


class _Reader(UnitReader):
    """All rules, with the table that says where each can begin."""

    def date_rules(self, i: int) -> tuple[_Rule, ...]:
        """The rules for points in time that can begin at word *i*."""
        return (
            tuple(r for r in _rules(self.norm(i), i in self.numbers) if r in _DATE_RULES)
            if self.norm(i)
            else ()
        )


def find_times(
    doc: Document, published: date | None, numbers: Sequence[NumberMention] | None = None
) -> list[TimeMention]:
    """Every time expression in reading order, without overlap; the longest reading wins.

    *published*: the day of publication; with None relative expressions keep ``start`` and
    ``end`` None. *numbers*: what :func:`find_numbers` found, to save finding them again.
    ``منذ``, ``قبل``, ``بعد``, ``حتى`` and ``بحلول`` belong to the span, ``في`` does not.
    """
    numbers = find_numbers(doc) if numbers is None else numbers
    reader = _Reader(doc, published, numbers, _starts())
    heads = reader.numbers
    found: list[TimeMention] = []
    for sentence in doc.sentences:
        reader.begin, reader.end = sentence.first, sentence.last
        i = sentence.first
        while i < sentence.last:
            rules = _rules(doc.words[i].norm, i in heads)
            if not rules:
                i += 1
                continue
            reader.at = i
            best: Found | None = None
            for rule in rules:
                read = rule(reader, i)
                if read is not None and (best is None or read.last > best.last):
                    best = read
            if best is None:
                i += 1
                continue
            if best.precision == "day" and best.kind == "point":
                best.last = reader.clock(best.last)
            start, end = best.days if best.days is not None else (None, None)
            found.append(
                TimeMention(max(i, best.first), best.last, start, end, best.precision, best.kind, best.rule)
            )
            i = best.last
    return found
