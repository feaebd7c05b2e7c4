"""Every text that a user of isnad sees, in Arabic and in English.

Keys are dotted: ``type.CONSULT``, ``error.empty``. Texts may hold ``{named}`` fields.
What a writer or the command line says is looked up here and nowhere else.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Literal

from isnad.lexicon.yamldata import load_yaml

Lang = Literal["ar", "en"]
LANGUAGES: tuple[Lang, ...] = ("ar", "en")

FSI, PDI = "\u2068", "\u2069"


@cache
def _texts() -> Mapping[str, tuple[str, str]]:
    """Key to (Arabic, English), from ``lexicon/data/messages.yaml``."""
    raw = load_yaml("messages.yaml")
    texts: dict[str, tuple[str, str]] = {}
    for group, entries in raw.items():
        for name, pair in entries.items():
            if not (isinstance(pair, list) and len(pair) == 2 and all(isinstance(p, str) for p in pair)):
                raise ValueError(f"messages.yaml: {group}.{name}: give [Arabic, English]")
            texts[f"{group}.{name}"] = (pair[0], pair[1])
    return texts


def keys() -> tuple[str, ...]:
    """Every key, sorted."""
    return tuple(sorted(_texts()))


def text(key: str, lang: Lang, **values: object) -> str:
    """The text under *key* in *lang*, its ``{fields}`` filled with *values*.

    Raises KeyError for a key that is not in the table.
    """
    found = _texts()[key][LANGUAGES.index(lang)]
    return found.format(**values) if values else found


def label(group: str, value: str | None, lang: Lang) -> str:
    """What the code *value* of a group (``type``, ``mode``...) is called; unknown codes stay as they are."""
    if value is None:
        return ""
    pair = _texts().get(f"{group}.{value}")
    return pair[LANGUAGES.index(lang)] if pair else value


def isolate(string: str) -> str:
    """*string* between first-strong isolates, so that it disturbs no line of the other direction."""
    return f"{FSI}{string}{PDI}" if string else ""
