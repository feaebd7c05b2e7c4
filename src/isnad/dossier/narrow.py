"""A store asked only for what a dossier is about, so that a large corpus need not be read whole."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from isnad.corpus.records import CopyGroup, Story
from isnad.dossier.scope import Scope
from isnad.export.corpus import Corpus, Merged
from isnad.records import Coding
from isnad.store import Filter, Store


class Narrowed:
    """*store* as a corpus that holds the articles and stories about *scope* only."""

    def __init__(self, store: Store, scope: Scope) -> None:
        self._store = store
        self._filters = filters(scope)
        self._docs = sorted({hit.doc for f in self._filters for hit in store.find(f)})

    def codings(self, docs: Iterable[str] | None = None) -> Iterator[Coding]:
        """The codings about it; any, where *docs* are asked for."""
        return self._store.codings(self._docs if docs is None else docs)

    def copy_groups(self) -> Iterator[CopyGroup]:
        """Every copy group."""
        return self._store.copy_groups()

    def stories(self) -> Iterator[Story]:
        """The stories of which a statement is about it."""
        seen: set[str] = set()
        for wanted in self._filters:
            for story in self._store.stories(wanted):
                if story.id not in seen:
                    seen.add(story.id)
                    yield story

    def removed(self) -> Mapping[str, Sequence[str]]:
        """What the store no longer holds."""
        return self._store.removed()

    def merges(self) -> Sequence[Merged]:
        """Who was said to be whom."""
        return self._store.merges()


def narrowed(corpus: Corpus, scope: Scope) -> Corpus:
    """*corpus*, or the part of a store that *scope* needs."""
    return Narrowed(corpus, scope) if isinstance(corpus, Store) else corpus


def filters(scope: Scope) -> tuple[Filter, ...]:
    """Questions whose answers together hold every statement that *scope* may hold."""
    if scope.words:
        return (Filter(text=scope.words),)
    by_words = [Filter(kind=("stance", "explanation", "agreement"), text=form) for form in scope.forms()]
    actors = tuple(sorted(scope.actors))
    sources = (Filter(source=actors),) if actors else ()
    if scope.country:
        return (Filter(country=(scope.country,)), *sources, *by_words)
    if actors:
        return (Filter(actor=actors), *sources)
    return (Filter(place=tuple(sorted(scope.places))), *by_words)
