"""Stretches of text that constructions name: clauses, what a word opens, joined parts.

What agreements, stances and explanations share beyond the phrases of :mod:`isnad.coding.slots`.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

from isnad.coding.drafts import Range
from isnad.coding.slots import QUOTES, Slots
from isnad.text.function_words import of_class

_RELATIVE = of_class("relative")
_ENDS = frozenset("،,؛;:.؟!?…")
_THAT = frozenset(["ان", "انه", "انها", "انهم", "بان", "بانه", "بانها"])
_COGNITION = frozenset(
    ["وجد", "وجدت", "راي", "رات", "يري", "تري", "ادرك", "ادركت", "يدرك", "تدرك", "اعتبر", "اعتبرت",
     "تعتبر", "يعتبر", "لاحظ", "لاحظت", "خشي", "خشيت", "يخشي", "تخشي", "تعتقد", "يعتقد", "ترون",
     "يرون"]
)  # fmt: skip
_CONTRAST = frozenset(["لكن", "فيما", "بينما", "الا", "غير", "حين"])
_BREAKS = frozenset(
    ["لكن", "ولكن", "لكنه", "لكنها", "فيما", "بينما", "حسبما", "وفقا", "بحسب", "وذلك", "وفق", "مبينا",
     "مضيفا", "مؤكدا", "مشيرا", "قائلا", "موضحا", "مضيفة", "مؤكدة", "لافتا", "بحيث"]
)  # fmt: skip
_TAIL = frozenset(["وايضا", "ايضا", "وذلك", "كذلك", "و", "او", "قد"])
_TURNS = frozenset(
    ["شرط", "موجب", "هدف", "سبب", "وساطة", "رعاية", "شريطة", "وفق", "مقابل", "خلال", "بعد", "قبل", "منذ"]
)
MAX_CLAUSE = 30
"""Words after which a clause is cut."""


class Stretches:
    """Clause-sized ranges of one prepared article."""

    def __init__(self, slots: Slots) -> None:
        self.slots = slots
        self.words = slots.words
        self.doc = slots.doc
        self.dated = {k for t in slots.p.times for k in range(t.first, t.last)}

    def trim(self, first: int, last: int) -> Range | None:
        """``first`` to ``last`` without punctuation at either side; None when nothing is left."""
        while first < last and self.words[first].is_punct:
            first += 1
        while last > first and (
            self.words[last - 1].norm in _TAIL
            or (self.words[last - 1].is_punct and not self._closes(first, last - 1))
        ):
            last -= 1
        return (first, last) if last > first else None

    def _closes(self, first: int, k: int) -> bool:
        """Whether the mark at *k* closes a quotation that opened at or after *first*."""
        if self.words[k].text not in QUOTES:
            return False
        return sum(w.text in QUOTES for w in self.words[first:k]) % 2 == 1

    def end(self, first: int, limit: int | None = None) -> int:
        """Where the clause that begins at *first* ends: a comma or stop of its level, a closing
        quotation, *limit*.
        """
        last = self.slots.end(first) if limit is None else min(limit, self.slots.end(first))
        inner = self.doc.in_quote(first)
        if inner is not None:
            last = min(last, inner.last)
        k = first + 1
        while k < last:
            w = self.words[k]
            if w.norm in _BREAKS or k - first >= MAX_CLAUSE:
                break
            if (
                w.text[:1] in _ENDS
                and (inner is not None or self.doc.in_quote(k) is None)
                and not self._goes_on(k, last)
            ):
                break
            k += 1
        return k

    def _goes_on(self, k: int, last: int) -> bool:
        """Whether the comma at *k* only sets off a relative clause."""
        return self.words[k].text in "،," and k + 1 < last and self.words[k + 1].stem in _RELATIVE

    def clause(self, first: int, stop: Callable[[int], bool] | None = None) -> Range | None:
        """The clause from *first* to its end, or to the first word that *stop* holds of."""
        first = self.slots.skip_quotes(first)
        if first >= len(self.words):
            return None
        last = self.end(first)
        for k in range(first + 1, last):
            if stop is not None and stop(k):
                last = k
                break
        return self.trim(first, last)

    def content(self, k: int, stop: Callable[[int], bool] | None = None) -> Range | None:
        """What a cause or topic at *k* says: past ``أن``; past who thinks it (``وجدت أن …``)."""
        k = self.slots.skip_quotes(k)
        if k < len(self.words) and self.words[k].stem in _THAT and not self.words[k].suf:
            k += 1
        found = self.clause(k, stop)
        if found is None:
            return None
        for j in range(found[0], min(found[1], found[0] + 8)):
            if self.words[j].norm in _COGNITION and j + 1 < found[1]:
                for t in range(j + 1, min(found[1], j + 3)):
                    if self.words[t].stem in _THAT:
                        return self.trim(t + 1, found[1])
        return found

    def extend(self, r: Range, phrases: int = 2) -> Range:
        """*r* with up to *phrases* prepositional phrases that follow it directly (``الانتقال إلى
        مناطق أخرى``).
        """
        last = r[1]
        end = self.end(r[0])
        for _ in range(phrases):
            if last >= end or last - r[0] > 12:
                break
            w = self.words[last]
            if w.stem in _TURNS:
                break
            if w.pos == "ADP" and not w.suf and not w.pre and last + 1 < end and w.norm not in _BREAKS:
                q = self.slots.np(last + 1)
            elif (w.pre[-1:] in (("ب",), ("ل",), ("ك",)) and len(w.pre) == 1) or (
                self.words[last - 1].suf == ""
                and not w.is_punct
                and last - r[0] == 1
                and w.pos == "NOUN"
                and not w.pre
            ):
                q = self.slots.np(last)
            else:
                break
            if q is None or q[0] in self.dated:
                break
            last = min(max(q[1], last + 1), end)
        return r[0], last

    def clause_before(self, i: int) -> Range | None:
        """The clause that stands before word *i*, from its opener, comma or the sentence's start."""
        s = self.slots.start(i)
        last = i
        while last > s and self.words[last - 1].is_punct:
            last -= 1
        first = last
        while first > s:
            w = self.words[first - 1]
            if w.pos == "SCONJ" or w.norm in _THAT or w.stem in _CONTRAST or (w.text[:1] in _ENDS):
                break
            if (
                w.text in QUOTES
                and self.doc.in_quote(first - 1) is None
                and self.doc.in_quote(first) is not None
            ):
                break
            first -= 1
        return self.trim(first, last)

    def fronted(self, i: int) -> list[Range]:
        """The parts of the subject that stands before the verb at *i*, back to what opens its clause.

        ``أن سرعة التدخل، وطول الحرب قد تسببا في …``: two parts.
        """
        s = self.slots.start(i)
        k = i
        while k > s and (
            self.words[k - 1].norm in ("قد", "سوف", "لقد", "ربما") or self.words[k - 1].is_punct
        ):
            k -= 1
        last = k
        first = k
        while first > s:
            w = self.words[first - 1]
            if w.pos == "SCONJ" or w.norm in _THAT or w.text[:1] in "؛:." or w.stem in _CONTRAST:
                break
            if w.is_verb and not any(x.stem in _RELATIVE for x in self.words[max(s, first - 3) : first - 1]):
                return []
            first -= 1
        parts: list[Range] = []
        start = first
        for j in range(first + 1, last):
            if self._parallel(start, j):
                part = self.trim(start, j)
                parts += [part] if part is not None else []
                start = j
            elif self.words[j].text in "،," and j + 1 < last and self.words[j + 1].pre[:1] == ("و",):
                part = self.trim(start, j)
                if part is not None:
                    parts.append(part)
                start = j + 1
        part = self.trim(start, last)
        if part is not None:
            parts.append(part)
        return (
            parts if all(self.words[p[0]].is_nominal or self.words[p[0]].pos == "DET" for p in parts) else []
        )

    def _parallel(self, first: int, k: int) -> bool:
        """Whether the noun at *k* is joined to the one at *first*: both heads of a construct
        (``ضعف الجيش وانقسام قيادته``).
        """
        head, w = self.words[first], self.words[k]
        if w.pre != ("و",) or w.pos != "NOUN" or w.definite or k in self.slots.actor_at:
            return False
        if head.pos != "NOUN" or head.definite or k in self.slots.place_at or k + 1 >= len(self.words):
            return False
        after = self.words[k + 1]
        return not after.pre and (after.definite or bool(after.suf) or self.slots.entity((k + 1, k + 2)))

    def joined_clauses(self, r: Range) -> list[Range]:
        """*r* split where a second clause with ``أن`` or ``ألا`` is joined to it (``… وألا يدخل كذا``)."""
        cuts = [
            k
            for k in range(r[0] + 1, r[1] - 1)
            if self.words[k].norm in ("وان", "والا", "وبان") and self.words[k].pre[:1] == ("و",)
        ]
        bounds = [r[0], *cuts, r[1]]
        parts = [
            self.trim(a + (a in cuts and self.words[a].norm != "والا"), b)
            for a, b in pairwise(bounds)
        ]
        return [part for part in parts if part is not None]

    def joined(self, r: Range, prep: str = "") -> list[Range]:
        """*r* split where a second act is joined to it (``تبادل المعلومات … والعناية باللاجئين``), also
        one after *prep* again (``على كذا وعلى كذا``).
        """
        parts: list[Range] = []
        start = r[0]
        for k in range(r[0] + 1, r[1]):
            w = self.words[k]
            again = k + 1 < r[1] and self._repeats(k, prep)
            if not again and (w.pre != ("و",) or w.pos not in ("NOUN", "VERB") or not self.act(k)):
                continue
            part = self.trim(start, k)
            if part is not None:
                parts.append(part)
            start = k + 1 if again and w.stem == prep else k
        part = self.trim(start, r[1])
        return [*parts, part] if part is not None else parts

    def _repeats(self, k: int, prep: str) -> bool:
        """Whether word *k* is و and *prep* again, split off it or (a single letter) left on a noun."""
        w = self.words[k]
        if not prep or w.pre[:1] != ("و",):
            return False
        if w.stem == prep:
            return not w.suf
        if w.pre[1:] == (prep,):
            return True
        unsplit = len(prep) == 1 and w.pre == ("و",) and w.stem.startswith(prep) and w.pos == "NOUN"
        return unsplit and k in self.slots.p.lexicon

    def act(self, k: int) -> bool:
        """Whether the noun at *k* names an act: an event word, or one whose complement a
        preposition ties to it.
        """
        w = self.words[k]
        if k in self.slots.actor_at or k in self.slots.place_at:
            return False
        if k in self.slots.p.lexicon or w.is_verb:
            return True
        return k + 1 < len(self.words) and self.words[k + 1].pre[-1:] == ("ب",)
