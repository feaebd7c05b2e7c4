"""Publication dates in every form that news pages and feeds use."""

from __future__ import annotations

import re
from datetime import date
from email.utils import parsedate
from functools import lru_cache

from isnad.lexicon.calendars import calendars, to_gregorian
from isnad.text.normal import bare, latin_digits

_YEAR_FIRST = re.compile(r"(\d{4})\s*[-/.]\s*(\d{1,2})\s*[-/.]\s*(\d{1,2})(?!\d)")
_DAY_FIRST = re.compile(r"(?<!\d)(\d{1,2})\s*[-/.]\s*(\d{1,2})\s*[-/.]\s*(\d{4})(?!\d)")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})(?:T?\d{4,6}Z?)?")
_DAY_MONTH_YEAR = re.compile(r"(?<!\d)(\d{1,2})\s+(?:من\s+)?([^\d]+?)\s*[،,]?\s*(\d{4})(?!\d)")
_MONTH_DAY_YEAR = re.compile(r"([A-Za-z]{3,9})\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})")
_ENGLISH = {
    m: i
    for i, m in enumerate(
        ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"], 1
    )
}


def parse_published(value: str | None) -> date | None:
    """The day an article was published, as its own clock says (no shift between time zones).

    *value*: ISO 8601 (``2015-07-26 17:11:39``, ``2017-01-26T08:31:00+01:00``,
    ``2017-01-22T171800``), RFC 2822 (``Mon, 30 Jul 2018 07:12:48 GMT``), ``27/05/2017``
    (day first), or Arabic (``الأحد 12 أيار/مايو 2013``, ``15 رجب 1436 هـ``), with digits
    of either kind. Returns None for None, an empty string or anything that names no
    full, existing date; raises nothing.

    >>> parse_published("27/05/2017")
    datetime.date(2017, 5, 27)
    """
    if not value or not value.strip():
        return None
    text = latin_digits(value.strip())[:200]
    numeric = _numeric(text)
    if numeric is not None:
        return numeric
    fields = parsedate(text)
    if fields is not None:
        return _day(fields[0], fields[1], fields[2])
    return _named(text)


def _day(year: int, month: int, day: int) -> date | None:
    """A Gregorian day; Hijri years (1300-1500) are converted. None when there is no such day."""
    return to_gregorian(year, month, day) if 1300 <= year <= 1500 else _gregorian(year, month, day)


def _gregorian(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day) if 1800 <= year <= 2200 else None
    except (ValueError, OverflowError):  # a day of many digits, as RFC 2822 lets it stand
        return None


def _numeric(text: str) -> date | None:
    found = _YEAR_FIRST.search(text)
    if found is not None:
        return _day(int(found[1]), int(found[2]), int(found[3]))
    found = _DAY_FIRST.search(text)
    if found is not None:
        a, b, year = int(found[1]), int(found[2]), int(found[3])
        return _day(year, b, a) or _day(year, a, b)
    found = _COMPACT.fullmatch(text)
    return _day(int(found[1]), int(found[2]), int(found[3])) if found is not None else None


@lru_cache(maxsize=1)
def _month_pattern() -> re.Pattern[str]:
    names = sorted((" ".join(n) for n in calendars().months), key=lambda n: (-len(n), n))
    return re.compile(r"(?<![\u0621-\u064a])(?:" + "|".join(names) + r")(?![\u0621-\u064a])")


def _named(text: str) -> date | None:
    found = _MONTH_DAY_YEAR.search(text)
    if found is not None and found[1][:3].lower() in _ENGLISH:
        return _gregorian(int(found[3]), _ENGLISH[found[1][:3].lower()], int(found[2]))
    for found in _DAY_MONTH_YEAR.finditer(text):
        month = _month_pattern().search(bare(found[2]))
        if month is None:
            continue
        number, hijri = calendars().months[tuple(month[0].split())]
        year = int(found[3])
        return to_gregorian(year, number, int(found[1])) if hijri else _gregorian(year, number, int(found[1]))
    return None
