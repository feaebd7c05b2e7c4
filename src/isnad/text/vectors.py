"""Word vectors: floret (fastText with a compact hash table), trained on news.

A word's vector is the mean of the table rows of its character n-grams; any spelling
has one. Trained by ``training/vectors.py``; the hashing is that of floret
(https://github.com/explosion/floret: MurmurHash3 x64 128 bit, seed 2166136261, each
32-bit quarter of the digest in turn a row number modulo the size of the table).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np
from numpy.typing import NDArray

from isnad.text.document import Document
from isnad.text.normal import latin_digits

SEED = 2166136261
MIN_N, MAX_N, HASHES = 3, 5, 2
CACHE = 50_000
"""Word forms whose vectors are kept (512 bytes each)."""
NGRAMS = 150_000
"""N-grams whose rows of the table are kept (about 200 bytes each)."""
_NUMBER = re.compile(r"\d+")
_C1, _C2 = np.uint64(0x87C37B91114253D5), np.uint64(0x4CF5AD432745937F)


def _rotl(x: NDArray[np.uint64], r: int) -> NDArray[np.uint64]:
    return (x << np.uint64(r)) | (x >> np.uint64(64 - r))


def _mix(x: NDArray[np.uint64]) -> NDArray[np.uint64]:
    x = (x ^ (x >> np.uint64(33))) * np.uint64(0xFF51AFD7ED558CCD)
    x = (x ^ (x >> np.uint64(33))) * np.uint64(0xC4CEB9FE1A85EC53)
    return x ^ (x >> np.uint64(33))


def murmur(texts: Sequence[bytes], seed: int = SEED) -> NDArray[np.uint64]:
    """The first 64 bits of MurmurHash3 x64 128 of many byte strings.

    Written after the reference (Austin Appleby, public domain), for arrays.
    """
    sizes = np.array([len(t) for t in texts], dtype=np.int64)
    width = (int(sizes.max(initial=0)) // 16 + 1) * 16
    joined = b"".join(t.ljust(width, b"\0") for t in texts)
    lanes = np.frombuffer(joined, dtype="<u8").reshape(len(texts), width // 8)
    h1 = np.full(len(texts), seed, dtype=np.uint64)
    h2 = h1.copy()
    for b in range(width // 16 - 1):
        k1 = _rotl(lanes[:, 2 * b] * _C1, 31) * _C2
        k2 = _rotl(lanes[:, 2 * b + 1] * _C2, 33) * _C1
        n1 = (_rotl(h1 ^ k1, 27) + h2) * np.uint64(5) + np.uint64(0x52DCE729)
        n2 = (_rotl(h2 ^ k2, 31) + n1) * np.uint64(5) + np.uint64(0x38495AB5)
        full = sizes >= 16 * (b + 1)
        h1, h2 = np.where(full, n1, h1), np.where(full, n2, h2)
    tail = sizes // 16
    rows = np.arange(len(texts))
    h2 = h2 ^ (_rotl(lanes[rows, 2 * tail + 1] * _C2, 33) * _C1)
    h1 = h1 ^ (_rotl(lanes[rows, 2 * tail] * _C1, 31) * _C2)
    length = sizes.astype(np.uint64)
    h1, h2 = h1 ^ length, h2 ^ length
    h1 = h1 + h2
    h2 = h2 + h1
    return _mix(h1) + _mix(h2)


def ngrams(word: str) -> list[str]:
    """The n-grams of a word in floret's order: the padded word itself, then by position and length.

    >>> ngrams("سد")
    ['<سد>', '<سد', 'سد>', '<سد>']
    """
    padded = f"<{word}>"
    size = len(padded)
    return [padded, *(padded[k : k + n] for n in range(MIN_N, MAX_N + 1) for k in range(size - n + 1))]


class Vectors:
    """The table and a cache of the words seen."""

    def __init__(self, table: NDArray[np.int8], scale: float) -> None:
        self.table = table
        self.scale = scale
        self.width = int(table.shape[1])
        self._cache: dict[str, NDArray[np.float32]] = {}
        self._rows: dict[str, tuple[int, ...]] = {}

    def vector(self, word: str) -> NDArray[np.float32]:
        """The vector of one word form (slow where it was not seen before: prefer :meth:`batch`)."""
        vector: NDArray[np.float32] = self.batch([word])[0]
        return vector

    def batch(self, words: Sequence[str]) -> NDArray[np.float32]:
        """Vectors of many word forms (see :func:`form`): float32 [len(words), width]."""
        out = np.zeros((len(words), self.width), dtype=np.float32)
        if not words:
            return out
        cached = self._cache
        new = [w for w in dict.fromkeys(words) if w not in cached]
        if new:
            if len(cached) + len(new) > CACHE:
                cached.clear()
                new = list(dict.fromkeys(words))
            cached.update(zip(new, self._computed(new), strict=True))
        for k, w in enumerate(words):
            out[k] = cached[w]
        return out

    def _computed(self, words: Sequence[str]) -> NDArray[np.float32]:
        grams = [ngrams(w) for w in words]
        known = self._rows
        self._hash([g for gs in grams for g in gs if g not in known])
        rows = np.array([k for gs in grams for g in gs for k in known[g]], dtype=np.int64)
        counts = np.array([HASHES * len(gs) for gs in grams])
        starts = np.concatenate([[0], np.cumsum(counts)[:-1]])
        out = np.empty((len(words), self.width), dtype=np.float32)
        for a in range(0, len(words), 512):
            first, last = starts[a], starts[a + 512] if a + 512 < len(words) else len(rows)
            part = self.table[rows[first:last]].astype(np.float32)
            out[a : a + 512] = np.add.reduceat(part, starts[a : a + 512] - first, axis=0)
        out *= np.float32(self.scale) / counts[:, None].astype(np.float32)
        if len(known) > NGRAMS:
            known.clear()
        return out

    def _hash(self, grams: Sequence[str]) -> None:
        """Remember the rows of *grams*."""
        new = list(dict.fromkeys(grams))
        if not new:
            return
        digest = murmur([g.encode("utf8", "replace") for g in new])
        size = np.uint64(len(self.table))
        low, high = (digest & np.uint64(0xFFFFFFFF)) % size, (digest >> np.uint64(32)) % size
        self._rows.update(zip(new, zip(low.tolist(), high.tolist(), strict=True), strict=True))


@cache
def load() -> Vectors:
    """The shipped vectors. Raises FileNotFoundError when they are not installed."""
    with (
        (files("isnad") / "models" / "vectors" / "floret.npz").open("rb") as stream,
        np.load(stream) as stored,
    ):
        return Vectors(stored["table"], float(stored["scale"]))


def form(norm: str) -> str:
    """The form a word is looked up by: its normal form, every number as ``0``."""
    if norm.isalpha():
        return norm
    return _NUMBER.sub("0", latin_digits(norm))


def word_vectors(doc: Document) -> NDArray[Any]:
    """Vectors of the words of *doc*: float32 [len(doc.words), width]."""
    return load().batch([form(w.norm) for w in doc.words])
