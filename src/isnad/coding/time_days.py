"""Days without a date: weekdays, today and its neighbours, parts of a day, clock times, holidays."""

from __future__ import annotations

from isnad.coding import periods
from isnad.coding.time_dates import DateReader
from isnad.coding.time_reader import Found


class DayReader(DateReader):
    """Rules for days; each takes a word index and gives what it read there, or None."""

    def weekday(self, i: int) -> Found | None:
        """``الثلاثاء``, ``يوم الثلاثاء الماضي``, ``الاثنين 9 أبريل``, ``السبت الأحد`` (the night between)."""
        j = i + 1 if self.bare(i) in self.c.day_names else i
        day = self.weekday_name(j)
        if day is None or self.norm(i - 1) in self.c.not_a_day_after:
            return None
        j += 1
        q, sense = self.qualifier(j)
        if sense in ("past", "next", "last", "this"):
            days = periods.weekday(
                self.published, day, "" if sense == "this" else "past" if sense == "last" else sense
            )
            return Found(q, days, "day", "weekday")
        count = self.numbers.get(j)
        if (
            count is not None
            and count.kind == "ordinal"
            and self.month_name(count.last + (self.norm(count.last) == "من")) is None
        ):
            return Found(count.last, None, "day", "weekday by count")
        k = j + (self.norm(j) in ("الموافق", "،", "(", "في"))
        dated = (self.dated(k) or self.numeric(k)) if self.norm(k) else None
        if dated is not None:
            closing = self.norm(k - 1) == "(" and self.norm(dated.last) == ")"
            return Found(dated.last + closing, dated.days, "day", "weekday and date")
        second = self.weekday_name(j)
        if second == (day + 1) % 7 and self.norm(j)[0] != "و":
            j += 1
        return Found(j, periods.weekday(self.published, day, self.direction(i)), "day", "weekday")

    def day_word(self, i: int) -> Found | None:
        """``أمس``, ``اليوم (السبت)``, ``غد الثلاثاء``, ``بعد غد``."""
        end = self.phrase(i, self.c.days)
        if end == i:
            return None
        offset = self.value(i, self.c.days, end)
        if self.norm(end) in self.c.not_today_before:
            return None
        if offset == 0 and self.norm(end - 1).endswith("ليوم"):
            nxt = self.numbers.get(end)
            if self.c.qualifiers.get(self.norm(end), "") == "following":
                return Found(end + 1, None, "day", "following day")
            if self.norm(end) in self.c.qualifiers or (nxt is not None and nxt.definite):
                return None
            if self.norm(i - 1) in self.c.not_today_after:
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
            return Found(dated.last, dated.days, "day", "day and date")
        return Found(end, days, "day", "relative day")

    def day_part(self, i: int) -> Found | None:
        """``مساء الجمعة``, ``صباح اليوم``, ``في وقت مبكر من صباح أمس``, ``هذا الصباح``."""
        if self.bare(i) in self.c.demonstratives and self.norm(i + 1).removeprefix("ال") in ("صباح", "مساء"):
            return Found(i + 2, periods.unit_of(self.published, "day", 0), "day", "this part of the day")
        end = self.phrase(i, self.c.day_parts)
        if end == i:
            return None
        again = self.phrase(end, self.c.day_parts)
        end = again
        for rule in (self.weekday, self.day_word, self.dated, self.named_day):
            found = rule(end) if self.norm(end) else None
            if found is not None:
                return Found(found.last, found.days, found.precision, found.rule)
        return None

    def named_day(self, i: int) -> Found | None:
        """``يوم 20 يوليو الماضي``; ``يومي 18 و19`` keeps its numbers, unresolved."""
        if self.bare(i) not in self.c.day_names and self.bare(i) != "يومي":
            return None
        found = self.dated(i + 1) or self.numeric(i + 1) if self.norm(i + 1) else None
        if found is not None:
            return Found(found.last, found.days, "day", found.rule)
        if self.bare(i) == "يومي" and (pair := self.two_days(i + 1)):
            return Found(pair, None, "day", "days without a month")
        if self.bare(i) == "يومي" and (first := self.weekday_name(i + 1)) is not None:
            second = self.weekday_name(i + 2)
            q, sense = self.qualifier(i + 2 + (second is not None))
            sense = sense if sense in ("past", "next") else self.direction(i)
            a = periods.weekday(self.published, first, sense)
            b = periods.weekday(self.published, second, sense) if second is not None else a
            days = (a[0], b[1]) if a and b and a[0] <= b[1] else None
            return Found(q, days, "day", "two weekdays")
        return None

    def two_days(self, i: int) -> int:
        """``18 و19`` after ``يومي``: the next word, or 0."""
        first = self.numbers.get(i)
        if first is None or first.high > 31:
            return 0
        j = first.last + (self.norm(first.last) == "و")
        second = self.numbers.get(j)
        return second.last if second is not None and second.high <= 31 else 0

    def holiday(self, i: int) -> Found | None:
        """``أيام العيد``, ``عيد الأضحى``: named, not resolved."""
        end = self.phrase(i, self.c.holiday_heads)
        last = self.phrase(end, self.c.holidays)
        if last == end or (end == i and last == i + 1):
            return None
        return Found(last, None, "vague", "holiday")

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

    def clocked(self, i: int) -> Found | None:
        """``الساعة 21:00 من الخميس``; without a day: unresolved."""
        end = self.clock(i)
        if end == i:
            return None
        found = None
        if self.norm(end) == "من":
            found = self.day_part(end + 1) or self.weekday(end + 1) or self.day_word(end + 1)
        elif self.norm(end):
            found = self.weekday(end) or self.day_word(end)
        return (
            Found(found.last, found.days, "day", "clock and day")
            if found
            else Found(end, None, "day", "clock")
        )
