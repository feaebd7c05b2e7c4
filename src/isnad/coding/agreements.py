"""Agreements that the text reports."""

from __future__ import annotations

from collections.abc import Sequence

from isnad.coding.drafts import AgreementDraft, EventDraft
from isnad.coding.prepare import Prepared


def find_agreements(p: Prepared, events: Sequence[EventDraft]) -> list[AgreementDraft]:
    """Every agreement that *p* reports, in text order. *events* may be empty."""
    return []
