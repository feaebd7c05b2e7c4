"""The time line: bars of statements, and below them the stories that most independent roots report."""

from __future__ import annotations

from math import sqrt

from isnad.desk.plots.frame import WIDTH, Marks, TimeAxis, cut, day_label, isolated, svg, text
from isnad.desk.queries.timeline import Bar, StoryMark, Timeline
from isnad.desk.wording import Say
from isnad.dossier.labels import Placer
from isnad.messages import Lang

_TOP, _BASE = 26.0, 200.0
_LANE_HEIGHT, _MOST_LANES = 33.0, 9
_SIZE = 15


def draw(found: Timeline, marks: Marks, lang: Lang, say: Say) -> str:
    """The drawing; empty without a dated statement."""
    if not found.bars:
        return ""
    axis = TimeAxis(found.bars[0].start, found.bars[-1].end, lang)
    most = max(b.total for b in found.bars) or 1
    drawn = _grid(most, lang)
    for bar in found.bars:
        if bar.total:
            drawn += _bar(bar, axis, most, marks, lang, say)
    drawn += axis.draw(_BASE)
    placed, low = _stories(found.stories, axis, marks, lang, say)
    return svg(drawn + placed, low, "bars", say("timeline"))


def _bar(bar: Bar, axis: TimeAxis, most: int, marks: Marks, lang: Lang, say: Say) -> str:
    full = (WIDTH - axis.left - axis.right) / ((axis.last - axis.first).days + 1) * ((bar.end - bar.start).days + 1)
    x0 = axis.x(bar.start) - full if lang == "ar" else axis.x(bar.start)
    wide = max(min(full * 0.8, 44.0), 1.5)
    x = x0 + (full - wide) / 2
    inner = f'<rect class="reach" x="{x0:.1f}" y="{_TOP:g}" width="{full:.1f}" height="{_BASE - _TOP:g}"/>'
    y = _BASE
    for count, kind in ((bar.conflict, "conflict"), (bar.cooperation, "cooperation"), (bar.other, "other")):
        if count:
            tall = max(count / most * (_BASE - _TOP), 1.0)
            y -= tall
            inner += f'<rect class="{kind}" x="{x:.1f}" y="{y:.1f}" width="{wide:.1f}" height="{tall:.1f}"/>'
    days = day_label(bar.start, lang)
    if bar.end != bar.start:
        days = say("from_to", first=days, last=day_label(bar.end, lang))
    parts = [(bar.conflict, "conflict"), (bar.cooperation, "cooperation"), (bar.other, "other")]
    told = say("comma").join(f"{say(k)} {n:,}" for n, k in parts if n)
    return marks(bar.mark, f"{days}: {told}", inner, "bar")


def _grid(most: int, lang: Lang) -> str:
    drawn = ""
    for value in sorted({most, max(1, round(most / 2))}):
        y = _BASE - value / most * (_BASE - _TOP)
        x, anchor = (WIDTH, "end") if lang == "ar" else (0.0, "start")
        drawn += f'<path class="grid" d="M0 {y:.1f}H{WIDTH:g}"/>' + text(f"{value:,}", x, y - 4, "axis", anchor)
    return drawn


def _stories(found: list[StoryMark], axis: TimeAxis, marks: Marks, lang: Lang, say: Say) -> tuple[str, float]:
    """The stories, each in the first lane with room, those with most roots first; and where the drawing ends."""
    top = _BASE + 52
    placer = Placer(WIDTH, top + _MOST_LANES * _LANE_HEIGHT)
    drawn, low = [], top
    for story in sorted(found, key=lambda s: (-s.roots, -s.reports, s.id)):
        if story.day is None or not axis.first <= story.day <= axis.last:
            continue
        size = min(5 + 1.9 * sqrt(story.roots), 15.0)
        x = min(max(axis.middle(story.day), size + 1), WIDTH - size - 1)
        words = " · ".join(filter(None, (story.type_label, story.place)))
        for lane in range(_MOST_LANES):
            y = top + lane * _LANE_HEIGHT + _LANE_HEIGHT / 2
            box = (x - size - 1, y - size - 1, x + size + 1, y + size + 1)
            if any(box[0] < b[2] and b[0] < box[2] and box[1] < b[3] and b[1] < box[3] for b in placer.taken):
                continue
            held = len(placer.taken)
            placer.block(x, y, size + 1)
            spot = placer.label(x, y, size + 4, words, _SIZE)
            if spot is not None and abs(spot[1] - y) > size:  # a label above or below takes the next lane's room
                del placer.taken[held + 1 :]
                spot = None
            if spot is None and lane + 1 < _MOST_LANES and story.roots > 1:
                del placer.taken[held:]
                continue
            inner = f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{size:.1f}"/>' + text(f"{story.roots}", x, y + 4.2, "n")
            if story.contradictions:
                inner += f'<circle class="ring" cx="{x:.1f}" cy="{y:.1f}" r="{size + 2.5:.1f}"/>'
            if spot is not None:
                inner += text(words, spot[0], spot[1], "label", spot[2])
            told = say(
                "story_told", title=isolated(cut(story.title, 120)), day=day_label(story.day, lang),
                reports=story.reports, roots=story.roots,
            ) + (f" · {say('disputed')}" if story.contradictions else "")  # fmt: skip
            kind = "story conflict" if story.conflict else "story cooperation"
            drawn.append((story.day, story.id, marks(story.mark, told, inner, kind)))
            low = max(low, top + (lane + 1) * _LANE_HEIGHT)
            break
    side, anchor = (WIDTH - 2, "end") if lang == "ar" else (2, "start")
    head = text(say("stories_below"), side, top - 2, "head", anchor)
    return (head if drawn else "") + "".join(d for *_, d in sorted(drawn)), low + 6
