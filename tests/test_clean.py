"""Clean text and its map to the original."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from isnad.text.clean import clean

NOISE = "\u064e\u0651\u0640\u200f\u200c\ufeff\r\n\u00a0&;<ﻻكيﷲ\u0654او \ud800٪ھی"


@pytest.mark.parametrize(
    ("given_text", "expected"),
    [
        ("قَدَّمَ الوَزيرُ", "قدم الوزير"),
        ("مـــصدر", "مصدر"),
        ("هـ", "ه"),
        ("قال ـ أمس ـ إنه", "قال - أمس - إنه"),
        ("ليبيا ــ خاص", "ليبيا - خاص"),
        ("\u200fالوفد\u200e\u202b وصل\u202c", "الوفد وصل"),
        ("می\u200cرود", "ميرود"),
        ("ﺍﻟﺴﻼﻡ ﷲ", "السلام الله"),
        ("کی ھذا", "كي هذا"),
        ("قال &quot;نعم&quot; &amp;nbsp;لا", 'قال "نعم"  لا'),
        ("قال quot;نعمquot; ثم", 'قال "نعم" ثم'),
        ("&laquo;الأفق&raquo; &#1606;", "«الأفق» ن"),
        ("a;b &unknown; & ;", "a;b &unknown; & ;"),
        ("سطر\r\nثان\rثالث\u2028رابع", "سطر\nثان\nثالث\nرابع"),
        ("سطر<br/>ثان", "سطر\nثان"),
        ("نص\u00a0هنا\tوهنا", "نص هنا وهنا"),
        ("ا\u0654حمد سو\u0654ال", "أحمد سؤال"),
        ("٪٢٠", "%٢٠"),
        ("café", "café"),
    ],
)
def test_what_becomes_of_characters(given_text: str, expected: str) -> None:
    assert clean(given_text).text == expected


def test_marks_belong_to_their_letter() -> None:
    text = "وَزِيرُ الدِّفاع"
    cleaned = clean(text)
    start = cleaned.text.index("الدفاع")
    assert cleaned.original(0, 4).of(text) == "وَزِيرُ"
    assert cleaned.original(start, start + 6).of(text) == "الدِّفاع"


def test_an_entity_is_one_character_with_its_whole_range() -> None:
    text = "قال &quot;نعم&quot;"
    cleaned = clean(text)
    assert cleaned.original(4, 5).of(text) == "&quot;"


@given(st.text(st.one_of(st.sampled_from(NOISE), st.characters()), max_size=80))
def test_map_is_monotone_and_complete(text: str) -> None:
    cleaned = clean(text)
    assert len(cleaned.begins) == len(cleaned.ends) == len(cleaned.text)
    for begin, end in zip(cleaned.begins, cleaned.ends, strict=True):
        assert 0 <= begin < end <= len(text)
    assert list(cleaned.begins) == sorted(cleaned.begins)
    assert list(cleaned.ends) == sorted(cleaned.ends)
    cleaned.text.encode("utf-8")


@given(st.text(st.sampled_from("ابتةىو .،\n12«»"), max_size=60))
def test_plain_text_is_left_alone(text: str) -> None:
    cleaned = clean(text)
    assert cleaned.text == text
    assert list(cleaned.begins) == list(range(len(text)))


def test_time_is_linear_on_one_long_line() -> None:
    def seconds(n: int) -> float:
        begun = time.perf_counter()
        clean("قَالَ&quot;" * n)
        return time.perf_counter() - begun

    seconds(1000)
    assert seconds(80_000) < 60 * max(seconds(8_000), 0.002)


def test_dirt_is_told() -> None:
    assert clean("نص نظيف، \"هكذا\" & هكذا").problems == []
    told = clean("قال &quot;نعم&quot; \ufffd").problems
    assert told[0].startswith("1 unreadable")
    assert told[1].startswith("2 HTML entities")
