"""Which gazetteer entry a name means."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from isnad.coding.place_context import Countries
from isnad.coding.place_names import NameHit, NameMatcher
from isnad.lexicon.places import Place
from isnad.text.document import Document

if TYPE_CHECKING:
    from isnad.coding.place_phrases import PhraseReader

SAME_KM = 60.0
"""Entries of one country nearer than this are one place under several types (town and province)."""
DOMINANT = 20
"""A town this many times as populous as every namesake is preferred where no country is named."""
ORDER = {"country": 0, "locality": 1, "neighbourhood": 2}
SUBTYPE = {
    "admin1": ("admin1", "admin2", "region"),
    "admin2": ("admin2", "region", "admin1", "locality"),
    "locality": ("locality", "camp", "neighbourhood"),
    "region": ("region", "country"),
    "neighbourhood": ("neighbourhood", "locality"),
    "camp": ("camp", "locality"),
    "crossing": ("crossing", "locality"),
    "airport": ("airport", "locality"),
    "base": ("base", "locality"),
    "port": ("port", "locality"),
    "mountain": ("mountain", "region", "locality"),
    "valley": ("valley", "river", "region", "locality"),
    "island": ("island", "region"),
    "river": ("river",),
    "lake": ("lake",),
    "sea": ("sea", "strait"),
    "facility": ("facility", "locality"),
}
"""Entry types that a head noun of each kind selects, best first."""


@dataclass(slots=True)
class Choice:
    """The entry meant, or None with its candidates."""

    place: Place | None
    others: tuple[Place, ...] = ()
    kind: str = ""
    """Kind of the place noun before the name, or empty."""
    doubted: tuple[Place, ...] = ()
    """Namesakes elsewhere: the entry is the likelier one, and the mention says so."""


def km(a: Place, b: Place) -> float:
    """Great-circle distance in kilometres."""
    p, q = math.radians(a.lat), math.radians(b.lat)
    x = math.sin((q - p) / 2) ** 2
    x += math.cos(p) * math.cos(q) * math.sin(math.radians(b.lon - a.lon) / 2) ** 2
    return 12742 * math.asin(math.sqrt(x))


def resolve(
    doc: Document, hit: NameHit, countries: Countries, reader: PhraseReader, matcher: NameMatcher
) -> Choice | None:
    """What *hit* means, or None when it is no place here but an ordinary word."""
    kind = reader.kind_before(hit)
    if not _is_place(doc, hit, countries, reader, matcher):
        return None
    sentence = doc.words[hit.first].sent
    candidates = _fitting(hit.places, kind)
    if len({p.country for p in candidates}) == 1 and len(candidates) == 1:
        return Choice(candidates[0], (), kind)
    states = [p for p in candidates if p.type == "country"]
    if states and not kind:
        return Choice(states[0], (), kind)
    beside = reader.country_after(hit)
    weights = {c: countries.weight(c, sentence) for c in {p.country for p in candidates}}
    leader = beside if beside in weights else _leader(weights)
    near = [p for p in candidates if p.country == leader] if leader else _dominant(candidates)
    if len({p.country for p in near}) > 1:
        return Choice(None, tuple(near), kind)
    near.sort(key=lambda p: _rank(p, kind))
    first = near[0]
    rivals = tuple(p for p in near[1:] if km(first, p) > SAME_KM and p.type == first.type)
    if all(first.population > DOMINANT * max(p.population, 500) for p in rivals):
        rivals = ()
    doubted = () if leader and leader == beside else _doubted(candidates, weights, first.country)
    return Choice(first, rivals, kind, doubted)


def _leader(weights: dict[str, tuple[int, int]]) -> str:
    """The country that the sentence, else the article, speaks of most; empty when none or a tie."""
    ranked = sorted(weights.items(), key=lambda item: (item[1], item[0]), reverse=True)
    tie = len(ranked) > 1 and ranked[0][1] == ranked[1][1]
    return "" if tie or ranked[0][1] == (0, 0) else ranked[0][0]


def _doubted(candidates: list[Place], weights: dict[str, tuple[int, int]], chosen: str) -> tuple[Place, ...]:
    """Namesakes in other countries that the text does not rule out: it speaks of theirs too, or of none."""
    silent = weights[chosen] == (0, 0)
    sentence = 1 if weights[chosen][0] == 0 else 0
    return tuple(p for p in candidates if p.country != chosen and (silent or weights[p.country][sentence]))


def _rank(place: Place, kind: str) -> tuple[int, int, int]:
    wanted = SUBTYPE.get(kind, ())
    fit = wanted.index(place.type) if place.type in wanted else len(wanted)
    return (fit, ORDER.get(place.type, 3), -place.population)


def _fitting(places: tuple[Place, ...], kind: str) -> list[Place]:
    """The entries of the type that the head noun asks for, when there are any."""
    for wanted in SUBTYPE.get(kind, ()):
        fitting = [p for p in places if p.type == wanted]
        if fitting:
            return fitting
    return list(places)


def _dominant(candidates: list[Place]) -> list[Place]:
    """The one place that dwarfs its namesakes, else all."""
    ranked = sorted(candidates, key=lambda p: -p.population)
    first = ranked[0]
    rest = [p for p in ranked[1:] if p.country != first.country]
    if first.population >= 100_000 and all(
        first.population >= DOMINANT * max(p.population, 1000) for p in rest
    ):
        return [p for p in ranked if p.country == first.country]
    return ranked


def _is_place(
    doc: Document, hit: NameHit, countries: Countries, reader: PhraseReader, matcher: NameMatcher
) -> bool:
    """Whether a name that is short of evidence, or also an ordinary word, is a place here."""
    word = doc.words[hit.first]
    same = hit.first > 0 and doc.words[hit.first - 1].sent == word.sent
    before = doc.words[hit.first - 1] if same else None
    state = hit.places[0].type == "country"
    if state and before is not None and not hit.pre and reader.is_nisba(word) and before.definite:
        return False  # المملكة العربية السعودية، الشركة السعودية
    if (hit.common == 0 and hit.sure) or reader.kind_before(hit) or matcher.headed(doc.words, hit.first):
        return True
    tagged = word.ner.endswith("LOC")
    locative = bool(hit.pre.strip("وف")) or (
        before is not None and not matcher.nouns.locative.isdisjoint((before.stem, before.norm))
    )
    if state:
        return hit.common == 0 or _state_word(doc, hit, countries, tagged, locative)
    if hit.common == 2:
        return tagged and locative
    spoken = any(countries.total[p.country] for p in hit.places)
    if hit.common == 0 and not hit.pre.strip("و"):
        return locative or tagged or spoken
    return (locative and (tagged or spoken)) or (tagged and spoken)


def _state_word(doc: Document, hit: NameHit, countries: Countries, tagged: bool, locative: bool) -> bool:
    """``مالي``: the state after a preposition, in a list of states or by its tag; else ``financial``."""
    word = doc.words[hit.first]
    if tagged or locative or word.pos == "PROPN":
        return True
    around = [w.i for w in doc.words[max(0, hit.first - 2) : hit.last + 2] if w.sent == word.sent]
    listed = any(i in around and i != hit.first for i, _ in countries.order)
    return listed or (bool(countries.total[hit.places[0].country]) and word.pos in ("PROPN", "X"))
