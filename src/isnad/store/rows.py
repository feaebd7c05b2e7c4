"""A coding as rows of the tables."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from typing import Any

from isnad.records import (
    ActorRef,
    Article,
    Coding,
    Event,
    Figure,
    Span,
    Statement,
    TimeValue,
    participants,
    type_of,
)
from isnad.records_json import compact
from isnad.store.search import search_key

Row = dict[str, Any]


@dataclass(slots=True)
class Rows:
    """Rows to be written, by table."""

    article: list[Row] = field(default_factory=list)
    coding: list[Row] = field(default_factory=list)
    statement: list[Row] = field(default_factory=list)
    participant: list[Row] = field(default_factory=list)
    source: list[Row] = field(default_factory=list)
    place: list[Row] = field(default_factory=list)
    time: list[Row] = field(default_factory=list)
    figure: list[Row] = field(default_factory=list)


def dumps(value: Any) -> str:
    """*value* (records or containers of them) as one line of JSON, fields with their default left out."""
    return json.dumps(compact(value), ensure_ascii=False, separators=(",", ":"))


def digest(article: Article) -> str:
    """What tells whether an article is there already: SHA-256 of what was read of it."""
    a = article
    data = dumps([a.doc, a.text, a.title, a.outlet, a.published, a.url])
    return hashlib.sha256(data.encode("utf-8", "surrogatepass")).hexdigest()


def actor_key(ref: ActorRef | None) -> str | None:
    """Whom a reference stands for: an entry of the actor base, or ``~`` and the folded name; None for nobody."""
    if ref is None:
        return None
    if ref.id is not None:
        return ref.id
    key = name_key(ref.name_ar)
    return f"~{key}" if key else None


def name_key(name: str) -> str:
    """*name* folded word by word, as names are compared."""
    return " ".join(k for k in map(search_key, name.split()) if k)


def add_article(rows: Rows, number: int, article: Article, digest_: str, file_id: int | None = None) -> None:
    """The row of *article*."""
    rows.article.append(
        {
            "id": number,
            "doc": article.doc,
            "digest": digest_,
            "outlet": article.outlet,
            "published": article.published,
            "title": article.title,
            "url": article.url,
            "dateline": article.dateline,
            "credit": article.credit,
            "file_id": file_id,
            "text": article.text,
        }
    )


def add_coding(rows: Rows, number: int, coding: Coding, first: int) -> int:
    """The rows of *coding*, of the article with *number*; its statements count from *first*.

    Returns the number after the last statement.
    """
    problems = json.dumps(coding.problems, ensure_ascii=False)
    rows.coding.append({"article_id": number, "version": coding.version, "problems": problems})
    for position, statement in enumerate(coding.statements):
        statement_rows(rows, first + position, number, position, statement, coding.article.text)
    return first + len(coding.statements)


def statement_rows(
    rows: Rows, number: int, article: int, position: int, statement: Statement, text: str
) -> None:
    """The rows of one statement with this number, at *position* in the article with number *article*."""
    start, end = _days(statement.times)
    rows.statement.append(
        {
            "id": number,
            "article_id": article,
            "position": position,
            "sid": statement.id,
            "kind": statement.kind,
            "type": type_of(statement),
            "mode": statement.mode if isinstance(statement, Event) else None,
            "factuality": statement.factuality.value,
            "quote": statement.quote,
            "confidence": statement.confidence,
            "start": start,
            "end": end,
            "evidence_start": statement.evidence.start,
            "evidence_end": statement.evidence.end,
            "trigger_start": statement.trigger.start,
            "trigger_end": statement.trigger.end,
            "json": dumps(statement),
        }
    )
    for n, (role, who) in enumerate(participants(statement)):
        rows.participant.append({**_part(number, n, who.span), **_who(who.span, who.actor, text), "role": role})
    for n, s in enumerate(statement.sources):
        own = {"kind": s.kind.value, "named": s.named, "direct": s.direct}
        rows.source.append({**_part(number, n, s.span), **_who(s.span, s.actor, text), **own})
    for n, p in enumerate(statement.places):
        rows.place.append(
            {
                **_part(number, n, p.span),
                "place": p.id,
                "name": p.name,
                "name_key": name_key(p.name),
                "lat": p.lat,
                "lon": p.lon,
                "country": p.country,
                "admin1": p.admin1,
                "precision": p.precision,
                "described": p.described,
            }
        )
    for n, t in enumerate(statement.times):
        when: Row = {"words": t.span.of(text), "start": t.start, "end": t.end, "precision": t.precision}
        rows.time.append({**_part(number, n, t.span), **when})
    if isinstance(statement, Figure):
        f = statement
        numbers: Row = {"measure": f.measure, "low": f.low, "high": f.high, "best": f.best, "share_of": f.share_of}
        rows.figure.append({"statement_id": number, **numbers})


def _days(times: tuple[TimeValue, ...]) -> tuple[Any, Any]:
    starts = [t.start for t in times if t.start is not None]
    ends = [t.end for t in times if t.end is not None]
    return min(starts, default=None), max(ends, default=None)


def _part(statement: int, position: int, span: Span) -> Row:
    return {"statement_id": statement, "position": position, "span_start": span.start, "span_end": span.end}


def _who(span: Span, actor: ActorRef | None, text: str) -> Row:
    return {
        "words": span.of(text),
        "actor": actor_key(actor),
        "name": actor.name_ar if actor else None,
        "name_key": name_key(actor.name_ar) if actor else None,
        "name_en": actor.name_en.lower() if actor and actor.name_en else None,
        "country": actor.country if actor else None,
        "sector": actor.sector if actor else None,
    }
