"""Where the reports of one story cannot all be right: numbers, actors, denial."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from isnad.corpus.records import Contradiction, Mention, Side
from isnad.records import Event, Factuality, Figure

_SINGULAR_ACTORS = frozenset(["ASSAULT"])
"""Types of which a report that names another actor contradicts: one attack has one attacker."""
_NO_ACTORS = frozenset(["person", "official", "population", "media", "agency"])
"""Kinds that do not stand for a side of a conflict; a person may act for any of them."""
_OF_STATES = frozenset(["state", "government", "armed_forces"])
"""Kinds that act for their country: a state and its army are one side."""


@dataclass(frozen=True, slots=True)
class Told:
    """What one report says of the story, and which root it rests on."""

    mention: Mention
    root: int
    event: Event
    figures: tuple[Figure, ...]


def contradictions(told: Sequence[Told]) -> tuple[Contradiction, ...]:
    """The contradictions among *told*: figures by measure, then actors, then factuality.

    Two reports contradict each other only if they rest on different roots.
    """
    found = [*_figures(told), *_actors(told), *_factuality(told)]
    return tuple(c for c in found if c is not None)


def _figures(told: Sequence[Told]) -> list[Contradiction | None]:
    measures: dict[str, dict[tuple[float, float], list[Told]]] = defaultdict(lambda: defaultdict(list))
    for report in told:
        best: dict[str, Figure] = {}
        for figure in report.figures:
            if figure.share_of is None and figure.measure not in ("other", "percent"):
                largest = best.get(figure.measure)
                if largest is None or figure.best > largest.best:
                    best[figure.measure] = figure
        for measure, figure in best.items():
            measures[measure][figure.low, figure.high].append(report)
    return [_contradiction(f"figure:{m}", _apart(values), measure=m) for m, values in sorted(measures.items())]


def _apart(values: dict[tuple[float, float], list[Told]]) -> dict[str, list[Told]]:
    """Values that exclude each other; a vague one (``dozens``) is left out where it agrees with another."""
    spans = sorted(values)
    kept = [
        s
        for s in spans
        if not any(o != s and s[0] <= o[0] and o[1] <= s[1] for o in spans)  # no other value within it
    ]
    return {_range(*s): values[s] for s in kept}


def _range(low: float, high: float) -> str:
    return f"{low:g}" if low == high else f"{low:g}–{high:g}"


def _actors(told: Sequence[Told]) -> list[Contradiction | None]:
    types = Counter(t.event.type for t in told)
    if not types or max(sorted(types), key=lambda t: types[t]) not in _SINGULAR_ACTORS:
        return [None]
    values: dict[str, list[Told]] = defaultdict(list)
    names: dict[str, str] = {}
    for report in told:
        sides: dict[str, str] = {}
        for p in report.event.actors:
            if p.actor is not None and p.actor.id is not None and p.actor.kind not in _NO_ACTORS:
                country = p.actor.country if p.actor.kind in _OF_STATES else None
                sides[country or p.actor.id] = p.actor.name_ar or p.actor.id
        if len(sides) == 1:
            ((side, name),) = sides.items()
            values[side].append(report)
            names.setdefault(side, name)
    return [_contradiction("actor", {names[v]: reports for v, reports in values.items()})]


def _factuality(told: Sequence[Told]) -> list[Contradiction | None]:
    values: dict[str, list[Told]] = defaultdict(list)
    for report in told:
        if report.event.factuality in (Factuality.ACTUAL, Factuality.DENIED):
            values[report.event.factuality.value].append(report)
    return [_contradiction("factuality", dict(values))]


def _contradiction(field: str, values: dict[str, list[Told]], measure: str = "") -> Contradiction | None:
    """The sides, the one with most roots first; None unless two sides rest on different roots."""
    if len(values) < 2:
        return None
    roots = {v: {t.root for t in reports} for v, reports in values.items()}
    if len(set().union(*roots.values())) < 2:
        return None
    order = sorted(values, key=lambda v: (-len(roots[v]), -len(values[v]), v))
    sides = [
        Side(f"{v} {measure}".strip(), tuple(sorted({t.mention for t in values[v]}))) for v in order
    ]
    return Contradiction(field, tuple(sides))
