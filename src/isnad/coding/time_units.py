"""Units of time: last week, early in 2013, three months ago, for two days, recently."""

from __future__ import annotations

from collections.abc import Callable

from isnad.coding import periods
from isnad.coding.periods import Days
from isnad.coding.time_days import DayReader
from isnad.coding.time_reader import PRECISION_OF, Found, cores


class UnitReader(DayReader):
    """Rules for units and distances; each takes a word index and gives what it read there, or None."""

    def date_rules(self, i: int) -> tuple[Callable[..., Found | None], ...]:
        """The rules for points in time that can begin at word *i* (given by the table of all rules)."""
        raise NotImplementedError

    def unit_qualified(self, i: int) -> Found | None:
        """``الأسبوع الماضي``, ``هذا الشهر``, ``الأشهر الثلاثة المقبلة``, ``السنوات القليلة الماضية``."""
        j = i
        shown = self.bare(i) in self.c.demonstratives
        if shown:
            j += 1
        unit = self.unit(j)
        if unit is None or not (
            self.norm(j).lstrip("وفبكل").startswith("ال") or self.norm(j)[:2] in ("ال", "لل", "با")
        ):
            return None
        number = self.numbers.get(j + 1)
        count = int(number.low) if number is not None and number.definite and number.low == number.high else 0
        k = number.last if number is not None and count else j + 1
        q, sense = self.qualifier(k)
        if not sense:
            return (
                Found(
                    j + 1, periods.unit_of(self.published, unit.unit, 0), PRECISION_OF[unit.unit], "this unit"
                )
                if shown
                else None
            )
        if sense == "same" and unit.unit == "period":
            return None
        if sense in ("following", "same"):
            return Found(q, None, PRECISION_OF[unit.unit], f"{sense} unit")
        if unit.number == "s" and not count:
            if sense == "last":
                return Found(q, None, "vague", "last unit") if unit.unit != "period" else None
            offset = {"past": -1, "next": 1, "this": 0}[sense]
            return Found(
                q, periods.unit_of(self.published, unit.unit, offset), PRECISION_OF[unit.unit], "unit"
            )
        count = count or (2 if unit.number == "d" else 0)
        return Found(
            q, self.stretch(unit.unit, count, sense), PRECISION_OF[unit.unit] if count else "vague", "units"
        )

    def stretch(self, unit: str, count: int, sense: str) -> Days | None:
        """The last or next *count* units, publication's day included."""
        if self.published is None or not count:
            return None
        count = -(-count // 24) if unit == "hour" else count
        other = periods.shift(
            self.published, "day" if unit == "hour" else unit, count if sense == "next" else -count
        )
        if other is None:
            return None
        return (min(other, self.published), max(other, self.published))

    def bounded(self, i: int) -> Found | None:
        """``مطلع يونيو``, ``أواخر عام 2013``, ``نهاية الشهر الجاري``, ``مطلع الأسبوع``."""
        bound = self.c.bounds.get(self.bare(i))
        if bound is None:
            return None
        for rule in (
            self.month_group_found,
            self.year_date,
            self.unit_qualified,
            self.bare_year,
            self.unit_definite,
        ):
            found = rule(i + 1) if self.norm(i + 1) else None
            if found is not None:
                days = periods.part(found.days, bound) if found.days else None
                finer = {"year": "season", "month": "week"}.get(found.precision, found.precision)
                return Found(found.last, days, finer, f"{bound} of {found.rule}")
        return None

    def month_group_found(self, i: int) -> Found | None:
        """A month after a bound word: the bound is proof enough."""
        group = self.month_group(i)
        if group is None:
            return None
        last, number, year, hijri, sense, _ = group
        return Found(last, self.month_days(number, year, hijri, sense or self.direction(i)), "month", "month")

    def unit_definite(self, i: int) -> Found | None:
        """``مطلع الأسبوع``, ``نهاية الشهر``: the current one."""
        unit = self.unit(i)
        if unit is None or unit.unit not in ("week", "month", "year") or not self.norm(i).startswith("ال"):
            return None
        return Found(i + 1, periods.unit_of(self.published, unit.unit, 0), PRECISION_OF[unit.unit], "unit")

    def year_part(self, i: int) -> Found | None:
        """``الربع الأول من 2020``, ``النصف الثاني من العام الجاري``."""
        core = next((c for c in cores(self.norm(i)) if c in self.c.halves), "")
        number = self.numbers.get(i + 1)
        if (
            not core
            or number is None
            or number.kind not in ("ordinal", "cardinal")
            or self.norm(number.last) != "من"
        ):
            return None
        j = number.last + 1
        found = self.year_date(j) or self.bare_year(j) or self.unit_qualified(j)
        if found is None or found.precision != "year":
            return None
        days = periods.fraction(found.days, self.c.halves[core], int(number.low)) if found.days else None
        return Found(found.last, days, "season", "part of a year")

    def since_event(self, i: int) -> Found | None:
        """``منذ بداية التمرد``, ``منذ اندلاع الحرب في 2011``: dated only when the text says so."""
        if self.bare(i) != "منذ" or not any(c in self.c.events_begin for c in cores(self.norm(i + 1))):
            return None
        j = i + 2 + (self.norm(i + 2) in self.c.demonstratives)
        if not self.norm(j).startswith("ال"):
            return None
        j += 1
        while self.norm(j).startswith("ال") and self.words[j].pos in ("ADJ", "NOUN", "X", "PROPN"):
            j += 1
        k = j + (self.norm(j) == "في")
        found = (
            next((f for r in self.date_rules(k) if (f := r(self, k)) is not None), None) if k > j else None
        )
        if found is None:
            return Found(j, None, "vague", "since an event")
        until = (
            self.published
            if self.published is not None and found.days and self.published >= found.days[0]
            else None
        )
        days = (found.days[0], until) if found.days and until else found.days
        return Found(found.last, days, found.precision, "since an event")

    def related(self, i: int) -> Found | None:
        """``قبل أسابيع``, ``منذ يومين``, ``بعد شهر``, ``منذ عام 2009``, ``حتى نهاية مايو``."""
        end = self.phrase(i, self.c.relations)
        if end == i:
            return None
        relation = self.value(i, self.c.relations, end)
        head = self.bare(i)
        amount = self.amount(end)
        if amount is not None:
            construct = (
                end not in self.numbers
                and self.norm(amount[0]).startswith("ال")
                and self.words[amount[0]].pos != "ADJ"
            )
            return None if construct and not amount[2] else self.counted(head, relation, amount, end)
        for rule in self.date_rules(end):
            found: Found | None = rule(self, end)
            if found is not None and found.kind == "point":
                if relation == 0 and head != "حتي":
                    found.first = end
                if head == "منذ" and found.days is not None:
                    until = (
                        self.published
                        if self.published is not None and self.published >= found.days[0]
                        else None
                    )
                    return Found(
                        found.last,
                        (found.days[0], until) if until else found.days,
                        found.precision,
                        f"since {found.rule}",
                    )
                if head in ("قبل", "بعد", "قبيل", "بعيد", "عقب"):
                    return Found(
                        found.last,
                        None,
                        found.precision,
                        f"{'after' if relation > 0 else 'before'} {found.rule}",
                    )
                return found
        amount = self.one_unit(end)
        return self.counted(head, relation, amount, end) if amount is not None else None

    def one_unit(self, i: int) -> tuple[int, str, int] | None:
        """``شهر``, ``عام واحد`` after ``قبل``, ``منذ``, ``بعد``: one unit."""
        unit = self.unit(i)
        if (
            unit is None
            or unit.number != "s"
            or unit.unit in ("season", "period")
            or self.norm(i).startswith("ال")
        ):
            return None
        number = self.numbers.get(i + 1)
        if number is None:
            return i + 1, unit.unit, 1
        ones = number.kind == "cardinal" and number.low == number.high == 1
        return (i + 2, unit.unit, 1) if ones else None

    def counted(self, head: str, relation: int, amount: tuple[int, str, int], start: int) -> Found:
        """A distance in units from now (``قبل``, ``منذ``) or a stretch (``خلال``, ``لمدة``)."""
        last, unit, count = amount
        last += self.norm(last) in self.c.amount_fillers
        if relation == 0 or head == "غضون":
            first = start if head in ("مدة", "لمدة") else -1
            return Found(last, None, PRECISION_OF[unit], "duration", "duration", first)
        if relation > 0:
            return Found(last, None, PRECISION_OF[unit], "after a time")
        if head == "قبل" and self.norm(last) == "من":
            return Found(last, None, PRECISION_OF[unit], "before an event")
        days: Days | None = None
        if self.published is not None and count and unit not in ("minute", "hour"):
            then = periods.shift(self.published, unit, -count)
            if then is not None:
                days = (then, self.published) if head == "منذ" else periods.unit_of(then, unit, 0)
        return Found(last, days, PRECISION_OF[unit] if count else "vague", "ago")

    def vague(self, i: int) -> Found | None:
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
        if self.norm(end) == "من" and (unit := self.unit_qualified(end + 1)) is not None and unit.days:
            return Found(unit.last, unit.days, unit.precision, "earlier or later in a unit")
        nxt = self.norm(end)
        if nxt and (self.weekday_name(end) is not None or nxt in ("اليوم", "امس")):
            found = self.weekday(end) or self.day_word(end)
            if found is not None:
                return found
        return Found(end, (now, now) if now else None, "vague", "vague")

    def frequency(self, i: int) -> Found | None:
        """``يوميا``, ``كل عام``."""
        end = self.phrase(i, self.c.frequencies)
        return Found(end, None, "vague", "frequency", "frequency") if end > i else None

    def duration(self, i: int) -> Found | None:
        """``30 يوما``, ``ثلاثة أشهر``, ``شهرين``."""
        amount = self.amount(i)
        if amount is None or (i not in self.numbers and not amount[2]):
            return None
        bracketed = (self.norm(i - 1), self.norm(amount[0])) in (("(", ")"), ("،", "،"))
        if amount[1] == "year" and (bracketed or any(c in self.c.age_words for c in cores(self.norm(i - 1)))):
            return None
        return Found(amount[0], None, PRECISION_OF[amount[1]], "duration", "duration")
