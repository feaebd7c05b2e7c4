"""What the event network sees: one table of numbers a document, and features of (trigger, word) pairs.

Training and coding call the same functions, so that the network meets at run time
what it was trained on.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any

import numpy as np
from numpy.typing import NDArray

POS = ("X", "NOUN", "PROPN", "ADJ", "NUM", "VERB", "AUX", "ADP", "CCONJ", "SCONJ", "PRON", "DET", "PART", "ADV",
       "PUNCT", "INTJ", "SYM")  # fmt: skip
PREPOSITIONS = ("", "ب", "ل", "ك", "من", "في", "علي", "الي", "عن", "مع", "ضد", "بين", "عند", "لدي", "قرب", "حول",
                "بعد", "قبل", "خلال", "منذ", "عبر", "تجاه", "حتي", "دون", "داخل", "نحو", "امام", "تحت", "وسط",
                "بحق", "لصالح", "بسبب", "?")  # fmt: skip
EDGES = np.array([-120, -60, -40, -25, -15, -10, -6, -4, -3, -2, -1, 0, 1, 2, 3, 5, 7, 11, 16, 26, 41], dtype=np.int64)
_P = {p: k for k, p in enumerate(PREPOSITIONS)}
_POS = {p: k for k, p in enumerate(POS)}

Array = NDArray[Any]


def pos_id(tag: str) -> int:
    """Index of a UPOS tag (unknown tags count as X)."""
    return _POS.get(tag, 0)


def preposition_id(prep: str) -> int:
    """Index of a folded preposition; one not listed has the last index."""
    return _P.get(prep, len(PREPOSITIONS) - 1)


@dataclass(slots=True)
class WordTable:
    """Columns over the words of one document (all of length N)."""

    sent: Array
    clause: Array
    verbs: Array
    """How many finite verbs stand before the word in the document."""
    stops: Array
    """How many commas, brackets and sentence ends stand before the word."""
    prep: Array
    """Preposition that governs the noun phrase starting here (0: none)."""
    bare: Array
    """A noun phrase without preposition starts here."""
    bares: Array
    """How many bare noun phrases start before the word."""
    phrase: Array
    """A noun phrase of any kind starts here."""
    flags: Array
    """[N, K] booleans used as they are: actor, named, place, time, definite, number, person name, quoted."""
    gender: Array
    number: Array
    verb: Array
    rule_source: Array
    """Index of the start word of the source that the attribution rules give for this word, or -1."""
    rule_outer: Array
    subject: Array
    """First word of the mention that is the verb's subject by the reference rules, or -1."""
    pronoun: Array
    """First word of the mention that the word's pronoun stands for, or -1."""
    source_like: Array
    """The word starts a noun phrase that some cue introduces as a source."""
    frames: dict[int, dict[str, str]]
    """Per word with a lexicon entry: slot (``subject``, ``object``, a preposition) to role."""

    def window(self, low: int, high: int) -> WordTable:
        """The table of words ``low`` to ``high`` (exclusive), indices counted from ``low``."""
        columns: dict[str, Any] = {}
        for f in fields(self):
            value = getattr(self, f.name)
            columns[f.name] = value[low:high] if isinstance(value, np.ndarray) else value
        for name in ("rule_source", "rule_outer", "subject", "pronoun"):
            columns[name] = np.where(columns[name] >= 0, columns[name] - low, -1)
        columns["frames"] = {i - low: roles for i, roles in self.frames.items() if low <= i < high}
        return WordTable(**columns)


def argument_pairs(words: WordTable, triggers: Array, candidates: Array) -> tuple[Array, Array]:
    """Rows (of *triggers*) and words of every pair that may be a trigger and its argument.

    An argument stands in the trigger's sentence or in the 60 words before it.
    """
    t = np.asarray(triggers, dtype=np.int64)
    j = np.nonzero(candidates)[0]
    distance = j[None, :] - t[:, None]
    sent = words.sent[j][None, :] - words.sent[t][:, None]
    rows, columns = np.nonzero(((sent == 0) | ((sent < 0) & (distance > -60))) & (distance != 0))
    return rows, j[columns]


def source_pairs(triggers: Array, candidates: Array) -> tuple[Array, Array]:
    """Rows (of *triggers*) and words of every pair of a trigger and a possible source."""
    j = np.nonzero(candidates)[0]
    return np.repeat(np.arange(len(triggers)), len(j)), np.tile(j, len(triggers))


def pair_features(words: WordTable, triggers: Array, rows: Array, columns: Array) -> Array:
    """Features of (trigger, word) pairs, ``triggers[rows]`` and ``columns``: float32 ``[P, F]``."""
    t = np.asarray(triggers, dtype=np.int64)[rows]
    j = columns
    distance = j - t
    sent = words.sent[j] - words.sent[t]
    same = sent == 0
    verbs = np.abs(words.verbs[j] - words.verbs[t])
    stops = np.abs(words.stops[j] - words.stops[t])
    singles = [
        same, sent == -1, sent < -1, words.clause[j] == words.clause[t],
        verbs == 0, verbs == 1, verbs == 2, verbs > 2, stops == 0, stops == 1, stops == 2, stops > 2,
        *_slots(words, t, j, distance, same),
        words.rule_source[t] == j, words.rule_outer[t] == j, words.source_like[j], words.rule_source[t] < 0,
        words.subject[t] == j, words.pronoun[t] == j,
    ]  # fmt: skip
    out = np.empty(
        (len(t), len(singles) + len(EDGES) + 1 + len(PREPOSITIONS) + words.flags.shape[1] + 6), dtype=np.float32
    )
    at = len(singles)
    out[:, :at] = np.stack(singles, axis=1)
    for block in (
        np.eye(len(EDGES) + 1, dtype=np.float32)[np.digitize(distance, EDGES)],
        np.eye(len(PREPOSITIONS), dtype=np.float32)[words.prep[j]],
        words.flags[j],
        _frames(words, np.asarray(triggers, dtype=np.int64), rows, t, j, same, distance),
    ):
        out[:, at : at + block.shape[1]] = block
        at += block.shape[1]
    return out


def _ranks(words: WordTable, t: Array, j: Array, distance: Array, same: Array) -> tuple[Array, Array]:
    """Which bare noun phrase after (0, 1 ...) or before (1, 2 ...) the trigger begins at *j*; -9: none."""
    bare = words.bare[j] & same
    after = np.where(bare & (distance > 0), words.bares[j] - words.bares[t] - words.bare[t], -9)
    before = np.where(bare & (distance < 0), words.bares[t] - words.bares[j], -9)
    return after, before


def _slots(words: WordTable, t: Array, j: Array, distance: Array, same: Array) -> list[Array]:
    """Where a noun phrase stands from the trigger, and whether it agrees with it."""
    after, before = _ranks(words, t, j, distance, same)
    first, second, third = after == 0, after == 1, after == 2
    last, last2, last3 = before == 1, before == 2, before == 3
    gender = (words.gender[j] == words.gender[t]) & (words.gender[t] > 0)
    number = (words.number[j] == words.number[t]) & (words.number[t] > 0)
    verb = words.verb[t]
    idafa = (distance == 1) & (words.prep[j] == 0) & ~verb
    return [
        first, second, third, last, last2, last3, gender, number, verb & gender & first, verb & gender & last, idafa,
        first & verb, second & verb, last & verb, first & ~verb, second & ~verb,
    ]  # fmt: skip


def _frames(words: WordTable, triggers: Array, rows: Array, t: Array, j: Array, same: Array, distance: Array) -> Array:
    """What the trigger's lexicon frame expects of the slot that the word stands in."""
    order = {"actor": 0, "recipient": 1, "instrument": 2, "content": 3, "place": 4, "party": 0}
    frame = np.zeros((len(t), 6), dtype=np.float32)
    after, _ = _ranks(words, t, j, distance, same)
    for row, i in enumerate(triggers):
        roles = words.frames.get(int(i))
        if not roles:
            continue
        mine = rows == row
        frame[mine, 5] = 1
        verb = bool(words.verb[i])
        for slot, role in roles.items():
            column = order.get(role)
            if column is None:
                continue
            if slot in ("subject", "adj"):
                hit = (after == 0) if verb else (distance == 1) & (words.prep[j] == 0)
            elif slot in ("object", "of"):
                hit = (after == 1) if verb else (after == 0)
            else:
                hit = same & (distance > 0) & (words.prep[j] == preposition_id(slot))
            frame[mine & hit, column] = 1
    return frame
