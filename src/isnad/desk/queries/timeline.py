"""How much is said to have happened when, and the stories that most independent roots report."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import date, timedelta
from typing import Literal

from pydantic import BaseModel, Field
from sqlalchemy import Connection, case, func, select

from isnad.desk.queries.chosen import CONFLICT, DAY, Condition, where_of
from isnad.desk.queries.fetch import place_name
from isnad.dossier.chart import following
from isnad.messages import Lang, label
from isnad.store import Filter, Store
from isnad.store import models as m

Unit = Literal["day", "week", "month", "year"]
BARS = 100
"""Bars at most."""
STORIES = 30
"""Stories that are shown."""
_S, _A, _R, _T = m.StatementRow, m.ArticleRow, m.StoryReportRow, m.StoryRow
_UNITS: tuple[tuple[Unit, float], ...] = (("day", 1), ("week", 7), ("month", 30.4), ("year", 365.25))
Days = dict[date, Counter[str]]


class Bar(BaseModel):
    """A stretch of time."""

    start: date
    end: date
    mark: str
    conflict: int = Field(description="Statements of events of conflict")
    cooperation: int = Field(description="Statements of events of cooperation and talks")
    other: int = Field(description="Statements of other kinds")

    @property
    def total(self) -> int:
        """All of them."""
        return self.conflict + self.cooperation + self.other


class StoryMark(BaseModel):
    """A story and how it is told."""

    id: str
    mark: str
    title: str
    type: str
    type_label: str
    conflict: bool
    place: str | None
    day: date | None = Field(description="When it happened; when it was first reported where nobody says")
    reports: int
    outlets: int
    roots: int
    contradictions: int


class Timeline(BaseModel):
    """Statements by day, and the stories among them."""

    total: int
    undated: int
    unit: Unit
    before: int = Field(description="Statements of days before the first bar")
    after: int = Field(description="Statements of days after the last bar")
    first: date | None = Field(description="The first day of all, with those that no bar shows")
    last: date | None
    bars: list[Bar]
    stories: list[StoryMark]
    more_stories: int = Field(description="Stories that are not shown")


def timeline(store: Store, wanted: Filter, lang: Lang, unit: Unit | None = None) -> Timeline:
    """The time line of what *wanted* asks for. Raises ValueError when its text names no word to look for."""
    with store.engine.connect() as connection:
        where = where_of(connection, "timeline", wanted)
        counted, undated = by_day(connection, where)
        stories, more = _stories(connection, where, lang)
    days = sorted(counted)
    low, high = central(counted, wanted)
    bars, chosen = _bars(counted, low, high, unit)
    first, last = (bars[0].start, bars[-1].end) if bars else (date.max, date.min)
    return Timeline(
        total=sum(sum(c.values()) for c in counted.values()) + undated,
        undated=undated,
        unit=chosen,
        before=sum(sum(counted[d].values()) for d in days if bars and d < first),
        after=sum(sum(counted[d].values()) for d in days if bars and d > last),
        first=days[0] if days else None,
        last=days[-1] if days else None,
        bars=bars,
        stories=stories,
        more_stories=more,
    )


def by_day(connection: Connection, where: list[Condition]) -> tuple[Days, int]:
    """Statements by day and sort (``conflict cooperation other``), and how many have no day."""
    sort = case((_S.kind != "event", "other"), (_S.type.in_(CONFLICT), "conflict"), else_="cooperation")
    rows = connection.execute(
        select(DAY.label("day"), sort.label("sort"), func.count())
        .select_from(_S)
        .join(_A, _A.id == _S.article_id)
        .where(*where)
        .group_by(DAY, sort)
    ).all()
    found: Days = defaultdict(Counter)
    undated = 0
    for day, kind, count in rows:
        if day is None:
            undated += count
        else:
            found[day][kind] += count
    return found, undated


def central(counted: Days, wanted: Filter) -> tuple[date | None, date | None]:
    """First and last day to draw: those asked for, else without the few that lie far from the rest."""
    days = sorted(counted)
    if not days:
        return None, None
    total = sum(sum(c.values()) for c in counted.values())
    low = high = days[0]
    seen = 0
    for day in days:
        before, seen = seen, seen + sum(counted[day].values())
        if before <= total * 0.04 < seen:
            low = day
        if before < total * 0.96 <= seen:
            high = day
    reach = max(timedelta(days=14), (high - low) / 4)
    inner = [d for d in days if low - reach <= d <= high + reach]
    return wanted.date_from or inner[0], wanted.date_to or inner[-1]


def unit_for(low: date, high: date, most: int = BARS) -> Unit:
    """The finest unit that gives at most *most* bars."""
    span = (high - low).days + 1
    return next((u for u, n in _UNITS if span / n <= most), "year")


def floor(day: date, unit: Unit) -> date:
    """The first day of the unit that *day* lies in; weeks begin on Saturday, as the Arab press counts them."""
    if unit == "week":
        return day - timedelta(days=(day.weekday() + 2) % 7)
    if unit == "month":
        return day.replace(day=1)
    return day.replace(month=1, day=1) if unit == "year" else day


def _bars(counted: Days, low: date | None, high: date | None, asked: Unit | None) -> tuple[list[Bar], Unit]:
    if low is None or high is None or high < low:
        return [], asked or "day"
    fits = unit_for(low, high)
    order = [u for u, _ in _UNITS]
    unit = asked if asked is not None and order.index(asked) >= order.index(fits) else fits
    sums: dict[date, Counter[str]] = defaultdict(Counter)
    for day, counts in counted.items():
        sums[floor(day, unit)].update(counts)
    made: list[Bar] = []
    at = floor(low, unit)
    while at <= high and len(made) < 4 * BARS:
        then = following(at, unit)
        end = then - timedelta(days=1)
        c = sums[at]
        made.append(
            Bar(start=at, end=end, mark=f"days:{at}:{end}", conflict=c["conflict"], cooperation=c["cooperation"],
                other=c["other"])
        )  # fmt: skip
        at = then
    return made, unit


def _stories(connection: Connection, where: list[Condition], lang: Lang) -> tuple[list[StoryMark], int]:
    told = (
        select(_R.story_id)
        .join(_S, _S.id == _R.statement_id)
        .join(_A, _A.id == _S.article_id)
        .where(*where)
        .distinct()
        .subquery()
    )
    chosen = select(_T).join(told, told.c.story_id == _T.id).where(_T.reports > 1)
    columns = (
        _T.id, _T.title, _T.type, _T.place, _T.start, _T.first, _T.reports, _T.outlets, _T.roots, _T.contradictions,
        func.count().over().label("of"),
    )  # fmt: skip
    rows = connection.execute(
        chosen.with_only_columns(*columns).order_by(_T.roots.desc(), _T.reports.desc(), _T.id).limit(STORIES)
    ).all()
    made = [
        StoryMark(
            id=r.id, mark=f"story:{r.id}", title=r.title, type=r.type, type_label=label("type", r.type, lang),
            conflict=r.type in CONFLICT, place=place_name(r.place, lang), day=r.start or r.first, reports=r.reports,
            outlets=r.outlets, roots=r.roots, contradictions=r.contradictions,
        )
        for r in rows
    ]  # fmt: skip
    made.sort(key=lambda s: (s.day or date.max, s.id))
    return made, (rows[0].of if rows else 0) - len(made)
