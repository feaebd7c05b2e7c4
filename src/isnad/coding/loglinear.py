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
        self._weights = weights.astype(np.float32)

    @classmethod
    def load(cls, folder: Path, name: str) -> LogLinear:
        """Model *name* of *folder*. Raises FileNotFoundError when it is not there."""
        with np.load(folder / f"{name}.npz") as stored:
            text = bytes(stored["features"]).decode("utf8")
            return cls(text.split("\n"), [str(x) for x in stored["labels"]], stored["weights"])

    def save(self, folder: Path, name: str) -> None:
        """Write the model as ``name.npz`` in *folder*, without the features that weigh next to nothing."""
        spread = self._weights.max(axis=1) - self._weights.min(axis=1)
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

    def scores(self, features: Sequence[str]) -> Array:
        """Sum of the weights of the known *features*: [labels]."""
        known = [k for k in map(self._row.get, features) if k is not None]
        total: Array = self._weights[known].sum(axis=0)
        return total

    def probabilities(self, features: Sequence[str]) -> Array:
        """Softmax of :meth:`scores`."""
        s = self.scores(features)
        e: Array = np.exp(s - s.max())
        total: Array = e / e.sum()
        return total
