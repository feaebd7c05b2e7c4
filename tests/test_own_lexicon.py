"""The user's own actors and gazetteers: they add to the base or override it, and mistakes are told."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from isnad.cli import main
from isnad.lexicon import actors, own, places
from isnad.lexicon.own import OwnFileError, actor_rows, alpha3, place_rows

Write = Callable[[str, str], Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def made(name: str, content: str) -> Path:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")
        return path

    return made


@pytest.fixture(autouse=True)
def fresh(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.delenv(own.ACTORS, raising=False)
    monkeypatch.delenv(own.GAZETTEER, raising=False)
    yield
    actors.load.cache_clear()
    places.load_gazetteer.cache_clear()


def base_with(monkeypatch: pytest.MonkeyPatch, path: Path) -> actors.ActorBase:
    monkeypatch.setenv(own.ACTORS, str(path))
    actors.load.cache_clear()
    return actors.load()


def gazetteer_with(monkeypatch: pytest.MonkeyPatch, path: Path) -> places.Gazetteer:
    monkeypatch.setenv(own.GAZETTEER, str(path))
    places.load_gazetteer.cache_clear()
    return places.load_gazetteer()


def test_new_actor_is_added(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write(
        "a.csv",
        "name_ar,name_en,aliases,kind,country,sector\n"
        "جبهة الواحات,Oases Front,الجبهة الواحاتية|واحاتيون,armed_group,NER,REB\n",
    )
    found = base_with(monkeypatch, path).actors["user:جبهة-الواحات"]
    assert (found.name_en, found.kind, found.country) == ("Oases Front", "armed_group", "NER")
    assert {"جبهة الواحات", "الجبهة الواحاتية", "واحاتيون"} <= {n for n, _ in found.names}


def test_entry_of_the_base_gets_names_and_what_is_given(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    before = actors.load().actors["mnla"]
    found = base_with(
        monkeypatch, write("a.csv", "id,name_en,aliases\nmnla,Azawad Movement,حركة التحرير الأزوادية\n")
    ).actors["mnla"]
    assert (found.name_en, found.name_ar, found.kind) == ("Azawad Movement", before.name_ar, before.kind)
    assert {n for n, _ in before.names} < {n for n, _ in found.names}


def test_other_columns_are_left_alone(write: Write) -> None:
    path = write("a.csv", "\ufeffid,name_ar,kind,articles,evidence\nx,جبهة الواحات,armed_group,4,نص\n,,,,\n")
    assert [row for _, row in actor_rows(path)] == [
        {"id": "x", "ar": "جبهة الواحات", "kind": "armed_group", "aliases": []}
    ]


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("who,what\na,b\n", "must name columns"),
        ("id,kind\nx,armed_group\n", "needs name_ar"),
        ("name_ar\nجبهة الواحات\n", "needs kind"),
    ],
)
def test_mistakes_in_actors_are_told_with_their_line(
    content: str, told: str, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write("a.csv", content)
    with pytest.raises(ValueError, match=told) as error:
        base_with(monkeypatch, path)
    assert str(path) in str(error.value)


def test_kind_that_there_is_none_of(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(actors.LexiconError, match="kind 'gang' is none of"):
        base_with(monkeypatch, write("a.csv", "id,name_ar,kind\nx,جبهة الواحات,gang\n"))


# -- gazetteers ------------------------------------------------------------------------------------
def geonames(
    ident: str,
    name: str,
    names: str,
    code: str = "PPL",
    country: str = "NE",
    at: str = "19.1 8.2",
    population: str = "120",
) -> str:
    feature = "P" if code.startswith("PPL") else "A" if code.startswith("ADM") else "T"
    cells = [
        ident,
        name,
        name,
        names,
        *at.split(),
        feature,
        code,
        country,
        "",
        "01",
        "",
        "",
        "",
        population,
        "",
        "500",
    ]
    return "\t".join([*cells, "Africa/Niamey", "2020-01-01"]) + "\n"


def test_own_table_adds_and_overrides(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    content = (
        "id\tname_ar\tname_en\tlat\tlon\tcountry\n\tبئر الزعفران\tBir Zaafran\t19.1\t8.2\tNER\n"
        "gn:2455290\tكيدال\tKidal town\t18.5\t1.5\tMLI\n"
    )
    found = gazetteer_with(monkeypatch, write("p.tsv", content))
    (new,) = found.lookup("بئر الزعفران")
    assert (new.name_en, new.lat, new.precision, new.type) == ("Bir Zaafran", 19.1, 1, "locality")
    assert (found.by_id["gn:2455290"].name_en, found.by_id["gn:2455290"].lat) == ("Kidal town", 18.5)
    assert "gn:2455290" in {p.id for p in found.lookup("كيدال")}


def test_geonames_dump_reads_as_it_is(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    content = geonames("99000001", "Bir Zaafran", "Bir Zaafran,بئر الزعفران,Бир") + geonames(
        "99000002", "Nowhere", "Nowhere"
    )
    content += geonames("2455290", "Kidal", "كيدال,كيدالة", country="ML", at="18.44 1.41")
    path = write("NE.txt", content)
    found = gazetteer_with(monkeypatch, path)
    (new,) = found.lookup("بئر الزعفران")
    assert (new.id, new.country, new.admin1) == ("gn:99000001", "NER", "NE.01")
    assert "gn:99000002" not in found.by_id
    assert found.lookup("كيدالة")[0].id == "gn:2455290"
    assert found.by_id["gn:2455290"].population > 120  # a dump adds names, it overrides nothing


def test_whos_on_first_table_and_records(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    table = "wof_id\tcountry\tplacetype\tname\tnames_ar\tlatitude\tlongitude\tgeonames_id\n"
    table += "77\tNE\tlocality\tBir Zaafran\tبئر الزعفران|بير الزعفران\t19.1\t8.2\t\n"
    assert gazetteer_with(monkeypatch, write("wof.tsv", table)).lookup("بير الزعفران")[0].id == "wof:77"
    record = {
        "type": "Feature",
        "properties": {
            "wof:id": 78,
            "wof:name": "Wadi Tal",
            "wof:placetype": "county",
            "wof:country": "NE",
            "name:ara_x_preferred": ["وادي التل"],
            "geom:latitude": 19.2,
            "geom:longitude": 8.3,
            "wof:concordances": {},
        },
        "geometry": None,
    }
    path = write("wof/78/78.geojson", json.dumps(record))
    (found,) = gazetteer_with(monkeypatch, path.parent.parent).lookup("وادي التل")
    assert (found.id, found.type, found.country, found.precision) == ("wof:78", "admin2", "NER", 3)


def test_place_outside_the_country_it_names_is_passed_over(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    table = "wof_id\tcountry\tplacetype\tname\tnames_ar\tlatitude\tlongitude\tgeonames_id\n"
    table += "79\tML\tlocality\tFar\tالبلدة القصية\t35.9\t14.5\t\n"
    assert gazetteer_with(monkeypatch, write("wof.tsv", table)).lookup("البلدة القصية") == ()


@pytest.mark.parametrize("content", ["a,b,c\n1,2,3\n", "", "name_ar\tcountry\nx\tNER\n"])
def test_file_that_is_no_gazetteer(content: str, write: Write) -> None:
    with pytest.raises(OwnFileError, match="no GeoNames dump"):
        list(place_rows(write("x.tsv", content)))


def test_number_that_is_none_is_told_with_its_line(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write("p.tsv", "name_ar\tlat\tlon\nبئر الزعفران\tnorth\t8.2\n")
    with pytest.raises(places.PlaceDataError, match=":2"):
        gazetteer_with(monkeypatch, path)


def test_missing_file_and_missing_folder(tmp_path: Path) -> None:
    with pytest.raises(OwnFileError, match="cannot be read"):
        list(actor_rows(tmp_path / "none.csv"))
    with pytest.raises(OwnFileError, match=r"no \.geojson records"):
        list(place_rows(tmp_path))


@pytest.mark.parametrize(
    ("two", "three"), [("YE", "YEM"), ("CD", "COD"), ("MM", "MMR"), ("DE", "DEU"), ("NER", "NER"), ("??", "")]
)
def test_country_codes(two: str, three: str) -> None:
    assert alpha3(two) == three


def test_command_tells_a_faulty_file_before_it_codes(write: Write) -> None:
    text, bad = write("t.txt", "قال مصدر أمني."), write("a.csv", "id,name_ar,kind\nx,جبهة الواحات,gang\n")
    done = CliRunner().invoke(main, ["code", str(text), "--actors", str(bad)])
    assert done.exit_code == 2 and "kind 'gang'" in done.output


def test_coder_knows_the_users_actor_and_place(write: Write) -> None:
    text = write("t.txt", "هاجمت جبهة الواحات معسكرا للجيش في بلدة بئر الزعفران أمس.")
    who = write("a.csv", "id,name_ar,name_en,kind,country,sector\nwahat,جبهة الواحات,Oases Front,armed_group,NER,REB\n")
    where = write("p.tsv", "name_ar\tname_en\tlat\tlon\tcountry\nبئر الزعفران\tBir Zaafran\t19.1\t8.2\tNER\n")
    done = CliRunner().invoke(
        main,
        [
            "code",
            str(text),
            "--actors",
            str(who),
            "--gazetteer",
            str(where),
            "-f",
            "jsonl",
            "--published",
            "2013-02-20",
        ],
    )
    assert done.exit_code == 0, done.output
    assert '"id": "wahat"' in done.output and '"lat": 19.1' in done.output
