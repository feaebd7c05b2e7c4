"""Running again what a manifest tells of, and comparing the bytes."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from itertools import zip_longest
from pathlib import Path
from typing import Any, cast

from sqlalchemy import Engine, insert, select, update

from isnad.coding_run import code_all, load_coder
from isnad.corpus.adding import Watch, add
from isnad.messages import Lang
from isnad.output import confident
from isnad.output.files import rendered, write_whole
from isnad.reading import Failure, Options, read
from isnad.store import StoreError, open_store
from isnad.store import models as m
from isnad.store.engine import writing
from isnad.trust import adding
from isnad.trust.check import open_to_read
from isnad.trust.manifest import Manifest, sha256

Step = Callable[[int, int], None]
"""Told of progress: articles done, articles in all."""


class RerunError(RuntimeError):
    """The run cannot be made again: ``key`` and ``values`` of a message say why."""

    def __init__(self, key: str, **values: object) -> None:
        super().__init__(key)
        self.key = key
        self.values = values


@dataclass(frozen=True, slots=True)
class Verdict:
    """What came of a run made again."""

    same: bool
    sha256: str
    articles: int
    difference: str = ""
    """Where the first difference is, as far as the old output is there to compare: a line, an article."""


def rerun(manifest: Manifest, jobs: int = 1, step: Step | None = None, keep: Path | None = None) -> Verdict:
    """Do it again, in a folder of its own, and compare. The inputs must be as they were (see
    :func:`isnad.trust.manifest.changed`). *keep*: where to put the new output.

    Raises RerunError when it cannot be done, StoreError, OSError, and InstallationError.
    """
    tell = step or (lambda *_: None)
    with tempfile.TemporaryDirectory(prefix="isnad-rerun-") as made:
        if manifest.command == "code":
            return _code(manifest, keep or Path(made) / "output", jobs, tell)
        return _add(manifest, keep or Path(made) / "corpus.db", jobs, tell)


def _day(value: Any) -> date | None:
    return date.fromisoformat(value) if value else None


def _code(manifest: Manifest, output: Path, jobs: int, tell: Step) -> Verdict:
    o = manifest.options
    items = read([i.source() for i in manifest.inputs], _day(o["published"]), o["columns"])
    coded = 0

    def codings() -> Iterator[Any]:
        nonlocal coded
        for result in code_all(items, jobs):
            if not isinstance(result, Failure):
                coded += 1
                tell(coded, manifest.articles)
                yield confident(result, o["min_confidence"])

    write_whole(rendered(codings(), o["format"], cast(Lang, o["lang"]), o["explain"]), output)
    found = sha256(output) if output.exists() else ""
    same = found == manifest.sha256
    return Verdict(same, found, coded, "" if same else _first_line(Path(manifest.output), output))


def _first_line(old: Path, new: Path) -> str:
    """The first line in which two files differ."""
    if not old.exists() or not new.exists():
        return ""
    with old.open("rb") as one, new.open("rb") as other:
        for n, (a, b) in enumerate(zip_longest(one, other), 1):
            if a != b:
                return f"{old}:{n}"
    return ""


def _add(manifest: Manifest, where: Path, jobs: int, tell: Step) -> Verdict:
    o, before = manifest.options, manifest.before["article"]
    old = _old(manifest)
    done = 0

    def written(articles: int) -> None:
        nonlocal done
        done += articles
        tell(done, manifest.articles)

    if where.exists():
        raise RerunError("rerun.keep_exists", where=where)
    try:
        with open_store(where) as store:
            if before:
                if old is None:
                    raise RerunError("rerun.no_corpus", where=manifest.output, n=before)
                _as_before(old, store.engine, manifest.before)
            files = [i.source() for i in manifest.inputs]
            options = Options(_day(o["published"]), o["columns"])
            add(store, files, options, jobs, Watch(written=written), load_coder)
            found = adding.digest(store.engine, before, manifest.articles)
            same = found == manifest.sha256
            difference = "" if same or old is None else _first_article(old, store.engine, manifest)
        return Verdict(same, found, min(done, manifest.articles), difference)
    finally:
        if old is not None:
            old.dispose()


def _old(manifest: Manifest) -> Engine | None:
    try:
        return open_to_read(manifest.output)
    except StoreError:
        return None


def _as_before(old: Engine, new: Engine, last: dict[str, int] | Any) -> None:
    """What decides which articles are new, and what they are called: ids and digests of those that were there."""
    a, f = m.ArticleRow, m.FileRow
    with old.connect() as connection:
        files = connection.execute(select(f.id, f.digest, f.name, f.done).where(f.id <= last["file"])).all()
        articles = connection.execute(select(a.id, a.doc, a.digest).where(a.id <= last["article"])).all()
    with writing(new) as connection:
        if files:
            connection.execute(insert(f), [dict(r._mapping) for r in files])
        if articles:
            connection.execute(insert(a), [{**r._mapping, "text": ""} for r in articles])
    # files that this very run read to their end had not been read then
    with closing(old.connect()) as connection, writing(new) as other:
        begun = connection.execute(
            select(a.file_id).where(a.id > last["article"], a.file_id <= last["file"]).distinct()
        ).scalars()
        numbers = [n for n in begun if n is not None]
        if numbers:
            other.execute(update(f).where(f.id.in_(numbers)).values(done=False))


def _first_article(old: Engine, new: Engine, manifest: Manifest) -> str:
    """The first article of which the two say something else."""
    before, count = manifest.before["article"], manifest.articles
    for one, other in zip_longest(adding.lines(old, before, count), adding.lines(new, before, count)):
        if one != other:
            return (one or other or ("", b""))[0]
    return ""
