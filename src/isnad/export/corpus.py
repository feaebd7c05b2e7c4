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
        """``(doc, statement id)`` to ``accepted``, ``corrected``, ``rejected``, ``added``; others are unreviewed."""


@runtime_checkable
class Finishing(Protocol):
    """A corpus of whose articles people say that they are done."""

    def finished(self) -> Mapping[str, object]:
        """Articles of which everything was looked at and nothing is missing, by ``doc``."""


@runtime_checkable
class Complete(Protocol):
    """A corpus whose ``codings`` leave out what people rejected."""

    def every_coding(self, docs: Iterable[str] | None = None) -> Iterator[Coding]:
        """The codings with the rejected statements."""


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
    done: Mapping[str, object] = field(default_factory=dict)

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

    def finished(self) -> Mapping[str, object]:
        """See :class:`Finishing`."""
        return self.done


class Remembering:
    """*corpus* with the codings read last kept at hand, and with notes of what passed.

    Stories come in order of time, so the articles of the next ones are mostly those of the last.
    """

    def __init__(self, corpus: Corpus, most: int = 1_000) -> None:
        """Keep *most* codings: about a hundred kilobytes each."""
        self._corpus, self._most = corpus, most
        self._read = corpus.every_coding if isinstance(corpus, Complete) else corpus.codings
        self._kept: dict[str, Coding] = {}
        self._whole = False
        """Whether every coding is kept."""
        self.versions: set[str] = set()
        self.docs: set[str] = set()

    def codings(self, docs: Iterable[str] | None = None) -> Iterator[Coding]:
        """See :class:`Corpus`."""
        if docs is not None:
            wanted = list(dict.fromkeys(docs))
            missing = [d for d in wanted if d not in self._kept]
            yield from [self._kept[d] for d in wanted if d in self._kept]
            for coding in self._read(missing) if missing else ():
                self._keep(coding)
                yield coding
        elif self._whole:
            yield from list(self._kept.values())
        else:
            order, n = {}, 0
            for coding in self._read():
                self._keep(coding)
                order[coding.article.doc] = n = n + 1
                yield coding
            if n <= self._most and order.keys() <= self._kept.keys():
                self._kept = {d: self._kept[d] for d in order}
                self._whole = True

    def _keep(self, coding: Coding) -> None:
        self.versions.add(coding.version)
        self.docs.add(coding.article.doc)
        if self._whole:
            return
        self._kept.pop(coding.article.doc, None)
        self._kept[coding.article.doc] = coding
        if len(self._kept) > self._most:
            del self._kept[next(iter(self._kept))]

    def copy_groups(self) -> Iterator[CopyGroup]:
        """See :class:`Corpus`."""
        return self._corpus.copy_groups()

    def stories(self) -> Iterator[Story]:
        """See :class:`Corpus`."""
        return self._corpus.stories()

    def removed(self) -> Mapping[str, Sequence[str]]:
        """See :class:`Corpus`."""
        return self._corpus.removed()

    def reviews(self) -> Mapping[tuple[str, str], str]:
        """See :class:`Reviewed`."""
        return reviews_of(self._corpus)

    def finished(self) -> Mapping[str, object]:
        """See :class:`Finishing`."""
        return self._corpus.finished() if isinstance(self._corpus, Finishing) else {}

    def merges(self) -> Sequence[Merged]:
        """See :class:`Merging`."""
        return self._corpus.merges() if isinstance(self._corpus, Merging) else ()


def reviews_of(corpus: Corpus) -> Mapping[tuple[str, str], str]:
    """The reviews of *corpus*; none where it keeps none."""
    return corpus.reviews() if isinstance(corpus, Reviewed) else {}


def finished_in(corpus: Corpus) -> set[str]:
    """The articles that people say are done; none where *corpus* does not know."""
    return set(corpus.finished()) if isinstance(corpus, Finishing) else set()


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
