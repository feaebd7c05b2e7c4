"""First and last letters of a word as table rows: what the analysis network sees of morphology."""

from __future__ import annotations

from zlib import crc32

BUCKETS = 4096
LENGTHS = (1, 2, 3, 4)
COLUMNS = 2 * len(LENGTHS)


def affix_rows(form: str) -> tuple[int, ...]:
    """Rows of the first 1, 2, 3, 4 and the last 1, 2, 3, 4 letters of a folded word."""
    rows = [crc32(f"p{n}{form[:n]}".encode()) % BUCKETS for n in LENGTHS]
    rows += [crc32(f"s{n}{form[-n:]}".encode()) % BUCKETS for n in LENGTHS]
    return tuple(rows)
