"""Numbers in running text: digits, number words, round amounts, ranges, duals."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from isnad.coding.forms import readings
from isnad.coding.number_tokens import GLUED, MULTIPLIERS, token_at
from isnad.coding.numerals import Scanner
from isnad.lexicon.quantities import quantities
from isnad.text.document import Document, Word


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


def _scaled(words: Sequence[Word], low: tuple[int, int, float], high: tuple[int, int, float]) -> float:
    """The first number of ``بين 3 و5 آلاف`` takes the multiplier of the second."""
    last = token_at(words, high[1] - 1)
    first = token_at(words, low[1] - 1)
    if last is None or last.kind not in ("mult", "mult_plural") or high[1] - high[0] < 2:
        return low[2]
    if first is not None and first.kind in MULTIPLIERS:
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
    token = token_at(words, i)
    if token is None:
        return _dual(words, i, end)
    if i > begin and words[i - 1].norm in ("لم", "لن"):
        return None
    scanner = Scanner(words)
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
    return NumberMention(
        first, last, i, low, high, best, kind, approx, token.definite, words[i].norm[0].isdecimal(), rule
    )


def _range(
    scanner: Scanner, low: tuple[int, int, float], high: float, begin: int, end: int
) -> tuple[int, float, float, str]:
    """Extend a number to the range it opens: ``بين 200 و300``, ``15 أو 20``, ``3 إلى 5 آلاف``."""
    words, (i, last, value) = scanner.words, low
    plain = (last, value, high, "cardinal")
    if last >= end:
        return plain
    joint = words[last].norm
    after_between = _opens(words, i, begin, ("بين",))
    if joint in ("او", "الي", "-", "–", "و") and last + 1 < end:
        j = last + 1
        if joint == "و" and not after_between:
            return plain
    elif after_between and (t := token_at(words, last)) is not None and t.conjunction:
        j = last
    else:
        return plain
    second = scanner.cardinal(j, end)
    if second is None or second[3] != "cardinal" or token_at(words, j) is None:
        return plain
    bottom = _scaled(words, low, (j, second[0], second[1]))
    if joint == "الي" and _opens(words, i, begin, ("من",)) and not _ranging(words, i, begin):
        return last, bottom, bottom, "shared multiplier" if bottom > value else "cardinal"
    if not bottom < second[1]:
        return plain
    return second[0], bottom, second[1], "range"


def _opens(words: Sequence[Word], i: int, begin: int, openers: tuple[str, ...]) -> bool:
    """Whether an opener (``بين``, ``من``) stands right before number *i*, glued clitics aside."""
    k = i - 1
    while k >= begin and words[k].norm in GLUED and words[i].norm[0].isdecimal():
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
    while k >= begin and words[i].norm[0].isdecimal() and words[k].norm in ("ال", "ب", "بال"):
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
    return (
        ending == "ان"
        and noun.norm.endswith(ending)
        and len(noun.norm) > 4
        and not noun.norm.startswith("ال")
        and adjective.space_before
        and adjective.sent == noun.sent
        and not adjective.pre
        and not noun.norm.endswith("يان")
    )


def _dual(words: Sequence[Word], i: int, end: int) -> NumberMention | None:
    """A noun in the dual: ``جنديان``; ``انتحاريين اثنين`` (the number word repeats it)."""
    form = _dual_form(words[i].norm)
    if form is None:
        return None
    nxt = token_at(words, i + 1) if i + 1 < end else None
    repeated = nxt is not None and nxt.kind == "unit" and nxt.low == 2 and not nxt.conjunction
    if not (form[0] == "d" or repeated or words[i].number == "d"):
        return None
    if i and _agrees(words[i - 1], words[i]):
        return NumberMention(
            i - 1, i + 1, i - 1, 2.0, 2.0, 2.0, "dual", "", False, False, "dual with its adjective"
        )
    return NumberMention(i, i + 1 + repeated, i, 2.0, 2.0, 2.0, "dual", "", form[1], False, "dual")
