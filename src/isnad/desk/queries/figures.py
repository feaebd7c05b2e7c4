"""How many: figures of one measure over time, with low, best and high, and the accounts that differ."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from dataclasses import replace
from datetime import date, timedelta
from statistics import median
from typing import Any, NamedTuple

from pydantic import BaseModel, Field
from sqlalchemy import Connection, func, select

from isnad.corpus.records import Contradiction, Mention
from isnad.desk.queries.chosen import DAY, MEASURES, Condition, measure_of, of_view, where_of
from isnad.desk.queries.timeline import Unit, central, floor, unit_for
from isnad.dossier.chart import following
from isnad.messages import Lang, label
from isnad.records_json import from_json
from isnad.store import Filter, Store
from isnad.store import models as m
from isnad.store import query as store_query

POINTS = 120
"""Figures that are drawn one by one; more are drawn by day, week, month or year."""
_LISTED = 100
_DIFFERENT = 30
_S, _A, _F = m.StatementRow, m.ArticleRow, m.FigureRow


class FigureMark(BaseModel):
    """One figure, or those of a stretch of time."""

    mark: str
    start: date
    end: date
    low: float = Field(description="The lowest that anybody says")
    best: float = Field(description="As said; of several the median")
    high: float
    figures: int
    values: int = Field(description="Different best numbers")
    words: str | None = Field(description="Of one figure: as the article has it")
    source: str | None = Field(description="Of one figure: who says so in the end")
    outlet: str | None
    factuality: str | None


class Account(BaseModel):
    """One of the numbers where accounts differ."""

    value: str
    roots: list[str] = Field(description="Who says so in the end")
    reports: int


class Different(BaseModel):
    """A story whose reports give numbers that cannot all be right."""

    story: str
    mark: str
    title: str
    day: date | None
    accounts: list[Account] = Field(description="The one with most roots first")


class Figures(BaseModel):
    """Figures of one measure over time."""

    measure: str
    measure_label: str
    measures: dict[str, int] = Field(description="How many figures there are of each measure")
    total: int
    undated: int
    outside: int = Field(description="Figures of days that are not drawn, far from the rest")
    unit: Unit | None = Field(description="Set when the marks stand for stretches of time")
    marks: list[FigureMark]
    different: list[Different]
    more_different: int


class _Told(NamedTuple):
    id: int
    sid: str
    article: int
    day: date | None
    low: float
    best: float
    high: float
    factuality: str
    outlet: str | None
    start: int
    end: int


def figures(store: Store, wanted: Filter, lang: Lang, measure: str | None = None, unit: Unit | None = None) -> Figures:
    """The figures of *measure* among what *wanted* asks for. Raises ValueError when its text names no word."""
    chosen = measure_of(measure, wanted)
    with store.engine.connect() as connection:
        where = where_of(connection, "figures", wanted, chosen)
        rows = _rows(connection, where)
        counts = _measures(connection, wanted)
        dated: dict[date, Counter[str]] = defaultdict(Counter)
        for r in rows:
            if r.day is not None:
                dated[r.day]["other"] += 1
        low, high = central(dated, wanted)
        inside = [r for r in rows if r.day and low and high and low <= r.day <= high]
        by: Unit | None = None
        if inside and low is not None and high is not None and (len(inside) > POINTS or unit):
            fits = unit_for(low, high, 48)
            units: list[Unit] = ["day", "week", "month", "year"]
            by = unit if unit and units.index(unit) >= units.index(fits) else fits
            marks = _binned(inside, by)
        else:
            marks = _single(connection, inside)
        different, more = _different(connection, where, chosen)
    undated = sum(r.day is None for r in rows)
    return Figures(
        measure=chosen, measure_label=label("measure", chosen, lang), measures=counts, total=len(rows), undated=undated,
        outside=len(rows) - undated - len(inside), unit=by, marks=marks, different=different, more_different=more,
    )  # fmt: skip


def _rows(connection: Connection, where: list[Condition]) -> list[_Told]:
    chosen = (
        select(
            _S.id, _S.sid, _S.article_id, DAY, _F.low, _F.best, _F.high, _S.factuality, _A.outlet, _S.trigger_start,
            _S.trigger_end,
        )
        .select_from(_S)
        .join(_A, _A.id == _S.article_id)
        .join(_F, _F.statement_id == _S.id)
        .where(*where)
    )  # fmt: skip
    return sorted(map(_Told._make, connection.execute(chosen)), key=lambda r: (r.day or date.max, r.id))


def _measures(connection: Connection, wanted: Filter) -> dict[str, int]:
    asked = of_view("figures", wanted)[0]
    any_type = replace(asked, type=())
    rows = connection.execute(
        select(_F.measure, func.count())
        .select_from(_F)
        .join(_S, _S.id == _F.statement_id)
        .join(_A, _A.id == _S.article_id)
        .where(*store_query.conditions(connection, any_type))
        .group_by(_F.measure)
    )
    found = {str(k): int(n) for k, n in rows}
    return {k: found[k] for k in MEASURES if k in found}


def _binned(rows: list[_Told], unit: Unit) -> list[FigureMark]:
    groups: dict[date, list[_Told]] = defaultdict(list)
    for r in rows:
        if r.day is not None:
            groups[floor(r.day, unit)].append(r)
    made = []
    for start in sorted(groups):
        end, told = following(start, unit) - timedelta(days=1), groups[start]
        made.append(
            FigureMark(
                mark=f"days:{start}:{end}", start=start, end=end, low=min(r.low for r in told),
                best=float(median(r.best for r in told)), high=max(r.high for r in told), figures=len(told),
                values=len({r.best for r in told}), words=None, source=None, outlet=None, factuality=None,
            )
        )  # fmt: skip
    return made


def _single(connection: Connection, rows: list[_Told]) -> list[FigureMark]:
    ids = [r.id for r in rows]
    c = m.SourceRow
    innermost = select(c.statement_id, c.words).where(c.statement_id.in_(ids), c.position == 0)
    sources: dict[int, str] = {r.statement_id: r.words for r in connection.execute(innermost)}
    articles = select(_A.id, _A.text).where(_A.id.in_({r.article for r in rows}))
    texts: dict[int, str] = {r.id: r.text for r in connection.execute(articles)}
    return [
        FigureMark(
            mark=f"said:{r.sid}", start=r.day, end=r.day, low=r.low, best=r.best, high=r.high, figures=1, values=1,
            words=" ".join(texts[r.article][r.start : r.end].split()),
            source=" ".join((sources.get(r.id) or r.outlet or "").split()) or None, outlet=r.outlet,
            factuality=r.factuality,
        )
        for r in rows if r.day is not None
    ][: POINTS * 2]  # fmt: skip


def _different(connection: Connection, where: list[Condition], measure: str) -> tuple[list[Different], int]:
    """Stories with contradicting figures of *measure*, one of whose articles has a figure that was asked for."""
    c, r, t = m.ContradictionRow, m.StoryReportRow, m.StoryRow
    docs = select(_S.article_id).join(_A, _A.id == _S.article_id).where(*where)
    inner = select(r.story_id).join(_S, _S.id == r.statement_id).where(_S.article_id.in_(docs)).correlate(None)
    rows = connection.execute(
        select(c.story_id, c.json, t.title, t.start, t.first)
        .join(t, t.id == c.story_id)
        .where(c.field == f"figure:{measure}", c.story_id.in_(inner))
        .order_by(t.roots.desc(), c.story_id)
    ).all()
    made = []
    for row in rows[:_DIFFERENT]:
        found = from_json(Contradiction, json.loads(row.json))
        told = _roots(connection, row.story_id)
        accounts = [
            Account(
                value=side.value.removesuffix(f" {measure}"), reports=len(side.mentions),
                roots=list(dict.fromkeys(told[x] for x in side.mentions if x in told)),
            )
            for side in found.sides
        ]  # fmt: skip
        made.append(
            Different(story=row.story_id, mark=f"story:{row.story_id}", title=row.title, day=row.start or row.first,
                      accounts=accounts)
        )  # fmt: skip
    made.sort(key=lambda d: (d.day or date.max, d.story))
    return made, len(rows) - len(made)


def _roots(connection: Connection, story: str) -> dict[Mention, str]:
    r = m.StoryReportRow
    rows: Any = connection.execute(
        select(_A.doc, _S.sid, r.root_name)
        .join(_S, _S.id == r.statement_id)
        .join(_A, _A.id == _S.article_id)
        .where(r.story_id == story)
    )
    return {Mention(doc, sid): name for doc, sid, name in rows}
