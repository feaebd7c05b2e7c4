"""Adding words to an actor's noun phrase, from its head to its end.

A small shift machine over the Arabic noun phrase: idafa chain, adjectives,
apposed names and titles, and the prepositional links that belong to an office
(``المتحدث باسم``, ``مسؤول في``, ``السفير لدى``).
"""

from __future__ import annotations

from isnad.coding.actor_phrases import NOT_NOMINAL, QUOTES, ActorPhrase, Judge
from isnad.lexicon.actors import Noun
from isnad.text.document import Word

_RANKS = frozenset(
    ["لواء", "فريق", "عميد", "عقيد", "مقدم", "رائد", "نقيب", "ملازم", "عماد", "شيخ", "امير", "حاج"]
)
_ENVOYS = frozenset(["مبعوث", "سفير", "موفد", "قنصل", "مندوب", "ممثل", "منسق"])
_VAGUE = frozenset(["مسؤول", "دبلوماسي", "قيادي"])
_MINISTERIAL = frozenset(["وزير", "وزارة"])
_MISSIONS = frozenset(["سفارة", "بعثة", "قنصلية"])
_BODIES = frozenset(["government", "armed_forces", "armed_group", "party", "international", "organisation"])


class Extension(Judge):
    """Extends phrases; the reader supplies :meth:`phrase`, :meth:`known` and :meth:`generic`."""

    def phrase(self, i: int, inner: bool = False) -> ActorPhrase | None:
        """The phrase that starts at word *i*."""
        raise NotImplementedError

    def known(self, i: int) -> ActorPhrase | None:
        """The phrase of the known name at word *i*."""
        raise NotImplementedError

    def generic(self, i: int, inner: bool) -> ActorPhrase | None:
        """The phrase headed by the generic noun at word *i*."""
        raise NotImplementedError

    def extend(self, p: ActorPhrase) -> None:
        """Add to *p* what belongs to its noun phrase."""
        end = self.doc.sentence_of(p.first).last
        is_open = self.opens(p)
        for _ in range(14):
            j = p.last
            if j >= end:
                return
            w = self.words[j]
            if w.is_punct:
                if not (self.quoted_name(p, j, is_open) or self.name_after_comma(p, j)):
                    return
                is_open = False
                continue
            if w.norm in self.base.stop or (w.is_verb and j not in self.found.starts):
                return
            step = None if w.pre else self.step(p, j, is_open)
            if step is None:
                if not self.linked(p, j):
                    return
                step = False
            is_open = step

    def opens(self, p: ActorPhrase) -> bool:
        """Whether the head may govern an idafa: no article, pronoun, ``ن`` of plural or dual, nor tanwin."""
        tail = self.words[p.last - 1]
        if tail.definite or tail.suf:
            return False
        if p.number in ("p", "d") and p.last == p.head + 1 and p.noun is not None:
            sound = tail.stem.endswith(("ون", "ين", "ان"))
            return not sound or tail.stem[:-2] not in self.base.nouns.next
        if p.last == p.head + 1 and self.after_number(p.head):
            return (
                p.last in self.found.starts
                or self.words[min(p.last, len(self.words) - 1)].stem in self.base.portfolio
            )
        return True

    def step(self, p: ActorPhrase, j: int, is_open: bool) -> bool | None:
        """Take word *j* into *p*; whether the idafa is still open, or None when it does not belong."""
        w = self.words[j]
        if self.is_adjective(p, j, is_open):
            self.take_adjective(p, j)
            return False
        if j in self.found.names and self.take_name(p, j, is_open):
            return False
        if is_open and w.stem in self.base.portfolio and p.noun is not None and p.noun.lemma in _MINISTERIAL:
            return self.take_complement(p, w, j)
        noun = self.found.nouns.get(j)
        if noun is not None:
            if self.is_rank(j, noun[1].noun) and self.may_be_named(p):
                p.last = noun[0]
                return False
            title = noun[1].noun.head == "title" or (
                p.noun is not None and p.noun.head == "title" and w.definite
            )
            sub = self.generic(j, inner=True) if is_open or title else None
            if sub is not None:
                self.take_sub(p, sub, is_open)
                return False
        if j in self.found.people and self.may_be_named(p):
            p.named, p.supported, p.proper = True, True, (j, self.found.people[j])
            p.last = self.found.people[j]
            return False
        return self.take_complement(p, w, j) if is_open and self.is_complement(w) else None

    @staticmethod
    def take_complement(p: ActorPhrase, w: Word, j: int) -> bool:
        """Take the second term of an idafa; whether it is open in turn."""
        p.role_words.append(w.stem)
        p.last = j + 1
        p.definite = p.definite or w.definite
        return not w.definite and not w.suf

    def is_rank(self, j: int, noun: Noun) -> bool:
        """Whether word *j* is a rank or title right before a person's name (``اللواء فلان``)."""
        after = self.found.nouns[j][0]
        if noun.lemma.split()[0] not in _RANKS and noun.head != "title":
            return False
        if after in self.found.people:
            return True
        name = self.found.names.get(after)
        return name is not None and self.base.actors[name[1][0][0]].kind in ("person", "official")

    # -- taking -------------------------------------------------------------

    def take_adjective(self, p: ActorPhrase, j: int) -> None:
        """Add an adjective and what it says: state, sector, office held no more."""
        w = self.words[j]
        nisba = self.found.nisba.get(j)
        if nisba is not None and self.nisba_ok(p, j):
            part = self.nisba_part(j, nisba[1])
            p.parts.append(part)
            self.absorb(p, part)
            p.last = nisba[0]
            return
        sector = self.base.sectors.get(w.stem)
        if sector:
            p.supported = True
            if p.sector is None or (p.noun is not None and _yields(p.noun)):
                p.sector = sector
        if self.is_former(w.stem):
            p.former = True
        elif sector or w.stem in ("عام", "عامة", "اول"):
            p.role_words.append(w.stem)
        p.last = j + 1

    def absorb(self, p: ActorPhrase, part: ActorPhrase) -> None:
        """Let *part* (state, organ, group) say what *p* belongs to."""
        p.supported = True
        p.state = p.state or part.state
        p.country = p.country or part.country
        if part.kind != "state" and p.org is None:
            p.org = part.actor or part.org
        if p.noun is not None and p.noun.inherit and part.sector and (not p.sector or p.noun.members):
            p.sector = (p.sector or part.sector) if part.kind == "state" else part.sector

    def take_name(self, p: ActorPhrase, j: int, is_open: bool) -> bool:
        """Take a known name at *j*: idafa complement, or apposition for people and groups."""
        last, candidates = self.found.names[j]
        choice = self.choose(candidates, j, last)
        if choice is None:
            return False
        actor = self.base.actors[choice[0]]
        person = actor.kind in ("person", "official")
        if person and self.may_be_named(p):
            if not self.could_hold(choice[0], choice[1], p):
                return False
            p.actor, p.named, p.supported = actor.id, True, True
            p.country = p.country or actor.country
            p.last = max(last, self.run_end(j))
            return True
        joins = not person and p.noun is not None and self.same_sort(p.noun, actor.kind)
        if not is_open and not joins:
            return False
        sub = self.known(j)
        if sub is None:
            return False
        if joins and p.noun is not None and p.noun.head in ("collective", "media") and p.actor is None:
            if not sub.metonym:
                p.actor, p.named = actor.id, True
        elif actor.kind == "state" and sub.metonym:
            sub.locative = True
        p.parts.append(sub)
        self.absorb(p, sub)
        p.last = sub.last
        return True

    def take_sub(self, p: ActorPhrase, sub: ActorPhrase, is_open: bool) -> None:
        """Take a phrase headed by another actor noun: idafa complement (``قائد أركان الجيش``) or title."""
        assert sub.noun is not None
        p.last = sub.last
        title = sub.noun.head == "title" or not is_open
        if title:
            p.sector = p.sector or sub.sector
        if sub.named and (title or sub.noun.head in ("role", "person")) and self.may_be_named(p):
            p.named, p.actor, p.proper, p.supported = True, sub.actor, sub.proper, True
            p.country, p.org, p.state = p.country or sub.country, p.org or sub.org, p.state or sub.state
            if title:
                p.parts.extend(sub.parts)
                return
        p.role_words.extend(sub.role_words)
        p.definite = p.definite or sub.definite
        self.absorb(p, sub)
        p.parts.append(sub)

    # -- links --------------------------------------------------------------

    def linked(self, p: ActorPhrase, j: int) -> bool:
        """``باسم``, ``في وزارة``, ``لدى الأمم المتحدة``: take the link and the noun phrase after it."""
        noun, w = p.noun, self.words[j]
        if w.pre and w.pre[0] in ("و", "ف"):
            return self.portfolio_pair(p, j) or self.adjective_pair(p, j) or self.state_pair(p, j)
        tied = j > p.head + 1 and self.words[j - 1].stem in self.base.tied
        if noun is None or not (tied or noun.head in ("role", "person") or noun.lemma in _MISSIONS):
            return False
        if w.norm == "باسم" or (w.stem == "اسم" and "ب" in w.pre):
            start = j + 1
        elif w.pre and w.pre[0] in ("ب", "ل"):
            start = j
        elif w.norm in ("في", "لدي", "الي", "من"):
            start = j + 1
        else:
            return False
        if start >= len(self.words) or (start > j and self.words[start].pre):
            return False
        sub = self.phrase(start, inner=True) if start in self.found.starts else None
        if sub is None and start > j and w.norm == "باسم" and self.is_complement(self.words[start]):
            p.last = start + 1
            return True
        if sub is None or sub.nisba or not (tied or self.link_fits(p, sub, w)):
            return False
        p.parts.append(sub)
        self.absorb(p, sub)
        p.last = sub.last
        return True

    def link_fits(self, p: ActorPhrase, sub: ActorPhrase, w: Word) -> bool:
        """Whether the noun phrase after the link says which office or body *p* is of."""
        assert p.noun is not None
        kind = sub.kind
        if w.norm == "باسم" or w.stem == "اسم":
            return True
        if kind == "state" and sub.number != "s" and sub.state is None:
            return w.norm in ("في", "من") and p.noun.head == "role" and p.number == "p"
        if kind == "state" or sub.metonym:
            if p.noun.lemma in _ENVOYS and (w.norm in ("الي", "لدي") or "ل" in w.pre):
                return True
            vague = p.noun.source or (p.noun.lemma in _VAGUE and not p.definite)
            return w.norm == "في" and (vague or p.noun.lemma in _MISSIONS or p.noun.lemma in _ENVOYS)
        if w.norm == "من":
            return kind in ("armed_group", "party", "armed_forces", "organisation") and p.noun.head in (
                "role",
                "person",
            )
        return kind in _BODIES and (p.noun.head == "role" or p.noun.members)

    def portfolio_pair(self, p: ActorPhrase, j: int) -> bool:
        """``وزير الخارجية والتعاون``: a coordinated portfolio."""
        w, prev = self.words[j], self.words[j - 1]
        if not (w.pre == ("و",) and w.definite and w.stem in self.base.portfolio):
            return False
        if prev.stem not in self.base.portfolio or p.noun is None or p.noun.lemma not in _MINISTERIAL:
            return False
        p.last = j + 1
        return True

    def adjective_pair(self, p: ActorPhrase, j: int) -> bool:
        """``المنظمات الدولية والمحلية``: a coordinated adjective that names no further actor."""
        w, prev = self.words[j], self.words[j - 1]
        if w.pre != ("و",) or w.definite != prev.definite or w.suf or j in self.found.nisba:
            return False
        if w.stem not in self.base.sectors or prev.stem not in self.base.sectors or j - 1 == p.head:
            return False
        p.last = j + 1
        return True

    def state_pair(self, p: ActorPhrase, j: int) -> bool:
        """``سفراء إسبانيا وبلجيكا``: a further state of several office-holders."""
        if (
            p.number not in ("p", "d")
            or p.noun is None
            or p.noun.head != "role"
            or self.words[j].pre != ("و",)
        ):
            return False
        if not p.parts or p.parts[-1].last != j or p.parts[-1].nisba or not p.parts[-1].state:
            return False
        sub = self.known(j) if j in self.found.names else None
        if sub is None or sub.kind != "state":
            return False
        p.parts.append(sub)
        p.last = sub.last
        p.country = p.state = None
        return True

    # -- punctuation inside a phrase ----------------------------------------

    def quoted_name(self, p: ActorPhrase, j: int, is_open: bool) -> bool:
        """``صحيفة «الأفق»``, ``حركة "النهضة"``, ``مقاتلي "القسام"``: a name in quotation marks."""
        if self.words[j].text not in QUOTES or p.noun is None or p.named or self.words[j].text in ")»”":
            return False
        if self.words[j].text == '"' and self.quote_is_open(j):
            return False
        close = next(
            (k for k in range(j + 1, min(j + 8, len(self.words))) if self.words[k].text in QUOTES), -1
        )
        if close <= j + 1 or self.words[close].sent != self.words[j].sent or self.words[j + 1].pre:
            return False
        name = self.found.names.get(j + 1)
        choice = self.choose(name[1], j + 1, close) if name is not None and name[0] == close else None
        if choice is not None:
            joins = self.same_sort(p.noun, self.base.actors[choice[0]].kind)
            sub = self.known(j + 1)
            if sub is None or not (joins or is_open):
                return False
            if joins:
                p.actor, p.named = choice[0], True
            p.parts.append(sub)
            self.absorb(p, sub)
            p.last = close + 1
            return True
        if p.noun.head not in ("collective", "media") or not (is_open or p.noun.head == "media"):
            return False
        if self.words[j].text == "(" and p.noun.head != "media":
            return False
        p.proper, p.named, p.supported, p.last = (j + 1, close), True, True, close + 1
        return True

    def quote_is_open(self, j: int) -> bool:
        """Whether the straight quotation mark at word *j* closes a quotation of its sentence."""
        start = self.doc.sentence_of(j).first
        return sum(w.text == '"' for w in self.words[start:j]) % 2 == 1

    def name_after_comma(self, p: ActorPhrase, j: int) -> bool:
        """``الرئيس الفرنسي، فلان``: a name set off by a comma after a definite office."""
        if self.words[j].text not in ("،", ",") or not self.may_be_named(p) or p.noun is None:
            return False
        if p.noun.head != "role" or not (p.definite or p.state or p.org) or j + 1 >= len(self.words):
            return False
        k = j + 1
        noun = self.found.nouns.get(k)
        if noun is not None and self.is_rank(k, noun[1].noun):
            k = noun[0]
        if self.words[k].pre or self.words[k].sent != self.words[j].sent:
            return False
        name, run = self.found.names.get(k), self.found.people.get(k)
        if name is not None:
            choice = self.choose(name[1], k, name[0])
            if choice is None or self.base.actors[choice[0]].kind != "person":
                return False
            p.actor, p.named, p.supported, p.last = choice[0], True, True, max(name[0], self.run_end(k))
            return True
        if run is None or self.words[k].ner.endswith("ORG"):
            return False
        p.proper, p.named, p.supported, p.last = (k, run), True, True, run
        return True

    # -- around a finished phrase -------------------------------------------

    def trailing_nisbas(self, p: ActorPhrase) -> None:
        """Nisba adjectives after a known name: ``حركة أنصار الدين الترقية``."""
        while p.last < len(self.words):
            j = p.last
            w = self.words[j]
            if w.pre or w.sent != self.words[p.first].sent or not w.definite or w.suf:
                return
            if w.stem.endswith(("ين", "ون")):
                return
            if j in self.found.nisba and self.nisba_ok(p, j):
                p.parts.append(self.nisba_part(j, self.found.nisba[j][1]))
                p.last = self.found.nisba[j][0]
            elif w.stem in self.base.sectors and w.pos in ("ADJ", "X"):
                p.last = j + 1
            else:
                return

    def widen(self, p: ActorPhrase) -> None:
        """Take what stands before the head: a number, ``عدد من``, a demonstrative, ``نفس``."""
        if self.words[p.first].pre or p.named or (p.noun is None and p.kind != "population"):
            return
        start = self.doc.sentence_of(p.first).first
        k = p.first - 1
        if k >= start and self.words[k].norm == "من" and k > start:
            if self.is_count(k - 1) or self.words[k - 1].stem in self.base.partitives:
                p.first = k - 1
        elif k >= start and (self.is_count(k) or (p.definite and self.words[k].norm in self.base.pointers)):
            p.first = k
        else:
            return
        while p.first > start and not self.words[p.first].pre and self.is_count(p.first - 1):
            p.first -= 1
        before = p.first - 1
        if (
            before >= start
            and not self.words[p.first].pre
            and self.words[before].stem in self.base.approximators
        ):
            p.first = before

    def is_count(self, k: int) -> bool:
        """Whether word *k* is a number or a noun of quantity that governs what it counts."""
        w = self.words[k]
        if w.pos == "NUM" or w.norm[:1].isdigit():
            return not w.definite
        return w.stem in self.base.quantities and (not w.definite or w.stem.endswith("ات"))

    def after_number(self, i: int) -> bool:
        """Whether word *i* is counted by a number before it."""
        return i > 0 and self.is_count(i - 1) and self.words[i].pos not in NOT_NOMINAL


def _yields(noun: Noun) -> bool:
    """Whether an adjective may replace the sector of *noun* (``مسؤول أمني``: the official is security)."""
    return noun.head in ("role", "person") or noun.lemma in (
        "جهاز",
        "مجلس",
        "هيئة",
        "لجنة",
        "منظمة",
        "وفد",
        "مركز",
    )
