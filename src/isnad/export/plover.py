"""PLOVER JSON Lines: an event a line, with offsets, citation and the auxiliary modes."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

from isnad.export.corpus import Corpus, reviews_of
from isnad.export.happenings import words
from isnad.export.package import Column, Package
from isnad.export.people import party
from isnad.records import Coding, Event, Factuality, Participant, Source

C = Column
FIELDS = (
    C("id", "article#statement: stable"),
    C("date", "First day that it may have been; null when the text does not say", "date"),
    C("enddate", "Last day that it may have been", "date"),
    C("date_precision", "day week month season year decade vague"),
    C("event", "PLOVER type"),
    C("mode", "PLOVER mode or null"),
    C("aux_modes", "PLOVER's auxiliary modes, from factuality: historical, future, hypothetical, negation"),
    C("context", "PLOVER contexts"),
    C("actor", "Who: text, code, country (alpha-3), sector, name, name_ar, id, offsets"),
    C("recipient", "To whom, likewise"),
    C("event_loc", "Where: text, name, id, lat, lon, country, admin1, precision (UCDP), offsets; null when not said"),
    C("event_text", "The trigger"),
    C("quad_code", "1 verbal cooperation, 2 material cooperation, 3 verbal conflict, 4 material conflict", "integer"),
    C("text_info", "text (the evidence) and offsets of evidence and trigger in the article"),
    C("cite_info", "doc, outlet, published, title, url, and the chain of sources, innermost first"),
    C("factuality", "actual planned possible conditional sought denied habitual"),
    C("confidence", "0 to 1", "number"),
    C("coder", "isnad and its version"),
)
QUAD = {
    **dict.fromkeys(("AGREE", "CONSULT", "SUPPORT", "CONCEDE"), 1),
    **dict.fromkeys(("COOPERATE", "AID", "RETREAT"), 2),
    **dict.fromkeys(("REQUEST", "ACCUSE", "REJECT", "THREATEN"), 3),
    **dict.fromkeys(("PROTEST", "SANCTION", "MOBILIZE", "COERCE", "ASSAULT"), 4),
}
_AUXILIARY = {
    Factuality.PLANNED: "future",
    Factuality.POSSIBLE: "hypothetical",
    Factuality.CONDITIONAL: "hypothetical",
    Factuality.SOUGHT: "hypothetical",
    Factuality.DENIED: "negation",
    Factuality.HABITUAL: "historical",
}
LONG_AGO = timedelta(days=365)
"""What ended so long before publication is told as history."""


def auxiliary(coding: Coding, event: Event) -> list[str]:
    """PLOVER's auxiliary modes of *event*."""
    found = [_AUXILIARY[event.factuality]] if event.factuality in _AUXILIARY else []
    published = coding.article.published
    ends = [t.end for t in event.times if t.end is not None]
    old = published is not None and bool(ends) and max(ends) < published - LONG_AGO
    if old and event.factuality is Factuality.ACTUAL:
        found.append("historical")
    return found


def record(coding: Coding, event: Event) -> dict[str, Any]:
    """*event* as PLOVER writes it."""
    article = coding.article
    times = [t for t in event.times if t.start is not None]
    place = event.places[0] if event.places else None
    return {
        "id": f"{article.doc}#{event.id}",
        "date": times[0].start.isoformat() if times and times[0].start else None,
        "enddate": times[0].end.isoformat() if times and times[0].end else None,
        "date_precision": times[0].precision if times else None,
        "event": event.type,
        "mode": event.mode,
        "aux_modes": auxiliary(coding, event),
        "context": list(event.contexts),
        "actor": [_who(p, coding) for p in event.actors],
        "recipient": [_who(p, coding) for p in event.recipients],
        "event_loc": None
        if place is None
        else {
            "text": place.span.of(article.text),
            "name": place.name,
            "id": place.id,
            "lat": place.lat,
            "lon": place.lon,
            "country": place.country,
            "admin1": place.admin1,
            "precision": place.precision,
            "described": place.described,
            "ambiguous": list(place.ambiguous),
            "offsets": [place.span.start, place.span.end],
        },
        "event_text": event.trigger.of(article.text),
        "quad_code": QUAD[event.type],
        "text_info": {
            "text": words(coding, event),
            "offsets": [event.evidence.start, event.evidence.end],
            "trigger_offsets": [event.trigger.start, event.trigger.end],
        },
        "cite_info": {
            "doc": article.doc,
            "outlet": article.outlet,
            "published": article.published.isoformat() if article.published else None,
            "title": article.title,
            "url": article.url,
            "sources": [
                {**_who(s, coding), "kind": s.kind.value, "named": s.named, "direct": s.direct} for s in event.sources
            ],
        },
        "factuality": event.factuality.value,
        "confidence": round(event.confidence, 4),
        "coder": f"isnad {coding.version}",
    }


def _who(one: Participant | Source, coding: Coding) -> dict[str, Any]:
    who = party(one, coding.article)
    return {
        "text": who.words,
        "name": who.name_en,
        "name_ar": who.name_ar,
        "id": None if who.key.startswith("~") else who.key,
        "code": " ".join(c for c in (who.country, who.sector) if c),
        "country": who.country,
        "sector": who.sector,
        "offsets": [one.span.start, one.span.end],
    }


def write(corpus: Corpus, out: Package) -> None:
    """Write ``plover.jsonl`` into *out*: every event of every article."""
    reviews, n = reviews_of(corpus), 0
    with out.text("plover.jsonl", "Events as PLOVER writes them, one a line", FIELDS) as stream:
        for coding in corpus.codings():
            for event in coding.events:
                if reviews.get((coding.article.doc, event.id)) == "rejected":
                    out.leave_out("rejected by a reviewer")
                    continue
                made = record(coding, event)
                stream.write(json.dumps(made, ensure_ascii=False) + "\n")
                out.record(made["id"])
                n += 1
    out.counts["events"] = n
