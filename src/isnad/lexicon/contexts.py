"""PLOVER contexts: what an event is about besides its type (``data/contexts.yaml``)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache

from isnad.lexicon.wordsets import read_words
from isnad.lexicon.yamldata import DataError, load_yaml
from isnad.text.document import Word
from isnad.text.normal import bare


@cache
def _load() -> tuple[Mapping[str, tuple[str, ...]], Mapping[tuple[str, ...], str]]:
    """Stem → contexts, and phrases of several words → context."""
    single: dict[str, list[str]] = {}
    phrases: dict[tuple[str, ...], str] = {}
    for name, raw in load_yaml("contexts.yaml").items():
        where = f"contexts.yaml, {name}"
        if not isinstance(raw, list) or not raw:
            raise DataError(f"{where}: give a list of words.")
        words = [w for w in raw if not (isinstance(w, str) and " " in w)]
        for stem in sorted(read_words(where, words, {}).stems):
            single.setdefault(stem, []).append(name)
        for phrase in raw:
            if isinstance(phrase, str) and " " in phrase:
                phrases[tuple(_stem(bare(w)) for w in phrase.split())] = name
    return {s: tuple(n) for s, n in single.items()}, phrases


def _stem(word: str) -> str:
    return word[2:] if word.startswith("ال") and len(word) > 4 else word


def contexts_of(words: Sequence[Word]) -> tuple[str, ...]:
    """The contexts that the words of a sentence name, in alphabetical order."""
    single, phrases = _load()
    stems = [w.stem for w in words]
    found = {name for s in stems for name in single.get(s, ())}
    for row, name in phrases.items():
        n = len(row)
        if row[0] in stems and any(tuple(stems[k : k + n]) == row for k in range(len(stems) - n + 1)):
            found.add(name)
    return tuple(sorted(found))
