"""Noun phrases: who and what the words name.

One left-to-right reader (:class:`_Reader`) follows what Arabic allows after each
noun: a construct (iDafa), agreeing adjectives, a name or a title in apposition,
an attached preposition, a quoted name, an acronym in brackets. It asks for parts
of speech and definiteness, not for a parse, so that every word costs the same.
"""

from __future__ import annotations

from isnad.text.document import Document, Phrase, Word
from isnad.text.function_words import of_class, word_classes
from isnad.text.phrase_words import phrase_words
from isnad.text.quotes import DOUBLE, GUILLEMET

MAX_PHRASE = 40
"""Words after which a phrase is cut."""
_QUOTES = DOUBLE | GUILLEMET
_PREP_CLITICS = frozenset("بلك")
_LETTERS = frozenset(["و", "ف", "ب", "ل", "ك", "س", "ال"])
"""Clitics that stand alone before a number or a mark: ``بـ"..."``, ``الـ15``."""
_INTENSIFIERS = frozenset(["نفس", "ذات", "عين", "كل", "جميع", "انفس", "اسر"])
_NISBA = ("ي", "ية", "يين", "يون")
_NOUNS = ("NOUN", "PROPN", "X", "NUM")
_ABOUT = frozenset(["لا", "يقل", "تقل", "يزيد", "يقارب", "يناهز", "يربو", "يقرب", "عن", "علي", "من"])
_COMPLEMENTS = frozenset(["ب", "ل", "في", "من", "علي", "عن", "الي", "مع", "ضد", "لدي", "بين"])
"""Prepositions that a participle governs."""
_RELATIVE = of_class("relative")
_DEMONSTRATIVE = of_class("demonstrative")


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


class _Reader:
    """Reads noun phrases of one document."""

    def __init__(self, document: Document) -> None:
        self.words = document.words
        self.lists = phrase_words()
        self.classes = word_classes()
        self.document = document

    # -- what a word is -------------------------------------------------
    def nominal(self, i: int) -> bool:
        """Whether word *i* can begin or extend a noun phrase."""
        w = self.words[i]
        if w.norm in _LETTERS:
            return False
        if w.pos in ("NOUN", "PROPN", "ADJ", "NUM"):
            return True
        return w.pos == "X" and w.text[:1] not in "-/" and w.stem not in self.classes

    def starts(self, i: int) -> bool:
        """Whether a phrase may begin at word *i*: a nominal, an approximator, a demonstrative."""
        w = self.words[i]
        if w.pos == "DET" and w.stem in _DEMONSTRATIVE:
            return self._demonstrated(i)
        if w.stem == "ما" and self._about(i) > i:
            return True
        if w.norm == "ال" and i + 1 < len(self.words) and self.words[i + 1].pos == "NUM":
            return True
        if w.stem in self.lists.approximators and i + 1 < len(self.words):
            after = self.words[i + 1]
            if after.pos == "NUM" or self._more_than(i):
                return True
        if w.stem in self.lists.times and w.pos in ("ADP", "ADV", "SCONJ"):
            return False
        return self.nominal(i)

    def _more_than(self, i: int) -> bool:
        w = self.words[i]
        return w.stem in ("اكثر", "اقل", "ازيد") and not w.definite and self.words[i + 1].norm == "من"

    def _about(self, i: int) -> int:
        """The number after ``ما لا يقل عن``, ``ما يزيد على``; *i* itself when there is none."""
        for k in range(i + 1, min(i + 6, len(self.words))):
            w = self.words[k]
            if w.pos == "NUM":
                return k
            if w.stem not in _ABOUT:
                return i
        return i

    def _demonstrated(self, i: int) -> bool:
        after = self.words[i + 1] if i + 1 < len(self.words) else None
        return after is not None and after.definite and self.nominal(i + 1)

    def open(self, w: Word) -> bool:
        """Whether the noun still takes a construct complement."""
        if w.definite or w.suf or w.pos not in ("NOUN", "NUM", "ADJ", "X"):
            return False
        stem = w.stem
        if w.ner != "O" and w.ner.endswith(("PER", "LOC")):
            return False
        if stem.endswith(("ون", "ين", "ان")) and len(stem) > 4 and w.pos != "NUM":
            return stem in self.lists.radical_n or w.number == "s"
        return not (stem.endswith("ا") and len(stem) > 3 and not stem.endswith(("يا", "وا")))

    def preposition(self, i: int, first: int) -> str:
        """The preposition that governs a phrase beginning at *i*."""
        w = self.words[i]
        for clitic in reversed(w.pre):
            if clitic in _PREP_CLITICS:
                return clitic
        k = i - 1
        while k >= first and (self.words[k].text in _QUOTES or self.words[k].text == "("):
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
        texts = [x.norm for x in between if x.text not in _QUOTES]
        if w.pre[:1] == ("و",):
            return all(t in ("،", ",") for t in texts)
        return texts in (["او"], ["و"], ["ام"], ["،", "او"])

    # -- reading -----------------------------------------------------------
    def phrase(self, i: int, end: int) -> Phrase:
        """The phrase that begins at *i* and stays before *end*."""
        end = min(end, i + MAX_PHRASE)
        head, at = self._lead(i, end)
        last = self._follow(head, at, end, 0)
        phrase = Phrase(i, max(last, i + 1), min(head, max(last, i + 1) - 1))
        self._relative(phrase, end)
        return phrase

    def _lead(self, i: int, end: int) -> tuple[int, int]:
        """Numbers, approximators and demonstratives before the head: (head, next word)."""
        words = self.words
        k = i
        w = words[k]
        if w.pos == "DET" and w.stem in _DEMONSTRATIVE and k + 1 < end:
            return (k + 1, k + 2)
        if w.norm == "ال" and k + 1 < end:
            k += 1
        if w.stem == "ما":
            k = w_at if (w_at := self._about(k)) < end else k
        if w.stem in self.lists.approximators and k + 1 < end and not w.definite:
            if words[k + 1].pos == "NUM":
                k += 1
            elif self._more_than(k) and k + 2 < end and self.nominal(k + 2):
                k += 2
        counted = False
        while k < end and words[k].pos == "NUM":
            if counted and words[k].pre and words[k].pre[0] != "و":
                break
            counted = True
            k += 1
            if k < end and words[k].pos == "SYM":
                k += 1
        if not counted:
            return (k, k + 1)
        if k < end and self.nominal(k) and not words[k].pre and not words[k].definite:
            return (k, k + 1)
        if k < end and words[k].definite and not words[k].pre and words[k - 1].stem in self.classes:
            return (k, k + 1)
        return (k - 1, k)

    def _follow(self, head: int, at: int, end: int, depth: int) -> int:
        """Where the phrase of the noun at *head* ends, *at* being the next word to look at."""
        tail = head
        while at < end:
            step = self._step(head, tail, at, end, depth)
            if step is None:
                break
            tail, at = step
        return at

    def _step(self, head: int, tail: int, at: int, end: int, depth: int) -> tuple[int, int] | None:
        """One extension: the new tail noun and the next word to look at, or None."""
        words = self.words
        w = words[at]
        if w.text in _QUOTES:
            return self._quoted(tail, at, end, depth)
        if w.text == "(":
            return self._bracketed(tail, at, end)
        if w.pos == "ADP" and w.suf and not w.pre:
            return (tail, at + 1) if self._takes(head, tail, at, w.stem) or self._passive(at - 1) else None
        if w.pos == "DET" and w.stem in _DEMONSTRATIVE and not w.pre:
            return (tail, at + 1) if self._definite(tail, at) and not self._demonstrated(at) else None
        if (w.pos == "ADP" and not w.pre and not w.suf) or w.norm in _PREP_CLITICS:
            return self._attached(head, tail, at, at + 1, w.stem, end, depth)
        if w.norm == "ال" and at + 1 < end and self.words[at + 1].pos == "NUM":
            return self._number_tail(at + 1, end)
        if w.text in ("،", ","):
            return self._renamed(head, tail, at, end, depth)
        if not self.nominal(at):
            return None
        if w.pre:
            return self._with_clitic(head, tail, at, end, depth)
        return self._bare(head, tail, at, end)

    def _bare(self, head: int, tail: int, at: int, end: int) -> tuple[int, int] | None:
        """A nominal that follows without any clitic."""
        words = self.words
        w, t = words[at], words[tail]
        if t.ner != "O" and w.ner.startswith("I-") and w.ner[2:] == t.ner[2:]:
            return at, at + 1
        if self._modifies(head, tail, at):
            return tail, at + 1
        if self._of_its_own(tail, at, end):
            return tail, at + 2
        if w.suf and w.stem in _INTENSIFIERS and self._definite(tail, at):
            return tail, at + 1
        construct = words[at - 1].pos != "ADJ" or at - 1 == tail
        if construct and self.open(words[at - 1]) and w.stem not in self.lists.approximators:
            return (at, at + 1) if not self._is_time(at) or words[at - 1].stem in self.lists.times else None
        if self._is_time(at):
            return None
        return self._apposed(head, tail, at)

    def _modifies(self, head: int, tail: int, at: int) -> bool:
        """Whether the word at *at* is an adjective of a noun between *head* and itself."""
        words = self.words
        w = words[at]
        if w.pos != "ADJ" or w.definite != self._definite(tail, at):
            return False
        nouns = [words[k] for k in range(max(head, at - 8), at) if words[k].pos in _NOUNS or k == tail]
        return any(_agree(n, w) for n in nouns) or not nouns

    def _of_its_own(self, tail: int, at: int, end: int) -> bool:
        """``المنتهية ولايته``: an adjective that agrees with the noun after it, which points back."""
        w = self.words[at]
        if at + 1 >= end or w.pos != "ADJ" or not w.definite or not self._definite(tail, at):
            return False
        after = self.words[at + 1]
        return after.pos == "NOUN" and bool(after.suf) and not after.pre

    def _apposed(self, head: int, tail: int, at: int) -> tuple[int, int] | None:
        """A name or a title in apposition."""
        words = self.words
        w, before = words[at], words[at - 1]
        if w.pos == "PROPN" or w.ner.startswith(("B-PER", "I-")):
            if before.pos == "PROPN" or before.definite or before.suf or self._is_title(tail):
                return at, at + 1
            return (at, at + 1) if self._definite(tail, at) else None
        if self._is_title(at) and w.definite and self._definite(tail, at):
            return at, at + 1
        if not w.definite and self._is_title(at) and before.pos == "PROPN" and words[head].pos == "PROPN":
            return at, at + 1
        if w.pos == "NUM" and w.definite and before.definite:
            return tail, at + 1
        return None

    def _with_clitic(self, head: int, tail: int, at: int, end: int, depth: int) -> tuple[int, int] | None:
        words = self.words
        w = words[at]
        if w.pre[0] == "و":
            if len(w.pre) > 1:
                return None
            if w.ner.startswith("I-"):
                return at, at + 1
            if w.pos == "ADJ" and words[at - 1].pos == "ADJ" and w.definite == words[at - 1].definite:
                return tail, at + 1
            if w.pos == "NUM" and words[at - 1].pos == "NUM":
                return self._number_tail(at, end)
            return None
        if w.pre[0] in _PREP_CLITICS and len(w.pre) == 1:
            return self._attached(head, tail, at, at, w.pre[0], end, depth)
        return None

    def _number_tail(self, at: int, end: int) -> tuple[int, int]:
        k = at + 1
        while k < end and self.words[k].pos == "NUM" and not self.words[k].pre:
            k += 1
        if k < end and self.nominal(k) and not self.words[k].pre and not self.words[k].definite:
            return k, k + 1
        return k - 1, k

    def _attached(  # noqa: PLR0917
        self, head: int, tail: int, at: int, start: int, prep: str, end: int, depth: int
    ) -> tuple[int, int] | None:
        """A preposition that belongs to the name: its complement is read as a phrase of its own."""
        if start >= end or depth >= 3:
            return None
        while start < end and self.words[start].text in _QUOTES:
            start += 1
        if start >= end or not (self.nominal(start) or self.words[start].stem in _DEMONSTRATIVE):
            return None
        if not self._takes(head, tail, at, prep) or self._is_time(start):
            return None
        if any(x.stem == prep or x.pre[-1:] == (prep,) for x in self.words[head + 1 : at]):
            return None
        inner, k = self._lead(start, end)
        last = self._follow(inner, min(k, end), end, depth + 1)
        if last < end and self.words[last].text in _QUOTES and self.words[start - 1].text in _QUOTES:
            last += 1
        return inner, last

    def _takes(self, head: int, tail: int, at: int, prep: str) -> bool:
        words = self.words
        allowed = self.lists.takes.get(prep, frozenset())
        before = words[at - 1]
        participle = before.pos == "ADJ" and before.stem[0] == "م" and len(before.stem) >= 4
        if participle and prep in _COMPLEMENTS and before.stem not in self.lists.plain_m:
            return True
        return any(self._listed(words[k], allowed) for k in {head, tail, at - 1})

    def _passive(self, i: int) -> bool:
        """``المشتبه به`` ``المعترف بها``: a participle whose pronoun comes with a preposition."""
        w = self.words[i]
        return w.pos in ("ADJ", "NOUN") and w.stem[0] == "م" and w.stem[-1] != "ة" and not w.suf

    def _listed(self, w: Word, allowed: frozenset[str]) -> bool:
        return w.stem in allowed or w.lemma in allowed or (w.stem.endswith("ة") and w.stem[:-1] in allowed)

    def _quoted(self, tail: int, at: int, end: int, depth: int) -> tuple[int, int] | None:
        """A quoted name after its noun: the marks belong to the phrase."""
        quote = self.document.in_quote(at + 1) if at + 1 < end else None
        if quote is None or quote.first != at + 1 or not quote.closed or quote.last > min(end, at + 9):
            return None
        close = quote.last
        inside = self.words[at + 1 : close]
        if any(w.pos in ("VERB", "SCONJ") or w.text in ".:؟!" for w in inside):
            return None
        if inside[0].pre or not (self.open(self.words[at - 1]) or self._definite(tail, at)):
            return None
        return close - 1, min(close + 1, end)

    def _bracketed(self, tail: int, at: int, end: int) -> tuple[int, int] | None:
        """A short name or acronym in brackets."""
        for k in range(at + 1, min(at + 7, end)):
            w = self.words[k]
            if w.text == ")":
                inside = self.words[at + 1 : k]
                if not inside or any(x.pos in ("VERB", "NUM", "ADP") or self._is_time(x.i) for x in inside):
                    return None
                return tail, k + 1
            if w.text in "،.;:":
                return None
        return None

    def _renamed(self, head: int, tail: int, at: int, end: int, depth: int) -> tuple[int, int] | None:
        """``وزير كذا، فلان الفلاني،``: the name after a comma belongs to the title before it."""
        if at + 1 >= end or depth or self.words[at + 1].pre:
            return None
        w = self.words[at + 1]
        if self._is_title(head) and (w.ner == "B-PER" or (w.pos == "PROPN" and w.ner == "O")):
            return at + 1, at + 2
        before = self.words[at - 1]
        person = before.ner.endswith("PER") or (before.pos == "PROPN" and before.ner == "O")
        named = self.words[head].pos == "PROPN" or self._is_title(head)
        if person and named and self._is_title(at + 1) and self._title_ends(at + 1, end):
            return at + 1, at + 2
        return None

    def _title_ends(self, at: int, end: int) -> bool:
        """Whether no name follows the title at *at*: one that does names somebody else."""
        for k in range(at + 1, min(at + 8, end)):
            w = self.words[k]
            if w.ner == "B-PER":
                return False
            if not self.nominal(k) or w.pre:
                return True
        return True

    def _definite(self, tail: int, at: int) -> bool:
        """Whether the noun before *at* is definite by article, pronoun, name or construct."""
        words = self.words
        for k in range(at - 1, max(tail - 1, at - 8), -1):
            w = words[k]
            if w.pos not in ("ADJ", "PUNCT") or k == tail:
                return w.definite or w.pos == "PROPN" or bool(w.suf) or w.ner != "O"
        return words[tail].definite

    def _is_title(self, i: int) -> bool:
        w = self.words[i]
        titles = self.lists.titles
        return w.stem in titles or w.lemma in titles

    def _is_time(self, i: int) -> bool:
        w = self.words[i]
        if w.stem == "عام" and w.definite and i and self.words[i - 1].definite:
            after = self.words[i + 1].stem if i + 1 < len(self.words) else ""
            return after in ("ماضي", "حالي", "مقبل", "جاري", "قادم")
        return w.stem in self.lists.times or w.norm in self.lists.times

    def _relative(self, phrase: Phrase, end: int) -> None:
        """Note the relative clause that follows: to the next comma of its level, or the sentence's end."""
        words = self.words
        k = phrase.last
        if k < end and words[k].text in ("،", ",") and k + 1 < end and words[k + 1].stem in _RELATIVE:
            k += 1
        if k >= end:
            return
        w = words[k]
        bare_clause = w.pos == "VERB" and not w.pre and not words[phrase.head].definite
        bare_clause = bare_clause and words[phrase.head].pos == "NOUN" and w.aspect == "imperf"
        negated = w.stem in ("لم", "لا") and not w.pre and not words[phrase.head].definite
        if not (w.stem in _RELATIVE or bare_clause or negated):
            return
        stop = k + 1
        while stop < end and words[stop].text not in ("،", ",", "؛", ".") and words[stop].text not in _QUOTES:
            stop += 1
        phrase.relative = (k, stop)

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
            if w.pos == "PROPN" and (words[k - 1].definite or self._is_title(phrase.head)) and not part.prep:
                part.apposition = number
            found.append(part)
        return found


def _agree(noun: Word, adjective: Word) -> bool:
    """Gender and number agreement; what is unknown agrees. Plurals of things take the feminine singular."""
    if noun.pos in ("PROPN", "X") and noun.ner.endswith("LOC"):
        return adjective.gender != "m" or adjective.stem[-1:] != "ة"
    if noun.number == "p" or _broken_plural(noun):
        return adjective.number == "p" or adjective.gender != "m" or _broken_plural(noun)
    if noun.number == "d":
        return adjective.number != "s"
    if adjective.number == "p" and noun.number == "s" and noun.gender:
        return False
    return not noun.gender or not adjective.gender or noun.gender == adjective.gender


def _broken_plural(noun: Word) -> bool:
    """Whether the form may be a broken plural that the tags call singular."""
    return noun.number != "p" and noun.gender == "m" and noun.lemma not in ("", noun.stem)
