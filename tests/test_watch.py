"""``isnad watch``: a real folder that fills, rules, the feed, a webhook on a local server, metrics, the log."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from click.testing import CliRunner

import isnad
from isnad.cli import main
from isnad.records import (
    ActorRef,
    Article,
    Coding,
    Event,
    Factuality,
    Figure,
    Participant,
    Relation,
    Source,
    SourceKind,
    Span,
    Stance,
    Statement,
    statement_id,
)
from isnad.store import open_store
from isnad.text.clean import clean
from isnad.text.document import Document
from isnad.text.tokens import tokenise
from isnad.trust.check import check
from isnad.watch.loop import TRIES, Settings, Watcher
from isnad.watch.metrics import Metrics, serving
from isnad.watch.rules import Rule, RulesError, load
from isnad.watch.state import State

HERE = Path(__file__).parent


class ScriptCoder:
    """Reads what a test writes: ``REL subject type object``, ``POS holder stance topic``, ``FIG measure number``,
    ``EV source`` (an attack at one place), one a line.
    """

    def code_and_analyse(self, article: Article) -> tuple[Coding, Document]:
        made: list[Statement] = []
        at = 0
        for line in article.text.split("\n"):
            words = line.split()
            if words:
                made.append(self._made(article, words, Span(at, at + len(line)), at))
            at += len(line) + 1
        return Coding(article=article, statements=tuple(made), version="script"), tokenise(clean(article.text))

    def code(self, article: Article) -> Coding:
        return self.code_and_analyse(article)[0]

    def _made(self, article: Article, words: list[str], evidence: Span, at: int) -> Statement:
        text = article.text

        def span(word: str) -> Span:
            start = text.index(word, at)
            return Span(start, start + len(word))

        def who(word: str) -> Participant:
            return Participant(span(word), ActorRef(None, word, kind="armed_group", named=not word.startswith("مسلح")))

        common: dict[str, Any] = {"evidence": evidence, "trigger": span(words[0]), "confidence": 0.9}
        common["id"] = statement_id(article.doc, words[0], evidence)
        match words[0]:
            case "REL":
                return Relation(subject=who(words[1]), type=words[2], object=who(words[3]), **common)
            case "DEN":
                return Relation(subject=who(words[1]), type=words[2], object=who(words[3]),
                                factuality=Factuality.DENIED, **common)  # fmt: skip
            case "POS":
                return Stance(holder=who(words[1]), stance=words[2], topic=span(words[3]), **common)
            case "FIG":
                n = float(words[2])
                return Figure(measure=words[1], low=n, high=n, best=n, **common)
        source = Source(span(words[1]), SourceKind.PERSON, True, ActorRef(None, words[1], named=True))
        return Event(type="ASSAULT", actors=(who("الحركة"),), recipients=(who("القرية"),), sources=(source,), **common)


class Bench:
    """A folder, a corpus and a watcher, with everything that is logged."""

    def __init__(self, tmp_path: Path, *rules: Rule, **settings: Any) -> None:
        self.folder = tmp_path / "in"
        self.folder.mkdir(exist_ok=True)
        self.corpus = tmp_path / "c.db"
        self.rules = rules
        self.logged: list[dict[str, Any]] = []
        settings.setdefault("settle", 0.0)
        settings.setdefault("stories_every", 0.0)
        self.settings = Settings(
            folder=self.folder, corpus=str(self.corpus), state=tmp_path / "state.json", feed=tmp_path / "a.atom",
            rules=rules, make_coder=ScriptCoder, sleep=lambda _: None, **settings,
        )  # fmt: skip
        self.store = open_store(self.corpus)
        self.metrics = Metrics()
        self.start()

    def start(self) -> None:
        self.watcher = Watcher(self.store, self.settings, self.metrics, self.log)

    def log(self, level: str, event: str, **values: Any) -> None:
        json.dumps(values)
        self.logged.append({"level": level, "event": event, **values})

    def put(self, name: str, *lines: str, day: date | None = date(2015, 3, 1), outlet: str | None = "الأفق") -> None:
        row = {"doc": name, "text": "\n".join(lines), "outlet": outlet, "published": day.isoformat() if day else None}
        path = self.folder / f"{name}.jsonl"
        path.write_text(json.dumps(row, ensure_ascii=False))
        os.utime(path, (time.time() - 60, time.time() - 60))

    def alerts(self) -> list[str]:
        """What one more round tells."""
        before = len(self.logged)
        self.watcher.round()
        return [x["what"] for x in self.logged[before:] if x["event"] == "alert"]

    def feed(self) -> list[str]:
        ns = "{http://www.w3.org/2005/Atom}"
        root = ET.parse(self.settings.feed or "").getroot()
        for name in ("id", "title", "updated", "author"):
            assert root.find(f"{ns}{name}") is not None
        titles = []
        for entry in root.iter(f"{ns}entry"):
            assert all(entry.find(f"{ns}{n}") is not None for n in ("id", "updated", "content"))
            titles.append(entry.findtext(f"{ns}title") or "")
        return titles


@pytest.fixture
def make(tmp_path: Path) -> Iterator[Callable[..., Bench]]:
    made: list[Bench] = []

    def bench(*rules: Rule, **settings: Any) -> Bench:
        made.append(Bench(tmp_path, *rules, **settings))
        return made[-1]

    yield bench
    for one in made:
        one.store.close()


TIES = Rule(name="ties", rule="new_relation")
TURNS = Rule(name="turns", rule="position_change")
DEATHS = Rule(name="deaths", rule="figure_jump", types=("killed",), factor=2, least=10)
ROOTS = Rule(name="roots", rule="story_roots", roots=2)


def test_what_arrives_is_added_once(make: Callable[..., Bench]) -> None:
    bench = make()
    assert bench.watcher.round() == 0
    bench.put("a", "REL ألفا allied_with باء")
    assert bench.watcher.round() == 1
    assert bench.watcher.round() == 0
    bench.put("b", "FIG killed 3 قتلى")
    (bench.folder / "bad.jsonl").write_text("{")
    assert bench.watcher.round() == 1
    bench.watcher.round()
    assert [x["event"] for x in bench.logged] == ["added", "unreadable", "added"]
    page = bench.metrics.page()
    assert "isnad_articles_total 2\n" in page and "isnad_failures_total 1\n" in page
    assert "isnad_statements_total 2\n" in page and "isnad_corpus_articles 2\n" in page
    assert list(check(bench.corpus)) == []


def test_a_file_that_is_being_written_is_left_until_it_rests(make: Callable[..., Bench]) -> None:
    bench = make(settle=30.0)
    path = bench.folder / "a.txt"
    path.write_text("REL ألفا allied")
    assert bench.watcher.round() == 0
    path.write_text("REL ألفا allied_with باء")
    os.utime(path, (time.time() - 31, time.time() - 31))
    assert bench.watcher.round() == 1
    (stored,) = bench.store.articles()
    assert stored.article.text == "REL ألفا allied_with باء"


def test_a_file_that_grows_gives_what_is_new(make: Callable[..., Bench]) -> None:
    bench = make()
    bench.put("a", "FIG killed 3 قتلى")
    bench.watcher.round()
    path = bench.folder / "a.jsonl"
    path.write_text(path.read_text() + "\n" + json.dumps({"doc": "z", "text": "FIG killed 4 قتلى"}))
    os.utime(path, (time.time() - 9, time.time() - 9))
    assert bench.watcher.round() == 1


def test_what_the_corpus_held_before_is_no_news(make: Callable[..., Bench], tmp_path: Path) -> None:
    bench = make(TIES)
    bench.put("a", "REL ألفا allied_with باء")
    bench.watcher.round()
    bench.settings.state.unlink()
    bench.start()
    assert bench.alerts() == [] and State.load(bench.settings.state) == State(last=1)


def test_a_new_relation_is_told_once(make: Callable[..., Bench]) -> None:
    bench = make(TIES)
    bench.put("a", "REL ألفا allied_with باء", "REL ألفا allied_with باء", "REL مسلحون allied_with باء")
    assert bench.alerts() == ["ألفا — allied_with — باء"]
    bench.put("b", "REL ألفا allied_with باء", "DEN ألفا opposed_to باء")
    assert bench.alerts() == []
    bench.put("c", "REL ألفا opposed_to باء", "REL باء allied_with ألفا")
    assert bench.alerts() == ["ألفا — opposed_to — باء", "باء — allied_with — ألفا"]
    assert bench.feed() == [
        "ties: باء — allied_with — ألفا", "ties: ألفا — opposed_to — باء", "ties: ألفا — allied_with — باء",
    ]  # fmt: skip


def test_filters_of_a_rule_hold(make: Callable[..., Bench]) -> None:
    rules = [replace(TIES, name="one", actors=("ألفا",)), replace(TIES, name="two", types=("opposed_to",)),
             replace(TIES, name="three", outlets=("غيرها",))]  # fmt: skip
    bench = make(*rules)
    bench.put("a", "REL ألفا allied_with باء", "REL جيم opposed_to دال")
    bench.alerts()
    assert bench.feed() == ["two: جيم — opposed_to — دال", "one: ألفا — allied_with — باء"]


def test_a_turn_is_told_with_what_it_turned_from(make: Callable[..., Bench]) -> None:
    bench = make(TURNS)
    bench.put("a", "POS الحركة support الحوار", day=date(2015, 3, 1))
    assert bench.alerts() == []
    bench.put("b", "POS الحركة support الحوار", "POS القبائل oppose الحوار", day=date(2015, 3, 2))
    assert bench.alerts() == []
    bench.put("c", "POS الحركة oppose الحوار", "POS الوفد change الحوار", day=date(2015, 3, 3))
    assert bench.alerts() == ["الحركة: oppose: الحوار", "الوفد: change: الحوار"]
    (turned, changed) = bench.watcher.state.alerts
    assert turned["before"].startswith("support (b#") and changed["before"] is None


def test_a_jump_is_told_against_the_days_before(make: Callable[..., Bench]) -> None:
    bench = make(DEATHS)
    first = date(2015, 3, 1)
    for n, (number, days) in enumerate([(20, 0), (30, 1), (40, 2), (90, 3), (85, 4), (30, 60), (60, 61)]):
        bench.put(f"a{n}", f"FIG killed {number} قتيل", f"FIG wounded {number * 9} جريح", day=first + timedelta(days))
        bench.watcher.round()
    values = [(a["what"], a["before"]) for a in bench.watcher.state.alerts]
    assert values == [("killed: 90 (FIG)", "40"), ("killed: 60 (FIG)", "30")]


def test_a_story_that_reaches_its_roots_is_told_once(make: Callable[..., Bench]) -> None:
    bench = make(ROOTS)
    bench.put("a", "EV سالم: هاجم مسلحو الحركة القرية", outlet="الأفق")
    assert bench.alerts() == []
    bench.put("b", "EV ناصر: هاجم مسلحو الحركة القرية قرب الجسر", outlet="المنارة")
    told = bench.alerts()
    assert len(told) == 1 and told[0].startswith("ASSAULT: 2 roots, 2 outlets"), told
    bench.put("c", "EV كريم: هاجم مسلحو الحركة القرية صباحا", outlet="الشروق")
    assert bench.alerts() == []


def test_stories_are_not_looked_for_too_often(make: Callable[..., Bench]) -> None:
    bench = make(ROOTS, stories_every=3600.0)
    bench.put("a", "EV سالم: هاجم مسلحو الحركة القرية")
    bench.watcher.round()
    bench.put("b", "EV ناصر: هاجم مسلحو الحركة القرية قرب الجسر", outlet="المنارة")
    assert bench.alerts() == []


@contextmanager
def hook(answer: Callable[[int], int]) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """A receiver whose *answer* to the n-th POST is a state."""
    got: list[dict[str, Any]] = []
    count = [0]

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            count[0] += 1
            data = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            state = answer(count[0])
            if state == 200:
                got.append(data)
            self.send_response(state)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/hook", got
    finally:
        server.shutdown()
        server.server_close()


def test_the_webhook_gets_every_alert_in_order_though_it_fails_at_first(make: Callable[..., Bench]) -> None:
    with hook(lambda n: 503 if n <= 4 else 200) as (url, got):
        bench = make(TIES, webhook=url)
        bench.put("a", "REL ألفا allied_with باء", "REL ألفا opposed_to جيم")
        bench.watcher.round()
        assert got == [] and len(bench.watcher.state.waiting) == 2
        bench.start()  # stopped and begun again: what waits is kept
        bench.watcher.round()
        assert [g["what"] for g in got] == ["ألفا — allied_with — باء", "ألفا — opposed_to — جيم"]
        assert {"id", "rule", "kind", "evidence", "doc", "statement", "at"} <= set(got[0])
        bench.watcher.round()
    assert len(got) == 2 and State.load(bench.settings.state).waiting == []  # type: ignore[union-attr]
    page = bench.metrics.page()
    assert "isnad_webhook_sent_total 2\n" in page and "isnad_webhook_failed_total 4\n" in page
    assert 'isnad_alerts_total{rule="ties"} 2\n' in page and "isnad_webhook_waiting 0\n" in page


def test_a_dead_webhook_is_given_up_in_the_end_and_stops_nothing(make: Callable[..., Bench]) -> None:
    bench = make(TIES, webhook="http://127.0.0.1:9/none")
    bench.put("a", "REL ألفا allied_with باء")
    for _ in range(TRIES + 1):
        bench.watcher.round()
    assert bench.watcher.state.waiting == []
    assert [x["event"] for x in bench.logged].count("webhook_given_up") == 1
    assert [x["event"] for x in bench.logged].count("webhook_failed") == 3 * TRIES
    bench.put("b", "REL ألفا allied_with دال")
    assert bench.watcher.round() == 1 and len(bench.feed()) == 2


def test_errors_that_may_pass_are_logged_and_tried_again(make: Callable[..., Bench], monkeypatch: Any) -> None:
    from isnad.store.locking import alone  # noqa: PLC0415

    bench = make(TIES)
    bench.put("a", "REL ألفا allied_with باء")
    with alone(bench.store.engine):
        assert bench.watcher.round() == 0
    assert bench.logged[-1]["event"] == "round_failed" and "another isnad" in bench.logged[-1]["reason"]
    assert bench.watcher.round() == 1 and "isnad_errors_total 1\n" in bench.metrics.page()


def test_alerts_that_were_found_but_not_noted_are_found_again(make: Callable[..., Bench], monkeypatch: Any) -> None:
    """Stopped between adding and telling."""
    bench = make(TIES)
    bench.put("a", "REL ألفا allied_with باء")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(State, "save", full)
        bench.watcher.round()
    bench.start()
    assert bench.alerts() == ["ألفا — allied_with — باء"] and len(bench.feed()) == 1


def test_metrics_are_served_on_this_machine() -> None:
    metrics = Metrics()
    metrics.add("alerts_total", rule='a"\\b\n')
    with serving(metrics, 0) as port:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics") as answer:
            page = answer.read().decode()
            assert answer.headers["Content-Type"].startswith("text/plain; version=0.0.4")
        with pytest.raises(urllib.error.HTTPError):
            urllib.request.urlopen(f"http://127.0.0.1:{port}/else")
    assert 'isnad_alerts_total{rule="a\\"\\\\b\\n"} 1\n' in page
    for line in page.splitlines():
        assert line.startswith("#") or float(line.rsplit(" ", 1)[1]) >= 0


BAD = {
    "": "alerts:",
    "alerts: [": "YAML",
    "alerts: []": "list the rules",
    "alerts: [x]": "name",
    "alerts: [{rule: new_relation}]": "give it a name",
    "alerts: [{name: a, rule: fire}]": "rule is one of",
    "alerts: [{name: a, rule: new_relation, colour: red}]": "there is no 'colour'",
    "alerts: [{name: a, rule: new_relation, roots: 3}]": "story_roots only",
    "alerts: [{name: a, rule: story_roots, roots: 0}]": "whole number",
    "alerts: [{name: a, rule: figure_jump, factor: viel}]": "is a number",
    "alerts: [{name: a, rule: new_relation, actors: [1]}]": "list of words",
    "alerts: [{name: a, rule: new_relation}, {name: a, rule: story_roots}]": "a name of its own",
}


@pytest.mark.parametrize("content", BAD)
def test_a_bad_file_of_rules_is_told(tmp_path: Path, content: str) -> None:
    path = tmp_path / "rules.yaml"
    path.write_text(content)
    with pytest.raises(RulesError, match=BAD[content]):
        load(path)


def test_the_rules_of_the_page_are_read(tmp_path: Path) -> None:
    page = (HERE.parent / "docs" / "watch.md").read_text("utf-8")
    path = tmp_path / "rules.yaml"
    path.write_text(page.split("```yaml\n")[1].split("```")[0])
    assert {r.rule for r in load(path)} == {"new_relation", "position_change", "figure_jump", "story_roots"}


def test_the_command_looks_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(isnad, "load", ScriptCoder)
    (tmp_path / "in").mkdir()
    (tmp_path / "rules.yaml").write_text("alerts: [{name: ties, rule: new_relation}]")
    corpus = tmp_path / "c.db"
    command = ["watch", str(tmp_path / "in"), "--into", str(corpus), "--alerts", str(tmp_path / "rules.yaml"),
               "--feed", str(tmp_path / "a.atom"), "--once", "--settle", "0", "--metrics", "0"]  # fmt: skip
    old = signal.getsignal(signal.SIGTERM)
    try:
        assert CliRunner().invoke(main, command).exit_code == 0
        (tmp_path / "in" / "a.txt").write_text("REL ألفا allied_with باء")
        done = CliRunner().invoke(main, command)
    finally:
        signal.signal(signal.SIGTERM, old)
    assert done.exit_code == 0, done.output
    events = [json.loads(line) for line in done.stderr.splitlines()]
    assert [e["event"] for e in events] == ["watching", "added", "alert", "stopped"]
    assert "ألفا — allied_with — باء" in (tmp_path / "a.atom").read_text()


_RUN = """
import sys; sys.path.insert(0, sys.argv[1])
import isnad, test_watch
isnad.load = test_watch.ScriptCoder
from isnad.cli import main
main(sys.argv[2:])
"""


def test_killed_and_begun_again_nothing_is_lost_or_told_twice(tmp_path: Path) -> None:
    folder, corpus = tmp_path / "in", tmp_path / "c.db"
    folder.mkdir()
    (tmp_path / "rules.yaml").write_text("alerts: [{name: ties, rule: new_relation}]")
    command = [
        sys.executable, "-c", _RUN, str(HERE), "watch", str(folder), "--into", str(corpus), "--poll", "0.05",
        "--settle", "0", "--alerts", str(tmp_path / "rules.yaml"), "--feed", str(tmp_path / "a.atom"),
    ]  # fmt: skip
    names = [f"{a}{b}" for a in "ابتثجحخد" for b in "رزسشصضطظ"]
    written = 0
    for kill in range(4):
        with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
            assert process.stderr is not None and '"watching"' in process.stderr.readline()
            for name in names[written : written + 12]:
                part = tmp_path / "part"
                part.write_text(f"REL {name} allied_with الحركة")
                part.rename(folder / f"{written:03}.txt")
                written += 1
                time.sleep(0.02)
            time.sleep(0.1 * kill)
            process.send_signal(signal.SIGKILL)
    done = subprocess.run([*command, "--once"], stderr=subprocess.PIPE, text=True, check=True)
    assert '"stopped"' in done.stderr
    with open_store(corpus) as store:
        assert store.counts().articles == written == 48
    ns = "{http://www.w3.org/2005/Atom}"
    told = [e.findtext(f"{ns}title") for e in ET.parse(tmp_path / "a.atom").getroot().iter(f"{ns}entry")]
    assert sorted(map(str, told)) == sorted(f"ties: {n} — allied_with — الحركة" for n in names[:48])


def test_stopped_by_sigterm_it_ends_well(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    command = [sys.executable, "-c", _RUN, str(HERE), "watch", str(tmp_path / "in"), "--into", str(tmp_path / "c.db")]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None and '"watching"' in process.stderr.readline()
        process.send_signal(signal.SIGTERM)
        assert '"stopped"' in process.stderr.read()
    assert process.returncode == 0
