"""Actors over the corpus: proposals with evidence, merges and their undoing, positions; and the commands for them."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from handmade_corpus import Maker, corpus
from isnad.cli import main
from isnad.corpus.actors import proposals
from isnad.dossier import dossier
from isnad.export import MemoryCorpus
from isnad.export.corpus import Remembering, merged
from isnad.lexicon.own import actor_rows
from isnad.records import ActorRef, Coding, Event, Span, Stance
from isnad.store import open_store


def report(doc: str, outlet: str, name: str, ref: ActorRef) -> Coding:
    """An attack by *name*."""
    m = Maker(doc, outlet, date(2013, 2, 1), f"هاجم {name} قافلة في الصحراء.")
    whole = Span(0, len(m.article.text))
    event = Event(id=f"ev-{doc}", evidence=whole, trigger=m.span("هاجم"), type="ASSAULT", actors=(m.who(name, ref),))
    m.statements.append(event)
    return m.coding()


def group(name: str, **others: object) -> ActorRef:
    return replace(ActorRef(None, name, None, "armed_group", "NER", "REB", None, True), **others)  # type: ignore[arg-type]


FOUR = [
    report("w1", "الأفق", "جبهة الواحات", group("جبهة الواحات")),
    report("w2", "المنارة", "جبهة الواحات", group("جبهة الواحات")),
    report("w3", "المنارة", "جبهة الواحاة", group("جبهة الواحاة", country=None)),
    report("w4", "الأفق", "جبهةالواحات", group("جبهةالواحات")),
]


def test_recurring_unknown_actor_is_proposed_with_its_evidence() -> None:
    (found,) = proposals(FOUR, min_articles=3)
    assert (found.name_ar, found.kind, found.country, found.sector) == ("جبهة الواحات", "armed_group", "NER", "REB")
    assert found.status == "proposed" and (found.articles, found.outlets) == (3, 2)
    assert [(m.doc, m.statement) for m in found.mentions] == [("w1", "ev-w1"), ("w2", "ev-w2"), ("w4", "ev-w4")]
    assert found.names == ("جبهةالواحات",)


def test_rare_ones_copies_known_and_merged_ones_are_not_proposed() -> None:
    three = [FOUR[0], FOUR[1], FOUR[3]]
    assert list(proposals(three, min_articles=4)) == []
    assert list(proposals(three, copies={"w2": "w1"})) == []
    assert list(proposals(three, merged={"~جبهه الواحات": "x", "~جبههالواحات": "x"})) == []
    known = group("حركة أنصار الدين", id="ansar-dine")
    assert list(proposals([report(f"k{n}", "الأفق", "أنصار الدين", known) for n in range(5)])) == []


@pytest.mark.parametrize("name", ["مسلحون", "صالح", "كيدال", ".."])
def test_no_proper_name_no_proposal(name: str) -> None:
    ref = group(name, named=name != "مسلحون", kind="person" if name == "صالح" else "organisation")
    assert list(proposals([report(f"n{n}", "الأفق", name, ref) for n in range(5)])) == []


def test_likeness_to_a_known_actor_is_noted() -> None:
    ref = group("تنسيقية الحركات الأزوادية المسلحة")
    (found,) = proposals([report(f"l{n}", "الأفق", ref.name_ar, ref) for n in range(3)])
    assert found.note == "? cma"


# -- commands --------------------------------------------------------------------------------------
def stance(doc: str, day: date, verb: str, topic: str, value: str) -> Coding:
    m = Maker(doc, "الأفق", day, f"أعلنت الجزائر أنها {verb} {topic} في الإقليم.")
    holder = m.who("الجزائر", ActorRef("dza", "الجزائر", "Algeria", "state", "DZA", "GOV", None, True))
    s = Stance(id=f"st-{doc}", evidence=Span(0, len(m.article.text)), trigger=m.span(verb), holder=holder,
               topic=m.span(topic), stance=value, sources=(m.source("الجزائر", holder.actor, named=True),))  # fmt: skip
    m.statements.append(s)
    return m.coding()


@pytest.fixture
def database(tmp_path: Path) -> str:
    where = str(tmp_path / "c.db")
    made = corpus()
    with open_store(where) as store:
        store.add([*made.coded, *FOUR])
        store.add(
            [
                stance("p1", date(2012, 9, 1), "ترفض", "التدخل العسكري", "oppose"),
                stance("p2", date(2012, 12, 1), "تؤيد", "التدخل العسكري", "support"),
            ]
        )
        store.replace_copies([], made.groups)
        store.replace_stories(made.told)
    return where


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, list(arguments), catch_exceptions=False)


def test_actors_by_frequency(database: str) -> None:
    done = run("actors", database, "-f", "jsonl")
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    assert rows[0]["id"] == "ansar-dine" and rows[0]["name_en"] == "Ansar Dine"
    assert [r["statements"] for r in rows] == sorted((r["statements"] for r in rows), reverse=True)
    assert not any(r["id"].startswith("~") for r in rows)
    assert any(
        json.loads(x)["id"].startswith("~")
        for x in run("actors", database, "--unknown", "-f", "jsonl").stdout.splitlines()
    )


def test_proposals_are_an_actor_file(database: str, tmp_path: Path) -> None:
    done = run("actors", database, "--proposed", "-f", "csv")
    path = tmp_path / "mine.csv"
    path.write_text(done.stdout, encoding="utf-8")
    ((_, row),) = list(actor_rows(path))
    assert row == {
        "id": "user:جبهه-الواحات",
        "ar": "جبهة الواحات",
        "kind": "armed_group",
        "country": "NER",
        "sector": "REB",
        "aliases": ["جبهةالواحات"],
    }
    (cells,) = list(csv.DictReader(io.StringIO(done.stdout)))
    assert "هاجم جبهة الواحات قافلة" in cells["evidence"]
    with open_store(database) as store:
        assert [a.name_ar for a in store.actors("proposed")] == ["جبهة الواحات"]


def test_merge_and_undo(database: str) -> None:
    def count(name: str) -> int:
        rows = [json.loads(x) for x in run("actors", database, "--unknown", "-f", "jsonl").stdout.splitlines()]
        return sum(r["statements"] for r in rows if r["name_ar"] == name)

    before = count("جبهة الواحات")
    done = run("actors", database, "--merge", "جبهةالواحات", "جبهة الواحات")
    assert done.exit_code == 0 and "merge 1" in done.output
    assert count("جبهة الواحات") == before + 1
    with open_store(database) as store:
        assert merged(store) == {"~جبههالواحات": "~جبهه الواحات"}
    assert "undone" not in run("actors", database, "--merges").output
    assert run("actors", database, "--undo", "1").exit_code == 0
    assert count("جبهة الواحات") == before
    assert "undone" in run("actors", database, "--merges").output


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("--merge", "لا أحد هنا", "ansar-dine"), "nobody here bears this name"),
        (("--merge", "ansar-dine", "Ansar Dine"), "are one already"),
        (("--undo", "7"), "no merge number 7"),
    ],
)
def test_merges_that_cannot_be(arguments: tuple[str, ...], told: str, database: str) -> None:
    done = run("actors", database, *arguments)
    assert done.exit_code == 2 and told in done.output


def test_merged_spelling_is_one_node_of_the_network(database: str, tmp_path: Path) -> None:
    run("actors", database, "--merge", "mli-armed-forces", "mli")
    done = run("export", database, "-f", "gexf", "-o", str(tmp_path))
    assert done.exit_code == 0
    network = (tmp_path / "gexf" / "actors.gexf").read_text("utf-8")
    assert '<node id="mli"' in network and "mli-armed-forces" not in network


def test_positions_in_order_with_sources_and_turns(database: str) -> None:
    rows = [json.loads(x) for x in run("positions", database, "الجزائر", "-f", "jsonl").stdout.splitlines()]
    assert [(r["day"], r["stance"]) for r in rows] == [
        ("2012-09-01", "oppose"),
        ("2012-10-20", "support"),
        ("2012-12-01", "support"),
    ]
    assert (rows[2]["turn_from"], rows[2]["turn_id"], rows[1]["turn_from"]) == ("oppose", "p1#st-p1", "")
    assert all(r["chain"] == "الجزائر ← الأفق" and r["evidence"] for r in rows)
    assert (
        run("positions", database, "Algeria", "-f", "jsonl").stdout
        == run("positions", database, "dza", "-f", "jsonl").stdout
    )
    assert "*** تحوّل: كان يعارض" in run("positions", database, "الجزائر", "--lang", "ar").stdout


def test_positions_narrowed_and_none(database: str) -> None:
    table = run("positions", database, "الجزائر", "--from", "2012-11-01", "-f", "csv").stdout
    assert [r["id"] for r in csv.DictReader(io.StringIO(table))] == ["st-p2"]
    assert len(run("positions", database, "dza", "--on", "الحوار", "-f", "jsonl").stdout.splitlines()) == 1
    done = run("positions", database, "إياد أغ غالي")
    assert done.exit_code == 1 and "no position" in done.output


def test_export_command(database: str, tmp_path: Path) -> None:
    done = run("export", database, "-f", "acled", "-f", "ucdp", "--hxl", "-o", str(tmp_path / "out"))
    assert done.exit_code == 0, done.output
    lines = (tmp_path / "out" / "acled" / "acled.csv").read_text("utf-8").splitlines()
    assert lines[1].startswith("#event+code,#date+occurred,#date+year")
    with (tmp_path / "out" / "ucdp" / "ged.csv").open(encoding="utf-8", newline="") as stream:
        (row,) = csv.DictReader(stream)  # the store's stories were stale and have been found anew
    assert row["low"] == "7" and row["side_b"] == "Ansar Dine"
    assert [m.split("#")[0] for m in row["mentions"].split("; ")] == ["a1", "a2", "a3", "a4", "a5"]
    package = json.loads((tmp_path / "out" / "acled" / "datapackage.json").read_text("utf-8"))
    assert package["isnad"]["counts"]["articles"] == 12


def test_what_the_store_no_longer_has_is_listed_as_removed(database: str, tmp_path: Path) -> None:
    run("export", database, "-f", "sqlite", "-o", str(tmp_path))
    with open_store(database) as store:
        store.replace_stories([])
    run("export", database, "-f", "sqlite", "-o", str(tmp_path))
    with (tmp_path / "sqlite" / "records.csv").open(encoding="utf-8", newline="") as stream:
        status = {r["id"]: r["status"] for r in csv.DictReader(stream)}
    assert status["st-1"] == "removed" and "present" in status.values()


def test_dossier_command(database: str, tmp_path: Path) -> None:
    page = tmp_path / "d.html"
    done = run("dossier", database, "--about", "مالي", "-o", str(page), "--lang", "ar")
    assert done.exit_code == 0, done.output
    assert page.read_text("utf-8").startswith('<!doctype html>\n<html lang="ar" dir="rtl">')
    none = run("dossier", database, "--about", "كولومبيا", "-o", str(tmp_path / "x.html"))
    assert none.exit_code == 1 and "nothing in this corpus" in none.output and not (tmp_path / "x.html").exists()


@pytest.mark.parametrize("about", ["مالي", "Ansar Dine", "كيدال", "تبادل الأسرى", "الجزائر"])
def test_dossier_of_a_store_is_that_of_its_records(about: str, database: str) -> None:
    with open_store(database) as store:
        whole = MemoryCorpus(list(store.codings()), list(store.copy_groups()), list(store.stories()))
        assert dossier(store, about, "en") == dossier(whole, about, "en")


class Counting(MemoryCorpus):
    """Counts the codings that it is asked for."""

    given = 0

    def codings(self, docs: Iterable[str] | None = None) -> Iterator[Coding]:
        for coding in super().codings(docs):
            self.given += 1
            yield coding


def test_codings_kept_at_hand_are_not_read_again() -> None:
    counting = Counting(FOUR)
    kept = Remembering(counting)
    assert [list(kept.codings()) for _ in range(3)] == [FOUR] * 3
    assert list(kept.codings(["w3", "w1"])) == [FOUR[2], FOUR[0]] and counting.given == 4
    small = Remembering(counting, most=2)
    assert list(small.codings()) == FOUR and list(small.codings()) == FOUR
    assert {c.article.doc for c in small.codings(["w1", "w4"])} == {"w1", "w4"}


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("export", "DB", "-f", "shapefile", "-o", "x"), "use acled, ucdp"),
        (("export", "DB", "-f", "gexf", "--hxl", "-o", "x"), "--hxl belongs to"),
        (("export", "none.db", "-f", "gexf", "-o", "x"), "no such corpus"),
        (("dossier", "none.db", "--about", "x", "-o", "x.html"), "no such corpus"),
        (("positions", "none.db", "x"), "no such corpus"),
    ],
)
def test_messages_say_what_to_do(arguments: tuple[str, ...], told: str, database: str) -> None:
    done = run(*(database if a == "DB" else a for a in arguments))
    assert done.exit_code != 0 and told in done.output
