"""Log-linear models: sums of feature weights, softmax over labels.

Trained by ``training/train_loglinear.py``; features are strings
(:mod:`isnad.coding.evidence`), so that a decision can be read.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]
SLIGHT = 0.01
"""Difference of a feature's weights under which it is not worth its place on disk."""


class LogLinear:
    """One model: feature names, labels and a weight for each pair."""

    def __init__(self, features: Sequence[str], labels: Sequence[str], weights: Array) -> None:
        """*weights*: [number of features, number of labels]."""
        self.labels = tuple(labels)
        self._row = {name: k for k, name in enumerate(features)}
        self._weights = np.zeros((len(features) + 1, len(self.labels)), dtype=np.float32)
        self._weights[:-1] = weights
        self._nothing = len(features)

    @classmethod
    def load(cls, folder: Path, name: str) -> LogLinear:
        """Model *name* of *folder*. Raises FileNotFoundError when it is not there."""
        with np.load(folder / f"{name}.npz") as stored:
            text = bytes(stored["features"]).decode("utf8")
            return cls(text.split("\n") if text else (), [str(x) for x in stored["labels"]], stored["weights"])

    def save(self, folder: Path, name: str) -> None:
        """Write the model as ``name.npz`` in *folder*, without the features that weigh next to nothing."""
        spread = self._weights[:-1].max(axis=1) - self._weights[:-1].min(axis=1)
        kept = np.nonzero(spread >= SLIGHT)[0]
        names = list(self._row)
        text = "\n".join(names[k] for k in kept).encode("utf8")
        np.savez_compressed(
            folder / f"{name}.npz", features=np.frombuffer(text, dtype=np.uint8), labels=np.array(self.labels),
            weights=self._weights[kept].astype(np.float16),
        )  # fmt: skip

    def knows(self, feature: str) -> bool:
        """Whether training showed *feature*."""
        return feature in self._row

    def scores(self, questions: Sequence[Sequence[str]]) -> Array:
        """Per question the sum of the weights of its known features: [questions, labels]."""
        row = self._row.get
        known: list[int] = []
        starts: list[int] = []
        for features in questions:
            starts.append(len(known))
            known += [k for k in map(row, features) if k is not None]
            known.append(self._nothing)
        total: Array = np.add.reduceat(self._weights.take(known, axis=0), starts, axis=0)
        return total

    def probabilities(self, questions: Sequence[Sequence[str]]) -> Array:
        """Softmax of :meth:`scores`: [questions, labels]."""
        if not questions:
            return np.empty((0, len(self.labels)), dtype=np.float32)
        s = self.scores(questions)
        e: Array = np.exp(s - s.max(axis=1, keepdims=True))
        e /= e.sum(axis=1, keepdims=True)
        return e
