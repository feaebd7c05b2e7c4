"""Codings in the format of the annotation guidelines, for scoring against gold."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from isnad.records import (
    Agreement,
    Coding,
    Event,
    Explanation,
    Figure,
    Participant,
    Relation,
    Span,
    Stance,
    Statement,
)


def render(coding: Coding) -> str:
    """*coding* as one line of JSON; spans as ``{"start", "end"}`` (code points, end exclusive)."""
    return json.dumps(as_gold(coding), ensure_ascii=False) + "\n"


def as_gold(coding: Coding) -> dict[str, Any]:
    """*coding* as one gold article: events, relations, figures, agreements, stances, explanations."""
    article, all_ = coding.article, coding.statements
    return {
        "doc": article.doc,
        "published": article.published.isoformat() if article.published else None,
        "events": [_event(s) for s in all_ if isinstance(s, Event)],
        "relations": [_relation(s) for s in all_ if isinstance(s, Relation)],
        "figures": [_figure(s) for s in all_ if isinstance(s, Figure)],
        "agreements": [_agreement(s) for s in all_ if isinstance(s, Agreement)],
        "stances": [_stance(s) for s in all_ if isinstance(s, Stance)],
        "explanations": [_explanation(s) for s in all_ if isinstance(s, Explanation)],
    }


def _span(span: Span) -> dict[str, int]:
    return {"start": span.start, "end": span.end}


def _maybe(span: Span | None) -> dict[str, int] | None:
    return None if span is None else _span(span)


def _people(people: Iterable[Participant]) -> list[dict[str, int]]:
    return [_span(p.span) for p in people]


def _person(person: Participant | None) -> dict[str, int] | None:
    return None if person is None else _span(person.span)


def _vouched(s: Statement) -> dict[str, Any]:
    return {"factuality": s.factuality.value, "sources": [_span(source.span) for source in s.sources]}


def _event(s: Event) -> dict[str, Any]:
    return {
        "trigger": _span(s.trigger),
        "type": s.type,
        "mode": s.mode,
        "actor": _people(s.actors),
        "recipient": _people(s.recipients),
        "place": [_span(p.span) for p in s.places],
        "time": [_span(t.span) for t in s.times],
        **_vouched(s),
        "quote": s.quote,
    }


def _relation(s: Relation) -> dict[str, Any]:
    return {"type": s.type, "subject": _span(s.subject.span), "object": _span(s.object.span), **_vouched(s)}


def _figure(s: Figure) -> dict[str, Any]:
    return {
        "measure": s.measure,
        "value": _span(s.trigger),
        "of": _person(s.of),
        "by": _person(s.by),
        "low": _number(s.low),
        "high": _number(s.high),
        **_vouched(s),
    }


def _number(value: float) -> float | int:
    return int(value) if value == int(value) else value


def _agreement(s: Agreement) -> dict[str, Any]:
    terms = []
    for t in s.terms:
        term: dict[str, Any] = {"by": _person(t.by), "does": _span(t.does)}
        if t.in_exchange:
            term["in_exchange"] = True
        terms.append(term)
    return {
        "mediator": _people(s.mediators),
        "parties": _people(s.parties),
        "status": s.status,
        "terms": terms,
        "conditions": [_span(c) for c in s.conditions],
        **_vouched(s),
    }


def _stance(s: Stance) -> dict[str, Any]:
    return {
        "holder": _span(s.holder.span),
        "topic": _span(s.topic),
        "stance": s.stance,
        "from": _maybe(s.from_),
        "to": _maybe(s.to),
        "condition": _maybe(s.condition),
        **_vouched(s),
    }


def _explanation(s: Explanation) -> dict[str, Any]:
    return {
        "effect": _span(s.effect),
        "causes": [_span(c) for c in s.causes],
        "kind": "joint" if s.joint else "alternative",
        **_vouched(s),
    }
