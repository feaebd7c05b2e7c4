"""Explanations that the text offers: what is said to have caused what, and rival causes."""

from __future__ import annotations

from collections.abc import Sequence

from isnad.coding.drafts import EventDraft, ExplanationDraft, Range
from isnad.coding.prepare import Prepared
from isnad.coding.slots import slots_of
from isnad.coding.stretches import Stretches
from isnad.lexicon.constructions import ConstructionMatch, Constructions, load
from isnad.records import Factuality, Why
from isnad.text.function_words import of_class

FLOOR = 0.5
"""Words that tie an effect to its cause less often than this are left out."""
MAX_EFFECT = 12
"""Words of an effect clause beyond which only its last main verb and what follows is meant."""
_RELATIVE = of_class("relative")
_EITHER = frozenset(["اما", "سواء"])
_OR = frozenset(["او", "ام", "اما", "واما"])
_COPULA = frozenset(["هو", "هي", "كان", "كانت", "يكون"])
_OPENERS = frozenset(["ان", "كان", "وكان", "بان", "يكون", "وان"])
_CAUSE_NOUNS = frozenset(["سبب", "اسباب"])
_OCCUR = frozenset(["وجاء", "جاء", "جاءت", "ياتي", "تاتي", "حدث", "حدثت", "وقع", "وقعت", "حصل", "تم", "تمت"])


def find_explanations(p: Prepared, events: Sequence[EventDraft]) -> list[ExplanationDraft]:
    """Every explanation that *p* reports, in text order. *events* may be empty."""
    return _Reader(p).read()


class _Reader:
    def __init__(self, p: Prepared) -> None:
        self.p = p
        self.slots = slots_of(p)
        self.stretches = Stretches(self.slots)
        self.words = p.doc.words
        self.lexicon: Constructions = load()

    def read(self) -> list[ExplanationDraft]:
        out: list[ExplanationDraft] = []
        taken = -1
        for i in range(len(self.words)):
            if i < taken:
                continue
            for match in self.lexicon.explanations.at(self.words, i):
                if match.cue.purpose or (match.cue.weight < FLOOR and not self._either(match)):
                    continue
                found = self._rivals(match) if match.cue.label == "pair" else self._single(match)
                if found is not None:
                    out.append(found[0])
                    taken = found[1]
                    break
            else:
                named = self._named_cause(i)
                if named is not None:
                    out.append(named[0])
                    taken = named[1]
        return out

    def _either(self, match: ConstructionMatch) -> tuple[int, str] | None:
        """The ``إما`` that splits what the verb's preposition governs (``يعود إما إلى كذا وإما إلى كذا``)."""
        preps = {slot for slot, role in match.cue.args.items() if role == "cause"}
        if match.cue.label != "cause" or match.form not in ("perfect", "imperfect"):
            return None
        for k in range(match.last, min(match.last + 8, self.slots.end(match.first) - 2)):
            if self.words[k].norm in _EITHER:
                return (k, self.words[k + 1].norm) if self.words[k + 1].norm in preps else None
        return None

    def _alternatives(self, first: int, prep: str) -> list[Range]:
        """What stands at *first* and after every further ``أو``, ``أم``, ``وإما``, with *prep* left out."""
        end = self.stretches.end(first)
        whole = self.slots.end(first)
        if end + 1 < whole and self.words[end].text in "،," and self.words[end + 1].norm in _OR:
            end = self.stretches.end(end + 1)
        starts = [first, *(k + 1 for k in range(first + 1, end - 1) if self.words[k].norm in _OR)]
        found: list[Range] = []
        for n, k in enumerate(starts):
            stop = starts[n + 1] - 1 if n + 1 < len(starts) else end
            r = self.stretches.trim(k + (bool(prep) and self.words[k].norm == prep), stop)
            if r is not None:
                found.append(r)
        return found

    def _named_cause(self, i: int) -> tuple[ExplanationDraft, int] | None:
        """``كان سبب كذا كذا``, ``سبب كذا هو كذا أم كذا``: the noun's genitive is the effect."""
        if self.words[i].stem not in _CAUSE_NOUNS or self.words[i].definite or self.words[i].pre or not i:
            return None
        effect = self.slots.np(i + 1)
        if effect is None or not (self.words[effect[0]].definite or self.slots.entity(effect)):
            return None
        for k in range(effect[0] + 1, effect[1]):
            w = self.words[k]
            if w.pos == "NOUN" and not (w.definite or w.pre or w.suf) and self.words[effect[0]].definite:
                effect = effect[0], k
                break
        effect = self.stretches.extend(effect, 1) if self.words[effect[1]].pos == "ADP" else effect
        k = effect[1]
        end = self.stretches.end(i)
        told = k < end and self.words[k].norm in _COPULA
        if k + told >= end or not (told or self.words[i - 1].norm in _OPENERS):
            return None
        k += told
        if not self.words[k].is_nominal or self.words[k].pre:
            return None
        causes = self._alternatives(k, "")
        rival = len(causes) > 1
        why = Why("causes", "explanations/cause/" + self.words[i].stem)
        draft = ExplanationDraft(
            trigger=(i, i + 1), confidence=0.6, why=[why], effect=effect, causes=causes, joint=not rival,
            factuality=Factuality.POSSIBLE if rival else Factuality.ACTUAL,
        )  # fmt: skip
        return draft, causes[-1][1]

    # -- rival causes -----------------------------------------------------------------------
    def _rivals(self, match: ConstructionMatch) -> tuple[ExplanationDraft, int] | None:
        """``إما لأن … أو نتيجة …``: every alternative opens with a cause word."""
        if match.cue.joint or self.words[match.first].norm not in ("اما", "سواء"):
            return None
        end = self.slots.end(match.first)
        opener = match.last if self._cause_at(match.last) is None else -1
        first = self._cause_at(match.first + 1) or (self._cause_at(match.last) if opener < 0 else None)
        if first is None:
            return None
        causes: list[Range] = []
        starts = [first]
        k = first.last
        while k < end:
            if (
                self.words[k].norm in ("او", "ام", "واما", "اما")
                and (other := self._cause_at(k + 1)) is not None
            ):
                starts.append(other)
            k += 1
        if len(starts) < 2:
            return None
        for m in starts:
            cause = self._cause_of(m)
            if cause is not None:
                causes.append(cause)
        effect = self._effect_before(match.first)
        if effect is None or len(causes) < 2:
            return None
        return self._draft(match, effect, causes, joint=False, sets=Factuality.POSSIBLE), causes[-1][1]

    def _cause_at(self, k: int) -> ConstructionMatch | None:
        if k >= len(self.words):
            return None
        found = [
            m
            for m in self.lexicon.explanations.at(self.words, k)
            if m.cue.label == "cause" and not m.cue.purpose
        ]
        return found[0] if found else None

    # -- one link ------------------------------------------------------------------------------
    def _single(self, match: ConstructionMatch) -> tuple[ExplanationDraft, int] | None:
        cue = match.cue
        if match.form in ("masdar", "participle", "noun"):
            return None
        if match.form == "fixed":
            return self._fixed(match)
        before = self.words[match.first - 1] if match.first else None
        suffixed = self.words[match.first].suf and match.cue.prep
        if (
            suffixed
            or not self.words[match.first].is_verb
            or (before is not None and before.stem in ("لا", "لم", "لن", "قلما"))
        ):
            return None
        return self._verb(match) if "subject" in cue.args or "object" in cue.args else None

    def _fixed(self, match: ConstructionMatch) -> tuple[ExplanationDraft, int] | None:
        if match.cue.label == "cause":
            if self.words[match.last - 1].suf and not self.words[match.last - 1].norm.startswith(
                ("لان", "لكون", "كون")
            ):
                return None
            cause = self._cause_of(match)
            effect = self._effect_before(match.first)
        else:
            if self._points(match):
                return None
            pushes = self.words[match.last - 1].stem == "دفع"
            effect = self.stretches.clause(match.last) if pushes else self._result(match.last)
            cause = self._statement_before(match.first)
        if cause is None or effect is None or not self._substantial(effect) or not self._causal(cause):
            return None
        return self._draft(match, effect, self._also(cause, match)), max(cause[1], match.last)

    def _points(self, match: ConstructionMatch) -> bool:
        """Whether the words only point at a noun (``لهذا التنظيم``) or stand inside a clause."""
        following = self.words[match.last] if match.last < len(self.words) else None
        return (
            following is not None
            and following.definite
            and not following.is_verb
            and match.last - match.first == 1
        )

    def _verb(self, match: ConstructionMatch) -> tuple[ExplanationDraft, int] | None:
        args = match.cue.args
        end = self.slots.end(match.first)
        found: dict[str, list[Range]] = {"cause": [], "effect": []}
        after = match.last
        if "subject" in args:
            parts = self.stretches.fronted(match.first)
            subject, after = self.slots.subject(match.first, match.last, takes_object="object" in args)
            if after == match.last and not parts and self.words[match.first].pre[:1] == ("و",):
                return None
            if parts and after == match.last:
                found[args["subject"]] = parts
            elif subject is not None:
                found[args["subject"]] = self.slots.coordinated(subject)
        else:
            _, after = self.slots.subject(match.first, match.last, takes_object=True)
        for slot, role in args.items():
            if slot == "subject" or found[role]:
                continue
            r = (
                self.slots.objects(after, end)
                if slot == "object"
                else self.slots.governed(slot, after, end, 12)
            )
            if r is not None:
                found[role] = [r]
        either = self._either(match)
        if either is not None:
            found["cause"] = self._alternatives(either[0] + 1, either[1])
            subject, _ = self.slots.subject(match.first, match.last, takes_object=False)
            found["effect"] = [subject] if subject is not None else []
        causes = [r for r in found["cause"] if self._causal(r)]
        if not causes or not found["effect"]:
            return None
        effect = self.stretches.extend(found["effect"][0]) if either is None else found["effect"][0]
        if either is not None and len(causes) > 1:
            drafted = self._draft(match, effect, causes, joint=False, sets=Factuality.POSSIBLE)
            return drafted, max(effect[1], causes[-1][1])
        return self._draft(match, effect, causes), effect[1]

    def _statement_before(self, i: int) -> Range | None:
        """The clause before word *i*; one without a verb goes on before its comma."""
        s = self.slots.start(i)
        found = self.stretches.clause_before(i)
        for _ in range(3):
            if found is None or found[0] <= s or any(self.words[k].is_verb for k in range(*found)):
                break
            if self.words[found[0] - 1].text not in "،,":
                break
            earlier = self.stretches.clause_before(found[0] - 1)
            if earlier is None:
                break
            found = earlier[0], found[1]
        return found if found is not None and found[1] - found[0] >= 2 else None

    def _causal(self, r: Range) -> bool:
        """Whether *r* can be a cause: no date, no oath, no bare name of time."""
        return r[0] not in self.stretches.dated and self.words[r[0]].stem not in ("الله", "له")

    # -- parts ------------------------------------------------------------------------------------
    def _cause_of(self, match: ConstructionMatch) -> Range | None:
        """The cause after a cause word: a phrase, or the clause after ``لأن``."""
        if self.words[match.last - 1].suf or self.words[match.last - 1].norm.startswith(
            ("لان", "ان", "كون", "لكون")
        ):
            return self.stretches.content(match.last, self._another)
        r = self.slots.after(match.last)
        if r is None:
            return self.stretches.content(match.last, self._another)
        r = self.stretches.extend(r, 1) if r[0] not in self.slots.actor_at else r
        q = next((q for q in self.p.doc.phrases if q.first == r[0] and q.relative is not None), None)
        last = (
            min(q.relative[1], self.stretches.end(r[0])) if q is not None and q.relative is not None else r[1]
        )
        stop = next((k for k in range(r[1], last) if self._another(k)), last)
        return self.stretches.trim(r[0], max(stop, r[1]))

    def _another(self, k: int) -> bool:
        """Whether a further cause begins at word *k*."""
        return any(
            m.cue.label == "cause" and m.cue.weight >= FLOOR and m.form == "fixed"
            for m in self.lexicon.explanations.at(self.words, k)
        )

    def _also(self, cause: Range, match: ConstructionMatch) -> list[Range]:
        if not self.words[cause[0]].is_nominal or cause[1] - cause[0] >= 8:
            return [cause]
        return [r for r in self.slots.coordinated(cause) if r == cause or not self._another(r[0])]

    def _effect_before(self, i: int) -> Range | None:
        """What happened, before the cause word at *i*: the subject of ``جاء``, else the clause."""
        clause = self._bare(self.stretches.clause_before(i))
        if clause is None:
            return None
        if self.words[clause[0]].norm in _OCCUR and clause[1] - clause[0] > 1:
            return self.stretches.trim(clause[0] + 1, clause[1])
        k = clause[1] - 1
        if self.words[k].norm in _OCCUR:
            whole = self.stretches.trim(*clause)
            if whole is not None and whole[0] < k:
                return self.stretches.trim(whole[0], k)
            return self._before_comma(k)
        if not any(self.words[j].is_verb or j in self.p.lexicon for j in range(*clause)):
            clause = self._statement_before(i) or clause
        return self._short(clause)

    def _bare(self, clause: Range | None) -> Range | None:
        """*clause* without a conjunction or cause word that opens it."""
        while clause is not None:
            first = clause[0]
            opened = next(
                (m.last for m in self.lexicon.explanations.at(self.words, first) if m.form == "fixed"), 0
            )
            if self.words[first].norm in ("او", "و", "ثم"):
                opened = max(opened, first + 1)
            if not opened:
                return clause
            clause = self.stretches.trim(opened, clause[1])
        return None

    def _short(self, clause: Range) -> Range:
        """A long clause from its last main verb on."""
        if clause[1] - clause[0] <= MAX_EFFECT:
            return clause
        for k in range(clause[1] - 2, clause[0], -1):
            relative = any(w.stem in _RELATIVE for w in self.words[max(clause[0], k - 3) : k])
            if self.words[k].is_verb and not relative:
                return k, clause[1]
        return clause

    def _before_comma(self, k: int) -> Range | None:
        """``هذا التغير، جاء …``: the phrase that the comma sets off."""
        if k == self.slots.start(k) or self.words[k - 1].text not in "،,":
            return None
        return self.stretches.clause_before(k - 1)

    def _result(self, k: int) -> Range | None:
        r = self.slots.after(k)
        return self.stretches.extend(r) if r is not None else self.stretches.clause(k)

    def _substantial(self, r: Range) -> bool:
        return any(self.words[k].is_verb or self.words[k].is_nominal for k in range(*r))

    def _draft(
        self,
        match: ConstructionMatch,
        effect: Range,
        causes: list[Range],
        *,
        joint: bool = True,
        sets: Factuality | None = None,
    ) -> ExplanationDraft:
        factuality = sets or match.cue.sets or Factuality.ACTUAL
        return ExplanationDraft(
            trigger=(match.first, match.last), factuality=factuality,
            confidence=round(0.8 * match.cue.weight, 2),
            why=[Why("causes", match.cue.id)], effect=effect, causes=causes, joint=joint,
        )  # fmt: skip
