"""What a dossier is about: a country, a place, an actor, or words."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from isnad.export.countries import country_name
from isnad.export.people import find_actor, party
from isnad.lexicon.actors import load as load_actors
from isnad.lexicon.actors import strip_article
from isnad.lexicon.places import load_gazetteer
from isnad.records import Agreement, Coding, Explanation, Stance, Statement, participants
from isnad.text.normal import bare

_BY_WORDS = (Stance, Explanation, Agreement)
_WORD = re.compile(r"[^\W_]+")
_BEFORE_PLACE = frozenset(
    (
        *("في", "من", "الي", "علي", "عن", "نحو", "داخل", "خارج", "قرب", "بين", "شمال", "جنوب", "شرق", "غرب", "وسط"),
        *("شمالي", "جنوبي", "شرقي", "غربي", "دولة", "حكومة", "جيش", "رئيس"),
    )
)
"""Words after which a name that is also an ordinary word (``مالي``) is the place."""


@dataclass(frozen=True, slots=True)
class Scope:
    """What to look for. A statement belongs to it when any part of it fits."""

    asked: str
    """As asked for."""
    name_ar: str
    name_en: str
    country: str | None = None
    """ISO alpha-3."""
    places: frozenset[str] = frozenset()
    """Gazetteer ids."""
    actors: frozenset[str] = frozenset()
    """Ids of the actor base."""
    words: str = ""
    """Folded words that the evidence must hold; empty when the name is known."""

    def holds(self, coding: Coding, statement: Statement) -> bool:
        """Whether *statement* is about it."""
        if self.words:
            return self.words in bare(statement.evidence.of(coding.article.text))
        if isinstance(statement, _BY_WORDS) and self._named(statement.evidence.of(coding.article.text)):
            return True
        for place in statement.places:
            if place.id in self.places or (self.country and place.country == self.country):
                return True
        for _, one in participants(statement):
            who = party(one, coding.article)
            if who.key in self.actors or (self.country and who.country == self.country):
                return True
        return any(s.actor is not None and s.actor.id in self.actors for s in statement.sources)

    def _named(self, evidence: str) -> bool:
        """Whether *evidence* names the place: what somebody is for or why something happened seldom has a place."""
        if not self.places:
            return False
        words = _WORD.findall(bare(evidence))
        if self.country and self._nisba(words):
            return True
        name = bare(self.name_ar).split()
        for n in range(len(words) - len(name) + 1):
            first = words[n]
            if words[n + 1 : n + len(name)] != name[1:]:
                continue
            if first == name[0] and (n == 0 or words[n - 1] in _BEFORE_PLACE or first.startswith("ال")):
                return True
            if first.endswith(name[0]) and first[: -len(name[0])] in ("ب", "ل", "وب", "ول"):
                return True
        return False

    def _nisba(self, words: list[str]) -> bool:
        """Whether a relative adjective of the country stands among *words*.

        One that is also an ordinary word (``المالية``) only after a noun for people or bodies.
        """
        known, doubtful = load_gazetteer().nisba, self._doubtful()
        nouns = load_actors().nouns.next
        for n, word in enumerate(words):
            if known.get(word) == self.country and (
                not doubtful or (n > 0 and strip_article(words[n - 1]) in nouns and word.startswith("ال"))
            ):
                return True
        return False

    def _doubtful(self) -> bool:
        """Whether the name is an ordinary word too."""
        first, *rest = bare(self.name_ar).split()
        named = (n for n in load_gazetteer().index.get(first, ()) if n.rest == tuple(rest))
        return any(n.common for n in named)

    def forms(self) -> tuple[str, ...]:
        """The name and the country's relative adjectives without article: what to search texts for."""
        known = load_gazetteer().nisba
        adjectives = sorted(w for w, c in known.items() if c == self.country and not w.startswith("ال"))
        return (f'"{self.name_ar}"', *(adjectives if self.country else ()))


def scope(about: str) -> Scope:
    """What *about* names: a country, an actor, a place, in this order; else its words."""
    key = bare(" ".join(about.split()))
    folded = key.casefold()
    code = _countries().get(folded)
    if code is not None:
        ids = frozenset(a.id for a in load_actors().actors.values() if a.country == code)
        return Scope(about, country_name(code, "ar"), country_name(code), code, frozenset([code]), ids)
    actor = find_actor(about)
    if actor is not None:
        entry = load_actors().actors[actor]
        return Scope(about, entry.name_ar, entry.name_en, None, frozenset(), frozenset([actor]))
    places = load_gazetteer().lookup(about) or tuple(
        p for p in load_gazetteer().places if p.name_en.casefold() == folded
    )
    if places:
        return Scope(about, places[0].name_ar, places[0].name_en, None, frozenset(p.id for p in places))
    return Scope(about, about, about, words=key)


@cache
def _countries() -> dict[str, str]:
    found: dict[str, str] = {}
    gazetteer = load_gazetteer()
    for place in gazetteer.places:
        if place.type == "country":
            for name in (place.id, place.name_ar, place.name_en, country_name(place.id), country_name(place.id, "ar")):
                found.setdefault(bare(name).casefold(), place.id)
    return found
