"""The dossier as HTML: one file, no network, no script; it reads and prints in Arabic and English."""

from __future__ import annotations

import base64
import hashlib
from importlib.resources import files

from isnad.dossier import chart, graph, worldmap
from isnad.dossier.content import Dossier
from isnad.dossier.evidence import Evidence
from isnad.dossier.sections import Sections, day_text
from isnad.messages import Lang, text
from isnad.output.markup import tag

_SECTIONS = (
    "timeline",
    "disputed",
    "map",
    "network",
    "positions",
    "explanations",
    "agreements",
    "evidence",
    "articles",
    "method",
)


def render(found: Dossier, lang: Lang) -> str:
    """One HTML page for *found* with labels in *lang*."""
    css = (files("isnad.dossier") / "assets" / "dossier.css").read_text("utf-8").replace("\r\n", "\n")
    name = found.scope.name_ar if lang == "ar" else found.scope.name_en
    title = text("dossier.title", lang, name=name)
    evidence = Evidence(lang)
    make = Sections(found, lang, evidence)
    bodies = {
        "timeline": _drawing(chart.draw(found.every, lang, text("dossier.timeline", lang))) + make.timeline(),
        "disputed": make.disputed(),
        "map": _drawing(worldmap.draw(found.spots, found.scope.country, lang, text("dossier.map", lang)))
        + make.places(),
        "network": _drawing(graph.draw(found.network, lang, text("dossier.network", lang))) + make.actors(),
        "positions": make.positions(),
        "explanations": make.explanations(),
        "agreements": make.agreements(),
    }
    bodies["evidence"] = evidence.listed()  # after all others: it holds what they cite
    bodies["articles"] = make.articles()
    bodies["method"] = make.method()
    shown = [s for s in _SECTIONS if bodies[s]]
    policy = f"default-src 'none'; style-src '{_hash(css)}'; base-uri 'none'; form-action 'none'"
    head = [
        '<meta charset="utf-8">',
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        tag("title", _escaped=title),
        f"<style>{css}</style>",
    ]
    sections = [
        tag("section", tag("h2", _escaped=text(f"dossier.{s}", lang)) + bodies[s], id=s, class_=s) for s in shown
    ]
    body = [_masthead(found, lang, name), _contents(shown, lang), tag("main", "\n".join(sections)), _foot(found, lang)]
    return "<!doctype html>\n" + tag(
        "html",
        f"\n<head>\n{chr(10).join(head)}\n</head>\n<body>\n{chr(10).join(body)}\n</body>\n",
        lang=lang,
        dir="rtl" if lang == "ar" else "ltr",
    )


def _drawing(svg: str) -> str:
    """*svg* in a frame that a narrow screen can scroll."""
    return tag("figure", svg) if svg else ""


def _hash(content: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()


def _masthead(found: Dossier, lang: Lang, name: str) -> str:
    first, last = found.span
    when = ""
    if first and last:
        when = day_text(first, lang)
        if first != last:
            when = text("dossier.between", lang, first=when, last=day_text(last, lang))
    brand = tag("p", tag("b", "إسناد", lang="ar") + tag("span", _escaped=text("dossier.kicker", lang)), class_="brand")
    heading = tag("h1", _escaped=name)
    deck = tag("p", _escaped=text("dossier.deck", lang, when=when), class_="deck") if when else ""
    return tag("header", brand + heading + deck + _tiles(found, lang), class_="top")


def _tiles(found: Dossier, lang: Lang) -> str:
    outlets = {c.article.outlet or c.article.doc for c in found.articles.values()}
    disputed = sum(bool(h.contradictions) for h in found.happenings)
    numbers = (
        ("articles", len(found.articles)),
        ("outlets", len(outlets)),
        ("copies", found.copies),
        ("happenings", len(found.every)),
        ("statements", len(found.statements)),
        ("roots", found.roots),
        ("in_dispute", disputed),
    )
    cells = "".join(
        tag("div", tag("dd", f"{n:,}") + tag("dt", _escaped=text(f"dossier.n_{key}", lang)), class_=key)
        for key, n in numbers
    )
    return tag("dl", cells, class_="tiles")


def _contents(shown: list[str], lang: Lang) -> str:
    links = "".join(tag("li", tag("a", _escaped=text(f"dossier.{s}", lang), href=f"#{s}")) for s in shown)
    return tag("nav", tag("ol", links), aria_label=text("dossier.contents", lang))


def _foot(found: Dossier, lang: Lang) -> str:
    versions = ", ".join(sorted({c.version for c in found.articles.values()}))
    made = text("dossier.made", lang, version=versions)
    return tag("footer", tag("p", _escaped=made) + tag("p", _escaped=text("dossier.outlines", lang)))
