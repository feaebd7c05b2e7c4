"""Stories: the list of them, and one as it was told."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, HTTPException, Path, Query, Request, Response
from fastapi.responses import HTMLResponse
from markupsafe import Markup

from isnad.corpus.refresh import is_stale
from isnad.desk import travel
from isnad.desk.frame import Asked, as_json, download, filters, page
from isnad.desk.queries import search as searching
from isnad.desk.queries import story as queries
from isnad.desk.web import Db, Lang, User
from isnad.desk.wording import address, sayer
from isnad.output import stories as output

router = APIRouter()
Order = Literal["asc", "desc"]
Limit = Annotated[int, Query(ge=1, le=queries.MOST, description="Stories in a page")]
Offset = Annotated[int, Query(ge=0, le=10**9, description="Stories that are passed over")]
Least = Annotated[int, Query(ge=1, le=10**6, description="Articles that tell it, at least")]
Contradicted = Annotated[bool, Query(description="Only those whose reports contradict each other")]
Ident = Annotated[str, Path(max_length=200, description="Id of the story")]
_DRAWING = {"title": "travelled", "more": "more_roots", "undated": "undated", "copy": "copy_of"}
_NONE: dict[int | str, dict[str, str]] = {404: {"description": "There is no such story"}}


@router.get("/stories", response_class=HTMLResponse, include_in_schema=False)
def stories(
    request: Request, db: Db, lang: Lang, user: User, wanted: Asked, sort: queries.Sort = "first",
    order: Order = "desc", limit: Limit = 50, offset: Offset = 0, min_reports: Least = 2,
    contradicted: Contradicted = False,
) -> Response:  # fmt: skip
    """The list of stories."""
    found = queries.stories(
        db, wanted.filter, lang, min_reports=min_reports, contradicted=contradicted, sort=sort,
        descending=order == "desc", limit=limit, offset=offset,
    )  # fmt: skip
    own: dict[str, str | int | None] = {
        "lang": lang, "sort": sort, "order": order, "limit": limit, "offset": offset or None,
        "min_reports": min_reports, "contradicted": 1 if contradicted else None,
    }  # fmt: skip
    there = searching.choices(db)

    def again(**others: str | int | None) -> str:
        return f"/stories?{wanted.query(**{**own, **others})}"

    def by(column: str) -> str:
        turned = "asc" if column == sort and order == "desc" else "desc"
        return again(sort=column, order=turned, offset=None)

    def export(kind: str) -> str:
        return f"/stories/export?{wanted.query(**{**own, 'format': kind, 'limit': None, 'offset': None})}"

    return page(
        request, "stories.html", lang, "story", page=found, min_reports=min_reports, contradicted=contradicted,
        again=again, sorted=by, export=export, here="/stories", stale=is_stale(db),
        empty=there.first is None and not there.outlets, **filters(wanted, lang, there.outlets),
    )  # fmt: skip


@router.get("/stories/export", tags=["stories"])
def export(
    db: Db, user: User, wanted: Asked, format: Literal["csv", "jsonl"] = "csv", sort: queries.Sort = "first",
    order: Order = "desc", min_reports: Least = 2, contradicted: Contradicted = False,
) -> Response:  # fmt: skip
    """The stories as ``isnad stories -f`` writes them."""
    found = queries.story_hits(
        db, wanted.filter, min_reports=min_reports, contradicted=contradicted, sort=sort,
        descending=order == "desc",
    )  # fmt: skip
    return download(output.as_csv(found) if format == "csv" else output.jsonl(found), "stories", format)


@router.get("/story/{ident}", response_class=HTMLResponse, include_in_schema=False)
def story(request: Request, db: Db, lang: Lang, user: User, ident: Ident) -> Response:
    """One story."""
    say = sayer("story", lang)
    found = queries.story(db, ident, lang)
    if found is None:
        return page(
            request, "desk_message.html", lang, "story", 404, message=say("missing"), advice="",
            href=address(lang, "/stories"), link=say("title"),
        )  # fmt: skip
    words = {key: say(name) for key, name in _DRAWING.items()}
    return page(request, "story.html", lang, "story", page=found, drawing=Markup(travel.draw(found, lang, words)))


@router.get("/api/stories", tags=["stories"], response_model=queries.Stories)
def api_stories(
    db: Db, lang: Lang, user: User, wanted: Asked, sort: queries.Sort = "first", order: Order = "desc",
    limit: Limit = 50, offset: Offset = 0, min_reports: Least = 2, contradicted: Contradicted = False,
) -> Response:  # fmt: skip
    """The stories of which at least one statement is as asked."""
    found = queries.stories(
        db, wanted.filter, lang, min_reports=min_reports, contradicted=contradicted, sort=sort,
        descending=order == "desc", limit=limit, offset=offset,
    )  # fmt: skip
    return as_json(found)


@router.get("/api/stories/{ident}", tags=["stories"], responses=_NONE, response_model=queries.StoryPage)
def api_story(db: Db, lang: Lang, user: User, ident: Ident) -> Response:
    """A story: its reports, roots, contradictions, and how it travelled."""
    found = queries.story(db, ident, lang)
    if found is None:
        raise HTTPException(404, sayer("story", lang)("missing"))
    return as_json(found)
