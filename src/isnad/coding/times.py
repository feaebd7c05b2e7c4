"""Time expressions and the days they mean, seen from the day of publication."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from isnad.coding import periods
from isnad.coding.counted import noun_of
from isnad.coding.forms import readings
from isnad.coding.numbers import NumberMention, find_numbers
from isnad.coding.periods import Days
from isnad.lexicon.calendars import Calendars, UnitForm, calendars
from isnad.text.document import Document, Word

PRECISIONS = ("day", "week", "month", "season", "year", "decade", "vague")
KINDS = ("point", "duration", "frequency")
_PRECISION = {"minute": "day", "hour": "day", "day": "day", "week": "week", "month": "month", "year": "year",
              "decade": "decade", "century": "vague", "season": "season", "period": "vague"}
_YEAR_OPENERS = frozenset(("في", "منذ", "حتي", "بحلول", "قبل", "بعد", "خلال", "من", "الي", "انتخابات"))
_ABOUT = frozenset((("اكثر", "من"), ("اقل", "من"), ("نحو",), ("حوالي",), ("قرابة",), ("زهاء",)))
"""Before a unit in the singular: ``أكثر من عام``."""
_FUTURE = frozenset(("سوف", "بحلول", "المقرر", "مقرر", "مقررا", "مقررة", "المزمع", "المرتقب", "مرتقب", "المتوقع"))


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


@dataclass(slots=True)
class _Found:
    """What a rule read: up to word ``last`` (exclusive)."""

    last: int
    days: Days | None
    precision: str
    rule: str
    kind: str = "point"
    first: int = -1
    """Where the expression begins, when later than the word asked about."""


@lru_cache(maxsize=65536)
def _cores(norm: str) -> tuple[str, ...]:
    """The ways to read a word, as written first, clitics and article taken off after."""
    return tuple(dict.fromkeys(core for core, *_ in readings(norm)))


class _Reader:
    """Rules over the words of one document; each takes a word index and returns what it read."""

    def __init__(self, doc: Document, published: date | None, numbers: Sequence[NumberMention]) -> None:
        self.words: Sequence[Word] = doc.words
        self.published = published
        self.c: Calendars = calendars()
        self.numbers = {n.core: n for n in numbers} | {n.first: n for n in numbers}
        self.begin = self.end = 0
        self.at = 0

    def norm(self, i: int) -> str:
        """The folded word, or empty outside the sentence."""
        return self.words[i].norm if self.begin <= i < self.end else ""

    def bare(self, i: int) -> str:
        """The word less its conjunction and preposition, article kept."""
        norm = self.norm(i)
        return norm if i > self.at else next((c for c in _cores(norm) if c in _starts()), norm)

    def phrase(self, i: int, table: object, longest: int = 6) -> int:
        """Where the longest phrase of *table* that begins at word *i* ends, or *i*."""
        assert isinstance(table, (dict, frozenset))
        first = _cores(self.norm(i)) if i == self.at else (self.norm(i),)
        rest = tuple(self.norm(k) for k in range(i + 1, min(i + longest, self.end)))
        for size in range(len(rest) + 1, 0, -1):
            if any((core, *rest[: size - 1]) in table for core in first):
                return i + size
        return i

    def value(self, i: int, table: dict[tuple[str, ...], int], end: int) -> int:
        """What *table* says of the phrase ``i:end``."""
        rest = tuple(self.norm(k) for k in range(i + 1, end))
        return next(table[(core, *rest)] for core in _cores(self.norm(i)) if (core, *rest) in table)

    def direction(self, i: int) -> str:
        """``future`` when the words before *i* look ahead (``سيلتقي``, ``من المقرر``, ``بحلول``), else empty."""
        for k in range(i - 1, max(self.begin, i - 8) - 1, -1):
            word = self.words[k]
            if word.norm in _FUTURE or "س" in word.pre:
                return "future"
            if len(word.norm) > 3 and word.norm.removeprefix("و")[:2] in ("سي", "ست", "سن") and word.pos in ("VERB", "AUX"):
                return "future"
            if word.norm in ("،", ".", "؛") or word.aspect == "perf":
                break
        return ""

    def date_rules(self, i: int) -> tuple[_Rule, ...]:
        """The rules for points in time that can begin at word *i*."""
        return tuple(r for r in _rules(self.norm(i), i in self.numbers) if r in _DATE_RULES) if self.norm(i) else ()

    # qualifiers -----------------------------------------------------------------------------

    def qualifier(self, i: int) -> tuple[int, str]:
        """``الماضي``, ``القليلة المقبلة`` …: (next word, past/last/next/this/following or empty)."""
        j = i
        while self.c.qualifiers.get(self.norm(j)) == "filler":
            j += 1
        sense = self.c.qualifiers.get(self.norm(j), "")
        return (j + 1, sense) if sense else (i, "")

    def year_at(self, i: int) -> tuple[int, int, bool] | None:
        """A year in digits: (next word, year, whether Hijri)."""
        number = self.numbers.get(i)
        if number is None or number.core != i or not number.digits or number.low != number.high or number.last != i + 1:
            return None
        value = int(number.low)
        if value != number.low or len(self.norm(i)) != 4:
            return None
        mark = self.norm(i + 1)
        if 1300 <= value <= 1500 and mark in self.c.hijri_marks:
            return i + 2, value, True
        if 1300 <= value <= 1500 and i > self.at:
            return i + 1, value, True
        if not 1800 <= value <= 2100:
            return None
        return (i + 2 if mark in self.c.gregorian_marks else i + 1), value, False

    def year_after(self, i: int) -> tuple[int, int, bool] | None:
        """``2015``, ``عام 2015``, ``من العام 2015``, ``/2015`` after a month."""
        j = i
        if self.norm(j) in ("من", "/", "،", ","):
            j += 1
        if self.norm(j) in self.c.year_words:
            j += 1
        if self.norm(i) in ("،", ",") and j == i + 1 and self.words[j - 1].space_before:
            return None
        return self.year_at(j)

    # months and dates -----------------------------------------------------------------------

    def month_name(self, i: int) -> tuple[int, int, bool, bool] | None:
        """A month name: (next word, number, whether Hijri, whether the name alone is proof)."""
        j = i + 1 if self.bare(i) in ("شهر", "الشهر", "شهري") else i
        for size in (2, 1):
            rest = tuple(self.norm(k) for k in range(j + 1, j + size))
            for core in _cores(self.norm(j)) if j == self.at else (self.norm(j),):
                found = self.c.months.get((core, *rest))
                if found is not None and "" not in rest:
                    return j + size, found[0], found[1], j > i or (core, *rest) not in self.c.ambiguous
        return None

    def month_group(self, i: int) -> tuple[int, int, int | None, bool, str, bool] | None:
        """Month with its second name, year or qualifier: (next, month, year, Hijri, direction, sure)."""
        first = self.month_name(i)
        if first is None:
            return None
        j, number, hijri, sure = first
        k = j + 1 if self.norm(j) in ("/", "(", "-", "–", "\\") else j
        second = self.month_name(k) if self.norm(k) else None
        if second is not None and second[1] == number and second[2] == hijri:
            j, sure = second[0], True
            if k > first[0] and self.norm(first[0]) == "(" and self.norm(j) == ")":
                j += 1
        year = self.year_after(j)
        if year is not None:
            return year[0], number, year[1], year[2] or hijri, "", True
        q, sense = self.qualifier(j)
        if sense in ("past", "next", "this", "last"):
            return q, number, None, hijri, "past" if sense == "last" else sense, True
        if self.norm(j) == "من" and (unit := self.unit(j + 1)) is not None and unit.unit == "year":
            q, sense = self.qualifier(j + 2)
            if sense in ("past", "next", "this") and self.published is not None:
                offset = {"past": -1, "next": 1, "this": 0}[sense]
                return q, number, self.published.year + offset, hijri, "", True
            if sense:
                return q, number, None, hijri, sense, True
        return j, number, None, hijri, "", sure

    def month_date(self, i: int) -> _Found | None:
        """A month without a day."""
        group = self.month_group(i)
        if group is None:
            return None
        last, number, year, hijri, sense, sure = group
        if not sure and self.norm(i - 1) not in ("في", "منذ", "حتى", "خلال", "بحلول", "حتي"):
            return None
        if not sure and hijri and self.norm(i - 1) != "خلال":
            return None
        days = self.month_days(number, year, hijri, sense or self.direction(i))
        if self.bare(i) == "شهري" and self.norm(last)[:1] == "و":
            self.at, at = last, self.at
            second = self.month_group(last)
            self.at = at
            if second is not None:
                other = self.month_days(second[1], second[2], second[3], second[4] or self.direction(i))
                both = (days[0], other[1]) if days and other and days[0] <= other[1] else None
                return _Found(second[0], both, "month", "two months")
        return _Found(last, days, "month", "month")

    def month_days(self, number: int, year: int | None, hijri: bool, sense: str) -> Days | None:
        """The days of a month whose year may have to be found."""
        if year is None:
            year = periods.year_of_month(self.published, number, sense, hijri)
        return periods.month(year, number, hijri) if year is not None else None

    def dated(self, i: int) -> _Found | None:
        """``27 مايو 2020``, ``الثاني عشر من يونيو``, ``18 و19 يونيو``, ``15 رجب 1436 هـ``."""
        number = self.numbers.get(i)
        if number is None or number.kind not in ("cardinal", "ordinal") or not 1 <= number.low <= number.high <= 31:
            return None
        j, low, high = number.last, number.low, number.high
        second = self.numbers.get(j + 1 if self.norm(j) in ("و", "الي", "-", "حتي") else j)
        if second is not None and second.core >= j and low < second.high <= 31 and (self.norm(j) != "" and self.norm(j)[0] in "وا-ح"):
            j, high = second.last, second.high
        if self.norm(j) == "من":
            j += 1
        group = self.month_group(j)
        if group is None:
            return self.day_of_month(j, int(low), int(high))
        last, month, year, hijri, sense, _ = group
        if year is None:
            year = periods.year_of_day(self.published, month, int(low), sense or self.direction(i), hijri)
        a = periods.day(year, month, int(low), hijri) if year is not None else None
        b = periods.day(year, month, int(high), hijri) if year is not None else None
        return _Found(last, (a[0], b[0]) if a and b else None, "day", "date")

    def day_of_month(self, i: int, low: int, high: int) -> _Found | None:
        """``15 من الشهر الجاري``: the day, once ``من`` is read."""
        unit = self.unit(i)
        q, sense = self.qualifier(i + 1)
        if unit is None or unit.unit != "month" or sense not in ("past", "next", "this") or self.norm(i - 1) != "من":
            return None
        month = periods.unit_of(self.published, "month", {"past": -1, "next": 1, "this": 0}[sense])
        if month is None:
            return _Found(q, None, "day", "day of a month")
        a, b = (periods.day(month[0].year, month[0].month, n) for n in (low, high))
        return _Found(q, (a[0], b[0]) if a and b else None, "day", "day of a month")

    def numeric(self, i: int) -> _Found | None:
        """``15-7-2013``, ``2015/7/26``, ``7 / 10 / 1436 هـ``."""
        word = self.words[i]
        if not word.norm[0].isdigit():
            return None
        parts = [p for p in word.norm.replace("-", "/").replace(".", "/").split("/") if p.isdigit()]
        j = i + 1
        while len(parts) < 3 and self.norm(j) in ("/", "-") and self.norm(j + 1).replace("/", "").isdigit():
            parts += self.norm(j + 1).split("/")
            j += 2
        if len(parts) != 3 or any(len(p) > 4 for p in parts):
            return None
        a, b, c = (int(p) for p in parts)
        hijri = self.norm(j) in self.c.hijri_marks
        order = ((a, b, c), (a, c, b)) if len(parts[0]) == 4 else ((c, b, a), (c, a, b)) if len(parts[2]) == 4 else ()
        for year, month, day in order:
            hijri = hijri or 1300 <= year <= 1500
            found = periods.day(year, month, day, hijri) if 1 <= month <= 12 else None
            if found is not None:
                marked = self.norm(j) in self.c.hijri_marks or self.norm(j) in self.c.gregorian_marks
                return _Found(j + marked, found, "day", "numeric date")
        return None

    def year_date(self, i: int) -> _Found | None:
        """``عام 2015``, ``عامي 2013 و2014``, ``في 2011``, ``صيف 2015``."""
        norm = self.bare(i)
        if norm in self.c.seasons:
            j = i + 1 + (self.norm(i + 1) in self.c.year_words)
            year = self.year_at(j)
            if year is not None:
                return _Found(year[0], periods.season(year[1], self.c.seasons[norm]), "season", "season")
            return None
        named = norm in self.c.year_words
        year = self.year_at(i + 1 if named else i)
        if year is None:
            return None
        if not named and not self.is_year(i, year[0]):
            return None
        last, value, hijri = year
        days = periods.year(value, hijri)
        k = last + 1 if self.norm(last) in ("و", "-", "الي") else last
        second = self.year_at(k) if k > last else None
        if second is not None and days and value < second[1]:
            other = periods.year(second[1], second[2])
            return _Found(second[0], (days[0], other[1]) if other else None, "year", "years")
        return _Found(last, days, "year", "year")

    def is_year(self, i: int, last: int) -> bool:
        """Whether four bare digits are a year: a preposition before, no counted noun after."""
        if not any(core in _YEAR_OPENERS for core in _cores(self.norm(i - 1))):
            return False
        after = self.norm(last)
        if not after or not "\u0620" < after[0] < "\u064b" or self.words[last].pre:
            return True
        return not (after.endswith(("ا", "ة")) and after not in ("هذا", "ما", "اذا")) and noun_of(after) is None

    # weekdays and days ----------------------------------------------------------------------

    def weekday_name(self, i: int) -> int | None:
        """The weekday that word *i* names, or None."""
        norm = self.norm(i)
        if norm in self.c.weekdays:
            return self.c.weekdays[norm]
        for core in _cores(norm) if i == self.at or norm[:1] == "و" else ():
            if core in self.c.weekdays:
                return self.c.weekdays[core]
        return None

    def weekday(self, i: int) -> _Found | None:
        """``الثلاثاء``, ``يوم الثلاثاء الماضي``, ``الاثنين 9 أبريل``, ``السبت الأحد`` (the night between)."""
        j = i + 1 if self.bare(i) in self.c.day_names else i
        day = self.weekday_name(j)
        if day is None or self.norm(i - 1) in self.c.not_a_day_after:
            return None
        j += 1
        q, sense = self.qualifier(j)
        if sense in ("past", "next", "last", "this"):
            days = periods.weekday(self.published, day, "" if sense == "this" else "past" if sense == "last" else sense)
            return _Found(q, days, "day", "weekday")
        count = self.numbers.get(j)
        if count is not None and count.kind == "ordinal" and self.month_name(count.last + (self.norm(count.last) == "من")) is None:
            return _Found(count.last, None, "day", "weekday by count")
        k = j + (self.norm(j) in ("الموافق", "،", "(", "في"))
        dated = (self.dated(k) or self.numeric(k)) if self.norm(k) else None
        if dated is not None:
            closing = self.norm(k - 1) == "(" and self.norm(dated.last) == ")"
            return _Found(dated.last + closing, dated.days, "day", "weekday and date")
        second = self.weekday_name(j)
        if second == (day + 1) % 7 and self.norm(j)[0] != "و":
            j += 1
        return _Found(j, periods.weekday(self.published, day, self.direction(i)), "day", "weekday")

    def day_word(self, i: int) -> _Found | None:
        """``أمس``, ``اليوم (السبت)``, ``غد الثلاثاء``, ``بعد غد``."""
        end = self.phrase(i, self.c.days)
        if end == i:
            return None
        offset = self.value(i, self.c.days, end)
        if offset == 0 and self.norm(end - 1).endswith("ليوم"):
            nxt = self.numbers.get(end)
            if self.c.qualifiers.get(self.norm(end), "") == "following":
                return _Found(end + 1, None, "day", "following day")
            if self.norm(end) in self.c.qualifiers or (nxt is not None and nxt.definite):
                return None
            if self.norm(end) in self.c.not_today_before or self.norm(i - 1) in self.c.not_today_after:
                return None
        days = periods.unit_of(self.published, "day", offset)
        k = end + 1 if self.norm(end) in ("(", "،") else end
        k += self.norm(k) in self.c.day_names
        day = self.weekday_name(k) if self.norm(end) != "،" else None
        if day is not None:
            if days is not None and days[0].weekday() != day:
                days = periods.weekday(self.published, day, "future" if offset > 0 else "")
            end = k + 1 + (self.norm(k + 1) == ")" and self.norm(end) == "(")
        dated = self.dated(end) or self.numeric(end) if self.norm(end) else None
        if dated is not None:
            return _Found(dated.last, dated.days, "day", "day and date")
        return _Found(end, days, "day", "relative day")

    def day_part(self, i: int) -> _Found | None:
        """``مساء الجمعة``, ``صباح اليوم``, ``في وقت مبكر من صباح أمس``, ``هذا الصباح``."""
        if self.bare(i) in self.c.demonstratives and self.norm(i + 1).removeprefix("ال") in ("صباح", "مساء"):
            return _Found(i + 2, periods.unit_of(self.published, "day", 0), "day", "this part of the day")
        end = self.phrase(i, self.c.day_parts)
        if end == i:
            return None
        again = self.phrase(end, self.c.day_parts)
        end = again
        for rule in (self.weekday, self.day_word, self.dated, self.named_day):
            found = rule(end) if self.norm(end) else None
            if found is not None:
                return _Found(found.last, found.days, found.precision, found.rule)
        return None

    def named_day(self, i: int) -> _Found | None:
        """``يوم 20 يوليو الماضي``; ``يومي 18 و19`` keeps its numbers, unresolved."""
        if self.bare(i) not in self.c.day_names and self.bare(i) != "يومي":
            return None
        found = self.dated(i + 1) or self.numeric(i + 1) if self.norm(i + 1) else None
        if found is not None:
            return _Found(found.last, found.days, "day", found.rule)
        if self.bare(i) == "يومي" and (pair := self.two_days(i + 1)):
            return _Found(pair, None, "day", "days without a month")
        if self.bare(i) == "يومي" and (first := self.weekday_name(i + 1)) is not None:
            second = self.weekday_name(i + 2)
            q, sense = self.qualifier(i + 2 + (second is not None))
            sense = sense if sense in ("past", "next") else self.direction(i)
            a = periods.weekday(self.published, first, sense)
            b = periods.weekday(self.published, second, sense) if second is not None else a
            days = (a[0], b[1]) if a and b and a[0] <= b[1] else None
            return _Found(q, days, "day", "two weekdays")
        return None

    def two_days(self, i: int) -> int:
        """``18 و19`` after ``يومي``: the next word, or 0."""
        first = self.numbers.get(i)
        if first is None or first.high > 31:
            return 0
        j = first.last + (self.norm(first.last) == "و")
        second = self.numbers.get(j)
        return second.last if second is not None and second.high <= 31 else 0

    # units ----------------------------------------------------------------------------------

    def unit(self, i: int) -> UnitForm | None:
        """The unit of time that word *i* names, clitics and article aside."""
        return next((self.c.units[c] for c in _cores(self.norm(i)) if c in self.c.units), None)

    def unit_qualified(self, i: int) -> _Found | None:
        """``الأسبوع الماضي``, ``هذا الشهر``, ``الأشهر الثلاثة المقبلة``, ``السنوات القليلة الماضية``."""
        j = i
        shown = self.bare(i) in self.c.demonstratives
        if shown:
            j += 1
        unit = self.unit(j)
        if unit is None or not (self.norm(j).lstrip("وفبكل").startswith("ال") or self.norm(j)[:2] in ("ال", "لل", "با")):
            return None
        number = self.numbers.get(j + 1)
        count = int(number.low) if number is not None and number.definite and number.low == number.high else 0
        k = number.last if number is not None and count else j + 1
        q, sense = self.qualifier(k)
        if not sense:
            return _Found(j + 1, periods.unit_of(self.published, unit.unit, 0), _PRECISION[unit.unit], "this unit") if shown else None
        if sense in ("following", "same"):
            return _Found(q, None, _PRECISION[unit.unit], f"{sense} unit")
        if unit.number == "s" and not count:
            if sense == "last":
                return _Found(q, None, "vague", "last unit") if unit.unit != "period" else None
            offset = {"past": -1, "next": 1, "this": 0}[sense]
            return _Found(q, periods.unit_of(self.published, unit.unit, offset), _PRECISION[unit.unit], "unit")
        count = count or (2 if unit.number == "d" else 0)
        return _Found(q, self.stretch(unit.unit, count, sense), _PRECISION[unit.unit] if count else "vague", "units")

    def stretch(self, unit: str, count: int, sense: str) -> Days | None:
        """The last or next *count* units, publication's day included."""
        if self.published is None or not count:
            return None
        count = -(-count // 24) if unit == "hour" else count
        other = periods.shift(self.published, "day" if unit == "hour" else unit, count if sense == "next" else -count)
        if other is None:
            return None
        return (min(other, self.published), max(other, self.published))

    def bounded(self, i: int) -> _Found | None:
        """``مطلع يونيو``, ``أواخر عام 2013``, ``نهاية الشهر الجاري``, ``مطلع الأسبوع``."""
        bound = self.c.bounds.get(self.bare(i))
        if bound is None:
            return None
        for rule in (self.month_group_found, self.year_date, self.unit_qualified, self.bare_year, self.unit_definite):
            found = rule(i + 1) if self.norm(i + 1) else None
            if found is not None:
                days = periods.part(found.days, bound) if found.days else None
                finer = {"year": "season", "month": "week"}.get(found.precision, found.precision)
                return _Found(found.last, days, finer, f"{bound} of {found.rule}")
        return None

    def month_group_found(self, i: int) -> _Found | None:
        """A month after a bound word: the bound is proof enough."""
        group = self.month_group(i)
        if group is None:
            return None
        last, number, year, hijri, sense, _ = group
        return _Found(last, self.month_days(number, year, hijri, sense or self.direction(i)), "month", "month")

    def year_part(self, i: int) -> _Found | None:
        """``الربع الأول من 2020``, ``النصف الثاني من العام الجاري``."""
        core = next((c for c in _cores(self.norm(i)) if c in self.c.halves), "")
        number = self.numbers.get(i + 1)
        if not core or number is None or number.kind not in ("ordinal", "cardinal") or self.norm(number.last) != "من":
            return None
        j = number.last + 1
        found = self.year_date(j) or self.bare_year(j) or self.unit_qualified(j)
        if found is None or found.precision != "year":
            return None
        days = periods.fraction(found.days, self.c.halves[core], int(number.low)) if found.days else None
        return _Found(found.last, days, "season", "part of a year")

    def holiday(self, i: int) -> _Found | None:
        """``أيام العيد``, ``عيد الأضحى``: named, not resolved."""
        end = self.phrase(i, self.c.holiday_heads)
        last = self.phrase(end, self.c.holidays)
        if last == end or (end == i and last == i + 1):
            return None
        return _Found(last, None, "vague", "holiday")

    def clock(self, i: int) -> int:
        """Where a clock time that begins at word *i* ends (``عند الساعة السابعة مساء``), or *i*."""
        j = i + (self.norm(i) in self.c.clock_before)
        if self.norm(j) not in self.c.clock_words or self.numbers.get(j + 1) is None:
            return i
        j = self.numbers[j + 1].last
        if self.norm(j) == "(":
            close = next((k for k in range(j, j + 8) if self.norm(k) == ")"), None)
            j = close + 1 if close is not None else j
        after = self.phrase(j, self.c.clock_after, 3)
        return self.phrase(after, self.c.clock_after, 3)

    def clocked(self, i: int) -> _Found | None:
        """``الساعة 21:00 من الخميس``; without a day: unresolved."""
        end = self.clock(i)
        if end == i:
            return None
        found = None
        if self.norm(end) == "من":
            found = self.day_part(end + 1) or self.weekday(end + 1) or self.day_word(end + 1)
        elif self.norm(end):
            found = self.weekday(end) or self.day_word(end)
        return _Found(found.last, found.days, "day", "clock and day") if found else _Found(end, None, "day", "clock")

    def since_event(self, i: int) -> _Found | None:
        """``منذ بداية التمرد``, ``منذ اندلاع الحرب في 2011``: dated only when the text says so."""
        if self.bare(i) != "منذ" or not any(c in self.c.events_begin for c in _cores(self.norm(i + 1))):
            return None
        j = i + 2 + (self.norm(i + 2) in self.c.demonstratives)
        if not self.norm(j).startswith("ال"):
            return None
        j += 1
        while self.norm(j).startswith("ال") and self.words[j].pos in ("ADJ", "NOUN", "X", "PROPN"):
            j += 1
        k = j + (self.norm(j) == "في")
        found = next((f for r in self.date_rules(k) if (f := r(self, k)) is not None), None) if k > j else None
        if found is None:
            return _Found(j, None, "vague", "since an event")
        until = self.published if self.published is not None and found.days and self.published >= found.days[0] else None
        days = (found.days[0], until) if found.days and until else found.days
        return _Found(found.last, days, found.precision, "since an event")

    def bare_year(self, i: int) -> _Found | None:
        year = self.year_at(i)
        return _Found(year[0], periods.year(year[1], year[2]), "year", "year") if year else None

    def unit_definite(self, i: int) -> _Found | None:
        """``مطلع الأسبوع``, ``نهاية الشهر``: the current one."""
        unit = self.unit(i)
        if unit is None or unit.unit not in ("week", "month", "year") or not self.norm(i).startswith("ال"):
            return None
        return _Found(i + 1, periods.unit_of(self.published, unit.unit, 0), _PRECISION[unit.unit], "unit")

    def amount(self, i: int) -> tuple[int, str, int] | None:
        """``12 عاما``, ``يومين``, ``أسابيع``, ``نحو ثلاثة أشهر``: (next word, unit, count; 0 unknown)."""
        number = self.numbers.get(i)
        if number is not None and number.kind in ("cardinal", "vague", "several"):
            unit = self.c.units.get(self.norm(number.last))
            if unit is None or unit.unit in ("season", "period"):
                return None
            if self.norm(number.last) in self.c.day_names and self.weekday_name(number.last + 1) is not None:
                return None
            count = int(number.low) if number.low == number.high else 0
            return number.last + 1, unit.unit, count
        vague = self.phrase(i, _ABOUT, 3)
        unit = self.unit(vague)
        if unit is None or unit.unit in ("season", "period"):
            return None
        if vague > i:
            count = {"s": 1, "d": 2, "p": 0}[unit.number]
            return (vague + 1, unit.unit, count) if not self.norm(vague).startswith("ال") else None
        if unit.number == "d":
            return i + 1 + (self.norm(i + 1) in ("اثنين", "اثنتين")), unit.unit, 2
        if unit.number == "p" and not self.norm(i).startswith("ال"):
            return i + 1, unit.unit, 0
        return None

    def related(self, i: int) -> _Found | None:
        """``قبل أسابيع``, ``منذ يومين``, ``بعد شهر``, ``منذ عام 2009``, ``حتى نهاية مايو``."""
        end = self.phrase(i, self.c.relations)
        if end == i:
            return None
        relation = self.value(i, self.c.relations, end)
        head = self.bare(i)
        amount = self.amount(end)
        if amount is not None:
            construct = end not in self.numbers and self.norm(amount[0]).startswith("ال") and self.words[amount[0]].pos != "ADJ"
            return None if construct and not amount[2] else self.counted(head, relation, amount, end)
        for rule in self.date_rules(end):
            found: _Found | None = rule(self, end)
            if found is not None and found.kind == "point":
                if relation == 0 and head != "حتي":
                    found.first = end
                if head == "منذ" and found.days is not None:
                    until = self.published if self.published is not None and self.published >= found.days[0] else None
                    return _Found(found.last, (found.days[0], until) if until else found.days, found.precision, f"since {found.rule}")
                if head in ("قبل", "بعد", "قبيل", "بعيد", "عقب"):
                    return _Found(found.last, None, found.precision, f"{'after' if relation > 0 else 'before'} {found.rule}")
                return found
        amount = self.one_unit(end)
        return self.counted(head, relation, amount, end) if amount is not None else None

    def one_unit(self, i: int) -> tuple[int, str, int] | None:
        """``شهر``, ``عام واحد`` after ``قبل``, ``منذ``, ``بعد``: one unit."""
        unit = self.unit(i)
        if unit is None or unit.number != "s" or unit.unit in ("season", "period") or self.norm(i).startswith("ال"):
            return None
        number = self.numbers.get(i + 1)
        if number is None:
            return i + 1, unit.unit, 1
        ones = number.kind == "cardinal" and number.low == number.high == 1
        return (i + 2, unit.unit, 1) if ones else None

    def counted(self, head: str, relation: int, amount: tuple[int, str, int], start: int) -> _Found:
        """A distance in units from now (``قبل``, ``منذ``) or a stretch (``خلال``, ``لمدة``)."""
        last, unit, count = amount
        if relation == 0 or head == "غضون":
            return _Found(last, None, _PRECISION[unit], "duration", "duration", start if head in ("مدة", "لمدة") else -1)
        if relation > 0:
            return _Found(last, None, _PRECISION[unit], "after a time")
        days: Days | None = None
        if self.published is not None and count and unit not in ("minute", "hour"):
            then = periods.shift(self.published, unit, -count)
            if then is not None:
                days = (then, self.published) if head == "منذ" else (then, then)
                if head != "منذ" and unit in ("month", "year", "decade"):
                    days = periods.unit_of(then, unit, 0)
        return _Found(last, days, _PRECISION[unit] if count else "vague", "ago")

    def vague(self, i: int) -> _Found | None:
        """``مؤخرا``, ``حاليا``, ``في وقت لاحق``, ``الآونة الأخيرة``: no days."""
        end = self.phrase(i, self.c.vague)
        if end == i:
            return None
        sense = self.value(i, self.c.vague, end)
        now = self.published if sense == 0 else None
        if end == i + 1 and self.norm(i) in self.c.vague_after_fi and self.norm(i - 1) not in ("في", "وفي"):
            return None
        before = self.norm(i - 1)
        if self.norm(i) in self.c.vague_adjectives and before.endswith("ا") and len(before) > 3:
            return None
        nxt = self.norm(end)
        if nxt and (self.weekday_name(end) is not None or nxt in ("اليوم", "امس")):
            found = self.weekday(end) or self.day_word(end)
            if found is not None:
                return found
        return _Found(end, (now, now) if now else None, "vague", "vague")

    def frequency(self, i: int) -> _Found | None:
        """``يوميا``, ``كل عام``."""
        end = self.phrase(i, self.c.frequencies)
        return _Found(end, None, "vague", "frequency", "frequency") if end > i else None

    def duration(self, i: int) -> _Found | None:
        """``30 يوما``, ``ثلاثة أشهر``, ``شهرين``."""
        amount = self.amount(i)
        if amount is None or (i not in self.numbers and not amount[2]):
            return None
        bracketed = self.norm(i - 1) == "(" and self.norm(amount[0]) == ")"
        if amount[1] == "year" and (bracketed or any(c in self.c.age_words for c in _cores(self.norm(i - 1)))):
            return None
        return _Found(amount[0], None, _PRECISION[amount[1]], "duration", "duration")


_Rule = Callable[[_Reader, int], "_Found | None"]
_DATE_RULES: tuple[_Rule, ...] = (
    _Reader.numeric, _Reader.dated, _Reader.day_part, _Reader.named_day, _Reader.weekday, _Reader.day_word,
    _Reader.bounded, _Reader.unit_qualified, _Reader.month_date, _Reader.year_date, _Reader.year_part,
    _Reader.holiday, _Reader.clocked, _Reader.vague,
)
_RULES: tuple[_Rule, ...] = (*_DATE_RULES, _Reader.since_event, _Reader.related, _Reader.frequency, _Reader.duration)
_NUMBER_RULES: tuple[_Rule, ...] = (_Reader.numeric, _Reader.dated, _Reader.year_date, _Reader.duration)
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

    add((_Reader.day_part,), c.demonstratives, c.day_parts)
    add((_Reader.named_day, _Reader.weekday), c.day_names)
    add((_Reader.named_day,), ("يومي",))
    add((_Reader.weekday,), c.weekdays)
    add((_Reader.day_word,), c.days)
    add((_Reader.bounded,), c.bounds)
    add((_Reader.unit_qualified,), c.units, c.demonstratives)
    add((_Reader.month_date,), c.months, ("شهر", "الشهر", "شهري"))
    add((_Reader.year_date,), c.year_words, c.seasons)
    add((_Reader.year_part,), c.halves)
    add((_Reader.holiday,), c.holidays, c.holiday_heads)
    add((_Reader.clocked,), c.clock_words)
    add((_Reader.vague,), c.vague)
    add((_Reader.related,), c.relations)
    add((_Reader.since_event,), ("منذ",))
    add((_Reader.frequency,), c.frequencies)
    add((_Reader.duration,), c.units, _ABOUT)
    return {word: frozenset(rules) for word, rules in table.items()}


@lru_cache(maxsize=65536)
def _rules(norm: str, number: bool) -> tuple[_Rule, ...]:
    """The rules to try at a word, in their fixed order; *number*: a number begins there."""
    starts = _starts()
    wanted: set[_Rule] = set(_NUMBER_RULES) if number else set()
    for core in _cores(norm):
        wanted |= starts.get(core, frozenset())
    return tuple(rule for rule in _RULES if rule in wanted)


def find_times(
    doc: Document, published: date | None, numbers: Sequence[NumberMention] | None = None
) -> list[TimeMention]:
    """Every time expression in reading order, without overlap; the longest reading wins.

    *published*: the day of publication; with None relative expressions keep ``start`` and
    ``end`` None. *numbers*: what :func:`find_numbers` found, to save finding them again.
    ``منذ``, ``قبل``, ``بعد``, ``حتى`` and ``بحلول`` belong to the span, ``في`` does not.
    """
    numbers = find_numbers(doc) if numbers is None else numbers
    reader = _Reader(doc, published, numbers)
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
            best: _Found | None = None
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
            found.append(TimeMention(max(i, best.first), best.last, start, end, best.precision, best.kind, best.rule))
            i = best.last
    return found
