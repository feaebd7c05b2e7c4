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

    def block(self, x: float, y: float, radius: float) -> None:
        """Take a disc."""
        self.taken.append((x - radius, y - radius, x + radius, y + radius))

    def label(self, x: float, y: float, off: float, text: str, size: float) -> tuple[float, float, str] | None:
        """(x, baseline, anchor) for *text* beside a point, *off* away from it; None when there is no room."""
        wide = len(text) * size * _CHARACTER
        for dx, dy, anchor in (
            (off, size * 0.35, "start"),
            (-off, size * 0.35, "end"),
            (0, -off - 3, "middle"),
            (0, off + size * 0.85, "middle"),
        ):
            left = x + dx - {"start": 0.0, "end": wide, "middle": wide / 2}[anchor]
            base = y + dy
            if self._take((left, base - size * 0.9, left + wide, base + size * 0.3)):
                return x + dx, base, anchor
        return None

    def take_centred(self, x: float, y: float, text: str, size: float) -> bool:
        """Take the box of *text* around a point, if it is free."""
        wide = len(text) * size * _CHARACTER
        return self._take((x - wide / 2, y - size, x + wide / 2, y + size * 0.4))

    def _take(self, box: Box) -> bool:
        if box[0] < 0 or box[1] < 0 or box[2] > self.width or box[3] > self.height:
            return False
        if any(box[0] < b[2] and b[0] < box[2] and box[1] < b[3] and b[1] < box[3] for b in self.taken):
            return False
        self.taken.append(box)
        return True
