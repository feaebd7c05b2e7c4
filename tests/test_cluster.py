"""Coding on a Dask cluster of several processes: the same database, whichever worker is lost."""

from __future__ import annotations

import json
import os
import signal
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from isnad.cli import main
from isnad.cluster import unit
from isnad.cluster.unit import COLUMNS, code_files, partition_name, read_partition
from isnad.reading import Input, Options
from isnad.store import open_store
from isnad.trust.check import check
from quick_coder import quick, slow
from test_adding import contents, news, run

distributed = pytest.importorskip("distributed", reason="the extra dask is not installed")
pytest.importorskip("pyarrow")


def sources(folder: Path) -> list[Input]:
    return [Input(str(p), p.stem, p) for p in sorted(folder.glob("part*.jsonl"))]


def test_the_unit_of_work_is_idempotent_and_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = news(tmp_path / "news")
    out = tmp_path / "parts" / "a.parquet"
    assert code_files(sources(folder), out, Options(), quick) == out  # type: ignore[arg-type]
    before = out.read_bytes(), out.stat().st_mtime_ns
    code_files(sources(folder), out, Options(), quick)  # type: ignore[arg-type]
    assert (out.read_bytes(), out.stat().st_mtime_ns) == before
    other = tmp_path / "b.parquet"
    code_files(sources(folder), other, Options(), quick)  # type: ignore[arg-type]
    assert other.read_bytes() == before[0]
    rows = read_partition(out)
    assert len(rows) == 4 * 13 and set(next(iter(rows.values()))) == set(COLUMNS)

    def full(*_: object) -> Any:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(unit, "as_row", full)
    with pytest.raises(OSError, match="space"):
        code_files(sources(folder), tmp_path / "c.parquet", Options(), quick)  # type: ignore[arg-type]
    assert sorted(p.name for p in tmp_path.iterdir() if p.is_file()) == ["b.parquet"]


def test_the_name_of_a_partition_is_that_of_its_content() -> None:
    names = {partition_name(["a", "b"], "1"), partition_name(["b", "a"], "1"), partition_name(["a", "b"], "2")}
    assert len(names) == 3 and partition_name(["a", "b"], "1") in names


@pytest.fixture(scope="module")
def client() -> Iterator[Any]:
    with (
        distributed.LocalCluster(
            n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None, silence_logs=50
        ) as cluster,
        distributed.Client(cluster) as one,
    ):
        yield one


def add(where: Path, folder: Path, parts: Path, client: Any, make: Any = quick) -> Any:
    from isnad.cluster.adding import add_with_dask  # noqa: PLC0415

    with open_store(where) as store:
        return add_with_dask(store, [folder], parts, client, make_coder=make)


def test_the_database_is_that_of_one_process(tmp_path: Path, client: Any) -> None:
    folder = news(tmp_path / "news")
    run(tmp_path / "one.db", folder)
    report = add(tmp_path / "many.db", folder, tmp_path / "parts", client)
    assert report.added == 54 and len(report.failures) == 8
    assert contents(tmp_path / "many.db") == contents(tmp_path / "one.db")
    again = add(tmp_path / "many.db", folder, tmp_path / "parts", client)
    assert again.added == 0 and again.known_files == again.files
    assert list(check(tmp_path / "many.db")) == []


def test_a_worker_killed_in_the_middle_costs_nothing(
    tmp_path: Path, client: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from isnad.cluster import adding  # noqa: PLC0415

    monkeypatch.setattr(adding, "UNIT_BYTES", 1)  # a unit a file
    folder = news(tmp_path / "news", files=12, rows=40)
    run(tmp_path / "one.db", folder)
    parts = tmp_path / "parts"
    killed: list[int] = []

    def kill() -> None:
        deadline = time.monotonic() + 120
        while time.monotonic() < deadline:
            begun = [p for p in parts.glob(".*.part") if p.exists()] if parts.is_dir() else []
            if begun and len(list(parts.glob("*.parquet"))) >= 2:
                pid = next(iter(client.run(os.getpid).values()))
                os.kill(pid, signal.SIGKILL)
                killed.append(pid)
                return
            time.sleep(0.01)

    thread = threading.Thread(target=kill)
    thread.start()
    report = add(tmp_path / "many.db", folder, parts, client, slow)
    thread.join()
    assert killed and report.added == 12 * 41 + 2
    assert contents(tmp_path / "many.db") == contents(tmp_path / "one.db")
    assert len([p for p in parts.iterdir() if p.suffix == ".parquet"]) == 16


def test_options_and_a_scheduler_that_is_not_there_are_told(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("خبر قصير لا غير.")

    def said(*arguments: str) -> tuple[int, str]:
        done = CliRunner().invoke(main, ["add", str(tmp_path / "c.db"), str(tmp_path / "a.txt"), *arguments])
        return done.exit_code, done.output

    assert said("--engine", "dask")[0] == 2
    assert said("--scheduler", "tcp://127.0.0.1:9")[0] == 2
    assert said("--parts", str(tmp_path))[0] == 2
    code, told = said("--engine", "dask", "--scheduler", "tcp://127.0.0.1:9")
    assert code == 1 and "does not answer" in told and "Traceback" not in told


def test_partitions_are_plain_tables(tmp_path: Path) -> None:
    duckdb = pytest.importorskip("duckdb")
    folder = news(tmp_path / "news")
    code_files(sources(folder), tmp_path / "a.parquet", Options(), quick)  # type: ignore[arg-type]
    rows = duckdb.sql(
        f"SELECT outlet, count(*), sum(json_array_length(statements)) FROM '{tmp_path}/*.parquet' GROUP BY 1 ORDER BY 1"
    ).fetchall()
    assert [n for _, n, _ in rows] == [1] * 4 + [12] * 4 or sum(n for _, n, _ in rows) == 52
    assert json.loads(next(iter(read_partition(tmp_path / "a.parquet").values()))["statements"])
