"""Drafts to records: the one place where clean offsets become offsets of the article as given."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from isnad.coding.calibration import Calibration
from isnad.coding.drafts import AgreementDraft, Draft, EventDraft, ExplanationDraft, Range, RelationDraft, StanceDraft
from isnad.coding.figures import FigureMention
from isnad.coding.people import People
from isnad.coding.prepare import Prepared
from isnad.coding.vouching import vouch
from isnad.lexicon.contexts import contexts_of
from isnad.records import (
    Agreement,
    Event,
    Explanation,
    Figure,
    Participant,
    PlaceValue,
    Relation,
    Source,
    Span,
    Stance,
    Statement,
    Term,
    TimeValue,
    Why,
    statement_id,
)  # fmt: skip

_ANYWHERE = frozenset(["other", "money", "percent", "vehicles"])
"""Measures that figures of any subject have."""
FIGURE = 0.8
"""Confidence in a figure whose measure has no curve."""
_HARM = frozenset(["killed", "wounded", "detained", "hostages"])


class Writer:
    """Writes the statements of one prepared article."""

    def __init__(self, prepared: Prepared, people: People, calibrate: Calibration) -> None:
        self.calibrate = calibrate
        self.p = prepared
        self.doc = prepared.doc
        self.people = people
        self._ids: set[str] = set()
        self._counting: dict[int, list[EventDraft]] = {}

    def write(
        self,
        events: Sequence[EventDraft],
        relations: Sequence[RelationDraft],
        agreements: Sequence[AgreementDraft],
        stances: Sequence[StanceDraft],
        explanations: Sequence[ExplanationDraft],
    ) -> tuple[Statement, ...]:
        """Every statement, in text order (by trigger, then kind)."""
        for e in events:
            for r in (*e.recipients, *e.actors):
                for k in self.p.figures_at.indices(*r):
                    if _inside(self.p.figures[k], r):
                        self._counting.setdefault(k, []).append(e)
        figures = self._figures(events)
        written: list[Statement] = [*figures.values()]
        written += [self._event(e, figures) for e in events]
        written += [self._relation(r) for r in relations]
        written += [self._agreement(a) for a in agreements]
        written += [self._stance(s) for s in stances]
        written += [self._explanation(x) for x in explanations]
        return tuple(sorted(written, key=lambda s: (s.trigger.start, s.kind, s.id)))

    # -- parts ------------------------------------------------------------------------------
    def span(self, words: Range) -> Span:
        """Words as original characters, leading proclitics left out."""
        return self.doc.original(*self.doc.range(*words))

    def trigger(self, words: Range) -> Span:
        """A trigger: as :meth:`span`, its enclitic pronoun left out too."""
        first, last = self.doc.words[words[0]], self.doc.words[words[1] - 1]
        return self.doc.original(first.stem_start, max(last.stem_end, first.stem_start + 1))

    def sentence(self, words: Range) -> Span:
        """The sentence that *words* stand in."""
        s = self.doc.sentence_of(words[0])
        return self.doc.original(self.doc.words[s.first].start, self.doc.words[s.last - 1].end)

    def _sources(self, draft: Draft) -> tuple[Source, ...]:
        return tuple(self.people.source(link, draft.direct and k == 0) for k, link in enumerate(draft.chain))

    def _id(self, kind: str, trigger: Span, extra: str = "") -> str:
        made = statement_id(self.p.article.doc, kind, trigger, extra)
        n = 2
        while made in self._ids:
            made = statement_id(self.p.article.doc, kind, trigger, f"{extra}\x1f{n}")
            n += 1
        self._ids.add(made)
        return made

    def _people(self, ranges: Sequence[Range]) -> tuple[Participant, ...]:
        return tuple(self.people.participant(r) for r in ranges)

    def _place(self, words: Range) -> PlaceValue:
        span = self.span(words)
        found = self.p.places_at.touching(*words)
        if found:
            best = min(found, key=lambda m: (abs(m.first - words[0]), abs(m.last - words[1])))
            return best.value(span)
        return PlaceValue(span, span.of(self.p.article.text), described=True)

    def _time(self, words: Range) -> TimeValue:
        span = self.span(words)
        found = self.p.times_at.touching(*words)
        if not found:
            return TimeValue(span, None, None, "vague")
        return TimeValue(span, found[0].start, found[0].end, found[0].precision)

    # -- kinds ---------------------------------------------------------------------------------
    def _event(self, e: EventDraft, figures: dict[int, Figure]) -> Event:
        trigger = self.trigger(e.trigger)
        counted = {k for r in (*e.recipients, *e.actors) for k in self.p.figures_at.indices(*r)}
        tied = tuple(
            figures[k].id for k in sorted(counted)
            if k in figures and any(_inside(self.p.figures[k], r) for r in (*e.recipients, *e.actors))
        )  # fmt: skip
        sentence = self.doc.sentence_of(e.trigger[0])
        return Event(
            id=self._id("event", trigger, e.type), contexts=contexts_of(self.doc.words_of(sentence)),
            evidence=self.sentence(e.trigger), trigger=trigger,
            sources=self._sources(e), factuality=e.factuality, times=tuple(map(self._time, e.times)),
            places=tuple(map(self._place, e.places)), confidence=e.confidence, why=tuple(e.why), type=e.type,
            mode=e.mode, actors=self._people(e.actors), recipients=self._people(e.recipients),
            instruments=self._people(e.instruments), figures=tied,
        )  # fmt: skip

    def _figures(self, events: Sequence[EventDraft]) -> dict[int, Figure]:
        made: dict[int, Figure] = {}
        for k, f in enumerate(self.p.figures):
            if not events and f.measure in _ANYWHERE:
                continue  # sport, business, weather: the text is about no codable event
            words = (f.first, f.last)
            event = self._event_of(k, f)
            draft = Draft(trigger=words)
            if event is not None:
                draft.chain, draft.direct, draft.factuality = event.chain, event.direct, event.factuality
            else:
                vouch(self.p, draft, events)
            by = f.by or (event.actors[0] if event and event.actors and f.measure in _HARM else None)
            span = self.span(words)
            made[k] = Figure(
                id=self._id("figure", span, f.measure), evidence=self.sentence(words), trigger=span,
                sources=self._sources(draft), factuality=draft.factuality,
                confidence=self.calibrate(f"figure:{f.measure}", FIGURE),
                why=(Why("measure", f"figures/{f.rule}", f.measure),), measure=f.measure, low=f.low, high=f.high,
                best=f.best, of=self.people.participant(f.of) if f.of else None,
                by=self.people.participant(by) if by else None,
            )  # fmt: skip
        for k, f in enumerate(self.p.figures):
            if k in made and f.share_of in made and f.share_of != k:
                made[k] = replace(made[k], share_of=made[f.share_of].id)
        return made

    def _event_of(self, k: int, f: FigureMention) -> EventDraft | None:
        """The event that the figure counts the victims, forces or goods of."""
        inside = self._counting.get(k, [])
        if inside:
            return min(inside, key=lambda e: (abs(e.trigger[0] - f.first), e.trigger[0]))
        return None

    def _relation(self, r: RelationDraft) -> Relation:
        trigger = self.trigger(r.trigger)
        return Relation(
            id=self._id("relation", trigger, f"{r.type} {r.subject} {r.object}"), evidence=self.sentence(r.trigger),
            trigger=trigger, sources=self._sources(r), factuality=r.factuality, confidence=r.confidence,
            why=tuple(r.why), type=r.type, subject=self.people.participant(r.subject),
            object=self.people.participant(r.object),
        )  # fmt: skip

    def _agreement(self, a: AgreementDraft) -> Agreement:
        trigger = self.trigger(a.trigger)
        return Agreement(
            id=self._id("agreement", trigger), evidence=self.sentence(a.trigger), trigger=trigger,
            sources=self._sources(a), factuality=a.factuality, confidence=a.confidence, why=tuple(a.why),
            parties=self._people(a.parties), mediators=self._people(a.mediators),
            terms=tuple(
                Term(self.span(t.does), self.people.participant(t.by) if t.by else None, t.in_exchange) for t in a.terms
            ),
            conditions=tuple(self.span(c) for c in a.conditions), status=a.status,
        )  # fmt: skip

    def _stance(self, s: StanceDraft) -> Stance:
        trigger = self.trigger(s.trigger)
        return Stance(
            id=self._id("stance", trigger, s.stance), evidence=self.sentence(s.trigger), trigger=trigger,
            sources=self._sources(s), factuality=s.factuality, confidence=s.confidence, why=tuple(s.why),
            holder=self.people.participant(s.holder), topic=self.span(s.topic), stance=s.stance,
            from_=self.span(s.from_) if s.from_ else None, to=self.span(s.to) if s.to else None,
            condition=self.span(s.condition) if s.condition else None,
        )  # fmt: skip

    def _explanation(self, x: ExplanationDraft) -> Explanation:
        trigger = self.trigger(x.trigger)
        return Explanation(
            id=self._id("explanation", trigger), evidence=self.sentence(x.trigger), trigger=trigger,
            sources=self._sources(x), factuality=x.factuality, confidence=x.confidence, why=tuple(x.why),
            effect=self.span(x.effect), causes=tuple(self.span(c) for c in x.causes), joint=x.joint,
        )  # fmt: skip


def _inside(f: FigureMention, words: Range) -> bool:
    return f.first >= words[0] - 1 and f.last <= words[1] + 1 and f.first < words[1] and f.last > words[0]
