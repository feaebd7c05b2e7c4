"""Clients of a desk with accounts: signed in, each with the token that changes need."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from unittest.mock import patch

from argon2 import PasswordHasher
from fastapi.testclient import TestClient

from isnad.desk import accounts as accounts_module
from isnad.desk.accounts import Accounts, Role
from isnad.desk.app import create_app
from isnad.desk.settings import Settings, side_file

PASSWORD = "a long enough password"
BASE = "http://127.0.0.1"


class Client(TestClient):
    """A client that knows its token as ``csrf``."""

    csrf: str


@contextmanager
def client_for(where: str, settings: Settings | None = None) -> Iterator[Callable[..., Client]]:
    """What makes a client for a name and a role at a desk over the corpus *where*."""
    with patch.object(accounts_module, "PasswordHasher", _quick):
        yield from _clients(where, settings or Settings())


def _quick() -> PasswordHasher:
    """Hashes that take no time and no memory."""
    return PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


def _clients(where: str, settings: Settings) -> Iterator[Callable[..., Client]]:
    accounts = Accounts(side_file(where, settings))
    accounts.set("root", "editor", PASSWORD)
    app = create_app(where, settings)

    def make(name: str, role: Role = "editor") -> Client:
        accounts.set(name, role, PASSWORD)
        client = Client(app, base_url=BASE)
        form = client.get("/login").text
        csrf = form.split('name="csrf" value="', 1)[1].split('"', 1)[0]
        signed = client.post("/login", data={"name": name, "password": PASSWORD, "csrf": csrf}, follow_redirects=False)
        assert signed.status_code == 303, signed.text
        client.csrf = client.get("/api/session").json()["csrf"]
        client.headers["X-CSRF-Token"] = client.csrf
        return client

    make.app = app  # type: ignore[attr-defined]
    with TestClient(app, base_url=BASE):
        yield make
    accounts.close()
