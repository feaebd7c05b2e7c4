"""Gold annotation beside analysed articles: the bridge that training and measuring share.

Reads the format of ``shared/gold/GUIDELINES.md``; nothing of it is shipped.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from isnad.records import Article
from isnad.text.dates import parse_published
from isnad.text.document import Document


def occurrence(text: str, string: str, k: int) -> int:
    """Offset of the *k*-th occurrence (0 = first) of *string*; raises ValueError when there is none."""
    start = -1
    for _ in range(k + 1):
        start = text.find(string, start + 1)
        if start < 0:
            raise ValueError(f"occurrence {k} of {string!r} is not in the text")
    return start


def offsets(text: str, span: Any) -> tuple[int, int]:
    """A gold span (``["string", k]`` or ``{"start", "end"}``) as code points, end exclusive."""
    if isinstance(span, dict):
        return int(span["start"]), int(span["end"])
    start = occurrence(text, span[0], span[1])
    return start, start + len(span[0])


@dataclass(slots=True)
class GoldArticle:
    """An article with its gold: ``gold`` is the parsed JSON line."""

    article: Article
    gold: dict[str, Any]


def load(articles: Path, gold: Path) -> Iterator[GoldArticle]:
    """Articles (JSON Lines, or a folder of ``DOC.txt``) with their gold, in the order of *gold*."""
    rows: dict[str, dict[str, Any]]
    if articles.is_dir():
        rows = {p.stem: {"doc": p.stem, "text": p.read_text("utf8")} for p in sorted(articles.glob("*.txt"))}
    else:
        with articles.open(encoding="utf8") as lines:
            rows = {r["doc"]: r for r in map(json.loads, lines)}
    with gold.open(encoding="utf8") as lines:
        for line in lines:
            g = json.loads(line)
            r = rows[g["doc"]]
            yield GoldArticle(
                Article(
                    doc=r["doc"],
                    text=r["text"],
                    title=r.get("title"),
                    outlet=r.get("outlet"),
                    published=parse_published(r.get("published") or g.get("published")),
                ),
                g,
            )


def word_range(doc: Document, start: int, end: int) -> tuple[int, int] | None:
    """The words (first, last exclusive) of *doc* that original characters ``start:end`` overlap, or None."""
    first = last = -1
    for w in doc.words:
        o = doc.clean.original(w.start, w.end)
        if o.start < end and o.end > start:
            if first < 0:
                first = w.i
            last = w.i + 1
        elif first >= 0:
            break
    return (first, last) if first >= 0 else None
