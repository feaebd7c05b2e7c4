"""Names of first-level divisions for GeoNames' numbers (``ML.10``), as far as the gazetteer tells."""

from __future__ import annotations

from collections import defaultdict
from functools import cache
from math import cos, hypot, radians

from isnad.lexicon.places import Place, load_gazetteer
from isnad.text.normal import bare

_KM = 111.2
"""Kilometres of a degree of latitude."""
_FAR = 400.0
"""Kilometres beyond which a town is not the seat of the division that is called like it."""


@cache
def division_names() -> dict[str, str]:
    """GeoNames' number of a division to its English name.

    The gazetteer has divisions by name and towns with the number of theirs. A division called like a town of its
    country that lies in it (the seat, mostly) has that town's number: ``Kidal`` is ``ML.10``, since the town is there.
    A number that fits two divisions, or a division that fits two numbers, is left out.
    """
    towns: dict[tuple[str, str], list[Place]] = defaultdict(list)
    for place in load_gazetteer().places:
        if "." in place.admin1:
            for name in (bare(place.name_ar), place.name_en.casefold()):
                towns[place.country, name].append(place)
    divisions: dict[str, set[str]] = defaultdict(set)
    numbers: dict[str, set[str]] = defaultdict(set)
    for place in load_gazetteer().places:
        if place.type == "admin1":
            names = (bare(place.name_ar), place.name_en.casefold())
            for number in {t.admin1 for n in names for t in towns[place.country, n] if _near(t, place)}:
                divisions[number].add(place.name_en)
                numbers[place.id].add(number)
    once = {number for found in numbers.values() if len(found) == 1 for number in found}
    return {number: min(names) for number, names in sorted(divisions.items()) if len(names) == 1 and number in once}


def _near(a: Place, b: Place) -> bool:
    return hypot(a.lat - b.lat, (a.lon - b.lon) * cos(radians(a.lat))) * _KM < _FAR
