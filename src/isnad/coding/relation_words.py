"""Relations that a word states: its slots filled by the phrases around it.

``lexicon/data/relations.yaml`` says for every relation word which phrase is its subject and which its
object; this module finds the phrases and drops what cannot be meant (an object that is no body where
one is needed, a place that is none).
"""

from __future__ import annotations

from isnad.coding.drafts import Range, RelationDraft
from isnad.coding.slots import Slots
from isnad.coding.titles import Title
from isnad.lexicon.place_nouns import place_nouns
from isnad.lexicon.relations import RelationMatch, Relations
from isnad.lexicon.weapons import weapon_at
from isnad.records import Why

FLOOR = 0.3
"""Relation words that mean the relation less often than this are left to context that nobody reads yet."""
_PREPOSITIONS = frozenset(["ل", "ب", "علي", "في", "من", "الي", "مع", "عن", "ضد", "لدي", "تحت", "قرب", "دون"])
_BODIES = frozenset(
    ["government", "armed_forces", "armed_group", "party", "international", "media", "agency", "organisation"]
)
STRICT = frozenset(["leads", "member_of", "allied_with", "opposed_to", "split_from"])
"""Types whose subject and object both have to name somebody."""
RULE = frozenset(["سيطرة", "حكم", "نفوذ", "ادارة", "سلطة"])
"""``خاضع لسيطرة كذا``: who rules stands behind these."""
SITES = frozenset(
    ["قاعدة", "قواعد", "معسكر", "معسكرات", "مقر", "مقرات", "مواقع", "موقع", "مركز", "مراكز", "مخيمات", "مخيم"]
)
UNITS = frozenset(
    [
        "لجنة",
        "هيئة",
        "مجلس",
        "مكتب",
        "قوة",
        "وحدة",
        "وكالة",
        "محطة",
        "قسم",
        "ادارة",
        "جناح",
        "فرع",
        "معهد",
        "مركز",
        "كتيبة",
        "لواء",
    ]
)
"""Units: where they are said to belong to a body they are part of it, other things are only tied to it."""


class RelationReader:
    """Finds the relations that words state in one prepared article."""

    def __init__(self, slots: Slots, lexicon: Relations, titles: list[Title]) -> None:
        self.slots = slots
        self.words = slots.words
        self.lexicon = lexicon
        self.titled = {k for t in titles for k in range(t.first, t.last)}
        self.holders = {t.first: t.holder for t in titles}
        nouns = place_nouns()
        self.place_heads = (
            frozenset(nouns.named) | frozenset(nouns.direction) | frozenset(nouns.part) | nouns.described
        )

    def read(self) -> list[RelationDraft]:
        """Every relation, in text order."""
        out: list[RelationDraft] = []
        for i in range(len(self.words)):
            for match in self.lexicon.at(self.words, i):
                if match.cue.weight >= FLOOR and self._stands(match):
                    out += self._drafts(match)
            out += self._listed(i)
        return out

    def _stands(self, match: RelationMatch) -> bool:
        """Whether the word stands as the entry means it: no title (read elsewhere), no part of a
        name, no adjective.
        """
        word = self.words[match.first]
        if match.form in ("perfect", "imperfect") and word.definite and not word.is_verb:
            return False
        if match.form == "noun":
            inside = word.pos == "ADJ"
            inside = inside or match.first in self.slots.inside or self.slots.adjectival(match.first)
            return not inside and "apposition" not in match.cue.args
        return match.form != "masdar" or match.first not in self.slots.inside

    def _listed(self, i: int) -> list[RelationDraft]:
        """``مجموعة الدول الأربع (أ وب وج ود)``: states in brackets after a body are its members."""
        if self.words[i].text != "(" or i == 0 or i + 1 not in self.slots.actor_at:
            return []
        first = self.slots.np(i + 1)
        body = self._nearest_body(i)
        if first is None or body is None or self.slots.actor_at[i + 1].ref.kind != "state":
            return []
        members = self.slots.coordinated(first)
        if len(members) < 2 or not (self.is_body(body) or self.words[body[0]].stem == "دول"):
            return []
        return [
            RelationDraft(
                trigger=(i, i + 1), type="member_of", subject=m, object=body, confidence=0.8,
                why=[Why("type", "relations/member_of/brackets")],
            )
            for m in members
        ]  # fmt: skip

    def _nearest_body(self, i: int) -> Range | None:
        """The shortest phrase before word *i* that names a body or a set of states."""
        for k in range(i - 1, max(i - 8, self.slots.start(i)) - 1, -1):
            w = self.words[k]
            if w.is_punct or w.is_verb:
                return None
            if self.lexicon.is_group(w) or w.stem == "دول":
                if k > 0 and self.words[k].stem == "دول" and self.lexicon.is_group(self.words[k - 1]):
                    k -= 1
                return k, i
        return None

    def _drafts(self, match: RelationMatch) -> list[RelationDraft]:
        pairs = self._pairs(match)
        made: list[RelationDraft] = []
        for subject, obj in pairs:
            if (
                subject == obj
                or subject[0] == obj[0]
                or (subject[0] == match.first != obj[0] and match.form == "fixed")
                or not self._fits(match, subject, obj)
            ):
                continue
            kind = match.cue.type
            if (
                kind == "affiliated_with"
                and self.is_place(subject)
                and self.is_place(obj)
                and not self.is_body(subject)
            ):
                kind = "part_of"
            if match.cue.id == "relations/affiliated_with/تابع" and self.words[subject[0]].stem in UNITS:
                kind = "part_of"
            if match.cue.id == "relations/affiliated_with/موال" and self._ally(subject, obj):
                kind = "allied_with"
            made.append(
                RelationDraft(
                    trigger=(match.first, match.last),
                    type=kind,
                    subject=subject,
                    object=obj,
                    confidence=round(match.cue.weight * 0.9, 2),
                    why=[Why("type", match.cue.id)],
                )
            )
        return made

    # -- filling the slots --------------------------------------------------------------------
    def _pairs(self, match: RelationMatch) -> list[tuple[Range, Range]]:
        roles: dict[str, list[Range]] = {"subject": [], "object": []}
        own = ""
        finite = match.form in ("perfect", "imperfect")
        end = self.slots.end(match.first)
        after = match.last
        args = match.cue.args
        order = sorted(args.items(), key=lambda x: (x[0] not in ("subject", "head"), x[0] != "before"))
        for slot, role in order:
            if roles[role]:
                continue
            found: Range | None = None
            if slot == "subject" and finite:
                found, after = self.slots.subject(match.first, match.last, takes_object="object" in args)
            elif slot == "subject" and match.form == "fixed" and "head" not in args:
                found = self.slots.before(match.first)
            elif slot == "object" and finite:
                found = self._object(match, after)
            elif slot == "head" and not finite and match.form not in ("masdar", "noun"):
                found = self._head(match)
            elif slot == "of" and match.form in ("masdar", "noun", "fixed"):
                found = self._of(match)
                if found is not None:
                    after = found[1]
            elif slot == "before":
                found = self._adjective_before(match)
            elif slot == "after":
                found = self.slots.after(match.last)
            elif slot == "self":
                found = self._self(match)
            elif slot == "adj":
                found = self._nisba(match)
            elif slot in _PREPOSITIONS:
                found = self._governed(match, slot, after, end, finite)
            elif slot == "بين" and "and" in args:
                return self._between(match, after, end)
            elif slot == "and":
                continue
            if found is not None and slot == "self":
                own = role
            if found is not None:
                roles[role] = self.slots.coordinated(found, slot if slot in _PREPOSITIONS else "")
        if "and" in args and not roles["object"]:
            members = roles["subject"]
            head = self._head(match) if self._describes(match) else None
            if head is not None and len(members) > 1 and match.cue.type == "borders":
                return [(head, m) for m in members]
            return [(members[0], m) for m in members[1:]] if members else []
        if "head" in args and not roles[args["head"]] and match.form == "noun":
            found = self._apposed(match)
            roles[args["head"]] = [found] if found is not None else []
        if own:
            roles[own] = roles[own][:1]
            other = roles["object" if own == "subject" else "subject"]
            roles[own] = [self._cut(r, other[0]) for r in roles[own]] if other else []
        return [(s, o) for s in roles["subject"] for o in roles["object"]]

    def _cut(self, r: Range, other: Range) -> Range:
        """*r* up to the preposition before *other*, where it holds it."""
        if not r[0] < other[0] < r[1]:
            return r
        last = other[0]
        while last > r[0] + 1 and (self.words[last - 1].pos == "ADP" or self.words[last - 1].is_punct):
            last -= 1
        return r[0], last

    def _apposed(self, match: RelationMatch) -> Range | None:
        """The phrase that a noun is said of: before it (``البلدة، معقل كذا``), or what became it
        (``تحول إلى مصدر``).
        """
        i = match.first
        if i > self.slots.start(i) and self.words[i - 1].norm == "الي":
            verb = next(
                (k for k in range(i - 2, max(i - 14, self.slots.start(i)) - 1, -1) if self.words[k].is_verb),
                -1,
            )
            return self.slots.subject(verb, verb + 1, takes_object=False)[0] if verb >= 0 else None
        return self.slots.ahead(i, comma=True)

    def _describes(self, match: RelationMatch) -> bool:
        """Whether the words are an adjective (``الرابط بين``) of a noun right before them."""
        first = match.first
        if first == self.slots.start(first) or self.words[first].stem == "حدود":
            return False
        before = self.words[first - 1]
        return before.is_nominal and not self.words[first].pre

    def _object(self, match: RelationMatch, after: int) -> Range | None:
        verb = self.words[match.first]
        if verb.suf:
            return self.slots.resumed(match.first, match.last)
        return self.slots.objects(after, self.slots.end(match.first))

    def _governed(self, match: RelationMatch, prep: str, after: int, end: int, finite: bool) -> Range | None:
        if finite and self.slots.resumptive(prep, match.last, end):
            return self.slots.resumed(match.first, match.last)
        reach = 8 if finite else 4
        if match.form in ("masdar", "noun"):
            reach = 3
        start = max(after, match.last)
        found = self.slots.governed(prep, start, end, reach)
        if found is None and not finite and start < end:
            word = self.words[start]
            if word.suf and (word.stem == prep or word.norm.startswith(prep)) and word.pos == "ADP":
                return self.slots.pronoun(start)
        if found is not None and match.cue.type == "controls" and self.words[found[0]].stem in RULE:
            return self.slots.np(found[0] + 1)
        return found

    def _head(self, match: RelationMatch) -> Range | None:
        first = self.words[match.first]
        if "before" in match.cue.args and self._adjective_before(match) is not None:
            return self.slots.qualified(match.first - 1)
        if first.pos == "ADP" or first.pre[-1:] in (("ب",), ("ل",)):
            return self.slots.ahead(match.first)
        return self.slots.qualified(match.first)

    def _of(self, match: RelationMatch) -> Range | None:
        word = self.words[match.last - 1]
        if word.suf:
            if match.cue.of_is == "weapon":
                return self._weapon_before(match.first)
            return self.slots.pronoun(match.last - 1) if match.form == "noun" else None
        if word.definite:
            return None
        found = self.slots.np(match.last)
        if found is None or self.words[found[0]].pre:
            return None
        return found

    def _weapon_before(self, i: int) -> Range | None:
        """The last weapon named in the sentence before word *i*."""
        for k in range(i - 1, self.slots.start(i) - 1, -1):
            if weapon_at(self.words, k) is not None:
                return self.slots.np(k)
        return None

    def _self(self, match: RelationMatch) -> Range | None:
        """The word's own phrase: from the word (or what it counts, before it) to where its
        complement begins.
        """
        first = match.first
        found = self.slots.np(first)
        if found is None:
            return None
        while (
            first > self.slots.start(first)
            and self.words[first - 1].pos == "NUM"
            and not self.words[first].pre
        ):
            first -= 1
        same = self.slots.said_of(first)
        return same or (first, max(found[1], match.last))

    def _adjective_before(self, match: RelationMatch) -> Range | None:
        """The adjective right before the words (``إيطالية الصنع``)."""
        k = match.first - 1
        if (
            k <= self.slots.start(match.first)
            or self.words[k].pos not in ("ADJ", "NOUN")
            or self.words[k].definite != self.words[k - 1].definite
        ):
            return None
        return k, k + 1

    def _nisba(self, match: RelationMatch) -> Range | None:
        for k in range(match.last, min(match.last + 3, self.slots.end(match.first))):
            m = self.slots.actor_at.get(k)
            if m is not None and m.nisba and m.last == k + 1:
                return k, k + 1
            if self.words[k].pos != "ADJ":
                return None
        return None

    def _between(self, match: RelationMatch, after: int, end: int) -> list[tuple[Range, Range]]:
        for k in range(after, min(after + 5, end)):
            if self.words[k].stem == "بين":
                first = self.slots.after(k + 1)
                if first is None:
                    return []
                members = self.slots.coordinated(first)
                return [(members[0], m) for m in members[1:]]
        return []

    # -- what may stand there ---------------------------------------------------------------------
    def _fits(self, match: RelationMatch, subject: Range, obj: Range) -> bool:
        cue = match.cue
        if cue.of_is == "group" and not self.is_body(obj):
            return False
        if cue.of_is == "state" and not self._is_state(obj):
            return False
        if cue.of_is == "weapon" and not self._is_weapon(subject):
            return False
        if cue.of_is == "person" and not self._is_person(obj):
            return False
        if cue.needs == "place" and not self.is_place(obj):
            return False
        return self._kinds(cue.type, subject, obj)

    def _ally(self, subject: Range, obj: Range) -> bool:
        m = self.slots.actor_at.get(obj[0])
        armed = m is not None and m.ref.kind == "armed_group"
        return armed and self.words[subject[0]].stem in (
            "جماعات",
            "جماعة",
            "فصائل",
            "حركات",
            "حركة",
            "تنظيمات",
            "كتائب",
            "ميليشيات",
        )

    def _kinds(self, kind: str, subject: Range, obj: Range) -> bool:
        if kind in ("borders",):
            noun = self.words[obj[0]]
            return self.is_place(subject) and self.is_place(obj) and not noun.suf and noun.stem != "حدود"
        if kind in ("controls", "based_in"):
            site = kind == "based_in" and self.words[subject[0]].stem in SITES
            return self.is_place(obj) and (self.referent(subject) or site)
        if kind == "part_of" and not self._whole(subject, obj):
            return False
        if kind in STRICT and not (self.referent(subject) and self.referent(obj)):
            return False
        if (
            kind != "borders"
            and obj[0] in self.slots.inside
            and self.slots.inside[obj[0]] <= subject[0] < obj[0]
        ):
            return False
        if kind in (
            "leads",
            "member_of",
            "affiliated_with",
            "allied_with",
            "split_from",
            "part_of",
            "opposed_to",
        ):
            return not self._is_event(obj) and not self._is_event(subject)
        return True

    def _whole(self, part: Range, obj: Range) -> bool:
        """Whether *obj* can be what *part* is a part of: places hold places, bodies bodies."""
        if self.is_place(part) and self.is_place(obj):
            return True
        w = self.words[obj[0]]
        return self.is_body(obj) and (not w.pre or self.lexicon.is_group(w) or self._is_named(obj))

    def _is_named(self, r: Range) -> bool:
        m = self.slots.actor_at.get(r[0])
        return m is not None and m.named

    def _is_event(self, r: Range) -> bool:
        """Whether the phrase names a happening, not somebody."""
        return (
            r[0] in self.slots.p.lexicon
            and not self.slots.entity(r)
            and not self.lexicon.is_group(self.words[r[0]])
        )

    def referent(self, r: Range) -> bool:
        """Whether *r* names somebody: a mention, a body, people counted or not, a name."""
        if self.slots.entity(r) or self.lexicon.is_group(self.words[r[0]]):
            return True
        w = self.words[r[0]]
        if w.pos in ("NUM", "PROPN") or w.ner != "O" or w.text[:1].isdigit():
            return True
        return w.stem in self.slots.base.nouns.next or w.lemma in self.slots.base.nouns.next

    def is_body(self, r: Range) -> bool:
        """Whether *r* names a group or organisation."""
        m = self.slots.actor_at.get(r[0])
        if self.words[r[0]].stem == "دول":
            return True
        return self.lexicon.is_group(self.words[r[0]]) or (m is not None and m.ref.kind in _BODIES)

    def is_place(self, r: Range) -> bool:
        """Whether *r* is a place: a gazetteer mention, or a noun of place."""
        m = self.slots.actor_at.get(r[0])
        if r[0] in self.slots.place_at or (m is not None and m.ref.kind == "state" and not m.nisba):
            return True
        word = self.words[r[0]]
        if word.stem in self.place_heads:
            return True
        return any(k in self.slots.place_at for k in range(r[0], min(r[1], r[0] + 3))) and not self.is_body(r)

    def _is_state(self, r: Range) -> bool:
        m = self.slots.actor_at.get(r[0])
        return m is not None and m.ref.kind == "state"

    def _is_person(self, r: Range) -> bool:
        m = self.slots.actor_at.get(r[0])
        return m is not None and m.ref.kind in ("person", "official")

    def _is_weapon(self, r: Range) -> bool:
        return any(weapon_at(self.words, k) is not None for k in range(r[0], min(r[1], r[0] + 5)))
