"""The closed classes of Arabic, from ``lexicon/data/function_words.yaml``."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from importlib import resources
from typing import Any

from isnad.lexicon.yamldata import parse_yaml
from isnad.text.normal import bare

_POS = frozenset(
    ["ADJ", "ADP", "ADV", "AUX", "CCONJ", "DET", "NOUN", "NUM", "PART", "PRON", "SCONJ", "VERB"]
)
_FIRST = (
    "relative", "demonstrative", "pronoun", "negation", "preposition", "contrast", "conjunction",
    "subordinator", "interrogative", "auxiliary", "particle", "adverb", "numeral", "determiner",
)  # fmt: skip
"""A form of several classes belongs to the first of these."""


@cache
def word_classes() -> dict[str, str]:
    """Folded form of every function word → its class (``preposition``, ``relative``...)."""
    table: dict[str, str] = {}
    for name, _, form in _entries():
        table.setdefault(form, name)
    return table


@cache
def word_tags() -> dict[str, str]:
    """Folded form of every function word → its universal POS tag."""
    table: dict[str, str] = {}
    for _, pos, form in _entries():
        table.setdefault(form, pos)
    return table


@cache
def of_class(*names: str) -> frozenset[str]:
    """Folded forms of the classes *names*, a form of several classes in each of them."""
    return frozenset(form for name, _, form in _entries() if name in names)


def _entries() -> Iterator[tuple[str, str, str]]:
    data = _load()
    for name in _FIRST:
        for form in data[name]["forms"]:
            yield name, data[name]["pos"], bare(form)


@cache
def _load() -> dict[str, Any]:
    """The checked file. Raises ``ValueError`` that names the class and what is wrong with it."""
    source = resources.files("isnad.lexicon").joinpath("data/function_words.yaml")
    data = parse_yaml(source.read_text("utf-8"))
    if set(data) != set(_FIRST):
        raise ValueError(f"function_words.yaml: classes must be {sorted(_FIRST)}, not {sorted(data)}")
    for name, entry in data.items():
        if entry.get("pos") not in _POS:
            raise ValueError(f"function_words.yaml: class {name}: pos must be one of {sorted(_POS)}")
        if not entry.get("forms") or not all(isinstance(f, str) and f for f in entry["forms"]):
            raise ValueError(f"function_words.yaml: class {name}: forms must be a list of words")
    return dict(data)
