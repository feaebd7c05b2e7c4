"""How many died, as independent reports say: low, best and high."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from isnad.export.happenings import Happening, Told
from isnad.export.people import CIVIL_SECTORS, party
from isnad.lexicon.actors import Noun, strip_article
from isnad.lexicon.actors import load as load_actors
from isnad.records import Factuality, Figure
from isnad.text.normal import bare

NOBODY = frozenset(["شخص", "قتيل", "جريح", "ضحية", "عنصر"])
"""Nouns that say how many, not whose."""
SIDES = ("actors", "recipients", "civilians", "unknown")


@dataclass(frozen=True, slots=True)
class Count:
    """Numbers of one root: the sum of what it counts, and whose they are."""

    low: float
    high: float
    best: float
    of: dict[str, float]
    """Best number by side (:data:`SIDES`)."""


@dataclass(frozen=True, slots=True)
class Deaths:
    """Numbers over the independent roots of a happening."""

    low: float
    best: float
    high: float
    of: dict[str, float]
    """The best number by side; they add up to ``best``."""
    roots: int
    """Independent roots that give a number."""


def deaths(happening: Happening) -> Deaths | None:
    """The dead of *happening*; None when no report that says it happened gives a number.

    Each independent root counts once, with the last number it gave. ``low`` is the lowest and ``high`` the
    highest that a root says; ``best`` is the number that most roots give, of several the lowest (as UCDP does
    where nothing speaks for the higher one).
    """
    by_root: dict[int, Count] = {}
    for n, told in enumerate(happening.told):
        if told.copy or told.statement.factuality is not Factuality.ACTUAL:
            continue
        count = _count(told, happening)
        if count is not None:
            by_root[happening.heads[n]] = count
    if not by_root:
        return None
    counts = list(by_root.values())
    given = Counter(c.best for c in counts)
    best = min(given, key=lambda n: (-given[n], n))
    chosen = next(c for c in counts if c.best == best)
    return Deaths(
        min(c.low for c in counts), best, max(c.high for c in counts), chosen.of, len(counts)
    )  # fmt: skip


def _count(told: Told, happening: Happening) -> Count | None:
    figures = [f for f in told.figures("killed") if f.factuality is Factuality.ACTUAL]
    unique = {(f.low, f.high, f.of.span if f.of else None): f for f in figures}
    if not unique:
        return None
    found = list(unique.values())
    of = dict.fromkeys(SIDES, 0.0)
    for figure in found:
        of[_side(figure, told, happening)] += figure.best
    return Count(sum(f.low for f in found), sum(f.high for f in found), sum(f.best for f in found), of)


def _side(figure: Figure, told: Told, happening: Happening) -> str:
    """Whose dead they are, when the text says so."""
    if figure.of is None:
        return "unknown"
    article, span = told.coding.article, figure.of.span
    noun = counted_noun(span.of(article.text))
    if noun is not None and noun.lemma in NOBODY:
        return "unknown"
    sector = noun.sector if noun else None
    if sector in CIVIL_SECTORS:
        return "civilians"
    key = party(figure.of, article).key
    for side, participants in (("recipients", told.statement.recipients), ("actors", told.statement.actors)):
        for one in participants:
            who = party(one, article)
            inside = one.span.start <= span.start and span.end <= one.span.end
            if inside or who.key == key or (side == "recipients" and who.armed and sector == who.sector):
                return "civilians" if who.civilian and sector is None and noun is None else side
    return "unknown"


def counted_noun(words: str) -> Noun | None:
    """The generic noun of *words* (``مسلحي الجماعة``) in the actor lexicon; None when it is none."""
    nouns = load_actors().nouns
    first = bare(words).split()[:1]
    for form in (strip_article(first[0]), first[0]) if first else ():
        node = nouns.next.get(form)
        if node is not None and node.form is not None:
            return node.form.noun
    return None
