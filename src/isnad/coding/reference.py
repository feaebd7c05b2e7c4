"""What definite nouns, last names and pronouns refer back to.

Input is a document and the mentions of :class:`~isnad.coding.actors.ActorFinder`;
output is :class:`References`, which maps mentions and words to mentions. Only
earlier mentions of the same article are antecedents, nearest compatible first;
where nothing is compatible nothing is said.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from isnad.coding.actors import ActorMention
from isnad.lexicon.actors import ActorBase, load
from isnad.text.document import Document, Word
from isnad.text.normal import bare

_DEMONSTRATIVE = frozenset(["هذا", "هذه", "ذلك", "تلك", "هذان", "هذين", "هاتان", "هاتين", "هؤلاء"])
_DUALS = frozenset(
    [
        "جانبان",
        "جانبين",
        "طرفان",
        "طرفين",
        "بلدان",
        "بلدين",
        "دولتان",
        "دولتين",
        "رئيسان",
        "رئيسين",
        "وزيران",
        "وزيرين",
        "حكومتان",
        "حكومتين",
    ]
)
_HUMAN = frozenset(["person", "official", "population"])
_SPEAKERS = {
    "متحدث": "ناطق",
    "ناطق": "متحدث",
    "قائد": "زعيم",
    "زعيم": "قائد",
    "مسؤول": "مصدر",
    "ملك": "عاهل",
    "عاهل": "ملك",
}
_PRONOUNS: dict[str, tuple[str, str]] = {
    "ه": ("m", "s"), "ها": ("f", "s"), "هم": ("m", "p"), "هما": ("", "d"), "هن": ("f", "p"),
    "هو": ("m", "s"), "هي": ("f", "s"),
}  # fmt: skip
_PARTICLES = frozenset(["قد", "لقد", "لم", "لن", "لا", "سوف", "ما", "كان", "كانت"])
_REACH = 3
"""Sentences that a pronoun looks back; a definite noun looks back over the whole article."""


@dataclass(slots=True)
class References:
    """Antecedents found in one document."""

    mentions: dict[int, int] = field(default_factory=dict)
    """Index of a mention -> index of the earlier mention that it takes up."""
    pairs: dict[int, tuple[int, int]] = field(default_factory=dict)
    """Index of a dual mention (``الطرفان``) -> the two mentions it takes up."""
    pronouns: dict[int, int] = field(default_factory=dict)
    """Index of a word (that is, or carries, a pronoun) -> index of the mention it stands for."""

    def root(self, k: int) -> int:
        """The mention that mention *k* finally takes up (itself when it takes up none)."""
        seen = set()
        while k in self.mentions and k not in seen:
            seen.add(k)
            k = self.mentions[k]
        return k


def resolve(doc: Document, mentions: list[ActorMention], base: ActorBase | None = None) -> References:
    """Antecedents of the definite nouns, last names and pronouns of *doc*."""
    return _Resolver(doc, mentions, base or load()).run()


def subject_of(doc: Document, mentions: list[ActorMention], refs: References, verb: int) -> int | None:
    """Index of the mention that is the subject of the finite verb at word *verb*, or None.

    After the verb first (verb–subject order), then before it in its clause; an implied
    subject is the pronoun's: the subject of the verb before, or the last fitting mention.
    The mention given back is not yet followed to its antecedent; see :meth:`References.root`.
    """
    return _Resolver(doc, mentions, load(), refs).subject(verb, 0)


def subjects(doc: Document, mentions: list[ActorMention], refs: References) -> dict[int, int]:
    """Per finite verb (word index), the mention that is its subject, followed to its antecedent."""
    resolver = _Resolver(doc, mentions, load(), refs)
    found: dict[int, int] = {}
    for w in doc.words:
        if w.is_verb:
            k = resolver.subject(w.i, 0)
            if k is not None:
                found[w.i] = k
    return found


class _Resolver:
    def __init__(
        self, doc: Document, mentions: list[ActorMention], base: ActorBase, refs: References | None = None
    ) -> None:
        self.doc = doc
        self.words = doc.words
        self.mentions = mentions
        self.base = base
        self.refs = refs or References()
        self.by_first: dict[int, int] = {}
        self.by_last: dict[int, list[int]] = {}
        for k, m in enumerate(mentions):
            self.by_last.setdefault(m.last, []).append(k)
            if m.parent < 0:
                self.by_first.setdefault(m.first, k)

    def run(self) -> References:
        for k, m in enumerate(self.mentions):
            self.mention(k, m)
        for w in self.words:
            self.pronoun(w)
        return self.refs

    # -- mentions -----------------------------------------------------------

    def mention(self, k: int, m: ActorMention) -> None:
        if m.nisba:
            return
        if m.named and m.ref.kind in ("person", "official"):
            self.name(k, m)
            return
        if self.same_name(k, m):
            return
        if m.noun is None or m.named or not self.takes_up(m):
            return
        if self.words[m.head].stem in _DUALS:
            pair = self.pair(k, m)
            if pair is not None:
                self.refs.pairs[k] = pair
            return
        best = self.best(k, m)
        if best is not None:
            self.refs.mentions[k] = best

    def takes_up(self, m: ActorMention) -> bool:
        """Whether a mention is a definite noun that says too little to stand alone."""
        head = self.words[m.head]
        if self.is_same(m):
            return True
        if not head.definite or head.suf:
            return False
        alone = m.last - m.first == 1 or all(
            w.stem in self.base.same or w.is_punct for w in self.words[m.first + 1 : m.last]
        )
        known = m.ref.country is not None or m.org is not None
        return alone and (not known or m.ref.id is None)

    def is_same(self, m: ActorMention) -> bool:
        """``نفس المصدر``, ``المصدر ذاته``, ``هذا التنظيم``: a word that says that it was named before."""
        before = self.words[m.first - 1] if m.first else None
        after = self.words[m.last] if m.last < len(self.words) else None
        if before is not None and (before.stem in ("نفس", "ذات") or before.norm in _DEMONSTRATIVE):
            return True
        return after is not None and after.norm in self.base.same

    def same_name(self, k: int, m: ActorMention) -> bool:
        """A second naming of a known body takes up the first; nothing to do but link them."""
        if not m.named or m.ref.id is None:
            return False
        for j in range(k - 1, -1, -1):
            other = self.mentions[j]
            if not other.nisba and other.ref.id == m.ref.id and other.parent != k and m.parent != j:
                self.refs.mentions[k] = j
                return True
        return True

    def name(self, k: int, m: ActorMention) -> None:
        """A last name (``بانيتا``) or a repeated full name takes up the earlier full name."""
        last = self.surname(m)
        for j in range(k - 1, -1, -1):
            other = self.mentions[j]
            if (
                other.nisba
                or j == m.parent
                or other.ref.kind not in ("person", "official")
                or not other.named
            ):
                continue
            if other.ref.id is not None and m.ref.id is not None:
                same = other.ref.id == m.ref.id
            else:
                same = bool(last) and self.surname(other) == last
            if same:
                self.refs.mentions[k] = j
                return

    def surname(self, m: ActorMention) -> str:
        i = m.last - 1
        while i > m.first and self.words[i].is_punct:
            i -= 1
        w = self.words[i]
        return ("ال" if w.definite else "") + w.stem

    def best(self, k: int, m: ActorMention) -> int | None:
        """The nearest earlier mention that the definite noun of *m* can take up."""
        found: tuple[int, int] | None = None
        for j in range(k - 1, -1, -1):
            score = self.fits(m, j)
            if score and j != m.parent and not self.inside(j, k) and (found is None or score > found[0]):
                found = (score, j)
                if score >= 4:
                    break
        return found[1] if found else None

    def inside(self, j: int, k: int) -> bool:
        a, b = self.mentions[j], self.mentions[k]
        return a.first <= b.first and b.last <= a.last

    def fits(self, m: ActorMention, j: int) -> int:
        """How well mention *j* serves as antecedent: 0 not at all, 4 the very noun."""
        other = self.mentions[j]
        noun = m.noun
        assert noun is not None
        if other.nisba or (other.number and m.number and other.number != m.number):
            return 0
        if other.document != m.document:
            return 0
        more = other.named or other.ref.country is not None or other.last - other.first > 1
        generic = other.generic or self.generic_of(other)
        if generic == noun.lemma:
            return 4 if more or j in self.refs.mentions else 3
        if noun.source:
            return 2 if other.unnamed_source or other.ref.kind in ("media", "agency") else 0
        if noun.head in ("role", "title"):
            return self.role_fits(noun.lemma, other, generic)
        if noun.head in ("collective", "media"):
            kinds = noun.refers or (noun.kind,)
            if other.named and (other.ref.kind in kinds or "any" in kinds):
                agrees = not m.gender or not other.gender or m.gender == other.gender
                return 2 if agrees or noun.head == "media" else 1
            return 0
        return 0

    def generic_of(self, m: ActorMention) -> str:
        """The generic noun inside a known name (``حركة`` of ``حركة أنصار الدين``)."""
        if m.ref.id is None or m.ref.kind in ("person", "official", "state"):
            return ""
        first = bare(m.ref.name_ar).split()[0]
        node = self.base.nouns.next.get(first[2:] if first.startswith("ال") else first)
        return node.form.noun.lemma if node is not None and node.form is not None else ""

    def role_fits(self, lemma: str, other: ActorMention, generic: str) -> int:
        if other.ref.kind not in ("person", "official"):
            return 0
        role = other.ref.role or ""
        if _SPEAKERS.get(lemma) == generic and generic:
            return 3
        if lemma in role.split() or "ال" + lemma in role.split():
            return 3
        if other.ref.id is not None and other.ref.id in self.base.actors:
            roles = self.base.actors[other.ref.id].roles
            if any(r.role_ar.removeprefix("ال").split()[0] == lemma for r in roles):
                return 3
        if (
            lemma in ("مسؤول", "قيادي")
            and generic
            and other.noun is not None
            and other.noun.head in ("role", "title")
        ):
            return 2
        return 0

    def pair(self, k: int, m: ActorMention) -> tuple[int, int] | None:
        """The last two different sides named before a dual."""
        found: list[int] = []
        states = self.words[m.head].stem.startswith(("بلد", "دولت"))
        for j in range(k - 1, -1, -1):
            other = self.mentions[j]
            told = other.ref.id is not None or other.named or other.ref.country is not None
            if other.locative or other.document or not told:
                continue
            if states and other.ref.kind != "state":
                continue
            if not states and (other.nisba or other.parent >= 0):
                continue
            if all(self.identity(other) != self.identity(self.mentions[f]) for f in found):
                found.append(j)
            if len(found) == 2:
                return found[1], found[0]
        return None

    def identity(self, m: ActorMention) -> str:
        return m.ref.id or m.ref.name_ar

    # -- pronouns -----------------------------------------------------------

    def pronoun(self, w: Word) -> None:
        form = w.suf or (w.norm if w.pos == "PRON" else "")
        agreement = _PRONOUNS.get(form)
        if agreement is None or form == "هما":
            return
        best = self.nearest(w.i, *agreement)
        if best is not None:
            self.refs.pronouns[w.i] = best

    def nearest(self, i: int, gender: str, number: str) -> int | None:
        """The mention before word *i* that agrees, nearest and most prominent first."""
        best: tuple[float, int] | None = None
        sent = self.words[i].sent
        for k in range(len(self.mentions) - 1, -1, -1):
            m = self.mentions[k]
            if m.last > i:
                continue
            back = sent - self.words[m.first].sent
            if back > _REACH:
                break
            if m.nisba or m.document or not self.agrees(m, gender, number):
                continue
            cost = (i - m.last) + 12 * back + (6 if m.parent >= 0 else 0) + (10 if m.locative else 0)
            cost += 0 if self.is_subject(m) else 5
            if best is None or cost < best[0]:
                best = (cost, k)
        return best[1] if best else None

    def agrees(self, m: ActorMention, gender: str, number: str) -> bool:
        human_plural = m.number == "p" and m.ref.kind in _HUMAN
        if number == "p":
            return human_plural or (m.number == "p" and gender == "m" and m.ref.kind == "armed_group")
        if human_plural or m.number == "d":
            return False
        return not m.gender or m.gender == gender or (m.number == "p" and gender == "f")

    def is_subject(self, m: ActorMention) -> bool:
        """Whether a mention stands right after or before a verb, without preposition, as a subject does."""
        if m.parent >= 0 or self.governed(m):
            return False
        before = self.words[m.first - 1] if m.first else None
        after = self.words[m.last] if m.last < len(self.words) else None
        return bool(
            before is None or before.is_verb or before.pos == "SCONJ" or before.norm in ("ان", "انه")
            or (after is not None and after.is_verb)
        )  # fmt: skip

    def governed(self, m: ActorMention) -> bool:
        """Whether a preposition governs the mention."""
        w = self.words[m.first]
        if any(p in ("ب", "ل", "ك") for p in w.pre):
            return True
        return m.first > 0 and self.words[m.first - 1].pos == "ADP"

    # -- subjects -----------------------------------------------------------

    def subject(self, verb: int, depth: int) -> int | None:
        w = self.words[verb]
        sentence = self.doc.sentence_of(verb)
        if w.person in ("1", "2"):
            return None
        adjacent = self.right_before(verb, sentence.first)
        if adjacent is not None:
            return adjacent
        after = self.after(verb, sentence.last)
        if after is not None:
            return after
        before = self.before(verb, sentence.first)
        if before is not None:
            return before
        if depth < 4:
            for i in range(verb - 1, max(-1, sentence.first - 40), -1):
                if self.words[i].is_verb and self.words[i].gender in ("", w.gender):
                    earlier = self.subject(i, depth + 1)
                    if earlier is not None and self.verb_agrees(w, self.mentions[earlier], before=True):
                        return earlier
                    break
        return self.nearest(verb, w.gender or "m", "p" if w.number == "p" else "s")

    def right_before(self, verb: int, start: int) -> int | None:
        """The mention that ends right before the verb (subject–verb order), particles between allowed."""
        w = self.words[verb]
        if "و" in w.pre or "ف" in w.pre:
            return None
        i = verb
        while i > start and self.words[i - 1].norm in _PARTICLES:
            i -= 1
        for k in self.by_last.get(i, ()):
            m = self.mentions[k]
            if m.parent < 0 and not m.nisba and not self.governed(m):
                before = self.words[m.first - 1] if m.first > start else None
                opens = (
                    before is None
                    or before.is_punct
                    or before.pos in ("SCONJ", "CCONJ")
                    or before.norm == "ان"
                )
                if (opens or bool(self.words[m.first].pre)) and self.verb_agrees(w, m, before=True):
                    return k
        return None

    def after(self, verb: int, end: int) -> int | None:
        """The first mention after the verb, unless a preposition or another verb comes between."""
        w = self.words[verb]
        if w.number == "p":
            return None
        for i in range(verb + 1, min(end, verb + 8)):
            x = self.words[i]
            k = self.by_first.get(i)
            if k is not None and not x.pre:
                m = self.mentions[k]
                if not self.governed(m) and self.verb_agrees(w, m, before=False):
                    return k
                return None
            if x.is_verb or x.pos == "SCONJ" or (x.is_punct and x.text in ".،؛:!?؟"):
                return None
        return None

    def before(self, verb: int, start: int) -> int | None:
        """The nearest mention before the verb in its clause that agrees and that no preposition governs."""
        w = self.words[verb]
        for i in range(verb - 1, start - 1, -1):
            x = self.words[i]
            if x.is_punct and x.text in ".؛!?؟":
                return None
            if x.is_verb and i != verb:
                return None
            k = self.by_first.get(i)
            if k is None:
                continue
            m = self.mentions[k]
            if m.nisba or m.document or self.governed(m):
                continue
            if self.verb_agrees(w, m, before=True) and ("و" not in w.pre or m.last < verb):
                return k
        return None

    def verb_agrees(self, w: Word, m: ActorMention, before: bool) -> bool:
        """Whether a verb form can have mention *m* as its subject (number counts only after the subject)."""
        if m.nisba and m.ref.kind != "population":
            return False
        plural = m.number == "p" and m.ref.kind in _HUMAN
        if before and w.number and (w.number == "p") != plural:
            return False
        if not w.gender or not m.gender or plural:
            return True
        return w.gender == m.gender
