"""Stories in the database."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator

from sqlalchemy import Connection, Engine, delete, insert, select

from isnad.corpus.records import Story
from isnad.records_json import from_json
from isnad.store import models as m
from isnad.store.numbers import note_removed, portions, statement_numbers
from isnad.store.query import conditions
from isnad.store.rows import Row, dumps
from isnad.store.types import Filter

_S = m.StoryRow
_PORTION = 200


def replace(connection: Connection, found: Iterable[Story]) -> None:
    """See :meth:`isnad.store.Store.replace_stories`. Raises KeyError for a statement that is not there."""
    before = set(connection.execute(select(_S.id)).scalars())
    for table in (m.ContradictionRow, m.StoryReportRow, _S):
        connection.execute(delete(table))
    after: set[str] = set()
    for portion in portions(found, _PORTION):
        numbers = statement_numbers(connection, [r.mention for s in portion for r in s.reports])
        connection.execute(insert(_S), [_story_row(s) for s in portion])
        reports = [
            {
                "story_id": s.id,
                "position": n,
                "statement_id": numbers[r.mention],
                "root_kind": r.root.kind,
                "root_key": r.root.key,
                "root_name": r.root.name,
            }
            for s in portion
            for n, r in enumerate(s.reports)
        ]
        if reports:
            connection.execute(insert(m.StoryReportRow), reports)
        against = [
            {"story_id": s.id, "position": n, "field": c.field, "json": dumps(c)}
            for s in portion
            for n, c in enumerate(s.contradictions)
        ]
        if against:
            connection.execute(insert(m.ContradictionRow), against)
        after |= {s.id for s in portion}
    note_removed(connection, "story", before, after)


def _story_row(story: Story) -> Row:
    return {
        "id": story.id,
        "type": story.type,
        "title": story.title,
        "start": story.start,
        "end": story.end,
        "first": min((r.published for r in story.reports if r.published is not None), default=None),
        "place": story.place,
        "reports": len({r.mention.doc for r in story.reports}),
        "outlets": len(story.outlets),
        "roots": len(story.roots),
        "copies": story.copies,
        "contradictions": len(story.contradictions),
        "json": dumps(story),
    }


def stories(engine: Engine, wanted: Filter, limit: int | None, offset: int) -> Iterator[Story]:
    """See :meth:`isnad.store.Store.stories`."""
    chosen = select(_S.json).order_by(_S.first.is_(None), _S.first, _S.id).limit(limit).offset(offset or None)
    if wanted.min_roots:
        chosen = chosen.where(_S.roots >= wanted.min_roots)
    with engine.connect() as connection:
        where = conditions(connection, wanted)
        if where:
            inner = (
                select(m.StoryReportRow.story_id)
                .join(m.StatementRow, m.StatementRow.id == m.StoryReportRow.statement_id)
                .join(m.ArticleRow, m.ArticleRow.id == m.StatementRow.article_id)
                .where(*where)
            )
            chosen = chosen.where(_S.id.in_(inner))
        for data in connection.execution_options(yield_per=_PORTION).execute(chosen).scalars():
            yield from_json(Story, json.loads(data))


def story(engine: Engine, id_: str) -> Story | None:
    """See :meth:`isnad.store.Store.story`."""
    with engine.connect() as connection:
        data = connection.execute(select(_S.json).where(_S.id == id_)).scalar()
    return from_json(Story, json.loads(data)) if data is not None else None
