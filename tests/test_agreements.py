"""Agreements: parties, terms, exchange, conditions, mediators, status."""

from __future__ import annotations

import pytest

from isnad.coding.agreements import find_agreements
from isnad.coding.drafts import AgreementDraft
from isnad.coding.prepare import Prepared
from preparing import prepared, said


def one(text: str) -> tuple[Prepared, AgreementDraft]:
    """The only agreement of *text*."""
    p = prepared(text)
    found = find_agreements(p, [])
    assert len(found) == 1
    return p, found[0]


def parties(text: str) -> list[str | None]:
    p, a = one(text)
    return [said(p, r) for r in a.parties]


def test_parties_term_and_exchange() -> None:
    p, a = one("اتفقت تونس وليبيا على فتح معبر رأس جدير مقابل تسليم المطلوبين.")
    assert [said(p, r) for r in a.parties] == ["تونس", "ليبيا"]
    assert [(said(p, t.does), t.in_exchange) for t in a.terms] == [
        ("فتح معبر رأس جدير", False),
        ("تسليم المطلوبين", True),
    ]
    assert a.status == "agreed"


def test_condition_of_a_signed_agreement() -> None:
    p, a = one("وقع وزيرا الدفاع في اليونان وقبرص اتفاقا على تبادل المعلومات بشرط موافقة البرلمان.")
    assert a.status == "signed"
    assert [said(p, t.does) for t in a.terms] == ["تبادل المعلومات"]
    assert [said(p, r) for r in a.conditions] == ["موافقة البرلمان"]


def test_mediator_and_what_the_agreement_provides() -> None:
    p, a = one("توصلت الحكومة والمتمردون إلى اتفاق يقضي بإطلاق الأسرى برعاية الاتحاد الأفريقي.")
    assert [said(p, r) for r in a.parties] == ["الحكومة", "المتمردون"]
    assert [said(p, r) for r in a.mediators] == ["الاتحاد الأفريقي"]
    assert [said(p, t.does) for t in a.terms] == ["إطلاق الأسرى"]


def test_by_virtue_of_it_names_the_doer_and_seeking_the_status() -> None:
    p, a = one("تسعى الجزائر إلى اتفاق تسلم بموجبه الحركة سلاحها مقابل وقف الغارات.")
    assert a.status == "sought"
    assert [(said(p, t.by), t.in_exchange) for t in a.terms] == [("الحركة", False), (None, True)]


def test_to_be_signed_is_planned() -> None:
    p, a = one("سيوقع الجانبان اتفاقية تعاون في نيامي الأسبوع المقبل.")
    assert (a.status, [said(p, r) for r in a.parties]) == ("planned", ["الجانبان"])


def test_a_meeting_that_decides_is_an_agreement() -> None:
    p, a = one("اجتمع قادة الجيوش في باماكو وقرروا تسيير دوريات مشتركة. ويسمح هذا الاتفاق بعبور الحدود.")
    assert [said(p, t.does) for t in a.terms] == ["تسيير دوريات مشتركة", "عبور الحدود"]


def test_breach_is_broken() -> None:
    _, a = one("انتهكت الجماعة اتفاق الهدنة بين الحكومة والقبائل.")
    assert a.status == "broken"


def test_consent_first_is_a_condition_in_the_next_sentence() -> None:
    p, a = one(
        "وافقت دول الجوار على السماح بملاحقة المهربين. وقالت إن الملاحقات تجوز بعد إبلاغ الدولة المعنية."
    )
    assert [said(p, t.does) for t in a.terms] == ["ملاحقة المهربين"]
    assert [said(p, r) for r in a.conditions] == ["إبلاغ الدولة المعنية"]


def test_terms_of_a_plan_follow() -> None:
    p, a = one("اتفق الوزراء على خطة أمنية. وتتضمن الخطة نشر مراقبين على الحدود.")
    assert [said(p, t.does) for t in a.terms] == ["نشر مراقبين على الحدود"]


TERMS = [
    ("اتفقت مصر والسودان على تبادل الأسرى وعلى فتح الحدود.", ["تبادل الأسرى", "فتح الحدود"]),
    (
        "تعهد الجيش بتسليم المدينة وبسحب الدبابات مقابل رفع الحصار.",
        ["تسليم المدينة", "سحب الدبابات", "رفع الحصار"],
    ),
    ("وقّعت كينيا والسودان اتفاقا يسمح لقواتهما بملاحقة المهربين.", ["ملاحقة المهربين"]),
    (
        "اتفق الطرفان على وقف النار خلال لقاء الوزيرين في القاهرة.",
        ["وقف النار خلال لقاء الوزيرين في القاهرة"],
    ),
]


@pytest.mark.parametrize(("text", "expected"), TERMS)
def test_every_joined_term(text: str, expected: list[str]) -> None:
    p, a = one(text)
    assert [said(p, t.does) for t in a.terms] == expected


def test_a_pledge_in_return_for_an_act_is_an_agreement() -> None:
    p, a = one("تعهد الحزب بالكف عن التعبئة مقابل إفراج السلطات عن معتقليه.")
    assert [said(p, r) for r in a.parties] == ["الحزب", "السلطات"]
    assert [(said(p, t.does), t.in_exchange) for t in a.terms] == [
        ("الكف عن التعبئة", False),
        ("إفراج السلطات عن معتقليه", True),
    ]


def test_a_pledge_alone_or_for_a_price_is_none() -> None:
    assert find_agreements(prepared("تعهد الحزب بالكف عن التعبئة."), []) == []
    assert find_agreements(prepared("تعهد التاجر بتسليم القمح مقابل 300 دولار."), []) == []


def test_provided_that_with_in_return_is_the_exchange() -> None:
    p, a = one("اتفق الجانبان على أن تنسحب الفصائل من الميناء، على أن يوقف الجيش في المقابل القصف.")
    assert [(said(p, t.does), said(p, t.by), t.in_exchange) for t in a.terms] == [
        ("تنسحب الفصائل من الميناء", "الفصائل", False),
        ("يوقف الجيش في المقابل القصف", "الجيش", True),
    ]
    assert a.conditions == []


CONDITIONS = [
    ("اتفق الوزراء على السماح بعبور القوافل، على أن تُبلغ السلطات قبل يومين.", ["تبلغ السلطات قبل يومين"]),
    (
        "اتفق الوزراء على السماح بعبور القوافل، على أن تُفتش الحمولات وألا يرافقها مسلحون.",
        ["تفتش الحمولات", "ألا يرافقها مسلحون"],
    ),
    ("وقّعت كينيا والسودان اتفاقا على تسيير دوريات، شرط إخطار الخرطوم مسبقا.", ["إخطار الخرطوم مسبقا"]),
    ("اتفقت مصر والسودان على فتح المعبر شريطة أن تتوقف الغارات.", ["تتوقف الغارات"]),
]


@pytest.mark.parametrize(("text", "expected"), CONDITIONS)
def test_conditions(text: str, expected: list[str]) -> None:
    p, a = one(text)
    assert [said(p, r) for r in a.conditions] == expected


def test_those_cared_for_do_not_mediate() -> None:
    p, a = one("التقى ضباط من مصر والسودان أمس وتعهدوا بتبادل المعلومات وبرعاية اللاجئين في المخيمات.")
    assert a.mediators == []
    assert [said(p, t.does) for t in a.terms] == ["تبادل المعلومات", "برعاية اللاجئين في المخيمات"]
    assert [said(p, r) for r in a.parties] == ["ضباط من مصر والسودان"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("وقّعت تركيا وإثيوبيا اتفاقا في أنقرة.", ["تركيا", "إثيوبيا"]),
        ("وكانت مصر وتركيا توصلتا أمس إلى اتفاق على فتح المعبر.", ["مصر", "تركيا"]),
        ("أبرمت إيران والقوى الكبرى اتفاقا في فيينا.", ["إيران", "القوى الكبرى"]),
        ("صمدت الهدنة بين أرمينيا وأذربيجان أمس.", ["أرمينيا", "أذربيجان"]),
    ],
)
def test_parties(text: str, expected: list[str]) -> None:
    assert parties(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "انتقد النائب الاتفاق النووي في البرلمان.",
        "وقع انفجار قرب السوق صباح أمس.",
        "لم يصل الوفد إلى المدينة.",
    ],
)
def test_no_agreement(text: str) -> None:
    assert find_agreements(prepared(text), []) == []
