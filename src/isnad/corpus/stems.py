"""Light stems of words, and how common each is in news: what reports are compared by."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from importlib.resources import files
from math import log

from isnad.text.normal import bare, latin_digits

_WORD = re.compile(r"[^\W_]+")
_PREFIXES = ("وال", "فال", "بال", "كال", "ولل", "لل", "ال")
_LETTERS = "وفبلكس"
_SUFFIXES = ("هما", "تين", "ها", "هم", "نا", "ات", "ون", "ين", "ان", "ية", "يه", "تا", "وا", "ه", "ة", "ي", "ا")
ARTICLES = 67_717
"""Articles of news that the frequencies were counted in (``training/word_frequencies.py``)."""


@lru_cache(maxsize=500_000)
def stem(word: str) -> str:
    """A folded word without article, clitic and ending, as far as their letters show.

    >>> stem("والهجمات"), stem("هجوم"), stem("بالهجوم")
    ('هجم', 'هجوم', 'هجوم')
    """
    for prefix in _PREFIXES:
        if word.startswith(prefix) and len(word) >= len(prefix) + 3:
            word = word[len(prefix) :]
            break
    else:
        if word[:1] in _LETTERS and len(word) >= 5:
            rest = word[1:]
            if frequency(rest) > frequency(word):
                word = rest
    for suffix in _SUFFIXES:
        if word.endswith(suffix) and len(word) >= len(suffix) + 3:
            return word[: -len(suffix)]
    return word


def stems(text: str) -> list[str]:
    """The stems of *text*, in order; numbers as they are, one-letter words left out."""
    return [w if w.isdigit() else stem(w) for w in _WORD.findall(latin_digits(bare(text))) if len(w) > 1]


@lru_cache(maxsize=500_000)
def rarity(stem_: str) -> float:
    """How much a stem tells, 0 (every article has it) to 1 (one in 67,717 has)."""
    return log((ARTICLES + 1) / (_counts()[1].get(stem_, 3) + 1)) / log(ARTICLES + 1)


def frequency(word: str) -> int:
    """In how many of the counted articles the folded word stands; 0 when in fewer than twenty."""
    return _counts()[0].get(word, 0)


@cache
def _counts() -> tuple[dict[str, int], dict[str, int]]:
    """Words, and stems, with the number of articles that have them."""
    words: dict[str, int] = {}
    found: dict[str, int] = {}
    table = (files("isnad.corpus") / "data" / "word_frequencies.tsv").read_text("utf-8")
    for line in table.splitlines():
        kind, word, count = line.split("\t")
        (words if kind == "w" else found)[word] = int(count)
    return words, found
