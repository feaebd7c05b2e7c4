"""Unpacking: gzip, xz, zstd and zip, within limits that no honest file of news reaches."""

from __future__ import annotations

import gzip
import io
import lzma
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import IO, Any, cast

import zstandard

from isnad.reading.failure import Failure, Item, Place, printable
from isnad.reading.kinds import ending, office_document, readable, stem

MAX_DEPTH = 3
"""Packings in one another: ``news.zip`` with ``day.jsonl.gz`` in it has two."""
MAX_RATIO = 200
"""How many times its size a file may grow; Arabic news grows 3 to 12 times, a very repetitive table 60."""
FREE_BYTES = 64 * 1024 * 1024
"""So much may come out of any file, however small."""
MAX_MEMBERS = 1_000_000
"""Files in one zip."""
_XZ_MEMORY = 256 * 1024 * 1024
_ZSTD_WINDOW = 1 << 27
_ZSTD_CHUNK = 1024
_SPOOLED = 64 * 1024 * 1024
_CHUNK = 16 * 1024


class BombError(ValueError):
    """A file that grows out of all proportion when unpacked."""


class _Guard(io.RawIOBase):
    """What comes out of an unpacker, until it is too much for what went in. Raises BombError."""

    def __init__(self, packed: IO[bytes], place: Place) -> None:
        super().__init__()
        self._read: Callable[[int], bytes] = getattr(packed, "read1", packed.read)
        """Reads what is there: of a file cut short all that can be unpacked comes out before the error."""
        self._budget = place.budget
        self._depth = place.depth

    def readable(self) -> bool:
        """Always."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Fill *buffer*; returns how many bytes there were."""
        data = self._read(min(len(buffer), _CHUNK))
        buffer[: len(data)] = data
        out = self._budget.spend(self._depth, len(data))
        if out > FREE_BYTES and out > MAX_RATIO * self._budget.source.count:
            raise BombError
        return len(data)


class _Zstd(io.RawIOBase):
    """A zstd stream. Little goes in at a time, because a thousand bytes can become 32 million."""

    def __init__(self, source: IO[bytes]) -> None:
        super().__init__()
        self._source = source
        self._library = zstandard.ZstdDecompressor(max_window_size=_ZSTD_WINDOW)
        self._unpacker: Any = None
        self._waiting = memoryview(b"")
        self._rest = b""

    def readable(self) -> bool:
        """Always."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Fill *buffer*; returns how many bytes there were."""
        while not self._waiting:
            data = self._rest or self._source.read(_ZSTD_CHUNK)
            self._rest = b""
            if not data:
                if self._unpacker is not None:
                    raise EOFError("the file ends before its end mark")
                return 0
            if self._unpacker is None:
                self._unpacker = self._library.decompressobj()
            self._waiting = memoryview(self._unpacker.decompress(data))
            if self._unpacker.eof:
                self._rest = self._unpacker.unused_data
                self._unpacker = None
        size = min(len(buffer), len(self._waiting))
        buffer[:size] = self._waiting[:size]
        self._waiting = self._waiting[size:]
        return size


class _Xz(io.RawIOBase):
    """An xz stream, within a limit of memory."""

    def __init__(self, source: IO[bytes]) -> None:
        super().__init__()
        self._source = source
        self._unpacker = self._new()

    @staticmethod
    def _new() -> lzma.LZMADecompressor:
        return lzma.LZMADecompressor(memlimit=_XZ_MEMORY)

    def readable(self) -> bool:
        """Always."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Fill *buffer*; returns how many bytes there were."""
        while True:
            if self._unpacker.eof:
                rest = self._unpacker.unused_data.lstrip(b"\x00") or self._source.read(_CHUNK).lstrip(b"\x00")
                if not rest:
                    return 0
                self._unpacker = self._new()
            elif self._unpacker.needs_input:
                rest = self._source.read(_CHUNK)
                if not rest:
                    raise EOFError("the file ends before its end mark")
            else:
                rest = b""
            data = self._unpacker.decompress(rest, len(buffer))
            if data:
                buffer[: len(data)] = data
                return len(data)


def packing(head: bytes) -> str | None:
    """How a file that begins with *head* is packed: ``gz xz zst zip``, or None."""
    if head.startswith(b"\x1f\x8b"):
        return "gz"
    if head.startswith(b"\xfd7zXZ\x00"):
        return "xz"
    if head.startswith(b"\x28\xb5\x2f\xfd") or (head[1:4] == b"\x2a\x4d\x18" and 0x50 <= head[0] <= 0x5F):
        return "zst"
    return "zip" if head.startswith((b"PK\x03\x04", b"PK\x05\x06")) else None


Read = Callable[[io.BufferedReader, Place], Iterator[Item]]


def unpack(stream: io.BufferedReader, how: str, place: Place, read: Read) -> Iterator[Item]:
    """What *read* finds in the unpacked *stream*; damage and bombs become failures.

    *read* gets a stream and the place that stands for it, one packing deeper.
    """
    if place.depth >= MAX_DEPTH:
        yield Failure("error.nested", {"where": place.where, "limit": MAX_DEPTH})
        return
    deeper = replace(place, depth=place.depth + 1)
    if how == "zip":
        yield from _zip(stream, deeper, read)
        return
    try:
        packed = cast(IO[bytes], _OPEN[how](stream))
        yield from read(io.BufferedReader(_Guard(packed, deeper), _CHUNK), deeper)
    except BombError:
        yield Failure("error.bomb", {"where": place.where, "ratio": MAX_RATIO})
    except (EOFError, gzip.BadGzipFile, zlib.error, lzma.LZMAError, zstandard.ZstdError):
        yield Failure("error.compressed", {"where": place.where})


_OPEN: dict[str, Callable[[IO[bytes]], Any]] = {
    "gz": lambda stream: gzip.GzipFile(fileobj=stream),
    "xz": _Xz,
    "zst": _Zstd,
}


def _zip(stream: io.BufferedReader, place: Place, read: Read) -> Iterator[Item]:
    with tempfile.SpooledTemporaryFile(_SPOOLED) as spool:
        source: IO[bytes] = stream
        if not stream.seekable():
            while chunk := stream.read(_CHUNK):
                spool.write(chunk)
            spool.seek(0)
            source = cast(IO[bytes], spool)
        try:
            archive = zipfile.ZipFile(source)
        except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError, EOFError):
            yield Failure("error.compressed", {"where": place.where})
            return
        with archive:
            yield from _members(archive, place, read)


def _members(archive: zipfile.ZipFile, place: Place, read: Read) -> Iterator[Item]:
    members = [i for i in archive.infolist() if not i.is_dir() and not _hidden(i.filename)]
    what = office_document({i.filename for i in members})
    if what:
        yield Failure("error.document", {"where": place.where, "what": what})
        return
    if len(members) > MAX_MEMBERS:
        yield Failure("error.bomb", {"where": place.where, "ratio": MAX_RATIO})
        return
    wanted = sorted((i for i in members if readable(i.filename)), key=lambda i: i.filename)
    if not wanted:
        yield Failure("error.no_members", {"where": place.where, "n": len(members)})
    for info in wanted:
        name = printable(info.filename)
        where, doc = f"{place.where}/{name}", f"{place.doc}/{stem(name)}"
        inner = replace(place, where=where, doc=doc, ending=ending(info.filename))
        yield from _member(archive, info, inner, read)


def _hidden(name: str) -> bool:
    return any(part.startswith((".", "__MACOSX")) for part in name.split("/"))


def _member(archive: zipfile.ZipFile, info: zipfile.ZipInfo, place: Place, read: Read) -> Iterator[Item]:
    if info.flag_bits & 1:
        yield Failure("error.encrypted", {"where": place.where})
        return
    try:
        with archive.open(info) as member:
            yield from read(io.BufferedReader(_Guard(member, place), _CHUNK), place)
    except BombError:
        yield Failure("error.bomb", {"where": place.where, "ratio": MAX_RATIO})
    except NotImplementedError:
        yield Failure("error.method", {"where": place.where})
    except (zipfile.BadZipFile, EOFError, zlib.error, lzma.LZMAError, OSError, RuntimeError):
        yield Failure("error.compressed", {"where": place.where})
