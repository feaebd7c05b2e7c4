"""Opening a database: SQLite file or PostgreSQL URL, its tables, their version and how older ones are brought up."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, inspect, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DatabaseError, NoSuchModuleError, OperationalError

from isnad.store.models import Base

SCHEMA = 3
"""Version of the tables that this code reads and writes."""
_APPLICATION_ID = 0x69736E64
_BUSY_MS = 30_000
_SEARCH = {"article_search": "article", "statement_search": "statement"}
"""Full-text tables and the tables whose numbers their rows bear."""


class StoreError(RuntimeError):
    """The database cannot be opened, or is not one of isnad's: the message says what to do."""


def connect(where: str | Path) -> Engine:
    """An engine for *where*: a path of a SQLite file or a ``postgresql://`` URL; tables are made or brought up to date.

    Raises StoreError.
    """
    url = _url(where)
    try:
        engine = create_engine(url)
        if engine.dialect.name == "sqlite":
            _prepare_sqlite(engine)
        with engine.connect() as connection:
            found = version(connection)
        if found != SCHEMA:
            with writing(engine) as connection:
                _upgrade(connection)
    except (OperationalError, NoSuchModuleError, ModuleNotFoundError) as error:
        raise StoreError(_reason(where, error)) from error
    except DatabaseError as error:
        raise StoreError(f"{where}: this is not an isnad database ({_first(error)}); give another path") from error
    return engine


def _url(where: str | Path) -> URL:
    if isinstance(where, str) and "://" in where:
        try:
            url = make_url(where)
        except ArgumentError as error:
            raise StoreError(f"{where}: this URL cannot be read ({error})") from error
        if url.drivername in ("postgresql", "postgres"):
            url = url.set(drivername="postgresql+psycopg")
        return url
    path = Path(where)
    if path.is_dir():
        raise StoreError(f"{where}: this is a folder; give the path of a database file, such as corpus.db")
    if not path.parent.is_dir():
        raise StoreError(f"{where}: the folder {path.parent} does not exist; make it first")
    return URL.create("sqlite", database=str(path))


def _first(error: Exception) -> str:
    return str(getattr(error, "orig", None) or error).splitlines()[0]


def _reason(where: str | Path, error: Exception) -> str:
    if isinstance(error, ModuleNotFoundError) and "psycopg" in str(error):
        return "PostgreSQL needs the psycopg driver: pip install 'isnad[postgres]'"
    return f"{where}: the database cannot be opened ({_first(error)})"


def _prepare_sqlite(engine: Engine) -> None:
    @event.listens_for(engine, "connect")
    def _on_connect(connection: Any, _: Any) -> None:
        connection.isolation_level = None
        cursor = connection.cursor()
        for pragma in (
            f"busy_timeout={_BUSY_MS}", "journal_mode=WAL", "synchronous=NORMAL", "foreign_keys=ON",
            "cache_size=-65536", "temp_store=MEMORY",
        ):  # fmt: skip
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine, "begin")
    def _on_begin(connection: Connection) -> None:
        immediate = connection.get_execution_options().get("isnad_write", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if immediate else "BEGIN")


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """A transaction that writes: all of it is kept, or nothing. One writer at a time."""
    with engine.connect().execution_options(isnad_write=True) as connection, connection.begin():
        if connection.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:n)"), {"n": _APPLICATION_ID})
        yield connection


def _upgrade(connection: Connection) -> None:
    found = version(connection)
    if found is None:
        tables = inspect(connection).get_table_names()
        if tables:
            raise StoreError(
                f"{connection.engine.url.render_as_string()}: there are tables of another program in this database "
                f"({', '.join(sorted(tables)[:3])}); give a database of its own"
            )
        Base.metadata.create_all(connection)
        _create_search(connection)
        connection.execute(text("INSERT INTO meta (key, value) VALUES ('schema', :v)"), {"v": str(SCHEMA)})
        return
    if found > SCHEMA:
        raise StoreError(
            f"{connection.engine.url.render_as_string()}: written by a later version of isnad (tables of version "
            f"{found}, this one knows {SCHEMA}); install the later version"
        )
    for step in range(found, SCHEMA):
        MIGRATIONS[step](connection)
        connection.execute(text("UPDATE meta SET value = :v WHERE key = 'schema'"), {"v": str(step + 1)})


def version(connection: Connection) -> int | None:
    """The version of the tables, or None in a database without them."""
    if not inspect(connection).has_table("meta"):
        return None
    value = connection.execute(text("SELECT value FROM meta WHERE key = 'schema'")).scalar()
    return int(value) if value is not None else None


def _create_search(connection: Connection) -> None:
    for name, table in _SEARCH.items():
        if connection.dialect.name == "sqlite":
            connection.exec_driver_sql(
                f"CREATE VIRTUAL TABLE {name} USING fts5(word, stem, content='', "
                "tokenize='unicode61 remove_diacritics 0')"
            )
        else:
            connection.exec_driver_sql(
                f"CREATE TABLE {name} (id INTEGER PRIMARY KEY REFERENCES {table}(id) ON DELETE CASCADE, "
                "terms tsvector NOT NULL)"
            )
            connection.exec_driver_sql(f"CREATE INDEX ix_{name} ON {name} USING gin (terms)")


def _datelines(connection: Connection) -> None:
    """Version 2: articles have a dateline and a credit."""
    for column in ("dateline", "credit"):
        connection.exec_driver_sql(f"ALTER TABLE article ADD COLUMN {column} TEXT")


def _revisions(connection: Connection) -> None:
    """Version 3: what people make of statements."""
    names = ("revision", "machine", "double_coding", "double_coder")
    Base.metadata.create_all(connection, tables=[Base.metadata.tables[n] for n in names])
    connection.exec_driver_sql("ALTER TABLE statement ADD COLUMN review VARCHAR(12) NOT NULL DEFAULT 'unreviewed'")
    doubt = next(i for i in Base.metadata.tables["statement"].indexes if i.name == "ix_statement_doubt")
    doubt.create(connection)


MIGRATIONS: dict[int, Callable[[Connection], None]] = {1: _datelines, 2: _revisions}
"""From each version to the next; a step runs in the transaction that opens the database."""
