"""Figures along time: from low to high, the best between; on a scale of powers of ten where they lie far apart."""

from __future__ import annotations

from datetime import timedelta
from math import log10

from isnad.desk.plots.frame import WIDTH, Marks, TimeAxis, day_label, isolated, svg, text
from isnad.desk.queries.figures import FigureMark, Figures
from isnad.desk.wording import Say
from isnad.messages import Lang
from isnad.output.describe import number

_TOP, _BASE = 26.0, 330.0
_SIDE = 62.0


class _Scale:
    """Numbers to heights."""

    def __init__(self, marks: list[FigureMark]) -> None:
        values = [v for m in marks for v in (m.low, m.best, m.high)]
        self.high = max(values)
        least = min((v for v in values if v > 0), default=1.0)
        self.powers = self.high > 40 * least
        self.low = least if self.powers else 0.0
        if self.powers:
            self.low = 10 ** int(log10(max(least, 1e-3)))

    def y(self, value: float) -> float:
        """Height of *value*."""
        if self.powers:
            share = (log10(max(value, self.low)) - log10(self.low)) / max(log10(self.high) - log10(self.low), 1e-9)
        else:
            share = value / (self.high or 1.0)
        return _BASE - min(share, 1.0) * (_BASE - _TOP)

    def ticks(self) -> list[float]:
        """Values with a line."""
        if not self.powers:
            step = 10 ** int(log10(max(self.high, 1)))
            step = next(s for s in (step / 5, step / 2, step, 2 * step) if self.high / s <= 6)
            return [k * step for k in range(1, int(self.high / step) + 1)]
        found, at = [], self.low
        while at <= self.high:
            found.append(at)
            at *= 10
        return found


def by_powers(marks: list[FigureMark]) -> bool:
    """Whether the scale rises by powers of ten."""
    return _Scale(marks).powers


def draw(found: Figures, marks: Marks, lang: Lang, say: Say) -> str:
    """The drawing; empty without a dated figure."""
    if not found.marks:
        return ""
    first, last = min(m.start for m in found.marks), max(m.end for m in found.marks)
    reach = timedelta(days=max(1, (last - first).days // 60)) if found.unit is None else timedelta(0)
    axis = TimeAxis(first - reach, last + reach, lang, _SIDE, 14)
    scale = _Scale(found.marks)
    drawn = ""
    for value in scale.ticks():
        y = scale.y(value)
        x, anchor = (WIDTH - 2, "end") if lang == "ar" else (2.0, "start")
        drawn += f'<path class="grid" d="M0 {y:.1f}H{WIDTH:g}"/>' + text(number(value), x, y - 3, "axis", anchor)
    drawn += axis.draw(_BASE)
    taken: dict[int, int] = {}
    for mark in found.marks:
        drawn += _mark(mark, axis, scale, taken, marks, lang, say)
    return svg(drawn, _BASE + 32, "figs", f"{say('figures')}: {found.measure_label}")


def _mark(
    mark: FigureMark, axis: TimeAxis, scale: _Scale, taken: dict[int, int], marks: Marks, lang: Lang, say: Say
) -> str:
    single = mark.figures == 1
    days = (mark.end - mark.start).days + 1
    x = (axis.middle(mark.start) + axis.middle(mark.end)) / 2
    low, best, high = (scale.y(v) for v in (mark.low, mark.best, mark.high))
    if single and mark.words is not None:  # figures of one day stand side by side
        n = taken.get(round(x), 0)
        taken[round(x)] = n + 1
        x += ((n + 1) // 2) * 7 * (1 if n % 2 else -1)
        x = min(max(x, 5), WIDTH - 5)
        wide = 0.0
    else:
        wide = max(min(abs(axis.x(mark.start) - axis.x(mark.start + timedelta(days=days))) * 0.7, 34.0), 5.0)
    room = max(wide, 9)
    inner = f'<rect class="reach" x="{x - room / 2:.1f}" y="{_TOP:g}" width="{room:.1f}" height="{_BASE - _TOP:g}"/>'
    if high < low - 0.5:
        ends = f"M{x - 4:.1f} {low:.1f}h8M{x - 4:.1f} {high:.1f}h8"
        inner += f'<path class="whisker" d="M{x:.1f} {low:.1f}V{high:.1f}{ends}"/>'
    inner += f'<circle class="best" cx="{x:.1f}" cy="{best:.1f}" r="{4.5 if single else 5.5:g}"/>'
    if mark.figures > 1:
        inner += text(f"{mark.figures}", x, min(high, best) - 9, "n")
    day = day_label(mark.start, lang)
    if mark.end != mark.start:
        day = say("from_to", first=day, last=day_label(mark.end, lang))
    amount = number(mark.best) if mark.low == mark.high else say(
        "range", low=number(mark.low), best=number(mark.best), high=number(mark.high)
    )  # fmt: skip
    told = f"{day}: {isolated(amount)}"
    if mark.words:
        told += f" · {isolated(mark.words)} · {isolated(mark.source or '')}"
    else:
        told += " · " + say("figures_told", n=mark.figures, values=mark.values)
    sure = mark.factuality in (None, "actual")
    return marks(mark.mark, told, inner, "figure" + ("" if sure else " unsure") + (" many" if mark.figures > 1 else ""))
