"""What every rule for time expressions stands on: words, phrases, qualifiers, units."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from isnad.coding.forms import readings
from isnad.coding.numbers import NumberMention
from isnad.coding.periods import Days
from isnad.lexicon.calendars import Calendars, UnitForm, calendars
from isnad.text.document import Document, Word

PRECISION_OF = {
    "minute": "day",
    "hour": "day",
    "day": "day",
    "week": "week",
    "month": "month",
    "year": "year",
    "decade": "decade",
    "century": "vague",
    "season": "season",
    "period": "vague",
}
"""Unit of time → the precision of an expression that ends in it."""


@dataclass(slots=True)
class Found:
    """What a rule read: up to word ``last`` (exclusive)."""

    last: int
    days: Days | None
    precision: str
    rule: str
    kind: str = "point"
    first: int = -1
    """Where the expression begins, when later than the word asked about."""


@lru_cache(maxsize=65536)
def cores(norm: str) -> tuple[str, ...]:
    """The ways to read a word, as written first, clitics and article taken off after."""
    return tuple(dict.fromkeys(core for core, *_ in readings(norm)))


class TimeReader:
    """Words of one document, read within one sentence (``begin`` to ``end``) from word ``at`` on.

    Proclitics are taken off the word at ``at`` only: inside an expression they end it.
    """

    def __init__(
        self, doc: Document, published: date | None, numbers: Sequence[NumberMention], starts: Collection[str]
    ) -> None:
        self.words: Sequence[Word] = doc.words
        self.published = published
        self.c: Calendars = calendars()
        self.numbers = {n.core: n for n in numbers} | {n.first: n for n in numbers}
        self.starts = starts
        self.begin = self.end = 0
        self.at = 0

    def norm(self, i: int) -> str:
        """The folded word, or empty outside the sentence."""
        return self.words[i].norm if self.begin <= i < self.end else ""

    def bare(self, i: int) -> str:
        """The word less its conjunction and preposition, article kept."""
        norm = self.norm(i)
        return norm if i > self.at else next((c for c in cores(norm) if c in self.starts), norm)

    def phrase(self, i: int, table: object, longest: int = 6) -> int:
        """Where the longest phrase of *table* that begins at word *i* ends, or *i*."""
        assert isinstance(table, (dict, frozenset))
        first = cores(self.norm(i)) if i == self.at else (self.norm(i),)
        rest = tuple(self.norm(k) for k in range(i + 1, min(i + longest, self.end)))
        for size in range(len(rest) + 1, 0, -1):
            if any((core, *rest[: size - 1]) in table for core in first):
                return i + size
        return i

    def value(self, i: int, table: dict[tuple[str, ...], int], end: int) -> int:
        """What *table* says of the phrase ``i:end``."""
        rest = tuple(self.norm(k) for k in range(i + 1, end))
        return next(table[(core, *rest)] for core in cores(self.norm(i)) if (core, *rest) in table)

    def direction(self, i: int) -> str:
        """``future`` when the words before *i* look ahead (``سيلتقي``, ``من المقرر``), else empty."""
        for k in range(i - 1, max(self.begin, i - 8) - 1, -1):
            word = self.words[k]
            if word.norm in self.c.future or word.stem in self.c.scheduled or "س" in word.pre:
                return "future"
            if (
                len(word.norm) > 3
                and word.norm.removeprefix("و")[:2] in ("سي", "ست", "سن")
                and word.pos in ("VERB", "AUX")
            ):
                return "future"
            if word.norm in ("،", ".", "؛") or word.aspect == "perf":
                break
        return ""

    def weekday_name(self, i: int) -> int | None:
        """The weekday that word *i* names, or None."""
        norm = self.norm(i)
        if norm in self.c.weekdays:
            return self.c.weekdays[norm]
        for core in cores(norm) if i == self.at or norm[:1] == "و" else ():
            if core in self.c.weekdays:
                return self.c.weekdays[core]
        return None

    def qualifier(self, i: int) -> tuple[int, str]:
        """``الماضي``, ``القليلة المقبلة`` …: (next word, past/last/next/this/following or empty)."""
        j = i
        while self.c.qualifiers.get(self.norm(j)) == "filler":
            j += 1
        sense = self.c.qualifiers.get(self.norm(j), "")
        return (j + 1, sense) if sense else (i, "")

    def unit(self, i: int) -> UnitForm | None:
        """The unit of time that word *i* names, clitics and article aside."""
        return next((self.c.units[c] for c in cores(self.norm(i)) if c in self.c.units), None)

    def amount(self, i: int) -> tuple[int, str, int] | None:
        """``12 عاما``, ``يومين``, ``أسابيع``, ``نحو ثلاثة أشهر``: (next word, unit, count; 0 unknown)."""
        number = self.numbers.get(i)
        if number is not None and number.kind in ("cardinal", "vague", "several"):
            unit = self.c.units.get(self.norm(number.last))
            if unit is None or unit.unit in ("season", "period"):
                return None
            if self.norm(number.last) in self.c.day_names and self.weekday_name(number.last + 1) is not None:
                return None
            count = int(number.low) if number.low == number.high else 0
            return number.last + 1, unit.unit, count
        vague = self.phrase(i, self.c.about, 3)
        unit = self.unit(vague)
        if unit is None or unit.unit in ("season", "period"):
            return None
        if vague > i:
            count = {"s": 1, "d": 2, "p": 0}[unit.number]
            return (vague + 1, unit.unit, count) if not self.norm(vague).startswith("ال") else None
        if unit.number == "d" and not self.norm(i).startswith("ال"):
            return i + 1 + (self.norm(i + 1) in ("اثنين", "اثنتين")), unit.unit, 2
        if unit.number == "p" and not self.norm(i).startswith("ال"):
            return i + 1, unit.unit, 0
        return None
