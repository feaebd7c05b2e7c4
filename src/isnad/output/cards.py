"""Statements as cards of the HTML reader."""

from __future__ import annotations

import json

from isnad.output.describe import Cell, Describer, Link, Row, listed
from isnad.output.markup import arabic, both, both_labels, in_both, pair, tag, utf16_offsets
from isnad.records import Coding, Event, Statement


class Cards:
    """Writes the statements of *coding* as cards; *explain* unfolds the rules behind them."""

    def __init__(self, coding: Coding, explain: bool) -> None:
        self.ar, self.en = Describer(coding, "ar"), Describer(coding, "en")
        self.unit = utf16_offsets(coding.article.text)
        self.explain = explain

    def __call__(self, s: Statement) -> str:
        """The card of *s*: a list item that names the spans it marks in ``data-spans``."""
        rows = list(zip(self.ar.rows(s), self.en.rows(s), strict=True))
        links = list(zip(self.ar.chain(s), self.en.chain(s), strict=True))
        spans = self._spans(s, [r for r, _ in rows], [k for k, _ in links])
        listing = "".join(_row(a, e) for a, e in rows)
        inner = self._head(s) + (tag("dl", listing) if listing else "") + self._chain(links) + self._why(s)
        return tag(
            "li",
            inner,
            class_="card",
            id=s.id,
            tabindex="0",
            data_kind=s.kind,
            data_spans=json.dumps(spans, separators=(",", ":")),
        )

    def _head(self, s: Statement) -> str:
        sure = round(100 * s.confidence)
        bar = f'<rect width="100" height="12"/><rect width="{sure}" height="12"/>'
        meter = f'<svg viewBox="0 0 100 12" preserveAspectRatio="none" aria-hidden="true">{bar}</svg>'
        parts = [
            arabic(self.ar.words(s.trigger), "trig"),
            tag("h3", pair(self.ar.title(s), self.en.title(s))),
            tag("span", both(f"kind.{s.kind}") + (f" {s.type}" if isinstance(s, Event) else ""), class_="kind"),
            tag("span", both_labels("factuality", s.factuality.value), class_=f"fact f-{s.factuality.value}"),
            tag("span", f"{meter}{sure}%", class_="conf", title=in_both("row.confidence")),
        ]
        return tag("div", "".join(parts), class_="head")

    def _spans(self, s: Statement, rows: list[Row], links: list[Link]) -> list[tuple[str, int, int]]:
        found = [("trigger", s.trigger)]
        found += [(r.role, span) for r in rows if r.role for cell in r.cells for span in cell.spans]
        found += [("source", k.span) for k in links if k.span is not None]
        unique = dict.fromkeys((role, span.start, span.end) for role, span in found if span.end > span.start)
        return [(role, self.unit(start), self.unit(end)) for role, start, end in unique]

    def _chain(self, links: list[tuple[Link, Link]]) -> str:
        made = []
        for ar, en in links:
            notes = pair(listed(ar.notes, "ar"), listed(en.notes, "en"))
            words = arabic(ar.words) if ar.words == en.words else pair(ar.words, en.words)
            shown = "end" if ar.span is None else "named" if ar.named else "unnamed"
            made.append(tag("li", words + (tag("small", notes) if notes else ""), class_=shown))
        return tag("ol", "".join(made), class_="chain", aria_label=in_both("row.chain"))

    def _why(self, s: Statement) -> str:
        if not s.why:
            return ""
        rows = ""
        for w in s.why:
            rule = tag("b", _escaped=w.field, dir="auto") + " " + tag("code", _escaped=w.rule, dir="auto")
            rows += tag("li", rule + (" " + tag("bdi", _escaped=w.detail) if w.detail else ""))
        inner = tag("summary", both("row.why")) + tag("ul", rows)
        return tag("details", inner, class_="why", open="") if self.explain else tag("details", inner, class_="why")


def _row(ar: Row, en: Row) -> str:
    cells = "".join(_cell(a, e) for a, e in zip(ar.cells, en.cells, strict=True))
    value = tag("dd", cells, class_=f"r-{ar.role}") if ar.role else tag("dd", cells)
    return tag("dt", both(f"row.{ar.key}")) + value


def _cell(ar: Cell, en: Cell) -> str:
    words = arabic(ar.words) if ar.words else ""
    return tag("div", words + (tag("small", pair(ar.note, en.note)) if ar.note else ""))
