"""Happenings: a story, or an event that only one report tells; the rows of ACLED, UCDP and GeoJSON."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from itertools import islice

from isnad.corpus import roots
from isnad.corpus.records import Contradiction, Root, Story
from isnad.export.corpus import Corpus, merged, reviews_of
from isnad.export.divisions import division_names
from isnad.export.people import Party, party, standing
from isnad.lexicon.places import Place, load_gazetteer
from isnad.records import Coding, Event, Factuality, Figure, Participant, PlaceValue, Statement, TimeValue
from isnad.text.normal import bare

_PORTION = 100
"""Stories whose articles are read at once."""
_PRECISIONS = ("day", "week", "month", "season", "year", "decade", "vague")


@dataclass(frozen=True, slots=True)
class Told:
    """One statement of one article, with who vouches for it in the end."""

    coding: Coding
    statement: Event
    root: Root
    copy: bool = False
    """The article is a copy of another one that tells the same happening."""
    group: str | None = None
    """Copy group of the article."""

    @property
    def doc(self) -> str:
        """The article's id."""
        return self.coding.article.doc

    @property
    def outlet(self) -> str:
        """The article's outlet, or its id."""
        return self.coding.article.outlet or self.coding.article.doc

    def words(self) -> str:
        """The evidence, on one line."""
        return words(self.coding, self.statement)

    def figures(self, measure: str) -> tuple[Figure, ...]:
        """The figures of *measure* tied to the event that are no part of another one there."""
        tied = set(self.statement.figures)
        found = [s for s in self.coding.statements if isinstance(s, Figure) and s.id in tied and s.measure == measure]
        ids = {f.id for f in found}
        return tuple(f for f in found if f.share_of not in ids)


@dataclass(frozen=True)
class Happening:
    """What one or several reports tell of."""

    id: str
    """The story's id, or the statement's with its article's."""
    told: tuple[Told, ...]
    """In order of publication; at least one."""
    story: Story | None = None
    contradictions: tuple[Contradiction, ...] = field(default=())
    merged: Mapping[str, str] = field(default_factory=dict)
    """Actors that were said to be another one, key to key."""

    @cached_property
    def actual(self) -> tuple[Told, ...]:
        """Those that say that it has happened."""
        return tuple(t for t in self.told if t.statement.factuality is Factuality.ACTUAL)

    @cached_property
    def lead(self) -> Told:
        """The first that says it happened; else the first of all."""
        return (self.actual or self.told)[0]

    @cached_property
    def type(self) -> str:
        """PLOVER type."""
        return self.story.type if self.story else self.lead.statement.type

    @cached_property
    def mode(self) -> str | None:
        """PLOVER mode that most reports have."""
        return _most([t.statement.mode for t in self.actual or self.told if t.statement.mode])

    @cached_property
    def contexts(self) -> tuple[str, ...]:
        """PLOVER contexts, sorted."""
        return tuple(sorted({c for t in self.told for c in t.statement.contexts}))

    @cached_property
    def _sides(self) -> tuple[tuple[Party, ...], tuple[Party, ...]]:
        """Who did it and to whom; one who stands on both sides, where more reports put it."""
        told = self.actual or self.told
        actors, done = _counted([[self._who(p, t) for p in t.statement.actors] for t in told])
        others, got = _counted([[self._who(p, t) for p in t.statement.recipients] for t in told])
        return (
            tuple(p for p in actors if done[p.key] >= got[p.key]),
            tuple(p for p in others if got[p.key] > done[p.key]),
        )

    def _who(self, participant: Participant, told: Told) -> Party:
        return standing(party(participant, told.coding.article), self.merged)

    @cached_property
    def actors(self) -> tuple[Party, ...]:
        """Who did it, as most reports say; the known before the unnamed."""
        return self._sides[0]

    @cached_property
    def recipients(self) -> tuple[Party, ...]:
        """To whom it was done."""
        return self._sides[1]

    @cached_property
    def place(self) -> PlaceValue | None:
        """Where: the most exact place with coordinates that a report names, else a described one."""
        found = [p for t in self.actual or self.told for p in t.statement.places]
        located = [p for p in found if p.lat is not None]
        order = {1: 0, 2: 1, 3: 2, 4: 3, 7: 4, 5: 5, 6: 6}
        return min(located, key=lambda p: order[p.precision], default=found[0] if found else None)

    @cached_property
    def when(self) -> TimeValue | None:
        """The day that most reports give, of the most precise ones; of several, the one nearest to the first report."""
        found = [x for t in self.actual or self.told for x in t.statement.times if x.start and x.end]
        counted = Counter((x.precision, x.start, x.end) for x in found)
        told = self.first_reported

        def rank(x: TimeValue) -> tuple[object, ...]:
            off = abs((x.start - told).days) if told and x.start else 0
            return _PRECISIONS.index(x.precision), -counted[x.precision, x.start, x.end], off, x.start

        return min(found, key=rank, default=None)

    @cached_property
    def start(self) -> date | None:
        """First day that it may have been."""
        return self.when.start if self.when else (self.story.start if self.story else None)

    @cached_property
    def end(self) -> date | None:
        """Last day that it may have been."""
        return self.when.end if self.when else (self.story.end if self.story else None)

    @cached_property
    def country(self) -> str | None:
        """ISO alpha-3 of the place; else that of all who take part, when there is only one."""
        if self.place and self.place.country:
            return self.place.country
        found = {p.country for p in (*self.actors, *self.recipients) if p.country}
        return found.pop() if len(found) == 1 and self.place is None else None

    @cached_property
    def heads(self) -> tuple[int, ...]:
        """For each report the number of the first one that it is one voice with, or a copy of."""
        first: dict[str, int] = {}
        copied = [(first.setdefault(t.group, n), n) for n, t in enumerate(self.told) if t.group is not None]
        return tuple(roots.distinct([t.root for t in self.told], [(a, b) for a, b in copied if a != b]))

    @cached_property
    def roots(self) -> tuple[Root, ...]:
        """The independent roots, in order of publication."""
        return tuple(t.root for n, t in enumerate(self.told) if self.heads[n] == n)

    @cached_property
    def outlets(self) -> tuple[str, ...]:
        """The outlets, in order of publication."""
        return tuple(dict.fromkeys(t.outlet for t in self.told))

    @property
    def confidence(self) -> float:
        """The highest of its statements."""
        return max(t.statement.confidence for t in self.told)

    @property
    def first_reported(self) -> date | None:
        """Earliest day of publication."""
        return min((d for t in self.told if (d := t.coding.article.published)), default=None)

    @property
    def last_reported(self) -> date | None:
        """Latest day of publication."""
        return max((d for t in self.told if (d := t.coding.article.published)), default=None)


def happenings(corpus: Corpus) -> Iterator[Happening]:
    """Every story, then every event that stands in none; without what a reviewer rejected.

    What a copy tells alone in the same words as its original is told once.
    """
    rejected = {k for k, v in reviews_of(corpus).items() if v == "rejected"}
    same = merged(corpus)
    copies = {doc: g.original for g in corpus.copy_groups() for doc in g.docs if doc != g.original}
    originals: dict[str, set[tuple[str, str, str]]] = {}
    for coding in corpus.codings(set(copies.values())) if copies else ():
        originals[coding.article.doc] = {_telling(coding, e) for e in coding.events}
    covered: set[tuple[str, str]] = set()
    stories = iter(corpus.stories())
    while portion := list(islice(stories, _PORTION)):
        docs = {r.mention.doc for s in portion for r in s.reports}
        by_doc = {c.article.doc: c for c in corpus.codings(docs)}
        for story in portion:
            covered.update((r.mention.doc, r.mention.statement) for r in story.reports)
            found = _of_story(story, by_doc, rejected, same)
            if found is not None:
                yield found
    for coding in corpus.codings():
        for event in coding.events:
            key = (coding.article.doc, event.id)
            if key in covered or key in rejected:
                continue
            original = copies.get(coding.article.doc)
            if original is not None and _telling(coding, event) in originals.get(original, ()):
                continue
            told = (Told(coding, event, root_of(coding, event)),)
            yield Happening(f"{coding.article.doc}#{event.id}", told, merged=same)


def _of_story(
    story: Story, by_doc: Mapping[str, Coding], rejected: set[tuple[str, str]], same: Mapping[str, str]
) -> Happening | None:
    told = []
    groups: set[str] = set()
    for report in story.reports:
        coding = by_doc.get(report.mention.doc)
        key = (report.mention.doc, report.mention.statement)
        statement = next((s for s in coding.events if s.id == key[1]), None) if coding else None
        if coding is None or statement is None or key in rejected:
            continue
        group = report.copy_group
        copy = group is not None and group in groups
        if group is not None:
            groups.add(group)
        told.append(Told(coding, statement, report.root, copy, group))
    return Happening(story.id, tuple(told), story, story.contradictions, same) if told else None


def _telling(coding: Coding, event: Event) -> tuple[str, str, str]:
    """What is the same in a copy."""
    text = coding.article.text
    return event.type, bare(event.trigger.of(text)), bare(words(coding, event))


def root_of(coding: Coding, statement: Statement) -> Root:
    """Who *statement* finally rests on: see :mod:`isnad.corpus.roots`."""
    return roots.root_of(statement, coding.article)


def words(coding: Coding, statement: Statement) -> str:
    """The evidence of *statement*, on one line."""
    return " ".join(statement.evidence.of(coding.article.text).split())


def number_of(ident: str) -> int:
    """A stable number for a stable id, small enough for a double: for formats that want numbers."""
    return int(hashlib.sha256(ident.encode()).hexdigest()[:12], 16)


def place_of(value: PlaceValue | None) -> Place | None:
    """The gazetteer entry of a place, when it has one."""
    return load_gazetteer().by_id.get(value.id) if value and value.id else None


def admin1_name(value: PlaceValue | None) -> str:
    """English name of the first-level division; empty where only its number is known (:mod:`.divisions`)."""
    entry = place_of(value)
    if entry is not None and entry.type == "admin1":
        return entry.name_en
    code = (entry.admin1 if entry else value.admin1 if value else None) or ""
    return division_names().get(code, "") if "." in code else code


def _most(values: list[str]) -> str | None:
    counted = Counter(values)
    return min(counted, key=lambda v: (-counted[v], v), default=None)


def _counted(groups: Iterable[Iterable[Party]]) -> tuple[tuple[Party, ...], Counter[str]]:
    """Parties by how many reports name them, the known ones first, ties in the order of telling; and the counts."""
    counted: Counter[str] = Counter()
    first: dict[str, Party] = {}
    for group in groups:
        for one in {p.key: p for p in group}.values():
            counted[one.key] += 1
            first.setdefault(one.key, one)
    rank = {key: n for n, key in enumerate(first)}
    order = sorted(first, key=lambda k: (not first[k].named, -counted[k], rank[k]))
    return tuple(first[k] for k in order), counted
