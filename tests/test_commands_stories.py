"""``isnad stories``: found when stale, kept otherwise, as table, JSON Lines and CSV."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from isnad.cli import main
from isnad.corpus.refresh import is_stale, refresh
from isnad.store import open_store
from test_corpus_stories import attack, other


@pytest.fixture
def corpus(tmp_path: Path) -> str:
    path = tmp_path / "corpus.db"
    with open_store(path) as store:
        store.add(
            [
                attack("a", "الميدان", "ناطق عسكري", "ثلاثة جنود", 3),
                attack("b", "الساحة", "مصدر طبي", "خمسة جنود", 5, 1),
                other("x", "الغد"),
            ]
        )
    return str(path)


def run(*arguments: str) -> tuple[int, str]:
    result = CliRunner().invoke(main, ["stories", *arguments])
    return result.exit_code, result.stdout


def test_stories_are_found_once_and_again_after_adding(corpus: str) -> None:
    with open_store(corpus) as store:
        assert is_stale(store) and refresh(store) and not is_stale(store)
        assert not refresh(store)
        (story,) = store.stories()
        assert [r.mention.doc for r in story.reports] == ["a", "b"]
        store.add([attack("c", "الغد", "شاهد عيان", "خمسة جنود", 5, 1)])
        assert is_stale(store) and refresh(store)
        (story,) = store.stories()
        assert len(story.reports) == 3 and len(story.roots) == 3


def test_formats(corpus: str) -> None:
    status, lines = run(corpus, "-f", "jsonl")
    (story,) = [json.loads(line) for line in lines.splitlines()]
    assert status == 0 and story["type"] == "ASSAULT" and len(story["roots"]) == 2
    _, table = run(corpus, "-f", "csv")
    (row,) = csv.DictReader(io.StringIO(table))
    assert (row["reports"], row["roots"], row["first_outlet"]) == ("2", "2", "الميدان")
    assert row["contradictions"] == "figure:killed: 3 killed / 5 killed"
    status, shown = run(corpus, "--lang", "ar")
    assert status == 0 and "هجوم أو اشتباك" in shown and story["id"] in shown


def test_filters(corpus: str) -> None:
    assert run(corpus, "--roots", "2", "--contradicted")[0] == 0
    assert run(corpus, "--roots", "3")[0] == 1
    assert run(corpus, "--type", "CONSULT")[0] == 1
    assert run(corpus, "--min-reports", "3")[0] == 1
