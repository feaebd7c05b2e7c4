"""From the ids of records to the numbers of rows, many at a time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import TypeVar

from sqlalchemy import Connection, delete, insert, select

from isnad.corpus.records import Mention
from isnad.store import models as m

T = TypeVar("T")
PORTION = 500
"""Values in one query; SQLite takes some 32,000."""


def portions(values: Iterable[T], size: int = PORTION) -> Iterator[list[T]]:
    """*values* in lists of *size*."""
    rest = iter(values)
    while portion := list(islice(rest, size)):
        yield portion


def article_numbers(connection: Connection, docs: Iterable[str]) -> dict[str, int]:
    """Article numbers by ``doc``. Raises KeyError for one that is not there."""
    found: dict[str, int] = {}
    wanted = sorted(set(docs))
    for portion in portions(wanted):
        chosen = select(m.ArticleRow.doc, m.ArticleRow.id).where(m.ArticleRow.doc.in_(portion))
        found.update((doc, number) for doc, number in connection.execute(chosen))
    missing = [d for d in wanted if d not in found]
    if missing:
        raise KeyError(f"there is no article {missing[0]!r} in the corpus")
    return found


def statement_numbers(connection: Connection, mentions: Sequence[Mention]) -> dict[Mention, int]:
    """Statement numbers by mention. Raises KeyError for one that is not there."""
    found: dict[Mention, int] = {}
    wanted = set(mentions)
    for portion in portions(sorted({x.statement for x in wanted})):
        chosen = (
            select(m.ArticleRow.doc, m.StatementRow.sid, m.StatementRow.id)
            .join(m.ArticleRow, m.ArticleRow.id == m.StatementRow.article_id)
            .where(m.StatementRow.sid.in_(portion))
        )
        for doc, sid, number in connection.execute(chosen):
            mention = Mention(doc, sid)
            if mention in wanted:
                found[mention] = number
    if len(found) < len(wanted):
        missing = min(wanted - found.keys())
        raise KeyError(f"there is no statement {missing.statement!r} of {missing.doc!r} in the corpus")
    return found


def note_removed(connection: Connection, kind: str, before: set[str], after: set[str]) -> None:
    """Keep on record which ids of a *kind* are no more."""
    r = m.RemovedRow
    for portion in portions(sorted(after)):
        connection.execute(delete(r).where(r.kind == kind, r.id.in_(portion)))
    gone = [{"kind": kind, "id": i} for i in sorted(before - after)]
    if gone:
        connection.execute(insert(r), gone)
