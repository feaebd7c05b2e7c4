"""Figures: numbers that say how many persons, weapons, how much money … and of what."""

from __future__ import annotations

from collections.abc import Sequence

from isnad.coding.counted import Head, cue_of, is_in, letters, noun_of
from isnad.coding.governing import FigureMention, GovernorReader
from isnad.coding.numbers import NumberMention
from isnad.coding.times import TimeMention, find_times
from isnad.lexicon.calendars import calendars
from isnad.text.document import Document

__all__ = ["FigureMention", "find_figures"]

_KEPT = frozenset(("money", "percent", "weapons", "vehicles", "killed", "wounded"))
"""Measures that a noun settles whatever governs it."""
_ONE = frozenset(("اخر", "اخري", "احد", "احدي"))
"""Words that stand for one person without naming a kind."""
_PERSONS = frozenset(("person", "troops", "fighters", "detained", "displaced", "refugees", "hostages"))


class _Reader(GovernorReader):
    """Judges the numbers of one document in order."""

    def __init__(self, doc: Document, numbers: Sequence[NumberMention], times: Sequence[TimeMention]) -> None:
        super().__init__(doc, {i for t in times for i in range(t.first, t.last)}, {n.first for n in numbers})
        self.doc = doc
        self.numbers = numbers
        c = calendars()
        self.eras = c.hijri_marks | c.gregorian_marks
        """Words behind the number of a year: ``169 هجرية``."""

    def read(self) -> list[FigureMention]:
        """All figures, in reading order."""
        items: list[tuple[int, int]] = sorted(
            [(n.first, k) for k, n in enumerate(self.numbers)] + [(i, -1) for i in self.singles()]
        )
        for i, k in items:
            sentence = self.doc.sentence_of(i)
            self.begin, self.end = sentence.first, sentence.last
            if self.figures and i < self.figures[-1].last:
                continue
            figure = self.figure(self.numbers[k], k) if k >= 0 else self.single(i)
            if figure is not None and not (self.figures and figure.first < self.figures[-1].last):
                self.figures.append(figure)
        return self.figures

    # numbers --------------------------------------------------------------------------------

    def figure(self, n: NumberMention, k: int) -> FigureMention | None:
        """The figure that a number is, or None when it counts nothing that is coded."""
        if n.kind in ("ordinal", "date", "clock") or any(i in self.dated for i in range(n.core, n.last)):
            return None
        if n.digits and (self.part_of_name(n) or self.norm(n.last) in self.eras):
            return None
        if n.kind == "percent":
            at = n.last + (self.norm(n.last) == "من")
            of = (at, self.phrase_end(at)) if self.norm(at) and letters(self.words[at]) else None
            return self.made(n, n.last, "percent", of, n.rule)
        if n.low == n.high == 1 and not n.digits:
            return self.one(n)
        if n.definite and n.kind not in ("vague", "dual"):
            return self.postposed(n)
        if n.rule == "shared multiplier" and k + 1 < len(self.numbers):
            head = self.head(self.numbers[k + 1])
            if head is None or not head.plain or head.measure == "person":
                return None
            return self.made(n, n.last, head.measure, None, n.rule)
        head = self.head(n)
        if head is None:
            return None
        measure, rule = self.measure(n, head)
        if not measure:
            return None
        of = (head.noun, head.last) if head.plain else None
        return self.made(n, max(head.last, n.last), measure, of, rule, first=min(n.first, head.noun))

    def part_of_name(self, n: NumberMention) -> bool:
        """``5+5``, ``إف-16``, the decimals of a score: digits tied to their neighbours."""
        before, after = self.norm(n.core - 1), self.norm(n.last)
        if n.core == self.begin and after in ("-", "–", ")", "."):
            return True
        if is_in(before, "label_nouns") or (
            before in ("", "ال") and is_in(self.norm(n.core - 2), "label_nouns")
        ):
            return True
        return before == "+" or after == "+" or (before == "-" and not self.words[n.core].space_before)

    def made(
        self,
        n: NumberMention,
        last: int,
        measure: str,
        of: tuple[int, int] | None,
        rule: str,
        *,
        first: int = -1,
    ) -> FigureMention:
        """The record, with ``على الأقل`` after it taken in."""
        for phrase, _ in self.q.after.get(self.norm(last), ()):
            if all(self.norm(last + k) == part for k, part in enumerate(phrase)):
                last += len(phrase)
                break
        first = n.first if first < 0 else first
        return FigureMention(first, last, measure, n.low, n.high, n.best, of, None, self.share(first), rule)

    def one(self, n: NumberMention) -> FigureMention | None:
        """``ضابط واحد``: the noun stands before; ``واحد من أهم`` is no figure."""
        for k in (n.first - 1, n.first - 2):
            noun = noun_of(self.norm(k))
            if noun is None or noun.number != "s" or k in self.dated or not self.norm(n.first):
                continue
            if noun.measure == "other" or self.norm(k).startswith("ال"):
                return None
            head = Head(k, n.last, noun.measure, True)
            measure, rule = self.measure(n, head, k)
            return self.made(n, n.last, measure, (k, n.first), rule, first=k) if measure else None
        return None

    def postposed(self, n: NumberMention) -> FigureMention | None:
        """``القتلى الثمانية``: a figure where the noun counts persons; ``الدول الخمس`` only names a group."""
        if n.kind != "cardinal":
            return None
        for k in (n.first - 1, n.first - 2):
            norm = self.norm(k)
            noun = noun_of(norm)
            if noun is not None and noun.measure != "other" and norm.lstrip("وفبكل").startswith("ال"):
                measure, rule = self.measure(n, Head(k, n.last, noun.measure, True), k)
                rule = rule if rule != "counted noun" else "postposed number"
                return FigureMention(
                    k, n.last, measure, n.low, n.high, n.best, (k, n.first), None, None, rule
                )
            if not norm.startswith("ال"):
                break
        return None

    # measures -------------------------------------------------------------------------------

    def measure(self, n: NumberMention, head: Head, first: int = -1) -> tuple[str, str]:
        """Which measure, and the rule that says so; empty: no figure."""
        first = n.first if first < 0 else first
        if self.pair(head):
            return "other", "killed and wounded together"
        governor, rule = self.governor(first, head)
        if self.many(n) and (not governor or not self.personal(head.noun)):
            return "", ""
        if head.plain and head.measure in _KEPT:
            return head.measure, f"noun: {head.measure}"
        if not head.plain:
            return (governor, rule) if governor else self.without_noun(n)
        unknown = head.measure == "other" and noun_of(self.norm(head.noun)) is None
        armed = head.measure in ("troops", "fighters")
        thing = unknown and self.norm(head.noun).endswith("ة") and governor in ("hostages", "detained")
        decides = (
            (unknown and not thing)
            or head.measure == "person"
            or (armed and governor not in ("displaced", "refugees"))
        )
        harmed = governor in ("killed", "wounded", "other") and head.measure in _PERSONS
        if governor and (decides or harmed):
            return governor, rule
        if head.measure not in ("person", "other"):
            return head.measure, f"noun: {head.measure}"
        if self.norm(head.noun) in self.q.length_nouns and any(
            is_in(self.norm(k), "afar") for k in range(n.first - 3, n.first)
        ):
            return "", ""
        return "other", "counted noun"

    def many(self, n: NumberMention) -> bool:
        """``العديد من الدول``: no amount, unless persons are killed, held …."""
        return n.kind == "several" and self.norm(n.last) == "من" and self.norm(n.core).endswith("لعديد")

    def without_noun(self, n: NumberMention) -> tuple[str, str]:
        """A bare number that nothing governs: round amounts, ``أكثر من N``, votes; else no figure."""
        if n.kind == "vague":
            return "other", "round amount"
        if n.kind == "several":
            return "", ""
        if n.digits and self.norm(n.last) in self.q.shares:
            return "other", "partitive"
        if self.norm(n.last) == "من" and self.norm(n.last + 1) in self.q.not_a_whole:
            return ("other", "of a total") if n.last + 2 in self.starts else ("", "")
        if self.norm(n.last) in ("من", "اخرين", "اخرون", "اخري", "اخران"):
            return "other", "partitive"
        if self.norm(n.first - 1) in self.q.number_of_them:
            return "other", "number of them"
        if (self.norm(n.last) == "مقابل" and n.last + 1 in self.starts) or self.norm(n.first - 1) == "مقابل":
            return "other", "votes"
        if n.approx in ("more", "about") and n.low >= 10:
            return "other", "approximate number"
        return "", ""

    def pair(self, head: Head) -> bool:
        """``40 مدنيا بين قتيل وجريح``, ``عدد من القتلى والجرحى``."""
        k = head.last + 1 if self.norm(head.last) == "بين" else head.noun
        first, second = noun_of(self.norm(k)), noun_of(self.norm(k + 1))
        both = {"killed", "wounded"}
        if first is None or second is None or first.number != second.number:
            return False
        return {first.measure, second.measure} == both and self.norm(k + 1)[0] == "و"

    # singulars ------------------------------------------------------------------------------

    def singles(self) -> list[int]:
        """Where one person is said without a number.

        ``مقتل جندي``, ``إصابة آخر``, ``أحد الجنود``, ``3 قتلى وجريح``.
        """
        found = []
        for i in range(1, len(self.words)):
            norm, before = self.words[i].norm, self.words[i - 1].norm
            if cue_of(before) in ("killed", "wounded"):
                one = noun_of(norm) is not None and not norm.startswith("ال") and not cue_of(norm)
                if one or norm in _ONE:
                    found.append(i)
            elif norm[0] == "و" and not cue_of(norm):
                noun = noun_of(norm)
                if noun is not None and noun.number == "s" and noun.measure in ("killed", "wounded"):
                    found.append(i)
        return found

    def single(self, i: int) -> FigureMention | None:
        """The figure 1 of :meth:`singles`."""
        norm, cue = self.norm(i), cue_of(self.norm(i - 1))
        last, noun = i + 1, noun_of(norm)
        of = (i, last)
        if cue not in ("killed", "wounded"):
            near = bool(self.figures) and self.figures[-1].last == i
            if not near or noun is None or self.figures[-1].measure not in self.q.persons_only:
                return None
            cue = noun.measure
        elif norm in ("احد", "احدي"):
            if not self.norm(i + 1) or not letters(self.words[i + 1]):
                return None
            last = self.phrase_end(i + 1)
            of = (i + 1, last)
        elif norm not in _ONE:
            if noun is None or noun.number != "s" or noun.measure not in ("person", "troops", "fighters"):
                return None
            last = self.phrase_end(i)
            of = (i, last)
        accusative = norm.endswith("ا") and noun is not None
        if accusative:
            return None
        return FigureMention(i, last, cue, 1.0, 1.0, 1.0, of, None, None, "one person")


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
