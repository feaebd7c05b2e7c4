"""JSON Lines and JSON files."""

from __future__ import annotations

import codecs
import io
import json
from collections.abc import Iterator
from typing import IO, Any, cast

from isnad.reading.failure import MAX_BYTES, Failure, Item, Options, Place, too_long
from isnad.reading.rows import article, text_of
from isnad.text.decode import decode

_WIDE = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def read_lines(stream: io.BufferedReader, place: Place) -> Iterator[Item]:
    """One article a line. A bad line is told, and the next one read."""
    lines: IO[bytes] = stream
    if stream.peek(2).startswith(_WIDE):
        lines = io.BytesIO(decode(stream.read()).text.encode("utf-8", "replace"))
    number, any_line, whole = 1, False, True
    for line in iter(lambda: lines.readline(MAX_BYTES + 1), b""):
        complete = line.endswith(b"\n") or len(line) <= MAX_BYTES
        if whole and line.strip(b" \t\r\n\x00\xef\xbb\xbf"):
            any_line = True
            where = f"{place.where}:{number}"
            if complete:
                yield from _line(line, where, f"{place.doc}:{number}", place.options)
            else:
                yield too_long(where)
        whole = complete
        number += complete
    if not any_line:
        yield Failure("error.empty", {"where": place.where})


def _line(line: bytes, where: str, doc: str, options: Options) -> Iterator[Item]:
    string, failure = text_of(line.strip(b"\r\n"), where)
    if failure is not None:
        yield failure
        if not failure.notice:
            return
    row, failure = _parse(string, where)
    if failure is not None:
        yield failure
    else:
        yield from article(row, where, doc, options)


def _parse(string: str, where: str) -> tuple[Any, Failure | None]:
    try:
        return json.loads(string.lstrip("\ufeff")), None
    except (ValueError, RecursionError) as error:
        reason = str(error) if isinstance(error, json.JSONDecodeError) else type(error).__name__
        return None, Failure("error.json", {"where": where, "reason": reason})


def read_json(data: bytes, place: Place) -> Iterator[Item]:
    """A ``.json`` file: a list of articles, one article, or JSON Lines under another name."""
    string, failure = text_of(data, place.where)
    if failure is not None:
        yield failure
        if not failure.notice:
            return
    rows, failure = _parse(string, place.where)
    if failure is not None and str(failure.values["reason"]).startswith("Extra data"):
        yield from read_lines(io.BufferedReader(cast(Any, io.BytesIO(data))), place)
        return
    if failure is not None:
        yield failure
        return
    for n, row in enumerate(rows if isinstance(rows, list) else [rows], 1):
        yield from article(row, f"{place.where}:{n}", f"{place.doc}:{n}", place.options)
