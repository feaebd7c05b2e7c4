"""Faults that are really caused: what isnad says, and that nothing is lost. The table of docs/reliability.md."""

from __future__ import annotations

import contextlib
import gzip
import json
import lzma
import os
import random
import resource
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import zstandard

from isnad.reading import Failure, read
from isnad.records import Article
from isnad.store import open_store
from storing import dump
from test_adding import news
from test_bad_files import zipped
from test_check import fill

HERE = Path(__file__).parent
_RUN = """
import sys; sys.path.insert(0, sys.argv[1])
import isnad, quick_coder
class Quick(type(quick_coder.slow() if sys.argv[2] == 'slow' else quick_coder.quick())):
    def code(self, article): return self.code_and_analyse(article)[0]
isnad.load = Quick
from isnad.corpus import adding
adding._BATCH, adding._SECONDS = 5, 0.05
from isnad.cli import main
main(sys.argv[3:])
"""


def start(*arguments: object, slow: bool = False, **how: Any) -> subprocess.Popen[str]:
    """``isnad`` in a process of its own, with a coder that takes no time (or a little)."""
    command = [sys.executable, "-c", _RUN, str(HERE), "slow" if slow else "quick", *map(str, arguments)]
    how.setdefault("stdout", subprocess.PIPE)
    return subprocess.Popen(command, stderr=subprocess.PIPE, text=True, **how)


def run(*arguments: object, **how: Any) -> tuple[int, str]:
    """Exit status, and what was said."""
    with start(*arguments, **how) as process:
        out, err = process.communicate(timeout=120)
    return process.returncode, (out or "") + err


def clear(said: str) -> None:
    """A message, no traceback."""
    assert "Traceback" not in said and said.strip(), said


def contents(where: Path) -> dict[str, list[tuple[object, ...]]]:
    with open_store(where) as store:
        return dump(store)


def whole(tmp_path: Path, folder: Path) -> dict[str, list[tuple[object, ...]]]:
    """The corpus as it is when nothing goes wrong."""
    assert run("add", tmp_path / "whole.db", folder)[0] == 1  # some files of the folder are bad on purpose
    return contents(tmp_path / "whole.db")


def sound(where: Path) -> None:
    code, said = run("check", where)
    assert code == 0, said


# -- SIGKILL: of isnad add see test_adding.py ------------------------------------------------------------------------


def test_code_killed_leaves_the_old_output_and_the_next_run_writes_the_new(tmp_path: Path) -> None:
    folder, out = news(tmp_path / "news", rows=200), tmp_path / "out.jsonl"
    out.write_text("as it was")
    with start("code", folder, "-f", "jsonl", "-o", out, slow=True) as process:
        deadline = time.monotonic() + 60
        part = tmp_path / "out.jsonl.part"
        while time.monotonic() < deadline and not (part.exists() and part.stat().st_size > 0):
            time.sleep(0.01)
        process.send_signal(signal.SIGKILL)
    assert out.read_text() == "as it was" and not (tmp_path / "out.jsonl.manifest.json").exists()
    assert run("code", folder, "-f", "jsonl", "-o", out)[0] == 1
    assert len(out.read_text().splitlines()) == 4 * 202 + 4 and not part.exists()


# -- full disk -------------------------------------------------------------------------------------------------------


@contextlib.contextmanager
def small_disk(folder: Path, size: str) -> Iterator[Callable[[str], None]]:
    """A file system of *size* at *folder*; the function changes its size. Skips where none can be made."""
    folder.mkdir()
    if os.getuid() or subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", folder], check=False, capture_output=True
    ).returncode:
        pytest.skip("making a small file system needs root, and the right to mount")
    try:
        yield lambda new: subprocess.run(["mount", "-o", f"remount,size={new}", folder], check=True) and None
    finally:
        subprocess.run(["umount", "-l", folder], check=True)


@pytest.mark.parametrize("size", ["300k", "700k", "1500k"])
def test_full_disk_adding(tmp_path: Path, size: str) -> None:
    folder = news(tmp_path / "news", rows=120)
    expected = whole(tmp_path, folder)
    disk = tmp_path / "disk"
    with small_disk(disk, size) as resize:
        where = disk / "c.db"
        code, said = run("add", where, folder)
        clear(said)
        assert code == 1 and "full" in said and "same command again" in said, said
        resize("64m")
        run("add", where, folder)
        assert contents(where) == expected
        sound(where)


def test_full_disk_coding(tmp_path: Path) -> None:
    folder = news(tmp_path / "news", rows=120)
    with small_disk(tmp_path / "disk", "64k") as resize:
        out = tmp_path / "disk" / "out.jsonl"
        out.write_text("as it was")
        code, said = run("code", folder, "-f", "jsonl", "-o", out)
        clear(said)
        assert code == 1 and "No space left" in said and out.read_text() == "as it was"
        assert [p.name for p in out.parent.iterdir()] == ["out.jsonl"]
        resize("64m")
        assert run("code", folder, "-f", "jsonl", "-o", out)[0] == 1 and out.stat().st_size > 100_000


def _limit(size: int) -> Callable[[], None]:
    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))

    return limit


@pytest.mark.parametrize("size", [100_000, 300_000])
def test_file_size_limit_adding(tmp_path: Path, size: int) -> None:
    folder = news(tmp_path / "news", rows=120)
    expected, where = whole(tmp_path, folder), tmp_path / "c.db"
    code, said = run("add", where, folder, preexec_fn=_limit(size))
    clear(said)
    assert code == 1 and "same command again" in said, said
    run("add", where, folder)
    assert contents(where) == expected
    sound(where)


def test_full_standard_output(tmp_path: Path) -> None:
    folder = news(tmp_path / "news")
    with open("/dev/full", "w", encoding="utf-8") as full:
        code, said = run("code", folder, "-f", "jsonl", stdout=full)
    clear(said)
    assert code == 1 and "No space left" in said


def test_a_reader_that_goes_away(tmp_path: Path) -> None:
    """``isnad code … | head -1``"""
    folder = news(tmp_path / "news", rows=300)
    with start("code", folder, "-f", "jsonl") as process:
        assert process.stdout is not None and process.stderr is not None
        assert process.stdout.readline()
        process.stdout.close()
        said = process.stderr.read()
    assert "Traceback" not in said and process.returncode in (0, 1, -signal.SIGPIPE, 141)


# -- read-only -------------------------------------------------------------------------------------------------------


@pytest.fixture
def writable(tmp_path: Path) -> Iterator[tuple[Path, Callable[[bool], None]]]:
    """A folder, and a function that makes it read-only (or not): for root, who may write anywhere, a file system."""
    folder = tmp_path / "disk"
    if os.getuid() == 0:
        with small_disk(folder, "64m"):
            yield folder, lambda may: subprocess.run(
                ["mount", "-o", f"remount,{'rw' if may else 'ro'}", folder], check=True
            ) and None
        return
    folder.mkdir()
    yield folder, lambda may: folder.chmod(0o755 if may else 0o555)
    folder.chmod(0o755)


def test_read_only_folder(tmp_path: Path, writable: tuple[Path, Callable[[bool], None]]) -> None:
    disk, make = writable
    folder = news(tmp_path / "news")
    fill(disk / "c.db")
    before = contents(disk / "c.db")
    make(False)
    for where in ("new.db", "c.db"):
        code, said = run("add", disk / where, folder)
        clear(said)
        assert code == 1 and "permissions" in said and any(w in said for w in ("unable to open", "readonly")), said
    code, said = run("code", folder, "-f", "jsonl", "-o", disk / "out")
    clear(said)
    assert code == 1 and any(w in said for w in ("Permission denied", "Read-only file system"))
    assert "choose another place" in said
    code, said = run("check", disk / "c.db")
    assert code == 0, said
    make(True)
    assert sorted(p.name for p in disk.iterdir()) == ["c.db"]
    assert contents(disk / "c.db") == before


# -- a damaged database ----------------------------------------------------------------------------------------------

COMMANDS = (
    ["find", "CORPUS", "--type", "ASSAULT"], ["find", "CORPUS", "--text", "كيدال"], ["show", "CORPUS", "a"],
    ["stories", "CORPUS", "--again"], ["actors", "CORPUS"], ["positions", "CORPUS", "وزير الدفاع"],
    ["export", "CORPUS", "--format", "tables", "-o", "OUT"],
    ["dossier", "CORPUS", "--about", "كيدال", "-o", "OUT.html"],
    ["add", "CORPUS", "NEWS"],
)  # fmt: skip


@pytest.mark.parametrize("seed", range(6))
def test_damaged_database(tmp_path: Path, seed: int) -> None:
    """Pages overwritten with noise: no command ends in a traceback, and what says damaged says what to do."""
    from click.testing import CliRunner  # noqa: PLC0415

    from isnad.cli import main  # noqa: PLC0415

    good = tmp_path / "good.db"
    fill(good)
    chance = random.Random(seed)
    pages = good.stat().st_size // 4096
    hit = chance.sample(range(seed % 2, pages), 12)
    (tmp_path / "n.txt").write_text("")
    names = {"CORPUS": "bad.db", "OUT": "out", "OUT.html": "out.html", "NEWS": "n.txt"}
    told = 0
    for command in COMMANDS:
        bad = tmp_path / "bad.db"
        for old in tmp_path.glob("bad.db*"):
            shutil.rmtree(old) if old.is_dir() else old.unlink()
        data = bytearray(good.read_bytes())
        for page in hit:
            head = 100 if page == 0 else 0  # else it is no database at all
            data[page * 4096 + head : (page + 1) * 4096] = chance.randbytes(4096 - head)
        bad.write_bytes(data)
        done = CliRunner().invoke(main, [str(tmp_path / names[a]) if a in names else a for a in command])
        assert done.exception is None or isinstance(done.exception, SystemExit), (command, done.exception)
        if "damaged" in done.output:
            told += 1
            assert done.exit_code == 1 and f"isnad check {bad}" in done.output
    assert told >= len(COMMANDS) // 2
    code, said = run("check", bad)
    assert code == 1 and "backup" in said


def test_truncated_database(tmp_path: Path) -> None:
    where = tmp_path / "c.db"
    fill(where)
    data = where.read_bytes()
    for size in (1, 50, 100, 4096, 10_000, len(data) // 2, len(data) - 1):
        where.write_bytes(data[:size])
        for old in tmp_path.glob("c.db-*"):
            old.unlink()
        code, said = run("find", where, "--text", "كيدال")
        clear(said)
        if size <= len(data) // 2:  # a question need not touch the last page
            assert code == 1 and any(w in said for w in ("is damaged", "not an isnad database")), (size, said)
        assert run("check", where)[0] in (1, 2) and len(where.read_bytes()) == size


# -- two at once -----------------------------------------------------------------------------------------------------


def test_two_writers_at_once(tmp_path: Path) -> None:
    """Of two runs one is told to wait; a question meanwhile is answered; afterwards all is there once."""
    folder = news(tmp_path / "news", rows=80)
    expected, where = whole(tmp_path, folder), tmp_path / "c.db"
    with start("add", where, folder, slow=True) as first:
        assert first.stderr is not None
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline and _count(where) < 10:
            time.sleep(0.02)
        code, said = run("add", where, folder)
        clear(said)
        assert code == 1 and "another isnad is adding" in said
        code, said = run("find", where, "--limit", "1")
        assert code == 0 and "1 of" in said
        assert run("check", where)[0] == 0
        first.communicate()
    assert contents(where) == expected
    sound(where)


def _count(where: Path) -> int:
    try:
        with contextlib.closing(sqlite3.connect(f"file:{where}?mode=ro", uri=True)) as connection:
            return int(connection.execute("SELECT count(*) FROM article").fetchone()[0])
    except sqlite3.Error:
        return 0


# -- truncated files -------------------------------------------------------------------------------------------------


def _rows(n: int) -> bytes:
    chance = random.Random(n)
    words = "القوات المدينة الوفد الحدود الوزير الاتفاق القرية الميناء".split()  # noqa: SIM905
    lines = []
    for k in range(n):
        text = f"قال الوزير إن {' و'.join(chance.sample(words, 5))} {k} في الصباح."
        lines.append(json.dumps({"doc": f"r{k}", "text": text}, ensure_ascii=False))
    return ("\n".join(lines) + "\n").encode()


LINES = _rows(60)
WHOLE: dict[str, Callable[[], bytes]] = {
    "n.jsonl": LINES.strip,
    "n.jsonl.gz": lambda: gzip.compress(LINES),
    "n.jsonl.xz": lambda: lzma.compress(LINES),
    "n.jsonl.zst": lambda: zstandard.compress(LINES),
    "n.zip": lambda: zipped({f"{k}.jsonl": _rows(k) for k in (5, 6, 7)}),
    "n.csv": lambda: b"doc,text\n" + b"".join(f"{k},قال الوزير كلمته {k}\n".encode() for k in range(60)),
    "n.json": lambda: b"[" + b",".join(_rows(20).splitlines()) + b"]",
    "n.rss": (
        "<rss><channel><title>t</title>"
        + "".join(f"<item><title>{k}</title><description>قال الوزير كلمته {k}</description></item>" for k in range(20))
        + "</channel></rss>"
    ).encode,
    "n.html": (HERE.parent / "samples" / "05-syria-page.html").read_bytes,
    "n.txt": (HERE.parent / "samples" / "03-iraq-windows1256.txt").read_bytes,
}


@pytest.mark.parametrize("name", WHOLE)
def test_truncated_files(tmp_path: Path, name: str) -> None:
    """Cut anywhere: what came before is kept as it was, the file is named, and nothing is raised."""
    data = WHOLE[name]()
    path = tmp_path / name
    path.write_bytes(data)
    all_ = {a.doc: a for a in read([path]) if isinstance(a, Article)}
    assert all_
    chance = random.Random(name)
    sizes = sorted({0, 1, 2, 3, len(data) - 1, *(chance.randrange(len(data)) for _ in range(25))})
    kept = 0
    for size in sizes:
        path.write_bytes(data[:size])
        items = list(read([path]))
        assert items, size
        found = [a for a in items if isinstance(a, Article)]
        failed = [f for f in items if isinstance(f, Failure) and not f.notice]
        if "." in name[2:] or name == "n.zip":
            assert failed and name in failed[-1].message(), (size, items)
        if name.startswith("n.jsonl"):
            assert all(all_[a.doc] == a for a in found), size
        kept += len(found)
    if name in ("n.jsonl", "n.jsonl.gz", "n.csv"):
        assert kept > 100


def test_truncated_model(tmp_path: Path) -> None:
    """isnad's own data cut short: it says that it must be installed again."""
    home = tmp_path / "isnad"
    shutil.copytree(HERE.parent / "src" / "isnad", home, ignore=shutil.ignore_patterns("__pycache__"))
    (tmp_path / "n.txt").write_text("قصفت القوات القرية.")
    command = [sys.executable, "-c", "from isnad.cli import main; main()", "code", str(tmp_path / "n.txt")]
    for model in sorted(p for p in (home / "models").rglob("*") if p.is_file() and p.stat().st_size > 10_000):
        data = model.read_bytes()
        model.write_bytes(data[: len(data) // 2])
        done = subprocess.run(command, env={**os.environ, "PYTHONPATH": str(tmp_path)}, capture_output=True, text=True,
                              check=False, timeout=120)  # fmt: skip
        model.write_bytes(data)
        assert "Traceback" not in done.stderr, (model, done.stderr[-600:])
        assert done.returncode == 1 and "install it again" in done.stderr, (model, done.stdout[:300], done.stderr)
