"""The timeline as bars: how much happened when, conflict and cooperation apart."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from babel.dates import format_date

from isnad.dossier.content import day_of
from isnad.export.happenings import Happening
from isnad.export.plover import QUAD
from isnad.messages import Lang
from isnad.output.markup import tag

WIDTH, HEIGHT = 920.0, 190.0
_LEFT, _BASE, _TOP = 34.0, 150.0, 14.0
_MOST_BARS = 46


@dataclass(frozen=True, slots=True)
class Bin:
    """A stretch of time and what happened in it."""

    start: date
    conflict: int
    cooperation: int


def bins(happenings: Sequence[Happening]) -> tuple[list[Bin], str]:
    """Bars by ``day``, ``week``, ``month`` or ``year``, whichever gives few enough of them; empty without dates."""
    days = sorted(d for h in happenings if (d := day_of(h)))
    if not days:
        return [], "day"
    days = _without_outliers(days)
    span = (days[-1] - days[0]).days + 1
    unit = next((u for u, n in (("day", 1), ("week", 7), ("month", 31)) if span / n <= _MOST_BARS), "year")
    counted: dict[bool, Counter[date]] = {True: Counter(), False: Counter()}
    for h in happenings:
        day = day_of(h)
        if day is not None and days[0] <= day <= days[-1]:
            counted[QUAD.get(h.type, 4) > 2][_floor(day, unit)] += 1
    made = []
    at = _floor(days[0], unit)
    while at <= days[-1]:
        made.append(Bin(at, counted[True][at], counted[False][at]))
        at = following(at, unit)
    return made, unit


def _without_outliers(days: list[date]) -> list[date]:
    """*days* without the few that lie years away from the rest (what an article recalls)."""
    low, high = days[len(days) // 10], days[-1 - len(days) // 10]
    reach = max(timedelta(days=14), (high - low) / 2)
    return [d for d in days if low - reach <= d <= high + reach]


def _floor(day: date, unit: str) -> date:
    if unit == "week":
        return day - timedelta(days=day.weekday())
    if unit == "month":
        return day.replace(day=1)
    return day.replace(month=1, day=1) if unit == "year" else day


def following(day: date, unit: str) -> date:
    """The first day of the next ``day``, ``week``, ``month`` or ``year`` after the one that begins on *day*."""
    if unit == "month":
        return (day.replace(day=28) + timedelta(days=4)).replace(day=1)
    if unit == "year":
        return day.replace(year=day.year + 1)
    return day + timedelta(days=7 if unit == "week" else 1)


def draw(happenings: Sequence[Happening], lang: Lang, title: str) -> str:
    """Bars as inline SVG, running with the direction of the language; empty without dates."""
    found, unit = bins([h for h in happenings if h.actual])
    if not found:
        return ""
    most = max(b.conflict + b.cooperation for b in found)
    step = (WIDTH - _LEFT) / len(found)
    wide = min(step * 0.78, 46.0)
    bars, ticks, last = _grid(most, lang), "", -1e9
    for n, b in enumerate(found):
        x = _LEFT + n * step + step / 2
        if lang == "ar":
            x = WIDTH - x
        y = _BASE
        for count, kind in ((b.conflict, "conflict"), (b.cooperation, "cooperation")):
            if count:
                tall = count / most * (_BASE - _TOP)
                y -= tall
                size = {"width": f"{wide:.1f}", "height": f"{tall:.1f}"}
                bars += tag("rect", x=f"{x - wide / 2:.1f}", y=f"{y:.1f}", **size, class_=f"bar {kind}")
        if n * step - last >= 74:
            last = n * step
            near = "start" if x < 32 else "end" if x > WIDTH - 32 else "middle"
            ticks += f'<path class="tick" d="M{x:.1f} {_BASE}v5"/>' + tag(
                "text", _escaped=_label(b.start, unit, lang), x=f"{x:.1f}", y=f"{_BASE + 21:.0f}", class_="axis",
                text_anchor=near,
            )  # fmt: skip
    base = f'<path class="base" d="M0 {_BASE}H{WIDTH:g}"/>'
    return tag(
        "svg",
        tag("title", _escaped=title) + bars + base + ticks,
        viewBox=f"0 0 {WIDTH:g} {HEIGHT:g}",
        class_="bars",
        role="img",
        direction="ltr",
    )


def _grid(most: int, lang: Lang) -> str:
    made = ""
    for value in sorted({most, max(1, round(most / 2))}):
        y = _BASE - value / most * (_BASE - _TOP)
        x, anchor = (WIDTH, "end") if lang == "ar" else (0.0, "start")
        made += f'<path class="grid" d="M0 {y:.1f}H{WIDTH:g}"/>'
        made += f'<text class="axis" x="{x:g}" y="{y - 4:.1f}" text-anchor="{anchor}">{value}</text>'
    return made


def _label(day: date, unit: str, lang: Lang) -> str:
    pattern = {"day": "d MMM", "week": "d MMM", "month": "MMM yyyy", "year": "yyyy"}[unit]
    return format_date(day, pattern, locale=lang)
