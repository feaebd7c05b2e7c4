"""Where noun phrases stand: per word and per (trigger, phrase) pair, for :mod:`isnad.coding.evidence`."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from isnad.coding.actors import ActorMention
from isnad.coding.attribution import Attribution, Voice
from isnad.coding.figures import FigureMention
from isnad.coding.place_mention import PlaceMention
from isnad.coding.times import TimeMention
from isnad.text.document import Document

if TYPE_CHECKING:
    from isnad.coding.prepare import Prepared

_STOPS = frozenset("،,؛;:.!?؟()[]-–—…")
_FAR = ((1, "1"), (2, "2"), (3, "3"), (5, "4-5"), (8, "6-8"), (12, "9-12"), (20, "13-20"), (40, "21-40"))


@dataclass(slots=True)
class Slots:
    """Columns over the words of one document, as plain lists."""

    prep: list[str]
    """Preposition of the noun phrase that starts at the word, or empty."""
    kind: list[str]
    """What the phrase names: ``T`` time, ``P`` place, ``S`` state, ``A:kind`` actor, ``F`` figure, ``n`` other."""
    starts: list[int]
    """Words at which a noun phrase or a mention starts, in order."""
    bare: list[int]
    """Number of bare phrases that start before the word."""
    is_bare: list[bool]
    verbs: list[int]
    stops: list[int]
    clause: list[int]
    clause_kind: list[str]
    leader: dict[int, int]
    """First word of a coordinated phrase -> first word of the first phrase of its group."""
    nested: list[str]
    """Whether the phrase is maximal (``m``) or part of one (``p``)."""
    subject: Mapping[int, int]
    pronoun: Mapping[int, int]
    voices: dict[int, Voice]
    speakers: list[int]
    """First words of every source, in order."""
    said: list[int]
    """Index of the last word before with the same lemma (stem, where it has none), or -1."""

    def distance(self, i: int, j: int) -> str:
        """Bucket of the distance between trigger *i* and word *j*, with its direction."""
        n = abs(j - i)
        size = next((name for limit, name in _FAR if n <= limit), "41+")
        return ("+" if j > i else "-") + size

    def slot(self, i: int, j: int, form: str) -> tuple[str, bool]:
        """The syntactic slot of the phrase at *j* seen from the trigger, and whether it is a later conjunct."""
        lead = self.leader.get(j, j)
        conj = lead != j
        if conj and (lead < i) == (j < i) and lead != i:
            j = lead
        if self.prep[j]:
            return f"{form}{'+' if j > i else '-'}{self.prep[j]}", conj
        if j == i + 1 and form in "NA":
            return f"{form}+of", conj
        if j > i:
            n = self.bare[j] - self.bare[i] - int(self.is_bare[i])
            return f"{form}+{min(n, 3)}", conj
        return f"{form}-{min(self.bare[i] - self.bare[j], 3)}", conj

    def expected(self, frame: Mapping[str, str], slot: str, prep: str, form: str) -> str:
        """The role that the lexicon's frame gives to the slot, or ``-``."""
        if not frame:
            return "?"
        if prep and prep in frame:
            return frame[prep]
        mark = slot[1:]
        if form in "VP":
            if mark == "+0":
                return frame.get("subject", "-")
            if mark == "+1":
                return frame.get("object", "-")
            return "s" if mark == "-1" else "-"
        if mark == "+of":
            return frame.get("of", "-")
        return frame.get("object", "-") if mark == "+1" else "-"

    def voice(self, p: Prepared, i: int, j: int) -> str:
        """Whether *j* starts the source that the rules give for the trigger (``0`` inner), or any source."""
        chain = p.attribution.chain(i)
        for k, v in enumerate(chain):
            if v.first == j:
                return str(min(k, 1))
        return "v" if j in self.voices else "-"

    def first_of_sentence(self, p: Prepared, j: int) -> bool:
        """Whether the phrase is the first bare one of its sentence."""
        first = p.doc.sentence_of(j).first
        return self.is_bare[j] and self.bare[j] == self.bare[first]

    def speaker_after(self, p: Prepared, i: int, j: int) -> bool:
        """Whether another source starts between *j* and the trigger."""
        k = bisect_right(self.speakers, j)
        return k < len(self.speakers) and self.speakers[k] < i

    def repeats(self, p: Prepared, j: int, chain: Sequence[Voice]) -> str:
        """Whether the phrase has the head of the rules' source (another mention of it)."""
        if not chain:
            return "-"
        words = p.doc.words
        return str(words[j].stem == words[chain[0].first].stem)


def build(
    doc: Document,
    actors: Sequence[ActorMention],
    places: Sequence[PlaceMention],
    times: Sequence[TimeMention],
    figures: Sequence[FigureMention],
    attribution: Attribution,
    subjects: Mapping[int, int],
    pronouns: Mapping[int, int],
) -> Slots:
    """The columns of one document."""
    n = len(doc.words)
    prep, kind, nested = [""] * n, ["n"] * n, ["-"] * n
    is_bare = [False] * n
    leader: dict[int, int] = {}
    groups: dict[int, int] = {}
    starts: set[int] = set()
    end = -1
    for ph in doc.phrases:
        starts.add(ph.first)
        if nested[ph.first] != "m":
            nested[ph.first] = "m" if ph.first >= end else "p"
        end = max(end, ph.last)
        prep[ph.first] = ph.prep or prep[ph.first]
        is_bare[ph.first] = not prep[ph.first]
        if ph.group >= 0:
            leader[ph.first] = groups.setdefault(ph.group, ph.first)
    _kinds(kind, actors, places, times, figures, starts)
    verbs, stops, bare = _counts(doc, is_bare)
    clause, clause_kind = [0] * n, ["-"] * n
    for k, c in enumerate(doc.clauses):
        for i in range(c.first, min(c.last, n)):
            clause[i], clause_kind[i] = k + 1, f"{c.kind}/{c.opener}"
    voices: dict[int, Voice] = {}
    for f in attribution.frames:
        for v in f.chain:
            voices.setdefault(v.first, v)
    starts |= set(voices)
    return Slots(prep, kind, sorted(starts), bare, is_bare, verbs, stops, clause, clause_kind, leader, nested,
                 subjects, pronouns, voices, sorted(voices), _said(doc))  # fmt: skip


def _said(doc: Document) -> list[int]:
    last: dict[str, int] = {}
    said: list[int] = []
    for w in doc.words:
        key = w.lemma or w.stem
        said.append(last.get(key, -1))
        last[key] = w.i
    return said


def _kinds(
    kind: list[str],
    actors: Sequence[ActorMention],
    places: Sequence[PlaceMention],
    times: Sequence[TimeMention],
    figures: Sequence[FigureMention],
    starts: set[int],
) -> None:
    for f in figures:
        kind[f.first] = f"F:{f.measure}"
    for m in places:
        kind[m.first] = "S" if m.state else "P:d" if m.described else "P"
    for a in reversed(actors):
        mark = "nisba" if a.nisba else a.ref.kind
        if kind[a.first] == "S" or (kind[a.first][0] == "P" and (a.locative or a.metonym)):
            kind[a.first] = f"{kind[a.first][0]}:{mark}"
        else:
            kind[a.first] = f"A:{mark}"
    for t in times:
        kind[t.first] = "T"
    for mentions in (actors, places, times, figures):
        starts |= {m.first for m in mentions}


def _counts(doc: Document, is_bare: Sequence[bool]) -> tuple[list[int], list[int], list[int]]:
    verbs: list[int] = []
    stops: list[int] = []
    bare: list[int] = []
    v = s = b = 0
    for w in doc.words:
        verbs.append(v)
        bare.append(b)
        s += w.text[:1] in _STOPS
        stops.append(s)
        v += w.is_verb
        b += is_bare[w.i]
    return verbs, stops, bare
