"""One adding run at a time for a database."""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Engine, text

from isnad.store.engine import StoreError

_NUMBER = 0x69736E6161646421
"""Of PostgreSQL's advisory lock: arbitrary, isnad's own."""


@contextmanager
def alone(engine: Engine) -> Iterator[None]:
    """No other process adds to this database meanwhile; the lock ends with the process however that ends.

    Raises StoreError when another one is at it.
    """
    shown = engine.url.render_as_string()
    taken = StoreError(f"{shown}: another isnad is adding to this database; wait for it to end, or stop it")
    if engine.dialect.name == "postgresql":
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            if not connection.execute(text("SELECT pg_try_advisory_lock(:n)"), {"n": _NUMBER}).scalar():
                raise taken
            try:
                yield
            finally:
                connection.execute(text("SELECT pg_advisory_unlock(:n)"), {"n": _NUMBER})
        return
    try:
        import fcntl  # noqa: PLC0415  # not on Windows
    except ImportError:
        yield
        return
    name = hashlib.sha256(str(Path(engine.url.database or "").resolve()).encode()).hexdigest()[:24]
    lock = os.open(Path(tempfile.gettempdir()) / f"isnad-{os.getuid()}-{name}.lock", os.O_CREAT | os.O_RDWR, 0o600)
    try:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise taken from error
        yield
    finally:
        os.close(lock)
