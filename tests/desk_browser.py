"""A desk that really listens, and Debian's chromium that asks it."""

from __future__ import annotations

import os
import shutil
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
VENDOR = Path(__file__).parent / "vendor"
_PATIENCE_MS = 60_000


@contextmanager
def serving(database: Path, **settings: Any) -> Iterator[str]:
    """The address of a desk over *database*, which listens on a port of its own until the end of the block."""
    import uvicorn  # noqa: PLC0415

    from isnad.desk.app import create_app  # noqa: PLC0415
    from isnad.desk.settings import Settings  # noqa: PLC0415

    listening = socket.socket()
    listening.bind(("127.0.0.1", 0))
    port = listening.getsockname()[1]
    app = create_app(str(database), Settings(port=port, **settings))
    server = uvicorn.Server(uvicorn.Config(app, log_level="warning", server_header=False))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
    thread.start()
    until = time.monotonic() + 60
    while not server.started and time.monotonic() < until:
        time.sleep(0.05)
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        thread.join(30)
        listening.close()


@contextmanager
def browsing(**options: Any) -> Iterator[Any]:
    """A browser's context."""
    from playwright.sync_api import sync_playwright  # noqa: PLC0415

    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        context = browser.new_context(**options)
        context.set_default_timeout(_PATIENCE_MS)
        yield context
        browser.close()


class Watched:
    """A page, and what went wrong on it: errors of the console, and requests to anybody but the desk."""

    def __init__(self, context: Any, address: str) -> None:
        self.address, self.errors, self.foreign = address, [], []
        self.page = context.new_page()
        self.page.on("console", self._said)
        self.page.on("pageerror", lambda e: self.errors.append(f"{self.page.url}: {e}"))
        self.page.on("request", self._asked)

    def _said(self, message: Any) -> None:
        if message.type in ("error", "warning"):
            self.errors.append(f"{self.page.url}: {message.text}")

    def _asked(self, request: Any) -> None:
        if not request.url.startswith((self.address + "/", "data:", "blob:")):
            self.foreign.append(request.url)

    def go(self, path: str) -> int:
        """Open a page of the desk; the status of the answer."""
        answer = self.page.goto(self.address + path, wait_until="load")
        return int(answer.status)

    def serious(self) -> list[str]:
        """What axe-core finds serious or critical on the page as it stands."""
        found = self.page.evaluate(_axe() + "; axe.run(document, {resultTypes: ['violations']})")
        return [
            f"{v['id']}: {v['help']}: {'; '.join(n['html'][:160] for n in v['nodes'][:3])}"
            for v in found["violations"] if v["impact"] in ("serious", "critical")
        ]  # fmt: skip


def _axe() -> str:
    return (VENDOR / "axe.min.js").read_text("utf-8")
