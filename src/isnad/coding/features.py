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
    person_name: Array
    rule_source: Array
    """Index of the start word of the source that the attribution rules give for this word, or -1."""
    rule_outer: Array
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
        for name in ("rule_source", "rule_outer"):
            columns[name] = np.where(columns[name] >= 0, columns[name] - low, -1)
        columns["frames"] = {i - low: roles for i, roles in self.frames.items() if low <= i < high}
        return WordTable(**columns)


def pair_features(words: WordTable, triggers: Array) -> Array:
    """Features of every (trigger, word) pair: float32 ``[T, N, F]``; column 0 is the argument window."""
    t = np.asarray(triggers, dtype=np.int64)
    n = len(words.sent)
    j = np.arange(n)
    distance = j[None, :] - t[:, None]
    sent = words.sent[None, :] - words.sent[t][:, None]
    same = sent == 0
    near = (same | ((sent < 0) & (distance > -60))) & (distance != 0)
    columns: list[Array] = [near.astype(np.float32)]
    bucket = np.digitize(distance, EDGES)
    columns.append(np.eye(len(EDGES) + 1, dtype=np.float32)[bucket])
    columns += [same, sent == -1, sent < -1, words.clause[None, :] == words.clause[t][:, None]]
    verbs = np.abs(words.verbs[None, :] - words.verbs[t][:, None])
    stops = np.abs(words.stops[None, :] - words.stops[t][:, None])
    columns += [verbs == 0, verbs == 1, verbs == 2, verbs > 2, stops == 0, stops == 1, stops == 2, stops > 2]
    columns.append(np.broadcast_to(np.eye(len(PREPOSITIONS), dtype=np.float32)[words.prep], (len(t), n, len(PREPOSITIONS))))
    columns.append(np.broadcast_to(words.flags.astype(np.float32), (len(t), n, words.flags.shape[1])))
    columns += _slots(words, t, distance, same)
    columns.append(words.rule_source[t][:, None] == j[None, :])
    columns.append(words.rule_outer[t][:, None] == j[None, :])
    columns.append(np.broadcast_to(words.source_like, (len(t), n)))
    columns.append(np.broadcast_to((words.rule_source[t] < 0)[:, None], (len(t), n)))
    return np.concatenate([c.astype(np.float32).reshape(len(t), n, -1) for c in columns], axis=2)


def _slots(words: WordTable, t: Array, distance: Array, same: Array) -> list[Array]:
    """Where a noun phrase stands from the trigger, and what the trigger's lexicon frame expects there."""
    after = np.where((distance > 0) & same & words.bare[None, :], words.bares[None, :] - words.bares[t][:, None], -9)
    after = after - words.bare[t][:, None].astype(np.int64)
    first, second, third = after == 0, after == 1, after == 2
    before = np.where((distance < 0) & same & words.bare[None, :], words.bares[t][:, None] - words.bares[None, :], -9)
    last, last2, last3 = before == 1, before == 2, before == 3
    gender = (words.gender[None, :] == words.gender[t][:, None]) & (words.gender[t] > 0)[:, None]
    number = (words.number[None, :] == words.number[t][:, None]) & (words.number[t] > 0)[:, None]
    verb = words.verb[t][:, None]
    idafa = (distance == 1) & (words.prep[None, :] == 0) & ~verb
    columns = [first, second, third, last, last2, last3, gender, number, verb & gender & first, verb & gender & last, idafa,
               first & verb, second & verb, last & verb, first & ~verb, second & ~verb]  # fmt: skip
    frame = np.zeros((len(t), distance.shape[1], 6), dtype=bool)
    order = {"actor": 0, "recipient": 1, "instrument": 2, "content": 3, "place": 4}
    for row, i in enumerate(t):
        roles = words.frames.get(int(i))
        if not roles:
            continue
        frame[row, :, 5] = True
        for slot, role in roles.items():
            column = order.get(role)
            if column is None:
                continue
            if slot == "subject":
                frame[row, :, column] |= first[row] if words.verb[i] else idafa[row]
            elif slot == "object":
                frame[row, :, column] |= second[row] if words.verb[i] else first[row]
            else:
                frame[row, :, column] |= same[row] & (distance[row] > 0) & (words.prep == preposition_id(slot))
    return [*columns, frame]
