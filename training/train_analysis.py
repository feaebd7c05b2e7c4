"""Train the analysis model (segmentation, tags, morphology, lemmas, NER) and export it.

usage: train_analysis.py CORPUS.txt WORKDIR [--lm LM.pt] [--epochs 7] [--full]
One thread, fixed seeds. PADT dev and the last fifth of ANERcorp's training part are never trained on, unless
``--full`` asks for a model from everything (then nothing is left to measure it by).
Writes src/isnad/models/analysis.
"""

from __future__ import annotations

import argparse
import collections
import gzip
import json
import pickle
import random
import sys
import time
from pathlib import Path

import numpy as np
import torch
from torch.nn import functional as F

sys.path.insert(0, str(Path(__file__).parent))
import analysis_data as ad
from analysis_model import AnalysisNet

from isnad.text import vectors
from isnad.text.normal import fold
from isnad.text.word_features import COLUMNS, UNKNOWN, Indexer, columns

OUT = Path(__file__).parent.parent / "src/isnad/models/analysis"
WEIGHT = {"seg": 1.0, "pos": 1.0, "proper": 0.3, "gender": 0.4, "number": 0.4, "person": 0.3, "aspect": 0.3,
          "passive": 0.3, "lemma": 0.5, "ner": 1.5}
LEAST_SEEN = {"word": 3, "start4": 4, "end4": 4, "start3": 3, "end3": 3}
LEAST_LABEL = {"seg": 2, "lemma": 3}


def load(corpus: Path, work: Path):
    """Training and dev sentences; cached in WORKDIR."""
    cached = work / "analysis_data.pkl"
    if cached.exists():
        return pickle.load(cached.open("rb"))
    counts = ad.Counts(corpus)
    r = ad.Reader(counts)
    dev = ad.read_padt(r, "padt_pos_dev.txt")
    train = ad.read_padt(r, "padt_pos_train.txt")
    feat_dev = []
    for name in ("padt_v1_dev.conllu", "padt_um_dev.conllu"):
        got = ad.read_conllu(r, name, "", False)
        held = ad.overlaps(got, dev)
        train += [s for s, h in zip(got, held, strict=True) if not h]
        feat_dev += [s for s, h in zip(got, held, strict=True) if h]
    pud = ad.read_conllu(r, "pud.conllu", "pud", True)
    train += pud[:-100]
    feat_dev += pud[-100:]
    ner = ad.ner_sentences(ad.DATA / "ner/anercorp_train.txt", ad.ANER)
    cut = ner_cut(ner)
    train += ad.read_ner(ner[:cut], "aner")
    ner_dev = ad.read_ner(ner[cut:], "aner-dev")
    data = {"train": train, "dev": dev, "feat_dev": feat_dev, "ner_dev": ner_dev, "vocabulary": r.vocabulary}
    pickle.dump(data, cached.open("wb"))
    return data


def ner_cut(sentences) -> int:
    """The first sentence of the last fifth, by tokens."""
    total = sum(map(len, sentences))
    seen = 0
    for k, s in enumerate(sentences):
        if seen >= total * 4 / 5:
            return k
        seen += len(s)
    return len(sentences)


def label_lists(train) -> dict[str, list[str]]:
    out = {}
    for h in ad.HEADS:
        c = collections.Counter(x for s in train for x in s.labels[h] if x is not None)
        out[h] = sorted(x for x, n in c.items() if n >= LEAST_LABEL.get(h, 1))
    out["pos"] = [p for p in out["pos"]]
    return out


def value_lists(train) -> dict[str, list[str]]:
    seen = [collections.Counter() for _ in COLUMNS]
    for s in train:
        for w in s.words:
            for c, v in zip(seen, columns(w), strict=True):
                c[v] += 1
    return {name: [UNKNOWN, *sorted(v for v, n in c.items() if n >= LEAST_SEEN.get(name, 2) and v != UNKNOWN)]
            for name, c in zip(COLUMNS, seen, strict=True)}


class Data:
    """Sentences as index arrays, and batches of them."""

    def __init__(self, sentences, labels, indexer, vecs, rng) -> None:
        self.rng = rng
        forms: dict[str, int] = {}
        self.rows = []
        index = {h: {v: k for k, v in enumerate(labels[h])} for h in ad.HEADS}
        for s in sentences:
            plain = [forms.setdefault(w, len(forms)) for w in s.words]
            loose = [forms.setdefault(careless(w), len(forms)) for w in s.words]
            y = np.array([[index[h].get(x, -1) if x is not None else -1 for x in s.labels[h]] for h in ad.HEADS]).T
            self.rows.append((np.array(plain), np.array(loose), y, s.source))
        self.cats = torch.tensor([indexer(f) for f in forms])
        self.vecs = torch.from_numpy(vecs.batch([vectors.form(fold(f)) for f in forms]))

    def batches(self, tokens: int, train: bool):
        order = list(range(len(self.rows)))
        if train:
            self.rng.shuffle(order)
        chunks = [order[k : k + 1500] for k in range(0, len(order), 1500)]
        out = []
        for chunk in chunks:
            chunk.sort(key=lambda k: len(self.rows[k][0]))
            cur: list[int] = []
            for k in chunk:
                if cur and len(self.rows[k][0]) * (len(cur) + 1) > tokens:
                    out.append(cur)
                    cur = []
                cur.append(k)
            out.append(cur)
        if train:
            self.rng.shuffle(out)
        return out

    def tensors(self, batch, train: bool):
        lengths = [len(self.rows[k][0]) for k in batch]
        size = max(lengths)
        ids = np.zeros((len(batch), size), dtype=np.int64)
        y = np.full((len(batch), size, len(ad.HEADS)), -1, dtype=np.int64)
        for b, k in enumerate(batch):
            plain, loose, labels, _ = self.rows[k]
            use = plain
            if train and self.rng.random() < 0.5:
                if self.rng.random() < 0.5:
                    use = loose
                else:
                    use = np.where(np.array([self.rng.random() < 0.3 for _ in plain]), loose, plain)
            ids[b, : lengths[b]] = use
            y[b, : lengths[b]] = labels
        ids = torch.from_numpy(ids)
        return self.vecs[ids], self.cats[ids], torch.tensor(lengths), torch.from_numpy(y)


def careless(word: str) -> str:
    """The word as hurried writers spell it: no hamza on alif, final ya without dots or with."""
    if word == '"':
        return "»"
    return word.translate(str.maketrans("أإآ", "ااا")).replace("ى", "ي") if word[-1:] != "ي" else fold(word)[:-1] + "ى"


def run(net, data, opt, sched, rng, log_every=200):
    net.train()
    total = n = 0
    for step, batch in enumerate(data.batches(2400, True)):
        v, c, lengths, y = data.tensors(batch, True)
        known = torch.rand(c.shape[:2]) > 0.25
        c = c.clone()
        c[..., 0] *= known  # word column
        seen = torch.rand(c.shape[:2]) > 0.1
        c[..., [4, 8]] *= seen[..., None]
        logits = net.split(net(v, c, lengths))
        loss = torch.zeros(())
        words = float(lengths.sum())
        for k, h in enumerate(ad.HEADS):
            use = y[..., k] >= 0
            if h == "ner" and use.any():
                loss = loss + WEIGHT[h] * net.chain_loss(logits[h], y[..., k]) / words
            elif use.any():
                loss = loss + WEIGHT[h] * F.cross_entropy(logits[h][use], y[..., k][use], reduction="sum") / words
        opt.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(net.parameters(), 2.0)
        opt.step()
        sched.step()
        total += loss.item()
        n += 1
    return total / n


@torch.no_grad()
def accuracy(net, data, labels) -> dict[str, float]:
    """Plain accuracy per head, unconstrained; entity F1 is eval_analysis.py's."""
    net.eval()
    good, all_ = collections.Counter(), collections.Counter()
    for batch in data.batches(4000, False):
        v, c, lengths, y = data.tensors(batch, False)
        logits = net.split(net(v, c, lengths))
        for k, h in enumerate(ad.HEADS):
            use = y[..., k] >= 0
            p = logits[h].argmax(-1)
            good[h] += int((p[use] == y[..., k][use]).sum())
            all_[h] += int(use.sum())
            if h == "ner":
                o = labels["ner"].index("O")
                ent = use & ((y[..., k] != o) | (p != o))
                good["ent"] += int((p[ent] == y[..., k][ent]).sum())
                all_["ent"] += int(ent.sum())
    return {h: round(good[h] / all_[h], 4) for h in all_ if all_[h]}


def export(net, labels, lists, vocabulary, out: Path) -> None:
    """encoder.onnx (LSTMs and heads, int8 weights), inputs.npz (embeddings), labels.json, vocabulary.txt.gz."""
    from onnx_analysis import write
    from onnxruntime.quantization import QuantType, quantize_dynamic

    out.mkdir(parents=True, exist_ok=True)
    full = out / "full.onnx"
    write(net, full)
    quantize_dynamic(full, out / "encoder.onnx", weight_type=QuantType.QInt8, op_types_to_quantize=["LSTM", "MatMul"])
    full.unlink()
    np.savez_compressed(out / "inputs.npz", **{c: e.weight.detach().numpy().astype(np.float16)
                                              for c, e in zip(net.columns, net.embeds, strict=True)})
    (out / "labels.json").write_text(
        json.dumps({"heads": {h: labels[h] for h in ad.HEADS}, "values": lists,
                    "moves": [[round(x, 4) for x in row] for row in net.moves.tolist()]}, ensure_ascii=False), encoding="utf8")
    text = "".join(f"{w}\t{n}\n" for w, n in sorted(vocabulary.items()))
    with (out / "vocabulary.tsv.gz").open("wb") as raw, gzip.GzipFile(fileobj=raw, mode="wb", mtime=0) as packed:
        packed.write(text.encode())


def main() -> None:
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("corpus", type=Path)
    ap.add_argument("work", type=Path)
    ap.add_argument("--lm", type=Path)
    ap.add_argument("--epochs", type=int, default=7)
    ap.add_argument("--out", type=Path, default=OUT)
    ap.add_argument("--full", action="store_true")
    ap.add_argument("--limit", type=int)
    ap.add_argument("--seed", type=int, default=11)
    ap.add_argument("--start", type=Path, help="go on from this analysis.pt: names twice, two fifths of the rest")
    ap.add_argument("--rate", type=float, default=2.5e-3)
    a = ap.parse_args()
    torch.set_num_threads(1)
    torch.manual_seed(a.seed)
    rng = random.Random(a.seed)
    a.work.mkdir(parents=True, exist_ok=True)
    data = load(a.corpus, a.work)
    train = data["train"] + (data["dev"] + data["feat_dev"] + data["ner_dev"] if a.full else [])
    if a.limit:
        train = rng.sample(train, a.limit)
    labels, lists = label_lists(train), value_lists(train)
    if a.start:
        checkpoint = torch.load(a.start)
        labels, lists = checkpoint["labels"], checkpoint["lists"]
        named = [s for s in train if s.source.startswith("aner")]
        train = named * 2 + [s for s in train if not s.source.startswith("aner") and rng.random() < 0.4]
    indexer, vecs = Indexer(lists), vectors.load()
    print({h: len(v) for h, v in labels.items()}, {c: len(v) for c, v in lists.items()}, flush=True)
    tr = Data(train, labels, indexer, vecs, rng)
    devs = {n: Data(data[n], labels, indexer, vecs, rng) for n in ("dev", "feat_dev", "ner_dev")}
    net = AnalysisNet(vecs.width, {c: len(v) for c, v in lists.items()}, {h: len(labels[h]) for h in ad.HEADS})
    if a.start:
        net.load_state_dict(checkpoint["net"], strict=False)
    elif a.lm:
        net.start_from(torch.load(a.lm), vecs.width)
    opt = torch.optim.AdamW(net.parameters(), lr=a.rate, weight_decay=0.01, betas=(0.9, 0.98))
    steps = a.epochs * (len(tr.batches(2400, True)) + 2)
    sched = torch.optim.lr_scheduler.OneCycleLR(opt, a.rate, total_steps=steps, pct_start=0.12)
    start = time.time()
    for epoch in range(a.epochs):
        loss = run(net, tr, opt, sched, rng)
        scores = {n: accuracy(net, d, labels) for n, d in devs.items()} if epoch == a.epochs - 1 else ""
        print(f"epoch {epoch + 1} loss {loss:.3f} {time.time() - start:.0f}s {scores}", flush=True)
        torch.save({"net": net.state_dict(), "labels": labels, "lists": lists}, a.work / "analysis.pt")
    export(net, labels, lists, data["vocabulary"], a.out)


if __name__ == "__main__":
    main()
