"""Stances: who is for or against what, on what condition, and how a position changed."""

from __future__ import annotations

from collections.abc import Sequence

from isnad.coding.actors import ActorMention
from isnad.coding.drafts import EventDraft, Range, StanceDraft
from isnad.coding.prepare import Prepared
from isnad.coding.reference import subject_of
from isnad.coding.slots import slots_of
from isnad.coding.stretches import Stretches
from isnad.lexicon.constructions import ConstructionMatch, Constructions, load
from isnad.records import Why

FLOOR = 0.4
_PREPOSITIONS = frozenset(["ل", "ب", "علي", "في", "من", "الي", "عن"])
_THAT = frozenset(["ان", "بان"])
_LIKELY = frozenset(["كفيل", "كفيلة", "قادر", "قادرة", "كافية", "كاف"])
_BUILT = frozenset(["قائم", "قائمة", "مبني", "مبنية", "مرتكزة", "مرتكز"])
_CAUSING = frozenset(
    ["يدفع", "تدفع", "يؤدي", "تؤدي", "يقود", "تقود", "يفضي", "تفضي", "يحمل", "تحمل", "يدفعا", "تدفعا"]
)
_UNLESS = frozenset(["ما", "الا"])
_CHANGE = "change"


def find_stances(p: Prepared, events: Sequence[EventDraft]) -> list[StanceDraft]:
    """Every stance that *p* reports, in text order. *events* may be empty."""
    return _Reader(p).read()


class _Reader:
    def __init__(self, p: Prepared) -> None:
        self.p = p
        self.slots = slots_of(p)
        self.stretches = Stretches(self.slots)
        self.words = p.doc.words
        self.lexicon: Constructions = load()
        self.index = {m.first: k for k, m in reversed(list(enumerate(p.actors)))}

    def read(self) -> list[StanceDraft]:
        out: list[StanceDraft] = []
        taken = -1
        for i in range(len(self.words)):
            if i < taken or i in self.p.attribution.markers:
                continue
            for match in self.lexicon.stances.at(self.words, i):
                if not self._states(match):
                    continue
                found = self._stance(match)
                if found is not None:
                    out.append(found)
                    taken = max(match.last, found.topic[1])
                    break
        return out

    def _states(self, match: ConstructionMatch) -> bool:
        """Whether the word states a stance here: a predicate, not a noun or an act that is an event
        of its own.
        """
        cue = match.cue
        if cue.weight < FLOOR or (cue.label == "conditional" and match.form == "fixed"):
            return False
        if match.form in ("perfect", "imperfect"):
            return self.words[match.first].is_verb
        if match.form in ("masdar", "participle"):
            return False
        return bool(cue.args)

    # -- one stance ---------------------------------------------------------------------------
    def _stance(self, match: ConstructionMatch) -> StanceDraft | None:
        if match.cue.label == _CHANGE:
            return self._change(match)
        holder, after = self._holder(match)
        if holder is None:
            return None
        parts = self._parts(match, after)
        topic = parts.get("topic")
        if topic is None:
            return None
        topic = self.stretches.extend(self._descend(topic)) if topic[0] not in self.slots.actor_at else topic
        if holder[0] <= topic[0] < holder[1] or not self._told(match, topic):
            return None
        stance = match.cue.label
        if self._negated(match.first) and stance in ("support", "oppose"):
            stance = "oppose" if stance == "support" else "support"
        condition = parts.get("condition") or self._condition(topic[1], self.slots.end(match.first))
        if condition is not None and match.cue.label == "oppose":
            unless = self.words[condition[0]].norm in _UNLESS
            stance = "conditional" if unless or stance == "support" else stance
        return self._draft(match, stance, holder, topic, condition=condition)

    def _told(self, match: ConstructionMatch, topic: Range) -> bool:
        """Whether *topic* is something to be for or against: no anonymity, no refusal to comment,
        no person struck off.
        """
        words = self.words[topic[0] : topic[1]]
        if (
            words[0].stem in self.lexicon.no_topics
            or topic[0] in self.stretches.dated
            or words[0].pos == "PRON"
        ):
            return False
        if any(w.norm in ("اسمه", "اسمها", "هويته", "هويتها") for w in words):
            return False
        m = self.slots.actor_at.get(topic[0])
        person = m is not None and m.ref.kind == "person"
        return not (person and match.cue.label == "oppose")

    def _holder(self, match: ConstructionMatch) -> tuple[Range | None, int]:
        args = match.cue.args
        finite = match.form in ("perfect", "imperfect")
        if self.words[match.first].person == "1":
            return self._speaker(match.first), match.last
        if finite:
            subject, after = self.slots.subject(match.first, match.last, takes_object="object" in args)
        elif self.words[match.first].is_verb:
            subject, after = self.slots.subject(match.first, match.last, takes_object=False)
            if subject is not None and subject[0] >= match.last:
                after = subject[1]
        else:
            subject, after = self.slots.ahead(match.first), match.last
        own = self.words[match.last - 1].suf and match.last - match.first > 1
        named = (
            self._named(subject) if not own or (subject is not None and subject[0] >= match.last) else None
        )
        unknown = named is None and subject is not None and subject[0] >= match.last and not own
        if unknown and subject is not None:
            further = self.slots.objects(subject[1], self.slots.end(match.first))
            if "object" not in args or further is not None:
                return None, after
        owned = match.form == "fixed" and match.last == match.first + 1 and bool(self.words[match.first].suf)
        if owned or (named is None and self.words[match.first].norm == "عن"):
            named = self._hoper(match.first)
        if named is None and finite and (subject is None or subject[0] < match.first):
            named = self._named(self.slots.fronted(match.first))
        if named is None:
            after = match.last if subject is not None and subject[0] >= match.last else after
            k = self._implied(match)
            named = self._first_mention(k) if k is not None else None
        return named, after

    def _speaker(self, i: int) -> Range | None:
        """Who speaks at word *i*: ``نأمل`` is said by the innermost source."""
        chain = self.p.attribution.chain(i)
        return self._named((chain[0].first, chain[0].last)) if chain else None

    def _hoper(self, i: int) -> Range | None:
        """Of ``أعرب فلان عن أمله``: the subject of the verb; of ``معربا عن أمله``: who speaks."""
        for k in range(i - 1, max(i - 8, self.slots.start(i)) - 1, -1):
            if self.words[k].is_verb:
                subject, _ = self.slots.subject(k, k + 1, takes_object=False)
                return self._named(subject)
        first = next((k for k in range(self.slots.start(i), i) if self.words[k].is_verb), -1)
        subject = self.slots.subject(first, first + 1, takes_object=False)[0] if first >= 0 else None
        return self._named(subject) or self._speaker(i)

    def _implied(self, match: ConstructionMatch) -> int | None:
        """The mention that an unsaid subject, or the pronoun in the words, stands for."""
        if self.words[match.first].is_verb:
            k = subject_of(self.p.doc, self.p.actors, self.p.references, match.first)
            if k is not None:
                return k
        for i in (match.last - 1, match.first):
            if i in self.p.references.pronouns:
                return self.p.references.pronouns[i]
        return None

    def _named(self, subject: Range | None) -> Range | None:
        """*subject* where it names somebody; a definite noun that takes up a name becomes the name."""
        if subject is None:
            return None
        first = self.slots.skip_pointer(subject[0])
        k = self.index.get(first, self.index.get(subject[0]))
        if k is None:
            place = self.slots.place_at.get(first)
            return subject if place is not None and (place.state or place.capital) else None
        m = self.p.actors[k]
        if m.document or m.nisba:
            return None
        if not m.named and k in self.p.references.mentions:
            return self._first_mention(k)
        return subject[0], max(subject[1], m.last)

    def _first_mention(self, k: int) -> Range | None:
        """Where the article first names who mention *k* stands for."""
        root = self._pointed(k) or self.p.actors[self.p.references.root(k)]
        if root.ref.id is not None:
            root = next(
                (m for m in self.p.actors if m.ref.id == root.ref.id and m.named and not m.nisba), root
            )
        return root.first, root.last

    def _pointed(self, k: int) -> ActorMention | None:
        """Of ``هذا التنظيم``: the subject of the same sentence, where it is of the same kind and named."""
        m = self.p.actors[k]
        if m.named or m.first == 0 or self.words[m.first - 1].stem not in ("هذا", "هذه"):
            return None
        for other in reversed(self.p.actors[:k]):
            if other.first < self.slots.start(m.first):
                return None
            bare = not self.slots.prep.get(other.first) and other.parent < 0 and not other.nisba
            if bare and other.named and other.ref.kind == m.ref.kind:
                return other
        return None

    def _parts(self, match: ConstructionMatch, after: int) -> dict[str, Range]:
        found: dict[str, Range] = {}
        end = self.slots.end(match.first)
        finite = match.form in ("perfect", "imperfect")
        for slot, role in match.cue.args.items():
            if role in ("holder", *found) or (finite and slot == "ل" and "object" in match.cue.args):
                continue
            r = self._slot(slot, match, after, end)
            if r is not None:
                found[role] = r
        return found

    def _slot(self, slot: str, match: ConstructionMatch, after: int, end: int) -> Range | None:
        if slot == "object":
            if self.words[match.last - 1].suf and self.words[match.first].is_verb:
                return self.slots.resumed(match.first, match.last)
            return self.slots.objects(after, end)
        if slot == "after":
            return self.slots.after(match.last)
        if slot == "clause":
            return self._clause(after, end)
        if slot in _PREPOSITIONS:
            inner = self._clause_after(slot, after, end)
            return inner if inner is not None else self.slots.governed(slot, after, end, 6)
        return None

    def _clause_after(self, prep: str, after: int, end: int) -> Range | None:
        """``في أن …``, ``بأن …``: the clause that the preposition governs."""
        for k in range(after, min(after + 4, end)):
            w = self.words[k]
            if w.norm == "بان" and prep == "ب":
                return self._content(k + 1)
            if w.stem == prep and k + 1 < end and self.words[k + 1].stem in _THAT:
                return self._content(k + 2)
        return None

    def _clause(self, after: int, end: int) -> Range | None:
        for k in range(after, min(after + 3, end)):
            if self.words[k].stem in _THAT and not self.words[k].pre:
                return self._content(k + 1)
        return None

    def _content(self, k: int) -> Range | None:
        """The clause at *k*; of ``تكون كذا كفيلة بكذا`` and ``يدفع كذا فلانا إلى كذا`` what is hoped
        to come of it.
        """
        clause = self.stretches.clause(k)
        last = self.slots.end(k)
        if clause is not None and self.words[clause[0]].norm in _CAUSING:
            for prep in ("الي", "علي"):
                r = self.slots.governed(prep, clause[0] + 1, clause[1], 14)
                if r is not None:
                    return r
        for j in range(k, last):
            if self.words[j].stem in _LIKELY:
                for prep in ("ب", "علي"):
                    r = self.slots.governed(prep, j + 1, last, 4)
                    if r is not None:
                        return r
        return clause

    def _descend(self, topic: Range) -> Range:
        """Of ``دعم تدخل``, ``تبني الخيار``: what is supported."""
        for match in self.lexicon.stances.at(self.words, topic[0]):
            if (
                match.cue.label == "support"
                and self.words[topic[0]].pos == "NOUN"
                and match.last < len(self.words)
            ):
                inner = self.slots.np(match.last)
                if inner is not None and inner[0] not in self.slots.actor_at and not self.words[inner[0]].pre:
                    return inner
        after = self.slots.skip_quotes(topic[0] + 1)
        if self.words[topic[0]].stem in self.lexicon.leave and after < len(self.words):
            w = self.words[after]
            k = after + 1 if w.stem == "ب" else after
            if w.stem == "ب" or w.pre[-1:] == ("ب",):
                return self.slots.np(k) or topic
        return topic

    def _negated(self, i: int) -> bool:
        s = self.slots.start(i)
        return any(
            self.words[k].stem in ("لا", "لم", "لن", "ليس", "ليست", "غير") for k in range(max(s, i - 2), i)
        )

    def _condition(self, start: int, end: int) -> Range | None:
        """The condition set right after the topic (``بشرط …``, ``وفق شروط …``)."""
        for k in range(start, min(start + 4, end)):
            for match in self.lexicon.stances.at(self.words, k):
                if match.cue.label == "conditional" and match.form == "fixed":
                    clause = self.stretches.clause(match.first)
                    return clause
            if self.words[k].text[:1] in ".؛:":
                return None
        return None

    # -- a change -------------------------------------------------------------------------------
    def _change(self, match: ConstructionMatch) -> StanceDraft | None:
        """``غيرت موقفها من X من A إلى B``: topic, from, to."""
        if match.form == "fixed" and self.words[match.first].pos in ("NOUN", "X"):
            return self._changed_position(match)
        holder, after = self._holder(match)
        if holder is None:
            return None
        if "عن" in match.cue.args:
            return self._given_up(match, holder, after)
        position = self._position(after, self.slots.end(match.first))
        if match.cue.objects and position is None:
            return None
        return self._turn(match, holder, position + 1) if position is not None else None

    def _given_up(self, match: ConstructionMatch, holder: Range, after: int) -> StanceDraft | None:
        """``تخلت عن سياسة كذا في كذا``: the old position; its field, where one is told, is the topic."""
        end = self.slots.end(match.first)
        source = self._slot("عن", match, after, end)
        if source is None:
            return None
        rel = next((q.relative for q in self.p.doc.phrases if q.first == source[0] and q.relative), None)
        if rel is not None and rel[0] < source[1]:
            source = source[0], max(rel[0], source[0] + 1)
        head = self.words[source[0]]
        position = head.stem in self.lexicon.position_nouns or head.norm in self.lexicon.position_nouns
        field = self._field(source[1], self.stretches.end(match.first)) if position else None
        return self._draft(match, _CHANGE, holder, field or source, from_=source)

    def _followed(self, match: ConstructionMatch) -> dict[str, Range]:
        """Old and new position told by a further verb of change (``بدلت موقفها …، فانتقلت من كذا إلى كذا``)."""
        end = self.slots.end(match.first)
        for i in range(match.last, end):
            for other in self.lexicon.stances.at(self.words, i):
                turns = other.cue.label == _CHANGE and {"من", "الي"} <= set(other.cue.args)
                if not turns or not self.words[i].is_verb:
                    continue
                from_ = self.slots.governed("من", other.last, end, 4)
                to = self.slots.governed("الي", from_[1] if from_ else other.last, end, 6)
                return {k: r for k, r in (("from", from_), ("to", to)) if r is not None}
        return {}

    def _position(self, start: int, end: int) -> int | None:
        for k in range(start, min(start + 5, end)):
            w = self.words[k]
            if w.stem in self.lexicon.position_nouns or w.norm in self.lexicon.position_nouns:
                return k
        return None

    def _changed_position(self, match: ConstructionMatch) -> StanceDraft | None:
        """``تغيير موقفها من X من A إلى B``, reported of somebody."""
        word = self.words[match.last - 1]
        holder: Range | None = None
        after = match.last
        if word.suf:
            k = self.p.references.pronouns.get(match.last - 1)
            holder = self._first_mention(k) if k is not None else self.slots.pronoun(match.last - 1)
        else:
            owner = self.slots.np(match.last)
            holder = self._named(owner)
            after = owner[1] if owner is not None else after
        return self._turn(match, holder, after) if holder is not None else None

    def _turn(self, match: ConstructionMatch, holder: Range, k: int) -> StanceDraft | None:
        """From the words after a position: its topic, what it was, what it is."""
        end = self.stretches.end(match.first)
        marks = [j for j in range(k, end) if self._leads(j)]
        pieces: dict[str, Range] = {}
        for n, j in enumerate(marks):
            stop = marks[n + 1] if n + 1 < len(marks) else end
            r = self._piece(j, stop)
            if r is None:
                continue
            w = self.words[j]
            if w.norm == "الي":
                pieces.setdefault("to", r)
            elif "topic" not in pieces and not self._is_source(marks, n):
                pieces["topic"] = r
            else:
                pieces.setdefault("from", r)
        built = self._built_on(k, self.slots.end(match.first))
        if "from" not in pieces and "to" not in pieces:
            pieces |= self._followed(match)
        from_ = pieces.get("from") or built
        topic = pieces.get("topic") or self._field(k, self.slots.end(match.first)) or from_
        if topic is None or (from_ is None and "to" not in pieces):
            return None
        return self._draft(match, _CHANGE, holder, topic, from_=from_, to=pieces.get("to"))

    def _leads(self, j: int) -> bool:
        """Whether the preposition at *j* opens topic, old or new position."""
        w = self.words[j]
        return w.norm in ("من", "الي", "تجاه", "ازاء", "حيال", "حول", "بشان", "مع") and not w.suf

    def _is_source(self, marks: list[int], n: int) -> bool:
        """Whether the من at mark *n* is the old position: the last من before إلى, when no topic may
        stand there.
        """
        following = [self.words[j].norm for j in marks[n + 1 :]]
        return (
            bool(following) and following[0] == "الي" and any(self.words[j].norm == "من" for j in marks[:n])
        )

    def _piece(self, j: int, stop: int) -> Range | None:
        first = self.slots.skip_quotes(j + 1)
        r = self.slots.np(first)
        if r is None:
            return self.stretches.trim(first, stop)
        return self.stretches.trim(r[0], min(max(r[1], r[0] + 1), stop))

    def _built_on(self, k: int, end: int) -> Range | None:
        """``القائمة على كذا``: what the old position rested on."""
        for j in range(k, end - 2):
            if self.words[j].stem in _BUILT and self.words[j + 1].norm == "علي":
                return self.stretches.clause(j + 2)
        return None

    def _field(self, k: int, end: int) -> Range | None:
        """``سياستها في مجال كذا``: the field of a policy."""
        for j in range(k, min(end - 1, k + 8)):
            if self.words[j].norm in ("في", "تجاه", "ازاء", "حيال", "حول"):
                first = j + 2 if self.words[j + 1].stem in ("مجال", "شان", "ملف", "قضية") else j + 1
                r = self.slots.np(first)
                stop = (
                    next((t for t in range(first, r[1]) if self.words[t].stem in _BUILT), r[1])
                    if r is not None
                    else first
                )
                return self.stretches.trim(first, stop)
        return None

    def _draft(
        self, match: ConstructionMatch, stance: str, holder: Range, topic: Range | None, *,
        from_: Range | None = None, to: Range | None = None, condition: Range | None = None,
    ) -> StanceDraft | None:  # fmt: skip
        if topic is None:
            return None
        return StanceDraft(
            trigger=(match.first, match.last), confidence=round(0.75 * match.cue.weight, 2),
            why=[Why("stance", match.cue.id)], holder=holder, topic=topic, stance=stance,
            from_=from_, to=to, condition=condition,
        )  # fmt: skip
