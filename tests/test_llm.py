"""``--coder llm``: good, broken, slow and lying answers of a model on a local stand-in server."""

from __future__ import annotations

import json
import socket
import time
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from isnad.cli import main
from isnad.llm.coder import LlmCoder
from isnad.llm.endpoint import Endpoint, UnansweredError
from isnad.llm.question import MAX_CHARACTERS, instructions, numbered, portions, schema
from isnad.records import Agreement, Article, Event, Explanation, Figure, Relation, Stance
from isnad.store import open_store
from isnad.trust.check import check
from model_server import chat, dripping, model_server

TEXT = (
    "قال مسؤول محلي إن مسلحين هاجموا ثكنة قرب كيدال أمس وقتلوا سبعة جنود. "
    "وترفض حركة الفجر نشر المراقبين. "
    "واتفق الطرفان على هدنة، بسبب نقص الذخيرة."
)
_COMMON: dict[str, Any] = {"places": [], "times": [], "sources": [], "quoted": False, "factuality": "actual"}


def said(kind: str, sentence: int, trigger: str, **own: Any) -> dict[str, Any]:
    return {"kind": kind, "sentence": sentence, "trigger": trigger, **_COMMON, **own}


ATTACK = said("event", 1, "هاجموا", type="ASSAULT", mode=None, actors=["مسلحين"], recipients=["ثكنة"],
              places=["كيدال"], times=["أمس"], sources=["مسؤول محلي"])  # fmt: skip
GOOD = [
    ATTACK,
    said("figure", 1, "سبعة جنود", measure="killed", low=7, high=7, of="جنود", sources=["مسؤول محلي"]),
    said("stance", 2, "ترفض", holder="حركة الفجر", topic="نشر المراقبين", stance="oppose"),
    said("agreement", 3, "اتفق", parties=["الطرفان"], mediators=[], terms=["هدنة"], conditions=[], status="agreed"),
    said("explanation", 3, "سبب", effect="هدنة", causes=["نقص الذخيرة"], joint=True),
    said("relation", 2, "حركة", type="opposed_to", subject="حركة الفجر", object="المراقبين", factuality="possible"),
]


def answer(*statements: Any) -> str:
    return json.dumps({"statements": list(statements)}, ensure_ascii=False)


def run(*arguments: object) -> Result:
    return CliRunner().invoke(main, [str(a) for a in arguments])


def coder(url: str, **how: Any) -> LlmCoder:
    how.setdefault("timeout", 5.0)
    how.setdefault("sleep", lambda _: None)
    return LlmCoder(Endpoint(url, "stand-in", **how))


@pytest.fixture
def article(tmp_path: Path) -> Path:
    path = tmp_path / "a.txt"
    path.write_text(TEXT)
    return path


def test_good_answers_become_the_same_records() -> None:
    with model_server(lambda *_: answer(*GOOD)) as server:
        made = coder(server.url)
        coding = made.code(Article(doc="a", text=TEXT, outlet="الأفق"))
    assert made.taken == 6 and made.refused.total() == 0 and coding.problems == ()
    by = {type(s): s for s in coding.statements}
    assert set(by) == {Event, Figure, Stance, Agreement, Explanation, Relation}
    event = by[Event]
    assert isinstance(event, Event)
    assert (event.trigger.of(TEXT), event.type, event.confidence) == ("هاجموا", "ASSAULT", 0.5)
    assert [p.span.of(TEXT) for p in (*event.actors, *event.recipients)] == ["مسلحين", "ثكنة"]
    assert event.places[0].id is not None and event.times[0].span.of(TEXT) == "أمس"
    assert [s.span.of(TEXT) for s in event.sources] == ["مسؤول محلي"] and event.quote == "indirect"
    assert event.evidence.of(TEXT) == TEXT[: TEXT.index(".") + 1] and event.why[0].rule == "llm/stand-in"
    figure = by[Figure]
    assert isinstance(figure, Figure) and (figure.best, figure.measure) == (7, "killed")
    assert [s.span.of(TEXT) for s in figure.sources] == ["مسؤول محلي"]
    assert "llm:stand-in" in coding.version


def test_what_is_asked_is_the_sentences_and_nothing_else() -> None:
    with model_server(lambda *_: answer()) as server:
        coder(server.url, key="s3cret").code(Article(doc="secret-id", text=TEXT, title="عنوان", outlet="الأفق"))
    (body,) = server.requests
    assert server.paths == ["/v1/chat/completions"] and server.headers[0]["Authorization"] == "Bearer s3cret"
    assert body["model"] == "stand-in" and body["temperature"] == 0
    assert body["response_format"]["json_schema"]["schema"] == schema()
    sent = json.dumps(body, ensure_ascii=False)
    assert "secret-id" not in sent and "عنوان" not in sent and "الأفق" not in sent and "s3cret" not in sent
    assert body["messages"][1]["content"].splitlines()[1] == "[2] وترفض حركة الفجر نشر المراقبين."


def test_without_a_key_none_is_sent() -> None:
    with model_server(lambda *_: answer()) as server:
        coder(server.url).code(Article(doc="a", text=TEXT))
    assert "Authorization" not in server.headers[0]


LIES: dict[str, tuple[dict[str, Any], str]] = {
    "a trigger that is not there": ({**ATTACK, "trigger": "قصفوا"}, "words"),
    "a trigger of another sentence": ({**ATTACK, "sentence": 2}, "words"),
    "a part of a word": ({**ATTACK, "trigger": "جمو"}, "words"),
    "nothing at all": ({**ATTACK, "trigger": " "}, "words"),
    "no such type": ({**ATTACK, "type": "WAR"}, "value"),
    "no such kind": ({**ATTACK, "kind": "rumour"}, "value"),
    "a kind that is ours": ({**ATTACK, "kind": "once"}, "value"),
    "no such factuality": ({**ATTACK, "factuality": "certain"}, "value"),
    "no such sentence": ({**ATTACK, "sentence": 99}, "statement"),
    "a sentence that is no number": ({**ATTACK, "sentence": "1"}, "statement"),
    "no trigger": ({k: v for k, v in ATTACK.items() if k != "trigger"}, "statement"),
    "words that are a list": ({**ATTACK, "trigger": ["هاجموا"]}, "statement"),
    "a number without end": ({**GOOD[1], "high": float("inf")}, "value"),
    "a holder made up": ({**GOOD[2], "holder": "حركة النهر"}, "words"),
    "causes made up": ({**GOOD[4], "causes": ["خيانة"]}, "words"),
}


@pytest.mark.parametrize("lie", LIES)
def test_lies_are_refused_and_counted(lie: str) -> None:
    statement, reason = LIES[lie]
    with model_server(lambda *_: answer(statement, GOOD[3])) as server:
        made = coder(server.url)
        coding = made.code(Article(doc="a", text=TEXT))
    assert [s.kind for s in coding.statements] == ["agreement"], lie
    assert made.refused[reason] == 1 and f"llm: 1 refused ({reason})" in coding.problems


def test_parts_that_are_not_there_are_left_out_and_the_rest_is_kept() -> None:
    lie = {**ATTACK, "actors": ["الجيش", "مسلحين", "مسلحين"], "sources": ["وزير"], "mode": "telepathy"}
    with model_server(lambda *_: answer(lie, ATTACK)) as server:
        made = coder(server.url)
        (event,) = made.code(Article(doc="a", text=TEXT)).statements
    assert isinstance(event, Event) and [p.span.of(TEXT) for p in event.actors] == ["مسلحين"]
    assert event.sources == () and event.mode is None
    assert made.refused == {"part": 3, "twice": 1}


def test_vowels_and_clitics_are_found_where_they_stand() -> None:
    text = "وهاجَمَ مُسلّحون الثكنةَ بالمدينةِ."
    asked = said("event", 1, "هاجم", type="ASSAULT", mode=None, actors=["مسلحون"], recipients=["الثكنة"],
                 places=["المدينة"])  # fmt: skip
    with model_server(lambda *_: answer(asked)) as server:
        (event,) = coder(server.url).code(Article(doc="a", text=text)).statements
    assert isinstance(event, Event)
    assert event.trigger.of(text) == "هاجَمَ" and event.places[0].span.of(text) == "المدينةِ"


@pytest.mark.parametrize("text", [f"```json\n{answer(ATTACK)}\n```", f"<think>هل؟</think>\n{answer(ATTACK)}"])
def test_fences_and_thoughts_around_an_answer_are_taken_off(text: str) -> None:
    with model_server(lambda *_: text) as server:
        assert len(coder(server.url).code(Article(doc="a", text=TEXT)).statements) == 1


@pytest.mark.parametrize("text", ["", "لا أدري", "{", "[]", '{"statements": 5}', "null", "[" * 100_000, '{"x": 1}'])
def test_answers_that_are_no_json_are_counted(text: str) -> None:
    with model_server(lambda *_: text) as server:
        made = coder(server.url)
        assert made.code(Article(doc="a", text=TEXT)).statements == ()
    assert made.refused == {"json": 1}


BROKEN: dict[str, Any] = {
    "an error of the server": (500, b"oops", {}),
    "no chat": b"[]",
    "no text": chat(None),
    "no json": b"<html>",
    "cut short": (200, b"{", {"Content-Length": "100"}),
    "too long": chat("ا" * 1_200_000),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_server_is_asked_three_times_and_no_more(name: str) -> None:
    waits: list[float] = []
    with model_server(lambda *_: BROKEN[name]) as server, pytest.raises(UnansweredError):
        coder(server.url, sleep=waits.append, timeout=2.0).code(Article(doc="a", text=TEXT))
    assert len(server.requests) == 3 and waits == [1.0, 2.0]


def test_a_server_that_recovers_is_believed() -> None:
    def busy(_: str, n: int) -> Any:
        return (429, b"", {"Retry-After": "7000"}) if n < 3 else answer(ATTACK)

    waits: list[float] = []
    with model_server(busy) as server:
        assert len(coder(server.url, sleep=waits.append).code(Article(doc="a", text=TEXT)).statements) == 1
    assert waits == [20.0, 20.0]


def test_a_refusal_is_not_repeated_and_an_unknown_schema_is_left_out() -> None:
    with model_server(lambda *_: (401, b"", {})) as server, pytest.raises(UnansweredError, match="401"):
        coder(server.url).code(Article(doc="a", text=TEXT))
    assert len(server.requests) == 1

    def old(_: str, n: int) -> Any:
        return (400, b"unknown field", {}) if n == 1 else answer(ATTACK)

    with model_server(old) as server:
        assert len(coder(server.url).code(Article(doc="a", text=TEXT)).statements) == 1
    assert ["response_format" in r for r in server.requests] == [True, False]


def test_a_redirect_is_not_followed() -> None:
    with model_server(lambda *_: answer(ATTACK)) as other:
        with model_server(lambda *_: (307, b"", {"Location": other.url})) as server, pytest.raises(UnansweredError):
            coder(server.url).code(Article(doc="a", text=TEXT))
        assert other.requests == []


@pytest.mark.parametrize("how", ["silent", "dripping"])
def test_slow_answers_end_in_time(how: str) -> None:
    def slow(*_: object) -> Any:
        if how == "silent":
            time.sleep(3)
            return b""
        return (200, dripping(60, 0.1), {})

    begun = time.monotonic()
    with model_server(slow) as server, pytest.raises(UnansweredError):
        coder(server.url, timeout=0.4, retries=1).code(Article(doc="a", text=TEXT))
    assert time.monotonic() - begun < 3 and len(server.requests) == 2


def test_long_articles_are_asked_about_in_portions() -> None:
    text = "غادر الوفد المدينة. " * 40
    asked = {**said("event", 1, "غادر", type="RETREAT", mode=None, actors=["الوفد"], recipients=[])}
    with model_server(lambda *_: answer(asked)) as server:
        made = coder(server.url)
        coding = made.code(Article(doc="a", text=text))
    assert len(server.requests) == made.questions == 4 and len(coding.statements) == 4
    assert [s.trigger.start for s in coding.statements] == [0, 240, 480, 720]
    assert list(portions([])) == [] and len(next(portions(["ا" * 9_000]))[1][0]) == MAX_CHARACTERS
    assert numbered(["أ\nب"]) == "[1] أ ب"


def test_the_instructions_name_every_code() -> None:
    told = instructions()
    assert all(word in told for word in ("ASSAULT", "opposed_to", "killed", "habitual", "conditional", "broken"))


def test_the_command_codes_for_the_scorer_and_tells_what_was_sent(article: Path, tmp_path: Path) -> None:
    with model_server(lambda *_: answer(*GOOD, LIES["no such type"][0])) as server:
        out = tmp_path / "out"
        done = run("code", article, "-f", "gold", "-o", out, "--coder", "llm", "--endpoint", server.url,
                   "--llm-model", "m")  # fmt: skip
    assert done.exit_code == 0, done.output
    assert f"sent to {server.url}/chat/completions" in done.stderr
    assert "6 statements were taken" in done.stderr and "not in the codebook 1" in done.stderr
    gold = json.loads(out.read_text())
    assert [len(gold[k]) for k in ("events", "relations", "figures", "stances")] == [1, 1, 1, 1]
    manifest = json.loads((tmp_path / "out.manifest.json").read_text())
    assert manifest["options"]["coder"] == "llm" and "key" not in json.dumps(manifest)
    again = run("rerun", tmp_path / "out.manifest.json")
    assert again.exit_code == 2 and "need not answer twice the same" in again.stderr


def test_add_keeps_what_was_coded_when_the_model_goes_away(tmp_path: Path) -> None:
    for n in range(4):
        (tmp_path / f"{n}.txt").write_text(TEXT + f" {n}")

    def goes(_: str, n: int) -> Any:
        return answer(ATTACK) if n <= 2 else (403, b"", {})

    corpus = tmp_path / "c.db"
    files = [tmp_path / f"{n}.txt" for n in range(4)]
    llm = ["--coder", "llm", "--llm-model", "m", "--endpoint"]
    with model_server(goes) as server:
        done = run("add", corpus, *files, *llm, server.url)
    assert done.exit_code == 1 and "same command again" in done.output and "HTTP 403" in done.output
    with open_store(corpus) as store:
        assert store.counts().coded == store.counts().articles == 2
    with model_server(lambda *_: answer(ATTACK)) as server:
        assert run("add", corpus, *files, *llm, server.url).exit_code == 0
    with open_store(corpus) as store:
        assert store.counts().coded == store.counts().statements == 4
    assert list(check(corpus)) == []


def test_code_goes_on_after_one_article_and_stops_after_four(tmp_path: Path) -> None:
    rows = [json.dumps({"doc": f"d{n}", "text": TEXT}, ensure_ascii=False) for n in range(9)]
    (tmp_path / "n.jsonl").write_text("\n".join(rows))

    def shaky(_: str, n: int) -> Any:
        return answer(ATTACK) if n in (1, 3) else (403, b"", {})

    with model_server(shaky) as server:
        done = run("code", tmp_path / "n.jsonl", "-f", "gold", "-o", tmp_path / "out", "--coder", "llm",
                   "--endpoint", server.url, "--llm-model", "m")  # fmt: skip
    assert done.exit_code == 1 and "what was coded before is written" in done.stderr
    assert len((tmp_path / "out").read_text().splitlines()) == 2 and len(server.requests) == 7


def test_what_is_missing_is_told(article: Path) -> None:
    for arguments, word in (
        (["--coder", "llm"], "--endpoint"),
        (["--coder", "llm", "--endpoint", "http://x/v1"], "--llm-model"),
        (["--coder", "llm", "--endpoint", "file:///etc/passwd", "--llm-model", "m"], "http://"),
        (["--coder", "llm", "--endpoint", "http://x", "--llm-model", "m", "--api-key-env", "NO_KEY"], "NO_KEY"),
        (["--coder", "llm", "--endpoint", "http://x", "--llm-model", "m", "--processes", "2"], "--processes"),
        (["--endpoint", "http://x"], "--coder llm"),
    ):
        done = run("code", article, *arguments)
        assert done.exit_code == 2 and word in done.stderr, arguments
    assert "يحتاج إلى" in run("code", article, "--coder", "llm", "--lang", "ar").stderr


def test_nothing_is_sent_unless_it_is_asked_for(article: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_network(*_: object, **__: object) -> None:
        raise AssertionError("a connection was opened")

    monkeypatch.setattr(socket.socket, "connect", no_network)
    assert run("code", article, "-f", "gold").exit_code == 0
