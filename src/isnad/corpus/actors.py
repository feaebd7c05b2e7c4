"""Unknown actors that recur: proposed as new entries of the actor base, with their evidence."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from isnad.corpus.records import Mention
from isnad.lexicon.actors import load as load_actors
from isnad.lexicon.places import load_gazetteer
from isnad.records import ActorRef, Coding, participants
from isnad.store.rows import actor_key, name_key
from isnad.store.types import CorpusActor

MIN_ARTICLES = 3
"""Articles, copies not counted, in which a name must stand."""
EVIDENCE = 5
"""Mentions that are kept as evidence, of different articles."""
_PEOPLE = frozenset(["person", "official"])


@dataclass(slots=True)
class _Seen:
    """What the corpus says of one unknown name."""

    names: Counter[str] = field(default_factory=Counter)
    kinds: Counter[str] = field(default_factory=Counter)
    countries: Counter[str] = field(default_factory=Counter)
    sectors: Counter[str] = field(default_factory=Counter)
    roles: Counter[str] = field(default_factory=Counter)
    articles: dict[str, Mention] = field(default_factory=dict)
    """First mention of each article."""
    outlets: set[str] = field(default_factory=set)


def proposals(
    codings: Iterable[Coding],
    *,
    copies: Mapping[str, str] | None = None,
    merged: Mapping[str, str] | None = None,
    min_articles: int = MIN_ARTICLES,
) -> Iterator[CorpusActor]:
    """Names of *codings* that the actor base does not know and that stand in *min_articles* or more.

    *copies*: article to the original that it repeats; it counts no second time. *merged*: actors that were said
    to be others already. Spellings that differ in spaces, hamza or ``ة`` only are one entry. Given by frequency.
    """
    seen: dict[str, _Seen] = {}
    for coding in codings:
        doc = coding.article.doc
        if doc in (copies or {}):
            continue
        for statement in coding.statements:
            found = [p.actor for _, p in participants(statement)] + [s.actor for s in statement.sources]
            for ref in found:
                if ref is None or not _unknown(ref) or (actor_key(ref) or "") in (merged or {}):
                    continue
                entry = seen.setdefault(_compact(ref.name_ar), _Seen())
                _count(entry, ref)
                entry.articles.setdefault(doc, Mention(doc, statement.id))
                entry.outlets.add(coding.article.outlet or doc)
    recurring = [(k, s) for k, s in seen.items() if len(s.articles) >= min_articles]
    for _, entry in sorted(recurring, key=lambda i: (-len(i[1].articles), i[0])):
        yield _proposal(entry)


def _unknown(ref: ActorRef) -> bool:
    """Whether *ref* is a proper name that the base does not know, and more than one word of a person's."""
    if ref.id is not None or not ref.named or not any(c.isalpha() for c in ref.name_ar):
        return False
    words = ref.name_ar.split()
    if ref.kind in _PEOPLE and len(words) < 2:
        return False
    return not (len(words) == 1 and load_gazetteer().lookup(ref.name_ar))


def _compact(name: str) -> str:
    return name_key(name).replace(" ", "")


def _count(entry: _Seen, ref: ActorRef) -> None:
    entry.names[ref.name_ar] += 1
    entry.kinds[ref.kind] += 1
    for counter, value in ((entry.countries, ref.country), (entry.sectors, ref.sector), (entry.roles, ref.role)):
        if value:
            counter[value] += 1


def _proposal(entry: _Seen) -> CorpusActor:
    names = [n for n, _ in sorted(entry.names.items(), key=lambda i: (-i[1], i[0]))]
    role = _most(entry.roles)
    notes = [role] if role else []
    near = _known_parts(names[0])
    if near:
        notes.append(f"? {near}")
    mentions = tuple(m for _, m in sorted(entry.articles.items())[:EVIDENCE])
    return CorpusActor(
        id=f"~{name_key(names[0])}",
        name_ar=names[0],
        names=tuple(names[1:]),
        kind=_most(entry.kinds) or "unknown",
        country=_most(entry.countries),
        sector=_most(entry.sectors),
        status="proposed",
        mentions=mentions,
        articles=len(entry.articles),
        outlets=len(entry.outlets),
        note="; ".join(notes),
    )


def _known_parts(name: str) -> str | None:
    """An entry of the base whose name holds all words of *name*, or the other way round: maybe the same one."""
    words = set(name_key(name).split())
    for actor in load_actors().actors.values():
        if actor.kind == "state":
            continue
        other = set(name_key(actor.name_ar).split())
        if len(words & other) > 1 and (words <= other or other <= words):
            return actor.id
    return None


def _most(counted: Counter[str]) -> str | None:
    return min(counted, key=lambda v: (-counted[v], v), default=None)
