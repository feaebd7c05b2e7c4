"""Event mentions grouped by happening: average linkage, in order of publication, within a window of days.

A mention joins the open group to which it is on average most similar, if that is similar enough;
groups whose mean similarity is high are then joined. A mean over all members keeps one chance
likeness from chaining two happenings together. Candidates are looked up by rare shared keys, so
that the cost grows with the number of mentions, not of pairs.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from importlib.resources import files
from math import log

from isnad.corpus.profiles import GROUPS, Profile

WINDOW = 3
"""Days after its last report for which a story stays open."""
JOIN = -1.8
"""Mean similarity (log odds) at which a mention joins a story."""
MERGE = -1.9
"""Mean similarity at which two stories become one."""
SLACK = 0.11
"""What each doubling (in e) of a story's mentions lowers the similarity asked for: a mean of many varies less."""
_CANDIDATES = 14
"""Stories that are compared exactly, the likeliest by shared keys."""
_POSTINGS = 60
"""Most recent stories that are looked up for one key."""
_EPOCH = date(1, 1, 1)


@cache
def weights() -> Mapping[str, float]:
    """The weight of each group of keys, fitted by ``training/story_weights.py``; ``one`` is the constant."""
    table: dict[str, float] = json.loads((files("isnad.corpus") / "data" / "story_weights.json").read_text("utf-8"))
    return {g: table[g] for g in GROUPS}


@dataclass(slots=True)
class Group:
    """Mentions of one happening."""

    number: int
    members: list[Profile] = field(default_factory=list)
    keys: dict[tuple[str, str], float] = field(default_factory=lambda: defaultdict(float))
    last: int = 0

    def add(self, profile: Profile, day: int) -> None:
        """Take *profile*, published on *day*, in."""
        self.members.append(profile)
        for group, keys in profile.keys.items():
            for key, weight in keys.items():
                self.keys[group, key] += weight
        self.last = max(self.last, day)


def cluster(mentions: Iterable[Profile]) -> Iterator[list[Profile]]:
    """Groups of mentions of one happening each, as soon as they are closed.

    *mentions* come in order of publication (those without a date first). Every mention is in
    exactly one group; the same mentions in the same order give the same groups.
    """
    clusters = _Clusters()
    for mention in mentions:
        yield from clusters.close(_day(mention))
        clusters.add(mention)
    yield from clusters.close(None)


def _day(profile: Profile) -> int:
    return ((profile.published or _EPOCH) - _EPOCH).days


class _Clusters:
    def __init__(self) -> None:
        self._groups: dict[int, Group] = {}
        self._index: dict[str, list[int]] = {}
        self._next = 0
        self._weights = dict(weights())
        self._today = -1

    def add(self, mention: Profile) -> None:
        """Put *mention* where it belongs."""
        weighted = self._weighted(mention)
        best, found = JOIN, None
        for number in self._candidates(mention):
            group = self._groups[number]
            mean = _product(weighted, group.keys) / len(group.members) + SLACK * log(len(group.members))
            if mean > best:
                best, found = mean, group
        if found is None:
            found = Group(self._next)
            self._groups[found.number] = found
            self._next += 1
        found.add(mention, _day(mention))
        for key in mention.index:
            numbers = self._index.setdefault(key, [])
            if found.number not in numbers[-_POSTINGS:]:
                numbers.append(found.number)

    def close(self, today: int | None) -> Iterator[list[Profile]]:
        """The groups that can get no more members on *today* (None: all); a new day joins what is one first."""
        if today == self._today:
            return
        self._join()
        self._today = self._today if today is None else today
        done = [n for n, g in self._groups.items() if today is None or today - g.last > WINDOW]
        for number in done:
            yield self._groups.pop(number).members
        if done:
            gone = set(done)
            self._index = {k: kept for k, ns in self._index.items() if (kept := [n for n in ns if n not in gone])}

    def _candidates(self, mention: Profile) -> list[int]:
        votes: dict[int, float] = defaultdict(float)
        for key in mention.index:
            numbers = self._index.get(key, ())
            for number in numbers[-_POSTINGS:]:
                if number in self._groups:
                    votes[number] += 1 / (1 + len(numbers)) ** 0.5
        return sorted(votes, key=lambda n: (-votes[n], n))[:_CANDIDATES]

    def _weighted(self, mention: Profile) -> dict[tuple[str, str], float]:
        return {(g, k): w * self._weights[g] for g, keys in mention.keys.items() for k, w in keys.items()}

    def _join(self) -> None:
        """Join the groups of the day that are one happening, the most similar first."""
        changed = {n for n, g in self._groups.items() if g.last >= self._today}
        pairs: list[tuple[float, int, int]] = []
        for number in sorted(changed):
            for other in self._neighbours(number):
                mean = self._mean(number, other)
                if mean > MERGE:
                    pairs.append((-mean, min(number, other), max(number, other)))
        while pairs:
            pairs.sort()
            _, a, b = pairs[0]
            self._merge(a, b)
            touched = {a, b}
            pairs = [p for p in pairs if not touched & {p[1], p[2]}]
            for other in self._neighbours(a):
                mean = self._mean(a, other)
                if mean > MERGE:
                    pairs.append((-mean, min(a, other), max(a, other)))

    def _neighbours(self, number: int) -> list[int]:
        votes: dict[int, float] = defaultdict(float)
        for member in self._groups[number].members[:3] + self._groups[number].members[-3:]:
            for key in member.index:
                for other in self._index.get(key, ())[-_POSTINGS:]:
                    if other != number and other in self._groups:
                        votes[other] += 1
        return sorted(votes, key=lambda n: (-votes[n], n))[:_CANDIDATES]

    def _mean(self, a: int, b: int) -> float:
        one, other = self._groups[a], self._groups[b]
        if len(one.keys) > len(other.keys):
            one, other = other, one
        total = sum(w * other.keys.get(k, 0.0) * self._weights[k[0]] for k, w in one.keys.items())
        size = len(one.members) * len(other.members)
        return total / size + SLACK * log(size)

    def _merge(self, a: int, b: int) -> None:
        """*b* becomes part of *a*."""
        gone = self._groups.pop(b)
        group = self._groups[a]
        for member in gone.members:
            group.add(member, gone.last)
            for key in member.index:
                numbers = self._index.setdefault(key, [])
                if a not in numbers[-_POSTINGS:]:
                    numbers.append(a)


def _product(weighted: Mapping[tuple[str, str], float], keys: Mapping[tuple[str, str], float]) -> float:
    return sum(w * keys[k] for k, w in weighted.items() if k in keys)
