"""Noun phrases: who and what the words name.

The reader asks for parts of speech and definiteness, not for a parse, so that every
word costs the same. Where a phrase ends: :mod:`isnad.text.phrase_reader`.
"""

from __future__ import annotations

from isnad.text.document import Document, Phrase
from isnad.text.function_words import of_class
from isnad.text.nominals import QUOTES
from isnad.text.phrase_reader import PREP_CLITICS, PhraseReader

MAX_PHRASE = 40
"""Words after which a phrase is cut."""
_NISBA = ("ي", "ية", "يين", "يون")
_RELATIVE = of_class("relative")


def find_phrases(document: Document) -> None:
    """Fill ``document.phrases``: maximal noun phrases in text order, each followed by its parts.

    A part is a phrase inside another that may be named alone: the rest of a
    construct, a name after its title, the complement of an attached preposition.
    ``Document.phrase_at`` gives the maximal one. Needs tagged words.
    """
    reader = _Reader(document)
    phrases: list[Phrase] = []
    group = 0
    for sentence in document.sentences:
        i, end = sentence.first, sentence.last
        previous: Phrase | None = None
        while i < end:
            if not reader.starts(i):
                i += 1
                continue
            phrase = reader.phrase(i, end)
            phrase.prep = reader.preposition(i, sentence.first)
            if previous is not None and reader.coordinates(previous, phrase):
                if previous.group < 0:
                    previous.group, group = group, group + 1
                phrase.group = previous.group
                phrase.prep = phrase.prep or previous.prep
            phrases.append(phrase)
            number = len(phrases) - 1
            phrases += reader.parts(phrase, number, end)
            previous = phrase
            i = max(phrase.last, i + 1)
    document.phrases = phrases
    document.phrase_of = [-1] * len(document.words)
    done = 0
    for number, phrase in enumerate(phrases):
        if phrase.first >= done:
            done = phrase.last
            document.phrase_of[phrase.first : done] = [number] * (done - phrase.first)


def phrase_from(document: Document, i: int) -> Phrase | None:
    """The noun phrase that begins at word *i*, wherever *i* stands, or None when it is no nominal."""
    reader = _Reader(document)
    if not (reader.nominal(i) or reader.starts(i)):
        return None
    phrase = reader.phrase(i, document.sentence_of(i).last)
    phrase.prep = reader.preposition(i, document.sentence_of(i).first)
    return phrase


class _Reader(PhraseReader):
    """Makes :class:`Phrase` objects of one document."""

    def preposition(self, i: int, first: int) -> str:
        """The preposition that governs a phrase beginning at *i*."""
        w = self.words[i]
        for clitic in reversed(w.pre):
            if clitic in PREP_CLITICS:
                return clitic
        k = i - 1
        while k >= first and (self.words[k].text in QUOTES or self.words[k].text == "("):
            k -= 1
        if k >= first and not w.pre and self.words[k].pos == "ADP" and not self.words[k].suf:
            return self.words[k].stem
        return ""

    def coordinates(self, a: Phrase, b: Phrase) -> bool:
        """Whether *b* is joined to *a* by و or أو, or stands after it in a list."""
        w = self.words[b.first]
        between = self.words[a.last : b.first]
        if not between:
            return w.pre[:1] == ("و",)
        if len(between) > 2:
            return False
        texts = [x.norm for x in between if x.text not in QUOTES]
        if w.pre[:1] == ("و",):
            return all(t in ("،", ",") for t in texts)
        return texts in (["او"], ["و"], ["ام"], ["،", "او"])

    def phrase(self, i: int, end: int) -> Phrase:
        """The phrase that begins at *i* and stays before *end*."""
        end = min(end, i + MAX_PHRASE)
        head, at = self.lead(i, end)
        last = self.follow(head, at, end, 0)
        phrase = Phrase(i, max(last, i + 1), min(head, max(last, i + 1) - 1))
        self._relative(phrase, end)
        return phrase

    def _relative(self, phrase: Phrase, end: int) -> None:
        """Note the relative clause that follows: to the next comma of its level, or the sentence's end."""
        words = self.words
        k = phrase.last
        if k < end and words[k].text in ("،", ",") and k + 1 < end and words[k + 1].stem in _RELATIVE:
            k += 1
        if k >= end:
            return
        w = words[k]
        described = not w.pre and not self._subject_of_that(phrase) and self._is_indefinite(phrase)
        bare_clause = described and w.pos == "VERB" and w.aspect == "imperf"
        negated = described and w.stem in ("لم", "لا")
        if not (w.stem in _RELATIVE or bare_clause or negated):
            return
        stop = k + 1
        while stop < end and words[stop].text not in ("،", ",", "؛", ".") and words[stop].text not in QUOTES:
            stop += 1
        phrase.relative = (k, stop)

    def _is_indefinite(self, phrase: Phrase) -> bool:
        return self.words[phrase.head].pos == "NOUN" and not self.is_definite(phrase.head, phrase.last)

    def _subject_of_that(self, phrase: Phrase) -> bool:
        """After ``أن`` a noun and a verb are a sentence, not a noun with its relative clause."""
        before = self.words[phrase.first - 1] if phrase.first else None
        return before is not None and before.stem in ("ان", "لان", "لكن") and before.pos in ("SCONJ", "CCONJ")

    def parts(self, phrase: Phrase, number: int, end: int) -> list[Phrase]:
        """The phrases inside *phrase* that may be named alone."""
        words = self.words
        found: list[Phrase] = []
        for k in range(phrase.first + 1, phrase.last):
            w = words[k]
            if not self.nominal(k) or w.ner.startswith("I-"):
                continue
            if w.pos == "ADJ":
                if w.stem.endswith(_NISBA):
                    found.append(Phrase(k, k + 1, k))
                continue
            if w.pos == "PROPN" and words[k - 1].pos == "PROPN" and not w.pre:
                continue
            part = self.phrase(k, phrase.last)
            part.last = min(part.last, phrase.last)
            part.relative = phrase.relative if part.last == phrase.last else None
            part.prep = self.preposition(k, phrase.first)
            if w.pos == "PROPN" and (words[k - 1].definite or self.is_title(phrase.head)) and not part.prep:
                part.apposition = number
            found.append(part)
        return found
