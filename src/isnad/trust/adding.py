"""The manifest of a run that adds to a corpus, kept in a folder beside the database: ``corpus.db.runs/0001.json``."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, func, select

from isnad.corpus.adding import Watch
from isnad.store import Store
from isnad.store import models as m
from isnad.trust.manifest import InputFile, Manifest, made_with, own_files, read

_PORTION = 200


def folder(corpus: str) -> Path | None:
    """Where the manifests of a corpus are; None for a database on a server."""
    return None if "://" in corpus else Path(corpus + ".runs")


def lines(engine: Engine, after: int, count: int) -> Iterator[tuple[str, bytes]]:
    """Id and a line of JSON for each of *count* articles after number *after*: all that is kept of what it says."""
    a, s = m.ArticleRow, m.StatementRow
    last = after + count
    while after < last:
        upto = min(after + _PORTION, last)
        with engine.connect() as connection:
            columns: list[Any] = [
                a.id, a.doc, a.digest, a.outlet, a.published, a.title, a.url, a.dateline, a.credit, a.text,
                m.CodingRow.version, m.CodingRow.problems,
            ]  # fmt: skip
            chosen = select(*columns).outerjoin(m.CodingRow, m.CodingRow.article_id == a.id)
            rows = connection.execute(chosen.where(a.id > after, a.id <= upto).order_by(a.id)).all()
            said: dict[int, list[str]] = {r.id: [] for r in rows}
            own = select(s.article_id, s.json).where(s.article_id > after, s.article_id <= upto)
            for number, data in connection.execute(own.order_by(s.article_id, s.position)):
                said[number].append(data)
        for row in rows:
            values = [str(v) if v is not None else None for v in row[1:]]
            yield row.doc, json.dumps([values, said[row.id]], ensure_ascii=False).encode()
        after = upto


def digest(engine: Engine, after: int, count: int) -> str:
    """SHA-256 of :func:`lines`."""
    found = hashlib.sha256()
    for _, line in lines(engine, after, count):
        found.update(line + b"\n")
    return found.hexdigest()


def last_numbers(engine: Engine) -> dict[str, int]:
    """The last article and the last file."""
    with engine.connect() as connection:
        article = connection.execute(select(func.max(m.ArticleRow.id))).scalar()
        file = connection.execute(select(func.max(m.FileRow.id))).scalar()
    return {"article": int(article or 0), "file": int(file or 0)}


class Recording:
    """Follows a run that adds, and writes its manifest: first as ``begun``, at the end as what it came to.

    *where*: the file to write; None: the next number in :func:`folder`. Give :attr:`watch` to the run; then call
    :meth:`end`. What a run that was killed left as ``begun`` the next one ends for it.
    """

    def __init__(
        self, store: Store, corpus: str, options: Mapping[str, Any], files: tuple[InputFile, ...], watch: Watch,
        where: Path | None = None,
    ) -> None:  # fmt: skip
        self._engine = store.engine
        self._folder = folder(corpus)
        self._watch = watch
        self.where = where
        self.manifest = Manifest(
            command="add", output=corpus if "://" in corpus else str(Path(corpus).resolve()), options=options,
            inputs=files, made_with=made_with(), own_files=own_files(), state="begun",
        )  # fmt: skip
        self._begun = False
        self.problem: OSError | None = None
        """Why there is no manifest, when it could not be written."""

    @property
    def watch(self) -> Watch:
        """What the run is to tell."""
        return Watch(self._start, self._watch.read, self._written)

    def _start(self, total: int) -> None:
        """Called when this run has the database for itself."""
        self.manifest = replace(self.manifest, before=last_numbers(self._engine))
        try:
            if self.where is None and self._folder is not None:
                self.where = self._next(self._folder)
            if self.where is not None:
                self.manifest.write(self.where)
                self._begun = True
        except OSError as error:
            self.problem = error
        self._watch.start(total)

    def _next(self, folder_: Path) -> Path:
        numbers = sorted(int(p.stem) for p in folder_.glob("*.json") if p.stem.isdigit()) if folder_.is_dir() else []
        if not numbers:
            return folder_ / "0001.json"
        last = folder_ / f"{numbers[-1]:04}.json"
        try:
            left = read(last)
        except ValueError:
            return folder_ / f"{numbers[-1] + 1:04}.json"
        if left.state == "begun":
            count = self.manifest.before["article"] - left.before["article"]
            if not count:
                return last
            found = digest(self._engine, left.before["article"], count)
            replace(left, state="interrupted", articles=count, sha256=found).write(last)
        return folder_ / f"{numbers[-1] + 1:04}.json"

    def _written(self, articles: int) -> None:
        self.manifest = replace(self.manifest, articles=self.manifest.articles + articles)
        self._watch.written(articles)

    def end(self, done: bool) -> Path | None:
        """Write what the run came to (*done*: to the end of its inputs); where, or None when nothing was added."""
        if not self._begun or self.where is None:
            return None
        if not self.manifest.articles:
            self.where.unlink(missing_ok=True)
            return None
        found = digest(self._engine, self.manifest.before["article"], self.manifest.articles)
        self.manifest = replace(self.manifest, state="done" if done else "interrupted", sha256=found)
        try:
            self.manifest.write(self.where)
        except OSError as error:
            self.problem = error
            return None
        return self.where
