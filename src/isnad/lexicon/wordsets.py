"""Sets of inflected words for conditions of the lexicon, and the classes that they share."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from isnad.lexicon.inflection import inflect_noun, inflect_verb
from isnad.lexicon.yamldata import DataError
from isnad.text.document import Word

Classes = Mapping[str, "WordSet"]
"""Class name without ``@`` → its words."""


class WordSet:
    """Folded stems; a word belongs to it by its stem or its whole written form.

    The forms are made when they are first asked for: most conditions are never tested.
    """

    __slots__ = ("_items", "_parts", "_stems", "_where")

    def __init__(self, where: str, items: Sequence[Any], parts: Sequence[WordSet] = ()) -> None:
        self._where = where
        self._items = tuple(items)
        self._parts = tuple(parts)
        self._stems: frozenset[str] | None = None

    @property
    def stems(self) -> frozenset[str]:
        """Every form. Raises DataError (at first use) for a word that cannot be inflected."""
        if self._stems is None:
            made: set[str] = set()
            for part in self._parts:
                made |= part.stems
            for item in self._items:
                made.update(_forms(self._where, item))
            self._stems = frozenset(made)
        return self._stems

    def __contains__(self, word: Word) -> bool:
        stems = self._stems
        if stems is None:
            stems = self.stems
        if word.stem in stems or word.norm in stems:
            return True
        if not word.definite or word.suf or word.norm[-1:] not in _PRONOUN_ENDS:
            return False
        return any(form in stems for form in _with_article(word.norm))


_PRONOUN_ENDS = frozenset("هام")
"""Last letters of the pronouns that :func:`_with_article` takes off."""


def _with_article(norm: str) -> tuple[str, ...]:
    """Readings of a word whose first ``ال`` may be its own (``التزاماتها``), without its pronoun."""
    return tuple(norm[: -len(end)] for end in ("ه", "ها", "هم", "نا") if norm.endswith(end))


def read_noun(where: str, item: Any) -> tuple[str, tuple[str, ...] | None]:
    """``word`` or ``word: [plurals]`` → singular and plurals (None: make the regular one)."""
    if isinstance(item, str) and " " not in item.strip():
        return item, None
    if isinstance(item, dict) and len(item) == 1:
        ((word, plurals),) = item.items()
        listed = plurals if isinstance(plurals, list) else [] if plurals is None else [plurals]
        if not any(" " in str(w) for w in (word, *listed)):
            return str(word), tuple(str(p) for p in listed)
    raise DataError(f"{where}: write a noun as one word or as word: [plurals], not {item!r}.")


def read_words(where: str, raw: Any, classes: Classes) -> WordSet:
    """Nouns (with plurals), verbs (``=أعلن``, ``=قال/يقول``) and ``@classes`` → the set of their forms."""
    items: list[Any] = []
    parts: list[WordSet] = []
    for item in raw if isinstance(raw, list) else [raw]:
        if isinstance(item, str) and item.startswith("@"):
            if item[1:] not in classes:
                raise DataError(f"{where}: there is no class {item}; known: {', '.join(sorted(classes))}.")
            parts.append(classes[item[1:]])
        elif isinstance(item, str) and item.startswith("="):
            items.append(item)
        else:
            items.append(read_noun(where, item))
    return WordSet(where, items, parts)


def _forms(where: str, item: Any) -> tuple[str, ...]:
    if isinstance(item, str):
        perfect, _, imperfect = item[1:].partition("/")
        return verb_forms(where, perfect, imperfect)
    return _noun(*item)


@lru_cache(maxsize=20_000)
def _noun(singular: str, plurals: tuple[str, ...] | None) -> tuple[str, ...]:
    return tuple(inflect_noun(singular, plurals))


@lru_cache(maxsize=5_000)
def verb_forms(where: str, perfect: str, imperfect: str) -> tuple[str, ...]:
    """Every stem of a verb named in a word list, as :func:`inflect_verb`; its mistake as a DataError."""
    try:
        return tuple(inflect_verb(perfect, imperfect or None))
    except ValueError as error:
        raise DataError(f"{where}: {error}: write =perfect/imperfect.") from error
