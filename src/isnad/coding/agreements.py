"""Agreements: who agrees with whom on what, in exchange for what, on which conditions, through whom.

An agreement begins at a verb that makes one (``اتفق``, ``وقع``, ``توصل إلى``) or at a noun that names one
with its parties (``اتفاق بين``). What the same and the next sentences say of its terms and conditions is
added to it, until another agreement begins.
"""

from __future__ import annotations

from collections.abc import Sequence

from isnad.coding.drafts import AgreementDraft, EventDraft, Range, TermDraft
from isnad.coding.prepare import Prepared
from isnad.coding.reference import subject_of
from isnad.coding.slots import slots_of
from isnad.coding.stretches import Stretches
from isnad.lexicon.constructions import ConstructionMatch, Constructions, load
from isnad.records import Factuality, Why
from isnad.text.document import Sentence

REACH = 3
"""Sentences after an agreement that may still tell its terms and conditions."""
BACK = 4
"""Sentences before it that may name who mediates."""
WEAK = 0.5
"""Verbs that make an agreement less often than this need more: a meeting before, or ``هذا الاتفاق`` after."""
_THAT = frozenset(["ان", "بان"])
_DONE = frozenset(["تم", "جري", "بعد", "منذ", "اثر", "عقب", "اعلن", "اعلنت"])
_PREPOSITIONS = frozenset(["ل", "ب", "علي", "في", "من", "الي", "مع"])


def find_agreements(p: Prepared, events: Sequence[EventDraft]) -> list[AgreementDraft]:
    """Every agreement that *p* reports, in text order. *events* may be empty."""
    return _Reader(p).read()


class _Reader:
    def __init__(self, p: Prepared) -> None:
        self.p = p
        self.slots = slots_of(p)
        self.stretches = Stretches(self.slots)
        self.words = p.doc.words
        self.lexicon: Constructions = load()
        self.matches: dict[int, list[ConstructionMatch]] = {}
        for i in range(len(self.words)):
            found = self.lexicon.agreements.at(self.words, i)
            if found:
                self.matches[i] = found

    def read(self) -> list[AgreementDraft]:
        made: list[AgreementDraft] = []
        for s in self.p.doc.sentences:
            found = self._in_sentence(s)
            if found is None and made and s.i - self.words[made[-1].trigger[0]].sent <= REACH:
                self._continue(made[-1], s)
            elif found is not None:
                made.append(found)
        return [a for a in made if self._enough(a)]

    def _enough(self, a: AgreementDraft) -> bool:
        several = len(a.parties) > 1 or any(
            self.words[r[0]].number == "d" or self.words[r[0]].stem in self.lexicon.duals for r in a.parties
        )
        return bool(a.parties) and (several or bool(a.terms) or a.status == "signed")

    # -- where one begins ---------------------------------------------------------------------
    def _in_sentence(self, s: Sentence) -> AgreementDraft | None:
        options: list[AgreementDraft] = []
        for i in range(s.first, s.last):
            for match in self.matches.get(i, ()):
                if match.cue.label == "make":
                    made = self._made(match, s)
                elif match.cue.label == "name" and self._as_noun(match):
                    made = self._named(match, s)
                else:
                    made = None
                if made is not None and self._plausible(made, match, s):
                    options.append(made)
        if not options:
            return None
        best = max(options, key=lambda a: (len(a.parties) + len(a.terms), -a.trigger[0]))
        self._details(best, s)
        ahead = range(max(s.first, best.trigger[0] - 4), best.trigger[0])
        if best.status == "agreed" and any(self.words[k].norm in self.lexicon.seek for k in ahead):
            best.status = "sought"
        governed = self.p.governed.get(best.trigger[0])
        if best.status == "agreed" and governed is not None:
            best.status = {Factuality.SOUGHT: "sought", Factuality.PLANNED: "planned"}.get(
                governed.sets, best.status
            )
        return best

    def _as_noun(self, match: ConstructionMatch) -> bool:
        return not self.words[match.first].is_verb

    def _plausible(self, a: AgreementDraft, match: ConstructionMatch, s: Sentence) -> bool:
        """Whether a verb that rarely makes an agreement does so here: several parties, met or taken
        up again.
        """
        if not a.parties and not a.terms:
            near = range(a.trigger[1], min(a.trigger[1] + 8, s.last))
            return any(m.cue.label == "term" for k in near for m in self.matches.get(k, ()))
        if match.cue.weight >= WEAK or (a.parties and a.terms and self._exchanged(a, s)):
            return True
        several = len(a.parties) > 1 or any(self._plural(r) for r in a.parties)
        met = any(self.words[k].norm in self.lexicon.meet for k in range(s.first, match.first))
        joint = match.cue.id.endswith("وافق") and several
        return several and bool(a.terms) and (met or joint or self._taken_up(s))

    def _exchanged(self, a: AgreementDraft, s: Sentence) -> bool:
        """Whether an act is promised in return (``تعهد بكذا مقابل انسحاب كذا``)."""
        return any(
            m.cue.label == "exchange" and m.cue.args and self._returns(m) and self.stretches.act(m.last)
            for k in range(a.terms[0].does[0], s.last)
            for m in self.matches.get(k, ())
        )

    def _plural(self, r: Range) -> bool:
        w = self.words[r[0]]
        return w.number in ("d", "p") or w.stem.endswith(("ات", "ان", "ين", "ون"))

    def _taken_up(self, s: Sentence) -> bool:
        """Whether the next sentence speaks of ``هذا الاتفاق``."""
        if s.i + 1 >= len(self.p.doc.sentences):
            return False
        following = self.p.doc.sentences[s.i + 1]
        return any(
            self.words[k].stem in ("هذا", "هذه") and self.words[k + 1].definite and k + 1 in self.matches
            for k in range(following.first, following.last - 1)
        )

    def _made(self, match: ConstructionMatch, s: Sentence) -> AgreementDraft | None:
        args = match.cue.args
        verb = self.words[match.first]
        draft = self._draft(match, match.cue.status or "agreed")
        after = match.last
        finite = match.form in ("perfect", "imperfect")
        if finite and verb.is_verb:
            subject, after = self.slots.subject(match.first, match.last, takes_object="object" in args)
            if subject is None or not self._party(subject):
                k = subject_of(self.p.doc, self.p.actors, self.p.references, match.first)
                subject = self._mention(k) if k is not None else None
            if subject is not None and not verb.passive:
                draft.parties = [self._origins(r) for r in self.slots.coordinated(subject) if self._party(r)]
                ahead = self.slots.before(subject[0]) if self.words[subject[0]].pre == ("و",) else None
                if ahead is not None and subject[0] < match.first and self._party(ahead):
                    draft.parties.insert(0, ahead)
                if draft.parties and draft.parties[-1][0] > match.first:
                    after = max(after, draft.parties[-1][1])
            if any(
                self.words[k].stem in ("لم", "لن", "لا")
                for k in range(max(s.first, match.first - 2), match.first)
            ):
                draft.status = "sought"
            if "س" in verb.pre:
                draft.status = "planned"
        elif match.form == "masdar" or (finite and verb.pos == "NOUN"):
            if not self._done(match, s):
                draft.status = "sought"
        else:
            return None
        self._fill(draft, match, after, s)
        if "name" in match.cue.args.values() and draft.trigger[0] == match.first:
            return None
        return draft

    def _done(self, match: ConstructionMatch, s: Sentence) -> bool:
        """Whether a verbal noun tells what was reached: reported, dated, or a signing that nothing
        puts off.
        """
        i = match.first
        if self.words[i].pre[-1:] == ("ب",) or (match.cue.status == "signed" and i not in self.p.governed):
            return True
        before = range(max(s.first, i - 4), i)
        return any(
            self.words[k].norm in _DONE or self.words[k].norm == "عن" or k in self.p.attribution.cues
            for k in before
        )

    def _named(self, match: ConstructionMatch, s: Sentence) -> AgreementDraft | None:
        """``اتفاق بين A وB على كذا``."""
        draft = self._draft(match, match.cue.status or "agreed")
        self._fill(draft, match, match.last, s)
        explicit = "بين" in {w.stem for w in self.words[match.last : match.last + 5]}
        if len(draft.parties) < 2 and not explicit and not draft.terms:
            near = any(m.cue.label == "term" for k in range(s.first, s.last) for m in self.matches.get(k, ()))
            return draft if near else None
        return draft

    def _fill(self, draft: AgreementDraft, match: ConstructionMatch, after: int, s: Sentence) -> None:
        for slot, role in match.cue.args.items():
            if role == "party" and slot in ("مع", "بين"):
                draft.parties += [r for r in self._parties(slot, after, s.last) if r not in draft.parties]
            elif role == "term" and slot in _PREPOSITIONS | {"object", "clause"} and not draft.terms:
                draft.terms += self._terms(slot, after, s.last)
            elif role == "name":
                self._through_name(draft, after, s)

    def _through_name(self, draft: AgreementDraft, after: int, s: Sentence) -> None:
        """``وقّع … اتفاقاً على كذا``, ``توصل إلى اتفاق بين``: what the noun adds."""
        for k in range(after, min(after + 5, s.last)):
            for m in self.matches.get(k, ()):
                if m.cue.label == "name":
                    draft.trigger = (k, m.last)
                    self._fill(draft, m, m.last, s)
                    return

    def _parties(self, slot: str, after: int, end: int) -> list[Range]:
        r: Range | None = None
        if slot == "بين":
            for k in range(after, min(after + 6, end)):
                if self.words[k].stem == "بين" and not self.words[k].suf:
                    r = self.slots.after(k + 1)
                    break
        else:
            r = self.slots.governed(slot, after, end, 7)
        if r is None:
            return []
        return [q for q in self.slots.coordinated(r) if self._party(q)]

    def _party(self, r: Range) -> bool:
        m = self.slots.actor_at.get(self.slots.skip_pointer(r[0]))
        if m is None:
            place = self.slots.place_at.get(r[0])
            w = self.words[r[0]]
            group = (
                w.number == "d"
                or w.stem in self.lexicon.duals
                or w.stem in self.slots.group_nouns
                or w.lemma in self.slots.group_nouns
            )
            return group or (place is not None and (place.state or place.capital))
        country = self.slots.place_at.get(r[0])
        name = self.words[r[0]].pos == "PROPN" and country is not None and country.state
        if m.document or (m.nisba and not name) or r[0] in self.stretches.dated:
            return False
        return self.words[r[0]].stem not in self.lexicon.plan_nouns

    def _origins(self, r: Range) -> Range:
        """*r* with the places or bodies that its members are from (``ضباط من تونس وليبيا``)."""
        k = r[1]
        if k + 1 >= self.slots.end(r[0]) or self.words[k].norm != "من":
            return r
        origin = self.slots.np(k + 1)
        if origin is None or not self.slots.entity(origin):
            return r
        return r[0], self.slots.coordinated(origin)[-1][1]

    def _mention(self, k: int) -> Range:
        m = self.p.actors[self.p.references.root(k)]
        return m.first, m.last

    # -- terms ----------------------------------------------------------------------------------
    def _terms(self, slot: str, after: int, end: int) -> list[TermDraft]:
        """What is agreed, after على / ب / أن: every joined act a term; a plan is no term."""
        k = self._opening(slot, after, end)
        if k is None or k >= end or self.words[k].is_punct or (slot == "ل" and self.words[k].definite):
            return []
        if self.words[k].stem in self.lexicon.leave and k + 1 < end:
            following = self.slots.skip_quotes(k + 1)
            if self.words[following].pre[-1:] == ("ب",) or self.words[following].stem == "ب":
                k = self.slots.skip_quotes(following + 1 if self.words[following].stem == "ب" else following)
        if self.words[k].stem in self.lexicon.plan_nouns or self.words[k].lemma in self.lexicon.plan_nouns:
            return []
        clause = self.stretches.clause(k, self._turns)
        if clause is None:
            return []
        return [TermDraft(does=r, by=self._doer(r)) for r in self.stretches.joined(clause, slot)]

    def _opening(self, slot: str, after: int, end: int) -> int | None:
        if slot == "object":
            r = self.slots.objects(after, end)
            return r[0] if r is not None else None
        for k in range(after, min(after + (3 if slot == "ل" else 8), end)):
            w = self.words[k]
            if w.suf and w.pos == "ADP":
                continue
            if w.text[:1] in "؛.:" or (w.is_verb and (k > after or slot == "ل")):
                return None
            if slot == "clause":
                if w.stem in _THAT and not w.pre:
                    return min(k + 1, end - 1)
                continue
            if w.stem == slot and (w.pos == "ADP" or len(slot) > 1) and k + 1 < end:
                k = self.slots.skip_quotes(k + 1)
                return k + 1 if k + 1 < end and self.words[k].stem in _THAT else k
            if w.pre[-1:] == (slot,):
                return k if w.stem not in _THAT else min(k + 1, end - 1)
        return None

    def _turns(self, k: int) -> bool:
        """Whether an exchange, a condition or a mediator begins at word *k*."""
        return any(
            (m.cue.label == "exchange" and self._returns(m) and (m.cue.args or self.words[k].pre == ("و",)))
            or (m.cue.label == "condition" and m.cue.weight >= 0.4 and self._adverbial(m))
            or (m.cue.label == "mediator" and m.cue.weight >= 0.4 and self._mediates(m))
            or (m.cue.label == "term" and "after" in m.cue.args)
            for m in self.matches.get(k, ())
        )

    def _returns(self, match: ConstructionMatch) -> bool:
        """Whether the word says ``in return`` here: one that may name a meeting or a peer (``لقاء``)
        only where no verb or preposition governs it and what is given follows.
        """
        if match.cue.weight < WEAK:
            return False
        if match.cue.weight == 1.0 or match.first == 0 or match.last >= len(self.words):
            return match.cue.weight == 1.0
        before, given = self.words[match.first - 1], self.words[match.last]
        governed = before.is_verb or (before.pos == "ADP" and not before.suf)
        return (
            not governed
            and not self.words[match.first].pre
            and given.pos == "NOUN"
            and not (given.pre or given.definite)
            and match.last not in self.slots.actor_at
        )

    def _adverbial(self, match: ConstructionMatch) -> bool:
        """Whether a bare noun (``شرط إبلاغ كذا``) opens a condition: nothing governs it, an act follows."""
        if match.cue.weight >= 0.7 or match.last - match.first > 1 or match.cue.weight < WEAK:
            return True
        if match.first == 0 or match.last >= len(self.words):
            return False
        before, act = self.words[match.first - 1], self.words[match.last]
        free = not before.is_verb and not (before.pos in ("ADP", "DET") and not before.suf)
        return free and not self.words[match.first].pre and act.is_nominal and not act.pre and not act.definite

    def _doer(self, r: Range) -> Range | None:
        """Who does what the term says: the subject of its verb, or the agent of its verbal noun."""
        if self.words[r[0]].is_verb or self.words[r[0] - 1].stem in _THAT:
            last = r[0] + 1
            while last < r[1] and any(m.cue.label == "term" for m in self.matches.get(last, ())):
                last += 1
            subject, _ = self.slots.subject(r[0], last, takes_object=False)
            return subject if subject is not None and subject[0] in self.slots.actor_at else None
        for k in range(r[0] + 1, min(r[0] + 4, r[1])):
            w = self.words[k]
            if w.pre or w.pos == "ADP":
                return None
            if w.pos == "NUM":
                return None
            if k in self.slots.actor_at and not self.slots.actor_at[k].nisba:
                last = self.slots.actor_at[k].last
                acts = (
                    self.words[k - 1].stem in self.lexicon.agentive
                    or self.words[k - 1].lemma in self.lexicon.agentive
                )
                takes = last < r[1] and self.words[last].pre[-1:] == ("ل",)
                return (k, last) if acts or takes else None
            if w.pos != "NOUN" or w.definite:
                return None
        return None

    # -- what the sentence adds ---------------------------------------------------------------------
    def _details(self, draft: AgreementDraft, s: Sentence) -> None:
        """Terms after ``بموجبه`` or ``يقضي ب``, the exchange, conditions, mediators and status in
        the sentence.
        """
        for i in range(s.first, s.last):
            for match in self.matches.get(i, ()):
                self._detail(draft, match, s)
            self._consent(draft, i, s)
        if not draft.mediators:
            self._mediators_before(draft, s)
        exchanged = any(t.in_exchange for t in draft.terms)
        for term in draft.terms:
            told = exchanged or self.words[term.does[0]].is_verb
            if (
                told
                and term.by is not None
                and self._party(term.by)
                and all(term.by[0] != r[0] for r in draft.parties)
                and len(draft.parties) < 2
                and not any(self.words[r[0]].stem in self.lexicon.duals for r in draft.parties)
            ):
                draft.parties.append(term.by)
        draft.parties = [r for r in draft.parties if all(r[0] != m[0] for m in draft.mediators)]

    def _detail(self, draft: AgreementDraft, match: ConstructionMatch, s: Sentence) -> None:
        label = match.cue.label
        near = abs(match.first - draft.trigger[0]) <= 25
        if label == "term" and near:
            self._term(draft, match, s)
        elif label == "exchange" and near and draft.terms and match.first > draft.trigger[0]:
            if not self._returns(match) or any(t.does[0] <= match.first < t.does[1] for t in draft.terms):
                return
            clause = self.stretches.clause(match.last, self._turns)
            known = {t.does for t in draft.terms}
            if clause is not None and clause not in known and self._act(clause[0]):
                draft.terms.append(TermDraft(does=clause, by=self._doer(clause), in_exchange=True))
        elif label == "condition" and near and match.cue.weight >= WEAK and match.cue.args:
            if self._adverbial(match):
                self._condition(draft, self._opened(match))
        elif label == "mediator" and near:
            self._mediator(draft, match)
        elif label == "status" and near and match.cue.status:
            self._status(draft, match)

    def _act(self, k: int) -> bool:
        """Whether an exchange is an act or a thing given, not a number to compare with."""
        return self.words[k].pos != "NUM" and not self.words[k].text[:1].isdigit()

    def _term(self, draft: AgreementDraft, match: ConstructionMatch, s: Sentence) -> None:
        args = match.cue.args
        found: list[TermDraft] = []
        if "after" in args:
            self._provided(draft, match)
            return
        if "clause" in args and match.form == "fixed":
            found = self._by_virtue(match, s)
        else:
            if match.form in ("perfect", "imperfect") and not self.words[match.first].is_verb:
                return
            after = match.last
            if "subject" in args and match.form in ("perfect", "imperfect"):
                _, after = self._plan_subject(match)
            if args.get("ل") == "party":
                after = self._past_beneficiary(after)
            for slot, role in args.items():
                if role == "term" and not found:
                    found = self._terms(slot, after, s.last)
        known = {t.does[0] for t in draft.terms}
        draft.terms += [t for t in found if t.does[0] not in known]

    def _provided(self, draft: AgreementDraft, match: ConstructionMatch) -> None:
        """``على أن`` + clause: a term where none is told before it, what is given in return where
        ``في المقابل`` stands in it, else a condition.
        """
        earlier = [t for t in draft.terms if t.does[0] < match.first]
        if any(t.does[0] == match.last for t in draft.terms):
            return
        before = self.words[match.first - 1]
        named = any(
            w.stem in self.lexicon.agreements.names for w in self.words[max(0, match.first - 8) : match.first]
        )
        clause = self.stretches.clause(match.last, self._turns)
        if clause is None or before.is_verb or not (earlier or named):
            return
        adverb = any(
            m.cue.label == "exchange" and not m.cue.args
            for k in range(*clause)
            for m in self.matches.get(k, ())
        )
        if adverb or not earlier:
            draft.terms.append(TermDraft(does=clause, by=self._doer(clause), in_exchange=adverb))
        else:
            self._condition(draft, match.last)

    def _past_beneficiary(self, k: int) -> int:
        """The word after the party that something is allowed to (``لجيشيهما``), or *k*."""
        if k + 1 >= len(self.words) or not self.words[k].norm.startswith("ل"):
            return k
        w = self.words[k]
        own = bool(w.suf) or w.norm.endswith(("هم", "هما", "ها", "هن"))
        if w.pre[-1:] != ("ل",) and not own:
            return k
        r = self.slots.np(k)
        return k + 1 if own or r is None else r[1]

    def _plan_subject(self, match: ConstructionMatch) -> tuple[Range | None, int]:
        """The noun after a term verb, where it names the plan (``تتضمن الخطة …``)."""
        k = match.last
        while k < len(self.words) and self.words[k].norm in ("ايضا", "كذلك"):
            k += 1
        r = self.slots.after(k)
        if r is not None and (self.words[r[0]].stem in self.lexicon.plan_nouns and self.words[r[0]].definite):
            return r, r[1]
        return None, match.last

    def _by_virtue(self, match: ConstructionMatch, s: Sentence) -> list[TermDraft]:
        """``يمتنع بموجبه كذا``: the clause around the words, from the verb before them or after them."""
        first = (
            match.first - 1 if match.first > s.first and self.words[match.first - 1].is_verb else match.last
        )
        named = first == match.last and first < s.last and self.words[first].pos == "ADP"
        clause = (
            self.stretches.clause_before(match.first) if named else self.stretches.clause(first, self._turns)
        )
        return [TermDraft(does=clause, by=self._doer(clause))] if clause is not None else []

    def _opened(self, match: ConstructionMatch) -> int:
        """Where the condition begins: after its word, but at the consent that بعد makes one."""
        return match.last - 1 if self.words[match.last - 1].stem in self.lexicon.consent else match.last

    def _condition(self, draft: AgreementDraft, k: int) -> None:
        k = self.slots.skip_quotes(k)
        if k < len(self.words) and self.words[k].stem in _THAT:
            k += 1
        clause = self.stretches.clause(k, self._turns)
        for part in self.stretches.joined_clauses(clause) if clause is not None else []:
            if all(part[0] != c[0] for c in draft.conditions):
                draft.conditions.append(part)

    def _consent(self, draft: AgreementDraft, i: int, s: Sentence) -> None:
        """``بعد إبلاغ الدولة``: consent first."""
        if self.words[i].norm != "بعد" or self.matches.get(i):
            return
        k = self.slots.skip_quotes(i + 1)
        if k < s.last and self.words[k].stem in self.lexicon.consent:
            self._condition(draft, k)

    def _mediates(self, match: ConstructionMatch) -> bool:
        """Whether a mediator follows ``برعاية``, not the people that are cared for."""
        if match.cue.args.get("after") != "mediator":
            return True
        r = self.slots.after(match.last)
        m = self.slots.actor_at.get(r[0]) if r is not None else None
        return m is None or m.ref.kind != "population"

    def _mediator(self, draft: AgreementDraft, match: ConstructionMatch) -> None:
        for slot, role in match.cue.args.items():
            if role != "mediator" or draft.mediators:
                continue
            if slot == "after":
                r = self.slots.after(match.last) if self._mediates(match) else None
            elif (
                slot == "subject"
                and match.form in ("perfect", "imperfect")
                and self.words[match.first].is_verb
            ):
                r, _ = self.slots.subject(match.first, match.last, takes_object=False)
            elif slot == "self":
                r = self.slots.np(match.first)
            else:
                r = None
            if r is not None and (
                r[0] in self.slots.actor_at or any(k in self.slots.actor_at for k in range(*r))
            ):
                draft.mediators = self.slots.coordinated(r)

    def _mediators_before(self, draft: AgreementDraft, s: Sentence) -> None:
        """Who mediates, named a little before: ``أجرى مفاوضون اتصالات للتوسط مع كذا``."""
        if draft.status != "sought":
            return
        for back in range(s.i, max(s.i - BACK, -1), -1):
            t = self.p.doc.sentences[back]
            for i in range(min(t.last, draft.trigger[0]) - 1, t.first - 1, -1):
                for match in self.matches.get(i, ()):
                    if match.cue.label == "mediator" and self.words[i].pre[-1:] == ("ل",):
                        verb = next((k for k in range(i - 1, t.first - 1, -1) if self.words[k].is_verb), -1)
                        r = self.slots.subject(verb, verb + 1, takes_object=True)[0] if verb >= 0 else None
                        if r is not None and r[0] in self.slots.actor_at:
                            draft.mediators = [r]
                            return

    def _status(self, draft: AgreementDraft, match: ConstructionMatch) -> None:
        status = match.cue.status
        if status in ("rejected", "broken"):
            r = self.slots.after(match.last)
            owner = (
                self.slots.subject(match.first, match.last, takes_object=True)[0]
                if self.words[match.first].is_verb
                else None
            )
            if not any(k == draft.trigger[0] for k in range(match.last, match.last + 6)) or (
                r is None and owner is None
            ):
                return
        elif not (match.first < draft.trigger[0] <= match.last + 6):
            return
        draft.status = status

    # -- what later sentences add ----------------------------------------------------------------------
    def _continue(self, draft: AgreementDraft, s: Sentence) -> None:
        """Terms and conditions that a later sentence tells of the same agreement."""
        about = self._about(draft, s)
        for i in range(s.first, s.last):
            for match in self.matches.get(i, ()):
                if (
                    match.cue.label == "term"
                    and (about or self.words[s.first].stem in ("كما", "كذلك"))
                    and self._of_plan(match, s)
                ):
                    self._term(draft, match, s)
                elif match.cue.label == "condition" and about and match.cue.weight >= WEAK and match.cue.args:
                    self._condition(draft, self._opened(match))
            if about:
                self._consent(draft, i, s)

    def _about(self, draft: AgreementDraft, s: Sentence) -> bool:
        """Whether the sentence takes the agreement or one of its terms up again."""
        heads = {self.words[t.does[0]].stem for t in draft.terms}
        stems = {h.removesuffix("ة") for h in heads if len(h) > 3}
        for k in range(s.first, s.last):
            w = self.words[k]
            if not w.definite:
                continue
            if w.stem in self.lexicon.plan_nouns:
                return True
            if any(w.stem.startswith(h) for h in stems):
                return True
        return False

    def _of_plan(self, match: ConstructionMatch, s: Sentence) -> bool:
        """Whether a term verb is said of the plan: its subject is the plan, a pronoun, or unsaid."""
        subject, after = self.slots.subject(match.first, match.last, takes_object=False)
        if subject is None or after == match.last:
            return True
        head = self.words[self.slots.skip_pointer(subject[0])]
        return head.stem in self.lexicon.plan_nouns

    def _draft(self, match: ConstructionMatch, status: str) -> AgreementDraft:
        return AgreementDraft(
            trigger=(match.first, match.last), factuality=Factuality.ACTUAL, status=status,
            confidence=round(0.8 * max(match.cue.weight, 0.5), 2), why=[Why("status", match.cue.id)],
        )  # fmt: skip
