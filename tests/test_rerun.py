"""Manifests of runs, and ``isnad rerun``: the same bytes, or what differs."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

import isnad
from isnad.cli import main
from isnad.output.files import InUseError, write_whole
from isnad.reading import Failure
from isnad.store import open_store
from isnad.trust import manifest as manifests
from isnad.trust.manifest import Manifest
from quick_coder import QuickCoder
from test_adding import news

HERE = Path(__file__).parent


class _Quick(QuickCoder):
    def code(self, article):  # type: ignore[no-untyped-def]
        return self.code_and_analyse(article)[0]


@pytest.fixture(autouse=True)
def _coder(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(isnad, "load", _Quick)
    monkeypatch.delenv("ISNAD_ACTORS", raising=False)
    monkeypatch.delenv("ISNAD_GAZETTEER", raising=False)
    kept = dict(os.environ)
    yield
    os.environ.clear()
    os.environ.update(kept)


def run(*arguments: object) -> Result:
    return CliRunner().invoke(main, [str(a) for a in arguments])


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return news(tmp_path / "news")


@pytest.mark.parametrize("format_", ["jsonl", "gold", "text", "html"])
def test_code_is_proved_again(tmp_path: Path, folder: Path, format_: str) -> None:
    out = tmp_path / "out"
    assert run("code", folder, "-f", format_, "-o", out, "--published", "2015-03-01").exit_code == 1  # bad files
    made = manifests.read(tmp_path / "out.manifest.json")
    assert (made.command, made.articles, made.state) == ("code", 60, "done")
    assert made.options["published"] == "2015-03-01" and made.made_with["model_files"]
    done = run("rerun", tmp_path / "out.manifest.json")
    assert done.exit_code == 0, done.output
    assert "the same bytes: 60 articles" in done.stdout and manifests.sha256(out) in done.stdout


def test_the_same_run_writes_the_same_manifest(tmp_path: Path, folder: Path) -> None:
    def once() -> bytes:
        run("code", folder, "-f", "gold", "-o", tmp_path / "out")
        return (tmp_path / "out.manifest.json").read_bytes()

    assert once() == once()


def test_no_manifest_without_a_file_or_when_it_is_not_wanted(tmp_path: Path, folder: Path) -> None:
    run("code", folder, "-f", "gold")
    run("code", folder, "-f", "gold", "-o", tmp_path / "out", "--no-manifest")
    run("add", tmp_path / "c.db", folder, "--no-manifest")
    assert not list(tmp_path.glob("*manifest*")) and not (tmp_path / "c.db.runs").exists()


def test_a_new_file_in_the_folder_is_no_input_of_the_old_run(tmp_path: Path, folder: Path) -> None:
    run("code", folder, "-f", "gold", "-o", tmp_path / "out")
    (folder / "aaa.txt").write_text("خبر جديد لم يكن هنا.")
    assert run("rerun", tmp_path / "out.manifest.json").exit_code == 0


@pytest.mark.parametrize(("change", "word"), [("other", "changed"), ("gone", "missing")])
def test_inputs_that_are_not_as_they_were_are_named(tmp_path: Path, folder: Path, change: str, word: str) -> None:
    run("code", folder, "-f", "gold", "-o", tmp_path / "out")
    if change == "other":
        (folder / "single.txt").write_text("نص غيره.")
    else:
        (folder / "single.txt").unlink()
    done = run("rerun", tmp_path / "out.manifest.json")
    assert done.exit_code == 2 and "single.txt" in done.stderr and word in done.stderr
    assert "تغيّر" in run("rerun", tmp_path / "out.manifest.json", "--lang", "ar").stderr or change == "gone"


def test_another_coder_is_found_out_and_the_first_line_told(
    tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run("code", folder, "-f", "gold", "-o", tmp_path / "out")
    monkeypatch.setattr(isnad, "load", lambda: _Other(3))  # the first one cannot be coded
    done = run("rerun", tmp_path / "out.manifest.json", "--keep", tmp_path / "new")
    assert done.exit_code == 1 and "other bytes" in done.stdout
    assert f"{tmp_path / 'out'}:2" in done.stdout and "please report" in done.stdout
    old, new = ((tmp_path / n).read_text().splitlines() for n in ("out", "new"))
    assert old[0] == new[0] and old[1] != new[1]


class _Other(_Quick):
    """Says less of the article with this number."""

    def __init__(self, number: int) -> None:
        self.left = number

    def code_and_analyse(self, article):  # type: ignore[no-untyped-def]
        self.left -= 1
        coding, document = super().code_and_analyse(article)
        return (coding if self.left else replace(coding, statements=coding.statements[:1])), document


def test_what_is_installed_differently_is_told(tmp_path: Path, folder: Path) -> None:
    run("code", folder, "-f", "gold", "-o", tmp_path / "out")
    where = tmp_path / "out.manifest.json"
    data = json.loads(where.read_text())
    data["made_with"].update(models="x", isnad="0.0.9")
    data["made_with"]["libraries"]["numpy"] = "1.0"
    where.write_text(json.dumps(data))
    done = run("rerun", where)
    assert done.exit_code == 0 and "isnad, models, numpy" in done.stderr


def test_add_is_proved_again_run_by_run(tmp_path: Path, folder: Path) -> None:
    corpus = tmp_path / "c.db"
    first, later = tmp_path / "one", tmp_path / "two"
    first.mkdir()
    shutil.copy(folder / "part0.jsonl", first / "part0.jsonl")
    shutil.copytree(folder, later)
    done = run("add", corpus, first)
    assert f"manifest: {corpus}.runs/0001.json" in done.stderr
    assert run("add", corpus, later).exit_code == 1
    assert run("add", corpus, later).exit_code == 1  # nothing new: no manifest
    names = sorted(p.name for p in Path(f"{corpus}.runs").iterdir())
    assert names == ["0001.json", "0002.json"]
    one, two = (manifests.read(Path(f"{corpus}.runs/{n}")) for n in names)
    assert (one.articles, two.articles, two.before) == (13, 41, {"article": 13, "file": 1})
    for name in names:
        done = run("rerun", f"{corpus}.runs/{name}")
        assert done.exit_code == 0, done.output
    kept = tmp_path / "kept.db"
    assert run("rerun", f"{corpus}.runs/0001.json", "--keep", kept).exit_code == 0
    with open_store(kept) as store:
        assert store.counts().articles == 13
    assert run("rerun", f"{corpus}.runs/0001.json", "--keep", kept).exit_code == 2


def test_several_jobs_prove_the_run_of_one(tmp_path: Path) -> None:
    (tmp_path / "n.txt").write_text("خبر قصير لا غير.")
    run("code", tmp_path / "n.txt", "-f", "gold", "-o", tmp_path / "out", "--processes", "1")
    done = run("rerun", tmp_path / "out.manifest.json", "--jobs", "1")
    assert done.exit_code == 0


def test_without_the_corpus_a_first_run_is_proved_and_a_later_one_is_not(tmp_path: Path, folder: Path) -> None:
    corpus = tmp_path / "c.db"
    run("add", corpus, folder / "part0.jsonl")
    run("add", corpus, folder / "part1.jsonl")
    for path in tmp_path.glob("c.db*"):
        if path.is_file():
            path.unlink()
    assert run("rerun", f"{corpus}.runs/0001.json").exit_code == 0
    done = run("rerun", f"{corpus}.runs/0002.json")
    assert done.exit_code == 2 and "the corpus is gone" in done.stderr
    assert not corpus.exists()


def test_a_run_that_was_killed_is_ended_by_the_next_and_both_are_proved(tmp_path: Path) -> None:
    folder, corpus = news(tmp_path / "news", rows=60), tmp_path / "c.db"
    script = (
        "import sys, isnad; sys.path.insert(0, sys.argv[3]); import quick_coder; isnad.load = quick_coder.slow\n"
        "from isnad.corpus import adding; adding._BATCH, adding._SECONDS = 5, 0.05\n"
        "from isnad.cli import main; main(['add', sys.argv[1], sys.argv[2]])"
    )
    command = [sys.executable, "-c", script, str(corpus), str(folder), str(HERE)]
    with subprocess.Popen(command, stderr=subprocess.DEVNULL) as process:
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline and _articles(corpus) < 20:
            time.sleep(0.02)
        process.send_signal(signal.SIGKILL)
    first = Path(f"{corpus}.runs/0001.json")
    assert manifests.read(first).state == "begun"
    assert run("rerun", first).exit_code == 2
    assert run("add", corpus, folder).exit_code == 1
    left, last = manifests.read(first), manifests.read(Path(f"{corpus}.runs/0002.json"))
    assert left.state == "interrupted" and last.state == "done" and left.articles >= 20
    assert left.articles + last.articles == _articles(corpus) == 4 * 61 + 2
    for name in ("0001", "0002"):
        done = run("rerun", f"{corpus}.runs/{name}.json")
        assert done.exit_code == 0, done.output


def _articles(where: Path) -> int:
    if not where.exists():
        return 0
    with open_store(where) as store:
        return store.counts().articles


def test_another_coder_is_found_out_by_the_article(
    tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    corpus = tmp_path / "c.db"
    run("add", corpus, folder / "part0.jsonl")
    monkeypatch.setattr(isnad, "load", lambda: _Other(2))
    done = run("rerun", f"{corpus}.runs/0001.json")
    assert done.exit_code == 1 and "first difference: n0-1" in done.stdout


def test_own_actors_belong_to_the_run(tmp_path: Path, folder: Path) -> None:
    actors = tmp_path / "actors.csv"
    actors.write_text("id,name_ar,name_en,kind\nx-1,مجلس الساحل,Sahel council,organisation\n")
    assert run("code", folder / "single.txt", "-o", tmp_path / "out", "--actors", actors).exit_code == 0
    assert list(manifests.read(tmp_path / "out.manifest.json").own_files["ISNAD_ACTORS"]) == [str(actors)]
    os.environ.pop("ISNAD_ACTORS")
    assert run("rerun", tmp_path / "out.manifest.json").exit_code == 0
    actors.write_text("id,name_ar,name_en,kind\nx-1,مجلس النهر,River council,organisation\n")
    done = run("rerun", tmp_path / "out.manifest.json")
    assert done.exit_code == 2 and "actors.csv" in done.stderr


@pytest.mark.parametrize(
    "content", ["", "{", "[]", '{"isnad_manifest": 2}', '{"isnad_manifest": 1, "inputs": []}', "\xff"]
)
def test_what_is_no_manifest_is_told(tmp_path: Path, content: str) -> None:
    where = tmp_path / "m.json"
    where.write_bytes(content.encode("latin-1"))
    done = run("rerun", where)
    assert done.exit_code == 2 and "no manifest" in done.stderr and "Traceback" not in done.output
    assert run("rerun", tmp_path / "nowhere.json").exit_code == 2


def test_standard_input_cannot_be_read_again(tmp_path: Path) -> None:
    done = CliRunner().invoke(main, ["code", "-", "-o", str(tmp_path / "out")], input="خبر قصير لا غير.")
    assert done.exit_code == 0
    again = run("rerun", tmp_path / "out.manifest.json")
    assert again.exit_code == 2 and "pipe" in again.stderr


def test_two_runs_that_write_one_file_are_told_apart(tmp_path: Path, folder: Path) -> None:
    out = tmp_path / "out"

    def pieces() -> Iterator[str]:
        yield "أول"
        with pytest.raises(InUseError):
            write_whole(["ثان"], out)
        done = run("code", folder / "single.txt", "-o", out)
        assert done.exit_code == 1 and "another isnad is writing there" in done.stderr

    assert write_whole(pieces(), out)
    assert out.read_text() == "أول" and [p.name for p in tmp_path.glob("out*")] == ["out"]


def test_a_failure_among_the_sources_stays_one() -> None:
    found, named = manifests.sources(["/nowhere/at/all"])
    assert isinstance(found[0], Failure) and named == ()


def test_a_manifest_reads_back_as_it_was(tmp_path: Path) -> None:
    one = manifests.InputFile("w", "d", "/p", 1, "x")
    made = Manifest(
        command="code", output="o", options={"a": [1]}, inputs=(one,), made_with={"isnad": "1"}, articles=3, sha256="s"
    )
    made.write(tmp_path / "m.json")
    assert manifests.read(tmp_path / "m.json") == made
