"""Figures: numbers that say how many persons, weapons, how much money … and of what."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from isnad.coding.forms import readings
from isnad.coding.numbers import NumberMention
from isnad.coding.times import TimeMention, find_times
from isnad.lexicon.quantities import Noun, Quantities, quantities
from isnad.text.document import Document, Word


@dataclass(slots=True)
class FigureMention:
    """A figure: words ``first`` to ``last`` (exclusive), approximator and counted noun included."""

    first: int
    last: int
    measure: str
    """One of :data:`isnad.lexicon.quantities.MEASURES`."""
    low: float
    high: float
    best: float
    of: tuple[int, int] | None
    """Words of who or what is counted."""
    by: tuple[int, int] | None
    """Words of who owns or inflicts it; None: left to the coder, which knows the actors."""
    share_of: int | None
    """Index (in the same list) of the figure this is a part of (``بينهم 25 ألفا``)."""
    rule: str


@dataclass(slots=True)
class _Head:
    """What stands after a number: its noun and where its phrase ends."""

    noun: int
    last: int
    measure: str
    plain: bool
    """False when there is no noun of its own (``آخرين``, ``من …``, nothing)."""


@lru_cache(maxsize=65536)
def _noun(norm: str) -> Noun | None:
    nouns = quantities().nouns
    return next((nouns[core] for core, *_ in readings(norm) if core in nouns), None)


@lru_cache(maxsize=65536)
def _cue(norm: str) -> str:
    cues = quantities().cues
    return next((cues[core] for core, *_ in readings(norm) if core in cues), "")


@lru_cache(maxsize=65536)
def _in(norm: str, name: str) -> bool:
    table: frozenset[str] = getattr(quantities(), name)
    return any(core in table for core, *_ in readings(norm))


def _letters(word: Word) -> bool:
    return "\u0620" < word.norm[0] < "\u064b"


class _Reader:
    """Judges the numbers of one document in order."""

    def __init__(self, doc: Document, numbers: Sequence[NumberMention], times: Sequence[TimeMention]) -> None:
        self.doc = doc
        self.words = doc.words
        self.q: Quantities = quantities()
        self.numbers = numbers
        self.at = {n.first: k for k, n in enumerate(numbers)}
        self.dated = {i for t in times for i in range(t.first, t.last)}
        self.figures: list[FigureMention] = []
        self.begin = self.end = 0

    def read(self) -> list[FigureMention]:
        """All figures, in reading order."""
        singles = self.singles()
        items: list[tuple[int, NumberMention | tuple[int, int, str]]] = [(n.first, n) for n in self.numbers]
        items += [(s[0], s) for s in singles]
        for _, item in sorted(items, key=lambda x: x[0]):
            sentence = self.doc.sentence_of(item[0] if isinstance(item, tuple) else item.first)
            self.begin, self.end = sentence.first, sentence.last
            figure = self.single(item) if isinstance(item, tuple) else self.figure(item)
            if figure is not None and not (self.figures and figure.first < self.figures[-1].last):
                self.figures.append(figure)
        return self.figures

    # numbers --------------------------------------------------------------------------------

    def figure(self, n: NumberMention) -> FigureMention | None:
        """The figure that a number is, or None when it counts nothing that is coded."""
        if n.kind in ("ordinal", "date", "clock") or any(k in self.dated for k in range(n.core, n.last)):
            return None
        if n.kind == "percent":
            last = self.np_end(n.last + 1, n.last + 1) if self.norm(n.last) == "من" else n.last
            of = (n.last + 1, last) if last > n.last else None
            return self.made(n, n.last, "percent", of, "percent")
        if n.definite and n.kind != "vague":
            return self.postposed(n)
        head = self.head(n)
        if head is None:
            return None
        governor = self.governor(n, head)
        measure, rule = self.measure(n, head, governor)
        if measure is None:
            return None
        of = (head.noun, head.last) if head.plain and head.noun >= n.last else self.partitive(head.last)
        return self.made(n, head.last, measure, of, rule)

    def made(self, n: NumberMention, last: int, measure: str, of: tuple[int, int] | None, rule: str) -> FigureMention:
        """The record, with ``على الأقل`` after it taken in."""
        for phrase, _ in self.q.after.get(self.norm(last), ()):
            if all(self.norm(last + k) == part for k, part in enumerate(phrase)):
                last += len(phrase)
                break
        return FigureMention(n.first, last, measure, n.low, n.high, n.best, of, None, self.share(n.first), rule)

    def norm(self, i: int) -> str:
        """The folded word, or empty outside the sentence."""
        return self.words[i].norm if self.begin <= i < self.end else ""

    def head(self, n: NumberMention) -> _Head | None:
        """The counted noun after the number, or before ``عدة``; None when the number counts nothing coded."""
        i = n.last
        if n.kind == "dual":
            noun = _noun(self.words[n.core].norm)
            assert noun is not None
            return _Head(n.core, self.np_end(n.last, n.last), noun.measure, True) if not n.definite else None
        norm = self.norm(i)
        if n.kind == "several" and self.postfix_several(n):
            noun = _noun(self.norm(n.core - 1))
            return _Head(n.core - 1, n.last, noun.measure if noun else "other", True)
        if norm == "من":
            inner = _noun(self.norm(i + 1))
            if not self.norm(i + 1) or _in(self.norm(i + 1), "time_nouns") or self.norm(i + 1) in ("اجل", "بين", "قبل"):
                return _Head(i, i, "", False)
            last = self.np_end(i + 1, i + 1)
            return _Head(i + 1, last, inner.measure if inner else "other", True)
        if norm in ("اخرين", "اخرون", "اخران", "اخري", "اخريات", "اخر"):
            return _Head(i, i + 1, "", False)
        if not norm or not _letters(self.words[i]) or _in(norm, "function_words") or norm[0] == "و":
            return _Head(i, i, "", False)
        if self.words[i].pos in ("VERB", "ADP", "CCONJ", "SCONJ", "PART", "PRON", "AUX", "DET") and _noun(norm) is None:
            return _Head(i, i, "", False)
        if _in(norm, "time_nouns") or norm in self.q.measure_words:
            return None
        noun = _noun(norm)
        if norm.startswith("ال") and noun is None and n.kind == "cardinal" and (n.digits or n.low < 100):
            return _Head(i, i, "", False)
        return _Head(i, self.np_end(i + 1, i), noun.measure if noun else "other", True)

    def postfix_several(self, n: NumberMention) -> bool:
        """``قذائف عدة``: the noun stands before."""
        before, after = self.norm(n.core - 1), self.norm(n.last)
        return bool(before) and self.words[n.core].norm in ("عدة",) and (
            not after or not _letters(self.words[n.last]) or _in(after, "function_words") or after[0] in "وب"
        ) and _letters(self.words[n.core - 1]) and not _in(before, "function_words")

    def np_end(self, i: int, noun: int) -> int:
        """Where the counted phrase ends: adjectives in nisba or agreement after the noun."""
        last = max(i, noun + 1)
        if self.norm(noun).startswith("ال") or i == noun:
            last = noun + 1
        while (norm := self.norm(last)) and _letters(self.words[last]) and last - noun <= 3:
            word = self.words[last]
            if _in(norm, "function_words") or norm[0] in "وبلف" and word.pre or _cue(norm) or last in self.dated:
                break
            adjective = norm.endswith(("ية", "يين", "يون", "يا", "ي", "يتين", "يان", "اخرين", "اخري")) and word.pos != "VERB"
            if word.pos != "ADJ" and not adjective:
                break
            last += 1
        return last

    def partitive(self, i: int) -> tuple[int, int] | None:
        """``من ميليشيات …`` after a bare number."""
        if self.norm(i) == "من" and self.norm(i + 1):
            return i + 1, self.np_end(i + 1, i + 1)
        return None

    # measures -------------------------------------------------------------------------------

    def measure(self, n: NumberMention, head: _Head, governor: str) -> tuple[str | None, str]:
        """Which measure, and the rule that says so; None: no figure."""
        if not head.plain:
            if governor:
                return governor, f"governed: {governor}"
            if self.norm(n.last) in ("من", "اخرين", "اخرون", "اخري", "اخران") and n.kind != "several":
                previous = self.coordinated(n)
                return (previous or "other"), "coordinated" if previous else "partitive"
            if n.kind == "vague" or n.low >= 1000 and not n.digits:
                return "other", "round amount"
            return None, ""
        if self.pair(head):
            return "other", "killed and wounded together"
        if governor == "other":
            return "other", "killed and wounded together"
        if head.measure in ("money", "percent", "weapons", "vehicles", "killed", "wounded", "displaced", "refugees", "hostages"):
            return head.measure, f"noun: {head.measure}"
        if governor and head.measure in ("person", "troops", "fighters", "detained"):
            return governor, f"governed: {governor}"
        if governor and head.measure == "other" and self.personal(head):
            return governor, f"governed: {governor}"
        if head.measure == "person" or head.measure == "other":
            if self.distance(n, head):
                return None, ""
            return "other", "counted noun"
        return head.measure, f"noun: {head.measure}"

    def personal(self, head: _Head) -> bool:
        """A nisba plural or accusative (``فلسطينيا``, ``أفارقة``) can be a person where the lexicon has no entry."""
        return _noun(self.norm(head.noun)) is None

    def distance(self, n: NumberMention, head: _Head) -> bool:
        """``على بعد 15 كيلومترا``."""
        return any(core == "بعد" for k in range(max(self.begin, n.first - 2), n.first) for core, *_ in readings(self.norm(k)))

    def pair(self, head: _Head) -> bool:
        return (self.norm(head.noun), self.norm(head.noun + 1)) in self.q.pairs or (
            self.norm(head.last) == "بين" and (self.norm(head.last + 1), self.norm(head.last + 2)) in self.q.pairs
        )

    def governor(self, n: NumberMention, head: _Head) -> str:
        """What happened to those counted: the cue before the number, or the verb after its phrase."""
        start = n.first
        for k in range(start - 1, max(self.begin, start - 7) - 1, -1):
            norm = self.norm(k)
            cue = _cue(norm)
            if cue:
                if self.joint(k):
                    return "other"
                return cue
            if not self.transparent(k):
                break
        before = self.coordinated(n)
        after = self.verb_after(head.last)
        return after or before

    def joint(self, k: int) -> bool:
        """``مقتل وإصابة``: one number for both."""
        pair = (_cue(self.norm(k)), _cue(self.norm(k - 1)))
        return set(pair) == {"killed", "wounded"} and self.norm(k)[0] == "و"

    def transparent(self, k: int) -> bool:
        """Whether a cue's reach goes on through word *k*."""
        word = self.words[k]
        if _in(word.norm, "blockers") or word.norm in ("،", "؛", ":", ".") or k in self._counted():
            return False
        return word.pos not in ("VERB", "SCONJ") or word.norm.startswith("ال")

    def _counted(self) -> set[int]:
        return {self.figures[-1].last - 1} if self.figures else set()

    def verb_after(self, i: int) -> str:
        """``52 شخصا قتلوا``, ``ثلاثة … أصيبوا بجروح``: the next cue, a verb, within four words."""
        for k in range(i, min(i + 5, self.end)):
            norm = self.norm(k)
            if norm in ("،", ".", "؛", ":") or k in self.at:
                return ""
            cue = _cue(norm)
            if cue and norm[0] != "و":
                verb = self.words[k].pos == "VERB" or norm.endswith(("وا", "تل", "ا"))
                return cue if verb and norm not in ("قتل", "مقتل") or norm in ("قتلي", "محتجزون", "محتجزين") else ""
            if _in(norm, "blockers") and norm not in ("علي", "في"):
                return ""
        return ""

    def coordinated(self, n: NumberMention) -> str:
        """The measure of the figure right before, when this one continues it (``و4 أفارقة``, ``بينهم 3``)."""
        if not self.figures:
            return ""
        previous = self.figures[-1]
        if not self.begin <= previous.first or n.first - previous.last > 6:
            return ""
        between = range(previous.last, n.first)
        if any(self.norm(k) in ("،", ",") and not self.shares_at(k + 1) for k in between):
            return ""
        if any(self.words[k].pos == "VERB" or _in(self.norm(k), "blockers") for k in between):
            return ""
        linked = self.norm(n.first)[:1] == "و" or any(self.norm(k)[0] == "و" or self.shares_at(k) for k in between)
        return previous.measure if linked and previous.measure in self.q.persons_only else ""

    def shares_at(self, k: int) -> bool:
        return self.norm(k) in self.q.shares or (self.norm(k) == "من" and self.norm(k + 1) in self.q.shares)

    def share(self, first: int) -> int | None:
        """The figure this one is a part of."""
        if self.figures and self.figures[-1].first >= self.begin and any(
            self.norm(k) in self.q.shares for k in range(max(first - 3, self.figures[-1].last), first)
        ):
            return len(self.figures) - 1
        return None

    def postposed(self, n: NumberMention) -> FigureMention | None:
        """``القتلى الثمانية``: a figure where the noun counts persons; ``الدول الخمس`` only names a group."""
        for k in (n.first - 1, n.first - 2):
            noun = _noun(self.norm(k))
            if noun is not None and noun.measure != "other" and self.norm(k).lstrip("وفبكل").startswith("ال"):
                return FigureMention(k, n.last, self.q_measure(noun.measure, k), n.low, n.high, n.best, (k, n.first), None,
                                     None, "postposed number")
        return None

    def q_measure(self, measure: str, k: int) -> str:
        return "other" if measure == "person" else measure

    # singulars ------------------------------------------------------------------------------

    def singles(self) -> list[tuple[int, int, str]]:
        """``مقتل جندي``, ``إصابة آخر``, ``أحد الجنود``: one person, said without a number."""
        found = []
        for i in range(1, len(self.words)):
            cue = _cue(self.words[i - 1].norm)
            if cue not in ("killed", "wounded") or self.words[i].sent != self.words[i - 1].sent:
                continue
            norm = self.words[i].norm
            noun = _noun(norm)
            one = noun is not None and noun.number == "s" and noun.measure in ("person", "troops", "fighters") and not norm.endswith("ا")
            if norm in ("اخر", "اخري"):
                found.append((i, i + 1, cue))
            elif one and not norm.startswith("ال"):
                found.append((i, i + 1, cue))
            elif norm in ("احد", "احدي") and i + 1 < len(self.words) and _letters(self.words[i + 1]):
                found.append((i, i + 2, cue))
        return found

    def single(self, item: tuple[int, int, str]) -> FigureMention | None:
        first, last, cue = item
        return FigureMention(first, self.np_end(last, last - 1), cue, 1.0, 1.0, 1.0, (first, last), None, None, "one person")


def find_figures(
    doc: Document, numbers: Sequence[NumberMention], times: Sequence[TimeMention] | None = None
) -> list[FigureMention]:
    """The figures of the document in reading order, without overlap.

    *numbers*: what :func:`isnad.coding.numbers.find_numbers` found. *times*: the time
    expressions, whose numbers are no figures (found here when None). Dates, ages,
    durations, clock times, ordinals and numbers that only name a group are left out.
    """
    if times is None:
        times = find_times(doc, None, numbers)
    return _Reader(doc, numbers, times).read()
