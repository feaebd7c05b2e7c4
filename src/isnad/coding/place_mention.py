"""The place mention, what :class:`isnad.coding.places.PlaceFinder` gives."""

from __future__ import annotations

from dataclasses import dataclass

from isnad.records import PlaceValue, Span


@dataclass(slots=True)
class PlaceMention:
    """One place expression: words ``first`` to ``last`` (exclusive), head noun and adjectives included."""

    first: int
    last: int
    head: int
    """Index of the head word: ``مدينة`` in ``مدينة تمنراست``, ``شمال`` in ``شمال مالي``."""
    start: int
    end: int
    """Clean offsets; proclitics are left out even where the tagger did not split them."""
    name: str
    """The name in the gazetteer's spelling, or the words of the text."""
    name_first: int
    """Index where the name itself starts."""
    id: str | None = None
    type: str = ""
    lat: float | None = None
    lon: float | None = None
    country: str | None = None
    admin1: str | None = None
    precision: int = 5
    ambiguous: tuple[str, ...] = ()
    """Ids of the entries that the name may also mean; with ``id`` None the text does not say which."""
    described: bool = False
    state: bool = False
    """The name is a state, which may act instead of being a place."""
    capital: bool = False
    """The name is a capital, which may stand for its government."""
    prep: str = ""
    """Folded preposition that governs it, clitic or written; through coordination too."""
    bounded_by: tuple[str, ...] = ()
    """Alpha-3 codes (or names) of what a border area lies between."""
    in_name: bool = False
    """Part of the name of an organisation, by the tagger."""
    rule: str = "places.name"

    def value(self, span: Span) -> PlaceValue:
        """The record of this mention; *span* is its place in the original text."""
        return PlaceValue(
            span=span, name=self.name, id=self.id, lat=self.lat, lon=self.lon, country=self.country,
            admin1=self.admin1, precision=self.precision, ambiguous=self.ambiguous, described=self.described,
        )  # fmt: skip
