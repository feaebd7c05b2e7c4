"""Train the event network; cross-validate over articles; export weights for ``isnad.coding.network``.

usage: train_events.py DATA.pkl --cv 5 --out-of-fold OUT.pkl      five-fold models (no article scored, and no reference article, was trained on)
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

sys.path[:0] = [str(Path(__file__).parent), str(Path(__file__).parent.parent / "src")]
from event_model import ROLES, EventNet
from gold_sets import OURS, SEED
from isnad.coding.features import argument_pairs, pair_features, source_pairs

TYPES = ["O", "ACCUSE", "AGREE", "AID", "ASSAULT", "COERCE", "CONCEDE", "CONSULT", "COOPERATE", "MOBILIZE", "PROTEST",
         "REJECT", "REQUEST", "RETREAT", "SANCTION", "SUPPORT", "THREATEN"]
FACTS = ["actual", "planned", "possible", "conditional", "sought", "denied", "habitual"]


def pairs_of(ex, idx):
    """Flat pairs for the triggers *idx*: argument pairs in the window, and source pairs."""
    idx, words, out = np.asarray(idx), ex["words"], {}
    for name, (rows, columns) in (("role", argument_pairs(words, idx, ex["candidates"])), ("source", source_pairs(idx, ex["source_candidates"]))):
        out[name] = (rows, columns, pair_features(words, idx, rows, columns).astype(np.float16))
    return out


def gold_of(ex):
    """Flat pairs and targets of an article's gold triggers, made once."""
    if "_gold" not in ex:
        g = pairs_of(ex, [t["i"] for t in ex["triggers"]]) if ex["triggers"] else None
        if g:
            want = [dict((j, r) for r, j in t["args"]) for t in ex["triggers"]]
            g["role_y"] = np.array([want[a].get(b, 0) for a, b in zip(*g["role"][:2])], dtype=np.int64)
            g["inner"] = np.array([t["sources"][0] if t["sources"] else -1 for t in ex["triggers"]])
            g["outer"] = np.array([t["sources"][1] if len(t["sources"]) > 1 else -1 for t in ex["triggers"]])
        ex["_gold"] = g
    return ex["_gold"]


def batch_of(examples):
    """Several articles as one: columns concatenated, word indices shifted."""
    at, t0 = 0, 0
    out = dict(gold=[], cats=[], floats=[], lengths=[], article=[], y=[], trig=[], types=[], facts=[], rr=[], rc=[], rf=[], ry=[],
               sr=[], sc=[], sf=[], inner=[], outer=[])
    for k, ex in enumerate(examples):
        n = len(ex["cats"])
        out["cats"].append(ex["cats"]); out["floats"].append(ex["floats"]); out["lengths"] += ex["lengths"]
        out["gold"].append(np.full((n, 1), float(ex["fold"] != OURS), dtype=np.float32))
        out["article"].append(np.full(n, k)); y = np.zeros(n, dtype=np.int64)
        for t in ex["triggers"]: y[t["i"]] = t["type"]
        out["y"].append(y)
        g = gold_of(ex)
        if g:
            out["trig"] += [t["i"] + at for t in ex["triggers"]]; out["types"] += [t["type"] for t in ex["triggers"]]
            out["facts"] += [t["fact"] for t in ex["triggers"]]
            r, c, f = g["role"]; out["rr"].append(r + t0); out["rc"].append(c + at); out["rf"].append(f); out["ry"].append(g["role_y"])
            r, c, f = g["source"]; out["sr"].append(r + t0); out["sc"].append(c + at); out["sf"].append(f)
            out["inner"].append(np.where(g["inner"] >= 0, g["inner"] + at, -1)); out["outer"].append(np.where(g["outer"] >= 0, g["outer"] + at, -1))
            t0 += len(ex["triggers"])
        at += n
    cat = lambda k: torch.from_numpy(np.concatenate(out[k])) if out[k] else None
    return {k: (cat(k) if k not in ("lengths", "trig", "types", "facts") else v) for k, v in out.items()}


def pointer(scores, none, rows, columns, target, exclude=None):
    """Cross-entropy over each trigger's source pairs and the choice of none. target: word or -1."""
    if exclude is not None:
        scores = scores.masked_fill(columns == exclude[rows], -1e4)
    t = len(none)
    top = torch.full((t,), -1e4).scatter_reduce(0, rows, scores.detach(), "amax").maximum(none.detach())
    total = torch.zeros(t).index_add(0, rows, torch.exp(scores - top[rows])) + torch.exp(none - top)
    logz = torch.log(total) + top
    hit = (columns == target[rows])
    pos = torch.zeros(t).index_add(0, rows[hit], scores[hit])
    reach = torch.zeros(t, dtype=torch.bool); reach[rows[hit]] = True
    lost = (target >= 0) & ~reach
    gold = torch.where(target >= 0, pos, none)
    return ((logz - gold) * (~lost)).sum()


def loss_of(net, examples, o_weight):
    b = batch_of(examples)
    floats = b["floats"] * (torch.rand(len(b["floats"]), 1) > 0.05)
    h = net.encode(b["cats"], floats, b["lengths"], b["article"], b["gold"])
    weight = torch.ones(len(TYPES)); weight[0] = o_weight
    loss = 10 * F.cross_entropy(net.trig_scores(h, floats, b["gold"]), b["y"], weight=weight, label_smoothing=0.03)
    if not b["trig"]:
        return loss
    idx, types = torch.tensor(b["trig"]), torch.tensor(b["types"])
    fl, tp, wp = net.forward_heads(h, idx, types)
    loss = loss + F.cross_entropy(fl, torch.tensor(b["facts"]), label_smoothing=0.03)
    r = net.roles(tp, wp, b["rr"], b["rc"], b["rf"].float())
    loss = loss + 6 * F.cross_entropy(r, b["ry"], weight=torch.tensor([1.0, 1.3, 1.3, 1.3, 1.3]), label_smoothing=0.01)
    n = len(idx)
    s = net.source(tp, wp, b["sr"], b["sc"], b["sf"].float())[:, 0]
    loss = loss + pointer(s, net.none(tp)[:, 0], b["sr"], b["sc"], b["inner"]) / n
    has = b["inner"] >= 0
    if has.any():
        o = net.outer(tp, wp, b["sr"], b["sc"], b["sf"].float())[:, 0]
        use = has[b["sr"]]
        none = torch.where(has, net.outer_none(tp)[:, 0], torch.tensor(0.0))
        outer = torch.where(has, b["outer"], -1)
        loss = loss + 0.6 * pointer(o[use], none, b["sr"][use], b["sc"][use], outer, b["inner"]) / n
    return loss


@torch.no_grad()
def predict(net, ex, triggers=None, types=None, threshold=0.5):
    """Per article: trigger probabilities, and heads (as dense arrays) for the given or predicted triggers."""
    net.eval()
    n = len(ex["cats"])
    h = net.encode(torch.from_numpy(ex["cats"]), torch.from_numpy(ex["floats"]), ex["lengths"], torch.zeros(n, dtype=torch.long), torch.ones(n, 1))
    p = torch.softmax(net.trig_scores(h, torch.from_numpy(ex["floats"]), torch.ones(n, 1)), dim=1)
    out = {"trigger": p.numpy()}
    if triggers is None or not len(triggers):
        return out
    fl, tp, wp = net.forward_heads(h, triggers, types)
    g = pairs_of(ex, triggers.numpy())
    t = len(triggers)
    roles = np.zeros((t, n, 5), dtype=np.float32); roles[:, :, 0] = 1
    r, c, f = (torch.from_numpy(x) for x in g["role"])
    roles[g["role"][0], g["role"][1]] = torch.softmax(net.roles(tp, wp, r, c, f.float()), 1).numpy()
    source = np.full((t, n), -1e4, dtype=np.float32); outer = source.copy()
    r, c, f = (torch.from_numpy(x) for x in g["source"])
    source[g["source"][0], g["source"][1]] = net.source(tp, wp, r, c, f.float())[:, 0].numpy()
    outer[g["source"][0], g["source"][1]] = net.outer(tp, wp, r, c, f.float())[:, 0].numpy()
    return out | {"fact": torch.softmax(fl, 1).numpy(), "roles": roles, "source": source, "none": net.none(tp)[:, 0].numpy(),
                  "outer": outer, "outer_none": net.outer_none(tp)[:, 0].numpy()}


def train(examples, meta, epochs, seed, o_weight, lr=2.5e-3, log=True):
    torch.manual_seed(seed); rng = random.Random(seed)
    net = EventNet(meta["cats"], meta["floats"], meta["pair_features"], len(TYPES), len(FACTS))
    opt = torch.optim.AdamW(net.parameters(), lr=lr, weight_decay=0.02)
    batch = 6
    steps = epochs * math.ceil(len(examples) / batch)
    sched = torch.optim.lr_scheduler.OneCycleLR(opt, lr, total_steps=steps, pct_start=0.15)
    start = time.time()
    for epoch in range(epochs):
        net.train(); order = list(examples); rng.shuffle(order); total = 0.0
        for k in range(0, len(order), batch):
            opt.zero_grad()
            loss = loss_of(net, order[k : k + batch], o_weight)
            loss.backward()
            torch.nn.utils.clip_grad_norm_(net.parameters(), 2.0)
            opt.step(); sched.step(); total += float(loss.detach())
        if log and (epoch % 5 == 4 or epoch == 0):
            print(f"  epoch {epoch + 1} loss {total / len(order):.2f} {time.time() - start:.0f}s", flush=True)
    return net


def quick_scores(examples, outs, threshold):
    """Trigger, event, factuality and role F1 at word level: a fast look, not the scorer that counts."""
    c = dict(g=0, p=0, t=0, e=0)
    for ex, o in zip(examples, outs, strict=True):
        p = o["trigger"]; score = 1 - p[:, 0]; best = p[:, 1:].argmax(1) + 1
        gold = {t["i"]: t for t in ex["triggers"]}
        pred = {int(i): int(best[i]) for i in np.nonzero(score > threshold)[0]}
        c["g"] += len(gold); c["p"] += len(pred)
        c["t"] += sum(i in gold for i in pred); c["e"] += sum(i in gold and gold[i]["type"] == y for i, y in pred.items())
    prf = lambda r, g, p: 2 * r / max(1, g + p)
    return f"trigger F1 {prf(c['t'], c['g'], c['p']):.3f} event F1 {prf(c['e'], c['g'], c['p']):.3f} (P {c['e'] / max(1, c['p']):.3f} R {c['e'] / max(1, c['g']):.3f})"


def head_scores(examples, outs):
    """With gold triggers given: factuality accuracy, source and chain accuracy, role F1 by start word."""
    f = s = s1 = n1 = n = ch = 0
    rg, rp, rr = [0] * 5, [0] * 5, [0] * 5
    for ex, o in zip(examples, outs, strict=True):
        for k, t in enumerate(ex["triggers"]):
            n += 1
            f += int(o["fact"][k].argmax()) == t["fact"]
            j = int(o["source"][k].argmax()); j = -1 if o["source"][k][j] < o["none"][k] else j
            gold = t["sources"][0] if t["sources"] else -1
            s += j == gold
            if gold >= 0: n1 += 1; s1 += j == gold
            out = o["outer"][k].copy()
            if j >= 0: out[j] = -1e4
            q = int(out.argmax()); q = -1 if j < 0 or out[q] < o["outer_none"][k] else q
            ch += j == gold and q == (t["sources"][1] if len(t["sources"]) > 1 else -1)
            pred = {(int(r), int(w)) for w, r in enumerate(o["roles"][k].argmax(1)) if r}
            goldr = {(r, w) for r, w in t["args"]}
            for r in range(1, 5):
                a, b = {x for x in pred if x[0] == r}, {x for x in goldr if x[0] == r}
                rg[r] += len(b); rp[r] += len(a); rr[r] += len(a & b)
    roles = " ".join(f"{ROLES[r]} {2 * rr[r] / max(1, rg[r] + rp[r]):.3f}" for r in range(1, 5))
    return f"fact {f / n:.3f} source {s / n:.3f} when-one {s1 / max(1, n1):.3f} chain2 {ch / n:.3f} roles: {roles}"


def main() -> None:
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("data"); ap.add_argument("--cv", type=int); ap.add_argument("--folds", default="")
    ap.add_argument("--export"); ap.add_argument("--out-of-fold"); ap.add_argument("--epochs", type=int, default=24)
    ap.add_argument("--seed", type=int, default=7); ap.add_argument("--o-weight", type=float, default=0.6)
    ap.add_argument("--threshold", type=float, default=0.5); ap.add_argument("--threads", type=int, default=1)
    a = ap.parse_args()
    torch.set_num_threads(a.threads)
    data = pickle.load(open(a.data, "rb"))
    meta, examples = data["meta"], data["examples"]
    some = next(e for e in examples if e["triggers"])
    meta["pair_features"] = pairs_of(some, [some["triggers"][0]["i"]])["role"][2].shape[1]
    if a.cv:
        folds = [int(x) for x in a.folds.split(",")] if a.folds else range(a.cv)
        oof = {}
        for k in folds:
            tr = [e for e in examples if e["fold"] not in (k, SEED)]; te = [e for e in examples if e["fold"] == k]
            net = train(tr, meta, a.epochs, a.seed, a.o_weight)
            outs = [predict(net, ex) for ex in te]
            print(f"fold {k}", *(f"[{th}] {quick_scores(te, outs, th)}" for th in (0.35, 0.5, 0.6)), sep="\n   ")
            tensor = lambda ex, k: torch.tensor([t[k] for t in ex["triggers"]], dtype=torch.long)
            gold = [predict(net, ex, tensor(ex, "i"), tensor(ex, "type")) if ex["triggers"] else {} for ex in te]
            pairs = [(e, g) for e, g in zip(te, gold, strict=True) if g]
            print("   gold triggers:", head_scores([e for e, _ in pairs], [g for _, g in pairs]), flush=True)
            if a.out_of_fold:
                Path(a.out_of_fold).mkdir(parents=True, exist_ok=True)
                export(net, meta, Path(a.out_of_fold) / f"fold{k}")
    if a.export:
        net = train(examples, meta, a.epochs, a.seed, a.o_weight)
        export(net, meta, Path(a.export))


def export(net, meta, folder: Path) -> None:
    """Weights as float16 in one .npz, names as in the state dict; what is the gold's own goes into the biases."""
    folder.mkdir(parents=True, exist_ok=True)
    state = {k: v.clone() for k, v in net.state_dict().items()}
    state["inp.bias"] += state.pop("gold.weight")[:, 0]
    state["trig.3.bias"] += state.pop("gold_trig.weight")[:, 0]
    np.savez_compressed(folder / "events.npz", **{k: v.numpy().astype(np.float16) for k, v in state.items()})


if __name__ == "__main__":
    main()
