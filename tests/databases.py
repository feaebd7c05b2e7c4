"""A fresh database for a test: SQLite, and PostgreSQL where its programs are installed."""

from __future__ import annotations

import atexit
import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from functools import cache
from itertools import count
from pathlib import Path

import pytest

_NUMBER = count(1)
_REASON = "PostgreSQL is not installed (.ci/postgres installs it)"


@cache
def programs() -> Path | None:
    """The folder with ``initdb`` and ``pg_ctl``: on the path, or where Debian puts them."""
    found = shutil.which("initdb")
    if found:
        return Path(found).parent
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin"))
    return next((f for f in reversed(folders) if (f / "initdb").exists()), None)


@cache
def server() -> Path | None:
    """The socket folder of a server of our own that ends with the tests; None where it cannot be had."""
    folder = programs()
    if folder is None:
        return None
    home = Path(tempfile.mkdtemp(prefix="isnad-pg-"))
    who = _unprivileged()
    if who is not None:
        os.chown(home, who.pw_uid, who.pw_gid)

    def run(*command: str) -> None:
        user = {} if who is None else {"user": who.pw_uid, "group": who.pw_gid, "extra_groups": []}
        subprocess.run(command, check=True, capture_output=True, cwd=home, timeout=120, **user)  # type: ignore[call-overload]

    data = str(home / "data")
    control = str(folder / "pg_ctl")
    run(str(folder / "initdb"), "-D", data, "-A", "trust", "-U", "isnad", "-E", "UTF8", "--locale=C", "--no-sync")
    settings = f"-k {home} -c listen_addresses='' -c fsync=off -c full_page_writes=off"
    run(control, "-D", data, "-o", settings, "-l", str(home / "log"), "-w", "start")

    def end() -> None:
        run(control, "-D", data, "-m", "immediate", "stop")
        shutil.rmtree(home, ignore_errors=True)

    atexit.register(end)
    return home


def _unprivileged() -> pwd.struct_passwd | None:
    """Whom to run as: PostgreSQL refuses root."""
    if os.getuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    return None


def postgres_url() -> str:
    """The URL of a new, empty database. Skips the test where there is no server."""
    pytest.importorskip("psycopg", reason="the psycopg driver is not installed")
    home = server()
    if home is None:
        pytest.skip(_REASON)
    import psycopg  # noqa: PLC0415  # where it is installed

    name = f"t{next(_NUMBER)}"
    with psycopg.connect(f"host={home} user=isnad dbname=postgres", autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")  # type: ignore[arg-type]  # a name of our own
    return f"postgresql://isnad@/{name}?host={home}"


@pytest.fixture(params=["sqlite", "postgres"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Where a new store may be: a path or a URL."""
    yield str(tmp_path / "corpus.db") if request.param == "sqlite" else postgres_url()
