"""Give the desk files or pasted text, and see what becomes of them."""

from __future__ import annotations

import io
from datetime import date
from typing import Annotated

from fastapi import APIRouter, File, Form, HTTPException, Request, Response, UploadFile
from fastapi.responses import HTMLResponse, RedirectResponse
from pydantic import BaseModel, Field

from isnad.desk.ingesting import Job, Jobs, RefusedError, printable
from isnad.desk.web import Coder, Lang, User, render, texts
from isnad.messages import Lang as Language

router = APIRouter()
_NOT_IN_NAMES = str.maketrans("/\\.", "   ")
_LONGEST = 2_000_000
"""Characters of a pasted text."""


class JobState(BaseModel):
    """How far an upload is."""

    id: int
    who: str
    names: list[str]
    state: str = Field(description="waiting, running, stories, done or failed")
    size: int
    read: int
    articles: int
    added: int
    known: int
    statements: int
    failures: list[str]
    """What could not be read, with what to do."""
    reason: str


class Pasted(BaseModel):
    """An article as text."""

    text: str = Field(min_length=1, max_length=_LONGEST)
    title: str | None = Field(None, max_length=1000)
    outlet: str | None = Field(None, max_length=300)
    published: date | None = None


def _jobs(request: Request) -> Jobs:
    jobs: Jobs = request.app.state.jobs
    return jobs


def _state(job: Job, lang: Language) -> JobState:
    return JobState(
        id=job.id, who=job.who, names=job.names, state=job.state, size=job.size, read=min(job.read, job.size),
        articles=job.articles, added=job.added, known=job.known, statements=job.statements,
        failures=[f.message(lang) for f in job.failures], reason=job.reason,
    )  # fmt: skip


def _refused(error: RefusedError, lang: Language) -> str:
    return texts()[f"refused_{error.key}"][lang].format(name=error.name)


def _pasted(request: Request, user: str, given: Pasted, lang: Language) -> Job:
    line = given.model_dump_json(exclude_none=True).encode()
    first = (given.title or given.text.strip()).split("\n", 1)[0][:60]
    name = printable(first).translate(_NOT_IN_NAMES).strip() or "text"
    return _jobs(request).take(user, [(f"{name}.jsonl", io.BytesIO(line))], given.published)


@router.get("/ingest", response_class=HTMLResponse, include_in_schema=False)
def page(request: Request, user: User, lang: Lang) -> Response:
    """The page."""
    return _page(request, lang, user.may_code)


def _page(request: Request, lang: Language, may: bool, wrong: str = "", status: int = 200) -> Response:
    jobs = [_state(j, lang) for j in _jobs(request).all()]
    return render(request, "desk_ingest.html", status, lang=lang, active="ingest", jobs=jobs, may=may, wrong=wrong)


def _day(value: str) -> date | None:
    try:
        return date.fromisoformat(value) if value.strip() else None
    except ValueError:
        raise RefusedError("date", value[:40]) from None


@router.post("/ingest", response_class=HTMLResponse, include_in_schema=False)
def upload(
    request: Request, user: Coder, lang: Lang, files: Annotated[list[UploadFile] | None, File()] = None,
    published: str = Form("", max_length=40), text: str = Form("", max_length=_LONGEST),
    title: str = Form("", max_length=1000), outlet: str = Form("", max_length=300),
) -> Response:  # fmt: skip
    """Files or a text from the form."""
    try:
        day = _day(published)
        if text.strip():
            pasted = Pasted(text=text, title=title.strip() or None, outlet=outlet.strip() or None, published=day)
            _pasted(request, user.name, pasted, lang)
        else:
            given = [(f.filename or "", f.file) for f in files or [] if f.filename]
            _jobs(request).take(user.name, given, day)
    except RefusedError as error:
        return _page(request, lang, True, _refused(error, lang), 422)
    return RedirectResponse(f"/ingest?lang={lang}", 303)


@router.post("/api/ingest/text", tags=["ingest"], status_code=202)
def paste(request: Request, user: Coder, lang: Lang, given: Pasted) -> JobState:
    """Add an article given as text."""
    try:
        return _state(_pasted(request, user.name, given, lang), lang)
    except RefusedError as error:
        raise HTTPException(422, _refused(error, lang)) from error


@router.post("/api/ingest/files", tags=["ingest"], status_code=202)
def files_of(
    request: Request, user: Coder, lang: Lang, files: list[UploadFile], published: Annotated[date | None, Form()] = None
) -> JobState:
    """Add files: text, HTML, JSON Lines, CSV, feeds, WARC, also packed."""
    try:
        given = [(f.filename or "", f.file) for f in files]
        return _state(_jobs(request).take(user.name, given, published), lang)
    except RefusedError as error:
        raise HTTPException(422, _refused(error, lang)) from error


@router.get("/api/ingest", tags=["ingest"])
def jobs(request: Request, user: User, lang: Lang) -> list[JobState]:
    """The latest uploads, newest first."""
    return [_state(j, lang) for j in _jobs(request).all()]


@router.get("/api/ingest/{number}", tags=["ingest"], responses={404: {"description": "No such upload"}})
def job(request: Request, user: User, lang: Lang, number: int) -> JobState:
    """How far an upload is."""
    found = _jobs(request).get(number)
    if found is None:
        raise HTTPException(404, "There is no such upload; only the latest are remembered")
    return _state(found, lang)
