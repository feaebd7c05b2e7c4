"""How time grows with the length of one text: coded time per word at growing lengths, as ratios to the shortest.

usage: growth.py [--words 4000,8000,16000,32000]

Three texts of our own that are hard in different ways: nothing but unclosed quotation marks, no punctuation at all, and
plain sentences. A ratio near 1 means cost linear in length.
"""

from __future__ import annotations

import argparse
import time

import isnad

TEXTS = {
    "unclosed quotations": "قال المسؤول « إن القوات الحكومية هاجمت المدينة ",
    "no punctuation": "قال المسؤول إن القوات الحكومية هاجمت المدينة ",
    "plain sentences": "قال المسؤول إن القوات الحكومية هاجمت المدينة. ",
}


def main() -> None:
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("--words", default="4000,8000,16000,32000")
    lengths = [int(n) for n in ap.parse_args().words.split(",")]
    coder = isnad.load()
    coder(TEXTS["plain sentences"])
    for name, sentence in TEXTS.items():
        size, first = len(sentence.split()), 0.0
        for n in lengths:
            start = time.process_time()
            coder(sentence * (n // size))
            cost = (time.process_time() - start) / n
            first = first or cost
            print(f"{name:20} {n:7} words  {1 / cost:8.0f} words/s  cost of a word ×{cost / first:.2f}", flush=True)


if __name__ == "__main__":
    main()
