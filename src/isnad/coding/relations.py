"""Relations that the text states between people, bodies, offices and places."""

from __future__ import annotations

from isnad.coding.drafts import RelationDraft
from isnad.coding.prepare import Prepared


def find_relations(p: Prepared) -> list[RelationDraft]:
    """Every relation that *p* states, in text order."""
    return []
