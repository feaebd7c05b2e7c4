"""Adding to a corpus with the coding done elsewhere: by the workers of a Dask cluster."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from isnad.cluster.unit import code_files, from_row, partition_name, read_partition
from isnad.coding_run import load_coder
from isnad.corpus.adding import Coded, Coder, Report, Watch, add, coded
from isnad.reading import Failure, Input, Options, inputs
from isnad.records import Article
from isnad.store import Store
from isnad.store.ledger import finished
from isnad.trust.manifest import made_with

UNIT_BYTES = 8 << 20
"""Files are put together to units of about so many bytes; a larger file is a unit of its own."""
UNIT_FILES = 500
AHEAD = 4
"""Units that wait for each worker."""
RETRIES = 5
"""Times that a unit whose worker was lost is given to another."""


class ClusterError(RuntimeError):
    """The cluster cannot be used, or gave up a unit; the message says what to do."""


def add_with_dask(
    store: Store,
    paths: Iterable[str | Path | Input | Failure],
    parts: Path,
    client: Any,
    options: Options | None = None,
    watch: Watch | None = None,
    make_coder: Callable[[], Coder] = load_coder,
) -> Report:
    """As :func:`isnad.corpus.adding.add`, with the files coded by the workers that *client* (``distributed.Client``)
    speaks to. The database comes out the same.

    *parts* is a folder for the partitions which workers and this process see under the same path, as they do the
    files. Units that are there are not done again, so a run that was stopped goes on; the folder may be deleted
    afterwards. Raises ClusterError, and what ``add`` raises.
    """
    options = options or Options()
    found = list(inputs(paths))
    units = _units(store, found, options)
    installed = _installed()

    @contextmanager
    def coders() -> Iterator[Callable[[Article, str], Coded]]:
        work = _Work(client, units, parts, options, make_coder, installed)
        try:
            yield work
        finally:
            work.cancel()

    return add(store, found, options, watch=watch, coders=coders)


def _installed() -> str:
    """What of this installation a coding depends on."""
    made = made_with()
    return "|".join(str(made[k]) for k in ("isnad", "code", "lexicon", "models"))


def _units(store: Store, found: Sequence[Input | Failure], options: Options) -> list[tuple[list[Input], list[str]]]:
    """The files that are not in the store yet, put together in their order, with their digests."""
    units: list[tuple[list[Input], list[str]]] = []
    size = 0
    for source in found:
        if isinstance(source, Failure) or not source.regular or source.path is None:
            continue
        try:
            digest = source.digest(options)
        except OSError:
            continue
        if finished(store.engine, digest) is not None:
            continue
        own = source.size()
        if not units or size + own > UNIT_BYTES or len(units[-1][0]) == UNIT_FILES:
            units.append(([], []))
            size = 0
        where = Input(source.where, source.doc, source.path.resolve())
        units[-1][0].append(where)
        units[-1][1].append(digest)
        size += own
    return units


class _Work:
    """Gives back what the workers made of each article, in the order in which the articles are read."""

    def __init__(
        self, client: Any, units: Sequence[tuple[list[Input], list[str]]], parts: Path, options: Options,
        make: Callable[[], Coder], installed: str,
    ) -> None:  # fmt: skip
        self._client = client
        self._left = deque(units)
        self._waiting: deque[Any] = deque()
        self._rows: dict[str, dict[str, Any]] = {}
        self._parts, self._options, self._make, self._installed = parts.resolve(), options, make, installed
        self._here: Coder | None = None
        self._submit()

    def _submit(self) -> None:
        """Keep the workers busy, and no more."""
        workers = max(1, len(self._client.nthreads()))
        while self._left and len(self._waiting) < AHEAD * workers:
            sources, digests = self._left.popleft()
            out = self._parts / partition_name(digests, self._installed)
            self._waiting.append(
                self._client.submit(
                    code_files, sources, out, self._options, self._make, pure=False, retries=RETRIES,
                    key=f"isnad-{out.stem}",
                )
            )  # fmt: skip

    def __call__(self, article: Article, mark: str) -> Coded:
        while mark not in self._rows and self._waiting:
            self._submit()
            future = self._waiting.popleft()
            try:
                path = future.result()
            except Exception as error:
                raise ClusterError(
                    f"the cluster gave up a unit of work ({type(error).__name__}: {error}); see to the workers, then "
                    "run the same command again: what was finished is kept"
                ) from error
            self._rows.update(read_partition(Path(path)))
        row = self._rows.pop(mark, None)
        if row is not None and row["doc"] == article.doc:
            return from_row(row, article)
        # a pipe; a file that changed meanwhile; an article that gets another id, on which those of its statements hang
        if self._here is None:
            self._here = self._make()
        return coded(self._here, article, mark)

    def cancel(self) -> None:
        """Nothing more is wanted."""
        if self._waiting:
            self._client.cancel(list(self._waiting))
