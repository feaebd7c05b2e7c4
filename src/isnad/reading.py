"""Articles from files, folders, standard input, JSON Lines, plain text and HTML.

Bad input never stops the reading: it comes out as a :class:`Failure` that names the
place and says what to do, and the next article follows.
"""

from __future__ import annotations

import codecs
import gzip
import io
import json
import lzma
import re
import sys
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path, PurePath
from typing import IO, Any, BinaryIO, cast

from isnad.messages import Lang, text
from isnad.reading_html import read_html
from isnad.records import Article
from isnad.text.dates import parse_published
from isnad.text.decode import decode

MAX_CHARACTERS = 2_000_000
"""Longest text taken for one article; a long novel has fewer characters."""
_MAX_BYTES = 4 * MAX_CHARACTERS
_LINES = frozenset([".jsonl", ".ndjson"])
_HTML = frozenset([".html", ".htm", ".xhtml"])
_PACKED = frozenset([".gz", ".xz"])
SUFFIXES = (".txt", ".text", *sorted(_HTML), ".json", *sorted(_LINES))
"""Endings of the files that are read in a folder, also with ``.gz`` or ``.xz`` behind."""
_MARKUP = re.compile(rb"(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]*>\s*)?<(?:!doctype\s+html|html|head|body)\b", re.I)
_OBJECT = re.compile(rb'(?:\xef\xbb\xbf)?\s*\{\s*"')
_ARABIC = re.compile("[\u0620-\u064a\u066e-\u06d3\u0750-\u077f\ufb50-\ufdff\ufe70-\ufefc]")
_SURROGATE = re.compile("[\ud800-\udfff]")
_WIDE = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


@dataclass(frozen=True, slots=True)
class Failure:
    """Input that could not be read, or was read with something to tell.

    ``key`` names a text of :mod:`isnad.messages`, ``values`` fills it (``where`` names the
    file and, in JSON Lines, the line). A ``notice`` is no failure: the article follows.
    """

    key: str
    values: dict[str, object] = field(default_factory=dict)
    notice: bool = False

    def message(self, lang: Lang = "en") -> str:
        """One clear sentence for the user."""
        return text(self.key, lang, **self.values)


Item = Article | Failure


def read(paths: Iterable[str | Path], published: date | None = None) -> Iterator[Item]:
    """Every article of *paths*, in order.

    A path is a file, a folder (read recursively, in sorted order) or ``-`` for standard
    input. *published* dates the articles that name no date themselves. Article ids are
    stable: ``doc`` of JSON Lines, else the file's name (in a folder: its path in it)
    without ending, ``name:line`` for JSON lines without ``doc``. Raises nothing for what
    the files hold.
    """
    seen: set[str] = set()
    for path in paths:
        for item in _path(str(path), published):
            if isinstance(item, Failure):
                yield item
                continue
            doc, n = item.doc, 2
            while doc in seen:
                doc, n = f"{item.doc}~{n}", n + 1
            seen.add(doc)
            if doc != item.doc:
                yield Failure("notice.duplicate", {"where": str(path), "doc": item.doc, "new": doc}, notice=True)
                item = _with_doc(item, doc)
            yield item


def _with_doc(article: Article, doc: str) -> Article:
    return Article(
        doc=doc,
        text=article.text,
        title=article.title,
        outlet=article.outlet,
        published=article.published,
        url=article.url,
    )


def _path(path: str, published: date | None) -> Iterator[Item]:
    if path == "-":
        yield from _stream(sys.stdin.buffer, _Place("-", "stdin", ""), published)
        return
    try:
        target = Path(path)
        if target.is_dir():
            yield from _folder(target, published)
        elif not target.exists():
            yield Failure("error.missing", {"where": path})
        else:
            yield from _file(target, _stem(Path(target.name)), published)
    except (OSError, ValueError) as error:
        yield Failure("error.unreadable", {"where": path, "reason": _reason(error)})


def _folder(folder: Path, published: date | None) -> Iterator[Item]:
    files = sorted(
        (
            p
            for p in folder.rglob("*")
            if p.is_file() and not any(n.startswith(".") for n in p.relative_to(folder).parts)
        ),
        key=lambda p: p.relative_to(folder).parts,
    )
    wanted = [p for p in files if _ending(p) in SUFFIXES]
    others = [p.relative_to(folder).as_posix() for p in files if _ending(p) not in SUFFIXES]
    if others:
        names = ", ".join(others[:3]) + (" …" if len(others) > 3 else "")
        yield Failure("notice.skipped", {"where": str(folder), "n": len(others), "names": names}, notice=True)
    if not wanted:
        yield Failure("error.no_articles", {"where": str(folder), "suffixes": " ".join(SUFFIXES)})
    for p in wanted:
        yield from _file(p, _stem(p.relative_to(folder)), published)


def _ending(path: PurePath) -> str:
    """Lower-case suffix, that of the packed file for ``.gz`` and ``.xz``."""
    last = path.suffix.lower()
    return PurePath(path.stem).suffix.lower() if last in _PACKED else last


def _stem(path: PurePath) -> str:
    name = path.name
    for _ in range(2):
        end = PurePath(name).suffix.lower()
        if end in _PACKED or end in SUFFIXES:
            name = name[: -len(end)] or name
    return (path.parent / name).as_posix()


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a text stands: for messages, for its id, and how its name ends."""

    where: str
    doc: str
    ending: str


def _file(path: Path, doc: str, published: date | None) -> Iterator[Item]:
    place = _Place(str(path), doc, _ending(path))
    try:
        with path.open("rb") as stream:
            yield from _stream(stream, place, published)
    except OSError as error:
        yield Failure("error.unreadable", {"where": str(path), "reason": _reason(error)})


def _reason(error: Exception) -> str:
    return (error.strerror if isinstance(error, OSError) else None) or str(error) or type(error).__name__


def _stream(raw: BinaryIO, place: _Place, published: date | None) -> Iterator[Item]:
    buffered = raw if hasattr(raw, "peek") else io.BufferedReader(cast(Any, raw))
    head = cast(io.BufferedReader, buffered).peek(8)[:8]
    packed: Any
    if head.startswith(b"\x1f\x8b"):
        packed = gzip.open(buffered)  # noqa: SIM115
    elif head.startswith(b"\xfd7zXZ\x00"):
        packed = lzma.open(buffered)  # noqa: SIM115
    else:
        yield from _content(cast(io.BufferedReader, buffered), place, published)
        return
    try:
        with packed:
            yield from _content(io.BufferedReader(packed), place, published)
    except (EOFError, gzip.BadGzipFile, zlib.error, lzma.LZMAError):
        yield Failure("error.compressed", {"where": place.where})


def _content(stream: io.BufferedReader, place: _Place, published: date | None) -> Iterator[Item]:
    head = stream.peek(4096)[:4096]
    if place.ending == ".json":
        yield from _json_file(stream.read(), place, published)
        return
    sniffed = place.ending not in _HTML and place.ending != ".txt"
    if place.ending in _LINES or (sniffed and _OBJECT.match(head)):
        yield from _lines(stream, place, published)
        return
    data = stream.read(_MAX_BYTES + 1)
    if len(data) > _MAX_BYTES:
        yield Failure("error.long", {"where": place.where, "limit": f"{MAX_CHARACTERS:,}"})
        return
    yield from _decoded(data, place, published, place.ending in _HTML or (sniffed and bool(_MARKUP.match(head))))


def _decoded(data: bytes, place: _Place, published: date | None, html: bool) -> Iterator[Item]:
    string, failure = _text_of(data, place.where)
    if failure is not None:
        yield failure
        if not failure.notice:
            return
    if not html:
        yield from _article({"doc": place.doc, "text": string}, place.where, place.doc, published)
        return
    page = read_html(string)
    if page is None:
        yield Failure("error.html", {"where": place.where})
    else:
        yield from _article({"doc": place.doc, **page}, place.where, place.doc, published)


def _text_of(data: bytes, where: str) -> tuple[str, Failure | None]:
    """The text of *data* and what there is to tell of its encoding (a failure, a notice, or None)."""
    decoded = decode(data)
    string = decoded.text
    if not string:
        return "", Failure("error.empty" if decoded.encoding else "error.binary", {"where": where})
    lost = string.count("\ufffd")
    if lost > 0.02 * len(string):
        try:
            data.decode("utf-8")
            first = 0
        except UnicodeDecodeError as error:
            first = error.start
        return "", Failure("error.encoding", {"where": where, "byte": first})
    if decoded.problems and lost:
        values = {"where": where, "n": lost, "encoding": decoded.encoding}
        return string, Failure("notice.lost", values, notice=True)
    if decoded.problems:
        return string, Failure("notice.repaired", {"where": where}, notice=True)
    return string, None


def _lines(stream: io.BufferedReader, place: _Place, published: date | None) -> Iterator[Item]:
    lines: IO[bytes] = stream
    if stream.peek(2).startswith(_WIDE):
        lines = io.BytesIO(decode(stream.read()).text.encode("utf-8", "replace"))
    number, any_line, whole = 1, False, True
    for line in iter(lambda: lines.readline(_MAX_BYTES + 1), b""):
        complete = line.endswith(b"\n") or len(line) <= _MAX_BYTES
        if whole and line.strip(b" \t\r\n\x00\xef\xbb\xbf"):
            any_line = True
            where = f"{place.where}:{number}"
            if complete:
                yield from _json_line(line, where, f"{place.doc}:{number}", published)
            else:
                yield Failure("error.long", {"where": where, "limit": f"{MAX_CHARACTERS:,}"})
        whole = complete
        number += complete
    if not any_line:
        yield Failure("error.empty", {"where": place.where})


def _json_line(line: bytes, where: str, doc: str, published: date | None) -> Iterator[Item]:
    string, failure = _text_of(line.strip(b"\r\n"), where)
    if failure is not None:
        yield failure
        if not failure.notice:
            return
    row, failure = _parse(string, where)
    if failure is not None:
        yield failure
    else:
        yield from _article(row, where, doc, published)


def _parse(string: str, where: str) -> tuple[Any, Failure | None]:
    try:
        return json.loads(string.lstrip("\ufeff")), None
    except (ValueError, RecursionError) as error:
        reason = str(error) if isinstance(error, json.JSONDecodeError) else type(error).__name__
        return None, Failure("error.json", {"where": where, "reason": reason})


def _json_file(data: bytes, place: _Place, published: date | None) -> Iterator[Item]:
    """A ``.json`` file: a list of articles, one article, or JSON Lines under another name."""
    string, failure = _text_of(data, place.where)
    if failure is not None:
        yield failure
        if not failure.notice:
            return
    rows, failure = _parse(string, place.where)
    if failure is not None and str(failure.values["reason"]).startswith("Extra data"):
        yield from _lines(io.BufferedReader(cast(Any, io.BytesIO(data))), place, published)
        return
    if failure is not None:
        yield failure
        return
    for n, row in enumerate(rows if isinstance(rows, list) else [rows], 1):
        yield from _article(row, f"{place.where}:{n}", f"{place.doc}:{n}", published)


def _article(row: Any, where: str, doc: str, published: date | None) -> Iterator[Item]:
    """The article of *row* (fields of JSON Lines), preceded by notices, or a failure."""
    if not isinstance(row, dict):
        yield Failure("error.json_object", {"where": where})
        return
    string = row.get("text")
    if not isinstance(string, str) or not string.strip():
        yield Failure("error.no_text", {"where": where, "found": ", ".join(map(str, row)) or "–"})
        return
    if len(string) > MAX_CHARACTERS:
        yield Failure("error.long", {"where": where, "limit": f"{MAX_CHARACTERS:,}"})
        return
    if not _ARABIC.search(string):
        yield Failure("error.no_arabic", {"where": where})
        return
    day, given = published, _string(row.get("published"))
    if given:
        day = parse_published(given)
        if day is None:
            yield Failure("notice.published", {"where": where, "value": given[:60]}, notice=True)
    yield Article(
        doc=_string(row.get("doc")) or doc,
        text=_SURROGATE.sub("\ufffd", string),
        title=_string(row.get("title")),
        outlet=_string(row.get("outlet")),
        published=day,
        url=_string(row.get("url")),
    )


def _string(value: Any) -> str | None:
    """A short field as text: strings and numbers; None for what is absent or something else."""
    if isinstance(value, bool) or not isinstance(value, (str, int, float)):
        return None
    return _SURROGATE.sub("\ufffd", str(value)).strip() or None
