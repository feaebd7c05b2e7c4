"""Train floret vectors on the corpus of ``vectors_corpus.py`` and write the table that isnad ships.

usage: vectors.py CORPUS.txt WORKDIR        (two threads, about 15 minutes)
The table is stored as int8 with one scale: src/isnad/models/vectors/floret.npz. Vectors are scaled to unit
standard deviation per component over the corpus vocabulary, which is what the networks expect.
"""

from __future__ import annotations

import sys
from pathlib import Path

import floret
import numpy as np

OUT = Path(__file__).parent.parent / "src/isnad/models/vectors/floret.npz"


def main() -> None:
    corpus, work = sys.argv[1], Path(sys.argv[2])
    trained = work / "floret.bin"
    if not trained.exists():
        model = floret.train_unsupervised(
            corpus, model="cbow", mode="floret", hashCount=2, bucket=100000, minn=3, maxn=5, dim=128, epoch=5,
            minCount=5, thread=2, lr=0.05, neg=5, ws=4, verbose=1)
        model.save_floret_vectors(str(work / "floret.floret"))
        model.save_model(str(trained))
    model = floret.load_model(str(trained))
    with open(work / "floret.floret", encoding="utf8") as lines:
        header = next(lines).split()
        table = np.empty((int(header[0]), int(header[1])), dtype=np.float32)
        for line in lines:
            row, *values = line.split(" ")
            table[int(row)] = np.array(values[: table.shape[1]], dtype=np.float32)
    words = model.words[:100000]
    scale = 1 / np.stack([model.get_word_vector(w) for w in words]).std()
    table *= scale
    step = np.abs(table).max() / 127 / 2  # clip the outermost tail
    packed = np.clip(np.round(table / step), -127, 127).astype(np.int8)
    OUT.parent.mkdir(parents=True, exist_ok=True)
    np.savez_compressed(OUT, table=packed, scale=np.float32(step))
    print("rows", table.shape, "step", step, "clipped", float((np.abs(table / step) > 127).mean()), "scale", scale)


if __name__ == "__main__":
    main()
