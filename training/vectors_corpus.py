"""Write the news corpus for floret and the language model: one normalised paragraph a line, each once.

usage: vectors_corpus.py CORPUS.txt        (reads ../shared/data/news; about 3 minutes)
Words are in the normal form of ``isnad.text.normal.bare``, every number is ``0``, punctuation stands alone.
"""

from __future__ import annotations

import json
import lzma
import re
import sys
from hashlib import blake2b
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent / "src"))
from isnad.text.normal import bare, latin_digits

NEWS = Path(__file__).parent.parent.parent / "shared/data/news"
TOKEN = re.compile(r"[^\W\d_]+|\d+|[^\w\s]")
NUMBER = re.compile(r"\d+")
LEAST = 4
"""Words that a paragraph must have."""


def paragraphs(path: Path):
    """Normalised paragraphs of a file of articles, titles first."""
    with lzma.open(path, "rt", encoding="utf8") as lines:
        for line in lines:
            article = json.loads(line)
            for paragraph in (article["title"] + "\n" + article["text"]).split("\n"):
                yield NUMBER.sub("0", bare(latin_digits(paragraph)))


def main() -> None:
    seen: set[bytes] = set()
    with open(sys.argv[1], "w", encoding="utf8") as out:
        for path in sorted(NEWS.glob("*.xz")):
            for text in paragraphs(path):
                words = TOKEN.findall(text)
                digest = blake2b(text.encode("utf8", "replace"), digest_size=8).digest()
                if len(words) >= LEAST and digest not in seen:
                    seen.add(digest)
                    out.write(" ".join(words) + "\n")


if __name__ == "__main__":
    main()
