"""The map: country outlines (Natural Earth, public domain) and places with the precision they are known with."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from math import cos, radians, sqrt

from isnad.dossier.content import Spot
from isnad.dossier.labels import Placer
from isnad.export.countries import country_name
from isnad.export.geojson import RADIUS_KM
from isnad.export.happenings import place_of
from isnad.export.plover import QUAD
from isnad.messages import Lang
from isnad.output.markup import tag

WIDTH, HEIGHT = 920.0, 600.0
_KM = 111.2
"""Kilometres in a degree of latitude."""
_FEWEST = 5.0
"""Degrees of latitude that the map shows at least."""
_MOST = 60
"""Places that are drawn."""
Ring = list[tuple[float, float]]


@cache
def outlines() -> dict[str, list[Ring]]:
    """Alpha-3 to rings of (lon, lat)."""
    raw = json.loads((files("isnad.dossier") / "data" / "outlines.json").read_text("utf-8"))
    arcs: list[Ring] = []
    for numbers in raw["arcs"]:
        x = y = 0
        points: Ring = []
        for dx, dy in zip(numbers[::2], numbers[1::2], strict=True):
            x, y = x + dx, y + dy
            points.append((x / 100, y / 100))
        arcs.append(points)
    made: dict[str, list[Ring]] = {}
    for code, rings in raw["countries"].items():
        made[code] = [[p for n in ring for p in (arcs[n] if n >= 0 else arcs[~n][::-1])] for ring in rings]
    return made


@dataclass(frozen=True, slots=True)
class View:
    """What part of the world the map shows: an equidistant projection, true to scale along its middle."""

    west: float
    south: float
    east: float
    north: float

    @property
    def stretch(self) -> float:
        """Pixels in a degree of latitude."""
        return HEIGHT / (self.north - self.south)

    @property
    def squeeze(self) -> float:
        """Width of a degree of longitude, in degrees of latitude."""
        return cos(radians((self.north + self.south) / 2))

    def xy(self, lon: float, lat: float) -> tuple[float, float]:
        """Pixels of a point."""
        return (lon - self.west) * self.squeeze * self.stretch, (self.north - lat) * self.stretch

    def kilometres(self, km: float) -> float:
        """Pixels of a distance."""
        return km / _KM * self.stretch


def view(points: Sequence[tuple[float, float]], focus: str | None) -> View:
    """The part of the world that holds *points* (lon, lat) and the country *focus*."""
    box = list(points)
    if focus in outlines():
        largest = max(outlines()[focus], key=_size)
        box += [min(largest), max(largest)]
        box += [min(largest, key=lambda p: p[1]), max(largest, key=lambda p: p[1])]
    west, east = min(p[0] for p in box), max(p[0] for p in box)
    south, north = min(p[1] for p in box), max(p[1] for p in box)
    middle = (south + north) / 2
    squeeze = cos(radians(middle))
    high = max((north - south) * 1.16, (east - west) * 1.16 * squeeze * HEIGHT / WIDTH, _FEWEST)
    wide = high * WIDTH / HEIGHT / squeeze
    centre = (west + east) / 2
    return View(centre - wide / 2, middle - high / 2, centre + wide / 2, middle + high / 2)


def _size(ring: Ring) -> float:
    return (max(p[0] for p in ring) - min(p[0] for p in ring)) * (max(p[1] for p in ring) - min(p[1] for p in ring))


def clipped(ring: Ring, at: View) -> Ring:
    """*ring* within *at* and a margin around it (Sutherland and Hodgman's rule)."""
    margin = (at.north - at.south) * 0.03
    for axis, limit, keep_below in (
        (0, at.west - margin, False),
        (0, at.east + margin, True),
        (1, at.south - margin, False),
        (1, at.north + margin, True),
    ):
        out: Ring = []
        for a, b in zip(ring, ring[1:] + ring[:1], strict=True):
            inside_a, inside_b = (a[axis] <= limit) == keep_below, (b[axis] <= limit) == keep_below
            if inside_a:
                out.append(a)
            if inside_a != inside_b:
                t = (limit - a[axis]) / (b[axis] - a[axis])
                out.append((a[0] + t * (b[0] - a[0]), a[1] + t * (b[1] - a[1])))
        ring = out
        if not ring:
            break
    return ring


def _centre(ring: Ring) -> tuple[float, float, float]:
    """Centroid of a ring, and its area."""
    area = cx = cy = 0.0
    for (x0, y0), (x1, y1) in zip(ring, ring[1:] + ring[:1], strict=True):
        cross = x0 * y1 - x1 * y0
        area, cx, cy = area + cross, cx + (x0 + x1) * cross, cy + (y0 + y1) * cross
    if abs(area) < 1e-9:
        return (*ring[0], 0.0)
    return cx / (3 * area), cy / (3 * area), abs(area) / 2


def hue(types: Iterable[str]) -> str:
    """Class of the colour that most of these PLOVER types have: ``conflict`` or ``cooperation``."""
    codes = [QUAD.get(t, 4) for t in types]
    return "conflict" if sum(c > 2 for c in codes) * 2 >= len(codes) else "cooperation"


def draw(spots: Sequence[Spot], focus: str | None, lang: Lang, title: str) -> str:
    """The map of *spots* as inline SVG; empty when nothing can be put on a map.

    A country as a whole (precision 6) is no point: it is only told beside the map.
    """
    shown = [s for s in spots if s.place.precision != 6]
    points = [(s.place.lon or 0.0, s.place.lat or 0.0) for s in shown]
    if not points and focus not in outlines():
        return ""
    near = near_points([(p, len(s.happenings)) for p, s in zip(points, shown, strict=True) if not s.vague], focus)
    at = view(near or points, focus)
    marks = [s for s, p in zip(shown, points, strict=True) if at.west < p[0] < at.east and at.south < p[1] < at.north]
    land, names = land_of(at, focus, lang)
    placer = Placer(WIDTH, HEIGHT)
    drawn = land + _marks(marks, at, placer, lang) + country_names(names, placer) + scale_bar(at, lang)
    return tag(
        "svg",
        tag("title", _escaped=title) + drawn,
        viewBox=f"0 0 {WIDTH:g} {HEIGHT:g}",
        class_="map",
        role="img",
        direction="ltr",
    )


def near_points(points: list[tuple[tuple[float, float], int]], focus: str | None) -> list[tuple[float, float]]:
    """The points that the map should hold: those in or near the country in focus; where most lies elsewhere, there.

    A place farther off counts only with a twenty-fifth of all happenings, and never a continent away.
    """
    total = sum(n for _, n in points)
    if focus in outlines():
        ring = max(outlines()[focus], key=_size)
        west, east = min(p[0] for p in ring), max(p[0] for p in ring)
        south, north = min(p[1] for p in ring), max(p[1] for p in ring)
        reach = max(east - west, north - south)
        off = [max(west - x, x - east, south - y, y - north) / reach for (x, y), _ in points]
        if sum(n for (_, n), d in zip(points, off, strict=True) if d < 0.12) * 4 >= total:
            return [p for (p, n), d in zip(points, off, strict=True) if d < 0.12 or (d < 0.35 and n * 25 > total)]
        # most of it lies elsewhere: the map goes there too
    ordered = sorted(points, key=lambda p: -p[1])
    if not ordered:
        return []
    (x0, y0), _ = ordered[0]
    return [p for p, n in ordered if (abs(p[0] - x0) < 25 and abs(p[1] - y0) < 18) or n * 20 > total]


def land_of(at: View, focus: str | None, lang: Lang) -> tuple[str, list[tuple[float, float, str, bool]]]:
    """Outlines, and where the countries' names may stand."""
    others, own = "", ""
    names = []
    for code, rings in outlines().items():
        path, best = "", (0.0, 0.0, 0.0)
        for ring in rings:
            cut = clipped(ring, at)
            if len(cut) < 3:
                continue
            pixels = [at.xy(*p) for p in cut]
            path += "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in pixels) + "Z"
            x, y, area = _centre(pixels)
            best = max(best, (area, x, y))
        if not path:
            continue
        if code == focus:
            own = tag("path", d=path, class_="land focus")
        else:
            others += tag("path", d=path, class_="land")
        if best[0] > 5_000:
            names.append((best[1], best[2], country_name(code, lang), code == focus))
    sea = f'<rect class="sea" width="{WIDTH:g}" height="{HEIGHT:g}"/>'
    return sea + others + own, sorted(names, key=lambda n: (not n[3], n[2]))


def country_names(names: list[tuple[float, float, str, bool]], placer: Placer) -> str:
    made = ""
    for x, y, name, own in names:
        if placer.take_centred(x, y, name, 17 if own else 14):
            made += tag("text", _escaped=name, x=f"{x:.0f}", y=f"{y:.0f}", class_="country focus" if own else "country")
    return made


def _marks(spots: Sequence[Spot], at: View, placer: Placer, lang: Lang) -> str:
    circles = dots = labels = ""
    most = max((len(s.happenings) for s in spots), default=1)
    for spot in spots[:_MOST]:
        place, entry = spot.place, place_of(spot.place)
        x, y = at.xy(place.lon or 0.0, place.lat or 0.0)
        colour = hue(h.type for h in spot.happenings)
        reach = at.kilometres(RADIUS_KM[place.precision])
        size = 3.5 + min(2.2 * sqrt(len(spot.happenings)), 15 * sqrt(len(spot.happenings) / most))
        name = spot.words if spot.vague else place.name if lang == "ar" or entry is None else entry.name_en
        told = tag("title", _escaped=f"{name}: {len(spot.happenings)}")
        vague = spot.vague
        if reach > size:
            kind = f"reach {colour} vague" if vague else f"reach {colour}"
            circles += tag("circle", told, cx=f"{x:.1f}", cy=f"{y:.1f}", r=f"{reach:.1f}", class_=kind)
        if not vague:
            dots += tag("circle", told, cx=f"{x:.1f}", cy=f"{y:.1f}", r=f"{size:.1f}", class_=f"dot {colour}")
        placer.block(x, y, size)
        spot_label = placer.label(x, y, size + 3, name, 15)
        if spot_label is not None:
            lx, ly, anchor = spot_label
            kind = "spot vague" if vague else "spot"
            labels += tag("text", _escaped=name, x=f"{lx:.1f}", y=f"{ly:.1f}", text_anchor=anchor, class_=kind)
    return circles + dots + labels


def scale_bar(at: View, lang: Lang) -> str:
    km = next(n for n in (1000, 500, 200, 100, 50, 20, 10) if at.kilometres(n) < WIDTH / 4)
    long = at.kilometres(km)
    unit = "كم" if lang == "ar" else "km"
    y = HEIGHT - 18
    line = f'<path class="bar" d="M18 {y - 5:.0f}v5h{long:.1f}v-5"/>'
    return line + f'<text class="unit" x="{18 + long + 8:.0f}" y="{y:.0f}">{km} {unit}</text>'
