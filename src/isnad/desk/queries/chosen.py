"""What the linked views share: which statements a view speaks of, the marks of its plots, and the evidence behind one.

A mark is named by a short text that stands in the address (``mark=``):

- ``days:2015-07-20:2015-07-26`` statements of these days,
- ``story:ID`` those of a story,
- ``place:ID`` those at a place of the gazetteer, ``where:WORDS`` those at a place known by its words only,
- ``actor:KEY`` those with somebody, ``tie:KEY|KEY`` those that tie two,
- ``said:ID`` one statement.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Literal, get_args

from pydantic import BaseModel, Field
from sqlalchemy import ColumnElement, Connection, and_, case, exists, func, or_, select
from sqlalchemy.orm import aliased

from isnad.corpus.records import Mention
from isnad.desk.queries.fetch import fetch, place_name
from isnad.desk.queries.told import Card, card_of, describer
from isnad.export.network import SYMMETRIC
from isnad.export.people import base_name
from isnad.export.plover import QUAD
from isnad.messages import Lang
from isnad.output.describe import heading
from isnad.store import Filter, Store
from isnad.store import models as m
from isnad.store import query as store_query
from isnad.store.merging import active_merges, family
from isnad.store.rows import name_key

View = Literal["timeline", "map", "network", "positions", "figures"]
VIEWS: tuple[View, ...] = get_args(View)
CARDS = 8
"""Statements that a panel of evidence shows at once."""
_S, _A = m.StatementRow, m.ArticleRow
Condition = ColumnElement[bool]
DAY = func.coalesce(_S.start, _A.published)
"""The day that a statement speaks of; of publication where its words give none."""
CONFLICT = tuple(sorted(t for t, quad in QUAD.items() if quad > 2))
KINDS_OF: dict[View, tuple[str, ...]] = {
    "timeline": ("event",), "map": ("event",), "network": ("event", "relation", "agreement"),
    "positions": ("stance",), "figures": ("figure",),
}  # fmt: skip
MEASURES = (
    "killed", "wounded", "displaced", "refugees", "detained", "hostages", "fighters", "troops", "weapons", "vehicles",
    "money", "percent", "other",
)  # fmt: skip
STANCES = ("support", "conditional", "hope", "change", "oppose")


class EvidenceCard(BaseModel):
    """A statement with its article."""

    card: Card
    title: str
    outlet: str | None
    published: date | None
    reader: str = Field(description="Path of the reader's page that shows it, without the language")
    stories: list[str]


class Evidence(BaseModel):
    """The statements behind a mark, those that say that it happened first, the surest of them first."""

    mark: str
    name: str = Field(description="What the mark stands for")
    total: int
    skip: int
    cards: list[EvidenceCard]


def of_view(view: View, wanted: Filter, measure: str | None = None) -> tuple[Filter, bool]:
    """The filter of what *view* speaks of, and whether kinds or types were asked for that it cannot show."""
    if view in ("timeline", "map"):
        return (wanted if wanted.kind or _other_types(wanted) else replace(wanted, kind=("event",))), False
    kinds = tuple(k for k in KINDS_OF[view] if k in wanted.kind) or KINDS_OF[view]
    legal = {"positions": STANCES, "figures": MEASURES}.get(view)
    types = wanted.type if legal is None else tuple(t for t in wanted.type if t in legal)
    if view == "figures":
        types = (measure or "killed",)
    dropped = bool(set(wanted.kind) - set(kinds)) or bool(legal is not None and set(wanted.type) - set(legal))
    return replace(wanted, kind=kinds, type=types), dropped


def _other_types(wanted: Filter) -> bool:
    return bool(wanted.type) and not set(wanted.type) <= set(QUAD)


def measure_of(asked: str | None, wanted: Filter) -> str:
    """The measure that the figures are of: as *asked*, else the filter's own, else the killed."""
    if asked in MEASURES:
        return asked
    return next((t for t in wanted.type if t in MEASURES), "killed")


def where_of(connection: Connection, view: View, wanted: Filter, measure: str | None = None) -> list[Condition]:
    """What must hold of a row of ``statement`` joined with ``article`` for *view* to speak of it."""
    found = store_query.conditions(connection, of_view(view, wanted, measure)[0])
    if view == "figures":
        found.append(_S.id.in_(select(m.FigureRow.statement_id).where(m.FigureRow.share_of.is_(None))))
    return found


def evidence(
    store: Store, view: View, wanted: Filter, mark: str, lang: Lang, *, measure: str | None = None, skip: int = 0
) -> Evidence | None:
    """The statements behind *mark*; None where it means nothing, or nothing is behind it."""
    with store.engine.connect() as connection:
        own = _condition(connection, mark)
        if own is None:
            return None
        where = [*where_of(connection, view, wanted, measure), own]
        joined = select(_A.doc, _S.sid, func.count().over()).join(_A, _A.id == _S.article_id).where(*where)
        order = (case((_S.factuality == "actual", 0), else_=1), -func.round(10 * _S.confidence), DAY, _S.id)
        rows = connection.execute(joined.order_by(*order).limit(CARDS).offset(skip or None)).all()
        if not rows:
            return None
        mentions, total = [Mention(doc, sid) for doc, sid, _ in rows], int(rows[0][2])
        found = fetch(connection, mentions)
        told = _stories(connection, mentions)
        name = _name(connection, mark, lang)
    cards = []
    for mention in mentions:
        coding = found.codings.get(mention.doc)
        if coding is None or mention not in found.statements:
            continue
        a = coding.article
        card = card_of(describer(coding, lang), found.statements[mention], found.reviews[mention])
        cards.append(
            EvidenceCard(
                card=card, title=heading(a), outlet=a.outlet, published=a.published,
                reader=f"/reader?doc={_quoted(a.doc)}#{mention.statement}", stories=told.get(mention, []),
            )
        )  # fmt: skip
    return Evidence(mark=mark, name=name, total=total, skip=skip, cards=cards)


def _quoted(doc: str) -> str:
    from urllib.parse import quote  # noqa: PLC0415

    return quote(doc, safe="")


def days_of(value: str) -> tuple[date, date] | None:
    """First and last day of a mark ``FIRST:LAST``."""
    first, _, last = value.partition(":")
    try:
        return date.fromisoformat(first), date.fromisoformat(last)
    except ValueError:
        return None


def _condition(connection: Connection, mark: str) -> Condition | None:
    sort, _, value = mark.partition(":")
    w, r = m.PlaceRow, m.StoryReportRow
    if not value:
        return None
    match sort:
        case "days":
            days = days_of(value)
            return DAY.between(*days) if days else None
        case "story":
            return _S.id.in_(select(r.statement_id).where(r.story_id == value))
        case "place":
            return _S.id.in_(select(w.statement_id).where(w.place == value))
        case "where":
            return _S.id.in_(select(w.statement_id).where(w.place.is_(None), w.name_key == value))
        case "said":
            return _S.sid == value
        case "actor":
            p = m.ParticipantRow
            return _S.id.in_(select(p.statement_id).where(p.actor.in_(family(active_merges(connection), value))))
        case "tie" if value.count("|") == 1:
            merges = active_merges(connection)
            one, other = (family(merges, key) for key in value.split("|"))
            a, b = tied_pairs()
            pair = or_(and_(a.actor.in_(one), b.actor.in_(other)), and_(a.actor.in_(other), b.actor.in_(one)))
            both = select(a.statement_id).join(b, b.statement_id == a.statement_id).where(pair)
            return _S.id.in_(both.join(_S, _S.id == a.statement_id).where(tied(a, b)).correlate(None))
    return None


Pair = type[m.ParticipantRow]


def tied_pairs() -> tuple[Pair, Pair]:
    """Two participants."""
    return aliased(m.ParticipantRow, name="one"), aliased(m.ParticipantRow, name="other")


def tied(a: Pair, b: Pair) -> Condition:
    """That two participants of a row of ``statement`` are tied by it, as :func:`isnad.export.network.ties` has it."""
    third = aliased(m.ParticipantRow, name="third")
    recipient = exists(select(1).where(third.statement_id == a.statement_id, third.role == "recipient"))
    together = and_(a.role == b.role, a.position < b.position)
    return or_(
        and_(a.role == "actor", b.role == "recipient"),
        and_(a.role == "subject", b.role == "object"),
        and_(together, a.role == "party"),
        and_(together, a.role == "actor", _S.kind == "event", _S.type.in_(sorted(SYMMETRIC)), ~recipient),
    )


def _name(connection: Connection, mark: str, lang: Lang) -> str:
    sort, _, value = mark.partition(":")
    match sort:
        case "days":
            first, _, last = value.partition(":")
            return first if first == last else f"{first} – {last}"
        case "story":
            return str(connection.execute(select(m.StoryRow.title).where(m.StoryRow.id == value)).scalar() or value)
        case "place":
            return place_name(value, lang) or value
        case "where":
            w = m.PlaceRow
            found = select(func.min(w.name)).where(w.place.is_(None), w.name_key == value)
            return str(connection.execute(found).scalar() or value)
        case "actor" | "tie":
            keys = value.split("|") if sort == "tie" else [value]
            names = names_of(connection, keys, lang)
            return " – ".join(names[k] for k in keys)
    return ""


def names_of(connection: Connection, keys: list[str], lang: Lang) -> dict[str, str]:
    """What actors are called: by the actor base, else as the articles have it."""
    p = m.ParticipantRow
    unknown = sorted({k for k in keys if base_name(k) is None})
    rows = connection.execute(
        select(p.actor, func.min(p.name)).where(p.actor.in_(unknown)).group_by(p.actor)
    ).all()  # fmt: skip
    found = {str(k): str(name) for k, name in rows if name}
    return {k: found.get(k) or _base_name(k, lang) for k in keys}


def _base_name(key: str, lang: Lang) -> str:
    known = base_name(key)
    if known is None:
        return key.removeprefix("~")
    return known[0] if lang == "ar" else known[1] or known[0]


def _stories(connection: Connection, mentions: list[Mention]) -> dict[Mention, list[str]]:
    r = m.StoryReportRow
    chosen = (
        select(_A.doc, _S.sid, r.story_id)
        .join(_S, _S.id == r.statement_id)
        .join(_A, _A.id == _S.article_id)
        .where(_S.sid.in_([x.statement for x in mentions]))
        .order_by(r.story_id)
    )
    found: dict[Mention, list[str]] = {}
    for doc, sid, story in connection.execute(chosen):
        found.setdefault(Mention(doc, sid), []).append(story)
    return found


def where_key(name: str) -> str:
    """The mark of a place that is known by its words only."""
    return f"where:{name_key(name)}"
