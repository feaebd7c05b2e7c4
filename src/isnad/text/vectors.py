"""Word vectors: floret (fastText with a compact hash table), trained on news.

A word's vector is the mean of the table rows of its character n-grams; any spelling
has one. Trained by ``training/vectors.py``; the hashing is that of floret
(https://github.com/explosion/floret: MurmurHash3 x64 128 bit, seed 2166136261).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from typing import Any

import mmh3
import numpy as np
from numpy.typing import NDArray

from isnad.text.document import Document
from isnad.text.normal import latin_digits

SEED = 2166136261
MIN_N, MAX_N, HASHES = 3, 5, 2
CACHE = 200_000
"""Word forms whose vectors are kept."""
_NUMBER = re.compile(r"\d+")


class Vectors:
    """The table and a cache of the words seen."""

    def __init__(self, table: NDArray[np.int8], scale: float) -> None:
        self.table = table
        self.scale = scale
        self.width = int(table.shape[1])
        self._cache: dict[str, NDArray[np.float32]] = {}

    def rows(self, word: str) -> list[int]:
        """Table rows of the n-grams of *word* (a normal form, numbers as ``0``)."""
        padded = f"<{word}>"
        size = len(padded)
        grams = [padded]
        grams += [padded[k : k + n] for n in range(MIN_N, MAX_N + 1) for k in range(size - n + 1)]
        found: list[int] = []
        buckets = len(self.table)
        for g in grams:
            low, _ = mmh3.hash64(g.encode(), SEED, x64arch=True, signed=False)
            found.append((low & 0xFFFFFFFF) % buckets)
            found.append((low >> 32) % buckets)
        return found

    def vector(self, word: str) -> NDArray[np.float32]:
        """The vector of a word form."""
        found = self._cache.get(word)
        if found is None:
            found = self.table[self.rows(word)].mean(axis=0, dtype=np.float32) * np.float32(self.scale)
            if len(self._cache) < CACHE:
                self._cache[word] = found
        return found

    def batch(self, words: Sequence[str]) -> NDArray[np.float32]:
        """Vectors of many words: float32 [len(words), width]."""
        out = np.empty((len(words), self.width), dtype=np.float32)
        for k, w in enumerate(words):
            out[k] = self.vector(w)
        return out


@cache
def load() -> Vectors:
    """The shipped vectors. Raises FileNotFoundError when they are not installed."""
    with (files("isnad") / "models" / "vectors" / "floret.npz").open("rb") as stream, np.load(stream) as stored:
        return Vectors(stored["table"], float(stored["scale"]))


def form(norm: str) -> str:
    """The form a word is looked up by: its normal form, every number as ``0``."""
    if norm.isalpha():
        return norm
    return _NUMBER.sub("0", latin_digits(norm))


def word_vectors(doc: Document) -> NDArray[Any]:
    """Vectors of the words of *doc*: float32 [N, width]."""
    return load().batch([form(w.norm) for w in doc.words])
