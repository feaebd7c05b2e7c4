"""What grammar adds to the scores of the analysis model: sequences that are well formed, tags that agree."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from isnad.text.document import Document, Word
from isnad.text.function_words import word_classes, word_tags
from isnad.text.segment import Segmentation

Array = NDArray[Any]

_IMPERFECT = frozenset("يتن")
_VERBS_BEFORE_VERBS = frozenset(
    ["كان", "كانت", "كانوا", "كنا", "كنت", "بات", "باتت", "ظل", "ظلت", "اصبح", "اصبحت", "عاد",
     "عادت", "زال", "زالت", "زالوا", "صار", "صارت", "ليس", "ليست",
     "لعل", "قال", "قالت", "قل", "كاد", "طالما", "امسي", "بدا", "مازال"]
)  # fmt: skip
"""Perfect verbs that another perfect may follow at once (``كان`` and its like, ``قال`` before speech)."""


def excluded_verb(before: str, stem: str) -> bool:
    """Whether *stem*, straight after the verb *before*, is no verb: two perfects do not meet."""
    return before not in _VERBS_BEFORE_VERBS and before[:1] not in _IMPERFECT and stem[:1] not in _IMPERFECT


def viterbi(scores: Array, moves: Array, outside: int) -> list[int]:
    """The best label sequence between two words outside names."""
    total = scores[0] + moves[outside]
    back = []
    for row in scores[1:]:
        paths = total[:, None] + moves
        back.append(paths.argmax(axis=0))
        total = paths.max(axis=0) + row
    best = [int((total + moves[:, outside]).argmax())]
    for pointers in reversed(back):
        best.append(int(pointers[best[-1]]))
    return best[::-1]


def forbidden(labels: list[str]) -> Array:
    """``[a, b]``: 0 where label *b* may follow label *a*, else far below it."""
    return np.array([[0.0 if b[0] != "I" or a[2:] == b[2:] else -1e9 for b in labels] for a in labels])


def by_ending(w: Word) -> None:
    """Agreement that the ending of a finite verb leaves no doubt of."""
    stem = w.stem
    if stem.endswith("وا") and len(stem) > 3:
        w.gender, w.number = "m", "p"
        if stem[0] not in "يت":
            w.aspect = "perf"
    elif stem.endswith("ون") and len(stem) > 4 and stem[0] in "يت":
        w.gender, w.number, w.aspect = "m", "p", "imperf"
    elif stem.endswith("ت") and stem[0] == "ي":
        w.gender, w.number = "m", "s"
    if "س" in w.pre:
        w.aspect = "imperf"


def final_tag(w: Word, tag: str, proper: bool) -> str:
    """From the treebank's tag to the tag of :class:`Word`: closed classes by list, names PROPN."""
    if w.stem in word_classes() and not w.definite:
        content = tag in ("VERB", "PROPN") or w.ner != "O" or (tag == "X" and w.text.endswith("ي"))
        if not content:
            return word_tags()[w.stem]
    if tag in ("PUNCT", "SYM"):
        tag = "X"
    if tag == "X":
        return "PROPN" if w.stem[:1].isalpha() and (len(w.stem) > 1 or w.ner != "O") else "X"
    if w.ner == "O" or tag not in ("NOUN", "ADJ"):
        return tag
    if w.ner.endswith("PER") and not w.suf:
        return "PROPN"
    return "PROPN" if proper and tag == "NOUN" and not w.suf and w.ner[2:] != "MISC" else tag


def repeated_names(words: list[Word], read: Sequence[tuple[Segmentation, ...]], tags: list[str]) -> None:
    """A name the article gave in full is a person's when a part of it comes again alone."""
    parts: set[str] = set()
    for w in words:
        if w.ner == "I-PER" and len(w.norm) > 3:
            parts.add(w.norm)
    if not parts:
        return
    for i, w in enumerate(words):
        if w.ner == "O" and tags[i] in ("X", "NOUN", "ADJ") and not read[i][0].suf:
            s = read[i][0]
            if w.norm[s.start :] in parts and (tags[i] == "X" or not s.definite):
                w.ner = "B-PER"


def single_names(doc: Document) -> None:
    """A place or person of one word is a name whatever its tag."""
    words = doc.words
    for w in words:
        if w.pos == "NOUN" and w.ner in ("B-LOC", "B-PER") and not w.suf:
            after = words[w.i + 1].ner if w.i + 1 < len(words) else "O"
            if not after.startswith("I-"):
                w.pos = "PROPN"
