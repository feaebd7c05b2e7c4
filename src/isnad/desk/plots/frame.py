"""What plots share: marks that open their evidence, and a time axis that runs in reading direction."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from babel.dates import format_date

from isnad.messages import FSI, PDI, Lang
from isnad.output.markup import tag

WIDTH = 960.0
Address = Callable[[str], str]
"""Mark to the address that opens its evidence."""
_TICKS = 9
_STEPS: tuple[tuple[str, int, float], ...] = (
    ("day", 1, 1), ("day", 2, 2), ("day", 7, 7), ("day", 14, 14), ("month", 1, 30.4), ("month", 2, 61),
    ("month", 3, 91), ("month", 6, 183), ("year", 1, 365.25), ("year", 2, 730.5), ("year", 5, 1826), ("year", 10, 3653),
    ("year", 25, 9131), ("year", 100, 36525), ("year", 500, 182625),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Marks:
    """Writes marks: links that a keyboard reaches and a screen reader tells."""

    address: Address
    chosen: str | None
    """The mark whose evidence is open."""

    def __call__(self, mark: str, told: str, inner: str, kind: str) -> str:
        """The shapes *inner* as the mark *mark*, told as *told*."""
        current = "true" if mark == self.chosen else None
        attributes = {"aria_current": current} if current else {}
        return tag(
            "a", tag("title", _escaped=told) + inner, href=self.address(mark), class_=f"mark {kind}", data_mark=mark,
            aria_label=told, **attributes,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class TimeAxis:
    """Days along the width, from *first* to *last*, in the direction of *lang*."""

    first: date
    last: date
    lang: Lang
    left: float = 12.0
    right: float = 12.0
    """Room before the first and after the last day, in reading direction."""

    def x(self, day: date) -> float:
        """Where the morning of *day* lies."""
        span = (self.last - self.first).days + 1
        at = self.left + (WIDTH - self.left - self.right) * (day - self.first).days / span
        return WIDTH - at if self.lang == "ar" else at

    def middle(self, day: date) -> float:
        """Where its noon lies."""
        span = (self.last - self.first).days + 1
        half = (WIDTH - self.left - self.right) / span / 2
        return self.x(day) + (-half if self.lang == "ar" else half)

    def draw(self, base: float, top: float | None = None) -> str:
        """The axis at *base*, with lines up to *top* where it is given."""
        ticks, unit = self._ticks()
        drawn = f'<path class="base" d="M0 {base:.1f}H{WIDTH:g}"/>'
        for day in ticks:
            x = self.x(day)
            if top is not None:
                drawn += f'<path class="grid" d="M{x:.1f} {base:.1f}V{top:.1f}"/>'
            drawn += f'<path class="tick" d="M{x:.1f} {base:.1f}v5"/>'
            anchor = "start" if x < 34 else "end" if x > WIDTH - 34 else "middle"
            drawn += text(_label(day, unit, self.lang), x, base + 22, "axis", anchor)
        return drawn

    def _ticks(self) -> tuple[list[date], str]:
        span = (self.last - self.first).days + 1
        unit, step = next(((u, n) for u, n, days in _STEPS if span / days <= _TICKS), ("year", 1000))
        if unit == "day":
            days = [self.first + timedelta(days=k) for k in range(0, span, step)]
            return days, "day"
        return list(self._firsts(unit, step)), "year" if unit == "year" else "month"

    def _firsts(self, unit: str, step: int) -> Iterator[date]:
        months = 12 * step if unit == "year" else step
        at = self.first.year * 12 + self.first.month - 1
        at += -at % months
        if self.first.day > 1 and at == self.first.year * 12 + self.first.month - 1:
            at += months
        while at // 12 <= 9999 and (day := date(at // 12, at % 12 + 1, 1)) <= self.last:
            yield day
            at += months


def _label(day: date, unit: str, lang: Lang) -> str:
    return str(format_date(day, {"day": "d MMM", "month": "MMM yyyy", "year": "yyyy"}[unit], locale=lang))


def day_label(day: date | None, lang: Lang) -> str:
    """A day in words; a dash where there is none."""
    return str(format_date(day, "d MMMM yyyy", locale=lang)) if day is not None else "–"


def span_label(first: date | None, last: date | None, lang: Lang) -> str:
    """Two days as short as they can be told."""
    if first is None or last is None:
        return ""
    if first == last:
        return str(format_date(first, "d MMM yyyy", locale=lang))
    if (first.year, first.month) == (last.year, last.month):
        return str(format_date(first, "MMM yyyy", locale=lang))
    if first.year == last.year:
        return f"{format_date(first, 'MMM', locale=lang)} – {format_date(last, 'MMM yyyy', locale=lang)}"
    return f"{first.year}–{last.year}"


def text(words: str, x: float, y: float, kind: str, anchor: str = "middle") -> str:
    """Words at a point; *anchor* as if they ran from left to right, whatever their script."""
    return tag("text", _escaped=words, x=f"{x:.1f}", y=f"{y:.1f}", class_=kind, text_anchor=anchor)


def svg(inner: str, height: float, kind: str, title: str) -> str:
    """The drawing, with *title* as its name."""
    return tag(
        "svg", inner, viewBox=f"0 0 {WIDTH:g} {height:g}", class_=f"plot {kind}", role="group", aria_label=title,
        direction="ltr",
    )  # fmt: skip


def cut(words: str, most: int) -> str:
    """*words* with at most *most* characters, cut between words."""
    return words if len(words) <= most else words[:most].rsplit(" ", 1)[0] + " …"


def isolated(words: str) -> str:
    """*words* so that they disturb no line of the other direction."""
    return f"{FSI}{words}{PDI}"
