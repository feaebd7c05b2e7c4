"""Clean text with a map back to the characters it came from."""

from __future__ import annotations

from array import array
from dataclasses import dataclass, field

from isnad.records import Span


@dataclass(slots=True)
class CleanText:
    """Clean text and, for each of its characters, where it stands in the original.

    ``begins[k]`` and ``ends[k]`` are the original code points that clean character
    *k* comes from (vowel signs and tatweel that follow a letter belong to it).
    """

    original_text: str
    text: str
    begins: array[int]
    ends: array[int]
    problems: list[str] = field(default_factory=list)

    def original(self, start: int, end: int) -> Span:
        """The original span of clean ``start:end`` (not empty)."""
        return Span(self.begins[start], self.ends[end - 1])
