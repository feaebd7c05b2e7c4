"""Clitics: every way a written word may be split, and the splitting itself.

Rules alone cannot know that the first letter of ``وزير`` is a radical: :func:`candidates`
lists the readings, a trained tagger chooses, and :func:`best` is the choice
without one.
"""

from __future__ import annotations

from functools import cache, lru_cache
from importlib import resources
from typing import NamedTuple

from isnad.text.document import Word
from isnad.text.function_words import of_class, word_classes

ENCLITICS = ("كما", "هما", "ها", "هم", "هن", "نا", "ني", "كم", "كن", "ه", "ي", "ك")
"""Enclitic pronouns, longest first."""
_ENCLITICS_BY_END = {e[-1]: tuple(x for x in ENCLITICS if x[-1] == e[-1]) for e in ENCLITICS}
_CONJUNCTIONS = ("و", "ف")
_PREPOSITIONS = ("ب", "ل", "ك")
_RELATIVE = of_class("relative")
_IMPERFECT = frozenset("يتنا")
_CONTRACTIONS = {
    "مما": ("من", "ما", 1), "عما": ("عن", "ما", 1), "ممن": ("من", "من", 1), "عمن": ("عن", "من", 1),
}  # fmt: skip
_PREPOSITION_STEMS = {"علي", "الي", "لدي", "من", "عن", "في", "مع", "ل", "ب"}


class Segmentation(NamedTuple):
    """One reading of a written word.

    ``start:end`` is the stem with its article, in characters of the word (after
    ``لل`` from the second lam on). ``stem`` is folded, without article and clitics,
    ``ة`` and final hamza restored before an enclitic. A preposition with a pronoun
    (``له`` ``بها`` ``عليهم``) has the preposition as its stem.
    """

    pre: tuple[str, ...]
    start: int
    end: int
    suf: str
    definite: bool
    stem: str


def apply(word: Word, segmentation: Segmentation) -> None:
    """Write *segmentation* into *word*: ``pre``, ``suf``, ``stem``, its offsets and ``definite``."""
    word.pre = segmentation.pre
    word.suf = segmentation.suf
    word.stem_start = word.start + segmentation.start
    word.stem_end = word.start + segmentation.end
    word.stem = segmentation.stem
    word.definite = segmentation.definite


def whole(norm: str) -> Segmentation:
    """The reading without any clitic."""
    return Segmentation((), 0, len(norm), "", False, norm)


def _shifted(s: Segmentation) -> Segmentation:
    """The same reading of a hashtag, whose mark stays outside the stem."""
    return Segmentation(s.pre, s.start + 1, s.end + 1, s.suf, s.definite, s.stem)


@lru_cache(maxsize=50_000)
def candidates(norm: str) -> tuple[Segmentation, ...]:
    """Every reading of the folded word *norm* that the shape allows, each once.

    The unsplit word is always among them. No lexicon is asked: most are wrong.
    """
    if norm[:1] in ("#", "@") and len(norm) > 1:
        return tuple(_shifted(s) for s in candidates(norm[1:]))
    found: dict[Segmentation, None] = {}
    for pre, start in _prefixes(norm):
        for definite, begin, stem_from in _articles(norm, pre, start):
            for suf, end, stems in _suffixes(norm, stem_from, definite):
                for stem in stems:
                    found[Segmentation(pre, begin, end, suf, definite, stem)] = None
    for conjunction in ("", *_CONJUNCTIONS):
        rest = norm[len(conjunction) :]
        if norm.startswith(conjunction) and rest in _CONTRACTIONS:
            prep, stem, start = _CONTRACTIONS[rest]
            pre = (conjunction, prep) if conjunction else (prep,)
            found[Segmentation(pre, start + len(conjunction), len(norm), "", False, stem)] = None
    found[whole(norm)] = None
    return tuple(found)


def _prefixes(norm: str) -> list[tuple[tuple[str, ...], int]]:
    """Proclitic sequences (the article not among them) and where what follows begins."""
    length = len(norm)
    results: list[tuple[tuple[str, ...], int]] = [((), 0)]
    if length > 3 and norm[0] == "ا" and norm[1] in "وفليتن":
        results.append((("ا",), 1))
    for conjunction in ("", *_CONJUNCTIONS):
        if not norm.startswith(conjunction):
            continue
        base = (conjunction,) if conjunction else ()
        at = len(conjunction)
        if conjunction and length - at >= 2:
            results.append((base, at))
        if length - at < 2:
            continue
        first = norm[at]
        if first in _PREPOSITIONS:
            results.append(((*base, first), at + 1))
            if first == "ل" and norm[at + 1 : at + 2] == "ب" and length - at > 4:
                results.append(((*base, "ل", "ب"), at + 2))
        if first == "س" and length - at > 3 and norm[at + 1] in _IMPERFECT:
            results.append(((*base, "س"), at + 1))
    return results


def _articles(norm: str, pre: tuple[str, ...], start: int) -> list[tuple[bool, int, int]]:
    """``(definite, where the stem with its article begins, where it begins without)``."""
    rest = norm[start:]
    results = [(False, start, start)]
    if "س" in pre:
        return results
    if pre and pre[-1] == "ل":
        if rest.startswith("ل") and len(rest) >= 3:
            results += [(True, start, start + 1), (True, start, start)]
        return results
    if rest.startswith("ال") and len(rest) >= 4 and rest not in _RELATIVE:
        results.append((True, start, start + 2))
    return results


def _suffixes(norm: str, start: int, definite: bool) -> list[tuple[str, int, tuple[str, ...]]]:
    """``(enclitic, where it begins, stems)``."""
    body = norm[start:]
    results: list[tuple[str, int, tuple[str, ...]]] = [("", len(norm), (body,))] if body else []
    if definite:
        return results
    for suf in _ENCLITICS_BY_END.get(norm[-1:], ()):
        end = len(norm) - len(suf)
        stem = norm[start:end]
        if end > start and norm.endswith(suf) and (len(stem) >= 2 or stem in ("ل", "ب")):
            results.append((suf, end, restored(stem)))
    return results


def restored(stem: str) -> tuple[str, ...]:
    """What *stem*, as written before an enclitic, may be without it.

    ``حكومت`` → ``حكومة``, ``اعضائ`` → ``اعضاء``, ``مستوا`` → ``مستوي``, ``قتلو`` → ``قتلوا``.
    """
    last = stem[-1]
    if last == "ت" and len(stem) >= 3:
        fem = stem[:-1] + "ة"
        return (stem, fem) if stem.endswith("ات") and len(stem) >= 4 else (fem, stem)
    if last in "ئؤ" and len(stem) >= 3:
        return stem[:-1] + "ء", stem
    if last == "ا" and len(stem) >= 3:
        return stem, stem[:-1] + "ي"
    if last == "و" and len(stem) >= 3:
        return stem + "ا", stem
    return (stem,)


@cache
def _radical_starts() -> frozenset[str]:
    """Starts of words whose first letter looks like a clitic and is not."""
    source = resources.files("isnad.lexicon").joinpath("data/radical_starts.txt")
    return frozenset(line for line in source.read_text("utf-8").split() if not line.startswith("#"))


@lru_cache(maxsize=100_000)
def best(norm: str) -> Segmentation:
    """The likeliest reading by rule: function words, sure articles, then shape.

    Used when no tagger model is there. Wrong for a few words in a hundred.
    """
    if norm[:1] in ("#", "@") and len(norm) > 1:
        return _shifted(best(norm[1:]))
    classes = word_classes()
    if norm in classes or len(norm) < 2:
        return whole(norm)
    pronoun = _clitic_with_pronoun(norm)
    if pronoun is not None or len(norm) < 3:
        return pronoun or whole(norm)
    options = candidates(norm)
    for s in options:
        known = classes.get(s.stem)
        if known and not s.definite and (not s.suf or s.stem in _PREPOSITION_STEMS or known == "preposition"):
            return s
        if s.suf and s.stem in ("ان", "لكن", "لان", "كان") and s.suf != "ي":
            return s
    for s in options:
        if s.definite and s.pre and (s.pre[-1] != "ل" or len(norm) > 5) and _sure(norm, s):
            return s
    pre, start = _clitic_by_shape(norm)
    rest = norm[start:]
    if rest.startswith("ال") and len(rest) >= 5 and rest not in ("الله", "الغاء", "القاء"):
        return Segmentation(pre, start, len(norm), "", True, norm[start + 2 :])
    suf = _enclitic_by_shape(norm, start)
    end = len(norm) - len(suf)
    stem = restored(norm[start:end])[0] if suf else norm[start:]
    return Segmentation(pre, start, end, suf, False, stem)


def _clitic_with_pronoun(norm: str) -> Segmentation | None:
    """``له`` ``وبها`` ``فلهم``."""
    start = 1 if norm[0] in _CONJUNCTIONS else 0
    suf = norm[start + 1 :]
    if norm[start : start + 1] in ("ل", "ب") and suf in ("ه", "ها", "هم", "هما", "هن", "نا", "ك", "كم"):
        return Segmentation((norm[0],) if start else (), start, start + 1, suf, False, norm[start])
    return None


def _sure(norm: str, s: Segmentation) -> bool:
    """Whether the letters before the article can only be clitics."""
    if s.pre[-1] == "ل":
        return s.start == len(s.pre) and s.stem == norm[s.start + 1 :]
    return norm[: s.start] == "".join(s.pre) and len(s.stem) >= 3 and norm[:4] not in _radical_starts()


def _clitic_by_shape(norm: str) -> tuple[tuple[str, ...], int]:
    radical = _radical_starts()
    if any(norm[:k] in radical for k in (3, 4, 5)) or norm in radical:
        return (), 0
    pre: tuple[str, ...] = ()
    start = 0
    if norm[0] == "و" and len(norm) >= 4:
        pre, start = ("و",), 1
    elif norm[0] == "ف" and len(norm) >= 5 and norm[1] in "يتاإأ":
        pre, start = ("ف",), 1
    rest = norm[start:]
    if any(rest[:k] in radical for k in (3, 4, 5)) or len(rest) < 4:
        return pre, start
    if rest[0] == "س" and rest[1] in "يت":
        return (*pre, "س"), start + 1
    if rest[0] in "بل":
        return (*pre, rest[0]), start + 1
    return pre, start


def _enclitic_by_shape(norm: str, start: int) -> str:
    length = len(norm) - start
    for suf, least in (("هما", 6), ("ها", 5), ("هم", 6), ("ه", 4)):
        if norm.endswith(suf) and length >= least:
            return "" if suf == "ه" and norm.endswith(("الله", "جه", "فقه", "شبه", "ياه")) else suf
    return ""
