"""The grammar of Arabic numerals: how the words of one number add up."""

from __future__ import annotations

from collections.abc import Sequence

from isnad.coding.forms import readings
from isnad.coding.number_tokens import MULTIPLIERS, Token, token_at, word_token
from isnad.lexicon.quantities import quantities
from isnad.text.document import Word
from isnad.text.normal import latin_digits


class Scanner:
    """Reads number after number from the words of one sentence at a time."""

    def __init__(self, words: Sequence[Word]) -> None:
        self.words = words
        self.q = quantities()

    def cardinal(self, i: int, end: int) -> tuple[int, float, float, str] | None:
        """The longest number that begins at word *i*: (last, low, high, kind)."""
        first = token_at(self.words, i)
        if first is None:
            return None
        if first.kind in ("clock", "date"):
            return i + 1, 0.0, 0.0, first.kind
        if first.kind == "ordinal":
            return self._ordinal(i, end, first)
        if first.kind == "digit_range":
            j, scale = self._multiplier(i + 1, end)
            return j, first.low * scale, first.high * scale, "cardinal"
        if first.kind in ("vague", "mult_plural", "several", "many", "number_of"):
            return self._round(i, end, first)
        if first.kind in ("fraction", "teen_unit") and not (
            first.kind == "teen_unit" and self._teen(i + 1, end)
        ):
            return None
        return self._compose(i, end)

    def fraction(self, i: int, end: int) -> tuple[int, float, float, str] | None:
        """``نصف``, ``ربع``, ``ثلاثة أرباع`` of something: per cent."""
        head, tail, value = self.q.quarters
        norm = self.words[i].norm
        j = i + 1
        if norm in head and j < end and self.words[j].norm in tail:
            j += 1
        else:
            t = token_at(self.words, i)
            if t is None or t.kind != "fraction" or t.definite or t.conjunction:
                return None
            value = t.low
        after = self.words[j].norm if j < end else ""
        counted = after and "\u0620" < after[0] < "\u064b" and word_token(after) is None
        if not counted or any(after in table for table in (self.q.function_words, self.q.fraction_stop)):
            return None
        if any(core in self.q.time_nouns for core, *_ in readings(after)) or not self._definite(j, end):
            return None
        return j, value, value, "percent"

    def _definite(self, j: int, end: int) -> bool:
        """Whether the whole is a definite one: article, pronoun, or a chain that ends in one."""
        words = self.words[j : min(j + 3, end)]
        if words[0].suf or words[0].norm.endswith(("ها", "هم", "ته")):
            return True
        return any(w.norm.startswith("ال") or w.pos == "PROPN" for w in words)

    def decimal(self, i: int, end: int) -> tuple[int, float, float, str] | None:
        """``5ر1 مليون`` is 1.5: agencies that write the decimal letter put the fraction first."""
        w = self.words
        if not (w[i].norm.isdecimal() and i + 2 < end and w[i + 1].norm == "ر" and w[i + 2].norm.isdecimal()):
            return None
        if w[i + 1].space_before or w[i + 2].space_before:
            return None
        j, scale = self._multiplier(i + 3, end)
        value = float(f"{latin_digits(w[i + 2].norm)}.{latin_digits(w[i].norm)}") * scale
        return j, value, value, "cardinal"

    def _teen(self, j: int, end: int) -> bool:
        t = token_at(self.words, j) if j < end else None
        return t is not None and t.kind == "unit" and t.low == 10 and not t.conjunction and not t.preposition

    def _ordinal(self, i: int, end: int, first: Token) -> tuple[int, float, float, str]:
        value, j = first.low, i + 1
        if value < 10 and j < end:
            t = token_at(self.words, j)
            if t is not None and t.kind == "unit" and t.low == 10 and not t.conjunction:
                value, j = value + 10, j + 1
            elif t is not None and t.kind == "ten" and t.conjunction and t.definite:
                value, j = value + t.low, j + 1
        return j, value, value, "ordinal"

    def _multiplier(self, j: int, end: int) -> tuple[int, float]:
        """A multiplier after digits: (next word, factor)."""
        scale = 1.0
        while j < end:
            t = token_at(self.words, j)
            if t is None or t.kind not in ("mult", "mult_plural") or t.conjunction or t.preposition:
                break
            scale *= t.low
            j += 1
        return j, scale

    def _round(self, i: int, end: int, first: Token) -> tuple[int, float, float, str] | None:
        """``عشرات``, ``مئات الآلاف``, ``آلاف``, ``بضعة آلاف``, ``عدة``, ``العديد``, ``عدد من``."""
        j = i + 1
        nxt = token_at(self.words, j) if j < end else None
        joined = nxt is not None and not nxt.conjunction and not nxt.preposition
        if first.kind == "number_of":
            follows = j < end and (self.words[j].norm == "من" or self.words[j].norm in self.q.shares)
            return (j, first.low, first.high, "several") if follows and not first.definite else None
        if first.kind == "mult_plural":
            j, scale = self._multiplier(j, end)
            low = first.low * scale
            return j, 2 * low, 10 * low - 1, "vague"
        if joined and nxt is not None and nxt.kind in ("mult_plural", "mult"):
            j, scale = self._multiplier(j, end)
            if first.low == 3:
                return j, 2 * scale, 10 * scale - 1, "vague"
            return j, first.low * scale, (first.high + 1) * scale - 1, "vague"
        if joined and nxt is not None and nxt.kind == "vague" and first.low == 3:
            return j + 1, nxt.low, nxt.high, "vague"
        return j, first.low, first.high, "several" if first.kind in ("several", "many") else "vague"

    def _compose(self, i: int, end: int) -> tuple[int, float, float, str] | None:
        total = group = 0.0
        last: Token | None = None
        j = i
        while j < end:
            k = j
            if self.words[j].norm == "و" and j > i and j + 1 < end and self.words[j + 1].norm[0].isdecimal():
                k = j + 1
            t = token_at(self.words, k)
            if t is None or (last is not None and t.preposition and k == j):
                break
            combined = combine(total, group, last, t)
            if combined is None:
                half = self._half(k, end, last)
                if half is None:
                    break
                return half[0], total + half[1], total + half[1], "cardinal"
            total, group = combined
            last, j = t, k + 1
        if last is None:
            return None
        if j == i + 1 and self._construct_dual(i, end):
            total *= 2
        return j, total + group, total + group, "cardinal"

    def _construct_dual(self, i: int, end: int) -> bool:
        """``ألفا جندي``, ``مليونا نازح`` alone before their noun are two thousand, two million."""
        if i + 1 >= end or not any(
            core in self.q.construct_duals for core, *_ in readings(self.words[i].norm)
        ):
            return False
        nxt = self.words[i + 1]
        return (
            "\u0620" < nxt.norm[0] < "\u064a"
            and nxt.norm not in self.q.function_words
            and not nxt.norm.endswith("ا")
        )

    def _half(self, k: int, end: int, last: Token | None) -> tuple[int, float] | None:
        """``مليون ونصف (المليون)``: (next word, what to add)."""
        t = token_at(self.words, k)
        if (
            last is None
            or last.kind not in MULTIPLIERS
            or t is None
            or t.kind != "fraction"
            or not t.conjunction
        ):
            return None
        scale = last.low / 2 if last.kind == "mult_dual" else last.low
        nxt = token_at(self.words, k + 1) if k + 1 < end else None
        repeated = nxt is not None and nxt.kind == "mult" and not nxt.conjunction
        return k + 1 + repeated, scale * t.low / 100


def combine(total: float, group: float, last: Token | None, t: Token) -> tuple[float, float] | None:
    """The next part *t* of a number after *last*: the new (total, group), or None when it does not belong."""
    if last is None:
        if t.kind in ("unit", "teen_unit", "ten", "hundred", "digits", "grouped"):
            return total, t.low
        return (t.low, 0.0) if t.kind in ("mult", "mult_dual") else None
    if not t.conjunction:
        if (
            t.kind == "unit"
            and t.low == 10
            and last.kind in ("unit", "teen_unit")
            and last.low < 10
            and not t.preposition
        ):
            return total, group + 10
        if t.kind in ("mult", "mult_plural") and group:
            if t.kind == "mult_plural" and group >= 1000:
                return total + group, 0.0
            if last.kind == "grouped" and t.low >= 1_000_000:
                return total + group / 1000 * t.low, 0.0
            return total + group * t.low, 0.0
        if t.kind in ("mult", "mult_plural") and total and not group and t.low > 1000:
            return total * t.low, 0.0
        if t.kind == "hundred" and t.low == 100 and last.kind == "unit" and 3 <= last.low <= 9:
            return total, group * 100
        return None
    if last.kind in MULTIPLIERS:
        limit = 1000.0 if last.low in (1000.0, 2000.0) else last.low
        if (
            t.kind in ("unit", "ten", "hundred", "digits", "teen_unit")
            and t.low < limit
            and t.low < 1_000_000
        ):
            return total, t.low
        if t.kind in ("mult", "mult_dual") and t.low < limit:
            return total + t.low, 0.0
        return None
    if t.kind == "ten" and last.kind in ("unit", "teen_unit", "digits") and last.low < 10:
        return total, group + t.low
    if last.kind == "hundred" and (
        t.kind in ("unit", "ten", "teen_unit") or (t.kind == "digits" and t.low < 100)
    ):
        return total, group + t.low
    return None
