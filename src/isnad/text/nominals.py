"""Questions about single words that noun phrases are read by."""

from __future__ import annotations

from isnad.text.document import Document, Word
from isnad.text.function_words import of_class, word_classes
from isnad.text.phrase_words import phrase_words
from isnad.text.quotes import DOUBLE, GUILLEMET

QUOTES = DOUBLE | GUILLEMET
DEMONSTRATIVE = of_class("demonstrative")
_PLACES = frozenset(["وسط", "داخل", "خارج"])
"""Prepositions that are nouns after another one: ``في وسط المدينة``."""
_LETTERS = frozenset(["و", "ف", "ب", "ل", "ك", "س", "ال"])
"""Clitics that stand alone before a number or a mark: ``بـ"..."``, ``الـ15``."""
_ABOUT = frozenset(["لا", "يقل", "تقل", "يزيد", "يقارب", "يناهز", "يربو", "يقرب", "عن", "علي", "من"])


class Nominals:
    """The words of one document, asked by index."""

    def __init__(self, document: Document) -> None:
        self.words = document.words
        self.lists = phrase_words()
        self.classes = word_classes()
        self.document = document

    def nominal(self, i: int) -> bool:
        """Whether word *i* can begin or extend a noun phrase."""
        w = self.words[i]
        if w.norm in _LETTERS:
            return False
        if w.pos in ("NOUN", "PROPN", "ADJ", "NUM"):
            return True
        if w.stem in _PLACES and i and not w.suf:
            return "ب" in w.pre or self.words[i - 1].pos == "ADP"
        return w.pos == "X" and w.text[:1] not in "-/" and w.stem not in self.classes

    def starts(self, i: int) -> bool:
        """Whether a phrase may begin at word *i*: a nominal, an approximator, a demonstrative."""
        w = self.words[i]
        if w.pos == "DET" and w.stem in DEMONSTRATIVE:
            return self.demonstrated(i)
        if w.stem == "ما" and self.about(i) > i:
            return True
        if w.norm == "ال" and i + 1 < len(self.words) and self.words[i + 1].pos == "NUM":
            return True
        if w.stem in self.lists.approximators and i + 1 < len(self.words):
            after = self.words[i + 1]
            if after.pos == "NUM" or self.more_than(i):
                return True
        if w.stem in self.lists.times and w.pos in ("ADP", "ADV", "SCONJ"):
            return False
        return self.nominal(i)

    def more_than(self, i: int) -> bool:
        """``أكثر من`` and its like."""
        w = self.words[i]
        return w.stem in ("اكثر", "اقل", "ازيد") and not w.definite and self.words[i + 1].norm == "من"

    def about(self, i: int) -> int:
        """The number after ``ما لا يقل عن``, ``ما يزيد على``; *i* itself when there is none."""
        for k in range(i + 1, min(i + 6, len(self.words))):
            w = self.words[k]
            if w.pos == "NUM":
                return k
            if w.stem not in _ABOUT:
                return i
        return i

    def demonstrated(self, i: int) -> bool:
        """Whether the demonstrative at *i* stands before its noun."""
        after = self.words[i + 1] if i + 1 < len(self.words) else None
        return after is not None and after.definite and self.nominal(i + 1)

    def open(self, w: Word) -> bool:
        """Whether the noun still takes a construct complement."""
        if w.stem in _PLACES and not w.suf:
            return True
        if w.definite or w.suf or w.pos not in ("NOUN", "NUM", "ADJ", "X"):
            return False
        stem = w.stem
        if w.number == "d" and stem.endswith(("ا", "ي")):
            return True
        if stem.endswith(("ون", "ين", "ان")) and len(stem) > 4 and w.pos != "NUM":
            return stem in self.lists.radical_n or w.number == "s"
        if stem.endswith("ا") and len(stem) > 3 and not stem.endswith(("يا", "وا")):
            return stem[:-1] in self.lists.titles
        return True

    def is_definite(self, tail: int, at: int) -> bool:
        """Whether the noun before *at* is definite by article, pronoun, name or construct."""
        words = self.words
        last = at - 1
        while last > max(at - 4, 0) and words[last].pos == "PROPN" and words[last].text[0] < "\u0250":
            last -= 1  # a Latin designation (``F-16``) leaves the noun as it was
        for k in range(last, max(min(tail, last) - 1, at - 8), -1):
            w = words[k]
            if w.text in QUOTES:
                return True
            if w.pos not in ("ADJ", "PUNCT") or k == tail:
                return w.definite or w.pos == "PROPN" or bool(w.suf) or w.ner != "O"
        return words[tail].definite

    def is_title(self, i: int) -> bool:
        """Whether word *i* is a title or role."""
        w = self.words[i]
        titles = self.lists.titles
        return w.stem in titles or w.lemma in titles or (w.stem.endswith("ة") and w.stem[:-1] in titles)

    def is_time(self, i: int) -> bool:
        """Whether word *i* begins an adverbial of time."""
        w = self.words[i]
        if w.stem == "عام" and w.definite and i and self.words[i - 1].definite:
            after = self.words[i + 1].stem if i + 1 < len(self.words) else ""
            return after in ("ماضي", "حالي", "مقبل", "جاري", "قادم")
        return (w.stem in self.lists.times or w.norm in self.lists.times) and not w.ner.endswith("PER")

    def is_participle(self, w: Word) -> bool:
        """Whether the word is an adjective that takes a complement of its own (``مرتبط ب`` ``تابع ل``)."""
        if w.pos not in ("ADJ", "NOUN") or len(w.stem) < 3:
            return False
        stem = w.stem
        if w.pos == "ADJ" and stem[0] == "م" and len(stem) >= 4:
            return stem not in self.lists.plain_m
        bases = (stem, w.lemma, stem.removesuffix("ة"), stem.removesuffix("ين"), stem.removesuffix("ون"))
        return any(b in self.lists.participles for b in bases)

    def listed(self, w: Word, allowed: frozenset[str]) -> bool:
        """Whether a word list holds the word by stem, lemma, or without its ``ة``."""
        stem = w.stem
        return stem in allowed or w.lemma in allowed or (stem[-1:] in ("ة", "ا") and stem[:-1] in allowed)

    def is_passive(self, i: int) -> bool:
        """``المشتبه به`` ``المعترف بها``: a participle whose pronoun comes with a preposition."""
        w = self.words[i]
        return w.pos in ("ADJ", "NOUN") and w.stem[0] == "م" and w.stem[-1] != "ة" and not w.suf

    def title_ends(self, at: int, end: int) -> bool:
        """Whether no name follows the title at *at*: one that does names somebody else."""
        for k in range(at + 1, min(at + 8, end)):
            w = self.words[k]
            if w.ner == "B-PER":
                return False
            if not self.nominal(k) or w.pre:
                return True
        return True


def agree(noun: Word, adjective: Word) -> bool:
    """Whether *adjective* may describe *noun*: rejects only what the written shapes exclude.

    Shapes are asked before tags, since plurals of things take the feminine singular and
    news data leave the gender of most nouns open.
    """
    people = adjective.stem.endswith(("ون", "ين")) and len(adjective.stem) > 4 and adjective.number != "s"
    if people:
        return adjective.number == "d" or _may_be_plural(noun)
    if noun.pos == "PROPN" or _may_be_plural(noun):
        return True
    return adjective.stem.endswith("ة") or not noun.stem.endswith("ة")


def _may_be_plural(noun: Word) -> bool:
    stem = noun.stem
    if noun.number in ("p", "d") or stem.endswith(("ون", "ين", "ات", "وا")):
        return True
    broken = noun.lemma not in ("", stem) and not stem.endswith("ة")
    return broken or stem in phrase_words().human_plurals
