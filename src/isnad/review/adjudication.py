"""Settling what two coders see differently: the editor's choice becomes revisions that everybody sees."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal

from isnad.records import Statement, to_json
from isnad.review.agreement import Agreement, Pair, compare
from isnad.store import Action, Double, Draft, Reviewed, Store
from isnad.store.reviewing import FIXED, State, corrected, differences

Choice = Literal["a", "b", "neither"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """A double coding with both coders' statements set against each other."""

    double: Double
    a: Reviewed
    b: Reviewed
    agreement: Agreement
    settled: frozenset[str]
    """Keys of the pairs that the editor has settled."""

    @property
    def open(self) -> list[Pair]:
        """The pairs still to be settled: those that differ."""
        return [p for p in self.agreement.pairs if not p.agreed and p.key not in self.settled]


def compared(store: Store, double: Double) -> Compared:
    """The two codings of *double*. Raises ValueError before both were handed in: nobody sees them until then."""
    if not double.ready:
        raise ValueError("both coders hand in first")
    sides = []
    for coder in double.coders:
        side = store.reviewed(double.doc, double.track(coder), blank=double.start == "blank")
        if side is None:
            raise KeyError(f"there is no article {double.doc!r} in the corpus")
        sides.append(side)
    a, b = sides
    agreement = compare(a.coding.statements, b.coding.statements, a.coding.article.text)
    settled = {r.why.partition(" ")[0] for r in store.revisions(track=_track(double))}
    return Compared(double=double, a=a, b=b, agreement=agreement, settled=frozenset(settled))


def _track(double: Double) -> str:
    return f"{double.id}/"


def settle(
    store: Store, found: Compared, key: str, choice: Choice, who: str, why: str = "",
    changes: Mapping[str, Any] | None = None,
) -> None:  # fmt: skip
    """Let coder *choice*'s statement of the pair *key* stand (with *changes* by the editor), or neither's.

    A coder who has nothing there says that there is nothing. Raises KeyError when there is no such pair, ValueError
    when it was settled before.
    """
    pair = next((p for p in found.agreement.pairs if p.key == key), None)
    if pair is None:
        raise KeyError(f"there is no pair {key!r}")
    if key in found.settled:
        raise ValueError("this was settled already")
    drafts = _drafts(store, found, pair, choice, who, why, changes, set())
    store.revise_all([*drafts, _note(found, key, choice, who)])


def settle_agreed(store: Store, found: Compared, who: str) -> int:
    """Let everything on which both coders agree stand. Returns how many pairs that were."""
    agreed = [p for p in found.agreement.pairs if p.agreed and p.key not in found.settled]
    drafts: list[Draft] = []
    used: set[str] = set()
    for pair in agreed:
        drafts += [*_drafts(store, found, pair, "a", who, "", None, used), _note(found, pair.key, "a", who)]
    for sid in _dropped(found):
        drafts += _reject(store, found, sid, who, _told(found, ""))
    store.revise_all(drafts)
    return len(agreed)


def close(store: Store, found: Compared, who: str) -> None:
    """Everything is settled: what both agree on stands, the article is finished. What the machine alone found is
    rejected where the coders began with nothing. Raises ValueError while differences are open.
    """
    if found.open:
        raise ValueError(f"differences still open: {len(found.open)}")
    settle_agreed(store, found, who)
    doc = found.double.doc
    drafts = []
    if found.double.start == "blank":
        left = [s for s in _common(store, found).states if s.review == "unreviewed"]
        drafts = [_draft(found, Action.REJECT, s.statement.id, who, _told(found, "")) for s in left]
    store.revise_all([*drafts, Draft(doc=doc, action=Action.FINISH, who=who, why=_told(found, ""))])
    store.close_double(found.double.id, who)


def _dropped(found: Compared) -> list[str]:
    """Statements of the machine that both coders rejected."""
    a, b = ({s.statement.id for s in side.states if s.review == "rejected"} for side in (found.a, found.b))
    return sorted(a & b)


def _note(found: Compared, key: str, choice: str, who: str) -> Draft:
    """That the pair is settled, in a track of the double coding's own."""
    return Draft(
        doc=found.double.doc, action=Action.FINISH, who=who, why=f"{key} {choice}", track=_track(found.double)
    )


def _told(found: Compared, why: str) -> str:
    """*why*, with whose codings were settled."""
    return f"[{found.double.coders[0]} / {found.double.coders[1]}] {why}".strip()


def _draft(found: Compared, action: Action, sid: str, who: str, why: str) -> Draft:
    return Draft(doc=found.double.doc, statement=sid, action=action, who=who, why=why)


def _drafts(
    store: Store, found: Compared, pair: Pair, choice: Choice, who: str, why: str, changes: Mapping[str, Any] | None,
    used: set[str],
) -> list[Draft]:  # fmt: skip
    """Revisions for everybody; a coder who has nothing there says that there is nothing."""
    told = _told(found, why)
    chosen = {"a": pair.a, "b": pair.b, "neither": None}[choice]
    others = dict.fromkeys(s.id for s in (pair.a, pair.b) if s is not None and (chosen is None or s.id != chosen.id))
    made = [d for sid in others for d in _reject(store, found, sid, who, told)]
    if chosen is not None:
        made += _stand(store, found, chosen, who, told, changes, used)
    return made


def _common(store: Store, found: Compared) -> Reviewed:
    now = store.reviewed(found.double.doc)
    assert now is not None, "the article is there"
    return now


def _reject(store: Store, found: Compared, sid: str, who: str, why: str) -> list[Draft]:
    state = _common(store, found).state(sid)
    if state is None or state.review == "rejected":
        return []  # one coder's addition, which nobody else ever saw
    return [_draft(found, Action.REJECT, sid, who, why)]


def _stand(
    store: Store, found: Compared, chosen: Statement, who: str, why: str, changes: Mapping[str, Any] | None,
    used: set[str],
) -> list[Draft]:  # fmt: skip
    if changes:
        chosen, _ = corrected(chosen, dict(changes))
    common = _common(store, found)
    state = common.state(chosen.id) or _twin(common, chosen, used)
    if state is None:
        return [Draft(doc=found.double.doc, statement=chosen.id, action=Action.ADD, who=who, why=why, added=chosen)]
    used.add(state.statement.id)
    names = differences(state.statement, chosen)
    if not names:
        return [_draft(found, Action.ACCEPT, state.statement.id, who, why)]
    data = to_json(chosen)
    made = _draft(found, Action.CORRECT, state.statement.id, who, why)
    return [replace(made, changes={n: data[n] for n in names if n not in FIXED})]


def _twin(common: Reviewed, chosen: Statement, used: set[str]) -> State | None:
    """What the machine has where a coder who began with nothing has *chosen*."""
    t = chosen.trigger
    return next(
        (
            s
            for s in common.states
            if s.review == "unreviewed" and s.statement.kind == chosen.kind and s.statement.id not in used
            and s.statement.trigger.start < t.end and t.start < s.statement.trigger.end
        ),
        None,
    )  # fmt: skip
