"""Clitic readings."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from isnad.text.clean import clean
from isnad.text.normal import bare
from isnad.text.segment import apply, best, candidates
from isnad.text.tokens import tokenise


def readings(word: str) -> set[tuple[tuple[str, ...], str, str, bool]]:
    return {(s.pre, s.stem, s.suf, s.definite) for s in candidates(bare(word))}


@pytest.mark.parametrize(
    ("word", "pre", "stem", "suf", "definite"),
    [
        ("للعودة", ("ل",), "عودة", "", True),
        ("للجنة", ("ل",), "لجنة", "", True),
        ("للبنان", ("ل",), "لبنان", "", False),
        ("وللجيش", ("و", "ل"), "جيش", "", True),
        ("وبالقرب", ("و", "ب"), "قرب", "", True),
        ("فالخطة", ("ف",), "خطة", "", True),
        ("كالجيش", ("ك",), "جيش", "", True),
        ("سيلتقي", ("س",), "يلتقي", "", False),
        ("وسنبقى", ("و", "س"), "نبقي", "", False),
        ("حكومته", (), "حكومة", "ه", False),
        ("قواتهم", (), "قوات", "هم", False),
        ("أعضائها", (), "اعضاء", "ها", False),
        ("مستواه", (), "مستوي", "ه", False),
        ("قتلوه", (), "قتلوا", "ه", False),
        ("عليه", (), "علي", "ه", False),
        ("منها", (), "من", "ها", False),
        ("لهم", (), "ل", "هم", False),
        ("وبه", ("و",), "ب", "ه", False),
        ("مما", ("من",), "ما", "", False),
        ("عمّا", ("عن",), "ما", "", False),
        ("وممن", ("و", "من"), "من", "", False),
        ("لبلادنا", ("ل",), "بلاد", "نا", False),
        ("وزير", (), "وزير", "", False),
        ("وزير", ("و",), "زير", "", False),
    ],
)
def test_candidates_hold_the_right_one(
    word: str, pre: tuple[str, ...], stem: str, suf: str, definite: bool
) -> None:
    assert (pre, stem, suf, definite) in readings(word)


@pytest.mark.parametrize(
    ("word", "pre", "stem", "suf"),
    [
        ("وزير", (), "وزير", ""),
        ("وزارة", (), "وزارة", ""),
        ("وقال", ("و",), "قال", ""),
        ("للعودة", ("ل",), "عودة", ""),
        ("بالقاعدة", ("ب",), "قاعدة", ""),
        ("ليبيا", (), "ليبيا", ""),
        ("فرنسا", (), "فرنسا", ""),
        ("عليهم", (), "علي", "هم"),
        ("ولها", ("و",), "ل", "ها"),
        ("قواته", (), "قوات", "ه"),
        ("سيطرت", (), "سيطرت", ""),
        ("إنه", (), "ان", "ه"),
        ("الذي", (), "الذي", ""),
    ],
)
def test_best_without_a_model(word: str, pre: tuple[str, ...], stem: str, suf: str) -> None:
    found = best(bare(word))
    assert (found.pre, found.stem, found.suf) == (pre, stem, suf)


def test_apply_after_lam_lam_begins_at_the_second_lam() -> None:
    word = tokenise(clean("دعا لِلْعودة")).words[1]
    apply(word, best(word.norm))
    assert word.text[word.stem_start - word.start :] == "لعودة"
    assert (word.pre, word.stem, word.definite) == (("ل",), "عودة", True)


def test_hashtag_is_read_after_its_mark() -> None:
    found = best("#القاعدة")
    assert (found.start, found.end, found.stem, found.definite) == (1, 8, "قاعدة", True)


@given(st.text(st.sampled_from("والبلسفكتيهمناعدةء#"), min_size=1, max_size=12))
def test_readings_stay_inside_the_word(norm: str) -> None:
    options = candidates(norm)
    assert len(set(options)) == len(options)
    for s in (*options, best(norm)):
        assert 0 <= s.start < s.end <= len(norm)
        assert s.stem
        assert norm.endswith(s.suf)
        assert s.end == len(norm) - len(s.suf)
