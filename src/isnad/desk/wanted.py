"""What a page or a call of the API asks for: a :class:`isnad.store.Filter` from the parameters of its address.

The names are those of ``isnad find``: ``kind type actor role source country place from to factuality outlet text
roots fold_copies min_confidence``, and ``review``. A value may stand several times, or once with commas.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Literal
from urllib.parse import urlencode

from isnad.commands.filters import FACTUALITY, KINDS, known_actors, legal_types
from isnad.store import Filter
from isnad.store.search import parse_query

NAMES = (
    "kind", "type", "actor", "role", "source", "country", "place", "from", "to", "factuality", "outlet", "text",
    "roots", "fold_copies", "min_confidence", "review", "doc",
)  # fmt: skip
ROLES = ("actor", "recipient", "instrument", "subject", "object", "of", "by", "party", "mediator", "promiser", "holder")
REVIEWS = ("unreviewed", "accepted", "corrected", "rejected", "added")
_WHOLE = frozenset(["text", "outlet", "doc", "from", "to", "roots", "min_confidence", "fold_copies"])
"""Parameters in whose values a comma is a comma."""
_MOST = 200
"""Characters of one value that are looked at."""
Problem = Literal["kind", "type", "role", "country", "factuality", "review", "from", "to", "roots", "min_confidence",
                  "text"]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Wanted:
    """A filter, and the words in which it was asked for."""

    filter: Filter
    given: dict[str, list[str]]
    """The parameters that say something, as they were given, to fill in a form or make an address again."""
    problems: list[tuple[Problem, str]] = field(default_factory=list)
    """Parameters that were passed over because their value means nothing, with that value."""

    def query(self, **others: str | int | None) -> str:
        """The parameters as an address has them, with *others* besides (None: without)."""
        pairs = [(name, value) for name, values in self.given.items() for value in values if name not in others]
        pairs += [(name, str(value)) for name, value in others.items() if value is not None]
        return urlencode(pairs)

    def first(self, name: str) -> str:
        """What a form's field shows: its values with commas between them."""
        return ", ".join(self.given.get(name, ()))


def wanted_of(parameters: Mapping[str, Sequence[str]]) -> Wanted:
    """The filter that *parameters* ask for; what makes no sense is told in ``problems`` and passed over."""
    given = {name: values for name in NAMES if (values := _values(name, parameters.get(name, ())))}
    problems: list[tuple[Problem, str]] = []

    def legal(name: Literal["kind", "role", "factuality", "review"], known: Sequence[str]) -> tuple[str, ...]:
        problems.extend((name, v) for v in given.get(name, ()) if v not in known)
        return tuple(v for v in given.get(name, ()) if v in known)

    def day(name: Literal["from", "to"]) -> date | None:
        for value in given.get(name, ()):
            try:
                return date.fromisoformat(value)
            except ValueError:
                problems.append((name, value))
        return None

    def number(name: Literal["roots", "min_confidence"], most: float) -> float:
        for value in given.get(name, ()):
            try:
                found = float(value)
            except ValueError:
                found = -1.0
            if 0 <= found <= most:
                return found
            problems.append((name, value))
        return 0.0

    asked = Filter(
        kind=legal("kind", KINDS),
        factuality=legal("factuality", FACTUALITY),
        role=legal("role", ROLES),
        review=legal("review", REVIEWS),
        type=_types(given.get("type", ()), problems),
        actor=known_actors(tuple(given.get("actor", ()))),
        source=known_actors(tuple(given.get("source", ()))),
        country=_countries(given.get("country", ()), problems),
        place=tuple(given.get("place", ())),
        outlet=tuple(given.get("outlet", ())),
        doc=tuple(given.get("doc", ())),
        date_from=day("from"),
        date_to=day("to"),
        min_roots=int(number("roots", 10_000)),
        min_confidence=number("min_confidence", 1.0),
        fold_copies=any(v not in ("0", "false", "off") for v in given.get("fold_copies", ())),
    )
    words = " ".join(given.get("text", ()))
    if words:
        try:
            parse_query(words)
            asked = replace(asked, text=words)
        except ValueError:
            problems.append(("text", words))
    return Wanted(asked, given, problems)


def _values(name: str, values: Sequence[str]) -> list[str]:
    found = [v[:_MOST] for v in values]
    if name not in _WHOLE:
        found = [part for v in found for part in v.replace("،", ",").split(",")]
    return list(dict.fromkeys(v.strip() for v in found if v.strip()))


def _types(values: Sequence[str], problems: list[tuple[Problem, str]]) -> tuple[str, ...]:
    legal, found = legal_types(), []
    for v in values:
        chosen = next((c for c in (v, v.upper(), v.lower()) if c in legal), None)
        if chosen is None:
            problems.append(("type", v))
        else:
            found.append(chosen)
    return tuple(found)


def _countries(values: Sequence[str], problems: list[tuple[Problem, str]]) -> tuple[str, ...]:
    import click  # noqa: PLC0415

    from isnad.commands.filters import country_code  # noqa: PLC0415

    found = []
    for v in values:
        try:
            found.append(country_code(v))
        except click.BadParameter:
            problems.append(("country", v))
    return tuple(found)
