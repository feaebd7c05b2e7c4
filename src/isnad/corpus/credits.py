"""The agency that an article says it is from: ``الجزائر - أ ف ب``, ``واس - الرياض:``, ``(رويترز)``."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from isnad.lexicon.actors import load
from isnad.text.normal import bare

_HEAD = 110
"""Characters in which a dateline stands."""
_TAIL = 60
_SEPARATOR = re.compile(r"\s*(?:[-–—:/،,()\[\]«»\"“”|]|\n|\bم\s+(?=واس)|\bو(?=وكالات|رويترز|ا ف ب|اف ب|فرانس))+\s*")
_DATELINE_END = re.compile(r"[:\n]|[-–—](?=\s)")
_TAIL_CREDIT = re.compile(
    r"(?:[.!؟»”\"\n:]|المصدر)\s*[(\[«“\"]\s*([^()\[\]«»“”\"\n]{2,40}?)\s*[)\]»”\"]\s*\.?\s*$"
    r"|\n\s*([^\n]{2,40}?)\s*\.?\s*$"
)
_SPACES = re.compile(r"[\s.]+")
AGENCIES = "agencies"
"""Key of a credit that says no more than ``وكالات``."""
_GENERIC = frozenset(["وكالات", "الوكالات", "وكالات الانباء"])


@dataclass(frozen=True, slots=True)
class Credit:
    """The agencies of one article's credit."""

    agencies: tuple[str, ...]
    """Ids of the actor base, sorted; :data:`AGENCIES` alone where none is named."""

    @property
    def key(self) -> str:
        """One string for all of them."""
        return "+".join(self.agencies)


def credit(text: str) -> Credit | None:
    """The agency credit in the dateline or at the end of *text*; None when there is none.

    An agency that the text quotes (``قالت وكالة رويترز``) is no credit.

    >>> credit("طرابلس - رويترز: قال مسؤول محلي إن الميناء أغلق.")
    Credit(agencies=('reuters',))
    """
    start = bare(text[: _HEAD * 2]).lstrip()[:_HEAD]
    found = _among(_dateline(start))
    if not found:
        tail = _TAIL_CREDIT.search(bare(text[-_TAIL * 2 :]).rstrip()[-_TAIL:])
        found = _among([tail[1] or tail[2]]) if tail else set()
    named = found - {AGENCIES}
    return Credit(tuple(sorted(named or found))) if found else None


def _dateline(start: str) -> list[str]:
    """The pieces of a dateline: what stands before a colon, a line's end or the last dash near the start."""
    ends = [m.end() for m in _DATELINE_END.finditer(start)]
    pieces: list[str] = []
    if ends:
        pieces = _SEPARATOR.split(start[: ends[-1]])
        pieces += _SEPARATOR.split(start[ends[-1] :], maxsplit=1)[:1]
    opening = re.match(r"[^()]{0,40}\(([^()]{2,30})\)", start)
    return pieces + ([opening[1]] if opening else [])


def _among(pieces: list[str]) -> set[str]:
    """The agencies that are a piece by themselves."""
    names = _names()
    found = set()
    for piece in pieces:
        for part in [piece, *re.split(r"\s*[/،,–-]\s*|\s+و(?=\S)", piece.strip())]:
            words = _SPACES.sub(" ", part).strip()
            if words in _GENERIC:
                found.add(AGENCIES)
            elif words in names:
                found.add(names[words])
    return found


@cache
def _names() -> dict[str, str]:
    """Folded names of agencies to their ids."""
    names: dict[str, str] = {}
    for actor in sorted(load().actors.values(), key=lambda a: a.id):
        if actor.kind == "agency":
            for name, _ in actor.names:
                names.setdefault(_SPACES.sub(" ", name).strip(), actor.id)
    return names


@cache
def is_agency(outlet: str | None) -> bool:
    """Whether an outlet is a news agency: by its name, or by the id it goes by (``was``, ``afp``)."""
    return agency_id(outlet) is not None


@cache
def agency_id(outlet: str | None) -> str | None:
    """The entry of the actor base for an outlet that is an agency, or None."""
    if not outlet:
        return None
    name = _SPACES.sub(" ", bare(outlet)).strip()
    latin = name.casefold()
    if name in _names():
        return _names()[name]
    for actor in load().actors.values():
        if actor.kind == "agency" and latin in (actor.id, actor.name_en.casefold()):
            return actor.id
    return _LATIN.get(latin)


_LATIN = {"was": "spa", "aa": "aa-tur", "anadolu": "aa-tur"}
"""Latin names that agencies go by in data sets and that are no id of the base."""
