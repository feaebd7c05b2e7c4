"""What is looked at first: the most doubtful statements, and those that other reports contradict."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from sqlalchemy import Connection, Engine, func, select

from isnad.corpus.records import Contradiction, Mention
from isnad.records_json import from_json
from isnad.store import Filter, Hit, Store
from isnad.store import models as m
from isnad.store.numbers import portions
from isnad.store.query import conditions, hits_of

ORDERS = ("doubt", "disagreement")


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """A statement that nobody looked at."""

    hit: Hit
    doubt: float
    """1: as likely wrong as right; 0: sure."""
    contradictions: tuple[str, ...] = ()
    """Fields in which other reports of its story say otherwise (``figure:killed``, ``actor``, ``factuality``)."""
    story: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """How far reviewing has come."""

    unreviewed: int
    accepted: int
    corrected: int
    rejected: int
    added: int
    finished: int
    """Articles that somebody said are done."""


def waiting(
    store: Store, order: str = "doubt", wanted: Filter | None = None, limit: int = 50, offset: int = 0
) -> list[Waiting]:
    """The unreviewed statements that *wanted* asks for, by ``doubt`` (nearest to a confidence of one half first)
    or by ``disagreement``: those that stand in a contradiction of a story, most roots first, then by doubt.
    """
    with store.engine.connect() as connection:
        disputed = _disputed(store.engine, _mark(connection))
        chosen = (
            select(m.StatementRow.id, m.StatementRow.sid, m.ArticleRow.doc)
            .join(m.ArticleRow, m.ArticleRow.id == m.StatementRow.article_id)
            .where(*conditions(connection, wanted or Filter()), m.StatementRow.review == "unreviewed")
        )
        if order == "doubt":
            ordered = chosen.order_by(m.DOUBT, m.StatementRow.id).limit(limit).offset(offset)
            numbers = [r.id for r in connection.execute(ordered)]
        else:
            rows = []
            for portion in portions(sorted({x.statement for x in disputed})):
                named = chosen.add_columns(m.DOUBT.label("doubt")).where(m.StatementRow.sid.in_(portion))
                rows += [r for r in connection.execute(named) if Mention(r.doc, r.sid) in disputed]
            rows.sort(key=lambda r: (-disputed[Mention(r.doc, r.sid)].roots, r.doubt, r.id))
            numbers = [r.id for r in rows[offset : offset + limit]]
        found = list(hits_of(connection, numbers))
    made = []
    for hit in found:
        told = disputed.get(hit.mention)
        made.append(
            Waiting(
                hit=hit, doubt=1 - 2 * abs(hit.statement.confidence - 0.5),
                contradictions=told.fields if told else (), story=told.story if told else None,
            )
        )  # fmt: skip
    return made


@dataclass(frozen=True, slots=True)
class _Disputed:
    story: str
    roots: int
    fields: tuple[str, ...]


def _mark(connection: Connection) -> str:
    found = connection.execute(select(m.MetaRow.value).where(m.MetaRow.key == "stories")).scalar()
    stories = connection.execute(select(func.count()).select_from(m.ContradictionRow)).scalar()
    return f"{found}/{stories}"


@lru_cache(maxsize=4)
def _disputed(engine: Engine, mark: str) -> dict[Mention, _Disputed]:
    """The mentions that stand in a contradiction; of several stories the one with most roots. Kept until *mark*, which
    stands for the stories, is another.
    """
    c, s = m.ContradictionRow, m.StoryRow
    chosen = select(c.story_id, s.roots, c.json).join(s, s.id == c.story_id).order_by(s.roots.desc(), c.story_id)
    found: dict[Mention, _Disputed] = {}
    with engine.connect() as connection:
        rows: Sequence[tuple[str, int, str]] = [(r[0], r[1], r[2]) for r in connection.execute(chosen)]
    for story, roots, data in rows:
        contradiction = from_json(Contradiction, json.loads(data))
        for mention in (x for side in contradiction.sides for x in side.mentions):
            old = found.get(mention)
            if old is None or old.story == story:
                fields = dict.fromkeys([*(old.fields if old else ()), contradiction.field])
                found[mention] = _Disputed(story, roots, tuple(fields))
    return found


def counted(store: Store) -> Counted:
    """How many statements are in which state."""
    s = m.StatementRow
    with store.engine.connect() as connection:
        rows = connection.execute(select(s.review, func.count()).group_by(s.review)).all()
    by = {str(review): int(n) for review, n in rows}
    return Counted(
        unreviewed=by.get("unreviewed", 0), accepted=by.get("accepted", 0), corrected=by.get("corrected", 0),
        rejected=by.get("rejected", 0), added=by.get("added", 0), finished=len(store.finished()),
    )  # fmt: skip


def outlets(store: Store) -> list[str]:
    """The outlets of the corpus, in the order of their names."""
    a = m.ArticleRow
    chosen = select(a.outlet).where(a.outlet.is_not(None)).distinct().order_by(a.outlet)
    with store.engine.connect() as connection:
        return [str(o) for o in connection.execute(chosen).scalars()]
