"""An event network with random weights: it finds far more, and far stranger, events than a trained one.

What holds of the coder whatever the network says is tested with it.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np

from isnad.coding.evidence import fact_features, role_features, source_features, trigger_features, view
from isnad.coding.features import argument_pairs, pair_features
from isnad.coding.loglinear import LogLinear
from isnad.coding.network import FACTS, ROLES, TYPES
from isnad.coding.prepare import Prepared, Preparer
from isnad.coding.relation_choice import relation_features
from isnad.coding.relations import find_relations
from isnad.coding.roles import argument_candidates, source_candidates
from isnad.records import Article

WIDTH, HIDDEN = 12, 8
TEXT = (
    "نقلت صحيفة الضفاف عن ضابط أن مسلحين هاجموا القرية أمس وقتلوا ثلاثة جنود. "
    "وقال الوزير إن بلاده لن تفاوض الحركة، بحسب وكالة الأنباء."
)


def write(folder: Path, seed: int = 1, silence: float = 3.0) -> Path:
    """Weights in *folder*, which is returned: what ``Coder(model=folder)`` reads.

    The higher *silence*, the fewer events: at 3 about every third word is one.
    """
    preparer = Preparer()
    prepared = preparer(Article(doc="x", text=TEXT))
    columns = prepared.columns
    floats = columns.floats.shape[1]
    every = np.ones(len(columns.cats), dtype=bool)
    triggers = np.array([0])
    features = pair_features(columns.words, triggers, *argument_pairs(columns.words, triggers, every)).shape[
        1
    ]
    rng = np.random.default_rng(seed)
    weights: dict[str, np.ndarray] = {}

    def table(name: str, *shape: int, scale: float = 0.4) -> None:
        weights[f"{name}.weight"] = rng.normal(0, scale, shape).astype(np.float32)

    def linear(name: str, into: int, out: int, bias: bool = True) -> None:
        table(name, out, into)
        if bias:
            weights[f"{name}.bias"] = rng.normal(0, 0.4, out).astype(np.float32)

    for k, size in enumerate(preparer.sizes):
        table(f"embeds.{k}", size, 3)
    linear("inp", floats + 3 * len(preparer.sizes), WIDTH)
    linear("topic", floats, WIDTH, bias=False)
    for k in range(2):
        linear(f"blocks.{k}.conv", 3 * WIDTH, WIDTH)
        weights[f"blocks.{k}.norm.weight"] = np.ones(WIDTH, dtype=np.float32)
        weights[f"blocks.{k}.norm.bias"] = np.zeros(WIDTH, dtype=np.float32)
    state = 2 * WIDTH
    linear("trig.0", state, HIDDEN)
    linear("trig.3", HIDDEN, len(TYPES))
    linear("lexicon", len(TYPES), len(TYPES))
    linear("fact.0", state + len(TYPES), HIDDEN)
    linear("fact.3", HIDDEN, len(FACTS))
    table("type_emb", len(TYPES), 4)
    linear("tproj", state + 4, HIDDEN)
    linear("wproj", state, HIDDEN)
    for name, out in (("roles", len(ROLES)), ("source", 1), ("outer", 1)):
        linear(f"{name}.a", HIDDEN, HIDDEN)
        linear(f"{name}.b", HIDDEN, HIDDEN, bias=False)
        linear(f"{name}.f", features, HIDDEN, bias=False)
        linear(f"{name}.m", HIDDEN, HIDDEN)
        linear(f"{name}.o", HIDDEN, out)
    linear("none", HIDDEN, 1)
    linear("outer_none", HIDDEN, 1)
    weights["trig.3.bias"][0] += silence
    weights["roles.o.bias"][0] += 3.0
    np.savez(folder / "events.npz", **weights)
    _loglinear(prepared, folder, rng)
    return folder


def _loglinear(p: Prepared, folder: Path, rng: np.random.Generator) -> None:
    """Random weights for every feature that the words of :data:`TEXT` show."""
    yes = ("no", "yes")
    labels = {"triggers": TYPES, "fact": FACTS, "roles": ROLES, "sources": yes, "relations": yes}
    shown: dict[str, set[str]] = {name: set() for name in labels}
    for i in range(len(p.doc.words)):
        seen = view(p, i, TYPES[1 + i % (len(TYPES) - 1)])
        shown["triggers"].update(trigger_features(p, i))
        shown["fact"].update(fact_features(p, seen))
        for j in argument_candidates(p, i):
            shown["roles"].update(role_features(p, seen, j))
        for j in source_candidates(p, i):
            shown["sources"].update(source_features(p, seen, j))
    for relation in find_relations(p):
        shown["relations"].update(relation_features(p, relation))
    for name, features in shown.items():
        weights = rng.normal(0, 0.5, (len(features), len(labels[name])))
        LogLinear(sorted(features), labels[name], weights).save(folder, name)
