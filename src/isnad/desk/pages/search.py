"""Search: statements or articles as a table, with every filter, sorted, a page at a time, to be kept."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Literal

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import HTMLResponse
from isnad.desk.web import Db, Lang, User

from isnad.desk.frame import Asked, address, as_json, download, filters, page, sayer
from isnad.desk.queries import search as queries
from isnad.desk.wanted import REVIEWS
from isnad.output import hits as output
from isnad.store import Hit

router = APIRouter()
View = Literal["statements", "articles"]
Order = Annotated[Literal["asc", "desc"], Query(description="Ascending or descending")]
Limit = Annotated[int, Query(ge=1, le=queries.MOST, description="Rows in a page")]
Offset = Annotated[int, Query(ge=0, le=10**9, description="Rows that are passed over")]
MOST = 200_000
"""Statements in one download."""


@router.get("/search", response_class=HTMLResponse, include_in_schema=False)
def search(
    request: Request, db: Db, lang: Lang, user: User, wanted: Asked, view: View = "statements",
    sort: queries.Sort = "published", order: Order = "desc", limit: Limit = 100, offset: Offset = 0,
) -> Response:  # fmt: skip
    """The table of statements, or of articles."""
    own: dict[str, str | int | None] = {
        "lang": lang, "view": view, "sort": sort, "order": order, "limit": limit, "offset": offset or None,
    }  # fmt: skip
    there = queries.choices(db)
    found: queries.Statements | queries.Articles
    if view == "statements":
        found = queries.statements(
            db, wanted.filter, lang, sort=sort, descending=order == "desc", limit=limit, offset=offset
        )
    else:
        found = queries.articles(db, wanted.filter, limit=limit, offset=offset)

    def again(**others: str | int | None) -> str:
        return f"/search?{wanted.query(**{**own, **others})}"

    def by(column: str) -> str:
        first = "desc" if column in ("published", "confidence", "date") else "asc"
        turned = ("asc" if order == "desc" else "desc") if column == sort else first
        return again(sort=column, order=turned, offset=None)

    def export(kind: str, shown: bool) -> str:
        portion = {} if shown else {"limit": None, "offset": None}
        return f"/search/export?{wanted.query(**{**own, **portion, 'view': None, 'format': kind})}"

    def read(doc: str, sid: str = "") -> str:
        return address(lang, "/reader", doc=doc) + (f"#{sid}" if sid else "")

    reader = sayer("reader", lang)
    return page(
        request, "search.html", lang, "search", page=found, view=view, again=again, sorted=by, export=export,
        read=read, here="/search", empty=there.first is None and not there.outlets,
        review_labels={r: reader(f"review_{r}") for r in REVIEWS}, **filters(wanted, lang, there.outlets),
    )  # fmt: skip


@router.get("/search/export", tags=["search"])
def export(
    db: Db, user: User, wanted: Asked, format: Literal["csv", "jsonl"] = "csv", sort: queries.Sort = "published",
    order: Order = "desc", limit: Annotated[int, Query(ge=1, le=MOST, description="Statements at most")] = MOST,
    offset: Offset = 0,
) -> Response:  # fmt: skip
    """The statements as ``isnad find -f`` writes them, in the order of the table."""
    found: Iterator[Hit] = queries.hits(
        db, wanted.filter, sort=sort, descending=order == "desc", limit=limit, offset=offset
    )
    return download(output.as_csv(found) if format == "csv" else output.jsonl(found), "statements", format)


@router.get("/api/search", tags=["search"], response_model=queries.Statements)
def api_search(
    db: Db, lang: Lang, user: User, wanted: Asked, sort: queries.Sort = "published", order: Order = "desc",
    limit: Limit = 100, offset: Offset = 0,
) -> Response:  # fmt: skip
    """Statements, filtered and sorted, a page at a time."""
    descending = order == "desc"
    return as_json(
        queries.statements(db, wanted.filter, lang, sort=sort, descending=descending, limit=limit, offset=offset)
    )


@router.get("/api/articles", tags=["search"], response_model=queries.Articles)
def api_articles(db: Db, user: User, wanted: Asked, limit: Limit = 100, offset: Offset = 0) -> Response:
    """Articles, the latest first; of the filters those hold that speak of articles: words, outlet, days, copies."""
    return as_json(queries.articles(db, wanted.filter, limit=limit, offset=offset))
