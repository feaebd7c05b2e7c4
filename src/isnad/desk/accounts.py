"""Accounts, sessions and the audit log: a SQLite file beside the corpus, which can be passed on without them."""

from __future__ import annotations

import hashlib
import os
import secrets
import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

Role = Literal["reader", "coder", "editor"]
ROLES: tuple[Role, ...] = ("reader", "coder", "editor")
SHORTEST = 10
"""Characters of a password at least."""
_CHECKS = 2
"""Passwords that are checked at once: each check takes 64 MiB."""
_SEEN, _FORGOTTEN = 30.0, 7 * 86_400.0
"""Seconds after which a session's last request is written down anew, and after which a session is forgotten."""
_TABLES = """
CREATE TABLE IF NOT EXISTS meta (key TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS account (
    name TEXT PRIMARY KEY, role TEXT NOT NULL, hash TEXT NOT NULL, active INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS session (
    digest TEXT PRIMARY KEY, name TEXT NOT NULL, begun REAL NOT NULL, seen REAL NOT NULL);
CREATE TABLE IF NOT EXISTS audit (
    id INTEGER PRIMARY KEY, at REAL NOT NULL, who TEXT NOT NULL, what TEXT NOT NULL, detail TEXT NOT NULL);
"""


@dataclass(frozen=True, slots=True)
class Account:
    """Who asks."""

    name: str
    role: Role

    @property
    def may_code(self) -> bool:
        """Whether they may add and correct."""
        return self.role in ("coder", "editor")

    @property
    def may_edit(self) -> bool:
        """Whether they may settle what coders differ on, and see the audit log."""
        return self.role == "editor"


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the audit log; *at* in seconds since 1970."""

    at: float
    who: str
    what: str
    detail: str


class Accounts:
    """The side file. Raises sqlite3.Error when it cannot be opened or written."""

    def __init__(self, path: Path) -> None:
        self._lock = threading.Lock()
        _keep_private(path)
        self._db = sqlite3.connect(path, check_same_thread=False, isolation_level=None, timeout=30)
        self._db.executescript("PRAGMA journal_mode=WAL;" + _TABLES)
        self._hasher = PasswordHasher()
        self._never = self._hasher.hash(secrets.token_hex(16))
        self._checks = threading.Semaphore(_CHECKS)
        with self._writing() as db:
            db.execute("INSERT OR IGNORE INTO meta VALUES ('secret', ?)", (secrets.token_hex(32),))
        self.secret: bytes = bytes.fromhex(self._db.execute("SELECT value FROM meta WHERE key='secret'").fetchone()[0])

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        with self._lock:
            self._db.execute("BEGIN IMMEDIATE")
            try:
                yield self._db
            except BaseException:
                self._db.execute("ROLLBACK")
                raise
            self._db.execute("COMMIT")

    def close(self) -> None:
        """Let go of the file."""
        self._db.close()

    # -- accounts --------------------------------------------------------------------------------
    def set(self, name: str, role: Role, password: str) -> None:
        """Make an account, or give one a new role and password. Raises ValueError for what cannot be one."""
        if not name.strip() or len(name) > 60 or not name.isprintable():
            raise ValueError("A name has 1 to 60 printable characters")
        if len(password) < SHORTEST:
            raise ValueError(f"A password has {SHORTEST} characters at least")
        if role not in ROLES:
            raise ValueError(f"A role is one of {', '.join(ROLES)}")
        told = (name, role, self._hasher.hash(password))
        with self._writing() as db:
            db.execute(
                "INSERT INTO account VALUES (?, ?, ?, 1) "
                "ON CONFLICT(name) DO UPDATE SET role=excluded.role, hash=excluded.hash, active=1", told,
            )  # fmt: skip
            db.execute("DELETE FROM session WHERE name=?", (name,))

    def remove(self, name: str) -> bool:
        """Shut an account and end its sessions; whether there was one."""
        with self._writing() as db:
            db.execute("DELETE FROM session WHERE name=?", (name,))
            return db.execute("UPDATE account SET active=0 WHERE name=? AND active=1", (name,)).rowcount > 0

    def names(self) -> list[Account]:
        """The open accounts, by name."""
        with self._lock:
            rows = self._db.execute("SELECT name, role FROM account WHERE active=1 ORDER BY name").fetchall()
        return [Account(n, r) for n, r in rows]

    def check(self, name: str, password: str) -> Account | None:
        """The account, if the password is right. Takes as long when there is no such account."""
        with self._lock:
            row = self._db.execute("SELECT role, hash FROM account WHERE name=? AND active=1", (name,)).fetchone()
        try:
            with self._checks:
                self._hasher.verify(row[1] if row else self._never, password)
        except (VerificationError, InvalidHashError):
            return None
        return Account(name, row[0]) if row else None

    # -- sessions ----------------------------------------------------------------------------------
    def begin(self, account: Account) -> str:
        """A new session's token."""
        token, now = secrets.token_urlsafe(32), time.time()
        with self._writing() as db:
            db.execute("DELETE FROM session WHERE seen < ?", (now - _FORGOTTEN,))
            db.execute("INSERT INTO session VALUES (?, ?, ?, ?)", (_digest(token), account.name, now, now))
        return token

    def whose(self, token: str, idle_hours: float, session_hours: float) -> Account | None:
        """Whose session *token* is, if it has not run out."""
        now = time.time()
        with self._lock:
            row = self._db.execute(
                "SELECT name, role, begun, seen FROM session JOIN account USING (name) WHERE digest=? AND active=1",
                (_digest(token),),
            ).fetchone()
        if row is None or row[3] < now - idle_hours * 3600 or row[2] < now - session_hours * 3600:
            return None
        if row[3] < now - _SEEN:
            with self._writing() as db:
                db.execute("UPDATE session SET seen=? WHERE digest=?", (now, _digest(token)))
        return Account(row[0], row[1])

    def end(self, token: str) -> None:
        """End a session."""
        with self._writing() as db:
            db.execute("DELETE FROM session WHERE digest=?", (_digest(token),))

    # -- audit ---------------------------------------------------------------------------------------
    def note(self, who: str, what: str, detail: str = "") -> None:
        """Write a line of the audit log."""
        with self._writing() as db:
            db.execute(
                "INSERT INTO audit (at, who, what, detail) VALUES (?, ?, ?, ?)", (time.time(), who, what, detail[:500])
            )

    def audit(self, limit: int = 200, offset: int = 0) -> list[Entry]:
        """The latest lines, newest first."""
        with self._lock:
            rows = self._db.execute(
                "SELECT at, who, what, detail FROM audit ORDER BY id DESC LIMIT ? OFFSET ?", (limit, offset)
            ).fetchall()
        return [Entry(*r) for r in rows]


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode("utf8", "replace")).hexdigest()


def _keep_private(path: Path) -> None:
    """Make the file, and those that SQLite lays beside it, for its owner alone."""
    os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
    for suffix in ("", "-wal", "-shm"):
        beside = Path(f"{path}{suffix}")
        if beside.exists():
            beside.chmod(0o600)
