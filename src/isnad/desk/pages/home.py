"""The first page, signing in and out, the session, the audit log, and the list of the API's paths."""

from __future__ import annotations

import time
from datetime import UTC, date, datetime

from fastapi import APIRouter, Form, HTTPException, Query, Request, Response
from fastapi.responses import HTMLResponse, JSONResponse, RedirectResponse
from pydantic import BaseModel

from isnad.desk.security import COOKIE, TooManyError
from isnad.desk.web import Db, Editor, Lang, User, desk, keep_session, render, texts
from isnad.messages import text
from isnad.output.describe import KINDS

router = APIRouter()
_PAGE = 200
_FRESH = 5.0
"""Seconds for which the corpus is not counted again."""


class Session(BaseModel):
    """Who is asking."""

    name: str
    role: str
    csrf: str
    """To be sent back as header ``X-CSRF-Token`` with whatever changes something."""


class Totals(BaseModel):
    """How much a corpus holds."""

    articles: int
    coded: int
    statements: int
    kinds: dict[str, int]
    outlets: int
    first: date | None
    last: date | None
    """Earliest and latest day of publication."""
    copies: int
    stories: int
    contradictions: int
    failures: int


class Line(BaseModel):
    """A line of the audit log."""

    at: datetime
    who: str
    what: str
    detail: str


@router.get("/", response_class=HTMLResponse, include_in_schema=False)
def home(request: Request, db: Db, user: User, lang: Lang) -> Response:
    """What the corpus holds, and where to go on."""
    return render(
        request, "desk_home.html", lang=lang, active="home", totals=_totals(request, db),
        kinds=[(k, text(f"heading.{k}", lang)) for k in KINDS],
    )  # fmt: skip


def _totals(request: Request, db: Db) -> Totals:
    """Counted anew when an upload has gone on, else every few seconds: a large corpus takes a second to count."""
    jobs = tuple((j.id, j.state, j.articles) for j in request.app.state.jobs.all())
    state, now = request.app.state, time.monotonic()
    known: tuple[object, float, Totals] | None = getattr(state, "totals", None)
    if known is not None and known[0] == jobs and now - known[1] < _FRESH:
        return known[2]
    counts = db.counts()
    found = Totals(
        articles=counts.articles, coded=counts.coded, statements=counts.statements, kinds=dict(counts.kinds),
        outlets=len(counts.outlets), first=counts.first, last=counts.last, copies=counts.copies, stories=counts.stories,
        contradictions=counts.contradictions, failures=counts.failures,
    )  # fmt: skip
    state.totals = jobs, now, found
    return found


@router.get("/api/counts", tags=["corpus"])
def counts(request: Request, db: Db, user: User) -> Totals:
    """How many articles and statements there are."""
    return _totals(request, db)


@router.get("/api/session", tags=["desk"])
def session(request: Request, user: User) -> Response:
    """Who asks, and the token that changes need."""
    guard = desk(request).guard
    told = Session(name=user.name, role=user.role, csrf=guard.token(request.state.session))
    answer = JSONResponse(told.model_dump())
    if request.state.fresh:
        keep_session(request, answer, request.state.fresh)
    return answer


@router.get("/api/audit", tags=["desk"])
def audit_lines(
    request: Request, user: Editor, limit: int = Query(_PAGE, ge=1, le=1000), offset: int = Query(0, ge=0, le=10**9)
) -> list[Line]:
    """The audit log, newest first."""
    found = desk(request).guard.accounts.audit(limit, offset)
    return [Line(at=datetime.fromtimestamp(e.at, UTC), who=e.who, what=e.what, detail=e.detail) for e in found]


@router.get("/audit", response_class=HTMLResponse, include_in_schema=False)
def audit(request: Request, user: Editor, lang: Lang, offset: int = Query(0, ge=0, le=10**9)) -> Response:
    """The audit log."""
    lines = audit_lines(request, user, _PAGE, offset)
    return render(
        request, "desk_audit.html", lang=lang, active="audit", lines=lines, offset=offset,
        more=len(lines) == _PAGE, page=_PAGE,
    )  # fmt: skip


@router.get("/login", response_class=HTMLResponse, include_in_schema=False)
def login_form(request: Request, lang: Lang, next: str = Query("/", max_length=2000)) -> Response:
    """The form to sign in with."""
    return render(request, "desk_login.html", lang=lang, onward=_inside(next), wrong="")


@router.post("/login", response_class=HTMLResponse, include_in_schema=False)
def login(
    request: Request, lang: Lang, name: str = Form("", max_length=60), password: str = Form("", max_length=500),
    next: str = Form("/", max_length=2000),
) -> Response:  # fmt: skip
    """Begin a session."""
    here = desk(request)
    accounts = here.guard.accounts
    try:
        here.guard.names.check(name)
    except TooManyError:
        raise HTTPException(429) from None
    account = accounts.check(name, password)
    if account is None:
        accounts.note(name[:60], "login refused", request.client.host if request.client else "")
        told = texts()["login_wrong"][lang]
        return render(request, "desk_login.html", 401, lang=lang, onward=_inside(next), wrong=told)
    accounts.note(account.name, "login", request.client.host if request.client else "")
    answer = RedirectResponse(_inside(next), 303)
    keep_session(request, answer, accounts.begin(account), here.settings.session_hours)
    return answer


@router.post("/logout", include_in_schema=False)
def logout(request: Request, user: User) -> Response:
    """End the session."""
    accounts = desk(request).guard.accounts
    accounts.end(request.state.session)
    accounts.note(user.name, "logout")
    answer = RedirectResponse("/login", 303)
    answer.delete_cookie(COOKIE)
    return answer


@router.get("/api", response_class=HTMLResponse, include_in_schema=False)
def api(request: Request, user: User, lang: Lang) -> Response:
    """The API's paths, for people."""
    rows = [
        (method.upper(), path, told.get("summary", ""), (told.get("tags") or [""])[0])
        for path, methods in request.app.openapi()["paths"].items()
        for method, told in methods.items()
    ]
    return render(request, "desk_api.html", lang=lang, rows=sorted(rows, key=lambda r: (r[3], r[1])))


def _inside(address: str) -> str:
    """*address* if it is one of this desk's, else the first page."""
    if not address.startswith("/") or address.startswith(("//", "/\\")) or not address.isprintable():
        return "/"
    return address
