"""Files that people give the desk: bounded, read one job after the other beside the desk's own work."""

from __future__ import annotations

import shutil
import tempfile
import threading
from collections import deque
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from isnad.coding_run import InstallationError, load_coder
from isnad.corpus import adding, refresh
from isnad.desk.accounts import Accounts
from isnad.desk.settings import Settings
from isnad.reading import Failure, Input, Options
from isnad.reading.kinds import PACKED, SUFFIXES
from isnad.store import Store, StoreError

_BLOCK = 1 << 20
_KEPT = 100
"""Jobs that are remembered."""
_LONGEST_NAME = 150
_WAITING = 20
"""Jobs that wait at most: what they hold lies on the disk."""
_TOLD = 500
"""Messages of a job that are kept."""
_SMALL = 20_000
"""Articles up to which stories are found anew after each job."""


@dataclass(slots=True)
class Job:
    """One upload on its way."""

    id: int
    who: str
    names: list[str]
    state: str = "waiting"
    """``waiting``, ``running``, ``stories``, ``done`` or ``failed``."""
    size: int = 0
    """Bytes to be read, and read so far."""
    read: int = 0
    articles: int = 0
    added: int = 0
    known: int = 0
    statements: int = 0
    failures: list[Failure] = field(default_factory=list)
    reason: str = ""


class RefusedError(ValueError):
    """An upload that is not taken: ``key`` names the text that says why."""

    def __init__(self, key: str, name: str) -> None:
        super().__init__(key)
        self.key, self.name = key, name


class Jobs:
    """The queue; one job at a time writes to the corpus."""

    def __init__(self, store: Store, accounts: Accounts, settings: Settings) -> None:
        self.store, self.accounts, self.settings = store, accounts, settings
        self._jobs: deque[Job] = deque(maxlen=_KEPT)
        self._last = 0
        self._lock = threading.Lock()
        self._worker = ThreadPoolExecutor(1, "isnad-ingest")
        self._place = Path(tempfile.mkdtemp(prefix="isnad-desk-"))
        self._stale = False

    def close(self) -> None:
        """Wait for the job under way; those that wait are let go, with what they hold, and the audit log says so."""
        self._worker.shutdown(wait=True, cancel_futures=True)
        shutil.rmtree(self._place, ignore_errors=True)
        for job in list(self._jobs):
            if job.state == "waiting":
                job.state = "failed"
                self.accounts.note(job.who, "ingest", f"job {job.id} let go: the desk ended")

    def all(self) -> list[Job]:
        """The latest first."""
        return list(reversed(self._jobs))

    def get(self, number: int) -> Job | None:
        """Job *number*, if it is remembered."""
        return next((j for j in self._jobs if j.id == number), None)

    def take(self, who: str, files: Sequence[tuple[str, BinaryIO]], published: date | None) -> Job:
        """Copy *files* (name, content) to a place of their own and put them in the queue.

        Raises RefusedError for files of a kind, a size or a number that is not taken; nothing is kept then.
        """
        if not files:
            raise RefusedError("no_files", "")
        if len(files) > self.settings.most_files:
            raise RefusedError("many_files", str(len(files)))
        if sum(j.state == "waiting" for j in list(self._jobs)) >= _WAITING:
            raise RefusedError("busy", "")
        folder = Path(tempfile.mkdtemp(dir=self._place))
        try:
            inputs = [self._kept(folder, k, name, content) for k, (name, content) in enumerate(files)]
        except BaseException:
            shutil.rmtree(folder, ignore_errors=True)
            raise
        with self._lock:
            self._last += 1
            job = Job(self._last, who, [i.where for i in inputs])
            self._jobs.append(job)
        self.accounts.note(who, "ingest", ", ".join(job.names))
        self._worker.submit(self._run, job, folder, inputs, published)
        return job

    def _kept(self, folder: Path, number: int, given: str, content: BinaryIO) -> Input:
        """The file under a name of our own with its ending. The reader refuses what unpacks out of all proportion."""
        name = PurePosixPath(printable(given).replace("\\", "/")).name.strip()
        endings = [s.lower() for s in PurePosixPath(name).suffixes[-2:]]
        if not endings or not _taken(endings):
            raise RefusedError("kind", name[:150] or "?")
        if len(name) > _LONGEST_NAME:
            name = name[:_LONGEST_NAME].rstrip(".") + "".join(endings)
        path = folder / f"{number:04}{''.join(endings if endings[-1] in PACKED else endings[-1:])}"
        with path.open("wb") as out:
            shutil.copyfileobj(content, out, _BLOCK)
        doc = PurePosixPath(name).name
        for ending in reversed(endings):
            doc = doc.removesuffix(ending)
        return Input(name, doc or "file", path)

    def _more(self) -> bool:
        """Whether others wait: stories are found once after the last of them."""
        return any(j.state == "waiting" for j in list(self._jobs))

    def _run(self, job: Job, folder: Path, inputs: list[Input], published: date | None) -> None:
        def start(total: int) -> None:
            job.size = total

        def read(size: int) -> None:
            job.read += size

        def written(articles: int) -> None:
            job.articles += articles

        try:
            job.state = "running"
            watch = adding.Watch(start, read, written)
            report = adding.add(self.store, inputs, Options(published), 1, watch, _coder)
            job.added, job.statements = report.added, report.statements
            job.known = report.known + report.known_files  # a file that was read before counts as one
            job.failures = [*report.failures, *report.notices][:_TOLD]
            self._stale |= report.added > 0
            if self._stale and not self._more() and self.store.counts().articles <= _SMALL:
                job.state = "stories"
                refresh.refresh(self.store)
                self._stale = False
            job.state = "done"
        except (StoreError, InstallationError, adding.WorkerError, OSError) as error:
            job.state, job.reason = "failed", str(error)
        except Exception as error:
            job.state, job.reason = "failed", f"{type(error).__name__}: {error}"
        finally:
            shutil.rmtree(folder, ignore_errors=True)
            told = f"job {job.id} {job.state}: {job.added} added, {len(job.failures)} not read {job.reason}"
            self.accounts.note(job.who, "ingest", told)


_coder = cache(load_coder)


def _taken(endings: Sequence[str]) -> bool:
    last = endings[-1]
    if last in PACKED:
        return len(endings) > 1 and endings[-2] in SUFFIXES
    return last in SUFFIXES


def printable(name: str) -> str:
    """*name* without controls (those that turn the direction of writing are some) and without halves of characters."""
    return "".join(c for c in name if c.isprintable())
