"""The command line, end to end with a coder that finds one word."""

from __future__ import annotations

import json
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

import isnad
from isnad.cli import main
from isnad.records import Article, Coding, Event, Participant, Span, statement_id

NEWS = "أعلن الوسيط أن الطرفين التقيا أمس في المدينة القديمة، ثم التقيا ثانية مساء."
WORD = "التقيا"


class FakeCoder:
    """Finds ``التقيا``; breaks on ``عطل``."""

    def code(self, article: Article) -> Coding:
        if "عطل" in article.text:
            raise RuntimeError("broken")
        found, start = [], article.text.find(WORD)
        while start >= 0:
            span = Span(start, start + len(WORD))
            found.append(
                Event(
                    id=statement_id(article.doc, "event", span),
                    evidence=Span(0, len(article.text)),
                    trigger=span,
                    type="CONSULT",
                    actors=(Participant(span),),
                    confidence=0.9 if not found else 0.3,
                )
            )
            start = article.text.find(WORD, start + 1)
        return Coding(article=article, statements=tuple(found), version="0")


@pytest.fixture(autouse=True)
def _coder(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(isnad, "load", FakeCoder)


@pytest.fixture
def news(tmp_path: Path) -> Path:
    path = tmp_path / "news.txt"
    path.write_text(NEWS, encoding="utf-8")
    return path


def run(*arguments: object, stdin: str | None = None) -> Result:
    return CliRunner().invoke(main, [str(a) for a in arguments], input=stdin)


def test_text_is_the_default(news: Path) -> None:
    done = run("code", news, "--published", "20 شباط 2013")
    assert done.exit_code == 0 and done.stderr == ""
    assert "[[التقيا]]" in done.stdout and "2013-02-20" in done.stdout and "Events (2)" in done.stdout


def test_labels_in_arabic_by_option_and_environment(news: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "الأحداث (2)" in run("code", news, "--lang", "ar").stdout
    monkeypatch.setenv("ISNAD_LANG", "ar")
    assert "الأحداث (2)" in run("code", news).stdout


def test_every_format_to_a_file(news: Path, tmp_path: Path) -> None:
    for format_, start in (
        ("text", "═"),
        ("jsonl", '{"article"'),
        ("gold", '{"doc"'),
        ("html", "<!doctype html>"),
    ):
        out = tmp_path / f"out.{format_}"
        done = run("code", news, "-f", format_, "-o", out)
        assert done.exit_code == 0 and done.stdout == "", done.output
        assert out.read_text("utf-8").startswith(start)
    assert not list(tmp_path.glob("*.part"))


def test_standard_input(news: Path) -> None:
    done = run("code", "-", "-f", "gold", stdin=json.dumps({"doc": "a", "text": NEWS}))
    assert json.loads(done.stdout)["doc"] == "a"


def test_least_confidence(news: Path) -> None:
    kept = json.loads(run("code", news, "-f", "jsonl", "--min-confidence", "0.5").stdout)["statements"]
    assert [s["confidence"] for s in kept] == [0.9]


def test_exit_1_and_others_go_on_when_an_input_is_bad(news: Path, tmp_path: Path) -> None:
    done = run("code", tmp_path / "no.txt", news, "-f", "jsonl")
    assert done.exit_code == 1 and done.stdout.count("\n") == 1
    assert str(tmp_path / "no.txt") in done.stderr and "1 of the inputs could not be read" in done.stderr


def test_exit_2_when_nothing_could_be_read(tmp_path: Path) -> None:
    out = tmp_path / "o.html"
    done = run("code", tmp_path / "no.txt", "-f", "html", "-o", out)
    assert done.exit_code == 2 and "No article could be read" in done.stderr and not out.exists()
    assert "لم يُقرأ أي مقال" in run("code", tmp_path / "no.txt", "--lang", "ar").stderr


def test_an_article_that_breaks_the_coder_costs_only_itself(news: Path, tmp_path: Path) -> None:
    bad = tmp_path / "bad.txt"
    bad.write_text("أعلن عطل في المدينة", encoding="utf-8")
    done = run("code", bad, news)
    assert done.exit_code == 1 and "bad: could not be coded" in done.stderr and "[[التقيا]]" in done.stdout


def test_broken_installation_is_told(news: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def missing() -> None:
        raise FileNotFoundError("model.npz")

    monkeypatch.setattr(isnad, "load", missing)
    done = run("code", news, "-o", tmp_path / "out.txt")
    assert done.exit_code == 1 and "model.npz" in done.stderr and "install it again" in done.stderr
    assert "Traceback" not in done.output and list(tmp_path.iterdir()) == [news]


def test_bad_options_are_refused(news: Path) -> None:
    assert "2013-02-20" in run("code", news, "--published", "قريبا").stderr
    for wrong in (["--format", "pdf"], ["--min-confidence", "2"], ["--processes", "0"], ["--lang", "fr"]):
        assert run("code", news, *wrong).exit_code == 2
    assert run("code").exit_code == 2


def test_output_that_cannot_be_written_is_named(news: Path, tmp_path: Path) -> None:
    done = run("code", news, "-o", tmp_path / "nowhere" / "x.txt")
    assert done.exit_code == 1 and "nowhere" in done.stderr and "-o" in done.stderr


def test_same_bytes_twice(news: Path) -> None:
    for format_ in ("text", "jsonl", "gold", "html"):
        assert run("code", news, "-f", format_).stdout_bytes == run("code", news, "-f", format_).stdout_bytes


def test_help_teaches_by_example() -> None:
    assert "isnad code" in run("--help").stdout
    assert "--published 2013-02-20" in run("code", "--help").stdout
    assert run("--version").stdout.startswith("isnad ")


def test_analyse_shows_words(news: Path) -> None:
    done = run("analyse", news)
    assert done.exit_code == 0 and "VERB" in done.stdout and "ال+مدينة" in done.stdout
    assert run("analyse", "no.txt").exit_code == 2


def test_samples_are_all_read() -> None:
    samples = Path(__file__).parents[1] / "samples"
    done = run("code", samples, "-f", "jsonl")
    assert done.exit_code == 0
    articles = [json.loads(line)["article"] for line in done.stdout.splitlines()]
    assert len(articles) == 9 and all(150 <= len(a["text"].split()) <= 350 for a in articles), [
        (a["doc"], len(a["text"].split())) for a in articles
    ]


def test_same_bytes_on_two_processes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    try:
        isnad.load()
    except (FileNotFoundError, ImportError) as error:
        pytest.skip(f"the event model is not installed: {error}")
    samples = Path(__file__).parents[1] / "samples"
    outs = [tmp_path / "1.jsonl", tmp_path / "2.jsonl"]
    for n, out in enumerate(outs, 1):
        done = run("code", samples, tmp_path / "no.txt", "-f", "jsonl", "-o", out, "--processes", n)
        assert done.exit_code == 1, done.output
    assert outs[0].read_bytes() == outs[1].read_bytes() != b""


def test_every_command_and_option_is_documented() -> None:
    for name, command in main.commands.items():
        assert command.help and "isnad " + name in command.help, f"{name} has no example in its help"
        for parameter in command.params:
            if isinstance(parameter, click.Option):
                assert parameter.help, f"{name} {parameter.name}"
    readme = (Path(__file__).parents[1] / "README.md").read_text("utf-8")
    assert all(f"isnad {name}" in readme for name in main.commands)
