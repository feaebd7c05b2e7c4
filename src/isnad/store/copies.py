"""Copies and copy groups in the database."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from sqlalchemy import Connection, Engine, delete, insert, select
from sqlalchemy.orm import aliased

from isnad.corpus.records import Copy, CopyGroup
from isnad.store import models as m
from isnad.store.numbers import article_numbers, note_removed, portions


def replace(connection: Connection, found: Iterable[Copy], groups: Iterable[CopyGroup]) -> None:
    """See :meth:`isnad.store.Store.replace_copies`. Raises KeyError for an article that is not there."""
    before = set(connection.execute(select(m.CopyGroupRow.id)).scalars())
    for table in (m.CopyRow, m.CopyMemberRow, m.CopyGroupRow):
        connection.execute(delete(table))
    after: set[str] = set()
    for portion in portions(groups):
        numbers = article_numbers(connection, (d for g in portion for d in g.docs))
        connection.execute(insert(m.CopyGroupRow), [{"id": g.id, "original": g.original} for g in portion])
        members = [
            {"article_id": numbers[d], "group_id": g.id, "original": d == g.original} for g in portion for d in g.docs
        ]
        if members:
            connection.execute(insert(m.CopyMemberRow), members)
        after |= {g.id for g in portion}
    for pairs in portions(found):
        numbers = article_numbers(connection, (d for c in pairs for d in (c.doc, c.other)))
        rows = [
            {"article_id": numbers[c.doc], "other_id": numbers[c.other], "kind": c.kind, "overlap": c.overlap}
            for c in pairs
        ]
        connection.execute(insert(m.CopyRow), rows)
    note_removed(connection, "copy_group", before, after)


def copies(engine: Engine) -> Iterator[Copy]:
    """See :meth:`isnad.store.Store.copies`."""
    one, other = aliased(m.ArticleRow), aliased(m.ArticleRow)
    chosen = (
        select(one.doc, other.doc, m.CopyRow.kind, m.CopyRow.overlap)
        .join(one, one.id == m.CopyRow.article_id)
        .join(other, other.id == m.CopyRow.other_id)
        .order_by(one.doc, other.doc)
    )
    with engine.connect() as connection:
        rows = connection.execute(chosen).all()
    for doc, original, kind, overlap in rows:
        yield Copy(doc, original, kind, overlap)


def groups(engine: Engine, id_: str | None = None) -> Iterator[CopyGroup]:
    """See :meth:`isnad.store.Store.copy_groups`; only the one with *id_* where it is given."""
    chosen = (
        select(m.CopyGroupRow.id, m.CopyGroupRow.original, m.ArticleRow.doc)
        .join(m.CopyMemberRow, m.CopyMemberRow.group_id == m.CopyGroupRow.id)
        .join(m.ArticleRow, m.ArticleRow.id == m.CopyMemberRow.article_id)
        .order_by(m.CopyGroupRow.id)
    )
    if id_ is not None:
        chosen = chosen.where(m.CopyGroupRow.id == id_)
    with engine.connect() as connection:
        rows = connection.execute(chosen).all()
    members: dict[tuple[str, str], list[str]] = {}
    for ident, original, doc in rows:
        members.setdefault((ident, original), []).append(doc)
    for (ident, original), docs in members.items():
        yield CopyGroup(ident, original, tuple(sorted(docs)))
