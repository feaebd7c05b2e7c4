"""Counters of a watch, and the page on which Prometheus reads them."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

_KNOWN = {
    "articles_total": ("counter", "Articles added since the start."),
    "statements_total": ("counter", "Statements of the articles added."),
    "files_total": ("counter", "Files read, the known ones not counted."),
    "failures_total": ("counter", "Inputs that could not be read or coded."),
    "errors_total": ("counter", "Rounds that ended in an error and were tried again."),
    "polls_total": ("counter", "Looks at the folder."),
    "seconds_total": ("counter", "Seconds spent adding."),
    "alerts_total": ("counter", "Alerts, by rule."),
    "webhook_sent_total": ("counter", "Alerts that the webhook took."),
    "webhook_failed_total": ("counter", "Tries that the webhook did not take."),
    "webhook_waiting": ("gauge", "Alerts that wait for the webhook."),
    "corpus_articles": ("gauge", "Articles in the corpus."),
    "last_poll_timestamp_seconds": ("gauge", "When the folder was looked at last (Unix time)."),
}


class Metrics:
    """Numbers by name and label; safe for several threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._values: dict[tuple[str, str], float] = {(n, ""): 0.0 for n in _KNOWN if n != "alerts_total"}

    def add(self, name: str, by: float = 1.0, rule: str = "") -> None:
        """Count *by* more."""
        with self._lock:
            self._values[name, rule] = self._values.get((name, rule), 0.0) + by

    def set(self, name: str, value: float) -> None:
        """What it is now."""
        with self._lock:
            self._values[name, ""] = value

    def page(self) -> str:
        """Everything in Prometheus' text format (version 0.0.4)."""
        with self._lock:
            values = dict(self._values)
        lines = []
        for name, (kind, told) in _KNOWN.items():
            lines += [f"# HELP isnad_{name} {told}", f"# TYPE isnad_{name} {kind}"]
            for (own, rule), value in sorted(values.items()):
                if own == name:
                    label = f'{{rule="{_escaped(rule)}"}}' if rule else ""
                    lines.append(f"isnad_{name}{label} {value:.15g}")
        return "\n".join(lines) + "\n"


def _escaped(value: str) -> str:
    return value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")


@contextmanager
def serving(metrics: Metrics, port: int | None) -> Iterator[int | None]:
    """The page at ``http://127.0.0.1:PORT/metrics``, for this machine only; the port (0: any). Raises OSError."""
    if port is None:
        yield None
        return

    class Handler(BaseHTTPRequestHandler):
        timeout = 10

        def do_GET(self) -> None:
            found = self.path.split("?")[0] == "/metrics"
            body = metrics.page().encode() if found else b"see /metrics\n"
            self.send_response(200 if found else 404)
            self.send_header("Content-Type", "text/plain; version=0.0.4; charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", port), Handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield server.server_port
    finally:
        server.shutdown()
        server.server_close()
