"""Parts and members told by mere position: a district of a province, a unit of an army, one of a group's leaders.

``منطقة الوادي في محافظة الساحل``, ``القوات الخاصة في الجيش``, ``أحد قادة الحركة``. Many such pairs say nothing worth
noting; :mod:`isnad.coding.relation_choice` weighs them.
"""

from __future__ import annotations

from isnad.coding.drafts import Range, RelationDraft, relation
from isnad.coding.slots import Slots
from isnad.coding.titles import Title

_LINKS = frozenset(["في", "من", "ب", "ل", "ضمن"])
_BODIES = frozenset(["armed_forces", "armed_group", "government", "party", "organisation", "international", "state"])
_UNWEIGHED = 0.4
_ONE_OF = frozenset(["احد", "احدي", "بعض", "عدد"])


def find_parts(slots: Slots, titles: list[Title]) -> list[RelationDraft]:
    """Proposed ``part_of`` and ``member_of`` relations of neighbouring phrases."""
    roles = {t.first for t in titles}
    return [*_places(slots), *_bodies(slots), *_one_of(slots), *_members(slots, roles)]


def _made(kind: str, trigger: int, subject: Range, obj: Range, rule: str) -> RelationDraft:
    return relation(kind, (trigger, trigger + 1), subject, obj, f"relations/{rule}", _UNWEIGHED)


def _linked(slots: Slots, k: int) -> int | None:
    """First word of the phrase that a preposition of containment at word *k* governs."""
    if k >= len(slots.words) or slots.words[k].is_punct:
        return None
    w = slots.words[k]
    if w.pre[-1:] in (("ب",), ("ل",)) and "و" not in w.pre:
        return k
    return k + 1 if w.norm in _LINKS and k + 1 < slots.end(k) else None


def _places(slots: Slots) -> list[RelationDraft]:
    """``بلدة القصير في ريف حمص``: a named place right before the larger one that holds it."""
    found = []
    for first, place in sorted(slots.place_at.items()):
        start = _linked(slots, place.last)
        larger = slots.place_at.get(start) if start is not None else None
        if larger is not None and not place.state and not place.described and not larger.described:
            found.append(_made("part_of", first, (first, place.last), (larger.first, larger.last), "place-in-place"))
    return found


def _bodies(slots: Slots) -> list[RelationDraft]:
    """``القوات الخاصة في الجيش``: a unit right before the body it belongs to."""
    found = []
    for first, unit in sorted(slots.actor_at.items()):
        if unit.nisba or unit.ref.kind not in _BODIES - {"state"}:
            continue
        start = _linked(slots, unit.last)
        body = slots.actor_at.get(start) if start is not None else None
        if body is not None and not body.nisba and body.ref.kind in _BODIES:
            kind = "member_of" if body.ref.kind == "international" else "part_of"
            found.append(_made(kind, first, (first, unit.last), (body.first, body.last), f"body-in-{body.ref.kind}"))
    return found


def _one_of(slots: Slots) -> list[RelationDraft]:
    """``أحد قادة الحركة``, ``أحد أفراد الحرس``: one of a body's people."""
    found = []
    for w in slots.words:
        if w.stem not in _ONE_OF or w.i + 2 >= slots.end(w.i):
            continue
        people, body = w.i + 1, slots.actor_at.get(w.i + 2)
        if body is None or body.nisba or body.ref.kind not in _BODIES or slots.words[people].definite:
            continue
        if slots.words[people].is_nominal and not slots.words[people].pre:
            found.append(_made("member_of", w.i, (w.i, people + 1), (body.first, body.last), "one-of"))
    return found


def _members(slots: Slots, roles: set[int]) -> list[RelationDraft]:
    """``قيادي في التنظيم``, ``مسلحون من الحركة``: people right before the body that they are of."""
    found = []
    for first, person in sorted(slots.actor_at.items()):
        if person.ref.kind not in ("person", "official", "population", "unknown", "armed_group") or person.nisba:
            continue
        start = _linked(slots, person.last)
        body = slots.actor_at.get(start) if start is not None else None
        if body is not None and not body.nisba and body.ref.kind in _BODIES - {"state"}:
            rule = "member-role" if first in roles else f"member-{person.ref.kind}"
            found.append(_made("member_of", first, (first, person.last), (body.first, body.last), rule))
    return found
