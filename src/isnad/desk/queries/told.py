"""Statements as the desk's pages and its API tell them: labelled in one language, with the spans to mark."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from pydantic import BaseModel, Field

from isnad.dossier.evidence import whole_words
from isnad.messages import Lang, label, text
from isnad.output.describe import Cell, Describer, Link, Row
from isnad.records import Coding, Event, Span, Statement, type_of

LAYERS = ("events", "actors", "sources", "figures", "where")
"""What the reader can show or hide; ``where`` is time and place."""
_LAYER_OF_ROW = {
    **dict.fromkeys(["actor", "recipient", "subject", "object", "of", "by", "party", "mediator", "holder"], "actors"),
    **dict.fromkeys(["figures", "value", "share"], "figures"),
    **dict.fromkeys(["place", "time"], "where"),
}
_TYPE_GROUP = {
    "event": "type", "relation": "relation", "figure": "measure", "agreement": "status", "stance": "stance",
    "explanation": "joint",
}  # fmt: skip


class Piece(BaseModel):
    """A stretch of text, set off from its neighbours or not."""

    text: str
    mark: bool = False


class Mark(BaseModel):
    """Characters of the article that a statement names, in code points of its text, end exclusive."""

    role: str = Field(description="trigger, actor, recipient, object, source, place or time")
    layer: str = Field(description="events, actors, sources, figures or where")
    start: int
    end: int


class Value(BaseModel):
    """One value of a row: the article's own words and what is known of them."""

    words: str
    note: str = ""


class Line(BaseModel):
    """A labelled line of a statement."""

    key: str
    label: str
    role: str
    values: list[Value]


class Voice(BaseModel):
    """One link of the chain of sources."""

    words: str
    kind: str
    named: bool
    outlet: bool = Field(description="Whether it is the paper itself, where the chain ends")
    cue: str | None = Field(description="The word that introduces it")
    notes: list[str]


class Reason(BaseModel):
    """The rule or lexicon entry that filled a field."""

    field: str
    rule: str
    detail: str


class Card(BaseModel):
    """A statement, whole."""

    id: str
    doc: str
    kind: str
    kind_label: str
    type: str | None
    title: str = Field(description="What sort of statement it is, in words")
    trigger: str
    evidence: str
    evidence_pieces: list[Piece] = Field(description="The evidence with its trigger set off, in whole words")
    factuality: str
    factuality_label: str
    confidence: float
    quote: str | None
    review: str = Field(description="unreviewed: the machine's word; accepted, corrected, rejected, added: a person's")
    lines: list[Line]
    chain: list[Voice] = Field(description="Innermost voice first, the outlet last")
    why: list[Reason]
    marks: list[Mark]


def card_of(told: Describer, statement: Statement, review: str = "unreviewed") -> Card:
    """The card of *statement*, of the coding that *told* describes."""
    lang, article = told.lang, told.coding.article
    rows, links = told.rows(statement), told.chain(statement)
    return Card(
        id=statement.id,
        doc=article.doc,
        kind=statement.kind,
        kind_label=text(f"kind.{statement.kind}", lang),
        type=type_of(statement),
        title=told.title(statement),
        trigger=told.words(statement.trigger),
        evidence=told.words(statement.evidence),
        evidence_pieces=quoted(article.text, statement.evidence, (statement.trigger,)),
        factuality=statement.factuality.value,
        factuality_label=label("factuality", statement.factuality.value, lang),
        confidence=round(statement.confidence, 3),
        quote=statement.quote,
        review=review,
        lines=[
            Line(key=r.key, label=text(f"row.{r.key}", lang), role=r.role, values=[_value(c) for c in r.cells])
            for r in rows
        ],
        chain=[_voice(told, link) for link in links],
        why=[Reason(field=w.field, rule=w.rule, detail=w.detail) for w in statement.why],
        marks=_marks(statement, rows, links),
    )


def describer(coding: Coding, lang: Lang) -> Describer:
    """What tells the statements of *coding* in *lang*."""
    return Describer(coding, lang)


def _value(cell: Cell) -> Value:
    return Value(words=cell.words, note=cell.note)


def _voice(told: Describer, link: Link) -> Voice:
    return Voice(
        words=link.words,
        kind=link.kind,
        named=link.named,
        outlet=link.span is None,
        cue=told.words(link.cue) if link.cue is not None else None,
        notes=list(link.notes),
    )


def _marks(statement: Statement, rows: Sequence[Row], links: Sequence[Link]) -> list[Mark]:
    layer = "figures" if statement.kind == "figure" else "events"
    found = [("trigger", layer, statement.trigger)]
    for row in rows:
        if row.role:
            of_row = _LAYER_OF_ROW.get(row.key, "events")
            found += [(row.role, of_row, span) for cell in row.cells for span in cell.spans]
    found += [("source", "sources", link.span) for link in links if link.span is not None]
    unique = dict.fromkeys(found)
    return [Mark(role=r, layer=to, start=s.start, end=s.end) for r, to, s in unique if s.end > s.start]


def type_label(kind: str, type_: str | None, mode: str | None, lang: Lang) -> str:
    """What sort of statement it is, from its codes: as :meth:`Describer.title`."""
    if kind == "explanation":
        return label("joint", str(type_ == "joint").lower(), lang)
    named = label(_TYPE_GROUP.get(kind, "type"), type_, lang) or kind
    return f"{named} · {label('mode', mode, lang)}" if mode else named


def mode_of(statement: Statement) -> str | None:
    """The mode of an event; None for anything else."""
    return statement.mode if isinstance(statement, Event) else None


def quoted(string: str, span: Span, marked: Iterable[Span]) -> list[Piece]:
    """The characters at *span* on one line, those of *marked* set off: in whole words, so that letters keep joining."""
    pieces: list[Piece] = []
    at = span.start
    for one in sorted(set(marked)):
        wide = whole_words(string, one)
        if at <= wide.start < wide.end <= span.end:
            pieces.append(Piece(text=_spaced(string[at : wide.start])))
            pieces.append(Piece(text=_spaced(string[wide.start : wide.end]), mark=True))
            at = wide.end
    pieces.append(Piece(text=_spaced(string[at : span.end])))
    return [p for p in pieces if p.text]


def _spaced(string: str) -> str:
    """On one line, the space at its ends kept."""
    inner = " ".join(string.split())
    if not inner:
        return " " if string else ""
    return (" " if string[0].isspace() else "") + inner + (" " if string[-1].isspace() else "")
