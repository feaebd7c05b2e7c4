"""Every annotated article that the event models may learn from, with the fold it is scored in.

The 200 articles of ``../shared/gold/news`` fall into five folds by their position; everything else is only
trained on: the reference articles, the news annotated by reading (``annotations/news.jsonl``: article ids and offsets,
the text lies in ``../shared/data/news``; no article there shares more than 12 % of its word runs with a gold one), and
our own articles (``annotations/own.jsonl``, text and annotation ours).
"""

from __future__ import annotations

import json
import lzma
import pickle
import sys
from collections.abc import Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent / "src"))
from isnad.coding.prepare import Prepared, Preparer
from isnad.evaluation.gold import GoldArticle, load
from isnad.records import Article
from isnad.text.dates import parse_published

SHARED = Path(__file__).parent.parent.parent / "shared"
GOLD = SHARED / "gold"
SEED, OURS = -2, -1
"""Folds of the reference articles and of what we annotated: neither is scored in cross-validation."""
ANNOTATIONS = Path(__file__).parent / "annotations"


def gold_articles(seeds: bool = True) -> Iterator[tuple[int, GoldArticle]]:
    """``(fold, article with gold)``: the news first, in their order. *seeds*: with the reference articles."""
    for k, g in enumerate(load(GOLD / "news/articles.jsonl", GOLD / "news/gold.jsonl")):
        yield k % 5, g
    if seeds:
        for g in load(GOLD / "seeds", GOLD / "seeds/gold.jsonl"):
            yield SEED, g
    yield from ((OURS, g) for g in _read_news())
    own = ANNOTATIONS / "own.jsonl"
    if own.exists():
        for line in own.open(encoding="utf8"):
            row = json.loads(line)
            yield OURS, GoldArticle(_article(row), row)


def prepared(seeds: bool = True, cache: Path | None = None) -> Iterator[tuple[int, GoldArticle, Prepared]]:
    """``(fold, article with gold, the article prepared)``, in the order of :func:`gold_articles`.

    *cache*: a pickle that is read where it exists and written where it does not, for the scripts that follow.
    """
    if cache is not None and cache.exists():
        with cache.open("rb") as f:
            for _ in range(pickle.load(f)):
                fold, g, p = pickle.load(f)
                if seeds or fold != SEED:
                    yield fold, g, p
        return
    preparer = Preparer()
    every = [(fold, g, preparer(g.article)) for fold, g in gold_articles()]
    if cache is not None:
        with cache.open("wb") as f:
            pickle.dump(len(every), f)
            for one in every:
                pickle.dump(one, f)
    yield from (one for one in every if seeds or one[0] != SEED)


def _read_news() -> Iterator[GoldArticle]:
    """The news annotated by reading, in the order of the annotation file."""
    path = ANNOTATIONS / "news.jsonl"
    gold = [json.loads(line) for line in path.open(encoding="utf8")] if path.exists() else []
    wanted = {g["doc"] for g in gold}
    found: dict[str, dict] = {}
    for name in ("ant", "saudinewsnet", "jawhara") if wanted else ():
        with lzma.open(SHARED / f"data/news/{name}.jsonl.xz", "rt", encoding="utf8") as lines:
            for line in lines:
                row = json.loads(line)
                if row["doc"] in wanted:
                    found.setdefault(row["doc"], row)
    yield from (GoldArticle(_article(found[g["doc"]]), g) for g in gold)


def _article(row: dict) -> Article:
    return Article(doc=row["doc"], text=row["text"], title=row.get("title"), outlet=row.get("outlet"),
                   published=parse_published(row.get("published")))
