"""Adding to a corpus: what is new, once, in order, whatever interrupts it."""

from __future__ import annotations

import gzip
import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from databases import database, postgres_url
from isnad.corpus.adding import Report, Watch, WorkerError, add
from isnad.reading import Options
from isnad.store import StoreError, open_store
from isnad.store.locking import alone
from quick_coder import quick
from storing import dump

__all__ = ["database"]
HERE = Path(__file__).parent
WORDS = """قصفت القوات الحكومية مواقع الحركة قرب الميناء وقال مصدر محلي إن الأهالي غادروا
نحو الجبل مساء اليوم""".split()  # noqa: SIM905


def news(folder: Path, files: int = 4, rows: int = 12, seed: int = 1) -> Path:
    """A folder of every sort of file, with bad lines, the same article twice and one id for two articles."""
    chance = random.Random(seed)
    folder.mkdir(parents=True, exist_ok=True)

    def sentence() -> str:
        return " ".join(chance.choices(WORDS, k=chance.randint(6, 14))) + "."

    for f in range(files):
        lines = []
        for n in range(rows):
            row = {"doc": f"n{f}-{n}", "text": sentence(), "outlet": f"صحيفة {f}", "published": f"2015-03-{n + 1:02}"}
            lines.append(json.dumps(row, ensure_ascii=False))
        lines.insert(3, "{broken")
        lines.insert(5, lines[1])
        lines.insert(7, json.dumps({"doc": f"n{f}-0", "text": sentence(), "published": "قريبا"}, ensure_ascii=False))
        data = ("\n".join(lines) + "\n").encode()
        path = folder / f"part{f}.jsonl"
        path.write_bytes(data)
    some = (folder / "part0.jsonl").read_bytes().splitlines(keepends=True)[:4]
    (folder / "packed.jsonl.gz").write_bytes(gzip.compress(b"".join(some)))
    (folder / "single.txt").write_text(f"الخرطوم - رويترز: {sentence()}")
    (folder / "hard.txt").write_text(f"هذا نص يستعصي على الترميز. {sentence()}")
    (folder / "empty.txt").write_text("")
    (folder / "report.pdf").write_bytes(b"%PDF-1.4 ...")
    return folder


def run(where: str | Path, *paths: Path, processes: int = 1, options: Options | None = None) -> Report:
    with open_store(where) as store:
        return add(store, paths, options, processes, make_coder=quick)  # type: ignore[arg-type]


def contents(where: str | Path) -> dict[str, list[tuple[object, ...]]]:
    with open_store(where) as store:
        return dump(store)


def test_everything_is_there_once_and_what_failed_is_told(database: str, tmp_path: Path) -> None:
    folder = news(tmp_path / "news")
    report = run(database, folder)
    assert report.added == 4 * 13 + 2 and report.known == 4 + 3
    failed = [(f.key, Path(str(f.values["where"]).partition(":")[0]).name) for f in report.failures]
    assert sorted(failed) == sorted(
        [("error.document", "report.pdf"), ("error.empty", "empty.txt"), ("error.coding", "hard"),
         *[("error.json", f"part{n}.jsonl") for n in range(4)], ("error.json", "packed.jsonl.gz")]
    )  # fmt: skip
    with open_store(database) as store:
        counts = store.counts()
        assert (counts.articles, counts.coded, counts.statements) == (54, 53, report.statements)
        one = store.article("single")
        assert one is not None and (one.dateline, one.credit) == ("الخرطوم", "reuters")
        assert store.article("n0-0~2") is not None and store.coding("hard") is None
        assert [a.doc for a in store.search("يستعصي")] == ["hard"]
        told = [(p.key, p.place) for p in store.failures() if not p.notice]
        assert len(told) == 7 and ("error.coding", "hard") in told


def test_run_again_it_adds_nothing_and_tells_the_failures_again(database: str, tmp_path: Path) -> None:
    folder = news(tmp_path / "news")
    first = run(database, folder)
    before = contents(database)
    again = run(database, folder)
    assert contents(database) == before
    assert (again.added, again.known, again.known_files) == (0, 0, again.files)
    assert sorted(f.message() for f in again.failures) == sorted(f.message() for f in first.failures)


def test_files_are_known_by_their_content_not_by_their_name(tmp_path: Path) -> None:
    folder, where = news(tmp_path / "news"), tmp_path / "c.db"
    run(where, folder)
    moved = folder.rename(tmp_path / "elsewhere")
    (moved / "part9.jsonl").write_text('{"doc": "new", "text": "خبر جديد"}\n' + (moved / "part1.jsonl").read_text())
    report = run(where, moved)
    assert (report.added, report.known) == (1, 14)


@pytest.mark.parametrize("processes", [2])
def test_the_number_of_processes_makes_no_difference(tmp_path: Path, processes: int) -> None:
    folder = news(tmp_path / "news")
    run(tmp_path / "one.db", folder)
    report = run(tmp_path / "many.db", folder, processes=processes)
    assert contents(tmp_path / "many.db") == contents(tmp_path / "one.db")
    assert report.added == 54


def test_other_options_read_a_file_again(tmp_path: Path) -> None:
    table = tmp_path / "t.csv"
    table.write_text("doc,body,text\n1,نص أول,نص ثان\n")
    where = tmp_path / "c.db"
    assert run(where, table, options=Options(columns={"text": "body"})).added == 1
    assert run(where, table, options=Options(columns={"text": "body"})).known_files == 1
    assert run(where, table).added == 1


def test_a_pipe_is_read_once(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe.jsonl"
    for added in (1, 0):
        os.mkfifo(pipe)
        with subprocess.Popen(["sh", "-c", f"printf '%s' '{{\"doc\": \"p\", \"text\": \"خبر\"}}' > {pipe}"]):
            report = run(tmp_path / "c.db", pipe)
        assert (report.added, report.known, report.failures) == (added, 1 - added, [])
        pipe.unlink()


def test_two_runs_at_once_are_refused(database: str, tmp_path: Path) -> None:
    folder = news(tmp_path / "news")
    with open_store(database) as store, alone(store.engine), pytest.raises(StoreError, match="another isnad"):
        run(database, folder)
    assert run(database, folder).added == 54


def test_a_watcher_is_told_of_every_byte_and_article(tmp_path: Path) -> None:
    folder = news(tmp_path / "news")
    told: dict[str, int] = {"total": 0, "read": 0, "written": 0}

    def count(name: str, by: int) -> None:
        told[name] += by

    watch = Watch(lambda n: count("total", n), lambda n: count("read", n), lambda n: count("written", n))
    with open_store(tmp_path / "c.db") as store:
        add(store, [folder], watch=watch, make_coder=quick)  # type: ignore[arg-type]
        assert told["read"] == told["total"] > 0 and told["written"] == 54
        told.update(total=0, read=0, written=0)
        add(store, [folder], watch=watch, make_coder=quick)  # type: ignore[arg-type]
        assert told["read"] == told["total"] > 0 and told["written"] == 0


def test_an_interruption_keeps_what_was_finished(tmp_path: Path) -> None:
    folder = news(tmp_path / "news")
    run(tmp_path / "whole.db", folder)
    seen = 0

    def stop(articles: int) -> None:
        nonlocal seen
        seen += articles
        raise KeyboardInterrupt

    with open_store(tmp_path / "c.db") as store:
        with pytest.raises(KeyboardInterrupt):
            add(store, [folder], watch=Watch(written=stop), make_coder=quick)  # type: ignore[arg-type]
        assert store.counts().articles >= seen > 0
    run(tmp_path / "c.db", folder)
    assert contents(tmp_path / "c.db") == contents(tmp_path / "whole.db")


def _start(where: str | Path, processes: int, folder: Path) -> subprocess.Popen[str]:
    command = [sys.executable, str(HERE / "quick_coder.py"), str(where), str(processes), str(folder)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True, start_new_session=True)


def _killed(where: str | Path, processes: int, folder: Path, seconds: float) -> bool:
    """Kill a run so long after it begins; False when it was done before."""
    with _start(where, processes, folder) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "begun\n"
        time.sleep(seconds)
        process.send_signal(signal.SIGKILL)
        return process.stdout.read() == ""


@pytest.mark.parametrize(("kind", "processes"), [("sqlite", 1), ("sqlite", 2), ("postgres", 1)])
def test_killed_at_random_moments_and_run_again_it_comes_out_the_same(
    tmp_path: Path, kind: str, processes: int
) -> None:
    folder = news(tmp_path / "news", rows=25)
    whole, where = tmp_path / "whole.db", tmp_path / "killed.db"
    places: list[str | Path] = [whole, where] if kind == "sqlite" else [postgres_url(), postgres_url()]
    run(places[0], folder)
    chance = random.Random(f"{kind}{processes}")
    kills = sum(_killed(places[1], processes, folder, chance.uniform(0.0, 0.4)) for _ in range(6))
    assert kills >= 2, "every run was done before it could be killed: give it more to do"
    with _start(places[1], processes, folder) as last:
        assert last.stdout is not None and last.stdout.read() == "begun\nended\n"
    assert contents(places[1]) == contents(places[0])


def test_processes_end_when_their_parent_is_killed(tmp_path: Path) -> None:
    folder = news(tmp_path / "news", rows=200)
    with _start(tmp_path / "c.db", 2, folder) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "begun\n"
        deadline = time.monotonic() + 30
        while len(_group(process.pid)) < 3 and time.monotonic() < deadline:
            time.sleep(0.05)
        assert len(_group(process.pid)) >= 3
        process.send_signal(signal.SIGKILL)
        process.wait()
        while _group(process.pid) and time.monotonic() < deadline:
            time.sleep(0.1)
        assert _group(process.pid) == []


def _group(leader: int) -> list[int]:
    """Processes of the session that *leader* began, zombies left out."""
    found = []
    for entry in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = entry.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[3]) == leader and fields[0] != "Z":
            found.append(int(entry.parent.name))
    return found




class _Ending:
    def code_and_analyse(self, article: object) -> None:
        os._exit(9)


def ending() -> _Ending:
    return _Ending()


def test_a_process_that_is_ended_from_outside_is_told(tmp_path: Path) -> None:
    folder = news(tmp_path / "news")
    with open_store(tmp_path / "c.db") as store, pytest.raises(WorkerError):
        add(store, [folder], processes=2, make_coder=ending)  # type: ignore[arg-type]
    assert run(tmp_path / "c.db", folder).added == 54
