"""Numbers in digits and words."""

import pytest

from isnad.coding.numbers import find_numbers
from isnad.text.pipeline import analyse


def read(text: str) -> list[tuple[float, float, str]]:
    return [(n.low, n.high, n.kind) for n in find_numbers(analyse(text, use_model=False))]


def values(text: str) -> list[tuple[float, float]]:
    return [(low, high) for low, high, _ in read(text)]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("وصل أربعون ألفا", 40_000),
        ("مع مئتين وخمسين لاجئا", 250),
        ("نشر ألفي جندي", 2_000),
        ("وصل ألفا جندي", 2_000),
        ("ثلاثة عشر منزلا", 13),
        ("إحدى عشرة قرية", 11),
        ("اثنتي عشرة قرية", 12),
        ("مائة وعشرين خيمة", 120),
        ("خمسة وعشرون ألفا وثلاثمئة وستة نازحين", 25_306),
        ("ثلاث مئة خيمة", 300),
        ("83 ألفا و412 نازحا", 83_412),
        ("3.2 مليون نازح", 3_200_000),
        ("73,4 مليون درهم", 73_400_000),
        ("7ر4 مليار درهم", 4_700_000_000),
        ("1.500 خيمة", 1_500),
        ("1,500 خيمة", 1_500),
        ("٣٤٠ خيمة", 340),
        ("مليون ونصف المليون نازح", 1_500_000),
        ("6000 آلاف خيمة", 6_000),
    ],
)
def test_one_value(text: str, value: float) -> None:
    assert values(text) == [(value, value)]


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("بين 200 و300 خيمة", 200, 300),
        ("ما بين أربعين وستين خيمة", 40, 60),
        ("15 أو 20 خيمة", 15, 20),
        ("15-20 خيمة", 15, 20),
        ("بين 3 و5 آلاف خيمة", 3_000, 5_000),
        ("تراوح من 10 إلى 12 خيمة", 10, 12),
        ("عشرات الخيام", 20, 99),
        ("مئات الخيام", 200, 999),
        ("آلاف الخيام", 2_000, 9_999),
        ("عشرات الآلاف من الخيام", 20_000, 99_999),
        ("مئات الآلاف من الخيام", 200_000, 999_999),
        ("عدة خيام", 3, 9),
        ("عدد من الخيام", 2, 9),
    ],
)
def test_ranges_and_round_amounts(text: str, low: float, high: float) -> None:
    assert values(text) == [(low, high)]


def test_a_change_is_two_numbers_that_share_their_multiplier() -> None:
    assert values("زادت الميزانية من 70 إلى تسعين مليون درهم") == [(70e6, 70e6), (90e6, 90e6)]


@pytest.mark.parametrize(
    ("text", "degree"),
    [
        ("نحو 40 خيمة", "about"),
        ("ما لا يقل عن 40 خيمة", "more"),
        ("لأكثر من 40 خيمة", "more"),
        ("أقل من 40 خيمة", "less"),
    ],
)
def test_approximators_belong_to_the_number(text: str, degree: str) -> None:
    (number,) = find_numbers(analyse(text, use_model=False))
    assert (number.approx, number.first, number.low) == (degree, 0, 40)
    assert number.core > 0


@pytest.mark.parametrize("text", ["34%", "34 في المئة", "34 بالمائة"])
def test_per_cent(text: str) -> None:
    assert read(text) == [(34, 34, "percent")]


def test_fractions_of_a_definite_whole_only() -> None:
    assert read("غادر ربع السكان") == [(25, 25, "percent")]
    assert read("ثلاثة أرباع المخزون") == [(75, 75, "percent")]
    assert read("بعد نصف ساعة") == []
    assert read("مباراة نصف نهائي") == []


def test_ordinals_and_dates_are_marked() -> None:
    assert read("القمة الحادية والثلاثين") == [(31, 31, "ordinal")]
    assert read("القرن الثالث عشر") == [(13, 13, "ordinal")]
    assert [k for _, _, k in read("في 15-7-2013 عند 21:30")] == ["date", "clock"]


def test_dual_nouns_are_two_but_not_every_word_in_an_and_in() -> None:
    assert read("عاد جنديان") == [(2, 2, "dual")]
    assert read("مع ضابطين") == [(2, 2, "dual")]
    assert read("مع انتحاريين اثنين") == [(2, 2, "dual")]
    assert read("هاجمت طالبان موقع المقاتلين في فلسطين") == []


@pytest.mark.parametrize("text", ["لست مسؤولا عنها", "كمية كبيرة من السلاح", "بالقدس", "قتل وجرح"])
def test_look_alikes_are_no_numbers(text: str) -> None:
    assert read(text) == []


def test_clitics_in_front() -> None:
    assert values("وبعشرات الخيام وللآلاف منهم") == [(20, 99), (2_000, 9_999)]
