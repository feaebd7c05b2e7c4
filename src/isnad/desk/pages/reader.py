"""The reader: an article, right to left, with the marks and cards of what it says."""

from __future__ import annotations

import json
from typing import Annotated

from fastapi import APIRouter, HTTPException, Query, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse

from isnad.desk.frame import as_json, page
from isnad.desk.queries import reader as queries
from isnad.desk.queries.told import LAYERS
from isnad.desk.web import Db, Lang, User
from isnad.desk.wording import address, sayer
from isnad.messages import text
from isnad.output.describe import KINDS
from isnad.output.markup import displayed, utf16_offsets
from isnad.store import Store

router = APIRouter()
LAYER_ROLES = {
    "events": ("trigger",), "actors": ("actor", "recipient"), "sources": ("source",), "figures": ("figure",),
    "where": ("place", "time"),
}  # fmt: skip
Doc = Annotated[str, Query(min_length=1, max_length=2000, description="Id of the article")]
_NONE: dict[int | str, dict[str, str]] = {404: {"description": "There is no such thing in the corpus"}}


@router.get("/reader", response_class=HTMLResponse, include_in_schema=False)
def reader(
    request: Request, db: Db, lang: Lang, user: User, doc: str = "", layers: str = "",
    layer: Annotated[list[str] | None, Query()] = None,
) -> Response:  # fmt: skip
    """An article; without its id the list of articles."""
    if not doc:
        return RedirectResponse(address(lang, "/search", view="articles"), 303)
    found = queries.reader(db, doc, lang)
    if found is None:
        say = sayer("reader", lang)
        return page(
            request, "desk_message.html", lang, "reader", 404, message=say("none"), advice=say("none_do"),
            href=address(lang, "/search", view="articles"), link=sayer("search", lang)("title"),
        )  # fmt: skip
    wanted = layer or [v for v in layers.split(",") if v]
    return page(
        request, "reader.html", lang, "reader",
        page=found,
        marks=_marks(db, found),
        layers=[v for v in wanted if v in LAYERS] if wanted else list(LAYERS),
        layer_roles=LAYER_ROLES,
        kinds=[(k, text(f"heading.{k}", lang)) for k in KINDS],
        credit=", ".join(found.credits),
        review_href=address(lang, "/review/article", doc=doc),
    )  # fmt: skip


def _marks(db: Store, found: queries.ReaderPage) -> dict[str, str]:
    """Statement to its marks, as JSON, in UTF-16 units."""
    article = db.article(found.article.doc)
    unit = utf16_offsets(displayed(article.text if article else ""))
    return {
        card.id: json.dumps([(m.role, m.layer, unit(m.start), unit(m.end)) for m in card.marks], separators=(",", ":"))
        for card in found.cards
    }


@router.get("/reader/{doc:path}", include_in_schema=False)
def reader_of(doc: str, lang: Lang, user: User) -> Response:
    """The same, with the id in the path."""
    return RedirectResponse(address(lang, "/reader", doc=doc), 307)


@router.get("/statement/{sid}", include_in_schema=False)
def statement(request: Request, db: Db, lang: Lang, user: User, sid: str) -> Response:
    """A statement: its article, at its card."""
    doc = queries.doc_of(db, sid)
    if doc is None:
        say = sayer("reader", lang)
        return page(
            request, "desk_message.html", lang, "reader", 404, message=say("no_statement"), advice=say("none_do"),
            href=address(lang, "/search"), link=sayer("search", lang)("title"),
        )  # fmt: skip
    return RedirectResponse(f"{address(lang, '/reader', doc=doc)}#{sid}", 307)


@router.get("/api/reader", tags=["reader"], responses=_NONE, response_model=queries.ReaderPage)
def api_reader(db: Db, lang: Lang, user: User, doc: Doc) -> Response:
    """An article with everything that it says, and what other reports say of the same happenings."""
    found = queries.reader(db, doc, lang)
    if found is None:
        raise HTTPException(404, sayer("reader", lang)("none"))
    return as_json(found)
