"""Reading back what was written, in order and in portions, so that memory stays bounded."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any

from sqlalchemy import Connection, Engine, func, select
from sqlalchemy.engine import Row

from isnad.records import Article, Coding, Statement
from isnad.records_json import from_json
from isnad.store import models as m
from isnad.store.types import Counts, StoredArticle

PORTION = 200
"""Articles read at once."""
_A = m.ArticleRow


def article_of(row: Row[Any] | m.ArticleRow) -> Article:
    """The article of a row of the table."""
    return Article(
        doc=row.doc, text=row.text, title=row.title, outlet=row.outlet, published=row.published, url=row.url,
        dateline=row.dateline, credit=row.credit,
    )  # fmt: skip


def articles(engine: Engine, after: int) -> Iterator[StoredArticle]:
    """See :meth:`isnad.store.Store.articles`."""
    while True:
        with engine.connect() as connection:
            rows = connection.execute(
                select(_A.__table__).where(_A.id > after).order_by(_A.id).limit(PORTION)
            ).all()  # fmt: skip
        for row in rows:
            yield StoredArticle(number=row.id, article=article_of(row))
        if len(rows) < PORTION:
            return
        after = rows[-1].id


def article(engine: Engine, doc: str) -> Article | None:
    """See :meth:`isnad.store.Store.article`."""
    with engine.connect() as connection:
        row = connection.execute(select(_A.__table__).where(_A.doc == doc)).first()
    return article_of(row) if row is not None else None


def codings(
    engine: Engine, docs: Iterable[str] | None, after: int = 0, *, rejected: bool = False
) -> Iterator[Coding]:
    """See :meth:`isnad.store.Store.codings`; with the *rejected* statements :meth:`~isnad.store.Store.every_coding`."""
    query = select(_A.__table__, m.CodingRow.version, m.CodingRow.problems).join(
        m.CodingRow, m.CodingRow.article_id == _A.id
    )
    if docs is not None:
        wanted = iter(sorted(set(docs)))
        numbers: list[int] = []
        while portion := list(islice(wanted, 500)):
            with engine.connect() as connection:
                numbers += connection.execute(select(_A.id).where(_A.doc.in_(portion), _A.id > after)).scalars()
        numbers.sort()
        for k in range(0, len(numbers), PORTION):
            with engine.connect() as connection:
                chosen = query.where(_A.id.in_(numbers[k : k + PORTION])).order_by(_A.id)
                yield from _with_statements(connection, connection.execute(chosen).all(), rejected)
        return
    while True:
        with engine.connect() as connection:
            rows = connection.execute(query.where(_A.id > after).order_by(_A.id).limit(PORTION)).all()
            found = list(_with_statements(connection, rows, rejected))
        yield from found
        if len(rows) < PORTION:
            return
        after = rows[-1].id


def _with_statements(connection: Connection, rows: Sequence[Row[Any]], rejected: bool) -> Iterator[Coding]:
    by_article: dict[int, list[Statement]] = defaultdict(list)
    s = m.StatementRow
    numbers = [r.id for r in rows]
    chosen = select(s.article_id, s.json).where(s.article_id.in_(numbers)).order_by(s.article_id, s.position)
    if not rejected:
        chosen = chosen.where(s.review != "rejected")
    for number, data in connection.execute(chosen):
        by_article[number].append(from_json(Statement, json.loads(data)))
    for row in rows:
        yield Coding(
            article=article_of(row),
            statements=tuple(by_article[row.id]),
            version=row.version,
            problems=tuple(json.loads(row.problems)),
        )


def removed(engine: Engine) -> dict[str, tuple[str, ...]]:
    """See :meth:`isnad.store.Store.removed`."""
    found: dict[str, list[str]] = defaultdict(list)
    r = m.RemovedRow
    with engine.connect() as connection:
        for kind, ident in connection.execute(select(r.kind, r.id).order_by(r.kind, r.id)):
            found[kind].append(ident)
    return {k: tuple(v) for k, v in found.items()}


def counts(engine: Engine) -> Counts:
    """See :meth:`isnad.store.Store.counts`."""
    with engine.connect() as connection:

        def number(table: type[m.Base], *conditions: Any) -> int:
            return int(connection.execute(select(func.count()).select_from(table).where(*conditions)).scalar() or 0)

        def by(column: Any, *conditions: Any) -> dict[str, int]:
            rows = connection.execute(select(column, func.count()).where(*conditions).group_by(column)).all()
            return {str(k): int(n) for k, n in sorted(rows, key=lambda r: (-r[1], str(r[0]))) if k is not None}

        first, last = connection.execute(select(func.min(_A.published), func.max(_A.published))).one()
        return Counts(
            files=number(m.FileRow, m.FileRow.done),
            articles=number(m.ArticleRow),
            coded=number(m.CodingRow),
            statements=number(m.StatementRow, m.StatementRow.review != "rejected"),
            kinds=by(m.StatementRow.kind, m.StatementRow.review != "rejected"),
            outlets=by(_A.outlet),
            first=first,
            last=last,
            copy_groups=number(m.CopyGroupRow),
            copies=number(m.CopyMemberRow, ~m.CopyMemberRow.original),
            stories=number(m.StoryRow),
            contradictions=number(m.ContradictionRow),
            failures=number(m.FailureRow, ~m.FailureRow.notice),
        )
