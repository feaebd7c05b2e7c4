"""A coding for a person at a terminal, in Arabic or in English.

Arabic stands between isolates, so that no line is torn apart by its two directions.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from isnad.messages import Lang, isolate, label, text
from isnad.output.describe import KINDS, Cell, Describer, Link, heading, listed
from isnad.records import Coding, Event, Span, Statement

_AROUND = 110
"""Characters of evidence kept on each side of the trigger."""
_ZWJ = "\u200d"
_LINKS = re.compile("[ئبتثجحخسشصضطظعغفقكلمنهيـپچڤگ][\u064b-\u0652\u0670]*$")
_LINKED = re.compile("[\u0622-\u064a]")
_BOLD, _DIM, _MARK, _END = "\x1b[1m", "\x1b[2m", "\x1b[1;33m", "\x1b[0m"


@dataclass(frozen=True, slots=True)
class TextOptions:
    """How to write: ``explain`` adds the rule behind every field, ``colour`` marks with colour."""

    lang: Lang = "en"
    explain: bool = False
    colour: bool = False


def render(coding: Coding, options: TextOptions | None = None) -> str:
    """One article and its statements as text that ends with an empty line."""
    page = _Page(coding, options or TextOptions())
    return "\n".join(page.lines()) + "\n\n"


class _Page:
    def __init__(self, coding: Coding, options: TextOptions) -> None:
        self.coding = coding
        self.lang = options.lang
        self.options = options
        self.describe = Describer(coding, options.lang)

    def lines(self) -> list[str]:
        """The whole page, a line an entry."""
        article, lang = self.coding.article, self.lang
        day = article.published.isoformat() if article.published else text("note.undated", lang)
        facts = [isolate(article.outlet or ""), isolate(day), isolate(article.doc)]
        made = [
            "═" * 72,
            self._style(_BOLD, isolate(heading(article))),
            " · ".join(f for f in facts if f) + " · " + text("note.statements", lang, n=len(self.coding.statements)),
        ]
        if not self.coding.statements:
            made += ["", text("note.nothing", lang)]
        for kind in KINDS:
            found = self.coding.of_kind(kind)
            if found:
                made += ["", self._style(_BOLD, f"── {text(f'heading.{kind}', lang)} ({len(found)}) ──")]
                for n, s in enumerate(found, 1):
                    made += ["", *self._statement(n, s)]
        if self.coding.problems:
            made += [
                "",
                f"{text('note.problems', lang)}:",
                *(f"  - {isolate(p)}" for p in self.coding.problems),
            ]
        return made

    def _style(self, code: str, string: str) -> str:
        return f"{code}{string}{_END}" if self.options.colour else string

    def _statement(self, n: int, s: Statement) -> list[str]:
        lang = self.lang
        certain = label("factuality", s.factuality.value, lang)
        code = f" [{isolate(s.type)}]" if isinstance(s, Event) else ""
        head = f"{n}. {self._style(_BOLD, self.describe.title(s))}{code} — {certain} ({s.confidence:.2f})"
        made = [head, f"   {self._evidence(s.evidence, s.trigger)}"]
        for row in self.describe.rows(s):
            cells = ("؛ " if lang == "ar" else "; ").join(map(_cell, row.cells))
            made.append(self._row(text(f"row.{row.key}", lang), cells))
        made.append(self._row(text("row.source", lang), self._chain(self.describe.chain(s))))
        if self.options.explain:
            for w in s.why:
                detail = f" ({isolate(w.detail)})" if w.detail else ""
                line = f"{text('row.why', lang)} {isolate(w.field)}"
                made.append(self._style(_DIM, self._row(line, f"{isolate(w.rule)}{detail}")))
        return made

    def _row(self, name: str, value: str) -> str:
        return f"   {name}: {value}"

    def _chain(self, links: list[Link]) -> str:
        # The arrow runs with the line: from the innermost voice to the outlet.
        arrow = " ← " if self.lang == "ar" else " → "
        return arrow.join(self._voice(k) for k in links)

    def _voice(self, link: Link) -> str:
        notes = f" ({listed(link.notes, self.lang)})" if link.notes else ""
        return f"{isolate(link.words)}{notes}"

    def _evidence(self, evidence: Span, trigger: Span) -> str:
        whole = self.coding.article.text
        start, end = max(evidence.start, 0), min(evidence.end, len(whole))
        if not start <= trigger.start <= trigger.end <= end:
            start, end = min(start, trigger.start), max(end, trigger.end)
        before, after = whole[start : trigger.start], whole[trigger.end : end]
        if len(before) > _AROUND:
            before = "… " + before[-_AROUND:].split(None, 1)[-1]
        if len(after) > _AROUND:
            after = after[:_AROUND].rsplit(None, 1)[0] + " …"
        marked = trigger.of(whole)
        opening, closing = (_MARK, _END) if self.options.colour else ("[[", "]]")
        left, right = _joiner(before, marked), _joiner(marked, after)
        marked = f"{left}{opening}{left}{marked}{right}{closing}{right}"
        return isolate(" ".join(f"{before}{marked}{after}".split()))


def _joiner(before: str, after: str) -> str:
    """A zero-width joiner where a mark between *before* and *after* would part two joined letters."""
    return _ZWJ if _LINKS.search(before[-8:]) and _LINKED.match(after) else ""


def _cell(cell: Cell) -> str:
    words = isolate(cell.words)
    return f"{words} ({cell.note})" if words and cell.note else words or cell.note
