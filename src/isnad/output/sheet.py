"""Lines of CSV that spreadsheets open as text."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable

_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def csv_line(cells: Iterable[str]) -> str:
    """One line. A cell that a spreadsheet would take for a formula (articles are written by strangers) gets ``'``
    before it; numbers stay what they are.
    """
    line = io.StringIO()
    csv.writer(line, lineterminator="\n").writerow(_plain(cell) for cell in cells)
    return line.getvalue()


def _plain(cell: str) -> str:
    if not cell.startswith(_FORMULA):
        return cell
    try:
        float(cell)
    except ValueError:
        return f"'{cell}"
    return cell if cell.strip() == cell else f"'{cell}"
