"""Which noun phrases stand where around a word: what relations, agreements, stances and explanations share.

:class:`Slots` answers, for one prepared article: the phrase that begins or ends at a word, the phrase
that a preposition governs, the subject and object of a verb, the noun that a participle qualifies, the
antecedent of a relative clause, and the members of a coordination. Everything is word ranges.
"""

from __future__ import annotations

from collections.abc import Iterator

from isnad.coding.actors import ActorMention
from isnad.coding.drafts import Range
from isnad.coding.place_mention import PlaceMention
from isnad.coding.prepare import Prepared
from isnad.lexicon.actors import load as load_actors
from isnad.lexicon.relations import load as load_relations
from isnad.text.document import Word
from isnad.text.function_words import of_class
from isnad.text.phrases import phrase_from

_RELATIVE = of_class("relative")
_POINTERS = of_class("demonstrative")
QUOTES = frozenset("\"'«»“”„()[]‘’")
_COMMAS = frozenset("،,")
_STOPS = frozenset("؛;:.؟!?")
_ADVERBS = frozenset(
    ["ايضا", "حاليا", "الان", "اليوم", "امس", "كذلك", "اخيرا", "مؤخرا", "حديثا", "بالفعل", "فعلا", "سابقا"]
)
_MANNER = frozenset(["قوة", "شدة", "حزم", "وضوح", "شكل", "صورة", "حرارة", "سرعة"])
_LINKERS = frozenset(["كلا", "كل", "جانب", "فضلا", "اضافة"])
_PLURAL_PEOPLE = ("ون", "ين", "وا")
_AUXILIARIES = frozenset(
    ["كان", "كانت", "كانوا", "تزال", "يزال", "يزالون", "زال", "زالت", "قد", "لا", "لم", "لن", "ما",
     "بات", "باتت", "باتوا", "اصبح", "اصبحت", "ظل", "ظلت", "سوف", "يعد", "تعد", "يعتبر", "تعتبر",
     "يشتبه", "يعتقد", "يزعم", "هم", "هو", "هي"]
)  # fmt: skip
_IDENTITY = frozenset(["هو", "هي", "وهو", "وهي", "وهم", "هم", "وهما", "تعد", "يعد", "تعتبر", "يعتبر"])
_AMONG = frozenset(
    [
        "احد",
        "احدي",
        "من",
        "اقوي",
        "اكبر",
        "ابرز",
        "اهم",
        "اخطر",
        "اشهر",
        "اول",
        "اقدم",
        "بين",
        "كبري",
        "اعنف",
        "اوثق",
    ]
)


class Slots:
    """The phrases of one prepared article by place."""

    def __init__(self, p: Prepared) -> None:
        self.p = p
        self.doc = p.doc
        self.words = p.doc.words
        self.base = load_actors()
        self.group_nouns = load_relations().group_nouns
        self.actor_at: dict[int, ActorMention] = {}
        self.actor_end: dict[int, ActorMention] = {}
        for m in p.actors:
            if m.first not in self.actor_at or m.last > self.actor_at[m.first].last:
                self.actor_at[m.first] = m
            if m.last not in self.actor_end or m.first < self.actor_end[m.last].first:
                self.actor_end[m.last] = m
        self.inside: dict[int, int] = {}
        """Word → first word of the named body or place whose name it belongs to (its first word left out)."""
        self.place_at: dict[int, PlaceMention] = {}
        for place in p.places:
            if place.first not in self.place_at or place.last > self.place_at[place.first].last:
                self.place_at[place.first] = place
        for m in p.actors:
            if m.named and not m.nisba and m.ref.kind not in ("person", "official", "unknown", "population"):
                for k in range(m.first + 1, m.last):
                    self.inside[k] = min(m.first, self.inside.get(k, m.first))
        for place in p.places:
            for k in range(place.first + 1, place.last):
                self.inside[k] = min(place.first, self.inside.get(k, place.first))
        self.starts: dict[int, int] = {}
        self.prep: dict[int, str] = {}
        for q in p.doc.phrases:
            self.starts[q.first] = max(q.last, self.starts.get(q.first, 0))
            self.prep[q.first] = q.prep

    # -- words ---------------------------------------------------------------------------
    def end(self, i: int) -> int:
        """Where the sentence of word *i* ends."""
        return self.doc.sentence_of(i).last

    def start(self, i: int) -> int:
        """Where the sentence of word *i* begins."""
        return self.doc.sentence_of(i).first

    def pronoun(self, i: int) -> Range | None:
        """What the pronoun on word *i* stands for: the last bare mention of an actor before it that
        agrees, near by.
        """
        k = self.p.references.pronouns.get(i)
        if k is None:
            return None
        m = self.p.actors[k]
        return m.first, m.last

    def skip_pointer(self, k: int) -> int:
        """The word after the demonstrative at *k*, or *k*."""
        return k + 1 if self.words[k].stem in _POINTERS and k + 1 < len(self.words) else k

    def skip_quotes(self, k: int) -> int:
        """The first word at or after *k* that is no quotation mark or bracket."""
        while k < len(self.words) and self.words[k].text in QUOTES:
            k += 1
        return k

    # -- phrases by place ------------------------------------------------------------------
    def np(self, k: int) -> Range | None:
        """The noun phrase that begins at word *k* (quotation marks skipped): a mention's words
        where one begins there.
        """
        k = self.skip_quotes(k)
        if k >= len(self.words):
            return None
        lasts = [x.last for x in (self.actor_at.get(k), self.place_at.get(k)) if x is not None]
        if lasts:
            return k, max(lasts)
        word = self.words[k]
        if (
            word.is_punct
            or word.pos in ("VERB", "SCONJ", "ADP", "PART", "CCONJ", "AUX", "ADV")
            or word.stem in _RELATIVE
        ):
            return None
        last = self.starts.get(k)
        if last is None:
            if word.stem in _POINTERS and k + 1 < len(self.words) and self.words[k + 1].definite:
                inner = self.np(k + 1)
                return (k, inner[1]) if inner else None
            if not word.is_nominal:
                return None
            q = phrase_from(self.doc, k)
            last = q.last if q is not None else k + 1
        return k, max(last, k + 1)

    def after(self, k: int) -> Range | None:
        """The bare noun phrase that follows at *k*, past adverbs and ``كل من``."""
        for _ in range(4):
            k = self.skip_quotes(k)
            if k >= len(self.words):
                return None
            w = self.words[k]
            if w.stem in _LINKERS and k + 1 < len(self.words) and self.words[k + 1].stem == "من":
                k += 2
                continue
            if (w.stem in _ADVERBS and not w.definite) or w.norm in _ADVERBS:
                k += 1
                continue
            break
        return self.np(k)

    def before(self, i: int, *, comma: bool = False) -> Range | None:
        """The noun phrase that ends right before word *i* (after brackets, or with *comma* a
        comma): outermost first word.
        """
        k = i
        s = self.start(i)
        while k > s and (self.words[k - 1].text in QUOTES or (comma and self.words[k - 1].text in _COMMAS)):
            k -= 1
        found = self.actor_end.get(k)
        best: Range | None = (found.first, k) if found is not None and not found.nisba else None
        number = self.doc.phrase_of[k - 1] if k > s else -1
        if number >= 0:
            whole = self.doc.phrases[number]
            if best is None:
                best = whole.first, k
        return self._whole(best, s) if best is not None else None

    def _whole(self, r: Range, s: int) -> Range:
        """*r* with the indefinite or pointed-at phrase that it is a part of (``هذا المخزون من الأسلحة``)."""
        k = r[0] - 1
        if k <= s or self.words[k].norm != "من" or self.words[r[0]].pre:
            return r
        number = self.doc.phrase_of[k - 1]
        if number < 0 or self.doc.phrases[number].last != k:
            return r
        return self.doc.phrases[number].first, r[1]

    def qualified(self, i: int) -> Range | None:
        """The noun phrase that the participle or adjective at *i* qualifies: a head before it that agrees.

        Of the heads of one construct (``قوة حفظ السلام``) the one that names a body goes first,
        else the nearest.
        """
        return self._agreeing(i, self.words[i])

    def _agreeing(self, i: int, mark: Word) -> Range | None:
        s = self.start(i)
        k = self._skip_back(i, s, mark.definite)
        nearest: Range | None = None
        best: Range | None = None
        for j in range(k - 1, max(s, k - 12) - 1, -1):
            w = self.words[j]
            if (
                w.is_verb
                or w.text in _COMMAS
                or w.text[:1] in _STOPS
                or w.stem in _RELATIVE
                or w.pos == "SCONJ"
            ):
                break
            if w.text in QUOTES or w.pos == "ADP":
                if best is not None and w.pos == "ADP":
                    break
                continue
            if not self._head(j, k):
                continue
            nearest = nearest or (j, k)
            if self.inside.get(j, j) >= s and j in self.inside:
                continue
            if self._agrees(j, k, mark):
                body = w.stem in self.group_nouns or j in self.actor_at
                if best is None or (body and not self.words[best[0]].pre):
                    best = j, k
                if body:
                    break
            if w.pre and best is not None:
                break
        if best is None and nearest is not None and not self.entity(nearest) and self.words[nearest[0]].pre:
            return None
        return self._same(best or nearest)

    def _skip_back(self, i: int, s: int, commas: bool) -> int:
        """Where the phrase that the word at *i* is said of ends: past brackets, auxiliaries, ``بأنهم``."""
        k = i
        while k > s:
            w = self.words[k - 1]
            said = (
                w.norm in _AUXILIARIES
                or (w.is_verb and w.stem in _AUXILIARIES)
                or (w.pos == "SCONJ" and w.suf)
                or w.stem in ("انهم", "انه", "انها")
            )
            if w.text in QUOTES or (commas and w.text in _COMMAS) or said or (w.stem in _RELATIVE and k < i):
                k -= 1
            else:
                break
        return k

    def _same(self, r: Range | None) -> Range | None:
        """What *r* is said to be (``X، وهو تجمع``): X, else *r*."""
        if r is None:
            return None
        s = self.start(r[0])
        k = r[0] - 1
        while k > s and self.words[k].stem in _AMONG:
            k -= 1
        if k <= s or self.words[k].norm not in _IDENTITY:
            return r
        rel = self.relative_before(k)
        if rel >= 0:
            return self.antecedent(rel) or r
        return self.before(k, comma=True) or r

    def _head(self, j: int, k: int) -> bool:
        if j in self.actor_at:
            return not self.actor_at[j].nisba
        w = self.words[j]
        if j in self.place_at:
            return True
        return w.pos in ("NOUN", "PROPN", "X", "NUM") and j in self.starts and not self.adjectival(j)

    def adjectival(self, j: int) -> bool:
        """Whether the word at *j*, tagged a noun, stands and looks like an adjective of the noun
        before it.
        """
        if j == 0:
            return False
        w, head = self.words[j], self.words[j - 1]
        if w.pre or head.is_punct or head.pos in ("VERB", "ADP", "SCONJ", "PART") or head.sent != w.sent:
            return False
        if w.stem in self.base.plain or w.stem in self.base.sectors or w.stem in self.base.nisba:
            return True
        if w.definite and head.definite:
            return True
        return (
            w.stem.endswith("ة")
            and not w.definite
            and not head.definite
            and (head.stem.endswith(("ات", "ة")) and w.stem[:1] == "م")
        )

    def _agrees(self, j: int, k: int, mark: Word) -> bool:
        w = self.words[j]
        m = self.actor_at.get(j)
        last = j + 1
        while last < k and not self.words[last].pre and self.words[last].pos != "ADP":
            last += 1
        definite = (
            any(x.definite or x.suf for x in self.words[j:last]) or bool(m and m.named) or j in self.place_at
        )
        if definite != mark.definite:
            return False
        feminine = mark.stem.endswith("ة")
        people = mark.stem.endswith(_PLURAL_PEOPLE)
        gender, number = (m.gender, m.number) if m is not None and m.gender else (w.gender, w.number)
        if people:
            return number in ("p", "") or w.stem.endswith(_PLURAL_PEOPLE)
        if feminine:
            bare = (
                not gender and w.pos == "NOUN" and not w.stem.endswith(("ة", "ات", "اء", "ي")) and m is None
            )
            return number == "p" or not (gender == "m" or bare)
        return not (gender == "f" or w.stem.endswith(("ة", "ات"))) and number != "p"

    def governed(self, prep: str, start: int, end: int, reach: int = 9) -> Range | None:
        """The first noun phrase after *start* that preposition *prep* governs, within the clause."""
        for k in range(start, min(end, start + reach)):
            w = self.words[k]
            if w.text[:1] in _STOPS or (k > start and (w.is_verb or w.stem in _RELATIVE or w.pos == "SCONJ")):
                return None
            if (
                w.stem == prep
                and not w.suf
                and not w.definite
                and (w.pos == "ADP" or len(prep) > 1)
                and not w.pre
            ):
                return self.after(k + 1)
            if prep in w.pre and (w.pre[-1] == prep):
                if w.stem in ("ل", prep):
                    return self.np(k + 1)
                return self.np(k)
            if w.stem == prep and w.pos == "ADP" and not w.suf:
                return self.after(k + 1)
        return None

    def resumptive(self, prep: str, start: int, end: int) -> bool:
        """Whether *prep* with a pronoun (``عليها``) follows within the clause."""
        for k in range(start, min(end, start + 6)):
            w = self.words[k]
            if w.text[:1] in _STOPS or (k > start and w.is_verb):
                return False
            if w.suf and (w.stem == prep or (w.pre[-1:] == (prep,) and not w.stem)):
                return True
        return False

    # -- coordination ------------------------------------------------------------------------
    def coordinated(self, r: Range, prep: str = "") -> list[Range]:
        """*r* and the phrases joined to it by و, أو, a comma or ``إلى جانب``, in order."""
        out = [r]
        k = r[1]
        s = self.end(r[0])
        while len(out) < 12:
            q = self._joined(k, s, prep)
            if q is None or not self._alike(r, q):
                break
            out.append(q)
            k = q[1]
        return out

    def _joined(self, k: int, end: int, prep: str) -> Range | None:
        k = self.skip_quotes(k)
        comma = False
        if k < end and self.words[k].text in _COMMAS:
            comma, k = True, self.skip_quotes(k + 1)
        if k >= end:
            return None
        w = self.words[k]
        if w.norm in ("او", "و", "ام") and k + 1 < end:
            return self.np(k + 1)
        if w.pre[:1] == ("و",):
            rest = w.pre[1:]
            if rest and rest != (prep,):
                return None
            if w.pos == "ADP" and w.stem == prep:
                return self.np(k + 1)
            return self.np(k)
        if w.norm in ("الي", "والي") and k + 2 < end and self.words[k + 1].stem == "جانب":
            return self.np(k + 2)
        if comma and not w.pre and k in self.place_at and not w.is_verb:
            return self.np(k)
        return None

    def _alike(self, a: Range, b: Range) -> bool:
        """Whether two phrases are of one kind: both named, both places, or both neither."""
        return self.entity(a) == self.entity(b) or not self.entity(a)

    # -- verbs -----------------------------------------------------------------------------------
    def relative_before(self, i: int) -> int:
        """Index of the relative word whose clause the verb at *i* heads, or -1."""
        s = self.start(i)
        for k in range(i - 1, max(s, i - 4) - 1, -1):
            w = self.words[k]
            if w.stem in _RELATIVE or w.norm in _RELATIVE:
                return k
            if w.is_punct or (w.is_nominal and w.pos != "X"):
                return -1
        return -1

    def antecedent(self, rel: int) -> Range | None:
        """The noun phrase that the relative word at *rel* refers to: the nearest that agrees with it."""
        return self.qualified_by_relative(rel)

    def qualified_by_relative(self, rel: int) -> Range | None:
        """The nearest head before the relative word *rel* that agrees with it in gender and number."""
        word = self.words[rel]
        mark = Word(rel, 0, 0, word.text, word.norm, definite=True, stem={
            "التي": "ية", "الذين": "ين", "اللواتي": "ات",
        }.get(word.norm, "ي"))  # fmt: skip
        return self._agreeing(rel, mark)

    def subject(self, i: int, last: int, *, takes_object: bool) -> tuple[Range | None, int]:
        """The subject of the verb at *i* (its words end at *last*), and where its complements begin."""
        verb = self.words[i]
        rel = self.relative_before(i)
        k = last
        while k < self.end(i) and self._pronoun(k):
            k += 1
        resumed = bool(verb.suf) or k > last
        follows = self.after(k)
        if follows is not None and (self.prep.get(follows[0]) or self.words[follows[0]].pre):
            follows = None
        plural = verb.norm.endswith(("ون", "وا"))
        acts = follows is not None and follows[0] in self.actor_at and self._verb_agrees(verb, follows)
        if rel >= 0 and takes_object and not resumed and follows is not None and acts:  # noqa: SIM102
            if self.objects(follows[1], self.end(i)) is not None:
                return follows, follows[1]
        if rel >= 0 and not (resumed and follows is not None):
            return self.antecedent(rel), last
        if resumed and follows is not None:
            return follows, follows[1]
        if follows is not None and not plural and self._verb_agrees(verb, follows):
            ahead = self.ahead(i)
            if not (
                takes_object
                and ahead is not None
                and self._opens(ahead[0], i)
                and self._verb_agrees(verb, ahead)
            ):
                return follows, follows[1]
            return ahead, last
        return self.ahead(i) or self._fronted(i), last

    def said_of(self, first: int) -> Range | None:
        """X where the phrase at *first* is said of it (``X هو أحد حلفاء كذا``), or None."""
        r = self._same((first, first + 1))
        return r if r is not None and r[0] != first else None

    def ahead(self, i: int, *, comma: bool = False) -> Range | None:
        """The noun phrase right before the verb at *i*, past auxiliaries: its fronted subject, or
        what it describes.
        """
        s = self.start(i)
        k = self._skip_back(i, s, False)
        joined = (
            k
            if self.words[k].pre[:1] == ("و",)
            else k - 1
            if k > s and self.words[k - 1].norm in ("او", "و", "ثم")
            else -1
        )
        if k - 2 >= s and self.words[k - 2].norm in _IDENTITY and self.words[k - 1].norm not in _AUXILIARIES:
            return self.before(k - 2, comma=True)
        if joined > s:
            earlier = self._earlier_verb(joined, s)
            if earlier >= 0:
                return self.subject(earlier, earlier + 1, takes_object=False)[0]
        return self._same(self.before(k, comma=comma))

    def _earlier_verb(self, k: int, s: int) -> int:
        """The verb that the one after a conjunction at *k* is joined to, or -1."""
        for j in range(k - 1, max(s, k - 14) - 1, -1):
            w = self.words[j]
            if w.is_verb and w.stem not in _AUXILIARIES:
                return j
            if w.text[:1] in _STOPS:
                return -1
        return -1

    def resumed(self, i: int, last: int) -> Range | None:
        """What a pronoun on the verb at *i*, or on the preposition after it, refers to: the
        antecedent of its clause.
        """
        rel = self.relative_before(i)
        if rel >= 0:
            return self.antecedent(rel)
        before = self.ahead(i)
        if before is None or self.words[before[0]].definite:
            return None
        return before

    def _pronoun(self, k: int) -> bool:
        w = self.words[k]
        return bool(w.suf) and (w.pos == "ADP" or w.stem in ("علي", "في", "من", "ل", "ب", "الي", "مع", ""))

    def _opens(self, first: int, i: int) -> bool:
        """Whether a phrase at *first* can be a fronted subject: clause opener or sentence start before it."""
        if self.words[first].pre and self.words[first].pre[-1] in ("ب", "ل", "ك"):
            return False
        k = first - 1
        while k >= 0 and self.words[k].text in QUOTES:
            k -= 1
        if k < self.start(i):
            return True
        w = self.words[k]
        return (
            w.pos == "SCONJ"
            or w.is_punct
            or w.norm in ("ان", "بان", "حيث", "فيما", "بينما", "لكن")
            or bool(self.words[first].pre[:1] == ("و",))
        )

    def fronted(self, i: int) -> Range | None:
        """The bare entity further ahead of the verb at *i* that agrees with it (``ظلت الدولة إلى وقت
        قريب تعارض``), or None.
        """
        r = self._fronted(i)
        return r if r is not None and self._verb_agrees(self.words[i], r) else None

    def _fronted(self, i: int) -> Range | None:
        """A subject further ahead of its verb, with only attachments in between: the first bare
        entity of the clause.
        """
        s = self.start(i)
        aside = self.words[i - 1].text in _COMMAS if i > s else False
        k = i - 1
        while k > s and not (
            self.words[k].pos == "SCONJ"
            or self.words[k].text[:1] in ("؛:" if aside else "،؛:")
            or (self.words[k].is_verb and not aside)
        ):
            k -= 1
        for j in range(k, i):
            if j in self.actor_at and self.words[j].pre[-1:] in ((), ("و",)) and not self.prep.get(j):
                r = j, self.actor_at[j].last
                return r if not aside or self._verb_agrees(self.words[i], r) else None
        return None

    def _verb_agrees(self, verb: Word, r: Range) -> bool:
        head = self.words[r[0]]
        m = self.actor_at.get(r[0])
        gender = m.gender if m is not None and m.gender else head.gender
        place = self.place_at.get(r[0])
        if place is not None and place.capital and gender == "m":
            gender = ""
        number = m.number if m is not None and m.number else head.number
        feminine = verb.gender == "f" or (verb.aspect == "imperf" and verb.stem.startswith("ت"))
        feminine = feminine or (verb.aspect == "perf" and verb.stem.endswith("ت") and len(verb.stem) > 3)
        if number == "p":
            return True
        if feminine:
            return gender != "m"
        return gender != "f" or verb.aspect == ""

    def objects(self, start: int, end: int) -> Range | None:
        """The bare noun phrase at *start*, past ``بقوة``: the object of a verb whose subject has
        been read.
        """
        if start + 1 < end and self.words[start].pre == ("ب",) and self.words[start].stem in _MANNER:
            start += 2 if self.words[start].stem in ("شكل", "صورة") else 1
        r = self.after(start)
        if r is None or r[0] >= end:
            return None
        return None if self.words[r[0]].pre else r

    # -- what a phrase is ------------------------------------------------------------------------
    def entity(self, r: Range) -> bool:
        """Whether *r* begins with the mention of an actor or a place."""
        return r[0] in self.actor_at or r[0] in self.place_at

    def inner(self, r: Range) -> Iterator[ActorMention]:
        """Mentions of actors inside *r*."""
        for m in self.p.actors:
            if r[0] <= m.first and m.last <= r[1]:
                yield m


_latest: tuple[Prepared, Slots] | None = None


def slots_of(p: Prepared) -> Slots:
    """The slots of *p*; those of the article asked for last are kept, as every finder asks for the same."""
    global _latest  # noqa: PLW0603
    latest = _latest
    if latest is not None and latest[0] is p:
        return latest[1]
    slots = Slots(p)
    _latest = p, slots
    return slots
