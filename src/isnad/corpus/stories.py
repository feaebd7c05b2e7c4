"""Stories: statements of several reports about the same happening.

Events come first: mentions are compared by the words around them, what their articles are about,
their types, parties, places and days (:mod:`isnad.corpus.profiles`), and grouped
(:mod:`isnad.corpus.clustering`). Figures come with the events that they are tied to. A story counts
its reports, outlets and roots; nothing is estimated.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from isnad.corpus.clustering import cluster
from isnad.corpus.contradictions import Told, contradictions
from isnad.corpus.copies import Copies
from isnad.corpus.profiles import Profile, profiles
from isnad.corpus.records import Mention, Report, Root, Story
from isnad.corpus.roots import distinct, roots_of
from isnad.corpus.shingles import Runs, covered, shingle
from isnad.records import Article, Coding, Event, Figure

_TITLE = 140
"""Characters of a story's title."""
_SAME_SENTENCE = 0.75
"""Share of the shorter sentence, word for word, that makes two reports' evidence one text."""
_CUT_SENTENCE = 0.35
"""The same where one article takes from the other somewhere."""
_SHORT = 9
"""Words below which two sentences may be alike by chance."""


@dataclass(frozen=True, slots=True)
class _Said:
    """What is kept of an event until its story is closed."""

    event: Event
    figures: tuple[Figure, ...]
    outlet: str | None
    published: date | None
    root: Root
    title: str
    runs: Runs
    actors: tuple[str, ...]
    recipients: tuple[str, ...]


def find_stories(codings: Iterable[Coding], copies: Copies | None = None, *, ordered: bool = False) -> Iterator[Story]:
    """The stories that *codings* tell, each as soon as no later report can belong to it.

    *copies*: the copies among the articles; without them only equal sentences count as copied.
    *ordered*: the codings come in order of publication already, those without a date first; then
    only a few days of them are held in memory, else all. A story may have a single report.
    The same codings give the same stories, whatever their order.
    """
    said: dict[Mention, _Said] = {}

    def mentions() -> Iterator[Profile]:
        known = codings if ordered else sorted(codings, key=_order)
        for coding in _by_day(known):
            _keep(coding, said)
            yield from profiles(coding)

    copied = Copied(copies)
    for group in cluster(mentions()):
        members = [p.mention for p in group]
        yield _story(members, {m: said[m] for m in members}, copied)
        for m in members:
            del said[m]


def _order(coding: Coding) -> tuple[date, str]:
    return coding.article.published or date.min, coding.article.doc


def _by_day(codings: Iterable[Coding]) -> Iterator[Coding]:
    """*codings* with those of one day in the order of their ids."""
    day: list[Coding] = []
    for coding in codings:
        if day and day[0].article.published != coding.article.published:
            yield from sorted(day, key=_order)
            day = []
        day.append(coding)
    yield from sorted(day, key=_order)


def _keep(coding: Coding, said: dict[Mention, _Said]) -> None:
    article = coding.article
    figures = {s.id: s for s in coding.statements if isinstance(s, Figure)}
    roots = roots_of(coding)
    for event in coding.events:
        evidence = event.evidence.of(article.text)
        said[Mention(article.doc, event.id)] = _Said(
            event=event,
            figures=tuple(figures[i] for i in event.figures if i in figures),
            outlet=article.outlet,
            published=article.published,
            root=roots[event.id],
            title=_cut(evidence),
            runs=shingle(evidence).runs,
            actors=_names(event, article, "actors"),
            recipients=_names(event, article, "recipients"),
        )


def _names(event: Event, article: Article, role: str) -> tuple[str, ...]:
    """Ids of the known ones, the words of the others."""
    found = []
    for participant in getattr(event, role):
        known = participant.actor.id if participant.actor is not None else None
        span = participant.names or participant.span
        found.append(known or " ".join(span.of(article.text).split()))
    return tuple(found)


def _cut(evidence: str) -> str:
    words = " ".join(evidence.split())
    return words if len(words) <= _TITLE else words[:_TITLE].rsplit(" ", 1)[0] + " …"


class Copied:
    """Which articles are copies of which."""

    def __init__(self, copies: Copies | None) -> None:
        self.group: Mapping[str, str] = copies.group_of() if copies else {}
        self._original = {g.id: g.original for g in copies.groups} if copies else {}
        self._cut = {c.doc for c in copies.copies if c.kind == "partial"} if copies else set()
        self._pairs = {frozenset((c.doc, c.other)) for c in copies.copies} if copies else set()

    def are(self, a: str, b: str) -> bool:
        """Whether the two articles are one report, whole."""
        group = self.group.get(a)
        return group is not None and group == self.group.get(b) and not {a, b} & self._cut

    def partly(self, a: str, b: str) -> bool:
        """Whether one of the two articles takes from the other, or both from a third."""
        group = self.group.get(a)
        return (group is not None and group == self.group.get(b)) or frozenset((a, b)) in self._pairs

    def is_original(self, doc: str) -> bool:
        """Whether *doc* heads its copy group, or has none."""
        return self._original.get(self.group.get(doc, ""), doc) == doc


def _story(members: Sequence[Mention], said: Mapping[Mention, _Said], copied: Copied) -> Story:
    order = sorted(
        members,
        key=lambda m: (
            said[m].published or date.max,
            not copied.is_original(m.doc),
            m.doc,
            said[m].event.trigger.start,
        ),
    )
    first: dict[str, Mention] = {}
    for m in order:
        first.setdefault(m.doc, m)
    lead = list(first.values())
    pairs = list(_copies_among(lead, said, copied))
    heads = distinct([said[m].root for m in lead], pairs)
    by_doc = {m.doc: heads[i] for i, m in enumerate(lead)}
    roots = tuple(said[lead[i]].root for i in sorted(set(heads)))
    told = [Told(m, by_doc[m.doc], said[m].event, said[m].figures) for m in order]
    reports = tuple(
        Report(m, said[m].outlet, said[m].published, said[m].root, copied.group.get(m.doc)) for m in order
    )
    start, end = _days([said[m] for m in order])
    return Story(
        id=_id(order[0]),
        type=_commonest(said[m].event.type for m in order) or "",
        title=said[order[0]].title,
        start=start,
        end=end,
        place=_commonest(p.id for m in order for p in said[m].event.places if p.id),
        actors=_frequent(n for m in order for n in said[m].actors),
        recipients=_frequent(n for m in order for n in said[m].recipients),
        reports=reports,
        copies=len({j for _, j in pairs}),
        outlets=tuple(sorted({o for m in order if (o := said[m].outlet) is not None})),
        roots=roots,
        contradictions=contradictions(told),
    )


def _copies_among(lead: Sequence[Mention], said: Mapping[Mention, _Said], copied: Copied) -> Iterator[tuple[int, int]]:
    """Pairs (earlier, later) of reports of which the later is a copy, as articles or in this sentence."""
    buckets: dict[int, list[int]] = {}
    for j, m in enumerate(lead):
        near = sorted({i for run in said[m].runs.tolist() for i in buckets.get(run, ())[:20]})
        group = copied.group.get(m.doc)
        alike = [i for i in range(j) if group is not None and copied.group.get(lead[i].doc) == group][:1]
        for i in dict.fromkeys([*alike, *near]):
            if is_copy(lead[i].doc, said[lead[i]].runs, m.doc, said[m].runs, copied):
                yield i, j
                break
        for run in said[m].runs.tolist():
            buckets.setdefault(run, []).append(j)


def is_copy(doc: str, evidence: Runs, other: str, its_evidence: Runs, copied: Copied) -> bool:
    """Whether of two reports of one happening one is a copy of the other: whole articles, or this sentence."""
    if copied.are(doc, other):
        return True
    share = _shared(evidence, its_evidence)
    return share >= (_CUT_SENTENCE if copied.partly(doc, other) else _SAME_SENTENCE)


def _shared(a: Runs, b: Runs) -> float:
    """Share of the shorter sentence that the other has; 0 for short ones, which are alike by chance."""
    if len(a) > len(b):
        a, b = b, a
    return covered(a, np.unique(b), np.ones(len(a), np.float32))[0] if len(a) >= _SHORT else 0.0


def _id(first: Mention) -> str:
    key = f"{first.doc}\x1f{first.statement}"
    return f"st-{hashlib.sha256(key.encode()).hexdigest()[:12]}"


def _days(said: Sequence[_Said]) -> tuple[date | None, date | None]:
    """The days that most reports give; none when none gives any."""
    spans = Counter(
        (t.start, t.end or t.start)
        for s in said
        for t in s.event.times
        if t.start is not None and t.precision in ("day", "week", "month")
    )
    if not spans:
        return None, None
    start, end = min(spans, key=lambda x: (-spans[x], x[1] - x[0], x))
    return start, end


def _commonest(values: Iterable[str]) -> str | None:
    counts = Counter(values)
    return min(counts, key=lambda v: (-counts[v], v)) if counts else None


def _frequent(values: Iterable[str]) -> tuple[str, ...]:
    counts = Counter(values)
    return tuple(sorted(counts, key=lambda v: (-counts[v], v)))
