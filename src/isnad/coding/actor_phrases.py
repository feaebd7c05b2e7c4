"""The noun phrase that names an actor, and what decides whether a word takes part in one.

:class:`ActorPhrase` is filled by the readers built on :class:`Judge`:
:mod:`isnad.coding.actor_extension` adds words to a phrase,
:mod:`isnad.coding.actor_reader` walks over the document.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from isnad.coding.actor_matching import Matches
from isnad.lexicon.actors import GUARDED, SHORT, ActorBase, Noun, strip_article
from isnad.records import ActorRef
from isnad.text.document import Document, Word
from isnad.text.normal import bare

QUOTES = frozenset("\"«»“”‘’'()")
FORCE_KINDS = frozenset(
    ["armed_forces", "government", "official", "armed_group", "organisation", "population", "party"]
)
NOT_NOMINAL = frozenset(["VERB", "ADP", "PART", "SCONJ", "CCONJ", "ADV", "PRON", "DET"])
_FORMER = ("سابق", "اسبق", "مخلوع", "راحل", "منتخب", "جديد", "مقبل", "مكلف", "معين", "مستقيل")
_NAME_BEFORE = frozenset(["في", "من", "الي", "علي", "عن", "مع", "ان", "بين", "لدي", "ضد"])
_GROUP_NOUNS = frozenset(["حركة", "حزب", "تنظيم", "جماعة"])


@dataclass(slots=True, eq=False)
class ActorPhrase:
    """A noun phrase that names an actor, while it is being read."""

    first: int
    last: int
    head: int
    noun: Noun | None = None
    actor: str | None = None
    """Entry that the phrase as a whole stands for (of an organ: state id, hyphen, organ id)."""
    country: str | None = None
    org: str | None = None
    """Body that a person or part is of."""
    state: str | None = None
    """Id of the state it belongs to."""
    sector: str | None = None
    kind: str | None = None
    role: str | None = None
    role_words: list[str] = field(default_factory=list)
    """Stems that make up the office or organ, without the state."""
    metonym: bool = False
    locative: bool = False
    nisba: bool = False
    named: bool = False
    unnamed_source: bool = False
    former: bool = False
    gender: str = ""
    number: str = ""
    definite: bool = False
    supported: bool = False
    """Something besides the noun says that it is an actor."""
    proper: tuple[int, int] | None = None
    """Words of a proper name that the actor base does not hold."""
    parent: ActorPhrase | None = None
    parts: list[ActorPhrase] = field(default_factory=list)

    def ref(self, base: ActorBase, doc: Document) -> ActorRef:
        """The actor it stands for, as a record."""
        known = base.actors.get(self.actor) if self.actor is not None else None
        if known is not None:
            role = self.role if known.kind in ("person", "official") else None
            return ActorRef(
                known.id,
                known.name_ar,
                known.name_en,
                known.kind,
                known.country,
                known.sector,
                role,
                self.named,
            )
        first, last = self.proper or (self.first, self.last)
        kind = self.kind or (self.noun.kind if self.noun else "unknown")
        english = base.organ_name(self.actor) if self.actor is not None else None
        return ActorRef(
            self.actor,
            doc.string(first, last),
            english,
            kind,
            self.country,
            self.sector or None,
            self.role,
            self.named,
        )


class Judge:
    """Decisions over single words of one document; the readers inherit them."""

    def __init__(self, base: ActorBase, doc: Document, found: Matches, published: date | None) -> None:
        self.base = base
        self.doc = doc
        self.words = doc.words
        self.found = found
        self.day = published

    # -- known names --------------------------------------------------------

    def choose(self, candidates: list[tuple[str, str]], i: int, last: int) -> tuple[str, str] | None:
        """Which entry the name at words ``i:last`` stands for; None when support that it needs is missing."""
        sure = [c for c in candidates if c[1] != GUARDED or self.guard_holds(c[0], i, last)]
        if len(sure) > 1 and self.day is not None:
            held = [c for c in sure if any(r.held_on(self.day) for r in self.base.actors[c[0]].roles)]
            sure = held or sure
        return sure[0] if sure else None

    def guard_holds(self, actor_id: str, i: int, last: int) -> bool:
        """Whether a name that is also an ordinary word (``مالي``, ``الحياة``) is a name here."""
        kind = self.base.actors[actor_id].kind
        if kind == "state":
            return self.guarded_state(actor_id, i)
        w, prev = self.words[i], self.words[i - 1] if i else None
        before = self.found.nouns.get(i - 1)
        quoted = (
            prev is not None
            and prev.text in QUOTES
            and last < len(self.words)
            and self.words[last].text in QUOTES
        )
        if kind in ("media", "agency"):
            earlier = before or self.found.nouns.get(i - 2)
            return quoted or (earlier is not None and earlier[1].noun.head == "media")
        if kind in ("party", "armed_group"):
            if quoted or (before is not None and before[1].noun.lemma in _GROUP_NOUNS):
                return True
            follows = self.words[last] if last < len(self.words) else None
            free = follows is None or not (follows.is_nominal and follows.definite)
            if not free or w.pos in NOT_NOMINAL:
                return False
            if actor_id in self.found.named or (
                before is not None and before[1].noun.head in ("role", "person")
            ):
                return True
            return w.definite and w.stem not in self.found.indefinite
        return w.ner.endswith(("PER", "ORG"))

    def run_end(self, j: int) -> int:
        """End of the person's name that the tagger sees beginning at word *j*, or 0."""
        return self.found.people.get(j, 0) if self.words[j].ner == "B-PER" else 0

    def guarded_state(self, actor_id: str, i: int) -> bool:
        """Whether a word that may be a state's name is one: after a preposition, a place noun or an organ."""
        w, prev = self.words[i], self.words[i - 1] if i else None
        if w.definite:
            return w.norm.endswith("الغرب") or (actor_id in self.found.named and not w.suf)
        if prev is None or prev.is_punct or w.pre or prev.pos in ("ADP", "VERB", "SCONJ"):
            return True
        if prev.stem in self.base.locative or prev.norm in _NAME_BEFORE:
            return True
        before = self.found.nouns.get(i - 1)
        return before is not None and before[1].noun.kind in FORCE_KINDS and not prev.definite

    def is_locative(self, i: int) -> bool:
        """Whether a preposition or noun of place stands before word *i*."""
        w = self.words[i]
        if "ب" in w.pre:
            return True
        if i == 0 or w.pre:
            return False
        prev = self.words[i - 1]
        return prev.stem in self.base.locative or prev.norm in self.base.locative

    # -- generic nouns ------------------------------------------------------

    def noun_is_noun(self, i: int, number: str) -> bool:
        """Whether a word that is noun and adjective (``مسلح``) is a noun here."""
        w = self.words[i]
        if w.pos == "ADJ" and number != "p":
            return False
        if i == 0:
            return True
        prev = self.words[i - 1]
        if prev.is_punct or w.pre or prev.pos in ("VERB", "ADP", "NUM", "SCONJ", "PART", "CCONJ", "DET"):
            return True
        if number == "p":
            return not (prev.definite == w.definite and prev.stem in self.found.plural_stems)
        return w.pos == "NOUN" and prev.definite != w.definite and not prev.suf

    def is_complement(self, w: Word) -> bool:
        """Whether *w* can be the second term of an idafa that names an actor."""
        if w.stem in self.base.portfolio:
            return True
        if w.pos in NOT_NOMINAL or w.pos == "NUM":
            return False
        return w.definite or w.pos in ("NOUN", "PROPN")

    def may_be_named(self, p: ActorPhrase) -> bool:
        """Whether a personal name may follow the phrase in apposition."""
        return (
            p.noun is not None
            and not p.named
            and p.noun.head in ("role", "person", "title")
            and p.number != "p"
        )

    @staticmethod
    def same_sort(noun: Noun, kind: str) -> bool:
        """Whether *noun* + name is one actor (``حركة`` + group) rather than a part of it."""
        if noun.head == "media":
            return kind in ("media", "agency")
        if kind == "state":
            return noun.lemma in ("دولة", "مملكة", "جمهورية")
        return kind in noun.refers

    def could_hold(self, actor_id: str, how: str, p: ActorPhrase) -> bool:
        """Whether a known person fits the office of *p*; a bare last name needs an office of that noun."""
        roles = self.base.actors[actor_id].roles
        if how != SHORT or not roles or p.noun is None or p.noun.head != "role":
            return True
        heads = {strip_article(bare(r.role_ar).split()[0]).rstrip("ة") for r in roles}
        heads |= {self.base.role_key([h]).split()[0] for h in heads}
        own = p.role_words[0].split()[0].rstrip("ة")
        normal = self.base.role_key([own]).split()[0]
        return own in heads or normal in heads or not {own, normal} & self.base.office_heads

    # -- adjectives ---------------------------------------------------------

    def is_adjective(self, p: ActorPhrase, j: int, is_open: bool) -> bool:
        """Whether word *j* is an adjective of *p*: definiteness and gender agree with head or last noun."""
        w = self.words[j]
        if w.suf or w.pos in NOT_NOMINAL or (is_open and w.definite):
            return False
        if (
            p.noun is not None
            and not p.named
            and w.definite != (p.definite or self.words[p.last - 1].definite)
        ):
            return False
        if w.stem.endswith(("ين", "ون")) and p.number == "s":
            return False
        if j in self.found.nisba or w.stem in self.base.sectors or w.stem in self.base.plain:
            name = self.found.names.get(j)
            idafa = (
                name is not None and is_open and name[1][0][1] != GUARDED and w.stem not in self.base.nisba
            )
            return not idafa
        shaped = w.stem.startswith("م") or w.stem.endswith(("ي", "ة", "ين", "ون"))
        return w.pos == "ADJ" and shaped and j not in self.found.nouns and j not in self.found.names

    def nisba_ok(self, p: ActorPhrase | None, j: int) -> bool:
        """Whether a nisba that is also an ordinary adjective (``المالية``) is a nisba here."""
        if self.words[j].stem not in self.base.nisba_guard:
            return True
        if p is None or p.noun is None:
            return self.found.nisba[j][1] in self.found.named
        if p.role_words and p.role_words[-1] in ("وزير", "وزارة"):
            return False
        return p.kind in FORCE_KINDS or p.noun.head in ("person", "role")

    @staticmethod
    def is_former(stem: str) -> bool:
        """Whether an adjective says that the office is held no more or not yet."""
        return stem.rstrip("ةا") in _FORMER

    def nisba_part(self, j: int, actor_id: str) -> ActorPhrase:
        """The mention that a nisba adjective makes by itself."""
        actor = self.base.actors[actor_id]
        w = self.words[j]
        part = ActorPhrase(j, self.found.nisba[j][0], j, actor=actor_id, country=actor.country, nisba=True)
        part.kind, part.sector, part.named, part.definite = actor.kind, actor.sector, True, w.definite
        part.state = actor_id if actor.kind == "state" else None
        part.supported = True
        return part


def name_key(w: Word) -> str:
    """A word as it stands in a name: with its article, without other clitics."""
    return "ال" + w.stem if w.definite else w.stem
