"""Train the log-linear models for factuality, roles and sources on gold triggers.

usage: train_loglinear.py --cv OUTDIR        five-fold: OUTDIR/fold0 ... (nothing scored was trained on), prints scores
       train_loglinear.py --export DIR       all gold, for shipping
Run with a Python that has isnad and scikit-learn.
"""

from __future__ import annotations

import argparse
import collections
import pickle
import sys
from pathlib import Path

import numpy as np
from scipy.sparse import csr_matrix, diags, hstack
from sklearn.linear_model import LogisticRegression

ROOT = Path(__file__).parent.parent
sys.path[:0] = [str(ROOT / "src"), str(Path(__file__).parent)]
from event_data import start_word
from gold_sets import SEED, prepared

from isnad.coding.evidence import fact_features, role_features, source_features, view
from isnad.coding.loglinear import LogLinear
from isnad.coding.roles import argument_candidates, source_candidates

ROLES = ("none", "actor", "recipient", "place", "time")


def rows(seeds=True, cache=None):
    """Per article: fold, and per gold trigger the features and labels of every question."""
    out = []
    missed = collections.Counter()
    for fold, g, p in prepared(seeds, cache):
        article = []
        for e in g.gold["events"]:
            i = start_word(p.doc, g.article.text, e["trigger"])
            if i is None: continue
            t = view(p, i, e["type"])
            want = {}
            for role in ROLES[1:]:
                for s in e[role]:
                    j = start_word(p.doc, g.article.text, s)
                    if j is not None and j != i: want.setdefault(j, role)
            cands = argument_candidates(p, i)
            missed["args"] += len(want); missed["args missed"] += len(set(want) - set(cands))
            src = [j for j in (start_word(p.doc, g.article.text, s) for s in e["sources"]) if j is not None]
            scands = source_candidates(p, i)
            if src: missed["src"] += 1; missed["src missed"] += src[0] not in scands
            article.append({"i": i, "fact": (fact_features(p, t), e["factuality"]),
                            "roles": [(j, role_features(p, t, j), want.get(j, "none")) for j in cands],
                            "want": want, "src": src, "sources": [(j, source_features(p, t, j), j in src[:1]) for j in scands]})
        out.append((fold, article))
    print(dict(missed))
    return out


def fit(pairs, labels, c, least=2, gold=None):
    """A log-linear model of *pairs* (features, label).

    *gold*: per pair, whether it comes from the gold annotation, whose conventions count. Every feature then has a shared
    weight and one of the gold's own, added up in the end (Daumé 2007, "Frustratingly easy domain adaptation").
    """
    counts = collections.Counter(f for feats, _ in pairs for f in set(feats))
    names = sorted(f for f, n in counts.items() if n >= least)
    ids = {f: k for k, f in enumerate(names)}
    indptr, indices = [0], []
    for feats, _ in pairs:
        indices += sorted({ids[f] for f in feats if f in ids}); indptr.append(len(indices))
    x = csr_matrix((np.ones(len(indices), dtype=np.float32), indices, indptr), shape=(len(pairs), len(names)))
    if gold is not None:
        x = hstack([x, OWN * diags(np.asarray(gold, dtype=np.float32)) @ x], format="csr")
    y = np.array([labels.index(v) for _, v in pairs])
    model = LogisticRegression(C=c, max_iter=400, solver="lbfgs", tol=1e-4)
    model.fit(x, y)
    coefficients = model.coef_[:, : len(names)] + (OWN * model.coef_[:, len(names) :] if gold is not None else 0)
    w = np.zeros((len(names), len(labels)), dtype=np.float32)
    if len(model.classes_) == 2:
        w[:, model.classes_[1]] = coefficients[0]
        b = np.zeros(len(labels)); b[model.classes_[1]] = model.intercept_[0]
    else:
        b = np.full(len(labels), -30.0)
        for k, c_ in enumerate(model.classes_): w[:, c_] = coefficients[k]; b[c_] = model.intercept_[k]
    if "bias" in ids: w[ids["bias"]] += b
    return LogLinear(names, labels, w)


FACTS = ("actual", "planned", "possible", "conditional", "sought", "denied", "habitual")


OWN = 0.3
"""Scale of the features of the gold alone: the smaller, the more of it must speak for a weight of its own."""
ADAPT = True


def train(articles):
    trig = [(t, gold) for gold, a in articles for t in a]
    rows = {"fact": [(*t["fact"], g) for t, g in trig],
            "roles": [(f, y, g) for t, g in trig for _, f, y in t["roles"]],
            "sources": [(f, "yes" if y else "no", g) for t, g in trig for _, f, y in t["sources"]]}
    labels = {"fact": (FACTS, 0.25), "roles": (ROLES, 0.15), "sources": (("no", "yes"), 0.15)}
    return {k: fit([r[:2] for r in rows[k]], *labels[k], gold=[r[2] for r in rows[k]] if ADAPT else None) for k in rows}


def score(models, articles):
    n = f = s = n1 = s1 = 0
    g, p, r = collections.Counter(), collections.Counter(), collections.Counter()
    for _, a in articles:
        for t in a:
            n += 1
            f += models["fact"].labels[int(models["fact"].scores([t["fact"][0]])[0].argmax())] == t["fact"][1]
            sides = models["sources"].scores([x for _, x, _ in t["sources"]]) if t["sources"] else np.empty((0, 2))
            best = max(((float(b - a), j) for (a, b), (j, _, _) in zip(sides, t["sources"])), default=(-9, -1))
            j = best[1] if best[0] > -0.3 else -1
            gold = t["src"][0] if t["src"] else -1
            s += j == gold
            if gold >= 0: n1 += 1; s1 += j == gold
            for (j, _, _), pr in zip(t["roles"], models["roles"].probabilities([x for _, x, _ in t["roles"]])):
                k = int(pr[1:].argmax()) + 1
                if pr[k] > 0.35: p[ROLES[k]] += 1; r[ROLES[k]] += t["want"].get(j) == ROLES[k]
            for role in t["want"].values(): g[role] += 1
    print(f"fact {f / n:.3f} source {s / n:.3f} when-one {s1 / n1:.3f}", {k: round(2 * r[k] / (g[k] + p[k]), 3) for k in ROLES[1:]}, flush=True)


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("--cv"); ap.add_argument("--export"); ap.add_argument("--cache"); ap.add_argument("--folds", default="0,1,2,3,4"); ap.add_argument("--no-seeds", action="store_true"); ap.add_argument("--prepared", type=Path)
    a = ap.parse_args()
    if a.cache and Path(a.cache).exists():
        data = pickle.load(open(a.cache, "rb"))
    else:
        data = rows(not a.no_seeds, a.prepared)
        if a.cache: pickle.dump(data, open(a.cache, "wb"))
    if a.cv:
        for k in map(int, a.folds.split(",")):
            models = train([(f != -1, a) for f, a in data if f not in (k, SEED)])
            score(models, [x for x in data if x[0] == k])
            folder = Path(a.cv.format(k)) if "{" in a.cv else Path(a.cv) / f"fold{k}"
            folder.mkdir(parents=True, exist_ok=True)
            for name, m in models.items(): m.save(folder, name)
    if a.export:
        folder = Path(a.export); folder.mkdir(parents=True, exist_ok=True)
        for name, m in train([(f != -1, a) for f, a in data]).items(): m.save(folder, name)


if __name__ == "__main__":
    main()
