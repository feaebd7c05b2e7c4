"""How a story travelled, drawn: a lane for each root, its reports along the days, copies hung on the original."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from babel.dates import format_date

from isnad.desk.queries.story import ReportLine, StoryPage
from isnad.messages import Lang
from isnad.output.markup import tag

WIDTH = 960.0
_LANE = 52.0
_TOP = 30.0
_SIDE = 26.0
_RADIUS, _SMALL = 9.0, 5.5
_MOST_LANES = 12
_LABEL = 88
"""Characters of a root's name that fit over its lane."""
_TICKS = 6
_NEAR = 90.0
"""Least distance of two dates below the lanes."""


@dataclass(frozen=True, slots=True)
class _Spot:
    x: float
    y: float
    radius: float


@dataclass(frozen=True, slots=True)
class _Days:
    """The days that the drawing covers."""

    first: date | None
    last: date | None

    def x(self, day: date | None) -> float:
        """Where a day lies, in reading direction; what has no day lies at the end."""
        inner = WIDTH - 2 * _SIDE - 2 * _RADIUS
        if day is None or self.first is None or self.last is None:
            return _SIDE + _RADIUS + (inner if self.first is not None else 0)
        span = max((self.last - self.first).days, 1)
        return _SIDE + _RADIUS + inner * 0.96 * (day - self.first).days / span


def draw(story: StoryPage, lang: Lang, words: Mapping[str, str]) -> str:
    """The drawing as SVG, time running in reading direction. *words*: ``title more undated copy``, labels for it.

    Every report is a link to ``#r<number>``; nothing in it needs a style attribute.
    """
    lanes = _lanes(story)
    days = [r.published for r in story.told if r.published is not None]
    calendar = _Days(min(days, default=None), max(days, default=None))
    base = _TOP + _LANE * len(lanes)
    spots = {
        number: spot
        for n, lane in enumerate(lanes)
        for number, spot in _spots([story.told[k - 1] for k in lane], calendar, _TOP + _LANE * n + 30).items()
    }

    def x(at: float) -> float:
        return WIDTH - at if lang == "ar" else at

    drawn = [tag("title", _escaped=words["title"])]
    for n, lane in enumerate(lanes):
        y = _TOP + _LANE * n + 30
        drawn.append(f'<path class="lane" d="M0 {y:.1f}H{WIDTH:g}"/>')
        drawn.append(_heading(story, n, len(lane), y, lang, words))
    for step in story.steps:
        a, b = spots[step.source], spots[step.target]
        drawn.append(_edge(x(a.x), a, x(b.x), b, step.how))
    drawn += [_report(r, x(spots[r.number].x), spots[r.number], words) for r in story.told]
    drawn.append(_axis(calendar, base, lang))
    height = base + 34
    return tag(
        "svg", "".join(drawn), viewBox=f"0 0 {WIDTH:g} {height:g}", class_="travel", role="group",
        aria_label=words["title"], direction="ltr",
    )  # fmt: skip


def _lanes(story: StoryPage) -> list[list[int]]:
    """Reports by root; what is beyond the first lanes shares the last."""
    lanes = [list(r.reports) for r in story.root_list]
    if len(lanes) <= _MOST_LANES:
        return lanes
    rest = sorted(k for lane in lanes[_MOST_LANES - 1 :] for k in lane)
    return [*lanes[: _MOST_LANES - 1], rest]


def _spots(reports: Sequence[ReportLine], calendar: _Days, y: float) -> dict[int, _Spot]:
    """Where the reports of a lane lie: at their day, side by side where they would cover each other."""
    room = WIDTH - 2 * _SIDE
    step = min(2 * _RADIUS + 2, room / max(len(reports), 1))
    wanted = [calendar.x(r.published) for r in reports]
    placed: list[float] = []
    for at in wanted:
        placed.append(max(at, placed[-1] + step) if placed else at)
    limit = WIDTH - _SIDE
    for k in range(len(placed) - 1, -1, -1):
        placed[k] = min(placed[k], limit)
        limit = placed[k] - step
    return {
        r.number: _Spot(at, y, _SMALL if r.copy_of is not None else _RADIUS)
        for r, at in zip(reports, placed, strict=True)
    }


def _heading(story: StoryPage, n: int, reports: int, y: float, lang: Lang, words: Mapping[str, str]) -> str:
    roots = story.root_list
    if n == _MOST_LANES - 1 and len(roots) > _MOST_LANES:
        name = words["more"].format(n=len(roots) - n)
    else:
        name = roots[n].name if len(roots[n].name) <= _LABEL else roots[n].name[:_LABEL].rsplit(" ", 1)[0] + " …"
    side, direction = (WIDTH - 2, "rtl") if lang == "ar" else (2, "ltr")
    shown = f"\u2068{name}\u2069 · {reports}"
    return tag("text", _escaped=shown, x=f"{side:g}", y=f"{y - 15:.1f}", class_="root", direction=direction)


def _edge(ax: float, a: _Spot, bx: float, b: _Spot, how: str) -> str:
    if how == "copy":
        middle, low = (ax + bx) / 2, max(a.y, b.y) + 18
        return f'<path class="copy" d="M{ax:.1f} {a.y:.1f}Q{middle:.1f} {low:.1f} {bx:.1f} {b.y:.1f}"/>'
    return f'<path class="same" d="M{ax:.1f} {a.y:.1f}L{bx:.1f} {b.y:.1f}"/>'


def _report(report: ReportLine, x: float, spot: _Spot, words: Mapping[str, str]) -> str:
    day = report.published.isoformat() if report.published else words["undated"]
    told = " · ".join(filter(None, (f"{report.number}", day, report.outlet, report.root_name)))
    if report.copy_of is not None:
        told += f" · {words['copy'].format(n=report.copy_of)}"
    kind = "report again" if report.copy_of is not None else "report"
    if report.card is not None:
        kind += f" f-{report.card.factuality}"
    inner = tag("title", _escaped=told) + f'<circle cx="{x:.1f}" cy="{spot.y:.1f}" r="{spot.radius:g}"/>'
    if report.copy_of is None:
        inner += tag(
            "text", str(report.number), x=f"{x:.1f}", y=f"{spot.y + 3.6:.1f}", text_anchor="middle", class_="n"
        )
    return tag("a", inner, href=f"#r{report.number}", class_=kind, aria_label=told)


def _axis(calendar: _Days, base: float, lang: Lang) -> str:
    if calendar.first is None or calendar.last is None:
        return ""
    span = (calendar.last - calendar.first).days
    count = min(_TICKS, span) if span else 0
    days = dict.fromkeys(calendar.first + timedelta(days=round(span * k / max(count, 1))) for k in range(count + 1))
    drawn, last = [f'<path class="axis" d="M0 {base:.1f}H{WIDTH:g}"/>'], -_NEAR
    for day in days:
        at = calendar.x(day)
        if at - last < _NEAR:
            continue
        last = at
        x = WIDTH - at if lang == "ar" else at
        before, behind = ("end", "start") if lang == "ar" else ("start", "end")
        anchor = before if x < 40 else behind if x > WIDTH - 40 else "middle"
        pattern = "d MMM yyyy" if span > 300 or day in (calendar.first,) else "d MMM"
        drawn.append(f'<path class="tick" d="M{x:.1f} {base:.1f}v6"/>')
        drawn.append(
            tag("text", _escaped=format_date(day, pattern, locale=lang), x=f"{x:.1f}", y=f"{base + 22:.1f}",
                class_="day", text_anchor=anchor, direction="rtl" if lang == "ar" else "ltr")
        )  # fmt: skip
    return "".join(drawn)
