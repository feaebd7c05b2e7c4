"""The event network at run time, in numpy.

Trained by ``training/train_events.py``; the layers have the names they have there.
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from isnad.coding.features import WordTable, argument_pairs, pair_features, source_pairs

TYPES = ("O", "ACCUSE", "AGREE", "AID", "ASSAULT", "COERCE", "CONCEDE", "CONSULT", "COOPERATE", "MOBILIZE", "PROTEST",
         "REJECT", "REQUEST", "RETREAT", "SANCTION", "SUPPORT", "THREATEN")  # fmt: skip
FACTS = ("actual", "planned", "possible", "conditional", "sought", "denied", "habitual")
VECTOR = 128
"""Width of the word vectors that the float columns begin with; the lexicon's weights follow."""
NEVER = -1e9
"""Score of a pair that cannot be."""
ROLES = ("none", "actor", "recipient", "place", "time")

Array = NDArray[Any]


def _relu(x: Array) -> Array:
    return np.maximum(x, 0.0, out=x)


def _by_input(weight: Array) -> Array:
    """Weights [S, 3 S] over the words before, at, after -> [S, 3 S]: what one gives its neighbours."""
    size = len(weight)
    return np.ascontiguousarray(weight.reshape(size, 3, size).transpose(2, 1, 0).reshape(size, 3 * size))


def _normalise(y: Array) -> None:
    """Layer normalisation of the rows, in place."""
    y -= y.mean(axis=1, keepdims=True)
    y /= np.sqrt(np.einsum("ij,ij->i", y, y)[:, None] / y.shape[1] + 1e-5)


def _softmax(x: Array) -> Array:
    e: Array = np.exp(x - x.max(axis=-1, keepdims=True))
    total: Array = e / e.sum(axis=-1, keepdims=True)
    return total


@dataclass(slots=True)
class Heads:
    """What the network says of T triggers over N words."""

    fact: Array
    """[T, 7] probabilities in the order of ``FACTS``."""
    roles: Array
    """[T, N, 5] probabilities in the order of ``ROLES``."""
    source: Array
    """[T, N] scores; compare with ``none``."""
    none: Array
    """[T] score of having no source."""
    outer: Array
    """[T, N] scores of the next link of the chain; compare with ``outer_none``."""
    outer_none: Array


class EventNetwork:
    """Weights of the event network, ready to run."""

    def __init__(self, folder: Path) -> None:
        with np.load(folder / "events.npz") as stored:
            self._w: dict[str, Array] = {k: stored[k].astype(np.float32) for k in stored.files}
        self._embeds = [self._w[f"embeds.{k}.weight"] for k in range(sum(k.startswith("embeds.") for k in self._w))]
        blocks = sum(k.endswith(".conv.weight") for k in self._w)
        self._convolutions = [_by_input(self._w[f"blocks.{k}.conv.weight"]) for k in range(blocks)]

    @classmethod
    def load(cls, folder: Path | None = None) -> EventNetwork:
        """The shipped weights, or those in *folder*. Raises FileNotFoundError when they are not there."""
        return cls(folder or Path(str(files("isnad") / "models" / "events")))

    def _linear(self, name: str, x: Array) -> Array:
        y: Array = x @ self._w[f"{name}.weight"].T
        bias = self._w.get(f"{name}.bias")
        if bias is not None:
            y += bias
        return y

    def encode(self, cats: Array, floats: Array, lengths: list[int]) -> Array:
        """Category columns [N, C], float columns [N, D], sentence lengths -> states [N, S]."""
        x = self._input(cats, floats)
        x = _relu(self._linear("inp", x) + self._linear("topic", floats.mean(axis=0, keepdims=True)))
        last = np.cumsum(lengths) - 1
        first = last[:-1] + 1
        h, size = x, x.shape[1]
        for k, conv in enumerate(self._convolutions):
            z = h @ conv
            z[last, :size] = 0.0
            z[first, 2 * size :] = 0.0
            y = z[:, size : 2 * size] + self._w[f"blocks.{k}.conv.bias"]
            y[1:] += z[:-1, :size]
            y[:-1] += z[1:, 2 * size :]
            _relu(y)
            y += h
            _normalise(y)
            y *= self._w[f"blocks.{k}.norm.weight"]
            y += self._w[f"blocks.{k}.norm.bias"]
            h = y
        return np.concatenate([h, x], axis=1)

    def _input(self, cats: Array, floats: Array) -> Array:
        """Float columns and the embeddings of the categories, side by side."""
        x = np.empty((len(floats), self._w["inp.weight"].shape[1]), dtype=np.float32)
        at = floats.shape[1]
        x[:, :at] = floats
        for k, e in enumerate(self._embeds):
            x[:, at : at + e.shape[1]] = e[cats[:, k]]
            at += e.shape[1]
        return x

    def triggers(self, states: Array, floats: Array) -> Array:
        """[N, 17] probabilities in the order of ``TYPES``."""
        scores = self._linear("trig.3", _relu(self._linear("trig.0", states)))
        return _softmax(scores + self._linear("lexicon", floats[:, VECTOR : VECTOR + len(TYPES)]))

    def heads(
        self, states: Array, triggers: Array, types: Array, words: WordTable, candidates: Array, sources: Array
    ) -> Heads:
        """Factuality, roles and sources of the triggers (word indices) of the given types (indices of ``TYPES``).

        *candidates* and *sources* are the words that may start an argument, a source.
        """
        t = states[triggers]
        size = (len(triggers), len(states))
        onehot = np.eye(len(TYPES), dtype=np.float32)[types]
        fact = self._linear("fact.3", _relu(self._linear("fact.0", np.concatenate([t, onehot], axis=1))))
        tp = _relu(self._linear("tproj", np.concatenate([t, self._w["type_emb.weight"][types]], axis=1)))
        used = np.nonzero(candidates | sources)[0]
        place = np.zeros(len(states), dtype=np.int64)
        place[used] = np.arange(len(used))
        wp = _relu(self._linear("wproj", states[used]))
        roles = np.zeros((*size, len(ROLES)), dtype=np.float32)
        roles[:, :, 0] = 1.0
        rows, columns = argument_pairs(words, triggers, candidates)
        features = pair_features(words, triggers, rows, columns)
        roles[rows, columns] = _softmax(self._pair("roles", tp, wp, rows, place[columns], features))
        rows, columns = source_pairs(triggers, sources)
        features = pair_features(words, triggers, rows, columns)
        source, outer = np.full(size, NEVER, dtype=np.float32), np.full(size, NEVER, dtype=np.float32)
        at = place[columns]
        source[rows, columns] = self._pair("source", tp, wp, rows, at, features)[:, 0]
        outer[rows, columns] = self._pair("outer", tp, wp, rows, at, features)[:, 0]
        return Heads(
            _softmax(fact), roles, source, self._linear("none", tp)[:, 0], outer, self._linear("outer_none", tp)[:, 0]
        )

    def _pair(self, name: str, t: Array, w: Array, rows: Array, columns: Array, features: Array) -> Array:
        h = self._linear(f"{name}.f", features)
        h += self._linear(f"{name}.a", t)[rows]
        h += self._linear(f"{name}.b", w)[columns]
        h = _relu(h)
        return self._linear(f"{name}.o", _relu(self._linear(f"{name}.m", h)))
