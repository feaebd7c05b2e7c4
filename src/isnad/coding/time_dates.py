"""Calendar dates: days, months and years, in every calendar and spelling."""

from __future__ import annotations

from isnad.coding import periods
from isnad.coding.counted import noun_of
from isnad.coding.periods import Days
from isnad.coding.time_reader import Found, TimeReader, cores


class DateReader(TimeReader):
    """Rules for dates; each takes a word index and gives what it read there, or None."""

    def year_at(self, i: int) -> tuple[int, int, bool] | None:
        """A year in digits: (next word, year, whether Hijri)."""
        number = self.numbers.get(i)
        if (
            number is None
            or number.core != i
            or not number.digits
            or number.low != number.high
            or number.last != i + 1
        ):
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

    def month_name(self, i: int) -> tuple[int, int, bool, bool] | None:
        """A month name: (next word, number, whether Hijri, whether the name alone is proof)."""
        j = i + 1 if self.bare(i) in ("شهر", "الشهر", "شهري") else i
        for size in (2, 1):
            rest = tuple(self.norm(k) for k in range(j + 1, j + size))
            for core in cores(self.norm(j)) if j == self.at else (self.norm(j),):
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

    def month_date(self, i: int) -> Found | None:
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
                return Found(second[0], both, "month", "two months")
        return Found(last, days, "month", "month")

    def month_days(self, number: int, year: int | None, hijri: bool, sense: str) -> Days | None:
        """The days of a month whose year may have to be found."""
        if year is None:
            year = periods.year_of_month(self.published, number, sense, hijri)
        return periods.month(year, number, hijri) if year is not None else None

    def dated(self, i: int) -> Found | None:
        """``27 مايو 2020``, ``الثاني عشر من يونيو``, ``18 و19 يونيو``, ``15 رجب 1436 هـ``."""
        number = self.numbers.get(i)
        if (
            number is None
            or number.kind not in ("cardinal", "ordinal")
            or not 1 <= number.low <= number.high <= 31
        ):
            return None
        j, low, high = number.last, number.low, number.high
        second = self.numbers.get(j + 1 if self.norm(j) in ("و", "الي", "-", "حتي") else j)
        if (
            second is not None
            and second.core >= j
            and low < second.high <= 31
            and (self.norm(j) != "" and self.norm(j)[0] in "وا-ح")
        ):
            j, high = second.last, second.high
        if self.norm(j) == "من":
            j += 1
        group = self.month_group(j)
        if group is None:
            return self.day_of_month(j, int(low), int(high))
        last, month, year, hijri, sense, _ = group
        if year is None and not sense and self.norm(i - 1) in self.c.named_by_date:
            return Found(last, None, "day", "event named by its date")
        if year is None:
            year = periods.year_of_day(self.published, month, int(low), sense or self.direction(i), hijri)
        a = periods.day(year, month, int(low), hijri) if year is not None else None
        b = periods.day(year, month, int(high), hijri) if year is not None else None
        return Found(last, (a[0], b[0]) if a and b else None, "day", "date")

    def day_of_month(self, i: int, low: int, high: int) -> Found | None:
        """``15 من الشهر الجاري``: the day, once ``من`` is read."""
        unit = self.unit(i)
        q, sense = self.qualifier(i + 1)
        if (
            unit is None
            or unit.unit != "month"
            or sense not in ("past", "next", "this")
            or self.norm(i - 1) != "من"
        ):
            return None
        month = periods.unit_of(self.published, "month", {"past": -1, "next": 1, "this": 0}[sense])
        if month is None:
            return Found(q, None, "day", "day of a month")
        a, b = (periods.day(month[0].year, month[0].month, n) for n in (low, high))
        return Found(q, (a[0], b[0]) if a and b else None, "day", "day of a month")

    def numeric(self, i: int) -> Found | None:
        """``15-7-2013``, ``2015/7/26``, ``7 / 10 / 1436 هـ``."""
        word = self.words[i]
        if not word.norm[0].isdecimal():
            return None
        parts = [p for p in word.norm.replace("-", "/").replace(".", "/").split("/") if p.isdecimal()]
        j = i + 1
        while len(parts) < 3 and self.norm(j) in ("/", "-") and self.norm(j + 1).replace("/", "").isdecimal():
            parts += self.norm(j + 1).split("/")
            j += 2
        if len(parts) != 3 or any(len(p) > 4 for p in parts):
            return None
        a, b, c = (int(p) for p in parts)
        hijri = self.norm(j) in self.c.hijri_marks
        order = (
            ((a, b, c), (a, c, b))
            if len(parts[0]) == 4
            else ((c, b, a), (c, a, b))
            if len(parts[2]) == 4
            else ()
        )
        for year, month, day in order:
            hijri = hijri or 1300 <= year <= 1500
            found = periods.day(year, month, day, hijri) if 1 <= month <= 12 else None
            if found is not None:
                marked = self.norm(j) in self.c.hijri_marks or self.norm(j) in self.c.gregorian_marks
                return Found(j + marked, found, "day", "numeric date")
        return None

    def year_date(self, i: int) -> Found | None:
        """``عام 2015``, ``عامي 2013 و2014``, ``في 2011``, ``صيف 2015``."""
        norm = self.bare(i)
        if norm in self.c.seasons:
            j = i + 1 + (self.norm(i + 1) in self.c.year_words)
            year = self.year_at(j)
            if year is not None:
                return Found(year[0], periods.season(year[1], self.c.seasons[norm]), "season", "season")
            return None
        both = self.numbers.get(i)
        if both is not None and both.rule == "range" and self.is_year(i, both.last):
            years = self.year_at_both(both.low, both.high)
            return Found(both.last, years, "year", "years") if years else None
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
            return Found(second[0], (days[0], other[1]) if other else None, "year", "years")
        return Found(last, days, "year", "year")

    def year_at_both(self, low: float, high: float) -> Days | None:
        """``بين 2009 و2013``: read as a range of numbers, but years."""
        if not (1800 <= low < high <= 2100 and low == int(low) and high == int(high)):
            return None
        first, last = periods.year(int(low)), periods.year(int(high))
        return (first[0], last[1]) if first and last else None

    def is_year(self, i: int, last: int) -> bool:
        """Whether four bare digits are a year: a preposition before, no counted noun after."""
        if not any(core in self.c.year_openers for core in cores(self.norm(i - 1))):
            return False
        after = self.norm(last)
        if not after or not "\u0620" < after[0] < "\u064b" or self.words[last].pre:
            return True
        return (
            not (after.endswith(("ا", "ة")) and after not in ("هذا", "ما", "اذا")) and noun_of(after) is None
        )

    def bare_year(self, i: int) -> Found | None:
        year = self.year_at(i)
        return Found(year[0], periods.year(year[1], year[2]), "year", "year") if year else None
