"""Sentences through the preparer once, for the tests of what the coder finds."""

from __future__ import annotations

from functools import cache

from isnad.coding.drafts import Range
from isnad.coding.prepare import Prepared, Preparer
from isnad.records import Article


@cache
def preparer() -> Preparer:
    """One preparer for the whole test run."""
    return Preparer()


@cache
def prepared(text: str) -> Prepared:
    """The prepared article of *text*."""
    return preparer()(Article(doc="test", text=text))


def said(p: Prepared, r: Range | None) -> str | None:
    """The words of a range, or None."""
    return p.doc.string(*r) if r is not None else None
