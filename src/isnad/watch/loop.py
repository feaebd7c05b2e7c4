"""The rounds of a watch: look, add, ask the rules, tell."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.client import HTTPException
from pathlib import Path
from typing import Any

from sqlalchemy.exc import DBAPIError

from isnad.coding_run import StopError
from isnad.corpus import adding
from isnad.corpus.refresh import is_stale, refresh
from isnad.net import post
from isnad.reading import Failure, Input, Options, inputs
from isnad.store import Store, StoreError
from isnad.watch.alerts import Alert, find_alerts, last_article, story_alerts
from isnad.watch.metrics import Metrics
from isnad.watch.rules import Rule
from isnad.watch.state import State, atom, write

TRIES = 20
"""Rounds in which an alert is offered to the webhook; then it is given up, and told so in the log."""
_AT_ONCE = 3
_WAITING = 1_000
Log = Callable[..., None]
"""``log(level, event, **values)``."""


@dataclass(kw_only=True)
class Settings:
    """What a watch does."""

    folder: Path
    corpus: str
    state: Path
    feed: Path | None = None
    webhook: str | None = None
    rules: Sequence[Rule] = ()
    options: Options = field(default_factory=Options)
    jobs: int = 1
    settle: float = 2.0
    """Seconds for which a file must not have changed."""
    stories_every: float = 300.0
    """Seconds at least between two searches for stories, which read the whole corpus."""
    make_coder: Callable[[], Any] | None = None
    timeout: float = 10.0
    sleep: Callable[[float], None] = time.sleep


class Watcher:
    """One watch. :meth:`round` may be stopped anywhere, by SIGKILL too: the next one goes on."""

    def __init__(self, store: Store, settings: Settings, metrics: Metrics, log: Log) -> None:
        self.store = store
        self.settings = settings
        self.metrics = metrics
        self.log = log
        self._seen: dict[Path, tuple[int, int]] = {}
        """Files that were read as they are now: size and time of change."""
        self._told: set[tuple[str, str]] = set()
        self._stories_at = -settings.stories_every
        loaded = State.load(settings.state)
        self.state = loaded or State()
        if loaded is None:  # what is in the corpus already is no news
            self.state.last = last_article(store)
            self.state.told = [a.id for a in story_alerts(store, settings.rules, set())]
            self.state.save(settings.state)
            self._feed()

    def round(self) -> int:
        """Look at the folder once, and tell what is to be told; how many articles were added.

        Errors that may pass (a full disk, another isnad that adds) are logged, and tried again with the next round.
        """
        self.metrics.add("polls_total")
        self.metrics.set("last_poll_timestamp_seconds", time.time())
        added = 0
        try:
            ready = self._ready()
            if ready:
                added = self._add(ready)
            self._alert()
        except (StoreError, DBAPIError, OSError, StopError, adding.WorkerError) as error:
            self.metrics.add("errors_total")
            reason = str(getattr(error, "orig", None) or error).splitlines()[0]
            self.log("error", "round_failed", reason=reason, error=type(error).__name__)
        self._send()
        return added

    # -- adding -----------------------------------------------------------------------------------------------------

    def _ready(self) -> list[Input]:
        """The files that are new or changed, and at rest."""
        found, now = [], time.time()
        for source in inputs([self.settings.folder]):
            if isinstance(source, Failure):
                if source.key != "error.no_articles":
                    self._fail(source)
                continue
            if source.path is None or not source.regular:
                continue
            try:
                stat = source.path.stat()
            except OSError:  # gone meanwhile
                continue
            read = self._seen.get(source.path) == (stat.st_size, stat.st_mtime_ns)
            if not read and stat.st_mtime + self.settings.settle <= now:
                found.append(source)
        return found

    def _fail(self, failure: Failure) -> None:
        """Log what could not be read, once."""
        key = (failure.key, str(failure.values.get("where")))
        if key in self._told:
            return
        self._told.add(key)
        if failure.notice:
            self.log("info", "notice", key=failure.key, message=failure.message())
            return
        self.metrics.add("failures_total")
        self.log("warning", "unreadable", key=failure.key, message=failure.message())

    def _add(self, ready: list[Input]) -> int:
        before = {s.path: s.path.stat() for s in ready if s.path is not None}
        begun = time.monotonic()
        told = adding.Watch(written=lambda n: self.metrics.add("articles_total", n))
        more = {"make_coder": self.settings.make_coder} if self.settings.make_coder is not None else {}
        report = adding.add(self.store, ready, self.settings.options, self.settings.jobs, told, **more)
        seconds = time.monotonic() - begun
        for path, stat in before.items():
            if path is not None:
                self._seen[path] = (stat.st_size, stat.st_mtime_ns)
        self.metrics.add("files_total", report.files - report.known_files)
        self.metrics.add("statements_total", report.statements)
        self.metrics.add("seconds_total", seconds)
        for failure in (*report.failures, *report.notices):
            self._fail(failure)
        if report.added or report.files > report.known_files:
            self.log("info", "added", articles=report.added, statements=report.statements, files=report.files,
                     known=report.known, seconds=round(seconds, 2))  # fmt: skip
        return report.added

    # -- alerts -----------------------------------------------------------------------------------------------------

    def _alert(self) -> None:
        upto = last_article(self.store)
        self.metrics.set("corpus_articles", self.store.counts().articles if upto else 0)
        found: list[Alert] = []
        if upto > self.state.last:
            found += find_alerts(self.store, self.settings.rules, self.state.last, upto)
        if self._stories_due():
            refresh(self.store)
            self._stories_at = time.monotonic()
            found += story_alerts(self.store, self.settings.rules, set(self.state.told))
        if not found and upto == self.state.last:
            return
        now = _now()
        for alert in found:
            self.state.note(alert, now, self.settings.webhook is not None)
            self.metrics.add("alerts_total", rule=alert.rule)
            self.log("info", "alert", id=alert.id, rule=alert.rule, kind=alert.kind, what=alert.what, doc=alert.doc,
                     statement=alert.statement, before=alert.before)  # fmt: skip
        self.state.last = upto
        self.state.save(self.settings.state)
        if found:
            self._feed()

    def _stories_due(self) -> bool:
        if not any(r.rule == "story_roots" for r in self.settings.rules):
            return False
        return time.monotonic() - self._stories_at >= self.settings.stories_every and is_stale(self.store)

    def _feed(self) -> None:
        if self.settings.feed is not None:
            write(self.settings.feed, atom(self.settings.corpus, self.state.alerts, _now()))

    # -- webhook ----------------------------------------------------------------------------------------------------

    def _send(self) -> None:
        """Offer the webhook what waits, in order, until it does not take one."""
        url = self.settings.webhook
        if url is None:
            return
        changed = bool(self.state.waiting)
        while self.state.waiting:
            first = self.state.waiting[0]
            if self._offer(url, {k: v for k, v in first.items() if k != "tries"}):
                self.state.waiting.pop(0)
                continue
            first["tries"] += 1
            if first["tries"] >= TRIES or len(self.state.waiting) > _WAITING:
                self.log("error", "webhook_given_up", id=first["id"], tries=first["tries"])
                self.state.waiting.pop(0)
            break
        self.metrics.set("webhook_waiting", len(self.state.waiting))
        if changed:
            try:
                self.state.save(self.settings.state)
            except OSError as error:
                self.log("error", "round_failed", reason=str(error), error="OSError")

    def _offer(self, url: str, alert: dict[str, Any]) -> bool:
        data = json.dumps(alert, ensure_ascii=False).encode("utf-8", "replace")
        for n in range(_AT_ONCE):
            try:
                post(url, data, {"Content-Type": "application/json"}, self.settings.timeout, 1 << 16)
                self.metrics.add("webhook_sent_total")
                return True
            except (OSError, HTTPException, ValueError) as error:
                self.metrics.add("webhook_failed_total")
                self.log("warning", "webhook_failed", id=alert["id"], reason=str(error))
            if n + 1 < _AT_ONCE:
                self.settings.sleep(2.0**n)
        return False


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
