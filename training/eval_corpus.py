"""Copies, roots and stories against the pairs and days that were judged by reading (``training/labels``).

Usage: python training/eval_corpus.py ../shared/data/news [--split dev|held] [--only copies,roots,stories]
       [--codings FOLDER] [--corpus CORPUS.db]

Prints precision and recall of copies, accuracy of independence, B-cubed of stories. The labels name
articles by id and statements by the characters of their trigger; no text is kept. Stories need the
articles of the labelled days coded (about 9,000; fifteen minutes on a free core): they are kept in FOLDER, and
taken from CORPUS where ``isnad add`` coded them already (``training/labelled_days.py`` writes what to add).
"""

from __future__ import annotations

import argparse
import json
import lzma
import pickle
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from isnad.coding_run import code_all
from isnad.corpus import copies as finding
from isnad.corpus.clustering import cluster
from isnad.corpus.copies import Copies, find_copies
from isnad.corpus.dateline import with_dateline
from isnad.corpus.profiles import profiles
from isnad.corpus.roots import independent, roots_of
from isnad.corpus.shingles import shingle
from isnad.corpus.stories import Copied, is_copy
from isnad.records import Article, Coding, Event
from isnad.store import open_store
from isnad.text.dates import parse_published

LABELS = Path(__file__).parent / "labels"
DAYS = {
    "dev": (("ant", date(2018, 4, 8), date(2018, 4, 14)), ("saudinewsnet", date(2015, 8, 10), date(2015, 8, 11))),
    "held": (("ant", date(2018, 5, 12), date(2018, 5, 16)), ("saudinewsnet", date(2015, 7, 25), date(2015, 7, 27))),
}
"""File and days whose articles are grouped into stories: around the labelled ones."""
Key = tuple[str, int, int]


def articles(folder: Path, names: Iterable[str]) -> Iterator[Article]:
    """The articles of the named files of news."""
    for name in names:
        with lzma.open(folder / f"{name}.jsonl.xz", "rt", encoding="utf-8") as lines:
            for line in lines:
                x = json.loads(line)
                published = parse_published(x["published"])
                article = Article(doc=x["doc"], text=x["text"], title=x["title"], outlet=x["outlet"],
                                  published=published, url=x["url"])  # fmt: skip
                yield with_dateline(article)


def labels(name: str, split: str) -> list[dict[str, Any]]:
    """The rows of one file of labels."""
    rows = [json.loads(line) for line in (LABELS / f"{name}.jsonl").read_text("utf-8").splitlines()]
    return [r for r in rows if r["split"] == split]


def codings(folder: Path, keep: Path, split: str, corpus: Path | None = None) -> list[list[Coding]]:
    """The coded articles of the labelled days, a list for each; from *corpus* where it is given."""
    out = []
    for name, first, last in DAYS[split]:
        kept = keep / f"{name}-{first}-{last}.pkl"
        if not kept.exists():
            keep.mkdir(parents=True, exist_ok=True)
            chosen = [a for a in articles(folder, [name]) if a.published and first <= a.published <= last]
            coded = _stored(corpus, chosen) if corpus else [c for c in code_all(chosen) if isinstance(c, Coding)]
            kept.write_bytes(pickle.dumps(coded))
        out.append(pickle.loads(kept.read_bytes()))
    return out


def _stored(corpus: Path, chosen: Sequence[Article]) -> list[Coding]:
    """The codings of *chosen* that *corpus* has."""
    with open_store(corpus) as store:
        return list(store.codings([a.doc for a in chosen]))


def copies_of_pairs(folder: Path, split: str) -> Copies:
    """Precision and recall of copies over the labelled pairs, in the corpus of all articles."""
    everything = list(articles(folder, ["ant", "jawhara", "saudinewsnet"]))
    texts = finding._read(everything)
    found = {
        frozenset((texts[p.a].doc, texts[p.b].doc)) for p in finding.copied(texts, finding.compared(texts))
    }
    counts = defaultdict(int)
    for row in labels("copies", split):
        if row["label"] != "unsure":
            counts[row["label"] == "copy", frozenset((row["a"], row["b"])) in found] += 1
    right, wrong, missed = counts[True, True], counts[False, True], counts[True, False]
    total = sum(counts.values())
    print(f"copies   {split}: precision {right / (right + wrong):.3f}  recall {right / (right + missed):.3f}"
          f"  ({total} pairs, {right + missed} copies)")  # fmt: skip
    return find_copies(everything)


def roots_of_pairs(coded: Sequence[Coding], copies: Copies, split: str) -> None:
    """Accuracy of independence over the labelled pairs of reports."""
    by_doc = {c.article.doc: c for c in coded}
    copied = Copied(copies)
    right = total = lost = 0
    for row in labels("roots", split):
        ends = [_event(by_doc, row[side]) for side in ("a", "b")]
        if None in ends:
            lost += 1
            continue
        (a, one), (b, other) = ends  # type: ignore[misc]
        runs = [shingle(e.evidence.of(c.article.text)).runs for c, e in ((a, one), (b, other))]
        copy = is_copy(a.article.doc, runs[0], b.article.doc, runs[1], copied)
        said = independent(roots_of(a)[one.id], roots_of(b)[other.id], copies=copy)
        right += said == row["independent"]
        total += 1
    print(f"roots    {split}: accuracy {right / total:.3f}  ({total} pairs; {lost} with an event that is not found)")


def _event(by_doc: Mapping[str, Coding], key: list[Any]) -> tuple[Coding, Event] | None:
    coding = by_doc.get(key[0])
    events = coding.events if coding else ()
    event = next((e for e in events if (e.trigger.start, e.trigger.end) == (key[1], key[2])), None)
    return (coding, event) if coding and event else None


def stories_of_days(days: Sequence[Sequence[Coding]], split: str) -> None:
    """B-cubed precision, recall and F1 over the labelled mentions, among all mentions of the days."""
    gold = {(r["doc"], r["start"], r["end"]): r["story"] for r in labels("stories", split)}
    found: dict[Key, int] = {}
    number = 0
    for day in days:
        where: dict[Any, Key] = {}
        ordered = sorted(day, key=lambda c: (c.article.published or date.min, c.article.doc))
        mentions = []
        for coding in ordered:
            for event, profile in zip(coding.events, profiles(coding), strict=True):
                where[profile.mention] = (coding.article.doc, event.trigger.start, event.trigger.end)
                mentions.append(profile)
        for group in cluster(mentions):
            number += 1
            found.update((where[p.mention], number) for p in group)
    items = [k for k in gold if k in found]
    precision, recall = b_cubed({k: found[k] for k in items}, {k: gold[k] for k in items})
    docs: dict[str, set[str]] = defaultdict(set)
    for (doc, _, _), story in gold.items():
        docs[story].add(doc)
    several = sum(len(d) > 1 for d in docs.values())
    print(f"stories  {split}: B-cubed precision {precision:.3f}  recall {recall:.3f}"
          f"  F1 {2 * precision * recall / (precision + recall):.3f}  ({len(items)} of {len(gold)} mentions;"
          f" {len(docs)} stories, {several} of several articles)")  # fmt: skip


def b_cubed(found: Mapping[Key, int], gold: Mapping[Key, str]) -> tuple[float, float]:
    """Mean over the mentions: what share of its group is of its story, and what share of its story is in its group."""
    groups, stories = defaultdict(set), defaultdict(set)
    for key, number in found.items():
        groups[number].add(key)
        stories[gold[key]].add(key)
    both = {k: len(groups[found[k]] & stories[gold[k]]) for k in found}
    precision = sum(n / len(groups[found[k]]) for k, n in both.items()) / len(found)
    return precision, sum(n / len(stories[gold[k]]) for k, n in both.items()) / len(found)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("news", type=Path)
    parser.add_argument("--split", choices=["dev", "held"], default="held")
    parser.add_argument("--only", default="copies,roots,stories")
    parser.add_argument("--codings", type=Path, default=Path("/tmp/isnad-eval"))
    parser.add_argument("--corpus", type=Path)
    options = parser.parse_args()
    wanted = options.only.split(",")
    copies = copies_of_pairs(options.news, options.split) if "copies" in wanted else None
    if "roots" in wanted or "stories" in wanted:
        days = codings(options.news, options.codings, options.split, options.corpus)
        coded = [c for day in days for c in day]
        if "roots" in wanted:
            roots_of_pairs(coded, copies or find_copies(c.article for c in coded), options.split)
        if "stories" in wanted:
            stories_of_days(days, options.split)


if __name__ == "__main__":
    main()
