"""What the analysis model sees of one written word, apart from its vector."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from isnad.text.normal import fold
from isnad.text.vectors import form

COLUMNS = (
    "word",
    "start1",
    "start2",
    "start3",
    "start4",
    "end1",
    "end2",
    "end3",
    "end4",
    "spelling",
    "shape",
)
"""Categorical inputs, in the order of the model's embeddings."""
UNKNOWN = "?"
"""The first entry of every column's list: whatever the list does not hold."""


def columns(text: str) -> tuple[str, ...]:
    """The values of :data:`COLUMNS` for a clean written word.

    >>> columns("للقمة")[:5]
    ('للقمة', 'ل', 'لل', 'للق', 'للقم')
    """
    word = form(fold(text))
    return (
        word, word[:1], word[:2], word[:3], word[:4], word[-1:], word[-2:], word[-3:], word[-4:],
        _spelling(text), _shape(text),
    )  # fmt: skip


def _spelling(text: str) -> str:
    """The letters that folding hides: the first alif and the last letter."""
    first = next((c for c in text[:4] if c in "اأإآ"), "-")
    last = text[-1:]
    return first + (last if last in "يىهةاأ" else "-")


def _shape(text: str) -> str:
    if not text[:1].isalpha():
        if text[:1].isdigit():
            digits = sum(c.isdigit() for c in text)
            return f"0{min(digits, 5)}{'' if text.isdigit() else '.'}"
        return "."
    if text[0] < "\u0370":
        return "A" if text[0].isupper() else "a"
    return str(min(len(text), 9))


class Indexer:
    """Turns words into indices of the model's embeddings; words seen once are remembered."""

    def __init__(self, lists: Mapping[str, Iterable[str]]) -> None:
        self.index = [{v: k for k, v in enumerate(lists[c])} for c in COLUMNS]

    def __call__(self, text: str) -> list[int]:
        """Index per column; 0 for what the model does not know."""
        return [known.get(v, 0) for known, v in zip(self.index, columns(text), strict=True)]
