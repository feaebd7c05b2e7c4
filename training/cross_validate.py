"""Code the annotated news with models that never saw the article, and write what score.py reads.

usage: cross_validate.py 'MODELS/fold{}' OUT        (folds are index mod 5; MODELS from train_events.py and train_loglinear.py)
Writes OUT (coded), OUT.gold and OUT.arts in the same order; then:
       cd ../shared/gold && python score.py OUT.arts OUT.gold OUT
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT / "src"))
from isnad.coding.coder import Coder
from isnad.evaluation.gold import load
from isnad.output.gold import render

GOLD = ROOT.parent / "shared/gold/news"


def main() -> None:
    pattern, out = sys.argv[1], sys.argv[2]
    articles = list(load(GOLD / "articles.jsonl", GOLD / "gold.jsonl"))
    raw = {json.loads(line)["doc"]: line for line in (GOLD / "articles.jsonl").open(encoding="utf8")}
    gold = {json.loads(line)["doc"]: line for line in (GOLD / "gold.jsonl").open(encoding="utf8")}
    with open(out, "w") as coded, open(out + ".gold", "w") as golds, open(out + ".arts", "w") as arts:
        for fold in range(5):
            coder = Coder(Path(pattern.format(fold)))
            for k, a in enumerate(articles):
                if k % 5 == fold:
                    coded.write(render(coder.code(a.article)))
                    golds.write(gold[a.article.doc])
                    arts.write(raw[a.article.doc])


if __name__ == "__main__":
    main()
