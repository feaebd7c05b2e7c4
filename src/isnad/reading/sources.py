"""Files, folders and standard input, and what is in each."""

from __future__ import annotations

import hashlib
import io
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from isnad.reading.archives import read_warc
from isnad.reading.failure import MAX_BYTES, Budget, Counter, Failure, Item, Options, Place, printable, too_long
from isnad.reading.feeds import read_feed
from isnad.reading.html import read_html
from isnad.reading.jsonlines import read_json, read_lines
from isnad.reading.kinds import DOCUMENTS, SUFFIXES, UNREAD_ARCHIVES, content, ending, foreign, readable, stem
from isnad.reading.packed import packing, unpack
from isnad.reading.rows import article, text_of
from isnad.reading.tables import read_table

_HEAD = 4096
_BUFFER = 256 * 1024
_LEAST_BUFFER = 2 * _HEAD
_FEED_BYTES = 8 * MAX_BYTES
_JSON_BYTES = 256 * 1024 * 1024
"""A JSON list is read whole; what is longer belongs into JSON Lines, which are not."""


@dataclass(frozen=True, slots=True)
class Input:
    """A file to be read (``path`` None: standard input)."""

    where: str
    """Its name, for messages."""
    doc: str
    """What its articles are called after."""
    path: Path | None
    regular: bool = True
    """Whether it is a file that can be read again; not a pipe."""

    def digest(self, options: Options) -> str:
        """SHA-256 of the file's bytes, of the ending of its name and of *options*: what tells whether it was read
        before. Raises OSError.
        """
        assert self.path is not None
        with self.path.open("rb") as stream:
            found = hashlib.file_digest(stream, "sha256")
        found.update(f"{ending(self.path.name)}|{options.fingerprint()}".encode())
        return found.hexdigest()

    def size(self) -> int:
        """Bytes of the file; 0 where they are not known."""
        try:
            return self.path.stat().st_size if self.path is not None else 0
        except OSError:
            return 0


def inputs(paths: Iterable[str | Path | Input | Failure]) -> Iterator[Input | Failure]:
    """The files that *paths* (files, folders, ``-``) stand for, in order; what is none is told. What is an input
    already stays as it is.
    """
    for one in paths:
        if isinstance(one, (Input, Failure)):
            yield one
            continue
        path = str(one)
        if path == "-":
            yield Input("-", "stdin", None, regular=False)
            continue
        target = Path(path)
        try:
            if target.is_dir():
                yield from _folder(target)
            elif not target.exists():
                yield Failure("error.missing", {"where": path})
            elif not target.is_file() and not target.is_fifo():
                yield Failure("error.special", {"where": path})
            else:
                yield Input(printable(path), printable(stem(target.name)), target, target.is_file())
        except (OSError, ValueError) as error:
            yield Failure("error.unreadable", {"where": path, "reason": _reason(error)})


def _folder(folder: Path) -> Iterator[Input | Failure]:
    found = sorted((p for p in folder.rglob("*") if not _hidden(p, folder)), key=lambda p: p.relative_to(folder).parts)
    files = [p for p in found if p.is_file()]
    special = [p for p in found if p.exists() and not p.is_file() and not p.is_dir()]
    wanted = [p for p in files if readable(p.name)]
    others = []
    for p in files:
        key, what = _named(p)
        if key:
            yield Failure(key, {"where": str(p), "what": what})
        elif not readable(p.name):
            others.append(p.relative_to(folder).as_posix())
    yield from (Failure("error.missing", {"where": str(p)}) for p in found if p.is_symlink() and not p.exists())
    yield from (Failure("error.special", {"where": str(p)}) for p in special)
    if others:
        names = ", ".join(others[:3]) + (" …" if len(others) > 3 else "")
        yield Failure("notice.skipped", {"where": str(folder), "n": len(others), "names": names}, notice=True)
    if not wanted:
        yield Failure("error.no_articles", {"where": str(folder), "suffixes": " ".join(SUFFIXES)})
    for p in wanted:
        yield Input(printable(str(p)), printable(stem(p.relative_to(folder).as_posix())), p)


def _hidden(path: Path, folder: Path) -> bool:
    return any(n.startswith(".") for n in path.relative_to(folder).parts)


def _named(path: Path) -> tuple[str, str]:
    """Message key and name of a kind that is not read although it may hold articles; empty for others."""
    end = ending(path.name)
    for one in (path.suffix.lower(), end):
        if one in UNREAD_ARCHIVES:
            return "error.archive", UNREAD_ARCHIVES[one]
    return ("error.document", DOCUMENTS[end]) if end in DOCUMENTS else ("", "")


def items(source: Input, options: Options, told: Callable[[int], None] | None = None) -> Iterator[Item]:
    """Every article of one file, in order, and what could not be read of it.

    *told* is called with the number of bytes whenever some of the file were read. Raises nothing for what
    the file holds.
    """
    try:
        if source.path is None:
            yield from _counted(sys.stdin.buffer, source, options, told)
            return
        with source.path.open("rb") as stream:
            yield from _counted(stream, source, options, told)
    except OSError as error:
        yield Failure("error.unreadable", {"where": source.where, "reason": _reason(error)})


def _counted(
    stream: IO[bytes], source: Input, options: Options, told: Callable[[int], None] | None
) -> Iterator[Item]:
    counter = Counter(stream, told)
    end = ending(source.path.name) if source.path is not None else ""
    place = Place(source.where, source.doc, end, options, Budget(counter))
    size = max(_LEAST_BUFFER, min(_BUFFER, source.size() // 100))  # small steps, so that progress can be told
    yield from _stream(io.BufferedReader(counter, size), place)


def _reason(error: Exception) -> str:
    return (error.strerror if isinstance(error, OSError) else None) or str(error) or type(error).__name__


def _stream(stream: io.BufferedReader, place: Place) -> Iterator[Item]:
    """Read *stream* as what it is."""
    head = stream.peek(_HEAD)[:_HEAD]
    how = packing(head)
    if how is not None:
        yield from unpack(stream, how, place, _stream)
        return
    other = foreign(head)
    if other is not None:
        yield Failure(other[0], {"where": place.where, "what": other[1]})
        return
    kind = content(head, place.ending)
    if kind == "lines":
        yield from read_lines(stream, place)
    elif kind == "table":
        yield from read_table(stream, place)
    elif kind == "warc":
        yield from read_warc(stream, place)
    elif kind == "json":
        data = stream.read(_JSON_BYTES + 1)
        if len(data) > _JSON_BYTES:
            yield Failure("error.big_json", {"where": place.where, "limit": f"{_JSON_BYTES >> 20:,}"})
        else:
            yield from read_json(data, place)
    else:
        yield from _whole(stream, kind, place)


def _whole(stream: io.BufferedReader, kind: str, place: Place) -> Iterator[Item]:
    limit = _FEED_BYTES if kind == "feed" else MAX_BYTES
    data = stream.read(limit + 1)
    if len(data) > limit:
        yield too_long(place.where)
    elif kind == "feed":
        yield from read_feed(data, place) if data.strip() else [Failure("error.empty", {"where": place.where})]
    else:
        yield from _page(data, kind, place)


def _page(data: bytes, kind: str, place: Place) -> Iterator[Item]:
    string, failure = text_of(data, place.where)
    if failure is not None:
        yield failure
        if not failure.notice:
            return
    if kind == "text":
        yield from article({"text": string}, place.where, place.doc, Options(place.options.published))
        return
    page = read_html(string)
    if page is None:
        yield Failure("error.html", {"where": place.where})
    else:
        yield from article(page, place.where, place.doc, Options(place.options.published))
