"""The reader of the desk: what an article says, its marks, and the other reports of its stories."""

from __future__ import annotations

import json
import re
from html import unescape
from typing import Any

import pytest

from desk_told import FIRST, HOSTILE, unsafe
from isnad.records import Span
from isnad.store import Store

pytest.importorskip("fastapi", reason="needs isnad[desk]")

from isnad.desk.queries import reader as queries
from isnad.desk.queries.differences import new_words
from isnad.desk.queries.told import LAYERS, quoted, type_label

ODD = "odd/доc?#1 «x»"


def page_of(store: Store, doc: str, lang: str = "en") -> queries.ReaderPage:
    found = queries.reader(store, doc, lang)  # type: ignore[arg-type]
    assert found is not None
    return found


def test_marks_are_the_words_they_name(store: Store) -> None:
    found = page_of(store, "a1")
    marks = {(m.role, m.layer, Span(m.start, m.end).of(FIRST)) for c in found.cards for m in c.marks}
    assert {
        ("trigger", "events", "هاجم"), ("trigger", "figures", "سبعة جنود"), ("actor", "actors", "أنصار الدين"),
        ("source", "sources", "مصادر طبية"), ("place", "where", "كيدال"), ("time", "where", "الثلاثاء"),
    } <= marks  # fmt: skip
    assert set(found.layers) == set(LAYERS) and found.layers["sources"] == 1 and found.layers["where"] == 2


def test_other_reports_and_what_differs(store: Store) -> None:
    found = page_of(store, "a1")
    ((event, (story,)),) = found.stories.items()
    assert event.startswith("ev-") and (story.reports, story.outlets, story.roots, story.copies) == (4, 4, 3, 1)
    by_doc = {o.doc: o for o in story.others}
    assert list(by_doc) == ["a2", "a4", "a3"] and story.more == 0
    (killed,) = by_doc["a2"].differences
    assert (killed.field, killed.label, killed.here, killed.there, killed.clash) == (
        "figure:killed",
        "killed",
        "7",
        "11",
        True,
    )
    certainty = next(d for d in by_doc["a4"].differences if d.field == "certainty")
    assert (certainty.here, certainty.there, certainty.clash) == ("actual", "denied", True)
    left_open = next(d for d in by_doc["a4"].differences if d.field == "figure:killed")
    assert left_open.clash is False
    assert not any(o.same_root or o.copy_of_this for o in story.others)


def test_copies_are_told_as_copies(store: Store) -> None:
    found = page_of(store, "a3")
    assert [(c.doc, c.original) for c in found.copies] == [("a2", True)]
    (story,) = next(iter(found.stories.values()))
    original = next(o for o in story.others if o.doc == "a2")
    assert original.copy_of_this and original.same_root and original.differences == []


def test_neighbours_by_day_of_publication(store: Store) -> None:
    docs, doc = ["a1"], "a1"
    while (after := page_of(store, doc).next) is not None:
        docs.append(after)
        doc = after
    assert docs == ["a1", "a2", "a3", "a4", "t1"]
    assert page_of(store, "a1").previous is None and page_of(store, "a4").previous == "a3"


def test_labels_follow_the_language(store: Store) -> None:
    ar, en = page_of(store, "a1", "ar"), page_of(store, "a1", "en")
    assert [c.title for c in ar.cards if c.kind == "event"] == ["هجوم أو اشتباك"]
    assert [c.title for c in en.cards if c.kind == "event"] == ["attacks"]
    assert [c.evidence for c in ar.cards] == [c.evidence for c in en.cards]


def test_there_is_no_such_article(store: Store) -> None:
    assert queries.reader(store, "nowhere", "en") is None and queries.doc_of(store, "ev-nowhere") is None


def test_paragraphs_begin_where_javascript_counts_them() -> None:
    string = "🚛 مرت\r\nقافلة\n\nثم عادت"
    found = queries.paragraphs(string)
    assert [p.text.strip() for p in found] == ["🚛 مرت", "قافلة", "ثم عادت"]
    utf16 = string.encode("utf-16-le")
    for p in found:
        words = p.text.strip()
        assert string[p.start : p.start + len(words)] == words
        assert utf16[2 * p.start16 :].decode("utf-16-le").startswith(words)


def test_quotations_set_off_whole_words_only() -> None:
    string = "قال إن المهاجمين، وهم خمسة،\n هاجموا القرية"
    start = string.index("هاجم", string.index("\n"))
    pieces = quoted(
        string, Span(0, len(string)), [Span(start, start + 4), Span(string.index("مهاجم"), string.index("مهاجم") + 5)]
    )
    assert [p.text for p in pieces if p.mark] == ["المهاجمين", "هاجموا"]
    assert "".join(p.text for p in pieces) == " ".join(string.split())


def test_new_words_only_where_the_sentences_are_alike() -> None:
    pieces = new_words("قتل سبعة جنود قرب المدينة مساء", "قُتل أحد عشر جنود قرب المدينة مساء")
    assert [p.text for p in pieces if p.mark] == ["أحد عشر"]
    assert "".join(p.text for p in pieces) == "قُتل أحد عشر جنود قرب المدينة مساء"
    assert not any(p.mark for p in new_words("قتل سبعة جنود", "وصلت قافلة إغاثة إلى مخيم بعيد"))


@pytest.mark.parametrize(
    ("kind", "type_", "mode", "shown"),
    [("event", "CONSULT", "visit", "talks · visit"), ("figure", "killed", None, "killed"),
     ("explanation", "rival", None, "rival explanations, none asserted"), ("event", None, None, "event")],
)  # fmt: skip
def test_sorts_of_statements_in_words(kind: str, type_: str | None, mode: str | None, shown: str) -> None:
    assert type_label(kind, type_, mode, "en") == shown


# -- the page ---------------------------------------------------------------------------------------
def test_page_and_api_say_the_same(client: Any) -> None:
    html = client.get("/reader", params={"doc": "a1", "lang": "ar"}).text
    data = client.get("/api/reader", params={"doc": "a1", "lang": "ar"}).json()
    assert [c["id"] for c in data["cards"]] == re.findall(r'<li class="card" id="([^"]+)"', html)
    for card in data["cards"]:
        assert card["title"] in html
    assert 'href="/story/' in html and 'lang="ar" dir="rtl"' in html


def test_marks_of_the_page_count_utf16_units(client: Any, store: Store) -> None:
    article = store.article(ODD)
    assert article is not None
    html = client.get("/reader", params={"doc": ODD}).text
    marks = json.loads(unescape(re.search(r'data-marks="([^"]+)"', html).group(1)))  # type: ignore[union-attr]
    units = article.text.encode("utf-16-le")
    said = {role: units[2 * start : 2 * end].decode("utf-16-le") for role, _, start, end in marks}
    assert said == {"trigger": "هاجم", "actor": "مسلحون"}


def test_no_text_of_an_article_becomes_html(client: Any) -> None:
    for params in ({"doc": ODD}, {"doc": ODD, "lang": "ar"}):
        html = client.get("/reader", params=params).text
        assert HOSTILE not in html and "&lt;script&gt;alert(1)" in html
        assert unsafe(html) == []


def test_text_stands_unbroken_in_its_paragraphs(client: Any, store: Store) -> None:
    html = client.get("/reader", params={"doc": "a1"}).text
    lines = re.findall(r'<p data-o="\d+">(.*?)</p>', html, re.S)
    assert [unescape(one) for one in lines] == [p for p in FIRST.split("\n") if p]


def test_layers_can_be_linked_to(client: Any) -> None:
    html = client.get("/reader", params={"doc": "a1", "layers": "sources,where,nonsense"}).text
    checked = re.findall(r'name="layer" value="(\w+)" checked', html)
    assert checked == ["sources", "where"]


def test_addresses_that_lead_to_the_reader(client: Any, store: Store) -> None:
    sid = page_of(store, "a1").cards[0].id
    moved = client.get(f"/statement/{sid}", follow_redirects=False)
    assert moved.headers["location"].endswith(f"#{sid}") and "doc=a1" in moved.headers["location"]
    assert client.get("/reader/a1").status_code == 200
    assert client.get("/reader").url.path == "/search"


@pytest.mark.parametrize("path", ["/reader?doc=nowhere", "/statement/ev-nowhere"])
@pytest.mark.parametrize("lang", ["ar", "en"])
def test_what_is_not_there_says_what_to_do(client: Any, path: str, lang: str) -> None:
    told = client.get(
        path,
        headers={"accept": "text/html"},
        params={**dict(p.split("=") for p in path.partition("?")[2].split("&") if p), "lang": lang},
    )
    assert told.status_code == 404 and 'href="/search' in told.text
    assert client.get("/api/reader", params={"doc": "nowhere"}).status_code == 404
