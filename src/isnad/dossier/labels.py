"""Where labels may stand in a drawing without covering one another."""

from __future__ import annotations

from dataclasses import dataclass, field

_CHARACTER = 0.56
"""Mean width of a character, in units of the type size."""
Box = tuple[float, float, float, float]


@dataclass(slots=True)
class Placer:
    """Keeps the boxes that are taken on a drawing of *width* times *height*."""

    width: float
    height: float
    taken: list[Box] = field(default_factory=list)
    lines: list[Box] = field(default_factory=list)
    """Small boxes along lines: better left free, but not at any price."""

    def block(self, x: float, y: float, radius: float) -> None:
        """Take a disc."""
        self.taken.append((x - radius, y - radius, x + radius, y + radius))

    def line(self, x0: float, y0: float, x1: float, y1: float) -> None:
        """A straight line that labels should keep off."""
        steps = max(2, int(max(abs(x1 - x0), abs(y1 - y0)) / 8))
        for k in range(steps + 1):
            x, y = x0 + (x1 - x0) * k / steps, y0 + (y1 - y0) * k / steps
            self.lines.append((x - 2, y - 2, x + 2, y + 2))

    def label(self, x: float, y: float, off: float, text: str, size: float) -> tuple[float, float, str] | None:
        """(x, baseline, anchor) for *text* beside a point, *off* away from it; None when there is no room."""
        wide = len(text) * size * _CHARACTER
        for strict in (True, False) if self.lines else (False,):
            for dx, dy, anchor in (
                (off, size * 0.35, "start"),
                (-off, size * 0.35, "end"),
                (0, -off - 3, "middle"),
                (0, off + size * 0.85, "middle"),
            ):
                left = x + dx - {"start": 0.0, "end": wide, "middle": wide / 2}[anchor]
                box = (left, y + dy - size * 0.9, left + wide, y + dy + size * 0.3)
                if not (strict and any(_meet(box, b) for b in self.lines)) and self._take(box):
                    return x + dx, y + dy, anchor
        return None

    def take_centred(self, x: float, y: float, text: str, size: float) -> bool:
        """Take the box of *text* around a point, if it is free."""
        wide = len(text) * size * _CHARACTER
        return self._take((x - wide / 2, y - size, x + wide / 2, y + size * 0.4))

    def _take(self, box: Box) -> bool:
        if box[0] < 0 or box[1] < 0 or box[2] > self.width or box[3] > self.height:
            return False
        if any(_meet(box, b) for b in self.taken):
            return False
        self.taken.append(box)
        return True


def _meet(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
