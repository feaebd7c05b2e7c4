"""ACLED-like CSV: a happening a row, ACLED's 31 columns first and ours behind them."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from functools import cache
from importlib.resources import files
from typing import Any

from isnad.export.corpus import Corpus
from isnad.export.countries import country, country_name
from isnad.export.deaths import deaths
from isnad.export.happenings import Happening, admin1_name, happenings, number_of, place_of
from isnad.export.package import Column, Package
from isnad.export.people import STATE_KINDS, Party
from isnad.lexicon.actors import load as load_actors
from isnad.records import Factuality
from isnad.text.normal import bare

C = Column
COLUMNS = (
    C("event_id_cnty", "Stable id: alpha-3 of the country (XXX when not known) and a number made of the story's id"),
    C("event_date", "First day that it may have been; empty when no report says: never the day of publication", "date"),
    C("year", "Year of the happening", "integer"),
    C("time_precision", "1 day; 2 week; 3 month or longer (see date_precision)", "integer"),
    C("disorder_type", "ACLED disorder type, from PLOVER type and mode by acled_types.csv"),
    C("event_type", "ACLED event type"),
    C("sub_event_type", "ACLED sub-event type"),
    C("actor1", "Who did it: English name where known, else the article's words"),
    C("assoc_actor_1", "Others on the side of actor1"),
    C("inter1", "Kind of actor1 in ACLED's words"),
    C("actor2", "To whom"),
    C("assoc_actor_2", "Others on the side of actor2"),
    C("inter2", "Kind of actor2"),
    C("interaction", "inter1-inter2"),
    C("civilian_targeting", "'Civilian targeting' when those to whom it was done are civilians"),
    C("iso", "ISO 3166-1 numeric", "integer"),
    C("region", "Region of the world as ACLED names it"),
    C("country", "Country of the place; without a place, the only country of those who take part"),
    C("admin1", "First-level division where the gazetteer names it"),
    C("admin2", "Second-level division, when the place is one"),
    C("admin3", "Always empty: the gazetteer has no third level"),
    C("location", "Name of the place"),
    C("latitude", "WGS 84", "number"),
    C("longitude", "WGS 84", "number"),
    C("geo_precision", "1 exact; 2 near a known place or second-level division; 3 larger", "integer"),
    C("source", "Outlets, in order of publication"),
    C("source_scale", "National or International where the actor base knows the outlet's country, else empty"),
    C("notes", "Evidence: the words of the report that told it first, in Arabic"),
    C("fatalities", "Lowest number of dead that an independent root gives; empty when none gives one", "integer"),
    C("tags", "PLOVER contexts"),
    C("timestamp", "Last day of publication as Unix time", "integer"),
    C("story_id", "Id of the story, or of the statement that stands in none"),
    C("plover_type", "PLOVER type"),
    C("plover_mode", "PLOVER mode"),
    C("reports", "Statements that tell it", "integer"),
    C("outlets", "Outlets that tell it", "integer"),
    C("roots", "Independent roots", "integer"),
    C("root_names", "Who the reports finally rest on"),
    C("denied_by", "Roots that deny it"),
    C("contradictions", "What the reports differ on, with the sides"),
    C("date_start", "First day that it may have been", "date"),
    C("date_end", "Last day that it may have been", "date"),
    C("date_precision", "day week month season year decade"),
    C("first_reported", "First day of publication", "date"),
    C("place_id", "Gazetteer id (gn: is GeoNames)"),
    C("where_prec", "UCDP precision of the place, 1 to 7", "integer"),
    C("place_described", "Words of a place that is described, not named"),
    C("actor1_ar", "Arabic name of actor1"),
    C("actor2_ar", "Arabic name of actor2"),
    C("actor1_id", "Entry of the actor base; empty for an unknown actor"),
    C("actor2_id", "Entry of the actor base; empty for an unknown actor"),
    C("fatalities_best", "Number of dead that most roots give", "integer"),
    C("fatalities_high", "Highest number of dead that a root gives", "integer"),
    C("confidence", "Highest confidence of its statements, 0 to 1", "number"),
    C("mentions", "article#statement of every report: the key into mentions.csv"),
    C("urls", "Addresses of the articles"),
)
ACLED = tuple(c.name for c in COLUMNS[:31])
HXL = {
    "event_id_cnty": "#event+code",
    "event_date": "#date+occurred",
    "year": "#date+year",
    "event_type": "#event+type",
    "actor1": "#group+name+first",
    "actor2": "#group+name+second",
    "country": "#country+name",
    "admin1": "#adm1+name",
    "location": "#loc+name",
    "latitude": "#geo+lat",
    "longitude": "#geo+lon",
    "source": "#meta+source",
    "notes": "#description",
    "fatalities": "#affected+killed",
}
_TIME = {"day": 1, "week": 2}
_PLACE = {1: 1, 2: 2, 3: 2}


@dataclass(frozen=True, slots=True)
class Kind:
    """How ACLED calls a sort of event."""

    disorder_type: str
    event_type: str
    sub_event_type: str


@cache
def _kinds() -> dict[tuple[str, str, str], Kind]:
    text = (files("isnad.export") / "data" / "acled_types.csv").read_text("utf-8")
    rows = csv.DictReader(text.splitlines())
    found = {}
    for r in rows:
        found[r["type"], r["mode"], r["target"]] = Kind(r["disorder_type"], r["event_type"], r["sub_event_type"])
    return found


def kind_of(happening: Happening) -> Kind | None:
    """ACLED's name for the sort of *happening*; None for talk and diplomacy, which ACLED does not hold."""
    target = ""
    if happening.recipients:
        first = happening.recipients[0]
        target = "civilian" if first.civilian else "armed" if first.armed else ""
    mode = happening.mode or ""
    for key in ((mode, target), (mode, ""), ("", target), ("", "")):
        found = _kinds().get((happening.type, *key))
        if found is not None:
            return found
    return None


def inter(who: Party | None, where: str | None) -> str:
    """The kind of an actor in ACLED's words; empty when the text does not tell."""
    if who is None:
        return ""
    if who.kind in STATE_KINDS or who.sector in ("GOV", "MIL", "COP", "SPY", "JUD", "LEG"):
        foreign = who.country is not None and where is not None and who.country != where
        return "External/Other forces" if foreign else "State forces"
    if who.kind == "international" or who.sector == "IGO":
        return "External/Other forces"
    if who.kind == "armed_group" or who.sector == "REB":
        return "Rebel group"
    if who.sector in {"UAF", "PTY"} or who.kind == "party":
        return "Political militia"
    return "Civilians" if who.civilian else ""


def event_id(happening: Happening) -> str:
    """Stable id in ACLED's form: alpha-3 and a number."""
    return f"{happening.country or 'XXX'}{number_of(happening.id)}"


def row(happening: Happening, kind: Kind) -> dict[str, Any]:
    """The row of *happening*."""
    where, place, found = happening.country, happening.place, deaths(happening)
    named = place if place is not None and not place.described else None
    first, second = _first(happening.actors), _first(happening.recipients)
    sides = [inter(first, where), inter(second, where)]
    if kind.event_type in ("Protests", "Riots"):
        sides[0] = "Protesters" if kind.event_type == "Protests" else "Rioters"
    entry, when = place_of(named), happening.when
    lat, lon = (named.lat, named.lon) if named else (None, None)
    one_year = happening.start and happening.end and happening.start.year == happening.end.year
    dated = when is None or when.precision not in ("year", "decade")
    return {
        "event_id_cnty": event_id(happening),
        "event_date": happening.start if dated else None,
        "year": happening.start.year if happening.start and one_year else None,
        "time_precision": _TIME.get(when.precision, 3) if when and dated else None,
        "disorder_type": kind.disorder_type,
        "event_type": kind.event_type,
        "sub_event_type": kind.sub_event_type,
        "actor1": first.name if first else None,
        "assoc_actor_1": [p.name for p in happening.actors[1:]],
        "inter1": sides[0],
        "actor2": second.name if second else None,
        "assoc_actor_2": [p.name for p in happening.recipients[1:]],
        "inter2": sides[1],
        "interaction": "-".join(s for s in sides if s),
        "civilian_targeting": "Civilian targeting" if second and second.civilian else None,
        "iso": country(where).iso_numeric,
        "region": country(where).acled_region,
        "country": country(where).acled_name or country_name(where),
        "admin1": admin1_name(named),
        "admin2": entry.name_en if entry and entry.type == "admin2" else None,
        "location": (entry.name_en if entry else named.name) if named else None,
        "latitude": lat,
        "longitude": lon,
        "geo_precision": _PLACE.get(named.precision, 3) if named and lat is not None else None,
        "source": list(happening.outlets),
        "source_scale": _scale(happening),
        "notes": happening.lead.words(),
        "fatalities": found.low if found else None,
        "tags": list(happening.contexts),
        "timestamp": _unix(happening.last_reported),
        **_ours(happening),
        "fatalities_best": found.best if found else None,
        "fatalities_high": found.high if found else None,
    }


def _ours(happening: Happening) -> dict[str, Any]:
    place, when = happening.place, happening.when
    first, second = _first(happening.actors), _first(happening.recipients)
    denied = [t.root.name for t in happening.told if t.statement.factuality is Factuality.DENIED]
    sides = [f"{c.field}: {' | '.join(s.value for s in c.sides)}" for c in happening.contradictions]
    return {
        "story_id": happening.id,
        "plover_type": happening.type,
        "plover_mode": happening.mode,
        "reports": len(happening.told),
        "outlets": len(happening.outlets),
        "roots": len(happening.roots),
        "root_names": [r.name for r in happening.roots],
        "denied_by": list(dict.fromkeys(denied)),
        "contradictions": sides,
        "date_start": happening.start,
        "date_end": happening.end,
        "date_precision": when.precision if when else None,
        "first_reported": happening.first_reported,
        "place_id": place.id if place else None,
        "where_prec": place.precision if place else None,
        "place_described": happening.lead.coding.article.text[place.span.start : place.span.end]
        if place and place.described and place in happening.lead.statement.places
        else (place.name if place and place.described else None),
        "actor1_ar": first.name_ar if first else None,
        "actor2_ar": second.name_ar if second else None,
        "actor1_id": _id(first),
        "actor2_id": _id(second),
        "confidence": round(happening.confidence, 3),
        "mentions": [f"{t.doc}#{t.statement.id}" for t in happening.told],
        "urls": [u for t in happening.told if (u := t.coding.article.url)],
    }


def write(corpus: Corpus, out: Package, *, hxl: bool = False) -> None:
    """Write ``acled.csv`` into *out*: what is reported as having happened and is of ACLED's sorts."""
    with out.table("acled.csv", COLUMNS, "What happened, a happening a row, with ACLED's columns first") as table:
        if hxl:
            table.tags([HXL.get(c.name, "") for c in COLUMNS])
        for happening in happenings(corpus):
            kind = kind_of(happening)
            if not happening.actual:
                out.leave_out("no report says that it has happened (planned, possible, sought, denied ...)")
            elif kind is None:
                out.leave_out(f"ACLED has no such events: {happening.type}")
            else:
                found = row(happening, kind)
                table.write(found)
                out.record(found["event_id_cnty"])


def _first(parties: tuple[Party, ...]) -> Party | None:
    return parties[0] if parties else None


def _id(who: Party | None) -> str | None:
    return who.key if who and not who.key.startswith("~") else None


def _unix(day: date | None) -> int | None:
    return int(datetime.combine(day, time(), UTC).timestamp()) if day else None


@cache
def _outlet_countries() -> dict[str, str]:
    """Folded name of a medium to its country."""
    actors = load_actors().actors.values()
    found = {}
    for actor in actors:
        if actor.kind == "media" and actor.country:
            for name in (actor.name_ar, actor.name_en.casefold(), actor.id, *(n for n, _ in actor.names)):
                found[bare(name)] = actor.country
    return found


def _scale(happening: Happening) -> str:
    known = [c for o in happening.outlets if (c := _outlet_countries().get(bare(o).casefold()))]
    if not known or not happening.country:
        return ""
    parts = {"National" if c == happening.country else "International" for c in known}
    return "-".join(sorted(parts, reverse=True))
