"""Sets of inflected words for conditions of the lexicon, and the classes that they share."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from isnad.lexicon.inflection import inflect_noun, inflect_verb
from isnad.lexicon.yamldata import DataError
from isnad.text.document import Word

Classes = Mapping[str, frozenset[str]]
"""Class name without ``@`` → folded stems."""


def _with_article(norm: str) -> tuple[str, ...]:
    """Readings of a word whose first ``ال`` may be its own (``التزاماتها``), without its pronoun."""
    return tuple(norm[: -len(end)] for end in ("ه", "ها", "هم", "نا") if norm.endswith(end))


@dataclass(frozen=True, slots=True)
class WordSet:
    """Folded stems; a word belongs to it by its stem or its whole written form."""

    stems: frozenset[str]

    def __contains__(self, word: Word) -> bool:
        stems = self.stems
        if word.stem in stems or word.norm in stems:
            return True
        return word.definite and not word.suf and any(form in stems for form in _with_article(word.norm))


def read_noun(where: str, item: Any) -> tuple[str, tuple[str, ...] | None]:
    """``word`` or ``word: [plurals]`` → singular and plurals (None: make the regular one)."""
    if isinstance(item, str) and " " not in item.strip():
        return item, None
    if isinstance(item, dict) and len(item) == 1:
        ((word, plurals),) = item.items()
        listed = [] if plurals is None else plurals if isinstance(plurals, list) else [plurals]
        if not any(" " in str(w) for w in (word, *listed)):
            return str(word), tuple(str(p) for p in listed)
    raise DataError(f"{where}: write a noun as one word or as word: [plurals], not {item!r}.")


def read_words(where: str, raw: Any, classes: Classes) -> WordSet:
    """Nouns (with plurals), verbs (``=أعلن``, ``=قال/يقول``) and ``@classes`` → the set of their forms."""
    stems: set[str] = set()
    for item in raw if isinstance(raw, list) else [raw]:
        if isinstance(item, str) and item.startswith("@"):
            if item[1:] not in classes:
                raise DataError(f"{where}: there is no class {item}; known: {', '.join(sorted(classes))}.")
            stems |= classes[item[1:]]
        elif isinstance(item, str) and item.startswith("="):
            perfect, _, imperfect = item[1:].partition("/")
            stems |= set(verb_forms(where, perfect, imperfect))
        else:
            stems |= set(inflect_noun(*read_noun(where, item)))
    return WordSet(frozenset(stems))


def verb_forms(where: str, perfect: str, imperfect: str) -> list[str]:
    """Every stem of a verb named in a word list, as :func:`inflect_verb`; its mistake as a DataError."""
    try:
        return list(inflect_verb(perfect, imperfect or None))
    except ValueError as error:
        raise DataError(f"{where}: {error}: write =perfect/imperfect.") from error
