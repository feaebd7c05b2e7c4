"""Search of the desk: filters from an address, rows, order, pages, downloads."""

from __future__ import annotations

import csv
import io
import json
import re
from datetime import date
from html import unescape
from pathlib import Path
from typing import Any, get_args

import pytest

from desk_told import HOSTILE, unsafe
from isnad.output import hits as output
from isnad.store import Filter, Store
from isnad.store.search import parse_query

pytest.importorskip("fastapi", reason="needs isnad[desk]")

from isnad.desk.queries import search as queries
from isnad.desk.saved import MOST, Searches
from isnad.desk.wanted import wanted_of


# -- filters ----------------------------------------------------------------------------------------
def test_a_filter_from_an_address() -> None:
    wanted = wanted_of({
        "kind": ["event,figure"], "type": ["assault"], "actor": ["الجيش المالي، بعثة"], "country": ["مالي"],
        "from": ["2012-10-01"], "roots": ["2"], "min_confidence": ["0.5"], "fold_copies": ["1"], "text": ["  كيدال "],
        "outlet": ["الأفق, المسائي"],
        "factuality": ["denied"], "role": ["actor"], "review": [""],
    })  # fmt: skip
    f = wanted.filter
    assert (f.kind, f.type, f.country, f.date_from) == (("event", "figure"), ("ASSAULT",), ("MLI",), date(2012, 10, 1))
    assert (f.min_roots, f.min_confidence, f.fold_copies, f.text) == (2, 0.5, True, "كيدال")
    assert {"الجيش المالي", "بعثة"} <= set(f.actor) and f.outlet == ("الأفق, المسائي",), (
        "names of outlets may have commas"
    )
    assert wanted.problems == [] and "review" not in wanted.given


def test_what_means_nothing_is_told_and_passed_over() -> None:
    wanted = wanted_of({
        "kind": ["story"], "type": ["xyz"], "country": ["أطلانطس"], "from": ["yesterday"], "roots": ["-1"],
        "min_confidence": ["2"], "text": ["!!"], "factuality": ["perhaps"], "role": ["hero"], "review": ["maybe"],
    })  # fmt: skip
    assert wanted.filter == Filter()
    assert {name for name, _ in wanted.problems} == {
        "kind", "type", "country", "from", "roots", "min_confidence", "text", "factuality", "role", "review"
    }  # fmt: skip


def test_an_address_can_be_made_again() -> None:
    given = {"kind": ["event"], "text": ["كيدال & غاو"], "outlet": ["الأفق"]}
    query = wanted_of(given).query(limit=50, offset=None)
    from urllib.parse import parse_qs  # noqa: PLC0415

    assert parse_qs(query) == {**given, "limit": ["50"]}


def test_saved_searches_are_each_users_own(tmp_path: Path) -> None:
    kept = Searches(tmp_path / "side")
    assert kept.keep("نورا", "  حوادث  كيدال ", "?lang=ar&text=كيدال&offset=100&sort=outlet&evil=1").query == (
        "text=%D9%83%D9%8A%D8%AF%D8%A7%D9%84&sort=outlet"
    )
    kept.keep("سمير", "حوادث كيدال", "kind=figure")
    kept.keep("نورا", "حوادث كيدال", "kind=event")
    assert [(s.name, s.query) for s in kept.of("نورا")] == [("حوادث كيدال", "kind=event")]
    assert not kept.forget("نورا", "غيرها") and kept.forget("نورا", "حوادث كيدال")
    assert kept.of("نورا") == [] and len(kept.of("سمير")) == 1
    kept.close()


def test_saved_searches_are_bounded(tmp_path: Path) -> None:
    kept = Searches(tmp_path / "side")
    long, many = "text=" + "ا" * 2000, "kind=a&" * 101
    for name, query in ((" ", ""), ("ا" * 81, ""), ("a\u202eb", ""), ("طويل", long), ("كثير", many)):
        with pytest.raises(ValueError, match=r"."):
            kept.keep("نورا", name, query)
    for n in range(MOST):
        kept.keep("نورا", f"بحث {n}", "kind=event")
    with pytest.raises(ValueError, match="remove one"):
        kept.keep("نورا", "آخر", "kind=event")
    assert kept.keep("نورا", "بحث 7", "kind=figure").query == "kind=figure"
    kept.close()


# -- rows -------------------------------------------------------------------------------------------
def test_rows_are_those_that_find_gives(store: Store) -> None:
    for wanted in (Filter(), Filter(text="كيدال"), Filter(kind=("event",), country=("MLI",)), Filter(fold_copies=True),
                   Filter(min_roots=3), Filter(source=("ansar-dine",)), Filter(min_confidence=0.85)):  # fmt: skip
        found = queries.statements(store, wanted, "en")
        assert {(r.doc, r.id) for r in found.rows} == {(h.doc, h.statement.id) for h in store.find(wanted)}
        assert found.total == len(found.rows) == store.count(wanted) > 0


def test_a_row_says_what_the_record_says(store: Store) -> None:
    (row,) = queries.statements(store, Filter(doc=("a1",), kind=("event",)), "ar").rows
    hit = next(iter(store.find(Filter(doc=("a1",), kind=("event",)))))
    told = output.describe(hit, "ar")
    assert (row.evidence, row.trigger, row.type_label) == (told["evidence"], told["trigger"], told["type"])
    assert [n.words for n in row.who] == ["أنصار الدين"] and [n.id for n in row.who] == ["ansar-dine"]
    assert [n.words for n in row.to_whom] == ["دورية للجيش المالي"] and [p.name for p in row.places] == ["كيدال"]
    assert (row.source, row.source_named, row.date_start) == ("مصادر طبية", False, date(2012, 10, 2))
    (story,) = row.stories
    assert (story.reports, story.roots, story.contradictions) == (4, 3, 2)


@pytest.mark.parametrize("sort", get_args(queries.Sort))
@pytest.mark.parametrize("descending", [True, False])
def test_every_order_is_an_order_and_pages_join(store: Store, sort: Any, descending: bool) -> None:
    whole = queries.statements(store, Filter(), "en", sort=sort, descending=descending)
    keys = {
        "published": lambda r: r.published, "outlet": lambda r: r.outlet, "type": lambda r: (r.kind, r.type),
        "factuality": lambda r: r.factuality, "confidence": lambda r: r.confidence,
        "date": lambda r: r.date_start or r.published,
    }  # fmt: skip
    values = [keys[sort](r) for r in whole.rows]
    known = [v for v in values if v is not None]
    assert known == sorted(known, reverse=descending) and values[: len(known)] == known, "what is not known comes last"
    pages = [
        queries.statements(store, Filter(), "en", sort=sort, descending=descending, limit=5, offset=k)
        for k in (0, 5, 10)
    ]
    assert [r.id for p in pages for r in p.rows] == [r.id for r in whole.rows]
    assert [h.statement.id for h in queries.hits(store, Filter(), sort=sort, descending=descending)] == [
        r.id for r in whole.rows
    ]


def test_words_that_were_looked_for_are_set_off_whole() -> None:
    pieces = queries.marked("مر الوفد بليبيا ثم عاد، وليبيا بعيدة والليبيون كثر", parse_query("ليبيا"))
    assert [p.text for p in pieces if p.mark] == ["بليبيا", "وليبيا"]
    assert "".join(p.text for p in pieces) == "مر الوفد بليبيا ثم عاد، وليبيا بعيدة والليبيون كثر"
    begun = queries.marked("اتفقوا على اتفاق", parse_query("اتف*"))
    assert [p.text for p in begun if p.mark] == ["اتفقوا", "اتفاق"]


def test_a_row_begins_near_the_word_that_was_looked_for(store: Store) -> None:
    (row, *_) = queries.statements(store, Filter(doc=("a2",), text="الإسعاف"), "ar").rows
    assert row.pieces[0].text.startswith("… ") and row.pieces[1].text == "الإسعاف"
    assert row.evidence.startswith("أعلن طبيب")


def test_articles_by_words_and_days(store: Store) -> None:
    def found(**given: Any) -> list[str]:
        return [r.doc for r in queries.articles(store, Filter(**given)).rows]

    assert found(text="مستشفى") == ["a3", "a2"] and found(text="مستشفى", fold_copies=True) == ["a2"]
    assert found(date_from=date(2012, 10, 5), outlet=("المنارة",)) == ["a4"]
    assert found()[-1].startswith("odd"), "undated ones come last"
    (row,) = queries.articles(store, Filter(text="قافلة", doc=("a3",))).rows
    assert row.copy_of == "a2" and row.statements == 2 and "قافلة" in [p.text for p in row.pieces if p.mark]


# -- pages ------------------------------------------------------------------------------------------
@pytest.mark.parametrize("lang", ["ar", "en"])
@pytest.mark.parametrize("view", ["statements", "articles"])
def test_page_of_the_table(client: Any, store: Store, lang: str, view: str) -> None:
    html = client.get("/search", params={"lang": lang, "view": view}).text
    rows = re.search(r"<tbody>(.*)</tbody>", html, re.S).group(1).count("<tr>")  # type: ignore[union-attr]
    assert rows == (store.count() if view == "statements" else 6)
    assert HOSTILE not in html and unsafe(html) == []
    for field in re.findall(r"<(?:input|select)[^>]*>", html):
        assert "hidden" in field or re.search(rf"<label[^>]*>(?:(?!</label>).)*{re.escape(field)}", html, re.S), field


def test_page_api_and_download_agree(client: Any) -> None:
    given = {"text": "كيدال", "kind": "event", "sort": "outlet", "order": "asc"}
    ids = [r["id"] for r in client.get("/api/search", params=given).json()["rows"]]
    html = client.get("/search", params=given).text
    assert len(ids) == 4 and re.findall(r"#(ev-[0-9a-f]+)", html) == ids
    lines = client.get("/search/export", params={**given, "format": "jsonl"}).text.splitlines()
    assert [json.loads(x)["statement"]["id"] for x in lines] == ids
    table = client.get("/search/export", params={**given, "format": "csv", "limit": 2, "offset": 1}).text
    assert table.startswith("\ufeff"), "spreadsheets take it for UTF-8"
    assert [r["id"] for r in csv.DictReader(io.StringIO(table.lstrip("\ufeff")))] == ids[1:3]


def test_a_field_with_several_values_keeps_them(client: Any) -> None:
    html = client.get("/search", params={"kind": ["event", "figure"], "outlet": "الأفق"}).text
    field = re.search(r'<select name="kind"[^>]*multiple.*?</select>', html, re.S)
    assert field and re.findall(r'value="(\w+)" selected', field.group(0)) == ["event", "figure"]
    assert not re.search(r'<select name="outlet"[^>]*multiple', html)


def test_links_of_the_table_keep_what_was_asked(client: Any) -> None:
    html = client.get("/search", params={"kind": "event", "limit": 2, "offset": 2, "lang": "ar"}).text
    (after,) = re.findall(r'<a rel="next" href="([^"]+)"', html)
    assert {"kind=event", "offset=4", "limit=2", "lang=ar"} <= set(re.split(r"[?&]", after.replace("&amp;", "&")))
    assert client.get(after.replace("&amp;", "&")).status_code == 200
    (csv_of_page, *_) = re.findall(r'href="(/search/export[^"]+format=csv)"', html)
    assert "limit=2" in csv_of_page and "offset=2" in csv_of_page


@pytest.mark.parametrize("lang", ["ar", "en"])
def test_problems_and_empty_results_are_told(client: Any, lang: str) -> None:
    told = client.get("/search", params={"type": "<b>xyz", "lang": lang})
    assert told.status_code == 200 and 'class="problems"' in told.text and "<b>xyz" not in told.text
    nothing = client.get("/search", params={"text": "زنجبيل", "lang": lang})
    assert nothing.status_code == 200 and 'class="empty"' in nothing.text


@pytest.mark.parametrize("path", ["/search?limit=0", "/search?limit=1001", "/api/search?sort=size", "/search?view=x"])
def test_what_cannot_be_is_refused(client: Any, path: str) -> None:
    assert client.get(path).status_code in (400, 422)


def test_searches_are_saved_from_the_page(client: Any) -> None:
    asked = {"text": "كيدال", "kind": "event", "lang": "ar"}
    html = client.get("/search", params=asked).text
    form = re.search(r'<form class="save".*?</form>', html, re.S)
    assert form
    sent = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', unescape(form.group(0))))
    saved = client.post("/search/save", data={**sent, "name": "حوادث <b>كيدال"}, follow_redirects=False)
    assert saved.status_code == 303 and "kind=event" in saved.headers["location"]
    html = client.get("/search").text
    assert "حوادث &lt;b&gt;كيدال" in html
    link = unescape(re.search(r'<section class="saved".*?<li><a href="([^"]+)"', html, re.S).group(1))  # type: ignore[union-attr]
    assert len(re.findall(r"#(ev-[0-9a-f]+)", client.get(link).text)) == 4
    (kept,) = client.get("/api/searches").json()
    assert kept["name"] == "حوادث <b>كيدال" and "lang" not in kept["query"]
    client.post("/search/forget", data={**sent, "name": kept["name"]})
    assert client.get("/api/searches").json() == []


def test_saving_needs_the_token_and_a_name(client: Any) -> None:
    assert client.post("/search/save", data={"name": "x", "query": "/search?kind=event"}).status_code == 403
    assert client.put("/api/searches/x", json={"query": "kind=event"}).status_code == 403
    html = client.get("/search").text
    token = {"X-CSRF-Token": re.search(r'name="csrf" value="([^"]+)"', html).group(1)}  # type: ignore[union-attr]
    assert client.put("/api/searches/x", json={"query": "kind=event&offset=5"}, headers=token).json() == {
        "name": "x", "query": "kind=event"
    }  # fmt: skip
    told = client.post("/search/save", data={"name": "  ", "query": "/search?kind=event"}, headers=token)
    assert 'role="alert"' in told.text
    assert client.delete("/api/searches/x", headers=token).status_code == 204
    assert client.delete("/api/searches/x", headers=token).status_code == 404
