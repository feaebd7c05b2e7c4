"""Looking up the words of a document in the actor base: names, generic nouns, nisbas, person names.

One pass, dictionary look-ups only. Proclitics are read from the tagger's split
and, where it did not split, tried off; a name is never matched inside a word.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from isnad.lexicon.actors import GUARDED, ActorBase, Node, NounForm
from isnad.text.document import Document, Word

_PROCLITICS = ("وال", "فال", "بال", "كال", "ولل", "لل", "وب", "ول", "فل", "و", "ف", "ب", "ل", "ك")
_NAME_STOP = frozenset(["PUNCT", "VERB", "ADP", "SCONJ", "PART", "PRON", "DET", "NUM", "CCONJ", "ADV"])


@dataclass(slots=True)
class Matches:
    """What the look-up found, by index of the first word."""

    names: dict[int, tuple[int, list[tuple[str, str]]]] = field(default_factory=dict)
    """first -> (end, [(actor id, how)]), longest."""
    nouns: dict[int, tuple[int, NounForm]] = field(default_factory=dict)
    nisba: dict[int, tuple[int, str]] = field(default_factory=dict)
    people: dict[int, int] = field(default_factory=dict)
    """first -> end of a run of words that the tagger or a given name marks as a name."""
    starts: set[int] = field(default_factory=set)
    named: set[str] = field(default_factory=set)
    """Actors that the document names without doubt somewhere; they lend support to doubtful names."""
    indefinite: set[str] = field(default_factory=set)
    """Stems that stand in the document without article: common nouns, whatever name they also are."""
    plural_stems: set[str] = field(default_factory=set)

    def is_title(self, i: int) -> bool:
        """Whether word *i* is a title (``الجنرال``)."""
        hit = self.nouns.get(i)
        return hit is not None and hit[1].noun.head == "title"


class Matcher:
    """Matches documents against an actor base."""

    def __init__(self, base: ActorBase) -> None:
        self.base = base
        self._forms: dict[tuple[str, str, bool], tuple[str, ...]] = {}
        self._pair_firsts = frozenset(a for a, _ in base.nisba_pairs)

    def match(self, doc: Document) -> Matches:
        """Names, nouns, nisbas and person names of *doc*."""
        found = Matches()
        words = doc.words
        for w in words:
            if not w.definite and w.pre and w.pre[-1] == "ل" and w.stem.startswith("ل"):
                _mend_article(w)
        self._names(words, found)
        self._nouns(words, found)
        self._nisba(words, found)
        self._people(words, found)
        found.indefinite = {w.stem for w in words if not w.definite}
        found.starts = set(found.names) | set(found.nouns) | set(found.nisba) | set(found.people)
        for _, candidates in found.names.values():
            found.named.update(a for a, how in candidates if how != GUARDED)
        if "pse" in found.named:
            found.named.add("isr")
        return found

    def first_forms(self, w: Word) -> tuple[str, ...]:
        """The forms under which a word may begin a name, best first."""
        key = (w.norm, w.stem, w.definite)
        forms = self._forms.get(key)
        if forms is None:
            whole = [w.norm] if not w.pre or len(w.norm) > 2 else []
            split = ("ال" + w.stem if w.definite else w.stem) if not w.suf else ""
            whole = [split, *whole] if w.pre else [w.norm, split]
            root = self.base.names.next
            for clitic in _PROCLITICS:
                if w.norm.startswith(clitic) and len(w.norm) - len(clitic) > (3 if w.pre else 2):
                    rest = w.norm[len(clitic) :]
                    whole.append("ال" + rest if clitic.endswith(("ال", "لل")) else rest)
            forms = tuple(dict.fromkeys(f for f in whole if f and f in root))
            if len(self._forms) > 200_000:
                self._forms.clear()
            self._forms[key] = forms
        return forms

    def _names(self, words: list[Word], found: Matches) -> None:
        root = self.base.names.next
        i, n = 0, len(words)
        while i < n:
            w = words[i]
            if "_" in w.norm:
                self._hashtag(w, found)
            forms = self.first_forms(w)
            best: tuple[int, list[tuple[str, str]]] | None = None
            whole, taken = False, ""
            for form in forms:
                hit = self._longest(root[form], words, i + 1)
                if hit is not None and (best is None or hit[0] > best[0]):
                    best, whole, taken = hit, form == w.norm, form
            if best is None or (best[0] == i + 1 and w.pos in ("VERB", "ADP", "PART")):
                i += 1
                continue
            if whole and w.pre:
                _unsplit(w)
            elif not whole:
                _resplit(w, taken)
            found.names[i] = best
            i = best[0]

    def _hashtag(self, w: Word, found: Matches) -> None:
        """A name written as one word with underscores (``#الولايات_المتحدة``)."""
        node: Node | None = self.base.names
        for token in w.norm.strip("#").split("_"):
            node = node.next.get(token) if node is not None else None
        if node is not None and node.names:
            found.names[w.i] = (w.i + 1, node.names)

    @staticmethod
    def _longest(node: Node, words: list[Word], j: int) -> tuple[int, list[tuple[str, str]]] | None:
        best = (j, node.names) if node.names else None
        n = len(words)
        while j < n and node.next:
            w = words[j]
            nxt = node.next.get(w.norm)
            if nxt is None and not w.pre and not w.suf:
                nxt = node.next.get("ال" + w.stem if w.definite else w.stem)
            if nxt is None:
                break
            node = nxt
            j += 1
            if node.names:
                best = (j, node.names)
        return best

    def _nouns(self, words: list[Word], found: Matches) -> None:
        root = self.base.nouns.next
        n = len(words)
        for i, w in enumerate(words):
            node = root.get(w.stem)
            if node is None:
                continue
            best = (i + 1, node.form) if node.form else None
            j = i + 1
            while j < n and node.next and not words[j].pre:
                nxt = node.next.get(words[j].norm) or node.next.get(words[j].stem)
                if nxt is None:
                    break
                node, j = nxt, j + 1
                if node.form:
                    best = (j, node.form)
            if best is not None and best[1] is not None:
                found.nouns[i] = (best[0], best[1])
                if best[1].number == "p":
                    found.plural_stems.add(w.stem)

    def _nisba(self, words: list[Word], found: Matches) -> None:
        single, pairs = self.base.nisba, self.base.nisba_pairs
        firsts = self._pair_firsts
        for i, w in enumerate(words):
            stem = w.stem
            if stem in firsts and i + 1 < len(words):
                pair = pairs.get((stem, words[i + 1].stem))
                if pair is not None:
                    found.nisba[i] = (i + 2, pair)
                    continue
            actor = single.get(stem)
            if actor is None or w.pos == "VERB" or w.suf:
                continue
            if i in found.names and stem.endswith("ا"):
                if not (i and words[i - 1].stem.endswith("ا") and not words[i - 1].definite):
                    continue
                del found.names[i]
            found.nisba[i] = (i + 1, actor)

    def _people(self, words: list[Word], found: Matches) -> None:
        i, n = 0, len(words)
        given, particles = self.base.given, self.base.particles
        while i < n:
            w = words[i]
            if w.ner in ("B-PER", "B-ORG"):
                j = i + 1
                inside = "I-" + w.ner[2:]
                while j < n and words[j].ner == inside:
                    j += 1
                found.people[i] = j
                i = j
                continue
            if (
                w.ner == "O" and not w.definite and w.stem in given and w.stem not in particles
                and w.pos in ("NOUN", "PROPN", "X", "ADJ")
            ):  # fmt: skip
                j = self._name_end(words, i + 1, found)
                if j > i + 1:
                    found.people[i] = j
                    i = j
                    continue
            i += 1

    def _name_end(self, words: list[Word], j: int, found: Matches) -> int:
        """End of a person's name whose given name stands before *j*: up to three more name words."""
        start, n = j, len(words)
        given, particles = self.base.given, self.base.particles
        while j < n and j - start < 4:
            w = words[j]
            if w.pre or w.suf or w.pos in _NAME_STOP or w.sent != words[start - 1].sent:
                break
            if w.stem in particles or w.stem in given:
                j += 1
                continue
            other = (
                j in found.nouns
                or j in found.nisba
                or w.stem in self.base.plain
                or w.stem in self.base.sectors
            )
            if w.pos == "PROPN" or (w.definite and not other):
                j += 1
                break
            if w.pos == "X" and not w.definite and j == start and j not in found.nouns:
                j += 1
            break
        while j > start and words[j - 1].stem in ("بن", "ولد", "ابو", "ال"):
            j -= 1
        return j


def _mend_article(w: Word) -> None:
    """Read the article out of ``لل`` where the split left it in the stem (``للأمم``: ``ل`` + ``لأمم``)."""
    if w.norm.endswith("لل" + w.stem[1:] + w.suf) and len(w.stem) > 3:
        w.definite, w.stem = True, w.stem[1:]


def _unsplit(w: Word) -> None:
    """Undo a proclitic split off a name (``ب`` of ``بانيتا``), so that spans hold the whole name."""
    w.definite = w.norm.startswith("ال") and len(w.norm) > 4
    w.stem = w.norm[2:] if w.definite else w.norm
    w.pre, w.suf, w.stem_start, w.stem_end, w.pos = (), "", w.start, w.end, "PROPN"


def _resplit(w: Word, form: str) -> None:
    """Split off the proclitics before a name where the tagger did not (``وبحركة``)."""
    definite = form.startswith("ال")
    stem = form[2:] if definite else form
    if w.suf or stem == w.stem or not w.norm.endswith(stem):
        return
    clitics = w.norm[: -len(stem)].removesuffix("ال") if definite else w.norm[: -len(stem)]
    if definite and clitics.endswith("لل"):
        w.stem_start = w.end - len(stem) - 1
        clitics = clitics[:-1]
    else:
        w.stem_start = w.end - len(stem) - (2 if definite else 0)
    w.pre, w.stem, w.definite, w.pos = tuple(clitics), stem, definite, "PROPN"
