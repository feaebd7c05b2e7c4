"""Analyse the gold news and write what the event network trains on.

usage: event_data.py OUT.pkl [--no-seeds] [--prepared CACHE.pkl]      (articles and folds: gold_sets.py)
"""

from __future__ import annotations

import pickle
import sys

import numpy as np
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parent.parent / "src"), str(Path(__file__).parent)]
from gold_sets import prepared
from isnad.coding.features import pair_features
from isnad.coding.network import FACTS, ROLES, TYPES
from isnad.coding.prepare import Preparer
from isnad.evaluation.gold import offsets, word_range


def start_word(doc, text, span):
    r = word_range(doc, *offsets(text, span))
    return None if r is None else r[0]


def example(prepared, article, gold, fold):
    doc, columns, text = prepared.doc, prepared.columns, article.text
    triggers = {}
    for e in gold["events"]:
        i = start_word(doc, text, e["trigger"])
        if i is None or i in triggers:
            continue
        args = {}
        for role in ("actor", "recipient", "place", "time"):
            for s in e[role]:
                j = start_word(doc, text, s)
                if j is not None and j != i:
                    args.setdefault(j, ROLES.index(role))
        sources = [j for j in (start_word(doc, text, s) for s in e["sources"]) if j is not None]
        triggers[i] = {"i": i, "type": TYPES.index(e["type"]), "fact": FACTS.index(e["factuality"]),
                       "args": sorted((r, j) for j, r in args.items()), "sources": sources, "mode": e["mode"]}
    return {"doc": article.doc, "cats": columns.cats, "floats": columns.floats, "lengths": columns.lengths,
            "words": columns.words, "candidates": columns.candidates, "source_candidates": columns.source_candidates,
            "triggers": [triggers[i] for i in sorted(triggers)], "fold": fold}


def main() -> None:
    preparer = Preparer()
    cache = Path(sys.argv[sys.argv.index("--prepared") + 1]) if "--prepared" in sys.argv else None
    examples = [example(p, g.article, g.gold, fold) for fold, g, p in prepared("--no-seeds" not in sys.argv, cache)]
    first = examples[0]
    meta = {"cats": preparer.sizes, "floats": first["floats"].shape[1],
            "pair_features": pair_features(first["words"], np.array([0]), np.array([0]), np.array([1])).shape[1]}
    n = sum(len(t["sources"]) > 0 for e in examples for t in e["triggers"])
    covered = sum(bool(e["source_candidates"][t["sources"][0]]) for e in examples for t in e["triggers"] if t["sources"])
    args = [(e["candidates"][j]) for e in examples for t in e["triggers"] for _, j in t["args"]]
    rule = sum(e["words"].rule_source[t["i"]] == (t["sources"][0] if t["sources"] else -1) for e in examples for t in e["triggers"])
    print(meta, "source candidates cover", covered / n, "argument candidates cover", sum(args) / len(args),
          "rule source right", rule / sum(len(e["triggers"]) for e in examples))
    pickle.dump({"meta": meta, "examples": examples}, open(sys.argv[1], "wb"))


if __name__ == "__main__":
    main()
