"""The sections of a dossier: every line with links to its evidence."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from datetime import date

from babel.dates import format_date

from isnad.corpus.records import Contradiction, Side
from isnad.dossier.content import Dossier, Spot, weight
from isnad.dossier.evidence import Evidence
from isnad.dossier.positions import Position, Said, turn
from isnad.dossier.worldmap import hue
from isnad.export.countries import country_name
from isnad.export.deaths import deaths
from isnad.export.happenings import Happening, Told, place_of
from isnad.export.people import Party, base_name, party, phrase
from isnad.messages import Lang, label, text
from isnad.output.describe import number
from isnad.output.markup import tag
from isnad.records import Agreement, Explanation, Factuality, PlaceValue, Span

_ACTORS = 18
_EXPLANATIONS = 12
_PLACES = 14
_PER_HOLDER = 12
_HOLDERS = 24
_REFS = 6
_STEPS = 7
"""Outlets of a story's way that are shown."""
_SIDES, _VOICES = 4, 5
"""Sides of a contradiction, and voices on a side, that are shown."""


def day_text(day: date, lang: Lang) -> str:
    """A day as people write it."""
    return format_date(day, "d MMMM yyyy", locale=lang)


class Sections:
    """Writes the sections of *found* in *lang*; what they cite goes into *evidence*."""

    def __init__(self, found: Dossier, lang: Lang, evidence: Evidence) -> None:
        self.found, self.lang, self.evidence = found, lang, evidence
        self._comma = "، " if lang == "ar" else ", "
        self._lines = {h.id: f"h{n}" for n, h in enumerate(found.happenings, 1)}

    def _text(self, key: str, **values: object) -> str:
        return text(f"dossier.{key}", self.lang, **values)

    def _name(self, who: Party) -> str:
        shown = who.name_ar if self.lang == "ar" else who.name
        return tag("b", _escaped=shown, lang="ar" if shown == who.name_ar else "en", dir="auto")

    # -- timeline --------------------------------------------------------------------------------
    def timeline(self) -> str:
        """Happenings by day."""
        if not self.found.happenings:
            return tag("p", _escaped=self._text("none"), class_="none")
        key = "".join(
            tag("span", _escaped=self._text(kind), class_=f"key {kind}") for kind in ("conflict", "cooperation")
        )
        shown, every = len(self.found.happenings), len(self.found.every)
        note = tag("p", _escaped=self._text("shown", n=shown, all=every), class_="none") if shown < every else ""
        rows = "\n".join(self._entry(group) for group in grouped(self.found.happenings))
        return tag("p", key, class_="keys") + note + tag("ol", rows, class_="line")

    def _entry(self, group: list[Happening]) -> str:
        """A line of the timeline: a happening, and what the same sentence tells besides."""
        h, riders = group[0], group[1:]
        line, lead = self._lines[h.id], _said(h.lead)
        refs = self.evidence.cites([_said(t) for t in h.told], line, _REFS)
        parts = [self._when(next((x for x in group if x.start), h)), self._what(h)]
        for rider in riders:
            self._lines[rider.id] = line
            parts.append(self._what(rider, self.evidence.cite(_said(rider.lead), line)))
        also = tuple(r.lead.statement.trigger for r in riders)
        parts += [self.evidence.quote(lead, also), self.evidence.chain(lead)]
        parts += [self._travel(h), tag("p", self._count(h) + refs, class_="meta")]
        return tag("li", "".join(parts), id=line, class_=hue([h.type]))

    def _travel(self, h: Happening) -> str:
        """Who told it first, and who after; empty for what one outlet tells."""
        first: dict[str, date | None] = {}
        for told in h.told:
            first.setdefault(told.outlet, told.coding.article.published)
        if len(first) < 2:
            return ""
        steps = ""
        for outlet, published in list(first.items())[:_STEPS]:
            shown = format_date(published, "d MMM", locale=self.lang) if published else ""
            steps += tag("li", tag("bdi", _escaped=outlet) + tag("small", _escaped=shown), class_="outlet")
        more = tag("li", f"+{len(first) - _STEPS}", class_="more") if len(first) > _STEPS else ""
        name = tag("span", _escaped=self._text("travelled"), class_="label")
        return tag("div", name + tag("ol", steps + more, class_="chain"), class_="travel")

    def _when(self, h: Happening) -> str:
        if h.start is None:
            told = h.first_reported
            shown = self._text("told_on", day=day_text(told, self.lang)) if told else self._text("undated")
            return tag("p", _escaped=shown, class_="when told")
        shown = day_text(h.start, self.lang)
        if h.end and h.end != h.start:
            shown = self._text("between", first=shown, last=day_text(h.end, self.lang))
        return tag("p", tag("time", _escaped=shown, datetime=h.start.isoformat()), class_="when")

    def _what(self, h: Happening, ref: str = "") -> str:
        kinds = [label("type", h.type, self.lang), label("mode", h.mode, self.lang)]
        chip = tag("span", _escaped=" · ".join(k for k in kinds if k), class_=f"chip {hue([h.type])}")
        actors = self._people(h.actors, 3)
        others = self._people(h.recipients, 3)
        arrow = tag("i", "←" if self.lang == "ar" else "→", class_="arrow") if actors and others else ""
        place = self._place(h.place) if h.place else ""
        where = tag("span", place, class_="place") if place else ""
        state = "" if h.actual else self._fact(h.lead.statement.factuality)
        return tag("p", chip + state + actors + arrow + others + where + ref, class_="what")

    def _people(self, parties: Iterable[Party], most: int = 6) -> str:
        unique = {p.key: p for p in parties if any(c.isalpha() for c in p.name_ar)}
        names = [self._name(p) for p in unique.values()]
        more = " …" if len(names) > most else ""
        return tag("span", self._comma.join(names[:most]) + more) if names else ""

    def _place(self, place: PlaceValue) -> str:
        entry = place_of(place)
        shown = place.name if self.lang == "ar" or entry is None else entry.name_en
        return tag("span", _escaped=shown, lang="ar" if shown == place.name else "en", dir="auto")

    def _fact(self, value: Factuality) -> str:
        return tag("span", _escaped=label("factuality", value.value, self.lang), class_=f"fact f-{value.value}")

    def _count(self, h: Happening) -> str:
        parts = [
            self._text("reports", n=len({t.doc for t in h.told})),
            self._text("outlets", n=len(h.outlets)),
            self._text("roots", n=len(h.roots)),
        ]
        dead = deaths(h)
        if dead is not None and dead.high > 0:
            low, high = number(dead.low), number(dead.high)
            parts.append(self._text("killed", n=low if low == high else f"{low}–{high}"))
        made = "".join(tag("span", _escaped=p) for p in parts)
        if h.contradictions:
            link = tag("a", _escaped=self._text("in_dispute"), href=f"#d{self._lines[h.id]}")
            made += tag("span", link, class_="dispute")
        return made

    # -- disputed facts --------------------------------------------------------------------------
    def disputed(self) -> str:
        """Contradictions side by side, each side with who says it."""
        made = ""
        for h in self.found.happenings:
            if h.contradictions:
                line = f"d{self._lines[h.id]}"
                link = tag("a", _escaped=h.story.title if h.story else h.lead.words(), href=f"#{self._lines[h.id]}")
                head = self._what(h) + tag("p", link, class_="title", lang="ar", dir="rtl")
                rows = "".join(self._contradiction(h, c, line) for c in h.contradictions)
                made += tag("article", head + rows, id=line)
        return made

    def _contradiction(self, h: Happening, c: Contradiction, line: str) -> str:
        measure = c.field.partition(":")[2]
        topic = label("measure", measure, self.lang) if measure else self._text(f"field_{c.field}")
        sides = "".join(self._side(h, c, side, line) for side in c.sides[:_SIDES])
        more = len(c.sides) - _SIDES
        rest = tag("p", _escaped=self._text("more", n=more), class_="none") if more > 0 else ""
        return tag("h3", _escaped=topic) + tag("div", sides, class_="sides") + rest

    def _side(self, h: Happening, c: Contradiction, side: Side, line: str) -> str:
        keys = {(m.doc, m.statement) for m in side.mentions}
        docs = {m.doc for m in side.mentions}
        told = [t for t in h.told if (t.doc, t.statement.id) in keys] or [t for t in h.told if t.doc in docs]
        names: dict[str, list[Told]] = {}
        for t in told:
            names.setdefault(t.root.name, []).append(t)
        rows = ""
        for name, theirs in list(names.items())[:_VOICES]:
            outlets = list(dict.fromkeys(t.outlet for t in theirs))
            by = "" if outlets == [name] else tag("small", self._comma.join(tag("bdi", _escaped=o) for o in outlets))
            refs = self.evidence.cites([_said(t) for t in theirs], line, 2)
            rows += tag("li", tag("bdi", _escaped=name, lang="ar") + by + refs)
        more = len(names) - _VOICES
        if more > 0:
            rows += tag("li", _escaped=self._text("more", n=more), class_="none")
        return tag("div", tag("p", self._value(c, side), class_="value") + tag("ul", rows), class_="side")

    def _value(self, c: Contradiction, side: Side) -> str:
        if c.field == "factuality":
            known = side.value in ("actual", "denied")
            shown = self._text(f"fact_{side.value}") if known else label("factuality", side.value, self.lang)
            return tag("span", _escaped=shown)
        names = base_name(side.value)
        if names is not None:
            return tag("bdi", _escaped=names[0] if self.lang == "ar" else names[1])
        digits = re.match(r"[\d.,–-]+", side.value) if c.field.startswith("figure:") else None
        return tag("bdi", _escaped=digits.group() if digits else side.value)

    # -- places ------------------------------------------------------------------------------------
    def places(self) -> str:
        """The places beside the map: what the points stand for, and what cannot be put on a map."""
        points = [s for s in self.found.spots if s.place.precision != 6]
        wide = [s for s in self.found.spots if s.place.precision == 6]
        made = self._place_list("places_located", points)
        made += self._place_list("places_country", wide)
        made += self._place_list("places_described", self.found.described)
        return tag("div", made, class_="columns") if made else ""

    def _place_list(self, heading: str, spots: list[Spot]) -> str:
        if not spots:
            return ""
        rows = ""
        for spot in spots[:_PLACES]:
            where = []
            if spot.place.country and spot.place.precision != 6:
                where.append(country_name(spot.place.country, self.lang))
            if spot.place.lat is not None and spot.place.precision != 6:
                where.append(label("precision", str(spot.place.precision), self.lang))
            count = tag("span", str(len(spot.happenings)), class_="n")
            refs = self.evidence.cites([_at(h, spot.place) for h in spot.happenings], "map", 3)
            name = tag("span", _escaped=spot.words, lang="ar", dir="auto") if spot.vague else self._place(spot.place)
            named = tag("span", name + tag("small", _escaped=" · ".join(where)), class_="named")
            rows += tag("li", count + named + refs)
        more = len(spots) - _PLACES
        rest = tag("p", _escaped=self._text("more", n=more), class_="none") if more > 0 else ""
        return tag("div", tag("h3", _escaped=self._text(heading)) + tag("ul", rows, class_="tally") + rest)

    # -- actors ------------------------------------------------------------------------------------
    def actors(self) -> str:
        """Who takes part, most often first, with the ties that are said of them."""
        keys = "".join(
            tag("span", _escaped=self._text(k), class_=f"key {c}")
            for k, c in (
                ("conflict", "conflict"),
                ("cooperation", "cooperation"),
                ("lasting", "lasting"),
                ("states", "round state"),
                ("armed", "round armed"),
                ("others", "round other"),
            )
        )
        rows = ""
        chosen = [(*a, self._ties_of(a[0])) for a in self.found.actors[:_ACTORS]]
        tied = any(t for *_, t in chosen)
        for n, (who, said, articles, ties) in enumerate(chosen, 1):
            kind = label("actor", who.kind, self.lang) if who.kind != "unknown" else ""
            where = country_name(who.country, self.lang) if who.country and who.kind != "state" else ""
            known = "" if not who.key.startswith("~") else text("note.unknown_actor", self.lang)
            notes = " · ".join(x for x in (kind, where, known) if x)
            refs = self.evidence.cites(said, f"w{n}", 3)
            cells = tag("td", self._name(who) + tag("small", _escaped=notes)) + tag("td", str(len(said)))
            cells += tag("td", str(articles)) + (tag("td", ties) if tied else "") + tag("td", refs)
            rows += tag("tr", cells, id=f"w{n}")
        if not rows:
            return ""
        heads = ("col_actor", "col_statements", "col_articles", *(("col_ties",) if tied else ()), "col_evidence")
        head = tag("tr", "".join(tag("th", _escaped=self._text(h), scope="col") for h in heads))
        table = tag("table", tag("thead", head) + tag("tbody", rows))
        return tag("p", keys, class_="keys") + table

    def _ties_of(self, who: Party) -> str:
        """Lasting ties of *who*, in words."""
        parts = []
        for edge in self.found.network.edges.values():
            if edge.kind == "relation" and who.key == edge.source and edge.target in self.found.network.nodes:
                other = self.found.network.nodes[edge.target].party
                parts.append(f"{label('relation', edge.type, self.lang)} {self._name(other)}")
        return ("؛ " if self.lang == "ar" else "; ").join(dict.fromkeys(parts[:4]))

    # -- positions -----------------------------------------------------------------------------------
    def positions(self) -> str:
        """Who was for and against what, over time; turns are marked."""
        made = ""
        holders = list(self.found.positions.items())
        for n, (_, found) in enumerate(holders[:_HOLDERS], 1):
            rows = ""
            for k, one in enumerate(found[:_PER_HOLDER]):
                rows += self._position(one, turn(found[:k], one), f"p{n}")
            more = len(found) - _PER_HOLDER
            if more > 0:
                rows += tag("li", _escaped=self._text("more", n=more), class_="none")
            holder = tag("h3", self._name(found[0].holder))
            made += tag("article", holder + tag("ol", rows), id=f"p{n}")
        return tag("div", made, class_="holders") if made else ""

    def _position(self, one: Position, before: Position | None, line: str) -> str:
        stance, said = one.stance, one.said
        day = one.day.isoformat() if one.day else self._text("undated")
        chip = tag("span", _escaped=label("stance", stance.stance, self.lang), class_=f"stance s-{stance.stance}")
        topic = self._words(said, stance.topic)
        extra = ""
        for key, span in (("from", stance.from_), ("to", stance.to), ("condition", stance.condition)):
            if span is not None:
                extra += tag("small", tag("em", _escaped=text(f"row.{key}", self.lang)) + " " + self._words(said, span))
        turned = ""
        if before is not None:
            was = label("stance", before.stance.stance, self.lang)
            turned = tag("span", _escaped=self._text("turned", was=was), class_="turn") + self.evidence.cite(
                before.said, line
            )
        elif stance.stance == "change":
            turned = tag("span", _escaped=self._text("changed"), class_="turn")
        state = "" if stance.factuality is Factuality.ACTUAL else self._fact(stance.factuality)
        inner = tag("time", day, datetime=day) + chip + state + topic + turned + extra + self.evidence.cite(said, line)
        return tag("li", inner)

    def _words(self, said: Said, span: Span) -> str:
        return tag("q", _escaped=phrase(span, said.article.text), lang="ar", dir="rtl")

    # -- explanations --------------------------------------------------------------------------------
    def explanations(self) -> str:
        """What is said to have caused what; rival causes first, none of them asserted."""
        found = [s for s in self.found.statements.values() if isinstance(s.statement, Explanation)]
        rows = ""
        for n, said in enumerate(sorted(found, key=_rivalry)[:_EXPLANATIONS], 1):
            e = said.statement
            assert isinstance(e, Explanation)
            kind = "" if len(e.causes) < 2 else label("joint", str(e.joint).lower(), self.lang)
            chip = tag("span", _escaped=kind, class_="turn" if not e.joint else "fact") if kind else ""
            state = "" if e.factuality is Factuality.ACTUAL else self._fact(e.factuality)
            causes = "".join(tag("li", self._words(said, c)) for c in e.causes)
            because = tag("span", _escaped=text("row.cause", self.lang), class_="because")
            head = tag("p", self._words(said, e.effect) + state + chip + self.evidence.cite(said, f"x{n}"))
            rows += tag("article", head + because + tag("ul", causes) + self.evidence.chain(said), id=f"x{n}")
        return tag("div", rows, class_="causes") if rows else ""

    # -- agreements ------------------------------------------------------------------------------------
    def agreements(self) -> str:
        """Who agreed with whom on what, for what, on which conditions."""
        made = ""
        for n, group in enumerate(self.found.agreements, 1):
            best = max(group, key=_fullness)
            agreement = best.statement
            assert isinstance(agreement, Agreement)
            line = f"a{n}"
            status = tag(
                "span", _escaped=label("status", agreement.status, self.lang), class_=f"chip st-{agreement.status}"
            )
            state = "" if agreement.factuality is Factuality.ACTUAL else self._fact(agreement.factuality)
            day = best.article.published
            when = tag("time", _escaped=day_text(day, self.lang), datetime=day.isoformat()) if day else ""
            parties = self._people(party(p, best.article) for p in agreement.parties)
            head = tag("p", when + status + state, class_="when") + (tag("h3", parties) if parties else "")
            rows = self._agreement_rows(best, agreement)
            body = tag("dl", rows) if rows else self.evidence.quote(best)
            foot = self.evidence.chain(best) + tag("p", self.evidence.cites(group, line, _REFS), class_="meta")
            made += tag("article", head + body + foot, id=line)
        return tag("div", made, class_="deals") if made else ""

    def _agreement_rows(self, said: Said, agreement: Agreement) -> str:
        rows = ""
        mediators = self._people(party(p, said.article) for p in agreement.mediators)
        if mediators:
            rows += tag("dt", _escaped=text("row.mediator", self.lang)) + tag("dd", mediators)
        for exchange in (False, True):
            items = ""
            for term in agreement.terms:
                if term.in_exchange == exchange:
                    by = self._name(party(term.by, said.article)) if term.by else ""
                    items += tag("li", self._words(said, term.does) + (tag("small", by) if by else ""))
            if items:
                rows += tag("dt", _escaped=text("row.exchange" if exchange else "row.term", self.lang)) + tag(
                    "dd", tag("ul", items)
                )
        items = "".join(tag("li", self._words(said, c)) for c in agreement.conditions)
        if items:
            rows += tag("dt", _escaped=text("row.condition", self.lang)) + tag("dd", tag("ul", items))
        return rows

    # -- articles, method ------------------------------------------------------------------------------
    def articles(self) -> str:
        """What was read."""
        ordered = sorted(
            self.found.articles.values(),
            key=lambda c: (c.article.published or date.max, c.article.outlet or "", c.article.doc),
        )
        counted = Counter(key[0] for key in self.found.statements)
        rows = ""
        for coding in ordered:
            a = coding.article
            name = tag("bdi", _escaped=a.title or a.doc, lang="ar")
            if a.url and a.url.startswith(("http://", "https://")):
                name = tag("a", name, href=a.url, rel="noreferrer")
            day = a.published.isoformat() if a.published else text("note.undated", self.lang)
            cells = tag("td", tag("bdi", day)) + tag("td", tag("bdi", _escaped=a.outlet or "–")) + tag("td", name)
            rows += tag("tr", cells + tag("td", str(counted[a.doc])))
        heads = ("col_day", "col_outlet", "col_title", "col_statements")
        head = tag("tr", "".join(tag("th", _escaped=self._text(h), scope="col") for h in heads))
        return tag("table", tag("thead", head) + tag("tbody", rows))

    def method(self) -> str:
        """How to read it."""
        return "".join(tag("p", _escaped=self._text(f"method_{n}")) for n in (1, 2, 3))


def grouped(happenings: list[Happening]) -> list[list[Happening]]:
    """Happenings of one sentence together, by day: the one with most roots before the others."""
    groups: dict[tuple[object, ...], list[list[Happening]]] = {}
    for h in happenings:
        key = (h.lead.doc, h.lead.statement.evidence)
        for group in groups.setdefault(key, []):
            starts = {x.start for x in (*group, h) if x.start}
            stories = sum(x.story is not None for x in (*group, h))
            if len(starts) < 2 and stories < 2:
                group.append(h)
                break
        else:
            groups[key].append([h])
    found = [sorted(g, key=weight) for same in groups.values() for g in same]
    return sorted(found, key=lambda g: min((d for x in g if (d := x.start)), default=g[0].first_reported or date.max))


def _fullness(said: Said) -> tuple[int, float]:
    agreement = said.statement
    assert isinstance(agreement, Agreement)
    return len(agreement.terms) + len(agreement.conditions) + len(agreement.parties), agreement.confidence


def _rivalry(said: Said) -> tuple[object, ...]:
    """Rival causes first, then several, then the surest."""
    e = said.statement
    assert isinstance(e, Explanation)
    return e.joint or len(e.causes) < 2, -len(e.causes), -round(e.confidence, 2), said.key


def _said(told: Told) -> Said:
    return Said(told.coding, told.statement)


def _at(h: Happening, place: PlaceValue) -> Said:
    """The report of *h* that names *place*."""
    for told in h.told:
        if any((p.id or p.name) == (place.id or place.name) for p in told.statement.places):
            return _said(told)
    return _said(h.lead)
