"""What an event mention is compared by: groups of keys with weights, unit length each.

The similarity of two mentions is a weighted sum, over the groups, of the products of their keys'
weights; so the mean similarity of a mention to a whole story is one product with the story's sum.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from math import sqrt

from isnad.corpus.records import Mention
from isnad.corpus.stems import rarity, stem, stems
from isnad.records import Article, Coding, Event, Factuality, Figure, Participant
from isnad.text.normal import bare

GROUPS = (
    "near", "sentence", "article", "trigger", "type", "family", "mode", "party", "has_party",
    "place", "has_place", "country", "day", "has_day", "figure", "unreal", "doc", "doc_type",
    "doc_trigger", "one",
)  # fmt: skip
"""Names of the groups of keys, in the order of the weights."""
NEAR = 9
"""Words on each side of the trigger that belong to it."""
_OPENING = 420
"""Characters of an article that say what it is about."""
_RARE = 0.22
"""Stems more frequent than this rarity are left out of the comparison."""
_FAMILIES = {
    "ASSAULT": "force", "COERCE": "force", "MOBILIZE": "force", "THREATEN": "words", "ACCUSE": "words",
    "REJECT": "words", "SUPPORT": "words", "REQUEST": "words", "AGREE": "deal", "CONSULT": "deal",
    "COOPERATE": "deal", "CONCEDE": "deal", "RETREAT": "deal", "AID": "deal", "SANCTION": "sanction",
    "PROTEST": "protest",
}  # fmt: skip
_NUMBER = re.compile(r"\d+")

Keys = dict[str, float]


@dataclass(slots=True)
class Profile:
    """An event mention as keys; its text is not kept."""

    mention: Mention
    type: str
    published: date | None
    keys: dict[str, Keys]
    """Group to keys with weights."""
    index: tuple[str, ...]
    """The keys by which candidates for the same story are looked up, the rarest first."""


def profiles(coding: Coding) -> Iterator[Profile]:
    """A profile for each event of *coding*, in text order."""
    article = coding.article
    opening = _unit(_weighted(stems(f"{article.title or ''} {article.text[:_OPENING]}")))
    figures = {s.id: s for s in coding.statements if isinstance(s, Figure)}
    sentences: dict[tuple[int, int], Keys] = {}
    for event in coding.events:
        span = (event.evidence.start, event.evidence.end)
        if span not in sentences:
            sentences[span] = _unit(_weighted(stems(event.evidence.of(article.text))))
        yield _profile(event, article, opening, sentences[span], figures)


def _profile(event: Event, article: Article, opening: Keys, sentence: Keys, figures: dict[str, Figure]) -> Profile:
    text = article.text
    before = stems(text[max(event.evidence.start, event.trigger.start - 90) : event.trigger.start])[-NEAR:]
    after = stems(text[event.trigger.end : min(max(event.evidence.end, event.trigger.end), event.trigger.end + 90)])
    trigger = stem(bare(event.trigger.of(text)))
    near = _weighted([*before, *after[:NEAR]])
    near.pop(trigger, None)
    parties = sorted(set(_parties([*event.actors, *event.recipients], text)))
    places = sorted({p.id for p in event.places if p.id})
    countries = sorted({p.country for p in event.places if p.country})
    numbers = sorted({f"{figures[i].measure}:{figures[i].best:g}" for i in event.figures if i in figures})
    days = _days(event)
    keys: dict[str, Keys] = {
        "near": _unit(near),
        "sentence": sentence,
        "article": opening,
        "trigger": {trigger: 1.0},
        "type": {event.type: 1.0},
        "family": {_FAMILIES.get(event.type, event.type): 1.0},
        "mode": {event.mode: 1.0} if event.mode else {},
        "party": _unit(dict.fromkeys(parties, 1.0)),
        "has_party": {"": 1.0} if parties else {},
        "place": _unit(dict.fromkeys(places, 1.0)),
        "has_place": {"": 1.0} if places else {},
        "country": _unit(dict.fromkeys(countries, 1.0)),
        "day": days,
        "has_day": {"": 1.0} if days else {},
        "figure": _unit(dict.fromkeys(numbers, 1.0)),
        "unreal": {"": 1.0} if event.factuality not in (Factuality.ACTUAL, Factuality.DENIED) else {},
        "doc": {article.doc: 1.0},
        "doc_type": {f"{article.doc} {event.type}": 1.0},
        "doc_trigger": {f"{article.doc} {trigger}": 1.0},
        "one": {"": 1.0},
    }
    index = _index(near, sentence, opening, parties, places)
    return Profile(Mention(article.doc, event.id), event.type, article.published, keys, index)


def _index(near: Keys, sentence: Keys, opening: Keys, parties: list[str], places: list[str]) -> tuple[str, ...]:
    """Up to sixteen keys that a report of the same happening is likely to share."""
    chosen = dict.fromkeys(sorted(near, key=lambda k: (-near[k], k))[:6])
    chosen.update(dict.fromkeys(sorted(sentence, key=lambda k: (-sentence[k], k))[:5]))
    chosen.update(dict.fromkeys(sorted(opening, key=lambda k: (-opening[k], k))[:5]))
    return (*chosen, *(f"@{p}" for p in parties[:3]), *(f"#{p}" for p in places[:2]))


def _weighted(words: Iterable[str]) -> Keys:
    out: Keys = {}
    for word in words:
        weight = 0.6 if word.isdigit() else rarity(word)
        if weight > _RARE:
            out[word] = weight
    return out


def _unit(keys: Keys) -> Keys:
    length = sqrt(sum(w * w for w in keys.values()))
    return {k: w / length for k, w in keys.items()} if length else {}


def _parties(participants: Iterable[Participant], text: str) -> Iterator[str]:
    """Who takes part: ids of known actors, the rarest stem of unknown ones."""
    for participant in participants:
        actor = participant.actor
        if actor is not None and actor.id is not None:
            yield actor.id
            if actor.country:
                yield f"+{actor.country}"
        else:
            span = participant.names or participant.span
            found = sorted(stems(span.of(text)), key=lambda s: (-rarity(s), s))
            if found and rarity(found[0]) > _RARE:
                yield f"~{found[0]}"


def _days(event: Event) -> Keys:
    """The day that the event is said to be of, and its neighbours: reports differ by a night."""
    for time in event.times:
        if time.start is not None and time.precision == "day":
            day = time.start
            near = ((0, 1.0), (-1, 0.45), (1, 0.45))
            return _unit({(day + timedelta(d)).isoformat(): w for d, w in near})
    return {}
