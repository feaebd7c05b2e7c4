"""How time grows with the length of one text: coded time per word at growing lengths, as ratios to the shortest.

usage: growth.py [--words 4000,8000,16000,32000] [--texts "plain sentences,samples"]
       growth.py --words 84000,840000 --texts samples       (one article of 10 MB; more than readers take: they stop at
                                                            2 million characters)

Four texts of our own that are hard in different ways: nothing but unclosed quotation marks, no punctuation at all,
plain sentences, and the sample articles one after the other. A ratio near 1 means cost linear in length.
"""

from __future__ import annotations

import argparse
import json
import resource
import time
from pathlib import Path

import isnad

_SAMPLES = Path(__file__).parent.parent / "samples"
TEXTS = {
    "unclosed quotations": "قال المسؤول « إن القوات الحكومية هاجمت المدينة ",
    "no punctuation": "قال المسؤول إن القوات الحكومية هاجمت المدينة ",
    "plain sentences": "قال المسؤول إن القوات الحكومية هاجمت المدينة. ",
    "samples": "\n".join(
        json.loads(line)["text"]
        for name in ("02-wires.jsonl", "04-tunisia.jsonl")
        for line in (_SAMPLES / name).read_text("utf-8").splitlines()
    )
    + "\n",
}


def main() -> None:
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("--words", default="4000,8000,16000,32000")
    ap.add_argument("--texts", default=",".join(TEXTS))
    told = ap.parse_args()
    lengths = [int(n) for n in told.words.split(",")]
    coder = isnad.load()
    coder(TEXTS["plain sentences"])
    for name in told.texts.split(","):
        sentence = TEXTS[name]
        size, first = len(sentence.split()), 0.0
        for n in lengths:
            text = sentence * max(1, n // size)
            start = time.process_time()
            found = len(coder(text).statements)
            cost = (time.process_time() - start) / (max(1, n // size) * size)
            first = first or cost
            peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10
            print(
                f"{name:20} {n:7} words {len(text.encode()) / 1e6:6.2f} MB {found:7} statements"
                f"  {1 / cost:8.0f} words/s  cost of a word ×{cost / first:.2f}  peak {peak:,} MiB",
                flush=True,
            )


if __name__ == "__main__":
    main()
