"""Writing articles and their statements."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import fields, replace
from itertools import islice, repeat
from typing import Any

from sqlalchemy import Connection, Table, func, insert, select, text, update

from isnad.records import Article, Coding, Statement
from isnad.store import models as m
from isnad.store.rows import Rows, add_article, add_coding, digest
from isnad.store.search import Terms, terms_of, tsvector

_TABLES: dict[str, Table] = {name: m.Base.metadata.tables[name] for name in (f.name for f in fields(Rows))}
_UNSTORABLE = str.maketrans({"\x00": "\ufffd", **dict.fromkeys(map(chr, range(0xD800, 0xE000)), "\ufffd")})
_BATCH = 50


def storable(article: Article) -> Article:
    """*article* without characters that no database takes (NUL, lone surrogates): U+FFFD stands for each."""
    changed: dict[str, Any] = {
        f.name: value.translate(_UNSTORABLE)
        for f in fields(article)
        if isinstance(value := getattr(article, f.name), str) and not is_storable(value)
    }
    return replace(article, **changed) if changed else article


def is_storable(value: str) -> bool:
    """Whether a database takes *value*: no NUL, no lone surrogate."""
    try:
        value.encode()
    except UnicodeEncodeError:
        return False
    return "\x00" not in value


def add_codings(connection: Connection, codings: Iterable[Coding], terms: Iterable[Terms | None] | None) -> int:
    """Add those that are new; see :meth:`isnad.store.Store.add`."""
    added = 0
    pairs = zip(codings, terms if terms is not None else repeat(None), strict=False)
    with_terms = iter(pairs)
    while batch := list(islice(with_terms, _BATCH)):
        writer = Writer(connection)
        for coding, known in batch:
            added += writer.add(coding.article, coding, known)
        writer.flush()
    return added


class Writer:
    """Collects rows and writes them; numbers go on from those in the database. Valid within one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._rows = Rows()
        self._search: list[tuple[str, int, tuple[str, ...], tuple[str, ...]]] = []
        self._docs: dict[str, str] = {}
        self._digests: set[str] = set()
        self._article = next_number(connection, "article")
        self._statement = next_number(connection, "statement")

    def add(
        self, article: Article, coding: Coding | None, terms: Terms | None = None, file_id: int | None = None,
        digest_: str | None = None,
    ) -> bool:  # fmt: skip
        """Add an article with what it says (None: it could not be coded); False when it is there already.

        *digest_* stands for the article's own where it was renamed.
        """
        article = storable(article)
        digest_ = digest_ or digest(article)
        if digest_ in self._digests or known_digest(self._connection, digest_):
            return False
        if article.doc in self._docs or known_doc(self._connection, article.doc):
            raise ValueError(f"there is another article with the id {article.doc!r}; give this one an id of its own")
        self._docs[article.doc] = digest_
        self._digests.add(digest_)
        number = self._article
        self._article += 1
        add_article(self._rows, number, article, digest_, file_id)
        terms = terms or terms_of(article)
        self._search.append(("article_search", number, *terms.all()))
        if coding is not None:
            coding = coding if coding.article is article else replace(coding, article=article)
            self._index(coding.statements, terms)
            self._statement = add_coding(self._rows, number, coding, self._statement)
        return True

    def _index(self, statements: tuple[Statement, ...], terms: Terms) -> None:
        for n, statement in enumerate(statements, self._statement):
            self._search.append(("statement_search", n, *terms.within(statement.evidence)))

    def flush(self) -> None:
        """Write what was collected."""
        for name, table in _TABLES.items():
            rows = getattr(self._rows, name)
            if rows:
                self._connection.execute(insert(table), rows)
        index(self._connection, self._search)
        if self._docs:
            from isnad.store.revisions import stand_again  # noqa: PLC0415  # it writes with what is here

            stand_again(self._connection, self._docs)
            self._statement = next_number(self._connection, "statement")
        self._rows, self._search = Rows(), []
        self._docs, self._digests = {}, set()


def index(connection: Connection, entries: list[tuple[str, int, tuple[str, ...], tuple[str, ...]]]) -> None:
    """Write full-text rows: table, number, words, stems."""
    for name in ("article_search", "statement_search"):
        chosen = [e for e in entries if e[0] == name]
        if not chosen:
            continue
        if connection.dialect.name == "sqlite":
            statement = text(f"INSERT INTO {name} (rowid, word, stem) VALUES (:n, :word, :stem)")
            rows = [{"n": n, "word": " ".join(w), "stem": " ".join(s)} for _, n, w, s in chosen]
        else:
            statement = text(f"INSERT INTO {name} (id, terms) VALUES (:n, CAST(:terms AS tsvector))")
            rows = [{"n": n, "terms": tsvector(w, s)} for _, n, w, s in chosen]
        connection.execute(statement, rows)


def known_digest(connection: Connection, digest_: str) -> bool:
    """Whether an article with this digest is there."""
    return connection.execute(select(m.ArticleRow.id).where(m.ArticleRow.digest == digest_)).first() is not None


def known_doc(connection: Connection, doc: str) -> bool:
    """Whether an article with this id is there."""
    return connection.execute(select(m.ArticleRow.id).where(m.ArticleRow.doc == doc)).first() is not None


def next_number(connection: Connection, table: str) -> int:
    """The number that the next row gets; numbers of removed rows are not given out again."""
    column = m.Base.metadata.tables[table].c.id
    highest = connection.execute(select(func.max(column))).scalar() or 0
    floor = connection.execute(select(m.MetaRow.value).where(m.MetaRow.key == f"last_{table}")).scalar()
    return max(int(highest), int(floor or 0)) + 1


def keep_floor(connection: Connection, table: str) -> None:
    """Before rows are removed: their numbers shall not be given out again."""
    key, value = f"last_{table}", str(next_number(connection, table) - 1)
    if connection.execute(update(m.MetaRow).where(m.MetaRow.key == key).values(value=value)).rowcount == 0:
        connection.execute(insert(m.MetaRow), [{"key": key, "value": value}])
