"""Places: the gazetteer, and what the finder makes of our own sentences."""

from __future__ import annotations

import time

import pytest

from isnad.coding.places import PlaceFinder, PlaceMention
from isnad.lexicon import places as gazetteer_module
from isnad.lexicon.place_nouns import splits
from isnad.lexicon.places import PlaceDataError, load_gazetteer
from isnad.records import Span
from isnad.text.pipeline import analyse


@pytest.fixture(scope="module")
def finder() -> PlaceFinder:
    return PlaceFinder()


def find(finder: PlaceFinder, text: str) -> dict[str, PlaceMention]:
    doc = analyse(text, use_model=False)
    return {doc.text[m.start : m.end]: m for m in finder.find(doc)}


def test_gazetteer_loads_fast_and_only_once() -> None:
    gazetteer_module.load_gazetteer.cache_clear()
    begin = time.process_time()
    first = load_gazetteer()
    assert time.process_time() - begin < 0.6
    assert load_gazetteer() is first


@pytest.mark.parametrize(
    ("name", "country", "lat", "lon"),
    [("تمنراست", "DZA", 22.8, 5.5), ("باماكو", "MLI", 12.6, -8.0), ("بنغازي", "LBY", 32.1, 20.1),
     ("نيالا", "SDN", 12.05, 24.9), ("دير الزور", "SYR", 35.3, 40.1)],
)  # fmt: skip
def test_lookup_gives_the_right_coordinates(name: str, country: str, lat: float, lon: float) -> None:
    found = [p for p in load_gazetteer().lookup(name) if p.type == "locality" and p.country == country]
    assert found
    assert abs(found[0].lat - lat) < 0.15 and abs(found[0].lon - lon) < 0.15


def test_lookup_of_an_unknown_name_is_empty() -> None:
    assert load_gazetteer().lookup("زقزوقستان") == ()
    assert load_gazetteer().lookup("") == ()


def test_illegal_row_is_named_with_its_line(monkeypatch: pytest.MonkeyPatch) -> None:
    row = dict.fromkeys(gazetteer_module._COLUMNS, "")
    row |= {"id": "x", "name_ar": "س", "type": "planet", "lat": "1", "lon": "2", "precision": "1"}
    with pytest.raises(PlaceDataError, match=r"own.tsv:7 .*unknown type 'planet'"):
        gazetteer_module._place("own.tsv", 7, row)
    row |= {"type": "locality", "lat": "north"}
    with pytest.raises(PlaceDataError, match="must be numbers"):
        gazetteer_module._place("own.tsv", 7, row)


def test_splits_read_clitics() -> None:
    assert ("ب", "ليبيا", 1) in splits("بليبيا")
    assert ("ل", "الخرطوم", 1) in splits("للخرطوم")
    assert ("وب", "تونس", 2) in splits("وبتونس")


def test_clitics_stay_outside(finder: PlaceFinder) -> None:
    found = find(finder, "اجتمع الوفد بليبيا قبل أن يعود للخرطوم.")
    assert found["ليبيا"].prep == "ب" and found["ليبيا"].state
    assert found["لخرطوم"].country == "SDN" and found["لخرطوم"].prep == "ل"
    assert found["لخرطوم"].name == "الخرطوم"


def test_head_noun_and_nisba_belong_to_the_mention(finder: PlaceFinder) -> None:
    mention = find(finder, "عقد اللقاء في مدينة تمنراست الجزائرية أمس.")["مدينة تمنراست الجزائرية"]
    assert (mention.country, mention.precision, mention.prep) == ("DZA", 1, "في")
    assert mention.name == "تمنراست" and not mention.ambiguous


def test_direction_within_a_country_is_vague(finder: PlaceFinder) -> None:
    mention = find(finder, "انتشر المسلحون في شمال ليبيا.")["شمال ليبيا"]
    assert (mention.precision, mention.country, mention.state) == (5, "LBY", False)
    assert mention.lat is not None and mention.lat > 28


def test_near_and_distance(finder: PlaceFinder) -> None:
    near = find(finder, "انفجر لغم قرب بنغازي.")["بنغازي"]
    assert (near.precision, near.rule) == (2, "places.near")
    away = find(finder, "سقطت الطائرة على بعد 40 كلم جنوب بنغازي.")["جنوب بنغازي"]
    assert (away.precision, away.rule) == (2, "places.distance")
    assert away.lat is not None and near.lat is not None
    assert near.lat - away.lat == pytest.approx(0.36, abs=0.02)


def test_namesakes_are_ambiguous_until_the_text_names_a_country(finder: PlaceFinder) -> None:
    open_ = find(finder, "وصل الوسيط إلى طرابلس.")["طرابلس"]
    assert open_.id is None and open_.country is None and len(open_.ambiguous) == 2
    libya = find(finder, "قال مسؤول ليبي إن الوسيط وصل إلى طرابلس.")["طرابلس"]
    assert libya.country == "LBY" and libya.id is not None
    lebanon = find(finder, "وصل الوسيط إلى طرابلس ثم إلى بيروت.")["طرابلس"]
    assert lebanon.country == "LBN"


def test_borders_are_bounded_not_guessed(finder: PlaceFinder) -> None:
    found = find(finder, "رصدت الدورية قافلة في المثلث الحدودي بين الجزائر ومالي والنيجر.")
    mention = found["المثلث الحدودي بين الجزائر ومالي والنيجر"]
    assert mention.bounded_by == ("DZA", "MLI", "NER")
    assert mention.described and mention.lat is None and mention.country is None
    assert find(finder, "أغلقت السلطات الحدود الليبية التونسية.")["الحدود الليبية التونسية"].bounded_by == (
        "LBY",
        "TUN",
    )


def test_home_country(finder: PlaceFinder) -> None:
    found = find(finder, "قتل جنود نيجيريون في كمين. ووقع الهجوم في جنوب البلاد.")
    assert found["جنوب البلاد"].country == "NGA" and found["جنوب البلاد"].precision == 5
    silent = find(finder, "ووقع الهجوم في جنوب البلاد.")["جنوب البلاد"]
    assert silent.country is None and silent.lat is None


def test_capital_by_nisba(finder: PlaceFinder) -> None:
    mention = find(finder, "اجتمع الوزراء في العاصمة الليبية.")["العاصمة الليبية"]
    assert mention.name == "طرابلس" and mention.country == "LBY" and mention.capital


def test_described_places_have_no_coordinates(finder: PlaceFinder) -> None:
    mention = find(finder, "هاجم مسلحون القاعدة العسكرية ليلا.")["القاعدة العسكرية"]
    assert mention.described and mention.lat is None and mention.id is None


def test_financial_is_no_state(finder: PlaceFinder) -> None:
    assert "مالي" not in find(finder, "حصل المزارعون على دعم مالي كبير.")
    assert find(finder, "نشرت فرنسا جنودا في مالي.")["مالي"].state


def test_family_names_are_no_places(finder: PlaceFinder) -> None:
    assert not find(finder, "قال العقيد بنغازي إن الوضع هادئ.")


def test_coordination_shares_the_preposition(finder: PlaceFinder) -> None:
    found = find(finder, "زار المبعوث مخيمات في تشاد والنيجر.")
    assert found["النيجر"].prep == "في"


def test_value_is_a_record(finder: PlaceFinder) -> None:
    mention = find(finder, "وقع الانفجار في نيالا.")["نيالا"]
    value = mention.value(Span(14, 19))
    assert (
        value.name == "نيالا"
        and value.country == "SDN"
        and value.precision == 1
        and value.span == Span(14, 19)
    )


def test_a_nisba_beside_the_name_decides(finder: PlaceFinder) -> None:
    mention = find(finder, "وصل الوفد الليبي من بنغازي إلى مدينة طرابلس اللبنانية.")["مدينة طرابلس اللبنانية"]
    assert mention.country == "LBN" and not mention.ambiguous


def test_two_countries_in_the_sentence_leave_a_doubt(finder: PlaceFinder) -> None:
    text = "بحث مسؤولون لبنانيون وليبيون في بيروت سبل فتح خط جوي إلى طرابلس."
    assert len(find(finder, text)["طرابلس"].ambiguous) >= 1


def test_triangle_named_by_its_neighbours(finder: PlaceFinder) -> None:
    mention = find(finder, "تقدمت القوات نحو المثلث الأردني السوري.")["المثلث الأردني السوري"]
    assert mention.bounded_by == ("JOR", "SYR") and mention.lat is None


def test_organisation_names_are_marked(finder: PlaceFinder) -> None:
    assert find(finder, "أعلن فيلق القدس موقفه.")["القدس"].in_name
    assert not find(finder, "اعتقلت الشرطة شابا في القدس.")["القدس"].in_name


def test_letters_of_a_word_are_no_proclitic(finder: PlaceFinder) -> None:
    assert not find(finder, "لعب جوزيف بلاتر دورا كبيرا في ذلك.")


def test_wilaya_is_a_head_noun_whatever_the_segmentation(finder: PlaceFinder) -> None:
    mention = find(finder, "أوقفت قوة جزائرية مهربين بولاية تيزي وزو.")["ولاية تيزي وزو"]
    assert (mention.type, mention.precision, mention.country) == ("admin1", 4, "DZA")
