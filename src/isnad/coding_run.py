"""Coding many articles, on one core or several, in the order in which they came."""

from __future__ import annotations

import gc
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context
from typing import TYPE_CHECKING, Protocol

from isnad.reading import Failure, Item
from isnad.records import Article, Coding

if TYPE_CHECKING:
    from isnad.coding.coder import Coder

Result = Coding | Failure
_Code = Callable[[Article], Coding]


class Codes(Protocol):
    """What codes an article."""

    def code(self, article: Article) -> Coding:
        """The coding of *article*."""
        ...


_WAITING = 8
"""Articles that wait per process: enough to keep it busy, few enough for memory."""

_worker: _Code | None = None


class InstallationError(RuntimeError):
    """isnad's own models or knowledge cannot be loaded."""


class StopError(RuntimeError):
    """Coding cannot go on, whatever the next article: what codes is not there any more."""


def code_all(
    items: Iterable[Item], processes: int = 1, make: Callable[[], Codes] | None = None
) -> Iterator[Result]:
    """The coding of every article of *items*; failures pass through in their place.

    An article that makes the coder raise becomes a failure, and the next one follows. The
    results do not depend on *processes*. *make*: what makes the coder, in this process. Raises
    StopError when what it makes cannot go on, :class:`InstallationError` when isnad's own
    data cannot be loaded.
    """
    if processes <= 1 or make is not None:
        yield from _here(items, make or load_coder)
        return
    try:
        yield from _elsewhere(items, processes)
    except BrokenProcessPool as error:
        raise InstallationError(str(error)) from error


def _elsewhere(items: Iterable[Item], processes: int) -> Iterator[Result]:
    with ProcessPoolExecutor(processes, mp_context=get_context("spawn"), initializer=_start) as pool:
        waiting: deque[Failure | Future[Result]] = deque()
        for item in items:
            waiting.append(item if isinstance(item, Failure) else pool.submit(_in_worker, item))
            while len(waiting) > processes * _WAITING:
                yield _finished(waiting.popleft())
        while waiting:
            yield _finished(waiting.popleft())


def _here(items: Iterable[Item], make: Callable[[], Codes]) -> Iterator[Result]:
    code: _Code | None = None
    for item in items:
        if isinstance(item, Failure):
            yield item
            continue
        code = code or make().code
        yield _try(code, item)


def load_coder() -> Coder:
    """The coder, or :class:`InstallationError`."""
    import isnad  # noqa: PLC0415  # the knowledge is loaded only when there is something to code
    from isnad.text.pipeline import analyse  # noqa: PLC0415

    try:
        coder = isnad.load()
        analyse("خبر.")  # what is loaded with the first article must not fail with it
        gc.freeze()  # what is loaded stays: the collector need not look through it again
        return coder
    except Exception as error:  # the libraries that read models raise errors of their own
        raise InstallationError(f"{type(error).__name__}: {error}") from error


def _start() -> None:
    global _worker  # noqa: PLW0603  # one coder a process
    _worker = load_coder().code


def _in_worker(article: Article) -> Result:
    assert _worker is not None
    return _try(_worker, article)


def _try(code: _Code, article: Article) -> Result:
    try:
        return code(article)
    except StopError:
        raise
    except Exception as error:  # one article must not cost the others
        return failed(article, error)


def failed(article: Article, error: Exception) -> Failure:
    """What is told of an article on which the coder raised *error*, which may bear a message of its own."""
    key = getattr(error, "key", None)
    if isinstance(key, str):
        return Failure(key, {"where": article.doc, "reason": str(error)})
    return Failure("error.coding", {"where": article.doc, "reason": f"{type(error).__name__}: {error}"})


def _finished(result: Failure | Future[Result]) -> Result:
    return result if isinstance(result, Failure) else result.result()
