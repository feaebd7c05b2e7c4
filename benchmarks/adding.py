"""Adding to a corpus, measured: its rate beside the bare coder's, its memory, and whether it survives being killed.

    python benchmarks/adding.py rate  NEWS.jsonl[.xz] [--articles 1000] [--jobs 1]
    python benchmarks/adding.py kill  NEWS.jsonl[.xz] [--articles 150] [--jobs 1] [--kills 20]

``rate`` codes the articles without keeping anything and then adds them to a new SQLite file, both with so many
processes, and compares processor time and time on the clock. ``kill`` adds them once undisturbed and once killed with
SIGKILL at random moments and begun again each time until it is through (and over, until there were so many kills),
and compares everything that the two databases hold, the full-text index among it.
"""

from __future__ import annotations

import argparse
import random
import resource
import signal
import subprocess
import sys
import tempfile
import time
from itertools import islice
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))


def sample(news: Path, articles: int, folder: Path) -> Path:
    """The first so many lines, unpacked."""
    import lzma  # noqa: PLC0415

    path = folder / "sample.jsonl"
    with lzma.open(news) if news.suffix == ".xz" else news.open("rb") as lines, path.open("wb") as out:
        out.writelines(islice(lines, articles))
    return path


def isnad(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "isnad.cli", *arguments]


def timed(command: list[str]) -> tuple[float, float]:
    """Seconds on the clock and of the processors."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    start = time.monotonic()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    wall = time.monotonic() - start
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return wall, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def rate(path: Path, articles: int, jobs: int, folder: Path) -> None:
    loading = timed(isnad("code", str(sample(path, 1, folder)), "-f", "jsonl"))
    data = sample(path, articles, folder)
    bare = timed(isnad("code", str(data), "-f", "jsonl", "--processes", str(jobs)))
    kept = timed(isnad("add", str(folder / "c.db"), str(data), "--jobs", str(jobs)))
    for name, (wall, cpu) in (("bare coder", bare), ("isnad add", kept)):
        own = cpu - loading[1] * jobs
        each = own / articles * 1000
        print(f"{name:<11} {wall:7.1f} s on the clock, {cpu:7.1f} s of processors, {each:6.1f} ms an article")
    share = (bare[1] - loading[1] * jobs) / (kept[1] - loading[1] * jobs)
    print(f"rate of adding, in processor time without loading: {share:.0%} of the bare coder's")
    print(f"database: {(folder / 'c.db').stat().st_size / articles / 1024:.0f} KiB an article")


def kill(path: Path, articles: int, jobs: int, kills: int, folder: Path) -> None:
    from isnad.store import open_store  # noqa: PLC0415
    from storing import dump  # noqa: PLC0415

    def contents(where: Path) -> dict[str, list[tuple[object, ...]]]:
        with open_store(where) as store:
            return dump(store)

    def compare(where: Path) -> None:
        found = contents(where)
        print("the same" if found == wanted else "DIFFERENT", f"({sum(map(len, found.values())):,} rows)", flush=True)
        if found != wanted:
            sys.exit(1)

    data = sample(path, articles, folder)
    whole, _ = timed(isnad("add", str(folder / "whole.db"), str(data), "--jobs", str(jobs)))
    wanted = contents(folder / "whole.db")
    chance = random.Random(1)
    done = rounds = 0
    while done < kills:
        where = folder / f"killed{rounds}.db"
        command = isnad("add", str(where), str(data), "--jobs", str(jobs))
        process = subprocess.Popen(command, stderr=subprocess.DEVNULL)
        try:
            process.wait(chance.uniform(0.02, 0.5) * whole)
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGKILL)
            process.wait()
            done += 1
            if where.exists():
                with open_store(where) as store:
                    print(f"kill {done}: {store.counts().articles} articles", flush=True)
        else:
            compare(where)
            rounds += 1
    timed(command)
    compare(where)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=["rate", "kill"])
    parser.add_argument("news", type=Path)
    parser.add_argument("--articles", type=int)
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--kills", type=int, default=20)
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        if chosen.what == "rate":
            rate(chosen.news, chosen.articles or 1000, chosen.jobs, Path(name))
        else:
            kill(chosen.news, chosen.articles or 150, chosen.jobs, chosen.kills, Path(name))


if __name__ == "__main__":
    main()
