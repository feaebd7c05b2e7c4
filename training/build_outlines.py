"""Makes ``src/isnad/dossier/data/outlines.json``: country outlines of Natural Earth, simplified.

    npm pack world-atlas@2.0.2 && tar xzf world-atlas-2.0.2.tgz
    python training/build_outlines.py package/countries-50m.json

The npm package world-atlas holds Natural Earth 4.1.0 (1:50m, Admin 0 countries), which is in the public domain,
as TopoJSON. Borders are simplified arc by arc, so that neighbours still share them.
"""

from __future__ import annotations

import csv
import json
import sys
from pathlib import Path

from babel import core

TOLERANCE = 0.035
"""Degrees by which a simplified line may miss the original."""
SMALLEST = 0.03
"""Square degrees below which an island is left out, unless it is the country's largest piece."""
BY_NAME = {"Somaliland": "SOM", "N. Cyprus": "CYP", "Kosovo": "XKX", "Indian Ocean Ter.": "AUS"}
"""What Natural Earth draws without a number, and the code that isnad files it under."""
LEFT_OUT = {"010"}
TARGET = Path(__file__).parent.parent / "src" / "isnad" / "dossier" / "data" / "outlines.json"
COUNTRIES = TARGET.parent.parent.parent / "export" / "data" / "countries.csv"

Point = tuple[float, float]


def main(source: str) -> None:
    topology = json.loads(Path(source).read_text("utf-8"))
    (sx, sy), (tx, ty) = topology["transform"]["scale"], topology["transform"]["translate"]
    arcs = []
    for raw in topology["arcs"]:
        x = y = 0
        points = []
        for dx, dy in raw:
            x, y = x + dx, y + dy
            points.append((x * sx + tx, y * sy + ty))
        arcs.append(simplified(points))
    aliases = core.get_global("territory_aliases")
    with COUNTRIES.open(encoding="utf-8") as table:
        known = {row["iso3"] for row in csv.DictReader(table)}  # the aliases hold withdrawn codes too
    codes = sorted((k for k in aliases if len(k) == 3 and k.isalpha()), key=lambda k: (k in known, k))
    alpha3 = {aliases[k][0]: k for k in codes if len(aliases[k]) == 1}
    countries: dict[str, list[list[int]]] = {}
    for shape in topology["objects"]["countries"]["geometries"]:
        number, name = shape.get("id"), shape["properties"]["name"]
        code = BY_NAME.get(name) or (alpha3.get(aliases.get(number, [""])[0]) if number else None)
        if code is None or number in LEFT_OUT:
            print("left out:", name, number)
            continue
        polygons = [shape["arcs"]] if shape["type"] == "Polygon" else shape["arcs"]
        rings = sorted((p[0] for p in polygons), key=lambda r: -area(ring(r, arcs)))
        countries.setdefault(code, []).extend(r for k, r in enumerate(rings) if k == 0 or area(ring(r, arcs)) > SMALLEST)
    used = sorted({a if a >= 0 else ~a for rings in countries.values() for r in rings for a in r})
    number = {a: k for k, a in enumerate(used)}
    content = {
        "source": "Natural Earth 4.1.0, Admin 0 countries 1:50m, through world-atlas 2.0.2; simplified",
        "licence": "public domain",
        "unit": "hundredths of a degree; arcs are x, y, then differences; ~n is arc n backwards",
        "arcs": [encoded(arcs[a]) for a in used],
        "countries": {
            c: [[number[a] if a >= 0 else ~number[~a] for a in r] for r in rings] for c, rings in sorted(countries.items())
        },
    }
    TARGET.write_text(json.dumps(content, separators=(",", ":")) + "\n", "utf-8")
    print(len(countries), "countries,", sum(len(a) // 2 for a in content["arcs"]), "points,", TARGET.stat().st_size, "bytes")


def ring(numbers: list[int], arcs: list[list[Point]]) -> list[Point]:
    points: list[Point] = []
    for n in numbers:
        points += arcs[n] if n >= 0 else arcs[~n][::-1]
    return points


def area(points: list[Point]) -> float:
    return abs(sum(x0 * y1 - x1 * y0 for (x0, y0), (x1, y1) in zip(points, points[1:] + points[:1], strict=True))) / 2


def simplified(points: list[Point]) -> list[Point]:
    """Douglas and Peucker's rule; the ends stay."""
    if len(points) < 3:
        return points
    (x0, y0), (x1, y1) = points[0], points[-1]
    length = ((x1 - x0) ** 2 + (y1 - y0) ** 2) ** 0.5

    def off(p: Point) -> float:
        if length == 0:
            return float(((p[0] - x0) ** 2 + (p[1] - y0) ** 2) ** 0.5)
        return abs((x1 - x0) * (y0 - p[1]) - (x0 - p[0]) * (y1 - y0)) / length

    k = max(range(1, len(points) - 1), key=lambda i: off(points[i]))
    if off(points[k]) <= TOLERANCE:
        return [points[0], points[-1]]
    return simplified(points[: k + 1])[:-1] + simplified(points[k:])


def encoded(points: list[Point]) -> list[int]:
    out: list[int] = []
    x = y = 0
    for px, py in points:
        nx, ny = round(px * 100), round(py * 100)
        if out and (nx, ny) == (x, y):
            continue
        out += [nx - x, ny - y] if out else [nx, ny]
        x, y = nx, ny
    return out


if __name__ == "__main__":
    main(sys.argv[1])
