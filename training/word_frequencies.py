"""Count in how many news articles each word and each stem stands: src/isnad/corpus/data/word_frequencies.tsv.

Usage: python training/word_frequencies.py ../shared/data/news
Words in fewer than twenty articles are left out (no rare name is carried over); counts only, no text.
"""

from __future__ import annotations

import json
import lzma
import re
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from isnad.corpus import stems
from isnad.text.normal import bare, latin_digits

OUT = Path(__file__).parent.parent / "src" / "isnad" / "corpus" / "data" / "word_frequencies.tsv"
_WORD = re.compile(r"[^\W_]+")
_LEAST = 20


def _texts(folder: Path) -> Iterator[str]:
    for path in sorted(folder.glob("*.jsonl.xz")):
        with lzma.open(path, "rt", encoding="utf-8") as lines:
            for line in lines:
                article = json.loads(line)
                yield f"{article['title']}\n{article['text']}"


def main() -> None:
    folder = Path(sys.argv[1])
    words: Counter[str] = Counter()
    n = 0
    for text in _texts(folder):
        words.update({w for w in _WORD.findall(latin_digits(bare(text))) if len(w) > 1 and not w.isdigit()})
        n += 1
    kept = {w: c for w, c in words.items() if c >= _LEAST}
    OUT.parent.mkdir(exist_ok=True)
    OUT.write_text("".join(f"w\t{w}\t{kept[w]}\n" for w in sorted(kept)), "utf-8")
    found: Counter[str] = Counter()
    for text in _texts(folder):
        found.update({s for s in stems.stems(text) if not s.isdigit()})
    kept_stems = {s: c for s, c in found.items() if c >= _LEAST}
    rows = [("w", w, kept[w]) for w in sorted(kept)] + [("s", s, kept_stems[s]) for s in sorted(kept_stems)]
    OUT.write_text("".join(f"{k}\t{w}\t{c}\n" for k, w, c in rows), "utf-8")
    print(f"{n} articles, {len(kept)} words, {len(kept_stems)} stems")


if __name__ == "__main__":
    main()
