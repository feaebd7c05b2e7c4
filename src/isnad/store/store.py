"""The store: one object over a corpus database."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Any

from sqlalchemy import Engine

from isnad.corpus.records import Copy, CopyGroup, Mention, Story
from isnad.records import Article, Coding
from isnad.store import actors, copies, doubles, engine, ledger, query, reader, revisions, stories, writer
from isnad.store.doubles import Double
from isnad.store.ledger import Problem
from isnad.store.reviewing import Reviewed, Revision
from isnad.store.revisions import Draft
from isnad.store.search import Terms
from isnad.store.types import CorpusActor, Counts, Filter, Hit, Merge, StoredArticle


def open_store(where: str | Path) -> Store:
    """The store at *where*: path of a SQLite file (made if absent) or ``postgresql://user@host/name``.

    Raises :class:`~isnad.store.engine.StoreError` with a message that says what to do.
    """
    return Store(engine.connect(where))


class Store:
    """A corpus: articles, what they say, their copies, stories and actors.

    Close it after use, or use it as a context manager. Every method that writes does so in one
    transaction: all is kept or nothing.
    """

    def __init__(self, database: Engine) -> None:
        self.engine = database

    def __enter__(self) -> Store:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the database."""
        self.engine.dispose()

    # Adding

    def add(self, codings: Iterable[Coding], terms: Iterable[Terms | None] | None = None) -> int:
        """Add *codings*; an article that is there already is passed over. Returns how many were new.

        *terms*: what is indexed of each article, where it is at hand; else the texts are analysed again.
        Raises ValueError when another article has the same ``doc``.
        """
        with engine.writing(self.engine) as connection:
            return writer.add_codings(connection, codings, terms)

    def recode(self, codings: Iterable[Coding], terms: Iterable[Terms | None] | None = None) -> int:
        """Put these in the place of what the machine said of articles that are there. Returns how many.

        What people made of statements stands, also of those that the machine no longer finds; what it now says
        instead is kept beside it. Raises KeyError for an article that is not there, ValueError where the text differs.
        """
        with engine.writing(self.engine) as connection:
            return revisions.recode(connection, codings, terms)

    # Reading

    def articles(self, after: int = 0) -> Iterator[StoredArticle]:
        """Every article in the order of adding, from the one after number *after*."""
        return reader.articles(self.engine, after)

    def codings(self, docs: Iterable[str] | None = None, after: int = 0) -> Iterator[Coding]:
        """Every coding, or those of *docs*, in the order of adding, from the article after number *after*; with the
        statements as they stand, without those that people rejected.
        """
        return reader.codings(self.engine, docs, after)

    def every_coding(self, docs: Iterable[str] | None = None) -> Iterator[Coding]:
        """As :meth:`codings`, with the rejected statements; :meth:`reviews` says which they are."""
        return reader.codings(self.engine, docs, rejected=True)

    def article(self, doc: str) -> Article | None:
        """The article with this id."""
        return reader.article(self.engine, doc)

    def coding(self, doc: str) -> Coding | None:
        """What the article with this id says; None when it is not there or could not be coded."""
        return next(reader.codings(self.engine, [doc]), None)

    def find(self, wanted: Filter | None = None, limit: int | None = None, offset: int = 0) -> Iterator[Hit]:
        """The statements that *wanted* asks for, by day of publication, then in the order of adding."""
        return query.find(self.engine, wanted or Filter(), limit, offset)

    def count(self, wanted: Filter | None = None) -> int:
        """How many statements :meth:`find` would give."""
        return query.count(self.engine, wanted or Filter())

    def statement(self, mention: Mention) -> Hit | None:
        """The statement that a mention names."""
        return query.statement(self.engine, mention)

    def search(self, words: str, limit: int | None = None) -> Iterator[Article]:
        """Articles whose title or text has *words* (as :attr:`Filter.text`), by day of publication."""
        return query.search(self.engine, words, limit)

    def show(self, id_: str) -> Hit | Coding | Article | Story | CopyGroup | CorpusActor | None:
        """Whatever bears this id: a statement, an article (its coding), a story, a copy group, a corpus actor."""
        return query.show(self.engine, id_)

    def failures(self) -> Iterator[Problem]:
        """What could not be read, or was read with something to tell, of every file ever added, in order."""
        return ledger.problems(self.engine)

    def counts(self) -> Counts:
        """How much there is of everything."""
        return reader.counts(self.engine)

    # Review

    def revise(self, draft: Draft, *, blank: bool = False) -> Revision:
        """Record what a person made of a statement, or of an article; nothing is ever overwritten.

        From then on the statement as it stands is what :meth:`find`, :meth:`codings` and everything built on them
        give, unless the revision is in a coder's own track (*blank*: which began without the machine's statements).
        Raises :class:`~isnad.store.reviewing.OutdatedError` when somebody revised the statement after ``draft.seen``,
        KeyError for what is not there, ValueError for what cannot be done.
        """
        with engine.writing(self.engine) as connection:
            return revisions.revise(connection, draft, blank=blank)

    def revise_all(self, drafts: Iterable[Draft], *, blank: bool = False) -> tuple[Revision, ...]:
        """Several revisions: all are kept, or none."""
        with engine.writing(self.engine) as connection:
            return tuple(revisions.revise(connection, d, blank=blank) for d in drafts)

    def reviewed(self, doc: str, track: str = "", *, blank: bool = False) -> Reviewed | None:
        """The article with this id, its statements as they stand with their histories, the rejected ones too; in a
        coder's *track* as that coder left them. None when there is no such article.
        """
        return revisions.reviewed(self.engine, doc, track, blank=blank)

    def reviews(self) -> dict[tuple[str, str], str]:
        """``(doc, statement id)`` to ``accepted``, ``corrected``, ``rejected`` or ``added``; the others are the
        machine's alone.
        """
        return revisions.reviews(self.engine)

    def finished(self) -> dict[str, Revision]:
        """Articles of which somebody said that everything was looked at and nothing is missing, by ``doc``."""
        return revisions.finished(self.engine)

    def revisions(
        self, mention: Mention | None = None, *, after: int = 0, track: str | None = "", newest: int | None = None
    ) -> Iterator[Revision]:
        """Every revision, or those of one statement, after number *after*; of the common track, of a coder's, or
        (None) of all. In order; with *newest* that many, the latest first.
        """
        return revisions.revisions(self.engine, mention, after=after, track=track, newest=newest)

    def open_double(
        self, doc: str, coders: tuple[str, str], start: str, who: str, at: datetime | None = None
    ) -> Double:
        """Give an article to two coders, who begin with the ``machine``'s statements or ``blank``. Raises ValueError
        where it cannot be, KeyError when there is no such article.
        """
        with engine.writing(self.engine) as connection:
            return doubles.open_double(connection, doc, coders, start, who, at)

    def submit_double(self, number: int, coder: str, at: datetime | None = None) -> None:
        """*coder* hands in. Raises KeyError for somebody else, ValueError the second time."""
        with engine.writing(self.engine) as connection:
            doubles.submit(connection, number, coder, at)

    def close_double(self, number: int, who: str, at: datetime | None = None) -> None:
        """The differences are settled. Raises KeyError, ValueError."""
        with engine.writing(self.engine) as connection:
            doubles.close(connection, number, who, at)

    def doubles(self, doc: str | None = None) -> tuple[Double, ...]:
        """Every double coding, or those of one article, in order."""
        return doubles.doubles(self.engine, doc)

    def double(self, number: int) -> Double | None:
        """The double coding with this number."""
        return next((d for d in doubles.doubles(self.engine) if d.id == number), None)

    # Copies, stories

    def replace_copies(self, found: Iterable[Copy], groups: Iterable[CopyGroup]) -> None:
        """Put these in the place of all copies and copy groups."""
        with engine.writing(self.engine) as connection:
            copies.replace(connection, found, groups)

    def copies(self) -> Iterator[Copy]:
        """Every copy, by ``doc`` and ``other``."""
        return copies.copies(self.engine)

    def copy_groups(self) -> Iterator[CopyGroup]:
        """Every copy group, by id."""
        return copies.groups(self.engine)

    def replace_stories(self, found: Iterable[Story]) -> None:
        """Put these in the place of all stories. What vanishes is kept in :meth:`removed`."""
        with engine.writing(self.engine) as connection:
            stories.replace(connection, found)

    def stories(self, wanted: Filter | None = None, limit: int | None = None, offset: int = 0) -> Iterator[Story]:
        """The stories of which at least one statement is as *wanted*, by the day they were first reported."""
        return stories.stories(self.engine, wanted or Filter(), limit, offset)

    def story(self, id_: str) -> Story | None:
        """The story with this id."""
        return stories.story(self.engine, id_)

    def removed(self) -> dict[str, tuple[str, ...]]:
        """Ids that were given out and are no more, by sort (``story``, ``copy_group``, ``statement``)."""
        return reader.removed(self.engine)

    # Actors

    def replace_actors(self, entries: Iterable[CorpusActor], status: str | None = None) -> None:
        """Put these in the place of the corpus actors, or of those with *status*."""
        with engine.writing(self.engine) as connection:
            actors.replace(connection, entries, status)

    def actors(self, status: str | None = None) -> Iterator[CorpusActor]:
        """The corpus actors, by id."""
        return actors.actors(self.engine, status)

    def merge_actors(self, source: str, target: str) -> Merge:
        """From now on *source* is *target* wherever actors are asked for. Raises ValueError for a circle."""
        with engine.writing(self.engine) as connection:
            return actors.merge(connection, source, target)

    def undo_merge(self, number: int) -> Merge:
        """Take a merge back; it stays on record. Raises KeyError when there is no such merge."""
        with engine.writing(self.engine) as connection:
            return actors.undo(connection, number)

    def merges(self) -> tuple[Merge, ...]:
        """Every merge ever made, in order, the undone ones too."""
        return actors.merges(self.engine)

    def actor_counts(self, wanted: Filter | None = None) -> Iterator[dict[str, Any]]:
        """Who takes part in the statements asked for: ``actor name name_en country sector statements articles outlets
        first last``, most statements first; merged ones are counted together."""
        return actors.counts(self.engine, wanted or Filter())
