"""What stands in a dossier, before it is written: gathered once from the corpus."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from isnad.dossier.positions import Key, Position, Said, positions
from isnad.dossier.scope import Scope
from isnad.export.corpus import Corpus, merged, reviews_of
from isnad.export.happenings import Happening, happenings, root_of
from isnad.export.network import Network, network
from isnad.export.people import Party, party, phrase
from isnad.records import Agreement, Coding, PlaceValue, participants


@dataclass(slots=True)
class Spot:
    """A place and what is said to have happened there."""

    place: PlaceValue
    words: str
    """As the first report calls it."""
    happenings: list[Happening] = field(default_factory=list)

    @property
    def vague(self) -> bool:
        """Whether the coordinates stand for a large or vague stretch, which only the words name."""
        return self.place.precision in (5, 7)


@dataclass(slots=True)
class Dossier:
    """Everything that the page shows."""

    scope: Scope
    happenings: list[Happening]
    """Those that are shown, by day."""
    every: list[Happening]
    """All of them, the ones that are not shown too."""
    statements: dict[Key, Said]
    articles: dict[str, Coding]
    positions: dict[str, list[Position]]
    """By holder's key, the holders with most positions first; each list by day."""
    agreements: list[list[Said]]
    """The same agreement said several times stands together."""
    spots: list[Spot]
    """Located places, those with most happenings first."""
    described: list[Spot]
    network: Network
    actors: list[tuple[Party, list[Said], int]]
    """Actor, statements, number of articles; most statements first."""
    counts: Counter[str]
    roots: int
    copies: int
    span: tuple[date | None, date | None]
    """Publication of the first and the last article."""


def gather(corpus: Corpus, about: Scope, limit: int) -> Dossier:
    """Read *corpus* for what is *about*, and keep the *limit* happenings with most roots."""
    rejected = {k for k, v in reviews_of(corpus).items() if v == "rejected"}
    aliases = merged(corpus)
    statements: dict[Key, Said] = {}
    articles: dict[str, Coding] = {}
    for coding in corpus.codings():
        found = [s for s in coding.statements if about.holds(coding, s) and (coding.article.doc, s.id) not in rejected]
        if found:
            articles[coding.article.doc] = coding
            statements.update({(coding.article.doc, s.id): Said(coding, s) for s in found})
    events = [h for h in happenings(corpus) if any((t.doc, t.statement.id) in statements for t in h.told)]
    for happening in events:
        for told in happening.told:
            articles.setdefault(told.doc, told.coding)
            statements.setdefault((told.doc, told.statement.id), Said(told.coding, told.statement))
    chosen = sorted(events, key=weight)[:limit]
    copies = {d for g in corpus.copy_groups() for d in g.docs if d != g.original}
    days = sorted(d for c in articles.values() if (d := c.article.published))
    tied = network(_narrowed(articles.values(), statements), aliases)
    return Dossier(
        scope=about,
        happenings=sorted(chosen, key=_day),
        every=events,
        statements=statements,
        articles=articles,
        positions=positions(statements.values(), aliases),
        agreements=_agreements(statements, aliases),
        spots=_spots(events, located=True),
        described=_spots(events, located=False),
        network=tied,
        actors=_actors(statements, aliases),
        counts=Counter(s.statement.kind for s in statements.values()),
        roots=len({root_of(s.coding, s.statement) for s in statements.values()}),
        copies=len(copies & set(articles)),
        span=(days[0], days[-1]) if days else (None, None),
    )


def weight(happening: Happening) -> tuple[object, ...]:
    """What is shown first: most roots, most reports, disputed, dated, certain."""
    return (
        -len(happening.roots),
        -len(happening.told),
        not happening.contradictions,
        not happening.actual,
        happening.start is None,
        -round(happening.confidence, 2),
        happening.id,
    )


def day_of(happening: Happening) -> date | None:
    """The day to sort by: when it happened, else when it was first told."""
    return happening.start or happening.first_reported


def _day(happening: Happening) -> tuple[object, ...]:
    return (day_of(happening) or date.max, happening.first_reported or date.max, happening.id)


def _narrowed(codings: Iterable[Coding], statements: dict[Key, Said]) -> Iterable[Coding]:
    """*codings* with only the statements that belong to the dossier."""
    for coding in codings:
        kept = tuple(s for s in coding.statements if (coding.article.doc, s.id) in statements)
        yield Coding(article=coding.article, statements=kept, version=coding.version)


def _agreements(statements: dict[Key, Said], aliases: dict[str, str]) -> list[list[Said]]:
    """Agreements between the same two or more known parties in one week are one."""
    groups: dict[tuple[object, ...], list[Said]] = {}
    for said in statements.values():
        if isinstance(said.statement, Agreement):
            keys = (party(p, said.article) for p in said.statement.parties)
            parties = sorted({aliases.get(k.key, k.key) for k in keys if k.named})
            week = said.article.published.isocalendar()[:2] if said.article.published else None
            same = (*parties, week) if len(parties) > 1 and week else (said.key,)
            groups.setdefault(same, []).append(said)
    return sorted(groups.values(), key=lambda g: (min((s.article.published or date.max) for s in g), g[0].key))


def _spots(events: Iterable[Happening], *, located: bool) -> list[Spot]:
    found: dict[object, Spot] = {}
    for happening in events:
        seen = set()
        for told in happening.told:
            for place in told.statement.places:
                words = phrase(place.span, told.coding.article.text)
                vague = place.precision in (5, 6, 7)
                key = (place.id or place.name, words if place.precision == 5 else "", place.precision if vague else 0)
                if (place.lat is not None) == located and key not in seen and (located or place.described):
                    seen.add(key)
                    spot = found.setdefault(key, Spot(place, words))
                    spot.happenings.append(happening)
                    if place.precision < spot.place.precision:
                        spot.place = place
    return sorted(found.values(), key=lambda s: (-len(s.happenings), s.place.name, s.place.precision))


def _actors(statements: dict[Key, Said], aliases: dict[str, str]) -> list[tuple[Party, list[Said], int]]:
    counted: dict[str, list[Said]] = {}
    first: dict[str, Party] = {}
    for said in statements.values():
        people = {}
        for _, one in participants(said.statement):
            who = party(one, said.article)
            if who.named:
                people[aliases.get(who.key, who.key)] = who
        for key, who in people.items():
            counted.setdefault(key, []).append(said)
            if key not in first or (who.key == key and first[key].key != key):
                first[key] = who
    order = sorted(counted, key=lambda k: (-len(counted[k]), k))
    return [(first[k], counted[k], len({s.article.doc for s in counted[k]})) for k in order]
