"""Revisions in the database: written one after the other, the statement that stands kept ready for every question."""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, Engine, Row, Select, Table, delete, func, insert, select, update

from isnad.corpus.records import Mention
from isnad.records import Coding, Statement, statement_id
from isnad.records_json import from_json
from isnad.store import models as m
from isnad.store.numbers import portions
from isnad.store.reader import article_of
from isnad.store.reviewing import (
    ARTICLE,
    Action,
    Change,
    OutdatedError,
    Reviewed,
    Revision,
    State,
    corrected,
    live,
    redoable,
    signed,
    stand,
    undoable,
)
from isnad.store.rows import Rows, dumps, statement_rows
from isnad.store.search import Terms, terms_of
from isnad.store.writer import index, keep_floor, next_number

_R, _S, _A, _M = m.RevisionRow, m.StatementRow, m.ArticleRow, m.MachineRow
RECODED = "recoded"
"""Key of the table ``meta``: how many times articles were coded again."""
_STORIES = "stories"
"""Key of the table ``meta`` without which copies and stories count as stale."""
_PARTS = (m.ParticipantRow, m.SourceRow, m.PlaceRow, m.TimeRow, m.FigureRow)


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A revision to be made."""

    doc: str
    statement: str = ARTICLE
    """Id of the statement; empty for ``finish``, and for an addition, which gets one."""
    action: Action
    who: str
    why: str = ""
    changes: Mapping[str, Any] | None = None
    """Of a correction: JSON name of a field to its new value as plain JSON data."""
    added: Statement | None = None
    """Of an addition: the statement; its id is given out here."""
    redo: bool = False
    """Of an undo: take back the last undo, not what holds."""
    track: str = ""
    """Empty, or the track of a double coding's coder."""
    seen: int | None = None
    """Number of the statement's last revision as the writer read it, 0 for none; None: not asked."""
    at: datetime | None = None
    """When; now where it is not given."""


def text_digest(text: str) -> str:
    """Stands for an article's text."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def revise(connection: Connection, draft: Draft, *, blank: bool = False) -> Revision:
    """Make a revision; see :meth:`isnad.store.Store.revise`. *blank*: the track began with nothing."""
    article = connection.execute(select(_A.__table__).where(_A.doc == draft.doc)).first()
    if article is None:
        raise KeyError(f"there is no article {draft.doc!r} in the corpus")
    digest = text_digest(article.text)
    number = int(connection.execute(select(func.max(_R.id))).scalar() or 0) + 1
    at = (draft.at or datetime.now(UTC)).astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
    made = Revision(
        id=number, doc=draft.doc, statement=draft.statement, action=draft.action, who=draft.who, at=at, why=draft.why,
        track=draft.track,
    )  # fmt: skip
    if draft.action is Action.ADD:
        made = _addition(made, draft)
        state = None
    else:
        history = histories(connection, [draft.doc], draft.track, digest).get(made.statement, [])
        if draft.seen is not None and draft.seen != (history[-1].id if history else 0):
            raise OutdatedError("somebody revised this meanwhile: look at it again, then decide")
        machine, current = _machine(connection, draft.doc, made.statement, blank)
        state = stand(machine, history, current)
        made = _decided(made, draft, state, history)
    connection.execute(insert(_R), [_row(made, digest)])
    if not draft.track and made.statement != ARTICLE:
        _keep_machine(connection, draft.doc, made.statement)
        own = histories(connection, [draft.doc], "", digest)[made.statement]
        machine, current = _machine(connection, draft.doc, made.statement, False)
        now = stand(machine, own, current)
        assert now is not None, "a revision leaves a statement"
        _put(connection, article, now)
    return made


def _addition(made: Revision, draft: Draft) -> Revision:
    if draft.added is None:
        raise ValueError("an addition needs the statement")
    s = draft.added
    sid = draft.statement or statement_id(draft.doc, s.kind, s.trigger, f"{draft.track}\x1fperson\x1f{made.id}")
    return replace(made, statement=sid, after=signed(replace(s, id=sid), (), draft.who, draft.why))


def _decided(made: Revision, draft: Draft, state: State | None, history: Sequence[Revision]) -> Revision:
    """*made* with what the action asks for. Raises ValueError where it cannot be done."""
    if draft.action is Action.UNDO:
        target = redoable(history) if draft.redo else undoable(history)
        if target is None:
            raise ValueError("there is nothing to take back")
        return replace(made, undoes=target.id)
    if made.statement == ARTICLE:
        if draft.action is not Action.FINISH:
            raise ValueError(f"{draft.action.value}: name the statement")
        return made
    if state is None:
        raise KeyError(f"there is no statement {made.statement!r} of {made.doc!r}")
    match draft.action:
        case Action.ACCEPT | Action.REJECT:
            return replace(made, after=signed(state.statement, (), draft.who, draft.why))
        case Action.CORRECT:
            after, changes = corrected(state.statement, dict(draft.changes or {}))
            if not changes:
                raise ValueError("nothing was changed: accept the statement instead")
            return replace(made, changes=changes, after=signed(after, changes, draft.who, draft.why))
    raise ValueError(f"{draft.action.value}: this is done to an article")


def _row(r: Revision, digest: str) -> dict[str, Any]:
    return {
        "id": r.id, "doc": r.doc, "text_digest": digest, "sid": r.statement, "track": r.track,
        "action": r.action.value, "who": r.who, "at": r.at, "why": r.why,
        "changes": json.dumps([{"field": c.field, "before": c.before, "after": c.after} for c in r.changes],
                              ensure_ascii=False, separators=(",", ":")),
        "undoes": r.undoes, "after": dumps(r.after) if r.after is not None else None,
    }  # fmt: skip


def _revision(row: Row[Any]) -> Revision:
    return Revision(
        id=row.id, doc=row.doc, statement=row.sid, action=Action(row.action), who=row.who, at=row.at, why=row.why,
        changes=tuple(Change(c["field"], c["before"], c["after"]) for c in json.loads(row.changes)),
        undoes=row.undoes, track=row.track,
        after=from_json(Statement, json.loads(row.after)) if row.after is not None else None,
    )  # fmt: skip


# -- reading --------------------------------------------------------------------------------------------------------


def histories(
    connection: Connection, docs: Iterable[str], track: str = "", digest: str | None = None
) -> dict[str, list[Revision]]:
    """Revisions by statement (id, which is unique in a corpus, or empty), in order; of *docs* in *track*."""
    found: dict[str, list[Revision]] = defaultdict(list)
    chosen = select(_R.__table__).where(_R.doc.in_(list(docs)), _R.track == track).order_by(_R.id)
    if digest is not None:
        chosen = chosen.where(_R.text_digest == digest)
    for row in connection.execute(chosen):
        found[row.sid].append(_revision(row))
    return found


def reviewed(engine: Engine, doc: str, track: str = "", *, blank: bool = False) -> Reviewed | None:
    """See :meth:`isnad.store.Store.reviewed`."""
    with engine.connect() as connection:
        chosen = select(_A.__table__, m.CodingRow.version, m.CodingRow.problems)
        joined = chosen.outerjoin(m.CodingRow, m.CodingRow.article_id == _A.id).where(_A.doc == doc)
        row = connection.execute(joined).first()
        if row is None:
            return None
        history = histories(connection, [doc], track, text_digest(row.text))
        machine = {} if blank else machine_statements(connection, row.id, doc)
    states = [
        state
        for sid in dict.fromkeys([*machine, *(s for s in history if s != ARTICLE)])
        if (state := _standing(machine.get(sid), history.get(sid, ()))) is not None
    ]
    states.sort(key=lambda s: (s.statement.trigger, s.statement.kind, s.statement.id))
    standing = tuple(s.statement for s in states if s.review != "rejected")
    article = article_of(row)
    coding = Coding(
        article=article, statements=standing, version=row.version or "",
        problems=tuple(json.loads(row.problems or "[]")),
    )  # fmt: skip
    done = undoable(history.get(ARTICLE, ()))
    return Reviewed(coding=coding, states=tuple(states), finished=done)


def _standing(machine: tuple[Statement, bool] | None, history: Sequence[Revision]) -> State | None:
    return stand(machine[0] if machine else None, history, machine[1] if machine else True)


def machine_statements(connection: Connection, number: int, doc: str) -> dict[str, tuple[Statement, bool]]:
    """What the machine says in the article with this number and name, by id: the statement, and whether its last
    coding still says so. In text order; those that it no longer says last.
    """
    rows = connection.execute(
        select(_S.sid, _S.review, _S.json).where(_S.article_id == number).order_by(_S.position)
    ).all()
    kept = {r.sid: r for r in connection.execute(select(_M.__table__).where(_M.doc == doc).order_by(_M.sid))}
    found: dict[str, tuple[Statement, bool]] = {}
    for row in rows:
        if row.sid in kept:
            found[row.sid] = from_json(Statement, json.loads(kept[row.sid].json)), kept[row.sid].current
        elif row.review == "unreviewed":
            found[row.sid] = from_json(Statement, json.loads(row.json)), True
    return found


def _machine(connection: Connection, doc: str, sid: str, blank: bool) -> tuple[Statement | None, bool]:
    """What the machine says under this id, and whether it still does."""
    if blank:
        return None, True
    kept = connection.execute(select(_M.json, _M.current).where(_M.doc == doc, _M.sid == sid)).first()
    if kept is not None:
        return from_json(Statement, json.loads(kept.json)), kept.current
    own = _own(doc, sid).where(_S.review == "unreviewed")
    data = connection.execute(own.with_only_columns(_S.json)).scalar()
    return (from_json(Statement, json.loads(data)), True) if data is not None else (None, True)


def _own(doc: str, sid: str) -> Select[Any]:
    return select(_S.__table__).join(_A, _A.id == _S.article_id).where(_A.doc == doc, _S.sid == sid)


def reviews(engine: Engine) -> dict[tuple[str, str], str]:
    """See :meth:`isnad.store.Store.reviews`."""
    chosen = select(_A.doc, _S.sid, _S.review).join(_A, _A.id == _S.article_id).where(_S.review != "unreviewed")
    with engine.connect() as connection:
        return {(doc, sid): review for doc, sid, review in connection.execute(chosen.order_by(_A.doc, _S.sid))}


def finished(engine: Engine) -> dict[str, Revision]:
    """See :meth:`isnad.store.Store.finished`."""
    chosen = select(_R.__table__).where(_R.sid == ARTICLE, _R.track == "").order_by(_R.id)
    found: dict[str, list[Revision]] = defaultdict(list)
    with engine.connect() as connection:
        rows = connection.execute(
            chosen.add_columns(_A.text).join(_A, _A.doc == _R.doc).order_by(None).order_by(_R.doc, _R.id)
        ).all()
    for row in rows:
        if row.text_digest == text_digest(row.text):
            found[row.doc].append(_revision(row))
    return {doc: holds for doc, own in found.items() if (holds := live(own)) is not None}


def revisions(
    engine: Engine, mention: Mention | None = None, *, after: int = 0, track: str | None = "",
    newest: int | None = None,
) -> Iterator[Revision]:
    """See :meth:`isnad.store.Store.revisions`."""
    chosen = select(_R.__table__).where(_R.id > after).order_by(_R.id)
    if mention is not None:
        chosen = chosen.where(_R.doc == mention.doc, _R.sid == mention.statement)
    if track is not None:
        chosen = chosen.where(_R.track == track)
    if newest is not None:
        chosen = chosen.order_by(None).order_by(_R.id.desc()).limit(newest)
    with engine.connect() as connection:
        rows = connection.execute(chosen).all()
    yield from map(_revision, rows)


# -- the statement that stands, in the tables -----------------------------------------------------------------------


def _keep_machine(connection: Connection, doc: str, sid: str) -> None:
    """Put the machine's statement aside before a person's takes its place."""
    if connection.execute(select(_M.sid).where(_M.doc == doc, _M.sid == sid)).first() is not None:
        return
    own = _own(doc, sid).where(_S.review == "unreviewed")
    data = connection.execute(own.with_only_columns(_S.json)).scalar()
    if data is not None:
        connection.execute(insert(_M), [{"doc": doc, "sid": sid, "current": True, "json": data}])


def _put(connection: Connection, article: Row[Any], state: State, terms: Terms | None = None) -> None:
    """Write what stands where everything else reads it."""
    s = state.statement
    here = (_S.article_id == article.id, _S.sid == s.id)
    old = connection.execute(select(_S.id, _S.position, _S.evidence_start, _S.evidence_end).where(*here)).first()
    same = old is not None and (old.evidence_start, old.evidence_end) == (s.evidence.start, s.evidence.end)
    number = old.id if old is not None and same else next_number(connection, "statement")
    if old is not None:
        position = old.position
    else:
        last = connection.execute(select(func.max(_S.position)).where(_S.article_id == article.id)).scalar()
        position = 0 if last is None else int(last) + 1
    rows = Rows()
    statement_rows(rows, number, article.id, position, s, article.text)
    row = {**rows.statement[0], "review": state.review}
    if old is not None and same:
        connection.execute(update(_S).where(_S.id == number).values({k: v for k, v in row.items() if k != "id"}))
        for part in _PARTS:
            connection.execute(delete(part).where(part.statement_id == number))
    else:
        if old is not None:
            connection.execute(update(_S).where(_S.id == old.id).values(position=-old.id))
        connection.execute(insert(_S), [row])
        words = (terms or terms_of(article_of(article))).within(s.evidence)
        index(connection, [("statement_search", number, *words)])
        if old is not None:
            told = m.StoryReportRow
            connection.execute(update(told).where(told.statement_id == old.id).values(statement_id=number))
            connection.execute(delete(_S).where(_S.id == old.id))
    _insert_parts(connection, rows)


def _insert_parts(connection: Connection, rows: Rows) -> None:
    for name in (f.name for f in fields(Rows)):
        if name in ("article", "coding", "statement"):
            continue
        found = getattr(rows, name)
        if found:
            table: Table = m.Base.metadata.tables[name]
            connection.execute(insert(table), found)


# -- coding again ---------------------------------------------------------------------------------------------------


def recode(connection: Connection, codings: Iterable[Coding], terms: Iterable[Terms | None] | None = None) -> int:
    """See :meth:`isnad.store.Store.recode`."""
    known = iter(terms) if terms is not None else None
    done = 0
    for coding in codings:
        _recode(connection, coding, next(known, None) if known is not None else None)
        done += 1
    if done:
        meta = m.MetaRow
        times = connection.execute(select(meta.value).where(meta.key == RECODED)).scalar()
        connection.execute(delete(meta).where(meta.key.in_((RECODED, _STORIES))))
        connection.execute(insert(meta), [{"key": RECODED, "value": str(int(times or 0) + 1)}])
    return done


def _recode(connection: Connection, coding: Coding, terms: Terms | None) -> None:
    doc = coding.article.doc
    article = connection.execute(select(_A.__table__).where(_A.doc == doc)).first()
    if article is None:
        raise KeyError(f"there is no article {doc!r} in the corpus: add it")
    if article.text != coding.article.text:
        raise ValueError(f"{doc!r}: this is another text than the corpus has under that id")
    revised = set(connection.execute(select(_R.sid).where(_R.doc == doc, _R.sid != ARTICLE).distinct()).scalars())
    for sid in sorted(revised):
        _keep_machine(connection, doc, sid)
    old = set(connection.execute(select(_S.sid).where(_S.article_id == article.id)).scalars())
    new = _matched(connection, doc, coding.statements, revised)
    machine = {s.id for s in new}
    connection.execute(update(_M).where(_M.doc == doc).values(current=False))
    for s in new:
        if s.id in revised:
            kept = (_M.doc == doc, _M.sid == s.id)
            values = {"json": dumps(s), "current": True}
            if connection.execute(update(_M).where(*kept).values(values)).rowcount == 0:
                connection.execute(insert(_M), [{"doc": doc, "sid": s.id, **values}])
    gone = sorted(old - machine - revised)
    if gone:
        keep_floor(connection, "statement")
    for portion in portions(gone):
        connection.execute(delete(_S).where(_S.article_id == article.id, _S.sid.in_(portion)))
    _note_gone(connection, gone, new)
    connection.execute(update(_S).where(_S.article_id == article.id).values(position=-_S.id))
    terms = terms or terms_of(article_of(article))
    for s in new:
        if s.id not in revised:
            _put(connection, article, State(statement=s, machine=s, review="unreviewed"), terms)
    _stand_again(connection, article, terms)
    _order(connection, article.id, [s.id for s in new])
    values = {"version": coding.version, "problems": json.dumps(coding.problems, ensure_ascii=False)}
    c = m.CodingRow
    if connection.execute(update(c).where(c.article_id == article.id).values(values)).rowcount == 0:
        connection.execute(insert(c), [{"article_id": article.id, **values}])


def _matched(
    connection: Connection, doc: str, statements: Sequence[Statement], revised: set[str]
) -> list[Statement]:
    """*statements*, those that stand for one that people revised under its id: same kind, overlapping triggers."""
    ids = {s.id for s in statements}
    left = [
        from_json(Statement, json.loads(data))
        for sid, data in connection.execute(select(_M.sid, _M.json).where(_M.doc == doc).order_by(_M.sid))
        if sid in revised and sid not in ids
    ]
    found = []
    for s in statements:
        if s.id not in revised:
            twin = next((o for o in left if o.kind == s.kind and _overlap(o, s)), None)
            if twin is not None:
                left.remove(twin)
                s = replace(s, id=twin.id)
        found.append(s)
    return found


def _overlap(one: Statement, other: Statement) -> bool:
    return one.trigger.start < other.trigger.end and other.trigger.start < one.trigger.end


def _note_gone(connection: Connection, gone: list[str], new: Sequence[Statement]) -> None:
    r = m.RemovedRow
    ids = sorted({s.id for s in new} | set(gone))
    for portion in portions(ids):
        connection.execute(delete(r).where(r.kind == "statement", r.id.in_(portion)))
    if gone:
        connection.execute(insert(r), [{"kind": "statement", "id": i} for i in gone])


def _stand_again(connection: Connection, article: Row[Any], terms: Terms | None = None) -> None:
    """Let what people made of the article's statements stand over the machine's."""
    history = histories(connection, [article.doc], "", text_digest(article.text))
    for sid, own in history.items():
        if sid == ARTICLE:
            continue
        _keep_machine(connection, article.doc, sid)
        machine, current = _machine(connection, article.doc, sid, False)
        state = stand(machine, own, current)
        if state is not None:
            _put(connection, article, state, terms)


def _order(connection: Connection, number: int, first: Sequence[str]) -> None:
    """Positions: the *first* statements in their order, then the others in text order."""
    chosen = select(_S.sid, _S.id).where(_S.article_id == number)
    rows = connection.execute(chosen.order_by(_S.trigger_start, _S.trigger_end, _S.kind, _S.id)).all()
    by_sid = {r.sid: r.id for r in rows}
    order = dict.fromkeys([*(by_sid[sid] for sid in first), *(r.id for r in rows)])
    connection.execute(update(_S).where(_S.article_id == number).values(position=-_S.id))
    for position, i in enumerate(order):
        connection.execute(update(_S).where(_S.id == i).values(position=position))


def stand_again(connection: Connection, docs: Iterable[str]) -> None:
    """After articles were written: if people revised one of that name and text before, what they made stands."""
    for portion in portions(docs):
        known = connection.execute(select(_R.doc).where(_R.doc.in_(portion)).distinct()).scalars().all()
        for doc in sorted(known):
            article = connection.execute(select(_A.__table__).where(_A.doc == doc)).first()
            if article is not None:
                _stand_again(connection, article)
