"""From a document and what the finders found in it to the columns that the event network reads."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from isnad.coding.features import POS, Array, WordTable, pos_id, preposition_id
from isnad.text.document import Document

PROCLITICS = ("", "و", "ف", "ب", "ل", "ك", "س", "وب", "ول", "وس", "فب", "فل", "فس", "وك", "?")
SUFFIXES = ("", "ه", "ها", "هم", "هما", "هن", "ي", "ني", "نا", "ك", "كم", "?")
NER = ("O", "B-PER", "I-PER", "B-LOC", "I-LOC", "B-ORG", "I-ORG", "B-MISC", "I-MISC")
ASPECTS = ("", "perf", "imperf", "imp")
_PRE = {p: k for k, p in enumerate(PROCLITICS)}
_SUF = {p: k for k, p in enumerate(SUFFIXES)}
_NER = {p: k for k, p in enumerate(NER)}
_GENDER = {"": 0, "m": 1, "f": 2}
_NUMBER = {"": 0, "s": 1, "d": 2, "p": 3}
_PERSON = {"": 0, "1": 1, "2": 2, "3": 3}
_ASPECT = {p: k for k, p in enumerate(ASPECTS)}
_PERSONS = np.array([label.endswith("PER") for label in NER])
_ORGANISATIONS = np.array([label.endswith("ORG") for label in NER])
_NOMINAL = np.array([tag in ("NOUN", "PROPN", "ADJ", "NUM", "X") for tag in POS])
_STOPS = frozenset("،,؛;:.!?؟()[]-–—…")


class Ranged(Protocol):
    """A mention: words ``first`` to ``last`` (exclusive)."""

    @property
    def first(self) -> int:
        """First word."""
        ...

    @property
    def last(self) -> int:
        """One past the last word."""
        ...


@dataclass(slots=True)
class Evidence:
    """What lexicons and finders say of the words; every list has one entry a word."""

    function: list[int]
    """Index of a function word, 0 for others."""
    cue: list[int]
    """Class of an attribution cue, 0 for none."""
    modality: list[int]
    """Class of a modality word, 0 for none."""
    fact: list[int]
    """Factuality that the modality rules give (1 + its index), 0 where nothing governs."""
    events: list[dict[str, float]]
    """Event types the lexicon proposes, with weights; empty for most words."""
    frames: dict[int, dict[str, str]]
    rule_source: list[int]
    rule_outer: list[int]
    subjects: dict[int, int]
    """First word of the mention that is a verb's subject, by reference rules."""
    pronouns: dict[int, int]
    """First word of the mention that a word's pronoun stands for."""
    sources: set[int]
    """Words that start a noun phrase some cue introduces."""


@dataclass(slots=True)
class Columns:
    """What the network reads of one document."""

    cats: Array
    floats: Array
    lengths: list[int]
    words: WordTable
    candidates: Array
    """Words that may start an argument."""
    source_candidates: Array
    """Words that may start a source."""


@dataclass(frozen=True, slots=True)
class Sizes:
    """Dimensions of the columns, for building the network."""

    cats: tuple[int, ...]
    floats: int
    pair: int


def category_sizes(function: int, cue: int, modality: int) -> tuple[int, ...]:
    """How many values each category column takes."""
    return (len(POS), len(PROCLITICS), len(SUFFIXES), len(NER), 3, 4, 4, 4, 2, 3, function, cue, modality, 8)


def tabulate(
    doc: Document,
    vectors: Array,
    evidence: Evidence,
    types: Sequence[str],
    *,
    actors: Sequence[Ranged] = (),
    named: Sequence[bool] = (),
    places: Sequence[Ranged] = (),
    times: Sequence[Ranged] = (),
    numbers: Sequence[Ranged] = (),
) -> Columns:
    """Columns for the network. *vectors* is [N, D] float32; *types* the event types in network order (``O`` first)."""
    words = doc.words
    n = len(words)
    starts = {id_: _marks(n, ranges, begin=True) for id_, ranges in (("a", actors), ("p", places), ("t", times))}
    inside = {id_: _marks(n, ranges) for id_, ranges in (("a", actors), ("p", places), ("t", times), ("n", numbers))}
    named_start = _marks(n, [m for m, yes in zip(actors, named, strict=True) if yes], begin=True)
    quoted = np.zeros(n, dtype=np.int64)
    for q in doc.quotes:
        quoted[q.first : q.last] = 1
    phrase, bare, prep = _phrases(doc)
    cats = _categories(doc, evidence, quoted)
    lex = np.zeros((n, len(types)), dtype=np.float32)
    for k, proposed in enumerate(evidence.events):
        for t, weight in proposed.items():
            lex[k, types.index(t)] = weight
    flags = np.zeros((n, 12), dtype=bool)
    flags[:, 4] = [w.definite for w in words]
    flags[:, 5], flags[:, 11] = cats[:, 0] == pos_id("NUM"), cats[:, 0] == pos_id("PROPN")
    flags[:, 9] = cats[:, 2] > 0
    flags[:, 6], flags[:, 10] = _PERSONS[cats[:, 3]], _ORGANISATIONS[cats[:, 3]]
    lex[:, 0] = [bool(e) for e in evidence.events]
    flags[:, 0], flags[:, 1], flags[:, 2], flags[:, 3] = starts["a"], named_start, starts["p"], starts["t"]
    flags[:, 7], flags[:, 8] = quoted > 0, inside["n"]
    first = np.zeros(n, dtype=bool)
    first[[s.first for s in doc.sentences]] = True
    floats = np.concatenate(
        [vectors, lex, flags, np.stack([inside["a"], inside["p"], inside["t"], phrase, first], axis=1)],
        axis=1, dtype=np.float32, casting="unsafe",
    )  # fmt: skip
    verb = cats[:, 0] == pos_id("VERB")
    table = WordTable(
        sent=np.array([w.sent for w in words], dtype=np.int64),
        clause=_clauses(doc),
        verbs=np.cumsum(verb) - verb,
        stops=np.cumsum([w.text[:1] in _STOPS for w in words]),
        prep=prep,
        bare=bare,
        bares=np.cumsum(bare) - bare,
        phrase=phrase,
        flags=flags,
        gender=cats[:, 4],
        number=cats[:, 5],
        verb=verb,
        rule_source=np.array(evidence.rule_source, dtype=np.int64),
        rule_outer=np.array(evidence.rule_outer, dtype=np.int64),
        subject=_column(n, evidence.subjects),
        pronoun=_column(n, evidence.pronouns),
        source_like=_set(n, evidence.sources),
        frames=evidence.frames,
    )
    nominal = _NOMINAL[cats[:, 0]]
    candidates = nominal | phrase | starts["a"] | starts["p"] | starts["t"]
    source_candidates = table.source_like | starts["a"] | (phrase & (flags[:, 6] | flags[:, 10]))
    return Columns(cats, floats, [s.last - s.first for s in doc.sentences], table, candidates, source_candidates)


def _categories(doc: Document, evidence: Evidence, quoted: Array) -> Array:
    """The category columns, [N, 14]."""
    unknown_pre, unknown_suf = len(PROCLITICS) - 1, len(SUFFIXES) - 1
    of_word = [
        (
            pos_id(w.pos), _PRE.get("".join(w.pre), unknown_pre) if w.pre else 0,
            _SUF.get(w.suf, unknown_suf), _NER.get(w.ner, 0), _GENDER.get(w.gender, 0),
            _NUMBER.get(w.number, 0), _PERSON.get(w.person, 0), _ASPECT.get(w.aspect, 0), w.passive,
        )
        for w in doc.words
    ]  # fmt: skip
    cats = np.empty((len(of_word), 14), dtype=np.int64)
    if of_word:
        cats[:, :9] = of_word
    cats[:, 9] = quoted
    cats[:, 10], cats[:, 11], cats[:, 12] = evidence.function, evidence.cue, evidence.modality
    cats[:, 13] = evidence.fact
    return cats


def _marks(n: int, ranges: Sequence[Ranged], begin: bool = False) -> Array:
    marks = np.zeros(n, dtype=bool)
    for r in ranges:
        marks[r.first : r.first + 1 if begin else r.last] = True
    return marks


def _column(n: int, values: dict[int, int]) -> Array:
    column = np.full(n, -1, dtype=np.int64)
    for i, k in values.items():
        column[i] = k
    return column


def _set(n: int, indices: set[int]) -> Array:
    marks = np.zeros(n, dtype=bool)
    marks[sorted(indices)] = True
    return marks


def _phrases(doc: Document) -> tuple[Array, Array, Array]:
    """Where noun phrases start, which of them are bare, and the preposition of each."""
    n = len(doc.words)
    phrase, bare, prep = np.zeros(n, dtype=bool), np.zeros(n, dtype=bool), np.zeros(n, dtype=np.int64)
    for p in doc.phrases:
        phrase[p.first] = True
        prep[p.first] = preposition_id(p.prep)
        bare[p.first] = not p.prep
    return phrase, bare, prep


def _clauses(doc: Document) -> Array:
    clause = np.zeros(len(doc.words), dtype=np.int64)
    for k, c in enumerate(doc.clauses):
        clause[c.first : c.last] = k + 1
    return clause

