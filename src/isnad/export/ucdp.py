"""UCDP GED-like CSV: lethal happenings, a row each, with GED's 49 columns and ours behind them."""

from __future__ import annotations

from math import floor
from typing import Any

from isnad.export.corpus import Corpus
from isnad.export.countries import country, country_name
from isnad.export.deaths import Deaths, deaths
from isnad.export.happenings import Happening, admin1_name, happenings, number_of, place_of
from isnad.export.package import Column, Package
from isnad.export.people import STATE_KINDS, Party

C = Column
_ASSIGNED = "assigned by UCDP only: empty"
COLUMNS = (
    C("id", "Stable number made of the story's id", "integer"),
    C("relid", "The story's id"),
    C("year", "Year of the happening", "integer"),
    C("active_year", _ASSIGNED),
    C("code_status", "'Check automated coding': nobody at UCDP has seen it"),
    C("type_of_violence", "1 state-based, 2 non-state, 3 one-sided; empty when the sides are not known", "integer"),
    C("conflict_dset_id", _ASSIGNED),
    C("conflict_new_id", _ASSIGNED),
    C("conflict_name", _ASSIGNED),
    C("dyad_dset_id", _ASSIGNED),
    C("dyad_new_id", _ASSIGNED),
    C("dyad_name", "side_a - side_b"),
    C("side_a_dset_id", _ASSIGNED),
    C("side_a_new_id", _ASSIGNED),
    C("side_a", "A government first (Government of ...), else who did it"),
    C("side_b_dset_id", _ASSIGNED),
    C("side_b_new_id", _ASSIGNED),
    C("side_b", "The other side"),
    C("number_of_sources", "Reports that are no copies of one another", "integer"),
    C("source_article", "Outlet, day and headline of every such report"),
    C("source_office", "Outlets"),
    C("source_date", "Days of publication"),
    C("source_headline", "Headlines"),
    C("source_original", "Innermost sources: who the reports finally rest on"),
    C("where_prec", "1 exact, 2 near a known place, 3 second-level division, 4 first-level division, 5 larger or "
      "vague, 6 country, 7 sea or air", "integer"),
    C("where_coordinates", "Name of the place of the coordinates"),
    C("where_description", "The words of the report"),
    C("adm_1", "First-level division where the gazetteer names it"),
    C("adm_2", "Second-level division, when the place is one"),
    C("latitude", "WGS 84", "number"),
    C("longitude", "WGS 84", "number"),
    C("geom_wkt", "The point as WKT, longitude first"),
    C("priogrid_gid", "Cell of the PRIO grid, computed from the coordinates", "integer"),
    C("country", "Country of the place; without one, the only country of those who take part"),
    C("country_id", "Gleditsch and Ward number of the country", "integer"),
    C("region", "Africa, Americas, Asia, Europe, Middle East"),
    C("event_clarity", "1 clear; 2 when dated no better than a month or placed no better than a country", "integer"),
    C("date_prec", "1 exact, 2 two to six days, 3 a week, 4 a month, 5 a year; empty when not dated", "integer"),
    C("date_start", "First day that it may have been", "date"),
    C("date_end", "Last day that it may have been", "date"),
    C("deaths_a", "Dead of side_a, of the best number", "integer"),
    C("deaths_b", "Dead of side_b", "integer"),
    C("deaths_civilians", "Dead civilians", "integer"),
    C("deaths_unknown", "Dead of whom the report does not say whose they are", "integer"),
    C("best", "Number that most independent roots give, of several the lowest", "integer"),
    C("high", "Highest number that an independent root gives", "integer"),
    C("low", "Lowest number that an independent root gives", "integer"),
    C("gwnoa", "Gleditsch and Ward number of side_a, when a government", "integer"),
    C("gwnob", "Gleditsch and Ward number of side_b, when a government", "integer"),
    C("story_id", "Id of the story, or of the statement that stands in none"),
    C("roots", "Independent roots", "integer"),
    C("roots_with_deaths", "Independent roots that give a number", "integer"),
    C("contradictions", "What the reports differ on, with the sides"),
    C("mentions", "article#statement of every report: the key into mentions.csv"),
)  # fmt: skip
GED = tuple(c.name for c in COLUMNS[:49])


def date_precision(happening: Happening) -> int | None:
    """UCDP ``date_prec`` of the days that it may have been."""
    if happening.start is None or happening.end is None:
        return None
    days = (happening.end - happening.start).days + 1
    for most, code in ((1, 1), (6, 2), (7, 3), (31, 4)):
        if days <= most:
            return code
    return 5


def grid_cell(lat: float, lon: float) -> int:
    """Id of the PRIO-GRID cell (half a degree, counted from the south-west) of a point."""
    row, column = min(floor((lat + 90) * 2), 359), min(floor((lon + 180) * 2), 719)
    return row * 720 + column + 1


def side_name(who: Party | None) -> str:
    """The name as UCDP gives it: governments as such."""
    if who is None:
        return ""
    if who.kind in STATE_KINDS and who.country:
        return f"Government of {country(who.country).ucdp_name or country_name(who.country)}"
    if who.civilian:
        return "Civilians"
    return who.name


def violence(a: Party | None, b: Party | None) -> int | None:
    """UCDP ``type_of_violence``; None when a side is not known."""
    if a is None or b is None or not a.armed:
        return None
    if b.civilian:
        return 3
    if not b.armed:
        return None
    return 1 if STATE_KINDS & {a.kind, b.kind} else 2


def row(happening: Happening, found: Deaths) -> dict[str, Any]:
    """The row of *happening* with *found* dead."""
    first = happening.actors[0] if happening.actors else None
    second = happening.recipients[0] if happening.recipients else None
    if second is None and len(happening.actors) > 1:  # a clash: every party is an actor
        second = happening.actors[1]
    of = dict(found.of)
    state = second is not None and second.kind in STATE_KINDS and (first is None or first.kind not in STATE_KINDS)
    if state:
        first, second = second, first
        of["actors"], of["recipients"] = of["recipients"], of["actors"]
    kind = violence(first, second)
    apart = [t for t in happening.told if not t.copy]
    days = [d.isoformat() if (d := t.coding.article.published) else "" for t in apart]
    heads = [t.coding.article.title or "" for t in apart]
    return {
        "id": number_of(happening.id),
        "relid": happening.id,
        "year": happening.start.year
        if happening.start and happening.end and happening.start.year == happening.end.year
        else None,
        "code_status": "Check automated coding",
        "type_of_violence": kind,
        "dyad_name": f"{side_name(first)} - {side_name(second)}" if first and second else None,
        "side_a": side_name(first),
        "side_b": side_name(second),
        "number_of_sources": len(apart),
        "source_article": [f'"{t.outlet},{d},{h}"' for t, d, h in zip(apart, days, heads, strict=True)],
        "source_office": list(dict.fromkeys(t.outlet for t in apart)),
        "source_date": days,
        "source_headline": heads,
        "source_original": [r.name for r in happening.roots],
        **_where(happening),
        "event_clarity": _clarity(happening),
        "date_prec": date_precision(happening),
        "date_start": happening.start,
        "date_end": happening.end,
        "deaths_a": of["actors"],
        "deaths_b": of["recipients"],
        "deaths_civilians": of["civilians"],
        "deaths_unknown": of["unknown"],
        "best": found.best,
        "high": found.high,
        "low": found.low,
        "gwnoa": _state_number(first),
        "gwnob": _state_number(second),
        "story_id": happening.id,
        "roots": len(happening.roots),
        "roots_with_deaths": found.roots,
        "contradictions": [f"{c.field}: {' | '.join(s.value for s in c.sides)}" for c in happening.contradictions],
        "mentions": [f"{t.doc}#{t.statement.id}" for t in happening.told],
    }


def _where(happening: Happening) -> dict[str, Any]:
    place, where = happening.place, country(happening.country)
    entry = place_of(place)
    made: dict[str, Any] = {
        "country": where.ucdp_name or country_name(happening.country),
        "country_id": where.gwno,
        "region": where.ucdp_region,
        "where_prec": place.precision if place else (6 if happening.country else None),
        "where_description": place.name if place else None,
        "adm_1": admin1_name(place),
        "adm_2": entry.name_en if entry and entry.type == "admin2" else None,
    }
    if place is not None and place.lat is not None and place.lon is not None:
        made |= {
            "where_coordinates": entry.name_en if entry else place.name,
            "latitude": place.lat,
            "longitude": place.lon,
            "geom_wkt": f"POINT ({place.lon:g} {place.lat:g})",
            "priogrid_gid": grid_cell(place.lat, place.lon),
        }
    return made


def _clarity(happening: Happening) -> int:
    place = happening.place
    vague = place is None or place.precision >= 6 or (date_precision(happening) or 5) >= 4
    return 2 if vague else 1


def _state_number(who: Party | None) -> str:
    return country(who.country).gwno if who and who.kind in STATE_KINDS else ""


def write(corpus: Corpus, out: Package) -> None:
    """Write ``ged.csv`` into *out*: happenings with dead, reported as having happened."""
    with out.table("ged.csv", COLUMNS, "Lethal happenings with UCDP GED's columns first") as table:
        for happening in happenings(corpus):
            if not happening.actual:
                out.leave_out("no report says that it has happened (planned, possible, sought, denied ...)")
                continue
            found = deaths(happening)
            if found is None or found.high <= 0:
                out.leave_out("no report gives a number of dead")
            else:
                table.write(row(happening, found))
                out.record(str(number_of(happening.id)))
