"""Unvowelled written forms of a verb from its principal parts, and word keys for matching.

Principal parts are what a dictionary gives: perfect and imperfect (3rd person
masculine singular), active participle, verbal noun. Everything returned is folded
(:mod:`isnad.text.normal`) and has no clitics.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Generic, TypeVar

from isnad.text.document import Word
from isnad.text.normal import bare

T = TypeVar("T")


def perfect_forms(perfect: str) -> tuple[str, ...]:
    """Perfect forms of every person that news uses, also as written before an enclitic.

    >>> perfect_forms("نفى")[:4]
    ('نفي', 'نفت', 'نفوا', 'نفو')
    """
    raw, verb = perfect, bare(perfect)
    if raw.endswith(("ى", "ا")) and len(verb) >= 3:
        stem, weak = verb[:-1], "و" if raw.endswith("ا") and len(verb) == 3 else "ي"
        ends = ["ت", "وا", "و", "تا", weak + "ا", weak + "ت", weak + "نا", weak + "ن", "ا"]
        return _unique([verb, *(stem + e for e in ends)])
    if verb.endswith("ي"):
        return _unique(
            [verb, *(verb + e for e in ("ت", "ا", "تا", "نا", "ن")), verb[:-1] + "وا", verb[:-1] + "و"]
        )
    forms = [verb, *(verb + e for e in ("ت", "وا", "و", "ا", "تا"))]
    if len(verb) >= 3 and verb[-2] == "ا":
        short = verb[:-2] + verb[-1]
        forms += [short + e for e in ("ت", "نا", "ن")]
    else:
        forms += [verb + e for e in ("نا", "ن")]
    if raw.endswith("أ"):
        forms += [verb[:-1] + e for e in ("ؤوا", "اوا", "اتا")]
    return _unique(forms)


def imperfect_forms(imperfect: str) -> tuple[str, ...]:
    """Imperfect forms: every person prefix, plurals and duals of all moods, the short jussive.

    >>> imperfect_forms("يقول")[:4]
    ('يقول', 'تقول', 'اقول', 'نقول')
    """
    body = bare(imperfect)[1:]
    weak = body[-1] in "وي" or body.endswith("ا")
    root = body[:-1] if weak else body
    forms = [p + body for p in "يتان"]
    if weak:
        forms += [p + root for p in "يت"]
        if imperfect.endswith("ى"):
            forms += [p + root + "ا" for p in "يت"]
    forms += [p + root + e for p in "يت" for e in (("ون", "وا") if weak else ("ون", "وا", "و"))]
    dual = body if not weak else root + ("و" if body[-1] == "و" else "ي")
    forms += [p + dual + e for p in "يت" for e in ("ان", "ا", "ن")]
    if len(body) >= 3 and body[-2] in "وا" and not weak:
        forms += [p + body[:-2] + body[-1] for p in "يت"]
    return _unique(forms)


def participle_forms(participle: str) -> tuple[str, ...]:
    """Participle forms of every gender, number and case.

    >>> participle_forms("مؤكد")[:4]
    ('مؤكد', 'مؤكدا', 'مؤكدة', 'مؤكدين')
    """
    word = bare(participle)
    return _unique([word + e for e in ("", "ا", "ة", "ين", "ون", "ان", "تين", "تان", "ات")])


def defective_participle_forms(participle: str) -> tuple[str, ...]:
    """Forms of a participle whose last radical is weak (``داع``, ``ناف``, ``مدع``).

    >>> defective_participle_forms("داع")[:4]
    ('داع', 'داعي', 'داعيا', 'داعية')
    """
    word = bare(participle)
    return _unique([word + e for e in ("", "ي", "يا", "ية", "ين", "ون", "يين", "يات")])


def noun_forms(noun: str) -> tuple[str, ...]:
    """A verbal noun and its indefinite accusative."""
    word = bare(noun)
    if word.endswith(("ة", "ا", "اء")):
        return (word,)
    return word, word + "ا"


def is_defective(imperfect: str) -> bool:
    """Whether the last radical of the verb is weak."""
    return bare(imperfect)[-1] in "ويا"


def written_forms(raw: Mapping[str, Any], *, shared: bool = False) -> list[tuple[list[tuple[str, ...]], str]]:
    """``(sequence, form)`` of a lexicon entry; each element of a sequence is a tuple of folded spellings.

    The entry gives ``words`` (a sequence of words, or a list of such sequences), ``noun`` (a form or
    several), or a verb by its principal parts ``verb`` (or ``head``, where ``verb`` is only its name),
    ``imperfect``, ``participle``, ``masdar``. ``form`` is ``fixed``, ``noun``, ``perfect``,
    ``imperfect``, ``participle`` or ``masdar``; a spelling shared by two forms belongs to the first only,
    unless ``shared``.
    """
    if "words" in raw:
        given = raw["words"] if isinstance(raw["words"], list) else [str(raw["words"])]
        return [([(bare(w),) for w in str(words).split()], "fixed") for words in given]
    if "noun" in raw:
        nouns = raw["noun"] if isinstance(raw["noun"], list) else [str(raw["noun"])]
        return [([(bare(w),) for w in str(n).split()], "noun") for n in nouns]
    imperfect = raw["imperfect"]
    shapes = [
        ("perfect", perfect_forms(raw.get("head", raw["verb"]))),
        ("imperfect", imperfect_forms(imperfect)),
    ]
    if raw.get("participle"):
        make = defective_participle_forms if is_defective(imperfect) else participle_forms
        shapes.append(("participle", make(raw["participle"])))
    if raw.get("masdar"):
        shapes.append(("masdar", noun_forms(raw["masdar"])))
    taken: set[str] = set()
    found: list[tuple[list[tuple[str, ...]], str]] = []
    for form, spellings in shapes:
        fresh = tuple(s for s in spellings if shared or s not in taken)
        taken.update(fresh)
        if fresh:
            found.append(([fresh], form))
    return found


def core(word: Word) -> str:
    """The folded word without a leading ``و`` or ``ف`` conjunction; other clitics stay."""
    return _core(word.norm, word.pre)


def keys(word: Word) -> tuple[str, ...]:
    """What a lexicon element may be written as to match *word*, most exact first.

    The word without its conjunction, with its preposition but without its pronoun,
    with its article, and the bare stem.
    """
    return _keys(word.norm, word.pre, word.stem, word.definite)


@lru_cache(maxsize=100_000)
def _keys(norm: str, pre: tuple[str, ...], stem: str, definite: bool) -> tuple[str, ...]:
    bare_norm = _core(norm, pre)
    reread = norm[1:] if norm[0] in "وف" and len(norm) > 4 else norm
    with_article = ("ال" if definite else "") + stem
    prepositions = "".join(p for p in pre if p not in ("و", "ف", "ا"))
    return _unique((bare_norm, norm, prepositions + with_article, with_article, stem, reread))


def _core(norm: str, pre: tuple[str, ...]) -> str:
    return norm[1:] if pre and pre[0] in ("و", "ف") and norm.startswith(pre[0]) else norm


def _unique(forms: Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(forms))


Elements = tuple[frozenset[str], ...]
Signature = tuple[str, tuple[str, ...], str, bool]
"""What :func:`keys` reads of a word: ``norm pre stem definite``."""
_SIGNATURES = 100_000
"""Words whose entries an index remembers."""


@dataclass(slots=True)
class _Entries(Generic[T]):
    """The sequences that may begin at a word, in the order of its keys."""

    items: list[tuple[Elements, T]]
    single: list[int]
    """Positions in ``items`` of those of one element."""
    second: dict[str, list[int]]
    """Positions of the others by every spelling of their second element."""


class SequenceIndex(Generic[T]):
    """Word sequences to values; looked up by the first word, longest sequence first.

    An element matches a word when it is one of the word's :func:`keys`; alternatives
    are given as a tuple of spellings.
    """

    def __init__(self) -> None:
        self._by_first: dict[str, list[tuple[Elements, T]]] = {}
        self._known: dict[Signature, _Entries[T] | None] = {}

    def add(self, elements: Sequence[Sequence[str]], value: T) -> None:
        """Enter *value* under the sequence *elements* (each: its folded spellings)."""
        item = (tuple(frozenset(e) for e in elements), value)
        self._known.clear()
        for first in item[0][0]:
            self._by_first.setdefault(first, []).append(item)

    def at(self, words: Sequence[Word], i: int) -> list[tuple[int, T]]:
        """``(length, value)`` of every sequence that begins at word *i*, longest first."""
        word = words[i]
        signature = (word.norm, word.pre, word.stem, word.definite)
        try:
            entries = self._known[signature]
        except KeyError:
            entries = self._entries(signature)
        if entries is None:
            return []
        positions = entries.single
        second = entries.second
        if second and i + 1 < len(words):
            more = [k for key in keys(words[i + 1]) for k in second.get(key, ())]
            if more:
                positions = sorted({*positions, *more})
        found: list[tuple[int, T]] = []
        for k in positions:
            elements, value = entries.items[k]
            if i + len(elements) <= len(words) and _continues(words, i, elements):
                found.append((len(elements), value))
        if len(found) > 1:
            found.sort(key=lambda entry: -entry[0])
        return found

    def _entries(self, signature: Signature) -> _Entries[T] | None:
        """What may begin at a word of this *signature*; None for most words. Remembered."""
        items: dict[int, tuple[Elements, T]] = {}
        begins = self._by_first
        for key in _keys(*signature):
            if key in begins:
                for item in begins[key]:
                    items.setdefault(id(item[0]), item)
        entries: _Entries[T] | None = None
        if items:
            entries = _Entries(list(items.values()), [], {})
            for k, (elements, _) in enumerate(entries.items):
                if len(elements) == 1:
                    entries.single.append(k)
                else:
                    for spelling in elements[1]:
                        entries.second.setdefault(spelling, []).append(k)
        if len(self._known) >= _SIGNATURES:
            self._known.clear()
        self._known[signature] = entries
        return entries


def _continues(words: Sequence[Word], i: int, elements: Sequence[frozenset[str]]) -> bool:
    """Whether the words after ``words[i]`` are the rest of *elements*.

    Inside a sequence no word may have a preposition or (but for the last) a pronoun that the element lacks.
    """
    last = len(elements) - 1
    if last and words[i].suf and words[i].norm not in elements[0] and core(words[i]) not in elements[0]:
        return False
    for k, element in enumerate(elements):
        if not k:
            continue
        word = words[i + k]
        exact = bool(word.pre[-1:] and word.pre[-1] not in ("و", "ف")) or (bool(word.suf) and k < last)
        allowed = (core(word), word.norm, keys(word)[1]) if exact else keys(word)
        if element.isdisjoint(allowed):
            return False
    return True
