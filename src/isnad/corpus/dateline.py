"""Where an article says that it was written, and whose it says it is."""

from __future__ import annotations

import re
from collections.abc import Set
from dataclasses import replace

from isnad.corpus.credits import credit
from isnad.lexicon.places import Place, load_gazetteer
from isnad.records import Article
from isnad.text.normal import bare

_HEAD = 130
_WORDS = 5
"""Most words of a piece of a dateline: a name of a place, agency, paper or reporter."""
_SEPARATOR = re.compile(r"\s*(?P<strong>[-–—]{1,3}\s|\s[-–—]{1,3}|:|\n)\s*|\s*(?P<weak>[،,/()«»\"“”\[\]])\s*")
_PIECES = 4
_DATE = re.compile(r"\s*[0-9٠-٩]{1,2}[\s/-]")
_EDGES = " \t\u00a0\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff*."


def with_dateline(article: Article) -> Article:
    """*article* with its ``dateline`` and ``credit``, as far as its text has them."""
    where, agency = dateline(article.text), credit(article.text)
    if where is None and agency is None:
        return article
    return replace(article, dateline=where, credit=agency.key if agency else None)


def dateline(text: str) -> str | None:
    """The place in the dateline of *text*, as written there; None when there is none.

    A dateline is a row of names before a colon, a dash, a bracket or the end of the first line. A country
    alone is one only beside another name (``ليبيا: ...`` names the subject).

    >>> dateline("طرابلس - رويترز: قال مسؤول محلي إن الميناء أغلق.")
    'طرابلس'
    """
    pieces = _pieces(text.lstrip()[:_HEAD])
    if len(pieces) > _PIECES:
        return None
    countries = {p.country for piece in pieces for p in _places(piece) if p.type == "country"}
    known = [(piece, found) for piece in pieces if (found := _places(piece, countries))]
    local = next((piece for piece, found in known if any(p.type != "country" for p in found)), None)
    if local is not None:
        return local
    return known[0][0] if known and len(pieces) > 1 else None


def _places(piece: str, beside: Set[str] = frozenset()) -> tuple[Place, ...]:
    """What the gazetteer knows under this name. One that is an ordinary word too (``الأحد``) counts only where its
    country stands *beside* it.
    """
    gazetteer = load_gazetteer()
    words = tuple(bare(piece).split())
    for entry in gazetteer.index.get(words[0], ()) if words else ():
        if entry.rest == words[1:]:
            found = (gazetteer.places[i] for i in entry.places)
            return tuple(p for p in found if not entry.common or (p.country in beside and p.type != "country"))
    return ()


def _pieces(head: str) -> list[str]:
    """The names at the beginning that stand before a strong mark."""
    pieces: list[str] = []
    sure = start = 0
    for mark in _SEPARATOR.finditer(head):
        piece = head[start : mark.start()].strip(_EDGES)
        date = _DATE.search(piece)
        if date is not None and date.start() > 0:
            piece = piece[: date.start()].strip(_EDGES)
        if len(piece.split()) > _WORDS:
            break
        if piece:
            pieces.append(piece)
        start = mark.end()
        if mark["strong"]:
            sure = len(pieces)
    return pieces[:sure]
