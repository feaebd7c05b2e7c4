"""Code the annotated news with models that never saw the article, and write what score.py and calibrate.py read.

usage: cross_validate.py 'MODELS/fold{}' OUT        (folds are index mod 5; MODELS from the train_*.py scripts with --cv)
Writes OUT (coded), OUT.gold and OUT.arts in the same order, the reference articles as OUT.seeds (coded with the first
fold's models, which never saw them either), and OUT.confidence: per statement its name, confidence and whether it is
right. Then:
       cd ../shared/gold && python score.py OUT.arts OUT.gold OUT && python score.py seeds seeds/gold.jsonl OUT.seeds
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
GOLD = ROOT.parent / "shared/gold"
sys.path[:0] = [str(ROOT / "src"), str(GOLD)]
from score import overlap, pair, resolve, same

from isnad.coding.coder import Coder
from isnad.evaluation.gold import load
from isnad.output.gold import as_gold, render
from isnad.records import Event, Figure, Relation


def judged(coding, gold):
    """``(name, confidence, right)`` of every event, relation and figure of *coding*."""
    text, coded = coding.article.text, as_gold(coding)
    of = lambda kind: [s.confidence for s in coding.statements if isinstance(s, kind)]
    ge, pe = gold["events"], coded["events"]
    for e in (*ge, *pe):
        e["_t"] = resolve(text, e["trigger"])
    hit = {j for _, j in pair(text, ge, pe, True)}
    yield from (("event", c, j in hit) for j, c in enumerate(of(Event)))
    free = [(r["type"], resolve(text, r["subject"]), resolve(text, r["object"])) for r in gold["relations"]]
    for c, r in zip(of(Relation), coded["relations"], strict=True):
        s, o = resolve(text, r["subject"]), resolve(text, r["object"])
        found = next((g for g in free if g[0] == r["type"] and same(text, g[1], s) and same(text, g[2], o)), None)
        if found:
            free.remove(found)
        yield "relation", c, found is not None
    left = [(f["measure"], resolve(text, f["value"]), f["low"], f["high"]) for f in gold["figures"]]
    for c, f in zip(of(Figure), coded["figures"], strict=True):
        v = resolve(text, f["value"])
        found = next((g for g in left if g[0] == f["measure"] and overlap(g[1], v) and g[2:] == (f["low"], f["high"])), None)
        if found:
            left.remove(found)
        yield f"figure:{f['measure']}", c, found is not None


def main() -> None:
    pattern, out = sys.argv[1], sys.argv[2]
    articles = list(load(GOLD / "news/articles.jsonl", GOLD / "news/gold.jsonl"))
    raw = {json.loads(line)["doc"]: line for line in (GOLD / "news/articles.jsonl").open(encoding="utf8")}
    gold = {json.loads(line)["doc"]: line for line in (GOLD / "news/gold.jsonl").open(encoding="utf8")}
    with open(out, "w") as coded, open(out + ".gold", "w") as golds, open(out + ".arts", "w") as arts, \
            open(out + ".confidence", "w") as confidence, open(out + ".seeds", "w") as seeds:
        for fold in range(5):
            coder = Coder(Path(pattern.format(fold)))
            for k, a in enumerate(articles):
                if k % 5 == fold:
                    coding = coder.code(a.article)
                    coded.write(render(coding))
                    golds.write(gold[a.article.doc])
                    arts.write(raw[a.article.doc])
                    for name, score, right in judged(coding, a.gold):
                        confidence.write(json.dumps([fold, name, score, right]) + "\n")
            if fold == 0:
                seeds.writelines(render(coder.code(g.article)) for g in load(GOLD / "seeds", GOLD / "seeds/gold.jsonl"))


if __name__ == "__main__":
    main()
