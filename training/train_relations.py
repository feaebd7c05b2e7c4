"""Train the choice among proposed relations, a log-linear model.

usage: train_relations.py --cv OUTDIR [--export DIR] [--no-seeds]      OUTDIR/fold0 ... : nothing scored was trained on
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parent.parent / "src"), str(Path(__file__).parent),
                str(Path(__file__).parent.parent.parent / "shared/gold")]
from gold_sets import OURS, SEED, prepared
from score import same
from train_loglinear import fit

from isnad.coding.relation_choice import relation_features
from isnad.coding.relations import find_relations
from isnad.evaluation.gold import offsets


def rows(seeds: bool, cache: Path | None):
    """Per article: fold, number of gold relations, and per proposed one its features and whether gold has it."""
    out = []
    for fold, g, p in prepared(seeds, cache):
        text = g.article.text
        span = lambda r: (lambda s: (s.start, s.end))(p.doc.original(*p.doc.range(*r)))
        free = [(r["type"], offsets(text, r["subject"]), offsets(text, r["object"])) for r in g.gold["relations"]]
        gold, article = len(free), []
        for d in find_relations(p):
            hit = next((r for r in free if r[0] == d.type and same(text, r[1], span(d.subject)) and same(text, r[2], span(d.object))), None)
            if hit is not None: free.remove(hit)
            article.append((relation_features(p, d), "yes" if hit is not None else "no"))
        out.append((fold, gold, article))
    return out


def train(articles):
    rows = [(f, y, fold != OURS) for fold, _, a in articles for f, y in a]
    return fit([r[:2] for r in rows], ("no", "yes"), 0.15, gold=[r[2] for r in rows])


def main() -> None:
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("--cv"); ap.add_argument("--export"); ap.add_argument("--no-seeds", action="store_true"); ap.add_argument("--prepared", type=Path)
    a = ap.parse_args()
    data = rows(not a.no_seeds, a.prepared)
    if a.cv:
        scored = []
        for k in range(5):
            model = train([x for x in data if x[0] not in (k, SEED)])
            scored += [(float(model.probabilities([f])[0, 1]), y == "yes") for x in data if x[0] == k for f, y in x[2]]
            folder = Path(a.cv) / f"fold{k}"; folder.mkdir(parents=True, exist_ok=True)
            model.save(folder, "relations")
        gold = sum(n for k, n, _ in data if k >= 0)
        for t in (0.0, 0.2, 0.3, 0.35, 0.4, 0.45, 0.5, 0.6):
            kept = [y for s, y in scored if s >= t]
            p, r = sum(kept) / max(1, len(kept)), sum(kept) / gold
            print(f"threshold {t}: P {p:.3f} R {r:.3f} F1 {2 * p * r / max(1e-9, p + r):.3f}", flush=True)
    if a.export:
        train(data).save(Path(a.export), "relations")


if __name__ == "__main__":
    main()
