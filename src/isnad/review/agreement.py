"""How far two coders agree on one article: Cohen's kappa, F1, and where they differ."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from isnad.records import Event, Figure, Relation, Span, Statement, participants, to_json, type_of

_SYMMETRIC = frozenset({"CONSULT", "AGREE", "COOPERATE"})
"""Event types in which actor and recipient are one role, as in the guidelines' score."""


def kappa(pairs: Sequence[tuple[Hashable, Hashable]]) -> float | None:
    """Cohen's kappa of two coders' values, a pair an item: how much more they agree than chance would let them.

    None where it is not defined: no items, or both gave every item the same one value.
    J. Cohen (1960), A coefficient of agreement for nominal scales, doi:10.1177/001316446002000104.
    """
    n = len(pairs)
    if not n:
        return None
    observed = sum(a == b for a, b in pairs) / n
    first, second = Counter(a for a, _ in pairs), Counter(b for _, b in pairs)
    expected = sum(first[v] * second[v] for v in first) / n**2
    return None if expected == 1 else (observed - expected) / (1 - expected)


@dataclass(frozen=True, slots=True)
class F1:
    """Agreement on what there is: *both* found by both, *a* and *b* how many each found."""

    both: int
    a: int
    b: int

    @property
    def value(self) -> float | None:
        """Twice what both found over what either found; None where neither found anything."""
        return 2 * self.both / (self.a + self.b) if self.a + self.b else None

    def __add__(self, other: F1) -> F1:
        return F1(self.both + other.both, self.a + other.a, self.b + other.b)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """What two coders made of one place of the article; None: one of them has nothing there."""

    a: Statement | None
    b: Statement | None
    fields: tuple[str, ...] = ()
    """Fields in which they differ: JSON names; ``quote`` besides. Empty where one has nothing, or both the same."""

    @property
    def agreed(self) -> bool:
        """Whether both say the same."""
        return self.a is not None and self.b is not None and not self.fields

    @property
    def key(self) -> str:
        """Names the pair within its article."""
        return f"{self.a.id if self.a else ''}~{self.b.id if self.b else ''}"

    @property
    def first(self) -> Statement:
        """The first coder's statement, or else the second's."""
        found = self.a or self.b
        assert found is not None, "a pair has one statement at least"
        return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """Two codings of one article, compared. Add up with :func:`total`."""

    pairs: tuple[Pair, ...]

    @property
    def matched(self) -> list[tuple[Event, Event]]:
        """Events with overlapping triggers, whatever their types."""
        return [(p.a, p.b) for p in self.pairs if isinstance(p.a, Event) and isinstance(p.b, Event)]

    @property
    def types(self) -> list[tuple[Hashable, Hashable]]:
        """The types that the two gave matched events."""
        return [(a.type, b.type) for a, b in self.matched]

    @property
    def factuality(self) -> list[tuple[Hashable, Hashable]]:
        """The factualities that the two gave matched events."""
        return [(a.factuality, b.factuality) for a, b in self.matched]

    @property
    def triggers(self) -> F1:
        """F1 of events by trigger alone."""
        return self._f1("event", lambda _: True)

    @property
    def events(self) -> F1:
        """F1 of events by trigger and type, as ``score.py`` of the guidelines counts them."""
        return self._f1("event", lambda p: type_of(p.a) == type_of(p.b))

    @property
    def relations(self) -> F1:
        """F1 of relations: same type, subject and object."""
        return self._f1("relation", lambda p: not {"type", "subject", "object"} & set(p.fields))

    @property
    def figures(self) -> F1:
        """F1 of figures: same measure, low and high."""
        return self._f1("figure", lambda p: not {"measure", "low", "high"} & set(p.fields))

    def _f1(self, kind: str, same: Any) -> F1:
        own = [p for p in self.pairs if p.first.kind == kind]
        both = sum(1 for p in own if p.a is not None and p.b is not None and same(p))
        return F1(both, sum(p.a is not None for p in own), sum(p.b is not None for p in own))


def compare(a: Iterable[Statement], b: Iterable[Statement], text: str) -> Agreement:
    """The statements of two coders of one article with this *text*, set against each other.

    Statements of one kind whose triggers overlap are paired, those most alike first; each once.
    """
    left, right = list(a), list(b)
    options = sorted(
        (
            (_likeness(x, y), -i, -j)
            for i, x in enumerate(left)
            for j, y in enumerate(right)
            if x.kind == y.kind and _shared(x.trigger, y.trigger)
        ),
        reverse=True,
    )
    partner: dict[int, int] = {}
    taken: set[int] = set()
    for _, i, j in options:
        if -i not in partner and -j not in taken:
            partner[-i] = -j
            taken.add(-j)
    pairs = []
    for i, x in enumerate(left):
        y = right[partner[i]] if i in partner else None
        pairs.append(Pair(a=x, b=y, fields=_differences(x, y, text) if y is not None else ()))
    pairs += [Pair(a=None, b=y) for j, y in enumerate(right) if j not in taken]
    pairs.sort(key=lambda p: (p.first.trigger, p.first.kind, p.key))
    return Agreement(pairs=tuple(pairs))


def total(agreements: Iterable[Agreement]) -> Agreement:
    """Several articles' agreement as one."""
    return Agreement(pairs=tuple(p for one in agreements for p in one.pairs))


def _likeness(x: Statement, y: Statement) -> tuple[int, ...]:
    same_people = sum(_same(p.span, q.span) for (_, p), (_, q) in zip(participants(x), participants(y), strict=False))
    alike = int(type_of(x) == type_of(y))
    people = same_people if isinstance(x, Relation) else 0
    return (people, alike, _shared(x.trigger, y.trigger), -abs(x.trigger.start - y.trigger.start), int(x.id == y.id))


def _shared(a: Span, b: Span) -> int:
    return max(0, min(a.end, b.end) - max(a.start, b.start))


def _same(a: Span, b: Span) -> bool:
    """Whether two spans name the same: half of their union shared, or both begin at one place."""
    shared = _shared(a, b)
    return bool(shared) and (a.start == b.start or 2 * shared >= max(a.end, b.end) - min(a.start, b.start))


def _differences(x: Statement, y: Statement, text: str) -> tuple[str, ...]:
    """Fields in which *x* and *y* differ; spans that name the same are the same, whatever their last word."""
    found = []
    one, other = to_json(x), to_json(y)
    symmetric = isinstance(x, Event) and isinstance(y, Event) and {x.type, y.type} <= _SYMMETRIC
    for name in one:
        if name in ("id", "kind", "confidence", "why", "figures", "share_of", "evidence", "contexts"):
            continue
        if symmetric and name in ("actors", "recipients"):
            sides = [[*v["actors"], *v["recipients"]] for v in (one, other)]
            if name == "actors" and not _alike(sides[0], sides[1]):
                found.append(name)
        elif name == "trigger":
            continue  # they overlap
        elif isinstance(x, Figure) and name == "best":
            continue  # follows from low and high
        elif not _alike(one[name], other[name]):
            found.append(name)
    if x.quote != y.quote and "sources" not in found:
        found.append("quote")
    return tuple(found)


def _alike(a: Any, b: Any) -> bool:
    if isinstance(a, list) and isinstance(b, list):
        if len(a) != len(b):
            return False
        free = list(b)
        for v in a:
            hit = next((w for w in free if _alike(v, w)), None)
            if hit is None:
                return False
            free.remove(hit)
        return True
    if isinstance(a, dict) and isinstance(b, dict):
        if not _same(_span(a), _span(b)):
            return False
        if any(a.get(k) != b.get(k) for k in _TELLING):
            return False
        ids = [v["actor"]["id"] if v.get("actor") else None for v in (a, b)]
        return ids[0] == ids[1] or None in ids
    return bool(a == b)


_TELLING = ("kind", "direct", "id", "precision", "in_exchange")
"""Of a source, a place, a time, a term: what says more than its words do."""


def _span(value: dict[str, Any]) -> Span:
    found = value.get("span") or value.get("does") or value
    return Span(int(found["start"]), int(found["end"]))
