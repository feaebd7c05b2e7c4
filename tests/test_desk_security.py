"""The desk against those who should not get in, and against what articles bring along."""

from __future__ import annotations

import asyncio
import re
import stat
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("fastapi", reason="needs isnad[desk]")

from fastapi.testclient import TestClient

from desk_clients import BASE, PASSWORD, Client, client_for
from desk_told import HOSTILE, unsafe
from handmade_corpus import Maker
from isnad.corpus.refresh import refresh
from isnad.desk import accounts as accounts_module
from isnad.desk import envelope, security
from isnad.desk.accounts import Accounts
from isnad.desk.app import create_app
from isnad.desk.security import COOKIE, Limiter, TooManyError
from isnad.desk.settings import Settings, side_file
from isnad.output.sheet import csv_line
from isnad.records import ActorRef, Coding, Event, Figure, PlaceValue, Source, SourceKind, Stance
from isnad.store import open_store

Make = Callable[..., Client]
CHANGES = (
    ("POST", "/ingest"), ("POST", "/logout"), ("POST", "/api/ingest/text"), ("POST", "/api/ingest/files"),
    ("POST", "/search/save"), ("POST", "/search/forget"), ("PUT", "/api/searches/x"), ("DELETE", "/api/searches/x"),
    ("POST", "/review/revise"), ("POST", "/api/review/revise"), ("POST", "/api/review/doubles"),
)  # fmt: skip
ARTICLE = {"text": "قال متحدث إن الوفد وصل إلى المدينة مساء."}


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> str:
    where = tmp_path_factory.mktemp("desk") / "corpus.db"
    with open_store(where) as store:
        store.add(hostile())
        refresh(store)
    return str(where)


@pytest.fixture(scope="module")
def clients(corpus: str) -> Iterator[Make]:
    with client_for(corpus) as made:
        yield made


@pytest.fixture
def make(clients: Make) -> Iterator[Make]:
    """What signs in, at a desk that has counted no request yet."""
    yield clients
    guard = app_of(clients).state.desk.guard
    guard.logins, guard.names = Limiter(*security.LOGINS), Limiter(*security.NAMES)
    guard.changes, guard.reads = Limiter(*security.CHANGES), Limiter(*security.READS)


@pytest.fixture(scope="module")
def alone(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """At a desk without accounts, over the hostile articles."""
    where = tmp_path_factory.mktemp("alone") / "corpus.db"
    with open_store(where) as store:
        store.add(hostile())
        refresh(store)
    with TestClient(create_app(str(where), Settings()), base_url=BASE) as client:
        yield client


def app_of(clients: Make) -> Any:
    return clients.app  # type: ignore[attr-defined]


# -- who gets in ------------------------------------------------------------------------------------
def test_strangers_see_the_sign_in_page_alone(make: Make) -> None:
    app = make("root").app
    stranger = TestClient(app, base_url=BASE, follow_redirects=False)
    pages = [p for p in app.openapi()["paths"] if "{" not in p]  # type: ignore[attr-defined]
    assert len(pages) > 15
    for path in [*pages, "/", "/search", "/ingest", "/audit", "/review", "/no/such/page"]:
        answer = stranger.get(path)
        if path.startswith("/api/"):
            assert (answer.status_code, set(answer.json())) == (401, {"detail"}), path
        else:
            assert answer.status_code == 303, path
            assert answer.headers["location"].startswith("/login?next=%2F"), path
    assert stranger.get("/api/openapi.json").status_code == 401
    assert stranger.get("/login").status_code == 200
    assert stranger.get("/static/desk.css").status_code == 200


@pytest.mark.parametrize(
    "host", ["127.0.0.1/login?", "127.0.0.1/static/?", "127.0.0.1#", "a@127.0.0.1", "[", "[::1", ""]
)
def test_a_forged_host_opens_nothing(make: Make, host: str) -> None:
    stranger = TestClient(make("root").app, base_url=BASE, follow_redirects=False)
    for path in ("/api/counts", "/api/openapi.json", "/search", "/static/desk.css", "/login"):
        assert stranger.get(path, headers={"host": host}).status_code == 403, path


def test_foreign_names_are_refused_where_only_this_machine_may_ask(alone: TestClient) -> None:
    for host in ("evil.example", "127.0.0.1.evil.example", "localhost.evil.example:8714"):
        answer = alone.get("/", headers={"host": host})
        assert answer.status_code == 403
        assert "127.0.0.1" in answer.text
    for host in ("127.0.0.1:8714", "localhost", "LOCALHOST:1", "[::1]:8714"):
        assert alone.get("/api/counts", headers={"host": host}).status_code == 200, host


def test_a_desk_without_accounts_behind_a_proxy_answers_nobody(alone: TestClient) -> None:
    answer = alone.get("/", headers={"x-forwarded-for": "203.0.113.9"})
    assert answer.status_code == 403
    assert "desk-user" in answer.text


@pytest.mark.parametrize("host", ["0.0.0.0", "192.0.2.4", "::", ""])
def test_no_accounts_and_a_foreign_address_do_not_start(tmp_path: Path, host: str) -> None:
    with pytest.raises(PermissionError):
        create_app(str(tmp_path / "corpus.db"), Settings(host=host))


def test_names_that_a_shared_desk_goes_by(corpus: str) -> None:
    with client_for(corpus, Settings(host="0.0.0.0", names=("Desk.Example", "127.0.0.1"))) as made:
        app = made("root").app
        assert TestClient(app, base_url="http://desk.example").get("/login").status_code == 200
        assert TestClient(app, base_url="http://else.example").get("/login").status_code == 403


def test_roles(make: Make) -> None:
    reader, coder, editor = make("r", "reader"), make("c", "coder"), make("e", "editor")
    for path in ("/", "/search", "/stories", "/review", "/ingest"):
        assert reader.get(path).status_code == 200, path
    assert reader.post("/api/ingest/text", json=ARTICLE).status_code == 403
    assert reader.post("/ingest", data=ARTICLE).status_code == 403
    assert "<textarea" not in reader.get("/ingest").text
    revision = {"doc": "hostile", "action": "accept", "statement": "x"}
    assert reader.post("/api/review/revise", json=revision).status_code == 403
    assert coder.get("/audit").status_code == 403
    assert coder.get("/api/audit").status_code == 403
    assert editor.get("/audit").status_code == 200
    assert "/audit" not in coder.get("/").text


# -- sessions ---------------------------------------------------------------------------------------
def test_signing_in_gives_a_new_token_and_out_ends_it(make: Make) -> None:
    app = make("root").app
    client = TestClient(app, base_url=BASE, follow_redirects=False)
    page = client.get("/login")
    before = client.cookies[COOKIE]
    csrf = page.text.split('name="csrf" value="', 1)[1].split('"', 1)[0]
    signed = client.post("/login", data={"name": "root", "password": PASSWORD, "csrf": csrf, "next": "/stories?a=1"})
    assert signed.headers["location"] == "/stories?a=1"
    after = client.cookies[COOKIE]
    assert after != before
    cookie = signed.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=lax" in cookie
    assert "secure" not in cookie
    old = client.post("/api/ingest/text", json=ARTICLE, headers={"x-csrf-token": csrf})
    assert old.status_code == 403  # the token of the page before signing in
    token = client.get("/api/session").json()["csrf"]
    assert client.post("/logout", headers={"x-csrf-token": token}).status_code == 303
    thief = TestClient(app, base_url=BASE, cookies={COOKIE: after})
    assert thief.get("/api/counts").status_code == 401
    fixed = TestClient(app, base_url=BASE, cookies={COOKIE: before})
    assert fixed.get("/api/counts").status_code == 401


def test_over_tls_the_cookie_stays_there(make: Make) -> None:
    client = TestClient(make("root").app, base_url="https://127.0.0.1")
    assert "secure" in client.get("/login").headers["set-cookie"].lower()


def test_sessions_run_out(make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    client = make("late")
    begun = accounts_module.time.time()

    def later(hours: float) -> None:
        monkeypatch.setattr(accounts_module.time, "time", lambda: begun + hours * 3600)

    later(1.9)
    assert client.get("/api/counts").status_code == 200
    later(3.8)
    assert client.get("/api/counts").status_code == 200  # each request keeps it alive for two hours
    later(5.9)
    assert client.get("/api/counts").status_code == 401
    late = make("later")
    begun = begun + 5.9 * 3600
    for hours in range(1, 12):
        later(float(hours))
        assert late.get("/api/counts").status_code == 200, hours
    later(12.1)
    assert late.get("/api/counts").status_code == 401  # and twelve hours are all it has


def test_a_new_password_and_a_shut_account_end_sessions(make: Make, corpus: str) -> None:
    first, second = make("amal", "coder"), make("huda", "coder")
    accounts = Accounts(side_file(corpus, Settings()))
    accounts.set("amal", "coder", PASSWORD + "!")
    assert first.get("/api/counts").status_code == 401
    assert accounts.remove("huda")
    assert second.get("/api/counts").status_code == 401
    assert accounts.check("huda", PASSWORD) is None
    assert accounts.check("amal", PASSWORD) is None
    found = accounts.check("amal", PASSWORD + "!")
    assert found is not None
    assert found.role == "coder"
    accounts.close()


def test_accounts_that_cannot_be(tmp_path: Path) -> None:
    accounts = Accounts(tmp_path / "side")
    for name, role, password in (
        ("", "coder", PASSWORD), ("  ", "coder", PASSWORD), ("a\nb", "coder", PASSWORD),
        ("\u202eamal", "coder", PASSWORD), ("x" * 61, "coder", PASSWORD), ("amal", "owner", PASSWORD),
        ("amal", "coder", "short"),
    ):  # fmt: skip
        with pytest.raises(ValueError):
            accounts.set(name, role, password)  # type: ignore[arg-type]
    assert accounts.names() == []
    accounts.set("أمل", "editor", "كلمة سر طويلة")
    assert accounts.check("أمل", "كلمة سر طويلة") is not None
    accounts.close()


def test_the_file_of_accounts_is_the_owners_alone_and_holds_no_password(tmp_path: Path) -> None:
    side = tmp_path / "corpus.db.desk"
    accounts = Accounts(side)
    accounts.set("amal", "coder", PASSWORD)
    token = accounts.begin(accounts.names()[0])
    files = sorted(tmp_path.iterdir())
    assert len(files) >= 2  # with SQLite's log beside it
    for file in files:
        assert stat.S_IMODE(file.stat().st_mode) == 0o600, file
    accounts.close()
    held = b"".join(f.read_bytes() for f in tmp_path.iterdir())
    assert PASSWORD.encode() not in held
    assert token.encode() not in held
    assert b"$argon2id$" in held


def test_signing_in_leads_nowhere_else(make: Make) -> None:
    app = make("root").app
    for onward in (
        "https://evil.example/", "//evil.example", "/\\evil.example", "\\\\evil.example", "/\t/evil.example",
        "/\n/evil.example", "javascript:alert(1)", "evil", "", "/\u202e//x",
    ):  # fmt: skip
        client = TestClient(app, base_url=BASE, follow_redirects=False, client=(f"198.51.100.{len(onward)}", 1))
        page = client.get("/login", params={"next": onward}).text
        assert 'name="next" value="/"' in page, onward
        csrf = page.split('name="csrf" value="', 1)[1].split('"', 1)[0]
        app.state.desk.guard.logins = Limiter(100, 60)  # type: ignore[attr-defined]
        form = {"name": "root", "password": PASSWORD, "csrf": csrf, "next": onward}
        assert client.post("/login", data=form).headers["location"] == "/", onward


def test_the_other_language_is_on_this_desk(alone: TestClient) -> None:
    page = alone.get(f"{BASE}//evil.example/a?x=1")
    assert page.status_code == 404
    links = re.findall(r'href="([^"]*)"', page.text)
    assert links
    assert not [link for link in links if link.startswith(("//", "http"))]
    odd = alone.get("/reader-%3Fa%22%3E%3Cscript%3E").text
    assert 'href="/reader-%3Fa%22%3E%3Cscript%3E?lang=ar"' in odd


# -- changes need the page's token ------------------------------------------------------------------
def test_changes_without_the_token_are_refused(make: Make) -> None:
    client = make("root")
    other = make("other").csrf
    for method, path in CHANGES:
        for token in ("", "x", other, client.csrf[:-1], client.csrf + "0", "é".encode("latin-1")):
            headers: dict[str, Any] = {"x-csrf-token": token}
            answer = client.request(method, path, headers=headers, json={}, follow_redirects=False)
            assert answer.status_code == 403, (method, path, token)
    assert client.get("/api/counts").status_code == 200  # and nobody was signed out


def test_the_token_may_come_as_a_field_of_a_form(make: Make) -> None:
    client = make("root")
    del client.headers["x-csrf-token"]
    name = {"name": "a", "query": "kind=event"}
    assert client.post("/search/save", data=name).status_code == 403
    multipart = {"csrf": (None, client.csrf), "text": (None, "")}
    assert client.post("/ingest", files=multipart).status_code == 422  # let in; there was nothing in it
    assert client.post("/ingest", files={"csrf": ("a.txt", client.csrf.encode())}).status_code == 403
    saved = client.post("/search/save", data={**name, "csrf": client.csrf}, follow_redirects=False)
    assert saved.status_code == 303


@pytest.mark.parametrize(
    "headers",
    [{"origin": "https://evil.example"}, {"origin": "http://127.0.0.1:9"}, {"origin": "null"}, {"origin": "http://["},
     {"sec-fetch-site": "cross-site"}, {"sec-fetch-site": "same-site"}],
)  # fmt: skip
def test_changes_from_other_sites_are_refused_even_with_the_token(make: Make, headers: dict[str, str]) -> None:
    client = make("root")
    assert client.post("/api/ingest/text", json={"text": ""}, headers=headers).status_code == 403
    ours = {"origin": BASE, "sec-fetch-site": "same-origin"}
    assert client.post("/api/ingest/text", json={"text": ""}, headers=ours).status_code == 422


# -- how often, how much ----------------------------------------------------------------------------
def test_passwords_cannot_be_tried_at_leisure(make: Make) -> None:
    app = make("root").app
    guard = app.state.desk.guard  # type: ignore[attr-defined]
    guard.logins = Limiter(8, 60)
    client = TestClient(app, base_url=BASE)
    csrf = client.get("/login").text.split('name="csrf" value="', 1)[1].split('"', 1)[0]
    form = {"name": "root", "password": "wrong wrong wrong", "csrf": csrf}
    told = [client.post("/login", data=form, headers={"host": "127.0.0.1"}).status_code for _ in range(10)]
    assert told == [401] * 8 + [429] * 2
    form["password"] = PASSWORD
    assert client.post("/login", data=form).status_code == 429
    lines = [(e.who, e.what) for e in guard.accounts.audit(20)]
    assert lines.count(("root", "login refused")) == 8
    for k in range(30):  # from many addresses, at one name
        other = TestClient(app, base_url=BASE, client=(f"2001:db8:{k}::1", 1), cookies=dict(client.cookies))
        last = other.post("/login", data=form | {"password": "wrong wrong wrong"}).status_code
    assert last == 429


def test_changes_and_requests_are_counted(make: Make) -> None:
    client = make("busy")
    guard = client.app.state.desk.guard  # type: ignore[attr-defined]
    guard.changes = Limiter(3, 60)
    assert [client.put("/api/searches/x", json={}).status_code for _ in range(5)] == [422] * 3 + [429] * 2
    guard.reads = Limiter(2, 60)
    assert [client.get("/api/session").status_code for _ in range(3)] == [200, 200, 429]
    assert client.get("/static/desk.css").status_code == 200


def test_the_limiter_forgets(monkeypatch: pytest.MonkeyPatch) -> None:
    limiter = Limiter(2, 10.0)
    now = [0.0]
    monkeypatch.setattr("isnad.desk.security.time.monotonic", lambda: now[0])
    limiter.check("a")
    limiter.check("a")
    with pytest.raises(TooManyError):
        limiter.check("a")
    limiter.check("b")
    now[0] = 10.5
    limiter.check("a")
    for k in range(6000):
        limiter.check(f"client {k}" * 100)
    assert len(limiter._seen) <= 5000
    assert max(map(len, limiter._seen)) <= 300


def test_an_ipv6_client_is_its_network(make: Make) -> None:
    client = make("six")
    app = client.app
    app.state.desk.guard.changes = Limiter(2, 60)  # type: ignore[attr-defined]
    told = []
    for k in range(3):
        one = TestClient(app, base_url=BASE, client=(f"2001:db8::{k + 1}", 1), cookies=dict(client.cookies))
        told.append(one.put("/api/searches/x", json={}).status_code)
    assert told == [403, 403, 429]


def test_large_bodies_are_refused_however_they_come(corpus: str) -> None:
    with client_for(corpus, Settings(most_body=200_000)) as made:
        client = made("big", "coder")

        def pieces() -> Iterator[bytes]:
            for _ in range(30):
                yield b"x" * 10_000

        told = client.post("/api/ingest/files", files={"files": ("a.txt", b"x" * 300_000)})
        assert told.status_code == 413
        assert "isnad add" in told.json()["detail"]
        assert told.headers["content-security-policy"]
        form = {"content-type": "multipart/form-data; boundary=x"}
        assert client.post("/api/ingest/files", content=pieces(), headers=form).status_code == 413
        assert client.post("/ingest", content=pieces(), headers=form).status_code == 413
        assert client.post("/api/ingest/text", content=pieces()).status_code == 413
        assert client.post("/api/ingest/text", content=b"", headers={"content-length": "9" * 40}).status_code == 413
        stranger = TestClient(client.app, base_url=BASE, follow_redirects=False)
        csrf = stranger.get("/login").text.split('name="csrf" value="', 1)[1].split('"', 1)[0]
        assert stranger.post("/login", data={"csrf": csrf, "name": "x" * 70_000}).status_code == 413


def test_slow_bodies_are_given_up(make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    client = make("slow")
    monkeypatch.setattr(envelope, "_PAUSE", 0.05)
    sent: list[Any] = []
    headers = {"host": "127.0.0.1", "cookie": f"{COOKIE}={client.cookies[COOKIE]}", "x-csrf-token": client.csrf,
               "content-type": "application/json"}  # fmt: skip
    scope = {
        "type": "http", "http_version": "1.1", "method": "POST", "path": "/api/ingest/text", "query_string": b"",
        "headers": [(k.encode(), v.encode()) for k, v in headers.items()], "scheme": "http",
        "raw_path": b"/api/ingest/text", "root_path": "", "client": ("127.0.0.1", 1), "server": ("127.0.0.1", 80),
    }  # fmt: skip

    async def receive() -> Any:
        await asyncio.sleep(20)

    async def send(message: Any) -> None:
        sent.append(message)

    asyncio.run(client.app(scope, receive, send))  # type: ignore[arg-type]
    assert sent[0]["status"] == 408
    assert (b"connection", b"close") in sent[0]["headers"]


# -- answers ----------------------------------------------------------------------------------------
def test_every_answer_carries_the_policy(make: Make) -> None:
    client = make("root")
    answers = [
        client.get("/"), client.get("/api/counts"), client.get("/no/such"), client.get("/api/no/such"),
        client.get("/static/desk.css"), client.get("/static/no.css"), client.get("/static/../app.py"),
        client.get("/static/%2e%2e/app.py"), client.post("/logout", headers={"x-csrf-token": ""}),
        client.delete("/search"), client.get("/search/export"), client.get("/api/openapi.json"),
        client.get("/", headers={"host": "evil.example"}), client.get("/api/audit", params={"limit": "x"}),
        client.get("/review/gold.zip"),
        TestClient(client.app, base_url=BASE, follow_redirects=False).get("/"),
    ]  # fmt: skip
    assert {a.status_code for a in answers} >= {200, 303, 403, 404, 405, 422}
    for answer in answers:
        for name, value in envelope.HEADERS.items():
            assert answer.headers[name] == value, (answer.request.url, name)
        if not str(answer.request.url.path).startswith("/static/"):
            assert answer.headers["cache-control"] == "no-store", answer.request.url


def test_what_fails_inside_is_told_without_its_insides(make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    client = make("root")

    def broken(*_: object) -> None:
        raise RuntimeError("secret insides")

    monkeypatch.setattr(client.app.state.desk.store, "counts", broken)  # type: ignore[attr-defined]
    client.app.state.totals = None  # type: ignore[attr-defined]
    for path in ("/?lang=en", "/api/counts"):
        answer = client.get(path)
        assert answer.status_code == 500
        assert "Something failed inside the desk" in answer.text
        assert "secret" not in answer.text
        assert answer.headers["content-security-policy"] == envelope.POLICY


def test_the_audit_log_says_who_did_what(make: Make) -> None:
    client = make("amal", "coder")
    editor = make("root")
    client.post("/search/save", data={"name": "<b>x</b>", "query": ""}, follow_redirects=False)
    client.post("/logout", follow_redirects=False)
    lines = [(x["who"], x["what"]) for x in editor.get("/api/audit").json()]
    assert ("amal", "login") in lines
    assert ("amal", "logout") in lines
    assert ("amal", "POST") in lines
    assert "amal" in editor.get("/audit").text


# -- articles are text ------------------------------------------------------------------------------
_BIDI = "\u202eمقلوب\u202c \u2066معزول"
_TEXT = (
    f"قال متحدث {HOSTILE} باسم الحركة إن مسلحين هاجموا قرية قرب كيدال وقتلوا سبعة جنود. "
    f"وأعلن الوزير تأييده للحوار {_BIDI} </textarea></title></script><svg/onload=alert(4)>. "
    "&lt;b&gt; \" onmouseover=alert(5) x=\" ' {{7*7}} ${7*7} javascript:alert(6)"
)
_HOSTILE_ACTOR = ActorRef(None, f"{HOSTILE} الحركة", f"{HOSTILE} movement", "armed_group", None, "REB")


def hostile() -> list[Coding]:
    """Articles whose every field tries something."""
    made = []
    for k, (doc, url) in enumerate(
        (("hostile", "javascript:alert(7)"), (f'"><script>{HOSTILE}', "data:text/html,<script>alert(8)</script>"),
         ("odd/../..?#%00", ' javascript:alert(9)"onclick="x'))
    ):  # fmt: skip
        m = Maker(doc, f"{HOSTILE}{_BIDI}", date(2012, 10, 2 + k), _TEXT)
        source = Source(m.span(HOSTILE), SourceKind.UNNAMED, False, _HOSTILE_ACTOR, None, False)
        place = PlaceValue(m.span("كيدال"), f"{HOSTILE}كيدال", "gn:2455290", 18.44, 1.41, "MLI", f"{HOSTILE}", 2)
        whole = m.span(_TEXT)
        figure = Figure(
            id=m.id("figure", "سبعة"), evidence=whole, trigger=m.span("سبعة"), sources=(source,), measure="killed",
            low=7 + k, high=7 + k, best=7 + k, of=m.who("جنود", _HOSTILE_ACTOR),
        )  # fmt: skip
        event = Event(
            id=m.id("event", "هاجموا"), evidence=whole, trigger=m.span("هاجموا"), type="ASSAULT", sources=(source,),
            actors=(m.who("مسلحين", _HOSTILE_ACTOR),), recipients=(m.who("قرية", None),), places=(place,),
            times=(m.day("سبعة"),), figures=(figure.id,),
        )  # fmt: skip
        stance = Stance(
            id=m.id("stance", "تأييده"), evidence=whole, trigger=m.span("تأييده"), sources=(source,),
            holder=m.who("الوزير", _HOSTILE_ACTOR), topic=m.span("للحوار"), stance="support",
        )  # fmt: skip
        m.statements += [event, figure, stance]
        made.append(replace(m.coding(), article=replace(m.article, title=f"{HOSTILE}{_BIDI}", url=url)))
    return made


def _pages(client: TestClient) -> list[tuple[str, dict[str, str]]]:
    docs = [c.article.doc for c in hostile()]
    found = client.get("/api/search", params={"limit": "50"}).json()
    ids = re.findall(r'"id": ?"([^"]+)"', client.get("/api/search").text)
    assert found
    stories = re.findall(r'href="(/story/[^"?]+)', client.get("/stories").text)
    pages: list[tuple[str, dict[str, str]]] = [(p, {}) for p in (
        "/", "/search", "/stories", "/timeline", "/map", "/network", "/positions", "/figures", "/review", "/ingest",
        "/audit", "/api", "/review/doubles", "/review/rules", "/review/history", "/login",
    )]  # fmt: skip
    pages += [("/search", {"view": "articles"}), ("/search", {"text": HOSTILE}), ("/search", {"actor": HOSTILE})]
    pages += [(p, {"actor": HOSTILE, "text": '"><script>'}) for p in ("/timeline", "/map", "/network", "/positions")]
    pages += [(p, {}) for p in stories]
    for doc in docs:
        pages += [("/reader", {"doc": doc}), ("/review/article", {"doc": doc})]
        pages += [("/review/card", {"doc": doc, "s": i}) for i in ids[:3]]
    return pages


def _without_data(html: str) -> tuple[str, str]:
    """A page without its blocks of JSON, which no browser runs, and what stands in them."""
    block = re.compile(r'<script type="application/json"[^>]*>(.*?)</script>', re.S)
    return block.sub("", html), "".join(block.findall(html))


def test_hostile_articles_are_text_on_every_page(alone: TestClient) -> None:
    walked, told = 0, 0
    for path, params in _pages(alone):
        for lang in ("en", "ar"):
            answer = alone.get(path, params={**params, "lang": lang})
            assert answer.status_code < 500, (path, params)
            if answer.headers["content-type"].startswith("text/html"):
                page, data = _without_data(answer.text)
                assert unsafe(page) == [], (path, params)
                assert "<" not in data, (path, params)
                assert "<script>" not in answer.text, (path, params)
                assert "49" not in re.findall(r"\{\{7\*7\}\}|\$\{7\*7\}|49(?= javascript)", answer.text)
                hrefs = re.findall(r'href\s*=\s*"\s*([a-z]+):', answer.text, re.I)
                assert not set(map(str.lower, hrefs)) & {"javascript", "data", "vbscript"}, (path, params)
                walked += 1
                told += "alert(1)" in answer.text
    assert walked > 50
    assert told > 10  # the texts were there, as text


def test_what_articles_bring_stays_inside_its_own_direction(alone: TestClient) -> None:
    """A control that turns the direction of writing must not turn what stands behind it."""
    page = alone.get("/search", params={"view": "articles"}).text
    assert _BIDI[:3] in page
    for before in re.findall(r"<(\w+)[^<>]*>[^<>]*\u202e", page):
        assert before not in ("body", "main", "html"), before


def test_downloads_name_their_own_file_and_begin_no_formula(alone: TestClient) -> None:
    for path in ("/search/export", "/stories/export"):
        for kind in ("csv", "jsonl"):
            answer = alone.get(path, params={"format": kind, "kind": kind, "text": 'x"\r\nSet-Cookie: a=b'})
            named = answer.headers.get("content-disposition", "")
            assert "\n" not in named
            assert "set-cookie: a=b" not in str(answer.headers).lower()
            assert answer.headers["x-content-type-options"] == "nosniff"


def test_cells_that_a_spreadsheet_would_run() -> None:
    for cell, told in (
        ('=HYPERLINK("http://x")', "\"'=HYPERLINK(\"\"http://x\"\")\""), ("+1+cmd|x", "'+1+cmd|x"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("-5.25", "-5.25"), ("كيدال = غاو", "كيدال = غاو"), ("- قال", "'- قال"), ("\t-1", "'\t-1"),
    ):  # fmt: skip
        assert csv_line([cell]) == f"{told}\n"
