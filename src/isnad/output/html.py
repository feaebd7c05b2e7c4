"""Codings as one self-contained HTML page: the article right to left, its statements beside it.

The page needs no network (a content security policy forbids it). Labels stand in both
languages and the page switches between them. Article text is escaped and never has
markup inside a word: marks are drawn behind it (see ``assets/reader.js``).
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Callable, Sequence
from html import escape
from importlib.resources import files
from itertools import accumulate

from isnad.messages import LANGUAGES, Lang, label, text
from isnad.output.describe import KINDS, Cell, Describer, Link, Row
from isnad.records import Coding, Statement

ROLES = ("trigger", "actor", "recipient", "object", "source", "place", "time")
"""Roles with a colour of their own, as classes ``r-…`` of the style sheet."""
_CONTROLS = {c: " " for c in (*range(0x00, 0x09), 0x0B, 0x0C, *range(0x0E, 0x20), 0x7F)}


def render(codings: Sequence[Coding], lang: Lang = "en", *, explain: bool = False) -> str:
    """One HTML page for *codings* that opens with labels in *lang*; *explain* unfolds the rules."""
    css, js = _asset("reader.css"), _asset("reader.js")
    policy = f"default-src 'none'; style-src '{_hash(css)}'; script-src '{_hash(js)}'; base-uri 'none'; form-action 'none'"
    titles = {one: text("page.title", one) for one in LANGUAGES}
    items = "\n".join(_item(n, coding, explain) for n, coding in enumerate(codings, 1))
    version = codings[0].version if codings else ""
    return (
        f'<!doctype html>\n<html lang="{lang}" dir="{"rtl" if lang == "ar" else "ltr"}" data-theme="light"'
        f' data-ar="{escape(titles["ar"])}" data-en="{escape(titles["en"])}">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(titles[lang])}</title>\n<style>{css}</style>\n</head>\n<body>\n{_band()}\n{_index(codings)}\n"
        f'<main id="main">\n{items}\n</main>\n<p class="made">{_both("page.made", version=version)}</p>\n{_keys()}\n'
        f"<script>{js}</script>\n</body>\n</html>\n"
    )


def _asset(name: str) -> str:
    return (files("isnad.output") / "assets" / name).read_text("utf-8").replace("\r\n", "\n")


def _hash(content: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()


# -- labels in both languages ------------------------------------------------------------------
def _pair(ar: str, en: str) -> str:
    if ar == en:
        return escape(ar)
    return f'<span class="ar" lang="ar" dir="rtl">{escape(ar)}</span><span class="en" lang="en" dir="ltr">{escape(en)}</span>'


def _both(key: str, **values: object) -> str:
    return _pair(text(key, "ar", **values), text(key, "en", **values))


def _label(group: str, value: str) -> str:
    return _pair(label(group, value, "ar"), label(group, value, "en"))


# -- frame ---------------------------------------------------------------------------------------
def _band() -> str:
    names = {
        k: escape(f"{text(f'page.{k}', 'ar')} / {text(f'page.{k}', 'en')}")
        for k in ("language", "theme", "help")
    }
    return (
        f'<a class="skip" href="#main">{_both("page.skip")}</a>\n<header class="band"><b lang="ar">إسناد</b>'
        f"<p>{_both('page.tagline')}</p>"
        f'<button id="language" title="{names["language"]}">{_both("page.other_language")}</button>'
        f'<button id="theme" title="{names["theme"]}" aria-label="{names["theme"]}">◐</button>'
        f'<button id="help" title="{names["help"]}" aria-label="{names["help"]}">?</button></header>'
        f'<noscript><p class="made">{_both("page.noscript")}</p></noscript>'
    )


def _index(codings: Sequence[Coding]) -> str:
    if len(codings) < 2:
        return ""
    rows = []
    for n, c in enumerate(codings, 1):
        facts = " · ".join(escape(f) for f in (c.article.outlet, _day(c)) if f)
        rows.append(
            f'<li><a href="#a{n}"><span class="w" lang="ar" dir="rtl">{escape(c.article.title or c.article.doc)}</span>'
            f'<small dir="auto">{facts}</small><span class="n">{len(c.statements)}</span></a></li>'
        )
    return f'<nav class="index" aria-label="{escape(text("page.articles", "en"))}"><ol>{"".join(rows)}</ol></nav>'


def _day(coding: Coding) -> str:
    return coding.article.published.isoformat() if coding.article.published else ""


def _keys() -> str:
    entries = [
        ("j k ↓ ↑", "keys_next"), ("Enter", "keys_pin"), ("Esc", "keys_clear"), ("n p", "keys_article"),
        ("l", "keys_language"), ("d", "keys_theme"),
    ]  # fmt: skip
    rows = "".join(
        f"<dt>{' '.join(f'<kbd>{escape(k)}</kbd>' for k in keys.split())}</dt><dd>{_both(f'page.{name}')}</dd>"
        for keys, name in entries
    )
    return f"<dialog><dl>{rows}</dl></dialog>"


# -- one article ----------------------------------------------------------------------------------
def _item(n: int, coding: Coding, explain: bool) -> str:
    article = coding.article
    day = _day(coding)
    when = (
        f'<time datetime="{day}" dir="ltr">{day}</time>' if day else f"<time>{_both('note.undated')}</time>"
    )
    problems = "".join(f'<li dir="auto">{escape(p)}</li>' for p in coding.problems)
    told = f'<div class="problems">{_both("note.problems")}<ul>{problems}</ul></div>' if problems else ""
    title = escape(article.title or article.doc)
    return (
        f'<section class="item" id="a{n}" data-doc="{escape(article.doc)}">\n<article class="paper" dir="rtl" lang="ar" tabindex="-1">'
        f'<p class="kicker">{escape(article.outlet or "")}{when}</p><h1>{title}</h1>{_legend()}'
        f'<div class="body"><svg aria-hidden="true"></svg>{_paragraphs(article.text)}</div>{told}</article>\n'
        f'<div class="said">{_statements(coding, explain)}</div>\n</section>'
    )


def _legend() -> str:
    sample = '<svg viewBox="0 0 27 17" aria-hidden="true"><rect class="fill r-{0}" width="27" height="12" rx="3"/>' \
        '<path class="line r-{0}" d="M0 14h27"/></svg>'  # fmt: skip
    rows = "".join(f"<li>{sample.format(role)}{_both(f'page.role_{role}')}</li>" for role in ROLES)
    return f'<ul class="legend">{rows}</ul>'


def displayed(string: str) -> str:
    """*string* as the page shows it: as many characters, none that an HTML parser drops or joins."""
    return string.replace("\r\n", " \n").replace("\r", "\n").translate(_CONTROLS)


def utf16_offsets(string: str) -> Callable[[int], int]:
    """From code points to the UTF-16 units that JavaScript counts."""
    if not string or max(string) <= "\uffff":
        return lambda offset: offset
    units = [0, *accumulate(2 if c > "\uffff" else 1 for c in string)]
    return lambda offset: units[offset]


def _paragraphs(string: str) -> str:
    shown, at = displayed(string), 0
    unit = utf16_offsets(shown)
    made = []
    for line in shown.split("\n"):
        if line.strip():
            made.append(f'<p data-o="{unit(at)}">{escape(line, quote=False)}</p>')
        at += len(line) + 1
    return "".join(made)


# -- its statements --------------------------------------------------------------------------------
def _statements(coding: Coding, explain: bool) -> str:
    if not coding.statements:
        return f"<p>{_both('note.nothing')}</p>"
    counts = [(k, len(coding.of_kind(k))) for k in KINDS]
    buttons = [
        f'<button data-kind="" aria-pressed="true">{_both("page.all")} {len(coding.statements)}</button>'
    ]
    buttons += [
        f'<button data-kind="{k}" aria-pressed="false">{_both(f"heading.{k}")} {n}</button>'
        for k, n in counts
        if n
    ]
    card = _Cards(coding, explain)
    cards = "\n".join(card(s) for s in coding.statements)
    return (
        f'<div class="filters" role="group">{"".join(buttons)}</div><p class="hint">{_both("page.hint")}</p>'
        f'\n<ol class="cards">\n{cards}\n</ol>'
    )


class _Cards:
    """Writes the statements of one coding as cards."""

    def __init__(self, coding: Coding, explain: bool) -> None:
        self.ar, self.en = Describer(coding, "ar"), Describer(coding, "en")
        self.unit = utf16_offsets(coding.article.text)
        self.explain = explain

    def __call__(self, s: Statement) -> str:
        """The card of *s*."""
        rows = list(zip(self.ar.rows(s), self.en.rows(s), strict=True))
        links = list(zip(self.ar.chain(s), self.en.chain(s), strict=True))
        spans = escape(
            json.dumps(self._spans(s, [r for r, _ in rows], [k for k, _ in links]), separators=(",", ":"))
        )
        sure = round(100 * s.confidence)
        head = (
            f'<div class="head"><span class="trig" lang="ar" dir="rtl">{escape(self.ar.words(s.trigger))}</span>'
            f'<h3>{_pair(self.ar.title(s), self.en.title(s))}</h3><span class="kind">{_both(f"kind.{s.kind}")}</span>'
            f'<span class="fact f-{s.factuality.value}">{_label("factuality", s.factuality.value)}</span>'
            f'<span class="conf"><svg viewBox="0 0 100 12" preserveAspectRatio="none" aria-hidden="true"><rect width="100" height="12"/>'
            f'<rect width="{sure}" height="12"/></svg>{sure}%</span></div>'
        )
        listed = "".join(self._row(a, e) for a, e in rows)
        body = f"<dl>{listed}</dl>" if listed else ""
        return (
            f'<li class="card" id="{escape(s.id)}" tabindex="0" data-kind="{escape(s.kind)}" data-spans="{spans}">{head}{body}'
            f"{self._chain(links)}{self._why(s)}</li>"
        )

    def _spans(self, s: Statement, rows: list[Row], links: list[Link]) -> list[tuple[str, int, int]]:
        found = [("trigger", s.trigger)]
        found += [(r.role, span) for r in rows if r.role for cell in r.cells for span in cell.spans]
        found += [("source", k.span) for k in links if k.span is not None]
        unique = dict.fromkeys((role, span.start, span.end) for role, span in found if span.end > span.start)
        return [(role, self.unit(start), self.unit(end)) for role, start, end in unique]

    def _row(self, ar: Row, en: Row) -> str:
        cells = "".join(self._cell(a, e) for a, e in zip(ar.cells, en.cells, strict=True))
        role = f' class="r-{ar.role}"' if ar.role else ""
        return f"<dt>{_both(f'row.{ar.key}')}</dt><dd{role}>{cells}</dd>"

    def _cell(self, ar: Cell, en: Cell) -> str:
        words = f'<span class="w" lang="ar" dir="rtl">{escape(ar.words)}</span>' if ar.words else ""
        note = f"<small>{_pair(ar.note, en.note)}</small>" if ar.note else ""
        return f"<div>{words}{note}</div>"

    def _chain(self, links: list[tuple[Link, Link]]) -> str:
        made = []
        for ar, en in links:
            notes = _pair("، ".join(ar.notes), ", ".join(en.notes))
            shown = "end" if ar.span is None else "named" if ar.named else "unnamed"
            words = (
                f'<span class="w" lang="ar" dir="rtl">{escape(ar.words)}</span>'
                if ar.words == en.words
                else _pair(ar.words, en.words)
            )
            made.append(f'<li class="{shown}">{words}{f"<small>{notes}</small>" if notes else ""}</li>')
        label_ = escape(f"{text('row.chain', 'ar')} / {text('row.chain', 'en')}")
        return f'<ol class="chain" aria-label="{label_}">{"".join(made)}</ol>'

    def _why(self, s: Statement) -> str:
        if not s.why:
            return ""
        rows = "".join(
            f'<li><b dir="auto">{escape(w.field)}</b> <code dir="auto">{escape(w.rule)}</code>'
            f'{f" <bdi>{escape(w.detail)}</bdi>" if w.detail else ""}</li>'
            for w in s.why
        )  # fmt: skip
        unfolded = " open" if self.explain else ""
        return (
            f'<details class="why"{unfolded}><summary>{_both("row.why")}</summary><ul>{rows}</ul></details>'
        )
