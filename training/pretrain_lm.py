"""Pre-train the first layer of the event network: a forward and a backward LSTM that predict the next and the
previous word of news, over frozen floret vectors (sampled softmax).

usage: pretrain_lm.py CORPUS.txt FLORET.bin OUT.pt --minutes 50
CORPUS.txt is made by ``vectors_corpus.py``. One thread, fixed seed; stops after the minutes given.
"""

from __future__ import annotations

import argparse
import collections
import math
import time

import floret
import numpy as np
import torch
from torch import nn
from torch.nn import functional as F

HIDDEN = 192
VOCAB = 25000
NEGATIVES = 768


def main() -> None:
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("corpus"); ap.add_argument("floret"); ap.add_argument("out")
    ap.add_argument("--minutes", type=float, default=50); ap.add_argument("--tokens", type=int, default=4000)
    a = ap.parse_args()
    torch.set_num_threads(1); torch.manual_seed(3); rng = np.random.default_rng(3)
    counts: collections.Counter[str] = collections.Counter()
    lines = []
    for line in open(a.corpus, encoding="utf8"):
        w = line.split()
        counts.update(w)
        for k in range(0, len(w), 70):
            if len(w) - k > 5: lines.append(w[k : k + 70])
    words = [w for w, n in counts.items() if n >= 3]
    words.sort(key=lambda w: (-counts[w], w))
    ids = {w: k + 1 for k, w in enumerate(words)}
    model = floret.load_model(a.floret)
    table = np.zeros((len(words) + 1, 128), dtype=np.float32)
    for w, k in ids.items(): table[k] = model.get_word_vector(w)
    scale = 1 / table[1:].std(); table *= scale
    print(len(lines), "lines", len(words), "words; vector scale", scale, flush=True)
    freq = np.array([counts[w] for w in words[:VOCAB]], dtype=np.float64) ** 0.75; freq /= freq.sum()
    logq = torch.from_numpy(np.log(freq * NEGATIVES)).float()
    data = [np.array([ids.get(w, 0) for w in l], dtype=np.int64) for l in lines]
    del lines
    fwd = nn.LSTM(128, HIDDEN, batch_first=True); bwd = nn.LSTM(128, HIDDEN, batch_first=True)
    proj = nn.Linear(HIDDEN, 128); projb = nn.Linear(HIDDEN, 128)
    out = nn.Embedding(VOCAB, 128); out.weight.data.copy_(torch.from_numpy(table[1 : VOCAB + 1]) * 0.1)
    bias = nn.Parameter(torch.zeros(VOCAB))
    params = [*fwd.parameters(), *bwd.parameters(), *proj.parameters(), *projb.parameters(), *out.parameters(), bias]
    opt = torch.optim.Adam(params, lr=2e-3)
    tab = torch.from_numpy(table)
    start, seen, step, total, n = time.time(), 0, 0, 0.0, 0
    lengths = np.array([len(d) for d in data])
    saved = 0

    def loss_of(h: torch.Tensor, target: torch.Tensor, p: nn.Linear) -> torch.Tensor:
        use = (target > 0) & (target <= VOCAB)
        q, t = p(h[use]), target[use] - 1
        neg = torch.from_numpy(rng.choice(VOCAB, NEGATIVES, p=freq))
        pos = (q * out(t)).sum(1) + bias[t] - logq[t]
        s = q @ out(neg).T + bias[neg] - logq[neg]
        s = s.masked_fill(neg[None, :] == t[:, None], -1e4)
        return F.cross_entropy(torch.cat([pos[:, None], s], 1), torch.zeros(len(t), dtype=torch.long))

    done = False
    while not done:
        order = rng.permutation(len(data))
        blocks = [order[k : k + 20000] for k in range(0, len(order), 20000)]
        for block in blocks:
            block = block[np.argsort(lengths[block], kind="stable")]
            batches, cur, longest = [], [], 0
            for k in block:
                longest = max(longest, lengths[k])
                if cur and longest * (len(cur) + 1) > a.tokens: batches.append(cur); cur, longest = [], lengths[k]
                cur.append(k)
            batches.append(cur); rng.shuffle(np.array([], dtype=int))
            for b in (batches[k] for k in rng.permutation(len(batches))):
                elapsed = (time.time() - start) / 60
                if elapsed > a.minutes: done = True; break
                for g in opt.param_groups: g["lr"] = 2e-3 * max(0.02, 0.5 * (1 + math.cos(math.pi * elapsed / a.minutes)))
                size = max(lengths[k] for k in b)
                x = np.zeros((len(b), size), dtype=np.int64); r = np.zeros_like(x)
                for row, k in enumerate(b): x[row, : lengths[k]] = data[k]; r[row, : lengths[k]] = data[k][::-1]
                x, r = torch.from_numpy(x), torch.from_numpy(r)
                hf, _ = fwd(tab[x]); hb, _ = bwd(tab[r])
                loss = loss_of(F.dropout(hf[:, :-1], 0.1), x[:, 1:], proj) + loss_of(F.dropout(hb[:, :-1], 0.1), r[:, 1:], projb)
                opt.zero_grad(set_to_none=True); loss.backward()
                nn.utils.clip_grad_norm_(params, 1.0); opt.step()
                seen += int(sum(lengths[k] for k in b)); step += 1; total += float(loss); n += 1
                if step % 200 == 0:
                    print(f"{elapsed:.1f} min {seen / 1e6:.2f}M words loss {total / n / 2:.3f}", flush=True); total, n = 0.0, 0
                if elapsed - saved > 8:
                    saved = elapsed
                    torch.save({"fwd": fwd.state_dict(), "bwd": bwd.state_dict(), "scale": float(scale)}, a.out)
            if done: break
    torch.save({"fwd": fwd.state_dict(), "bwd": bwd.state_dict(), "scale": float(scale)}, a.out)


if __name__ == "__main__":
    main()
