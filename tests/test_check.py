"""``isnad check``: a sound corpus passes, and every fault that is caused here is named with its id."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from databases import database
from isnad.cli import main
from isnad.corpus.adding import add
from isnad.corpus.records import CopyGroup, Mention, Report, Root, Story
from isnad.messages import keys
from isnad.store import StoreError, open_store
from isnad.trust.check import Checked, check
from quick_coder import quick
from storing import coding

__all__ = ["database"]


def fill(where: str | Path) -> None:
    with open_store(where) as store:
        store.add([coding("a"), coding("b", outlet="المنارة"), coding("c", title=None)])
        store.replace_copies([], [CopyGroup("g1", "a", ("a", "b"))])
        first = coding("a").statements[0].id
        report = Report(Mention("a", first), "الأفق", None, Root("words", "x", "العقيد"), None)
        story = Story("st-1", "ASSAULT", "قصفت", None, None, None, (), (), (report,), 0, ("الأفق",), (report.root,))
        store.replace_stories([story])


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    fill(tmp_path / "c.db")
    return tmp_path / "c.db"


def run(*arguments: object) -> Result:
    return CliRunner().invoke(main, [str(a) for a in arguments])


def change(where: Path, *commands: str, foreign: bool = False) -> None:
    with closing(sqlite3.connect(where)) as connection:
        connection.execute(f"PRAGMA foreign_keys={'ON' if foreign else 'OFF'}")
        for command in commands:
            assert connection.execute(command).rowcount != 0, command
        connection.commit()


def test_a_sound_corpus_has_nothing_wrong(database: str) -> None:
    fill(database)
    seen = Checked()
    assert list(check(database, seen)) == []
    assert (seen.articles, seen.statements) == (3, 21)


def test_what_was_added_by_a_run_with_renamed_ids_is_sound(database: str, tmp_path: Path) -> None:
    rows = [{"doc": "x", "text": "قصفت القوات القرية مساء."}, {"doc": "x", "text": "غادر الوفد المدينة أمس صباحا."},
            {"doc": "y", "text": "هذا نص يستعصي على الترميز.", "title": "عنوان الخبر"}]  # fmt: skip
    (tmp_path / "n.jsonl").write_text("\n".join(json.dumps(r, ensure_ascii=False) for r in rows))
    with open_store(database) as store:
        assert add(store, [tmp_path / "n.jsonl"], make_coder=quick).added == 3  # type: ignore[arg-type]
    assert list(check(database)) == []


_TEXT = "UPDATE article SET text = replace(text, 'قصفت', 'ضربت') WHERE doc = 'a'"
_JSON = "UPDATE statement SET json = json_set(json, '$.{}', json('{}')) WHERE id = {}"
FAULTS: dict[str, tuple[tuple[str, ...], dict[str, str]]] = {
    "a changed letter of a text": ((_TEXT,), {"digest": "a"}),
    "a text cut short": (
        ("UPDATE article SET text = substr(text, 1, 60) WHERE doc = 'b'",),
        {"digest": "b", "span": "b#", "index_words": "b"},
    ),
    "offsets beyond the text": ((_JSON.format("evidence.end", 9999, 1),), {"span": "a#ev-", "column": "a#ev-"}),
    "a trigger outside its evidence": ((_JSON.format("trigger", '{"start":150,"end":155}', 1),), {"trigger": "a#ev-"}),
    "a link twice": (
        ("UPDATE statement SET json = json_insert(json, '$.sources[#]', json_extract(json, '$.sources[0]'))"
         " WHERE id = 1",),
        {"chain_twice": "a#ev-", "column": "a#ev-"},
    ),
    "an impossible confidence": ((_JSON.format("confidence", "1.5", 9),), {"value": "b#re-", "column": "b#re-"}),
    "a figure that is not there": ((_JSON.format("figures", '["fi-0"]', 1),), {"reference": "a#ev-"}),
    "a share of itself": (
        ("UPDATE statement SET json = json_set(json, '$.share_of', sid) WHERE id = 6",), {"circle": "a#fi-"},
    ),
    "a record that is none": (("UPDATE statement SET json = '{' WHERE id = 3",), {"record": "a#ev-"}),
    "an id twice": (
        ("UPDATE statement SET sid = 'z', json = json_set(json, '$.id', 'z') WHERE id IN (1, 2)",), {"twice": "a#z"},
    ),
    "words that are not the text's": (
        ("UPDATE participant SET words = 'غيرها' WHERE statement_id = 1 AND position = 0",), {"column": "a#ev-"},
    ),
    "a part that is missing": (("DELETE FROM source WHERE statement_id = 1",), {"column": "a#ev-"}),
    "a statement of no article": (("DELETE FROM article WHERE doc = 'c'",), {"foreign": "coding:3"}),
    "no coding": (("DELETE FROM coding WHERE article_id = 2",), {"uncoded": "b"}),
    "a statement that no question finds": (
        ("INSERT INTO statement_search(statement_search) VALUES ('delete-all')",), {"index_missing": "a#ev-"},
    ),
    "an article that no search finds": (
        ("INSERT INTO article_search(article_search) VALUES ('delete-all')",), {"index_missing": "a"},
    ),
    "an index that is damaged": (
        ("UPDATE article_search_data SET block = X'00' WHERE id > 10",), {"index": "article_search"},
    ),
    "a group without its original": (("UPDATE copy_group SET original = 'c'",), {"group": "g1"}),
    "a story with another report": (("UPDATE story_report SET statement_id = 2",), {"story": "st-1"}),
    "a table lost": (("DROP TABLE source",), {"table": "source"}),
    "tables of a later version": (("UPDATE meta SET value = '99' WHERE key = 'schema'",), {"schema_new": "meta"}),
    "tables of nobody": (("DELETE FROM meta",), {"schema_none": "meta"}),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_every_fault_is_named_with_its_id(corpus: Path, fault: str) -> None:
    commands, wanted = FAULTS[fault]
    change(corpus, *commands)
    found = list(check(corpus))
    for key, where in wanted.items():
        assert any(f.key == key and f.where.startswith(where) for f in found), (key, where, found)
    done = run("check", corpus)
    assert done.exit_code == 1 and "→" in done.stdout
    for finding in found:
        assert finding.message("ar") != finding.message("en") and finding.advice("ar") != finding.advice("en")


def test_tables_of_an_earlier_version_are_told_and_nothing_is_wrong(corpus: Path) -> None:
    change(corpus, "UPDATE meta SET value = '1' WHERE key = 'schema'")
    assert [(f.key, f.notice) for f in check(corpus)] == [("schema_old", True)]
    done = run("check", corpus)
    assert done.exit_code == 0 and "earlier version" in done.stdout


def overwrite(at: float, size: int) -> Callable[[Path], None]:
    def damage(where: Path) -> None:
        with where.open("r+b") as stream:
            stream.seek(int(where.stat().st_size * at) // 4096 * 4096)
            stream.write(b"\xa5" * size)

    return damage


def cut(where: Path) -> None:
    with where.open("r+b") as stream:
        stream.truncate(where.stat().st_size // 2)


@pytest.mark.parametrize("damage", [overwrite(0.1, 4096), overwrite(0.4, 8192), overwrite(0.8, 20_000), cut])
def test_a_damaged_file_is_told_whatever_page_is_hit(corpus: Path, damage: Callable[[Path], None]) -> None:
    damage(corpus)
    done = run("check", corpus)
    assert done.exit_code == 1, done.output
    assert "damaged" in done.stdout and "backup" in done.stdout and "Traceback" not in done.output


@pytest.mark.parametrize("content", [b"", b"abc", b"\x00" * 100_000])
def test_what_is_no_database_is_told(tmp_path: Path, content: bytes) -> None:
    where = tmp_path / "c.db"
    where.write_bytes(content)
    done = run("check", where)
    assert done.exit_code == 2 and "not a database" in done.stderr
    assert where.read_bytes() == content


def test_what_is_not_there_is_told_and_not_made(tmp_path: Path) -> None:
    done = run("check", tmp_path / "none.db")
    assert done.exit_code == 2 and not (tmp_path / "none.db").exists()
    with pytest.raises(StoreError):
        list(check(tmp_path))


def test_checking_writes_nothing(corpus: Path) -> None:
    before = corpus.read_bytes()
    list(check(corpus))
    assert corpus.read_bytes() == before


def test_many_findings_are_counted_and_all_of_them_given_to_programs(corpus: Path) -> None:
    change(corpus, "UPDATE statement SET evidence_end = evidence_end + 1", "UPDATE statement SET mode = 'x'")
    done = run("check", corpus)
    assert "and 22 more of this kind (column)" in done.stdout
    rows = [json.loads(line) for line in run("check", corpus, "-f", "jsonl").stdout.splitlines()]
    assert len(rows) == 42
    assert {(r["key"], r["column"]) for r in rows} == {("column", "evidence_end"), ("column", "mode")}


def test_every_finding_has_advice() -> None:
    said = {k.removeprefix("check.") for k in keys() if k.startswith("check.")}
    told = {k.removeprefix("check_do.") for k in keys() if k.startswith("check_do.")}
    assert said - told == {"progress", "fine", "wrong", "more"} and told <= said
