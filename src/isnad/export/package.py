"""A folder with an export: its files, ``datapackage.json`` that says what they hold, ``records.csv`` that keeps count.

``records.csv`` names every record that this folder ever held and whether it is still there: what a later
run or a reviewer took away is listed as removed. The folder of an earlier export is therefore written again,
not beside it.
"""

from __future__ import annotations

import csv
import json
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from io import TextIOWrapper
from pathlib import Path
from typing import Any, TextIO

RECORDS = "records.csv"
_MEDIA = {
    ".csv": "text/csv",
    ".json": "application/json",
    ".jsonl": "application/x-ndjson",
    ".geojson": "application/geo+json",
    ".jsonld": "application/ld+json",
    ".gexf": "application/gexf+xml",
    ".parquet": "application/vnd.apache.parquet",
    ".sqlite": "application/vnd.sqlite3",
}


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table, or a field of a record."""

    name: str
    description: str
    type: str = "string"
    """Frictionless type: ``string integer number boolean date``."""


class Table:
    """Writes the rows of one CSV file."""

    def __init__(self, stream: TextIO, columns: Sequence[Column], dialect: dict[str, Any]) -> None:
        self.columns = columns
        self.rows = 0
        self._writer = csv.writer(stream, lineterminator="\n", **dialect)
        self._writer.writerow([c.name for c in columns])

    def tags(self, row: Sequence[str]) -> None:
        """A row of HXL tags under the header; it is no record."""
        self._writer.writerow(row)

    def write(self, row: dict[str, Any]) -> None:
        """One row by column name; what is not given stays empty. Raises KeyError for a column there is none of."""
        unknown = row.keys() - {c.name for c in self.columns}
        if unknown:
            raise KeyError(f"no such column: {', '.join(sorted(unknown))}")
        self._writer.writerow([cell(row.get(c.name)) for c in self.columns])
        self.rows += 1


class Package:
    """The folder that one export writes."""

    def __init__(self, folder: Path, name: str, title: str) -> None:
        """Make *folder* if need be, and read which records it held before."""
        folder.mkdir(parents=True, exist_ok=True)
        self.folder, self.name, self.title = folder, name, title
        self.counts: Counter[str] = Counter()
        self._left_out: Counter[str] = Counter()
        self._present: dict[str, None] = {}
        self._before = _read_records(folder / RECORDS)
        self._gone: dict[str, str] = {}
        self._resources: list[dict[str, Any]] = []
        self._versions: set[str] = set()

    # -- what the export tells ---------------------------------------------------------------
    def record(self, ident: str) -> None:
        """A record with this stable id is in the export."""
        self._present[ident] = None

    def leave_out(self, reason: str, n: int = 1) -> None:
        """*n* records are not in it, and why."""
        if n:
            self._left_out[reason] += n

    def remove(self, ident: str, reason: str) -> None:
        """A record that the corpus once had is no more."""
        self._gone[ident] = reason

    def version(self, version: str) -> None:
        """The version of the code that made the records."""
        self._versions.add(version)

    # -- files -----------------------------------------------------------------------------------
    @contextmanager
    def table(self, file: str, columns: Sequence[Column], description: str, **dialect: Any) -> Iterator[Table]:
        """A CSV file of *columns*."""
        with self.text(file, description, columns) as stream:
            made = Table(stream, columns, dialect)
            yield made
        self._resources[-1]["rows"] = made.rows
        self.counts[file] = made.rows

    @contextmanager
    def text(self, file: str, description: str, columns: Sequence[Column] = ()) -> Iterator[TextIOWrapper]:
        """A text file (UTF-8), whole or absent."""
        part = self.folder / f"{file}.part"
        try:
            with part.open("w", encoding="utf-8", errors="replace", newline="") as stream:
                yield stream
            part.replace(self.folder / file)
        finally:
            part.unlink(missing_ok=True)
        self.resource(file, description, columns)

    def resource(self, file: str, description: str, columns: Sequence[Column] = (), rows: int | None = None) -> None:
        """*file* is written: what it holds."""
        suffix = Path(file).suffix
        made: dict[str, Any] = {
            "name": Path(file).stem.lower().replace("_", "-"),
            "path": file,
            "description": description,
            "mediatype": _MEDIA.get(suffix, "application/octet-stream"),
        }
        if suffix in (".csv", ".json", ".jsonl", ".geojson"):
            made["encoding"] = "utf-8"
        if columns:
            fields = [{"name": c.name, "type": c.type, "description": c.description} for c in columns]
            made["schema"] = {"fields": fields}
        if rows is not None:
            made["rows"] = rows
        self._resources.append(made)

    def close(self) -> None:
        """Write ``records.csv`` and ``datapackage.json``."""
        removed = self._write_records()
        content = {
            "profile": "data-package",
            "name": f"isnad-{self.name}",
            "title": self.title,
            "isnad": {
                "format": self.name,
                "versions": sorted(self._versions),
                "records": len(self._present),
                "removed": removed,
                "counts": dict(sorted(self.counts.items())),
                "left_out": [{"reason": r, "records": n} for r, n in sorted(self._left_out.items())],
                "offsets": "Unicode code points of the article text as given, end exclusive",
            },
            "resources": self._resources,
        }
        with (self.folder / "datapackage.json").open("w", encoding="utf-8") as stream:
            json.dump(content, stream, ensure_ascii=False, indent=1)
            stream.write("\n")

    def _write_records(self) -> int:
        gone = dict.fromkeys(self._before, "no longer in the corpus, or no longer such that it belongs in this format")
        gone.update(self._gone)
        columns = [
            Column("id", "stable id of a record of this export"),
            Column("status", "present, or removed: it was there once and a later run or a reviewer took it away"),
            Column("reason", "why it was removed"),
        ]
        removed = 0
        with self.table(RECORDS, columns, "Every record that this folder ever held") as table:
            for ident in sorted(self._present.keys() | gone.keys()):
                here = ident in self._present
                removed += not here
                status = "present" if here else "removed"
                table.write({"id": ident, "status": status, "reason": "" if here else gone[ident]})
        return removed


def _read_records(path: Path) -> set[str]:
    if not path.exists():
        return set()
    with path.open(encoding="utf-8", newline="") as stream:
        return {row["id"] for row in csv.DictReader(stream)}


def cell(value: Any) -> str:
    """*value* as a CSV cell: nothing for None, ISO dates, whole numbers without a point, lists with ``; ``."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else f"{value:.6g}"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, (list, tuple)):
        return "; ".join(cell(v) for v in value)
    return " ".join(str(value).split())
