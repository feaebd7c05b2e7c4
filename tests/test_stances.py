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
    ("ظلت الجزائر إلى عهد قريب ترفض نشر قوات أجنبية.", "oppose", "الجزائر", "نشر قوات أجنبية"),
    ("تأمل الحكومة في أن تدفع العقوبات قادة التمرد إلى قبول الهدنة.", "hope", "الحكومة", "قبول الهدنة"),
    ("تتطلع الحكومة إلى أن تؤدي الوساطة إلى إنهاء الأزمة.", "hope", "الحكومة", "إنهاء الأزمة"),
    ("لا يمانع الوفد في تمديد الهدنة.", "support", "الوفد", "تمديد الهدنة"),
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


CHANGES = [
    ("بدّلت تركيا سياستها تجاه الأزمة من الحياد إلى دعم المعارضة.", "الأزمة", "الحياد", "دعم المعارضة"),
    ("بدلت تونس موقفها من الصراع، وانتقلت من الصمت إلى دعم الحكومة.", "الصراع", "الصمت", "دعم الحكومة"),
    ("تخلت تونس عن سياسة الحياد التي التزمتها في الأزمة الليبية.", "الأزمة الليبية", "سياسة الحياد", None),
    ("تخلى الحزب عن مطلب الانفصال.", "مطلب الانفصال", "مطلب الانفصال", None),
    ("عدلت الحكومة عن قرار رفع الأسعار.", "قرار رفع الأسعار", "قرار رفع الأسعار", None),
]


@pytest.mark.parametrize(("text", "topic", "from_", "to"), CHANGES)
def test_a_change_told_in_other_words(text: str, topic: str, from_: str, to: str | None) -> None:
    p = prepared(text)
    (s,) = find_stances(p, [])
    assert (s.stance, said(p, s.topic), said(p, s.from_), said(p, s.to)) == ("change", topic, from_, to)


@pytest.mark.parametrize(
    ("text", "holder", "condition"),
    [
        ("رفض الوفد توقيع الوثيقة ما لم يُرفع الحصار.", "الوفد", "ما لم يرفع الحصار"),
        ("ولا تمانع مدريد في عقد اللقاء شريطة وقف القصف.", "مدريد", "شريطة وقف القصف"),
    ],
)
def test_refusal_unless_and_no_objection_if_are_conditional(text: str, holder: str, condition: str) -> None:
    p = prepared(text)
    (s,) = find_stances(p, [])
    assert (s.stance, said(p, s.holder), said(p, s.condition)) == ("conditional", holder, condition)


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
