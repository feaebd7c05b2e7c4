"""The network of actors as a drawing: a force layout that comes out the same every time."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from math import sqrt

import numpy as np

from isnad.dossier.labels import Placer
from isnad.dossier.worldmap import hue
from isnad.export.network import Network, denied_only
from isnad.messages import Lang
from isnad.output.markup import tag

WIDTH = 920.0
MOST = 22
"""Actors that are drawn: those with most ties."""
_ROUNDS = 400


@dataclass(slots=True)
class Tie:
    """All that ties two actors."""

    count: int = 0
    types: list[str] = field(default_factory=list)
    lasting: bool = True
    """Only relations: membership, alliance ..."""
    denied: bool = True


def layout(pairs: list[tuple[int, int]], weights: list[float], n: int) -> list[tuple[float, float]]:
    """Places of *n* nodes in the unit square, tied ones near each other (Fruchterman and Reingold's rule).

    Nodes start on a sunflower in their order, so that no chance is needed and the result is always the same.
    """
    if n == 0:
        return []
    k = np.arange(n)
    radius, angle = np.sqrt((k + 0.5) / n) * 0.45, k * 2.399963
    at = np.stack([0.5 + radius * np.cos(angle), 0.5 + radius * np.sin(angle)], axis=1)
    ideal = 0.85 / sqrt(n)
    ends, strength = np.array(pairs, dtype=int).reshape(-1, 2), np.minimum(np.array(weights), 3.0) * 0.5
    for turn in range(_ROUNDS):
        delta = at[:, None, :] - at[None, :, :]
        distance = np.maximum(np.sqrt((delta**2).sum(-1)), 1e-4)
        push = (delta / distance[..., None] ** 2 * ideal**2).sum(1)
        move = push + (0.5 - at) * 0.3
        if pairs:
            d = at[ends[:, 0]] - at[ends[:, 1]]
            pull = d * (np.sqrt((d**2).sum(-1)) / ideal * strength)[:, None]
            np.add.at(move, ends.ravel(), np.stack([-pull, pull], axis=1).reshape(-1, 2))
        length = np.maximum(np.sqrt((move**2).sum(-1, keepdims=True)), 1e-9)
        heat = 0.08 * (1 - turn / _ROUNDS) + 0.001
        at = at + move / length * np.minimum(length, heat)
    if n == 1:
        return [(0.5, 0.5)]
    low, high = at.min(0), at.max(0)
    even = at.argsort(0, kind="stable").argsort(0, kind="stable") / (n - 1)
    at = 0.45 * (at - low) / np.maximum(high - low, 1e-9) + 0.55 * even  # part by rank: no crowds, no voids
    return [(round(float(x), 4), round(float(y), 4)) for x, y in at]


def ties(network: Network) -> tuple[list[str], dict[tuple[str, str], Tie]]:
    """Actors to draw and what ties each pair of them, whoever acts on whom."""
    found: dict[tuple[str, str], Tie] = {}
    degree: Counter[str] = Counter()
    for edge in network.edges.values():
        pair = (min(edge.source, edge.target), max(edge.source, edge.target))
        tie = found.setdefault(pair, Tie())
        tie.count += len(edge.mentions)
        tie.lasting &= edge.kind == "relation"
        tie.denied &= denied_only(edge)
        tie.types += [edge.type] * len(edge.mentions) if edge.kind == "event" else []
        degree[edge.source] += len(edge.mentions)
        degree[edge.target] += len(edge.mentions)
    chosen = sorted(degree, key=lambda k: (-degree[k], k))[:MOST]
    kept = {p: t for p, t in found.items() if p[0] in chosen and p[1] in chosen}
    tied = {k for p in kept for k in p}
    return [k for k in chosen if k in tied], kept


def draw(network: Network, lang: Lang, title: str) -> str:
    """The network as inline SVG; empty when nobody is tied to anybody."""
    nodes, found = ties(network)
    if not nodes:
        return ""
    order = {k: n for n, k in enumerate(nodes)}
    pairs = sorted(found, key=lambda p: (order[p[0]], order[p[1]]))
    spots = layout([(order[a], order[b]) for a, b in pairs], [sqrt(found[p].count) for p in pairs], len(nodes))
    height = min(240.0 + 20 * len(nodes), 640.0)
    at = {k: (110 + x * (WIDTH - 220), 46 + y * (height - 92)) for k, (x, y) in zip(nodes, spots, strict=True)}
    lines = ""
    for pair in pairs:
        tie = found[pair]
        (x0, y0), (x1, y1) = at[pair[0]], at[pair[1]]
        kind = "lasting" if tie.lasting or not tie.types else hue(tie.types)
        kind += " denied" if tie.denied else ""
        thick = f"{min(1.2 + sqrt(tie.count), 7):.1f}"
        names = " – ".join(_name(network, k, lang) for k in pair)
        told = tag("title", _escaped=f"{names}: {tie.count}")
        ends = {"x1": f"{x0:.1f}", "y1": f"{y0:.1f}", "x2": f"{x1:.1f}", "y2": f"{y1:.1f}"}
        lines += tag("line", told, **ends, class_=f"tie {kind}", stroke_width=thick)
    placer = Placer(WIDTH, height)
    dots = texts = ""
    sizes = {k: min(5 + 1.6 * sqrt(network.nodes[k].statements), 18) for k in nodes}
    for pair in pairs:
        placer.line(*at[pair[0]], *at[pair[1]])
    for key in nodes:
        placer.block(*at[key], sizes[key])
    for key in nodes:
        x, y = at[key]
        who = network.nodes[key].party
        kind = "state" if who.kind in ("state", "government", "armed_forces") else "armed" if who.armed else "other"
        dots += tag("circle", cx=f"{x:.1f}", cy=f"{y:.1f}", r=f"{sizes[key]:.1f}", class_=f"node {kind}")
        name = _name(network, key, lang)
        short = name if len(name) <= 34 else name[:33].rsplit(" ", 1)[0] + " …"
        found_at = placer.label(x, y, sizes[key] + 4, short, 14)
        lx, ly, anchor = found_at or (x, y - sizes[key] - 4, "middle")
        texts += tag("text", _escaped=short, x=f"{lx:.1f}", y=f"{ly:.1f}", class_="who", text_anchor=anchor)
    return tag(
        "svg",
        tag("title", _escaped=title) + lines + dots + texts,
        viewBox=f"0 0 {WIDTH:g} {height:g}",
        class_="net",
        role="img",
        direction="ltr",
    )


def _name(network: Network, key: str, lang: Lang) -> str:
    who = network.nodes[key].party
    return who.name_ar if lang == "ar" else who.name
