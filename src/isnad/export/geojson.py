"""GeoJSON: happenings on the map, each point with the radius that its precision stands for."""

from __future__ import annotations

import json
from typing import Any

from isnad.export.corpus import Corpus
from isnad.export.deaths import deaths
from isnad.export.happenings import Happening, happenings, place_of
from isnad.export.package import Column, Package
from isnad.records import Factuality, PlaceValue

C = Column
RADIUS_KM = {1: 2.0, 2: 25.0, 3: 50.0, 4: 120.0, 5: 250.0, 6: 400.0, 7: 150.0}
"""What is drawn for each UCDP precision: a convention, not a measurement."""
FIELDS = (
    C("id", "The happening's id and the number of the place within it: stable"),
    C("happening", "Story id, or article#statement"),
    C("type", "PLOVER type"),
    C("mode", "PLOVER mode"),
    C("factuality", "actual when a report says it has happened, else the first report's"),
    C("actors", "Who"),
    C("recipients", "To whom"),
    C("place", "Arabic name"),
    C("place_en", "English name, when in the gazetteer"),
    C("place_id", "Gazetteer id"),
    C("country", "ISO 3166-1 alpha-3"),
    C("precision", "UCDP where_prec, 1 to 7", "integer"),
    C("radius_m", "Radius in metres that stands for the precision; null for a described place", "number"),
    C("described", "The place is described, not named: no geometry", "boolean"),
    C("date_start", "First day", "date"),
    C("date_end", "Last day", "date"),
    C("first_reported", "First day of publication", "date"),
    C("deaths_low", "Lowest number of dead that an independent root gives", "integer"),
    C("deaths_high", "Highest", "integer"),
    C("reports", "Reports", "integer"),
    C("outlets", "Outlets", "integer"),
    C("roots", "Independent roots", "integer"),
    C("text", "Evidence of the report that told it first"),
    C("source", "Chain of that report, innermost first"),
)


def places(happening: Happening) -> list[PlaceValue]:
    """Every place of *happening* once, in the order of telling."""
    found: dict[object, PlaceValue] = {}
    for told in happening.told:
        for place in told.statement.places:
            found.setdefault(place.id or place.name, place)
    return list(found.values())


def feature(happening: Happening, place: PlaceValue, n: int) -> dict[str, Any]:
    """The feature of *happening* at its *n*-th place."""
    lead, entry, dead = happening.lead, place_of(place), deaths(happening)
    located = place.lat is not None and place.lon is not None and not place.described
    article = lead.coding.article
    chain = [s.span.of(article.text) for s in lead.statement.sources]
    factuality = Factuality.ACTUAL if happening.actual else lead.statement.factuality
    ident = f"{happening.id}@{n}"
    return {
        "type": "Feature",
        "id": ident,
        "geometry": {"type": "Point", "coordinates": [place.lon, place.lat]} if located else None,
        "properties": {
            "id": ident,
            "happening": happening.id,
            "type": happening.type,
            "mode": happening.mode,
            "factuality": factuality.value,
            "actors": "; ".join(p.name_ar for p in happening.actors),
            "recipients": "; ".join(p.name_ar for p in happening.recipients),
            "place": place.name,
            "place_en": entry.name_en if entry else None,
            "place_id": place.id,
            "country": place.country,
            "precision": place.precision,
            "radius_m": RADIUS_KM[place.precision] * 1000 if located else None,
            "described": place.described,
            "date_start": _iso(happening.start),
            "date_end": _iso(happening.end),
            "first_reported": _iso(happening.first_reported),
            "deaths_low": int(dead.low) if dead else None,
            "deaths_high": int(dead.high) if dead else None,
            "reports": len(happening.told),
            "outlets": len(happening.outlets),
            "roots": len(happening.roots),
            "text": lead.words(),
            "source": " ← ".join([*chain, lead.outlet]),
        },
    }


def write(corpus: Corpus, out: Package) -> None:
    """Write ``happenings.geojson`` into *out*: a feature for every place of every happening."""
    with out.text("happenings.geojson", "Happenings at their places (WGS 84)", FIELDS) as stream:
        stream.write('{"type": "FeatureCollection", "name": "happenings", "features": [')
        comma = "\n"
        for happening in happenings(corpus):
            found = places(happening)
            if not found:
                out.leave_out("no report names or describes a place")
            for n, place in enumerate(found):
                made = feature(happening, place, n)
                stream.write(comma + json.dumps(made, ensure_ascii=False))
                comma = ",\n"
                out.record(made["id"])
                out.counts["points" if made["geometry"] else "without geometry"] += 1
        stream.write("\n]}\n")


def _iso(day: Any) -> str | None:
    return day.isoformat() if day else None
