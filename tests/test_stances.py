"""Stances: holder, topic, stance, condition, and how a position changed."""

from __future__ import annotations

import pytest

from isnad.coding.stances import find_stances
from preparing import prepared, said

STATED = [
    ("تؤيد الحكومة الحل السياسي للأزمة.", "support", "الحكومة", "الحل السياسي للأزمة"),
    ("ترفض المعارضة أي تدخل أجنبي في البلاد.", "oppose", "المعارضة", "أي تدخل أجنبي في البلاد"),
    ("تأمل موريتانيا في عودة الهدوء إلى المنطقة.", "hope", "موريتانيا", "عودة الهدوء إلى المنطقة"),
    ("لا تؤيد تركيا تقسيم البلاد.", "oppose", "تركيا", "تقسيم البلاد"),
    ("أعرب المبعوث الأممي عن أمله في عقد جولة جديدة.", "hope", "المبعوث الأممي", "عقد جولة جديدة"),
    ("قال الوزير إن بلاده على استعداد لدعم قوة أفريقية.", "support", "بلاده", "دعم قوة أفريقية"),
    ("رحبت قطر باتفاق الهدنة.", "support", "قطر", "اتفاق الهدنة"),
    ("تعارض كينيا إرسال قوات إلى الصومال.", "oppose", "كينيا", "إرسال قوات إلى الصومال"),
]


@pytest.mark.parametrize(("text", "stance", "holder", "topic"), STATED)
def test_stance(text: str, stance: str, holder: str, topic: str) -> None:
    p = prepared(text)
    assert (stance, holder, topic) in [
        (s.stance, said(p, s.holder), said(p, s.topic)) for s in find_stances(p, [])
    ]


def test_change_from_and_to() -> None:
    p = prepared("غيرت فرنسا موقفها من الأزمة من الحياد إلى دعم الحكومة.")
    (s,) = find_stances(p, [])
    assert (s.stance, said(p, s.holder), said(p, s.topic)) == ("change", "فرنسا", "الأزمة")
    assert (said(p, s.from_), said(p, s.to)) == ("الحياد", "دعم الحكومة")


def test_what_a_policy_rested_on_is_the_old_position() -> None:
    p = prepared("غيرت مالي من سياستها في مجال الأمن القائمة على الاعتماد على الجيش.")
    (s,) = find_stances(p, [])
    assert (said(p, s.topic), said(p, s.from_), s.to) == ("الأمن", "الاعتماد على الجيش", None)


def test_condition() -> None:
    p = prepared("أبدى زعيم الحركة استعداده للتفاوض بشرط وقف القصف.")
    (s,) = find_stances(p, [])
    assert (said(p, s.holder), said(p, s.condition)) == ("زعيم الحركة", "شرط وقف القصف")


@pytest.mark.parametrize(
    "text",
    [
        "قال مصدر رفض ذكر اسمه إن الوفد غادر.",
        "رفض المتحدث التعليق على الأنباء.",
        "يربط الطريق العاصمة بالميناء.",
    ],
)
def test_no_stance(text: str) -> None:
    assert find_stances(prepared(text), []) == []
