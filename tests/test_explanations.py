"""Explanations: effect, causes, joint or rival."""

from __future__ import annotations

import pytest

from isnad.coding.explanations import find_explanations
from isnad.records import Factuality
from preparing import prepared, said

JOINT = [
    ("نزح آلاف السكان بسبب القصف.", "نزح آلاف السكان", ["القصف"]),
    ("تأجل اللقاء لأن الوفد لم يصل.", "تأجل اللقاء", ["الوفد لم يصل"]),
    ("أدى إغلاق الميناء إلى نقص الوقود.", "نقص الوقود", ["إغلاق الميناء"]),
    (
        "قالت المصادر إن ضعف الدولة، وانتشار السلاح قد تسببا في اندلاع الحرب.",
        "اندلاع الحرب",
        ["ضعف الدولة", "انتشار السلاح"],
    ),
    (
        "ويرى المراقبون أن ضعف الجيش وانقسام قيادته تسببا في سقوط المدينة.",
        "سقوط المدينة",
        ["ضعف الجيش", "انقسام قيادته"],
    ),
    ("حذّر الوزير من أن سبب المشكلة هو الفساد.", "المشكلة", ["الفساد"]),
    ("قطعت القوات الطريق مما أدى إلى نقص الغذاء.", "نقص الغذاء", ["قطعت القوات الطريق"]),
    ("أضرب العمال احتجاجا على خفض الأجور.", "أضرب العمال", ["خفض الأجور"]),
    ("انسحب الوفد لأن القيادة رأت أن المفاوضات لن تنجح.", "انسحب الوفد", ["المفاوضات لن تنجح"]),
]


@pytest.mark.parametrize(("text", "effect", "causes"), JOINT)
def test_causes(text: str, effect: str, causes: list[str]) -> None:
    p = prepared(text)
    (e,) = find_explanations(p, [])
    assert (said(p, e.effect), [said(p, c) for c in e.causes], e.joint) == (effect, causes, True)


def test_rival_causes_are_not_asserted() -> None:
    p = prepared("جاء هذا التحول إما لأن الجيش أنهك أو نتيجة للضغوط الدولية.")
    (e,) = find_explanations(p, [])
    assert (said(p, e.effect), [said(p, c) for c in e.causes]) == (
        "هذا التحول",
        ["الجيش أنهك", "لضغوط الدولية"],
    )
    assert (e.joint, e.factuality) == (False, Factuality.POSSIBLE)


ALTERNATIVES = [
    ("يعود التأخير إما إلى نقص المال وإما إلى ضعف الإدارة.", "التأخير", ["نقص المال", "ضعف الإدارة"]),
    (
        "يُعزى ارتفاع الأسعار إما إلى الجفاف أو إلى إغلاق المعابر.",
        "ارتفاع الأسعار",
        ["الجفاف", "إغلاق المعابر"],
    ),
    (
        "لم يتضح ما إذا كان سبب الحريق خللا كهربائيا أم عملا تخريبيا.",
        "الحريق",
        ["خللا كهربائيا", "عملا تخريبيا"],
    ),
]


@pytest.mark.parametrize(("text", "effect", "causes"), ALTERNATIVES)
def test_alternatives_after_one_word(text: str, effect: str, causes: list[str]) -> None:
    p = prepared(text)
    (e,) = find_explanations(p, [])
    assert (said(p, e.effect), [said(p, c) for c in e.causes]) == (effect, causes)
    assert (e.joint, e.factuality) == (False, Factuality.POSSIBLE)


@pytest.mark.parametrize(
    "text",
    [
        "هذا سبب آخر للقلق.",
        "ولا يؤدي القصف إلى حل.",
        "يعود الوفد إلى العاصمة غدا.",
        "لهذا التنظيم فروع في ثلاث دول.",
        "يقوده ضابط سابق إلى الحدود.",
        "لا يؤدي الحوار إلى حل.",
        "وصل الوزير من أجل لقاء الوفد.",
    ],
)
def test_no_explanation(text: str) -> None:
    assert find_explanations(prepared(text), []) == []
