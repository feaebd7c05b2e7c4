"""The API of reviewing: what the pages show and do, as JSON."""

from __future__ import annotations

from typing import Any, Literal

from fastapi import APIRouter, HTTPException, Query, Request, Response
from pydantic import BaseModel, Field

from isnad.desk import review_view as view
from isnad.desk.queries import review as queries
from isnad.desk.web import Coder, Db, Editor, Lang, User, desk
from isnad.messages import Lang as Language
from isnad.records import ActorRef, Span, to_json
from isnad.review import adjudication
from isnad.review.candidates import people, places
from isnad.review.queue import counted, waiting
from isnad.review.rules import report
from isnad.store import Action, Change, Double, Filter, OutdatedError, Revision, State
from isnad.store.rows import actor_key, name_key

router = APIRouter(prefix="/api/review", tags=["review"])
_DOC = Query(max_length=500, description="Id of the article")
_DOUBLE = Query(None, ge=1, le=2**31 - 1, description="Double coding in which the caller codes the article")
_Kind = Literal["event", "relation", "figure", "agreement", "stance", "explanation"]
_ERRORS: dict[int | str, dict[str, Any]] = {
    403: {"description": "Not yours to see or to do"},
    404: {"description": "There is no such thing"},
    409: {"description": "Somebody revised the statement meanwhile"},
}


class ChangeOut(BaseModel):
    """One field corrected."""

    field: str
    before: Any = Field(description="As in the record: spans in code points of the text")
    after: Any


class RevisionOut(BaseModel):
    """One thing that one person did."""

    id: int
    doc: str
    statement: str = Field(description="Id of the statement; empty for the article as a whole")
    action: Action
    who: str
    at: str = Field(description="ISO 8601, UTC")
    why: str
    changes: list[ChangeOut]
    undoes: int | None = Field(description="The revision that this one takes back")


class StateOut(BaseModel):
    """A statement as it stands."""

    statement: dict[str, Any] = Field(description="The record, as isnad's JSON Lines have it")
    machine: dict[str, Any] | None = Field(description="What the machine says; null where a person added it")
    review: Literal["unreviewed", "accepted", "corrected", "rejected", "added"]
    by: str | None = Field(description="Whose revision holds; null: the machine's word")
    last: int = Field(description="Number of its last revision, 0 for none: send it back as seen")
    current: bool = Field(description="Whether the machine's last coding still says what machine is")
    can_undo: bool
    can_redo: bool
    history: list[RevisionOut]


class ArticleOut(BaseModel):
    """An article under review."""

    doc: str
    title: str | None
    outlet: str | None
    published: str | None
    url: str | None
    text: str
    version: str
    double: int | None
    states: list[StateOut] = Field(description="Every statement in text order, the rejected ones too")
    finished: RevisionOut | None


class QueueItem(BaseModel):
    """A statement that nobody looked at."""

    doc: str
    statement: dict[str, Any]
    outlet: str | None
    published: str | None
    title: str | None
    doubt: float = Field(description="1: as likely wrong as right; 0: sure")
    contradictions: list[str]
    story: str | None


class QueueOut(BaseModel):
    """What waits, and how far reviewing has come."""

    items: list[QueueItem]
    counts: dict[str, int]


class ReviseIn(BaseModel):
    """A revision to be made."""

    doc: str = Field(max_length=500)
    statement: str = Field("", max_length=60, description="Empty for finish, and for add")
    action: Action
    changes: dict[str, Any] | None = Field(None, description="correct: field of the record to its new value")
    added: dict[str, Any] | None = Field(None, description="add: the statement; evidence may be left out")
    why: str = Field("", max_length=2000)
    seen: int | None = Field(None, ge=0, le=2**31 - 1, description="last as it was read; 409 where it changed")
    redo: bool = Field(False, description="undo: take back the last undo")
    double: int | None = Field(None, ge=1, le=2**31 - 1)


class ActorOut(BaseModel):
    """Somebody whom words may mean."""

    actor: dict[str, Any]
    origin: Literal["article", "corpus", "base"]
    mentions: int
    exact: bool = Field(description="Named in exactly these words, in this article or in the actor base")


class SuggestOut(BaseModel):
    """Whom or where words may mean."""

    actors: list[ActorOut]
    places: list[dict[str, Any]]


class RuleOut(BaseModel):
    """What people made of the fields that one rule or entry filled."""

    field: str
    rule: str
    upheld: int
    corrected: int
    rejected: int
    share: float
    at_least: float = Field(description="Lower end of Wilson's 95 % interval of the share")
    examples: list[tuple[str, str]] = Field(description="(article, statement)")


class RulesOut(BaseModel):
    """Rules that people contradict, the most surely wrong first."""

    rules: list[RuleOut]
    statements: int
    missed: dict[str, int]


class DoubleIn(BaseModel):
    """An article for two coders."""

    doc: str = Field(max_length=500)
    coders: tuple[str, str]
    start: Literal["machine", "blank"] = "machine"


class DoubleOut(BaseModel):
    """A double coding."""

    id: int
    doc: str
    start: Literal["machine", "blank"]
    coders: tuple[str, str]
    submitted: tuple[str | None, str | None]
    opened_by: str
    opened: str
    closed_by: str | None
    closed: str | None


class MeasureOut(BaseModel):
    """One measure of agreement; value null where it is not defined."""

    name: str
    value: float | None
    n: int


class PairOut(BaseModel):
    """What two coders made of one place."""

    key: str
    a: dict[str, Any] | None
    b: dict[str, Any] | None
    fields: list[str]
    agreed: bool
    settled: bool


class ComparedOut(BaseModel):
    """A double coding, compared; without measures and pairs until both coders handed in."""

    double: DoubleOut
    measures: list[MeasureOut] = []
    pairs: list[PairOut] = []


class SettleIn(BaseModel):
    """An editor's choice."""

    key: str = Field(max_length=200)
    choice: Literal["a", "b", "neither"]
    why: str = Field("", max_length=2000)
    changes: dict[str, Any] | None = None


class Done(BaseModel):
    """It is done."""

    ok: bool = True


# -- from records to models ---------------------------------------------------------------------------------------


def revision_out(r: Revision) -> RevisionOut:
    """*r* for the API."""
    return RevisionOut(
        id=r.id, doc=r.doc, statement=r.statement, action=r.action, who=r.who, at=r.at, why=r.why,
        changes=[_change(c) for c in r.changes], undoes=r.undoes,
    )  # fmt: skip


def _change(c: Change) -> ChangeOut:
    return ChangeOut(field=c.field, before=c.before, after=c.after)


def _state(s: State) -> StateOut:
    return StateOut(
        statement=to_json(s.statement), machine=to_json(s.machine) if s.machine else None, review=s.review,  # type: ignore[arg-type]
        by=s.by, last=s.last, current=s.current, can_undo=queries.can_undo(s), can_redo=queries.can_redo(s),
        history=[revision_out(r) for r in s.history],
    )  # fmt: skip


def _double(d: Double) -> DoubleOut:
    return DoubleOut(
        id=d.id, doc=d.doc, start=d.start, coders=d.coders, submitted=d.submitted, opened_by=d.opened_by,  # type: ignore[arg-type]
        opened=d.opened, closed_by=d.closed_by, closed=d.closed,
    )  # fmt: skip


def refuse(error: Exception, lang: Language) -> tuple[int, str]:
    """Status and message of an error that a query raised."""
    say = view.sayer(lang)
    if isinstance(error, queries.FaultyError):
        return 422, " ".join(say(f"fault_{f.key}", value=f.value) for f in error.faults)
    if isinstance(error, OutdatedError):
        return 409, say("error_outdated")
    if isinstance(error, PermissionError):
        return 403, say("blind_elsewhere" if str(error).startswith("blind") else "not_coder")
    if isinstance(error, KeyError):
        return 404, say("error_gone")
    if isinstance(error, queries.StrangerError):
        return 422, say("error_stranger", who=str(error))
    if isinstance(error, queries.UnreviewedError):
        return 409, say("error_unreviewed")
    return 422, say("error_value", reason=str(error))


def refusal(error: Exception, lang: Language) -> HTTPException:
    """*error* as an answer."""
    status, told = refuse(error, lang)
    return HTTPException(status, told)


def coders(request: Request) -> list[str]:
    """Names of those who may code; none where the desk has no accounts."""
    return [a.name for a in desk(request).guard.accounts.names() if a.may_code]


def _seen(db: Any, doc: str, user: str, double: int | None, lang: Language) -> queries.Seen:
    try:
        found = queries.look(db, doc, user, double)
    except PermissionError as error:
        raise refusal(error, lang) from error
    if found is None:
        raise HTTPException(404, view.sayer(lang)("not_found"))
    return found


# -- reading --------------------------------------------------------------------------------------------------------


@router.get("/queue", summary="Statements that nobody looked at")
def queue(
    db: Db, _: User, order: Literal["doubt", "disagreement"] = "doubt",
    kind: _Kind | None = None, outlet: str | None = Query(None, max_length=300),
    limit: int = Query(50, ge=1, le=500), offset: int = Query(0, ge=0, le=10**7),
) -> QueueOut:  # fmt: skip
    """The most doubtful first, or those that other reports of their story contradict."""
    found = waiting(db, order, Filter(kind=(kind,) if kind else (), outlet=(outlet,) if outlet else ()), limit, offset)
    c = counted(db)
    items = [
        QueueItem(
            doc=w.hit.doc, statement=to_json(w.hit.statement), outlet=w.hit.outlet, title=w.hit.title,
            published=w.hit.published.isoformat() if w.hit.published else None, doubt=w.doubt,
            contradictions=list(w.contradictions), story=w.story,
        )
        for w in found
    ]  # fmt: skip
    names = ("unreviewed", "accepted", "corrected", "rejected", "added", "finished")
    return QueueOut(items=items, counts={n: getattr(c, n) for n in names})


@router.get("/article", summary="An article with its statements as they stand", responses=_ERRORS)
def article(db: Db, user: User, lang: Lang, doc: str = _DOC, double: int | None = _DOUBLE) -> ArticleOut:
    """With their histories; in a double coding the caller's own work only."""
    found = _seen(db, doc, user.name, double, lang)
    a = found.reviewed.coding.article
    return ArticleOut(
        doc=a.doc, title=a.title, outlet=a.outlet, url=a.url, text=a.text, version=found.reviewed.coding.version,
        published=a.published.isoformat() if a.published else None, double=double,
        states=[_state(s) for s in found.reviewed.states],
        finished=revision_out(found.reviewed.finished) if found.reviewed.finished else None,
    )  # fmt: skip


@router.get("/codebook", summary="Fields of every kind of statement, and what may stand in them")
def codebook(lang: Lang, _: User) -> dict[str, Any]:
    """With the labels in the language asked for."""
    return view.codebook(lang, view.sayer(lang))


@router.get("/suggest", summary="Whom or where words may mean")
def suggest(
    db: Db, _: User, kind: Literal["actor", "place"], words: str = Query(max_length=300),
    doc: str | None = Query(None, max_length=500), start: int = Query(0, ge=0, le=10**9),
    end: int = Query(1, ge=0, le=10**9),
) -> SuggestOut:  # fmt: skip
    """Of the article and the corpus, the actor base, the gazetteer."""
    if kind == "place":
        return SuggestOut(actors=[], places=[to_json(p) for p in places(words, Span(start, end))])
    key = name_key(words)
    found = [
        ActorOut(
            actor=to_json(c.actor), origin=c.origin, mentions=c.mentions,  # type: ignore[arg-type]
            exact=c.origin != "corpus" and _named(c.actor, key),
        )
        for c in people(db, doc, words)
    ]  # fmt: skip
    return SuggestOut(actors=found, places=[])


def _named(actor: ActorRef, key: str) -> bool:
    return bool(key) and (name_key(actor.name_ar) == key or actor_key(actor) == f"~{key}")


@router.get("/history", summary="Revisions, the latest first")
def history(
    db: Db, _: User, who: str | None = Query(None, max_length=200), limit: int = Query(100, ge=1, le=1000)
) -> list[RevisionOut]:
    """What people did; the work of blind coders is not among it."""
    return [revision_out(r) for r in queries.history(db, who, limit)]


@router.get("/rules", summary="Rules and lexicon entries that people contradict")
def rules(db: Db, _: User, limit: int = Query(200, ge=1, le=5000)) -> RulesOut:
    """Every reason of the machine's fields, set against what people made of them."""
    found = report(db)
    return RulesOut(
        rules=[
            RuleOut(
                field=r.field, rule=r.rule, upheld=r.upheld, corrected=r.corrected, rejected=r.rejected, share=r.share,
                at_least=r.at_least, examples=[(x.doc, x.statement) for x in r.examples],
            )
            for r in found.rules[:limit]
        ],
        statements=found.statements, missed=found.missed,
    )  # fmt: skip


@router.get("/gold", summary="What people made of statements, in the guidelines' format", response_class=Response,
            responses={200: {"content": {"application/zip": {}}, "description": "A ZIP archive"}})  # fmt: skip
def gold(db: Db, _: User) -> Response:
    """``gold.jsonl`` (finished articles), ``partial.jsonl`` and ``articles.jsonl``."""
    name = {"Content-Disposition": 'attachment; filename="gold.zip"'}
    return Response(queries.gold_zip(db), media_type="application/zip", headers=name)


# -- doing ----------------------------------------------------------------------------------------------------------


@router.post("/revise", summary="Accept, correct, reject, add, undo, finish", responses=_ERRORS)
def revise(db: Db, user: Coder, lang: Lang, asked: ReviseIn) -> RevisionOut:
    """Every revision is kept; what stands is what the rest of isnad reads from then on."""
    found = _seen(db, asked.doc, user.name, asked.double, lang)
    try:
        made = queries.revise(
            db, found, statement=asked.statement, action=asked.action, who=user.name, why=asked.why,
            changes=asked.changes, added=asked.added, last=asked.seen, redo=asked.redo,
        )  # fmt: skip
    except (ValueError, KeyError) as error:
        raise refusal(error, lang) from error
    return revision_out(made)


@router.get("/doubles", summary="Articles given to two coders")
def doubles(db: Db, _: User) -> list[DoubleOut]:
    """In the order in which they were given."""
    return [_double(d) for d in db.doubles()]


@router.post("/doubles", summary="Give an article to two coders", responses=_ERRORS)
def give(request: Request, db: Db, user: Editor, lang: Lang, asked: DoubleIn) -> DoubleOut:
    """They code it without seeing each other's work."""
    try:
        return _double(queries.give(db, asked.doc, asked.coders, asked.start, user.name, coders(request)))
    except (ValueError, KeyError) as error:
        raise refusal(error, lang) from error


@router.get("/doubles/{number}", summary="A double coding and the coders' agreement", responses=_ERRORS)
def double(db: Db, _: User, lang: Lang, number: int) -> ComparedOut:
    """Measures and pairs only once both coders handed in."""
    given = _given(db, number, lang)
    if not given.ready:
        return ComparedOut(double=_double(given))
    found = adjudication.compared(db, given)
    measures = [
        MeasureOut(name=r["name"], value=r["value"], n=r["n"])
        for r in view.agreement_rows(found.agreement, view.sayer(lang))
    ]
    pairs = [
        PairOut(
            key=p.key, a=to_json(p.a) if p.a else None, b=to_json(p.b) if p.b else None, fields=list(p.fields),
            agreed=p.agreed, settled=p.key in found.settled,
        )
        for p in found.agreement.pairs
    ]  # fmt: skip
    return ComparedOut(double=_double(given), measures=measures, pairs=pairs)


def _given(db: Any, number: int, lang: Language) -> Double:
    found: Double | None = db.double(number) if 0 < number < 2**31 else None
    if found is None:
        raise HTTPException(404, view.sayer(lang)("error_gone"))
    return found


@router.post("/doubles/{number}/submit", summary="Hand in", responses=_ERRORS)
def submit(db: Db, user: Coder, lang: Lang, number: int) -> Done:
    """After that the coder's part is over."""
    _given(db, number, lang)
    try:
        db.submit_double(number, user.name)
    except (ValueError, KeyError) as error:
        raise refusal(error, lang) from error
    return Done()


@router.post("/doubles/{number}/settle", summary="Settle one difference", responses=_ERRORS)
def settle(db: Db, user: Editor, lang: Lang, number: int, asked: SettleIn) -> Done:
    """The first coder's (a), the second's (b), or neither's statement stands."""
    given = _given(db, number, lang)
    try:
        found = adjudication.compared(db, given)
        adjudication.settle(db, found, asked.key, asked.choice, user.name, asked.why, asked.changes)
    except (ValueError, KeyError) as error:
        raise refusal(error, lang) from error
    return Done()


@router.post("/doubles/{number}/close", summary="Everything is settled", responses=_ERRORS)
def close(db: Db, user: Editor, lang: Lang, number: int) -> Done:
    """What both coders say stands from then on, and the article is finished."""
    given = _given(db, number, lang)
    try:
        adjudication.close(db, adjudication.compared(db, given), user.name)
    except (ValueError, KeyError) as error:
        raise refusal(error, lang) from error
    return Done()
