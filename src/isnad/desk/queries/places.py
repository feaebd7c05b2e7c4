"""Where things are said to have happened: places that can be drawn, countries as a whole, places only described."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from pydantic import BaseModel, Field
from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import InstrumentedAttribute

from isnad.desk.queries.chosen import CONFLICT, DAY, Condition, where_of
from isnad.desk.queries.fetch import place_name
from isnad.export.countries import country_name
from isnad.export.geojson import RADIUS_KM
from isnad.messages import Lang, label
from isnad.store import Filter, Store
from isnad.store import models as m

POINTS = 150
"""Places that are drawn at most."""
LISTED = 60
"""Places that each list has at most."""
_S, _A, _W = m.StatementRow, m.ArticleRow, m.PlaceRow


class PlaceMark(BaseModel):
    """A place and what is said of it."""

    mark: str
    id: str | None
    name: str
    country: str | None = Field(description="ISO 3166-1 alpha-3")
    lat: float | None
    lon: float | None
    precision: int = Field(description="UCDP where_prec, 1 exact to 7 sea or air: the best that a text gives")
    precision_label: str
    radius_km: float | None = Field(description="How far from the point it may have been")
    statements: int
    articles: int
    conflict: int = Field(description="Statements of events of conflict among them")
    first: date | None
    last: date | None


class Places(BaseModel):
    """Statements by place."""

    total: int = Field(description="Statements that name a place of any sort")
    unplaced: int = Field(description="Statements that name none")
    points: list[PlaceMark] = Field(description="With coordinates, those with most statements first")
    more_points: int
    countries: list[PlaceMark] = Field(description="Countries as a whole: no points")
    described: list[PlaceMark] = Field(description="Described or unknown: no coordinates")
    more_described: int


def places(store: Store, wanted: Filter, lang: Lang) -> Places:
    """The places of what *wanted* asks for. Raises ValueError when its text names no word to look for."""
    with store.engine.connect() as connection:
        where = where_of(connection, "map", wanted)
        everything = select(func.count()).select_from(_S).join(_A, _A.id == _S.article_id).where(*where)
        total = int(connection.execute(everything).scalar() or 0)
        groups: dict[tuple[str, int], list[Any]] = {}
        placed = set()
        for r in connection.execute(_rows(where)):
            placed.add(r.id)
            # a vague stretch (``شمال سوريا``) stays apart from the place that it is named by
            key = (r.place, max(r.precision, 4)) if r.place is not None else (f"~{r.name_key}", 0)
            groups.setdefault(key, []).append(r)
    points = [g for (key, _), g in groups.items() if key[0] != "~" and g[0].lat is not None and g[0].precision != 6]
    countries = [g for (key, _), g in groups.items() if key[0] != "~" and (g[0].lat is None or g[0].precision == 6)]
    described = [g for (key, _), g in groups.items() if key[0] == "~"]
    return Places(
        total=len(placed), unplaced=total - len(placed), points=_marks(points, POINTS, lang),
        more_points=max(len(points) - POINTS, 0), countries=_marks(countries, LISTED, lang),
        described=_marks(described, LISTED, lang), more_described=max(len(described) - LISTED, 0),
    )  # fmt: skip


def _marks(groups: list[list[Any]], most: int, lang: Lang) -> list[PlaceMark]:
    """The places with most mentions, those with most statements first."""
    chosen = sorted(groups, key=lambda g: (-len(g), g[0].name, g[0].id))[:most]
    return sorted((_mark(g, lang) for g in chosen), key=lambda p: (-p.statements, p.name, p.mark, p.precision))


def _rows(where: list[Condition]) -> Select[Any]:
    columns: list[ColumnElement[Any] | InstrumentedAttribute[Any]] = [
        _S.id, _S.article_id, _S.type, DAY.label("day"), _W.place, _W.name, _W.name_key, _W.lat, _W.lon, _W.country,
        _W.precision,
    ]  # fmt: skip
    return (
        select(*columns)
        .select_from(_W)
        .join(_S, _S.id == _W.statement_id)
        .join(_A, _A.id == _S.article_id)
        .where(*where)
        .order_by(_W.statement_id, _W.position)
    )


def _mark(rows: Sequence[Any], lang: Lang) -> PlaceMark:
    best = min(rows, key=lambda r: r.precision)
    country = best.country
    if best.place is not None and best.precision == 6 and country == best.place:
        name = country_name(best.place, lang)
    else:
        name = (place_name(best.place, lang) if best.place is not None else None) or best.name.lstrip("#")
    days = [r.day for r in rows if r.day is not None]
    conflict = {r.id for r in rows if r.type in CONFLICT}
    return PlaceMark(
        mark=f"place:{best.place}" if best.place is not None else f"where:{best.name_key}",
        id=best.place, name=name, country=country, lat=best.lat, lon=best.lon, precision=best.precision,
        precision_label=label("precision", str(best.precision), lang),
        radius_km=RADIUS_KM[best.precision] if best.lat is not None else None,
        statements=len({r.id for r in rows}), articles=len({r.article_id for r in rows}), conflict=len(conflict),
        first=min(days, default=None), last=max(days, default=None),
    )  # fmt: skip

