"""What people make of statements: revisions, and the statement that stands after them.

A revision is never changed. What stands is told by the last one that was not taken back: the statement as that
person left it; where there is none, the machine's. Taking back is a revision too, and can itself be taken back.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from enum import StrEnum
from typing import Any

from isnad.records import Coding, Statement, Why, to_json
from isnad.records_json import from_json

PERSON = "person/"
"""Begins the rule of every :class:`~isnad.records.Why` that names a person instead of the lexicon or a model."""
ARTICLE = ""
"""Stands for a statement's id in the revisions of a whole article."""
FIXED = frozenset({"id", "kind", "confidence", "why"})
"""Fields of a statement that nobody corrects."""
EXPLAINED_BY = {
    "mode": "type", "contexts": "type", "trigger": "type", "evidence": "type", "subject": "type", "object": "type",
    "figures": "type", "low": "measure", "high": "measure", "best": "measure", "of": "measure", "by": "measure",
    "share_of": "measure", "parties": "status", "mediators": "status", "terms": "status", "conditions": "status",
    "holder": "stance", "topic": "stance", "from": "stance", "to": "stance", "condition": "stance",
    "effect": "causes", "joint": "causes",
}  # fmt: skip
"""The field whose ``why`` explains a field that has none of its own."""


class Action(StrEnum):
    """What a revision does."""

    ACCEPT = "accept"
    CORRECT = "correct"
    REJECT = "reject"
    ADD = "add"
    UNDO = "undo"
    FINISH = "finish"
    """Of an article: every statement was looked at and none is missing."""


class OutdatedError(ValueError):
    """Somebody revised the statement after the caller last read it."""


@dataclass(frozen=True, slots=True)
class Change:
    """One field corrected; values as plain JSON data, spans in code points of the article."""

    field: str
    before: Any
    after: Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Revision:
    """One thing that one person did."""

    id: int
    doc: str
    statement: str
    """Id of the statement; empty for the article as a whole."""
    action: Action
    who: str
    at: str
    """ISO 8601, UTC."""
    why: str = ""
    changes: tuple[Change, ...] = ()
    undoes: int | None = None
    track: str = ""
    """Empty, or the coder of a double coding whose work others do not see."""
    after: Statement | None = None
    """The statement as the person left it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """A statement as it stands, and how it came to that."""

    statement: Statement
    machine: Statement | None
    """What the machine says; None where a person added the statement."""
    review: str
    """``unreviewed accepted corrected rejected added``."""
    history: tuple[Revision, ...] = ()
    live: int | None = None
    """The revision that holds."""
    current: bool = True
    """Whether the machine's last coding still says what ``machine`` is."""

    @property
    def last(self) -> int:
        """Number of the last revision, 0 where there is none: what a writer must have seen."""
        return self.history[-1].id if self.history else 0

    @property
    def by(self) -> str | None:
        """Whose revision holds; None: the machine's word."""
        return next((r.who for r in self.history if r.id == self.live), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reviewed:
    """An article with every statement as it stands, the rejected ones too, in text order."""

    coding: Coding
    """The article, and the statements that stand."""
    states: tuple[State, ...]
    finished: Revision | None = None
    """That somebody said that nothing is left to be done."""

    def state(self, statement: str) -> State | None:
        """That of the statement with this id."""
        return next((s for s in self.states if s.statement.id == statement), None)


def live(history: Sequence[Revision]) -> Revision | None:
    """The revision that holds: the last that was not taken back."""
    dead: set[int] = set()
    by_id = {r.id: r for r in history}
    for r in history:
        if r.undoes is None:
            continue
        dead.add(r.undoes)
        taken = by_id[r.undoes]
        if taken.undoes is not None:
            dead.discard(taken.undoes)
    return next((r for r in reversed(history) if r.id not in dead and r.action is not Action.UNDO), None)


def undoable(history: Sequence[Revision]) -> Revision | None:
    """What an undo takes back: the revision that holds."""
    return live(history)


def redoable(history: Sequence[Revision]) -> Revision | None:
    """What a redo takes back: the last undo that holds, where nothing else was done since."""
    content = {r.id for r in history if r.undoes is None}
    taken_back = {r.undoes for r in history}
    for r in reversed(history):
        if r.id in content:
            return None
        if r.undoes in content and r.id not in taken_back:
            return r
    return None


def stand(machine: Statement | None, history: Sequence[Revision], current: bool = True) -> State | None:
    """What stands after *history*; None where there is neither a machine's statement nor a person's."""
    holds = live(history)
    if holds is None or holds.after is None:
        left = machine or next((r.after for r in reversed(history) if r.after is not None), None)
        if left is None:
            return None
        review = "unreviewed" if machine is not None else "rejected"
        return State(statement=left, machine=machine, review=review, history=tuple(history), current=current)
    review = {Action.ACCEPT: "accepted", Action.CORRECT: "corrected", Action.REJECT: "rejected"}.get(
        holds.action, "added"
    )
    if machine is None and review != "rejected":
        review = "added"
    return State(
        statement=holds.after, machine=machine, review=review, history=tuple(history), live=holds.id, current=current
    )


def corrected(statement: Statement, changes: dict[str, Any]) -> tuple[Statement, tuple[Change, ...]]:
    """*statement* with these fields (JSON names, plain JSON data) and what thereby changed.

    Raises ValueError for a field that there is none of, that nobody corrects, or whose value is of another shape.
    """
    data = to_json(statement)
    for name in changes:
        if name not in data or name in FIXED:
            can = ", ".join(k for k in data if k not in FIXED)
            raise ValueError(f"{name!r}: this is no field of a {statement.kind} that can be corrected; use {can}")
    made = from_json(Statement, {**data, **changes})
    after = to_json(made)
    return made, tuple(Change(k, data[k], after[k]) for k in data if data[k] != after[k] and k not in FIXED)


def signed(statement: Statement, changes: Sequence[Change], who: str, why: str) -> Statement:
    """*statement* as *who* vouches for it: certain, every changed field explained by the person, not the machine."""
    own = {c.field for c in changes}
    fields_ = own or {"review"}
    kept = tuple(w for w in statement.why if w.field not in fields_)
    added = tuple(Why(f, PERSON + who, why) for f in sorted(fields_))
    return replace(statement, confidence=1.0, why=kept + added)


def vouched(statement: Statement) -> str:
    """What its record tells of people's part in it: ``unreviewed accepted corrected added``."""
    fields_ = [w.field for w in statement.why if w.rule.startswith(PERSON)]
    if not fields_:
        return "unreviewed"
    if set(fields_) != {"review"}:
        return "corrected"
    return "accepted" if len(fields_) < len(statement.why) else "added"


def differences(one: Statement, other: Statement) -> tuple[str, ...]:
    """JSON names of the fields in which two statements of one kind differ, those nobody corrects left out."""
    a, b = to_json(one), to_json(other)
    names = [f.name.rstrip("_") for f in fields(one)]
    return tuple(n for n in names if n not in FIXED and a.get(n) != b.get(n))
