"""Tags without a model: closed classes, shapes and a short verb list.

Good enough to go on when the model file is missing; not to be measured by.
"""

from __future__ import annotations

from functools import cache
from importlib import resources
from itertools import pairwise

import yaml

from isnad.text.document import Document, Word
from isnad.text.function_words import word_classes, word_tags
from isnad.text.normal import bare
from isnad.text.phrase_words import phrase_words
from isnad.text.segment import apply, best, whole

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

@cache
def _list(name: str) -> frozenset[str]:
    """Folded words of one list of ``lexicon/data/fallback_words.yaml``."""
    source = resources.files("isnad.lexicon").joinpath("data/fallback_words.yaml")
    return frozenset(bare(w) for w in yaml.load(source.read_text("utf-8"), Loader=_LOADER)[name])


def tag(document: Document) -> None:
    """Fill clitics, ``pos``, ``lemma``, ``gender`` and ``number`` of every word by rule."""
    classes, tags = word_classes(), word_tags()
    for word in document.words:
        if word.pos in ("PUNCT", "SYM"):
            continue
        if word.pos == "NUM":
            word.lemma = word.stem
            continue
        segmentation = best(word.norm)
        if segmentation.definite and word.text[segmentation.start : segmentation.start + 1] in "أإآ":
            segmentation = whole(word.norm)
        apply(word, segmentation)
        word.lemma = word.stem
        known = tags.get(word.stem) if not word.definite else None
        if known and not (word.stem == "علي" and word.text.endswith("علي") and not word.suf):
            word.pos = known
            if known == "NUM" or classes[word.stem] == "determiner":
                _agreement(word)
            continue
        _open_class(word)
    _adjectives(document.words)
    _names(document.words)


def _adjectives(words: list[Word]) -> None:
    """An adjective needs a noun before it; a second word with the article is one, if it is no title."""
    left_alone = phrase_words().titles | phrase_words().times
    for before, word in pairwise(words):
        if word.pos == "ADJ" and before.pos not in ("NOUN", "PROPN", "ADJ", "PUNCT"):
            word.pos = "NOUN"
        elif word.pos == "NOUN" and word.definite and before.definite and not word.pre:
            person = word.number == "p" and word.gender == "m" and before.number != "p"
            if before.pos == "NOUN" and not person and word.stem not in left_alone:
                word.pos = "ADJ"


def _names(words: list[Word]) -> None:
    """Take up to four bare nouns after a definite title for a name."""
    titles = phrase_words().titles
    known = titles | phrase_words().times
    room = 0
    for before, word in pairwise(words):
        if before.stem in titles and (before.definite or words[before.i - 1].stem in titles):
            room = 4
        elif before.pos == "PUNCT":
            room = 0
        if word.pos == "ADJ" and word.definite:
            continue
        if not room or word.pos != "NOUN" or word.pre or word.suf or word.stem in known:
            room = 0 if before.pos == "PROPN" or word.pos != "NOUN" else room
            continue
        if before.pos in ("PROPN", "ADJ") or before.stem in titles:
            word.pos = "PROPN"
            room -= 1


def _open_class(word: Word) -> None:
    stem = word.stem
    if not ("\u0620" <= stem[:1] <= "\u06ff"):
        word.pos = "PROPN"
        return
    if not word.definite and _looks_like_verb(word):
        word.pos = "VERB"
        word.person = "3"
        word.aspect = "imperf" if stem[0] in "يتن" and stem not in _list("perfects") else "perf"
        word.gender = "f" if stem[0] == "ت" or stem.endswith("ت") else "m"
        word.number = "p" if stem.endswith(("وا", "ون")) else "s"
        return
    adjective = stem.endswith(("ية", "يين", "يون")) or (word.definite and stem.endswith("ي"))
    word.pos = "ADJ" if adjective and not word.suf else "NOUN"
    _agreement(word)


def _looks_like_verb(word: Word) -> bool:
    stem = word.stem
    if stem in _list("perfects") or "س" in word.pre:
        return True
    if stem in _list("not_verbs") or len(stem) < 3 or word.pre[-1:] in (("ب",), ("ك",)):
        return False
    if stem.endswith("وا"):
        return True
    if stem[0] == "ي" and not stem.endswith(("ة", "ية")):
        return True
    if stem.endswith("ت") and not stem.endswith("ات") and len(stem) >= 4 and not word.suf:
        return stem[:-1] in _list("perfects") or len(stem) >= 4
    return stem[0] == "ت" and "ي" + stem[1:] in _list("imperfects")


def _agreement(word: Word) -> None:
    stem = word.stem
    if stem.endswith(("ون", "ين")) and len(stem) >= 5:
        word.gender, word.number = "m", "p"
    elif stem.endswith("ات") and len(stem) >= 4:
        word.gender, word.number = "f", "p"
    elif stem.endswith(("تان", "تين")):
        word.gender, word.number = "f", "d"
    elif stem.endswith("ة"):
        word.gender, word.number = "f", "s"
    elif word.pos == "ADJ":
        word.gender, word.number = "m", "s"
