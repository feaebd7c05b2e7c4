"""Train the event network; cross-validate over articles; export weights for ``isnad.coding.network``.

usage: train_events.py DATA.pkl --cv 5 --out-of-fold OUT.pkl      five-fold predictions (nothing scored was trained on)
       train_events.py DATA.pkl --export MODEL_DIR                  all articles, for shipping

DATA.pkl comes from ``event_data.py``. Seeds are fixed; one thread, so that a run repeats.
"""

from __future__ import annotations

import argparse
import math
import pickle
import random
import sys
import time
from pathlib import Path

import numpy as np
import torch
from torch.nn import functional as F

sys.path.insert(0, str(Path(__file__).parent))
from event_model import ROLES, EventNet

TYPES = ["O", "ACCUSE", "AGREE", "AID", "ASSAULT", "COERCE", "CONCEDE", "CONSULT", "COOPERATE", "MOBILIZE", "PROTEST",
         "REJECT", "REQUEST", "RETREAT", "SANCTION", "SUPPORT", "THREATEN"]
FACTS = ["actual", "planned", "possible", "conditional", "sought", "denied", "habitual"]
BACK = 400
"""How many words back a source or an actor may stand."""


def tensors(ex):
    if "_t" not in ex:
        ex["_t"] = (torch.from_numpy(ex["cats"]), torch.from_numpy(ex["floats"]))
    return ex["_t"]


def pair_tensor(ex, triggers):
    return torch.from_numpy(ex["pair"](triggers))


def loss_of(net, ex, rng, o_weight):
    cats, floats = tensors(ex)
    if rng is not None:  # word dropout on vectors, for robustness
        mask = (torch.rand(floats.shape[0], 1) > 0.05).float()
        floats = floats * mask
    h = net.encode(cats, floats, ex["lengths"])
    n = h.shape[0]
    gold = torch.zeros(n, dtype=torch.long)
    for t in ex["triggers"]:
        gold[t["i"]] = t["type"]
    weight = torch.ones(len(TYPES)); weight[0] = o_weight
    loss = F.cross_entropy(net.trig(h), gold, weight=weight, label_smoothing=0.05, reduction="sum") / 40
    if not ex["triggers"]:
        return loss
    idx = torch.tensor([t["i"] for t in ex["triggers"]])
    types = torch.tensor([t["type"] for t in ex["triggers"]])
    facts = torch.tensor([t["fact"] for t in ex["triggers"]])
    fl, tp, wp = net.forward_heads(h, idx, types)
    loss = loss + 0.25 * F.cross_entropy(fl, facts, reduction="sum", label_smoothing=0.05)
    pf = pair_tensor(ex, idx.numpy())
    r = net.roles(tp, wp, pf)
    y = torch.zeros(len(idx), n, dtype=torch.long)
    for k, t in enumerate(ex["triggers"]):
        for role, j in t["args"]:
            y[k, j] = role
    cand = torch.from_numpy(ex["candidates"])[None, :].expand(len(idx), n) | (y > 0)
    near = pf[:, :, 0] > 0  # within the argument window
    use = cand & (near | (y > 0))
    w = torch.tensor([1.0, 1.3, 1.3, 1.3, 1.3])
    loss = loss + 0.25 * F.cross_entropy(r[use], y[use], weight=w, reduction="sum", label_smoothing=0.02)
    s = net.source(tp, wp, pf)[:, :, 0]
    srccand = torch.from_numpy(ex["source_candidates"])[None, :].expand(len(idx), n)
    none = net.none(tp)
    gold_src = torch.zeros(len(idx), n, dtype=torch.bool)
    for k, t in enumerate(ex["triggers"]):
        for j in t["sources"][:1]:
            gold_src[k, j] = True
    s = s.masked_fill(~(srccand | gold_src), -1e4)
    full = torch.cat([none, s], dim=1)
    target = torch.tensor([t["sources"][0] + 1 if t["sources"] else 0 for t in ex["triggers"]])
    loss = loss + 0.3 * F.cross_entropy(full, target, reduction="sum")
    inner = [(k, t["sources"]) for k, t in enumerate(ex["triggers"]) if t["sources"]]
    if inner:
        ks = torch.tensor([k for k, _ in inner])
        o = net.outer(tp[ks], wp, pf[ks])[:, :, 0]
        gold_o = torch.zeros(len(inner), n, dtype=torch.bool)
        for a, (_, src) in enumerate(inner):
            if len(src) > 1: gold_o[a, src[1]] = True
        o = o.masked_fill(~(srccand[: len(inner)] | gold_o), -1e4)
        for a, (_, src) in enumerate(inner):
            if len(src) < 2 or src[1] != src[0]:
                o[a, src[0]] = -1e4
        full = torch.cat([net.outer_none(tp[ks]), o], dim=1)
        target = torch.tensor([src[1] + 1 if len(src) > 1 else 0 for _, src in inner])
        loss = loss + 0.2 * F.cross_entropy(full, target, reduction="sum")
    return loss


@torch.no_grad()
def predict(net, ex, triggers=None, types=None, threshold=0.5):
    """Per article: trigger probabilities, and heads for the given (or predicted) triggers."""
    net.eval()
    cats, floats = tensors(ex)
    h = net.encode(cats, floats, ex["lengths"])
    p = torch.softmax(net.trig(h), dim=1)
    out = {"trigger": p.numpy()}
    if triggers is None:
        types = (p[:, 1:].argmax(1) + 1)
        triggers = torch.nonzero(1 - p[:, 0] > threshold)[:, 0]
        types = types[triggers]
    if len(triggers):
        fl, tp, wp = net.forward_heads(h, triggers, types)
        pf = pair_tensor(ex, triggers.numpy())
        out |= {
            "i": triggers.numpy(), "types": types.numpy(),
            "fact": torch.softmax(fl, 1).numpy(),
            "roles": torch.softmax(net.roles(tp, wp, pf), 2).numpy(),
            "near": pf[:, :, 0].numpy() > 0,
            "source": net.source(tp, wp, pf)[:, :, 0].numpy(), "none": net.none(tp)[:, 0].numpy(),
            "outer": net.outer(tp, wp, pf)[:, :, 0].numpy(), "outer_none": net.outer_none(tp)[:, 0].numpy(),
        }
    return out


def train(examples, meta, epochs, seed, o_weight, lr=1.5e-3, log=True):
    torch.manual_seed(seed); rng = random.Random(seed)
    net = EventNet(meta["cats"], meta["floats"], meta["pair_features"], len(TYPES), len(FACTS))
    opt = torch.optim.AdamW(net.parameters(), lr=lr, weight_decay=0.02)
    batch = 4
    steps = epochs * math.ceil(len(examples) / batch)
    sched = torch.optim.lr_scheduler.OneCycleLR(opt, lr, total_steps=steps, pct_start=0.15)
    start = time.time()
    for epoch in range(epochs):
        net.train(); order = list(examples); rng.shuffle(order); total = 0.0
        for k in range(0, len(order), batch):
            opt.zero_grad()
            loss = sum(loss_of(net, ex, rng, o_weight) for ex in order[k : k + batch])
            loss.backward()
            torch.nn.utils.clip_grad_norm_(net.parameters(), 5.0)
            opt.step(); sched.step(); total += float(loss)
        if log and (epoch % 5 == 4 or epoch == 0):
            print(f"  epoch {epoch + 1} loss {total / len(order):.2f} {time.time() - start:.0f}s", flush=True)
    return net


def quick_scores(examples, outs, threshold):
    """Trigger, event, factuality and role F1 at word level: a fast look, not the scorer that counts."""
    c = dict(g=0, p=0, t=0, e=0, f=0, s=0, ns=0, s1=0)
    rg, rp, rr = [0] * 5, [0] * 5, [0] * 5
    for ex, o in zip(examples, outs, strict=True):
        p = o["trigger"]; score = 1 - p[:, 0]; best = p[:, 1:].argmax(1) + 1
        gold = {t["i"]: t for t in ex["triggers"]}
        pred = {int(i): int(best[i]) for i in np.nonzero(score > threshold)[0]}
        c["g"] += len(gold); c["p"] += len(pred)
        c["t"] += sum(i in gold for i in pred); c["e"] += sum(i in gold and gold[i]["type"] == y for i, y in pred.items())
    prf = lambda r, g, p: 2 * r / max(1, g + p)
    return f"trigger F1 {prf(c['t'], c['g'], c['p']):.3f} event F1 {prf(c['e'], c['g'], c['p']):.3f} (P {c['e'] / max(1, c['p']):.3f} R {c['e'] / max(1, c['g']):.3f})"


def head_scores(examples, outs):
    """With gold triggers given: factuality accuracy, source accuracy, role F1 by start word."""
    f = s = s1 = n1 = n = 0
    rg, rp, rr = [0] * 5, [0] * 5, [0] * 5
    for ex, o in zip(examples, outs, strict=True):
        for k, t in enumerate(ex["triggers"]):
            n += 1
            f += int(o["fact"][k].argmax()) == t["fact"]
            sc = np.where(ex["source_candidates"], o["source"][k], -1e4)
            j = int(sc.argmax()); j = -1 if sc[j] < o["none"][k] else j
            gold = t["sources"][0] if t["sources"] else -1
            s += j == gold
            if gold >= 0: n1 += 1; s1 += j == gold
            roles = o["roles"][k].argmax(1) * ex["candidates"] * o["near"][k]
            pred = {(int(r), int(w)) for w, r in enumerate(roles) if r}
            goldr = {(r, w) for r, w in t["args"]}
            for r in range(1, 5):
                a, b = {x for x in pred if x[0] == r}, {x for x in goldr if x[0] == r}
                rg[r] += len(b); rp[r] += len(a); rr[r] += len(a & b)
    roles = " ".join(f"{ROLES[r]} {2 * rr[r] / max(1, rg[r] + rp[r]):.3f}" for r in range(1, 5))
    return f"fact {f / n:.3f} source {s / n:.3f} when-one {s1 / max(1, n1):.3f} roles: {roles}"


def main() -> None:
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("data"); ap.add_argument("--cv", type=int); ap.add_argument("--folds", default="")
    ap.add_argument("--export"); ap.add_argument("--out-of-fold"); ap.add_argument("--epochs", type=int, default=25)
    ap.add_argument("--seed", type=int, default=7); ap.add_argument("--o-weight", type=float, default=0.6)
    ap.add_argument("--threshold", type=float, default=0.5); ap.add_argument("--threads", type=int, default=1)
    a = ap.parse_args()
    torch.set_num_threads(a.threads)
    sys.path.insert(0, str(Path(__file__).parent.parent / "src"))
    from isnad.coding.features import pair_features
    data = pickle.load(open(a.data, "rb"))
    meta, examples = data["meta"], data["examples"]
    for ex in examples:
        ex["pair"] = (lambda ex: lambda trig: pair_features(ex["words"], trig))(ex)
    if a.cv:
        folds = [int(x) for x in a.folds.split(",")] if a.folds else range(a.cv)
        oof = {}
        for k in folds:
            tr = [e for e in examples if e["fold"] != k]; te = [e for e in examples if e["fold"] == k]
            net = train(tr, meta, a.epochs, a.seed, a.o_weight)
            outs = [predict(net, ex) for ex in te]
            print(f"fold {k}", *(f"[{th}] {quick_scores(te, outs, th)}" for th in (0.35, 0.5, 0.6)), sep="\n   ")
            gold = [predict(net, ex, torch.tensor([t["i"] for t in ex["triggers"]], dtype=torch.long),
                            torch.tensor([t["type"] for t in ex["triggers"]], dtype=torch.long)) if ex["triggers"] else {} for ex in te]
            pairs = [(e, g) for e, g in zip(te, gold, strict=True) if g]
            print("   gold triggers:", head_scores([e for e, _ in pairs], [g for _, g in pairs]), flush=True)
            if a.out_of_fold:
                Path(a.out_of_fold).mkdir(parents=True, exist_ok=True)
                export(net, meta, Path(a.out_of_fold) / f"fold{k}")
    if a.export:
        net = train(examples, meta, a.epochs, a.seed, a.o_weight)
        export(net, meta, Path(a.export))


def export(net, meta, folder: Path) -> None:
    """Weights as float16 in one .npz, names as in the state dict."""
    folder.mkdir(parents=True, exist_ok=True)
    np.savez_compressed(folder / "events.npz", **{k: v.numpy().astype(np.float16) for k, v in net.state_dict().items()})


if __name__ == "__main__":
    main()
