"""Explanations that the text reports."""

from __future__ import annotations

from collections.abc import Sequence

from isnad.coding.drafts import ExplanationDraft, EventDraft
from isnad.coding.prepare import Prepared


def find_explanations(p: Prepared, events: Sequence[EventDraft]) -> list[ExplanationDraft]:
    """Every explanation that *p* reports, in text order. *events* may be empty."""
    return []
