"""What actors are for and against over time, and where that changed."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import date
from typing import Any

from pydantic import BaseModel, Field
from sqlalchemy import Connection, func, select

from isnad.corpus.records import Mention
from isnad.desk.queries.chosen import DAY, Condition, names_of, where_of
from isnad.desk.queries.fetch import fetch
from isnad.desk.queries.timeline import Days, central
from isnad.dossier.positions import Position, Said, alike, positions, turn
from isnad.messages import Lang, label
from isnad.output.describe import Describer
from isnad.store import Filter, Store
from isnad.store import models as m
from isnad.store.merging import active_merges, family, targets

HOLDERS = 14
"""Holders that are compared at once."""
SAID = 240
"""Statements that are drawn; of one holder the latest, of several those of the holders with most."""
TOPICS = 14
_LISTED = 60
_WORDS = 80
_S, _A, _P = m.StatementRow, m.ArticleRow, m.ParticipantRow


class Holder(BaseModel):
    """Somebody who takes positions."""

    key: str
    name: str
    statements: int
    first: date | None
    last: date | None


class Stand(BaseModel):
    """A position, once."""

    mark: str
    holder: str
    holder_name: str
    stance: str
    stance_label: str
    topic: str
    day: date | None
    changed: bool = Field(description="Whether the text itself tells of a change")
    turn_of: str | None = Field(description="Mark of the earlier position that this one goes against")
    was: str | None = Field(description="What that one was, in words")
    factuality: str
    factuality_label: str
    source: str = Field(description="Who says so in the end: the innermost source, or the outlet")
    source_named: bool
    outlet: str | None


class Lane(BaseModel):
    """Positions that are drawn on one line: of one holder, or of one holder on one matter."""

    key: str
    name: str
    stands: list[Stand]


class Positions(BaseModel):
    """Positions over time."""

    total: int
    holder: str | None = Field(description="Key of the one holder that is shown, by matter")
    holder_name: str | None
    holders: list[Holder] = Field(description="All who take positions, those with most first")
    more_holders: int
    lanes: list[Lane]
    drawn: int
    turns: int
    first: date | None = Field(description="First and last day that is drawn")
    last: date | None
    outside: int = Field(description="Positions of days far from these")
    undated: int


def positions_of(store: Store, wanted: Filter, lang: Lang, holder: str | None = None) -> Positions:
    """The positions among what *wanted* asks for; with *holder* (an actor's key) those of that one, by matter.

    Raises ValueError when the text names no word to look for.
    """
    with store.engine.connect() as connection:
        merges = active_merges(connection)
        heads = targets(merges)
        where = where_of(connection, "positions", wanted)
        holders, total = _holders(connection, where, heads, lang)
        if holder is None and len(holders) == 1:
            holder = holders[0].key
        shown = [heads.get(holder, holder)] if holder else [h.key for h in holders[:HOLDERS]]
        keys = sorted({k for key in shown for k in family(merges, key)})
        fetched = fetch(connection, _mentions(connection, where, keys))
        names = names_of(connection, shown, lang)
    told = [Said(fetched.codings[x.doc], s) for x, s in fetched.statements.items()]
    found = positions(sorted(told, key=lambda s: s.key), heads)
    lanes = [
        Lane(key=key, name=names[key], stands=_stands(found[key], key, names[key], lang))
        for key in shown if key in found
    ]  # fmt: skip
    if holder and lanes:
        lanes = _by_topic(found[lanes[0].key], lanes[0])
    stands = [s for lane in lanes for s in lane.stands]
    counted: Days = defaultdict(Counter)
    for s in stands:
        if s.day is not None:
            counted[s.day]["other"] += 1
    low, high = central(counted, wanted)
    inside = [d for d in sorted(counted) if low and high and low <= d <= high]
    undated = sum(s.day is None for s in stands)
    within = sum(counted[d]["other"] for d in inside)
    return Positions(
        total=total, holder=shown[0] if holder else None, holder_name=names[shown[0]] if holder else None,
        holders=holders[:_LISTED], more_holders=max(len(holders) - _LISTED, 0), lanes=lanes, drawn=len(stands),
        first=inside[0] if inside else None, last=inside[-1] if inside else None, undated=undated,
        outside=len(stands) - undated - within,
        turns=sum(s.changed or s.turn_of is not None for s in stands),
    )  # fmt: skip


def _holders(
    connection: Connection, where: list[Condition], heads: dict[str, str], lang: Lang
) -> tuple[list[Holder], int]:
    rows = connection.execute(
        select(_P.actor, func.count(), func.min(DAY), func.max(DAY))
        .select_from(_S)
        .join(_A, _A.id == _S.article_id)
        .join(_P, (_P.statement_id == _S.id) & (_P.role == "holder"))
        .where(*where)
        .group_by(_P.actor)
    ).all()
    total = sum(r[1] for r in rows)
    merged: dict[str, list[Any]] = {}
    for actor, count, first, last in rows:
        if actor is None:
            continue
        old = merged.setdefault(heads.get(actor, actor), [0, None, None])
        old[0] += count
        old[1] = min((d for d in (old[1], first) if d), default=None)
        old[2] = max((d for d in (old[2], last) if d), default=None)
    order = sorted(merged, key=lambda k: (k.startswith("~"), -merged[k][0], k))
    names = names_of(connection, order[:_LISTED], lang)
    made = [
        Holder(key=k, name=names.get(k, k), statements=merged[k][0], first=merged[k][1], last=merged[k][2])
        for k in order
    ]
    return made, total


def _mentions(connection: Connection, where: list[Condition], keys: list[str]) -> list[Mention]:
    chosen = (
        select(_A.doc, _S.sid)
        .select_from(_S)
        .join(_A, _A.id == _S.article_id)
        .where(_S.id.in_(select(_P.statement_id).where(_P.role == "holder", _P.actor.in_(keys))), *where)
        .order_by(DAY.desc(), _S.id)
        .limit(SAID)
    )
    return [Mention(doc, sid) for doc, sid in connection.execute(chosen)]


def _stands(found: Sequence[Position], key: str, name: str, lang: Lang) -> list[Stand]:
    made = []
    for n, one in enumerate(found):
        before = turn(list(found[:n]), one)
        told = Describer(one.said.coding, lang)
        links = told.chain(one.stance)
        topic = told.words(one.stance.topic)
        made.append(
            Stand(
                mark=f"said:{one.stance.id}", holder=key, holder_name=name, stance=one.stance.stance,
                stance_label=label("stance", one.stance.stance, lang),
                topic=topic if len(topic) <= _WORDS else topic[:_WORDS].rsplit(" ", 1)[0] + " …", day=one.day,
                changed=one.stance.stance == "change", turn_of=f"said:{before.stance.id}" if before else None,
                was=label("stance", before.stance.stance, lang) if before else None,
                factuality=one.stance.factuality.value,
                factuality_label=label("factuality", one.stance.factuality.value, lang),
                source=links[0].words, source_named=links[0].named, outlet=one.said.article.outlet,
            )
        )  # fmt: skip
    return made


def _by_topic(found: Sequence[Position], lane: Lane) -> list[Lane]:
    """One lane a matter, those with most positions first; what stands alone shares the last."""
    groups: list[list[int]] = []
    for n, one in enumerate(found):
        same = next((g for g in groups if any(alike(found[k], one) for k in g)), None)
        if same is None:
            groups.append([n])
        else:
            same.append(n)
    groups.sort(key=lambda g: (-len(g), g[0]))
    made = []
    for group in groups[: TOPICS - 1]:
        stands = [lane.stands[k] for k in group]
        made.append(Lane(key=stands[0].mark, name=min((s.topic for s in stands), key=len), stands=stands))
    rest = sorted(k for g in groups[TOPICS - 1 :] for k in g)
    if rest:
        made.append(Lane(key="other", name="", stands=[lane.stands[k] for k in rest]))
    return made
