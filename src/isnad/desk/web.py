"""What every page of the desk uses: who asks, the corpus, the language, and :func:`render`."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import quote, urlencode

from fastapi import Depends, HTTPException, Query, Request, Response
from fastapi.responses import HTMLResponse
from jinja2 import Environment, PackageLoader, StrictUndefined

from isnad import messages
from isnad.desk.accounts import Account
from isnad.desk.saved import Searches
from isnad.desk.security import COOKIE, Guard
from isnad.desk.settings import Settings
from isnad.desk.wording import sayer, wording
from isnad.store import Store

ROOT = Path(str(files("isnad.desk")))
THEMES = ("light", "dark")


@dataclass(frozen=True, slots=True)
class Nav:
    """An entry of the navigation."""

    key: str
    path: str
    editors: bool = False


NAVIGATION = (
    Nav("home", "/"), Nav("search", "/search"), Nav("stories", "/stories"), Nav("timeline", "/timeline"),
    Nav("map", "/map"), Nav("network", "/network"), Nav("positions", "/positions"), Nav("figures", "/figures"),
    Nav("review", "/review"), Nav("ingest", "/ingest"), Nav("audit", "/audit", editors=True),
)  # fmt: skip


@dataclass(slots=True)
class Desk:
    """What a running desk has."""

    store: Store
    settings: Settings
    guard: Guard
    searches: Searches


def desk(request: Request) -> Desk:
    """The desk that answers *request*."""
    found: Desk = request.app.state.desk
    return found


def _store(request: Request) -> Store:
    return desk(request).store


def _user(request: Request) -> Account:
    user: Account | None = request.state.user
    if user is None:
        raise HTTPException(401)
    return user


def _coder(request: Request) -> Account:
    user = _user(request)
    if not user.may_code:
        raise HTTPException(403, "role")
    return user


def _editor(request: Request) -> Account:
    user = _user(request)
    if not user.may_edit:
        raise HTTPException(403, "role")
    return user


def language(request: Request) -> messages.Lang:
    """What was asked for, else chosen before, else what the browser prefers of Arabic and English."""
    for given in (request.query_params.get("lang"), request.cookies.get("lang")):
        if given == "ar":
            return "ar"
        if given == "en":
            return "en"
    for part in request.headers.get("accept-language", "").split(","):
        preferred = part.split(";")[0].strip()[:2]
        if preferred in ("ar", "en"):
            return "ar" if preferred == "ar" else "en"
    return "en"


def _lang(
    request: Request,
    lang: Annotated[str | None, Query(description="Language of names and labels: ar or en", max_length=5)] = None,
) -> messages.Lang:
    return language(request)


Db = Annotated[Store, Depends(_store)]
"""The corpus."""
Lang = Annotated[messages.Lang, Depends(_lang)]
User = Annotated[Account, Depends(_user)]
"""Who asks: 401 without an account where accounts are needed."""
Coder = Annotated[Account, Depends(_coder)]
"""One who may add and correct; else 403."""
Editor = Annotated[Account, Depends(_editor)]
"""One who may settle and administer; else 403."""


def texts() -> dict[str, dict[str, str]]:
    """Interface texts of the frame."""
    return wording("desk")


@cache
def _static(name: str) -> str:
    return f"/static/{name}?v={hashlib.sha256((ROOT / 'static' / name).read_bytes()).hexdigest()[:12]}"


@cache
def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("isnad.desk", "templates"), autoescape=True, undefined=StrictUndefined,
        trim_blocks=True, lstrip_blocks=True,
    )  # fmt: skip


def render(request: Request, template: str, status: int = 200, **context: Any) -> Response:
    """The page *template*, filled; everything in *context* is escaped.

    Besides it, templates have ``lang``, ``theme``, ``user``, ``csrf``, ``navigation``, ``static(name)``, and
    ``d(key)``: the frame's texts. ``active`` or ``active_page`` names the entry of the navigation.
    """
    lang: messages.Lang = context.get("lang") or language(request)
    chosen = request.query_params.get("theme") or request.cookies.get("theme")
    state = request.state
    user: Account | None = getattr(state, "user", None)
    session = getattr(state, "session", "")
    here = desk(request)
    shared = {
        "request": request, "lang": lang, "theme": chosen if chosen in THEMES else "", "user": user,
        "csrf": here.guard.token(session) if session else "", "static": _static, "accounts": not here.guard.anyone,
        "navigation": [n for n in NAVIGATION if not n.editors or (user is not None and user.may_edit)],
        "d": sayer("desk", lang),
        "switch": _switch(request, "en" if lang == "ar" else "ar"),
        "active": context.get("active_page", ""),
    }  # fmt: skip
    html = _environment().get_template(template).render({**shared, **context})
    response = HTMLResponse(html, status)
    if request.query_params.get("lang") in ("ar", "en"):
        response.set_cookie("lang", lang, max_age=31_536_000, samesite="strict")
    fresh = getattr(state, "fresh", None)
    if fresh:
        keep_session(request, response, fresh)
    return response


def keep_session(request: Request, response: Response, session: str, hours: float | None = None) -> None:
    """Give the browser its session: no script reads it, no other site's request brings it along, except to look."""
    age = None if hours is None else int(hours * 3600)
    secure = request.url.scheme == "https"
    response.set_cookie(COOKIE, session, max_age=age, httponly=True, samesite="lax", secure=secure)


def _switch(request: Request, lang: str) -> str:
    """This page in the other language."""
    pairs = [(k, v) for k, v in request.query_params.multi_items() if k != "lang"]
    path = "/" + quote(request.scope["path"]).lstrip("/")  # //name would be another host
    return f"{path}?{urlencode([*pairs, ('lang', lang)])}"
