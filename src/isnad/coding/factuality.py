"""How certain: which modal words govern which words.

:func:`govern` lays every modality cue over the words in its scope. Where several govern
one word, the nearer counts first and a farther one replaces it only when it outranks it
(the ranks stand in ``lexicon/data/modality.yaml``). What an attribution cue sets
(``نفى`` denies, ``طالب`` asks for) counts like a modal word with the frame as its scope.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from isnad.coding.attribution import Attribution
from isnad.lexicon.modality import ModalCue, Modality, is_negated
from isnad.records import Factuality
from isnad.text.document import Clause, Document, Word
from isnad.text.phrases import phrase_from

_THAT = frozenset(["ان", "انه", "انها", "انهم"])
_AFTER_FA = frozenset(["ان", "انه", "انها", "انهم", "لن", "لا", "قد", "سوف", "ليس", "ليست"])
_STRETCH = 12
"""Words after which the scope of a cue without clause structure ends."""


@dataclass(frozen=True, slots=True)
class Governed:
    """What governs a word: the factuality, its rank, and the entry and word it comes from."""

    sets: Factuality
    rank: int
    rule: str
    word: int
    """Index of the cue."""
    distance: int


def govern(doc: Document, modality: Modality, attribution: Attribution) -> dict[int, Governed]:
    """Per word index, the modal cue that wins there (words that nothing governs are missing)."""
    scoped: dict[int, list[Governed]] = {}
    spans = _Spans(doc)
    speakers = {f.match.first: {k for v in f.chain for k in range(v.first, v.last)} for f in attribution.frames}
    for i, w in enumerate(doc.words):
        for match in modality.at(doc.words, i) if i not in attribution.markers else ():
            sets = match.sets
            if sets is not None:
                rank = match.cue.rank if sets is match.cue.sets else modality.order[sets]
                for k in spans.scope(match.cue, match.first, match.last):
                    if k in speakers.get(i, ()):
                        continue  # نفى المتحدث: who denies is not denied
                    _put(scoped, k, Governed(sets, rank, match.cue.id, i, abs(k - i)))
            if match.cue.main is not None:
                for k in spans.main(match.first):
                    rank = modality.order[match.cue.main]
                    _put(scoped, k, Governed(match.cue.main, rank, match.cue.id, i, abs(k - i) + 3))
        if w.is_verb and "س" in w.pre:
            _put(scoped, i, Governed(modality.future.sets, modality.future.rank, "modality/س", i, 0))
        if w.pre[-1:] == ("ل",) and w.pos == "NOUN" and not w.definite:
            _put(scoped, i, Governed(modality.purpose.sets, modality.purpose.rank, "modality/ل", i, 0))
    _frames(doc, modality, attribution, scoped)
    return {k: _winner(found) for k, found in scoped.items()}


def _put(scoped: dict[int, list[Governed]], k: int, g: Governed) -> None:
    scoped.setdefault(k, []).append(g)


def _winner(found: list[Governed]) -> Governed:
    found = sorted(found, key=lambda g: (g.distance, -g.rank, g.word))
    best = found[0]
    for g in found[1:]:
        if g.rank > best.rank:
            best = g
    return best


def _frames(
    doc: Document, modality: Modality, attribution: Attribution, scoped: dict[int, list[Governed]]
) -> None:
    """Attribution cues that set factuality (denial, request, undertaking, estimate) over the clause they take.

    A negated one (``لم تنف``) is left to its entry in ``modality.yaml``, which says what that means.
    """
    order: Mapping[Factuality, int] = modality.order
    for f in attribution.frames:
        if f.sets is None or is_negated(doc.words, f.match.first):
            continue
        end = next((k for k in range(f.first + 1, f.last) if doc.words[k].text[:1] in "،.؛:"), f.last)
        for k in range(f.first, min(end, f.last)):
            _put(scoped, k, Governed(f.sets, order[f.sets], f.cue.id, f.match.first, k - f.match.first))


class _Spans:
    """Words in the scope of a cue, by the kinds that modality.yaml names."""

    def __init__(self, doc: Document) -> None:
        self.doc = doc
        self.words = doc.words
        self.clause: list[Clause | None] = [None] * len(doc.words)
        for c in doc.clauses:
            for k in range(c.first, min(c.last, len(self.clause))):
                old = self.clause[k]
                if old is None or c.last - c.first <= old.last - old.first:
                    self.clause[k] = c

    def scope(self, cue: ModalCue, first: int, last: int) -> range:
        """The words that *cue*, standing at ``first`` to ``last``, governs."""
        end = self.doc.sentence_of(first).last
        if cue.scope == "verb":
            return self._verb(last, end)
        if cue.follows:
            return range(max(first - 3, self.doc.sentence_of(first).first), first)
        if cue.scope == "noun":
            return self._noun(last, end)
        if cue.scope == "complement":
            return self._complement(cue, last, end)
        if cue.scope == "self":
            return range(first, last)
        clause = self.clause[first]
        if cue.scope == "clause":
            return range(last, self._apodosis(last, end) if cue.main is not None else self._comma(last, end))
        if clause is None:
            return range(first, self._comma(last, end))
        return range(clause.first, min(clause.last, self._comma(last, end)))

    def main(self, first: int) -> range:
        """The clause that a conditional clause beginning at *first* hangs on: what precedes it, else what follows."""
        s = self.doc.sentence_of(first)
        start = first
        while start > s.first and self.words[start - 1].text[:1] not in "،؛:\"»«":
            start -= 1
        if first - start >= 2:
            return range(start, first)
        apodosis = self._apodosis(first, s.last)
        if apodosis < s.last and self.words[apodosis].pre[:1] == ("ف",):
            return range(apodosis, self._comma(apodosis, s.last))
        comma = self._comma(first, s.last)
        return range(min(comma + 1, s.last), self._comma(comma + 1, s.last)) if comma < s.last else range(0)

    def _apodosis(self, start: int, end: int) -> int:
        """Where a conditional clause ends: at its comma, or before the ف that opens what hangs on it."""
        comma = self._comma(start, end)
        for k in range(start + 1, comma):
            w = self.words[k]
            if w.pre[:1] == ("ف",) and (w.is_verb or w.stem in _AFTER_FA):
                return k
        return comma

    def _verb(self, start: int, end: int) -> range:
        for k in range(start, min(start + 4, end)):
            if self.words[k].is_verb:
                return range(k, k + 1)
        return range(start, min(start + 1, end))

    def _noun(self, start: int, end: int) -> range:
        if start >= end:
            return range(0)
        p = phrase_from(self.doc, start)
        return range(start, min(p.last, end)) if p is not None else range(start, min(start + 2, end))

    def _complement(self, cue: ModalCue, start: int, end: int) -> range:
        takes = cue.takes
        for k in range(start, min(start + _STRETCH, end)):
            w = self.words[k]
            if w.text[:1] in "،؛:." or (w.is_verb and k > start + 1 and not takes):
                return range(0)
            if w.stem in _THAT and (takes & {"ان", "بان"} or any(t.endswith(" ان") for t in takes)):
                return range(k + 1, self._clause_end(k + 1, end))
            if w.stem in takes and k + 1 < end and self.words[k + 1].stem not in _THAT:
                return self._noun(k + 1, end)
            if w.pre and w.pre[-1] in takes and w.stem not in _THAT:
                return self._noun(k, end)
            if "object" in takes and self._is_object(w) and phrase_from(self.doc, k) is not None:
                return self._objects(k, end)
        return range(0)

    def _is_object(self, w: Word) -> bool:
        return w.pos == "NOUN" and not w.pre[-1:] and not w.ner.endswith(("PER", "ORG"))

    def _objects(self, start: int, end: int) -> range:
        """An object, and the one after it (subject and object are not told apart here)."""
        p = phrase_from(self.doc, start)
        last = p.last if p is not None else start + 1
        if last < end and self._is_object(self.words[last]) and self.words[last].text[:1] not in "،؛:.":
            p = phrase_from(self.doc, last)
            last = p.last if p is not None else last
        return range(start, min(last, end))

    def _clause_end(self, start: int, end: int) -> int:
        return self._comma(start, end)

    def _comma(self, start: int, end: int) -> int:
        for k in range(start, end):
            if self.words[k].text[:1] in "،,؛;:" and self.doc.in_quote(k) is None:
                return k
        return end
