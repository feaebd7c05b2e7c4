"""One written word as a part of a number: digits, number words, ordinals."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from isnad.coding.forms import readings
from isnad.lexicon.quantities import NumberForm, quantities
from isnad.text.document import Word
from isnad.text.normal import latin_digits

_GROUPED = re.compile(r"\d{1,3}(?:[.,\u066c]\d{3})+")
_DECIMAL = re.compile(r"(\d+)[.,\u066b](\d+)")
_DIGIT_RANGE = re.compile(r"(\d+(?:[.,\u066b]\d+)?)-(\d+(?:[.,\u066b]\d+)?)")
GLUED = frozenset(("و", "ب", "ل", "ك", "ف", "ال", "وال", "بال", "لل", "فال", "وب", "ول"))
_NOT_NUMBERS = frozenset(("لست", "ولست", "لمية", "بمية", "كمية"))
"""Words that only look like a number with a clitic."""
MULTIPLIERS = ("mult", "mult_plural", "mult_dual")


@dataclass(frozen=True, slots=True)
class Token:
    """One word read as a part of a number."""

    kind: str
    low: float
    high: float
    conjunction: bool
    preposition: str
    definite: bool
    scalable: bool = True


@lru_cache(maxsize=65536)
def word_token(norm: str) -> Token | None:
    """The number word that *norm* is, or None."""
    q = quantities()
    if norm in q.percent_words or norm in _NOT_NUMBERS:
        return None
    for core, conjunction, preposition, definite in readings(norm):
        if preposition == "ك" or (preposition and len(core) < 3):
            continue
        form: NumberForm | None = q.numbers.get(core)
        if form is not None:
            return Token(form.kind, form.low, form.high, conjunction, preposition, definite)
        if definite and core in q.ordinals:
            value = float(q.ordinals[core])
            return Token("ordinal", value, value, conjunction, preposition, True)
        if core in q.teen_units:
            value = float(q.teen_units[core])
            return Token("teen_unit", value, value, conjunction, preposition, definite)
    return None


def digit_value(text: str) -> tuple[float, float, str, bool] | None:
    """Read digits of either kind: (low, high, kind, whether a multiplier may follow).

    ``1.500`` and ``1,500`` are thousands, ``116,8`` and ``46.95`` decimals, ``15-20`` a range;
    ``15-7-2013``, ``2015/7/26`` are ``date``, ``21:30`` is ``clock``. None when it is no number.
    """
    text = latin_digits(text)
    if text.isdecimal():
        return (float(text), float(text), "cardinal", True) if len(text) <= 15 else None
    if _GROUPED.fullmatch(text) and not text.startswith("0"):
        value = float(re.sub(r"\D", "", text))
        return value, value, "grouped", True
    found = _DECIMAL.fullmatch(text)
    if found is not None:
        value = float(f"{found[1]}.{found[2]}")
        return value, value, "cardinal", True
    found = _DIGIT_RANGE.fullmatch(text)
    if found is not None:
        low, high = (float(g.replace(",", ".").replace("\u066b", ".")) for g in found.groups())
        return (low, high, "range", True) if low < high else None
    if re.fullmatch(r"\d{1,2}:\d{2}(?::\d{2})?", text):
        return 0.0, 0.0, "clock", False
    if re.fullmatch(r"\d{1,4}[/.\-]\d{1,4}(?:[/.\-]\d{1,4})?", text):
        return 0.0, 0.0, "date", False
    return None


def token_at(words: Sequence[Word], i: int) -> Token | None:
    """Word *i* read as a part of a number; digits see their glued clitics to the left."""
    word = words[i]
    if not word.norm[0].isdecimal():
        return word_token(word.norm)
    read = digit_value(word.norm)
    if read is None:
        return None
    before = words[i - 1].norm if i else ""
    glued = before in GLUED
    kind = {"cardinal": "digits", "range": "digit_range", "grouped": "grouped"}.get(read[2], read[2])
    return Token(
        kind,
        read[0],
        read[1],
        glued and before[0] in "وف",
        before[-1] if glued else "",
        glued and before.endswith("ال"),
        read[3],
    )
