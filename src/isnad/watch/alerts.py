"""What the rules find in articles that are new."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import islice

from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from isnad.corpus.records import Story
from isnad.dossier.positions import Position, Said, positions, turn
from isnad.records import Coding, Figure, Participant, Relation, Stance
from isnad.store import Filter, Hit, Store
from isnad.store import models as m
from isnad.store.rows import actor_key
from isnad.watch.rules import Rule

_PORTION = 200
_MOST = 1_000
"""Positions of one holder that are compared."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Alert:
    """Something that a rule found."""

    id: str
    """The same for the same thing, so that who gets it twice can tell."""
    rule: str
    """Name of the rule."""
    kind: str
    """``new_relation position_change figure_jump story_roots``."""
    what: str
    """In words of the article and of the codebook: ``ألف ← allied_with → باء``."""
    evidence: str
    doc: str
    statement: str
    """Id of the statement, or of the story."""
    published: str | None = None
    outlet: str | None = None
    url: str | None = None
    before: str | None = None
    """What it is held against: the position, the figure before."""


def find_alerts(store: Store, rules: Sequence[Rule], after: int, upto: int) -> Iterator[Alert]:
    """What *rules* find in the articles with numbers after *after* up to *upto*, in the order of adding."""
    statements = [r for r in rules if r.rule != "story_roots"]
    if not statements:
        return
    numbered = ((a.number, a.article.doc) for a in store.articles(after))
    while portion := [x for x in islice(numbered, _PORTION) if x[0] <= upto]:
        numbers = {doc: number for number, doc in portion}
        for rule in statements:
            look = {"new_relation": _relations, "position_change": _positions, "figure_jump": _figures}[rule.rule]
            hits = list(store.find(rule.wanted(tuple(numbers))))
            hits.sort(key=lambda h: (numbers[h.article.doc], h.statement.trigger.start))
            yield from look(store, rule, hits, numbers)


def story_alerts(store: Store, rules: Sequence[Rule], told: set[str]) -> Iterator[Alert]:
    """Stories that have reached the roots that a rule asks for, those in *told* (ids of alerts) left out."""
    for rule in rules:
        if rule.rule != "story_roots":
            continue
        for story in store.stories(replace(rule.wanted(), min_roots=rule.roots)):
            alert = _story(rule, story)
            if alert.id not in told:
                yield alert


def _id(rule: Rule, *parts: str) -> str:
    return hashlib.sha256("\x1f".join((rule.rule, rule.name, *parts)).encode()).hexdigest()[:20]


def _alert(rule: Rule, hit: Hit, what: str, key: tuple[str, ...], before: str | None = None) -> Alert:
    a = hit.article
    return Alert(
        id=_id(rule, *key), rule=rule.name, kind=rule.rule, what=what,
        evidence=" ".join(hit.statement.evidence.of(a.text).split()), doc=a.doc, statement=hit.statement.id,
        published=a.published.isoformat() if a.published else None, outlet=a.outlet, url=a.url, before=before,
    )  # fmt: skip


# -- a relation between two that was not there before ----------------------------------------------------------------


def _known(who: Participant) -> str | None:
    """The key of somebody who is in the actor base, or is given a name."""
    return actor_key(who.actor) if who.actor is not None and (who.actor.id or who.actor.named) else None


def _relations(store: Store, rule: Rule, hits: Sequence[Hit], numbers: dict[str, int]) -> Iterator[Alert]:
    seen: set[tuple[str, str, str]] = set()
    for hit in hits:
        r = hit.statement
        if not isinstance(r, Relation) or r.factuality.value == "denied":
            continue
        subject, object_ = _known(r.subject), _known(r.object)
        if subject is None or object_ is None or subject == object_:
            continue
        key = (r.type, subject, object_)
        if key in seen or _was_related(store, key, numbers[hit.article.doc]):
            continue
        seen.add(key)
        yield _alert(rule, hit, f"{_name(r.subject, hit)} — {r.type} — {_name(r.object, hit)}", key)


def _was_related(store: Store, key: tuple[str, str, str], number: int) -> bool:
    """Whether an earlier article says the same."""
    s, one, other = m.StatementRow, aliased(m.ParticipantRow), aliased(m.ParticipantRow)
    chosen = (
        select(s.id).join(one, one.statement_id == s.id).join(other, other.statement_id == s.id)
        .where(s.kind == "relation", s.type == key[0], s.article_id < number, s.factuality != "denied")
        .where(one.role == "subject", one.actor == key[1], other.role == "object", other.actor == key[2]).limit(1)
    )  # fmt: skip
    with store.engine.connect() as connection:
        return connection.execute(chosen).first() is not None


def _name(who: Participant, hit: Hit) -> str:
    return who.actor.name_ar if who.actor is not None else who.span.of(hit.article.text)


# -- a position that is another one ----------------------------------------------------------------------------------


def _said(hit: Hit) -> Said:
    return Said(Coding(article=hit.article, statements=(hit.statement,), version=""), hit.statement)


def _positions(store: Store, rule: Rule, hits: Sequence[Hit], numbers: dict[str, int]) -> Iterator[Alert]:
    for hit in hits:
        s = hit.statement
        if not isinstance(s, Stance) or s.factuality.value == "denied":
            continue
        ((now,),) = positions([_said(hit)], {}).values()
        key = actor_key(s.holder.actor)
        before = turn(_earlier(store, key, hit, numbers), now) if key is not None else None
        if before is None and s.stance != "change":
            continue
        topic = " ".join(s.topic.of(hit.article.text).split())
        was = f"{before.stance.stance} ({before.said.article.doc}#{before.stance.id})" if before else None
        what = f"{_name(s.holder, hit)}: {s.stance}: {topic}"
        yield _alert(rule, hit, what, (hit.article.doc, s.id), was)


def _earlier(store: Store, key: str, hit: Hit, numbers: dict[str, int]) -> list[Position]:
    """The holder's positions in articles that were added before, by day."""
    wanted = Filter(kind=("stance",), actor=(key.removeprefix("~"),), role=("holder",),
                    published_to=hit.article.published)  # fmt: skip
    before = []
    for other in islice(store.find(wanted), _MOST):
        later = numbers.get(other.article.doc, 0) >= numbers[hit.article.doc]
        if not later and isinstance(other.statement, Stance) and actor_key(other.statement.holder.actor) == key:
            before.append(_said(other))
    return next(iter(positions(before, {}).values()), [])


# -- a figure that jumps ---------------------------------------------------------------------------------------------


def _figures(store: Store, rule: Rule, hits: Sequence[Hit], numbers: dict[str, int]) -> Iterator[Alert]:
    highest: dict[str, float] = {}
    """By measure: what an alert of this portion told already."""
    for hit in hits:
        f = hit.statement
        if not isinstance(f, Figure) or f.factuality.value == "denied" or f.best < rule.least:
            continue
        found = _highest(store, rule, f.measure, hit, numbers)
        if found is None:
            continue
        before = max(found, highest.get(f.measure, 0.0))
        if f.best < rule.factor * before or f.best <= before:
            continue
        highest[f.measure] = f.best
        what = f"{f.measure}: {f.best:,.0f} ({' '.join(f.trigger.of(hit.article.text).split())})"
        yield _alert(rule, hit, what, (hit.article.doc, f.id), f"{before:,.0f}")


def _highest(store: Store, rule: Rule, measure: str, hit: Hit, numbers: dict[str, int]) -> float | None:
    """The highest figure of the measure in earlier articles of the days before; None when there is none."""
    day = hit.article.published
    wanted = replace(
        rule.wanted(), type=(measure,), published_to=day,
        published_from=day - timedelta(days=rule.days) if day is not None else None,
    )  # fmt: skip
    best = None
    number = numbers[hit.article.doc]
    for other in store.find(wanted):
        f = other.statement
        if numbers.get(other.article.doc, 0) >= number or not isinstance(f, Figure) or f.factuality.value == "denied":
            continue
        best = f.best if best is None else max(best, f.best)
    return best


# -- stories ---------------------------------------------------------------------------------------------------------


def _story(rule: Rule, story: Story) -> Alert:
    first = story.reports[0]
    return Alert(
        id=_id(rule, story.id), rule=rule.name, kind=rule.rule, evidence=story.title, doc=first.mention.doc,
        what=f"{story.type}: {len(story.roots)} roots, {len(story.outlets)} outlets: "
             + ", ".join(r.name for r in story.roots[:5]),
        statement=story.id, published=first.published.isoformat() if first.published else None, outlet=first.outlet,
    )  # fmt: skip


def last_article(store: Store) -> int:
    """Number of the article added last, 0 where there is none."""
    with store.engine.connect() as connection:
        return int(connection.execute(select(func.max(m.ArticleRow.id))).scalar() or 0)
