"""Whom and where words may mean: what a person chooses from, so that nobody has to know an identifier by heart."""

from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import dataclass
from functools import cache

from sqlalchemy import func, or_, select

from isnad.lexicon import actors as base
from isnad.lexicon.places import Place, load_gazetteer
from isnad.records import ActorRef, PlaceValue, Span, Statement, participants
from isnad.records_json import from_json
from isnad.store import Store
from isnad.store import models as m
from isnad.store.rows import actor_key, name_key
from isnad.store.writer import is_storable

_MOST = 12


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody whom the words may mean."""

    actor: ActorRef
    origin: str
    """``article`` (the article itself has it), ``corpus`` (other articles), ``base`` (the actor base)."""
    mentions: int = 0


def people(store: Store, doc: str | None, words: str) -> list[Candidate]:
    """Actors that *words* (Arabic or English, a name or its beginning) may mean: those of the article *doc* first,
    then those of the corpus by number of mentions, then those of the actor base. At most a dozen.
    """
    if not is_storable(words) or (doc is not None and not is_storable(doc)):
        return []
    key = name_key(words)
    found: dict[str, Candidate] = {}
    for candidate in [*_in_corpus(store, doc, key, words), *_in_base(key, words.strip().lower())]:
        ident = actor_key(candidate.actor)
        if ident is not None:
            found.setdefault(ident, candidate)
    return list(found.values())[:_MOST]


def _in_corpus(store: Store, doc: str | None, key: str, words: str) -> list[Candidate]:
    if not key and not words.strip():
        return []
    p, s, a = m.ParticipantRow, m.StatementRow, m.ArticleRow
    like = [p.name_key == key] if key else []
    if words.strip().isascii():
        like.append(p.name_en.like(f"{_escaped(words.strip().lower())}%", escape="\\"))
    elif len(key) >= 3:
        like.append(p.name_key.like(f"{_escaped(key)}%", escape="\\"))
    if not like:
        return []
    grouped = (
        select(p.actor, func.count().label("n"), func.min(p.statement_id).label("first"))
        .where(p.actor.is_not(None), or_(*like))
        .group_by(p.actor)
        .order_by(func.count().desc(), p.actor)
        .limit(_MOST)
    )
    with store.engine.connect() as connection:
        rows = connection.execute(grouped).all()
        own = (
            set(
                connection.execute(
                    select(p.actor).join(s, s.id == p.statement_id).join(a, a.id == s.article_id)
                    .where(a.doc == doc, p.actor.in_([r.actor for r in rows]))
                ).scalars()
            )
            if doc
            else set()
        )  # fmt: skip
        firsts = {r.first for r in rows}
        texts = {r.id: r.json for r in connection.execute(select(s.id, s.json).where(s.id.in_(firsts)))}
    made = []
    for row in rows:
        ref = _reference(texts[row.first], row.actor)
        if ref is not None:
            made.append(Candidate(ref, "article" if row.actor in own else "corpus", row.n))
    made.sort(key=lambda c: (c.origin != "article", -c.mentions, c.actor.name_ar))
    return made


def _escaped(words: str) -> str:
    return words.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def _reference(data: str, key: str) -> ActorRef | None:
    statement = from_json(Statement, json.loads(data))
    return next((w.actor for _, w in participants(statement) if w.actor and actor_key(w.actor) == key), None)


@cache
def _names() -> tuple[dict[str, list[str]], list[tuple[str, str]]]:
    """Folded name to ids of the base, and (English name in small letters, id)."""
    by_name: dict[str, list[str]] = defaultdict(list)
    english = []
    for actor in base.load().actors.values():
        for name in dict.fromkeys([actor.name_ar, *(n for n, _ in actor.names)]):
            key = name_key(name)
            if key and actor.id not in by_name[key]:
                by_name[key].append(actor.id)
        english.append((actor.name_en.lower(), actor.id))
    return dict(by_name), sorted(english)


def _in_base(key: str, english: str) -> list[Candidate]:
    names, by_english = _names()
    ids = list(names.get(key, ()))
    if len(key) >= 3:
        ids += [i for name, own in names.items() if name.startswith(key) for i in own]
    if len(english) >= 2 and english.isascii():
        ids += [i for name, i in by_english if name.startswith(english) or f" {english}" in name]
    made = []
    for ident in list(dict.fromkeys(ids))[:_MOST]:
        actor = base.load().actors[ident]
        ref = ActorRef(actor.id, actor.name_ar, actor.name_en, actor.kind, actor.country, actor.sector, None, True)
        made.append(Candidate(ref, "base"))
    return made


def places(words: str, span: Span) -> list[PlaceValue]:
    """Entries of the gazetteer that *words* may mean, the most populous first, as the place of *span*; at the end the
    place that is only described.
    """
    found = sorted(load_gazetteer().lookup(words), key=lambda p: (-p.population, p.id))
    made = [_place(p, span, words) for p in found]
    return [*made[:_MOST], PlaceValue(span, words.strip(), described=True)]


def _place(place: Place, span: Span, words: str) -> PlaceValue:
    return PlaceValue(
        span, place.name_ar or words, place.id, place.lat, place.lon, place.country or None, place.admin1 or None,
        place.precision,
    )  # fmt: skip
