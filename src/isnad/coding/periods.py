"""Calendar arithmetic: from what an expression says and the day of publication to days.

Every function gives ``(start, end)`` inclusive, or ``None`` where the day of publication
is needed and not known. Weeks run from Monday to Sunday (ISO 8601).
"""

from __future__ import annotations

import calendar
from datetime import date, timedelta

from isnad.lexicon.calendars import to_gregorian

Days = tuple[date, date]

SPANS = {"start": (0.0, 1 / 3), "middle": (1 / 3, 2 / 3), "end": (2 / 3, 1.0)}


def day(year: int, month: int, number: int, hijri: bool = False) -> Days | None:
    """One day; None when there is no such day."""
    if hijri:
        found = to_gregorian(year, month, number)
        return (found, found) if found else None
    try:
        found = date(year, month, number)
    except ValueError:
        return None
    return found, found


def month(year: int, number: int, hijri: bool = False) -> Days | None:
    """A whole month."""
    if hijri:
        start = to_gregorian(year, number, 1)
        after = to_gregorian(year + number // 12, number % 12 + 1, 1)
        return (start, after - timedelta(days=1)) if start and after else None
    if not date.min.year <= year <= date.max.year:
        return None
    return date(year, number, 1), date(year, number, calendar.monthrange(year, number)[1])


def year(number: int, hijri: bool = False) -> Days | None:
    """A whole year."""
    first, last = month(number, 1, hijri), month(number, 12, hijri)
    return (first[0], last[1]) if first and last else None


def season(number: int, months: tuple[int, int]) -> Days | None:
    """The season that begins in that year (winter ends in the next)."""
    first = month(number, months[0])
    last = month(number + (months[1] < months[0]), months[1])
    return (first[0], last[1]) if first and last else None


def part(days: Days, bound: str) -> Days:
    """The first, middle or last third (``start``, ``middle``, ``end``) of a period."""
    length = (days[1] - days[0]).days + 1
    a, b = SPANS[bound]
    return days[0] + timedelta(days=round(length * a)), days[0] + timedelta(
        days=max(round(length * b) - 1, 0)
    )


def fraction(days: Days, parts: int, which: int) -> Days | None:
    """The *which*-th (from 1) of *parts* equal parts of a year, in whole months."""
    if not 1 <= which <= parts or 12 % parts:
        return None
    size = 12 // parts
    first = month(days[0].year, size * (which - 1) + 1)
    last = month(days[0].year, size * which)
    return (first[0], last[1]) if first and last else None


def weekday(published: date | None, number: int, direction: str) -> Days | None:
    """A weekday (Monday 0) seen from publication.

    *direction*: ``past`` strictly before, ``next`` strictly after, ``future`` on or after,
    empty: on or before.
    """
    if published is None:
        return None
    back = (published.weekday() - number) % 7
    if direction == "past":
        back = back or 7
    elif direction == "next":
        back -= 7
    elif direction == "future":
        back = back - 7 if back else 0
    found = shift(published, "day", -back)
    return (found, found) if found is not None else None


def shift(day_: date, unit: str, count: int) -> date | None:
    """*day_* moved by *count* units (``day week month year decade century``)."""
    if unit in ("minute", "hour"):
        return day_
    if unit in ("day", "week"):
        try:
            return day_ + timedelta(days=count * (7 if unit == "week" else 1))
        except OverflowError:
            return None
    months = count * {"month": 1, "year": 12, "decade": 120, "century": 1200}.get(unit, 0)
    y, m = divmod(day_.year * 12 + day_.month - 1 + months, 12)
    if not date.min.year <= y <= date.max.year:
        return None
    return date(y, m + 1, min(day_.day, calendar.monthrange(y, m + 1)[1]))


def unit_of(published: date | None, unit: str, offset: int) -> Days | None:
    """The calendar unit that publication falls in, moved by *offset* units."""
    if published is None:
        return None
    moved = shift(published, unit, offset)
    if moved is None:
        return None
    if unit == "day":
        return moved, moved
    if unit == "week":
        monday = shift(moved, "day", -moved.weekday())
        sunday = shift(monday, "day", 6) if monday is not None else None
        return (monday, sunday) if monday is not None and sunday is not None else None
    if unit == "month":
        return month(moved.year, moved.month)
    if unit == "year":
        return year(moved.year)
    size = {"decade": 10, "century": 100}.get(unit)
    if size is None:
        return None
    first = moved.year - moved.year % size
    begin, end = year(first), year(first + size - 1)
    return (begin[0], end[1]) if begin and end else None


def _calendar(published: date, hijri: bool) -> tuple[int, int] | None:
    """Year and month of publication in either calendar."""
    if not hijri:
        return published.year, published.month
    from hijridate import Gregorian  # noqa: PLC0415  (slow import, needed by few articles)

    try:
        islamic = Gregorian(published.year, published.month, published.day).to_hijri()
    except (ValueError, OverflowError):
        return None
    return islamic.year, islamic.month


def year_of_month(published: date | None, number: int, direction: str, hijri: bool = False) -> int | None:
    """The year of a month named without one.

    ``past``: the latest such month before publication's; ``next``: the first after it;
    ``future``: the first not before it; ``this``: publication's year; empty: the latest not
    after publication's month, but the month right after it is the coming one.
    """
    now = _calendar(published, hijri) if published is not None else None
    if now is None:
        return None
    y, m = now
    if direction == "this":
        return y
    if direction in ("next", "future") or (not direction and (number - m) % 12 == 1):
        return y + (number < m or (direction == "next" and number == m))
    return y - (number > m or (direction == "past" and number == m))


def year_of_day(
    published: date | None, number: int, day_: int, direction: str, hijri: bool = False
) -> int | None:
    """The year of a day and month named without one; as :func:`year_of_month`, but to the day:
    ``6 فبراير الماضي`` on 26 February is of the same year."""
    now = _calendar(published, hijri) if published is not None else None
    if now is None or published is None:
        return None
    if direction == "past" and number == now[1]:
        same = day(now[0], number, day_, hijri)
        return now[0] if same is not None and same[0] < published else now[0] - 1
    if direction == "next" and number == now[1]:
        same = day(now[0], number, day_, hijri)
        return now[0] if same is not None and same[0] > published else now[0] + 1
    return year_of_month(published, number, direction, hijri)
