"""Reading a written word against a closed list, whatever clitics it carries.

The tagger splits clitics too; closed lists (numbers, time words) do not need it, and a
wrong split there would lose a date. A list is asked in this order: the word as written,
the tagger's stem, the word less ``و ف``, less ``ب ل ك``, less the article.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache


@lru_cache(maxsize=65536)
def readings(norm: str) -> tuple[tuple[str, bool, str, bool], ...]:
    """Every way to take *norm* apart: (rest, conjunction?, preposition or '', article?).

    The word itself comes first. After a preposition at least three letters stay
    (``باب`` is no ``ب`` + ``آب``).

    >>> readings("وبالعشرات")[-1]
    ('عشرات', True, 'ب', True)
    """
    return tuple(_readings(norm))


def _readings(norm: str) -> Iterator[tuple[str, bool, str, bool]]:
    heads = [(norm, False)]
    if norm[:1] in ("و", "ف") and len(norm) > 2:
        heads.append((norm[1:], True))
    for rest, conjunction in heads:
        for core, preposition in _prepositions(rest):
            yield core, conjunction, preposition, False
            if core.startswith("ال") and len(core) > 3:
                yield core[2:], conjunction, preposition, True


def _prepositions(rest: str) -> Iterator[tuple[str, str]]:
    yield rest, ""
    if rest.startswith("لل") and len(rest) > 3:
        yield "ال" + rest[2:], "ل"
        yield rest[1:], "ل"
    elif rest[:1] in ("ب", "ل", "ك") and len(rest) > 3:
        yield rest[1:], rest[0]
