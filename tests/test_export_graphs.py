"""FollowTheMoney, PROV, GEXF, GeoJSON, Parquet and SQLite exports, read back with the tools they are for."""

from __future__ import annotations

import csv
import json
import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from handmade_corpus import corpus
from isnad.corpus.records import CopyGroup, Story
from isnad.export import MemoryCorpus, export
from isnad.export.corpus import merged
from isnad.export.ftm import _types
from isnad.export.geojson import RADIUS_KM
from isnad.export.prov import iri
from isnad.export.tables import TABLES
from isnad.records import ActorRef, Relation

EV = "is installed with isnad[dev]"


def test_ftm_entities_are_valid_and_linked(tmp_path: Path) -> None:
    ftm = pytest.importorskip("followthemoney", reason=f"followthemoney {EV}")
    lines = (export(corpus(), "ftm", tmp_path) / "entities.ftm.json").read_text("utf-8").splitlines()
    entities = {}
    for line in lines:
        data = json.loads(line)
        proxy = ftm.model.get_proxy({**data, "properties": {}})
        for prop, values in data["properties"].items():
            for value in values:
                proxy.add(prop, value)
            assert set(proxy.get(prop)) == set(values), (data["schema"], prop, values)
        assert data["id"] not in entities
        entities[data["id"]] = proxy
    schemata = {e.schema.name for e in entities.values()}
    wanted = {
        "Event",
        "Person",
        "Organization",
        "PublicBody",
        "Membership",
        "Occupancy",
        "Position",
        "Mention",
        "Article",
    }
    assert wanted <= schemata
    for entity in entities.values():
        assert not [p for p in entity.schema.required if not entity.get(p)], entity.schema.name
        for prop, value in entity.itervalues():
            if prop.type.name == "entity":
                assert value in entities, (entity.schema.name, prop.name)
                assert entities[value].schema.is_a(prop.range), (entity.schema.name, prop.name)
    names = {n for e in entities.values() if e.schema.name == "Organization" for n in e.get("name")}
    assert {"حركة أنصار الدين", "Ansar Dine"} <= names


def test_ftm_values_survive_the_package_and_links_fit(tmp_path: Path) -> None:
    ftm = pytest.importorskip("followthemoney", reason=f"followthemoney {EV}")
    made = corpus()
    coding = next(made.codings(["t1"]))
    office = next(s for s in coding.statements if s.kind == "relation" and getattr(s, "type", "") == "holds_role")
    assert isinstance(office, Relation)
    body = replace(
        office, subject=replace(office.subject, actor=ActorRef("au", "الاتحاد", "AU", "international", named=True))
    )
    title = "عنوان\u200f «مؤكِّد»"
    changed = replace(coding, article=replace(coding.article, title=title), statements=(body,))
    lines = (export(MemoryCorpus([changed]), "ftm", tmp_path) / "entities.ftm.json").read_text("utf-8").splitlines()
    for data in map(json.loads, lines):
        assert data["schema"] != "Occupancy"  # an organisation holds no office
        proxy = ftm.model.get_proxy({**data, "properties": {}})
        for prop, values in data["properties"].items():
            for value in values:
                proxy.add(prop, value)
            assert set(proxy.get(prop)) == set(values)


def test_ftm_event_is_one_a_happening_with_its_reports(tmp_path: Path) -> None:
    lines = (export(corpus(), "ftm", tmp_path) / "entities.ftm.json").read_text("utf-8").splitlines()
    events = [e for e in map(json.loads, lines) if e["schema"] == "Event"]
    assert len(events) == 1
    found = events[0]["properties"]
    assert found["date"] == ["2012-10-02"] and found["country"] == ["ml"] and len(found["proof"]) == 5
    assert "5 reports, 5 outlets, 4 independent roots" in found["notes"]


def test_ftm_statements_are_those_of_the_package(tmp_path: Path) -> None:
    pytest.importorskip("followthemoney", reason=f"followthemoney {EV}")
    from followthemoney.statement import Statement  # noqa: PLC0415
    from followthemoney.statement.serialize import CSV_COLUMNS, read_csv_statements  # noqa: PLC0415

    folder = export(corpus(), "ftm", tmp_path)
    path = folder / "statements.csv"
    with path.open(encoding="utf-8", newline="") as stream:
        assert next(csv.reader(stream)) == CSV_COLUMNS
    with path.open("rb") as stream:
        found = list(read_csv_statements(stream))
    assert len({s.id for s in found}) == len(found) > 50
    for s in found:
        made = Statement.make_key(s.dataset, s.entity_id, s.prop, s.value, s.external, lang=s.lang)
        assert s.id == made, (s.prop, s.value)
    entities = {e["id"]: e for e in map(json.loads, (folder / "entities.ftm.json").read_text("utf-8").splitlines())}
    assert {s.entity_id for s in found} == set(entities)
    rows = sum(len(v) for e in entities.values() for v in e["properties"].values())
    assert len(found) == rows + len(entities)


def test_ftm_properties_are_those_of_the_package() -> None:
    ftm = pytest.importorskip("followthemoney", reason=f"followthemoney {EV}")
    assert _types()
    for (schema, prop), kind in _types().items():
        assert ftm.model.get(schema).get(prop).type.name == kind


def test_prov_follows_the_chain(tmp_path: Path) -> None:
    rdflib = pytest.importorskip("rdflib", reason=f"rdflib {EV}")
    path = export(corpus(), "prov", tmp_path) / "provenance.jsonld"
    graph = rdflib.Graph().parse(path, format="json-ld")
    prov = rdflib.Namespace("http://www.w3.org/ns/prov#")
    event = next(corpus().codings(["a1"])).events[0]
    statement = rdflib.URIRef(iri("statement", f"a1#{event.id}"))
    article = rdflib.URIRef(iri("article", "a1"))
    assert graph.value(statement, prov.wasQuotedFrom) == article
    assert graph.value(article, prov.wasAttributedTo) == rdflib.URIRef(iri("agent", "الأفق"))
    saying = graph.value(statement, prov.wasDerivedFrom)
    assert str(graph.value(saying, prov.value)) == "مصدر طبي"
    speaker = graph.value(saying, prov.wasAttributedTo)
    assert "مصدر طبي" in {str(o) for o in graph.objects(speaker, rdflib.RDFS.label)}
    copied = rdflib.URIRef(iri("article", "a3"))
    assert graph.value(copied, prov.wasDerivedFrom) == rdflib.URIRef(iri("article", "a2"))
    for thing in graph.subjects(prov.wasDerivedFrom, None):
        assert (thing, rdflib.RDF.type, prov.Entity) in graph


def test_unnamed_sources_of_two_articles_are_two_agents(tmp_path: Path) -> None:
    graph = json.loads((export(corpus(), "prov", tmp_path) / "provenance.jsonld").read_text("utf-8"))["@graph"]
    agents = [n["@id"] for n in graph if isinstance(n.get("label"), list) and n["label"][0]["@value"] == "مصدر طبي"]
    assert len(agents) == len(set(agents)) == 3


def test_gexf_opens_in_networkx(tmp_path: Path) -> None:
    networkx = pytest.importorskip("networkx", reason=f"networkx {EV}")
    graph = networkx.read_gexf(export(corpus(), "gexf", tmp_path) / "actors.gexf")
    assert graph.nodes["ansar-dine"]["name_ar"] == "حركة أنصار الدين"
    ties = {d["type"]: d for _, _, d in graph.edges(data=True)}
    assert {"ASSAULT", "leads", "CONSULT"} <= set(ties)
    attack = next(
        d for a, b, d in graph.edges(data=True) if (a, b, d["type"]) == ("ansar-dine", "mli-armed-forces", "ASSAULT")
    )
    assert attack["statements"] == 5 and attack["factuality"] == "actual=4; denied=1"
    assert (attack["first"], attack["last"]) == ("2012-10-02", "2012-10-02")
    assert "صوت النيجر" in attack["roots"]


@dataclass(frozen=True)
class Pair:
    """A merge."""

    source: str
    target: str
    undone: bool = False


class Merged(MemoryCorpus):
    """A corpus in which two spellings were merged."""

    pairs: Sequence[Pair] = ()

    def merges(self) -> Sequence[Pair]:
        return self.pairs


def test_merges_are_followed_to_their_end() -> None:
    made = Merged([])
    made.pairs = [Pair("a", "b"), Pair("b", "c"), Pair("x", "y", undone=True)]
    assert merged(made) == {"a": "c", "b": "c"}


def test_geojson_reads_as_points_with_radius(tmp_path: Path) -> None:
    geopandas = pytest.importorskip("geopandas", reason=f"geopandas {EV}")
    frame = geopandas.read_file(export(corpus(), "geojson", tmp_path) / "happenings.geojson")
    assert frame.crs.to_epsg() == 4326 and len(frame) == 2
    point = frame[frame.happening == "st-1"].iloc[0]
    assert (round(point.geometry.x, 4), round(point.geometry.y, 4)) == (1.4078, 18.4411)
    assert point.radius_m == RADIUS_KM[2] * 1000 and point.roots == 4
    described = frame[frame.described].iloc[0]
    assert described.geometry is None and described.place == "الصحراء المفتوحة"


def test_parquet_reads_in_duckdb_and_tells_its_columns(tmp_path: Path) -> None:
    duckdb = pytest.importorskip("duckdb", reason=f"duckdb {EV}")
    pq = pytest.importorskip("pyarrow.parquet", reason="pyarrow is installed with isnad[parquet]")
    folder = export(corpus(), "parquet", tmp_path)
    query = (
        f"SELECT s.factuality, count(*) FROM '{folder}/reports.parquet' r JOIN '{folder}/statements.parquet' s "
        "USING (mention_id) WHERE r.story_id = 'st-1' GROUP BY 1 ORDER BY 1"
    )
    assert duckdb.sql(query).fetchall() == [("actual", 4), ("denied", 1)]
    for table in TABLES:
        fields = pq.read_schema(folder / f"{table.name}.parquet")
        assert fields.names == [c.name for c in table.columns]
        assert all(f.metadata[b"description"] for f in fields)


def test_sqlite_has_keys_and_a_documented_schema(tmp_path: Path) -> None:
    folder = export(corpus(), "sqlite", tmp_path)
    with sqlite3.connect(folder / "isnad.sqlite") as database:
        assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert database.execute("PRAGMA foreign_key_check").fetchall() == []
        for table in TABLES:
            columns = [r[1] for r in database.execute(f'PRAGMA table_info("{table.name}")')]
            assert columns == [c.name for c in table.columns]
            told = dict(database.execute('SELECT "column", description FROM schema WHERE "table" = ?', (table.name,)))
            assert set(told) == set(columns) and all(told.values())
        count = sum(len(c.statements) for c in corpus().codings())
        assert database.execute("SELECT count(*) FROM statements").fetchone() == (count,)
        sides = database.execute(
            "SELECT DISTINCT value FROM contradictions WHERE field = 'figure:killed' ORDER BY side"
        )
        assert [v for (v,) in sides] == ["11 killed", "7 killed"]
        term = database.execute("SELECT words FROM parts WHERE part = 'exchange'").fetchone()
        assert term == ("وقف القصف",)
    metadata = json.loads((folder / "metadata.json").read_text("utf-8"))
    assert set(metadata["databases"]["isnad"]["tables"]) == {t.name for t in TABLES}


def test_spans_in_the_tables_name_the_words(tmp_path: Path) -> None:
    with sqlite3.connect(export(corpus(), "sqlite", tmp_path) / "isnad.sqlite") as database:
        query = (
            'SELECT p.words, a.text, p.start, p."end" FROM participants p JOIN statements s USING (mention_id) '
            "JOIN articles a USING (doc)"
        )
        found = database.execute(query).fetchall()
        assert len(found) > 10
        for words, text, start, end in found:
            assert text[start:end] == words


class Streaming:
    """A corpus that is no list: what an export may rely on, and no more."""

    def __init__(self, made: MemoryCorpus) -> None:
        self.made = made

    def codings(self, docs: Any = None) -> Any:
        yield from self.made.codings(docs)

    def copy_groups(self) -> Any:
        yield from list[CopyGroup](self.made.groups)

    def stories(self) -> Any:
        yield from list[Story](self.made.told)

    def removed(self) -> Mapping[str, Sequence[str]]:
        return {}


@pytest.mark.parametrize("name", ["acled", "ftm", "sqlite"])
def test_any_corpus_will_do(name: str, tmp_path: Path) -> None:
    one = export(Streaming(corpus()), name, tmp_path / "1")
    two = export(corpus(), name, tmp_path / "2")
    for path in sorted(one.iterdir()):
        assert path.read_bytes() == (two / path.name).read_bytes()


def test_control_characters_do_not_break_the_xml(tmp_path: Path) -> None:
    networkx = pytest.importorskip("networkx", reason=f"networkx {EV}")
    made = corpus()
    coding = made.coded[0]
    dirty = replace(coding, article=replace(coding.article, outlet="الأفق\x0b\ud800&<"))
    graph = networkx.read_gexf(export(MemoryCorpus([dirty]), "gexf", tmp_path) / "actors.gexf")
    assert graph.number_of_edges() == 1
