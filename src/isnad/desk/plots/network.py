"""The network of actors: names that do not cover each other, ties typed, dated, and told by their colour."""

from __future__ import annotations

from functools import lru_cache
from math import sqrt

from isnad.desk.plots.frame import WIDTH, Marks, cut, isolated, span_label, svg, text
from isnad.desk.queries.ties import Tie, Ties
from isnad.desk.wording import Say
from isnad.dossier.graph import layout
from isnad.dossier.labels import Placer
from isnad.export.people import STATE_KINDS
from isnad.messages import Lang

_SIZE, _SMALL = 17, 14
_NAME = 30
Point = tuple[float, float]
_LABELLED = 26
"""Ties whose type and years are written on them where there is room."""


def draw(found: Ties, marks: Marks, lang: Lang, say: Say) -> str:
    """The drawing; empty when nobody is tied to anybody."""
    if not found.nodes:
        return ""
    order = {n.key: k for k, n in enumerate(found.nodes)}
    pairs = [(order[t.source], order[t.target]) for t in found.ties]
    spots = _layout(tuple(pairs), tuple(sqrt(t.statements) for t in found.ties), len(found.nodes))
    height = min(300.0 + 20 * len(found.nodes), 820.0)
    at = [(120 + x * (WIDTH - 240), 48 + y * (height - 96)) for x, y in spots]
    names = {n.key: cut(n.name, _NAME) for n in found.nodes}
    placer = Placer(WIDTH, height)
    sizes = [min(5 + 1.1 * sqrt(n.statements), 17.0) for n in found.nodes]
    for (x, y), size in zip(at, sizes, strict=True):
        placer.block(x, y, size)
    for a, b in pairs:
        placer.line(*at[a], *at[b])
    labels = [_label(placer, at[k], sizes[k], names[n.key]) for k, n in enumerate(found.nodes)]
    placer.lines.clear()
    lines = []
    for n, (tie, (a, b)) in enumerate(zip(found.ties, pairs, strict=True)):
        lines.append(_tie(tie, at[a], at[b], placer if n < _LABELLED else None, names, marks, lang, say))
    drawn = "".join(sorted(lines, key=lambda drawn: 'class="how"' in drawn))  # lines strike no words out
    for k, node in enumerate(found.nodes):
        (x, y), size = at[k], sizes[k]
        group = "state" if node.kind in STATE_KINDS else "armed" if node.kind == "armed_group" else "else"
        lx, ly, anchor = labels[k]
        inner = f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{size:.1f}"/>' + text(names[node.key], lx, ly, "who", anchor)
        told = say("node_told", name=isolated(node.name), ties=node.ties, n=f"{node.statements:,}")
        drawn += marks(node.mark, told, inner, f"node {group}")
    return svg(drawn, height, "net", say("network"))


@lru_cache(maxsize=64)
def _layout(pairs: tuple[tuple[int, int], ...], weights: tuple[float, ...], n: int) -> list[tuple[float, float]]:
    return layout(list(pairs), list(weights), n)


def _label(placer: Placer, at: Point, size: float, name: str) -> tuple[float, float, str]:
    """Where a name may stand: beside its dot, or a little farther off."""
    for off in (4.0, 12.0, 22.0, 34.0):
        found = placer.label(*at, size + off, name, _SIZE)
        if found is not None:
            return found
    return at[0], at[1] - size - 4, "middle"


def tie_label(tie: Tie, lang: Lang) -> str:
    """Its most frequent type, and from when to when."""
    return " · ".join(filter(None, (tie.types[0].label, span_label(tie.first, tie.last, lang))))


def _tie(
    tie: Tie, a: Point, b: Point, placer: Placer | None, names: dict[str, str], marks: Marks, lang: Lang, say: Say
) -> str:
    kind = f"tie {tie.sort}" + (" denied" if tie.denied else "")
    line = f'x1="{a[0]:.1f}" y1="{a[1]:.1f}" x2="{b[0]:.1f}" y2="{b[1]:.1f}"'
    thick = min(1 + sqrt(tie.statements) * 0.6, 7)
    inner = f'<line class="hit" {line}/><line class="line" {line} stroke-width="{thick:.1f}"/>'
    words = tie_label(tie, lang)
    x, y = (a[0] + b[0]) / 2, (a[1] + b[1]) / 2
    if placer is not None and placer.take_centred(x, y, words, _SMALL):
        inner += text(words, x, y + 4, "how")
    types = say("comma").join(f"{t.label} {t.statements:,}" for t in tie.types[:5])
    who = f"{isolated(names[tie.source])} – {isolated(names[tie.target])}"
    return marks(tie.mark, f"{who}: {types} ({span_label(tie.first, tie.last, lang)})", inner, kind)
