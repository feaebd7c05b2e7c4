"""Walking over a document and reading every phrase that names an actor."""

from __future__ import annotations

from datetime import date

from isnad.coding.actor_extension import Extension
from isnad.coding.actor_matching import Matcher
from isnad.coding.actor_phrases import NOT_NOMINAL, ActorPhrase, name_key
from isnad.lexicon.actors import CAPITAL, ActorBase
from isnad.text.document import Document


class PhraseReader:
    """Reads the actor phrases of documents; see :meth:`read`."""

    def __init__(self, base: ActorBase) -> None:
        self.base = base
        self.matcher = Matcher(base)

    def read(self, doc: Document, published: date | None) -> list[ActorPhrase]:
        """All actor phrases, by first word, holders before what they hold."""
        return _Reading(self.base, doc, self.matcher.match(doc), published).all()


class _Reading(Extension):
    """The reading of one document."""

    def all(self) -> list[ActorPhrase]:
        self.out: list[ActorPhrase] = []
        i, n = 0, len(self.words)
        starts = self.found.starts
        while i < n:
            phrase = self.phrase(i) if i in starts else None
            if phrase is None:
                i += 1
                continue
            self.widen(phrase)
            while self.out and self.out[-1].first >= phrase.first:
                self.out.pop()
            self.emit(phrase, None)
            i = self.shared_heads(phrase, max(phrase.last, i + 1))
        self.surnames()
        self.out.sort(key=lambda p: (p.first, -p.last))
        return self.out

    def emit(self, phrase: ActorPhrase, parent: ActorPhrase | None) -> None:
        phrase.parent = parent
        self.out.append(phrase)
        for part in phrase.parts:
            self.emit(part, phrase)

    def phrase(self, i: int, inner: bool = False) -> ActorPhrase | None:
        name = self.found.names.get(i)
        noun = self.found.nouns.get(i)
        got: ActorPhrase | None = None
        if name is not None and (noun is None or name[0] >= noun[0]):
            got = self.known(i)
        if got is None and noun is not None:
            got = self.generic(i, inner)
        if got is None and i in self.found.nisba:
            got = self.bare_nisba(i)
        if got is None and i in self.found.people:
            got = self.person(i)
        return got

    def known(self, i: int) -> ActorPhrase | None:
        last, candidates = self.found.names[i]
        choice = self.choose(candidates, i, last)
        if choice is None:
            return None
        actor = self.base.actors[choice[0]]
        w = self.words[i]
        p = ActorPhrase(i, last, i, actor=actor.id, country=actor.country, kind=actor.kind, named=True)
        p.sector, p.supported, p.definite = actor.sector, True, True
        p.gender = self.base.gender(actor, w.stem)
        p.number = "p" if actor.kind == "population" else "s"
        if i in self.found.nouns:
            p.noun = self.found.nouns[i][1].noun
        p.metonym = choice[1] == CAPITAL
        if actor.kind == "state" or p.metonym:
            p.state = actor.id if actor.country or p.metonym else None
            p.number = "s" if p.state else "p"
            p.locative = self.is_locative(i)
        elif actor.kind in ("person", "official"):
            p.last = max(p.last, self.run_end(i))
        else:
            self.trailing_nisbas(p)
        return p

    def generic(self, i: int, inner: bool) -> ActorPhrase | None:
        end, form = self.found.nouns[i]
        noun, w = form.noun, self.words[i]
        if w.pos in NOT_NOMINAL and end == i + 1:
            return None
        womanly = form.gender == "f" and form.number == "s" and not w.definite
        if noun.adj and not inner and (womanly or not self.noun_is_noun(i, form.number)):
            return None
        p = ActorPhrase(i, end, i, noun=noun, sector=noun.sector, kind=noun.kind)
        p.gender, p.number, p.definite = form.gender, form.number, w.definite or bool(w.suf)
        p.role_words = [noun.lemma if end == i + 1 else " ".join(x.stem for x in self.words[i:end])]
        self.extend(p)
        self.conclude(p)
        return p if self.stands(p, form.number, inner) else None

    def stands(self, p: ActorPhrase, number: str, inner: bool) -> bool:
        """Whether a generic noun, read to its end, names an actor."""
        noun, w = p.noun, self.words[p.head]
        assert noun is not None
        if p.last > p.head + 1 and self.words[p.head + 1].stem in noun.not_with:
            return False
        if p.supported or p.named:
            return True
        if noun.plural_only and number == "s":
            return False
        definite = (w.definite and (inner or number == "d")) or self.after_number(p.head)
        if noun.guard and not definite and not (noun.possessed and w.suf):
            return False
        if noun.definite and not w.definite:
            return False
        return not (noun.head == "title" and number == "s" and not w.definite)

    # -- conclusion ---------------------------------------------------------

    def conclude(self, p: ActorPhrase) -> None:
        """What the whole phrase stands for: office-holder, organ, or members of a body."""
        noun = p.noun
        assert noun is not None
        if noun.head in ("role", "title"):
            p.role = self.doc.string(p.head, self.role_end(p))
            if p.actor is None and not p.named and p.number == "s" and not p.former:
                self.resolve_role(p)
        if noun.head == "collective" and p.actor is None and not p.named:
            self.resolve_organ(p)
        if noun.members and p.actor is None and p.number == "p" and not p.named:
            p.actor = p.org
        p.unnamed_source = (noun.source or noun.anonymous) and not p.named and p.actor is None

    def role_end(self, p: ActorPhrase) -> int:
        """End of the role words: before the state, body, title or name that the phrase goes on to give."""
        ends = [part.first for part in p.parts if part.first > p.head]
        if p.proper:
            ends.append(p.proper[0])
        if p.named:
            ends.extend(k for k in range(p.head + 1, p.last) if self.found.is_title(k))
            for k in range(p.head + 1, p.last):
                if any(c[0] == p.actor for c in self.found.names.get(k, (0, []))[1]):
                    ends.append(k)
        end = min(ends, default=p.last)
        while end > p.head + 1 and (self.words[end - 1].is_punct or self.words[end - 1].pos == "ADP"):
            end -= 1
        return max(end, p.head + 1)

    def resolve_role(self, p: ActorPhrase) -> None:
        """Let an office of a known body at a known day stand for its holder."""
        for org in (p.org, p.state):
            who = self.base.holder(self.base.role_key(p.role_words), org, self.day) if org else None
            if who is not None:
                p.actor = who
                p.country = p.country or self.base.actors[who].country
                return

    def resolve_organ(self, p: ActorPhrase) -> None:
        """``الجيش الفرنسي`` → the organ of the state; ``fra-armed-forces``."""
        words = tuple(p.role_words)
        organ = next((self.base.organs[words[:n]] for n in (3, 2, 1) if words[:n] in self.base.organs), None)
        if organ is None or (
            len(words) > 1 and words not in self.base.organs and words[:2] not in self.base.organs
        ):
            return
        p.kind, p.sector = organ.kind, organ.sector
        if p.state is not None and p.org is None:
            p.actor = f"{p.state}-{organ.id}"

    # -- other mentions -----------------------------------------------------

    def bare_nisba(self, i: int) -> ActorPhrase | None:
        """A nisba on a noun that is no actor (``القصف الإسرائيلي``), or used as a noun (``الفرنسيون``)."""
        w = self.words[i]
        counted = self.after_number(i)
        if w.suf or (not counted and not self.nisba_ok(None, i)):
            return None
        p = self.nisba_part(i, self.found.nisba[i][1])
        prev = self.words[i - 1] if i else None
        alone = prev is None or bool(w.pre) or prev.is_punct or prev.definite != w.definite
        alone = alone or (prev is not None and prev.pos in ("VERB", "ADP"))
        if counted or (w.stem in self.base.nisba_plural and alone):
            p.nisba, p.kind, p.sector, p.number, p.gender = False, "population", "CVL", "p", "m"
            p.actor, p.named = None, False
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
        if p.noun is None or not p.parts or not p.parts[-1].nisba or p.parts[-1].last != p.last:
            return i
        while i < len(self.words):
            w = self.words[i]
            if (
                w.pre != ("و",)
                or i not in self.found.nisba
                or w.definite != p.definite
                or not self.nisba_ok(p, i)
            ):
                break
            last, actor_id = self.found.nisba[i]
            twin = ActorPhrase(i, last, p.head, noun=p.noun, kind=p.noun.kind, sector=p.sector)
            twin.gender, twin.number, twin.definite, twin.nisba = p.gender, p.number, p.definite, True
            twin.role_words = p.role_words
            self.absorb(twin, self.nisba_part(i, actor_id))
            if p.noun.head == "collective":
                self.resolve_organ(twin)
            elif p.noun.head == "role" and twin.number == "s":
                self.resolve_role(twin)
            self.emit(twin, None)
            i = last
        return i

    def surnames(self) -> None:
        """A last name alone (``متري``) after a full name of the same article."""
        names: dict[str, ActorPhrase] = {}
        covered: set[int] = set()
        for p in self.out:
            covered.update(range(p.first, p.last))
            span = p.proper or ((p.first, p.last) if p.kind == "person" else None)
            known = p.actor in self.base.actors and self.base.actors[p.actor or ""].kind == "person"
            if p.named and not p.nisba and (known or (span is not None and span[1] - span[0] > 1)):
                names.setdefault(name_key(self.words[(span[1] if span else p.last) - 1]), p)
        if not names:
            return
        for i, w in enumerate(self.words):
            full = names.get(name_key(w))
            if full is None or i in covered or i < full.last or w.suf:
                continue
            sure = (
                w.definite or w.pos in ("PROPN", "X") or w.ner != "O" or (i > 0 and self.words[i - 1].is_verb)
            )
            if w.pos in NOT_NOMINAL or not sure:
                continue
            twin = ActorPhrase(
                i, i + 1, i, actor=full.actor, kind="person", named=True, definite=True, number="s"
            )
            twin.country, twin.sector, twin.gender, twin.proper = (
                full.country,
                full.sector,
                full.gender,
                (i, i + 1),
            )
            self.emit(twin, None)
