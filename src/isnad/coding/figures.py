"""Figures: numbers that say how many persons, weapons, how much money … and of what."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from isnad.coding.counted import Head, PhraseReader, cue_of, is_in, letters, noun_of
from isnad.coding.numbers import NumberMention
from isnad.coding.times import TimeMention, find_times
from isnad.text.document import Document

_KEPT = frozenset(("money", "percent", "weapons", "vehicles", "killed", "wounded"))
"""Measures that a noun settles whatever governs it."""
_REACH = 7
"""How many words a governing cue may stand before the number."""
_PERSONS = frozenset(("person", "troops", "fighters", "detained", "displaced", "refugees", "hostages"))


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


class _Reader(PhraseReader):
    """Judges the numbers of one document in order."""

    def __init__(self, doc: Document, numbers: Sequence[NumberMention], times: Sequence[TimeMention]) -> None:
        super().__init__(doc, {i for t in times for i in range(t.first, t.last)})
        self.doc = doc
        self.numbers = numbers
        self.starts = {n.first for n in numbers}
        self.figures: list[FigureMention] = []

    def read(self) -> list[FigureMention]:
        """All figures, in reading order."""
        items: list[tuple[int, int]] = sorted([(n.first, k) for k, n in enumerate(self.numbers)] + [(i, -1) for i in self.singles()])
        for i, k in items:
            sentence = self.doc.sentence_of(i)
            self.begin, self.end = sentence.first, sentence.last
            if self.figures and i < self.figures[-1].last:
                continue
            figure = self.figure(self.numbers[k], k) if k >= 0 else self.single(i)
            if figure is not None:
                self.figures.append(figure)
        return self.figures

    # numbers --------------------------------------------------------------------------------

    def figure(self, n: NumberMention, k: int) -> FigureMention | None:
        """The figure that a number is, or None when it counts nothing that is coded."""
        if n.kind in ("ordinal", "date", "clock") or any(i in self.dated for i in range(n.core, n.last)):
            return None
        if n.digits and self.part_of_name(n):
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
            return self.made(n, n.last, head.measure, None, n.rule) if head and head.plain and head.measure != "person" else None
        head = self.head(n)
        if head is None:
            return None
        measure, rule = self.measure(n, head)
        if not measure:
            return None
        of = (head.noun, head.last) if head.plain else None
        return self.made(n, max(head.last, n.last), measure, of, rule, min(n.first, head.noun))

    def part_of_name(self, n: NumberMention) -> bool:
        """``5+5``, ``إف-16``, the decimals of a score: digits tied to their neighbours."""
        before, after = self.norm(n.core - 1), self.norm(n.last)
        if is_in(before, "label_nouns") or (before in ("", "ال") and is_in(self.norm(n.core - 2), "label_nouns")):
            return True
        return before == "+" or after == "+" or (before == "-" and not self.words[n.core].space_before)

    def made(
        self, n: NumberMention, last: int, measure: str, of: tuple[int, int] | None, rule: str, first: int = -1
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
            if noun.measure == "other":
                return None
            head = Head(k, n.last, noun.measure, True)
            measure, rule = self.measure(n, head, k)
            return self.made(n, n.last, measure, (k, n.first), rule, k) if measure else None
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
                return FigureMention(k, n.last, measure, n.low, n.high, n.best, (k, n.first), None, None, rule)
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
        if self.many(n) and not governor:
            return "", ""
        if head.plain and head.measure in _KEPT:
            return head.measure, f"noun: {head.measure}"
        if not head.plain:
            return (governor, rule) if governor else self.without_noun(n)
        if governor and (head.measure in _PERSONS or (head.measure == "other" and noun_of(self.norm(head.noun)) is None)):
            if head.measure in ("person", "other", "troops", "fighters") or governor in ("killed", "wounded", "other"):
                return governor, rule
        if head.measure not in ("person", "other"):
            return head.measure, f"noun: {head.measure}"
        if self.norm(head.noun) in self.q.length_nouns and any(is_in(self.norm(k), "afar") for k in range(n.first - 3, n.first)):
            return "", ""
        return "other", "counted noun"

    def many(self, n: NumberMention) -> bool:
        """``العديد من الدول``: no amount, unless persons are killed, held …."""
        return n.kind == "several" and self.norm(n.last) == "من" and self.norm(n.core).endswith("العديد")

    def without_noun(self, n: NumberMention) -> tuple[str, str]:
        """A bare number that nothing governs: round amounts, ``أكثر من N``, votes; else no figure."""
        if n.kind == "vague":
            return "other", "round amount"
        if n.kind == "several":
            return "", ""
        if n.digits and self.norm(n.last) in self.q.shares:
            return "other", "partitive"
        if self.norm(n.last) in ("من", "اخرين", "اخرون", "اخري", "اخران"):
            return "other", "partitive"
        if self.norm(n.first - 1) in self.q.number_of_them:
            return "other", "number of them"
        if self.norm(n.last) == "مقابل" and n.last + 1 in self.starts or self.norm(n.first - 1) == "مقابل":
            return "other", "votes"
        if n.approx in ("more", "about") and n.low >= 10:
            return "other", "approximate number"
        return "", ""

    def pair(self, head: Head) -> bool:
        """``90 مدنيا بين قتيل وجريح``, ``عدد من القتلى والجرحى``."""
        k = head.last + 1 if self.norm(head.last) == "بين" else head.noun
        first, second = noun_of(self.norm(k)), noun_of(self.norm(k + 1))
        both = {"killed", "wounded"}
        if first is None or second is None or first.number != second.number:
            return False
        return {first.measure, second.measure} == both and self.norm(k + 1)[0] == "و"

    def governor(self, first: int, head: Head) -> tuple[str, str]:
        """What happened to those counted: the cue before the number, else after its phrase, else by coordination."""
        for k in range(first - 1, max(self.begin, first - _REACH) - 1, -1):
            cue = cue_of(self.norm(k))
            if cue:
                measure = "other" if self.joint(k) else cue
                return measure, f"governed: {measure}"
            if not self.transparent(k):
                break
        parent = self.parent(first)
        if parent and (not head.plain or self.personal(head.noun)):
            return parent, "share"
        after = self.verb_after(head.last)
        if after:
            return after, f"followed: {after}"
        topic = self.toll(first)
        if topic:
            return topic, f"toll: {topic}"
        before = self.coordinated(first)
        if before and (not head.plain or self.personal(head.noun)):
            return before, "coordinated"
        far = self.far_verb(first)
        return far, f"governed from afar: {far}" if far else ""

    def far_verb(self, first: int) -> str:
        """``قتل في المواجهات خلال الأسبوع الماضي 39 شخصا``: a verb over prepositional phrases."""
        for k in range(first - 1, max(self.begin, first - 14) - 1, -1):
            norm = self.norm(k)
            if k in self.dated:
                continue
            if cue_of(norm):
                return cue_of(norm) if self.words[k].pos == "VERB" and k + 1 < first and self.far_link(k + 1) else ""
            comma = norm in ("،", ",") and (k - 1 in self.dated or k + 1 in self.dated)
            if self.words[k].pos in ("VERB", "SCONJ", "PUNCT") and not comma and not norm.startswith("ال"):
                return ""
            if k in self.starts or norm in ("الذي", "التي", "الذين", "اللذين", "ان", "حيث", "بينما", "لكن"):
                return ""
        return ""

    def far_link(self, k: int) -> bool:
        """Whether a prepositional phrase or a time follows the verb at once, so that its subject is still to come."""
        return k in self.dated or self.norm(k) in ("في", "خلال", "علي", "منذ", "قرب", "جراء", "نتيجة", "بعد", "فيه", "فيها", "اثر")

    def joint(self, k: int) -> bool:
        """``مقتل وإصابة عشرات``: one number for both."""
        here, before = self.norm(k), self.norm(k - 1)
        if here[0] != "و" or before.endswith(("وا", "ا")):
            return False
        return {cue_of(here), cue_of(before)} == {"killed", "wounded"}

    def transparent(self, k: int) -> bool:
        """Whether a cue's reach goes on through word *k*."""
        word = self.words[k]
        if k in self.dated:
            return True
        if word.norm in ("،", ","):
            return k - 1 in self.dated or k + 1 in self.dated
        if word.norm == "علي" and cue_of(self.norm(k - 1)) == "detained":
            return True
        if word.norm in ("؛", ":", ".") or is_in(word.norm, "blockers"):
            return False
        if self.figures and k == self.figures[-1].last - 1:
            return False
        return word.pos not in ("VERB", "SCONJ") or word.norm.startswith("ال")

    def verb_after(self, i: int) -> str:
        """``52 شخصا قتلوا``, ``ثلاثة … أصيبوا بجروح``: a verb or participle of those counted within five words."""
        for k in range(i, min(i + 6, self.end)):
            norm = self.norm(k)
            if norm in ("،", "-") and (late := self.q.after_cues.get(self.norm(k + 1))):
                return late
            if k in self.starts or (norm in ("،", ".", "؛", ":") and k > i):
                return ""
            cue = self.q.after_cues.get(norm)
            if cue:
                return cue
        return self.completed(i)

    def completed(self, i: int) -> str:
        """``… 20 عاملا جاؤوا من الجنوب قد قتلوا``: a far verb that ``قد`` ties to the subject."""
        for k in range(i, min(i + 16, self.end)):
            if k in self.starts or self.norm(k) in ("،", ".", "؛", ":"):
                return ""
            if self.norm(k) == "قد":
                return self.q.after_cues.get(self.norm(k + 1), "")
        return ""

    def toll(self, first: int) -> str:
        """``حصيلة القتلى … بلغت N``: the topic of the sentence, when a verb of amount leads to the number."""
        near = range(max(self.begin, first - 3), first)
        if not any(is_in(self.norm(k), "amount_verbs") for k in near):
            return ""
        for k in range(first - 1, max(self.begin, first - 16) - 1, -1):
            noun = noun_of(self.norm(k))
            if noun is not None and noun.measure in self.q.persons_only and is_in(self.norm(k - 1), "toll_words"):
                return noun.measure
        return ""

    def parent(self, first: int) -> str:
        """The measure of the figure this is a share of (``بينهم ثلاثة``)."""
        k = self.share(first)
        if k is None:
            return ""
        measure = self.figures[k].measure
        return measure if measure in self.q.persons_only or measure == "fighters" else ""

    def coordinated(self, first: int) -> str:
        """The measure of the figure right before, when this one continues it (``و4 أفارقة``)."""
        if not self.figures:
            return ""
        previous = self.figures[-1]
        if previous.first < self.begin or first - previous.last > 6 or previous.measure not in self.q.persons_only:
            return ""
        between = [self.norm(k) for k in range(previous.last, first)]
        text = " ".join(between)
        beside = text.endswith(("الي جانب", "اضافة الي", "فضلا عن", "مقابل"))
        if not beside and any(w in ("،", ",") or is_in(w, "blockers") for w in between):
            return ""
        if any(self.words[k].pos == "VERB" for k in range(previous.last, first)):
            return ""
        return previous.measure if beside or self.norm(first)[:1] == "و" or "و" in between[-1:] else ""

    def share(self, first: int) -> int | None:
        """The figure of the same sentence that this one is a part of."""
        if not self.figures or self.figures[-1].first < self.begin:
            return None
        near = range(max(first - 3, self.figures[-1].last), first)
        return len(self.figures) - 1 if any(self.norm(k) in self.q.shares for k in near) else None

    # singulars ------------------------------------------------------------------------------

    def singles(self) -> list[int]:
        """Where one person is said without a number: ``مقتل جندي``, ``إصابة آخر``, ``أحد الجنود``, ``3 قتلى وجريح``."""
        found = []
        for i in range(1, len(self.words)):
            norm, before = self.words[i].norm, self.words[i - 1].norm
            if cue_of(before) in ("killed", "wounded"):
                one = noun_of(norm) is not None and not norm.startswith("ال") and not cue_of(norm)
                if one or norm in ("اخر", "اخري", "احد", "احدي"):
                    found.append(i)
            elif norm[0] == "و" and not cue_of(norm) and (noun := noun_of(norm)) is not None and noun.number == "s" and noun.measure in ("killed", "wounded"):
                found.append(i)
        return found

    def single(self, i: int) -> FigureMention | None:
        """The figure 1 of :meth:`singles`."""
        norm, cue = self.norm(i), cue_of(self.norm(i - 1))
        last, of = i + 1, (i, i + 1)
        if cue not in ("killed", "wounded"):
            near = self.figures and self.figures[-1].last == i and self.figures[-1].measure in self.q.persons_only
            noun = noun_of(norm)
            if not near or noun is None or norm.endswith("ا"):
                return None
            cue = noun.measure
        elif norm in ("احد", "احدي"):
            if not self.norm(i + 1) or not letters(self.words[i + 1]):
                return None
            last, of = self.phrase_end(i + 1), (i + 1, self.phrase_end(i + 1))
        elif norm not in ("اخر", "اخري"):
            noun = noun_of(norm)
            if noun is None or noun.number != "s" or noun.measure not in ("person", "troops", "fighters") or norm.endswith("ا"):
                return None
            last = self.phrase_end(i)
            of = (i, last)
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
