"""Figures: what is counted, and what happened to it."""

from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from isnad.coding.figures import FigureMention, find_figures
from isnad.coding.numbers import find_numbers
from isnad.coding.times import find_times
from isnad.lexicon.quantities import MEASURES
from isnad.text.pipeline import analyse


def read(text: str) -> list[tuple[str, FigureMention]]:
    doc = analyse(text, use_model=False)
    return [(doc.string(f.first, f.last), f) for f in find_figures(doc, find_numbers(doc))]


def brief(text: str) -> list[tuple[str, float, float]]:
    return [(f.measure, f.low, f.high) for _, f in read(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("أسفر الكمين عن مقتل ثلاثة جنود.", [("killed", 3, 3)]),
        ("أسفر الكمين عن مقتل 20 وإصابة 30.", [("killed", 20, 20), ("wounded", 30, 30)]),
        ("أسفر الكمين عن مقتل وإصابة العشرات.", [("other", 20, 99)]),
        ("قال إن 14 قرويا قتلوا في الكمين.", [("killed", 14, 14)]),
        ("قتل في الكمين أمس 14 قرويا.", [("killed", 14, 14)]),
        ("أودى الانفجار بحياة خمسة عمال وأصيب ستة آخرون.", [("killed", 5, 5), ("wounded", 6, 6)]),
        ("سقط نحو 45 مدنيا بين قتيل وجريح.", [("other", 45, 45)]),
        ("بلغت حصيلة القتلى 300 شخص.", [("killed", 300, 300)]),
        ("أوقفت الشرطة، الخميس، أربعة أشخاص.", [("detained", 4, 4)]),
        ("بُني الحصن سنة 212 هجرية وهُدم نحو 870 ميلادية.", []),
        ("ألقت الشرطة القبض على أربعة مسلحين.", [("detained", 4, 4)]),
        ("خطف المسلحون سبع طالبات.", [("hostages", 7, 7)]),
        ("تسبب القتال في نزوح عشرات الآلاف من السكان.", [("displaced", 20_000, 99_999)]),
        ("وصل 1100 لاجئ إلى الميناء.", [("refugees", 1100, 1100)]),
        ("ستنشر الحكومة ستين ألف جندي.", [("troops", 60_000, 60_000)]),
        ("تضم الكتيبة زهاء ألفي مقاتل.", [("fighters", 2000, 2000)]),
        ("أطلق الفصيل تسعة صواريخ.", [("weapons", 9, 9)]),
        ("دمرت الغارة دبابتين.", [("vehicles", 2, 2)]),
        ("خصصت الوزارة 73,4 مليون يورو.", [("money", 73_400_000, 73_400_000)]),
        ("ارتفعت الصادرات 12 في المئة.", [("percent", 12, 12)]),
        ("نفذت المقاتلات سبع غارات على الميناء.", [("other", 7, 7)]),
        ("سيطر الفصيل على عدة قرى.", [("other", 3, 9)]),
        ("قصفت المدفعية مواقع عدة.", [("other", 3, 9)]),
        ("رمم العمال خمسة من بين 12 جسرا.", [("other", 5, 5), ("other", 12, 12)]),
        ("تضم الدورية عشرين عنصرا من الشرطة.", [("troops", 20, 20)]),
        ("سلم شخصان مسلحان نفسيهما.", [("fighters", 2, 2)]),
        ("لقي ثلاثة عمال مصرعهم.", [("killed", 3, 3)]),
        ("قتل خلال الاشتباكات قرب الميناء 17 شخصا.", [("killed", 17, 17)]),
        ("قتل 90 شخصا، يتوزعون إلى 20 مسلحا، و70 مدنيا.", [("killed", n, n) for n in (90, 20, 70)]),
        ("خطف الفريق 11 ميدالية.", [("other", 11, 11)]),
    ],
)
def test_measures(text: str, expected: list[tuple[str, float, float]]) -> None:
    assert brief(text) == expected


@pytest.mark.parametrize(
    ("text", "measure"),
    [
        ("أدى الهجوم إلى مقتل جندي.", "killed"),
        ("أدى الهجوم إلى مقتل أحد الجنود.", "killed"),
        ("أدى الهجوم إلى إصابة شرطي بجروح.", "wounded"),
    ],
)
def test_one_person_without_a_number(text: str, measure: str) -> None:
    assert brief(text) == [(measure, 1, 1)]


def test_one_person_beside_others() -> None:
    assert brief("أسفر الكمين عن سقوط أربعة قتلى وجريح.") == [("killed", 4, 4), ("wounded", 1, 1)]
    assert brief("أسفر الكمين عن مقتل أربعة جنود وطبيب واحد.") == [("killed", 4, 4), ("killed", 1, 1)]


def test_a_share_knows_its_whole() -> None:
    (_, whole), (text, share) = read("قتل تسعة أشخاص، بينهم أربعة جنود.")
    assert (whole.measure, share.measure, share.share_of, text) == ("killed", "killed", 0, "أربعة جنود")


def test_a_share_of_fighters_keeps_its_own_kind() -> None:
    (_, whole), (_, share) = read("تضم القوة ثلاثين ألف مقاتل، بينهم 12 ألفا من الجنود.")
    assert (whole.measure, share.measure, share.share_of) == ("fighters", "troops", 0)


def test_coordination_carries_the_measure_on() -> None:
    assert brief("أودى الغرق بحياة 31 شخصا و6 أفارقة.") == [("killed", 31, 31), ("killed", 6, 6)]


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("قتل نحو 87 قرويا في الكمين.", "نحو 87 قرويا"),
        ("قتل ستة أشخاص على الأقل في الكمين.", "ستة أشخاص على الأقل"),
        ("قتل 12 جنديا فرنسيا في الكمين.", "12 جنديا فرنسيا"),
        ("شارك في التمرين زهاء 700 عسكري.", "زهاء 700 عسكري"),
    ],
)
def test_the_span_holds_number_and_noun(text: str, span: str) -> None:
    assert [s for s, _ in read(text)] == [span]


def test_of_names_the_counted() -> None:
    doc = analyse("قتل 55 من عناصر الفصيل.", use_model=False)
    (figure,) = find_figures(doc, find_numbers(doc))
    assert figure.of is not None
    assert doc.string(*figure.of).startswith("عناصر")


@pytest.mark.parametrize(
    "text",
    [
        "عقدت الجلسة في 27 مايو 2016.",
        "استمرت المحادثات خمسة أيام.",
        "طفل يبلغ من العمر 12 عاما.",
        "القرية على بعد 15 كيلومترا من المدينة.",
        "القمة الحادية والثلاثين للمنظمة.",
        "اجتمع قادة الدول الخمس.",
        "مقاتلات من طراز إف-16.",
        "صدر القرار رقم 2118 أمس.",
        "بلغت الحرارة 38 درجة.",
        "العديد من الدول الأوروبية.",
        "إنها واحدة من أكبر المدن.",
        "جاءت في المرتبة 161 من أصل الدول.",
        "كرر ذلك مرات عدة.",
        "تجاوز سعر الدولار الواحد حده.",
    ],
)
def test_numbers_that_are_no_figures(text: str) -> None:
    assert brief(text) == []


def test_figures_are_ordered_and_apart() -> None:
    text = "قتل 20 شخصا بينهم ثلاثة جنود وأصيب 30 آخرون ونزحت مئات العائلات"
    found = read(text + " ودمرت خمس دبابات بكلفة 3 ملايين دولار.")
    figures = [f for _, f in found]
    assert len(figures) == 6
    assert all(a.last <= b.first for a, b in pairwise(figures))
    assert all(f.measure in MEASURES for f in figures)


_TEXT = (
    "في من 15 و مئة ألف أمس السبت يونيو ( ) / - % قتل جندي بين إلى 2018 15-7-2013 99/99/9999 عام منذ قبل "
    "الأسبوع الماضي عشرات آلاف ثلاثة عشر نصف ونصف مليون بينهم عدة عدد هـ 1436 31 29 فبراير الساعة 21:30 "
    "يومي ، مطلع الأول"
)
_PIECES = tuple(_TEXT.split())
_DAYS = (None, date.min, date(2016, 2, 29), date.max)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.sampled_from(_PIECES), max_size=20), st.sampled_from(_DAYS))
def test_any_mixture_is_read_in_order_and_without_error(pieces: list[str], published: date | None) -> None:
    doc = analyse(" ".join(pieces), use_model=False)
    numbers = find_numbers(doc)
    times = find_times(doc, published, numbers)
    figures = find_figures(doc, numbers, times)
    spans: tuple[list[tuple[int, int]], ...] = (
        [(n.first, n.last) for n in numbers],
        [(t.first, t.last) for t in times],
        [(f.first, f.last) for f in figures],
    )
    for found in spans:
        assert all(0 <= first < last <= len(doc.words) for first, last in found)
        assert all(a[1] <= b[0] for a, b in pairwise(found))
    assert all(t.start is None or t.end is None or t.start <= t.end for t in times)
    assert all(f.low <= f.best <= f.high for f in figures)
