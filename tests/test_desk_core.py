"""The desk's frame: first page, language, adding articles by form and API, what is refused, the command."""

from __future__ import annotations

import gzip
import io
import json
import re
import tempfile
import time
import zipfile
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
import yaml

pytest.importorskip("fastapi", reason="needs isnad[desk]")

from click.testing import CliRunner
from fastapi.testclient import TestClient

from desk_clients import Client, client_for
from isnad.cli import main
from isnad.desk import ingesting
from isnad.desk.accounts import Accounts
from isnad.desk.ingesting import Jobs, RefusedError, printable
from isnad.desk.settings import Settings, side_file
from isnad.desk.web import NAVIGATION, ROOT, texts
from isnad.store import open_store
from quick_coder import quick

Make = Callable[..., Client]
TEXT = "وصل الوفد إلى المدينة صباحا. وقال متحدث إن المحادثات تبدأ غدا وإن الطرفين قبلا الوساطة."


@pytest.fixture(scope="module")
def where(tmp_path_factory: pytest.TempPathFactory) -> str:
    return str(tmp_path_factory.mktemp("desk") / "corpus.db")


@pytest.fixture(scope="module")
def make(where: str) -> Iterator[Make]:
    patch = pytest.MonkeyPatch()
    patch.setattr(ingesting, "_coder", quick)
    with client_for(where) as made:
        yield made
    patch.undo()


@pytest.fixture(scope="module")
def client(make: Make) -> Client:
    made = make("amal", "coder")
    made.app.state.desk.guard.changes.most = 10_000  # type: ignore[attr-defined]
    return made


def finished(client: TestClient, number: int) -> dict[str, Any]:
    """The job, when it has ended."""
    for _ in range(600):
        job: dict[str, Any] = client.get(f"/api/ingest/{number}").json()
        if job["state"] in ("done", "failed"):
            return job
        time.sleep(0.05)
    raise AssertionError(job)


def given(client: TestClient, *files: tuple[str, bytes]) -> Any:
    return client.post("/api/ingest/files", files=[("files", f) for f in files])


# -- pages ------------------------------------------------------------------------------------------
def test_an_empty_corpus_says_what_to_do(make: Make, where: str) -> None:
    page = make("first").get("/?lang=en").text
    with open_store(where) as store:
        assert store.counts().articles == 0
    assert "There are no articles yet" in page
    assert 'href="/ingest?lang=en"' in page


def test_labels_are_complete_in_both_languages() -> None:
    files = sorted((ROOT / "labels").glob("*.yaml"))
    assert len(files) >= 5
    for file in files:
        found = yaml.safe_load(file.read_text("utf-8"))
        _pairs(file.name, found)
    for nav in NAVIGATION:
        assert f"nav_{nav.key}" in texts()
    used = {
        key
        for page in (ROOT / "templates").glob("*.html")
        for key in re.findall(r"\bd\('([a-z_]+)'[,)]", page.read_text("utf-8"))
    }
    assert len(used) > 40
    assert used <= set(texts())


def _pairs(where: str, found: dict[str, Any]) -> None:
    for key, value in found.items():
        if set(value) & {"ar", "en"}:
            assert set(value) == {"ar", "en"}, (where, key)
            words = re.sub(r"\{\w+\}", "", value["en"])
            arabic = re.search(r"[\u0600-\u06ff]", value["ar"])
            assert arabic or not re.search(r"[a-z]{3}", words) or key == "other_language", (where, key)
            filled = [sorted(re.findall(r"\{\w+\}", value[lang])) for lang in ("ar", "en")]
            assert filled[0] == filled[1], (where, key)
        else:
            _pairs(f"{where}: {key}", value)


def test_language_is_asked_for_then_remembered_then_the_browsers(make: Make) -> None:
    client = make("lang")
    assert 'lang="ar" dir="rtl"' in client.get("/", headers={"accept-language": "fr, ar;q=0.8"}).text
    assert 'lang="en" dir="ltr"' in client.get("/", headers={"accept-language": "fr"}).text
    assert 'dir="rtl"' in client.get("/?lang=ar").text
    assert 'dir="rtl"' in client.get("/", headers={"accept-language": "en"}).text
    assert 'dir="ltr"' in client.get("/?lang=<b>").text or 'dir="rtl"' in client.get("/?lang=<b>").text
    assert client.get("/?theme=dark").text.count('data-theme="dark"') == 1
    assert "data-theme" not in client.get('/?theme="><script>').text


def test_the_navigation_leads_to_pages_that_answer(make: Make) -> None:
    client = make("nav", "editor")
    paths = re.findall(r'<li><a href="([^"]+)"', client.get("/?lang=ar").text)
    assert len(paths) == len(NAVIGATION)
    for path in paths:
        answer = client.get(path)
        assert answer.status_code == 200, path
        assert 'aria-current="page"' in answer.text, path
        assert answer.text.count("<h1") == 1, path


def test_the_api_describes_itself(make: Make) -> None:
    client = make("api")
    document = client.get("/api/openapi.json").json()
    assert {"/api/search", "/api/stories", "/api/timeline", "/api/ingest/text", "/api/counts"} <= set(document["paths"])
    rows = client.get("/api?lang=en").text
    assert all(f"<code>{p}</code>" in rows for p in ("/api/search", "/api/ingest/files"))


# -- adding -----------------------------------------------------------------------------------------
def test_a_text_by_the_api_becomes_an_article_and_only_once(client: Client) -> None:
    sent = {"text": TEXT, "title": "وفد في المدينة", "outlet": "الأفق", "published": "2012-10-02"}
    answer = client.post("/api/ingest/text", json=sent)
    assert answer.status_code == 202
    job = finished(client, answer.json()["id"])
    assert (job["state"], job["added"], job["who"]) == ("done", 1, "amal")
    assert job["statements"] > 0
    again = finished(client, client.post("/api/ingest/text", json=sent).json()["id"])
    assert (again["added"], again["known"]) == (0, 1)
    found = client.get("/api/articles").text
    assert "وفد في المدينة" in found
    assert "2012-10-02" in found


def test_forms_do_the_same(client: Client) -> None:
    before = client.get("/api/counts").json()["articles"]
    pasted = {"text": TEXT + " وعاد بعضهم.", "csrf": client.csrf, "published": "2012-10-03"}
    assert client.post("/ingest", data=pasted, follow_redirects=False).status_code == 303
    file = {"files": ("خبر.txt", f"{TEXT} وبقي آخرون.".encode()), "csrf": (None, client.csrf)}
    assert client.post("/ingest", files=file, follow_redirects=False).status_code == 303
    for job in client.get("/api/ingest").json()[:2]:
        assert finished(client, job["id"])["added"] == 1
    assert client.get("/api/counts").json()["articles"] == before + 2
    page = client.get("/ingest?lang=ar").text
    assert "خبر.txt" in page


@pytest.mark.parametrize(
    "title", ["...", "/", "a/../../b", "..", ".jsonl", "a\\b", "\u202e", "\x00", " ", "x" * 400, "="]
)
def test_odd_titles_name_no_path(client: Client, title: str) -> None:
    answer = client.post("/api/ingest/text", json={"text": f"{TEXT} {title!r}", "title": title})
    assert answer.status_code == 202, answer.text
    job = finished(client, answer.json()["id"])
    assert job["added"] + len(job["failures"]) == 1, job
    assert not {"/", "\\", "\u202e", "\x00"} & set(job["names"][0])


def test_packed_files_and_many_at_once(client: Client) -> None:
    line = json.dumps({"doc": "packed-1", "text": TEXT + " مضغوط."}, ensure_ascii=False).encode()
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("../../evil.txt", TEXT + " يريد الخروج.")
        archive.writestr("inside.txt", TEXT + " من الحزمة.")
    answer = given(client, ("a.jsonl.gz", gzip.compress(line)), ("b.zip", packed.getvalue()))
    assert answer.status_code == 202, answer.text
    job = finished(client, answer.json()["id"])
    assert job["state"] == "done"
    assert job["added"] == 2, job  # what wants out of the archive is no article
    assert not list(Path(tempfile.gettempdir()).parent.glob("evil.txt"))


@pytest.mark.parametrize(
    "name",
    ["a.exe", "a", "a.txt.exe", ".txt", "a.gz", "a.tar.gz", "../../etc/passwd", "a.pdf", "a.php\x00.zip2"],
)
def test_kinds_that_are_not_taken(client: Client, name: str) -> None:
    before = client.get("/api/counts").json()
    answer = given(client, ("good.txt", TEXT.encode()), (name, b"x"))
    assert answer.status_code == 422, answer.text
    assert client.get("/api/counts").json() == before


def test_long_names_keep_their_ending(client: Client) -> None:
    answer = given(client, ("x" * 400 + ".txt", f"{TEXT} باسم طويل.".encode()))
    assert answer.status_code == 202
    assert len(answer.json()["names"][0]) < 200


def test_too_many_and_none(client: Client) -> None:
    many = given(client, *[(f"{k}.txt", b"x") for k in range(201)])
    assert many.status_code == 422
    assert ".zip" in many.json()["detail"]
    assert client.post("/ingest", data={"csrf": client.csrf}).status_code == 422
    wrong = client.post("/ingest?lang=en", data={"csrf": client.csrf, "text": TEXT, "published": "yesterday"})
    assert wrong.status_code == 422
    assert "2013-02-20" in wrong.text
    assert client.post("/api/ingest/files").status_code == 422
    assert client.post("/api/ingest/text", json={"text": TEXT, "published": "x"}).status_code == 422
    assert client.post("/api/ingest/text", content=b'{"text": "\\ud800"}').status_code == 422
    assert client.post("/api/ingest/text", json={"text": "x" * 2_000_001}).status_code == 422
    assert client.get("/api/ingest/99999").status_code == 404


def test_damaged_files_are_told_and_leave_nothing(client: Client) -> None:
    before = client.get("/api/counts").json()
    bomb = gzip.compress(b"0" * 60_000_000)
    cut = gzip.compress((TEXT * 50).encode())[:-20]
    files = [("bomb.txt.gz", bomb), ("cut.txt.gz", cut), ("no.zip", b"PK\x03\x04xx"), ("e.jsonl", b"{"), ("z.txt", b"")]
    job = finished(client, given(client, *files).json()["id"])
    assert job["state"] == "done"
    assert job["added"] == 0
    assert len(job["failures"]) >= 5
    after = client.get("/api/counts").json()
    assert (after["articles"], after["statements"]) == (before["articles"], before["statements"])


def test_a_coder_that_fails_costs_the_statements_of_that_article_alone(client: Client) -> None:
    before = client.get("/api/counts").json()
    files = [("odd.txt", f"{TEXT} يستعصي".encode()), ("next.txt", f"{TEXT} بعده.".encode())]
    job = finished(client, given(client, *files).json()["id"])
    after = client.get("/api/counts").json()
    assert (job["state"], job["added"], len(job["failures"])) == ("done", 2, 1)
    assert after["articles"] == before["articles"] + 2
    assert after["coded"] == before["coded"] + 1
    assert after["statements"] == before["statements"] + job["statements"]


def test_the_queue_is_bounded(tmp_path: Path) -> None:
    side = Accounts(tmp_path / "side")
    with open_store(tmp_path / "corpus.db") as store:
        jobs = Jobs(store, side, Settings())
        jobs._worker.shutdown()
        jobs._worker = type("Never", (), {"submit": lambda *_: None})()  # type: ignore[assignment]
        for k in range(20):
            jobs.take("amal", [(f"{k}.txt", io.BytesIO(b"x"))], None)
        with pytest.raises(RefusedError) as refused:
            jobs.take("amal", [("x.txt", io.BytesIO(b"x"))], None)
        assert refused.value.key == "busy"
        assert "refused_busy" in texts()
        held = jobs._place
        assert len(list(held.iterdir())) == 20
        jobs._worker = ThreadPoolExecutor(1)
        jobs.close()
        assert not held.exists()
        assert sum("let go" in e.detail for e in side.audit()) == 20
    side.close()


def test_names_without_what_cannot_be_printed() -> None:
    assert printable("a\u202eb\x00c\ud800\n.txt") == "abc.txt"


# -- the command ------------------------------------------------------------------------------------
def test_accounts_at_the_terminal(tmp_path: Path) -> None:
    corpus = str(tmp_path / "corpus.db")
    run = CliRunner().invoke
    made = run(main, ["desk-user", corpus, "amal", "--role", "editor"], input="long enough pass\nlong enough pass\n")
    assert made.exit_code == 0, made.output
    assert "long enough" not in made.output
    assert run(main, ["desk-user", corpus]).output == "amal\teditor\n"
    short = run(main, ["desk-user", corpus, "huda"], input="short\nshort\n")
    assert short.exit_code == 1
    assert "10" in short.output
    assert run(main, ["desk-user", corpus, "nobody", "--remove"]).exit_code == 1
    assert run(main, ["desk-user", corpus, "amal", "--remove"]).exit_code == 0
    assert run(main, ["desk-user", corpus]).output == ""


def test_the_command_does_not_serve_others_without_accounts(tmp_path: Path) -> None:
    told = CliRunner().invoke(main, ["desk", str(tmp_path / "corpus.db"), "--host", "0.0.0.0", "--no-open"])
    assert told.exit_code == 1
    assert "desk-user" in told.output


def test_a_corpus_on_a_server_needs_a_side_file() -> None:
    with pytest.raises(ValueError, match="--side"):
        side_file("postgresql://isnad@/x", Settings())
