"""Treebanks and NER corpora as sentences of written words, split as ``isnad.text.tokens`` splits them.

Each :class:`Sentence` has the clean words and one list of labels per head (``None`` where the source says nothing).
Everything is read from ../shared/data; nothing of it is written into the repository.
"""

from __future__ import annotations

import collections
import re
import sys
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent / "src"))
from isnad.text.clean import clean
from isnad.text.lemmas import choose_stem, edit_script
from isnad.text.normal import bare
from isnad.text.segment import ENCLITICS, candidates
from isnad.text.tokens import tokenise

DATA = Path(__file__).parent.parent.parent / "shared/data"
HEADS = ("seg", "pos", "proper", "gender", "number", "person", "aspect", "passive", "lemma", "ner")
ARABIC = re.compile(r"[\u0620-\u064a]")
PROCLITICS = frozenset("وفبلكسا")
CONTRACTED = {"مما", "عما", "ممن", "عمن"}


@dataclass
class Sentence:
    """Words and their labels by head; ``gold`` keeps (proclitics, enclitic) as the treebank has them."""

    source: str
    words: list[str] = field(default_factory=list)
    labels: dict[str, list] = field(default_factory=lambda: {h: [] for h in HEADS})
    gold: list = field(default_factory=list)

    def add(self, word: str, gold=None, **labels) -> None:
        self.words.append(word)
        self.gold.append(gold)
        for h in HEADS:
            self.labels[h].append(labels.get(h))


@dataclass
class Part:
    """One syntactic word of a treebank."""

    form: str
    pos: str
    lemma: str = ""
    feats: dict[str, str] = field(default_factory=dict)


class Counts:
    """Word counts of the news corpus; they tell a radical ``ال`` from the article."""

    def __init__(self, corpus: Path) -> None:
        counter: collections.Counter[str] = collections.Counter()
        with corpus.open(encoding="utf8") as lines:
            for line in lines:
                counter.update(line.split())
        self.of = counter

    def vocabulary(self, least: int = 5) -> dict[str, int]:
        """Counts of the words seen *least* times, with and without article."""
        n = self.of
        found = {w for w, c in n.items() if c >= least and ARABIC.search(w)}
        found |= {w[2:] for w in found if w.startswith("ال") and len(w) > 4}
        return {w: n[w] + n["ال" + w] for w in sorted(found)}

    @cache
    def radical(self, whole: str) -> bool:
        """Whether the ``ال`` that begins the bare word *whole* belongs to the word."""
        if whole == "الله":
            return True
        stem, n = whole[2:], self.of
        outside, inside = n["ل" + whole], n["لل" + stem]
        return outside > inside or (n[stem] < 0.002 * n[whole] and outside >= 2 and n[stem] < 3)


def pieces(word: str) -> list:
    """The words of our tokeniser that a treebank's token becomes."""
    return tokenise(clean(word)).words


def write(parts: list[Part]) -> str:
    """The written word of *parts*, for treebanks that do not keep it."""
    out = bare(parts[0].form)
    for part in parts[1:]:
        f = bare(part.form)
        if out[-1:] == "ل" and len(out) <= 2 and f.startswith("ال"):
            f = f[1:]
        elif part.pos == "PRON" and f in ENCLITICS:
            if out.endswith("ة"):
                out = out[:-1] + "ت"
            elif out.endswith("وا") and len(out) > 3:
                out = out[:-1]
        out += f
    return out


class Reader:
    """Makes labelled words out of written words and their parts."""

    def __init__(self, counts: Counts) -> None:
        self.counts = counts
        self.vocabulary = counts.vocabulary()
        self.lost: collections.Counter[str] = collections.Counter()

    def word(self, sentence: Sentence, written: str, parts: list[Part], features: bool, tags: str) -> None:
        """Add a written word; *tags* is ``padt`` (UPOS is learned), ``pud`` (PROPN is) or empty."""
        tokens = pieces(written)
        if len(tokens) != 1:
            for t in tokens:
                plain = t.pos if t.pos in ("PUNCT", "NUM", "SYM") else parts[-1].pos if tags == "padt" else None
                sentence.add(t.text, ((), ""), seg="||", pos=None if plain == "SYM" else plain)
            return
        norm = tokens[0].norm
        if tokens[0].pos == "PUNCT":
            sentence.add(tokens[0].text, ((), ""), seg="||", pos="PUNCT")
            return
        labels, gold = self.labels(norm, parts, features, tags)
        sentence.add(tokens[0].text, gold, **labels)

    def labels(self, norm: str, parts: list[Part], features: bool, tags: str) -> tuple[dict, tuple]:
        rest = list(parts)
        suf = ""
        if len(rest) > 1 and rest[-1].pos == "PRON" and bare(rest[-1].form) in ENCLITICS:
            suf = bare(rest.pop().form)
        stem, pre = rest[-1], tuple(bare(p.form) for p in rest[:-1])
        gold = (pre, suf)
        if norm == "لله" and pre == ("ل",):
            return {"seg": "ل||", "pos": stem.pos if tags == "padt" else None}, gold
        fits = [c for c in candidates(norm) if c.pre == pre and c.suf == suf]
        labels: dict[str, object] = {}
        if not fits:
            self.lost[f"{norm} {[p.form for p in parts]}"] += 1
            if len(rest) == 2 and bare(stem.form) == "ما":
                labels = {"seg": "||", "pos": "CCONJ" if tags == "padt" else None}
            return labels, gold
        definite = self.definite(norm, fits, stem)
        fits = [c for c in fits if c.definite == definite] or fits
        labels["seg"] = f"{'+'.join(pre)}|{'ال' if fits[0].definite else ''}|{suf}"
        if tags == "padt":
            labels["pos"] = stem.pos
        if tags == "pud":
            labels["proper"] = "1" if stem.pos == "PROPN" or stem.feats.get("Proper") else "0"
        elif tags == "padt" and stem.pos not in ("X", "NOUN", "ADJ"):
            labels["proper"] = "0"
        if features:
            choice = choose_stem([c.stem for c in fits], stem.pos, self.vocabulary)
            labels |= self.features(stem, choice)
        return labels, gold

    def definite(self, norm: str, fits: list, stem: Part) -> bool:
        options = {c.definite for c in fits}
        if len(options) == 1:
            return options.pop()
        begin = next(c.start for c in fits if c.definite)
        if stem.pos not in ("NOUN", "ADJ", "X", "NUM", "PROPN", "ADV", "N", ""):
            return False
        if norm[begin : begin + 2] != "ال":  # after lam: ``لل``
            form = bare(stem.form)
            if form.startswith("ال"):
                return True
            return not form.startswith("ل") or stem.feats.get("Definite") == "Def" or form == norm[begin:]
        whole = norm[begin:]
        if stem.lemma:
            return not bare(stem.lemma).startswith("ال") or not self.counts.radical(whole)
        return not self.counts.radical(whole)

    def features(self, stem: Part, form: str) -> dict[str, object]:
        f, pos = stem.feats, stem.pos
        out: dict[str, object] = {}
        nominal = pos in ("NOUN", "ADJ", "PROPN", "NUM")
        if pos == "VERB" or nominal or pos == "AUX":
            out["gender"] = {"Masc": "m", "Fem": "f"}.get(f.get("Gender", ""))
            out["number"] = {"Sing": "s", "Dual": "d", "Plur": "p", "Coll": "s"}.get(f.get("Number", ""))
        if pos in ("VERB", "AUX") and f.get("Aspect"):
            out["person"] = f.get("Person", "3") if f.get("Person", "3") in "123" else "3"
            out["aspect"] = "imp" if f.get("Mood") == "Imp" else {"Perf": "perf", "Imp": "imperf"}.get(f["Aspect"])
            out["passive"] = "1" if f.get("Voice") == "Pass" else "0"
        lemma = bare(stem.lemma).replace("`", "")
        if stem.lemma not in ("", "_") and ARABIC.search(lemma):
            out["lemma"] = edit_script(form, lemma)
            out["_lemma"] = lemma
        return out


UM = {"PFV": ("Aspect", "Perf"), "IPFV": ("Aspect", "Imp"), "IMP": ("Mood", "Imp"), "SG": ("Number", "Sing"),
      "DU": ("Number", "Dual"), "PL": ("Number", "Plur"), "MASC": ("Gender", "Masc"), "FEM": ("Gender", "Fem"),
      "1": ("Person", "1"), "2": ("Person", "2"), "3": ("Person", "3"), "ACT": ("Voice", "Act"),
      "PASS": ("Voice", "Pass"), "DEF": ("Definite", "Def")}
UM_POS = {"V": "VERB", "N": "NOUN", "ADJ": "ADJ", "PROPN": "PROPN", "ADP": "ADP", "CONJ": "CCONJ", "PART": "PART",
          "PRO": "PRON", "NUM": "NUM", "DET": "DET", "ADV": "ADV"}


def conllu(path: Path):
    """Sentences as lists of (part, space after, the columns)."""
    rows: list = []
    for line in path.open(encoding="utf8"):
        line = line.rstrip("\n")
        if not line:
            if rows:
                yield rows
            rows = []
        elif line[0] != "#":
            c = line.split("\t")
            if "-" in c[0] or "." in c[0]:
                continue
            feats = dict(x.split("=", 1) for x in c[5].split("|") if "=" in x)
            pos = c[3]
            if pos == "_":
                tags = c[5].split(";")
                feats = dict(UM[t] for t in tags if t in UM)
                pos = next((UM_POS[t] for t in tags if t in UM_POS), "X" if c[5] == "_" else "")
            if "Proper=True" in c[9]:
                feats["Proper"] = "1"
            rows.append((Part(c[1], pos, c[2] if c[2] != "_" else "", feats), "SpaceAfter=No" not in c[9]))
    if rows:
        yield rows


def read_conllu(reader: Reader, name: str, tags: str, glued: bool) -> list[Sentence]:
    """*glued*: SpaceAfter=No says what is one word; else clitics are told by their form."""
    result = []
    for rows in conllu(DATA / "treebank" / name):
        groups: list[list[Part]] = []
        join = False
        for k, (part, space) in enumerate(rows):
            form = bare(part.form)
            arabic = bool(ARABIC.search(form))
            enclitic = part.pos == "PRON" and form in ENCLITICS and not glued
            if groups and arabic and (join or enclitic) and ARABIC.search(groups[-1][-1].form):
                groups[-1].append(part)
            else:
                groups.append([part])
            if glued:
                join = not space
            else:
                join = form in PROCLITICS and len(form) == 1 and part.pos in ("CCONJ", "CONJ", "ADP", "PART", "AUX", "SCONJ")
        sentence = Sentence(name)
        for parts in groups:
            written = "".join(p.form for p in parts) if glued else write(parts)
            reader.word(sentence, written, parts, True, tags)
        result.append(sentence)
    return result


def _align(word: str, rest: list[tuple[str, str]]) -> int:
    """How many of the tokens that follow are parts of *word*."""
    w, joined, best, count = bare(word), "", 1e9, 1
    for n, (form, tag) in enumerate(rest[:6], 1):
        if tag == "_":
            break
        joined += bare(form)
        if n < 2:
            continue
        for option in (joined, joined.replace("لال", "لل", 1)):
            cost = abs(len(option) - len(w)) + sum(a != b for a, b in zip(option, w, strict=False)) * 0.5
            if cost < best - 1e-9:
                best, count = cost, n
    return count


def read_padt(reader: Reader, name: str) -> list[Sentence]:
    """The ``words TAB tags`` files."""
    result = []
    for line in (DATA / "treebank" / name).open(encoding="utf8"):
        words, tags = (x.split(" ") for x in line.rstrip("\n").split("\t"))
        sentence = Sentence(name)
        i = 0
        while i < len(words):
            if tags[i] != "_":
                reader.word(sentence, words[i], [Part(words[i], tags[i])], False, "padt")
                i += 1
                continue
            n = _align(words[i], list(zip(words, tags, strict=True))[i + 1 : i + 8])
            parts = [Part(w, t) for w, t in zip(words[i + 1 : i + 1 + n], tags[i + 1 : i + 1 + n], strict=True)]
            if words[i] != "_" and parts and all(p.pos != "_" for p in parts):
                reader.word(sentence, words[i], parts, False, "padt")
            else:
                for p in parts:
                    if p.pos != "_":
                        reader.word(sentence, p.form, [p], False, "padt")
            i += 1 + n
        result.append(sentence)
    return result


def ner_sentences(path: Path, rename: dict[str, str]) -> list[list[tuple[str, str]]]:
    """(token, BIO label) lists; nested labels after the first are left out."""
    result: list[list[tuple[str, str]]] = [[]]
    for line in path.open(encoding="utf8"):
        cells = line.split()
        if not cells or cells[0] == "$#$":
            if result[-1]:
                result.append([])
            continue
        label = "O"
        for cell in cells[1:]:
            kind = rename.get(cell[2:])
            if kind:
                label = cell[:2] + kind
                break
        result[-1].append((cells[0], label))
        if cells[0] in (".", "؟", "!") and len(result[-1]) > 3:
            result.append([])
    return [s for s in result if s]


ANER = {"PERS": "PER", "PER": "PER", "LOC": "LOC", "ORG": "ORG", "MISC": "MISC"}


def read_ner(tokens: list[list[tuple[str, str]]], source: str) -> list[Sentence]:
    """NER sentences in our words; ``gold`` says which token a word is of (its first letters: the token's number)."""
    result = []
    for rows in tokens:
        sentence = Sentence(source)
        for k, (token, label) in enumerate(rows):
            opened = False
            for w in pieces(token):
                mine = label
                if w.pos == "PUNCT" and label[0] == "B" and not opened:
                    mine = "O"
                elif opened and label[0] == "B":
                    mine = "I" + label[1:]
                if w.pos != "PUNCT":
                    opened = True
                sentence.add(w.text, k, ner=mine)
        result.append(sentence)
    return result


def overlaps(sentences: list[Sentence], dev: list[Sentence]) -> list[bool]:
    """Whether each sentence is (nearly) one of *dev*: by shared word stems of three letters and more."""
    index: dict[str, set[int]] = collections.defaultdict(set)
    bags = []
    for k, s in enumerate(dev):
        bag = {bare(w) for w in s.words if len(w) > 3}
        bags.append(bag)
        for w in bag:
            index[w].add(k)
    flags = []
    for s in sentences:
        bag = {bare(w) for w in s.words if len(w) > 3}
        hits = collections.Counter(k for w in bag for k in index.get(w, ()))
        flags.append(any(n >= 0.5 * min(len(bag), len(bags[k])) for k, n in hits.most_common(3)))
    return flags
