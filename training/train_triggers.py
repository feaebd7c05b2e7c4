"""Train the log-linear model of triggers: which words are events, and of which type.

usage: train_triggers.py --cv OUTDIR [--export DIR] [--no-seeds]     OUTDIR/fold0 ... : nothing scored was trained on

A word is asked about when the event lexicon knows it or when its lemma is a trigger somewhere in the training articles.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parent.parent / "src"), str(Path(__file__).parent)]
from event_data import start_word
from gold_sets import OURS, SEED, prepared
from train_loglinear import fit

from isnad.coding.evidence import trigger_features
from isnad.coding.network import TYPES


def rows(seeds: bool, cache: Path | None):
    """Per article: fold and, per word, (index, lemma, in the lexicon, features, type)."""
    out, lemmas = [], set()
    kept = []
    for fold, g, p in prepared(seeds, cache):
        gold = {start_word(p.doc, g.article.text, e["trigger"]): e["type"] for e in g.gold["events"]}
        kept.append((fold, p, gold))
        lemmas |= {p.doc.words[i].lemma for i in gold if i is not None}
        p.columns = None
    for fold, p, gold in kept:
        asked = [w.i for w in p.doc.words if not w.is_punct and (w.i in p.lexicon or w.lemma in lemmas)]
        out.append((fold, [(i, trigger_features(p, i), gold.get(i, "O")) for i in asked], p.article.doc))
    return out


def train(articles):
    rows = [(f, y, fold != OURS) for fold, a, _ in articles for _, f, y in a]
    return fit([r[:2] for r in rows], TYPES, 0.12, gold=[r[2] for r in rows])


def main() -> None:
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("--cv"); ap.add_argument("--export"); ap.add_argument("--no-seeds", action="store_true"); ap.add_argument("--prepared", type=Path)
    ap.add_argument("--folds", default="0,1,2,3,4"); ap.add_argument("--cache")
    a = ap.parse_args()
    import pickle
    if a.cache and Path(a.cache).exists():
        data = pickle.load(open(a.cache, "rb"))
    else:
        data = rows(not a.no_seeds, a.prepared)
        if a.cache: pickle.dump(data, open(a.cache, "wb"))
    print(sum(len(x[1]) for x in data), "words", flush=True)
    if a.cv:
        for k in map(int, a.folds.split(",")):
            model = train([x for x in data if x[0] not in (k, SEED)])
            folder = Path(a.cv) / f"fold{k}"; folder.mkdir(parents=True, exist_ok=True)
            model.save(folder, "triggers")
            for t in (0.4, 0.5):
                g = n = r = e = 0
                for _, words, _ in (x for x in data if x[0] == k):
                    for _, f, y in words:
                        q = model.probabilities([f])[0]; yes = 1 - q[0] >= t; g += y != "O"; n += yes
                        r += yes and y != "O"; e += yes and y == TYPES[int(q[1:].argmax()) + 1]
                print(f"fold {k} threshold {t}: trigger F1 {2 * r / (g + n):.3f} event F1 {2 * e / (g + n):.3f}", flush=True)
    if a.export:
        train(data).save(Path(a.export), "triggers")


if __name__ == "__main__":
    main()
