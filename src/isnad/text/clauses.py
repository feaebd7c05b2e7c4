"""Clauses: which words belong to which predicate.

A left-to-right pass with a stack. Openers (``أن`` ``الذي`` ``إذا``...) push a clause,
commas close what a comma can close, ``و`` before a verb starts a sibling. Ranges
nest: a clause covers its subordinate clauses.
"""

from __future__ import annotations

from functools import cache
from importlib import resources

from isnad.lexicon.yamldata import parse_yaml
from isnad.text.document import Clause, Document, Sentence, Word
from isnad.text.normal import bare

KINDS = ("complement", "relative", "conditional", "purpose", "time", "cause", "contrast")
_CLOSED_BY_COMMA = frozenset(["relative", "time", "conditional", "purpose", "circumstance"])
_COMMAS = frozenset("،,؛;")
_AFTER_HATTA = ("VERB", "AUX", "PART", "SCONJ")
MAX_DEPTH = 12


@cache
def _openers() -> tuple[dict[str, str], dict[tuple[str, str], str]]:
    """One-word and two-word openers → kind. Raises ``ValueError`` on an unknown kind."""
    source = resources.files("isnad.lexicon").joinpath("data/clause_openers.yaml")
    data = parse_yaml(source.read_text("utf-8"))
    if set(data) != set(KINDS):
        raise ValueError(f"clause_openers.yaml: kinds must be {sorted(KINDS)}, not {sorted(data)}")
    single: dict[str, str] = {}
    double: dict[tuple[str, str], str] = {}
    for kind, forms in data.items():
        for form in forms:
            parts = bare(form).split()
            if len(parts) == 1:
                single.setdefault(parts[0], kind)
            else:
                double[parts[0], parts[1]] = kind
    return single, double


def find_clauses(document: Document) -> None:
    """Fill ``document.clauses``, a parent before its children. Needs tagged words; phrases help."""
    relatives = {p.relative[0] for p in document.phrases if p.relative}
    document.clauses = []
    for sentence in document.sentences:
        _Pass(document, sentence, relatives).run()
    ends = {c.first: c.last for c in document.clauses if c.kind == "relative"}
    for phrase in document.phrases:
        if phrase.relative and phrase.relative[0] in ends:
            phrase.relative = (phrase.relative[0], ends[phrase.relative[0]])


class _Pass:
    """The pass over one sentence."""

    def __init__(self, document: Document, sentence: Sentence, relatives: set[int]) -> None:
        self.words = document.words
        self.clauses = document.clauses
        self.sentence = sentence
        self.relatives = relatives
        self.stack: list[int] = []
        self.single, self.double = _openers()

    def run(self) -> None:
        first, last = self.sentence.first, self.sentence.last
        self._push(first, "", "main")
        i = first
        while i < last:
            i += self._word(i)
        while self.stack:
            self._pop(last)

    def _word(self, i: int) -> int:
        """Take word *i* in; how many words were read."""
        w = self.words[i]
        if w.pos == "PUNCT":
            if w.text in _COMMAS:
                self._comma(i)
            return 1
        kind, size = self._opener(i)
        if kind:
            self._open(i, kind, w)
            return size
        if self._circumstance(i):
            self._close_to_main(i, keep="main")
            self._push(i, w.stem, "circumstance")
            self._top.predicate = i
            return 1
        if w.pos in ("VERB", "AUX"):
            self._verb(i, w)
        return 1

    @property
    def _top(self) -> Clause:
        return self.clauses[self.stack[-1]]

    def _push(self, i: int, opener: str, kind: str) -> None:
        parent = self.stack[-1] if self.stack else -1
        self.clauses.append(Clause(i, i, -1, opener, kind, parent))
        self.stack.append(len(self.clauses) - 1)

    def _pop(self, i: int) -> None:
        self.clauses[self.stack.pop()].last = i

    def _opener(self, i: int) -> tuple[str, int]:
        """Kind of the clause that word *i* opens (or empty), and how many words say so."""
        w = self.words[i]
        if i + 1 < self.sentence.last:
            kind = self.double.get((w.stem, self.words[i + 1].stem))
            if kind:
                return kind, 2
        if w.definite or (w.pos == "ADP" and w.suf):
            return "", 1
        kind = self.single.get(w.stem, "")
        if w.stem == "حتي" and not (i + 1 < self.sentence.last and self.words[i + 1].pos in _AFTER_HATTA):
            kind = ""
        if kind == "complement" and w.stem == "ان" and w.pos == "ADP":
            return "", 1
        if not kind and w.pos == "VERB" and w.pre[-1:] == ("ل",) and w.aspect != "perf":
            return "purpose", 1
        if not kind and i in self.relatives:
            return "relative", 1
        return kind, 1

    def _open(self, i: int, kind: str, w: Word) -> None:
        joined = w.pre[:1] == ("و",)
        after_comma = i > self.sentence.first and self.words[i - 1].text in _COMMAS
        if kind == "contrast" and (after_comma or joined):
            self._close_to_main(i, keep="main")
        elif joined and kind in [self.clauses[k].kind for k in self.stack]:
            while self._top.kind != kind:
                self._pop(i)
            self._pop(i)
        elif kind == "complement" and self._top.kind == "circumstance" and self._top.predicate < 0:
            self._pop(i)
        if len(self.stack) >= MAX_DEPTH:
            self._pop(i)
        self._push(i, w.stem, kind)
        if w.pos == "VERB":
            self._top.predicate = i

    def _comma(self, i: int) -> None:
        while len(self.stack) > 1 and self._top.kind in _CLOSED_BY_COMMA and self._top.predicate >= 0:
            self._pop(i)

    def _close_to_main(self, i: int, keep: str) -> None:
        while len(self.stack) > 1 and self._top.kind != keep:
            self._pop(i)

    def _circumstance(self, i: int) -> bool:
        """``، مضيفا أن``: an indefinite participle in the accusative after a comma."""
        w = self.words[i]
        if w.definite or w.suf or w.pos not in ("NOUN", "ADJ", "X") or i == self.sentence.first:
            return False
        before = self.words[i - 1].text in _COMMAS or w.pre == ("و",)
        return before and len(w.stem) >= 4 and w.stem[0] == "م" and w.stem.endswith("ا")

    def _back_to_main(self, i: int) -> bool:
        """Whether a verb after a comma is the one that the main clause still lacks."""
        if len(self.stack) == 1 or self._top.predicate < 0 or self.words[i - 1].text not in _COMMAS:
            return False
        return self.clauses[self.stack[0]].predicate < 0

    def _like_parent(self, w: Word) -> bool:
        """Whether a joined verb has the tense of the clause above and not of this one."""
        parent = self.clauses[self.stack[-2]].predicate if len(self.stack) > 1 else -1
        here = self.words[self._top.predicate].aspect
        return parent >= 0 and self.words[parent].aspect == w.aspect != here

    def _verb(self, i: int, w: Word) -> None:
        if self._back_to_main(i):
            self._close_to_main(i, keep="main")
        top = self._top
        joined = bool(w.pre) and w.pre[0] in ("و", "ف")
        if joined and top.predicate >= 0:
            if top.kind in ("relative", "time", "conditional") and self.words[i - 1].text in _COMMAS:
                self._comma(i)
                top = self._top
            if top.kind == "relative" and self._like_parent(w):
                self._pop(i)
                top = self._top
            kind, opener = top.kind, top.opener
            self._pop(i)
            self._push(i, opener if kind != "main" else "", kind)
            self._top.predicate = i
            return
        if top.predicate >= 0 and top.kind == "relative" and len(self.stack) > 1:
            parent = self.clauses[self.stack[-2]]
            if parent.predicate < 0 and self.words[i - 1].pos not in ("AUX", "VERB", "PART"):
                self._pop(i)
                top = parent
        if top.predicate < 0 or self.words[top.predicate].pos == "AUX":
            top.predicate = i
