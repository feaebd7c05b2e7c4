"""Codings as one self-contained HTML page: the article right to left, its statements beside it.

The page needs no network (a content security policy forbids it). Labels stand in both
languages and the page switches between them. Article text is escaped and never has
markup inside a word: marks are drawn behind it (see ``assets/reader.js``).
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Sequence
from importlib.resources import files

from isnad.messages import LANGUAGES, Lang, text
from isnad.output.cards import Cards
from isnad.output.describe import KINDS, heading
from isnad.output.markup import arabic, both, displayed, in_both, paragraphs, tag, utf16_offsets
from isnad.records import Coding

ROLES = ("trigger", "actor", "recipient", "object", "source", "place", "time")
"""Roles with a colour of their own, as classes ``r-…`` of the style sheet."""
_KEYS = (
    ("j k ↓ ↑", "keys_next"),
    ("Enter", "keys_pin"),
    ("Esc", "keys_clear"),
    ("n p", "keys_article"),
    ("l", "keys_language"),
    ("d", "keys_theme"),
)


def render(codings: Sequence[Coding], lang: Lang = "en", *, explain: bool = False) -> str:
    """One HTML page for *codings* that opens with labels in *lang*; *explain* unfolds the rules."""
    css, js = _asset("reader.css"), _asset("reader.js")
    titles = {one: text("page.title", one) for one in LANGUAGES}
    policy = "; ".join(
        [
            "default-src 'none'",
            f"style-src '{_hash(css)}'",
            f"script-src '{_hash(js)}'",
            "base-uri 'none'",
            "form-action 'none'",
        ]
    )
    head = [
        '<meta charset="utf-8">',
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        tag("title", _escaped=titles[lang]),
        f"<style>{css}</style>",
    ]
    version = codings[0].version if codings else ""
    body = [
        _band(),
        _index(codings),
        tag("main", "\n".join(_item(n, c, explain) for n, c in enumerate(codings, 1)), id="main"),
        tag("p", both("page.made", version=version), class_="made"),
        _keys(),
        f"<script>{js}</script>",
    ]
    direction = "rtl" if lang == "ar" else "ltr"
    page = tag(
        "html",
        f"\n<head>\n{chr(10).join(head)}\n</head>\n<body>\n{chr(10).join(body)}\n</body>\n",
        lang=lang,
        dir=direction,
        data_theme="light",
        data_ar=titles["ar"],
        data_en=titles["en"],
    )
    return f"<!doctype html>\n{page}\n"


def _asset(name: str) -> str:
    return (files("isnad.output") / "assets" / name).read_text("utf-8").replace("\r\n", "\n")


def _hash(content: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()


# -- frame ---------------------------------------------------------------------------------------
def _band() -> str:
    buttons = [
        tag("button", shown, id=id_, title=in_both(f"page.{id_}"), aria_label=in_both(f"page.{id_}"))
        for id_, shown in (("language", both("page.other_language")), ("theme", "◐"), ("help", "?"))
    ]
    band = [tag("b", "إسناد", lang="ar"), tag("p", both("page.tagline")), *buttons]
    return (
        tag("a", both("page.skip"), class_="skip", href="#main")
        + tag("header", "".join(band), class_="band")
        + tag("noscript", tag("p", both("page.noscript"), class_="made"))
    )


def _index(codings: Sequence[Coding]) -> str:
    if len(codings) < 2:
        return ""
    rows = []
    for n, c in enumerate(codings, 1):
        facts = [f for f in (c.article.outlet, _day(c)) if f]
        entry = arabic(heading(c.article))
        entry += tag("small", " · ".join(tag("bdi", _escaped=f) for f in facts))
        entry += tag("span", str(len(c.statements)), class_="n")
        rows.append(tag("li", tag("a", entry, href=f"#a{n}")))
    return tag("nav", tag("ol", "".join(rows)), class_="index", aria_label=in_both("page.articles"))


def _day(coding: Coding) -> str:
    return coding.article.published.isoformat() if coding.article.published else ""


def _keys() -> str:
    rows = ""
    for keys, name in _KEYS:
        rows += tag("dt", " ".join(tag("kbd", _escaped=k) for k in keys.split()))
        rows += tag("dd", both(f"page.{name}"))
    return tag("dialog", tag("dl", rows))


# -- one article ----------------------------------------------------------------------------------
def _item(n: int, coding: Coding, explain: bool) -> str:
    article, day = coding.article, _day(coding)
    if day:
        when = tag("time", day, datetime=day, dir="ltr")
    else:
        when = tag("time", both("note.undated"))
    paper = [
        tag("p", (tag("span", _escaped=article.outlet) if article.outlet else "") + when, class_="kicker"),
        tag("h1", _escaped=heading(article)),
        _legend(),
        tag("div", '<svg aria-hidden="true"></svg>' + _paragraphs(article.text), class_="body"),
        _problems(coding),
    ]
    sides = [
        tag("article", "".join(paper), class_="paper", dir="rtl", lang="ar", tabindex="-1"),
        tag("div", _statements(coding, explain), class_="said"),
    ]
    return tag("section", "\n".join(sides), class_="item", id=f"a{n}", data_doc=article.doc)


def _legend() -> str:
    rows = []
    for role in ROLES:
        fill = f'<rect class="fill r-{role}" width="27" height="12" rx="3"/>'
        line = f'<path class="line r-{role}" d="M0 14h27"/>'
        sample = f'<svg viewBox="0 0 27 17" aria-hidden="true">{fill}{line}</svg>'
        rows.append(tag("li", sample + both(f"page.role_{role}")))
    return tag("ul", "".join(rows), class_="legend")


def _paragraphs(string: str) -> str:
    unit = utf16_offsets(displayed(string))
    return "".join(tag("p", _escaped=line, data_o=str(unit(at))) for at, line in paragraphs(string))


def _problems(coding: Coding) -> str:
    if not coding.problems:
        return ""
    rows = "".join(tag("li", _escaped=p, dir="auto") for p in coding.problems)
    return tag("div", both("note.problems") + tag("ul", rows), class_="problems")


def _statements(coding: Coding, explain: bool) -> str:
    if not coding.statements:
        return tag("p", both("note.nothing"))
    shown = f"{both('page.all')} {len(coding.statements)}"
    buttons = [tag("button", shown, data_kind="", aria_pressed="true")]
    for kind in KINDS:
        n = len(coding.of_kind(kind))
        if n:
            shown = f"{both(f'heading.{kind}')} {n}"
            buttons.append(tag("button", shown, data_kind=kind, aria_pressed="false"))
    card = Cards(coding, explain)
    return (
        tag("div", "".join(buttons), class_="filters", role="group")
        + tag("p", both("page.hint"), class_="hint")
        + tag("ol", "\n".join(card(s) for s in coding.statements), class_="cards")
    )
