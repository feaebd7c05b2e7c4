"""A coder that asks a model, with the mentions, names and records of ours around its answers."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import Any

from isnad.coding.calibration import Calibration
from isnad.coding.coder import code_version
from isnad.coding.drafts import Draft, Range
from isnad.coding.governing import FigureMention
from isnad.coding.intervals import Intervals
from isnad.coding.people import People
from isnad.coding.prepare import Prepared, Preparer
from isnad.coding.writer import Writer
from isnad.coding_run import StopError
from isnad.llm.answer import CONFIDENCE, Drafts, Reader
from isnad.llm.endpoint import Endpoint, UnansweredError
from isnad.llm.question import instructions, numbered, portions, schema
from isnad.records import Article, Coding, Figure, Statement, statement_id
from isnad.text.document import Document

PATIENCE = 3
"""Articles in a row without an answer after which a run ends."""


class LlmCoder:
    """Codes articles by asking *endpoint* about their sentences, in the place of :class:`~isnad.coding.coder.Coder`.

    The model says what is stated, in words of the text; who these words name, where the places lie, what the times
    resolve to and where everything stands is found as always. *patience*: so many articles in a row may stay without
    an answer (UnansweredError each); with the next one StopError ends the run.
    """

    def __init__(self, endpoint: Endpoint, patience: int = PATIENCE) -> None:
        self.endpoint = endpoint
        self.refused: Counter[str] = Counter()
        """What was refused of the answers, by reason (see :class:`isnad.llm.answer.Drafts`)."""
        self.taken = 0
        self.questions = 0
        self.sent = 0
        """Characters of articles that were sent."""
        self._patience = patience
        self._silent = 0
        self._prepare = Preparer()
        self._calibrate = Calibration({})
        self._system, self._schema = instructions(), schema()

    def code(self, article: Article) -> Coding:
        """Code *article*. Raises UnansweredError, and StopError when coding cannot go on."""
        return self.code_and_analyse(article)[0]

    def code_and_analyse(self, article: Article) -> tuple[Coding, Document]:
        """The coding of *article*, and its text analysed."""
        prepared = self._prepare(article)
        try:
            drafts = self._ask(prepared)
        except UnansweredError as error:
            self._silent += 1
            if self._silent > self._patience:  # with no patience: the first
                raise StopError(str(error)) from error
            raise
        self._silent = 0
        self.refused.update(drafts.refused)
        self.taken += drafts.taken
        told = [*dict.fromkeys(prepared.doc.clean.problems)][:20]
        told += [f"llm: {n} refused ({reason})" for reason, n in sorted(drafts.refused.items()) if n]
        version = f"{code_version()}+llm:{self.endpoint.model}"
        statements = _written(prepared, drafts, self._calibrate)
        return Coding(article=article, statements=statements, version=version, problems=tuple(told)), prepared.doc

    def _ask(self, prepared: Prepared) -> Drafts:
        doc = prepared.doc
        reader = Reader(doc, self.endpoint.model)
        sentences = [doc.text[doc.words[s.first].start : doc.words[s.last - 1].end] for s in doc.sentences]
        for first, some in portions(sentences):
            self.questions += 1
            self.sent += sum(map(len, some))
            reader.read(self.endpoint.ask(self._system, numbered(some), self._schema), first, len(some))
        return reader.found


def _written(prepared: Prepared, drafts: Drafts, calibrate: Calibration) -> tuple[Statement, ...]:
    """The drafts as records. Figures of the model stand in the place of those found by rule."""
    figures = sorted(drafts.figures, key=lambda f: (f.first, f.last))
    ours: Any = replace(prepared, figures=figures, figures_at=Intervals(figures))
    people = People(ours)
    writer = Writer(ours, people, calibrate)
    for some in (drafts.events, drafts.relations, drafts.agreements, drafts.stances, drafts.explanations):
        some.sort(key=_trigger)
    written = writer.write(drafts.events, drafts.relations, drafts.agreements, drafts.stances, drafts.explanations)
    vouched = {writer.span((f.first, f.last)): (f, drafts.figure_drafts[f.first, f.last]) for f in figures}
    statements = [_vouched(s, vouched.pop(s.trigger, None), people) for s in written]
    for span, (f, draft) in vouched.items():  # ours are left out where there is no event
        figure = Figure(
            id=statement_id(prepared.article.doc, "figure", span, f.measure),
            evidence=writer.sentence((f.first, f.last)), trigger=span, measure=f.measure, low=f.low, high=f.high,
            best=f.best, of=people.participant(f.of) if f.of else None, why=tuple(draft.why),
        )  # fmt: skip
        statements.append(_vouched(figure, (f, draft), people))
    return tuple(sorted(statements, key=lambda s: (s.trigger.start, s.kind, s.id)))


def _trigger(draft: Draft) -> Range:
    return draft.trigger


def _vouched(s: Statement, given: tuple[FigureMention, Draft] | None, people: People) -> Statement:
    """A figure with the sources and factuality that the model gave."""
    if not isinstance(s, Figure) or given is None:
        return s
    d = given[1]
    sources = tuple(people.source(link, d.direct and k == 0) for k, link in enumerate(d.chain))
    return replace(s, sources=sources, factuality=d.factuality, confidence=CONFIDENCE)
