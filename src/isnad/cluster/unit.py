"""The unit of work: some files in, one Parquet partition out; the same whoever does it, and however often.

The partition's name is the digest of the files' bytes, of the options that change what is read, and of what is
installed. It is written beside and renamed, so it is whole or absent; where it is, the work is done.
"""

from __future__ import annotations

import hashlib
import json
import os
import uuid
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from isnad.coding_run import load_coder
from isnad.corpus.adding import Coded, Coder, coded
from isnad.reading import Failure, Input, Options, items
from isnad.records import Article, Coding, Statement, to_json
from isnad.records_json import compact, from_json
from isnad.store.ledger import Added
from isnad.store.rows import digest
from isnad.store.search import Terms
from isnad.store.writer import storable

_ROWS = 500
COLUMNS = (
    "doc", "digest", "outlet", "published", "title", "url", "dateline", "credit", "text", "version", "problems",
    "statements", "terms", "failure",
)  # fmt: skip
"""All text; ``problems``, ``statements``, ``terms`` and ``failure`` are JSON. ``digest`` is that of the article as it
was read; ``version`` is null where it could not be coded, and ``failure`` says why."""

_coder: tuple[Callable[[], Coder], Coder] | None = None


def partition_name(digests: Sequence[str], installed: str) -> str:
    """The name of the partition of files with these digests (see :meth:`isnad.reading.Input.digest`)."""
    return hashlib.sha256("\x1f".join([installed, *digests]).encode()).hexdigest()[:40] + ".parquet"


def code_files(
    sources: Sequence[Input], out: Path, options: Options, make: Callable[[], Coder] = load_coder
) -> Path:
    """Code every article of *sources* into the partition *out*; nothing is done where it is there already.

    Returns *out*. Raises OSError, and InstallationError.
    """
    if out.exists():
        return out
    import pyarrow as pa  # noqa: PLC0415
    import pyarrow.parquet as pq  # noqa: PLC0415

    out.parent.mkdir(parents=True, exist_ok=True)
    part = out.with_name(f".{out.stem}-{uuid.uuid4().hex}.part")  # two may do the same work: each has its own
    schema = pa.schema([(name, pa.string()) for name in COLUMNS])
    try:
        with pq.ParquetWriter(part, schema, compression="zstd") as writer:
            rows: list[dict[str, Any]] = []
            for row in _rows(sources, options, make):
                rows.append(row)
                if len(rows) == _ROWS:
                    writer.write_table(pa.Table.from_pylist(rows, schema))
                    rows = []
            writer.write_table(pa.Table.from_pylist(rows, schema))
        with part.open("rb") as stream:
            os.fsync(stream.fileno())
        part.replace(out)
    finally:
        part.unlink(missing_ok=True)
    return out


def _rows(sources: Sequence[Input], options: Options, make: Callable[[], Coder]) -> Iterator[dict[str, Any]]:
    seen: set[str] = set()
    for source in sources:
        for item in items(source, options):
            if isinstance(item, Failure):
                continue  # told by who adds, who reads the files too
            article = storable(item)
            mark = digest(article)
            if mark not in seen:
                seen.add(mark)
                yield as_row(coded(_made(make), article, mark))


def _made(make: Callable[[], Coder]) -> Coder:
    """The coder of this process."""
    global _coder  # noqa: PLW0603  # one a process
    if _coder is None or _coder[0] is not make:
        _coder = make, make()
    return _coder[1]


def as_row(done: Coded) -> dict[str, Any]:
    """What was made of an article as a row of :data:`COLUMNS`."""
    a, coding = done.article, done.added.coding
    failure = done.failure
    return {
        "doc": a.doc, "digest": done.added.digest, "outlet": a.outlet,
        "published": a.published.isoformat() if a.published else None, "title": a.title, "url": a.url,
        "dateline": a.dateline, "credit": a.credit, "text": a.text,
        "version": coding.version if coding else None,
        "problems": _dumps(coding.problems) if coding else None,
        "statements": _dumps([compact(s) for s in coding.statements]) if coding else None,
        "terms": _dumps(asdict(done.added.terms)),
        "failure": _dumps(asdict(failure)) if failure else None,
    }  # fmt: skip


def _dumps(value: Any) -> str:
    return json.dumps(to_json(value), ensure_ascii=False, separators=(",", ":"))


def from_row(row: dict[str, Any], article: Article) -> Coded:
    """The way back of :func:`as_row`. *article*: as it was read, with the id that the corpus gives it."""
    done = from_json(Article, {k: row[k] for k in ("text", "title", "outlet", "published", "url", "dateline", "credit")}
                     | {"doc": article.doc})  # fmt: skip
    terms = Terms(**{k: tuple(v) for k, v in json.loads(row["terms"]).items()})
    coding = None
    if row["version"] is not None:
        statements = tuple(from_json(Statement, s) for s in json.loads(row["statements"]))
        problems = tuple(json.loads(row["problems"]))
        coding = Coding(article=done, statements=statements, version=row["version"], problems=problems)
    failure = Failure(**json.loads(row["failure"])) if row["failure"] is not None else None
    return Coded(done, Added(done, str(row["digest"]), coding, terms), failure)


def read_partition(path: Path) -> dict[str, dict[str, Any]]:
    """The rows of a partition by the articles' digest."""
    import pyarrow.parquet as pq  # noqa: PLC0415

    return {row["digest"]: row for row in pq.read_table(path).to_pylist()}
