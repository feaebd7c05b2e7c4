"""CSV and TSV files with a line of column names."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import Any, cast

from isnad.reading.failure import MAX_CHARACTERS, Failure, Item, Options, Place
from isnad.reading.rows import FIELDS, article
from isnad.text.decode import decode

_HEAD = 256 * 1024
_DELIMITERS = ",;\t|"


def read_table(stream: io.BufferedReader, place: Place) -> Iterator[Item]:
    """One article a row; the first row names the columns.

    ``Options.columns`` says which column is which field; without it the columns must bear the
    names of the fields. The separator (``, ; |`` or a tabulator) is found from the first row.
    """
    head = stream.peek(_HEAD)[:_HEAD]
    decoded = decode(head[: head.rfind(b"\n") + 1] or head)
    if not decoded.text:
        yield Failure("error.empty" if decoded.encoding else "error.binary", {"where": place.where})
        return
    encoding = "utf-8-sig" if decoded.encoding == "utf-8" else decoded.encoding
    csv.field_size_limit(MAX_CHARACTERS)
    lines = io.TextIOWrapper(cast(Any, stream), encoding, errors="replace", newline="")
    rows = csv.reader(lines, delimiter=_delimiter(decoded.text, place))
    try:
        names = [n.strip().lstrip("\ufeff") for n in next(rows, [])]
    except csv.Error as error:
        yield Failure("error.table", {"where": place.where, "reason": str(error)})
        return
    missing = _missing(names, place.options)
    if missing:
        shown = ", ".join(names)[:200]
        yield Failure("error.columns", {"where": place.where, "missing": ", ".join(missing), "found": shown})
        return
    yield from _rows(rows, names, place)


def _delimiter(text: str, place: Place) -> str:
    if place.ending == ".tsv":
        return "\t"
    first = text.lstrip("\ufeff").splitlines()[0]
    wanted = set((place.options.columns or {}).values()) or set(FIELDS)

    def score(mark: str) -> tuple[int, int]:
        names = next(csv.reader([first], delimiter=mark), [])
        return len(wanted & {n.strip() for n in names}), len(names)

    return max(_DELIMITERS, key=score)


def _missing(names: list[str], options: Options) -> list[str]:
    """Columns that are needed and absent."""
    if options.columns:
        return [c for c in options.columns.values() if c not in names] or (
            [] if "text" in options.columns or "text" in names else ["text"]
        )
    return [] if "text" in names else ["text"]


def _rows(rows: Any, names: list[str], place: Place) -> Iterator[Item]:
    number = 0
    while True:
        try:
            row = next(rows, None)
        except csv.Error as error:
            where = f"{place.where}:{rows.line_num}"
            yield Failure("error.table", {"where": where, "reason": str(error)})
            continue
        if row is None:
            break
        if any(cell.strip() for cell in row):
            number += 1
            where, doc = f"{place.where}:{rows.line_num}", f"{place.doc}:{number}"
            yield from article(dict(zip(names, row, strict=False)), where, doc, place.options)
    if not number:
        yield Failure("error.empty", {"where": place.where})
