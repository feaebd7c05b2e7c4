"""What a score is worth: the share of statements with such a score that were right in annotated news.

Isotonic regression (Zadrozny and Elkan 2002) on the cross-validated news, made by ``training/calibrate.py``; figures
get the precision of their measure. Kinds that the news annotation does not have keep their lexicon entry's weight.
"""

from __future__ import annotations

import json
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from pathlib import Path


class Calibration:
    """Piecewise linear curves from scores to probabilities, by name (``event``, ``relation``, ``figure:killed``)."""

    def __init__(self, curves: Mapping[str, Sequence[tuple[float, float]]]) -> None:
        """*curves*: knots (score, probability) in rising order."""
        self._curves = {name: [(float(x), float(y)) for x, y in knots] for name, knots in curves.items()}

    @classmethod
    def load(cls, folder: Path) -> Calibration:
        """The curves in *folder*; none, so that scores stay as they are, where there are none (in cross-validation)."""
        path = folder / "calibration.json"
        return cls(json.loads(path.read_text("utf8")) if path.exists() else {})

    def __call__(self, name: str, score: float) -> float:
        """The probability that a statement scored *score* is right, rounded to three places."""
        knots = self._curves.get(name)
        if not knots:
            return round(score, 3)
        k = bisect_right(knots, (score, 2.0))
        if k == 0:
            return round(knots[0][1], 3)
        if k == len(knots):
            return round(knots[-1][1], 3)
        (x0, y0), (x1, y1) = knots[k - 1], knots[k]
        return round(y0 + (y1 - y0) * (score - x0) / (x1 - x0), 3)
