"""The tables that Parquet and SQLite share: what they hold, and their rows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from isnad.export.corpus import Corpus, reviews_of
from isnad.export.happenings import root_of, words
from isnad.export.package import Column, Package
from isnad.export.people import Party, party, phrase
from isnad.records import (
    Agreement,
    Coding,
    Event,
    Explanation,
    Figure,
    PlaceValue,
    Relation,
    Span,
    Stance,
    Statement,
    participants,
    type_of,
)

C = Column
Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Schema:
    """A table: its columns, its key, and (column, table, column) of what it points to."""

    name: str
    description: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    references: tuple[tuple[str, str, str], ...] = ()


_MENTION = C("mention_id", "article#statement")
_N = C("n", "Place in the order of the record, from 0", "integer")
_WORDS = C("words", "As the article says it")
_SPAN = (C("start", "First character in the article", "integer"), C("end", "Behind its last one", "integer"))
_WHO = (
    C("actor_key", "Id of the actor base, or ~ and the folded name of one that is not in it"),
    C("name_ar", "Arabic name"),
    C("name_en", "English name, when in the actor base"),
    C("actor_kind", "state government armed_forces armed_group party international media ..."),
    C("country", "ISO 3166-1 alpha-3"),
    C("sector", "PLOVER sector"),
)
_OF_STATEMENT = (("mention_id", "statements", "mention_id"),)

TABLES = (
    Schema(
        "articles",
        "Articles as published",
        (
            C("doc", "Id"),
            C("outlet", "Outlet"),
            C("published", "Day of publication", "date"),
            C("title", "Headline"),
            C("url", "Address"),
            C("text", "The text; all offsets count its code points"),
            C("copy_group", "Group of articles that are one report; empty when it has no copies"),
            C("copy_of", "The likely original, when it is a copy"),
            C("version", "Version of isnad that coded it"),
            C("problems", "What was dirty in the text"),
        ),
        ("doc",),
    ),
    Schema(
        "statements",
        "What the articles say",
        (
            _MENTION,
            C("doc", "Article"),
            C("statement_id", "Stable within the article"),
            C("kind", "event relation figure agreement stance explanation"),
            C("type", "Event or relation type, measure, status of an agreement, stance, joint or rival causes"),
            C("mode", "PLOVER mode of an event"),
            C("contexts", "PLOVER contexts of an event, with ; between"),
            C("factuality", "actual planned possible conditional sought denied habitual"),
            C("evidence", "The words that say it"),
            C("evidence_start", "First character", "integer"),
            C("evidence_end", "Behind its last one", "integer"),
            C("trigger", "The word"),
            C("trigger_start", "First character", "integer"),
            C("trigger_end", "Behind its last one", "integer"),
            C("root_kind", "actor words outlet"),
            C("root_key", "Who it finally rests on: equal for equal roots"),
            C("root", "The same for a person to read"),
            C("quote", "direct or indirect; empty in the article's own voice"),
            C("low", "Figure: lowest number", "number"),
            C("high", "Figure: highest number", "number"),
            C("best", "Figure: number meant", "number"),
            C("share_of", "Figure: the one it is part of"),
            C("confidence", "0 to 1", "number"),
            C("review_status", "unreviewed accepted corrected"),
        ),
        ("mention_id",),
        (("doc", "articles", "doc"),),
    ),
    Schema(
        "participants",
        "Who takes part",
        (
            _MENTION,
            _N,
            C("role", "actor recipient instrument subject object of by party mediator promiser holder"),
            _WORDS,
            *_SPAN,
            *_WHO,
        ),
        ("mention_id", "n"),
        _OF_STATEMENT,
    ),
    Schema(
        "sources",
        "Chains of sources, n = 0 innermost",
        (
            _MENTION,
            _N,
            C("kind", "outlet agency official organisation person document unnamed"),
            _WORDS,
            *_SPAN,
            *_WHO,
            C("named", "Whether it is named", "boolean"),
            C("direct", "Word for word", "boolean"),
            C("cue", "The word that introduces it"),
        ),
        ("mention_id", "n"),
        _OF_STATEMENT,
    ),
    Schema(
        "places",
        "Where",
        (
            _MENTION,
            _N,
            _WORDS,
            *_SPAN,
            C("name", "Name"),
            C("place_id", "Gazetteer id (gn: is GeoNames)"),
            C("latitude", "WGS 84", "number"),
            C("longitude", "WGS 84", "number"),
            C("country", "ISO 3166-1 alpha-3"),
            C("admin1", "First-level division"),
            C("precision", "UCDP where_prec, 1 to 7", "integer"),
            C("described", "Described, not named", "boolean"),
            C("ambiguous", "Other entries that the name may mean"),
        ),
        ("mention_id", "n"),
        _OF_STATEMENT,
    ),
    Schema(
        "times",
        "When",
        (
            _MENTION,
            _N,
            _WORDS,
            *_SPAN,
            C("date_start", "First day", "date"),
            C("date_end", "Last day", "date"),
            C("precision", "day week month season year decade vague"),
        ),
        ("mention_id", "n"),
        _OF_STATEMENT,
    ),
    Schema(
        "parts",
        "The other stretches of a statement: figures of an event, terms and conditions, topics, causes",
        (
            _MENTION,
            _N,
            C("part", "figure term exchange condition topic from to effect cause"),
            _WORDS,
            *_SPAN,
            C("other", "Statement that it names (figure)"),
        ),
        ("mention_id", "n"),
        _OF_STATEMENT,
    ),
    Schema(
        "why",
        "The rule or lexicon entry behind every field",
        (
            _MENTION,
            _N,
            C("field", "Field explained"),
            C("rule", "Rule or entry"),
            C("detail", "Words or score"),
        ),
        ("mention_id", "n"),
        _OF_STATEMENT,
    ),
    Schema(
        "stories",
        "The same happening in several reports",
        (
            C("story_id", "Id"),
            C("type", "PLOVER type"),
            C("title", "Words of the report that told it first"),
            C("date_start", "First day that it may have been", "date"),
            C("date_end", "Last day that it may have been", "date"),
            C("place_id", "Gazetteer id"),
            C("actors", "Who, most frequent first"),
            C("recipients", "To whom"),
            C("reports", "Statements that tell it", "integer"),
            C("outlets", "Outlets", "integer"),
            C("copies", "Articles that are copies", "integer"),
            C("roots", "Independent roots", "integer"),
            C("root_names", "The same for a person to read"),
        ),
        ("story_id",),
    ),
    Schema(
        "reports",
        "Statements of the stories, in order of publication",
        (C("story_id", "Story"), _N, _MENTION, C("root_kind", "actor words outlet"), C("root_key", "Root")),
        ("story_id", "n"),
        (("story_id", "stories", "story_id"),),
    ),
    Schema(
        "contradictions",
        "Where the reports of a story cannot all be right: a row for every statement of every side",
        (
            C("story_id", "Story"),
            C("contradiction", "Number of the contradiction within the story, from 0", "integer"),
            C("side", "Number of the side, from 0", "integer"),
            _N,
            C("field", "figure:MEASURE actor factuality"),
            C("value", "What the side says"),
            _MENTION,
        ),
        ("story_id", "contradiction", "side", "n"),
        (("story_id", "stories", "story_id"),),
    ),
)


def rows(corpus: Corpus, out: Package) -> Iterator[tuple[str, Row]]:
    """(table, row) for everything in *corpus*; tells *out* of its records."""
    originals = {d: (g.id, g.original) for g in corpus.copy_groups() for d in g.docs}
    reviews = reviews_of(corpus)
    for coding in corpus.codings():
        a = coding.article
        group, original = originals.get(a.doc, (None, None))
        yield (
            "articles",
            {
                "doc": a.doc,
                "outlet": a.outlet,
                "published": a.published,
                "title": a.title,
                "url": a.url,
                "text": a.text,
                "copy_group": group,
                "copy_of": original if original != a.doc else None,
                "version": coding.version,
                "problems": "; ".join(coding.problems),
            },
        )
        for statement in coding.statements:
            status = reviews.get((a.doc, statement.id), "unreviewed")
            if status == "rejected":
                out.leave_out("rejected by a reviewer")
                continue
            ident = f"{a.doc}#{statement.id}"
            out.record(ident)
            yield "statements", {**_statement(coding, statement), "mention_id": ident, "review_status": status}
            for table, row in _parts(coding, statement):
                row["mention_id"] = ident
                yield table, row
    yield from _stories(corpus, out)


def _statement(coding: Coding, s: Statement) -> Row:
    text, root = coding.article.text, root_of(coding, s)
    figure = s if isinstance(s, Figure) else None
    return {
        "doc": coding.article.doc,
        "statement_id": s.id,
        "kind": s.kind,
        "type": type_of(s),
        "mode": s.mode if isinstance(s, Event) else None,
        "contexts": "; ".join(s.contexts) if isinstance(s, Event) else None,
        "factuality": s.factuality.value,
        "evidence": words(coding, s),
        "evidence_start": s.evidence.start,
        "evidence_end": s.evidence.end,
        "trigger": s.trigger.of(text),
        "trigger_start": s.trigger.start,
        "trigger_end": s.trigger.end,
        "root_kind": root.kind,
        "root_key": root.key,
        "root": root.name,
        "quote": s.quote,
        "low": figure.low if figure else None,
        "high": figure.high if figure else None,
        "best": figure.best if figure else None,
        "share_of": figure.share_of if figure else None,
        "confidence": s.confidence,
    }


def _parts(coding: Coding, s: Statement) -> Iterator[tuple[str, Row]]:
    article = coding.article
    text = article.text

    def at(span: Span, n: int) -> Row:
        return {"n": n, "words": phrase(span, text), "start": span.start, "end": span.end}

    for n, (role, p) in enumerate(participants(s)):
        yield "participants", {**at(p.span, n), **_who(party(p, article)), "role": role}
    for n, source in enumerate(s.sources):
        cue = source.cue.of(text) if source.cue else None
        own = {"kind": source.kind.value, "named": source.named, "direct": source.direct, "cue": cue}
        yield "sources", {**at(source.span, n), **_who(party(source, article)), **own}
    for n, place in enumerate(s.places):
        yield "places", {**at(place.span, n), **_place(place)}
    for n, t in enumerate(s.times):
        yield "times", {**at(t.span, n), "date_start": t.start, "date_end": t.end, "precision": t.precision}
    for n, (part, span, other) in enumerate(_stretches(coding, s)):
        yield "parts", {**at(span, n), "part": part, "other": other}
    for n, w in enumerate(s.why):
        yield "why", {"n": n, "field": w.field, "rule": w.rule, "detail": w.detail}


def _place(place: PlaceValue) -> Row:
    return {
        "name": place.name,
        "place_id": place.id,
        "latitude": place.lat,
        "longitude": place.lon,
        "country": place.country,
        "admin1": place.admin1,
        "precision": place.precision,
        "described": place.described,
        "ambiguous": "; ".join(place.ambiguous),
    }


def _who(who: Party) -> Row:
    return {
        "actor_key": who.key,
        "name_ar": who.name_ar,
        "name_en": who.name_en,
        "actor_kind": who.kind,
        "country": who.country,
        "sector": who.sector,
    }


def _stretches(coding: Coding, s: Statement) -> Iterator[tuple[str, Span, str | None]]:
    match s:
        case Event():
            by_id = {f.id: f for f in coding.statements if isinstance(f, Figure)}
            for ident in s.figures:
                if ident in by_id:
                    yield "figure", by_id[ident].trigger, f"{coding.article.doc}#{ident}"
        case Agreement():
            for term in s.terms:
                yield "exchange" if term.in_exchange else "term", term.does, None
            for span in s.conditions:
                yield "condition", span, None
        case Stance():
            for part, found in (("topic", s.topic), ("from", s.from_), ("to", s.to), ("condition", s.condition)):
                if found is not None:
                    yield part, found, None
        case Explanation():
            yield "effect", s.effect, None
            for span in s.causes:
                yield "cause", span, None
        case Relation():
            pass


def _stories(corpus: Corpus, out: Package) -> Iterator[tuple[str, Row]]:
    for story in corpus.stories():
        out.record(story.id)
        yield (
            "stories",
            {
                "story_id": story.id,
                "type": story.type,
                "title": story.title,
                "date_start": story.start,
                "date_end": story.end,
                "place_id": story.place,
                "actors": "; ".join(story.actors),
                "recipients": "; ".join(story.recipients),
                "reports": len(story.reports),
                "outlets": len(story.outlets),
                "copies": story.copies,
                "roots": len(story.roots),
                "root_names": "; ".join(r.name for r in story.roots),
            },
        )
        for n, r in enumerate(story.reports):
            mention = f"{r.mention.doc}#{r.mention.statement}"
            own: Row = {"mention_id": mention, "root_kind": r.root.kind, "root_key": r.root.key}
            yield "reports", {"story_id": story.id, "n": n, **own}
        for k, c in enumerate(story.contradictions):
            for side_number, side in enumerate(c.sides):
                for n, m in enumerate(side.mentions):
                    own = {"contradiction": k, "side": side_number, "n": n, "field": c.field, "value": side.value}
                    yield "contradictions", {"story_id": story.id, "mention_id": f"{m.doc}#{m.statement}", **own}
