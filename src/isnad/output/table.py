"""Rows in columns for a terminal, Arabic and Latin beside each other."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence

from isnad.messages import isolate

_GAP = "  "
_LEAST = 6


def width(string: str) -> int:
    """How many columns *string* takes: none for marks and invisible characters, two for wide ones."""
    n = 0
    for c in string:
        if unicodedata.category(c) in ("Mn", "Me", "Cf"):
            continue
        n += 2 if unicodedata.east_asian_width(c) in ("W", "F") else 1
    return n


def cut(string: str, most: int) -> str:
    """*string* on one line, in *most* columns at most, ``…`` where something was left out."""
    string = "".join(c for c in " ".join(string.split()) if unicodedata.category(c) not in ("Cc", "Cs"))
    if width(string) <= most:
        return string
    kept, n = [], 0
    for c in string:
        n += width(c)
        if n > most - 1:
            break
        kept.append(c)
    return "".join(kept).rstrip() + "…"


def render(names: Sequence[str], rows: Iterable[Sequence[str]], columns: int, shares: Sequence[int]) -> str:
    """A table with a line of *names*; *columns* wide at most.

    *shares*: how wide each column may get, in characters; a column with 0 gets what the others leave. Each cell
    stands between isolates, so that the columns keep their order whatever the letters in them.
    """
    cells = [[" ".join(str(c).split()) for c in row] for row in rows]
    widths = []
    for k, share in enumerate(shares):
        widest = max((width(row[k]) for row in [list(names), *cells]), default=0)
        widths.append(min(widest, share) if share else widest)
    rest = columns - sum(w for w, s in zip(widths, shares, strict=True) if s) - len(_GAP) * (len(names) - 1)
    free = sum(1 for s in shares if not s)
    widths = [w if s else min(w, max(rest // free, _LEAST)) for w, s in zip(widths, shares, strict=True)]
    lines = [_line(list(names), widths), "─" * (sum(widths) + len(_GAP) * (len(widths) - 1))]
    lines += [_line(row, widths) for row in cells]
    return "\n".join(lines) + "\n"


def _line(row: Sequence[str], widths: Sequence[int]) -> str:
    shown = []
    for cell, most in zip(row, widths, strict=True):
        string = cut(cell, most)
        shown.append(isolate(string) + " " * (most - width(string)))
    return _GAP.join(shown).rstrip()
