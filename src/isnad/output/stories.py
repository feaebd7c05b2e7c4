"""Stories, for a table, a spreadsheet or a program."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import date
from typing import TYPE_CHECKING, Any, Protocol

from isnad.messages import Lang, label, text
from isnad.output import table
from isnad.output.sheet import csv_line
from isnad.records import to_json

if TYPE_CHECKING:
    from collections.abc import Sequence

COLUMNS = (
    "id", "type", "title", "start", "end", "place", "actors", "recipients", "reports", "outlets", "roots", "copies",
    "first_published", "first_outlet", "first_doc", "outlet_names", "root_names", "contradictions",
)  # fmt: skip
"""Columns of the CSV; several values in one are separated by `` | ``."""
_TABLE = ("first_published", "type", "reports", "outlets", "roots", "contradictions", "actors", "id", "title")
_SHARES = (10, 16, 8, 8, 6, 22, 24, 15, 0)


class _Report(Protocol):
    @property
    def published(self) -> date | None: ...
    @property
    def outlet(self) -> str | None: ...
    @property
    def mention(self) -> Any: ...


class Told(Protocol):
    """A story (:class:`isnad.corpus.records.Story`)."""

    @property
    def id(self) -> str: ...
    @property
    def type(self) -> str: ...
    @property
    def title(self) -> str: ...
    @property
    def start(self) -> date | None: ...
    @property
    def end(self) -> date | None: ...
    @property
    def place(self) -> str | None: ...
    @property
    def actors(self) -> tuple[str, ...]: ...
    @property
    def recipients(self) -> tuple[str, ...]: ...
    @property
    def reports(self) -> Sequence[_Report]: ...
    @property
    def copies(self) -> int: ...
    @property
    def outlets(self) -> tuple[str, ...]: ...
    @property
    def roots(self) -> Sequence[Any]: ...
    @property
    def contradictions(self) -> Sequence[Any]: ...


def jsonl(stories: Iterable[Told]) -> Iterator[str]:
    """One story a line, whole."""
    for story in stories:
        yield json.dumps(to_json(story), ensure_ascii=False) + "\n"


def as_csv(stories: Iterable[Told]) -> Iterator[str]:
    """A line of column names (:data:`COLUMNS`) and one line a story."""
    yield csv_line(COLUMNS)
    for story in stories:
        row = _row(story)
        yield csv_line(row[c] for c in COLUMNS)


def as_table(stories: Iterable[Told], lang: Lang, columns: int) -> str:
    """A table *columns* wide."""
    names = [text(f"stories.{c}", lang) for c in _TABLE]
    rows = []
    for story in stories:
        row = _row(story)
        row["type"] = label("type", story.type, lang)
        row["contradictions"] = " · ".join(_against(c, lang) for c in story.contradictions)
        row["actors"] = "، ".join(story.actors[:2])
        rows.append([row[c] for c in _TABLE])
    return table.render(names, rows, columns, _SHARES)


def _row(story: Told) -> dict[str, str]:
    first = story.reports[0]
    return {
        "id": story.id,
        "type": story.type,
        "title": story.title,
        "start": _day(story.start),
        "end": _day(story.end),
        "place": story.place or "",
        "actors": " | ".join(story.actors),
        "recipients": " | ".join(story.recipients),
        "reports": str(len({r.mention.doc for r in story.reports})),
        "outlets": str(len(story.outlets)),
        "roots": str(len(story.roots)),
        "copies": str(story.copies),
        "first_published": _day(first.published),
        "first_outlet": first.outlet or "",
        "first_doc": first.mention.doc,
        "outlet_names": " | ".join(story.outlets),
        "root_names": " | ".join(r.name for r in story.roots),
        "contradictions": " | ".join(f"{c.field}: {_sides(c)}" for c in story.contradictions),
    }


def _sides(contradiction: Any) -> str:
    return " / ".join(s.value for s in contradiction.sides)


def _against(contradiction: Any, lang: Lang) -> str:
    field, _, measure = contradiction.field.partition(":")
    sides = [s.value.removesuffix(measure).strip() for s in contradiction.sides]
    if field == "factuality":
        sides = [label("factuality", s, lang) for s in sides]
    name = label("measure", measure, lang) if measure else text(f"stories.{field}", lang)
    return f"{name}: {' / '.join(sides)}"


def _day(value: date | None) -> str:
    return value.isoformat() if value else ""
