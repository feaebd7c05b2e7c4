"""Offices and their holders: ``وزير الدفاع الفرنسي فلان``, ``فلان، المتحدث باسم الحركة``.

A role phrase is a head (``وزير``) with what belongs to it: the rest of the construct, adjectives, and
the complement that its preposition takes (``باسم``, ``لدى``, ``في``...). The name beside it holds the
role; several role phrases in a row share the name that ends the row.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from isnad.coding.drafts import Range
from isnad.coding.slots import QUOTES, Slots
from isnad.lexicon.actors import ActorBase
from isnad.lexicon.actors import load as load_actors
from isnad.lexicon.relations import Relations
from isnad.lexicon.relations import load as load_relations
from isnad.lexicon.titles import load as load_title_words
from isnad.text.function_words import word_classes

_COMMAS = frozenset("،,-–")
_PREPOSITIONS = frozenset(["في", "لدي", "علي", "الي"])
_ACTOR_KINDS = frozenset(
    ["government", "armed_forces", "armed_group", "party", "international", "media", "agency", "organisation"]
)
MAX_ROLE = 16
"""Words after which a role phrase is cut."""
MAX_NAME = 7


@dataclass(slots=True)
class Title:
    """A role phrase: its words, what it is of, and who holds it."""

    first: int
    last: int
    orgs: list[Range] = field(default_factory=list)
    """Bodies and states that the role is in, and nisba adjectives that name a state."""
    holder: Range | None = None
    accusative: bool = False
    """``رئيسا للوزراء``: the role somebody is made, or is called by."""
    follows: bool = False
    """Another title stands right before it (``خادم الحرمين الملك``)."""
    within: bool = False
    """The first body stands after ``في``: the holder is in it, not at its head."""


class TitleReader:
    """Reads the role phrases of one prepared article."""

    def __init__(
        self, slots: Slots, relations: Relations | None = None, base: ActorBase | None = None
    ) -> None:
        self.slots = slots
        self.words = slots.words
        self.relations = relations or load_relations()
        self.base = base or load_actors()
        self.function = word_classes()
        self.lists = load_title_words()
        self.dated = {k for t in slots.p.times for k in range(t.first, t.last)}

    def read(self) -> list[Title]:
        """Every role phrase, in text order, with its holder where the text names one beside it."""
        titles: list[Title] = []
        i = 0
        while i < len(self.words):
            if self.is_role(i):
                title = self._title(i)
                titles.append(title)
                i = max(title.last, i + 1)
            else:
                i += 1
        self._hold(titles)
        return titles

    # -- heads --------------------------------------------------------------------------------
    def is_role(self, i: int) -> bool:
        """Whether the word at *i* heads a role phrase."""
        w = self.words[i]
        if w.is_punct or (w.is_verb and not w.definite) or w.pos in ("ADP", "SCONJ", "PART"):
            return False
        if self._opens_title(i):
            return True
        if w.stem in self.lists.construct and not w.definite and i + 1 < len(self.words):
            return self.words[i + 1].definite and not self.words[i + 1].pre and self.words[i + 1].ner == "O"
        if not (self._role_stem(w.stem) or (w.stem[-1:] == "ا" and self._role_stem(w.stem[:-1]))):
            return False
        return not self._inside_body(i)

    def _opens_title(self, i: int) -> bool:
        """``القائم بأعمال``, ``كبير المستشارين``: an opener right before what makes it a title."""
        if self.words[i].stem not in self.lists.openers or i + 1 >= len(self.words):
            return False
        after = self.words[i + 1]
        return after.stem in ("اعمال", "ولي", "عهد", "حرمين", "دين") or self._role_stem(after.stem)

    def _inside_body(self, i: int) -> bool:
        """Whether the word is part of a body's name (``مركز الملك فلان``)."""
        before = self.words[i - 1] if i else None
        return before is not None and before.stem in self.lists.eponyms and not before.definite

    def _role_stem(self, stem: str) -> bool:
        if stem in self.lists.not_roles:
            return False
        if stem in self.relations.role_nouns:
            return True
        node = self.base.nouns.next.get(stem)
        return node is not None and node.form is not None and node.form.noun.head == "role"

    # -- the phrase ------------------------------------------------------------------------------
    def _title(self, i: int) -> Title:
        w = self.words[i]
        title = Title(i, i + 1, accusative=w.stem.endswith("ا") and not w.definite)
        end = min(self.slots.end(i), i + MAX_ROLE)
        closed = w.definite or bool(w.suf)
        k = i + 1
        while k < end:
            step = self._extend(title, k, closed)
            if step is None:
                break
            k, closed = step
            title.last = k
        return title

    def _extend(self, title: Title, k: int, closed: bool) -> tuple[int, bool] | None:
        """One more element of the role phrase at *k*: where it ends, and whether the construct is
        closed; None: no more.
        """
        w = self.words[k]
        if w.text in QUOTES and w.text not in ")]»”" and not closed and self.words[k - 1].pos != "ADJ":
            inner = self.slots.np(k)
            return self._complement(title, inner) if inner is not None else None
        if w.pre == ("و",) and w.definite and not self.is_role(k) and self._portfolio(title, k):
            return k + 1, True
        if w.is_punct or w.is_verb or "و" in w.pre[:1] or "ف" in w.pre[:1]:
            return None
        if w.pre:
            return self._clitic(title, k, closed)
        if w.pos in ("ADP", "PART", "SCONJ") or w.norm in self.function:
            return self._preposition(title, k)
        if self._is_name(k):
            return None
        actor = self.slots.actor_at.get(k)
        if actor is not None and actor.nisba and w.definite == (closed or self.words[title.first].definite):
            title.orgs.append((actor.first, actor.last))
            return actor.last, closed
        if w.definite:
            return self._definite(title, k, closed)
        if not closed:
            return self._construct(title, k)
        return None

    def _portfolio(self, title: Title, k: int) -> bool:
        """Whether the joined word at *k* is a second field of a minister (``وزير الطاقة والمياه``)."""
        if (
            self.words[title.first].stem not in ("وزير", "وزيرة", "وزراء")
            or title.orgs
            or k in self.slots.actor_at
        ):
            return False
        return k - title.first <= 4 and self.words[k - 1].definite

    def _definite(self, title: Title, k: int, closed: bool) -> tuple[int, bool] | None:
        w = self.words[k]
        if closed:
            if w.stem in self.lists.adjectival:
                return k + 1, True
            if self.is_role(k) or w.pos == "PROPN":
                return None
            known = w.stem in self.base.plain or w.stem in self.base.sectors or w.stem in self.base.nisba
            return (k + 1, True) if known or w.pos == "ADJ" or w.stem.endswith(("ي", "ية")) else None
        actor = self.slots.actor_at.get(k)
        if actor is not None and (
            actor.ref.kind in _ACTOR_KINDS or actor.ref.kind in ("state", "population")
        ):
            return self._complement(title, (k, actor.last))
        return k + 1, True

    def _construct(self, title: Title, k: int) -> tuple[int, bool] | None:
        """An indefinite word after an open construct: the next noun of it, or an adjective of an
        indefinite role.
        """
        w = self.words[k]
        actor = self.slots.actor_at.get(k)
        if actor is not None and not actor.nisba and not self.is_role(k):
            return self._complement(title, (k, actor.last))
        place = self.slots.place_at.get(k)
        if place is not None:
            return self._complement(title, (k, place.last))
        if self.relations.is_group(w):
            inner = self.slots.np(k)
            if inner is not None:
                return self._complement(title, (k, min(inner[1], self._before_name(k + 1, inner[1]))))
        if w.ner in ("B-LOC", "B-ORG"):
            last = k + 1
            while last < self.slots.end(k) and self.words[last].ner == "I-" + w.ner[2:]:
                last += 1
            return self._complement(title, (k, last))
        if w.stem in self.base.nisba or (w.pos == "ADJ" and w.ner == "O"):
            if w.stem in self.base.nisba:
                title.orgs.append((k, k + 1))
            return k + 1, False
        if k + 1 < self.slots.end(k) and not self.words[k + 1].is_punct and w.pos != "X":
            return k + 1, bool(w.suf)
        return None

    def _before_name(self, k: int, last: int) -> int:
        while k < last and not self._is_name(k):
            k += 1
        return k

    def _complement(self, title: Title, r: Range) -> tuple[int, bool] | None:
        """The body, state or place *r* that the role is of; a coordinate one of the same kind, too."""
        r = self._cut(r)
        plural = self.words[title.first].number in ("d", "p")
        title.orgs += self.slots.coordinated(r) if plural and not title.orgs else [r]
        k = title.orgs[-1][1]
        while k < len(self.words) and self.words[k].text in ')]»”"' and self._opened(title.first, k):
            k += 1
        return k, True

    def _opened(self, first: int, k: int) -> bool:
        return any(self.words[j].text in QUOTES for j in range(first, k))

    def _clitic(self, title: Title, k: int, closed: bool) -> tuple[int, bool] | None:
        """``باسم X``, ``للجيش``, ``بالديوان``: the complement behind a proclitic."""
        w = self.words[k]
        if w.pre[-1] not in ("ب", "ل"):
            return None
        if w.stem == "اسم":
            if w.suf:
                return k + 1, True
            inner = self.slots.np(k + 1)
            return self._complement(title, self._cut(inner)) if inner is not None else None
        inner = self.slots.np(k)
        if inner is None:
            return None
        if title.orgs and title.orgs[-1][1] == k and w.pre[-1] == "ل" and not self.relations.is_group(w):
            title.orgs[-1] = title.orgs[-1][0], self._cut(inner)[1]
            return title.orgs[-1][1], True
        if inner[0] in self.slots.actor_at or self.relations.is_group(w) or w.stem in self.lists.offices:
            return self._complement(title, self._cut(inner))
        if w.definite or w.stem == "شؤون":
            return self._cut(inner)[1], True
        return None

    def _cut(self, r: Range) -> Range:
        """*r* without a name or another role that follows inside it."""
        for k in range(r[0] + 1, r[1]):
            w = self.words[k]
            if w.definite and w.stem in self.lists.ranks and self.words[k - 1].stem not in self.lists.eponyms:
                return r[0], k
            m = self.slots.actor_at.get(r[0])
            if m is not None and k < m.last:
                continue
            if (self.is_role(k) and w.definite) or self._is_name(k):
                return r[0], k
        return r

    def _preposition(self, title: Title, k: int) -> tuple[int, bool] | None:
        w = self.words[k]
        if w.norm == "من" and self.words[title.first].stem in self.lists.from_ and k == title.first + 1:
            pass
        elif w.norm not in _PREPOSITIONS or w.suf or k + 1 >= len(self.words):
            return None
        inner = self.slots.np(k + 1)
        if inner is None:
            return None
        head = self.words[inner[0]]
        actor = self.slots.actor_at.get(inner[0])
        if inner[0] in self.dated or (actor is not None and actor.document):
            return None
        if actor is not None and actor.ref.kind == "state" and w.norm in ("الي", "لدي"):
            return actor.last, True
        if actor is not None and actor.ref.kind not in ("person", "official"):
            title.within = title.within or (not title.orgs and w.norm != "علي")
            return self._complement(title, self._cut((inner[0], actor.last)))
        if self.relations.is_group(head) or head.stem in self.lists.offices:
            title.within = title.within or (not title.orgs and w.norm != "علي")
            return self._complement(title, self._cut(inner))
        if inner[0] in self.slots.place_at:
            title.within = title.within or w.norm == "في"
            return self._cut(inner)[1], True
        return None

    # -- names -----------------------------------------------------------------------------------
    def _is_name(self, k: int) -> bool:
        """Whether a person's name begins at *k*."""
        w = self.words[k]
        if w.ner == "B-PER":
            return True
        if w.norm == "علي" and w.text.endswith("ي") and k + 1 < len(self.words):
            after = self.words[k + 1]
            if after.pos == "PROPN" or after.ner.endswith("PER"):
                return True
        if w.ner != "O" or w.pos in ("ADP", "VERB", "SCONJ") or w.text.endswith("ى") or k in self.dated:
            return False
        m = self.slots.actor_at.get(k)
        if m is not None:
            return m.ref.kind == "person" and not m.nisba and not self._role_stem(w.stem)
        return (
            w.stem in self.base.given
            and not w.definite
            and not w.pre
            and w.stem not in ("شيخ", "امين", "امير")
        )

    def name(self, k: int, *, bare: bool) -> Range | None:
        """The name that begins at *k* past honorifics; with *bare* a word that nothing else
        explains may begin it.
        """
        for _ in range(4):
            if (
                k < len(self.words) and self.words[k].text in QUOTES and self.words[k].text not in ")]»”"
            ) or (k < len(self.words) and self._honorific(k)):
                k += 1
            else:
                break
        if k >= len(self.words):
            return None
        w = self.words[k]
        if w.is_punct or w.pre[:1] in (("و",), ("ف",)):
            return None
        if self._is_name(k):
            return k, self._name_end(k)
        if not (bare and self._unexplained(k)):
            return None
        last = self._name_end(k)
        return (k, last) if last - k >= 2 or w.pos == "PROPN" else None

    def _honorific(self, k: int) -> bool:
        w = self.words[k]
        return w.definite and k + 1 < len(self.words) and w.stem in self.lists.ranks

    def _unexplained(self, k: int) -> bool:
        """Whether an indefinite word without clitics is nothing that the lexicons know."""
        w = self.words[k]
        return (
            not w.definite and not w.pre and not w.suf and not w.is_verb and len(w.stem) > 1
            and w.pos in ("NOUN", "PROPN", "X", "ADJ") and w.norm not in self.function
            and w.norm not in self.base.stop and k not in self.slots.p.lexicon
            and k not in self.slots.place_at
            and w.stem not in self.base.nouns.next and not self.relations.is_group(w)
            and w.stem not in self.base.nisba and w.stem not in self.base.plain and self._name_follows(k + 1)
            and k not in self.dated and not w.text.endswith(("ً", "ى")) and w.norm not in ("واحد", "واحدة")
        )  # fmt: skip

    def _name_follows(self, k: int) -> bool:
        if k >= len(self.words):
            return True
        w = self.words[k]
        return not (w.definite and w.pos == "ADJ")

    def _name_end(self, k: int) -> int:
        """Where the name that begins at *k* ends."""
        w = self.words[k]
        end = min(self.slots.end(k), k + MAX_NAME)
        last = k + 1
        if w.ner == "B-PER":
            while last < end and self.words[last].ner == "I-PER":
                last += 1
            return last
        m = self.slots.actor_at.get(k)
        known = m.last if m is not None else 0
        covering = [
            a.last for a in self.slots.p.actors if a.first < k < a.last and a.named and a.ref.kind == "person"
        ]
        last = max([last, known, *covering])
        if known or covering:
            while (
                last < end
                and self.words[last].stem in self.base.particles
                and not self.words[last].pre
                and last + 1 < end
            ):
                last += 2
            return last
        while last < end and self._name_word(last):
            last += 1
        return last

    def _name_word(self, k: int) -> bool:
        w = self.words[k]
        if w.is_punct or w.is_verb or w.norm in self.function or w.norm in self.base.stop or w.suf:
            return False
        if w.pre:
            return False
        if w.definite:
            return w.pos in ("PROPN", "X") or w.stem.endswith("ي")
        return w.stem in self.base.given or w.stem in self.base.particles or self._unexplained(k)

    # -- who holds what ------------------------------------------------------------------------------
    def _hold(self, titles: list[Title]) -> None:
        """Give each title its holder: the name after it (through a row of titles), else the name
        before it.
        """
        for k in range(len(titles) - 1, -1, -1):
            t = titles[k]
            following = titles[k + 1] if k + 1 < len(titles) else None
            t.holder = self._holder_after(t, following)
        for t in titles:
            if t.holder is None:
                t.holder = self._holder_before(t)
        by_last = {t.last: t for t in titles}
        for t in titles:
            t.follows = t.first in by_last or t.first - 1 in by_last
        for t in titles:
            if t.holder is None:
                earlier = by_last.get(t.first) or by_last.get(t.first - 1)
                if self.words[t.first].pre not in ((), ("و",)):
                    continue
                if earlier is not None and earlier.holder is not None and earlier.holder[1] <= earlier.first:
                    t.holder = earlier.holder

    def _holder_after(self, t: Title, following: Title | None) -> Range | None:
        closed = self._closed(t)
        k = t.last
        if t.accusative or k >= len(self.words):
            return None
        if following is not None and following.first == k and self._shares(t, following):
            return (
                following.holder
                if following.holder is not None and following.holder[0] >= following.last
                else None
            )
        m = self.slots.actor_at.get(t.first)
        if (
            m is not None
            and m.last > k
            and m.named
            and m.ref.kind == "person"
            and not self.words[k].is_punct
            and not self.words[k].pre
        ):
            styled = self.name(k, bare=True)
            name = (styled[0] if styled else k), max(m.last, styled[1] if styled else 0)
            return self._nested(t, name) or name
        found = self.name(k, bare=closed)
        if found is not None:
            return self._nested(t, found) or found
        if (
            k < len(self.words)
            and self.words[k].text in _COMMAS
            and closed
            and self.words[k].sent == self.words[t.first].sent
        ):
            found = self.name(k + 1, bare=False)
            found = found or self.name(k + 1, bare=True)
            if found is not None and found[1] < len(self.words) and self._ends_parenthesis(found[1]):
                return found
            k += 1
        if following is not None and following.first - k in (0,) and self._shares(t, following):
            return (
                following.holder
                if following.holder is not None and following.holder[0] >= following.last
                else None
            )
        return None

    def _nested(self, t: Title, name: Range) -> Range | None:
        """``مستشار الرئيس فلان لشؤون كذا علان``: the first name belongs to the role; the one after
        ``ل`` holds it.
        """
        k = name[1]
        if (
            k >= len(self.words)
            or self.words[k].pre != ("ل",)
            or self.words[k].sent != self.words[t.first].sent
        ):
            return None
        purpose = self.slots.np(k)
        if purpose is None:
            return None
        for last in range(k + 1, min(purpose[1] + 1, k + 6)):
            found = self.name(last, bare=False)
            if found is not None:
                t.last = last
                return found
        return None

    def _shares(self, t: Title, following: Title) -> bool:
        w = self.words[following.first]
        return not w.pre or w.pre == ("و",)

    def _ends_parenthesis(self, k: int) -> bool:
        w = self.words[k]
        return w.is_punct or w.pos in ("SCONJ", "ADP") or w.is_verb or bool(w.pre)

    def _closed(self, t: Title) -> bool:
        return any(w.definite or w.suf for w in self.words[t.first : t.last]) or bool(t.orgs)

    def _holder_before(self, t: Title) -> Range | None:
        """``فلان، وزير كذا``, ``فلان القيادي في كذا``, ``فلان (وزير كذا)``."""
        k = t.first
        w = self.words[k]
        s = self.slots.start(k)
        if k > s and self.words[k - 1].norm in self.lists.joins:
            return self._name_ending(k - 1 if self.words[k - 2].text not in _COMMAS else k - 2, s)
        if w.pre and not t.accusative:
            return None
        comma = False
        while k > s and (self.words[k - 1].text in _COMMAS or self.words[k - 1].text in '(«"'):
            comma = True
            k -= 1
        name = self._name_ending(k, s)
        if name is None:
            return None
        if comma and not self._parenthetic_end(t):
            return None
        if not comma and not (self._closed(t) or t.accusative):
            return None
        return name

    def _parenthetic_end(self, t: Title) -> bool:
        if t.last >= len(self.words):
            return True
        w = self.words[t.last]
        return (
            w.is_punct
            or w.is_verb
            or w.pos in ("SCONJ", "ADP", "PART")
            or bool(w.pre)
            or w.norm in self.function
        )

    def _name_ending(self, k: int, s: int) -> Range | None:
        if k <= s:
            return None
        if self.words[k - 1].ner.endswith("-PER"):
            j = k - 1
            while j > s and self.words[j].ner == "I-PER":
                j -= 1
            longer = self.slots.actor_end.get(k)
            if (
                longer is not None
                and longer.first < j
                and longer.ref.kind == "person"
                and not self.is_role(longer.first)
            ):
                j = longer.first
            while j > s and self.words[j - 1].ner.endswith("-PER"):
                j -= 1
            return j, k
        m = self.slots.actor_end.get(k)
        if m is not None and m.ref.kind == "person" and m.named:
            first = m.first
            while first < k - 1 and (self._honorific(first) or self.is_role(first)):
                first += 1
            return first, k
        return self._bare_name_ending(k, s)

    def _bare_name_ending(self, k: int, s: int) -> Range | None:
        """Two to five words that nothing explains, right behind a verb: its subject, a name."""
        j = k
        while j > s and k - j < 5 and self._name_word(j - 1):
            j -= 1
        if k - j < 2 or j == s or self.words[j].definite:
            return None
        return (j, k) if self.words[j - 1].is_verb or self.words[j - 1].stem in self.lists.ranks else None


def leading(titles: list[Title]) -> Iterator[Title]:
    """Titles with a holder."""
    return (t for t in titles if t.holder is not None)
