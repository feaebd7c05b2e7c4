"""Which words may start an argument or a source of a trigger."""

from __future__ import annotations

from bisect import bisect_left, bisect_right

from isnad.coding.prepare import Prepared

BACK = 80
"""How many words before its sentence an argument may stand."""
SOURCE_BACK = 400
"""How many words back a source may stand."""


def argument_candidates(p: Prepared, i: int) -> list[int]:
    """Words that may start an argument of the trigger at word *i*.

    Every noun phrase of its sentence; before it, only what names an actor or place.
    """
    x = p.slots
    s = p.doc.sentence_of(i)
    low = bisect_left(x.starts, max(0, s.first - BACK))
    out: list[int] = []
    for j in x.starts[low : bisect_left(x.starts, s.last)]:
        if j == i:
            continue
        if j >= s.first or x.kind[j][0] in "ASP" or j == x.pronoun.get(i) or j == x.subject.get(i):
            out.append(j)
    return out


def source_candidates(p: Prepared, i: int) -> list[int]:
    """Words that may start the source of the trigger at word *i*: known sources, and actors of its sentence."""
    x = p.slots
    s = p.doc.sentence_of(i)
    chain = {v.first for v in p.attribution.chain(i)}
    first, last = bisect_left(x.speakers, i - SOURCE_BACK), bisect_left(x.speakers, s.last)
    found = set(x.speakers[first:last]) | chain
    low, high = bisect_left(x.starts, s.first), bisect_right(x.starts, s.last - 1)
    found |= {j for j in x.starts[low:high] if x.kind[j][:1] in "AS" and j != i}
    if i in x.subject:
        found.add(x.subject[i])
    return sorted(found)
