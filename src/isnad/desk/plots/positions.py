"""Positions along time: a lane for each holder or each matter; what goes against an earlier position is tied to it."""

from __future__ import annotations

from datetime import timedelta

from isnad.desk.plots.frame import WIDTH, Marks, TimeAxis, cut, day_label, isolated, svg, text
from isnad.desk.queries.positions import Lane, Positions, Stand
from isnad.desk.wording import Say
from isnad.messages import Lang

_STEP = 19.0
_HEAD = 30.0
_LEVELS = 6
_R = 7.0
_NAME = 90


def draw(found: Positions, marks: Marks, lang: Lang, say: Say) -> str:
    """The drawing; empty without a dated position."""
    first, last = found.first, found.last
    if first is None or last is None:
        return ""
    reach = timedelta(days=max(1, (last - first).days // 40))
    axis = TimeAxis(first - reach, last + reach, lang, 18, 18)
    top, drawn = 4.0, []
    for lane in found.lanes:
        made, top = _lane(lane, axis, top, marks, lang, say)
        drawn.append(made)
    return svg(axis.draw(top + 8, 0) + "".join(drawn), top + 36, "stands", say("positions"))


def _lane(lane: Lane, axis: TimeAxis, top: float, marks: Marks, lang: Lang, say: Say) -> tuple[str, float]:
    side, anchor = (WIDTH - 2, "end") if lang == "ar" else (2, "start")
    name = cut(lane.name or say("other_topics"), _NAME)
    drawn = f'<path class="lane" d="M0 {top:.1f}H{WIDTH:g}"/>'
    drawn += text(f"{isolated(name)} · {len(lane.stands)}", side, top + 16, "name", anchor)
    at: dict[str, tuple[float, float]] = {}
    used: list[list[float]] = [[] for _ in range(_LEVELS)]
    for stand in lane.stands:
        if stand.day is None or not axis.first <= stand.day <= axis.last:
            continue
        x = axis.middle(stand.day)
        level = next((k for k, row in enumerate(used) if all(abs(x - u) >= 2 * _R + 3 for u in row)), None)
        while level is None:  # no room: beside the others
            x += -(2 * _R + 3) if lang == "ar" else 2 * _R + 3
            if not _R < x < WIDTH - _R:
                x, level = axis.middle(stand.day), _LEVELS - 1
                break
            level = next((k for k, row in enumerate(used) if all(abs(x - u) >= 2 * _R + 3 for u in row)), None)
        used[level].append(x)
        at[stand.mark] = (x, top + _HEAD + _R + level * _STEP)
    turns = "".join(_turn(at[s.turn_of], at[s.mark]) for s in lane.stands if s.turn_of in at and s.mark in at)
    points = "".join(_stand(s, *at[s.mark], marks, lang, say) for s in lane.stands if s.mark in at)
    levels = max((k + 1 for k, row in enumerate(used) if row), default=1)
    return drawn + turns + points, top + _HEAD + levels * _STEP + 8


def _turn(a: tuple[float, float], b: tuple[float, float]) -> str:
    x = (a[0] + b[0]) / 2
    y = max(a[1], b[1]) + 14
    return f'<path class="turn" d="M{a[0]:.1f} {a[1]:.1f}Q{x:.1f} {y:.1f} {b[0]:.1f} {b[1]:.1f}"/>'


def shape(stance: str, x: float, y: float) -> str:
    """A shape of its own for each stance, so that colour is not needed to tell them apart."""
    r = _R
    if stance == "oppose":
        d = f"M{x - r:.1f} {y - r:.1f}L{x + r:.1f} {y + r:.1f}M{x + r:.1f} {y - r:.1f}L{x - r:.1f} {y + r:.1f}"
        return f'<circle class="ground" cx="{x:.1f}" cy="{y:.1f}" r="{r + 1:g}"/><path class="shape" d="{d}"/>'
    if stance == "change":
        q = r + 1
        return f'<path class="shape" d="M{x:.1f} {y - q:.1f}l{q:g} {q:g}l{-q:g} {q:g}l{-q:g} {-q:g}z"/>'
    if stance == "conditional":
        q = r - 1
        return f'<rect class="shape" x="{x - q:.1f}" y="{y - q:.1f}" width="{2 * q:g}" height="{2 * q:g}"/>'
    if stance == "hope":
        return f'<path class="shape" d="M{x - r:.1f} {y + r - 1:.1f}h{2 * r:g}l{-r:g} {-2 * r + 1:g}z"/>'
    return f'<circle class="shape" cx="{x:.1f}" cy="{y:.1f}" r="{r:g}"/>'


def _stand(stand: Stand, x: float, y: float, marks: Marks, lang: Lang, say: Say) -> str:
    inner = shape(stand.stance, x, y)
    if stand.turn_of is not None or stand.changed:
        inner += f'<circle class="ring" cx="{x:.1f}" cy="{y:.1f}" r="{_R + 4:g}"/>'
    told = say(
        "stand_told", name=isolated(stand.holder_name), stance=stand.stance_label, topic=isolated(stand.topic),
        day=day_label(stand.day, lang), source=isolated(stand.source),
    )  # fmt: skip
    if stand.was is not None:
        told += f" · {say('turned', was=stand.was)}"
    kind = f"stand {stand.stance}" + ("" if stand.factuality == "actual" else " unsure")
    return marks(stand.mark, told, inner, kind)
