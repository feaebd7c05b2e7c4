"""Finding actors: names, generic noun phrases, nisbas, titles with names, capitals."""

from __future__ import annotations

from datetime import date

import pytest

from isnad.coding.actors import ActorFinder, ActorMention
from isnad.text.document import Document
from isnad.text.pipeline import analyse

FINDER = ActorFinder()
DAY = date(2013, 2, 5)


def read(text: str, day: date | None = DAY) -> tuple[Document, dict[str, ActorMention]]:
    doc = analyse(text, use_model=False)
    found: dict[str, ActorMention] = {}
    for m in FINDER.find(doc, day):
        found.setdefault(doc.string(m.first, m.last), m)
    return doc, found


@pytest.mark.parametrize(
    ("text", "span", "actor"),
    [
        ("هاجم مقاتلو بوكو حرام قرية نائية", "بوكو حرام", "boko-haram"),
        ("وصفت القاعدة في المغرب الإسلامي الاتفاق بالخيانة", "القاعدة في المغرب الإسلامي", "aqim"),
        ("اتهم البوليساريو المغرب بالتصعيد", "البوليساريو", "polisario"),
        ("دعت إيكواس إلى اجتماع عاجل", "إيكواس", "ecowas"),
        ("وصل أياد أغ غالي إلى القرية", "أياد أغ غالي", "iyad-ag-ghali"),
        ("وصل إياد آق غالي إلى القرية", "إياد آق غالي", "iyad-ag-ghali"),
        ("رحب بانيتا بالقرار", "بانيتا", "panetta"),
        ("وللأمم المتحدة رأي آخر", "لأمم المتحدة", "un"),
        ("نددت الجامعة العربية بالقصف", "الجامعة العربية", "arab-league"),
    ],
)
def test_known_names(text: str, span: str, actor: str) -> None:
    _, found = read(text)
    assert span in found, list(found)
    assert found[span].ref.id == actor
    assert found[span].named


def test_clitics_stay_outside() -> None:
    _, found = read("قال إن التدريب والسلاح يصلان للجيش وبحركة الشباب علاقة")
    assert found["لجيش"].ref.kind == "armed_forces"
    assert found["حركة الشباب"].ref.id == "al-shabaab"


def test_generic_head_and_name_are_one_mention() -> None:
    _, found = read("شن تنظيم القاعدة في جزيرة العرب هجوما")
    m = found["تنظيم القاعدة في جزيرة العرب"]
    assert (m.ref.id, m.named, m.parent) == ("aqap", True, -1)


def test_unknown_official_is_described_and_stays_unknown() -> None:
    _, found = read("كشف مسؤول أمني نيجري كبير عن خطة")
    m = found["مسؤول أمني نيجري كبير"]
    assert (m.ref.id, m.ref.kind, m.ref.sector, m.ref.country) == (None, "official", "COP", "NER")
    assert m.unnamed_source
    assert not m.named
    assert m.generic == "مسؤول"


def test_office_and_name() -> None:
    _, found = read("زار وزير الخارجية الفرنسي لوران فابيوس باماكو")
    m = found["وزير الخارجية الفرنسي لوران فابيوس"]
    assert (m.ref.id, m.ref.role, m.named) == ("fabius", "وزير الخارجية", True)
    assert found["الفرنسي"].nisba
    assert found["الفرنسي"].parent >= 0


def test_office_alone_resolves_by_day_only() -> None:
    text = "زار وزير الخارجية الفرنسي باماكو"
    for day, actor in ((date(2013, 1, 1), "fabius"), (date(2019, 1, 1), "le-drian"), (None, None)):
        _, found = read(text, day)
        m = found["وزير الخارجية الفرنسي"]
        assert m.ref.id == actor
        assert not m.named
        assert m.ref.country == "FRA"


def test_former_office_is_not_given_to_the_holder() -> None:
    _, found = read("انتقد الرئيس الفرنسي السابق القرار")
    assert found["الرئيس الفرنسي السابق"].ref.id is None


def test_name_after_comma() -> None:
    _, found = read("أكد الرئيس التونسي، المنصف المرزوقي، أن الحوار مستمر")
    assert found["الرئيس التونسي، المنصف المرزوقي"].ref.id == "marzouki"


def test_two_adjectives_share_a_head() -> None:
    doc, found = read("تنتشر القوات التشادية والنيجرية على الحدود")
    first, second = found["القوات التشادية"], found["النيجرية"]
    assert first.ref.id == "tcd-armed-forces"
    assert second.ref.id == "ner-armed-forces"
    assert second.head == first.head
    assert doc.words[second.head].stem == "قوات"
    assert second.ref.name_en == "Armed forces of Niger"


def test_nisba_on_an_event_noun_is_a_mention() -> None:
    _, found = read("أوقع القصف التركي خسائر")
    m = found["التركي"]
    assert (m.ref.id, m.nisba, m.parent) == ("tur", True, -1)


def test_capital_is_a_metonym_and_places_are_marked() -> None:
    _, found = read("رفضت أنقرة الطلب")
    assert found["أنقرة"].metonym
    assert not found["أنقرة"].locative
    _, found = read("عقد الاجتماع في أنقرة")
    assert found["أنقرة"].locative
    _, found = read("انتشر المرض شمال نيجيريا")
    assert found["نيجيريا"].locative
    assert not found["نيجيريا"].metonym


def test_mali_and_finance() -> None:
    _, found = read("قال وزير المالية إن القطاع يعاني")
    assert found["وزير المالية"].ref.country is None
    _, found = read("انسحبت القوات المالية من المدينة")
    assert found["القوات المالية"].ref.country == "MLI"
    _, found = read("انتقل الدعم المالي إلى الشركة")
    assert not any(m.ref.id == "mli" for m in found.values())


def test_media_by_noun_or_quotes() -> None:
    _, found = read("كتبت صحيفة الحياة أن الحياة صعبة")
    assert found["صحيفة الحياة"].ref.id == "alhayat"
    assert "الحياة" not in {s for s, m in found.items() if m.parent < 0}
    _, found = read("نشرت صحيفة «المدار الحر» الخبر")
    assert found["صحيفة «المدار الحر»"].ref.kind == "media"
    assert found["صحيفة «المدار الحر»"].ref.id is None


def test_spokesman_of_a_body() -> None:
    _, found = read("نفى متحدث باسم وزارة الدفاع التشادية الخبر")
    m = found["متحدث باسم وزارة الدفاع التشادية"]
    assert (m.ref.country, m.org, m.unnamed_source) == ("TCD", "tcd-mod", True)
    assert m.ref.role == "متحدث باسم"


def test_members_stand_for_their_body() -> None:
    _, found = read("قتل مقاتلو حركة الشباب أربعة جنود كينيين")
    assert found["مقاتلو حركة الشباب"].ref.id == "al-shabaab"
    soldiers = found["أربعة جنود كينيين"]
    assert (soldiers.ref.id, soldiers.ref.country, soldiers.ref.sector, soldiers.number) == (
        None,
        "KEN",
        "MIL",
        "p",
    )


def test_last_name_of_an_unknown_person() -> None:
    _, found = read("قال العقيد محمد الزروالي إن المعبر آمن. وأضاف الزروالي أن الدوريات مستمرة")
    assert found["العقيد محمد الزروالي"].ref.kind == "person"
    assert found["الزروالي"].ref.id is None
    assert found["الزروالي"].named


def test_adjective_ties_to_a_body() -> None:
    _, found = read("هاجمت ميليشيات موالية للحكومة الصومالية أمس")
    m = found["ميليشيات موالية للحكومة الصومالية"]
    assert (m.ref.kind, m.ref.country, m.org) == ("armed_group", "SOM", "som-government")
    _, found = read("تراجعت التنظيمات المسلحة المرتبطة بالقاعدة")
    assert found["التنظيمات المسلحة المرتبطة بالقاعدة"].ref.id is None


def test_al_qaeda_is_no_military_base() -> None:
    _, found = read("قصفت الطائرات القاعدة العسكرية قرب الساحل")
    assert not any(m.ref.id == "al-qaeda" for m in found.values())
    _, found = read("قتل زعيم القاعدة في غارة")
    assert any(m.org == "al-qaeda" for m in found.values())


def test_nothing_is_invented() -> None:
    _, found = read("ارتفعت درجات الحرارة وهبت رياح قوية على الساحل")
    assert not found
    assert FINDER.find(analyse("", use_model=False), None) == []


def test_parents_hold_their_parts() -> None:
    doc = analyse("اجتمع قائد أركان الجيش الموريتاني مع سفير فرنسا لدى نواكشوط", use_model=False)
    mentions = FINDER.find(doc, DAY)
    for m in mentions:
        assert m.first <= m.head < m.last or m.nisba
        if m.parent >= 0:
            outer = mentions[m.parent]
            assert outer.first <= m.first
            assert m.last <= outer.last
    assert [m.first for m in mentions] == sorted(m.first for m in mentions)
