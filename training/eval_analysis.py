"""Measure the shipped analysis model: segmentation, UPOS, morphology, lemmas and NER on held-out data.

usage: eval_analysis.py [--model FOLDER] [--errors N]
Reads ../shared/data: PADT dev (909 sentences), PADT dev sentences with features, the last 100 sentences of PUD, the
last fifth of ANERcorp's training part. Prints one figure a line. The data goes through the tokeniser and tagger that ship.
"""

from __future__ import annotations

import argparse
import collections
import pickle
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
import analysis_data as ad
from train_analysis import ner_cut

from isnad.text.clean import clean
from isnad.text.document import Document, Sentence
from isnad.text.normal import fold
from isnad.text.tagger import Tagger
from isnad.text.tokens import tokenise


def document(sentences: list[ad.Sentence]) -> Document:
    """One document whose sentences and words are those of the data."""
    doc = tokenise(clean("\n".join(" ".join(s.words) for s in sentences)))
    words = [w for s in sentences for w in s.words]
    kept, k = [], 0
    if [w.text for w in doc.words] == words:
        doc.sentences = []
        for i, s in enumerate(sentences):
            for w in doc.words[k : k + len(s.words)]:
                w.sent = i
            doc.sentences.append(Sentence(i, k, k + len(s.words), i))
            k += len(s.words)
        return doc
    raise ValueError("tokens differ: " + str(next((a.text, b) for a, b in zip(doc.words, words) if a.text != b)))


def joined(sentences: list[ad.Sentence]) -> list[tuple[Document, list[ad.Sentence]]]:
    """Documents of 20 sentences, leaving out those that our tokeniser would split otherwise once joined."""
    good = []
    for s in sentences:
        if [w.text for w in tokenise(clean(" ".join(s.words))).words] == s.words:
            good.append(s)
    print(f"{len(good)} of {len(sentences)} sentences tokenise alike")
    out = []
    for k in range(0, len(good), 20):
        part = good[k : k + 20]
        try:
            out.append((document(part), part))
        except ValueError as error:
            print(error)
    return out


def entities(labels: list[str]) -> set[tuple[int, int, str]]:
    found, start = set(), None
    for k, label in enumerate([*labels, "O"]):
        if start is not None and (label[0] != "I" or label[2:] != labels[start][2:]):
            found.add((start, k, labels[start][2:]))
            start = None
        if label[0] == "B" or (label[0] == "I" and start is None):
            start = k
    return found


def hurried(sentences: list[ad.Sentence]) -> list[ad.Sentence]:
    """The same sentences without hamza on alif, and with final ya dotted or not at whim (by the word's length)."""
    out = []
    for s in sentences:
        words = [fold(w)[:-1] + ("ى" if len(w) % 2 else "ي") if w[-1:] in "يى" else fold(w) for w in s.words]
        out.append(ad.Sentence(s.source, words, s.labels, s.gold))
    return out


def clitics(tagger: Tagger, dev, errors: int) -> None:
    n = collections.Counter()
    wrong, tags = collections.Counter(), collections.Counter()
    for doc, sentences in joined(dev):
        scores = tagger.scores(doc)
        seg = [tagger.segmentation(w, s) for w, s in zip(doc.words, scores[:, tagger._slices["seg"]], strict=True)]
        pos = tagger.parts_of_speech(doc.words, seg, scores[:, tagger._slices["pos"]])
        gold = [g for s in sentences for g in s.gold]
        gold_seg = [g for s in sentences for g in s.labels["seg"]]
        gold_pos = [g for s in sentences for g in s.labels["pos"]]
        for w, r, g, gs, p, gp in zip(doc.words, seg, gold, gold_seg, pos, gold_pos, strict=True):
            n["words"] += 1
            right = (r[0].pre, r[0].suf) == g
            n["seg"] += right
            split = g != ((), "")
            n["clitic words"] += split
            n["clitic right"] += split and right
            if not right:
                wrong[f"{w.text} {'+'.join(r[0].pre)}|{r[0].suf} for {'+'.join(g[0])}|{g[1]}"] += 1
            n["article"] += gs is not None and r[0].definite == ("|ال|" in gs)
            n["articled"] += gs is not None
            if gp is not None:
                n["tagged"] += 1
                n["pos"] += p == gp
                n["both"] += p == gp and right
                if p != gp:
                    tags[f"{p} for {gp}"] += 1
                    if errors:
                        wrong[f"POS {w.text} {p} for {gp}"] += 1
    print(f"PADT dev: written words {n['words']}")
    print(f"  segmentation {n['seg'] / n['words']:.4f}   of words with clitics {n['clitic right'] / n['clitic words']:.4f}")
    print(f"  article {n['article'] / n['articled']:.4f}")
    print(f"  UPOS of the stem {n['pos'] / n['tagged']:.4f}   with segmentation right {n['both'] / n['tagged']:.4f}")
    print("  ", tags.most_common(12))
    for e, k in wrong.most_common(errors):
        print("    ", k, e)


def morphology(tagger: Tagger, dev, errors: int) -> None:
    good, every, wrong = collections.Counter(), collections.Counter(), collections.Counter()
    for doc, sentences in joined(dev):
        tagger.tag(doc)
        for h in ("gender", "number", "person", "aspect", "passive", "lemma"):
            name = "_lemma" if h == "lemma" else h
            gold = [g for s in sentences for g in s.labels[h]]
            for w, g in zip(doc.words, gold, strict=True):
                if g is None:
                    continue
                value = {"passive": "1" if w.passive else "0"}.get(h, getattr(w, h))
                if h == "lemma":
                    from isnad.text.lemmas import apply_script
                    if w.pos not in ("NOUN", "ADJ", "VERB"):
                        continue
                    g = apply_script(w.stem, g)
                elif h in ("gender", "number") and w.pos not in ("NOUN", "ADJ", "VERB", "PROPN", "NUM"):
                    continue
                elif h in ("person", "aspect", "passive") and not w.is_verb:
                    continue
                every[h] += 1
                good[h] += value == g
                if h == "passive" and (g == "1" or value == "1"):
                    every["passive verbs"] += 1
                    good["passive verbs"] += g == value
                if value != g:
                    wrong[f"{h} {w.text} {w.pos} {value} for {g}"] += 1
    print("features (PADT dev with features, PUD end):", {h: round(good[h] / every[h], 4) for h in every})
    for e, k in wrong.most_common(errors):
        print("    ", k, e)


def names(tagger: Tagger, errors: int) -> None:
    rows = ad.ner_sentences(ad.DATA / "ner/anercorp_train.txt", ad.ANER)
    rows = rows[ner_cut(rows):]
    right, found, there = collections.Counter(), collections.Counter(), collections.Counter()
    wrong = collections.Counter()
    for k in range(0, len(rows), 10):
        part = rows[k : k + 10]
        sentences = ad.read_ner(part, "")
        try:
            docs = [(document(sentences), sentences, part)]
        except ValueError:
            docs = []
            for s, p in zip(sentences, part, strict=True):
                doc = tokenise(clean(" ".join(s.words)))
                if [w.text for w in doc.words] == s.words:
                    docs.append((document([s]), [s], [p]))
                else:
                    doc = Document(clean(" ".join(s.words)))
                    at = 0
                    for i, t in enumerate(s.words):
                        w = tokenise(clean(t)).words[0]
                        w.i, w.start, w.end = i, at, at + len(t)
                        at += len(t) + 1
                        doc.words.append(w)
                    doc.sentences = [Sentence(0, 0, len(doc.words))]
                    docs.append((doc, [s], [p]))
        for doc, ss, ps in docs:
            tagger.tag(doc)
            at = 0
            for s, p in zip(ss, ps, strict=True):
                mine = ["O"] * len(p)
                done = set()
                for w, token in zip(doc.words[at : at + len(s.words)], s.gold, strict=True):
                    if token not in done and (w.ner != "O" or not w.is_punct):
                        mine[token] = w.ner
                        if not w.is_punct:
                            done.add(token)
                at += len(s.words)
                gold_e, mine_e = entities([x for _, x in p]), entities(mine)
                for e in gold_e:
                    there[e[2]] += 1
                    right[e[2]] += e in mine_e
                for e in mine_e:
                    found[e[2]] += 1
                for e in gold_e ^ mine_e:
                    wrong[("missed " if e in gold_e else "found ") + e[2] + " " + " ".join(t for t, _ in p[e[0] : e[1]])] += 1
    for kind in ("PER", "LOC", "ORG", "MISC"):
        print(f"  {kind} P {right[kind] / max(1, found[kind]):.3f} R {right[kind] / max(1, there[kind]):.3f} F {2 * right[kind] / max(1, found[kind] + there[kind]):.3f} n {there[kind]}")
    r, f, t = (sum(c.values()) for c in (right, found, there))
    print(f"ANERcorp last fifth, {len(rows)} sentences: entity P {r / f:.4f} R {r / t:.4f} F1 {2 * r / (f + t):.4f}")
    for e, k in wrong.most_common(errors):
        print("    ", k, e)


def speed(tagger: Tagger, dev) -> None:
    texts = ["\n".join(" ".join(s.words) for s in dev[k : k + 15]) for k in range(0, 900, 15)]
    docs = [tokenise(clean(t)) for t in texts]
    start = time.process_time()
    for d in docs:
        tagger.tag(d)
    seconds = time.process_time() - start
    print(f"speed: {sum(len(d.words) for d in docs) / seconds:.0f} words a second of processor time")


def main() -> None:
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("work", type=Path, help="where train_analysis.py kept analysis_data.pkl")
    ap.add_argument("--model", type=Path)
    ap.add_argument("--errors", type=int, default=0)
    a = ap.parse_args()
    data = pickle.load((a.work / "analysis_data.pkl").open("rb"))
    tagger = Tagger.load(a.model)
    clitics(tagger, data["dev"], a.errors)
    print("hurried spelling:")
    clitics(tagger, hurried(data["dev"]), 0)
    morphology(tagger, data["feat_dev"], a.errors)
    names(tagger, a.errors)
    speed(Tagger.load(a.model), data["dev"])


if __name__ == "__main__":
    main()
