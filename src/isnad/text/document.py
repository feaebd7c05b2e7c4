"""The analysed article: words, sentences, quotations, phrases.

Everything here counts offsets in the *clean* text (``Document.text``);
:meth:`Document.original` maps a clean range back to the article as given.
Only the coder's last step does that.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from isnad.records import Span
from isnad.text.clean import CleanText


@dataclass(slots=True)
class Word:
    """One written word (or punctuation mark) with its clitics split off.

    Forms are folded (see :mod:`isnad.text.normal`): compare them with folded
    lexicon forms only.
    """

    i: int
    """Index in ``Document.words``."""
    start: int
    end: int
    """The whole written word, clitics included, in clean offsets."""
    text: str
    norm: str
    """Folded form of the whole written word."""
    sent: int = 0
    space_before: bool = True
    pre: tuple[str, ...] = ()
    """Proclitics in order, folded: و ف ب ل ك س ا(question); the article is not one of them."""
    suf: str = ""
    """Enclitic pronoun (ه ها هم هما هن ي ني نا ك كم), or empty."""
    stem_start: int = 0
    stem_end: int = 0
    """The stem with its article and without other clitics. After ``لل`` it starts at the second lam."""
    stem: str = ""
    """Folded stem without article and clitics; ``ة`` that became ``ت`` before an enclitic is restored."""
    definite: bool = False
    """Has the article."""
    pos: str = "X"
    """Universal POS tag of the stem; names are PROPN."""
    lemma: str = ""
    """Unvocalised folded citation form: perfect 3rd masculine singular of a verb, singular of a noun."""
    gender: str = ""
    """``m``, ``f`` or empty."""
    number: str = ""
    """``s``, ``d``, ``p`` or empty."""
    person: str = ""
    """``1``, ``2``, ``3`` of a verb, or empty."""
    aspect: str = ""
    """Of a verb: ``perf``, ``imperf``, ``imp``; else empty."""
    passive: bool = False
    ner: str = "O"
    """``B-``/``I-`` with ``PER LOC ORG MISC``, or ``O``."""

    @property
    def is_verb(self) -> bool:
        """Whether the stem is a finite verb."""
        return self.pos == "VERB"

    @property
    def is_nominal(self) -> bool:
        """Whether the stem can head or extend a noun phrase."""
        return self.pos in ("NOUN", "PROPN", "ADJ", "NUM", "X")

    @property
    def is_punct(self) -> bool:
        """Whether this is a punctuation mark."""
        return self.pos == "PUNCT"


@dataclass(slots=True)
class Sentence:
    """Words ``first`` to ``last`` (exclusive) of the document."""

    i: int
    first: int
    last: int
    paragraph: int = 0


@dataclass(slots=True)
class Quote:
    """A quotation: words ``first`` to ``last`` (exclusive), marks left out."""

    first: int
    last: int
    closed: bool = True
    """False when the closing mark is missing and the end was set at the sentence's end."""


@dataclass(slots=True)
class Phrase:
    """A noun phrase without its relative clause: words ``first`` to ``last`` (exclusive).

    Its text span starts at the stem of the first word (proclitics stay outside)
    and ends with the last word, an enclitic pronoun included.
    """

    first: int
    last: int
    head: int
    """Index of the head word: in Arabic the first noun (after a number: the counted noun)."""
    prep: str = ""
    """Folded preposition that governs it, clitic or written (``ب ل من علي``...), or empty."""
    group: int = -1
    """Phrases that are coordinated share a group number; -1 when alone."""
    apposition: int = -1
    """Index (in ``Document.phrases``) of the phrase this one renames, or -1."""
    relative: tuple[int, int] | None = None
    """Words of the relative clause that follows it (``الذي`` included), or None."""
    pronoun: bool = False


@dataclass(slots=True)
class Clause:
    """A stretch of words around one predicate: ``first`` to ``last`` (exclusive)."""

    first: int
    last: int
    predicate: int
    """Index of the verb or predicate word, or -1."""
    opener: str = ""
    """Folded word that opens it (``ان``, ``الذي``, ``اذا``, ``لكن``), or empty."""
    kind: str = "main"
    """``main``, ``complement`` (أن), ``relative``, ``conditional``, ``purpose``, ``time``, ``contrast``."""
    parent: int = -1


@dataclass(slots=True)
class Document:
    """An article after analysis."""

    clean: CleanText
    words: list[Word] = field(default_factory=list)
    sentences: list[Sentence] = field(default_factory=list)
    quotes: list[Quote] = field(default_factory=list)
    phrases: list[Phrase] = field(default_factory=list)
    clauses: list[Clause] = field(default_factory=list)
    trigger_scores: list[dict[str, float]] = field(default_factory=list)
    """Per word: what the trained model gives each event type (only those above a floor)."""
    quote_of: list[int] = field(default_factory=list)
    """Per word: index of the innermost quotation that holds it, or -1. Filled by the tokeniser."""
    phrase_of: list[int] = field(default_factory=list)
    """Per word: index of the maximal noun phrase that holds it, or -1. Filled with the phrases."""

    @property
    def text(self) -> str:
        """The clean text."""
        return self.clean.text

    def original(self, start: int, end: int) -> Span:
        """The span of the original text that clean ``start:end`` comes from."""
        return self.clean.original(start, end)

    def words_of(self, sentence: Sentence) -> Sequence[Word]:
        """The words of a sentence."""
        return self.words[sentence.first : sentence.last]

    def sentence_of(self, i: int) -> Sentence:
        """The sentence that word *i* stands in."""
        return self.sentences[self.words[i].sent]

    def range(self, first: int, last: int) -> tuple[int, int]:
        """Clean offsets of words ``first`` to ``last`` (exclusive), leading proclitics left out."""
        return self.words[first].stem_start, self.words[last - 1].end

    def string(self, first: int, last: int) -> str:
        """Clean text of words ``first`` to ``last`` (exclusive), leading proclitics left out."""
        start, end = self.range(first, last)
        return self.text[start:end]

    def in_quote(self, i: int) -> Quote | None:
        """The innermost quotation that holds word *i*, or None."""
        if self.quote_of:
            k = self.quote_of[i]
            return self.quotes[k] if k >= 0 else None
        best: Quote | None = None
        for q in self.quotes:
            if q.first <= i < q.last and (best is None or q.last - q.first < best.last - best.first):
                best = q
        return best

    def phrase_at(self, i: int) -> Phrase | None:
        """The maximal noun phrase that word *i* belongs to, or None."""
        if self.phrase_of:
            k = self.phrase_of[i]
            return self.phrases[k] if k >= 0 else None
        for p in self.phrases:
            if p.first <= i < p.last:
                return p
        return None

    def iter_sentences(self) -> Iterator[tuple[Sentence, Sequence[Word]]]:
        """Every sentence with its words."""
        for s in self.sentences:
            yield s, self.words[s.first : s.last]
