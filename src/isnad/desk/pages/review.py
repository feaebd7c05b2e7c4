"""The review pages: queue, one article, two coders, rules contradicted, revisions."""

from __future__ import annotations

from functools import partial
from typing import Any

from fastapi import APIRouter, Form, HTTPException, Query, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse

from isnad.desk import review_view as view
from isnad.desk.pages import review_api as api
from isnad.desk.queries import review as queries
from isnad.desk.web import Coder, Db, Editor, Lang, User, render
from isnad.desk.wording import address
from isnad.messages import Lang as Language
from isnad.messages import label
from isnad.output.describe import KINDS, Describer, heading
from isnad.output.markup import paragraphs
from isnad.review import adjudication
from isnad.review.agreement import total
from isnad.review.queue import ORDERS, counted, outlets, waiting
from isnad.review.rules import report
from isnad.store import Action, Double, Filter, Store

router = APIRouter(include_in_schema=False)
_PAGE = 50
_KEYS = (
    (("j", "k"), "next"), (("n",), "unreviewed"), (("a",), "accept"), (("x",), "reject"), (("e", "Enter"), "edit"),
    (("u", "U"), "undo"), (("m",), "add"), (("t",), "text"), (("1", "…", "0"), "field"), (("s", "w", "Esc"), "save"),
    (("i",), "details"), (("A", "f", "g"), "rest"), (("?",), "help"),
)  # fmt: skip
_DOC = Query(max_length=500)
_NUMBER = Query(None, ge=1, le=2**31 - 1)


def _page(request: Request, template: str, lang: Language, here: str = "", status: int = 200, **own: Any) -> Response:
    say = view.sayer(lang)
    own = {"l": say, "l_comma": "، " if lang == "ar" else ", ", "here": here, "url": partial(address, lang), **own}
    return render(request, template, status=status, lang=lang, active="review", **own)


def _message(request: Request, lang: Language, status: int, told: str, href: str = "", action: str = "") -> Response:
    return _page(request, "review_message.html", lang, status=status, message=told, href=href, action=action)


# -- queue ----------------------------------------------------------------------------------------------------------


@router.get("/review", response_class=HTMLResponse)
def queue(
    request: Request, db: Db, user: User, lang: Lang, order: str = "doubt", kind: str = "",
    outlet: str = Query("", max_length=300), q: str = Query("", max_length=200), offset: int = Query(0, ge=0, le=10**7),
) -> Response:  # fmt: skip
    """What waits to be looked at."""
    say = view.sayer(lang)
    order = order if order in ORDERS else "doubt"
    kind = kind if kind in KINDS else ""
    wanted = Filter(kind=(kind,) if kind else (), outlet=(outlet,) if outlet else (), text=q or None)
    try:
        found = waiting(db, order, wanted, _PAGE + 1, offset)
    except ValueError:  # words without a letter
        found = []
    given = {"order": order, "kind": kind, "outlet": outlet, "q": q}
    rows = [
        {
            "href": address(lang, "/review/article", doc=w.hit.doc, s=w.hit.statement.id, order=order),
            "kind": label("kind", w.hit.statement.kind, lang), "title": view.title(w.hit.statement, lang),
            "confidence": f"{w.hit.statement.confidence:.2f}", "outlet": w.hit.outlet, "published": w.hit.published,
            "contradictions": [_disputed(f, lang) for f in w.contradictions],
            "story": address(lang, f"/story/{w.story}") if w.story else "",
            **view.snippet(w.hit.statement, w.hit.text),
        }
        for w in found[:_PAGE]
    ]  # fmt: skip
    c = counted(db)
    names = ("unreviewed", "accepted", "corrected", "rejected", "added", "finished")
    return _page(
        request, "review_queue.html", lang, "queue", rows=rows, order=order, kind=kind, outlet=outlet, q=q,
        offset=offset, counts=[(n, getattr(c, n)) for n in names],
        kinds=[(k, label("kind", k, lang)) for k in KINDS], outlets=outlets(db)[:200],
        more=address(lang, "/review", **given, offset=offset + _PAGE) if len(found) > _PAGE else "",
        back=address(lang, "/review", **given, offset=max(0, offset - _PAGE)) if offset else "", say=say,
    )  # fmt: skip


def _disputed(field: str, lang: Language) -> str:
    name, _, measure = field.partition(":")
    told = view.sayer(lang)(f"field_{name}")
    return f"{told}: {label('measure', measure, lang)}" if measure else told


# -- an article -----------------------------------------------------------------------------------------------------


def _seen(
    request: Request, db: Store, lang: Language, doc: str, user: str, double: int | None
) -> queries.Seen | Response:
    say = view.sayer(lang)
    try:
        found = queries.look(db, doc, user, double)
    except PermissionError as error:
        told = api.refuse(error, lang)[1]
        number = str(error).partition(":")[2]
        href = address(lang, "/review/article", doc=doc, double=number) if number else ""
        return _message(request, lang, 403, told, href, say("blind_open"))
    if found is None:
        return _message(request, lang, 404, say("not_found"), address(lang, "/review"), say("queue"))
    return found


def _cards(found: queries.Seen, lang: Language, only: str | None = None) -> list[dict[str, Any]]:
    describer, say = Describer(found.reviewed.coding, lang), view.sayer(lang)
    return [view.card(s, describer, say) for s in found.reviewed.states if only is None or s.statement.id == only]


@router.get("/review/article", response_class=HTMLResponse)
def article(
    request: Request, db: Db, user: User, lang: Lang, doc: str = _DOC, double: int | None = _NUMBER,
    order: str = "doubt", error: str = Query("", max_length=20),
) -> Response:  # fmt: skip
    """The article beside its statements."""
    found = _seen(request, db, lang, doc, user.name, double)
    if not isinstance(found, queries.Seen):
        return found
    say, a = view.sayer(lang), found.reviewed.coding.article
    states = found.reviewed.states
    finished = found.reviewed.finished
    return _page(
        request, "review_article.html", lang, doc=doc, double=double, may=user.may_code and not found.handed_in,
        heading=heading(a), outlet=a.outlet, published=a.published, lines=list(paragraphs(a.text)),
        cards=_cards(found, lang), done=len(states) - found.unreviewed, all=len(states), keys=_KEYS,
        finished={"who": finished.who, "at": finished.at.replace("T", " ").rstrip("Z")} if finished else None,
        handed_in=found.handed_in, js_labels=view.script_labels(lang),
        next_href=_next(db, lang, order, doc) if double is None else "",
        error=say(f"error_{error}") if error in ("outdated", "gone", "unreviewed", "server") else "",
    )  # fmt: skip


def _next(db: Store, lang: Language, order: str, doc: str) -> str:
    order = order if order in ORDERS else "doubt"
    for w in waiting(db, order, limit=200):
        if w.hit.doc != doc:
            return address(lang, "/review/article", doc=w.hit.doc, s=w.hit.statement.id, order=order)
    return ""


@router.get("/review/card", response_class=HTMLResponse)
def card(
    request: Request, db: Db, user: User, lang: Lang, doc: str = _DOC, s: str = Query(max_length=60),
    double: int | None = _NUMBER,
) -> Response:  # fmt: skip
    """One statement's card, for the page's script."""
    found = _seen(request, db, lang, doc, user.name, double)
    if not isinstance(found, queries.Seen):
        return found
    cards = _cards(found, lang, s)
    if not cards:
        raise HTTPException(404, view.sayer(lang)("error_gone"))
    may = user.may_code and not found.handed_in
    return _page(request, "review_card.html", lang, card=cards[0], may=may, doc=doc, double=double)


@router.post("/review/revise")
def revise(
    request: Request, db: Db, user: Coder, lang: Lang, doc: str = Form(max_length=500),
    action: str = Form(max_length=20), statement: str = Form("", max_length=60), seen: int | None = Form(None),
    double: int | None = Form(None),
) -> Response:  # fmt: skip
    """What the page's buttons do without its script."""
    found = _seen(request, db, lang, doc, user.name, double)
    if not isinstance(found, queries.Seen):
        return found
    error = ""
    try:
        if action == "rest":
            queries.accept_rest(db, found, user.name)
        elif action == "submit" and double is not None:
            db.submit_double(double, user.name)
            return RedirectResponse(address(lang, f"/review/double/{double}"), 303)
        else:
            _revise(db, found, action, statement, user.name, seen)
    except (ValueError, KeyError) as problem:
        error = _ERRORS.get(api.refuse(problem, lang)[0], "server")
        if isinstance(problem, queries.UnreviewedError):
            error = "unreviewed"
    back = address(lang, "/review/article", doc=doc, double=double, s=statement, error=error)
    return RedirectResponse(f"{back}#s-{statement}" if statement else back, 303)


_ERRORS = {404: "gone", 409: "outdated"}


def _revise(db: Store, found: queries.Seen, action: str, statement: str, who: str, seen: int | None) -> None:
    known = {"redo": Action.UNDO, "reopen": Action.UNDO, **{a.value: a for a in Action}}
    if action not in known or action in ("correct", "add"):
        raise ValueError(f"{action!r} is nothing that can be done")
    queries.revise(
        db, found, statement="" if action in ("finish", "reopen") else statement, action=known[action], who=who,
        last=seen, redo=action == "redo",
    )  # fmt: skip


# -- two coders -----------------------------------------------------------------------------------------------------


def _state(d: Double) -> str:
    return "closed" if d.closed else "ready" if d.ready else "open"


def _coders(d: Double) -> list[dict[str, Any]]:
    return [{"name": c, "done": at is not None} for c, at in zip(d.coders, d.submitted, strict=True)]


def _heading(db: Store, doc: str) -> str:
    found = db.article(doc)
    return heading(found) if found is not None else doc


@router.get("/review/doubles", response_class=HTMLResponse)
def doubles(
    request: Request, db: Db, user: User, lang: Lang, doc: str = Query("", max_length=500), error: str = "",
) -> Response:  # fmt: skip
    """Articles given to two coders."""
    return _doubles(request, db, user.name, user.may_edit, lang, doc)


def _doubles(
    request: Request, db: Store, user: str, editor: bool, lang: Language, doc: str, error: str = "", status: int = 200
) -> Response:
    say, rows, compared = view.sayer(lang), [], []
    for d in db.doubles():
        href, action = "", ""
        if d.ready:
            href = address(lang, f"/review/double/{d.id}")
            action = say("see_it" if d.closed or not editor else "settle_it")
            compared.append(adjudication.compared(db, d).agreement)
        elif user in d.coders and d.submitted[d.coders.index(user)] is None:
            href, action = address(lang, "/review/article", doc=d.doc, double=d.id), say("code_it")
        rows.append(
            {
                "id": d.id, "heading": _heading(db, d.doc), "coders": _coders(d), "state": _state(d),
                "start": say(f"double_start_{d.start}"), "href": href, "action": action,
            }
        )  # fmt: skip
    people = api.coders(request) or sorted({c for d in db.doubles() for c in d.coders} | {user})
    agreement = view.agreement_rows(total(compared), say) if compared else []
    return _page(
        request, "review_doubles.html", lang, "doubles", status=status, rows=rows, editor=editor, doc=doc,
        people=people, agreement=agreement, error=error,
    )  # fmt: skip


@router.post("/review/doubles")
def give(
    request: Request, db: Db, user: Editor, lang: Lang, doc: str = Form(max_length=500),
    first: str = Form(max_length=100), second: str = Form(max_length=100), start: str = Form(max_length=10),
) -> Response:  # fmt: skip
    """Give an article to two coders."""
    try:
        queries.give(db, doc, (first.strip(), second.strip()), start, user.name, api.coders(request))
    except (ValueError, KeyError) as error:
        status, told = api.refuse(error, lang)
        return _doubles(request, db, user.name, True, lang, doc, told, status)
    return RedirectResponse(address(lang, "/review/doubles"), 303)


@router.get("/review/double/{number}", response_class=HTMLResponse)
def double(request: Request, db: Db, user: User, lang: Lang, number: int) -> Response:
    """How far two coders agree, and where they differ."""
    return _double(request, db, user.may_edit, lang, number)


def _double(
    request: Request, db: Store, editor: bool, lang: Language, number: int, error: str = "", status: int = 200
) -> Response:
    say = view.sayer(lang)
    given = db.double(number) if 0 < number < 2**31 else None
    if given is None:
        return _message(request, lang, 404, say("error_gone"), address(lang, "/review/doubles"), say("nav_doubles"))
    own: dict[str, Any] = {
        "id": number, "heading": _heading(db, given.doc), "coders": _coders(given), "editor": editor, "error": error,
        "closed": (given.closed_by, (given.closed or "").replace("T", " ").rstrip("Z")) if given.closed else None,
        "agreement": None,
    }  # fmt: skip
    if given.ready:
        found = adjudication.compared(db, given)
        text = found.a.coding.article.text
        own["agreement"] = view.agreement_rows(found.agreement, say)
        left = [p for p in found.agreement.pairs if not p.agreed] if given.closed else found.open
        own["pairs"] = [view.pair(p, text, lang, say) for p in left]
        own["n_agreed"] = sum(p.agreed for p in found.agreement.pairs)
        own["n_settled"] = sum(p.key in found.settled for p in found.agreement.pairs if not p.agreed)
    return _page(request, "review_double.html", lang, "doubles", status=status, **own)


@router.post("/review/double/{number}/settle")
def settle(
    request: Request, db: Db, user: Editor, lang: Lang, number: int, key: str = Form(max_length=200),
    choice: str = Form(max_length=10), why: str = Form("", max_length=2000),
) -> Response:  # fmt: skip
    """Let one coder's statement stand, or neither's."""
    given = db.double(number) if 0 < number < 2**31 else None
    try:
        if given is None or choice not in ("a", "b", "neither"):
            raise KeyError(number)
        adjudication.settle(db, adjudication.compared(db, given), key, choice, user.name, why)  # type: ignore[arg-type]
    except (ValueError, KeyError) as error:
        status, told = api.refuse(error, lang)
        return _double(request, db, True, lang, number, told, status)
    return RedirectResponse(address(lang, f"/review/double/{number}") + "#p1", 303)


@router.post("/review/double/{number}/close")
def close(request: Request, db: Db, user: Editor, lang: Lang, number: int) -> Response:
    """Everything is settled."""
    given = db.double(number) if 0 < number < 2**31 else None
    try:
        if given is None:
            raise KeyError(number)
        adjudication.close(db, adjudication.compared(db, given), user.name)
    except (ValueError, KeyError) as error:
        status, told = api.refuse(error, lang)
        return _double(request, db, True, lang, number, told, status)
    return RedirectResponse(address(lang, f"/review/double/{number}"), 303)


# -- rules, revisions, gold -----------------------------------------------------------------------------------------


@router.get("/review/rules", response_class=HTMLResponse)
def rules(request: Request, db: Db, user: User, lang: Lang) -> Response:
    """Which rules and lexicon entries people contradict."""
    found, say = report(db), view.sayer(lang)
    rows = [
        {
            "rule": r.rule, "label": view.field_name(r.field, say), "upheld": r.upheld, "corrected": r.corrected,
            "rejected": r.rejected, "share": r.share, "at_least": r.at_least,
            "examples": [(address(lang, "/review/article", doc=x.doc, s=x.statement), x.statement) for x in r.examples],
        }
        for r in found.rules[:300]
    ]  # fmt: skip
    missed = []
    for name, k in found.missed.items():
        kind, _, type_ = name.partition(" ")
        group = {"event": "type", "relation": "relation", "figure": "measure"}.get(kind, "")
        missed.append((f"{label('kind', kind, lang)}: {label(group, type_, lang)}", k))
    return _page(request, "review_rules.html", lang, "rules", rules=rows, n=found.statements, missed=missed)


@router.get("/review/history", response_class=HTMLResponse)
def history(request: Request, db: Db, user: User, lang: Lang, who: str = Query("", max_length=200)) -> Response:
    """What people did."""
    say, rows = view.sayer(lang), []
    texts: dict[str, tuple[str, str]] = {}
    found_all = queries.history(db, who or None)
    for r in found_all:
        if r.doc not in texts:
            found = db.article(r.doc)
            texts[r.doc] = (heading(found), found.text) if found is not None else (r.doc, "")
        name, text = texts[r.doc]
        rows.append(
            {
                **view.revision(r, text, lang, say, found_all), "heading": name,
                "href": address(lang, "/review/article", doc=r.doc, s=r.statement),
                "who_href": address(lang, "/review/history", who=r.who),
                "words": r.after.trigger.of(text) if r.after else "",
            }
        )  # fmt: skip
    return _page(request, "review_history.html", lang, "history", rows=rows)


@router.get("/review/gold.zip")
def gold(db: Db, user: User) -> Response:
    """The gold export."""
    return api.gold(db, user)
