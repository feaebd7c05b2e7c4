"""The review pages and their API."""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml

pytest.importorskip("fastapi", reason="isnad[desk] is not installed")

from fastapi.testclient import TestClient

from desk_clients import client_for
from handmade_corpus import corpus
from isnad.corpus.records import Mention
from isnad.records import Event, Span, to_json
from isnad.store import Action, Draft, Filter, Store, open_store
from storing import TEXT, coding, span, statements, who

DESK = Path(__file__).parent.parent / "src" / "isnad" / "desk"
ASSAULT = statements("a")[0].id
VISIT = statements("a")[2].id
Clients = Callable[..., TestClient]


@pytest.fixture
def where(tmp_path: Path) -> str:
    path = str(tmp_path / "c.db")
    with open_store(path) as store:
        store.add([coding("a"), coding("b")])
    return path


@pytest.fixture
def store(where: str) -> Iterator[Store]:
    with open_store(where) as opened:
        yield opened


@pytest.fixture
def clients(where: str) -> Iterator[Clients]:
    with client_for(where) as made:
        yield made


def api(client: TestClient, path: str, status: int = 200, **body: Any) -> Any:
    answer = client.post(f"/api/review/{path}", json=body)
    assert answer.status_code == status, answer.text
    return answer.json()


def get(client: TestClient, path: str, status: int = 200) -> str:
    answer = client.get(path)
    assert answer.status_code == status, answer.text[:2000]
    return answer.text


# -- queue ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("lang", "direction", "title"), [("en", "ltr", "Review"), ("ar", "rtl", "المراجعة")])
def test_the_queue_in_both_languages(clients: Clients, lang: str, direction: str, title: str) -> None:
    page = get(clients("amal"), f"/review?lang={lang}")
    assert f'dir="{direction}"' in page and f"<h1>{title}</h1>" in page
    assert page.count("<meter") == 14 and "قصفت" in page
    assert f"doc=a&amp;s={VISIT}" in page and f"lang={lang}" in page


def test_the_api_gives_what_the_page_shows(clients: Clients) -> None:
    client = clients("amal")
    items = client.get("/api/review/queue?kind=event").json()["items"]
    page = get(client, "/review?kind=event")
    assert [i["statement"]["id"] for i in items] == re.findall(r"s=(ev-\w+)&amp;order=doubt", page)[1:]
    doubts = [i["doubt"] for i in items]
    assert doubts == sorted(doubts, reverse=True)
    assert client.get("/api/review/queue?limit=1&offset=13").json()["items"][0]["statement"]["confidence"] == 0.9
    assert client.get("/api/review/queue?order=luck").status_code == 422
    assert "Nothing waits" in get(client, "/review?order=disagreement")
    assert "Nothing waits" in get(client, "/review?q=%22%22")


def test_disagreements_name_their_story(tmp_path: Path) -> None:
    given = corpus()
    with open_store(tmp_path / "s.db") as store:
        store.add(given.coded)
        store.replace_stories(given.told)
    with client_for(str(tmp_path / "s.db")) as clients:
        page = get(clients("amal"), "/review?order=disagreement")
        items = clients("amal").get("/api/review/queue?order=disagreement").json()["items"]
    assert "contradicted in" in page and f"/story/{given.told[0].id}" in page.replace("%3A", ":")
    assert items and all(i["contradictions"] and i["story"] == given.told[0].id for i in items)


# -- one article ----------------------------------------------------------------------------------------------------


def test_the_article_beside_its_statements(clients: Clients) -> None:
    page = get(clients("amal"), f"/review/article?doc=a&s={ASSAULT}")
    assert page.count('class="rv-card"') == 7 and "العقيد سالم الناصر" in page
    assert 'data-o="0"' in page and "0 of 7 looked at" in page
    assert page.count("rv-status rv-unreviewed") == 7
    assert "no such article" in get(clients("amal"), "/review/article?doc=zz", 404)
    assert get(clients("amal"), "/review/article?doc=%00", 404)


def test_a_correction_is_seen_everywhere_and_told_from_the_machine(clients: Clients, store: Store) -> None:
    client = clients("amal")
    state = client.get("/api/review/article?doc=a").json()["states"][1]
    assert state["statement"]["id"] == ASSAULT and state["review"] == "unreviewed" and state["last"] == 0
    changes = {"factuality": "denied", "actors": [to_json(who("قوات"))]}
    made = api(client, "revise", doc="a", statement=ASSAULT, action="correct", changes=changes, seen=0, why="نفي")
    assert made["who"] == "amal" and {c["field"] for c in made["changes"]} == {"factuality", "actors"}
    hit = store.statement(Mention("a", ASSAULT))
    assert hit is not None and hit.review == "corrected" and hit.statement.factuality == "denied"
    card = get(client, f"/review/card?doc=a&s={ASSAULT}")
    assert "rv-corrected" in card and "given by amal" in card and "The machine says" in card
    assert "actual" in card and "قوات مالية" in card and "نفي" in card
    assert "corrected" in get(client, "/review/history") and "قوات مالية" in get(client, "/review/history")
    assert client.get("/api/review/history").json()[0]["id"] == made["id"]
    assert "6 of 7" not in get(client, "/review/article?doc=a") and "1 of 7" in get(client, "/review/article?doc=a")


@pytest.mark.parametrize(
    ("body", "status", "told"),
    [
        ({"action": "correct", "changes": {"type": "WAR"}}, 422, "codebook"),
        ({"action": "correct", "changes": {"mode": "visit"}}, 422, "another type"),
        ({"action": "correct", "changes": {"trigger": {"start": 0, "end": 9999}}}, 422, "outside"),
        ({"action": "correct", "changes": {"mode": {"x": 1}}}, 422, "right sort"),
        ({"action": "correct", "changes": {"colour": 1}}, 422, "colour"),
        ({"action": "correct", "changes": {}}, 422, "accept"),
        ({"action": "correct"}, 422, "accept"),
        ({"action": "accept", "seen": 7}, 409, "meanwhile"),
        ({"action": "undo"}, 422, "take back"),
        ({"action": "accept", "statement": "ev-none"}, 404, "not there"),
        ({"action": "accept", "doc": "zz"}, 404, "no such article"),
        ({"action": "finish", "statement": ""}, 409, "not looked at"),
        ({"action": "add", "statement": "", "added": {"kind": "event"}}, 422, "trigger"),
        ({"action": "add", "statement": "", "added": {"kind": ["x"], "trigger": {"start": 0, "end": 3}}}, 422, "kind"),
        ({"action": "add", "statement": "", "added": {"kind": "event", "trigger": to_json(Span(0, 3))}}, 422, "type"),
        ({"action": "accept", "why": "\x00"}, 422, "right sort"),
    ],
)
def test_what_cannot_be_done_says_why_and_leaves_nothing(
    clients: Clients, store: Store, body: dict[str, Any], status: int, told: str
) -> None:
    answer = api(clients("amal"), "revise", status, **{"doc": "a", "statement": ASSAULT, **body})
    assert told in json.dumps(answer, ensure_ascii=False)
    assert list(store.revisions(track=None)) == [] and store.reviews() == {}


def test_a_missed_statement_gets_its_sentence(clients: Clients, store: Store) -> None:
    trigger = to_json(span("سافر"))
    added = {"kind": "event", "type": "ACCUSE", "trigger": trigger, "actors": [to_json(who("الوفد"))], "evidence": None}
    made = api(clients("amal"), "revise", doc="a", action="add", added=added, why="فات الآلة")
    hit = store.statement(Mention("a", made["statement"]))
    assert hit is not None and hit.review == "added" and hit.evidence == TEXT.split(". ")[1]
    assert "added by a person" in get(clients("amal"), f"/review/card?doc=a&s={made['statement']}")


def test_the_buttons_work_without_a_script(clients: Clients, store: Store) -> None:
    client = clients("amal")

    def press(action: str, **own: str) -> str:
        form = {"doc": "a", "action": action, "lang": "en", "csrf": client.csrf, **own}  # type: ignore[attr-defined]
        answer = client.post("/review/revise", data=form, follow_redirects=False)
        assert answer.status_code == 303, answer.text
        return str(answer.headers["location"])

    assert press("accept", statement=ASSAULT, seen="0").endswith(f"#s-{ASSAULT}")
    assert store.reviews() == {("a", ASSAULT): "accepted"}
    assert "error=outdated" in press("reject", statement=ASSAULT, seen="0")
    assert store.reviews() == {("a", ASSAULT): "accepted"}
    press("undo", statement=ASSAULT)
    assert store.reviews() == {}
    press("redo", statement=ASSAULT)
    press("reject", statement=VISIT)
    assert "error=unreviewed" in press("finish")
    press("rest")
    press("finish")
    assert set(store.reviews().values()) == {"accepted", "rejected"} and set(store.finished()) == {"a"}
    assert "Finished by amal" in get(client, "/review/article?doc=a")
    press("reopen")
    assert store.finished() == {}
    assert "error=server" in press("dance")
    assert "take back" not in get(client, "/review/article?doc=a&error=unreviewed")


def test_readers_look_and_do_not_revise(clients: Clients, store: Store) -> None:
    client = clients("reem", "reader")
    page = get(client, "/review/article?doc=a")
    assert 'data-may="no"' in page and 'name="action"' not in page
    api(client, "revise", 403, doc="a", statement=ASSAULT, action="accept")
    form = {"doc": "a", "action": "accept", "statement": ASSAULT, "csrf": client.csrf}  # type: ignore[attr-defined]
    assert client.post("/review/revise", data=form, follow_redirects=False).status_code == 403
    api(clients("amal", "coder"), "doubles", 403, doc="a", coders=["x", "y"])
    assert list(store.revisions(track=None)) == [] and store.doubles() == ()


def test_nothing_is_written_without_the_csrf_token(clients: Clients, store: Store) -> None:
    client = clients("amal")
    client.headers.pop("X-CSRF-Token", None)
    body = {"doc": "a", "statement": ASSAULT, "action": "accept"}
    assert client.post("/api/review/revise", json=body).status_code == 403
    assert client.post("/review/revise", data=body, follow_redirects=False).status_code == 403
    assert list(store.revisions(track=None)) == []


def test_no_text_of_an_article_is_ever_html(tmp_path: Path) -> None:
    hostile = "<script>alert(1)</script> <img src=x onerror=alert(2)> قصف \"'{{7*7}} </script><!-- &amp;"
    one = coding("a")
    text = hostile + " " + TEXT
    shift = len(hostile) + 1

    def moved(s: Any) -> Any:
        return Span(s.start + shift, s.end + shift)

    first = one.statements[0]
    event = Event(
        id=first.id, evidence=Span(0, len(text)), trigger=Span(0, 8), type="ASSAULT",
        actors=(replace(who("قوات"), span=Span(26, 55)),), sources=(replace(first.sources[0], span=moved(Span(0, 4))),),
    )  # fmt: skip
    article = replace(one.article, text=text, title=hostile, outlet=hostile)
    with open_store(tmp_path / "h.db") as store:
        store.add([replace(one, article=article, statements=(event,))])
        store.revise(Draft(doc="a", statement=event.id, action=Action.REJECT, who="<b>x</b>", why=hostile))
        store.revise(Draft(doc="a", statement=event.id, action=Action.CORRECT, who="<b>x</b>", changes={"actors": []}))
    with client_for(str(tmp_path / "h.db")) as clients:
        paths = (
            "/review", "/review/article?doc=a", f"/review/card?doc=a&s={event.id}", "/review/history",
            "/review/rules", "/review/doubles?doc=%3Cscript%3E", "/review?q=%3Cscript%3E&outlet=%3Cscript%3E",
        )  # fmt: skip
        for path in paths:
            page = get(clients("amal"), path)
            assert "<script>alert" not in page and "<img" not in page and "<b>x" not in page, path
            assert "&#39;49" not in page and "'49" not in page, path
            assert "<script>" not in page and " onerror=alert(2)>" not in page, path


def test_words_are_resolved_to_actors_and_places(clients: Clients) -> None:
    client = clients("amal")
    found = client.get("/api/review/suggest", params={"kind": "actor", "words": "الحركه", "doc": "a"}).json()["actors"]
    assert found[0]["actor"]["name_ar"] == "الحركة" and found[0]["origin"] == "article" and found[0]["exact"]
    base = client.get("/api/review/suggest", params={"kind": "actor", "words": "alger"}).json()["actors"]
    assert "dza" in {a["actor"]["id"] for a in base if a["origin"] == "base"}
    places = client.get("/api/review/suggest", params={"kind": "place", "words": "تمبكتو", "start": 3, "end": 9}).json()
    assert places["places"][0]["country"] == "MLI" and places["places"][-1]["described"]
    assert client.get("/api/review/suggest", params={"kind": "actor", "words": "\x00%_"}).json()["actors"] == []


def test_the_codebook_in_both_languages(clients: Clients) -> None:
    one, two = (clients("amal").get(f"/api/review/codebook?lang={lang}").json() for lang in ("en", "ar"))
    assert one["labels"]["type"]["ASSAULT"] == "attacks" and two["labels"]["type"]["ASSAULT"] == "هجوم أو اشتباك"
    assert one["modes"] == two["modes"] and [f["name"] for f in one["kinds"]["event"]][:2] == ["type", "mode"]
    for book in (one, two):
        for fields in book["kinds"].values():
            for f in fields:
                assert all(c in book["labels"][f["group"]] for c in f["choices"]), f


# -- two coders -----------------------------------------------------------------------------------------------------


def test_two_coders_are_blind_until_both_hand_in_and_an_editor_settles(clients: Clients, store: Store) -> None:
    editor, amal, basil = clients("hind", "editor"), clients("amal", "coder"), clients("basil", "coder")
    given = api(editor, "doubles", doc="a", coders=["amal", "basil"], start="machine")
    n = given["id"]
    assert "Code it" in get(amal, "/review/doubles") and "Code it" not in get(editor, "/review/doubles?lang=en")
    assert "blind" in get(amal, "/review/article?doc=a", 403)
    assert "Only the two coders" in get(editor, f"/review/article?doc=a&double={n}", 403)
    api(amal, "revise", doc="a", statement=ASSAULT, action="correct", changes={"factuality": "possible"}, double=n)
    api(amal, "revise", doc="a", statement=VISIT, action="reject", double=n)
    api(basil, "revise", doc="a", statement=ASSAULT, action="correct", changes={"factuality": "denied"}, double=n)
    for client, sees, hidden in ((amal, "possible", "denied"), (basil, "denied", "possible")):
        state = client.get(f"/api/review/article?doc=a&double={n}").json()["states"]
        one = next(s for s in state if s["statement"]["id"] == ASSAULT)
        assert one["statement"]["factuality"] == sees and hidden not in json.dumps(one)
    for client in (amal, basil, editor):
        assert "possible" not in json.dumps(client.get("/api/review/history").json())
        shown = client.get(f"/api/review/doubles/{n}").json()
        assert shown["pairs"] == [] and shown["measures"] == []
        assert "once both coders have handed in" in get(client, f"/review/double/{n}")
    api(editor, f"doubles/{n}/settle", 422, key="x", choice="a")
    api(editor, f"doubles/{n}/submit", 404)
    for client in (amal, basil):
        api(client, f"doubles/{n}/submit")
    api(amal, f"doubles/{n}/submit", 422)
    api(amal, "revise", 422, doc="a", statement=ASSAULT, action="undo", double=n)
    shown = editor.get(f"/api/review/doubles/{n}").json()
    measures = {x["name"]: x["value"] for x in shown["measures"]}
    assert measures["f1_event"] == pytest.approx(2 / 3) and measures["kappa_factuality"] == 0.0
    assert [(p["key"], p["fields"]) for p in shown["pairs"] if not p["agreed"]] == [
        (f"{ASSAULT}~{ASSAULT}", ["factuality"]), (f"~{VISIT}", []),
    ]  # fmt: skip
    page = get(clients("noor", "editor"), f"/review/double/{n}?lang=ar")
    assert "محتمل" in page and "منفي" in page and page.count('class="rv-pair"') == 2
    assert 'name="choice"' not in get(amal, f"/review/double/{n}")
    form = {"key": f"{ASSAULT}~{ASSAULT}", "choice": "b", "why": "نفي صريح", "csrf": editor.csrf}  # type: ignore[attr-defined]
    assert editor.post(f"/review/double/{n}/settle", data=form, follow_redirects=False).status_code == 303
    assert editor.post(f"/review/double/{n}/settle", data=form, follow_redirects=False).status_code == 422
    api(editor, f"doubles/{n}/close", 422)
    api(editor, f"doubles/{n}/settle", key=f"~{VISIT}", choice="a")
    api(editor, f"doubles/{n}/close")
    reviews = {sid: r for (_, sid), r in store.reviews().items()}
    assert reviews[ASSAULT] == "corrected" and reviews[VISIT] == "rejected" and len(reviews) == 7
    assert "a" in store.finished() and "Settled by hind" in get(amal, f"/review/double/{n}")
    assert "Agreement over all" in get(editor, "/review/doubles?lang=en")
    assert get(amal, "/review/article?doc=a")


def test_an_editor_gives_an_article_out_on_the_page(clients: Clients, store: Store) -> None:
    editor = clients("hind", "editor")
    form = {"doc": "b", "first": "amal", "second": "basil", "start": "blank", "csrf": editor.csrf}  # type: ignore[attr-defined]
    stranger = editor.post("/review/doubles", data=form)
    assert stranger.status_code == 422 and "“amal” has no account" in stranger.text and store.doubles() == ()
    clients("amal", "coder"), clients("basil", "coder")
    form = {"doc": "b", "first": "amal", "second": "basil", "start": "blank", "csrf": editor.csrf}  # type: ignore[attr-defined]
    assert editor.post("/review/doubles", data=form, follow_redirects=False).status_code == 303
    assert store.doubles()[0].start == "blank"
    refused = editor.post("/review/doubles", data=form)
    assert refused.status_code == 422 and "already" in refused.text
    assert editor.post("/review/doubles", data={**form, "doc": "zz"}).status_code == 404
    page = get(clients("amal", "coder"), f"/review/article?doc=b&double={store.doubles()[0].id}")
    assert 'class="rv-card"' not in page and "press m" in page


# -- rules, gold ----------------------------------------------------------------------------------------------------


def test_rules_that_people_contradict(clients: Clients) -> None:
    client = clients("amal")
    assert "Nobody has reviewed" in get(client, "/review/rules")
    api(client, "revise", doc="a", statement=ASSAULT, action="reject")
    page = get(client, "/review/rules")
    assert "events/قصف" in page and f"s={ASSAULT}" in page
    rules = client.get("/api/review/rules").json()
    assert rules["statements"] == 1 and rules["rules"][0]["examples"] == [["a", ASSAULT]]


def test_corrections_are_downloaded_as_gold(clients: Clients) -> None:
    client = clients("amal")
    changes = {"actors": [to_json(who("قوات"))]}
    api(client, "revise", doc="a", statement=ASSAULT, action="correct", changes=changes)
    for path in ("/review/gold.zip", "/api/review/gold"):
        answer = client.get(path)
        assert answer.headers["content-type"] == "application/zip"
        assert "gold.zip" in answer.headers["content-disposition"]
        with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
            (line,) = archive.read("gold/partial.jsonl").decode().splitlines()
            assert archive.read("gold/gold.jsonl") == b""
        assert json.loads(line)["events"][0]["actor"] == [["قوات", 0]]


# -- texts, templates -----------------------------------------------------------------------------------------------

LABELS = yaml.safe_load((DESK / "labels" / "review.yaml").read_text("utf-8"))
TEMPLATES = sorted((DESK / "templates").glob("review_*.html"))
SCRIPT = (DESK / "static" / "review.js").read_text("utf-8")


def test_every_text_is_there_in_both_languages_with_the_same_fields() -> None:
    for key, pair in LABELS.items():
        assert set(pair) == {"ar", "en"}, key
        assert len({tuple(sorted(re.findall(r"\{(\w+)\}", v))) for v in pair.values()}) == 1, key
    used = set()
    for path in TEMPLATES:
        used |= set(re.findall(r"""\bl\('(\w+)'[,)]""", path.read_text("utf-8")))
    assert used and used <= LABELS.keys()
    said = set(re.findall(r"""\bt\("(\w+)"[,)]""", SCRIPT))
    assert {k for k in said if f"js_{k}" not in LABELS and k not in LABELS} == set()


def test_templates_keep_to_the_content_security_policy() -> None:
    for path in TEMPLATES:
        page = path.read_text("utf-8")
        assert not re.search(r"""\sstyle=|\son\w+=|javascript:""", page), path.name
        assert not re.search(r"<script(?![^>]*(src=|type=\"application/json\"))", page), path.name
        assert "|safe" not in page.replace(" ", ""), path.name
    assert "http" not in re.sub(r"http://www\.w3\.org/2000/svg", "", SCRIPT)


def test_every_statement_left_standing_is_found(clients: Clients, store: Store) -> None:
    client = clients("amal")
    api(client, "revise", doc="a", statement=VISIT, action="reject")
    assert VISIT not in {h.statement.id for h in store.find(Filter(doc=("a",)))}
    api(client, "revise", doc="a", statement=VISIT, action="undo", seen=1)
    assert VISIT in {h.statement.id for h in store.find(Filter(doc=("a",)))}
