"""What the pages of reader, stories and search share: their texts, addresses that keep the language, downloads."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache
from typing import Annotated, Any

from fastapi import Depends, Query, Request, Response
from fastapi.responses import StreamingResponse
from pydantic import BaseModel

from isnad.commands.filters import FACTUALITY
from isnad.desk.wanted import REVIEWS, ROLES, Wanted, wanted_of
from isnad.desk.web import render
from isnad.desk.wording import address, sayer
from isnad.messages import Lang, keys, label
from isnad.messages import text as message
from isnad.output.describe import KINDS

_GROUPS = ("type", "relation", "measure", "status", "stance")
_HEADINGS = {"type": "event", "relation": "relation", "measure": "figure", "status": "agreement", "stance": "stance"}
MEDIA = {"csv": "text/csv; charset=utf-8", "jsonl": "application/x-ndjson; charset=utf-8"}
_NAVIGATION = {"story": "stories", "reader": "search"}
"""Entry of the navigation under which an area stands, where it is another."""
_BOM = "\ufeff"


def page(request: Request, template: str, lang: Lang, area: str, status: int = 200, **own: Any) -> Response:
    """A page of *area*, with what all templates use."""

    def url(path: str, bare: bool = False, **query: object) -> str:
        return address(lang, path, bare, **query)

    shared: dict[str, Any] = {
        "l": sayer(area, lang), "s": sayer("search", lang), "url": url, "comma": "، " if lang == "ar" else ", ",
        "active_page": _NAVIGATION.get(area, area),
    }  # fmt: skip
    return render(request, template, status=status, lang=lang, **{**shared, **own})


def _several(told: str, name: str | None = None) -> Any:
    return Query(alias=name, max_length=50, description=f"{told} (any of several)")


def asked(
    text: Annotated[list[str] | None, Query(max_length=5, description="Words: `word`, `\"in a row\"`, `beginning*`, "
                                            "`-without`")] = None,
    kind: Annotated[list[str] | None, _several("event relation figure agreement stance explanation")] = None,
    type: Annotated[list[str] | None, _several("Event type, relation, measure, status or stance")] = None,
    actor: Annotated[list[str] | None, _several("Who takes part: name or id")] = None,
    role: Annotated[list[str] | None, _several("As what: actor recipient subject object party mediator ...")] = None,
    source: Annotated[list[str] | None, _several("Who vouches, anywhere in the chain: name or id")] = None,
    country: Annotated[list[str] | None, _several("Of a place or of somebody who takes part: code or name")] = None,
    place: Annotated[list[str] | None, _several("Name or gazetteer id")] = None,
    date_from: Annotated[list[str] | None, _several("Not before this day, as 2013-01-31", "from")] = None,
    date_to: Annotated[list[str] | None, _several("Not after this day, as 2013-01-31", "to")] = None,
    factuality: Annotated[list[str] | None, _several("actual planned possible conditional sought denied ...")] = None,
    outlet: Annotated[list[str] | None, _several("Published by")] = None,
    doc: Annotated[list[str] | None, _several("Of the article")] = None,
    review: Annotated[list[str] | None, _several("unreviewed accepted corrected rejected added")] = None,
    roots: Annotated[list[str] | None, Query(max_length=5, description="Independent roots at least")] = None,
    min_confidence: Annotated[list[str] | None, Query(max_length=5, description="Confidence at least, 0 to 1")] = None,
    fold_copies: Annotated[list[str] | None, Query(max_length=5, description="Of copies only the original: 1")] = None,
) -> Wanted:  # fmt: skip
    """The filter that the parameters of an address ask for; what means nothing is passed over."""
    given = {
        "text": text, "kind": kind, "type": type, "actor": actor, "role": role, "source": source, "country": country,
        "place": place, "from": date_from, "to": date_to, "factuality": factuality, "outlet": outlet, "doc": doc,
        "review": review, "roots": roots, "min_confidence": min_confidence, "fold_copies": fold_copies,
    }  # fmt: skip
    return wanted_of({name: values for name, values in given.items() if values})


Asked = Annotated[Wanted, Depends(asked)]


@cache
def _options(lang: Lang) -> dict[str, Any]:
    """What the fields of the form offer: codes and what they are called."""
    types = []
    for group in _GROUPS:
        codes = [k.partition(".")[2] for k in keys() if k.startswith(f"{group}.")]
        named = sorted(((c, label(group, c, lang)) for c in codes), key=lambda x: x[1])
        types.append((message(f"heading.{_HEADINGS[group]}", lang), named))
    reader = sayer("reader", lang)
    return {
        "kind": [(k, message(f"heading.{k}", lang)) for k in KINDS],
        "type": types,
        "factuality": [(f, label("factuality", f, lang)) for f in FACTUALITY],
        "role": [(r, message(f"row.{r}", lang)) for r in ROLES if r != "promiser"],
        "review": [(r, reader(f"review_{r}")) for r in REVIEWS],
    }


def filters(wanted: Wanted, lang: Lang, outlets: list[str]) -> dict[str, Any]:
    """What the form of filters needs."""
    say = sayer("search", lang)
    return {
        "wanted": wanted,
        "active_filters": len(wanted.given.keys() - {"text", "doc"}),
        "outlets": outlets,
        "problems": [say("problem", name=say(name), value=value) for name, value in wanted.problems],
        "options": _options(lang),
    }


def as_json(found: BaseModel) -> Response:
    """*found* as it is: what the queries made needs no second check."""
    return Response(found.model_dump_json(), media_type="application/json")


def download(pieces: Iterable[str], name: str, kind: str) -> StreamingResponse:
    """*pieces* as a file that a browser keeps; a CSV begins with a mark that tells spreadsheets that it is UTF-8."""

    def encoded() -> Iterator[bytes]:
        if kind == "csv":
            yield _BOM.encode()
        for piece in pieces:
            yield piece.encode("utf-8", "replace")

    safe = re.sub(r"[^A-Za-z0-9_-]+", "-", name)
    return StreamingResponse(
        encoded(), media_type=MEDIA[kind],
        headers={"Content-Disposition": f'attachment; filename="{safe}.{kind}"', "Cache-Control": "no-store"},
    )  # fmt: skip
