"""Edit scripts and restored spellings."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from isnad.text.lemmas import apply_script, choose_stem, edit_script

LETTERS = st.text(alphabet="ابتجدرسعفقلمنهويةء", min_size=1, max_size=9)


@given(LETTERS, LETTERS)
def test_a_script_makes_its_lemma(stem: str, lemma: str) -> None:
    assert apply_script(stem, edit_script(stem, lemma)) == lemma


@pytest.mark.parametrize(
    ("stem", "lemma", "other", "result"),
    [
        ("يقول", "قال", "يزور", "زار"),
        ("محافظات", "محافظة", "شركات", "شركة"),
        ("مهاجرين", "مهاجر", "نازحين", "نازح"),
        ("اطفال", "طفل", "احزاب", "حزب"),
    ],
)
def test_one_script_serves_many_words(stem: str, lemma: str, other: str, result: str) -> None:
    assert apply_script(other, edit_script(stem, lemma)) == result


def test_a_script_that_does_not_fit_gives_none() -> None:
    assert apply_script("سفن", edit_script("يعود", "عاد")) is None
    assert apply_script("سفن", "") == "سفن"


def test_spelling_before_an_enclitic() -> None:
    counts = {"بلدية": 40, "مستوي": 9, "صلات": 2, "صلاة": 30}
    assert choose_stem(["بلدية", "بلديت"], "NOUN", counts) == "بلدية"
    assert choose_stem(["زارة", "زارت"], "VERB", counts) == "زارت"
    assert choose_stem(["هاجموا", "هاجمو"], "VERB", counts) == "هاجموا"
    assert choose_stem(["مستوا", "مستوي"], "NOUN", counts) == "مستوي"
    assert choose_stem(["رجل"], "NOUN", {}) == "رجل"
