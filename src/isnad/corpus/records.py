"""What is known of many articles together: copies, roots, stories, contradictions. Frozen, like :mod:`isnad.records`.

Everything here points to articles by ``doc`` and to statements by ``(doc, statement id)``.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True, order=True)
class Mention:
    """One statement of one article."""

    doc: str
    statement: str


@dataclass(frozen=True, slots=True)
class Copy:
    """An article whose text is, wholly or in part, that of another."""

    doc: str
    other: str
    """The likely original."""
    kind: str
    """``exact`` (the same text after folding), ``near`` (most of both), ``partial`` (most of the shorter one only)."""
    overlap: float
    """Share of the shorter text's word runs that the other has, 0 to 1."""


@dataclass(frozen=True, slots=True)
class CopyGroup:
    """Articles that are one report published several times."""

    id: str
    original: str
    """The likely original: the earliest; of one day an agency's own before a paper's, the longer before the shorter."""
    docs: tuple[str, ...]
    """Every member, the original included, sorted."""


@dataclass(frozen=True, slots=True, order=True)
class Root:
    """Who a statement finally rests on: its innermost source, or the outlet's own word."""

    kind: str
    """``actor`` (an entry of the actor base), ``words`` (a source known by its words only), ``outlet``."""
    key: str
    """Actor id; folded words (of an unnamed source with the outlet or agency that vouches for it); outlet name."""
    name: str
    """For a person to read."""


@dataclass(frozen=True, slots=True)
class Report:
    """One statement's part in a story."""

    mention: Mention
    outlet: str | None
    published: date | None
    root: Root
    copy_group: str | None
    """Set when the article has copies."""


@dataclass(frozen=True, slots=True)
class Side:
    """One of the things that are said where reports differ."""

    value: str
    """``3 killed``; an actor's name; a factuality."""
    mentions: tuple[Mention, ...]


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Where the reports of a story cannot all be right."""

    field: str
    """``figure:MEASURE``, ``actor``, ``factuality``."""
    sides: tuple[Side, ...]
    """Two or more, the one with most roots first."""


@dataclass(frozen=True, slots=True)
class Story:
    """Statements of several reports about the same happening: N reports, M outlets, K roots."""

    id: str
    """Stable: made of its earliest mention."""
    type: str
    """PLOVER type."""
    title: str
    """Words of the article that told it first: its evidence, cut."""
    start: date | None
    end: date | None
    """When it happened, as far as the reports say."""
    place: str | None
    """Gazetteer id."""
    actors: tuple[str, ...]
    """Names or ids, most frequent first."""
    recipients: tuple[str, ...]
    reports: tuple[Report, ...]
    """In order of publication: how it travelled. The first one told it first."""
    copies: int
    """Articles among the reports that are copies of another one there."""
    outlets: tuple[str, ...]
    roots: tuple[Root, ...]
    """The independent ones: differing roots, neither a copy of the other."""
    contradictions: tuple[Contradiction, ...] = ()
