"""Stances that the text reports."""

from __future__ import annotations

from collections.abc import Sequence

from isnad.coding.drafts import StanceDraft, EventDraft
from isnad.coding.prepare import Prepared


def find_stances(p: Prepared, events: Sequence[EventDraft]) -> list[StanceDraft]:
    """Every stance that *p* reports, in text order. *events* may be empty."""
    return []
