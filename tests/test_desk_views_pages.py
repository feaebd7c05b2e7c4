"""Linked views of the desk: both languages, marks that open their evidence, tables, and the API that says the same."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from desk_told import HOSTILE, build, codings, unsafe
from handmade_corpus import ANSAR, Maker
from isnad.records import Coding, Factuality, PlaceValue, Relation, Stance
from isnad.store import Filter, Store

pytest.importorskip("fastapi", reason="needs isnad[desk]")

from isnad.desk.queries.chosen import evidence
from isnad.desk.queries.figures import figures
from isnad.desk.queries.places import places
from isnad.desk.queries.positions import positions_of
from isnad.desk.queries.ties import ties
from isnad.desk.queries.timeline import floor, timeline
from isnad.dossier.chart import following

VIEWS = ("timeline", "map", "network", "positions", "figures")
_MARK = re.compile(r'<a href="([^"]+)" class="mark ([^"]+)" data-mark="([^"]+)" aria-label="([^"]+)"')


def stances() -> Coding:
    """A group that is against talks, then for them, and a leader of it."""
    m = Maker(
        "s1", "الأفق", date(2012, 11, 20),
        "رفض أنصار الدين الحوار مع باماكو في الصحراء المفتوحة.\nثم أيد أنصار الدين الحوار مع باماكو بعد أسابيع "
        "بقيادة إياد.",
    )  # fmt: skip
    for verb, stance, day in (("رفض", "oppose", date(2012, 10, 10)), ("أيد", "support", date(2012, 11, 15))):
        start = m.article.text.index(verb)
        line = m.article.text.index("الحوار", start)
        topic = m.span("الحوار مع باماكو")
        shift = line - topic.start
        topic = type(topic)(topic.start + shift, topic.end + shift)
        when = replace(m.day("أسابيع", day))
        m.statements.append(
            Stance(id=m.id("stance", verb), evidence=m.span(m.article.text[start:topic.end]), trigger=m.span(verb),
                   holder=m.who("أنصار الدين", ANSAR), topic=topic, stance=stance, times=(when,), confidence=0.8)
        )  # fmt: skip
    place = PlaceValue(span=m.span("الصحراء المفتوحة"), name="الصحراء المفتوحة", described=True)
    m.statements[0] = replace(m.statements[0], places=(place,))
    m.statements.append(
        Relation(id=m.id("relation", "قيادة"), evidence=m.span("بقيادة إياد"), trigger=m.span("قيادة"), type="leads",
                 subject=m.who("إياد", None), object=m.who("أنصار الدين", ANSAR), factuality=Factuality.DENIED)
    )  # fmt: skip
    return m.coding()


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    where = tmp_path_factory.mktemp("views") / "corpus.db"
    with build(where) as store:
        store.add([stances()])
    return where


@pytest.mark.parametrize("lang", ["ar", "en"])
@pytest.mark.parametrize("view", VIEWS)
def test_every_mark_opens_its_evidence(client: Any, view: str, lang: str) -> None:
    page = client.get(f"/{view}", params={"lang": lang})
    assert page.status_code == 200 and f'<html lang="{lang}"' in page.text
    assert unsafe(page.text) == [] and HOSTILE not in page.text
    marks = [tuple(map(unescape, found)) for found in _MARK.findall(page.text)]
    assert marks, view
    for href, _, mark, told in marks:
        opened = client.get(href.partition("#")[0])
        assert opened.status_code == 200 and told.strip()
        assert 'class="told"' in opened.text, mark
        assert 'aria-current="true"' not in page.text and 'aria-current="true"' in opened.text
        assert unsafe(opened.text) == []
        answer = client.get("/api/evidence", params={"view": view, "mark": mark, "lang": lang})
        assert answer.status_code == 200 and answer.json()["total"] >= len(answer.json()["cards"]) > 0


@pytest.mark.parametrize("view", VIEWS)
def test_filters_go_from_view_to_view(client: Any, view: str) -> None:
    page = client.get(f"/{view}", params={"lang": "en", "actor": "ansar-dine", "from": "2012-10-01", "roots": "2"})
    linked = re.search(r'<nav class="linked".*?</nav>', page.text, re.DOTALL)
    assert linked
    hrefs = [unescape(h) for h in re.findall(r'href="([^"]+)"', linked[0])]
    assert [urlsplit(h).path for h in hrefs] == [*(f"/{v}" for v in VIEWS), "/search"]
    for href in hrefs:
        given = parse_qs(urlsplit(href).query)
        assert (given["actor"], given["from"], given["roots"]) == (["ansar-dine"], ["2012-10-01"], ["2"])


@pytest.mark.parametrize("view", VIEWS)
def test_nothing_found_says_what_to_do(client: Any, view: str) -> None:
    page = client.get(f"/{view}", params={"lang": "en", "outlet": "nobody"})
    assert page.status_code == 200 and "Take out a filter" in page.text and not _MARK.findall(page.text)
    assert client.get(f"/api/{view}", params={"outlet": "nobody"}).status_code == 200


@pytest.mark.parametrize("mark", ["", "days:x:y", "tie:a", "tie:a|b|c", "said:", "nonsense", "story:no", "days:2012"])
def test_marks_that_mean_nothing(client: Any, store: Store, mark: str) -> None:
    assert evidence(store, "network", Filter(), mark, "en") is None
    assert client.get("/network", params={"mark": mark, "lang": "en"}).status_code == 200
    assert client.get("/api/evidence", params={"view": "network", "mark": mark}).status_code == 404


def test_bars_count_every_event_once(store: Store) -> None:
    found = timeline(store, Filter(), "en")
    events = sum(s.kind == "event" for c in codings() for s in c.statements)
    assert found.total == events == found.undated + found.before + found.after + sum(b.total for b in found.bars)
    assert found.undated == 1  # the article that has no day
    (attack,) = [b for b in timeline(store, Filter(date_to=date(2012, 10, 2)), "en", "day").bars if b.conflict]
    assert attack.start == date(2012, 10, 2) and attack.conflict == 4
    (story,) = [s for s in found.stories if s.type == "ASSAULT"]
    assert (story.reports, story.roots, story.day) == (4, 3, date(2012, 10, 2)) and story.contradictions


@pytest.mark.parametrize("unit", ["day", "week", "month", "year"])
def test_units_follow_one_another(unit: Any) -> None:
    for day in (date(2012, 2, 29), date(2015, 12, 31), date(2016, 1, 1)):
        first = floor(day, unit)
        assert first <= day < following(first, unit) and floor(following(first, unit), unit) == following(first, unit)


def test_places_known_and_described(store: Store) -> None:
    found = places(store, Filter(kind=("event", "stance")), "ar")
    kidal = next(p for p in found.points if p.name == "كيدال")
    assert (kidal.statements, kidal.articles, kidal.conflict) == (4, 4, 4) and kidal.radius_km
    assert [p.name for p in found.described] == ["الصحراء المفتوحة"] and found.described[0].lat is None
    shown = evidence(store, "map", Filter(kind=("stance",)), found.described[0].mark, "ar")
    assert shown is not None and shown.total == 1 and shown.cards[0].card.type == "oppose"


def test_ties_are_typed_dated_and_merged(store: Store, client: Any) -> None:
    found = ties(store, Filter(), "en")
    tie = next(t for t in found.ties if {t.source, t.target} == {"ansar-dine", "mli-armed-forces"})
    (way,) = tie.types
    assert (way.kind, way.type, way.source, way.directed) == ("event", "ASSAULT", ANSAR.id, True)
    assert (way.statements, way.denied, tie.denied) == (4, 1, False) and tie.sort == "conflict"
    assert tie.first == tie.last == date(2012, 10, 2)
    around = ties(store, Filter(), "en", focus=ANSAR.id)
    assert around.focus == ANSAR.id and all(ANSAR.id in (t.source, t.target) for t in around.ties)
    page = client.get("/network", params={"lang": "en"}).text
    assert 'class="how"' in page and "2012" in page


def test_a_turn_is_marked(store: Store, client: Any) -> None:
    every = positions_of(store, Filter(), "en")
    assert every.holder is None and ANSAR.id in [h.key for h in every.holders] and every.turns == 1
    found = positions_of(store, Filter(), "en", ANSAR.id)
    assert found.holder == ANSAR.id and (found.first, found.last) == (date(2012, 10, 10), date(2012, 11, 15))
    first, second = found.lanes[0].stands
    assert (first.stance, second.stance, second.turn_of) == ("oppose", "support", first.mark)
    assert second.was and found.turns == 1 and first.source == "الأفق"
    page = client.get("/positions", params={"lang": "ar"}).text
    assert 'class="turn"' in page and "تحوّل" in page


def test_figures_low_best_high_and_who_differs(store: Store, client: Any) -> None:
    found = figures(store, Filter(), "en")
    assert found.measure == "killed" and found.measures["killed"] == 3 and found.unit is None
    assert sorted(m.best for m in found.marks) == [7, 11, 11]
    assert {m.source for m in found.marks} == {"مصادر طبية", "طبيب"}
    (different,) = found.different
    assert {a.value.split()[0] for a in different.accounts} == {"7", "11"} and all(a.roots for a in different.accounts)
    binned = figures(store, Filter(), "en", unit="year")
    (year,) = binned.marks
    assert (year.low, year.best, year.high, year.figures, year.values) == (7, 11, 11, 3, 2)
    page = client.get("/figures", params={"lang": "ar", "measure": "killed"}).text
    assert "سبعة جنود" in page and "أحد عشر جنديا" in page


def test_rejected_statements_are_nowhere(tmp_path: Path) -> None:
    from isnad.store import Action, Draft  # noqa: PLC0415

    with build(tmp_path / "c.db") as store:
        before = timeline(store, Filter(), "en").total
        hit = next(iter(store.find(Filter(kind=("event",), type=("ASSAULT",)))))
        store.revise(Draft(doc=hit.doc, statement=hit.statement.id, action=Action.REJECT, who="x"))
        assert timeline(store, Filter(), "en").total == before - 1
        assert evidence(store, "timeline", Filter(), f"said:{hit.statement.id}", "en") is None


def test_a_kept_answer_goes_when_something_is_merged(store: Store) -> None:
    from isnad.desk.queries.kept import kept  # noqa: PLC0415

    counted = iter(range(9))
    assert [kept(store, "q", lambda: next(counted)) for _ in range(3)] == [0, 0, 0]
    merge = store.merge_actors("~قوم", "~غيرهم")
    assert kept(store, "q", lambda: next(counted)) == 1
    store.undo_merge(merge.id)
    assert kept(store, "q", lambda: next(counted)) == 0
