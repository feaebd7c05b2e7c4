"""Fit the weights by which two event mentions are told to be of one happening.

Writes src/isnad/corpus/data/story_weights.json.

Usage: python training/story_weights.py CODINGS.pkl...   (pickled lists of Coding of the labelled articles)
Reads training/labels/stories.jsonl, only its ``dev`` part. Prints the weights.
"""

from __future__ import annotations

import json
import pickle
import random
import sys
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression

from isnad.corpus.profiles import GROUPS, Profile, profiles

HERE = Path(__file__).parent
OUT = HERE.parent / "src" / "isnad" / "corpus" / "data" / "story_weights.json"


def features(a: Profile, b: Profile) -> list[float]:
    """For each group the product of the two mentions' keys."""
    return [sum(w * b.keys[g].get(k, 0.0) for k, w in a.keys[g].items()) for g in GROUPS]


def labelled(paths: list[str], split: str) -> list[tuple[str, Profile]]:
    """Story and profile of every labelled mention that the coder found."""
    wanted = {}
    for line in (HERE / "labels" / "stories.jsonl").read_text("utf-8").splitlines():
        row = json.loads(line)
        if row["split"] == split:
            wanted[row["doc"], row["start"], row["end"]] = row["story"]
    found = []
    docs = {d for d, _, _ in wanted}
    for path in paths:
        for coding in pickle.loads(Path(path).read_bytes()):
            if coding.article.doc in docs:
                for event, profile in zip(coding.events, profiles(coding), strict=True):
                    story = wanted.get((coding.article.doc, event.trigger.start, event.trigger.end))
                    if story is not None:
                        found.append((story, profile))
    return found


def main() -> None:
    random.seed(1)
    mentions = labelled(sys.argv[1:], "dev")
    sizes: dict[str, int] = {}
    for story, _ in mentions:
        sizes[story] = sizes.get(story, 0) + 1
    rows, same, shares = [], [], []
    for i, (story, a) in enumerate(mentions):
        for other, b in mentions[i + 1 :]:
            if other.split("-")[0] != story.split("-")[0]:
                continue
            x = features(a, b)
            hard = x[0] + x[1] + x[2] > 0.12
            if story == other or hard or random.random() < 0.1:
                rows.append(x)
                same.append(story == other)
                shares.append(4 / (sizes[story] + 2) if story == other else 1.0 if hard else 4.0)
    x, y = np.array(rows), np.array(same)
    print(len(mentions), "mentions", len(y), "pairs", y.sum(), "of one story")
    weight = np.array([balance if balance else 1.0 for balance in shares])
    model = LogisticRegression(C=10.0, max_iter=5000).fit(x, y, sample_weight=weight)
    weights = {g: round(float(w), 4) for g, w in zip(GROUPS, model.coef_[0], strict=True)}
    weights["one"] = round(weights["one"] + float(model.intercept_[0]), 4)
    p = model.predict_proba(x)[:, 1]
    print(json.dumps(weights), "accuracy of pairs", ((p > 0.5) == y).mean(), "recall", p[y].__gt__(0.5).mean())
    OUT.write_text(json.dumps(weights, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
