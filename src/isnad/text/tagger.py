"""The trained analysis: clitics, part of speech, morphology, lemmas and names of every word in one pass.

A two-layer BiLSTM over word vectors and affixes, trained by ``training/train_analysis.py``;
the model card lies beside the weights. It runs on one thread, so that the same text gives
the same analysis whatever else the machine does.
"""

from __future__ import annotations

import gzip
import json
import math
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime
from numpy.typing import NDArray

from isnad.text import vectors
from isnad.text.document import Document, Sentence, Word
from isnad.text.lemmas import apply_script, choose_stem
from isnad.text.normal import fold
from isnad.text.segment import Segmentation, apply, candidates, whole
from isnad.text.tag_rules import (
    by_ending,
    excluded_verb,
    final_tag,
    forbidden,
    repeated_names,
    single_names,
    viterbi,
)
from isnad.text.word_features import COLUMNS, Indexer

Array = NDArray[Any]

PADDED = 2048
"""Words, padding included, that run together at most."""
FORMS = 30_000
"""Written words whose inputs are kept (about 1 kB each)."""
SURE = 7.0
"""How far (in log-odds) "no name" must lead for a word to be left out of the search for names."""
RARE = 0.75
"""Added to the scores of ORG and MISC, which the model finds too seldom (chosen on ANERcorp's last fifth)."""
CITATION_WEIGHT, CITATION_MOST, VERB_KNOWN = 0.5, 2.0, 3.0
"""What speaks for an edit whose result is a citation form in news: per log count, at most, for any verb."""
STEM_WEIGHT, STEM_MOST = 0.3, 1000
"""What speaks for a split whose stem news has as a word: per log count, at this count at most."""
STRANGE, STRANGE_RADICAL, KNOWN_STEM = 1.5, 5.0, 20
"""What speaks against taking off clitics where the stem is no word of news (fewer than so many times with its
feminine ending): where the whole is none either (a rare name), and where it is (``وسيط``: no word ``سيط``).
These five were chosen on PADT dev."""
PLURAL = 3.0
"""What speaks against a plural noun that is its own lemma."""
_CANDIDATE_LEMMAS = 12


class Tagger:
    """Fills segmentation, tags, lemmas and names of a tokenised document."""

    def __init__(self, folder: Path) -> None:
        description = json.loads((folder / "labels.json").read_text("utf8"))
        self.labels: dict[str, list[str]] = description["heads"]
        ends = np.cumsum([len(v) for v in self.labels.values()])
        self._slices = {
            h: slice(int(e) - len(self.labels[h]), int(e)) for h, e in zip(self.labels, ends, strict=True)
        }
        self._seg = {name: k for k, name in enumerate(self.labels["seg"])}
        self._indexer = Indexer(description["values"])
        self._vectors = vectors.load()
        with np.load(folder / "inputs.npz") as stored:
            self._embeddings = [stored[c].astype(np.float32) for c in COLUMNS]
        self._width = self._vectors.width + sum(e.shape[1] for e in self._embeddings)
        self._counts = _vocabulary(folder)
        self._citations = {(tag, form): int(n) for tag, form, n in _table(folder / "lemmas.tsv.gz")}
        self._forms = {(tag, stem): lemma for tag, stem, lemma in _table(folder / "forms.tsv.gz")}
        self._known: dict[str, int] = {}
        self._inputs: Array = np.empty((0, self._width), dtype=np.float32)
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.inter_op_num_threads = 1
        self._network = onnxruntime.InferenceSession(
            str(folder / "encoder.onnx"), options, providers=["CPUExecutionProvider"]
        )
        self._pos_word = np.array([0.0 if p not in ("PUNCT", "SYM") else -1e9 for p in self.labels["pos"]])
        nominal = ("NOUN", "ADJ", "NUM", "X", "PROPN", "ADV", "DET")
        self._pos_definite = np.array([0.0 if p in nominal else -1e9 for p in self.labels["pos"]])
        self._moves = np.array(description["moves"]) + forbidden(self.labels["ner"])
        self._readings = lru_cache(maxsize=40_000)(self._readings_of)
        self._lemma = lru_cache(maxsize=40_000)(self._lemma_of)

    @classmethod
    def load(cls, path: Path | None = None) -> Tagger:
        """The shipped model, or the one in folder *path*. Raises FileNotFoundError when it is not there."""
        return cls(path or Path(str(files("isnad") / "models" / "analysis")))

    def vectors(self, doc: Document) -> Array:
        """Word vectors of the written words of *doc*: float32 [len(doc.words), 128]."""
        return vectors.word_vectors(doc)

    def tag(self, doc: Document) -> None:
        """Fill ``pre suf stem* definite pos lemma gender number person aspect passive ner`` of every word.

        *doc* comes from :func:`isnad.text.tokens.tokenise`. The tags of closed classes are those of
        ``function_words.yaml``, of names PROPN; the rest is Universal POS as the Prague treebank uses it.
        """
        words = doc.words
        if not words:
            return
        scores = self.scores(doc)
        heads = {h: scores[:, s] for h, s in self._slices.items()}
        self.names(doc, heads["ner"])
        segmentations = [self.segmentation(w, s) for w, s in zip(words, heads["seg"], strict=True)]
        tags = self.parts_of_speech(words, segmentations, heads["pos"])
        repeated_names(words, segmentations, tags)
        best = {
            h: heads[h].argmax(axis=1).tolist()
            for h in ("gender", "number", "person", "aspect", "passive", "proper", "lemma")
        }
        for i, w in enumerate(words):
            if w.pos in ("PUNCT", "SYM"):
                continue
            if w.pos == "NUM":
                w.lemma = w.stem
                continue
            readings = segmentations[i]
            tag = tags[i]
            apply(w, self._spelled(readings, tag))
            w.pos = final_tag(w, tag, self.labels["proper"][best["proper"][i]] == "1")
            self._fill(w, {h: self.labels[h][k[i]] for h, k in best.items()})
            w.lemma = self._citation(w, tag, heads["lemma"][i], best["lemma"][i])
        single_names(doc)

    def scores(self, doc: Document) -> Array:
        """The network's scores: float32 [words, labels of all heads]."""
        x = self._rows([w.text for w in doc.words])
        out = np.empty((len(doc.words), self._slices[next(reversed(self._slices))].stop), dtype=np.float32)
        for batch in _batches(doc.sentences):
            sizes = np.array([s.last - s.first for s in batch], dtype=np.int32)
            padded = np.zeros((int(sizes[-1]), len(batch), self._width), dtype=np.float32)
            for b, s in enumerate(batch):
                padded[: s.last - s.first, b] = x[s.first : s.last]
            y = self._network.run(None, {"x": padded, "lengths": sizes})[0]
            for b, s in enumerate(batch):
                out[s.first : s.last] = y[: s.last - s.first, b]
        return out

    def _rows(self, texts: list[str]) -> Array:
        """The network's input per word."""
        known = self._known
        new = [t for t in dict.fromkeys(texts) if t not in known]
        if len(known) + len(new) > FORMS:
            known.clear()
            self._inputs = self._inputs[:0]
            new = list(dict.fromkeys(texts))
        if new:
            index = np.array([self._indexer(t) for t in new])
            forms = self._vectors.batch([vectors.form(fold(t)) for t in new])
            fresh = np.concatenate([forms, *(e[index[:, k]] for k, e in enumerate(self._embeddings))], axis=1)
            size = len(known)
            if size + len(new) > len(self._inputs):
                grown = np.empty(
                    (max(2 * len(self._inputs), size + len(new), 1024), self._width), dtype=np.float32
                )
                grown[:size] = self._inputs[:size]
                self._inputs = grown
            self._inputs[size : size + len(new)] = fresh
            known.update((t, size + k) for k, t in enumerate(new))
        rows: Array = self._inputs[[known[t] for t in texts]]
        return rows

    def _readings_of(self, norm: str) -> tuple[tuple[int, float, tuple[Segmentation, ...]], ...]:
        """Labels of the segmentation head that the shape of a word allows, what news says for each, the readings."""
        found: dict[int, list[Segmentation]] = {}
        for c in candidates(norm):
            k = self._seg.get(f"{'+'.join(c.pre)}|{'ال' if c.definite else ''}|{c.suf}")
            if k is not None:
                found.setdefault(k, []).append(c)
        if len(found) == 1:
            return tuple((k, 0.0, tuple(v)) for k, v in found.items())
        return tuple((k, self._usual(norm, v), tuple(v)) for k, v in found.items())

    def _usual(self, norm: str, readings: list[Segmentation]) -> float:
        """How much the counts of news speak for one way to split *norm* (log-odds to add to the network's)."""
        known = self._counts.get
        first = readings[0]
        seen = 0
        for r in readings:
            n = known(r.stem, 0)
            if r.suf:
                n = max(n, known(r.stem + "ة", 0))
            seen = max(seen, n)
        score = STEM_WEIGHT * math.log1p(min(seen, STEM_MOST))
        if seen < KNOWN_STEM and (first.pre or first.suf) and len(first.stem) > 2 and first.stem not in self._counts:
            score -= STRANGE_RADICAL if norm in self._counts else STRANGE
        return score

    def segmentation(self, word: Word, scores: Array) -> tuple[Segmentation, ...]:
        """The best reading of *word*; several when only the spelling of the stem is open."""
        if word.pos in ("PUNCT", "SYM", "NUM"):
            return (whole(word.norm),)
        readings = self._readings(word.norm)
        if len(readings) == 1:
            return readings[0][2]
        if not readings:
            return (whole(word.norm),)
        return max(readings, key=lambda r: scores[r[0]] + r[1])[2]

    def parts_of_speech(
        self, words: list[Word], read: list[tuple[Segmentation, ...]], scores: Array
    ) -> list[str]:
        """Tags of the treebank (names X), as the segmentation allows."""
        masked = scores.astype(np.float64)
        for i, r in enumerate(read):
            if words[i].pos in ("PUNCT", "NUM"):
                continue
            if words[i].pos != "SYM":
                masked[i] += self._pos_definite if r[0].definite else self._pos_word
        names = self.labels["pos"]
        verb = names.index("VERB")
        best = masked.argmax(axis=1).tolist()
        for i in range(1, len(words)):
            if best[i] == best[i - 1] == verb and not read[i][0].pre and words[i].sent == words[i - 1].sent:
                before, stem = read[i - 1][0].stem, read[i][0].stem
                if excluded_verb(before, stem):
                    masked[i, verb] = -1e9
                    best[i] = int(masked[i].argmax())
        return [w.pos if w.pos in ("PUNCT", "NUM") else names[k] for w, k in zip(words, best, strict=True)]

    def _spelled(self, readings: tuple[Segmentation, ...], tag: str) -> Segmentation:
        if len(readings) == 1:
            return readings[0]
        stem = choose_stem([r.stem for r in readings], tag, self._counts)
        return next(r for r in readings if r.stem == stem)

    def names(self, doc: Document, scores: Array) -> None:
        """Write the likeliest well-formed ``ner`` labels (Viterbi over the stretches that may hold names)."""
        labels = self.labels["ner"]
        scores = scores + np.array([RARE if x.endswith(("ORG", "MISC")) else 0.0 for x in labels])
        outside = labels.index("O")
        others = np.delete(scores, outside, axis=1).max(axis=1)
        open_ = (others > scores[:, outside] - SURE).tolist()
        for s in doc.sentences:
            i = s.first
            while i < s.last:
                if not open_[i]:
                    doc.words[i].ner = "O"
                    i += 1
                    continue
                k = i
                while k < s.last and open_[k]:
                    k += 1
                for w, label in zip(doc.words[i:k], viterbi(scores[i:k], self._moves, outside), strict=True):
                    w.ner = labels[label]
                i = k

    def _fill(self, w: Word, value: dict[str, str]) -> None:
        if w.pos in ("VERB", "AUX"):
            w.gender, w.number, w.person = value["gender"], value["number"], value["person"]
            w.aspect, w.passive = value["aspect"], value["passive"] == "1"
            by_ending(w)
        elif w.pos in ("NOUN", "ADJ", "PROPN", "NUM", "X"):
            w.gender, w.number = value["gender"], value["number"]
            if w.stem.endswith("ات") and len(w.stem) > 4 and w.pos != "PROPN":
                w.number = "p"
                w.gender = "f"

    def _citation(self, w: Word, tag: str, scores: Array, best: int) -> str:
        """The lemma: among the likeliest edits, the one whose result news has as a citation form."""
        if w.pos not in ("VERB", "NOUN", "ADJ", "NUM", "AUX") or tag not in (
            "VERB",
            "NOUN",
            "ADJ",
            "NUM",
            "X",
            "AUX",
        ):
            return w.stem
        kind = "VERB" if w.pos == "AUX" else w.pos
        plural = kind == "NOUN" and w.number == "p"
        citation = (
            kind == "VERB" and w.aspect == "perf" and w.gender == "m" and w.number == "s" and w.person == "3"
        )
        known = self._forms.get((kind, w.stem))
        if citation or known is not None:
            return w.stem if citation else str(known)
        first = self._lemma(kind, w.stem, best)
        top = scores[best]
        if first is not None and first[1] > 2 and not (plural and first[0] == w.stem):
            order = [best, *(k for k in np.flatnonzero(scores > top - 4).tolist() if k != best)]
        else:
            order = np.argsort(-scores, kind="stable")[:_CANDIDATE_LEMMAS].tolist()
        found, value = w.stem, -1e9
        for k in order:
            option = self._lemma(kind, w.stem, k)
            if option is None:
                continue
            lemma, weight = option
            score = float(scores[k]) + weight - (PLURAL if plural and lemma == w.stem else 0.0)
            if score > value:
                found, value = lemma, score
        return found

    def _lemma_of(self, kind: str, stem: str, script: int) -> tuple[str, float] | None:
        """What a script makes of *stem* and how usual that is as a lemma; None if news has no such word."""
        lemma = apply_script(stem, self.labels["lemma"][script])
        if lemma is None or len(lemma) < 2 or not (lemma == stem or lemma in self._counts):
            return None
        seen = self._citations.get((kind, lemma), 0)
        return lemma, min(CITATION_MOST, CITATION_WEIGHT * math.log1p(seen)) + (
            VERB_KNOWN if kind == "VERB" and seen else 0.0
        )


def _vocabulary(folder: Path) -> dict[str, int]:
    """Words of news with their counts."""
    text = gzip.decompress((folder / "vocabulary.tsv.gz").read_bytes()).decode("utf8")
    return {w: int(n) for w, n in (line.split("\t") for line in text.splitlines())}


def _table(path: Path) -> list[list[str]]:
    """Rows of a packed table; none where the model has no such table."""
    text = gzip.decompress(path.read_bytes()).decode("utf8") if path.exists() else ""
    return [line.split("\t") for line in text.splitlines()]


def _batches(sentences: list[Sentence]) -> list[list[Sentence]]:
    """Sentences of like length together, shortest first."""
    batches: list[list[Sentence]] = []
    current: list[Sentence] = []
    for s in sorted(sentences, key=lambda s: (s.last - s.first, s.first)):
        size = s.last - s.first
        if not size:
            continue
        if current and (
            size * (len(current) + 1) > PADDED or size > 8 + 1.5 * (current[0].last - current[0].first)
        ):
            batches.append(current)
            current = []
        current.append(s)
    return [*batches, current] if current else batches
