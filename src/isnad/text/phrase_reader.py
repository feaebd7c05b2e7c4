"""How far one noun phrase reaches: a left-to-right reader of what Arabic allows after a noun."""

from __future__ import annotations

from isnad.text.nominals import DEMONSTRATIVE, QUOTES, Nominals, agree

PREP_CLITICS = frozenset("بلك")
_INTENSIFIERS = frozenset(["نفس", "ذات", "عين", "كل", "جميع", "انفس", "اسر"])
_MINISTRIES = frozenset(["وزير", "وزيرة", "وزراء", "وزيرا", "وزيري", "وزارة", "وزارتا", "وزارتي"])
"""After them ``خارجية`` and its like are nouns in a construct."""
_NOUNS = ("NOUN", "PROPN", "X", "NUM")
_COMPLEMENTS = frozenset(["ب", "ل", "في", "من", "علي", "عن", "الي", "مع", "ضد", "لدي", "بين"])
"""Prepositions that a participle governs."""


class PhraseReader(Nominals):
    """Finds where a noun phrase that begins at a given word ends.

    A *step* is one extension: a construct (iDafa) noun, an agreeing adjective, a name
    or title in apposition, an attached preposition with its noun, a quoted name, an
    acronym in brackets. Steps return the new last noun and the next word to look at.
    """

    def lead(self, i: int, end: int) -> tuple[int, int]:
        """Numbers, approximators and demonstratives before the head: (head, next word)."""
        words = self.words
        k = i
        w = words[k]
        if w.pos == "DET" and w.stem in DEMONSTRATIVE:
            return (k + 1, k + 2) if k + 1 < end and self.demonstrated(k) else (k, k + 1)
        if w.norm == "ال" and k + 1 < end:
            k += 1
        if w.stem == "ما":
            k = w_at if (w_at := self.about(k)) < end else k
        if w.stem in self.lists.approximators and k + 1 < end and not w.definite:
            if words[k + 1].pos == "NUM":
                k += 1
            elif self.more_than(k) and k + 2 < end and self.nominal(k + 2):
                k += 2
        counted = False
        if words[k].pos == "NUM":
            k = self._with_written_and(k, end)
            counted = True
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
        return (max(k - 1, i), max(k, i + 1))

    def _with_written_and(self, k: int, end: int) -> int:
        """The last part of ``71 ألفا و781``, where و stands alone because digits follow; else *k*."""
        words = self.words
        last = k
        while last + 1 < end and words[last + 1].pos == "NUM" and not words[last + 1].pre:
            last += 1
        if last + 2 < end and words[last + 1].norm == "و" and words[last + 2].pos == "NUM":
            return last + 2
        return k

    def follow(self, head: int, at: int, end: int, depth: int) -> int:
        """Where the phrase of the noun at *head* ends, *at* being the next word to look at."""
        tail = head
        while at < end:
            step = self._step(head, tail, at, end, depth)
            if step is None or step[1] <= at:
                break
            tail, at = step
        return at

    def _step(self, head: int, tail: int, at: int, end: int, depth: int) -> tuple[int, int] | None:
        """One extension: the new tail noun and the next word to look at, or None."""
        words = self.words
        w = words[at]
        if w.text in QUOTES:
            return self._quoted(tail, at, end, depth)
        if w.text == "(":
            return self._bracketed(tail, at, end)
        if w.pos == "ADP" and w.suf and not w.pre:
            return (tail, at + 1) if self._takes(head, tail, at, w.stem) or self.is_passive(at - 1) else None
        if w.pos == "DET" and w.stem in DEMONSTRATIVE and not w.pre:
            if self.open(self.words[at - 1]) and self.demonstrated(at) and at + 1 < end:
                return at + 1, at + 2
            return (tail, at + 1) if self.is_definite(tail, at) and not self.demonstrated(at) else None
        if w.stem == "وسط" and not w.pre and not w.suf and self.open(self.words[at - 1]):
            return (at + 1, at + 2) if at + 1 < end and self.nominal(at + 1) else None
        if (w.pos == "ADP" and not w.pre and not w.suf) or w.norm in PREP_CLITICS:
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
        if words[at - 1].stem in _MINISTRIES and not w.definite and w.stem.endswith("ية"):
            return at, at + 1
        if self._modifies(head, tail, at):
            return tail, at + 1
        if self._of_its_own(tail, at, end):
            return tail, at + 2
        if w.suf and w.stem in _INTENSIFIERS and self.is_definite(tail, at):
            return tail, at + 1
        construct = words[at - 1].pos != "ADJ" or at - 1 == tail or words[at - 1].stem in self.lists.elatives
        if construct and self.open(words[at - 1]) and w.stem not in self.lists.approximators:
            return (at, at + 1) if not self.is_time(at) or words[at - 1].stem in self.lists.times else None
        if self.is_time(at):
            return None
        return self._apposed(head, tail, at)

    def _modifies(self, head: int, tail: int, at: int) -> bool:
        """Whether the word at *at* is an adjective of a noun between *head* and itself."""
        words = self.words
        w = words[at]
        if w.pos != "ADJ" or w.definite != self.is_definite(tail, at) or w.norm in self.lists.times:
            return False
        if w.stem in self.lists.elatives and not w.definite and at - 1 == tail and self.open(words[tail]):
            return False
        if at + 1 < len(words) and words[at + 1].pos == "ADP" and words[at + 1].suf and self.is_passive(at):
            return True
        if at + 1 < len(words) and words[at + 1].pos == "ADJ" and words[at + 1].pre == ("و",):
            return words[at + 1].definite == w.definite
        nouns = [k for k in range(max(head, at - 8), at) if words[k].pos in _NOUNS or k == tail]
        feminine = w.stem.endswith("ة")
        return any(agree(words[k], w) and not (feminine and self._one_man(k)) for k in nouns) or not nouns

    def _one_man(self, k: int) -> bool:
        """``المبعوث``: a title of one man, which no feminine adjective describes (``أكد المبعوث الحاجة إلى``)."""
        w = self.words[k]
        return self.is_title(k) and w.number in ("", "s") and not w.stem.endswith("ة") and w.pos != "PROPN"

    def _of_its_own(self, tail: int, at: int, end: int) -> bool:
        """``المنتهية ولايته``: an adjective that agrees with the noun after it, which points back."""
        w = self.words[at]
        if at + 1 >= end or w.pos != "ADJ" or not w.definite or not self.is_definite(tail, at):
            return False
        after = self.words[at + 1]
        return after.pos == "NOUN" and bool(after.suf) and not after.pre and agree(after, w)

    def _apposed(self, head: int, tail: int, at: int) -> tuple[int, int] | None:
        """A name or a title in apposition."""
        words = self.words
        w, before = words[at], words[at - 1]
        if before.pos == "PROPN" and w.stem in self.lists.name_particles:
            return at, at + 1
        if w.pos == "PROPN" or w.ner.startswith(("B-PER", "I-")):
            if before.pos == "PROPN" or before.definite or before.suf or self.is_title(tail):
                return at, at + 1
            return (at, at + 1) if self.is_definite(tail, at) else None
        if w.stem.endswith("ة") and self._one_man(tail):
            return None
        if self.is_title(at) and w.definite and self.is_definite(tail, at):
            person = before.ner.endswith("PER") or before.pos == "PROPN"
            return (at, at + 1) if not person or self.title_ends(at, len(words)) else None
        if not w.definite and self.is_title(at) and before.pos == "PROPN" and words[head].pos == "PROPN":
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
            return (at, at + 1) if self._joint(head, at, depth) else None
        if w.pre[0] in PREP_CLITICS and len(w.pre) == 1:
            return self._attached(head, tail, at, at, w.pre[0], end, depth)
        return None

    def _joint(self, head: int, at: int, depth: int) -> bool:
        """``سفيري البلدين كذا وكذا``: a place joined to one that several of the head's things share."""
        words = self.words
        w, before = words[at], words[at - 1]
        if not (before.ner.endswith("LOC") and w.ner == "B-LOC"):
            return False
        return depth > 0 or words[head].number in ("p", "d")

    def _number_tail(self, at: int, end: int) -> tuple[int, int]:
        k = at + 1
        while k < end and self.words[k].pos == "NUM" and not self.words[k].pre:
            k += 1
        if k < end and self.nominal(k) and not self.words[k].pre and not self.words[k].definite:
            return k, k + 1
        return k - 1, k

    def _attached(
        self, head: int, tail: int, at: int, start: int, prep: str, end: int, depth: int
    ) -> tuple[int, int] | None:
        """A preposition that belongs to the name: its complement is read as a phrase of its own."""
        if start >= end or depth >= 3:
            return None
        while start < end and self.words[start].text in QUOTES:
            start += 1
        if start >= end or not (self.nominal(start) or self.words[start].stem in DEMONSTRATIVE):
            return None
        if not self._takes(head, tail, at, prep) or self.is_time(start):
            return None
        if any(x.stem == prep or x.pre[-1:] == (prep,) for x in self.words[head + 1 : at]):
            return None
        inner, k = self.lead(start, end)
        last = self.follow(inner, min(k, end), end, depth + 1)
        if last < end and self.words[last].text in QUOTES and self.words[start - 1].text in QUOTES:
            last += 1
        return inner, last

    def _takes(self, head: int, tail: int, at: int, prep: str) -> bool:
        words = self.words
        allowed = self.lists.takes.get(prep, frozenset())
        before = words[at - 1]
        if prep in _COMPLEMENTS and at - 1 > head and self.is_participle(before):
            return True
        if prep == "ل" and not self.is_definite(tail, at) and self.listed(words[head], self.lists.owned):
            return True
        if prep == "من" and words[head].pos == "NUM":
            return True
        if prep == "من" and any(x.pos == "ADP" or x.pre for x in words[head + 1 : at]):
            return False
        if prep == "من" and self.is_definite(tail, at) and not self.listed(words[head], self.lists.portions):
            return False
        return any(self.listed(words[k], allowed) for k in {head, tail, at - 1, self._construct(head, at)})

    def _construct(self, head: int, at: int) -> int:
        """The first noun of the construct that ends before *at*."""
        words = self.words
        k = at - 1
        while k > head and not words[k].pre and words[k].pos in ("NOUN", "PROPN", "ADJ", "X"):
            k -= 1
        return k if words[k].pos == "NOUN" else min(k + 1, at - 1)

    def _quoted(self, tail: int, at: int, end: int, depth: int) -> tuple[int, int] | None:
        """A quoted name after its noun: the marks belong to the phrase."""
        quote = self.document.in_quote(at + 1) if at + 1 < end else None
        if quote is None or quote.first != at + 1 or not quote.closed or quote.last > min(end, at + 9):
            return None
        close = quote.last
        inside = self.words[at + 1 : close]
        if inside[-1].text == "." and len(inside) > 1:
            inside = inside[:-1]
        if any(w.pos in ("VERB", "SCONJ") or w.text in ".:؟!" for w in inside):
            return None
        is_open = self.open(self.words[at - 1])
        described = inside[0].stem in self.classes or (inside[0].pos == "ADJ" and not inside[0].definite)
        if inside[0].pre or (described and not is_open) or self.words[at - 1].pos == "PROPN":
            return None
        if not (is_open or self.is_definite(tail, at)):
            return None
        return close - 1, min(close + 1, end)

    def _bracketed(self, tail: int, at: int, end: int) -> tuple[int, int] | None:
        """A short name or acronym in brackets."""
        for k in range(at + 1, min(at + 7, end)):
            w = self.words[k]
            if w.text == ")":
                inside = self.words[at + 1 : k]
                if all(x.pos == "PUNCT" for x in inside):
                    return None
                if any(x.pos in ("VERB", "NUM", "ADP") or self.is_time(x.i) for x in inside):
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
        titled = any(self.is_title(k) for k in range(max(head, at - 6), at))
        if titled and (w.ner == "B-PER" or (w.pos == "PROPN" and w.ner == "O")):
            return at + 1, at + 2
        before = self.words[at - 1]
        person = before.ner.endswith("PER") or (before.pos == "PROPN" and before.ner == "O")
        named = self.words[head].pos == "PROPN" or self.is_title(head)
        if person and named and self.is_title(at + 1) and self.title_ends(at + 1, end):
            return at + 1, at + 2
        return None
