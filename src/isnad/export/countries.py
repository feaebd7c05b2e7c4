"""Countries as ACLED and UCDP number and group them: ``data/countries.csv``.

Columns: ISO 3166-1 alpha-3 and numeric; region as ACLED names it; region as UCDP names it;
number of the state in the Gleditsch and Ward list, which UCDP uses (empty for what is no state there); the name
that ACLED and UCDP give it where that is not CLDR's.
"""

from __future__ import annotations

import csv
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from babel import Locale, core


class Country(NamedTuple):
    """One row of the table."""

    iso3: str
    iso_numeric: str
    acled_region: str
    ucdp_region: str
    gwno: str
    acled_name: str
    ucdp_name: str


@cache
def _table() -> dict[str, Country]:
    text = (files("isnad.export") / "data" / "countries.csv").read_text("utf-8")
    return {row["iso3"]: Country(**row) for row in csv.DictReader(text.splitlines())}


def country(iso3: str | None) -> Country:
    """The row of *iso3*; an empty one for what is unknown."""
    return _table().get(iso3 or "", Country(iso3 or "", "", "", "", "", "", ""))


@cache
def country_name(iso3: str | None, lang: str = "en") -> str:
    """The country's name (CLDR); empty for None, the code itself when it has none."""
    if not iso3:
        return ""
    short = core.get_global("territory_aliases").get(iso3, [iso3])[0]
    return str(Locale(lang).territories.get(short, iso3))


@cache
def alpha2(iso3: str | None) -> str:
    """ISO 3166-1 alpha-2 in small letters, as FollowTheMoney writes countries; empty when unknown."""
    found = core.get_global("territory_aliases").get(iso3 or "", [""])[0]
    return found.lower() if len(found) == 2 else ""
