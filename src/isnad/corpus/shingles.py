"""Word runs ("shingles") of folded text as numbers: what copies are found and measured with.

A text becomes the sequence of its runs of :data:`RUN` words, each a 32-bit hash, the same on every
machine. Runs that many articles share (the titles of a king, a ministry's formulas) say little
about copying and weigh little: :class:`Weights`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b
from itertools import pairwise
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from isnad.text.normal import bare, latin_digits

RUN = 3
"""Words in a run: longer ones break at every word that an editor changes."""
_PASSAGE = 40
"""Words after which a passage is cut, where an article knows no full stops."""
_TOKEN = re.compile(r"[^\W_]+|[.!?؟؛](?=\s|$)|[\n\r]")
_MIX = np.uint64(0x9E3779B97F4A7C15)
_PARTS = 16

Runs: TypeAlias = NDArray[np.uint32]


@dataclass(frozen=True, slots=True)
class Shingled:
    """An article as word runs; its text is not kept."""

    length: int
    """Words."""
    runs: Runs
    """Run *i* starts at word *i*, in text order; the last two words start none."""
    lines: NDArray[np.int32]
    """Word at which each line starts, and the number of words at the end."""
    line_keys: NDArray[np.uint64]
    """A hash of each line's words."""
    passages: NDArray[np.int32]
    """Word at which each sentence starts (cut after 40 words), and the number of words at the end."""
    key: bytes
    """The same for two texts that are word for word the same after folding."""


@lru_cache(maxsize=1_000_000)
def _hash(word: str) -> int:
    return int.from_bytes(blake2b(word.encode("utf-8", "replace"), digest_size=8).digest(), "little")


def shingle(text: str) -> Shingled:
    """The word runs of *text*: words and numbers, folded, with Latin digits, without punctuation."""
    hashes: list[int] = []
    lines, passages = [0], [0]
    for token in _TOKEN.findall(latin_digits(bare(text))):
        if token in "\n\r":
            lines.append(len(hashes))
            passages.append(len(hashes))
        elif token in ".!?؟؛":
            passages.append(len(hashes))
        else:
            hashes.append(_hash(token))
            if len(hashes) - passages[-1] == _PASSAGE:
                passages.append(len(hashes))
    words = np.array(hashes, np.uint64)
    n = len(words)
    starts = np.unique(np.array([*lines, n], np.int32))
    parts = np.unique(np.array([*passages, n], np.int32))
    key = blake2b(words.tobytes(), digest_size=16).digest()
    keys = np.array([_line_key(words[a:b]) for a, b in pairwise(starts)], np.uint64)
    return Shingled(n, _runs(words), starts, keys, parts, key)


def _line_key(words: NDArray[np.uint64]) -> int:
    return int.from_bytes(blake2b(words.tobytes(), digest_size=8).digest(), "little")


def _runs(words: NDArray[np.uint64]) -> Runs:
    size = RUN
    if len(words) < size:
        return np.empty(0, np.uint32)
    total = np.zeros(len(words) - size + 1, np.uint64)
    for k in range(size):
        total = (total + words[k : len(words) - size + 1 + k]) * _MIX
        total ^= total >> np.uint64(29)
    return (total >> np.uint64(32)).astype(np.uint32)


class Weights:
    """How much each run says about copying: 1 for what few articles share, less the more do.

    A run in *n* articles weighs ``1 / (1 + log2(n / FEW))``, where FEW is eight articles, or one in
    8,000 of a large corpus. Only the frequent runs are kept.
    """

    FEW = 8

    def __init__(self, texts: Sequence[Runs]) -> None:
        few = max(self.FEW, len(texts) // 8000)
        self._runs, counts = _frequent(texts, few)
        self._weights = (1 / (1 + np.log2(counts / few))).astype(np.float32)

    def __call__(self, runs: Runs) -> NDArray[np.float32]:
        """The weight of each run, 0 to 1."""
        weights = np.ones(len(runs), np.float32)
        if len(self._runs) and len(runs):
            at = np.searchsorted(self._runs, runs)
            at[at == len(self._runs)] = 0
            found = self._runs[at] == runs
            weights[found] = self._weights[at[found]]
        return weights


def _frequent(texts: Sequence[Runs], limit: int) -> tuple[Runs, NDArray[np.int64]]:
    """The runs that stand in more than *limit* texts, sorted, and in how many; memory stays a fraction of theirs."""
    if len(texts) <= limit:
        return np.empty(0, np.uint32), np.empty(0, np.int64)
    unique = [np.unique(t) for t in texts]
    edges = np.linspace(0, 2**32, _PARTS + 1).astype(np.uint64)
    cuts = [np.searchsorted(t, edges) for t in unique]
    runs, counts = [], []
    for k in range(_PARTS):
        part = np.concatenate([t[c[k] : c[k + 1]] for t, c in zip(unique, cuts, strict=True)])
        values, n = np.unique(part, return_counts=True)
        runs.append(values[n > limit])
        counts.append(n[n > limit])
    return np.concatenate(runs), np.concatenate(counts)


def covered(runs: Runs, other: Runs, weights: NDArray[np.floating[Any]]) -> tuple[float, float]:
    """What share of a text the *other* has, and how many words that is.

    *runs* in text order with their *weights*; *other* sorted. A word counts when a run over
    it is shared, with the greatest weight of the runs over it.
    """
    if not len(runs) or not len(other):
        return 0.0, 0.0
    at = np.searchsorted(other, runs)
    at[at == len(other)] = 0
    weights = weights.astype(np.float32)
    hit = np.where(other[at] == runs, weights, np.float32(0))
    all_, shared = _over_words(weights), _over_words(hit)
    total = float(all_.sum())
    return (float(shared.sum()) / total if total else 0.0), float(shared.sum())


def _over_words(weights: NDArray[np.float32]) -> NDArray[np.float32]:
    out = np.zeros(len(weights) + RUN - 1, np.float32)
    for k in range(RUN):
        part = out[k : k + len(weights)]
        np.maximum(part, weights, out=part)
    return out
