"""Statements in the making: everything in word indices of one document.

A word range is ``(first, last)``, end exclusive. The coder turns drafts into records.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from isnad.records import Factuality, Why

Range = tuple[int, int]


@dataclass(slots=True)
class ChainLink:
    """One source of a chain: its words, and the cue word that introduces it (None: none in the text)."""

    words: Range
    cue: Range | None = None


@dataclass(slots=True)
class Draft:
    """What every draft has."""

    trigger: Range
    factuality: Factuality = Factuality.ACTUAL
    chain: tuple[ChainLink, ...] = ()
    direct: bool = False
    confidence: float = 0.5
    why: list[Why] = field(default_factory=list)


@dataclass(slots=True)
class EventDraft(Draft):
    """An event: the trigger word, its type and mode, and its arguments."""

    type: str = ""
    mode: str | None = None
    actors: list[Range] = field(default_factory=list)
    recipients: list[Range] = field(default_factory=list)
    instruments: list[Range] = field(default_factory=list)
    places: list[Range] = field(default_factory=list)
    times: list[Range] = field(default_factory=list)


@dataclass(slots=True)
class RelationDraft(Draft):
    """A relation between two noun phrases."""

    type: str = ""
    subject: Range = (0, 0)
    object: Range = (0, 0)


def relation(
    kind: str, trigger: Range, subject: Range, obj: Range, rule: str, confidence: float
) -> RelationDraft:
    """A relation draft with its reason."""
    return RelationDraft(
        trigger=trigger, type=kind, subject=subject, object=obj, confidence=confidence, why=[Why("type", rule)]
    )


@dataclass(slots=True)
class TermDraft:
    """One promise of an agreement."""

    does: Range
    by: Range | None = None
    in_exchange: bool = False


@dataclass(slots=True)
class AgreementDraft(Draft):
    """An agreement, made or sought."""

    parties: list[Range] = field(default_factory=list)
    mediators: list[Range] = field(default_factory=list)
    terms: list[TermDraft] = field(default_factory=list)
    conditions: list[Range] = field(default_factory=list)
    status: str = "agreed"


@dataclass(slots=True)
class StanceDraft(Draft):
    """What somebody is for or against, or how that changed."""

    holder: Range = (0, 0)
    topic: Range = (0, 0)
    stance: str = "support"
    from_: Range | None = None
    to: Range | None = None
    condition: Range | None = None


@dataclass(slots=True)
class ExplanationDraft(Draft):
    """Why something is said to have happened."""

    effect: Range = (0, 0)
    causes: list[Range] = field(default_factory=list)
    joint: bool = True
