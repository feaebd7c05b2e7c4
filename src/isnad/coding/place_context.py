"""Which countries a text speaks of: what decides between places of one name."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from isnad.coding.place_names import NameHit
from isnad.lexicon.places import Gazetteer
from isnad.text.document import Document

WEAK = frozenset(
    {
        "مالي",
        "مالية",
        "المالي",
        "المالية",
        "ماليين",
        "الماليين",
        "ماليون",
        "ماليات",
        "ماليا",
        "قمري",
        "القمري",
        "القمرية",
        "قمرية",
        "غاني",
        "روماني",
        "الرومانية",
        "شيلي",
    }
)
"""Nisbas that are also ordinary words: no evidence by themselves."""


class Countries:
    """Counts of country evidence in a document: by sentence and in all."""

    def __init__(self, doc: Document, hits: Sequence[NameHit], gazetteer: Gazetteer) -> None:
        self.by_sentence: dict[int, Counter[str]] = {}
        self.total: Counter[str] = Counter()
        self.order: list[tuple[int, str]] = []
        """(word, alpha-3) of every piece of evidence, in text order."""
        found: list[tuple[int, str]] = []
        for hit in hits:
            countries = {p.country for p in hit.places}
            if len(countries) == 1 and not hit.common and "" not in countries and hit.sure:
                found.append((hit.first, countries.pop()))
        named = {i for i, _ in found}
        nisba = gazetteer.nisba
        for word in doc.words:
            norm = word.norm
            country = nisba.get(norm)
            if country is None and norm[0] in "وفبلك":
                norm = "ال" + norm[2:] if norm.startswith("لل") else norm[1:]
                country = nisba.get(norm)
            beside = bool(found) and word.i - 2 <= found[-1][0] < word.i  # الحدود الجزائرية المالية
            if country is not None and (beside or norm not in WEAK) and word.i not in named:
                found.append((word.i, country))
        for i, country in sorted(found):
            self.order.append((i, country))
            self.by_sentence.setdefault(doc.words[i].sent, Counter())[country] += 1
            self.total[country] += 1

    def weight(self, country: str, sentence: int) -> tuple[int, int]:
        """How much speaks for *country*: evidence in the sentence, then in the article."""
        near = self.by_sentence.get(sentence)
        return (near[country] if near else 0, self.total[country])

    def home(self, sentence: int, i: int) -> tuple[str, tuple[str, ...]]:
        """The country that ``البلاد`` at word *i* means, and the rivals when the text does not say.

        The only country of the sentence; else the one that most of the article is
        about; else the two most mentioned, and no choice.
        """
        near = self.by_sentence.get(sentence)
        if near and len(near) == 1:
            return next(iter(near)), ()
        ranked = sorted(self.total.items(), key=lambda item: (-item[1], item[0]))
        if not ranked:
            return "", ()
        if len(ranked) == 1 or ranked[0][1] >= 1.5 * ranked[1][1]:
            return ranked[0][0], ()
        return "", (ranked[0][0], ranked[1][0])
