"""SQLite: everything in one file with a documented schema, and the metadata that Datasette shows."""

from __future__ import annotations

import json
import sqlite3
from datetime import date
from typing import Any

from isnad.export.corpus import Corpus
from isnad.export.package import Package
from isnad.export.tables import TABLES, Schema, rows

_TYPES = {"integer": "INTEGER", "number": "REAL", "boolean": "INTEGER", "date": "TEXT", "string": "TEXT"}
_PORTION = 5_000


def ddl(schema: Schema) -> str:
    """The statement that makes the table of *schema*."""
    lines = [f'"{c.name}" {_TYPES[c.type]}' for c in schema.columns]
    lines.append("PRIMARY KEY (" + ", ".join(f'"{k}"' for k in schema.key) + ")")
    lines += [f'FOREIGN KEY ("{c}") REFERENCES "{t}" ("{k}")' for c, t, k in schema.references]
    return f'CREATE TABLE "{schema.name}" (\n  ' + ",\n  ".join(lines) + "\n)"


def write(corpus: Corpus, out: Package) -> None:
    """Write ``isnad.sqlite`` and ``metadata.json`` (for ``datasette isnad.sqlite -m metadata.json``) into *out*."""
    path, part = out.folder / "isnad.sqlite", out.folder / "isnad.sqlite.part"
    part.unlink(missing_ok=True)
    database = sqlite3.connect(part)
    try:
        _fill(database, corpus, out)
    finally:
        database.close()
    part.replace(path)
    out.resource(path.name, "Every table: " + ", ".join(s.name for s in TABLES))
    described = {
        s.name: {"description": s.description, "columns": {c.name: c.description for c in s.columns}} for s in TABLES
    }
    content = {"title": "isnad", "databases": {"isnad": {"tables": described}}}
    with out.text("metadata.json", "What the tables and columns mean, for Datasette") as stream:
        json.dump(content, stream, ensure_ascii=False, indent=1)


def _fill(database: sqlite3.Connection, corpus: Corpus, out: Package) -> None:
    database.execute("PRAGMA foreign_keys = OFF")  # rows come article by article; checked at the end
    database.execute('CREATE TABLE "schema" ("table" TEXT, "column" TEXT, "type" TEXT, "description" TEXT)')
    inserts = {}
    for schema in TABLES:
        database.execute(ddl(schema))
        for c in schema.columns:
            database.execute("INSERT INTO schema VALUES (?, ?, ?, ?)", (schema.name, c.name, c.type, c.description))
        marks = ", ".join("?" for _ in schema.columns)
        inserts[schema.name] = f'INSERT OR IGNORE INTO "{schema.name}" VALUES ({marks})'
    by_name = {s.name: s for s in TABLES}
    waiting: dict[str, list[tuple[Any, ...]]] = {s.name: [] for s in TABLES}
    for table, row in rows(corpus, out):
        waiting[table].append(tuple(_plain(row.get(c.name)) for c in by_name[table].columns))
        out.counts[table] += 1
        if len(waiting[table]) >= _PORTION:
            database.executemany(inserts[table], waiting[table])
            waiting[table].clear()
    for table, left in waiting.items():
        database.executemany(inserts[table], left)
    for schema in TABLES:
        for column, _, _ in schema.references:
            database.execute(f'CREATE INDEX "{schema.name}_{column}" ON "{schema.name}" ("{column}")')
    broken = database.execute("PRAGMA foreign_key_check").fetchall()
    if broken:
        raise ValueError(f"rows of {broken[0][0]} point to rows of {broken[0][2]} that are not there")
    database.commit()
    database.execute("VACUUM")


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    return int(value) if isinstance(value, bool) else value
