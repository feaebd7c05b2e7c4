"""Word lists of the title reader, from ``data/titles.yaml`` (its head explains each)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from isnad.lexicon.yamldata import load_yaml, only_fields, required
from isnad.text.normal import bare

_FIELDS = frozenset(
    [
        "ranks",
        "not_roles",
        "from",
        "openers",
        "spokes",
        "heads",
        "deputies",
        "joins",
        "eponyms",
        "members",
        "construct",
        "adjectival",
        "offices",
    ]
)


@dataclass(frozen=True, slots=True)
class TitleWords:
    """Folded forms without the article."""

    ranks: frozenset[str]
    not_roles: frozenset[str]
    from_: frozenset[str]
    openers: frozenset[str]
    spokes: frozenset[str]
    heads: frozenset[str]
    deputies: frozenset[str]
    joins: frozenset[str]
    eponyms: frozenset[str]
    members: frozenset[str]
    construct: frozenset[str]
    adjectival: frozenset[str]
    offices: frozenset[str]


@cache
def load() -> TitleWords:
    """Read and validate ``data/titles.yaml``; raises :class:`isnad.lexicon.yamldata.DataError` for
    a wrong field.
    """
    data = load_yaml("titles.yaml")
    required("titles.yaml", data, sorted(_FIELDS))
    only_fields("titles.yaml", data, _FIELDS)
    lists = {name: frozenset(map(bare, data[name])) for name in _FIELDS}
    return TitleWords(**{("from_" if name == "from" else name): words for name, words in lists.items()})
