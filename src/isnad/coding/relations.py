"""Relations that the text states between people, bodies, offices and places.

Titles give who holds which role in what (:mod:`isnad.coding.titles`); the relation words of
``lexicon/data/relations.yaml`` give the rest, their slots filled by :mod:`isnad.coding.slots`.
"""

from __future__ import annotations

from isnad.coding.drafts import Range, RelationDraft
from isnad.coding.prepare import Prepared
from isnad.coding.relation_words import RelationReader
from isnad.coding.slots import Slots
from isnad.coding.titles import Title, TitleReader
from isnad.lexicon.relations import load
from isnad.records import Why


def find_relations(p: Prepared) -> list[RelationDraft]:
    """Every relation that *p* states, in text order, each pair of words once."""
    slots = Slots(p)
    lexicon = load()
    titles = TitleReader(slots, lexicon).read()
    drafts = [d for t in titles for d in _of_title(slots, t)]
    drafts += RelationReader(slots, lexicon, titles).read()
    seen: set[tuple[str, int, int]] = set()
    out: list[RelationDraft] = []
    for d in sorted(drafts, key=lambda d: (d.trigger, d.type, d.subject, d.object, -d.confidence)):
        key = (d.type, d.subject[0], d.object[0])
        if key not in seen and d.subject[0] != d.object[0]:
            seen.add(key)
            out.append(d)
    return out


def draft(kind: str, trigger: Range, subject: Range, obj: Range, rule: str, confidence: float) -> RelationDraft:
    """A relation draft with its reason."""
    return RelationDraft(
        trigger=trigger, type=kind, subject=subject, object=obj, confidence=confidence, why=[Why("type", rule)]
    )


def _of_title(slots: Slots, t: Title) -> list[RelationDraft]:
    role = (t.first, t.last)
    found: list[RelationDraft] = []
    if t.holder is not None:
        found.append(draft("holds_role", (t.first, t.first + 1), t.holder, role, "relations/title", 0.85))
    for org in t.orgs:
        m = slots.actor_at.get(org[0])
        nisba = m is not None and m.nisba
        found.append(
            draft("role_in", (t.first, t.first + 1), role, org, "relations/title-" + ("nisba" if nisba else "org"), 0.7)
        )
    return found
