"""The event network at run time: numpy for the heads, onnxruntime for the BiLSTM.

Trained by ``training/train_events.py``; the layers have the names they have there.
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime
from numpy.typing import NDArray

from isnad.coding.features import WordTable, pair_features

TYPES = ("O", "ACCUSE", "AGREE", "AID", "ASSAULT", "COERCE", "CONCEDE", "CONSULT", "COOPERATE", "MOBILIZE", "PROTEST",
         "REJECT", "REQUEST", "RETREAT", "SANCTION", "SUPPORT", "THREATEN")  # fmt: skip
FACTS = ("actual", "planned", "possible", "conditional", "sought", "denied", "habitual")
ROLES = ("none", "actor", "recipient", "place", "time")

Array = NDArray[Any]


def _relu(x: Array) -> Array:
    return np.maximum(x, 0.0, out=x)


def _softmax(x: Array) -> Array:
    x = np.exp(x - x.max(axis=-1, keepdims=True))
    return x / x.sum(axis=-1, keepdims=True)


@dataclass(slots=True)
class Heads:
    """What the network says of T triggers over N words."""

    fact: Array
    """[T, 7] probabilities in the order of ``FACTS``."""
    roles: Array
    """[T, N, 5] probabilities in the order of ``ROLES``."""
    near: Array
    """[T, N] the argument window."""
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
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.inter_op_num_threads = 1
        self._lstm = onnxruntime.InferenceSession(
            str(folder / "events.onnx"), options, providers=["CPUExecutionProvider"]
        )
        self._embeds = [self._w[f"embeds.{k}.weight"] for k in range(sum(k.startswith("embeds.") for k in self._w))]

    @classmethod
    def load(cls, folder: Path | None = None) -> EventNetwork:
        """The shipped weights, or those in *folder*. Raises FileNotFoundError when they are not there."""
        return cls(folder or Path(str(files("isnad") / "models" / "events")))

    def _linear(self, name: str, x: Array) -> Array:
        y = x @ self._w[f"{name}.weight"].T
        bias = self._w.get(f"{name}.bias")
        return y if bias is None else y + bias

    def encode(self, cats: Array, floats: Array, lengths: list[int]) -> Array:
        """Category columns [N, C], float columns [N, D], sentence lengths -> states [N, S]."""
        x = np.concatenate([floats, *(e[cats[:, k]] for k, e in enumerate(self._embeds))], axis=1)
        x = _relu(self._linear("inp", x) + self._linear("topic", floats.mean(axis=0, keepdims=True)))
        starts = np.cumsum([0, *lengths[:-1]])
        order = sorted(range(len(lengths)), key=lambda k: (lengths[k], k))
        h = np.empty((len(x), 2 * self._w["lstm.weight_hh_l0"].shape[1]), dtype=np.float32)
        for a in range(0, len(order), 16):
            batch = order[a : a + 16]
            padded = np.zeros((max(lengths[k] for k in batch), len(batch), x.shape[1]), dtype=np.float32)
            for b, k in enumerate(batch):
                padded[: lengths[k], b] = x[starts[k] : starts[k] + lengths[k]]
            sizes = np.array([lengths[k] for k in batch], dtype=np.int32)
            y = self._lstm.run(None, {"x": padded, "lengths": sizes})[0]
            for b, k in enumerate(batch):
                h[starts[k] : starts[k] + lengths[k]] = y[: lengths[k], b]
        return np.concatenate([h, x], axis=1)

    def triggers(self, states: Array) -> Array:
        """[N, 17] probabilities in the order of ``TYPES``."""
        return _softmax(self._linear("trig.3", _relu(self._linear("trig.0", states))))

    def heads(self, states: Array, triggers: Array, types: Array, words: WordTable) -> Heads:
        """Factuality, roles and sources of the triggers (word indices) of the given types (indices of ``TYPES``)."""
        t = states[triggers]
        onehot = np.eye(len(TYPES), dtype=np.float32)[types]
        fact = self._linear("fact.3", _relu(self._linear("fact.0", np.concatenate([t, onehot], axis=1))))
        tp = _relu(self._linear("tproj", np.concatenate([t, self._w["type_emb.weight"][types]], axis=1)))
        wp = _relu(self._linear("wproj", states))
        features = pair_features(words, triggers)
        return Heads(
            _softmax(fact),
            _softmax(self._pair("roles", tp, wp, features)),
            features[:, :, 0] > 0,
            self._pair("source", tp, wp, features)[:, :, 0],
            self._linear("none", tp)[:, 0],
            self._pair("outer", tp, wp, features)[:, :, 0],
            self._linear("outer_none", tp)[:, 0],
        )

    def _pair(self, name: str, t: Array, w: Array, features: Array) -> Array:
        h = self._linear(f"{name}.a", t)[:, None, :] + self._linear(f"{name}.b", w)[None, :, :]
        h = _relu(h + self._linear(f"{name}.f", features))
        return self._linear(f"{name}.o", _relu(self._linear(f"{name}.m", h)))
