"""Full text: what of a word goes into the index, and what a question asks of it.

Every word is indexed twice, at one position: as written and as its stem without clitics and
article (the analyser's ``Word.norm`` and ``Word.stem``), both folded further for searching
(:func:`search_key`). A word that is asked for matches either, so ``ليبيا`` finds ``بليبيا``
and ``وليبيا``, ``مسئول`` finds ``للمسؤول`` and ``على`` finds ``علي``.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass
from functools import lru_cache

from isnad.corpus.stems import frequency
from isnad.records import Article, Span
from isnad.text.clean import clean
from isnad.text.document import Document, Word
from isnad.text.normal import bare, latin_digits
from isnad.text.pipeline import analyse
from isnad.text.segment import best
from isnad.text.tokens import tokenise

_HAMZA = str.maketrans("ؤئة", "ءءه")
_NOT_A_TERM = re.compile(r"[\W_]+")
_LONGEST = 60
_GAP = "isnadgap"
"""A word that stands in no text."""
_QUERY = re.compile(r'(?P<minus>-)?(?:"(?P<phrase>[^"]*)"?|(?P<word>[^\s"]+))')
_TSVECTOR_BYTES = 900_000
_LAST_POSITION = 16_383
CLITICS = tuple(
    conjunction + preposition
    for conjunction in ("", "و", "ف")
    for preposition in ("", "ب", "ل", "ك", "ال", "بال", "كال", "لل")
    if conjunction + preposition
)
"""What may stand before a stem."""
_SURE = 4
"""Letters of a stem that is hardly another word when a clitic's letter stands before it."""
_NAMES = ("PROPN", "X")
_CLITIC_LETTERS = frozenset("وفبلك")
_OFTEN, _KNOWN, _SHORTEST = 4, 50, 3
"""How many times as often as the whole, in how many of the counted articles, and how long what is left of a name is."""


@lru_cache(maxsize=200_000)
def search_key(form: str) -> str:
    """*form* as the index has it: folded, every hamza on a letter alike, ``ة`` as ``ه``, letters and digits only.

    The same folding as of Lucene's ArabicNormalizer, and ``ؤ ئ`` besides. Empty when nothing is left.

    >>> search_key("مسؤولة") == search_key("مسئوله")
    True
    """
    return _NOT_A_TERM.sub("", latin_digits(bare(form))).translate(_HAMZA).lower()[:_LONGEST]


@dataclass(frozen=True, slots=True)
class Terms:
    """The words of an article, in order: where each begins in the article's text, and its two forms."""

    starts: tuple[int, ...]
    words: tuple[str, ...]
    stems: tuple[str, ...]
    title_words: tuple[str, ...] = ()
    title_stems: tuple[str, ...] = ()

    def all(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Forms and stems of the title and the text; a gap keeps a phrase from running over their border."""
        gap = (_GAP,) * bool(self.title_words)
        return self.title_words + gap + self.words, self.title_stems + gap + self.stems

    def within(self, span: Span) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Forms and stems of the words that begin in *span*."""
        first, last = bisect_left(self.starts, span.start), bisect_left(self.starts, span.end)
        return self.words[first:last], self.stems[first:last]


def terms_of(article: Article, document: Document | None = None) -> Terms:
    """What is indexed of *article*; *document* is its analysed text where that is at hand."""
    document = document or analyse(article.text)
    starts, words, stems = _forms(document)
    title = _forms(analyse(article.title))[1:] if article.title else ((), ())
    return Terms(starts, words, stems, *title)


def _forms(document: Document) -> tuple[tuple[int, ...], tuple[str, ...], tuple[str, ...]]:
    starts, words, stems = [], [], []
    begins = document.clean.begins
    for word in document.words:
        if word.pos == "PUNCT":
            continue
        form = search_key(word.norm)
        if form:
            starts.append(begins[word.start])
            words.append(form)
            stems.append(search_key(_stem(word)) or form)
    return tuple(starts), tuple(words), tuple(stems)


def _stem(word: Word) -> str:
    """The stem, without the alif of an indefinite accusative (``معسكرا``) and what was left before a name."""
    stem = word.stem
    if word.pos in _NAMES and stem[:1] in _CLITIC_LETTERS:
        return _bare_name(stem)
    return word.lemma if stem.endswith("ا") and word.lemma == stem[:-1] else stem


@lru_cache(maxsize=50_000)
def _bare_name(stem: str) -> str:
    """A name without the clitics that the analyser took for its first letters: ``ليبيا`` for ``بليبيا``.

    Only where news has the rest, or the rest with its article, several times as often, and the analyser reads it
    as a name too: so ``بعقوبة`` stays whole although ``عقوبة`` is a word.
    """
    best, most = stem, max(_OFTEN * frequency(stem), _KNOWN)
    for clitic in CLITICS:
        rest = stem[len(clitic) :]
        if len(rest) < _SHORTEST or not stem.startswith(clitic) or clitic == "ال":
            continue
        count = frequency(f"ال{rest}" if clitic.endswith(("ال", "لل")) else rest)
        if count > most and all(w.pos in _NAMES and w.stem == rest for w in analyse(rest).words):
            best, most = rest, count
    return best


@dataclass(frozen=True, slots=True)
class Part:
    """One thing asked for: a word (several forms, any of them), a beginning of a word, or a phrase."""

    forms: tuple[tuple[str, ...], ...]
    """A phrase: as written and as stems, each a sequence. A word: sequences of one."""
    prefix: bool = False
    excluded: bool = False


@lru_cache(maxsize=500)
def parse_query(query: str) -> tuple[Part, ...]:
    """The parts of a question, all of which must hold.

    ``word``, ``"several words in a row"``, ``beginning*``, ``-without``. Raises ValueError when
    nothing is asked for, or only what shall be absent.
    """
    parts = []
    for found in _QUERY.finditer(clean(query.replace("“", '"').replace("”", '"')).text):
        raw = found["phrase"] if found["phrase"] is not None else found["word"]
        prefix = found["phrase"] is None and raw.endswith("*")
        words = [w.norm for w in tokenise(clean(raw)).words if w.pos != "PUNCT" and search_key(w.norm)]
        if words:
            parts.append(Part(_alternatives(words, raw.rstrip("*"), prefix), prefix, bool(found["minus"])))
    if not any(not p.excluded for p in parts):
        raise ValueError("the query names no word to look for")
    return tuple(parts)


def _alternatives(words: list[str], text: str, prefix: bool) -> tuple[tuple[str, ...], ...]:
    """What may stand in the index for *words*: as written, as stems (by rule and by the analyser), and, should
    the analyser have failed to split it in an article, the first word with every clitic that may stand before it.
    """
    written = tuple(search_key(w) for w in words)
    if prefix:
        return (written,)
    by_rule = tuple(search_key(best(w).stem) or search_key(w) for w in words)
    found = [written, by_rule]
    analysed = [w for w in analyse(text).words if w.pos != "PUNCT" and search_key(w.norm)]
    if len(analysed) == len(words):
        found.append(tuple(search_key(_stem(w)) or search_key(w.norm) for w in analysed))
    for stem in sorted({f[0] for f in found}):
        if len(stem) >= _SURE and not stem.startswith("ال"):
            found += [(clitic + stem, *written[1:]) for clitic in CLITICS]
    return tuple(dict.fromkeys(found))


def fts5_query(parts: tuple[Part, ...]) -> str:
    """*parts* in the language of SQLite's FTS5 (columns ``word`` and ``stem``)."""

    def one(part: Part) -> str:
        star = "*" if part.prefix else ""
        found = [f'"{" ".join(f)}"{star}' for f in part.forms]
        return "(" + " OR ".join(found) + ")"

    wanted = " AND ".join(one(p) for p in parts if not p.excluded)
    unwanted = "".join(f" NOT {one(p)}" for p in parts if p.excluded)
    return f"({wanted}){unwanted}"


def tsquery(parts: tuple[Part, ...]) -> str:
    """*parts* as the text of a PostgreSQL ``tsquery`` (cast it: the words are folded already)."""

    def one(part: Part) -> str:
        star = ":*" if part.prefix else ""
        found = ["(" + " <-> ".join(f"'{w}'{star}" for w in f) + ")" for f in part.forms]
        return ("!" if part.excluded else "") + "(" + " | ".join(found) + ")"

    return " & ".join(one(p) for p in parts)


def tsvector(words: tuple[str, ...], stems: tuple[str, ...]) -> str:
    """Both forms as the text of a PostgreSQL ``tsvector`` (cast it), each at its position.

    What the type cannot hold is given up in this order: positions after the 16,383rd, all positions,
    the last words of the alphabet.
    """
    places: dict[str, list[int]] = {}
    for n, pair in enumerate(zip(words, stems, strict=True), 1):
        for form in dict.fromkeys(pair):
            if form != _GAP:
                places.setdefault(form, []).append(min(n, _LAST_POSITION))
    shown = " ".join(f"'{w}':{','.join(map(str, dict.fromkeys(at[:255])))}" for w, at in sorted(places.items()))
    if len(shown.encode()) <= _TSVECTOR_BYTES:
        return shown
    bare_words, size = [], 0
    for word in sorted(places):
        size += len(word.encode()) + 3
        if size > _TSVECTOR_BYTES:
            break
        bare_words.append(f"'{word}'")
    return " ".join(bare_words)
