"""How copies and stories grow with the number of articles.

Usage: python benchmarks/corpus.py ../shared/data/news [--sizes 1000,10000] [--copies 1000,10000,60000]
       [--corpus CORPUS.db | --coded 300]

Copies are timed on the articles as they are. Stories need coded articles; to time what is asked here
and not the coder, those of a corpus are taken (or some of the news coded) and repeated with
other ids and days, a fortnight later each time, until the size is reached. Prints a table: articles,
seconds, seconds of CPU and articles a second of CPU (the machine may be shared), peak memory.
"""

from __future__ import annotations

import argparse
import json
import lzma
import resource
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from itertools import islice
from pathlib import Path

from isnad.coding_run import code_all
from isnad.corpus.copies import find_copies
from isnad.corpus.stories import find_stories
from isnad.records import Article, Coding
from isnad.store import open_store
from isnad.text.dates import parse_published


def articles(folder: Path) -> Iterator[Article]:
    """Every article of the news, each file in turn giving one."""
    for line in _in_turn([_lines(p) for p in sorted(folder.glob("*.jsonl.xz"))]):
        x = json.loads(line)
        yield Article(doc=x["doc"], text=x["text"], title=x["title"], outlet=x["outlet"],
                      published=parse_published(x["published"]))  # fmt: skip


def _lines(path: Path) -> Iterator[str]:
    with lzma.open(path, "rt", encoding="utf-8") as lines:
        yield from lines


def _in_turn(files: list[Iterator[str]]) -> Iterator[str]:
    while files:
        for lines in list(files):
            line = next(lines, None)
            if line is None:
                files.remove(lines)
            else:
                yield line


def repeated(coded: list[Coding], size: int) -> Iterator[Coding]:
    """*coded* over and over, a fortnight later each time, under other ids, in order of publication."""
    days = sorted(coded, key=lambda c: (c.article.published is not None, c.article.published or 0, c.article.doc))
    span = timedelta(14)
    dated = [c for c in days if c.article.published is not None]
    first = dated[0].article.published
    assert first is not None
    for k in range(-(-size // len(dated))):
        for n, coding in enumerate(dated):
            if k * len(dated) + n >= size:
                return
            day = first + k * span + timedelta(n * 10 // len(dated))
            yield replace(coding, article=replace(coding.article, doc=f"{coding.article.doc}-{k}", published=day))


def timed(name: str, size: int, work: Callable[[], object]) -> None:
    """Run *work*, print what it took."""
    start, busy = time.perf_counter(), time.process_time()
    result = work()
    seconds, busy = time.perf_counter() - start, time.process_time() - busy
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    took = f"{seconds:8.1f} s, {busy:7.1f} s of CPU ({size / busy:,.0f}/s)"
    print(f"{name:8} {size:7,} articles {took}  peak {peak:6,.0f} MiB  {result}", flush=True)


def _copies(folder: Path, size: int) -> str:
    found = find_copies(islice(articles(folder), size))
    return f"{len(found.copies):,} copies in {len(found.groups):,} groups"


def _stories(coded: list[Coding], size: int) -> str:
    n = several = 0
    for story in find_stories(repeated(coded, size), ordered=True):
        n += 1
        several += len({r.mention.doc for r in story.reports}) > 1
    return f"{n:,} stories, {several:,} of several articles"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("news", type=Path)
    parser.add_argument("--copies", default="1000,10000,60000")
    parser.add_argument("--sizes", default="1000,10000")
    parser.add_argument("--coded", type=int, default=300)
    parser.add_argument("--corpus", type=Path)
    options = parser.parse_args()
    for size in map(int, filter(None, options.copies.split(","))):
        timed("copies", size, lambda size=size: _copies(options.news, size))
    sizes = [int(s) for s in options.sizes.split(",") if s]
    if sizes:
        if options.corpus:
            with open_store(options.corpus) as store:
                coded = list(islice(store.codings(), max(sizes)))
        else:
            coded = [c for c in code_all(islice(articles(options.news), options.coded)) if isinstance(c, Coding)]
        for size in sizes:
            timed("stories", size, lambda size=size: _stories(coded, size))


if __name__ == "__main__":
    main()
