"""Word ranges to participants and sources: who a phrase stands for, and what sort of voice it is."""

from __future__ import annotations

from isnad.coding.actors import ActorMention
from isnad.coding.drafts import ChainLink, Range
from isnad.coding.prepare import Prepared
from isnad.lexicon import cues as cue_lexicon
from isnad.records import Participant, Source, SourceKind

_KINDS = {
    "media": SourceKind.OUTLET,
    "agency": SourceKind.AGENCY,
    "official": SourceKind.OFFICIAL,
    "person": SourceKind.PERSON,
    "unknown": SourceKind.UNNAMED,
}
_GENERIC_NEWS = frozenset(["انباء", "اخبار"])


class People:
    """Participants and sources of one prepared article."""

    def __init__(self, prepared: Prepared) -> None:
        self.p = prepared
        self._cues = cue_lexicon.load()
        self._by_first: dict[int, list[int]] = {}
        for k, m in enumerate(prepared.actors):
            self._by_first.setdefault(m.first, []).append(k)

    def _index(self, words: Range) -> int | None:
        """Index of the actor mention that *words* name: it begins there and fits best, or is the longest inside."""
        actors = self.p.actors
        found = self._by_first.get(words[0], [])
        if found:
            return min(found, key=lambda k: (abs(actors[k].last - words[1]), actors[k].last))
        inside = [
            k for k in self.p.actors_at.indices(*words)
            if words[0] <= actors[k].first and actors[k].last <= words[1] and not actors[k].nisba
        ]  # fmt: skip
        return max(inside, key=lambda k: (actors[k].last - actors[k].first, -actors[k].first)) if inside else None

    def mention(self, words: Range) -> ActorMention | None:
        """The actor mention that *words* name, or None."""
        k = self._index(words)
        return None if k is None else self.p.actors[k]

    def participant(self, words: Range) -> Participant:
        """*words* as a participant; a reference back (``الحركة``) stands for what it takes up."""
        span = self.p.doc.original(*self.p.doc.range(*words))
        k = self._index(words)
        if k is None:
            return Participant(span)
        root = self.p.references.root(k)
        if root == k or self.p.actors[k].ref.id is not None:
            return Participant(span, self.p.actors[k].ref)
        full = self.p.actors[root]
        return Participant(span, full.ref, self.p.doc.original(*self.p.doc.range(full.first, full.last)))

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
        if kind in (SourceKind.OUTLET, SourceKind.AGENCY) and not named:
            named = self._names_outlet(link.words)
        cue = doc.original(*doc.range(*link.cue)) if link.cue else None
        return Source(doc.original(*doc.range(*link.words)), kind, named, m.ref if m else None, cue, direct)

    def _names_outlet(self, words: Range) -> bool:
        """Whether ``صحيفة المنارة`` gives a name: a definite noun or a proper name after the generic noun."""
        second = next((w for w in self.p.doc.words[words[0] + 1 : words[1]] if not w.is_punct), None)
        if second is None or self._cues.noun_kind(self.p.doc.words[words[0]]) is None:
            return False
        if second.stem in _GENERIC_NEWS:
            return words[1] - words[0] > 2
        return second.pos == "PROPN" or (second.definite and second.pos != "ADJ")
