"""Whether a corpus database is what it should be: read only, every table, every offset, every digest."""

from __future__ import annotations

import json
import re
import sqlite3
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any
from urllib.parse import quote

from sqlalchemy import Connection, Engine, bindparam, create_engine, inspect, select, text
from sqlalchemy import RowMapping as Row
from sqlalchemy.exc import DBAPIError

from isnad.corpus.records import Story
from isnad.records import Article
from isnad.records_json import from_json
from isnad.store import models as m
from isnad.store.engine import SCHEMA, StoreError, connect, version
from isnad.store.rows import digest
from isnad.store.search import search_key
from isnad.text.clean import clean
from isnad.text.tokens import tokenise
from isnad.trust.findings import Finding
from isnad.trust.statements import PARTS, check_statements

_PORTION = 200
_INTEGRITY = 50
"""Lines of SQLite's own check that are told."""
_RENAMED = re.compile(r"~\d+$")
_SQLITE_HEAD = b"SQLite format 3\x00"
_SEARCH = (("article_search", "article"), ("statement_search", "statement"))
Step = Callable[[int, int], None]
"""Told of progress: articles done, articles in all."""


@dataclass(slots=True)
class Checked:
    """What was looked at, counted while the findings are read."""

    articles: int = 0
    statements: int = 0
    spans: int = 0
    found: int = 0
    kinds: dict[str, int] = field(default_factory=lambda: defaultdict(int))


def check(where: str | Path, seen: Checked | None = None, step: Step | None = None) -> Iterator[Finding]:
    """Everything that is wrong with the corpus at *where* (a path, or a ``postgresql://`` URL), and nothing if all is
    well. Nothing is written. *seen* counts what was looked at.

    Raises StoreError when there is no database at *where*, or none that can be opened at all.
    """
    seen = seen if seen is not None else Checked()
    engine = open_to_read(where)
    try:
        for finding in _findings(engine, seen, step or (lambda *_: None)):
            seen.kinds[finding.key] += 1
            seen.found += not finding.notice
            yield finding
    finally:
        engine.dispose()


def open_to_read(where: str | Path) -> Engine:
    """An engine that cannot write, whatever the version of the tables. Raises StoreError."""
    if isinstance(where, str) and "://" in where:
        return connect(where)
    path = Path(where)
    try:
        with path.open("rb") as stream:
            head = stream.read(16)
    except OSError as error:
        raise StoreError(f"{where}: cannot be read ({error.strerror or error}); give the path of a corpus") from error
    if head != _SQLITE_HEAD:
        raise StoreError(
            f"{where}: this is not a database, or its first page is destroyed: take it from a backup, or fill a new "
            "one from the same files with isnad add"
        )
    return create_engine("sqlite://", creator=lambda: _read_only(path))


def _read_only(path: Path) -> sqlite3.Connection:
    """Also in a folder where nothing can be written, where SQLite cannot make the files that it reads a WAL with."""
    name = quote(str(path.resolve()))
    for how in ("mode=ro", "mode=ro&immutable=1"):
        connection = sqlite3.connect(f"file:{name}?{how}", uri=True)
        try:
            connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
            return connection
        except sqlite3.OperationalError as error:
            last = error
            connection.close()
    raise last


def _findings(engine: Engine, seen: Checked, step: Step) -> Iterator[Finding]:
    try:
        connection = engine.connect()
    except DBAPIError as error:  # not even the list of the tables can be read
        yield Finding("integrity", "–", {"reason": _reason(error)})
        return
    with connection:
        broken = False
        if connection.dialect.name == "sqlite":
            for finding in _sqlite(connection):
                broken |= finding.key == "integrity"
                yield finding
        try:
            yield from _contents(connection, seen, step)
        except DBAPIError as error:
            yield Finding("unreadable", "–", {"reason": _reason(error)})
        except (ValueError, TypeError, OverflowError) as error:  # a damaged file holds anything
            if not broken:
                raise
            yield Finding("unreadable", "–", {"reason": _reason(error)})


def _reason(error: Exception) -> str:
    return str(getattr(error, "orig", None) or error).splitlines()[0]


def _sqlite(connection: Connection) -> Iterator[Finding]:
    try:
        lines = connection.exec_driver_sql(f"PRAGMA integrity_check({_INTEGRITY})").scalars().all()
    except DBAPIError as error:
        lines = [_reason(error)]
    for line in lines:
        if line != "ok":
            yield Finding("integrity", "–", {"reason": " ".join(str(line).split())})
    try:
        for table, row, parent, _ in connection.exec_driver_sql("PRAGMA foreign_key_check"):
            yield Finding("foreign", f"{table}:{row if row is not None else '?'}", {"parent": parent})
    except DBAPIError as error:
        yield Finding("integrity", "foreign_key_check", {"reason": _reason(error)})


def _contents(connection: Connection, seen: Checked, step: Step) -> Iterator[Finding]:
    there = set(inspect(connection).get_table_names())
    found = version(connection) if "meta" in there else None
    if found is None:
        yield Finding("schema_none", "meta")
        return
    if found > SCHEMA:
        yield Finding("schema_new", "meta", {"found": found, "known": SCHEMA})
        return
    if found < SCHEMA:
        yield Finding("schema_old", "meta", {"found": found, "known": SCHEMA}, notice=True)
    needed = {"article", "coding", "statement", "file", "failure", *PARTS, *(name for name, _ in _SEARCH)}
    for name in sorted(needed - there):
        yield Finding("table", name)
    if needed - there:
        return
    words: dict[int, int] = {}
    yield from _articles(connection, seen, step, words)
    yield from _index(connection, words)
    yield from _groups(connection)
    yield from _stories(connection)


# -- articles and what they say -------------------------------------------------------------------------------------


def _columns(connection: Connection, table: str) -> list[Any]:
    """The columns of ours that the database has: an older one lacks some."""
    there = {c["name"] for c in inspect(connection).get_columns(table)}
    return [c for c in m.Base.metadata.tables[table].columns if c.name in there]


def _articles(connection: Connection, seen: Checked, step: Step, words: dict[int, int]) -> Iterator[Finding]:
    a = m.ArticleRow
    columns = {name: _columns(connection, name) for name in ("article", "statement", *PARTS)}
    coded = set(connection.execute(select(m.CodingRow.article_id)).scalars())
    failed = {
        str(place) for place in connection.execute(
            select(m.FailureRow.place).where(m.FailureRow.key == "error.coding")
        ).scalars()
    }  # fmt: skip
    total = int(connection.execute(text("SELECT count(*) FROM article")).scalar() or 0)
    after = 0
    while True:
        chosen = select(*columns["article"]).where(a.id > after).order_by(a.id).limit(_PORTION)
        rows: Sequence[Row] = connection.execute(chosen).mappings().all()
        if not rows:
            return
        after = rows[-1]["id"]
        statements, parts = _rows_of(connection, columns, rows[0]["id"], after)
        for row in rows:
            article = _article(row)
            own = statements.get(row["id"], [])
            yield from _digest(article, str(row["digest"]))
            if row["id"] not in coded and (own or article.doc not in failed):
                yield Finding("uncoded", article.doc)
            yield from check_statements(article, row["id"], own, parts)
            words[row["id"]] = _count_words(article)
            seen.articles += 1
            seen.statements += len(own)
        step(seen.articles, total)


def _rows_of(
    connection: Connection, columns: dict[str, list[Any]], first: int, last: int
) -> tuple[dict[int, list[Row]], dict[str, dict[int, list[Row]]]]:
    """The rows of statements of the articles from *first* to *last*, by article, and their parts by statement."""
    s = m.StatementRow
    here = s.article_id.between(first, last)
    statements: dict[int, list[Row]] = defaultdict(list)
    for row in connection.execute(select(*columns["statement"]).where(here).order_by(s.position)).mappings():
        statements[row["article_id"]].append(row)
    parts: dict[str, dict[int, list[Row]]] = {}
    numbers = select(s.id).where(here)
    for name in PARTS:
        found: dict[int, list[Row]] = defaultdict(list)
        key = m.Base.metadata.tables[name].c.statement_id
        for row in connection.execute(select(*columns[name]).where(key.in_(numbers))).mappings():
            found[row["statement_id"]].append(row)
        parts[name] = found
    return statements, parts


def _article(row: Row) -> Article:
    names = ("doc", "text", "title", "outlet", "published", "url", "dateline", "credit")
    return Article(**{name: row[name] for name in names if name in row})


def _digest(article: Article, stored: str) -> Iterator[Finding]:
    """The article is as it was read: its digest was taken then, before a second one of its id was renamed."""
    if digest(article) == stored:
        return
    if _RENAMED.search(article.doc) and digest(replace(article, doc=_RENAMED.sub("", article.doc))) == stored:
        return
    yield Finding("digest", article.doc)


# -- the full-text index --------------------------------------------------------------------------------------------


def _count_words(article: Article) -> int:
    """How many words of an article stand in the index (the title's and the text's)."""

    def number(string: str) -> int:
        return sum(1 for w in tokenise(clean(string)).words if w.pos != "PUNCT" and search_key(w.norm))

    title = number(article.title) if article.title else 0
    return title + bool(title) + number(article.text)


def _index(connection: Connection, words: dict[int, int]) -> Iterator[Finding]:
    for name, table in _SEARCH:
        row = "rowid" if connection.dialect.name == "sqlite" else "id"
        try:
            indexed = set(connection.exec_driver_sql(f"SELECT {row} FROM {name}").scalars())
        except DBAPIError as error:
            yield Finding("index", name, {"reason": _reason(error)})
            continue
        there = set(connection.exec_driver_sql(f"SELECT id FROM {table}").scalars())
        for number in sorted(there - indexed):
            yield Finding("index_missing", _named(connection, table, number))
        if name == "article_search" and connection.dialect.name == "sqlite":
            yield from _indexed_words(connection, name, {n: words[n] for n in there & indexed if n in words})


def _named(connection: Connection, table: str, number: int) -> str:
    query = {
        "article": "SELECT doc FROM article WHERE id = :n",
        "statement": "SELECT a.doc || '#' || s.sid FROM statement s JOIN article a ON a.id = s.article_id "
                     "WHERE s.id = :n",
    }[table]  # fmt: skip
    return str(connection.execute(text(query).bindparams(bindparam("n", number))).scalar())


def _indexed_words(connection: Connection, name: str, words: dict[int, int]) -> Iterator[Finding]:
    """As many words of each article in the index as in its text. Reading them all also finds a damaged index."""
    try:
        connection.exec_driver_sql(f"CREATE VIRTUAL TABLE temp.isnad_words USING fts5vocab(main, {name}, instance)")
        rows = connection.exec_driver_sql("SELECT doc, count(*) FROM temp.isnad_words WHERE col = 'word' GROUP BY doc")
        counted = {int(doc): int(n) for doc, n in rows}
    except DBAPIError as error:
        yield Finding("index", name, {"reason": _reason(error)})
        return
    for number, wanted in sorted(words.items()):
        if counted.get(number, 0) != wanted:
            values = {"found": counted.get(number, 0), "wanted": wanted}
            yield Finding("index_words", _named(connection, "article", number), values)


# -- copies and stories ---------------------------------------------------------------------------------------------


def _groups(connection: Connection) -> Iterator[Finding]:
    """Every copy group has its original among its members, and two members at least."""
    rows = connection.exec_driver_sql(
        "SELECT g.id, g.original, a.doc, c.original FROM copy_group g "
        "LEFT JOIN copy_member c ON c.group_id = g.id LEFT JOIN article a ON a.id = c.article_id ORDER BY g.id"
    )
    members: dict[tuple[str, str], list[tuple[str, bool]]] = defaultdict(list)
    for group, original, doc, first in rows:
        members[group, original].append((doc, bool(first)))
    for (group, original), docs in members.items():
        if [d for d, first in docs if first] != [original] or len(docs) < 2:
            yield Finding("group", group)


def _stories(connection: Connection) -> Iterator[Finding]:
    """A story's record and its rows say the same, and every statement that it names is there."""
    rows = connection.exec_driver_sql(
        "SELECT r.story_id, r.position, a.doc, s.sid FROM story_report r JOIN statement s ON s.id = r.statement_id "
        "JOIN article a ON a.id = s.article_id ORDER BY r.story_id, r.position"
    )
    reports: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for story, _, doc, sid in rows:
        reports[story].append((doc, sid))
    for ident, data, roots in connection.exec_driver_sql("SELECT id, json, roots FROM story ORDER BY id"):
        try:
            story = from_json(Story, json.loads(data))
        except (ValueError, TypeError) as error:
            yield Finding("record", ident, {"reason": str(error).splitlines()[0]})
            continue
        told = [(r.mention.doc, r.mention.statement) for r in story.reports]
        named = {(x.doc, x.statement) for c in story.contradictions for side in c.sides for x in side.mentions}
        if told != reports[ident] or len(story.roots) != roots or not named <= set(told):
            yield Finding("story", ident)
