"""Positions: what somebody is for or against, over time, and where that turned."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from isnad.export.people import Party, party
from isnad.records import Article, Coding, Stance, Statement
from isnad.text.normal import bare

Key = tuple[str, str]
"""(doc, statement id)."""
_OPPOSITES = frozenset(
    [("support", "oppose"), ("oppose", "support"), ("oppose", "conditional"), ("conditional", "oppose")]
)


@dataclass(frozen=True, slots=True)
class Said:
    """One statement in its article."""

    coding: Coding
    statement: Statement

    @property
    def article(self) -> Article:
        """Where it stands."""
        return self.coding.article

    @property
    def key(self) -> Key:
        """What names it."""
        return self.coding.article.doc, self.statement.id


@dataclass(frozen=True, slots=True)
class Position:
    """What somebody was for or against, once."""

    said: Said
    stance: Stance
    holder: Party
    day: date | None
    """Day that the statement speaks of, else that of publication."""


def positions(statements: Iterable[Said], aliases: Mapping[str, str]) -> dict[str, list[Position]]:
    """The stances among *statements* by holder, each list by day; known holders and those with most come first.

    *aliases* maps an actor to the one it was merged with.
    """
    by_holder: dict[str, list[Position]] = {}
    for said in statements:
        if isinstance(said.statement, Stance):
            holder = party(said.statement.holder, said.article)
            starts = [t.start for t in said.statement.times if t.start]
            one = Position(said, said.statement, holder, min(starts, default=said.article.published))
            by_holder.setdefault(aliases.get(holder.key, holder.key), []).append(one)
    for found in by_holder.values():
        found.sort(key=lambda p: (p.day or date.max, p.said.key))
    order = sorted(by_holder, key=lambda k: (not by_holder[k][0].holder.named, -len(by_holder[k]), k))
    return {k: by_holder[k] for k in order}


def turn(before: list[Position], now: Position) -> Position | None:
    """The last position on the same matter, when *now* is another one."""
    for earlier in reversed(before):
        if alike(earlier, now):
            return earlier if (earlier.stance.stance, now.stance.stance) in _OPPOSITES else None
    return None


def alike(one: Position, other: Position) -> bool:
    """Whether two positions are on the same matter: they share half of the topic's words."""
    a, b = _topic_words(one), _topic_words(other)
    shared = len(a & b)
    return shared > 0 and shared * 2 >= min(len(a), len(b))


def _topic_words(one: Position) -> frozenset[str]:
    return _matter(one.stance.topic.of(one.said.article.text))


@lru_cache(maxsize=4096)
def _matter(topic: str) -> frozenset[str]:
    found = set()
    for word in bare(topic).split():
        stem = word.removeprefix("ال")
        if len(stem) > 2:
            found.add(stem.rstrip("اةه"))
    return frozenset(found)
