"""Writers: one module a format, and what they share."""

from __future__ import annotations

from dataclasses import replace

from isnad.records import Coding, Event, Figure, Statement


def confident(coding: Coding, minimum: float) -> Coding:
    """*coding* with only the statements whose confidence is at least *minimum* (0 to 1).

    References to figures that fall away are dropped with them.
    """
    if minimum <= 0:
        return coding
    kept = [s for s in coding.statements if s.confidence >= minimum]
    ids = {s.id for s in kept}
    return replace(coding, statements=tuple(_without_lost(s, ids) for s in kept))


def _without_lost(s: Statement, ids: set[str]) -> Statement:
    if isinstance(s, Event):
        return replace(s, figures=tuple(f for f in s.figures if f in ids))
    if isinstance(s, Figure) and s.share_of is not None and s.share_of not in ids:
        return replace(s, share_of=None)
    return s
