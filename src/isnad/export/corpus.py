"""What an export reads: a corpus, whether in memory or in a database."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol, runtime_checkable

from isnad.corpus.records import CopyGroup, Story
from isnad.records import Coding


class Corpus(Protocol):
    """Articles with what they say, their copies and stories. :class:`isnad.store.Store` is one."""

    def codings(self, docs: Iterable[str] | None = None) -> Iterator[Coding]:
        """Every coding, or those of *docs* (in any order)."""

    def copy_groups(self) -> Iterator[CopyGroup]:
        """Every copy group."""

    def stories(self) -> Iterator[Story]:
        """Every story."""

    def removed(self) -> Mapping[str, Sequence[str]]:
        """Ids that were given out once and are no more, by sort of record."""


@runtime_checkable
class Reviewed(Protocol):
    """A corpus whose statements people have looked at."""

    def reviews(self) -> Mapping[tuple[str, str], str]:
        """``(doc, statement id)`` to ``accepted``, ``corrected`` or ``rejected``; the others are unreviewed."""


@runtime_checkable
class Merging(Protocol):
    """A corpus in which actors were said to be one."""

    def merges(self) -> Sequence[Merged]:
        """Every merge, the undone ones too."""


class Merged(Protocol):
    """*source* is *target*."""

    @property
    def source(self) -> str: ...
    @property
    def target(self) -> str: ...
    @property
    def undone(self) -> bool: ...


@dataclass(slots=True)
class MemoryCorpus:
    """A corpus of records at hand."""

    coded: Sequence[Coding]
    groups: Sequence[CopyGroup] = ()
    told: Sequence[Story] = ()
    gone: Mapping[str, Sequence[str]] = field(default_factory=dict)
    looked_at: Mapping[tuple[str, str], str] = field(default_factory=dict)

    def codings(self, docs: Iterable[str] | None = None) -> Iterator[Coding]:
        """See :class:`Corpus`."""
        wanted = None if docs is None else set(docs)
        return (c for c in self.coded if wanted is None or c.article.doc in wanted)

    def copy_groups(self) -> Iterator[CopyGroup]:
        """See :class:`Corpus`."""
        return iter(self.groups)

    def stories(self) -> Iterator[Story]:
        """See :class:`Corpus`."""
        return iter(self.told)

    def removed(self) -> Mapping[str, Sequence[str]]:
        """See :class:`Corpus`."""
        return self.gone

    def reviews(self) -> Mapping[tuple[str, str], str]:
        """See :class:`Reviewed`."""
        return self.looked_at


def reviews_of(corpus: Corpus) -> Mapping[tuple[str, str], str]:
    """The reviews of *corpus*; none where it keeps none."""
    return corpus.reviews() if isinstance(corpus, Reviewed) else {}


def merged(corpus: Corpus) -> dict[str, str]:
    """Key of an actor to the key that stands for it, all merges followed to their end."""
    direct = {m.source: m.target for m in corpus.merges() if not m.undone} if isinstance(corpus, Merging) else {}
    final = {}
    for source, first in direct.items():
        target, seen = first, {source}
        while target in direct and target not in seen:
            seen.add(target)
            target = direct[target]
        final[source] = target
    return final
