"""The desk as an ASGI application."""

from __future__ import annotations

import pkgutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib import import_module
from urllib.parse import quote

from fastapi import Depends, FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, RedirectResponse, Response
from fastapi.staticfiles import StaticFiles
from starlette.exceptions import HTTPException

from isnad.desk import pages
from isnad.desk.accounts import Accounts
from isnad.desk.envelope import Envelope
from isnad.desk.ingesting import Jobs
from isnad.desk.saved import Searches
from isnad.desk.security import Guard
from isnad.desk.settings import Settings, side_file
from isnad.desk.warming import warm_behind
from isnad.desk.web import ROOT, Desk, language, render, texts
from isnad.store import open_store

_TOLD = {
    401: "sign_in_first",
    403: "not_allowed",
    404: "not_there",
    405: "not_there",
    408: "too_slow",
    413: "too_large",
    422: "not_understood",
    429: "too_many",
    500: "went_wrong",
}


def create_app(database: str, settings: Settings) -> FastAPI:
    """A desk over the corpus *database* (a file or a PostgreSQL URL).

    Every module of ``isnad.desk.pages`` adds its ``router``. Raises
    :class:`~isnad.store.StoreError` when the corpus cannot be opened, sqlite3.Error when the side file cannot,
    PermissionError when the desk would be reachable from outside without accounts.
    """
    side = side_file(database, settings)
    accounts = Accounts(side)
    guard = Guard(settings, accounts)
    if not settings.local and not accounts.names():
        accounts.close()
        raise PermissionError("accounts")
    store = open_store(database)
    searches = Searches(side)
    jobs = Jobs(store, accounts, settings)

    @asynccontextmanager
    async def life(_: FastAPI) -> AsyncIterator[None]:
        warm_behind()
        yield
        jobs.close()
        store.close()
        searches.close()
        accounts.close()

    app = FastAPI(
        title="isnad desk", version=_version(), docs_url=None, redoc_url=None, openapi_url=None,
        dependencies=[Depends(guard)], lifespan=life,
        description="What Arabic news says, with its sources. Changes need the header X-CSRF-Token: GET /api/session.",
    )  # fmt: skip
    app.state.jobs = jobs
    app.get("/api/openapi.json", include_in_schema=False)(lambda: JSONResponse(app.openapi()))
    for found in sorted(pkgutil.iter_modules(pages.__path__), key=lambda m: m.name):
        module = import_module(f"isnad.desk.pages.{found.name}")
        app.include_router(module.router)
    app.state.desk = Desk(store, settings, guard, searches)
    app.mount("/static", StaticFiles(directory=ROOT / "static"))
    app.add_exception_handler(HTTPException, _failed)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_middleware(Envelope, guard=guard, failed=_failed)
    return app


def _version() -> str:
    from importlib.metadata import version  # noqa: PLC0415

    return version("isnad")


async def _invalid(request: Request, error: Exception) -> Response:
    """What was asked cannot be understood: which field, and why."""
    assert isinstance(error, RequestValidationError)
    told = [{"where": [str(x) for x in e["loc"]], "why": e["msg"]} for e in error.errors()]
    if request.url.path.startswith("/api/"):
        return JSONResponse({"detail": told}, 422)
    return _told(request, 422, "; ".join(f"{x['where'][-1]}: {x['why']}" for x in told))


async def _failed(request: Request, error: Exception) -> Response:
    """An answer that tells what to do."""
    assert isinstance(error, HTTPException)
    status, detail, path = error.status_code, str(error.detail), request.scope["path"]
    if path.startswith("/api/"):
        told = texts()[_key(status, detail)]["en"] if status in _OURS else detail
        return JSONResponse({"detail": told}, status, error.headers)
    if status == 401:
        query = request.scope["query_string"].decode("latin-1")
        back = f"{path}?{query}" if query and request.method == "GET" else path
        return RedirectResponse(f"/login?next={quote(back[:1900], safe='')}", 303)
    return _told(request, status, detail)


_OURS = (401, 403, 405, 408, 413, 429, 500)
"""What is told in the desk's own words alone."""


def _key(status: int, detail: str) -> str:
    known = _TOLD.get(status, "not_understood")
    return f"{known}_{detail}" if detail in ("csrf", "host", "forwarded") else known


def _told(request: Request, status: int, detail: str) -> Response:
    lang = language(request)
    shown = "" if status in _OURS or detail in ("Not Found", "Unauthorized") else detail
    return render(
        request, "desk_notice.html", status, lang=lang, heading=texts()[_key(status, detail)][lang], detail=shown
    )
