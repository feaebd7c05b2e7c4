"""Whether the statements of an article hold together: spans in the text, chains, references, rows beside records."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields
from typing import Any

from sqlalchemy import RowMapping as Row

from isnad.records import Article, Event, Figure, Span, Statement, spans
from isnad.records_json import from_json
from isnad.store.rows import Rows, statement_rows
from isnad.trust.findings import Finding

PARTS = ("participant", "source", "place", "time", "figure")
"""Tables of which a statement has rows."""


def check_statements(
    article: Article, number: int, rows: Sequence[Row], parts: Mapping[str, Mapping[int, list[Row]]]
) -> Iterator[Finding]:
    """What is wrong with the statements of *article*, whose row has *number*.

    *rows* are those of the table ``statement``; *parts* the rows of each of :data:`PARTS` by statement number.
    """
    found: list[tuple[Row, Statement]] = []
    for row in rows:
        try:
            found.append((row, from_json(Statement, json.loads(row["json"]))))
        except (ValueError, TypeError) as error:
            reason = str(error).splitlines()[0]
            yield Finding("record", f"{article.doc}#{row['sid']}", {"reason": reason})
    seen: set[str] = set()
    for row, statement in found:
        where = f"{article.doc}#{statement.id}"
        if statement.id in seen:
            yield Finding("twice", where)
        seen.add(statement.id)
        yield from _spans(article, statement, where)
        yield from _chain(statement, where)
        yield from _values(statement, where)
        yield from _columns(article, number, row, statement, parts, where)
    yield from _references(article, [s for _, s in found])


def _spans(article: Article, s: Statement, where: str) -> Iterator[Finding]:
    length = len(article.text)
    for span in sorted(set(spans(s))):
        if not 0 <= span.start < span.end <= length:
            yield Finding("span", where, {"start": span.start, "end": span.end, "length": length})
    if not _inside(s.trigger, s.evidence):
        values = {"start": s.trigger.start, "end": s.trigger.end}
        yield Finding("trigger", where, {**values, "first": s.evidence.start, "last": s.evidence.end})


def _inside(inner: Span, outer: Span) -> bool:
    return outer.start <= inner.start and inner.end <= outer.end


def _chain(s: Statement, where: str) -> Iterator[Finding]:
    """A chain has no link twice, and only its innermost link is quoted word for word."""
    links = [x.span for x in s.sources]
    if len(set(links)) < len(links):
        yield Finding("chain_twice", where)
    if any(x.direct for x in s.sources[1:]):
        yield Finding("chain_direct", where)


def _values(s: Statement, where: str) -> Iterator[Finding]:
    if not 0 <= s.confidence <= 1:
        yield Finding("value", where, {"field": "confidence", "value": s.confidence})
    for t in s.times:
        if (t.start is None) != (t.end is None) or (t.start and t.end and t.start > t.end):
            yield Finding("value", where, {"field": "time", "value": f"{t.start}..{t.end}"})
    for p in s.places:
        if p.lat is not None and p.lon is not None and not (abs(p.lat) <= 90 and abs(p.lon) <= 180):
            yield Finding("value", where, {"field": "place", "value": f"{p.lat} {p.lon}"})
    if isinstance(s, Figure) and not s.low <= s.best <= s.high:
        yield Finding("value", where, {"field": "figure", "value": f"{s.low} {s.best} {s.high}"})


def _columns(
    article: Article, number: int, row: Row, s: Statement, parts: Mapping[str, Mapping[int, list[Row]]], where: str
) -> Iterator[Finding]:
    """What is asked for must be what the record says: the rows are made again from the record and compared."""
    made = Rows()
    statement_rows(made, row["id"], number, row["position"], s, article.text)
    for name in _differing(made.statement[0], row):
        if name != "json":  # another order of keys is the same record
            yield Finding("column", where, {"table": "statement", "column": name})
    for table in (f.name for f in fields(Rows) if f.name in PARTS):
        wanted = getattr(made, table)
        stored = sorted(parts[table].get(row["id"], []), key=lambda r: r.get("position", 0))
        if len(wanted) != len(stored):
            yield Finding("column", where, {"table": table, "column": f"{len(stored)} ≠ {len(wanted)}"})
            continue
        for one, other in zip(wanted, stored, strict=True):
            for name in _differing(one, other):
                yield Finding("column", where, {"table": table, "column": name})


def _differing(made: Mapping[str, Any], stored: Row) -> list[str]:
    return [k for k, v in made.items() if k in stored and stored[k] != v]


def _references(article: Article, found: Sequence[Statement]) -> Iterator[Finding]:
    """Figures that are spoken of are there, and none is a share of itself, in however many steps."""
    figures = {s.id: s for s in found if isinstance(s, Figure)}
    for s in found:
        named = s.figures if isinstance(s, Event) else (s.share_of,) if isinstance(s, Figure) and s.share_of else ()
        for one in named:
            if one not in figures:
                yield Finding("reference", f"{article.doc}#{s.id}", {"id": one})
    for s in figures.values():
        passed, at = {s.id}, s.share_of
        while at in figures:
            if at in passed:
                yield Finding("circle", f"{article.doc}#{s.id}")
                break
            passed.add(at)
            at = figures[at].share_of
