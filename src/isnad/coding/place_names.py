"""Names of the gazetteer in a document: where they stand and what they may mean."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from isnad.lexicon.place_nouns import PlaceNouns, splits
from isnad.lexicon.places import Gazetteer, Name, Place
from isnad.text.document import Document, Word


@dataclass(slots=True)
class NameHit:
    """A name of the gazetteer at words ``first`` to ``last`` (exclusive)."""

    first: int
    last: int
    start: int
    """Clean offset where the name starts, proclitics left out."""
    pre: str
    """Proclitics that were split from the first word, as one string."""
    places: tuple[Place, ...]
    common: int
    """See :class:`isnad.lexicon.places.Name`."""
    sure: bool = True
    """False for small towns, and for all but states where a proclitic had to be split off:
    they are places only where something in the text supports it."""


class NameMatcher:
    """Finds gazetteer names; keeps what it learned about written words between documents."""

    def __init__(self, gazetteer: Gazetteer, nouns: PlaceNouns) -> None:
        self._gazetteer = gazetteer
        self.nouns = nouns
        self._cache: dict[str, tuple[tuple[str, int, tuple[Name, ...]], ...]] = {}

    def find(self, doc: Document) -> list[NameHit]:
        """Every name in text order, the longest where several start; without the names of persons."""
        words = doc.words
        hits: list[NameHit] = []
        i = 0
        while i < len(words):
            known = self._known(words[i].norm)
            hit = self._at(words, i, known) if known else None
            if hit is None:
                i += 1
                continue
            hits.append(hit)
            i = hit.last
        return hits

    def _known(self, norm: str) -> tuple[tuple[str, int, tuple[Name, ...]], ...]:
        known = self._cache.get(norm)
        if known is None:
            index = self._gazetteer.index
            known = tuple((pre, cut, tuple(index[form])) for pre, form, cut in splits(norm) if form in index)
            if len(self._cache) < 200_000:
                self._cache[norm] = known
        return known

    def _at(
        self, words: Sequence[Word], i: int, known: tuple[tuple[str, int, tuple[Name, ...]], ...]
    ) -> NameHit | None:
        best: NameHit | None = None
        sentence = words[i].sent
        for pre, cut, names in known:
            for name in names:
                last = _end(words, i + 1, name.rest, sentence)
                if last < 0:
                    continue
                places = tuple(self._gazetteer.places[k] for k in name.places)
                common = name.common
                if not name.rest and common < 2 and words[i].stem in self.nouns.described:
                    common = 2
                hit = NameHit(
                    i, last, words[i].start + cut, pre, places, common, _sure(pre, places, words[i])
                )
                better = best is None or (last, -hit.common) > (best.last, -best.common)
                if better and not self._person(words, hit):
                    best = hit
                break
        return best

    def headed(self, words: Sequence[Word], i: int) -> bool:
        """Whether a place noun that a name follows stands right before word *i*."""
        if i == 0 or words[i - 1].sent != words[i].sent:
            return False
        before = words[i - 1]
        if before.definite:
            return before.stem == "عاصمة"
        return before.stem in self.nouns.named and not before.suf

    def _person(self, words: Sequence[Word], hit: NameHit) -> bool:
        """Whether the name is that of a person: by its tag, a title or a given name before it."""
        if self.headed(words, hit.first):
            return False
        word = words[hit.first]
        if word.ner in ("B-PER", "I-PER"):
            return True
        if (
            hit.first == 0
            or hit.pre
            or words[hit.first - 1].sent != word.sent
            or hit.places[0].type == "country"
        ):
            return False
        before = words[hit.first - 1].norm
        return (
            before in self.nouns.title
            or before in self.nouns.given
            or (before[0] in "ولب" and before[1:] in self.nouns.given)
        )


def with_place_nouns(doc: Document, nouns: PlaceNouns) -> Document:
    """A copy of *doc* with place nouns read as such: ``ولاية``, even where ``و`` was split off."""
    words = list(doc.words)
    for word in doc.words:
        reading = nouns.reading(word.norm)
        if reading is not None and (reading.stem, reading.definite) != (word.stem, word.definite):
            start = word.start + reading.cut
            words[word.i] = replace(
                word, pre=tuple(reading.pre), suf="", stem=reading.stem, definite=reading.definite,
                stem_start=start, stem_end=word.end, pos="NOUN",
            )  # fmt: skip
    return replace(doc, words=words)


LARGE = 100_000
"""Population from which a town is known by its bare name."""


def _sure(pre: str, places: tuple[Place, ...], word: Word) -> bool:
    """Whether a name needs no support: a state, a large town, an entry of ours."""
    if places[0].type == "country":
        return True
    known = any(p.population >= LARGE or not p.id.startswith("gn:") for p in places)
    bare_ = not pre or pre == "و" or word.norm[len(pre) :].startswith("ال") or word.norm.startswith("لل")
    return known and bare_


def _end(words: Sequence[Word], i: int, rest: tuple[str, ...], sentence: int) -> int:
    """Where the name whose further words are *rest* ends, or -1; hyphens between its words are skipped."""
    for form in rest:
        if i < len(words) and words[i].norm == "-":
            i += 1
        if i >= len(words) or words[i].norm != form or words[i].sent != sentence:
            return -1
        i += 1
    return i
