"""What reading gives beside articles, and where it stands."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import IO, Any

from isnad.messages import Lang, text
from isnad.records import Article

MAX_CHARACTERS = 2_000_000
"""Longest text taken for one article; a long novel has fewer characters."""
MAX_BYTES = 4 * MAX_CHARACTERS
"""Most bytes read for one article."""


_UNPRINTABLE = re.compile("[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


def printable(string: str) -> str:
    """*string* without what a terminal obeys and what UTF-8 cannot write; U+FFFD stands for each character."""
    return _UNPRINTABLE.sub("\ufffd", string)


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
        return text(self.key, lang, **{k: printable(v) if isinstance(v, str) else v for k, v in self.values.items()})


Item = Article | Failure


@dataclass(frozen=True, slots=True)
class Options:
    """How files are read."""

    published: date | None = None
    """Dates the articles that name no date themselves."""
    columns: Mapping[str, str] | None = None
    """Field (``text title published outlet doc url``) to the column of a table or the key of a JSON object."""

    def fingerprint(self) -> str:
        """The same string for options that read the same."""
        columns = sorted((self.columns or {}).items())
        return f"{self.published or ''}|" + "|".join(f"{k}={v}" for k, v in columns)


class Counter(io.RawIOBase):
    """A binary stream that counts what is read from it; *told* is called with each number of bytes."""

    def __init__(self, stream: IO[bytes], told: Callable[[int], None] | None = None) -> None:
        super().__init__()
        self._stream = stream
        self._told = told
        self.count = 0

    def readable(self) -> bool:
        """Always."""
        return True

    def seekable(self) -> bool:
        """Whether the stream is."""
        return self._stream.seekable()

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """Go to a place in the stream; nothing is counted."""
        return self._stream.seek(offset, whence)

    def tell(self) -> int:
        """Where in the stream."""
        return self._stream.tell()

    def readinto(self, buffer: Any) -> int:
        """Fill *buffer*; returns how many bytes there were."""
        data = self._stream.read(len(buffer))
        buffer[: len(data)] = data
        self.count += len(data)
        if self._told is not None and data:
            self._told(len(data))
        return len(data)


@dataclass(slots=True)
class Budget:
    """How much came out of the packings of a file, by depth, and how much of the file was read for it."""

    source: Counter
    out: dict[int, int] = field(default_factory=dict)

    def spend(self, depth: int, size: int) -> int:
        """*size* bytes more at *depth*; how many there were in all."""
        self.out[depth] = self.out.get(depth, 0) + size
        return self.out[depth]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a text stands: for messages, for its id, and how its name ends."""

    where: str
    doc: str
    ending: str
    options: Options
    budget: Budget
    depth: int = 0
    """How many packings it was taken out of."""


def too_long(where: str) -> Failure:
    """What is said of more than one article's worth of text."""
    return Failure("error.long", {"where": where, "limit": f"{MAX_CHARACTERS:,}"})
