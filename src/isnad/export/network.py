"""The network of actors: who is tied to whom, how often, since when, on whose word. GEXF and the dossier draw it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from itertools import combinations

from isnad.export.happenings import root_of
from isnad.export.people import Party, party, standing
from isnad.records import Agreement, Coding, Event, Factuality, Relation, Statement

SYMMETRIC = frozenset(["CONSULT", "ASSAULT", "COOPERATE", "AGREE"])
"""Types in which several actors and no recipient are parties to the same thing."""


@dataclass(slots=True)
class Node:
    """An actor: the most frequent of its names."""

    party: Party
    statements: int = 0
    docs: set[str] = field(default_factory=set)
    names: Counter[str] = field(default_factory=Counter)


@dataclass(slots=True)
class Edge:
    """All statements that tie *source* to *target* in one way."""

    source: str
    target: str
    kind: str
    """``event``, ``relation`` or ``agreement``."""
    type: str
    factuality: Counter[str] = field(default_factory=Counter)
    first: date | None = None
    last: date | None = None
    mentions: list[tuple[str, str]] = field(default_factory=list)
    roots: set[str] = field(default_factory=set)
    outlets: set[str] = field(default_factory=set)

    @property
    def id(self) -> str:
        """Stable."""
        return f"{self.source}|{self.kind}:{self.type}|{self.target}"


@dataclass(slots=True)
class Network:
    """Nodes and edges by key."""

    nodes: dict[str, Node] = field(default_factory=dict)
    edges: dict[tuple[str, str, str, str], Edge] = field(default_factory=dict)


def usable(who: Party) -> bool:
    """Whether *who* is somebody that can be told from others in another article."""
    return who.named and any(c.isalpha() for c in who.name_ar)


def ties(coding: Coding, statement: Statement) -> Iterator[tuple[Party, Party, str, str]]:
    """(one, other, kind, type) of every tie that *statement* says."""
    article = coding.article
    match statement:
        case Event():
            actors = [party(p, article) for p in statement.actors]
            others = [party(p, article) for p in statement.recipients]
            for a in actors:
                for b in others:
                    yield a, b, "event", statement.type
            if not others and statement.type in SYMMETRIC:
                for a, b in combinations(actors, 2):
                    yield a, b, "event", statement.type
        case Relation():
            yield party(statement.subject, article), party(statement.object, article), "relation", statement.type
        case Agreement():
            for a, b in combinations([party(p, article) for p in statement.parties], 2):
                yield a, b, "agreement", statement.status


def network(codings: Iterable[Coding], aliases: Mapping[str, str], rejected: Iterable[tuple[str, str]] = ()) -> Network:
    """The network of *codings*; *aliases* maps an actor to the one it was merged with."""
    made, refused = Network(), set(rejected)
    for coding in codings:
        for statement in coding.statements:
            if (coding.article.doc, statement.id) in refused:
                continue
            for one, other, kind, type_ in ties(coding, statement):
                if usable(one) and usable(other):
                    _tie(made, coding, statement, (one, other), (kind, type_), aliases)
    return made


def _tie(
    made: Network,
    coding: Coding,
    statement: Statement,
    parties: tuple[Party, Party],
    how: tuple[str, str],
    aliases: Mapping[str, str],
) -> None:
    keys = []
    for who in parties:
        one = standing(who, aliases)
        keys.append(one.key)
        node = made.nodes.setdefault(one.key, Node(one))
        node.statements += 1
        node.docs.add(coding.article.doc)
        node.names[who.words] += 1
    if keys[0] == keys[1]:
        return
    edge = made.edges.setdefault((keys[0], keys[1], *how), Edge(keys[0], keys[1], *how))
    edge.factuality[statement.factuality.value] += 1
    edge.mentions.append((coding.article.doc, statement.id))
    edge.roots.add(root_of(coding, statement).name)
    edge.outlets.add(coding.article.outlet or coding.article.doc)
    days = [t.start for t in statement.times if t.start]
    if not days and coding.article.published:
        days = [coding.article.published]
    for day in days:
        edge.first = min(edge.first or day, day)
        edge.last = max(edge.last or day, day)


def denied_only(edge: Edge) -> bool:
    """Whether nobody says that it is so."""
    return set(edge.factuality) == {Factuality.DENIED.value}
