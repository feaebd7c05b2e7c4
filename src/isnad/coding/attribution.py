"""Who vouches for which words: cues, their sources, and how far each source reaches.

Every report verb (``قال``), passing-on verb (``نقلت … عن``) and prepositional cue
(``بحسب``) opens a *frame*: its chain of voices and the words they vouch for. Frames
nest; the chain at a word is that of the innermost frame around it, followed by the
chains of the frames around that one. A frame goes on into the next sentence when the
quotation does, when a report verb without a subject continues it (``وأضاف أن``), or
when ``كما``, ``كذلك`` tie the sentence to it.
"""

from __future__ import annotations

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field

from isnad.lexicon.cues import Cue, CueMatch, Cues
from isnad.records import Factuality
from isnad.text.document import Document, Phrase, Sentence, Word
from isnad.text.function_words import of_class
from isnad.text.phrases import phrase_from

_OPENERS = frozenset(["ان", "انه", "انها", "انهم", "لان"])
_RELATIVE = of_class("relative")
_TIES = frozenset(["كما", "كذلك", "ايضا"])
_VOICELESS = frozenset(
    ["اليوم", "امس", "غدا", "ايضا", "كذلك", "الان", "لاحقا", "يوم", "مساء", "صباح", "ليلة", "عام", "سنة"]
)
_JUDGING = frozenset(["blame", "praise", "opinion"])
"""Acts whose plain object the speaker judges, not reports: ``أدان قتل المدنيين`` vouches for nothing."""
_SHORT = frozenset(["ask", "commit", "blame", "praise", "deny", "foresee"])
"""Acts whose content is one clause; what follows it is no longer the speaker's."""
LONGEST_CHAIN = 6
"""Links of a chain; real news has three at most, nested unclosed quotations would have thousands."""
_REMEMBERED = 40
"""Unnamed sources with the same head (``مصدر``) that ``المصدر`` may take up, the last ones."""
_REACH = 14
"""How many words after its verb a subject may stand (adverbials in between)."""


@dataclass(frozen=True, slots=True)
class Voice:
    """A source as it stands in the text: words ``first`` to ``last`` (exclusive), and the cue that introduces it."""

    first: int
    last: int
    cue: CueMatch


@dataclass(slots=True)
class Frame:
    """What one cue opens. ``first`` to ``last`` (exclusive) are the words its chain vouches for."""

    match: CueMatch
    chain: tuple[Voice, ...]
    first: int
    last: int
    sentence: int
    parent: int = -1
    tied: bool = False
    """Continues a source of an earlier sentence."""

    @property
    def cue(self) -> Cue:
        """The lexicon entry."""
        return self.match.cue

    @property
    def sets(self) -> Factuality | None:
        """Factuality that the cue gives to what it governs."""
        return self.match.cue.sets


@dataclass(slots=True)
class Attribution:
    """The frames of a document and, per word, the innermost one (-1: the article's own voice)."""

    frames: list[Frame] = field(default_factory=list)
    at: list[int] = field(default_factory=list)
    cues: dict[int, CueMatch] = field(default_factory=dict)
    """The cue that begins at a word."""
    markers: set[int] = field(default_factory=set)
    """Words of anonymity markers (``رفض الكشف عن هويته``): they describe a source and govern nothing else."""
    _voices: dict[int, list[Voice]] = field(default_factory=dict, repr=False)
    _chains: dict[int, tuple[Voice, ...]] = field(default_factory=dict, repr=False)

    def chain(self, i: int) -> tuple[Voice, ...]:
        """The chain that vouches for word *i*, innermost first, without repeats, at most ``LONGEST_CHAIN`` links.

        Call it when every frame has its parent: chains are remembered.
        """
        k = self.at[i]
        found = self._chains.get(k)
        if found is None:
            found = self._chains[k] = self._chain(k)
        return found

    def _chain(self, k: int) -> tuple[Voice, ...]:
        voices: dict[int, Voice] = {}
        seen: set[int] = set()
        while k >= 0 and k not in seen and len(voices) < LONGEST_CHAIN:
            seen.add(k)
            for v in self.frames[k].chain:
                voices.setdefault(v.first, v)
            k = self.frames[k].parent
        return tuple(voices.values())[:LONGEST_CHAIN]

    def voices_at(self, i: int) -> list[Voice]:
        """Every source that begins at word *i*. Call it when the document is read: they are remembered."""
        if not self._voices:
            for f in self.frames:
                for v in f.chain:
                    self._voices.setdefault(v.first, []).append(v)
        return self._voices.get(i, [])

    def frame(self, i: int) -> Frame | None:
        """The innermost frame around word *i*."""
        return self.frames[self.at[i]] if self.at[i] >= 0 else None


def attribute(
    doc: Document,
    cues: Cues,
    voices: AbstractSet[int],
    outlets: AbstractSet[int] = frozenset(),
    times: AbstractSet[int] = frozenset(),
) -> Attribution:
    """Find every frame of *doc*.

    *voices* are the words that begin the mention of an actor, *outlets* those of them
    that name an agency or another medium, *times* the words of time expressions.
    """
    return _Attributor(doc, cues, voices, outlets, times).run()


class _Attributor:
    """One pass over the sentences, remembering who spoke last."""

    def __init__(
        self,
        doc: Document,
        cues: Cues,
        voices: AbstractSet[int],
        outlets: AbstractSet[int],
        times: AbstractSet[int],
    ) -> None:
        self.doc = doc
        self.words = doc.words
        self.cues = cues
        self.voices = voices
        self.outlets = outlets
        self.times = times
        self.result = Attribution(at=[-1] * len(doc.words))
        self.speaker: tuple[Voice, ...] = ()
        self.speaker_match: CueMatch | None = None
        self.speaker_sentence = -9
        self.introduced: dict[str, list[Frame]] = {}
        self.starts: dict[int, Phrase] = {}
        for p in doc.phrases:
            if p.first not in self.starts or p.last > self.starts[p.first].last:
                self.starts[p.first] = p
        self.quote_starts = {q.first: q for q in doc.quotes}

    def run(self) -> Attribution:
        for sentence in self.doc.sentences:
            self._sentence(sentence)
        self._nest()
        return self.result

    # -- one sentence ------------------------------------------------------------------
    def _sentence(self, s: Sentence) -> None:
        before = len(self.result.frames)
        continued = self._open_quote(s)
        i = s.first
        taken = -1
        while i < s.last:
            matches = self.cues.at(self.words, i)
            match = self._best(matches)
            marker = max((m.last for m in matches if m.cue.kind == "anonymity"), default=i)
            if marker > i + 1:
                self.result.markers.update(range(i, marker))
                taken = max(taken, marker)
            if match is not None and i >= taken:
                self.result.cues[i] = match
                self._cue(match, s, before)
                taken = match.last
            i += 1
        if len(self.result.frames) == before and not continued:
            self._tie(s)

    def _best(self, matches: Sequence[CueMatch]) -> CueMatch | None:
        for m in matches:
            if m.cue.kind in ("passing",):
                return m
        for m in matches:
            if m.cue.kind not in ("setting", "anonymity", "basis", "turn"):
                return m
        return None

    def _cue(self, match: CueMatch, s: Sentence, before: int) -> None:
        kind = match.cue.kind
        if kind in ("verb", "passing") and match.form in ("perfect", "imperfect"):
            self._close(match, s, before)
        if kind == "verb" and match.form in ("perfect", "imperfect"):
            self._report(match, s, before)
        elif kind == "verb" and match.form == "participle":
            self._participle(match, s, before)
        elif kind == "passing" and match.form in ("perfect", "imperfect"):
            self._passing(match, s, before)
        elif match.form == "masdar" or kind == "nominal":
            self._nominal(match, s, before)
        elif kind in ("position", "relay"):
            self._position(match, s, before)
        elif kind == "impersonal":
            first = self._opener(match.last, s.last)
            if first is not None:
                self._add(match, (), first, self._end(first, s), s)

    def _close(self, match: CueMatch, s: Sentence, before: int) -> None:
        """A report verb in a new main clause (``، وبالتوازي مع ذلك كشف``) ends the frames before it."""
        i = match.first
        if self.doc.in_quote(i) is not None:
            return
        start = i
        while start > s.first and self.words[start - 1].text[:1] not in '،,؛;»«"':
            start -= 1
        between = self.words[start:i]
        if self.words[i].pre[:1] == ("و",):
            start = i
        elif start == s.first or self.words[start].pre[:1] != ("و",) or any(self._subordinates(w) for w in between):
            return
        for f in self.result.frames[before:]:
            if f.first < start < f.last:
                f.last = start

    def _subordinates(self, w: Word) -> bool:
        return w.is_verb or w.stem in _OPENERS or w.stem in _RELATIVE or w.stem in ("اذا", "حيث", "لان", "كي")

    # -- kinds of cue -------------------------------------------------------------------
    def _report(self, match: CueMatch, s: Sentence, before: int) -> None:
        subject, after = self._subject_after(match, s)
        opener = self._opener(after, s.last)
        chain: tuple[Voice, ...] = (subject,) if subject else ()
        tied = False
        if not chain:
            chain, tied = self._implied(match, s, before)
        told = self._told(match.last, opener if opener is not None else s.last, match)
        if told is not None and chain and all(told.first != v.first for v in chain):
            chain = (*chain, told)
        relay = self._relay_between(match.last, opener if opener is not None else s.last, match)
        if relay is not None:
            chain = (relay, *chain)
        if not chain:
            return
        if opener is None:
            opener = self._object(match, after, s)
        if opener is None:
            if match.first - s.first >= 3 and (after >= s.last - 2 or self.words[match.first - 1].text[:1] in '،,"»”«'):
                self._add(match, chain, s.first, match.first, s)
            return
        self._add(match, chain, opener, self._end(opener, s, match), s, tied)

    def _participle(self, match: CueMatch, s: Sentence, before: int) -> None:
        word = self.words[match.first]
        if word.definite or word.pre[-1:] in (("ب",), ("ل",)):
            return
        opener = self._opener(match.last, s.last)
        if opener is None:
            opener = self._object(match, match.last, s)
        if opener is None:
            return
        chain, tied = self._implied(match, s, before)
        if chain:
            self._add(match, chain, opener, self._end(opener, s, match), s, tied)

    def _passing(self, match: CueMatch, s: Sentence, before: int) -> None:
        outer, after = self._subject_after(match, s)
        if outer is None:
            outer_chain, _ = self._implied(match, s, before)
        else:
            outer_chain = (outer,)
        inner: Voice | None = None
        if match.cue.inner not in ("", "none"):
            for k in range(match.last, min(match.last + 18, s.last)):
                p = self._governed(k, match.cue.inner)
                if p is not None and self._is_voice(p.first):
                    inner = self._voice(p, match)
                    after = max(after, inner.last)
                    break
        chain = (inner, *outer_chain) if inner else outer_chain
        opener = self._opener(after, s.last)
        if opener is None:
            opener = self._object(match, after, s)
        if chain and opener is not None:
            self._add(match, chain, opener, self._end(opener, s, match), s)
        elif chain:
            self._remember(chain, match, s)

    def _nominal(self, match: CueMatch, s: Sentence, before: int) -> None:
        opener = self._opener(match.last, min(match.last + 8, s.last))
        word = self.words[match.last - 1]
        if word.suf and opener is not None:
            chain, tied = self._implied(match, s, before)
            if chain:
                self._add(match, chain, opener, self._end(opener, s, match), s, tied)
            return
        if match.cue.source == "self":
            p = self.starts.get(match.first)
            if p is not None and opener is not None:
                self._add(match, (self._voice(p, match),), opener, self._end(opener, s), s)
            return
        holder = phrase_from(self.doc, match.last) if match.last < s.last else None
        if holder is None or holder.prep or not self._is_voice(holder.first):
            return
        opener = self._opener(holder.last, min(holder.last + 6, s.last))
        if opener is None and match.cue.kind == "verb" and holder.last < s.last:
            opener = self._object(match, holder.last, s)
        if opener is not None:
            self._add(match, (self._voice(holder, match),), opener, self._end(opener, s, match), s)

    def _position(self, match: CueMatch, s: Sentence, before: int) -> None:
        slot = match.cue.source
        k = match.last
        if k >= s.last:
            return
        if match.first == s.first and self.words[k - 1].stem == "كما":
            return  # at the head of a sentence it means *also*
        p = self._clause_subject(k, s) if slot == "clause" else phrase_from(self.doc, k)
        if slot not in ("after", "holder", "self", "clause", "none", "subject"):
            p = self._governed(k, slot) or p
        if p is None and self.words[k].pos in ("ADP", "PART", "PRON") and k + 1 < s.last:
            p = phrase_from(self.doc, k + 1)
        if p is not None and match.cue.kind == "position" and not self._is_voice(p.first):
            return
        if p is None or p.first in {v.first for f in self.result.frames[before:] for v in f.chain}:
            return
        voice = self._voice(p, match)
        same = self.words[p.first].stem in ("نفس", "ذات") or (
            p.last < s.last and self.words[p.last - 1].stem in ("نفس", "ذات")
        )
        chain: tuple[Voice, ...] = (voice,)
        if same and self.speaker:
            chain = self.speaker
        start, end = s.first, s.last
        opener = self._opener(voice.last, min(voice.last + 3, s.last))
        if opener is not None and match.first - s.first <= 3:
            start = opener
        self._add(match, chain, start, end, s, tied=same)

    def _clause_subject(self, first: int, s: Sentence) -> Phrase | None:
        """Who speaks in ``حسبما أفادت به وكالة الأنباء``: the first voice behind the verb.

        Nobody where the clause says something itself (``كما أعلن الوزير أن``): that is a report of its own.
        """
        for k in range(first, min(first + 8, s.last)):
            p = self.starts.get(k)
            if p is not None and not p.prep and self._is_voice(k):
                free = p.last >= s.last or self.words[p.last].is_punct
                return p if free else None
            if self.words[k].text[:1] in "،,؛:":
                break
        return None

    # -- finding the parts of a frame -----------------------------------------------------
    def _subject_after(self, match: CueMatch, s: Sentence) -> tuple[Voice | None, int]:
        """The subject that follows its verb, and where to look for what was said."""
        k = match.last
        limit = min(k + _REACH, s.last)
        while k < limit:
            w = self.words[k]
            if k in self.quote_starts or self._is_opener(k) or w.text[:1] == ":":
                break
            if w.is_verb and k > match.last:
                break
            p = self.starts.get(k)
            if p is not None:
                if not p.prep and w.stem not in _VOICELESS and w.norm not in _VOICELESS and self._is_voice(k):
                    voice = self._voice(p, match)
                    return voice, voice.last
                if not p.prep and k == match.last and w.stem not in _VOICELESS and w.norm not in _VOICELESS:
                    if match.cue.act in ("state", "reveal") or "object" not in match.cue.takes:
                        voice = self._voice(p, match)
                        return voice, voice.last
                    break
                k = max(p.last, k + 1)
                continue
            k += 1
        return None, match.last

    def _implied(self, match: CueMatch, s: Sentence, before: int) -> tuple[tuple[Voice, ...], bool]:
        """The source of a report verb without a subject behind it: before the verb, or whoever spoke last."""
        i = match.first
        if self.words[i].person == "1" and self.doc.in_quote(i) is None:
            return (), False
        recent = [f for f in self.result.frames[before:] if f.chain and f.chain[0].first < i]
        opens = self.words[i].pre[:1] == ("و",) or (i > s.first and self.words[i - 1].stem == "كان")
        if match.form in ("perfect", "imperfect") and not opens:
            found = self._subject_before(match, s, recent[-1].chain[0].last if recent else s.first)
            if found is not None:
                return (found,), False
        if recent:
            return recent[-1].chain, False
        if self.speaker and s.i - self.speaker_sentence <= 2:
            return self.speaker, True
        if match.form == "participle":
            found = self._subject_before(match, s, s.first)
            if found is not None:
                return (found,), False
        return (), False

    def _subject_before(self, match: CueMatch, s: Sentence, floor: int) -> Voice | None:
        """A bare actor phrase before the verb, with nothing but its own attachments in between."""
        best: Phrase | None = None
        i = match.first
        k = max(floor, s.first)
        while k < i:
            p = self.starts.get(k)
            if p is not None and p.last <= i:
                if not p.prep and self._is_voice(p.first) and self._agrees(p, i):
                    best = p if best is None or self.words[p.first].is_nominal else best
                k = max(p.last, k + 1)
                continue
            k += 1
        if best is None:
            return None
        between = self.words[best.last : i]
        if sum(w.is_verb for w in between) > (2 if match.form == "participle" else 1):
            return None
        return self._voice(best, match)

    def _agrees(self, p: Phrase, verb: int) -> bool:
        v, h = self.words[verb], self.words[p.head]
        return not (v.gender == "f" and h.gender == "m" and h.number == "s" and v.is_verb)

    def _is_opener(self, k: int) -> bool:
        w = self.words[k]
        return w.stem in _OPENERS or w.norm in ("ان", "بان", "انه", "بانه", "انها", "بانها")

    def _opener(self, start: int, end: int) -> int | None:
        """First word of what is said after ``start``: behind أن / إن, a colon, or inside a quotation."""
        for k in range(start, end):
            w = self.words[k]
            if k in self.quote_starts:
                return k
            if self._is_opener(k):
                return k if w.suf else self._into_quote(min(k + 1, end - 1))
            if w.text[:1] == ":" and k + 1 < end:
                return self._into_quote(k + 1)
            if w.is_verb and k > start and w.stem not in ("كان", "يكون"):
                return None
        return None

    def _into_quote(self, k: int) -> int:
        """Word *k*, or the first word of the quotation whose mark it is."""
        return k + 1 if k + 1 in self.quote_starts and self.words[k].is_punct else k

    def _object(self, match: CueMatch, after: int, s: Sentence) -> int | None:
        """What is said as an object: ``أعلنت مقتل``, ``كشف عن``, ``أشار إلى``, ``أفاد بمقتل``."""
        takes = match.cue.takes
        preps = {t for t in takes if t not in ("ان", "quote", "object")} | ({"ب"} if "بان" in takes else set())
        for k in range(after, min(after + 2 * _REACH, s.last)):
            w = self.words[k]
            if w.is_verb and k > after:
                return None
            if k in self.times:
                continue
            if w.stem in preps and k + 1 < s.last:
                return k + 1
            if w.pre and w.pre[-1] in preps:
                return k
            p = self.starts.get(k)
            if (
                "object" in takes
                and match.cue.act not in _JUDGING
                and p is not None
                and not p.prep
                and w.norm not in _VOICELESS
                and w.stem not in _VOICELESS
            ):
                return k
        return None

    def _governed(self, k: int, prep: str) -> Phrase | None:
        """The phrase that preposition *prep*, at word *k* or as its clitic, governs."""
        w = self.words[k]
        if w.stem == prep and k + 1 < len(self.words):
            return phrase_from(self.doc, k + 1)
        if w.pre and w.pre[-1] == prep:
            return phrase_from(self.doc, k)
        return None

    def _told(self, start: int, end: int, match: CueMatch) -> Voice | None:
        """The agency or outlet spoken to, which passes the words on: ``قال الوزير لوكالة الأنباء إن``."""
        for k in range(start, min(end, start + 2 * _REACH)):
            p = self._governed(k, "ل")
            if p is not None and p.first in self.outlets:
                return self._voice(p, match)
        return None

    def _relay_between(self, start: int, end: int, match: CueMatch) -> Voice | None:
        """``نقلا عن X`` or ``على لسان X`` between a report verb and what was said."""
        for k in range(start, end):
            for m in self.cues.at(self.words, k):
                if m.cue.kind == "relay" and m.last < end:
                    p = phrase_from(self.doc, m.last)
                    if p is not None:
                        return self._voice(p, m)
        return None

    def _voice(self, p: Phrase, match: CueMatch) -> Voice:
        """The phrase with its adjacent anonymity marker (``لم يكشف عن هويته``), without ``قوله`` behind it."""
        last = next((k for k in range(p.first + 1, p.last) if self._saying(k)), p.last)
        for k in (last, last + 1):
            if k >= len(self.words) or self.words[k].sent != self.words[p.first].sent:
                break
            marker = next((m for m in self.cues.at(self.words, k) if m.cue.kind == "anonymity"), None)
            if marker is not None:
                last = marker.last
                break
        return Voice(p.first, last, match)

    def _saying(self, k: int) -> bool:
        """Whether word *k* is somebody's saying (``قوله``, ``تأكيدها``)."""
        return bool(self.words[k].suf) and any(m.form == "masdar" for m in self.cues.at(self.words, k))

    def _is_voice(self, k: int) -> bool:
        w = self.words[k]
        return (
            k in self.voices
            or self.cues.noun_kind(w) is not None
            or w.ner.endswith(("PER", "ORG"))
            or (w.pos == "PROPN" and not w.ner.endswith("LOC"))
        )

    def _end(self, first: int, s: Sentence, match: CueMatch | None = None) -> int:
        """Where the words said end: the sentence, a contrast, or the end of the quotation that holds them."""
        q = self.doc.in_quote(first)
        if q is not None:
            return max(q.last, s.last) if q.last >= s.last - 2 else self._contrast(q.last, s)
        end = self._contrast(first, s)
        if match is None or match.cue.act not in _SHORT:
            return end
        for k in range(first + 1, end):
            w = self.words[k]
            joined = w.is_verb and (w.pre[:1] == ("و",) or self.words[k - 1].text[:1] in "،,")
            if joined and w.aspect != "imperf" and self.doc.in_quote(k) is None:
                return k
        return end

    def _contrast(self, first: int, s: Sentence) -> int:
        for k in range(first + 1, s.last):
            w = self.words[k]
            if self.words[k - 1].text[:1] not in "،,؛" or self.doc.in_quote(k) is not None:
                continue
            if w.stem in ("فيما", "بينما") or (w.norm == "في" and k + 1 < s.last and self.words[k + 1].norm == "حين"):
                return k
        return s.last

    # -- keeping and continuing -------------------------------------------------------------
    def _taken_up(self, chain: tuple[Voice, ...]) -> tuple[Voice, ...]:
        """``المصدر``, ``المسؤول نفسه``: the earlier chain of the unnamed source that the words take up."""
        head = self.words[chain[0].first]
        if len(chain) != 1 or not head.definite or chain[0].last - chain[0].first > 3:
            return chain
        if self.cues.noun_kind(head) is None or head.stem not in self.cues.source_nouns["unnamed"]:
            return chain
        said = {w.stem for w in self.words[chain[0].first : chain[0].last]} - {"نفس", "ذات"}
        for f in reversed(self.introduced.get(head.stem, [])[-_REMEMBERED:]):
            for k, v in enumerate(f.chain):
                first = self.words[v.first]
                if first.definite or v.last > chain[0].first or first.stem != head.stem:
                    continue
                if said <= {w.stem for w in self.words[v.first : v.last]}:
                    return f.chain[k:]
        return chain

    def _add(
        self, match: CueMatch, chain: tuple[Voice, ...], first: int, last: int, s: Sentence, tied: bool = False
    ) -> None:
        if last <= first:
            return
        if chain:
            chain = self._taken_up(chain)
        frame = Frame(match, chain, first, last, s.i, tied=tied)
        self.result.frames.append(frame)
        for v in chain:
            if not self.words[v.first].definite:
                self.introduced.setdefault(self.words[v.first].stem, []).append(frame)
        if chain:
            self._remember(chain, match, s)

    def _remember(self, chain: tuple[Voice, ...], match: CueMatch, s: Sentence) -> None:
        if match.cue.kind in ("verb", "passing", "position"):
            self.speaker, self.speaker_match, self.speaker_sentence = chain, match, s.i

    def _open_quote(self, s: Sentence) -> bool:
        """Whether the sentence begins inside the words of a frame of an earlier sentence."""
        inside = any(f.sentence < s.i and f.last > s.first for f in self.result.frames[-6:])
        if inside:
            self.speaker_sentence = s.i
        return inside

    def _tie(self, s: Sentence) -> None:
        """``كما``, ``كذلك`` or a quotation at the head of a sentence go on with the last speaker."""
        if not self.speaker or self.speaker_match is None or s.i - self.speaker_sentence != 1:
            return
        head = self.words[s.first]
        if head.stem in _TIES or s.first in self.quote_starts or s.first + 1 in self.quote_starts:
            self.result.frames.append(Frame(self.speaker_match, self.speaker, s.first, s.last, s.i, tied=True))
            self.speaker_sentence = s.i

    def _nest(self) -> None:
        """Innermost frame of every word, and of every frame's cue (its parent)."""
        frames = self.result.frames
        order = sorted(range(len(frames)), key=lambda k: (-(frames[k].last - frames[k].first), frames[k].match.first))
        for k in order:
            f = frames[k]
            i = f.match.first
            if self.words[i].sent == f.sentence and not f.tied:
                parent = self.result.at[i]
                if parent >= 0 and frames[parent].chain[:1] != f.chain[:1]:
                    f.parent = parent
            for w in range(f.first, min(f.last, len(self.result.at))):
                self.result.at[w] = k
