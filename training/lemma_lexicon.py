"""Count citation forms in news with the trained tagger: they tell a lemma that exists from one that an edit made up.

usage: lemma_lexicon.py WORKDIR [--articles 4000]      (WORKDIR is that of train_analysis.py)
Writes src/isnad/models/analysis/lemmas.tsv.gz: tag, form, count; and forms.tsv.gz: tag, stem, and the lemma that
the training sentences give it most often. A citation form is a perfect verb of the 3rd
person masculine singular, a singular noun, a masculine singular adjective, each without enclitic.
"""

from __future__ import annotations

import argparse
import collections
import gzip
import json
import lzma
import pickle
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent / "src"))
from isnad.text.clean import clean
from isnad.text.lemmas import apply_script
from isnad.text.tagger import Tagger
from isnad.text.tokens import tokenise

DATA = Path(__file__).parent.parent.parent / "shared/data/news"
OUT = Path(__file__).parent.parent / "src/isnad/models/analysis"


def main() -> None:
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("work", type=Path)
    ap.add_argument("--articles", type=int, default=4000)
    ap.add_argument("--model", type=Path, default=OUT)
    a = ap.parse_args()
    tagger = Tagger.load(a.model)
    counts: collections.Counter[tuple[str, str]] = collections.Counter()
    for name in ("ant.jsonl.xz", "saudinewsnet.jsonl.xz"):
        with lzma.open(DATA / name, "rt", encoding="utf8") as lines:
            for k, line in enumerate(lines):
                if k % 14 or k // 14 >= a.articles // 2:
                    continue
                doc = tokenise(clean(json.loads(line)["text"]))
                tagger.tag(doc)
                for w in doc.words:
                    if w.suf or len(w.stem) < 2 or w.number != "s":
                        continue
                    if (w.pos == "VERB" and w.aspect == "perf" and w.gender == "m" and w.person == "3") or (
                        w.pos == "NOUN" or (w.pos == "ADJ" and w.gender == "m")):
                        counts[w.pos, w.stem] += 1
    rows = [f"{pos}\t{form}\t{n}\n" for (pos, form), n in sorted(counts.items()) if n >= 2]
    store(a.model / "lemmas.tsv.gz", rows)
    store(a.model / "forms.tsv.gz", memorised(tagger, a.work))
    print(len(rows), "citation forms")


def store(path: Path, rows: list[str]) -> None:
    with path.open("wb") as raw, gzip.GzipFile(fileobj=raw, mode="wb", mtime=0) as packed:
        packed.write("".join(rows).encode())


def memorised(tagger: Tagger, work: Path) -> list[str]:
    """Tag, stem and its usual lemma, from the training sentences that have lemmas."""
    data = pickle.load((work / "analysis_data.pkl").open("rb"))
    seen: dict[tuple[str, str], collections.Counter[str]] = collections.defaultdict(collections.Counter)
    for s in data["train"]:
        if not any(s.labels["lemma"]):
            continue
        doc = tokenise(clean(" ".join(s.words)))
        if [w.text for w in doc.words] != s.words:
            continue
        tagger.tag(doc)
        for w, script in zip(doc.words, s.labels["lemma"], strict=True):
            lemma = None if script is None else apply_script(w.stem, script)
            if lemma and w.pos in ("VERB", "NOUN", "ADJ") and not (lemma.startswith("ال") and w.definite):
                seen[w.pos, w.stem][lemma] += 1
    rows = []
    for (pos, stem), lemmas in sorted(seen.items()):
        lemma, n = max(lemmas.items(), key=lambda x: (x[1], x[0]))
        if n > 0.6 * sum(lemmas.values()):
            rows.append(f"{pos}\t{stem}\t{lemma}\n")
    return rows


if __name__ == "__main__":
    main()
