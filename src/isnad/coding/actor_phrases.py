"""Reading the noun phrase that names an actor, word by word from its head.

The reader is a small shift machine for the Arabic noun phrase: a head noun, its
idafa chain, adjectives, an apposed name or title, and the few prepositional
links that belong to a title (``المتحدث باسم``, ``مسؤول في``). It does not need
``Document.phrases``: those may cut a title and its name apart.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from isnad.coding.actor_matching import Matcher, Matches
from isnad.lexicon.actors import CAPITAL, GUARDED, ActorBase, Noun
from isnad.records import ActorRef
from isnad.text.document import Document, Word

_QUOTES = frozenset('"«»“”‘’\'()')
_NO_HOLDER = frozenset("سابق اسبق مخلوع راحل منتخب جديد سابقا مقبل مكلف معين".split())
_LINKS = frozenset("باسم".split())
_TITLE_PREPS = frozenset("في من لدي الي بـ ب ل علي".split())
_FORCE_KINDS = frozenset("armed_forces government official armed_group organisation population party".split())
_STOP = frozenset(
    "الذي التي الذين اللذين اللتين ان انه انها قد لقد لم لن لا ما كما حيث بعد قبل خلال منذ عند عندما بينما ثم او ام بل لكن "
    "امس اليوم غدا الان هو هي هم كان كانت يكون تكون هذا هذه ذلك تلك هؤلاء اول كل بعض غير اي اذا لو حتي حين وقت مساء صباح "
    "قال قالت اعلن اعلنت اكد اكدت اضاف اضافت ذكر ذكرت".split()
)


@dataclass(slots=True, eq=False)
class ActorPhrase:
    """A noun phrase that names an actor, while it is being read."""

    first: int
    last: int
    head: int
    noun: Noun | None = None
    actor: str | None = None
    """Entry that the phrase as a whole stands for."""
    country: str | None = None
    org: str | None = None
    sector: str | None = None
    kind: str | None = None
    role: str | None = None
    metonym: bool = False
    locative: bool = False
    nisba: bool = False
    named: bool = False
    unnamed_source: bool = False
    gender: str = ""
    number: str = ""
    definite: bool = False
    supported: bool = False
    """Something besides the noun says that it is an actor."""
    parent: ActorPhrase | None = None
    parts: list[ActorPhrase] = field(default_factory=list)
    state: str | None = None
    """Id of the state it belongs to."""
    proper: tuple[int, int] | None = None
    """Words of an unknown proper name."""
    former: bool = False
    role_words: list[str] = field(default_factory=list)

    def ref(self, base: ActorBase, doc: Document) -> ActorRef:
        """The actor it stands for, as a record."""
        if self.actor is not None and self.actor in base.actors:
            a = base.actors[self.actor]
            role = self.role if a.kind in ("person", "official") else None
            return ActorRef(a.id, a.name_ar, a.name_en, a.kind, a.country, a.sector, role, self.named)
        first, last = self.proper or (self.first, self.last)
        kind = self.kind or (self.noun.kind if self.noun else "unknown")
        if self.proper and kind in ("official", "unknown"):
            kind = "person" if not self.role else kind
        sector = self.sector or (self.noun.sector if self.noun else None)
        return ActorRef(
            self.actor, doc.string(first, last), None, kind, self.country, sector or None, self.role, self.named
        )


class PhraseReader:
    """Reads the actor phrases of a document; see :meth:`read`."""

    def __init__(self, base: ActorBase) -> None:
        self.base = base
        self.matcher = Matcher(base)

    def read(self, doc: Document, published: date | None) -> list[ActorPhrase]:
        """All actor phrases, outer before inner, by first word."""
        run = _Run(self.base, doc, self.matcher.match(doc), published)
        return run.all()


class _Run:
    """The reading of one document."""

    def __init__(self, base: ActorBase, doc: Document, found: Matches, published: date | None) -> None:
        self.base = base
        self.doc = doc
        self.words = doc.words
        self.found = found
        self.day = published
        self.out: list[ActorPhrase] = []

    def all(self) -> list[ActorPhrase]:
        i, n = 0, len(self.words)
        starts = self.found.starts
        while i < n:
            if i not in starts:
                i += 1
                continue
            phrase = self.phrase(i)
            if phrase is None:
                i += 1
                continue
            self.emit(phrase, None)
            i = max(phrase.last, i + 1)
            i = self.shared_heads(phrase, i)
        self.surnames()
        self.out.sort(key=lambda p: (p.first, -p.last))
        return self.out

    def surnames(self) -> None:
        """A last name alone (``متري``) after a full name that the actor base does not hold by that name."""
        names: dict[str, ActorPhrase] = {}
        for p in self.out:
            span = p.proper or ((p.first, p.last) if p.kind == "person" else None)
            if p.named and span is not None and span[1] - span[0] > 1 and not p.nisba:
                names.setdefault(_key(self.words[span[1] - 1]), p)
            elif p.named and p.actor in self.base.actors and self.base.actors[p.actor].kind == "person":
                names.setdefault(_key(self.words[p.last - 1]), p)
        if not names:
            return
        covered = {i for p in self.out for i in range(p.first, p.last)}
        for i, w in enumerate(self.words):
            p = names.get(_key(w))
            if p is None or i in covered or i < p.last or w.suf or w.pos not in ("NOUN", "PROPN", "X", "ADJ"):
                continue
            if not w.definite and w.pos not in ("PROPN", "X") and w.ner == "O" and not self.speaks(i):
                continue
            twin = ActorPhrase(i, i + 1, i, actor=p.actor, kind="person", named=True, definite=True, number="s")
            twin.country, twin.sector, twin.gender, twin.proper = p.country, p.sector, p.gender, (i, i + 1)
            self.emit(twin, None)

    def speaks(self, i: int) -> bool:
        """Whether word *i* stands right after a verb or before ``ان``, as a name that acts does."""
        before = self.words[i - 1] if i else None
        return before is not None and before.is_verb

    def emit(self, phrase: ActorPhrase, parent: ActorPhrase | None) -> None:
        phrase.parent = parent
        self.out.append(phrase)
        for part in phrase.parts:
            self.emit(part, phrase)

    # -- one phrase ---------------------------------------------------------

    def phrase(self, i: int, inner: bool = False) -> ActorPhrase | None:
        """The actor phrase that starts at word *i*, or None."""
        name = self.found.names.get(i)
        noun = self.found.nouns.get(i)
        if name is not None and (noun is None or name[0] >= noun[0]):
            got = self.known(i, inner)
            if got is not None:
                return got
        if noun is not None:
            got = self.generic(i, inner)
            if got is not None:
                return got
        if i in self.found.nisba:
            return self.bare_nisba(i)
        if i in self.found.people:
            return self.person(i)
        return None

    def known(self, i: int, inner: bool) -> ActorPhrase | None:
        """A phrase that starts with a known name."""
        last, candidates = self.found.names[i]
        choice = self.choose(candidates, i, last)
        if choice is None:
            return None
        actor_id, how = choice
        actor = self.base.actors[actor_id]
        w = self.words[i]
        p = ActorPhrase(i, last, i, actor=actor_id, country=actor.country, kind=actor.kind, named=True)
        p.sector, p.supported, p.definite = actor.sector, True, True
        p.gender = self.base.gender(actor, w.stem)
        p.number = "p" if actor.kind == "population" else "s"
        if self.found.nouns.get(i):
            p.noun = self.found.nouns[i][1].noun
        p.metonym = how == CAPITAL
        if actor.kind == "state" or p.metonym:
            p.state = actor_id
            p.locative = self.is_locative(i)
        if actor.kind not in ("state", "person", "official"):
            self.adjectives(p)
        if actor.kind in ("person", "official"):
            self.first_name_left(p)
        return p

    def first_name_left(self, p: ActorPhrase) -> None:
        """A name run by the tagger that ends after the known part belongs to it."""
        run = self.found.people.get(p.first)
        if run is not None and run > p.last:
            p.last = run

    def choose(self, candidates: list[tuple[str, str]], i: int, last: int) -> tuple[str, str] | None:
        """Which entry a name stands for here; None when it needs support that is not there."""
        sure = [c for c in candidates if c[1] != GUARDED or self.guard_holds(c[0], i, last)]
        if not sure:
            return None
        if len(sure) == 1:
            return sure[0]
        if self.day is not None:
            held = [c for c in sure if any(r.held_on(self.day) for r in self.base.actors[c[0]].roles)]
            if len(held) == 1:
                return held[0]
        return sure[0]

    def guard_holds(self, actor_id: str, i: int, last: int) -> bool:
        """Whether a name that is also an ordinary word is a name here."""
        kind = self.base.actors[actor_id].kind
        prev = self.words[i - 1] if i else None
        w = self.words[i]
        if kind == "state":
            if w.definite and w.norm not in ("الغرب",):
                return False
            if prev is None or prev.is_punct or w.pre or prev.pos in ("ADP", "VERB", "SCONJ"):
                return True
            if prev.stem in self.base.locative or prev.norm in ("في", "من", "الي", "علي", "عن", "مع", "ان", "بين"):
                return True
            before = self.found.nouns.get(i - 1)
            return before is not None and before[1].noun.kind in _FORCE_KINDS and not prev.definite
        if kind in ("media", "agency"):
            before = self.found.nouns.get(i - 1) or (self.found.nouns.get(i - 2) if i > 1 else None)
            if before is not None and before[1].noun.kind in ("media", "agency"):
                return True
            quoted = prev is not None and prev.text in _QUOTES and last < len(self.words)
            return quoted and self.words[last].text in _QUOTES and last - i <= 3
        if kind in ("party", "armed_group"):
            before = self.found.nouns.get(i - 1)
            return before is not None and before[1].noun.lemma in ("حركة", "حزب", "تنظيم", "جماعة")
        return w.ner.endswith(("PER", "ORG"))

    def is_locative(self, i: int) -> bool:
        w = self.words[i]
        if "ب" in w.pre:
            return True
        if i == 0 or w.pre:
            return False
        prev = self.words[i - 1]
        return prev.stem in self.base.locative or prev.norm in self.base.locative

    def generic(self, i: int, inner: bool) -> ActorPhrase | None:
        """A phrase headed by a role, collective, person, media or population noun."""
        length, form = self.found.nouns[i]
        noun = form.noun
        w = self.words[i]
        if w.pos in ("VERB", "ADP", "PART", "SCONJ", "CCONJ", "ADV", "PRON", "DET") and length == i + 1:
            return None
        if noun.adj and not inner and not self.adjective_heads(i, form.number):
            return self.bare_nisba(i) if i in self.found.nisba else None
        p = ActorPhrase(i, length, i, noun=noun, sector=noun.sector, kind=noun.kind)
        p.gender, p.number = form.gender, form.number
        p.definite = w.definite
        p.role_words = [noun.lemma if length == i + 1 else " ".join(x.stem for x in self.words[i:length])]
        self.extend(p)
        self.conclude(p)
        if noun.plural_only and form.number == "s":
            return None
        if (noun.guard or (noun.head == "title" and noun.guard)) and not p.supported and not p.named:
            return None
        if noun.definite and not w.definite and not p.supported:
            return None
        if noun.head == "title" and not p.named and not p.supported and form.number == "s" and not w.definite:
            return None
        return p

    def adjective_heads(self, i: int, number: str) -> bool:
        """Whether a word that is noun and adjective (``مسلح``) is a noun here."""
        w = self.words[i]
        if w.pos == "ADJ" and number != "p":
            return False
        if i == 0:
            return True
        prev = self.words[i - 1]
        if prev.is_punct or w.pre or prev.pos in ("VERB", "ADP", "NUM", "SCONJ", "PART", "CCONJ", "DET"):
            return True
        if number == "p" and w.pos != "ADJ":
            return not (prev.definite == w.definite and prev.stem in self.found.plural_stems)
        return w.pos == "NOUN" and prev.definite != w.definite and not prev.suf

    # -- extension ----------------------------------------------------------

    def extend(self, p: ActorPhrase) -> None:
        """Add to *p* what belongs to its noun phrase."""
        n = len(self.words)
        is_open = not self.words[p.last - 1].definite and not self.words[p.last - 1].suf
        for _ in range(12):
            j = p.last
            if j >= n:
                return
            w = self.words[j]
            if w.sent != self.words[p.first].sent:
                return
            if w.is_punct:
                if not self.quoted_name(p, j):
                    return
                is_open = False
                continue
            if w.norm in _STOP or w.pos == "VERB" and j not in self.found.starts:
                return
            if w.pre:
                if not self.linked(p, j):
                    return
                is_open = False
                continue
            step = self.step(p, j, is_open)
            if step is None:
                if not self.linked(p, j):
                    return
                is_open = False
                continue
            is_open = step

    def step(self, p: ActorPhrase, j: int, is_open: bool) -> bool | None:
        """Take word *j* into *p*; whether the idafa is still open, or None when it does not belong."""
        w = self.words[j]
        name = self.found.names.get(j)
        noun = self.found.nouns.get(j)
        if self.is_adjective(p, j, is_open):
            self.take_adjective(p, j)
            return False
        if name is not None and self.take_name(p, j, is_open):
            return False
        if noun is not None and (is_open or noun[1].noun.head == "title" or self.apposed_role(p, j)):
            sub = self.generic(j, inner=True)
            if sub is not None:
                self.take_sub(p, sub, is_open)
                return False
        if j in self.found.people and self.may_be_named(p):
            self.take_person(p, j, self.found.people[j])
            return False
        if is_open and self.is_complement(w, j):
            p.role_words.append(w.stem)
            p.last = j + 1
            if w.definite:
                p.definite = True
            return not w.definite and not w.suf
        return None

    def is_complement(self, w: Word, j: int) -> bool:
        """Whether *w* can be the second term of an idafa that names an actor."""
        if w.stem in self.base.portfolio:
            return True
        if w.pos in ("VERB", "ADP", "PART", "SCONJ", "CCONJ", "ADV", "PRON", "DET", "NUM"):
            return False
        return w.definite or w.pos in ("NOUN", "PROPN")

    def is_adjective(self, p: ActorPhrase, j: int, is_open: bool) -> bool:
        w = self.words[j]
        if w.suf or w.pos == "VERB":
            return False
        if is_open and w.definite:
            return False
        if w.definite != (p.definite or self.words[p.last - 1].definite) and p.noun is not None and not p.named:
            return False
        if j in self.found.nisba or w.stem in self.base.sectors or w.stem in self.base.plain:
            return not (j in self.found.names and is_open and self.found.names[j][1][0][1] != GUARDED and
                        w.stem not in self.base.nisba)  # fmt: skip
        return w.pos == "ADJ"

    def take_adjective(self, p: ActorPhrase, j: int) -> None:
        w = self.words[j]
        nisba = self.found.nisba.get(j)
        if nisba is not None and self.nisba_ok(p, j):
            part = self.nisba_part(j, nisba[1], p.head)
            p.parts.append(part)
            self.absorb(p, part)
            p.last = nisba[0]
            return
        sector = self.base.sectors.get(w.stem)
        if sector and (p.sector is None or (p.noun is not None and _yields(p.noun))):
            p.sector = sector
        if sector or w.stem in self.base.plain:
            p.supported = p.supported or bool(sector)
        if w.stem.rstrip("ةا") in _NO_HOLDER:
            p.former = True
        p.role_words.append(w.stem) if sector or w.stem in ("عام", "اول") else None
        p.last = j + 1

    def nisba_ok(self, p: ActorPhrase | None, j: int) -> bool:
        """Whether a nisba that is also an ordinary adjective (``المالية``) is a nisba here."""
        if self.words[j].stem not in self.base.nisba_guard:
            return True
        if p is None or p.noun is None:
            return self.found.nisba[j][1] in self.found.states
        if p.role_words and p.role_words[-1] in ("وزير", "وزارة"):
            return False
        return p.kind in _FORCE_KINDS or p.noun.head in ("person", "role")

    def nisba_part(self, j: int, actor_id: str, head: int) -> ActorPhrase:
        actor = self.base.actors[actor_id]
        w = self.words[j]
        part = ActorPhrase(j, self.found.nisba[j][0], j, actor=actor_id, country=actor.country, nisba=True)
        part.kind, part.sector, part.named, part.definite = actor.kind, actor.sector, True, w.definite
        part.state = actor_id if actor.kind == "state" else None
        part.supported = True
        return part

    def absorb(self, p: ActorPhrase, part: ActorPhrase) -> None:
        """Let *part* (state, organ, group) say what *p* belongs to."""
        p.supported = True
        if part.state and p.state is None:
            p.state = part.state
        if part.country and p.country is None:
            p.country = part.country
        if not part.state and p.org is None:
            p.org = part.actor or part.org
        if p.noun is not None and p.noun.inherit and part.sector and (not p.sector or p.noun.members):
            p.sector = part.sector if not part.state else (p.sector or part.sector)

    def take_name(self, p: ActorPhrase, j: int, is_open: bool) -> bool:
        """Take a known name at *j*: idafa complement, or apposition for people and groups."""
        last, candidates = self.found.names[j]
        choice = self.choose(candidates, j, last)
        if choice is None:
            return False
        actor = self.base.actors[choice[0]]
        if actor.kind in ("person", "official"):
            if not self.may_be_named(p):
                if not is_open:
                    return False
                sub = self.known(j, True)
                if sub is not None:
                    p.parts.append(sub)
                    self.absorb(p, sub)
                    p.last = sub.last
                    return True
                return False
            if p.noun is not None and p.noun.head == "collective":
                if not is_open:
                    return False
                p.org = actor.id
                p.supported = True
            else:
                p.actor, p.named, p.supported = actor.id, True, True
                p.country = p.country or actor.country
            p.last = max(last, self.found.people.get(j, 0))
            return True
        if not is_open and not (p.noun is not None and self.same_sort(p.noun, actor.kind)):
            return False
        sub = self.known(j, True)
        if sub is None:
            return False
        if p.noun is not None and self.same_sort(p.noun, actor.kind) and p.noun.head in ("collective", "media") \
                and p.actor is None and not sub.metonym:  # fmt: skip
            p.actor, p.named = actor.id, True
        p.parts.append(sub)
        self.absorb(p, sub)
        p.last = sub.last
        return True

    @staticmethod
    def same_sort(noun: Noun, kind: str) -> bool:
        """Whether *noun* + name is one actor (``حركة`` + group) rather than a part of it."""
        if noun.head == "media":
            return kind in ("media", "agency")
        return kind in noun.refers and kind != "state" or (kind == "state" and noun.lemma in ("دولة", "مملكة"))

    def may_be_named(self, p: ActorPhrase) -> bool:
        if p.noun is None or p.named:
            return False
        return p.noun.head in ("role", "person", "title") and p.number != "p"

    def take_person(self, p: ActorPhrase, j: int, last: int) -> None:
        p.named, p.supported, p.proper, p.last = True, True, (j, last), last

    def apposed_role(self, p: ActorPhrase, j: int) -> bool:
        """``العقيد قائد المنطقة`` is rare; a second definite role after a title is apposition."""
        return p.noun is not None and p.noun.head == "title" and self.words[j].definite

    def take_sub(self, p: ActorPhrase, sub: ActorPhrase, is_open: bool) -> None:
        assert sub.noun is not None
        p.last = sub.last
        title = sub.noun.head == "title" or not is_open
        if title:
            p.sector = p.sector or sub.sector
        if sub.named and (title or sub.noun.head in ("role", "person")) and self.may_be_named(p):
            p.named, p.actor, p.proper = True, sub.actor, sub.proper
            p.country, p.org, p.state = p.country or sub.country, p.org or sub.org, p.state or sub.state
            p.supported = True
            if title:
                p.parts.extend(sub.parts)
                return
        p.role_words.extend(sub.role_words)
        if sub.noun.head == "collective" and not sub.supported and sub.noun.guard:
            return
        self.absorb(p, sub)
        p.parts.append(sub)

    def linked(self, p: ActorPhrase, j: int) -> bool:
        """``باسم``, ``في وزارة``, ``لدى الأمم المتحدة`` after a title: take the link and its noun phrase."""
        noun = p.noun
        if noun is None or noun.head not in ("role", "person", "collective"):
            return self.portfolio_pair(p, j)
        w = self.words[j]
        if w.norm in _LINKS or (w.stem == "اسم" and "ب" in w.pre):
            start = j + 1
        elif w.pre and w.pre[0] in ("ب", "ل") and noun.head == "role":
            start = j
        elif w.norm in ("في", "لدي", "الي", "من") and noun.head == "role":
            start = j + 1
        elif w.pre and w.pre[0] == "و":
            return self.portfolio_pair(p, j)
        else:
            return False
        if start >= len(self.words) or start not in self.found.starts:
            return False
        if start == j + 1 and self.words[start].pre:
            return False
        sub = self.phrase(start, inner=True)
        if sub is None or sub.nisba or not self.link_fits(p, sub, w):
            return False
        sub.locative = False
        p.parts.append(sub)
        self.absorb(p, sub)
        p.last = sub.last
        return True

    @staticmethod
    def link_fits(p: ActorPhrase, sub: ActorPhrase, w: Word) -> bool:
        kind = sub.kind
        if w.norm == "باسم" or w.stem == "اسم":
            return kind not in ("media",)
        if kind == "state" or sub.metonym:
            return p.noun is not None and p.noun.lemma in ("مبعوث", "سفير", "موفد", "قنصل", "مندوب", "ممثل") and (
                w.norm in ("الي", "لدي") or "ل" in w.pre)  # fmt: skip
        if w.norm == "من":
            return kind in ("armed_group", "party") and p.number != ""
        return kind in ("government", "armed_forces", "armed_group", "party", "international", "organisation")

    def portfolio_pair(self, p: ActorPhrase, j: int) -> bool:
        """``وزير الخارجية والتعاون``: a coordinated portfolio."""
        w = self.words[j]
        if not (w.pre == ("و",) and w.definite and w.stem in self.base.portfolio):
            return False
        prev = self.words[j - 1]
        if prev.stem not in self.base.portfolio or p.noun is None or p.noun.lemma not in ("وزير", "وزارة"):
            return False
        p.last = j + 1
        return True

    def quoted_name(self, p: ActorPhrase, j: int) -> bool:
        """``صحيفة «الأفق»``, ``حركة "النهضة"``: a name in quotation marks right after the head."""
        if self.words[j].text not in _QUOTES or p.noun is None or p.named:
            return False
        if p.noun.head not in ("collective", "media") or self.words[j].text in ")»”":
            return False
        close = next((k for k in range(j + 1, min(j + 8, len(self.words))) if self.words[k].text in _QUOTES), -1)
        if close <= j + 1:
            return False
        name = self.found.names.get(j + 1)
        if name is not None and name[0] == close:
            choice = self.choose(name[1], j + 1, close)
            if choice is not None:
                p.actor, p.named, p.supported = choice[0], True, True
                p.country = self.base.actors[choice[0]].country
                p.last = close + 1
                return True
        if self.words[j].text == "(" and p.noun.head != "media":
            return False
        p.proper, p.named, p.supported, p.last = (j + 1, close), True, True, close + 1
        return True

    def adjectives(self, p: ActorPhrase) -> None:
        """Trailing nisba adjectives of a known name: ``حركة أنصار الدين الترقية``."""
        while p.last < len(self.words):
            j = p.last
            w = self.words[j]
            if w.pre or w.sent != self.words[p.first].sent or not w.definite:
                return
            if j in self.found.nisba and self.nisba_ok(p, j):
                p.parts.append(self.nisba_part(j, self.found.nisba[j][1], p.head))
                p.last = self.found.nisba[j][0]
            elif w.stem in self.base.sectors and w.pos in ("ADJ", "X"):
                p.last = j + 1
            else:
                return

    # -- conclusion ---------------------------------------------------------

    def conclude(self, p: ActorPhrase) -> None:
        """What the whole phrase stands for."""
        noun = p.noun
        assert noun is not None
        if noun.head in ("role", "title"):
            p.role = self.doc.string(p.first, self.role_end(p))
            if p.actor is None and not p.named and p.number == "s" and not p.former:
                self.resolve_role(p)
        if noun.head == "collective" and p.actor is None:
            self.resolve_organ(p)
        if noun.members and p.actor is None and p.number == "p" and not p.named:
            p.actor = p.org if p.org and p.org in self.base.actors else None
        p.unnamed_source = (noun.source or noun.anonymous) and not p.named and p.actor is None
        if p.number != "p" and noun.head == "person" and not p.supported and not p.definite:
            p.supported = not noun.guard

    def role_end(self, p: ActorPhrase) -> int:
        """End of the role words: before the state, body or name that the phrase goes on to give."""
        ends = [part.first for part in p.parts if part.first > p.head]
        if p.proper:
            ends.append(p.proper[0])
        if p.actor is not None and p.named:
            ends.extend(k for k in range(p.head + 1, p.last) if k in self.found.names
                        and any(c[0] == p.actor for c in self.found.names[k][1]))  # fmt: skip
        end = min(ends, default=p.last)
        while end > p.first + 1 and (self.words[end - 1].is_punct or self.found.is_title(end - 1)):
            end -= 1
        return max(end, p.first + 1)

    def resolve_role(self, p: ActorPhrase) -> None:
        orgs = [x for x in (p.org, p.state) if x]
        own = list(p.role_words)
        for org in orgs:
            for words in (own, own[:2], own[:1]) if len(own) <= 2 else (own,):
                key = self.base.role_key(words)
                who = self.base.holder(key, org, self.day)
                if who is not None:
                    p.actor = who
                    p.country = p.country or self.base.actors[who].country
                    return
                if words is own and len(own) == 1:
                    break

    def resolve_organ(self, p: ActorPhrase) -> None:
        organ = self.base.organs.get(tuple(p.role_words[:2])) or (
            self.base.organs.get(tuple(p.role_words[:1])) if len(p.role_words) == 1 else None
        )
        if organ is None:
            return
        p.kind, p.sector = organ.kind, organ.sector
        if p.state is not None and (p.org is None):
            p.actor = f"{p.state}-{organ.id}"

    # -- other mentions -----------------------------------------------------

    def bare_nisba(self, i: int) -> ActorPhrase | None:
        """A nisba on a noun that is no actor (``القصف الإسرائيلي``), or used as a noun (``الفرنسيون``)."""
        w = self.words[i]
        last, actor_id = self.found.nisba[i]
        if not self.nisba_ok(None, i) or w.suf:
            return None
        p = self.nisba_part(i, actor_id, i)
        if w.stem in self.base.nisba_plural:
            prev = self.words[i - 1] if i else None
            if prev is None or w.pre or prev.is_punct or prev.definite != w.definite or prev.pos in ("VERB", "ADP"):
                p.nisba = False
                p.kind, p.sector, p.number, p.gender = "population", "CVL", "p", "m"
        return p

    def person(self, i: int) -> ActorPhrase:
        last = self.found.people[i]
        p = ActorPhrase(i, last, i, kind="person", named=True, proper=(i, last), definite=True, number="s")
        p.gender, p.supported = self.words[i].gender, True
        if self.words[i].ner.endswith("ORG"):
            p.kind = "organisation"
        return p

    def shared_heads(self, p: ActorPhrase, i: int) -> int:
        """``القوات الفرنسية والمالية``: further nisbas after ``و`` are further actors with the same head."""
        while i < len(self.words) and p.noun is not None and p.parts and p.parts[-1].last == p.last:
            w = self.words[i]
            if not (w.pre == ("و",) and i in self.found.nisba and p.parts[-1].nisba):
                break
            if w.definite != p.definite or not self.nisba_ok(p, i):
                break
            last, actor_id = self.found.nisba[i]
            twin = ActorPhrase(i, last, p.head, noun=p.noun, kind=p.kind, sector=p.sector, role_words=p.role_words)
            twin.gender, twin.number, twin.definite, twin.nisba = p.gender, p.number, p.definite, True
            self.absorb(twin, self.nisba_part(i, actor_id, i))
            twin.named = False
            self.conclude_twin(twin)
            self.emit(twin, None)
            first, i = i, last
            p = ActorPhrase(p.first, last, p.head, noun=p.noun, kind=p.kind, sector=p.sector,
                            definite=p.definite, role_words=p.role_words, number=p.number, gender=p.gender,
                            parts=[self.nisba_part(first, actor_id, first)])  # fmt: skip
        return i

    def conclude_twin(self, twin: ActorPhrase) -> None:
        if twin.noun is not None and twin.noun.head == "collective":
            self.resolve_organ(twin)
        elif twin.noun is not None and twin.noun.head == "role" and twin.number == "s":
            self.resolve_role(twin)


def _key(w: Word) -> str:
    """A word as it stands in a name: with its article, without other clitics."""
    return "ال" + w.stem if w.definite else w.stem


def _yields(noun: Noun) -> bool:
    """Whether an adjective may replace the sector of *noun* (``مسؤول أمني``: the official is security)."""
    return noun.head in ("role", "person") or noun.lemma in ("جهاز", "مجلس", "هيئة", "لجنة", "منظمة", "وفد", "مركز")
