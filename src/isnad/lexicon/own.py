"""The user's own actors and places, added to the base or put in its place.

Named by the environment variables ``ISNAD_ACTORS`` and ``ISNAD_GAZETTEER`` (several paths with
:data:`os.pathsep` between), which ``isnad code`` and ``isnad add`` set from their options, so that every process
of a run reads the same. They are read once, when the base is loaded.

An actor file is CSV; a gazetteer is TSV with a header of our columns, a GeoNames dump (``ML.txt``,
``allCountries.txt``) or Who's On First: its GeoJSON records, one or a folder of them, or a TSV with ``wof_id``.
A row whose id is in the base adds its names to that entry and overrides what it gives; others are new.
"""

from __future__ import annotations

import csv
import json
import os
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from babel import core

from isnad.text.normal import bare

ACTORS, GAZETTEER = "ISNAD_ACTORS", "ISNAD_GAZETTEER"
ACTOR_COLUMNS = ("id", "name_ar", "name_en", "aliases", "kind", "country", "sector")
"""Columns of an actor file that are read; ``aliases`` with ``|`` between them. Others are left alone."""
PLACE_COLUMNS = (
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
_ARABIC = re.compile("[\u0621-\u064a]")
_GEONAMES = 19
"""Columns of a GeoNames dump."""
_FEATURES = {
    "ADM1": "admin1", "ADM2": "admin2", "MT": "mountain", "MTS": "mountain", "HLL": "mountain", "VAL": "valley",
    "DSRT": "desert", "ISL": "island", "STM": "river", "LK": "lake", "AIRP": "airport", "PRT": "port", "HBR": "port",
    "MILB": "base", "CMPRF": "camp", "CMP": "camp", "RGN": "region", "PPLX": "neighbourhood",
}  # fmt: skip
"""GeoNames feature codes that are read, beside every populated place (P)."""
_WOF = {
    "locality": "locality", "localadmin": "admin2", "county": "admin2", "region": "admin1", "macroregion": "region",
    "neighbourhood": "neighbourhood", "macrohood": "neighbourhood", "campus": "facility",
}  # fmt: skip
"""Who's On First placetypes that are read."""
_WITHDRAWN = frozenset(
    ["YMD", "ZAR", "BUR", "TMP", "DDR", "FXX", "SUN", "YUG", "SCG", "QUU", "ROM", "RHO", "HVO", "DHY"]
)
"""Codes of states that are no more, which stand for their successors."""
_PRECISION = {"admin1": 4, "admin2": 3, "region": 5, "desert": 5, "mountain": 5, "valley": 5, "river": 5, "sea": 7}


class OwnFileError(ValueError):
    """A file of the user's cannot be read; the message names file, line and remedy."""


def actor_files() -> tuple[Path, ...]:
    """The user's actor files."""
    return _paths(ACTORS)


def gazetteer_files() -> tuple[Path, ...]:
    """The user's gazetteers."""
    return _paths(GAZETTEER)


def _paths(variable: str) -> tuple[Path, ...]:
    return tuple(Path(p) for p in os.environ.get(variable, "").split(os.pathsep) if p)


# -- actors ----------------------------------------------------------------------------------------
def actor_rows(path: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    """(file and line, row in the form of the base's YAML) of an actor file. Raises :class:`OwnFileError`."""
    with _open(path) as stream:
        reader = csv.DictReader(stream)
        if not {"id", "name_ar"} & set(reader.fieldnames or ()):
            raise OwnFileError(
                f"{path}: the first line must name columns, of {', '.join(ACTOR_COLUMNS)}; it has no id and no name_ar"
            )
        for cells in reader:
            where = f"{path}:{reader.line_num}"
            given = {c: (cells.get(c) or "").strip() for c in ACTOR_COLUMNS}
            if not any(given.values()):
                continue
            ident = given["id"] or f"user:{bare(given['name_ar']).replace(' ', '-')}"
            row: dict[str, Any] = {"id": ident}
            for column, field in (
                ("name_ar", "ar"),
                ("name_en", "en"),
                ("kind", "kind"),
                ("country", "country"),
                ("sector", "sector"),
            ):
                if given[column]:
                    row[field] = given[column]
            row["aliases"] = [a.strip() for a in given["aliases"].split("|") if a.strip()]
            yield where, row


def with_own_actors(raw: list[tuple[str, dict[str, Any]]]) -> list[tuple[str, dict[str, Any]]]:
    """The base's rows with those of the user's files: overridden where the id is the same, else before them."""
    made, at = list(raw), {row["id"]: n for n, (_, row) in enumerate(raw)}
    new: dict[str, tuple[str, dict[str, Any]]] = {}
    for path in actor_files():
        for where, row in actor_rows(path):
            ident = row["id"]
            if ident in at:
                file, base = made[at[ident]]
                aliases = [*base.get("aliases", ()), *row["aliases"]]
                if "ar" in row:
                    aliases.append(base["ar"])
                made[at[ident]] = (file, {**base, **row, "aliases": aliases})
            else:
                earlier = new.get(ident, (where, {}))[1]
                merged = {**earlier, **row, "aliases": [*earlier.get("aliases", ()), *row["aliases"]]}
                for field, column in (("ar", "name_ar"), ("kind", "kind")):
                    if field not in merged:
                        raise OwnFileError(f"{where}: {ident!r} is new and needs {column}")
                merged.setdefault("en", merged["ar"])
                new[ident] = (where, merged)
    return [*new.values(), *made]


# -- places ----------------------------------------------------------------------------------------
def place_rows(path: Path) -> Iterator[tuple[str, int, dict[str, str]]]:
    """(file, line, row in the form of our tables) of a gazetteer of any kind. Raises :class:`OwnFileError`."""
    if path.is_dir():
        found = sorted(path.rglob("*.geojson"))
        if not found:
            raise OwnFileError(f"{path}: no .geojson records of Who's On First in this folder")
        for one in found:
            yield from _wof_record(one)
        return
    if path.suffix in (".geojson", ".json"):
        yield from _wof_record(path)
        return
    with _open(path) as stream:
        first = stream.readline().rstrip("\r\n")
        header = first.split("\t")
        if len(header) == _GEONAMES and header[0].isdigit():
            yield from _geonames(path)
        elif "wof_id" in header:
            yield from _wof_table(path)
        elif {"name_ar", "lat", "lon"} <= set(header):
            yield from _own_table(path, header)
        else:
            raise OwnFileError(
                f"{path}: this is no GeoNames dump ({_GEONAMES} columns without a header), no Who's On First file, "
                "and its first line does not name the columns name_ar, lat and lon; "
                f"those of our tables are {', '.join(PLACE_COLUMNS)}"
            )


def _own_table(path: Path, header: list[str]) -> Iterator[tuple[str, int, dict[str, str]]]:
    for number, cells in _lines(path, skip=1):
        row = dict(zip(header, cells + [""] * (len(header) - len(cells)), strict=False))
        made = {c: row.get(c, "") for c in PLACE_COLUMNS} | {"population": row.get("population", ""), "adds": ""}
        made["type"] = made["type"] or "locality"
        made["id"] = made["id"] or f"user:{bare(made['name_ar'])}:{made['country']}"
        made["precision"] = made["precision"] or str(_PRECISION.get(made["type"], 1))
        yield str(path), number, made


def _geonames(path: Path) -> Iterator[tuple[str, int, dict[str, str]]]:
    for number, cells in _lines(path):
        if len(cells) != _GEONAMES:
            raise OwnFileError(f"{path}:{number}: {len(cells)} columns, a GeoNames dump has {_GEONAMES}")
        kind = _FEATURES.get(cells[7]) or ("locality" if cells[6] == "P" else None)
        names = [n for n in cells[3].split(",") if _ARABIC.search(n)]
        if kind is None or not names:
            continue
        population = int(cells[14] or 0)
        yield str(path), number, {
            **_named(names, doubtful=population < 5_000),
            "id": f"gn:{cells[0]}",
            "name_en": cells[1],
            "type": kind,
            "country": alpha3(cells[8]),
            "admin1": f"{cells[8]}.{cells[10]}" if cells[10] else "",
            "lat": cells[4],
            "lon": cells[5],
            "precision": str(_PRECISION.get(kind, 1)),
            "population": str(population),
        }  # fmt: skip


def _wof_table(path: Path) -> Iterator[tuple[str, int, dict[str, str]]]:
    header: list[str] = []
    for number, cells in _lines(path):
        if not header:
            header = cells
            continue
        row = dict(zip(header, cells, strict=False))
        kind = _WOF.get(row.get("placetype", ""))
        names = [n for n in row.get("names_ar", "").split("|") if _ARABIC.search(n)]
        if kind is None or not names:
            continue
        yield str(path), number, {
            **_named(names, doubtful=True),
            "id": f"gn:{row['geonames_id']}" if row.get("geonames_id", "").isdigit() else f"wof:{row['wof_id']}",
            "name_en": row.get("name", ""),
            "type": kind,
            "country": alpha3(row.get("country", "")),
            "admin1": "",
            "lat": row.get("latitude", ""),
            "lon": row.get("longitude", ""),
            "precision": str(_PRECISION.get(kind, 1)),
            "population": "",
        }  # fmt: skip


def _wof_record(path: Path) -> Iterator[tuple[str, int, dict[str, str]]]:
    try:
        data = json.loads(path.read_text("utf-8"))
        records = data["features"] if data.get("type") == "FeatureCollection" else [data]
        properties = [r["properties"] for r in records]
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise OwnFileError(f"{path}: no GeoJSON of Who's On First ({error})") from error
    for p in properties:
        names = [n for k in ("name:ara_x_preferred", "name:ara_x_variant") for n in p.get(k, ()) if _ARABIC.search(n)]
        kind = _WOF.get(p.get("wof:placetype", ""))
        if kind is None or not names:
            continue
        same = (p.get("wof:concordances") or {}).get("gn:id")
        yield str(path), 1, {
            **_named(names, doubtful=int(p.get("wof:population") or 0) < 5_000),
            "id": f"gn:{same}" if same else f"wof:{p.get('wof:id')}",
            "name_en": str(p.get("wof:name", "")),
            "type": kind,
            "country": alpha3(str(p.get("wof:country", ""))),
            "admin1": "",
            "lat": str(p.get("lbl:latitude") or p.get("geom:latitude") or ""),
            "lon": str(p.get("lbl:longitude") or p.get("geom:longitude") or ""),
            "precision": str(_PRECISION.get(kind, 1)),
            "population": str(int(p.get("wof:population") or 0)),
        }  # fmt: skip


def _named(names: list[str], *, doubtful: bool) -> dict[str, str]:
    """What a dump says of the names, and how far each may be an ordinary word.

    A single word that names a small place needs its country in the text.
    """
    unique = list(dict.fromkeys(" ".join(n.split()) for n in names))
    flags = "".join("1" if doubtful and " " not in n else "0" for n in unique)
    return {
        "name_ar": unique[0],
        "aliases": "|".join(n.replace("|", " ") for n in unique[1:]),
        "common": flags,
        "adds": "1",
    }


@cache
def alpha3(alpha2: str) -> str:
    """ISO alpha-3 of an alpha-2 code; empty when unknown."""
    if len(alpha2) == 3 and alpha2.isupper():
        return alpha2
    for code, short in core.get_global("territory_aliases").items():
        if len(code) == 3 and code.isalpha() and short == [alpha2.upper()] and code not in _WITHDRAWN:
            return str(code)
    return ""


def _lines(path: Path, skip: int = 0) -> Iterator[tuple[int, list[str]]]:
    with _open(path) as stream:
        for number, line in enumerate(stream, start=1):
            if number > skip and line.strip():
                yield number, line.rstrip("\r\n").split("\t")


def _open(path: Path) -> Any:
    try:
        return path.open(encoding="utf-8-sig", newline="")
    except OSError as error:
        raise OwnFileError(f"{path}: cannot be read ({error.strerror}); check the path") from error
