"""Tests on the surroundings of a trigger: the conditions and the modes of an event entry."""

from __future__ import annotations

from collections.abc import Iterator

from isnad.lexicon.event_entries import Condition, EventEntry
from isnad.text.document import Document, Word
from isnad.text.normal import bare

_BREAKS = frozenset([".", "؟", "!", "؛", ":", "…"])
_CLAUSE = frozenset(bare(w) for w in ["أن", "إن", "الذي", "التي", "الذين", "بينما", "فيما", "لكن", "حيث"])
_REACH = {"object": 4, "after": 8, "before": 5, "near": 8, "prep": 6, "mode": 7}
"""Words that each place of a condition looks over."""
_BACK = {"before": 5, "near": 8, "object": 7}
"""The same, for those that look back."""
_RELATIVE = frozenset(bare(w) for w in ("الذي", "التي", "الذين", "اللذين", "اللتين", "ما"))
_OWN = frozenset(["form", "aspect", "definite", "suf"])
"""Conditions on the trigger itself."""


def clear(word: Word) -> bool:
    """Whether nothing reaches over this word: a stop or a clause opener."""
    return word.norm in _BREAKS or (word.stem in _CLAUSE and not word.definite)


def holds(condition: Condition, doc: Document, i: int, form: str, aspect: str = "") -> bool:
    """Whether *condition* is true of word *i* read as *form* (``verb noun participle``) of *aspect*."""
    word = doc.words[i]
    where, values = condition.where, condition.values
    if where == "form":
        return form in values
    if where == "aspect":
        return aspect in values
    if where == "suf":
        return ("yes" if word.suf else "no") in values
    if where == "definite":
        return ("yes" if word.definite else "no") in values
    if where == "prep":
        return any(_preposition(w) & values for w in _window(doc, i, where))
    words = condition.words
    return words is not None and any(w in words for w in _window(doc, i, where))


def allowed(entry: EventEntry, doc: Document, i: int, form: str, aspect: str = "") -> bool:
    """Whether every ``needs`` of *entry* holds at word *i* and its ``unless`` does not.

    ``form``, ``aspect``, ``definite`` and ``suf`` in ``unless`` narrow what the other keys exclude.
    """
    if not all(holds(c, doc, i, form, aspect) for c in entry.needs):
        return False
    if not entry.unless or not all(holds(c, doc, i, form, aspect) for c in entry.unless if c.where in _OWN):
        return True
    others = [c for c in entry.unless if c.where not in _OWN]
    return bool(others) and not any(holds(c, doc, i, form, aspect) for c in others)


def _preposition(word: Word) -> frozenset[str]:
    return frozenset((word.stem, *word.pre[-1:]))


def _window(doc: Document, i: int, where: str) -> Iterator[Word]:
    words = doc.words
    sentence = doc.sentences[words[i].sent]
    if where in ("object", "after", "prep", "near"):
        for word in words[i + 1 : min(sentence.last, i + 1 + _REACH[where])]:
            if word.norm in _BREAKS or (where in ("object", "prep") and clear(word)):
                break
            yield word
    if where in ("before", "near") or (where == "object" and _object_before(doc, i, sentence.first)):
        for k in range(i - 1, max(sentence.first, i - _BACK[where]) - 1, -1):
            if words[k].norm in _BREAKS:
                break
            yield words[k]
    if where == "prev" and i > sentence.first:
        yield words[i - 1]
    if where == "next":
        yield from _next(doc, i, sentence.last)
    if where == "sentence":
        yield from (w for w in words[sentence.first : sentence.last] if w.i != i)


def _object_before(doc: Document, i: int, start: int) -> bool:
    """Whether the object may stand before the trigger: a pronoun or relative refers to it, or it is topic.

    ``الأسلحة التي صادرتها``, ``أسلحة تمت مصادرتها``, ``السلاح الذي سلم``.
    """
    return bool(doc.words[i].suf) or any(w.stem in _RELATIVE for w in doc.words[max(start, i - 3) : i])


def _next(doc: Document, i: int, end: int) -> Iterator[Word]:
    """The next word, and the one after an adjective."""
    if i + 1 < end:
        yield doc.words[i + 1]
        if i + 2 < end and doc.words[i + 1].pos == "ADJ":
            yield doc.words[i + 2]


def nearest_mode(doc: Document, i: int, entry: EventEntry) -> tuple[str | None, int]:
    """The entry's mode, or the one that the nearest deciding word gives, with that word (-1: none).

    A word after the trigger beats one as far before it.
    """
    if not entry.modes:
        return entry.mode, -1
    words = doc.words
    sentence = doc.sentences[words[i].sent]
    blocked = [False, False]
    for distance in range(_REACH["mode"] + 1):
        for side, k in enumerate((i + distance, i - distance)):
            if blocked[side] or not sentence.first <= k < sentence.last or (side and not distance):
                continue
            word = words[k]
            if distance and word.norm in _BREAKS:
                blocked[side] = True
                continue
            for mode, deciding in entry.modes:
                if word in deciding:
                    return mode, k
    return entry.mode, -1
