"""Adding articles to a corpus: read, code on several cores, write in order; to be cut off at any moment.

Everything is written in the order in which it was read, in small transactions, so a database that was
filled by one process, by eight, or by a run that was killed and repeated is the same.
"""

from __future__ import annotations

import os
import signal
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field, replace
from multiprocessing import get_context, parent_process
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from isnad.coding_run import StopError, failed, load_coder
from isnad.corpus.dateline import with_dateline
from isnad.reading import Failure, Input, Options, inputs, items
from isnad.records import Article, Coding
from isnad.store import Store
from isnad.store.engine import writing
from isnad.store.ledger import Added, Begun, Done, Entry, Problem, finished, name_digest, problems, write
from isnad.store.locking import alone
from isnad.store.rows import digest
from isnad.store.search import terms_of
from isnad.store.writer import known_digest, known_doc, storable

if TYPE_CHECKING:
    from isnad.text.document import Document

_BATCH = 64
"""Entries written at once."""
_SECONDS = 2.0
"""Longest that finished work waits to be written."""
_WAITING = 8
"""Articles that wait per process."""


class Coder(Protocol):
    """What codes articles: ours, or one that asks a model."""

    def code_and_analyse(self, article: Article) -> tuple[Coding, Document]:
        """The coding of *article*, and its text analysed."""
        ...


class WorkerError(RuntimeError):
    """A process that codes was ended from outside, for want of memory mostly."""


@dataclass(slots=True)
class Report:
    """What an adding run did."""

    added: int = 0
    known: int = 0
    """Articles that were there already (those in files that were not read again are not counted)."""
    files: int = 0
    known_files: int = 0
    """Files that were read to their end before."""
    statements: int = 0
    failures: list[Failure] = field(default_factory=list)
    """What could not be read, in order; also what was told of the known files before."""
    notices: list[Failure] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Watch:
    """Functions that are told how the run goes on: bytes of files read or passed over, articles written."""

    start: Callable[[int], None] = lambda total: None
    read: Callable[[int], None] = lambda size: None
    written: Callable[[int], None] = lambda articles: None


def add(
    store: Store,
    paths: Iterable[str | Path | Input | Failure],
    options: Options | None = None,
    processes: int = 1,
    watch: Watch | None = None,
    make_coder: Callable[[], Coder] = load_coder,
    coders: Callable[[], AbstractContextManager[_Work]] | None = None,
) -> Report:
    """Add every article of *paths* that is new to *store*; see :func:`isnad.reading.read` for what is read.

    A file whose bytes were read to their end before, under whatever name, is passed over; of other files the
    articles that are there already. *make_coder*, a function that other processes can import, makes what codes; or
    *coders* gives a function that codes an article elsewhere.

    May be interrupted anywhere, even by SIGKILL: run again, it goes on and the
    database comes out as if nothing had happened. Raises StoreError when another process is adding,
    WorkerError when a process that codes is ended from outside, and InstallationError when isnad's own data cannot
    be loaded.
    """
    run = _Run(store, options or Options(), watch or Watch())
    with alone(store.engine):
        sources = list(inputs(paths))
        run.watch.start(sum(s.size() for s in sources if isinstance(s, Input)))
        try:
            with coders() if coders is not None else _coders(processes, make_coder) as code:
                run.work(run.steps(sources, code), processes * _WAITING if processes > 1 else 0)
        except BrokenProcessPool as error:
            raise WorkerError(str(error)) from error
    return run.report


@dataclass(slots=True)
class Coded:
    """An article with everything that a worker makes of it."""

    article: Article
    added: Added
    failure: Failure | None


_Work = Callable[[Article, str], "Coded | Future[Coded]"]
_Step = Entry | Coded | Future[Coded]


class _Run:
    def __init__(self, store: Store, options: Options, watch: Watch) -> None:
        self.engine = store.engine
        self.options = options
        self.watch = watch
        self.report = Report()
        self._digests: set[str] = set()
        self._docs: set[str] = set()
        self._told: dict[str, tuple[str, list[Failure]]] = {}
        """Digests of this run's files: the name of the first, and what was told of it."""
        self._file: int | None = None
        self._name = ""

    # Reading

    def steps(self, sources: list[Input | Failure], code: _Work) -> Iterator[_Step]:
        """Everything to be written, in order; articles as work under way."""
        for source in sources:
            if isinstance(source, Failure):
                self._tell(source)
                continue
            self.report.files += 1
            try:
                key = source.digest(self.options) if source.regular else name_digest(source.where)
            except OSError as error:
                reason = error.strerror or type(error).__name__
                self._tell(Failure("error.unreadable", {"where": source.where, "reason": reason}))
                continue
            if source.regular and self._was_read(source, key):
                continue
            self._told[key] = source.where, []
            yield from self._file_steps(source, key, code)

    def _was_read(self, source: Input, key: str) -> bool:
        """Whether a file with these bytes was read to its end; what was told of it then is told again."""
        if key not in self._told:
            name = finished(self.engine, key)
            if name is None:
                return False
            self._told[key] = name, [Failure(p.key, dict(p.values), p.notice) for p in problems(self.engine, key)]
        name, told = self._told[key]
        for failure in told:
            where = str(failure.values["where"])
            renamed = source.where + where.removeprefix(name) if where.startswith(name) else where
            self._tell(replace(failure, values={**failure.values, "where": renamed}))
        self.report.known_files += 1
        self.watch.read(source.size())
        return True

    def _file_steps(self, source: Input, key: str, code: _Work) -> Iterator[_Step]:
        if source.regular:
            yield Begun(key, source.where)
        for item in items(source, self.options, self.watch.read):
            if isinstance(item, Failure):
                yield self._problem(item, key)
                continue
            article = storable(item)
            mark = digest(article)
            if self._is_known(mark):
                self.report.known += 1
                continue
            doc = self._free(article.doc)
            if doc != article.doc:
                told = {"where": source.where, "doc": article.doc, "new": doc}
                place = f"{source.where}#{doc}"
                yield Problem(key, "notice.duplicate", place, told, notice=True)
                article = replace(article, doc=doc)
            self._digests.add(mark)
            self._docs.add(doc)
            yield code(article, mark)
        if source.regular:
            yield Done(key)

    def _problem(self, failure: Failure, key: str) -> Problem:
        self._tell(failure)
        if key in self._told:
            self._told[key][1].append(failure)
        return Problem(key, failure.key, str(failure.values.get("where", "")), failure.values, failure.notice)

    def _tell(self, failure: Failure) -> None:
        (self.report.notices if failure.notice else self.report.failures).append(failure)

    def _is_known(self, mark: str) -> bool:
        if mark in self._digests:
            return True
        with self.engine.connect() as connection:
            return known_digest(connection, mark)

    def _free(self, doc: str) -> str:
        """*doc*, or what it is called when another article has that id."""
        found, n = doc, 2
        with self.engine.connect() as connection:
            while found in self._docs or known_doc(connection, found):
                found, n = f"{doc}~{n}", n + 1
        return found

    # Writing

    def work(self, steps: Iterator[_Step], ahead: int) -> None:
        """Write *steps* as they are finished, *ahead* of them being under way at most."""
        waiting: deque[_Step] = deque()
        batch: list[Entry] = []
        last = time.monotonic()
        try:
            for step in steps:
                waiting.append(step)
                while waiting and (len(waiting) > ahead or not _under_way(waiting[0])):
                    batch += self._finished(waiting.popleft())
                if len(batch) >= _BATCH or time.monotonic() - last > _SECONDS:
                    ready, batch, last = batch, [], time.monotonic()
                    self._write(ready)
            while waiting:
                batch += self._finished(waiting.popleft())
        finally:
            self._write(batch)

    def _finished(self, step: _Step) -> list[Entry]:
        if isinstance(step, Future):
            step = step.result()
        if not isinstance(step, Coded):
            if isinstance(step, (Begun, Done)):
                self._name = step.digest if isinstance(step, Begun) else ""
            return [step]
        entries: list[Entry] = [step.added]
        if step.failure is not None:
            entries.append(self._problem(step.failure, self._name or name_digest("-")))
        if step.added.coding is not None:
            self.report.statements += len(step.added.coding.statements)
        return entries

    def _write(self, batch: list[Entry]) -> None:
        if not batch:
            return
        with writing(self.engine) as connection:
            self._file = write(connection, batch, self._file)
        articles = [e for e in batch if isinstance(e, Added)]
        self._digests.difference_update(e.digest for e in articles)
        self._docs.difference_update(e.article.doc for e in articles)
        self.report.added += len(articles)
        self.watch.written(len(articles))


def _under_way(step: _Step) -> bool:
    return isinstance(step, Future) and not step.done()


@contextmanager
def _coders(processes: int, make: Callable[[], Coder]) -> Iterator[_Work]:
    """A function that codes an article, here or in one of *processes*."""
    if processes <= 1:
        worker: list[Coder] = []

        def here(article: Article, mark: str) -> Coded:
            if not worker:
                worker.append(make())
            return coded(worker[0], article, mark)

        yield here
        return
    pool = ProcessPoolExecutor(processes, mp_context=get_context("spawn"), initializer=_start, initargs=(make,))
    try:
        yield lambda article, mark: pool.submit(_in_worker, article, mark)
    finally:
        pool.shutdown(cancel_futures=True)


_worker: Coder | None = None


def _start(make: Callable[[], Coder]) -> None:
    global _worker  # noqa: PLW0603  # one coder a process
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's to handle
    threading.Thread(target=_end_with_parent, daemon=True).start()
    _worker = make()


def _end_with_parent() -> None:
    """A process whose parent was killed would wait for work for ever."""
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _in_worker(article: Article, mark: str) -> Coded:
    assert _worker is not None
    return coded(_worker, article, mark)


def coded(coder: Coder, article: Article, mark: str) -> Coded:
    """*article* coded and its words for the index; an error in the coder costs its statements only."""
    article = with_dateline(article)
    try:
        coding, document = coder.code_and_analyse(article)
    except StopError:
        raise
    except Exception as error:  # one article must not cost the others
        return Coded(article, Added(article, mark, None, terms_of(article)), failed(article, error))
    return Coded(article, Added(article, mark, coding, terms_of(article, document)), None)
