"""Relations that the text states between people, bodies, offices and places.

Titles give who holds which role in what (:mod:`isnad.coding.titles`); the relation words of
``lexicon/data/relations.yaml`` give the rest, their slots filled by :mod:`isnad.coding.slots`.
"""

from __future__ import annotations

from isnad.coding.drafts import Range, RelationDraft, relation
from isnad.coding.prepare import Prepared
from isnad.coding.relation_parts import find_parts
from isnad.coding.relation_words import RelationReader
from isnad.coding.slots import Slots, slots_of
from isnad.coding.titles import Title, TitleReader
from isnad.lexicon.relations import Relations, load
from isnad.lexicon.titles import load as load_title_words


def find_relations(p: Prepared) -> list[RelationDraft]:
    """Every relation that *p* may state, in text order, each pair of words once.

    What these rules propose, :class:`isnad.coding.relation_choice.RelationChooser` weighs.
    """
    slots = slots_of(p)
    lexicon = load()
    titles = TitleReader(slots, lexicon).read()
    drafts = [d for t in titles for d in _of_title(slots, lexicon, t)]
    drafts += RelationReader(slots, lexicon, titles).read()
    said = {(d.type, d.subject[0], d.object[0]) for d in drafts}
    drafts += [d for d in find_parts(slots, titles) if (d.type, d.subject[0], d.object[0]) not in said]
    seen: set[tuple[str, str, str]] = set()
    out: list[RelationDraft] = []
    for d in sorted(drafts, key=lambda d: (d.trigger, d.type, d.subject, d.object, -d.confidence)):
        key = (d.type, _said(slots, d.subject), _said(slots, d.object))
        if key not in seen and d.subject[0] != d.object[0]:
            seen.add(key)
            out.append(d)
    return out


def _said(slots: Slots, r: Range) -> str:
    """The words of *r* without articles and clitics: said twice, a relation is stated once."""
    return " ".join(w.stem for w in slots.words[r[0] : r[1]])


def _of_title(slots: Slots, lexicon: Relations, t: Title) -> list[RelationDraft]:
    """``holds_role`` of the holder; ``leads`` for who heads a body, ``role_in`` for other offices."""
    words, lists = slots.words, load_title_words()
    role, trigger = (t.first, t.last), (t.first, t.first + 1)
    head = words[t.first].stem
    found: list[RelationDraft] = []
    styled = t.last == t.first + 1 and (head in lists.ranks or t.follows)
    if t.holder is not None and not styled:
        found.append(relation("holds_role", trigger, t.holder, role, "relations/title", 0.85))
    heads = (head in lists.heads or (head[-1:] == "ا" and head[:-1] in lists.heads)) and not any(
        words[k].stem in lists.deputies for k in range(t.first, t.last)
    )
    for n, org in enumerate(t.orgs):
        m = slots.actor_at.get(org[0])
        nisba = m is not None and m.nisba
        if nisba and m is not None and m.ref.kind != "state":
            continue
        state = (m is not None and m.ref.kind == "state") or (m is None and org[0] in slots.place_at)
        bare = t.holder is None and head not in lists.spokes
        if state and m is not None and not m.named and not nisba:
            continue
        if head in lists.members and t.holder is not None and n == 0:
            found.append(relation("member_of", trigger, t.holder, org, "relations/title-member", 0.8))
        elif heads and not state and n == 0 and not t.within:
            if t.holder is not None and (m is None or m.ref.kind not in ("person", "official")):
                found.append(relation("leads", trigger, t.holder, org, "relations/title-head", 0.8))
        else:
            kind = "relations/title-" + ("nisba" if nisba else "org") + ("-alone" if bare else "")
            found.append(relation("role_in", trigger, role, org, kind, 0.3 if bare else 0.7))
    return found
