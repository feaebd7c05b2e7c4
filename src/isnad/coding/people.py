"""Word ranges to participants and sources: who a phrase stands for, and what sort of voice it is."""

from __future__ import annotations

from isnad.coding.actors import ActorMention
from isnad.coding.drafts import ChainLink, Range
from isnad.coding.prepare import Prepared
from isnad.lexicon import cues as cue_lexicon
from isnad.records import ActorRef, Participant, Source, SourceKind

_KINDS = {
    "media": SourceKind.OUTLET,
    "agency": SourceKind.AGENCY,
    "official": SourceKind.OFFICIAL,
    "person": SourceKind.PERSON,
    "unknown": SourceKind.UNNAMED,
}


class People:
    """Participants and sources of one prepared article."""

    def __init__(self, prepared: Prepared) -> None:
        self.p = prepared
        self._cues = cue_lexicon.load()
        self._by_first: dict[int, list[ActorMention]] = {}
        for m in prepared.actors:
            self._by_first.setdefault(m.first, []).append(m)

    def mention(self, words: Range) -> ActorMention | None:
        """The actor mention that *words* name: the one that begins there and fits best, else the longest inside."""
        found = self._by_first.get(words[0], [])
        if found:
            return min(found, key=lambda m: (abs(m.last - words[1]), m.last))
        inside = [m for m in self.p.actors if words[0] <= m.first and m.last <= words[1] and not m.nisba]
        return max(inside, key=lambda m: (m.last - m.first, -m.first)) if inside else None

    def actor(self, words: Range) -> ActorRef | None:
        """Who *words* stand for, or None when they name no actor."""
        m = self.mention(words)
        return m.ref if m is not None else None

    def participant(self, words: Range) -> Participant:
        """*words* as a participant of a statement."""
        return Participant(self.p.doc.original(*self.p.doc.range(*words)), self.actor(words))

    def source(self, link: ChainLink, direct: bool) -> Source:
        """A link of a chain as a source."""
        doc = self.p.doc
        m = self.mention(link.words)
        noun = self._cues.noun_kind(doc.words[link.words[0]])
        named = bool(m and m.named and not m.unnamed_source)
        if m is not None and m.document:
            kind = SourceKind.DOCUMENT
        elif m is not None and m.unnamed_source and m.ref.kind not in ("official",):
            kind = SourceKind.UNNAMED
        elif m is not None:
            kind = _KINDS.get(m.ref.kind, SourceKind.ORGANISATION)
        elif noun is not None:
            kind = SourceKind(noun)
        else:
            kind = SourceKind.PERSON if doc.words[link.words[0]].ner.endswith("PER") else SourceKind.UNNAMED
            named = kind is SourceKind.PERSON
        cue = doc.original(*doc.range(*link.cue)) if link.cue else None
        return Source(doc.original(*doc.range(*link.words)), kind, named, m.ref if m else None, cue, direct)
