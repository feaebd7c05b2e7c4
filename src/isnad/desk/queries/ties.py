"""Who is tied to whom: by what, how often, since when, on whose word."""

from __future__ import annotations

import json
from collections import Counter
from datetime import date
from typing import Any, Literal, NamedTuple

from pydantic import BaseModel, Field
from sqlalchemy import Connection, func, select

from isnad.desk.queries.chosen import CONFLICT, DAY, Condition, names_of, tied, tied_pairs, where_of
from isnad.lexicon.actors import load as load_actors
from isnad.messages import Lang, label
from isnad.store import Filter, Store
from isnad.store import models as m
from isnad.store.merging import active_merges, family, targets

Sort = Literal["conflict", "cooperation", "lasting"]
NODES = 28
"""Actors that are drawn."""
TIES = 150
"""Ties that the table has."""
_CANDIDATES = 160
_OFFICES = ("holds_role", "role_in")
"""Relations that tell who somebody is, not whom he deals with: shown when asked for."""
_S, _A = m.StatementRow, m.ArticleRow


class TieType(BaseModel):
    """One way in which two actors are tied."""

    kind: str
    type: str
    label: str
    source: str = Field(description="Key of who acts; ties of parties to one thing have no direction")
    directed: bool
    statements: int
    articles: int
    denied: int = Field(description="Statements that deny it")
    first: date | None
    last: date | None


class Tie(BaseModel):
    """All that ties two actors."""

    mark: str
    source: str
    target: str
    sort: Sort = Field(description="What most of it is")
    statements: int
    denied: bool = Field(description="Whether nobody says that it is so")
    first: date | None
    last: date | None
    types: list[TieType]


class Node(BaseModel):
    """An actor."""

    key: str
    mark: str
    name: str
    kind: str
    country: str | None
    statements: int = Field(description="Statements that tie it to somebody")
    ties: int


class Ties(BaseModel):
    """The network of actors."""

    focus: str | None = Field(description="Key of the actor whose neighbours are shown")
    nodes: list[Node] = Field(description="Those with most ties first")
    ties: list[Tie] = Field(description="Between these, those with most statements first")
    more_nodes: int = Field(description="Actors that are tied to somebody and not shown")
    more_ties: int


def ties(store: Store, wanted: Filter, lang: Lang, *, focus: str | None = None, nodes: int = NODES) -> Ties:
    """The network of what *wanted* asks for; with *focus* (an actor's key) only whom that one is tied to.

    Raises ValueError when the text names no word to look for.
    """
    with store.engine.connect() as connection:
        merges = active_merges(connection)
        heads = targets(merges)
        where = where_of(connection, "network", wanted)
        if not set(wanted.type) & set(_OFFICES):
            where.append(_S.type.not_in(_OFFICES))
        rows = _rows(connection, where, family(merges, focus) if focus else None)
        degree: Counter[str] = Counter()
        for one, other, *_ in rows:
            degree[heads.get(one, one)] += 1
            degree[heads.get(other, other)] += 1
        ranked = sorted(degree, key=lambda k: (k != heads.get(focus or "", focus), -degree[k], k))
        known = _named(connection, ranked[:_CANDIDATES])
        named = [k for k in ranked[:_CANDIDATES] if k in known]
        found = _merged(rows, heads, set(named), lang)
        chosen = _chosen(named, found, nodes)
        names = names_of(connection, chosen, lang)
    within = [t for t in found if t.source in names and t.target in names]
    shown = within[:TIES]
    degree = Counter(k for t in shown for k in (t.source, t.target))
    counted: Counter[str] = Counter()
    for t in shown:
        counted.update({t.source: t.statements, t.target: t.statements})
    made = [_node(k, names[k], counted[k], degree[k]) for k in chosen if degree[k]]
    return Ties(
        focus=heads.get(focus, focus) if focus else None, nodes=made, ties=shown,
        more_nodes=len(ranked) - len(made), more_ties=len(within) - len(shown),
    )  # fmt: skip


class _Told(NamedTuple):
    """One statement that ties two; its columns in the order in which they are asked for."""

    one: str
    other: str
    kind: str
    type: str
    factuality: str
    role: str
    """Of the other."""
    id: int
    article: int
    day: date | None


def _rows(connection: Connection, where: list[Condition], focus: list[str] | None) -> list[_Told]:
    a, b = tied_pairs()
    chosen = (
        select(a.actor, b.actor, _S.kind, _S.type, _S.factuality, b.role, _S.id, _S.article_id, DAY)
        .select_from(_S)
        .join(_A, _A.id == _S.article_id)
        .join(a, a.statement_id == _S.id)
        .join(b, b.statement_id == _S.id)
        .where(a.actor.is_not(None), b.actor.is_not(None), a.actor != b.actor, tied(a, b), *where)
    )
    if focus is not None:
        p = m.ParticipantRow
        chosen = chosen.where(_S.id.in_(select(p.statement_id).where(p.actor.in_(focus))))
        chosen = chosen.where(a.actor.in_(focus) | b.actor.in_(focus))
    return sorted(map(_Told._make, connection.execute(chosen)), key=lambda r: (r.id, r.one, r.other))


def _named(connection: Connection, keys: list[str]) -> set[str]:
    """Those of *keys* that are entries of the actor base or that an article gives a proper name."""
    unknown = [k for k in keys if k.startswith("~")]
    p = m.ParticipantRow
    first = (
        select(p.actor, func.min(p.statement_id).label("id")).where(p.actor.in_(unknown)).group_by(p.actor).subquery()
    )
    rows = connection.execute(
        select(p.actor, p.span_start, _S.json)
        .join(first, (first.c.actor == p.actor) & (first.c.id == p.statement_id))
        .join(_S, _S.id == p.statement_id)
    )
    named = {str(key) for key, start, data in rows if _has_name(json.loads(data), start)}
    return {k for k in keys if not k.startswith("~")} | named


def _has_name(record: Any, start: int) -> bool:
    """Whether the participant that begins at *start* has a proper name."""
    if isinstance(record, list):
        return any(_has_name(r, start) for r in record)
    if not isinstance(record, dict):
        return False
    actor, span = record.get("actor"), record.get("span")
    if isinstance(actor, dict) and isinstance(span, dict) and span.get("start") == start:
        return bool(actor.get("named"))
    return any(_has_name(r, start) for r in record.values())


Way = tuple[str, str, str, bool]


def _merged(rows: list[_Told], heads: dict[str, str], named: set[str], lang: Lang) -> list[Tie]:
    pairs: dict[tuple[str, str], dict[Way, list[_Told]]] = {}
    for r in rows:
        one, other = heads.get(r.one, r.one), heads.get(r.other, r.other)
        if one == other or one not in named or other not in named:
            continue
        directed = r.role in ("recipient", "object")
        pair = (one, other) if one < other else (other, one)
        way = (r.kind, r.type, one if directed else pair[0], directed)
        pairs.setdefault(pair, {}).setdefault(way, []).append(r)
    found = [_tie(pair, ways, lang) for pair, ways in pairs.items()]
    return sorted(found, key=lambda t: (-t.statements, t.source, t.target))


def _tie(pair: tuple[str, str], ways: dict[Way, list[_Told]], lang: Lang) -> Tie:
    types = []
    for (kind, type_, source, directed), rows in ways.items():
        group = {"event": "type", "relation": "relation", "agreement": "status"}[kind]
        named = label(group, type_, lang)
        days = [r.day for r in rows if r.day is not None]
        types.append(
            TieType(
                kind=kind, type=type_, label=named, source=source, directed=directed,
                statements=len({r.id for r in rows}), articles=len({r.article for r in rows}),
                denied=len({r.id for r in rows if r.factuality == "denied"}),
                first=min(days, default=None), last=max(days, default=None),
            )
        )  # fmt: skip
    types.sort(key=lambda t: (-t.statements, t.kind, t.type, t.source))
    sorts: Counter[Sort] = Counter()
    for t in types:
        sorts[_sort(t)] += t.statements
    statements = sum(t.statements for t in types)
    return Tie(
        mark=f"tie:{pair[0]}|{pair[1]}", source=pair[0], target=pair[1],
        sort=max(sorts, key=lambda s: (sorts[s], s)), statements=statements,
        denied=sum(t.denied for t in types) == statements, types=types,
        first=min((t.first for t in types if t.first), default=None),
        last=max((t.last for t in types if t.last), default=None),
    )  # fmt: skip


def _sort(t: TieType) -> Sort:
    if t.kind == "relation":
        return "conflict" if t.type in ("opposed_to", "split_from") else "lasting"
    return "conflict" if t.kind == "event" and t.type in CONFLICT else "cooperation"


def _chosen(ranked: list[str], found: list[Tie], most: int) -> list[str]:
    """The first *most* actors of *ranked* that are tied to one another."""
    chosen: list[str] = list(ranked[:most])
    for _ in range(3):
        here = set(chosen)
        linked = {k for t in found if t.source in here and t.target in here for k in (t.source, t.target)}
        kept = [k for k in chosen if k in linked]
        if len(kept) == len(chosen):
            break
        rest = [k for k in ranked if k not in here]
        chosen = kept + rest[: most - len(kept)]
    return chosen


def _node(key: str, name: str, statements: int, degree: int) -> Node:
    known = load_actors().actors.get(key)
    return Node(
        key=key, mark=f"actor:{key}", name=name, kind=known.kind if known else "unknown",
        country=known.country if known else None, statements=statements, ties=degree,
    )  # fmt: skip
