"""Mentions looked up by the words they cover, so that no question about one word reads a whole article."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Generic, Protocol, TypeVar


class Interval(Protocol):
    """Anything over words ``first`` to ``last`` (exclusive)."""

    @property
    def first(self) -> int: ...
    @property
    def last(self) -> int: ...


T = TypeVar("T", bound=Interval)


class Intervals(Generic[T]):
    """Mentions of one kind, in the order given, by word."""

    def __init__(self, mentions: Sequence[T]) -> None:
        self._mentions = mentions
        self._starting: dict[int, list[int]] = {}
        self._covering: dict[int, list[int]] = {}
        for k, m in enumerate(mentions):
            self._starting.setdefault(m.first, []).append(k)
            for i in range(m.first, m.last):
                self._covering.setdefault(i, []).append(k)

    def starting(self, word: int) -> list[T]:
        """Those that begin at *word*."""
        return [self._mentions[k] for k in self._starting.get(word, ())]

    def touching(self, first: int, last: int) -> list[T]:
        """Those that share a word with ``first`` to ``last`` (exclusive), in the order given."""
        return [self._mentions[k] for k in self.indices(first, last)]

    def indices(self, first: int, last: int) -> list[int]:
        """Indices, in the sequence given, of those that share a word with ``first`` to ``last`` (exclusive)."""
        found: set[int] = set()
        for i in range(first, last):
            found.update(self._covering.get(i, ()))
        return sorted(found)
