"""The articles of the labelled days (``training/eval_corpus.py``), filled up to a size from the radio's news.

Usage: python training/labelled_days.py ../shared/data/news 10000 > days.jsonl
Then ``isnad add days.db days.jsonl`` codes them once for everything that is measured on them.
"""

from __future__ import annotations

import json
import lzma
import sys
from itertools import islice
from pathlib import Path

from eval_corpus import DAYS

from isnad.text.dates import parse_published

EVERY = 10
"""Of the radio's news, every so many-th article."""


def main() -> None:
    folder, size = Path(sys.argv[1]), int(sys.argv[2])
    days = [d for split in DAYS.values() for d in split]
    written = 0
    for name in dict.fromkeys(n for n, _, _ in days):
        with lzma.open(folder / f"{name}.jsonl.xz", "rt", encoding="utf-8") as lines:
            for line in lines:
                day = parse_published(json.loads(line)["published"])
                if day and any(n == name and first <= day <= last for n, first, last in days):
                    sys.stdout.write(line)
                    written += 1
    with lzma.open(folder / "jawhara.jsonl.xz", "rt", encoding="utf-8") as lines:
        sys.stdout.writelines(islice(islice(lines, EVERY - 1, None, EVERY), max(0, size - written)))


if __name__ == "__main__":
    main()
