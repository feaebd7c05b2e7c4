"""Actors of the corpus, and who was said to be whom."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

from sqlalchemy import Connection, Engine, delete, distinct, func, insert, select, update

from isnad.records_json import from_json
from isnad.store import models as m
from isnad.store.merging import active_merges, targets
from isnad.store.numbers import portions
from isnad.store.query import conditions
from isnad.store.rows import dumps
from isnad.store.types import CorpusActor, Filter, Merge


def replace(connection: Connection, entries: Iterable[CorpusActor], status: str | None) -> None:
    """See :meth:`isnad.store.Store.replace_actors`."""
    old = delete(m.ActorRow)
    connection.execute(old if status is None else old.where(m.ActorRow.status == status))
    for portion in portions(entries):
        rows = [{"id": a.id, "status": a.status, "name_ar": a.name_ar, "json": dumps(a)} for a in portion]
        connection.execute(insert(m.ActorRow), rows)


def actors(engine: Engine, status: str | None, id_: str | None = None) -> Iterator[CorpusActor]:
    """See :meth:`isnad.store.Store.actors`; only the one with *id_* where it is given."""
    chosen = select(m.ActorRow.json).order_by(m.ActorRow.id)
    if status is not None:
        chosen = chosen.where(m.ActorRow.status == status)
    if id_ is not None:
        chosen = chosen.where(m.ActorRow.id == id_)
    with engine.connect() as connection:
        rows = connection.execute(chosen).scalars().all()
    for data in rows:
        yield from_json(CorpusActor, json.loads(data))


def merge(connection: Connection, source: str, target: str) -> Merge:
    """See :meth:`isnad.store.Store.merge_actors`."""
    known = targets(active_merges(connection))
    if source == known.get(target, target):
        raise ValueError(f"{target!r} is {source!r} already: a merge back would be a circle")
    if source in known:
        raise ValueError(f"{source!r} was merged into {known[source]!r} before; undo that first")
    number = int(connection.execute(select(func.max(m.MergeRow.id))).scalar() or 0) + 1
    connection.execute(insert(m.MergeRow), [{"id": number, "source": source, "target": target, "undone": False}])
    return Merge(id=number, source=source, target=target)


def undo(connection: Connection, number: int) -> Merge:
    """See :meth:`isnad.store.Store.undo_merge`."""
    row = connection.execute(select(m.MergeRow.source, m.MergeRow.target).where(m.MergeRow.id == number)).first()
    if row is None:
        raise KeyError(f"there is no merge number {number}")
    connection.execute(update(m.MergeRow).where(m.MergeRow.id == number).values(undone=True))
    return Merge(id=number, source=row.source, target=row.target, undone=True)


def merges(engine: Engine) -> tuple[Merge, ...]:
    """See :meth:`isnad.store.Store.merges`."""
    with engine.connect() as connection:
        rows = connection.execute(select(m.MergeRow.__table__).order_by(m.MergeRow.id)).all()
    return tuple(Merge(id=r.id, source=r.source, target=r.target, undone=r.undone) for r in rows)


def counts(engine: Engine, wanted: Filter) -> Iterator[dict[str, Any]]:
    """See :meth:`isnad.store.Store.actor_counts`."""
    p, s, a = m.ParticipantRow, m.StatementRow, m.ArticleRow
    with engine.connect() as connection:
        known = targets(active_merges(connection))
        pairs = (
            select(p.actor, s.id.label("statement"), a.id.label("article"), a.outlet, a.published)
            .join(s, s.id == p.statement_id)
            .join(a, a.id == s.article_id)
            .where(p.actor.is_not(None), *conditions(connection, wanted))
        )
        if wanted.role:
            pairs = pairs.where(p.role.in_(wanted.role))
        found = pairs.subquery()
        grouped = select(
            found.c.actor,
            func.count(distinct(found.c.statement)),
            func.count(distinct(found.c.article)),
            func.count(distinct(found.c.outlet)),
            func.min(found.c.published),
            func.max(found.c.published),
        ).group_by(found.c.actor)
        rows = connection.execute(grouped).all()
        merged: dict[str, list[Any]] = {}
        for actor, statements, articles, outlets, first, last in rows:
            key = known.get(actor, actor)
            old = merged.get(key)
            if old is None:
                merged[key] = [statements, articles, outlets, first, last]
                continue
            old[:3] = [old[0] + statements, old[1] + articles, max(old[2], outlets)]
            old[3] = min((d for d in (old[3], first) if d is not None), default=None)
            old[4] = max((d for d in (old[4], last) if d is not None), default=None)
        ordered = sorted(merged.items(), key=lambda item: (-item[1][0], item[0]))
        for portion in portions(ordered):
            names = _names(connection, [k for k, _ in portion])
            for key, (statements, articles, outlets, first, last) in portion:
                name = names.get(key, {"name": key.removeprefix("~"), "name_en": None, "country": None, "sector": None})
                yield {
                    "actor": key, **name, "statements": statements, "articles": articles, "outlets": outlets,
                    "first": first, "last": last,
                }  # fmt: skip


def _names(connection: Connection, keys: list[str]) -> dict[str, dict[str, Any]]:
    """How each actor is called, by its first mention."""
    p = m.ParticipantRow
    firsts = select(p.actor, func.min(p.statement_id).label("first")).where(p.actor.in_(keys)).group_by(p.actor)
    first = firsts.subquery()
    rows = connection.execute(
        select(p.actor, p.name, p.name_en, p.country, p.sector)
        .join(first, (first.c.actor == p.actor) & (first.c.first == p.statement_id))
        .order_by(p.actor, p.position.desc())
    ).all()
    return {r.actor: {"name": r.name, "name_en": r.name_en, "country": r.country, "sector": r.sector} for r in rows}
