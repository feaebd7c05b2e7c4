"""Search: statements or articles as a table, with every filter, sorted, a page at a time, to be kept."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Literal
from urllib.parse import quote

from fastapi import APIRouter, Body, Depends, Form, HTTPException, Path, Query, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse

from isnad.desk.frame import Asked, as_json, download, filters, page
from isnad.desk.queries import search as queries
from isnad.desk.saved import LONGEST_NAME, LONGEST_QUERY, SavedSearch, Searches, parameters
from isnad.desk.saved import MOST as MOST_SEARCHES
from isnad.desk.wanted import REVIEWS
from isnad.desk.web import Db, Lang, User, desk
from isnad.desk.wording import address, sayer
from isnad.output import hits as output
from isnad.store import Hit

router = APIRouter()
View = Literal["statements", "articles"]
Order = Annotated[Literal["asc", "desc"], Query(description="Ascending or descending")]
Limit = Annotated[int, Query(ge=1, le=queries.MOST, description="Rows in a page")]
Offset = Annotated[int, Query(ge=0, le=10**9, description="Rows that are passed over")]
MOST = 200_000
"""Statements in one download."""
_REFUSED: dict[int | str, dict[str, str]] = {
    403: {"description": "Without the token of the session"},
    404: {"description": "There is no search of that name"},
    409: {"description": "It cannot be kept: too many, too long, or no name"},
}
SearchName = Annotated[str, Path(min_length=1, max_length=LONGEST_NAME, description="Its name")]


def _searches(request: Request) -> Searches:
    return desk(request).searches


Kept = Annotated[Searches, Depends(_searches)]


@router.get("/search", response_class=HTMLResponse, include_in_schema=False)
def search(
    request: Request, db: Db, lang: Lang, user: User, kept: Kept, wanted: Asked, view: View = "statements",
    sort: queries.Sort = "published", order: Order = "desc", limit: Limit = 100, offset: Offset = 0,
    kept_not: Annotated[bool, Query(include_in_schema=False)] = False,
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

    reading, acting = f"/reader?lang={lang}&doc=", f"/search?lang={lang}&actor="

    def read(doc: str, sid: str = "") -> str:
        return f"{reading}{quote(doc, safe='')}#{sid}" if sid else f"{reading}{quote(doc, safe='')}"

    def acts(name: queries.Name) -> str:
        return acting + quote(name.id or name.words, safe="")

    reader = sayer("reader", lang)
    return page(
        request, "search.html", lang, "search", page=found, view=view, again=again, sorted=by, export=export,
        read=read, acts=acts, here="/search", saved=kept.of(user.name), saved_problem=kept_not,
        saved_most=MOST_SEARCHES, empty=there.first is None and not there.outlets,
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


# -- saved searches ---------------------------------------------------------------------------------
def _back(lang: Lang, query: str, kept_not: str = "") -> Response:
    try:
        kept = parameters(query.partition("?")[2])
    except ValueError:
        kept = ""
    return RedirectResponse(f"{address(lang, '/search', kept_not=kept_not)}{f'&{kept}' if kept else ''}", 303)


@router.post("/search/save", include_in_schema=False)
def save(
    lang: Lang, user: User, kept: Kept, name: Annotated[str, Form(max_length=1000)] = "",
    query: Annotated[str, Form(max_length=20_000)] = "",
) -> Response:  # fmt: skip
    """Keep the search that a page shows."""
    try:
        kept.keep(user.name, name, query.partition("?")[2])
    except ValueError:
        return _back(lang, query, "1")
    return _back(lang, query)


@router.post("/search/forget", include_in_schema=False)
def forget(
    lang: Lang, user: User, kept: Kept, name: Annotated[str, Form(max_length=1000)] = "",
    query: Annotated[str, Form(max_length=20_000)] = "",
) -> Response:  # fmt: skip
    """Remove a saved search."""
    kept.forget(user.name, name)
    return _back(lang, query)


@router.get("/api/searches", tags=["search"])
def api_searches(user: User, kept: Kept) -> list[SavedSearch]:
    """The searches that the user keeps."""
    return kept.of(user.name)


@router.put("/api/searches/{name}", tags=["search"], responses=_REFUSED)
def api_save(
    user: User, kept: Kept, name: SearchName,
    query: Annotated[str, Body(embed=True, max_length=LONGEST_QUERY, description="Parameters of /search")],
) -> SavedSearch:  # fmt: skip
    """Keep a search under a name; one of the same name is replaced."""
    try:
        return kept.keep(user.name, name, query)
    except ValueError as error:
        raise HTTPException(409, str(error)) from error


@router.delete("/api/searches/{name}", tags=["search"], responses=_REFUSED, status_code=204)
def api_forget(user: User, kept: Kept, name: SearchName) -> None:
    """Remove a saved search."""
    if not kept.forget(user.name, name):
        raise HTTPException(404, "There is no search of that name")
