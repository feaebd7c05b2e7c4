"""A statement in words: the rows that the text and HTML writers show, in either language."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache

from isnad.messages import Lang, isolate, label, text
from isnad.records import (
    Agreement,
    Article,
    Coding,
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
    TimeValue,
)

_HEADING = 90
"""Characters of a first line that stands for a missing title."""
KINDS = ("event", "relation", "figure", "agreement", "stance", "explanation")
"""Statement kinds in the order in which they are shown."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One value of a row: the article's own words, and what is known of them."""

    words: str
    """Characters of the article (line breaks as spaces), or empty."""
    note: str = ""
    """In the reader's language."""
    spans: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Row:
    """A labelled line of a statement. ``role`` names its colour in the HTML reader, or is empty."""

    key: str
    role: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Link:
    """One voice of the chain of sources; ``span`` is None for the outlet itself."""

    words: str
    kind: str
    """Code of the source kind (``outlet`` for the paper itself)."""
    named: bool
    notes: tuple[str, ...]
    span: Span | None = None
    cue: Span | None = None


class Describer:
    """Describes the statements of one coding in one language."""

    def __init__(self, coding: Coding, lang: Lang) -> None:
        self.coding = coding
        self.lang = lang
        self._figures = {s.id: s for s in coding.statements if isinstance(s, Figure)}

    # -- the statement as a whole ------------------------------------------------------------
    def title(self, s: Statement) -> str:
        """What sort of statement it is: ``talks · third party``."""
        if isinstance(s, Event):
            parts = [label("type", s.type, self.lang), label("mode", s.mode, self.lang)]
        elif isinstance(s, Relation):
            parts = [label("relation", s.type, self.lang)]
        elif isinstance(s, Figure):
            parts = [label("measure", s.measure, self.lang)]
        elif isinstance(s, Agreement):
            parts = [label("status", s.status, self.lang)]
        elif isinstance(s, Stance):
            parts = [label("stance", s.stance, self.lang)]
        elif isinstance(s, Explanation):
            parts = [label("joint", str(s.joint).lower(), self.lang)]
        else:
            parts = [s.kind]
        return " · ".join(p for p in parts if p)

    def rows(self, s: Statement) -> list[Row]:
        """Every row that has something to show, the chain of sources not among them."""
        rows = [*self._own(s), Row("place", "place", tuple(map(self._place, s.places)))]
        rows.append(Row("time", "time", tuple(map(self._time, s.times))))
        return [r for r in rows if r.cells]

    def chain(self, s: Statement) -> list[Link]:
        """Who says it, innermost first; the last link is the outlet (or the article)."""
        links = [self._link(source, k == 0) for k, source in enumerate(s.sources)]
        outlet = self.coding.article.outlet
        if not links or not outlet or links[-1].words != outlet:
            links.append(Link(outlet or text("note.article", self.lang), "outlet", True, ()))
        return links

    def words(self, span: Span) -> str:
        """The article's characters at *span* on one line."""
        return " ".join(span.of(self.coding.article.text).split())

    # -- what each kind has of its own ---------------------------------------------------------
    def _own(self, s: Statement) -> Iterator[Row]:
        if isinstance(s, Event):
            yield self._people("actor", "actor", s.actors)
            yield self._people("recipient", "recipient", s.recipients)
            yield self._people("instrument", "object", s.instruments)
            tied = (self._figures[f] for f in s.figures if f in self._figures)
            yield Row("figures", "object", tuple(self._amount(f) for f in tied))
            named = "; ".join(label("context", c, self.lang) for c in s.contexts)
            yield Row("context", "", (Cell("", named),) if named else ())
        elif isinstance(s, Relation):
            yield self._people("subject", "actor", [s.subject])
            yield self._people("object", "recipient", [s.object])
        elif isinstance(s, Figure):
            yield Row("value", "object", (self._amount(s),))
            yield self._people("of", "recipient", [s.of])
            yield self._people("by", "actor", [s.by])
            whole = self._figures.get(s.share_of or "")
            yield Row("share", "object", (self._amount(whole),) if whole else ())
        elif isinstance(s, Agreement):
            yield from self._agreement(s)
        elif isinstance(s, Stance):
            yield self._people("holder", "actor", [s.holder])
            for key, span in (
                ("topic", s.topic),
                ("from", s.from_),
                ("to", s.to),
                ("condition", s.condition),
            ):
                yield self._spans(key, "object", [span])
        elif isinstance(s, Explanation):
            yield self._spans("effect", "recipient", [s.effect])
            yield self._spans("cause", "actor", s.causes)

    def _agreement(self, s: Agreement) -> Iterator[Row]:
        yield self._people("party", "actor", s.parties)
        yield self._people("mediator", "recipient", s.mediators)
        for exchange in (False, True):
            cells = []
            for t in s.terms:
                if t.in_exchange == exchange:
                    by = self._person(t.by) if t.by else None
                    note = f"{text('row.by', self.lang)}: {isolate(by.words)}" if by else ""
                    cells.append(Cell(self.words(t.does), note, (t.does,)))
            yield Row("exchange" if exchange else "term", "object", tuple(cells))
        yield self._spans("condition", "object", s.conditions)

    def _spans(self, key: str, role: str, spans: Iterable[Span | None]) -> Row:
        return Row(key, role, tuple(Cell(self.words(s), "", (s,)) for s in spans if s is not None))

    def _people(self, key: str, role: str, people: Iterable[Participant | None]) -> Row:
        return Row(key, role, tuple(self._person(p) for p in people if p is not None))

    def _person(self, p: Participant) -> Cell:
        words = self.words(p.span)
        notes = []
        if p.actor is not None:
            name = p.actor.name_ar if self.lang == "ar" else p.actor.name_en or p.actor.name_ar
            if p.actor.id is not None and name and name != words:
                notes.append(isolate(name))
            if p.actor.kind != "unknown":
                notes.append(label("actor", p.actor.kind, self.lang))
            if p.actor.country:
                notes.append(country(p.actor.country, self.lang))
            if p.actor.role:
                notes.append(isolate(p.actor.role))
        if p.names is not None and p.names != p.span:
            notes.append(f"{text('note.names', self.lang)} {isolate(self.words(p.names))}")
        spans = (p.span,) if p.names is None or p.names == p.span else (p.span, p.names)
        return Cell(words, listed(dict.fromkeys(notes), self.lang), spans)

    def _amount(self, f: Figure) -> Cell:
        low, high = number(f.low), number(f.high)
        note = low if low == high else f"{low}–{high}"
        return Cell(self.words(f.trigger), isolate(note), (f.trigger,))

    def _place(self, p: PlaceValue) -> Cell:
        words, lang = self.words(p.span), self.lang
        if p.described:
            return Cell(words, text("note.described", lang), (p.span,))
        notes = [isolate(p.name)] if p.name and p.name != words else []
        if p.country:
            notes.append(country(p.country, lang))
        if p.lat is not None and p.lon is not None:
            notes.append(isolate(f"{abs(p.lat):.2f} {'NS'[p.lat < 0]} {abs(p.lon):.2f} {'EW'[p.lon < 0]}"))
            notes.append(label("precision", str(p.precision), lang))
        elif p.id is None:
            notes.append(text("note.unresolved", lang))
        if p.ambiguous:
            notes.append(f"{text('note.ambiguous', lang)} ({len(p.ambiguous) + 1})")
        return Cell(words, listed(notes, lang), (p.span,))

    def _time(self, t: TimeValue) -> Cell:
        precision = label("time", t.precision, self.lang)
        if t.start is None or t.end is None:
            return Cell(self.words(t.span), text("time.vague", self.lang), (t.span,))
        if t.start == t.end:
            note = f"{isolate(t.start.isoformat())} ({precision})"
        else:
            days = text("note.range", self.lang, start=isolate(t.start.isoformat()), end=isolate(t.end.isoformat()))
            note = f"{days} ({precision})"
        return Cell(self.words(t.span), note, (t.span,))

    def _link(self, source: Source, innermost: bool) -> Link:
        notes = [label("source", source.kind.value, self.lang)] if source.kind != "unnamed" else []
        if not source.named:
            notes.append(text("note.unnamed", self.lang))
        if innermost and source.direct:
            notes.append(text("note.verbatim", self.lang))
        return Link(self.words(source.span), source.kind.value, source.named, tuple(notes), source.span, source.cue)


def heading(article: Article) -> str:
    """The article's title; without one its first line, cut at a word; its id when there is no text."""
    if article.title:
        return article.title
    line = next((one for one in article.text.splitlines() if one.strip()), "")
    words = " ".join(line[: 2 * _HEADING].split())
    if len(words) <= _HEADING:
        return words or article.doc
    return words[:_HEADING].rsplit(None, 1)[0] + " …"


def listed(parts: Iterable[str], lang: Lang) -> str:
    """*parts* with the comma of the language between them."""
    return ("، " if lang == "ar" else ", ").join(parts)


def number(value: float) -> str:
    """A count with thousands marks; no decimals that are not there."""
    return f"{value:,.0f}" if value == int(value) else f"{value:,.2f}".rstrip("0")


@cache
def country(code: str, lang: Lang) -> str:
    """The name of a country (ISO 3166-1 alpha-3); the code itself when it has none."""
    from babel import Locale, core  # noqa: PLC0415

    short = core.get_global("territory_aliases").get(code, [code])[0]
    return str(Locale(lang).territories.get(short, code))
