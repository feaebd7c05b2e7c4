"""Count citation forms in news with the trained tagger: they tell a lemma that exists from one that an edit made up.

usage: lemma_lexicon.py [--articles 4000]
Writes src/isnad/models/analysis/lemmas.tsv.gz: tag, form, count. A citation form is a perfect verb of the 3rd
person masculine singular, a singular noun, a masculine singular adjective, each without enclitic.
"""

from __future__ import annotations

import argparse
import collections
import gzip
import json
import lzma
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent / "src"))
from isnad.text.clean import clean
from isnad.text.tagger import Tagger
from isnad.text.tokens import tokenise

DATA = Path(__file__).parent.parent.parent / "shared/data/news"
OUT = Path(__file__).parent.parent / "src/isnad/models/analysis"


def main() -> None:
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
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
    rows = "".join(f"{pos}\t{form}\t{n}\n" for (pos, form), n in sorted(counts.items()) if n >= 2)
    with (a.model / "lemmas.tsv.gz").open("wb") as raw, gzip.GzipFile(fileobj=raw, mode="wb", mtime=0) as packed:
        packed.write(rows.encode())
    print(len(rows.splitlines()), "citation forms")


if __name__ == "__main__":
    main()
