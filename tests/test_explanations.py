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


@pytest.mark.parametrize(
    "text",
    [
        "لهذا التنظيم فروع في ثلاث دول.",
        "يقوده ضابط سابق إلى الحدود.",
        "لا يؤدي الحوار إلى حل.",
        "وصل الوزير من أجل لقاء الوفد.",
    ],
)
def test_no_explanation(text: str) -> None:
    assert find_explanations(prepared(text), []) == []
