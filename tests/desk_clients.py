"""Browsers of sorts at a desk, each signed in as somebody."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from fastapi.testclient import TestClient


@contextmanager
def client_for(where: str) -> Iterator[Callable[..., Any]]:
    """A desk over the corpus *where*; gives a function from name and role to a client, whose ``csrf`` is its token."""
    from isnad.desk.accounts import Account  # noqa: PLC0415
    from isnad.desk.app import create_app  # noqa: PLC0415
    from isnad.desk.security import COOKIE  # noqa: PLC0415
    from isnad.desk.settings import Settings  # noqa: PLC0415

    app = create_app(where, Settings())
    guard = app.state.desk.guard
    known: set[str] = set()

    def client(name: str, role: Any = "editor") -> Any:
        if name not in known:
            guard.accounts.set(name, role, "a long enough password")
            known.add(name)
        made: Any = TestClient(app, base_url="http://127.0.0.1")
        session = guard.accounts.begin(Account(name, role))
        made.cookies.set(COOKIE, session)
        made.csrf = guard.token(session)
        made.headers["X-CSRF-Token"] = made.csrf
        made.headers["Accept-Language"] = "en"
        return made

    with TestClient(app, base_url="http://127.0.0.1"):
        yield client
