"""The public Arabic event gold standard: what the coder finds, and what a filter learned on it keeps.

usage: gsr.py WORK            (scikit-learn; reads ../shared/gold/arabic_event_gsr)

The standard asks of a sentence alone whether it reports a concrete assault or protest; the codebook of isnad also codes
what is planned, denied, mentioned again or part of the background, so its codings are filtered by a classifier of
stems, character runs and what the coder said (factuality, participants, trigger, confidence), cross-validated over five
folds of whole documents. It learns from the majority of the votes and from their shares, and takes the mean of both. Writes WORK/gsr.coded and WORK/gsr.filtered and prints score_gsr.py of both.
"""

from __future__ import annotations

import collections
import json
import sys
from pathlib import Path

import numpy as np
from scipy.sparse import hstack, vstack
from sklearn.feature_extraction import DictVectorizer
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold

ROOT = Path(__file__).parent.parent
GSR = ROOT.parent / "shared/gold/arabic_event_gsr"
sys.path[:0] = [str(ROOT / "src"), str(GSR.parent)]
from score_gsr import rows, score

from isnad.coding.coder import Coder
from isnad.output.gold import as_gold
from isnad.records import Article, Event

THRESHOLD = 0.5


def features(text: str, kind: str, events: list[dict]) -> dict[str, float]:
    """What the coder said of the sentence, as indicators."""
    found: collections.Counter[str] = collections.Counter()
    best: collections.Counter[str] = collections.Counter()
    words = lambda spans, mark, n: [f"{mark}={w}" for s in spans for w in text[s["start"] : s["end"]].split()[:n]]
    for e in events:
        found["type=" + e["type"]] = 1
        if e["type"] != kind:
            continue
        found["n"] += 1
        for name in ("sure", *(["sure|actual"] if e["factuality"] == "actual" else [])):
            best[name] = max(best[name], e["confidence"])
        trigger = text[e["trigger"]["start"] : e["trigger"]["end"]]
        told = [f"fact={e['factuality']}", f"mode={e['mode']}", f"trigger={trigger}", f"source={bool(e['sources'])}",
                f"first={min(e['trigger']['start'] // 30, 6)}", f"both={bool(e['actor'] and e['recipient'])}",
                f"actor={bool(e['actor'])}|fact={e['factuality']}"]
        told += [f"{k}={bool(e[k])}" for k in ("actor", "recipient", "place", "time")]
        for name in (*told, *words(e["actor"], "a", 4), *words(e["recipient"], "r", 3)):
            found[name] = 1
    for name in ("sure", "sure|actual"):
        found[name], found[f"{name}={int(5 * best[name])}"] = 2 * best[name], 1
    found["none"] = float(all(e["type"] != kind for e in events))
    return found


def fit(x, yes: np.ndarray, c: float) -> LogisticRegression:
    """A model of sentences each of which counts as an assault (a protest) with weight *yes* and as none with the rest."""
    weights = np.r_[yes, 1 - yes]
    use = np.flatnonzero(weights)
    labels = np.r_[np.ones(len(yes)), np.zeros(len(yes))]
    model = LogisticRegression(C=c, max_iter=300, class_weight="balanced")
    return model.fit(vstack([x, x]).tocsr()[use], labels[use], sample_weight=weights[use])


def main() -> None:
    work = Path(sys.argv[1])
    coder, coded, stems = Coder(), {}, {}
    detection, spans = rows(GSR / "detection.jsonl"), rows(GSR / "spans.jsonl")
    for prefix, part in (("d:", detection), ("s:", spans)):
        for r in part:
            coding, doc = coder.code_and_analyse(Article(doc=prefix + r["id"], text=r["text"]))
            said = coded[prefix + r["id"]] = as_gold(coding)
            for e, event in zip(said["events"], (x for x in coding.statements if isinstance(x, Event)), strict=True):
                e["confidence"] = event.confidence
            stems[prefix + r["id"]] = " ".join(w.lemma or w.stem for w in doc.words)
    kept = {k: {**v, "events": list(v["events"])} for k, v in coded.items()}
    for kind in ("ASSAULT", "PROTEST"):
        use = [r for r in detection if r["event"] == kind]
        share = np.array([r["accept"] / r["total"] for r in use])
        y = share > 0.5
        groups = [r["id"].rsplit("-", 1)[0] for r in use]
        texts = [stems["d:" + r["id"]] for r in use]
        told = [features(r["text"], kind, coded["d:" + r["id"]]["events"]) for r in use]
        chance = np.zeros(len(use))
        for train, test in GroupKFold(5).split(use, y, groups):
            grams = TfidfVectorizer(ngram_range=(1, 2), min_df=2, sublinear_tf=True, token_pattern=r"\S+")
            runs = TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 5), min_df=3, sublinear_tf=True)
            names = DictVectorizer()
            pick = lambda seq, at: [seq[k] for k in at]
            a = [grams.fit_transform(pick(texts, train)) * 3, runs.fit_transform(pick(texts, train)) * 3, names.fit_transform(pick(told, train))]
            b = [grams.transform(pick(texts, test)) * 3, runs.transform(pick(texts, test)) * 3, names.transform(pick(told, test))]
            for parts, c in (([0], 0.3), ([0, 2], 1.0), ([1, 2], 0.3)):
                seen, unseen = (hstack([x[k] for k in parts]).tocsr() for x in (a, b))
                for yes in (y[train].astype(float), share[train]):
                    model = fit(seen, yes, c)
                    chance[test] += model.predict_proba(unseen)[:, 1] / 6
        for r, p in zip(use, chance, strict=True):
            g = kept["d:" + r["id"]]
            others = [e for e in g["events"] if e["type"] != kind]
            if p < THRESHOLD:
                g["events"] = others
    for name, predictions in (("coded", coded), ("filtered", kept)):
        with (work / f"gsr.{name}").open("w", encoding="utf8") as f:
            f.writelines(json.dumps(p, ensure_ascii=False) + "\n" for p in predictions.values())
        print(name)
        for n, v in score(GSR, predictions).items():
            print(f"  {n:30} P {v['precision']:.3f}  R {v['recall']:.3f}  F1 {v['f1']:.3f}  gold {v['gold']}")


if __name__ == "__main__":
    main()
