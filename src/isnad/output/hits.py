"""Statements that were asked for, for a table, a spreadsheet or a program."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any, Protocol

from isnad.messages import Lang, label, text
from isnad.output import table
from isnad.output.describe import Describer
from isnad.output.sheet import csv_line
from isnad.records import Article, Coding, Event, Statement, to_json


class Found(Protocol):
    """A statement and what is known of its article (:class:`isnad.store.Hit`)."""

    @property
    def statement(self) -> Statement: ...
    @property
    def article(self) -> Article: ...
    @property
    def copy_group(self) -> str | None: ...
    @property
    def stories(self) -> tuple[str, ...]: ...
    @property
    def review(self) -> str: ...


COLUMNS = (
    "id", "doc", "published", "outlet", "title", "url", "kind", "type", "mode", "factuality", "confidence", "who",
    "to_whom", "others", "places", "place_ids", "latitude", "longitude", "time_words", "time_start", "time_end",
    "sources", "quote", "trigger", "evidence", "evidence_start", "evidence_end", "copy_group", "stories", "review",
)  # fmt: skip
"""Columns of the CSV; several values in one are separated by `` | ``."""
_WHO = frozenset(["actor", "subject", "holder", "party", "by"])
_WHOM = frozenset(["recipient", "object", "of", "mediator"])
_OTHERS = frozenset(["instrument", "figures", "value", "topic", "term", "exchange", "condition", "effect", "cause"])
_TABLE = ("published", "outlet", "type", "factuality", "who", "to_whom", "places", "id", "evidence")
_SHARES = (10, 14, 22, 11, 24, 24, 16, 15, 0)


def jsonl(hits: Iterable[Found]) -> Iterator[str]:
    """One hit a line: the statement whole, its words, its article without the text."""
    for hit in hits:
        article = {k: v for k, v in to_json(hit.article).items() if k != "text"}
        row = {
            **article,
            "copy_group": hit.copy_group,
            "stories": list(hit.stories),
            "review": hit.review,
            "evidence": hit.statement.evidence.of(hit.article.text),
            "trigger": hit.statement.trigger.of(hit.article.text),
            "statement": to_json(hit.statement),
        }
        yield json.dumps(row, ensure_ascii=False) + "\n"


def as_csv(hits: Iterable[Found]) -> Iterator[str]:
    """A line of column names (:data:`COLUMNS`) and one line a hit."""
    yield csv_line(COLUMNS)
    for hit in hits:
        row = describe(hit, "en")
        s, places = hit.statement, hit.statement.places
        located = next((p for p in places if p.lat is not None), None)
        row |= {
            "type": code(s),
            "factuality": s.factuality.value,
            "place_ids": _joined(p.id or "" for p in places),
            "latitude": f"{located.lat}" if located else "",
            "longitude": f"{located.lon}" if located else "",
        }
        yield csv_line(row[c] for c in COLUMNS)


def as_table(hits: Iterable[Found], lang: Lang, columns: int) -> str:
    """A table *columns* wide."""
    names = [text(f"column.{c}", lang) for c in _TABLE]
    rows = []
    for hit in hits:
        row = describe(hit, lang)
        rows.append([row[c] for c in _TABLE])
    return table.render(names, rows, columns, _SHARES)


def code(statement: Statement) -> str:
    """The codebook's word for what sort of statement it is."""
    found: Any = next(
        (v for f in ("type", "measure", "status", "stance") if (v := getattr(statement, f, None)) is not None), None
    )
    return str(found) if found is not None else ("joint" if getattr(statement, "joint", True) else "rival")


def describe(hit: Found, lang: Lang) -> dict[str, str]:
    """The hit in words, by column."""
    s, a = hit.statement, hit.article
    told = Describer(Coding(article=a, statements=(s,), version=""), lang)
    rows = told.rows(s)

    def cells(keys: frozenset[str]) -> str:
        return _joined(c.words for row in rows if row.key in keys for c in row.cells)

    starts = [t.start for t in s.times if t.start is not None]
    ends = [t.end for t in s.times if t.end is not None]
    return {
        "id": s.id,
        "doc": a.doc,
        "published": a.published.isoformat() if a.published else "",
        "outlet": a.outlet or "",
        "title": a.title or "",
        "url": a.url or "",
        "kind": s.kind,
        "type": told.title(s),
        "mode": (s.mode or "") if isinstance(s, Event) else "",
        "factuality": label("factuality", s.factuality.value, lang),
        "confidence": f"{s.confidence:.2f}",
        "who": cells(_WHO),
        "to_whom": cells(_WHOM),
        "others": cells(_OTHERS),
        "places": _joined(told.words(p.span) for p in s.places),
        "time_words": _joined(told.words(t.span) for t in s.times),
        "time_start": min(starts).isoformat() if starts else "",
        "time_end": max(ends).isoformat() if ends else "",
        "sources": _joined(told.words(x.span) for x in s.sources),
        "quote": s.quote or "",
        "trigger": told.words(s.trigger),
        "evidence": told.words(s.evidence),
        "evidence_start": str(s.evidence.start),
        "evidence_end": str(s.evidence.end),
        "copy_group": hit.copy_group or "",
        "stories": _joined(hit.stories),
        "review": hit.review,
    }


def _joined(values: Iterable[str]) -> str:
    return " | ".join(values)
