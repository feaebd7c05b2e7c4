"""``isnad add``, ``find`` and ``show`` from the command line."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

import isnad
from isnad.cli import main
from isnad.commands import filters
from isnad.commands.find import find
from isnad.corpus import adding
from isnad.corpus.records import CopyGroup, Mention, Report, Root, Story
from isnad.records import Statement
from isnad.records_json import from_json
from isnad.store import StoreError, open_store
from isnad.store.locking import alone
from quick_coder import QuickCoder
from storing import coding

NEWS = "أعلن الوسيط أن الطرفين التقيا أمس في المدينة القديمة، ثم التقيا ثانية مساء."


@pytest.fixture(autouse=True)
def _coder(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(isnad, "load", QuickCoder)


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    """A corpus of two articles with one statement of every kind, a copy group and a story."""
    where = tmp_path / "c.db"
    with open_store(where) as store:
        store.add([coding("a"), coding("b", outlet="المنارة")])
        store.replace_copies([], [CopyGroup("g1", "a", ("a", "b"))])
        first = coding("a").statements[0].id
        report = Report(Mention("a", first), "الأفق", None, Root("words", "x", "العقيد"), None)
        story = Story("st-1", "ASSAULT", "قصفت", None, None, None, (), (), (report,), 0, ("الأفق",), (report.root,))
        store.replace_stories([story])
    return where


def run(*arguments: object, stdin: str | None = None) -> Result:
    return CliRunner().invoke(main, [str(a) for a in arguments], input=stdin)


def test_add_tells_what_was_added_and_what_was_there(tmp_path: Path) -> None:
    (tmp_path / "n.txt").write_text(NEWS)
    done = run("add", tmp_path / "c.db", tmp_path / "n.txt", "--published", "20 شباط 2013")
    assert done.exit_code == 0 and "added 1 articles with 5 statements" in done.output
    again = run("add", tmp_path / "c.db", tmp_path / "n.txt", "--published", "2013-02-20", "--lang", "ar")
    assert again.exit_code == 0 and "أضيف 0" in again.output and "1 ملفا" in again.output
    with open_store(tmp_path / "c.db") as store:
        (stored,) = store.articles()
    assert str(stored.article.published) == "2013-02-20"


def test_add_lists_at_the_end_what_could_not_be_read(tmp_path: Path) -> None:
    (tmp_path / "news").mkdir()
    (tmp_path / "news" / "a.pdf").write_bytes(b"%PDF")
    (tmp_path / "news" / "b.jsonl").write_text("{oops\n" + json.dumps({"text": NEWS, "published": "قريبا"}))
    done = run("add", tmp_path / "c.db", tmp_path / "news", tmp_path / "none")
    assert done.exit_code == 1
    for told in ("Could not be read (3):", "a.pdf: this is a PDF file", "b.jsonl:1", "none: no such file", "قريبا"):
        assert told in done.output
    assert run("add", tmp_path / "d.db", tmp_path / "none").exit_code == 2


def test_add_reads_a_table_and_standard_input(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text(f"id,body\n7,{NEWS}\n")
    assert run("add", tmp_path / "c.db", tmp_path / "t.csv", "--columns", "doc=id, text=body").exit_code == 0
    assert run("add", tmp_path / "c.db", "-", stdin=NEWS).exit_code == 0
    with open_store(tmp_path / "c.db") as store:
        assert [a.article.doc for a in store.articles()] == ["7", "stdin"]
    for wrong in ("body", "colour=body", "text="):
        done = run("add", tmp_path / "c.db", tmp_path / "t.csv", "--columns", wrong)
        assert done.exit_code == 2 and "write field=COLUMN" in done.output


def test_add_names_many_alike_and_counts_the_rest(tmp_path: Path) -> None:
    rows = [json.dumps({"text": NEWS, "published": f"قريبا {n}"}) for n in range(30)]
    (tmp_path / "n.jsonl").write_text("\n".join(rows))
    done = run("add", tmp_path / "c.db", tmp_path / "n.jsonl")
    assert done.exit_code == 0 and "and 20 more of this kind" in done.output


def test_add_says_why_it_cannot(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "n.txt").write_text(NEWS)
    done = run("add", tmp_path / "no" / "c.db", tmp_path / "n.txt")
    assert done.exit_code == 1 and "does not exist" in done.output
    with open_store(tmp_path / "c.db") as store, alone(store.engine):
        done = run("add", tmp_path / "c.db", tmp_path / "n.txt")
    assert done.exit_code == 1 and "another isnad is adding" in done.output

    def broken() -> None:
        raise FileNotFoundError("weights")

    monkeypatch.setattr(isnad, "load", broken)
    done = run("add", tmp_path / "c.db", tmp_path / "n.txt")
    assert done.exit_code == 1 and "install it again" in done.output


def test_a_database_that_breaks_is_told(corpus: Path) -> None:
    with open_store(corpus) as store, store.engine.begin() as connection:
        connection.exec_driver_sql("DROP TABLE story_report")
    for verb in (["find", corpus], ["show", corpus, coding("a").statements[0].id]):
        done = run(*verb)
        assert done.exit_code == 1 and "run the same command again" in done.output and "story_report" in done.output


def test_add_interrupted_says_how_to_go_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(adding, "add", interrupted)
    done = run("add", tmp_path / "c.db", tmp_path / "n.txt")
    assert done.exit_code == 130 and "same command again" in done.output


def test_find_as_table(corpus: Path) -> None:
    done = run("find", corpus, "--type", "assault", "--outlet", "الأفق")
    assert done.exit_code == 0 and "1 of 1" in done.output
    for shown in ("2015-03-04", "قوات مالية", "كيدال", coding("a").statements[0].id, "actual"):
        assert shown in done.output
    arabic = run("find", corpus, "--type", "ASSAULT", "--lang", "ar")
    assert "الفاعل" in arabic.output and "2 من 2" in arabic.output


def test_find_as_json_lines(corpus: Path) -> None:
    done = run("find", corpus, "--kind", "figure,stance", "-f", "jsonl", "--limit", "2")
    rows = [json.loads(line) for line in done.output.splitlines()]
    assert [r["statement"]["kind"] for r in rows] == ["stance", "figure"]
    assert from_json(Statement, rows[1]["statement"]) == coding("a").statements[5]
    assert rows[0]["doc"] == "a" and rows[0]["copy_group"] == "g1" and rows[1]["trigger"] == "12 مقاتلا"


def test_find_as_csv(corpus: Path) -> None:
    done = run("find", corpus, "--country", "مالي", "-f", "csv")
    rows = list(csv.DictReader(io.StringIO(done.output)))
    assert [r["doc"] for r in rows] == ["a", "b"]
    assert {k: rows[0][k] for k in ("type", "who", "latitude", "time_start", "sources", "stories")} == {
        "type": "ASSAULT", "who": "قوات مالية", "latitude": "18.44", "time_start": "2015-03-03",
        "sources": "العقيد سالم الناصر", "stories": "st-1",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("options", "found"),
    [
        (["--text", "بليبيا"], 6),
        (["--country", "ML"], 2),
        (["--country", "Mali", "--country", "LBY"], 4),
        (["--actor", "Armed forces of Mali"], 2),
        (["--source", "سالم الناصر"], 2),
        (["--role", "holder"], 2),
        (["--place", "كيدال", "--factuality", "actual"], 2),
        (["--from", "2015-03-03", "--to", "2015-03-03"], 2),
        (["--roots", "1"], 1),
        (["--fold-copies"], 7),
        (["--min-confidence", "0.85"], 2),
        (["--type", "killed"], 2),
        (["--type", "AID"], 0),
    ],
)
def test_find_filters(corpus: Path, options: list[str], found: int) -> None:
    done = run("find", corpus, *options, "-f", "jsonl")
    assert len(done.output.splitlines()) == found and done.exit_code == (0 if found else 1)


def test_an_actor_is_asked_for_by_any_of_its_names() -> None:
    context, parameter = click.Context(find), click.Option(["--actor"])
    assert filters._actors(context, parameter, ("وكالة أنباء رويترز",)) == ("وكالة أنباء رويترز", "reuters")
    assert filters._actors(context, parameter, ("REUTERS", "لا أحد")) == ("REUTERS", "لا أحد", "reuters")


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--country", "Atlantis"], "is no country"),
        (["--type", "DANCE"], "is no type"),
        (["--kind", "rumour"], "is none of"),
        (["--factuality", "maybe"], "is none of"),
        (["--from", "gestern"], "gestern"),
        (["--text", "-"], "names no word"),
    ],
)
def test_find_says_what_is_wrong(corpus: Path, options: list[str], said: str) -> None:
    done = run("find", corpus, *options)
    assert done.exit_code == 2 and said in done.output


def test_a_corpus_that_is_not_there_is_not_made(tmp_path: Path) -> None:
    for verb in (["find"], ["show"]):
        done = run(*verb, tmp_path / "no.db", *(["x"] if verb == ["show"] else []))
        assert done.exit_code == 1 and "isnad add" in done.output
    assert list(tmp_path.iterdir()) == []


def test_show_a_statement_an_article_a_story_a_group(corpus: Path) -> None:
    first = coding("a").statements[0].id
    one = run("show", corpus, first, "--explain")
    assert one.exit_code == 0 and "[[قصفت]]" in one.output and "events/قصف" in one.output and "st-1" in one.output
    whole = run("show", corpus, "a", "--lang", "ar")
    assert "الأحداث (2)" in whole.output
    assert "1 reports, 1 outlets, 1 roots" in run("show", corpus, "st-1").output
    assert "* 2015-03-04" in run("show", corpus, "g1").output
    assert json.loads(run("show", corpus, "st-1", "-f", "jsonl").output)["id"] == "st-1"
    assert len(run("show", corpus, "a", "-f", "csv").output.splitlines()) == 8
    assert first in run("show", corpus, "st-1", "-f", "table").output
    nothing = run("show", corpus, "zz")
    assert nothing.exit_code == 1 and "zz: nothing bears this id" in nothing.output


def test_every_command_teaches(corpus: Path) -> None:
    for verb in ("add", "find", "show"):
        shown = run(verb, "--help").output
        assert "Examples:" in shown and "Exit status:" in shown and f"isnad {verb} corpus.db" in shown


def test_a_store_error_is_no_traceback(tmp_path: Path) -> None:
    (tmp_path / "x.db").write_text("ليست قاعدة بيانات " * 100)
    done = run("find", tmp_path / "x.db")
    assert done.exit_code == 1 and "not an isnad database" in done.output
    assert issubclass(StoreError, RuntimeError)


@pytest.mark.parametrize(("given", "code"), [("CD", "COD"), ("ML", "MLI"), ("مالي", "MLI"), ("Yemen", "YEM")])
def test_a_country_is_known_by_its_codes_and_names(given: str, code: str) -> None:
    assert filters.country_code(given) == code
