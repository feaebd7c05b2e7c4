"""ACLED-like, GED-like, PLOVER and mentions exports, read back with pandas."""

from __future__ import annotations

import csv
import json
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from handmade_corpus import Maker, attack, corpus
from isnad.corpus.records import Mention
from isnad.export import FORMATS, MemoryCorpus, export
from isnad.export.acled import ACLED, COLUMNS, HXL, event_id, kind_of
from isnad.export.countries import alpha2, country
from isnad.export.deaths import deaths
from isnad.export.divisions import division_names
from isnad.export.happenings import Happening, Told, happenings, root_of
from isnad.export.plover import QUAD, auxiliary
from isnad.export.ucdp import GED, grid_cell
from isnad.lexicon.event_entries import MODES
from isnad.lexicon.places import load_gazetteer
from isnad.records import ActorRef, Coding, Event, Factuality, Span, TimeValue
from isnad.store.types import Merge

SPEC_ACLED = [
    "event_id_cnty", "event_date", "year", "time_precision", "disorder_type", "event_type", "sub_event_type",
    "actor1", "assoc_actor_1", "inter1", "actor2", "assoc_actor_2", "inter2", "interaction",
    "civilian_targeting", "iso", "region", "country", "admin1", "admin2", "admin3", "location", "latitude",
    "longitude", "geo_precision", "source", "source_scale", "notes", "fatalities", "tags", "timestamp",
]  # fmt: skip
SPEC_GED = [
    "id", "relid", "year", "active_year", "code_status", "type_of_violence", "conflict_dset_id",
    "conflict_new_id", "conflict_name", "dyad_dset_id", "dyad_new_id", "dyad_name", "side_a_dset_id",
    "side_a_new_id", "side_a", "side_b_dset_id", "side_b_new_id", "side_b", "number_of_sources",
    "source_article", "source_office", "source_date", "source_headline", "source_original", "where_prec",
    "where_coordinates", "where_description", "adm_1", "adm_2", "latitude", "longitude", "geom_wkt",
    "priogrid_gid", "country", "country_id", "region", "event_clarity", "date_prec", "date_start", "date_end",
    "deaths_a", "deaths_b", "deaths_civilians", "deaths_unknown", "best", "high", "low", "gwnoa", "gwnob",
]  # fmt: skip


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def only(found: list[dict[str, str]]) -> dict[str, str]:
    assert len(found) == 1
    return found[0]


def test_acled_columns_are_exactly_those_asked_for_and_ours_behind() -> None:
    assert list(ACLED) == SPEC_ACLED
    assert [c.name for c in COLUMNS][:31] == SPEC_ACLED
    assert len(COLUMNS) > 31


def test_acled_row_of_a_story(tmp_path: Path) -> None:
    row = only(rows(export(corpus(), "acled", tmp_path) / "acled.csv"))
    assert row["event_id_cnty"].startswith("MLI") and row["event_id_cnty"][3:].isdigit()
    assert (row["event_date"], row["year"], row["time_precision"]) == ("2012-10-02", "2012", "1")
    assert (row["event_type"], row["sub_event_type"]) == ("Battles", "Armed clash")
    assert (row["actor1"], row["inter1"]) == ("Ansar Dine", "Rebel group")
    assert (row["actor2"], row["inter2"]) == ("Armed forces of Mali", "State forces")
    assert row["interaction"] == "Rebel group-State forces"
    assert (row["iso"], row["region"], row["country"]) == ("466", "Western Africa", "Mali")
    assert (row["location"], row["latitude"], row["geo_precision"]) == ("Kidal", "18.4411", "2")
    assert row["source"] == "الأفق; نبأ الساحل; بريد الصحراء; صوت النيجر; المنارة"
    assert (row["fatalities"], row["fatalities_best"], row["fatalities_high"]) == ("7", "11", "13")
    assert (row["reports"], row["outlets"], row["roots"]) == ("5", "5", "4")
    assert row["denied_by"] == "حركة أنصار الدين"
    assert row["contradictions"] == "figure:killed: 11 killed | 7 killed; factuality: actual | denied"


def test_acled_holds_only_what_happened_and_says_what_it_leaves_out(tmp_path: Path) -> None:
    folder = export(corpus(), "acled", tmp_path)
    package = json.loads((folder / "datapackage.json").read_text("utf-8"))
    assert sum(x["records"] for x in package["isnad"]["left_out"]) == 1
    denied = MemoryCorpus([attack("d", "الأفق", date(2012, 10, 3), (7, 7), factuality=Factuality.DENIED)])
    assert rows(export(denied, "acled", tmp_path / "denied") / "acled.csv") == []


def test_hxl_tags_stand_under_the_header_and_the_file_still_reads(tmp_path: Path) -> None:
    pandas = pytest.importorskip("pandas", reason="pandas is installed with isnad[dev]")
    path = export(corpus(), "acled", tmp_path, hxl=True) / "acled.csv"
    tags = only(rows(path)[:1])
    assert {k: v for k, v in tags.items() if v} == HXL
    frame = pandas.read_csv(path, skiprows=[1])
    assert len(frame) == 1 and frame.latitude.dtype.kind == "f" and frame.fatalities[0] == 7


def test_acled_does_not_date_by_publication(tmp_path: Path) -> None:
    coding = attack("u", "الأفق", date(2012, 10, 3), (7, 7))
    undated = replace(coding, statements=tuple(replace(s, times=()) for s in coding.statements))
    row = only(rows(export(MemoryCorpus([undated]), "acled", tmp_path) / "acled.csv"))
    assert (row["event_date"], row["year"], row["time_precision"]) == ("", "", "")
    assert row["first_reported"] == "2012-10-03"


def test_acled_knows_a_sort_for_all_acts_of_force_and_none_for_talk() -> None:
    def of(type_: str, mode: str | None) -> Any:
        coding = attack("x", "الأفق", date(2012, 10, 3), None)
        event = replace(coding.events[0], type=type_, mode=mode)
        return kind_of(Happening("x", (Told(coding, event, root_of(coding, event)),)))

    for type_ in ("ASSAULT", "PROTEST", "COERCE", "MOBILIZE", "RETREAT"):
        for mode in (None, *MODES[type_]):
            assert of(type_, mode) is not None, (type_, mode)
    assert of("ASSAULT", "aerial").sub_event_type == "Air/drone strike"
    assert of("CONSULT", None) is None


def test_ged_columns_are_exactly_those_asked_for() -> None:
    assert list(GED) == SPEC_GED
    assert len(GED) == 49


def test_ged_row_counts_independent_roots(tmp_path: Path) -> None:
    pandas = pytest.importorskip("pandas", reason="pandas is installed with isnad[dev]")
    frame = pandas.read_csv(export(corpus(), "ucdp", tmp_path) / "ged.csv")
    assert list(frame.columns[:49]) == SPEC_GED and len(frame) == 1
    row = frame.iloc[0]
    assert (row.low, row.best, row.high) == (7, 11, 13)
    assert row.deaths_a + row.deaths_b + row.deaths_civilians + row.deaths_unknown == row.best
    assert (row.side_a, row.side_b, row.gwnoa) == ("Government of Mali", "Ansar Dine", 432)
    assert row.deaths_a == 11 and row.type_of_violence == 1
    assert row.number_of_sources == 4 and row.roots_with_deaths == 3
    assert row.source_original == "مصدر طبي; مصدر طبي; صوت النيجر; حركة أنصار الدين"
    assert (row.where_prec, row.date_prec, row.event_clarity, row.country_id) == (2, 1, 1, 432)
    assert row.geom_wkt == "POINT (1.4078 18.4411)"
    assert frame[["conflict_new_id", "dyad_new_id", "active_year"]].isna().all(axis=None)


def test_ged_leaves_out_what_killed_nobody(tmp_path: Path) -> None:
    folder = export(MemoryCorpus([attack("n", "الأفق", date(2012, 10, 3), None)]), "ucdp", tmp_path)
    assert rows(folder / "ged.csv") == []
    left = json.loads((folder / "datapackage.json").read_text("utf-8"))["isnad"]["left_out"]
    assert left == [{"reason": "no report gives a number of dead", "records": 1}]


def test_a_copy_gives_no_second_number() -> None:
    story = next(happenings(corpus()))
    found = deaths(story)
    assert found is not None and found.roots == 3
    assert [t.copy for t in story.told] == [False, False, True, False, False]


@pytest.mark.parametrize(
    ("lat", "lon", "cell"), [(-90, -180, 1), (-89.75, -179.25, 2), (0.25, 0.25, 129961), (90, 180, 259200)]
)
def test_grid_cells_count_from_the_south_west(lat: float, lon: float, cell: int) -> None:
    assert grid_cell(lat, lon) == cell


def test_one_sided_violence_and_civilian_dead(tmp_path: Path) -> None:
    m = Maker("c", "الأفق", date(2012, 11, 7), "قصفت طائرات الجيش سوقا فقتلت أربعة مدنيين في كيدال أمس.")
    whole = Span(0, len(m.article.text))
    civil = ActorRef(None, "أربعة مدنيين", None, "person", None, "CVL", None, False)
    army = ActorRef("mli-armed-forces", "القوات المسلحة المالية", "Armed forces of Mali", "armed_forces", "MLI", "MIL")
    from isnad.records import Figure, Participant  # noqa: PLC0415

    figure = Figure(id="fi-1", evidence=whole, trigger=m.span("أربعة مدنيين"), measure="killed", low=4, high=4, best=4,
                    of=Participant(m.span("مدنيين")))  # fmt: skip
    event = Event(id="ev-1", evidence=whole, trigger=m.span("قصفت"), type="ASSAULT", mode="aerial", figures=("fi-1",),
                  actors=(m.who("طائرات الجيش", army),), recipients=(m.who("أربعة مدنيين", civil),),
                  places=(m.kidal(),), times=(m.day("أمس", date(2012, 11, 6)),))  # fmt: skip
    m.statements += [event, figure]
    small = MemoryCorpus([m.coding()])
    row = only(rows(export(small, "ucdp", tmp_path) / "ged.csv"))
    assert (row["type_of_violence"], row["side_b"], row["deaths_civilians"], row["deaths_b"]) == (
        "3",
        "Civilians",
        "4",
        "0",
    )
    acled = only(rows(export(small, "acled", tmp_path) / "acled.csv"))
    assert (acled["civilian_targeting"], acled["event_type"]) == ("Civilian targeting", "Explosions/Remote violence")


def test_plover_lines(tmp_path: Path) -> None:
    lines = (export(corpus(), "plover", tmp_path) / "plover.jsonl").read_text("utf-8").splitlines()
    found = [json.loads(line) for line in lines]
    codings = {c.article.doc: c for c in corpus().codings()}
    assert len(found) == sum(len(c.events) for c in codings.values()) == 6
    needed = (
        "id date enddate event mode context actor recipient event_loc event_text quad_code text_info cite_info coder"
    )
    for event in found:
        assert set(needed.split()) <= set(event)
        text = codings[event["cite_info"]["doc"]].article.text
        start, end = event["text_info"]["trigger_offsets"]
        assert text[start:end] == event["event_text"]
        for who in event["actor"]:
            assert text[who["offsets"][0] : who["offsets"][1]] == who["text"]
    denied = next(e for e in found if e["factuality"] == "denied")
    assert denied["aux_modes"] == ["negation"] and denied["quad_code"] == 4
    planned = next(e for e in found if e["factuality"] == "planned")
    assert planned["aux_modes"] == ["future"] and planned["date"] is None
    assert planned["actor"][0]["code"] == "MLI REB"


class Merging(MemoryCorpus):
    """A corpus in which actors were merged."""

    pairs: tuple[tuple[str, str], ...] = ()

    def merges(self) -> list[Merge]:
        return [Merge(id=n, source=a, target=b) for n, (a, b) in enumerate(self.pairs, 1)]


def test_divisions_are_named_where_a_town_of_their_name_lies_in_them(tmp_path: Path) -> None:
    written = rows(export(corpus(), "acled", tmp_path / "a") / "acled.csv")
    assert {r["admin1"] for r in written if r["location"] == "Kidal"} == {"Kidal Region"}
    names = division_names()
    assert (names["DZ.34"], names["SY.09"]) == ("Adrar", "Aleppo Governorate")
    assert "DZ.01" not in names  # Algiers: no town of the table fits the division's number


def test_merged_actors_are_one_in_acled_and_ged(tmp_path: Path) -> None:
    codings = []
    for n, day in ((1, date(2012, 10, 3)), (2, date(2012, 10, 4))):
        made = attack(f"m{n}", f"صحيفة {n}", day, (7, 7))
        event = made.events[0]
        band = ActorRef(None, ("كتيبة الواحة", "كتيبه الواحات")[n - 1], None, "armed_group", "MLI", "REB", None, True)
        event = replace(event, actors=(replace(event.actors[0], actor=band),))
        codings.append(replace(made, statements=(event, *made.statements[1:])))
    whole = Merging(codings)
    names = {p.key for h in happenings(whole) for p in h.actors}
    assert len(names) == 2
    first, second = sorted(names)
    whole.pairs = ((first, second),)
    assert {p.key for h in happenings(whole) for p in h.actors} == {second}
    whole.pairs = ((first, second), (second, "ansar-dine"))
    written = rows(export(whole, "acled", tmp_path / "a") / "acled.csv")
    told = [(r["actor1"], r["actor1_id"], r["inter1"]) for r in written]
    assert told == [("Ansar Dine", "ansar-dine", "Rebel group")] * 2
    assert {r["side_b"] for r in rows(export(whole, "ucdp", tmp_path / "u") / "ged.csv")} == {"Ansar Dine"}


def test_every_plover_type_has_a_quad_code() -> None:
    assert set(QUAD) == set(MODES)


@pytest.mark.parametrize(
    ("factuality", "year", "modes"),
    [
        ("actual", 2012, []),
        ("actual", 1994, ["historical"]),
        ("sought", 2012, ["hypothetical"]),
        ("habitual", 2012, ["historical"]),
    ],
)
def test_auxiliary_modes(factuality: str, year: int, modes: list[str]) -> None:
    coding = attack("x", "الأفق", date(2012, 10, 3), None)
    when = TimeValue(Span(0, 3), date(year, 9, 1), date(year, 9, 1), "day")
    event = replace(coding.events[0], factuality=Factuality(factuality), times=(when,))
    assert auxiliary(coding, event) == modes


def test_mentions_are_all_there_with_story_chain_and_copies(tmp_path: Path) -> None:
    made = corpus()
    found = rows(export(made, "mentions", tmp_path) / "mentions.csv")
    assert len(found) == sum(len(c.statements) for c in made.codings())
    by_id = {r["mention_id"]: r for r in found}
    assert len(by_id) == len(found)
    event = next(r for r in found if r["doc"] == "a3" and r["kind"] == "event")
    assert (event["story_id"], event["copy_of"], event["review_status"]) == ("st-1", "a2", "unreviewed")
    assert event["chain"] == "مصدر طبي ← بريد الصحراء"
    text = next(made.codings(["a3"])).article.text
    assert text[int(event["evidence_start"]) : int(event["evidence_end"])] == event["sentence"]


def test_a_rejected_statement_leaves_and_is_listed_as_removed(tmp_path: Path) -> None:
    made = corpus()
    export(made, "plover", tmp_path)
    key = ("a1", next(made.codings(["a1"])).events[0].id)
    folder = export(replace(made, looked_at={key: "rejected"}), "plover", tmp_path)
    status = {r["id"]: (r["status"], r["reason"]) for r in rows(folder / "records.csv")}
    assert status["#".join(key)] == ("removed", "rejected by a reviewer")
    assert sum(s == "present" for s, _ in status.values()) == 5
    assert json.loads((folder / "datapackage.json").read_text("utf-8"))["isnad"]["removed"] == 1


def test_what_a_later_run_no_longer_says_is_listed_as_removed(tmp_path: Path) -> None:
    before = {r["id"] for r in rows(export(corpus(), "acled", tmp_path) / "records.csv")}
    folder = export(MemoryCorpus([]), "acled", tmp_path)
    after = rows(folder / "records.csv")
    assert {r["id"] for r in after} == before and {r["status"] for r in after} == {"removed"}
    again = rows(export(corpus(), "acled", tmp_path) / "records.csv")
    assert {r["status"] for r in again} == {"present"}


def test_what_the_corpus_removed_is_listed(tmp_path: Path) -> None:
    folder = export(MemoryCorpus([], gone={"story": ("st-9",)}), "acled", tmp_path)
    assert only(rows(folder / "records.csv"))["id"] == "st-9"


@pytest.mark.parametrize("name", FORMATS)
def test_exports_are_the_same_bytes_again_and_describe_their_files(name: str, tmp_path: Path) -> None:
    if name == "parquet":
        pytest.importorskip("pyarrow", reason="isnad[parquet] is not installed")
    given = replace(corpus(), done={"a1": True}) if name == "gold" else corpus()
    one, two = export(given, name, tmp_path / "1"), export(given, name, tmp_path / "2")
    files = sorted(p.name for p in one.iterdir())
    assert files == sorted(p.name for p in two.iterdir())
    for file in files:
        assert (one / file).read_bytes() == (two / file).read_bytes(), file
    package = json.loads((one / "datapackage.json").read_text("utf-8"))
    assert {r["path"] for r in package["resources"]} == set(files) - {"datapackage.json"}
    assert package["isnad"]["versions"] == ["0.1.0"] and package["isnad"]["records"] > 0
    for resource in package["resources"]:
        if resource["path"].endswith(".csv"):
            with (one / resource["path"]).open(encoding="utf-8", newline="") as stream:
                assert next(csv.reader(stream)) == [f["name"] for f in resource["schema"]["fields"]]
                assert all(f["description"] for f in resource["schema"]["fields"])


@pytest.mark.parametrize("name", FORMATS)
def test_an_empty_corpus_is_no_error(name: str, tmp_path: Path) -> None:
    if name == "parquet":
        pytest.importorskip("pyarrow", reason="isnad[parquet] is not installed")
    assert (export(MemoryCorpus([]), name, tmp_path) / "datapackage.json").exists()


def test_ids_do_not_depend_on_order() -> None:
    made = corpus()
    turned = MemoryCorpus(list(reversed(list(made.coded))), made.groups, made.told)
    assert {event_id(h) for h in happenings(made)} == {event_id(h) for h in happenings(turned)}


def test_story_whose_articles_are_gone_is_left_out() -> None:
    made = corpus()
    missing = replace(made.told[0], reports=(replace(made.told[0].reports[0], mention=Mention("gone", "ev-x")),))
    assert list(happenings(MemoryCorpus([], (), (missing,)))) == []


def test_every_country_of_the_gazetteer_is_in_the_table() -> None:
    codes = {p.country for p in load_gazetteer().places if p.country}
    missing = sorted(c for c in codes if not country(c).acled_region)
    assert len(missing) < 12, missing  # small dependent territories
    for code in ("MLI", "DZA", "SYR", "YEM", "LBY", "SDN", "IRQ", "PSE", "LBN", "FRA"):
        assert country(code).iso_numeric and country(code).ucdp_region and alpha2(code)


def test_root_of_statement_without_source_is_the_outlet() -> None:
    coding: Coding = attack("x", "الأفق", date(2012, 10, 3), None, source=None)
    assert root_of(coding, coding.events[0]).kind == "outlet"
