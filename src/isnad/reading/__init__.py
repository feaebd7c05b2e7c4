"""Articles from files, folders and standard input: the one place where bytes become articles.

Plain text, HTML, JSON and JSON Lines, CSV and TSV, RSS and Atom, WARC; each also packed as ``.gz``, ``.xz``,
``.zst`` or in a ``.zip``. Bad input never stops the reading: it comes out as a :class:`Failure` that names
the place and says what to do, and the next article follows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path

from isnad.reading.failure import MAX_CHARACTERS, Failure, Item, Options
from isnad.reading.kinds import SUFFIXES
from isnad.reading.rows import FIELDS
from isnad.reading.sources import Input, inputs, items

__all__ = [
    "FIELDS",
    "MAX_CHARACTERS",
    "SUFFIXES",
    "Failure",
    "Input",
    "Item",
    "Options",
    "inputs",
    "items",
    "read",
    "renamer",
]


def read(
    paths: Iterable[str | Path | Input | Failure],
    published: date | None = None,
    columns: Mapping[str, str] | None = None,
) -> Iterator[Item]:
    """Every article of *paths*, in order.

    A path is a file, a folder (read recursively, in sorted order) or ``-`` for standard
    input. *published* dates the articles that name no date themselves; *columns* says which column of
    a table (or key of a JSON object) is which of :data:`FIELDS`. Article ids are stable: ``doc`` of a
    row, ``guid`` of a feed item, address of an archived page, else the file's name (in a folder: its path
    in it) without ending, and ``name:number`` where it holds several. Raises nothing for what the files hold.
    """
    options = Options(published, columns)
    unique = renamer(set())
    for source in inputs(paths):
        if isinstance(source, Failure):
            yield source
            continue
        for item in items(source, options):
            yield from [item] if isinstance(item, Failure) else unique(item, source.where)


def renamer(taken: set[str]) -> Callable[[Item, str], Iterator[Item]]:
    """A function that gives an article whose id is in *taken* another one, tells so, and notes every id there."""

    def unique(item: Item, where: str) -> Iterator[Item]:
        if isinstance(item, Failure):
            yield item
            return
        doc, n = item.doc, 2
        while doc in taken:
            doc, n = f"{item.doc}~{n}", n + 1
        taken.add(doc)
        if doc != item.doc:
            yield Failure("notice.duplicate", {"where": where, "doc": item.doc, "new": doc}, notice=True)
            item = replace(item, doc=doc)
        yield item

    return unique
