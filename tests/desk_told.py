"""A small corpus for the pages of reader, stories and search: four reports of one attack (one a copy, one a denial),
with copies and stories as isnad finds them, and an article of talks with a letter outside the basic plane.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

from handmade_corpus import ANSAR, ARMY, Maker, talks
from isnad.corpus.refresh import refresh
from isnad.records import ActorRef, Coding, Event, Factuality, Figure, Source, SourceKind, Span, Why
from isnad.store import Store, open_store

TUESDAY = date(2012, 10, 2)
SPOKESMAN = ActorRef(None, "متحدث", None, "official")
FIRST = (
    "أفادت مصادر طبية في غاو بأن سبعة جنود قتلوا حين هاجم مقاتلو أنصار الدين دورية للجيش المالي قرب كيدال فجر "
    "الثلاثاء.\n\nوأغلقت السوق أبوابها يوما كاملا، وعاد بعض الأهالي إلى بيوتهم مساء بعد أن هدأت المدينة."
)
SECOND = (
    "أعلن طبيب في مستشفى المدينة وصول جثث أحد عشر جنديا من الجيش المالي سقطوا الثلاثاء بعدما هاجم رجال أنصار الدين "
    "رتلا عسكريا على طريق كيدال، وأضاف أن الجرحى نقلوا بالشاحنات إلى غاو لأن سيارات الإسعاف لم تصل.\n"
    "وقال شهود إن النار أتت على شاحنتين وإن الطريق بقيت مقطوعة حتى الظهر، ثم مرت قافلة من التجار في طريقها جنوبا."
)
DENIAL = (
    "نفى متحدث باسم أنصار الدين أن يكون رجاله هاجموا أحدا من الجيش المالي في نواحي كيدال الثلاثاء، ووصف ما نشر "
    "بأنه دعاية.\nودعا المتحدث الصحفيين إلى زيارة المنطقة ليروا بأعينهم أن الحياة فيها عادية."
)
HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(2)>"


def report(
    doc: str, outlet: str, day: date, text: str, verb: str, *, source: str, dead: tuple[str, float] | None = None,
    whom: str = "الجيش المالي", denied: bool = False,
) -> Coding:  # fmt: skip
    """One report of the attack, coded by hand."""
    m = Maker(doc, outlet, day, text)
    evidence = Span(0, text.index("\n"))
    factuality = Factuality.DENIED if denied else Factuality.ACTUAL
    kind = SourceKind.ORGANISATION if denied else SourceKind.UNNAMED
    actor = ANSAR if denied else None
    chain = (Source(m.span(source), kind, denied, actor, None, False),)
    figures: tuple[str, ...] = ()
    if dead:
        figure = Figure(
            id=m.id("figure", dead[0]), evidence=evidence, trigger=m.span(dead[0]), sources=chain, measure="killed",
            low=dead[1], high=dead[1], best=dead[1], confidence=0.8,
        )  # fmt: skip
        figures = (figure.id,)
        m.statements.append(figure)
    m.statements.append(
        Event(
            id=m.id("event", verb), evidence=evidence, trigger=m.span(verb), sources=chain, factuality=factuality,
            times=(m.day("الثلاثاء", TUESDAY),), places=(m.kidal(),), confidence=0.9, type="ASSAULT",
            actors=(m.who("أنصار الدين", ANSAR),), recipients=(m.who(whom, ARMY),), figures=figures,
            why=(Why("type", "events/هاجم", verb),),
        )
    )  # fmt: skip
    return m.coding()


def codings() -> list[Coding]:
    """The articles, in the order of adding."""
    odd = Maker("odd/доc?#1 «x»", "أخبار 𝕏", None, f"🚛 مرت 🚛 شاحنات {HOSTILE} ثم هاجم مسلحون قرية لا نعرف اسمها.\n")
    odd.statements.append(
        Event(id=odd.id("event", "هاجم"), evidence=odd.span("هاجم مسلحون قرية"), trigger=odd.span("هاجم"),
              type="ASSAULT", actors=(odd.who("مسلحون", None),))
    )  # fmt: skip
    hostile = replace(odd.coding(), article=replace(odd.article, title=HOSTILE, url="javascript:alert(3)"))
    return [
        report(
            "a1",
            "الأفق",
            date(2012, 10, 3),
            FIRST,
            "هاجم",
            dead=("سبعة جنود", 7),
            source="مصادر طبية",
            whom="دورية للجيش المالي",
        ),
        report("a2", "نبأ الساحل", date(2012, 10, 4), SECOND, "هاجم", dead=("أحد عشر جنديا", 11), source="طبيب"),
        report("a3", "بريد الصحراء", date(2012, 10, 5), SECOND, "هاجم", dead=("أحد عشر جنديا", 11), source="طبيب"),
        report("a4", "المنارة", date(2012, 10, 5), DENIAL, "هاجموا", source="متحدث باسم أنصار الدين", denied=True),
        talks(),
        hostile,
    ]


def build(where: Path) -> Store:
    """A database with all of it."""
    store = open_store(where)
    store.add(codings())
    refresh(store)
    return store


def unsafe(html: str) -> list[str]:
    """Attributes and elements that a page under the desk's policy must not have."""
    found: list[str] = []

    class Reader(HTMLParser):
        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            given = dict(attrs)
            found.extend(k for k in given if k == "style" or k.startswith("on"))
            found.extend(v for k in ("href", "src", "action") if (v := given.get(k) or "").startswith("javascript:"))
            if tag in ("img", "iframe", "style") or (tag == "script" and "src" not in given):
                found.append(tag)

    Reader().feed(html)
    return found


def client_of(database: Path) -> Any:
    """A browser of sorts at a desk over *database*."""
    from starlette.testclient import TestClient  # noqa: PLC0415

    from isnad.desk.app import create_app  # noqa: PLC0415
    from isnad.desk.settings import Settings  # noqa: PLC0415

    return TestClient(create_app(str(database), Settings()), base_url="http://127.0.0.1:8714")
