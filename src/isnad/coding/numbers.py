"""Numbers in running text: digits, number words, round amounts, ranges, duals."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from isnad.coding.forms import readings
from isnad.lexicon.quantities import NumberForm, quantities
from isnad.text.document import Document, Word
from isnad.text.normal import latin_digits

_DIGITS = re.compile(r"\d+(?:[.,\u066b\u066c:/\-]\d+)*")
_GROUPED = re.compile(r"\d{1,3}(?:[.,\u066c]\d{3})+")
_DECIMAL = re.compile(r"(\d+)[.,\u066b](\d+)")
_DIGIT_RANGE = re.compile(r"(\d+(?:[.,\u066b]\d+)?)-(\d+(?:[.,\u066b]\d+)?)")
_GLUED = frozenset(("و", "ب", "ل", "ك", "ف", "ال", "وال", "بال", "لل", "فال", "وب", "ول"))
_NOT_NUMBERS = frozenset(("لست", "ولست", "لمية", "بمية", "كمية"))
"""Words that only look like a number with a clitic."""
_MULTIPLIERS = ("mult", "mult_plural", "mult_dual")


@dataclass(slots=True)
class NumberMention:
    """A number in the text: words ``first`` to ``last`` (exclusive), approximator included.

    ``low`` and ``high`` are the numbers meant: equal unless a range or a round amount.
    """

    first: int
    last: int
    core: int
    """First word of the number itself (after ``نحو``, ``أكثر من``)."""
    low: float
    high: float
    best: float
    kind: str
    """``cardinal``, ``vague``, ``several``, ``ordinal``, ``dual`` (a dual noun: the noun is the
    number), ``percent``, ``date`` (digits with two separators) or ``clock``."""
    approx: str
    """``about``, ``more``, ``less`` or empty."""
    definite: bool
    digits: bool
    rule: str


@dataclass(frozen=True, slots=True)
class _Token:
    """One word read as a part of a number."""

    kind: str
    low: float
    high: float
    conjunction: bool
    preposition: str
    definite: bool
    scalable: bool = True


@lru_cache(maxsize=65536)
def _word_token(norm: str) -> _Token | None:
    """The number word that *norm* is, or None."""
    q = quantities()
    if norm in q.percent_words or norm in _NOT_NUMBERS:
        return None
    for core, conjunction, preposition, definite in readings(norm):
        if preposition == "ك" or (preposition and len(core) < 3):
            continue
        form: NumberForm | None = q.numbers.get(core)
        if form is not None:
            return _Token(form.kind, form.low, form.high, conjunction, preposition, definite)
        if definite and core in q.ordinals:
            value = float(q.ordinals[core])
            return _Token("ordinal", value, value, conjunction, preposition, True)
        if core in q.teen_units:
            value = float(q.teen_units[core])
            return _Token("teen_unit", value, value, conjunction, preposition, definite)
    return None


def digit_value(text: str) -> tuple[float, float, str, bool] | None:
    """Read digits of either kind: (low, high, kind, whether a multiplier may follow).

    ``1.500`` and ``1,500`` are thousands, ``116,8`` and ``46.95`` decimals, ``15-20`` a range;
    ``15-7-2013``, ``2015/7/26`` are ``date``, ``21:30`` is ``clock``. None when it is no number.
    """
    text = latin_digits(text)
    if text.isdigit():
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


def _token(words: Sequence[Word], i: int) -> _Token | None:
    """Word *i* read as a part of a number; digits see their glued clitics to the left."""
    word = words[i]
    if not word.norm[0].isdigit():
        return _word_token(word.norm)
    read = digit_value(word.norm)
    if read is None:
        return None
    before = words[i - 1].norm if i else ""
    glued = before in _GLUED
    kind = {"cardinal": "digits", "range": "digit_range", "grouped": "grouped"}.get(read[2], read[2])
    return _Token(kind, read[0], read[1], glued and before[0] in "وف", before[-1] if glued else "",
                  glued and before.endswith("ال"), read[3])


class _Scanner:
    """Reads number after number from the words of one sentence at a time."""

    def __init__(self, words: Sequence[Word]) -> None:
        self.words = words
        self.q = quantities()

    def cardinal(self, i: int, end: int) -> tuple[int, float, float, str] | None:
        """The longest number that begins at word *i*: (last, low, high, kind)."""
        first = _token(self.words, i)
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
        if first.kind in ("fraction", "teen_unit") and not (first.kind == "teen_unit" and self._teen(i + 1, end)):
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
            t = _token(self.words, i)
            if t is None or t.kind != "fraction" or t.definite or t.conjunction:
                return None
            value = t.low
        after = self.words[j].norm if j < end else ""
        counted = after and "\u0620" < after[0] < "\u064b" and _word_token(after) is None
        if not counted or any(after in table for table in (self.q.function_words, self.q.fraction_stop)):
            return None
        if any(core in self.q.time_nouns for core, *_ in readings(after)) or not self._definite(j, end):
            return None
        return j, value, value, "percent"

    def _definite(self, j: int, end: int) -> bool:
        """Whether the whole that a fraction is of is a definite one: article, pronoun, or first of such a chain."""
        words = self.words[j : min(j + 3, end)]
        if words[0].suf or words[0].norm.endswith(("ها", "هم", "ته")):
            return True
        return any(w.norm.startswith("ال") or w.pos == "PROPN" for w in words)

    def decimal(self, i: int, end: int) -> tuple[int, float, float, str] | None:
        """``6ر6 مليار``: the decimal letter of older agency style."""
        w = self.words
        if not (w[i].norm.isdigit() and i + 2 < end and w[i + 1].norm == "ر" and w[i + 2].norm.isdigit()):
            return None
        if w[i + 1].space_before or w[i + 2].space_before:
            return None
        j, scale = self._multiplier(i + 3, end)
        value = float(f"{latin_digits(w[i].norm)}.{latin_digits(w[i + 2].norm)}") * scale
        return j, value, value, "cardinal"

    def _teen(self, j: int, end: int) -> bool:
        t = _token(self.words, j) if j < end else None
        return t is not None and t.kind == "unit" and t.low == 10 and not t.conjunction and not t.preposition

    def _ordinal(self, i: int, end: int, first: _Token) -> tuple[int, float, float, str]:
        value, j = first.low, i + 1
        if value < 10 and j < end:
            t = _token(self.words, j)
            if t is not None and t.kind == "unit" and t.low == 10 and not t.conjunction:
                value, j = value + 10, j + 1
            elif t is not None and t.kind == "ten" and t.conjunction and t.definite:
                value, j = value + t.low, j + 1
        return j, value, value, "ordinal"

    def _multiplier(self, j: int, end: int) -> tuple[int, float]:
        """A multiplier after digits: (next word, factor)."""
        scale = 1.0
        while j < end:
            t = _token(self.words, j)
            if t is None or t.kind not in ("mult", "mult_plural") or t.conjunction or t.preposition:
                break
            scale *= t.low
            j += 1
        return j, scale

    def _round(self, i: int, end: int, first: _Token) -> tuple[int, float, float, str] | None:
        """``عشرات``, ``مئات الآلاف``, ``آلاف``, ``بضعة آلاف``, ``عدة``, ``العديد``, ``عدد من``."""
        j = i + 1
        nxt = _token(self.words, j) if j < end else None
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
        last: _Token | None = None
        j = i
        while j < end:
            k = j
            if self.words[j].norm == "و" and j > i and j + 1 < end and self.words[j + 1].norm[0].isdigit():
                k = j + 1
            t = _token(self.words, k)
            if t is None or (last is not None and t.preposition and k == j):
                break
            combined = _combine(total, group, last, t)
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
        core = readings(self.words[i].norm)[-1][0]
        if core not in self.q.construct_duals or i + 1 >= end:
            return False
        nxt = self.words[i + 1]
        return "\u0620" < nxt.norm[0] < "\u064a" and nxt.norm not in self.q.function_words and not nxt.norm.endswith("ا")

    def _half(self, k: int, end: int, last: _Token | None) -> tuple[int, float] | None:
        """``مليون ونصف (المليون)``: (next word, what to add)."""
        t = _token(self.words, k)
        if last is None or last.kind not in _MULTIPLIERS or t is None or t.kind != "fraction" or not t.conjunction:
            return None
        scale = last.low / 2 if last.kind == "mult_dual" else last.low
        nxt = _token(self.words, k + 1) if k + 1 < end else None
        repeated = nxt is not None and nxt.kind == "mult" and not nxt.conjunction
        return k + 1 + repeated, scale * t.low / 100


def _combine(total: float, group: float, last: _Token | None, t: _Token) -> tuple[float, float] | None:
    """The next part *t* of a number after *last*: the new (total, group), or None when it does not belong."""
    if last is None:
        if t.kind in ("unit", "teen_unit", "ten", "hundred", "digits", "grouped"):
            return total, t.low
        return (t.low, 0.0) if t.kind in ("mult", "mult_dual") else None
    if not t.conjunction:
        if t.kind == "unit" and t.low == 10 and last.kind in ("unit", "teen_unit") and last.low < 10 and not t.preposition:
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
    if last.kind in _MULTIPLIERS:
        limit = 1000.0 if last.low in (1000.0, 2000.0) else last.low
        if t.kind in ("unit", "ten", "hundred", "digits", "teen_unit") and t.low < limit and t.low < 1_000_000:
            return total, t.low
        if t.kind in ("mult", "mult_dual") and t.low < limit:
            return total + t.low, 0.0
        return None
    if t.kind == "ten" and last.kind in ("unit", "teen_unit", "digits") and last.low < 10:
        return total, group + t.low
    if last.kind == "hundred" and (t.kind in ("unit", "ten", "teen_unit") or (t.kind == "digits" and t.low < 100)):
        return total, group + t.low
    return None


def _scaled(words: Sequence[Word], low: tuple[int, int, float], high: tuple[int, int, float]) -> float:
    """The first number of ``بين 3 و5 آلاف`` takes the multiplier of the second."""
    last = _token(words, high[1] - 1)
    first = _token(words, low[1] - 1)
    if last is None or last.kind not in ("mult", "mult_plural") or high[1] - high[0] < 2:
        return low[2]
    if first is not None and first.kind in _MULTIPLIERS:
        return low[2]
    return low[2] * last.low if low[2] * last.low <= high[2] else low[2]


def find_numbers(doc: Document) -> list[NumberMention]:
    """Every number of the document in reading order; mentions do not overlap.

    Ordinals, dates and clock times are marked as such (``kind``) and left to the reader
    to drop. Dual nouns that the lexicon knows (``جنديان``) are numbers of their own.
    """
    found: list[NumberMention] = []
    for sentence in doc.sentences:
        i = sentence.first
        while i < sentence.last:
            mention = _mention(doc, i, sentence.first, sentence.last)
            if mention is None:
                i += 1
                continue
            if not found or mention.first >= found[-1].last:
                found.append(mention)
            i = mention.last
    return found


def _mention(doc: Document, i: int, begin: int, end: int) -> NumberMention | None:
    words = doc.words
    token = _token(words, i)
    if token is None:
        return _dual(words, i, end)
    scanner = _Scanner(words)
    read = scanner.fraction(i, end) or scanner.decimal(i, end) or scanner.cardinal(i, end)
    if read is None:
        return None
    last, low, high, kind = read
    rule = kind
    if kind == "cardinal":
        last, low, high, rule = _range(scanner, (i, last, low), high, begin, end)
    percent = _percent_end(words, last, end)
    if percent > last and kind in ("cardinal", "vague"):
        last, kind, rule = percent, "percent", "percent"
    first, approx = _approximator(words, i, begin)
    best = low if low == high else (low + high) / 2
    return NumberMention(first, last, i, low, high, best, kind, approx, token.definite,
                         words[i].norm[0].isdigit(), rule)


def _range(
    scanner: _Scanner, low: tuple[int, int, float], high: float, begin: int, end: int
) -> tuple[int, float, float, str]:
    """Extend a number to the range it opens: ``بين 200 و300``, ``15 أو 20``, ``3 إلى 5 آلاف``."""
    words, (i, last, value) = scanner.words, low
    plain = (last, value, high, "cardinal")
    if last >= end:
        return plain
    joint = words[last].norm
    after_between = _opens(words, i, begin, ("بين",))
    if joint in ("او", "الي", "-", "–", "و", "حتي") and last + 1 < end:
        j = last + 1
        if joint == "و" and not after_between:
            return plain
        if joint == "الي" and not (after_between or _opens(words, i, begin, ("من",))):
            return plain
        if joint == "حتي":
            return plain
    elif after_between and (t := _token(words, last)) is not None and t.conjunction:
        j = last
    else:
        return plain
    second = scanner.cardinal(j, end)
    if second is None or second[3] != "cardinal" or _token(words, j) is None:
        return plain
    bottom = _scaled(words, low, (j, second[0], second[1]))
    if joint == "الي" and not after_between and not _ranging(words, i, begin):
        return last, bottom, bottom, "shared multiplier" if bottom > value else "cardinal"
    if not bottom < second[1]:
        return plain
    return second[0], bottom, second[1], "range"


def _opens(words: Sequence[Word], i: int, begin: int, openers: tuple[str, ...]) -> bool:
    """Whether an opener (``بين``, ``من``) stands right before number *i*, glued clitics aside."""
    k = i - 1
    while k >= begin and words[k].norm in _GLUED and words[i].norm[0].isdigit():
        k -= 1
    return k >= begin and any(core in openers for core, *_ in readings(words[k].norm))


def _ranging(words: Sequence[Word], i: int, begin: int) -> bool:
    """Whether ``تراوح`` or the like stands before ``من``: a range, not a change."""
    return any("راوح" in words[k].norm for k in range(max(begin, i - 6), i))


def _percent_end(words: Sequence[Word], last: int, end: int) -> int:
    q = quantities()
    if last < end and (words[last].norm in q.percent_signs or words[last].norm in q.percent_words):
        return last + 1
    if last + 1 < end and words[last].norm in ("في", "ب") and words[last + 1].norm in q.percent_after_fi:
        return last + 2
    return last


def _approximator(words: Sequence[Word], i: int, begin: int) -> tuple[int, str]:
    """Where the number with its approximator begins, and the approximator's sense."""
    table = quantities().approximators
    k = i - 1
    while k >= begin and words[i].norm[0].isdigit() and words[k].norm in ("ال", "ب", "بال"):
        k -= 1
    if k < begin:
        return i, ""
    for core, *_ in readings(words[k].norm):
        for phrase, degree in table.get(core, ()):
            start = k - len(phrase) + 1
            if start >= begin and _ends_with(words, start, phrase):
                return start, degree
    return i, ""


def _ends_with(words: Sequence[Word], start: int, phrase: tuple[str, ...]) -> bool:
    return any(core == phrase[0] for core, *_ in readings(words[start].norm)) and all(
        words[start + k].norm == part for k, part in enumerate(phrase) if k
    )


@lru_cache(maxsize=65536)
def _dual_form(norm: str) -> tuple[str, bool] | None:
    """Whether *norm* can be a dual noun of the lexicon: (number of the form, article?)."""
    if norm[-2:] not in ("ان", "ين"):
        return None
    nouns = quantities().nouns
    for core, _, _, definite in readings(norm):
        if core in nouns:
            return nouns[core].number, definite
    return None


def _agrees(noun: Word, adjective: Word) -> bool:
    """Whether an unknown dual noun stands before: ``مخرجان إيرانيان``."""
    ending = adjective.norm[-2:]
    return (noun.norm.endswith(ending) and len(noun.norm) > 4 and not noun.norm.startswith("ال")
            and adjective.space_before and adjective.sent == noun.sent and not adjective.pre and not noun.norm.endswith("يان"))


def _dual(words: Sequence[Word], i: int, end: int) -> NumberMention | None:
    """A noun in the dual: ``جنديان``; ``انتحاريين اثنين`` (the number word repeats it)."""
    form = _dual_form(words[i].norm)
    if form is None:
        return None
    nxt = _token(words, i + 1) if i + 1 < end else None
    repeated = nxt is not None and nxt.kind == "unit" and nxt.low == 2 and not nxt.conjunction
    if not (form[0] == "d" or repeated or words[i].number == "d"):
        return None
    if i and _agrees(words[i - 1], words[i]):
        return NumberMention(i - 1, i + 1, i - 1, 2.0, 2.0, 2.0, "dual", "", False, False, "dual with its adjective")
    return NumberMention(i, i + 1 + repeated, i, 2.0, 2.0, 2.0, "dual", "", form[1], False, "dual")
