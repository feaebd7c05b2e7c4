"""Mentions CSV: a row for every statement of every article."""

from __future__ import annotations

from typing import Any

from isnad.export.corpus import Corpus, reviews_of
from isnad.export.happenings import root_of, words
from isnad.export.package import Column, Package
from isnad.export.people import party
from isnad.records import (
    Coding,
    Event,
    Figure,
    Statement,
    participants,
    type_of,
)

C = Column
COLUMNS = (
    C("mention_id", "article#statement: stable"),
    C("story_id", "Stories that it belongs to; empty when it is told alone"),
    C("doc", "Article"),
    C("outlet", "Outlet"),
    C("published", "Day of publication", "date"),
    C("title", "Headline"),
    C("url", "Address"),
    C("copy_of", "The likely original, when the article is a copy"),
    C("statement_id", "Stable within the article"),
    C("kind", "event relation figure agreement stance explanation"),
    C("type", "Event or relation type, measure, status of an agreement, stance, joint or rival causes"),
    C("mode", "PLOVER mode of an event"),
    C("sentence", "Evidence, on one line"),
    C("evidence_start", "First character of the evidence in the article", "integer"),
    C("evidence_end", "Behind its last one", "integer"),
    C("trigger", "Word that says it"),
    C("trigger_start", "First character of the trigger", "integer"),
    C("trigger_end", "Behind its last one", "integer"),
    C("factuality", "actual planned possible conditional sought denied habitual"),
    C("actors", "Who, with the role: role=name"),
    C("value_low", "Figure: lowest number", "number"),
    C("value_high", "Figure: highest number", "number"),
    C("date_start", "First day that it speaks of", "date"),
    C("date_end", "Last day that it speaks of", "date"),
    C("place", "Name of the first place"),
    C("place_id", "Gazetteer id"),
    C("latitude", "WGS 84", "number"),
    C("longitude", "WGS 84", "number"),
    C("where_prec", "UCDP precision of the place", "integer"),
    C("chain", "Who says it, innermost first; the outlet is the end of every chain"),
    C("chain_kinds", "Kinds of the same"),
    C("root", "Who it finally rests on"),
    C("quote", "direct or indirect; empty in the article's own voice"),
    C("confidence", "0 to 1", "number"),
    C("review_status", "unreviewed: the machine's word; accepted corrected rejected added: a person's"),
    C("version", "Version of isnad that coded it"),
)


def row(coding: Coding, statement: Statement) -> dict[str, Any]:
    """The row of *statement*, without what only the corpus knows."""
    article = coding.article
    starts = [t.start for t in statement.times if t.start]
    ends = [t.end for t in statement.times if t.end]
    place = statement.places[0] if statement.places else None
    chain = [party(s, article).words for s in statement.sources]
    figure = statement if isinstance(statement, Figure) else None
    return {
        "mention_id": f"{article.doc}#{statement.id}",
        "doc": article.doc,
        "outlet": article.outlet,
        "published": article.published,
        "title": article.title,
        "url": article.url,
        "statement_id": statement.id,
        "kind": statement.kind,
        "type": type_of(statement),
        "mode": statement.mode if isinstance(statement, Event) else None,
        "sentence": words(coding, statement),
        "evidence_start": statement.evidence.start,
        "evidence_end": statement.evidence.end,
        "trigger": statement.trigger.of(article.text),
        "trigger_start": statement.trigger.start,
        "trigger_end": statement.trigger.end,
        "factuality": statement.factuality.value,
        "actors": [f"{role}={party(p, article).name_ar}" for role, p in participants(statement)],
        "value_low": figure.low if figure else None,
        "value_high": figure.high if figure else None,
        "date_start": min(starts, default=None),
        "date_end": max(ends, default=None),
        "place": place.name if place else None,
        "place_id": place.id if place else None,
        "latitude": place.lat if place else None,
        "longitude": place.lon if place else None,
        "where_prec": place.precision if place else None,
        "chain": " ← ".join([*chain, article.outlet or article.doc]),
        "chain_kinds": " ← ".join([*(s.kind.value for s in statement.sources), "outlet"]),
        "root": root_of(coding, statement).name,
        "quote": statement.quote,
        "confidence": round(statement.confidence, 4),
        "version": coding.version,
    }


def write(corpus: Corpus, out: Package) -> None:
    """Write ``mentions.csv`` into *out*: every statement, the rejected ones marked as such."""
    stories: dict[tuple[str, str], list[str]] = {}
    for story in corpus.stories():
        for report in story.reports:
            stories.setdefault((report.mention.doc, report.mention.statement), []).append(story.id)
    originals = {d: g.original for g in corpus.copy_groups() for d in g.docs if d != g.original}
    reviews = reviews_of(corpus)
    with out.table("mentions.csv", COLUMNS, "Statements, one a row") as table:
        for coding in corpus.codings():
            for statement in coding.statements:
                key = (coding.article.doc, statement.id)
                found = row(coding, statement)
                found["story_id"] = stories.get(key, [])
                found["copy_of"] = originals.get(key[0])
                found["review_status"] = reviews.get(key, "unreviewed")
                table.write(found)
                if found["review_status"] == "rejected":
                    out.remove(found["mention_id"], "rejected by a reviewer")
                else:
                    out.record(found["mention_id"])
