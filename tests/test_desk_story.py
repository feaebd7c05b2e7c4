"""Stories of the desk: the list, one story, its drawing."""

from __future__ import annotations

import json
import re
from datetime import date
from itertools import pairwise
from typing import Any
from xml.etree import ElementTree

import pytest

from desk_told import unsafe
from isnad.store import Filter, Store

pytest.importorskip("fastapi", reason="needs isnad[desk]")

from isnad.desk import travel
from isnad.desk.queries import story as queries

WORDS = {"title": "How it travelled", "more": "other roots: {n}", "undated": "undated", "copy": "copy of {n}"}


@pytest.fixture(scope="module")
def one(store: Store) -> queries.StoryPage:
    (found,) = store.stories()
    page = queries.story(store, found.id, "en")
    assert page is not None
    return page


def test_roots_and_copies_are_those_of_the_record(store: Store, one: queries.StoryPage) -> None:
    record = store.story(one.id)
    assert record is not None
    assert [r.name for r in one.root_list] == [r.name for r in record.roots]
    assert len([r for r in one.told if r.copy_of]) == record.copies == one.copies == 1
    assert sorted(n for r in one.root_list for n in r.reports) == [r.number for r in one.told] == [1, 2, 3, 4]


def test_a_copy_is_folded_into_its_original_and_shares_its_root(one: queries.StoryPage) -> None:
    copy = next(r for r in one.told if r.copy_of)
    original = one.told[copy.copy_of - 1]  # type: ignore[operator]
    assert (copy.doc, original.doc, original.copies, copy.root) == ("a3", "a2", [copy.number], original.root)
    assert [(s.source, s.target, s.how, s.days) for s in one.steps] == [(original.number, copy.number, "copy", 1)]


def test_contradictions_side_by_side(one: queries.StoryPage) -> None:
    killed, happened = one.against
    assert (killed.field, killed.label) == ("figure:killed", "killed")
    assert {(s.label, tuple(one.told[n - 1].doc for n in s.reports)) for s in killed.sides} == {
        ("11", ("a2", "a3")), ("7", ("a1",))
    }  # fmt: skip
    eleven = next(s for s in killed.sides if s.label == "11")
    assert len(eleven.roots) == 1 and len(eleven.quotes) == 1, "a copy is quoted with its original"
    assert [p.text for p in eleven.quotes[0].pieces if p.mark] == ["أحد عشر جنديا"]
    assert [s.label for s in happened.sides] == ["actual", "denied"]


def test_the_list_and_its_filters(store: Store) -> None:
    def found(**more: Any) -> int:
        wanted = more.pop("wanted", Filter())
        return queries.stories(store, wanted, "en", **more).total

    assert found() == found(contradicted=True) == found(wanted=Filter(min_roots=3)) == 1
    assert found(min_reports=5) == found(wanted=Filter(min_roots=4)) == found(wanted=Filter(type=("CONSULT",))) == 0
    assert found(wanted=Filter(outlet=("المنارة",))) == found(wanted=Filter(text="كيدال")) == 1
    (row,) = queries.stories(store, Filter(), "ar").rows
    assert (row.reports, row.outlets, row.roots, row.copies, row.first) == (4, 4, 3, 1, date(2012, 10, 3))
    assert row.actors == ["حركة أنصار الدين"] and row.type_label == "هجوم أو اشتباك" and len(row.contradictions) == 2


def test_there_is_no_such_story(store: Store) -> None:
    assert queries.story(store, "st-nowhere", "en") is None


# -- drawing ----------------------------------------------------------------------------------------
def circles(svg: str) -> dict[str, tuple[float, float]]:
    tree = ElementTree.fromstring(svg)
    made = {}
    for link in tree.iter("a"):
        circle = link.find("circle")
        assert circle is not None and link.attrib["aria-label"]
        made[link.attrib["href"]] = (float(circle.attrib["cx"]), float(circle.attrib["cy"]))
    return made


def test_every_report_is_a_link_in_the_lane_of_its_root(one: queries.StoryPage) -> None:
    drawn = circles(travel.draw(one, "en", WORDS))
    assert set(drawn) == {f"#r{r.number}" for r in one.told}
    lanes = {
        r.root: {drawn[f"#r{k}"][1] for k in r2.reports}
        for r in one.told
        for r2 in one.root_list
        if r2.number == r.root
    }
    assert all(len(heights) == 1 for heights in lanes.values()) and len(set.union(*lanes.values())) == 3
    x = {r.doc: drawn[f"#r{r.number}"][0] for r in one.told}
    assert x["a1"] < x["a2"] < x["a3"] and x["a4"] == x["a3"], "time runs to the right, by day"


def test_time_runs_from_right_to_left_in_arabic(one: queries.StoryPage) -> None:
    english, arabic = (circles(travel.draw(one, lang, WORDS)) for lang in ("en", "ar"))
    for href, (x, y) in english.items():
        assert arabic[href] == (pytest.approx(travel.WIDTH - x, abs=0.2), y)


def test_the_drawing_keeps_within_its_frame_and_has_no_styles(one: queries.StoryPage) -> None:
    many = [r.model_copy(update={"number": n, "copy_of": None, "copies": [], "root": 1 + n % 30}) for n, r in
            enumerate([one.told[k % 4] for k in range(240)], 1)]  # fmt: skip
    roots = [one.root_list[0].model_copy(update={"number": k, "reports": [r.number for r in many if r.root == k],
             "name": "مصدر " * 60}) for k in range(1, 31)]  # fmt: skip
    svg = travel.draw(one.model_copy(update={"told": many, "root_list": roots, "steps": []}), "en", WORDS)
    drawn = circles(svg)
    assert len(drawn) == 240 and all(0 < x < travel.WIDTH for x, _ in drawn.values())
    assert "style=" not in svg and "other roots: 19" in svg
    for y in {y for _, y in drawn.values()}:
        across = sorted(x for x, v in drawn.values() if v == y)
        assert all(b - a > 3 for a, b in pairwise(across)), "no disc hides another"


def test_a_story_without_days_is_drawn(one: queries.StoryPage) -> None:
    told = [r.model_copy(update={"published": None}) for r in one.told]
    assert len(circles(travel.draw(one.model_copy(update={"told": told}), "ar", WORDS))) == 4


# -- pages ------------------------------------------------------------------------------------------
@pytest.mark.parametrize("lang", ["ar", "en"])
def test_page_of_a_story(client: Any, one: queries.StoryPage, lang: str) -> None:
    html = client.get(f"/story/{one.id}", params={"lang": lang}).text
    data = client.get(f"/api/stories/{one.id}", params={"lang": lang}).json()
    assert re.findall(r'<li class="report" id="r(\d)"', html) == [
        str(r["number"]) for r in data["told"] if not r["copy_of"]
    ]
    assert re.findall(r'<li id="r(\d)"', html) == [str(r["number"]) for r in data["told"] if r["copy_of"]]
    assert html.count('<li class="says">') == 4 and "<svg viewBox" in html
    assert unsafe(html) == []


def test_list_page_and_its_exports(client: Any, one: queries.StoryPage) -> None:
    html = client.get("/stories", params={"sort": "roots"}).text
    assert f"/story/{one.id}" in html and 'aria-sort="descending"' in html
    lines = client.get("/stories/export", params={"format": "jsonl"}).text.splitlines()
    assert [json.loads(x)["id"] for x in lines] == [one.id]
    table = client.get("/stories/export", params={"format": "csv", "min_reports": 5})
    assert table.text.lstrip("\ufeff").startswith("id,type,title") and len(table.text.splitlines()) == 1
    assert "attachment" in table.headers["content-disposition"]
    assert client.get("/api/stories", params={"contradicted": True}).json()["total"] == 1


@pytest.mark.parametrize("lang", ["ar", "en"])
def test_empty_lists_say_what_to_do(client: Any, lang: str) -> None:
    told = client.get("/stories", params={"min_reports": 9, "lang": lang})
    assert told.status_code == 200 and 'class="empty"' in told.text
    assert client.get("/story/st-nowhere", params={"lang": lang}).status_code == 404
    assert client.get("/api/stories/st-nowhere").status_code == 404
