"""What was read: files, failures, and a run's entries written in their order."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, Engine, func, insert, select, update

from isnad.records import Article, Coding
from isnad.store import models as m
from isnad.store.search import Terms
from isnad.store.writer import Writer


@dataclass(frozen=True, slots=True)
class Begun:
    """From here on the file with this digest is read."""

    digest: str
    name: str


@dataclass(frozen=True, slots=True)
class Done:
    """The file with this digest was read to its end."""

    digest: str


@dataclass(frozen=True, slots=True)
class Added:
    """An article of the file begun last. *digest* is that of the article as it was read."""

    article: Article
    digest: str
    coding: Coding | None
    terms: Terms


@dataclass(frozen=True, slots=True)
class Problem:
    """Something told of the file with this digest: message key, where, values."""

    digest: str
    key: str
    place: str
    values: Mapping[str, object]
    notice: bool = False


Entry = Begun | Done | Added | Problem


def name_digest(name: str) -> str:
    """Stands for the digest of what has none (standard input)."""
    return "name:" + hashlib.sha256(name.encode("utf-8", "surrogatepass")).hexdigest()


_AT_ONCE = 500
"""Places in one question to the database."""


def write(connection: Connection, entries: Sequence[Entry], file_id: int | None) -> int | None:
    """Write *entries* in order; *file_id* is that of the file begun last. Returns the one for the next entries.

    What is there already is left as it is, so that a run that was cut off can be repeated from its start.
    """
    writer = Writer(connection)
    problems = _Problems(connection)
    done: list[str] = []
    for entry in entries:
        match entry:
            case Begun():
                file_id = _begin(connection, entry)
            case Added():
                writer.add(entry.article, entry.coding, entry.terms, file_id, entry.digest)
            case Problem():
                problems.add(entry)
            case Done():
                done.append(entry.digest)
                file_id = None
    writer.flush()
    problems.flush()
    for digest in done:
        connection.execute(update(m.FileRow).where(m.FileRow.digest == digest).values(done=True))
    return file_id


def _begin(connection: Connection, entry: Begun) -> int:
    found = connection.execute(select(m.FileRow.id).where(m.FileRow.digest == entry.digest)).scalar()
    if found is not None:
        return int(found)
    number = int(connection.execute(select(func.max(m.FileRow.id))).scalar() or 0) + 1
    row = {"id": number, "digest": entry.digest, "name": entry.name, "done": False}
    connection.execute(insert(m.FileRow), [row])
    return number


class _Problems:
    """New problems, each once."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._new: dict[tuple[str, str, str], Problem] = {}

    def add(self, problem: Problem) -> None:
        self._new.setdefault((problem.digest, problem.key, problem.place), problem)

    def flush(self) -> None:
        known = self._known()
        new = [problem for told, problem in self._new.items() if told not in known]
        if not new:
            return
        first = int(self._connection.execute(select(func.max(m.FailureRow.id))).scalar() or 0) + 1
        rows = [
            {
                "id": number,
                "digest": problem.digest,
                "key": problem.key,
                "place": problem.place,
                "notice": problem.notice,
                "json": json.dumps({k: v for k, v in problem.values.items() if k != "where"}, ensure_ascii=False),
            }
            for number, problem in enumerate(new, first)
        ]
        self._connection.execute(insert(m.FailureRow), rows)

    def _known(self) -> set[tuple[str, str, str]]:
        """Those of the new ones that were written before; an archive may have very many others."""
        f, found = m.FailureRow, set[tuple[str, str, str]]()
        places: dict[str, list[str]] = {}
        for digest, _, place in self._new:
            places.setdefault(digest, []).append(place)
        for digest, some in places.items():
            for at in range(0, len(some), _AT_ONCE):
                asked = select(f.key, f.place).where(f.digest == digest, f.place.in_(some[at : at + _AT_ONCE]))
                found |= {(digest, r.key, r.place) for r in self._connection.execute(asked)}
        return found


def problems(engine: Engine, digest: str | None = None) -> Iterator[Problem]:
    """What was told, in order; of the file with *digest* where it is given."""
    f = m.FailureRow
    chosen = select(f.digest, f.key, f.place, f.json, f.notice).order_by(f.id)
    if digest is not None:
        chosen = chosen.where(f.digest == digest)
    with engine.connect() as connection:
        rows = connection.execute(chosen).all()
    for digest_, key, place, values, notice in rows:
        yield Problem(digest_, key, place, {"where": place, **json.loads(values)}, notice)


def finished(engine: Engine, digest: str) -> str | None:
    """The name of the file with this digest if it was read to its end, else None."""
    with engine.connect() as connection:
        chosen = select(m.FileRow.name).where(m.FileRow.digest == digest, m.FileRow.done)
        name = connection.execute(chosen).scalar()
    return str(name) if name is not None else None
