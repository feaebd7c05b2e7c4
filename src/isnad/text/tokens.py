"""Clean text to words, sentences and quotations."""

from __future__ import annotations

import re
from itertools import pairwise

from isnad.text.clean import CleanText
from isnad.text.document import Document, Quote, Sentence, Word
from isnad.text.normal import fold
from isnad.text.quotes import MARKS as QUOTE_MARKS
from isnad.text.quotes import find_quotes

MAX_SENTENCE = 200
"""Words after which a run-on sentence is cut at the next comma (or, at half more, anywhere)."""

_ARABIC = (
    "\u0620-\u063f\u0641-\u064a\u066e-\u066f\u0671-\u06d3\u06d5\u06e5\u06e6\u06ee\u06ef"
    "\u06fa-\u06ff\u0750-\u077f\u0870-\u08c9"
)
_TOKEN = re.compile(
    rf"""
      (?P<url>(?:https?://|ftp://|www\.)[^\s<>"'«»“”،؛()\[\]{{}}]+
        |[A-Za-z0-9][A-Za-z0-9._%+-]{{0,63}}+@[A-Za-z0-9-]{{1,63}}+(?:\.[A-Za-z0-9-]{{1,63}}+){{1,4}}+
        |[\#@]\w+)
    | (?P<num>\d++(?:[.,:/\-\u066b\u066c]\d++)*+)
    | (?P<abbr>(?<![{_ARABIC}])[{_ARABIC}](?:\.[{_ARABIC}]){{1,6}}+(?![{_ARABIC}]))
    | (?P<ar>[{_ARABIC}]++)
    | (?P<other>(?:[A-Za-z\u00c0-\u024f]++(?:['’.&_-]?[A-Za-z0-9\u00c0-\u024f]++)*+)|[^\W\d_{_ARABIC}]++)
    | (?P<sym>[%$€£¥°+=~^|&*\u2022\u25cf\u25aa\u25a0<>]|\ufffd)
    | (?P<punct>\.{{2,}}|…+|''|``|,,|’’|‘‘|-{{2,}}|[!?؟]+|[^\w\s]|_+)
    | (?P<odd>\S)
    """,
    re.VERBOSE,
)
_POS = {"num": "NUM", "punct": "PUNCT", "sym": "SYM"}
_URL_TAIL = ".,:;!?؟…*"
_ENDERS = frozenset(".!?؟…")
_CLOSING = frozenset(")]}»”\"’›'") | QUOTE_MARKS
_CONTINUES = frozenset("،,؛;:-–—")
_COMMAS = frozenset("،,؛;")
_BULLETS = frozenset("•●▪■")
_ABBREVIATIONS = frozenset(["الخ", "اه"])


def tokenise(clean: CleanText) -> Document:
    """Split clean text into words, sentences and quotations.

    Every word has ``norm``, offsets, ``space_before`` and ``sent``; ``stem*`` are the
    whole word and ``pos`` is ``PUNCT``, ``NUM``, ``SYM`` or ``X`` by shape, until a
    tagger fills them. Linear in the length of the text; raises nothing.
    """
    words, breaks = _words(clean.text)
    document = Document(clean, words)
    edges = [0, *breaks, len(words)]
    paragraphs = [(a, b) for a, b in pairwise(edges) if b > a]
    document.quotes = find_quotes(clean.text, words, paragraphs)
    closing = {q.last for q in document.quotes if q.closed}
    for number, (first, last) in enumerate(paragraphs):
        for a, b in _sentences(words, first, last, closing):
            for w in words[a:b]:
                w.sent = len(document.sentences)
            document.sentences.append(Sentence(len(document.sentences), a, b, number))
    document.quotes = [_cut(q, document) for q in document.quotes]
    document.quote_of = [-1] * len(words)
    for number, quote in enumerate(document.quotes):
        document.quote_of[quote.first : quote.last] = [number] * (quote.last - quote.first)
    return document


def _cut(quote: Quote, document: Document) -> Quote:
    """An unclosed quotation ends with its sentence, and that is told."""
    if not quote.closed:
        quote.last = min(quote.last, document.sentence_of(quote.first).last)
        words = document.words[quote.first : min(quote.first + 4, quote.last)]
        shown = document.text[words[0].start : words[-1].end]
        document.clean.problems.append(
            f"A quotation that begins with '{shown}' is not closed: it was ended with its sentence."
        )
    return quote


def _words(text: str) -> tuple[list[Word], list[int]]:
    """The words, and the indices of those that begin a new line."""
    folded = fold(text)
    words: list[Word] = []
    breaks: list[int] = []
    done = 0
    i = 0
    for match in _TOKEN.finditer(text):
        start, end = match.span()
        kind = match.lastgroup or ""
        pos = _POS.get(kind, "X")
        if kind == "url":
            end = start + len(text[start:end].rstrip(_URL_TAIL)) or end
        spaced = start > done or not i
        if spaced and i and "\n" in text[done:start]:
            breaks.append(i)
        norm = folded[start:end]
        stem = start + (kind == "url" and text[start] in "#@" and end - start > 1)
        form = norm[stem - start :]
        token = text[start:end]
        words.append(Word(i, start, end, token, norm, 0, spaced, (), "", stem, end, form, False, pos))
        i += 1
        for k in range(end, match.end()):
            mark = text[k]
            words.append(Word(i, k, k + 1, mark, mark, 0, False, (), "", k, k + 1, mark, False, "PUNCT"))
            i += 1
        done = match.end()
    return words, breaks


def _sentences(words: list[Word], first: int, last: int, closing: set[int]) -> list[tuple[int, int]]:
    """Sentence ranges of one paragraph."""
    ranges: list[tuple[int, int]] = []
    begin = i = first
    nested = 0
    brackets = _bracketed(words, first, last)
    while i < last:
        text = words[i].text
        i += 1
        if i - 1 in brackets:
            nested = max(nested, brackets[i - 1])
        if i - 1 < nested:
            continue
        length = i - begin
        if text[0] in _ENDERS and _ends(words, i - 1, begin, last):
            while i < last and (i in closing or words[i].text in ")]}" or words[i].text[0] in _ENDERS):
                i += 1
            if i < last and words[i].text in _CONTINUES:
                continue
        elif i < last and words[i].text in _BULLETS and length > 1:
            pass
        elif not (length >= MAX_SENTENCE and (text in _COMMAS or length >= MAX_SENTENCE * 3 // 2)):
            continue
        ranges.append((begin, i))
        begin = i
    if begin < last:
        ranges.append((begin, last))
    return ranges


def _bracketed(words: list[Word], first: int, last: int) -> dict[int, int]:
    """Opening brackets and where they close, for those that close within 40 words."""
    pairs: dict[int, int] = {}
    stack: list[int] = []
    for i in range(first, last):
        text = words[i].text
        if text in ("(", "["):
            stack.append(i)
        elif text in (")", "]") and stack:
            opened = stack.pop()
            if i - opened <= 40:
                pairs[opened] = i
    return pairs


def _ends(words: list[Word], i: int, begin: int, last: int) -> bool:
    """Whether the mark at *i* (``.`` ``!`` ``؟`` ``..`` ``…``) ends a sentence."""
    if i + 1 >= last:
        return True
    mark, before, after = words[i].text, words[i - 1] if i > begin else None, words[i + 1]
    if before is None:
        return False
    if mark != ".":
        return after.pos != "PUNCT" or after.text in _CLOSING or after.text not in _CONTINUES
    if words[i].space_before and not after.space_before:
        return after.pos != "NUM"
    if before.norm in _ABBREVIATIONS and not words[i].space_before:
        return after.space_before
    if before.pos == "NUM" and (i - begin == 1 or (after.pos == "NUM" and not after.space_before)):
        return False
    if len(before.text) == 1 and before.pos == "X":
        year = before.norm in ("م", "ه") and i - begin >= 2 and words[i - 2].pos == "NUM"
        return year or (i - begin >= 3 and len(words[i - 2].text) == 1 and words[i - 2].pos == "X")
    latin = before.text[-1] < "\u0250" and after.text[0] < "\u0250"
    return not (latin and before.pos == "X" and after.pos == "X" and not after.space_before)
