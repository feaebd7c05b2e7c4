"""The map: points sized by what is said of them and blurred by how well they are known."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from math import cos, radians, sqrt

from isnad.desk.plots.frame import Marks, text
from isnad.desk.queries.places import PlaceMark, Places
from isnad.desk.wording import Say
from isnad.dossier.labels import Placer
from isnad.dossier.worldmap import HEIGHT, WIDTH, View, country_names, land_of, near_points, outlines, scale_bar, view
from isnad.messages import Lang
from isnad.output.markup import tag

_SIZE = 16
_LEAST, _MOST = 1.0, 170.0
"""Degrees of latitude that a map shows."""
_STEP = 1.7
_GRADIENTS = "".join(
    f'<radialGradient id="blur-{kind}"><stop class="{kind}" offset="0" stop-opacity=".34"/>'
    f'<stop class="{kind}" offset=".55" stop-opacity=".15"/><stop class="{kind}" offset="1" stop-opacity="0"/>'
    "</radialGradient>"
    for kind in ("conflict", "cooperation")
)


@dataclass(frozen=True, slots=True)
class Window:
    """The part of the world that is asked for: its middle and how many degrees of latitude it shows."""

    lon: float
    lat: float
    high: float

    def view(self) -> View:
        """As the map takes it."""
        wide = self.high * WIDTH / HEIGHT / max(cos(radians(self.lat)), 0.2)
        half = self.high / 2
        return View(self.lon - wide / 2, self.lat - half, self.lon + wide / 2, self.lat + half)

    def __str__(self) -> str:
        return f"{self.lon:.2f},{self.lat:.2f},{self.high:.2f}"

    def ways(self) -> dict[str, str]:
        """Windows nearer and farther, and beside this one, by what the way there is called."""
        step, wide = self.high * 0.4, self.high * 0.6
        return {
            "nearer": str(Window(self.lon, self.lat, max(self.high / _STEP, _LEAST))),
            "farther": str(Window(self.lon, self.lat, min(self.high * _STEP, _MOST))),
            "north": str(Window(self.lon, min(self.lat + step, 80.0), self.high)),
            "south": str(Window(self.lon, max(self.lat - step, -80.0), self.high)),
            "west": str(Window(max(self.lon - wide, -180.0), self.lat, self.high)),
            "east": str(Window(min(self.lon + wide, 180.0), self.lat, self.high)),
        }


def window_of(asked: str | None) -> Window | None:
    """The window that ``LON,LAT,HIGH`` names; None for anything else."""
    try:
        lon, lat, high = (float(v) for v in (asked or "").split(","))
    except ValueError:
        return None
    if not (-180 <= lon <= 180 and -80 <= lat <= 80 and high > 0):
        return None
    return Window(lon, lat, min(max(high, _LEAST), _MOST))


def window_for(found: Places, focus: str | None) -> Window | None:
    """The window that shows the points, or most of them; None when there is nothing to show."""
    points = [(p.lon or 0.0, p.lat or 0.0) for p in found.points]
    if not points and focus not in outlines():
        return None
    weighed = [(at, p.statements) for at, p in zip(points, found.points, strict=True) if p.precision not in (5, 7)]
    near = near_points(weighed, focus)
    at = view(near or points, focus)
    return Window((at.west + at.east) / 2, (at.south + at.north) / 2, min(at.north - at.south, _MOST))


def draw(found: Places, window: Window, focus: str | None, marks: Marks, lang: Lang, say: Say) -> tuple[str, int]:
    """The map of *window*, and how many points lie outside it."""
    at = window.view()
    inside = [p for p in found.points if at.west < (p.lon or 0) < at.east and at.south < (p.lat or 0) < at.north]
    land, names = _land(at, focus, lang)
    placer = Placer(WIDTH, HEIGHT)
    drawn = tag("defs", _GRADIENTS) + land + _points(inside, at, placer, marks, lang, say)
    drawn += country_names(names, placer) + scale_bar(at, lang)
    title = say("map")
    made = tag(
        "svg", drawn, viewBox=f"0 0 {WIDTH:g} {HEIGHT:g}", class_="plot map", role="group", aria_label=title,
        direction="ltr",
    )  # fmt: skip
    return made, len(found.points) - len(inside)


@lru_cache(maxsize=64)
def _land(at: View, focus: str | None, lang: Lang) -> tuple[str, list[tuple[float, float, str, bool]]]:
    return land_of(at, focus, lang)


def _circle(kind: str, x: float, y: float, r: float, more: str = "") -> str:
    return f'<circle class="{kind}" cx="{x:.1f}" cy="{y:.1f}" r="{r:.1f}"{more}/>'


def _points(points: list[PlaceMark], at: View, placer: Placer, marks: Marks, lang: Lang, say: Say) -> str:
    most = max((p.statements for p in points), default=1)
    found = []
    for p in points:
        x, y = at.xy(p.lon or 0.0, p.lat or 0.0)
        size = 3.0 + min(2.0 * sqrt(p.statements), 15 * sqrt(p.statements / most))
        placer.block(x, y, size * (0.5 if p.precision >= 5 else 1))
        found.append((p, x, y, size))
    drawn = ""
    names = {}
    for p, x, y, size in sorted(found, key=lambda f: (f[0].precision >= 5, -f[0].statements)):
        names[id(p)] = placer.label(x, y, size + 3, p.name, _SIZE)
    for p, x, y, size in sorted(found, key=lambda f: (-f[0].precision, -f[3])):
        kind = "conflict" if p.conflict * 2 >= p.statements else "cooperation"
        reach = min(at.kilometres(p.radius_km or 0.0), HEIGHT / 3)
        inner = ""
        if p.precision > 1:
            inner += _circle("blur", x, y, max(reach, size * 1.7), f' fill="url(#blur-{kind})"')
        inner += _circle("dot" if p.precision < 5 else "core", x, y, size)
        spot = names[id(p)]
        if spot is not None:
            inner += text(p.name, spot[0], spot[1], "spot vague" if p.precision >= 5 else "spot", spot[2])
        told = say("place_told", name=p.name, n=f"{p.statements:,}", precision=p.precision_label)
        drawn += marks(p.mark, told, inner, f"point {kind}")
    return drawn
