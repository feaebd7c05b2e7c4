"""Questions to the database."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, Engine, Integer, Select, Text, cast, func, or_, select
from sqlalchemy import column as sql_column
from sqlalchemy import table as sql_table
from sqlalchemy.dialects.postgresql import TSQUERY, TSVECTOR
from sqlalchemy.orm import InstrumentedAttribute

from isnad.corpus.records import CopyGroup, Mention, Story
from isnad.records import Article, Coding, Statement
from isnad.records_json import from_json
from isnad.store import models as m
from isnad.store import reader
from isnad.store.merging import active_merges, family
from isnad.store.rows import name_key
from isnad.store.search import fts5_query, parse_query, tsquery
from isnad.store.types import CorpusActor, Filter, Hit

_S, _A = m.StatementRow, m.ArticleRow
Condition = ColumnElement[bool]


def conditions(connection: Connection, wanted: Filter) -> list[Condition]:
    """What must hold of a row of ``statement`` joined with ``article``. Raises ValueError for an empty text query."""
    found: list[Condition] = []
    simple: list[tuple[InstrumentedAttribute[Any], Sequence[str]]] = [
        (_S.kind, wanted.kind), (_S.type, wanted.type), (_S.mode, wanted.mode), (_S.factuality, wanted.factuality),
        (_A.outlet, wanted.outlet), (_A.doc, wanted.doc),
    ]  # fmt: skip
    found += [column.in_(values) for column, values in simple if values]
    found.append(_S.review.in_(wanted.review) if wanted.review else _S.review != "rejected")
    if wanted.min_confidence:
        found.append(_S.confidence >= wanted.min_confidence)
    if wanted.published_from:
        found.append(_A.published >= wanted.published_from)
    if wanted.published_to:
        found.append(_A.published <= wanted.published_to)
    if wanted.date_from:
        found.append(func.coalesce(_S.end, _A.published) >= wanted.date_from)
    if wanted.date_to:
        found.append(func.coalesce(_S.start, _A.published) <= wanted.date_to)
    merges = active_merges(connection) if wanted.actor or wanted.source else {}
    if wanted.actor:
        found.append(_who(m.ParticipantRow, wanted.actor, merges, wanted.role))
    elif wanted.role:
        p = m.ParticipantRow
        found.append(_S.id.in_(select(p.statement_id).where(p.role.in_(wanted.role))))
    if wanted.source:
        found.append(_who(m.SourceRow, wanted.source, merges))
    if wanted.country:
        p, w = m.ParticipantRow, m.PlaceRow
        codes = [c.upper() for c in wanted.country]
        found.append(
            or_(
                _S.id.in_(select(w.statement_id).where(w.country.in_(codes))),
                _S.id.in_(select(p.statement_id).where(p.country.in_(codes))),
            )
        )
    if wanted.place:
        w = m.PlaceRow
        keys = [k for k in map(name_key, wanted.place) if k]
        found.append(_S.id.in_(select(w.statement_id).where(or_(w.place.in_(wanted.place), w.name_key.in_(keys)))))
    if wanted.text is not None:
        found.append(matching(connection, "statement_search", _S.id, wanted.text))
    if wanted.min_roots:
        r, story = m.StoryReportRow, m.StoryRow
        inner = select(r.statement_id).join(story, story.id == r.story_id).where(story.roots >= wanted.min_roots)
        found.append(_S.id.in_(inner))
    if wanted.fold_copies:
        c = m.CopyMemberRow
        found.append(_S.article_id.not_in(select(c.article_id).where(~c.original)))
    return found


def _who(
    table: type[m.ParticipantRow] | type[m.SourceRow], names: Sequence[str], merges: dict[str, str],
    roles: Sequence[str] = (),
) -> Condition:  # fmt: skip
    asked = [actor for name in names for actor in (name, f"~{name_key(name)}")]
    ids = sorted({member for actor in asked for member in family(merges, actor)})
    keys = [k for k in map(name_key, names) if k]
    inner = select(table.statement_id).where(
        or_(table.actor.in_(ids), table.name_key.in_(keys), table.name_en.in_([n.lower() for n in names]))
    )
    if roles:
        inner = inner.where(m.ParticipantRow.role.in_(roles))
    return _S.id.in_(inner)


def matching(connection: Connection, table: str, column: InstrumentedAttribute[int], words: str) -> Condition:
    """That the row with number *column* has *words*. Raises ValueError when they name nothing to look for."""
    parts = parse_query(words)
    if connection.dialect.name == "sqlite":
        row = sql_column("rowid", Integer)
        matches = sql_column(table, Text).op("MATCH")(fts5_query(parts))
    else:
        row = sql_column("id", Integer)
        matches = sql_column("terms", TSVECTOR).op("@@")(cast(tsquery(parts), TSQUERY))
    return column.in_(select(row).select_from(sql_table(table, row)).where(matches))


def find(engine: Engine, wanted: Filter, limit: int | None, offset: int) -> Iterator[Hit]:
    """See :meth:`isnad.store.Store.find`."""
    with engine.connect() as connection:
        chosen = (
            _joined(connection, wanted)
            .order_by(_A.published.is_(None), _A.published, _S.id)
            .limit(limit)
            .offset(offset or None)
        )
        found = connection.execution_options(yield_per=reader.PORTION).execute(chosen).scalars()
        with engine.connect() as second:
            for numbers in found.partitions():
                yield from hits_of(second, numbers)


def _joined(connection: Connection, wanted: Filter) -> Select[Any]:
    return select(_S.id).join(_A, _A.id == _S.article_id).where(*conditions(connection, wanted))


def count(engine: Engine, wanted: Filter) -> int:
    """See :meth:`isnad.store.Store.count`."""
    with engine.connect() as connection:
        inner = _joined(connection, wanted).subquery()
        return int(connection.execute(select(func.count()).select_from(inner)).scalar() or 0)


def hits_of(connection: Connection, numbers: Sequence[int]) -> Iterator[Hit]:
    """The hits with these statement numbers, in their order."""
    chosen = select(_S.id, _S.article_id, _S.json, _S.review).where(_S.id.in_(numbers))
    rows = {r.id: r for r in connection.execute(chosen)}
    wanted = {r.article_id for r in rows.values()}
    articles = {r.id: reader.article_of(r) for r in connection.execute(select(_A.__table__).where(_A.id.in_(wanted)))}
    c, r_ = m.CopyMemberRow, m.StoryReportRow
    member = select(c.article_id, c.group_id).where(c.article_id.in_(wanted))
    groups = {r.article_id: r.group_id for r in connection.execute(member)}
    stories: dict[int, list[str]] = defaultdict(list)
    told = select(r_.statement_id, r_.story_id).where(r_.statement_id.in_(numbers)).order_by(r_.story_id)
    for number, story in connection.execute(told):
        stories[number].append(story)
    for number in numbers:
        row, a = rows[number], articles[rows[number].article_id]
        yield Hit(
            statement=from_json(Statement, json.loads(row.json)),
            article=a,
            copy_group=groups.get(row.article_id),
            stories=tuple(stories[number]),
            review=row.review,
        )


def statement(engine: Engine, mention: Mention) -> Hit | None:
    """See :meth:`isnad.store.Store.statement`."""
    with engine.connect() as connection:
        named = (_S.sid == mention.statement, _A.doc == mention.doc)
        chosen = select(_S.id).join(_A, _A.id == _S.article_id).where(*named)
        numbers: Sequence[int] = connection.execute(chosen.order_by(_S.id).limit(1)).scalars().all()
        return next(hits_of(connection, numbers), None)


def search(engine: Engine, words: str, limit: int | None) -> Iterator[Article]:
    """See :meth:`isnad.store.Store.search`."""
    with engine.connect() as connection:
        chosen = (
            select(_A.__table__)
            .where(matching(connection, "article_search", _A.id, words))
            .order_by(_A.published.is_(None), _A.published, _A.id)
            .limit(limit)
        )
        for row in connection.execution_options(yield_per=reader.PORTION).execute(chosen):
            yield reader.article_of(row)


def show(engine: Engine, id_: str) -> Hit | Coding | Article | Story | CopyGroup | CorpusActor | None:
    """See :meth:`isnad.store.Store.show`."""
    from isnad.store import actors, copies, stories  # noqa: PLC0415  # they ask with what is here

    with engine.connect() as connection:
        numbers = connection.execute(select(_S.id).where(_S.sid == id_).order_by(_S.id).limit(1)).scalars().all()
        for hit in hits_of(connection, numbers):
            return hit
    coding = next(reader.codings(engine, [id_]), None)
    return (
        coding
        or reader.article(engine, id_)
        or stories.story(engine, id_)
        or next(copies.groups(engine, id_), None)
        or next(actors.actors(engine, None, id_), None)
    )


__all__ = ["conditions", "count", "find", "hits_of", "matching", "search", "show"]
