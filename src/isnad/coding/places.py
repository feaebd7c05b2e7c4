"""Places that a text speaks of: named, relative, bounded by others, or only described.

In: an analysed :class:`~isnad.text.document.Document`. Out: :class:`PlaceMention`
in text order, with word indices and clean offsets. Precision is UCDP's
``where_prec``. Two rules hold everywhere: a name that may lie in several
countries gets none unless the text speaks of one of them, and what is only
described gets no coordinates.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence

from isnad.coding.place_context import Countries
from isnad.coding.place_mention import PlaceMention
from isnad.coding.place_names import NameHit, NameMatcher, with_place_nouns
from isnad.coding.place_phrases import PhraseReader
from isnad.coding.place_resolution import resolve
from isnad.lexicon.place_nouns import place_nouns
from isnad.lexicon.places import Gazetteer, load_gazetteer
from isnad.text.document import Document

__all__ = ["PlaceFinder", "PlaceMention"]


class PlaceFinder:
    """Finds places; one finder serves any number of documents."""

    def __init__(self, gazetteer: Gazetteer | None = None) -> None:
        self._gazetteer = gazetteer or load_gazetteer()
        self._nouns = place_nouns()
        self._matcher = NameMatcher(self._gazetteer, self._nouns)

    def find(self, doc: Document) -> list[PlaceMention]:
        """Every place mention of *doc*, in text order, none inside another."""
        doc = with_place_nouns(doc, self._nouns)
        hits = self._matcher.find(doc)
        countries = Countries(doc, hits, self._gazetteer)
        reader = PhraseReader(doc, self._gazetteer, self._nouns, countries)
        by_first: dict[int, NameHit] = {h.first: h for h in hits}
        taken = [False] * len(doc.words)
        mentions = reader.borders(by_first, taken)
        for hit in hits:
            if taken[hit.first]:
                continue
            choice = resolve(doc, hit, countries, reader, self._matcher)
            if choice is None:
                continue
            mention = reader.named(hit, choice, taken)
            mentions.append(mention)
            for k in range(mention.first, mention.last):
                taken[k] = True
        mentions.extend(reader.described(by_first, taken))
        mentions.sort(key=lambda m: (m.first, m.last))
        _coordinate(doc, mentions)
        return mentions


def _coordinate(doc: Document, mentions: Sequence[PlaceMention]) -> None:
    """A mention joined to the one before it by ``و``, ``أو`` or a comma has its preposition."""
    for before, mention in itertools.pairwise(mentions):
        if mention.prep or not before.prep:
            continue
        word = doc.words[mention.first]
        gap = [w.norm for w in doc.words[before.last : mention.first]]
        joined = word.norm.startswith("و") and doc.words[mention.first].start < mention.start
        if (not gap and joined) or (gap in (["،"], ["او"], ["و"], ["/"], ["-"])) or (gap == ["،"] and joined):
            mention.prep = before.prep
