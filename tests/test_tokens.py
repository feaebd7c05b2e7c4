"""Words and sentences."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from isnad.text.clean import clean
from isnad.text.document import Document
from isnad.text.tokens import MAX_SENTENCE, tokenise


def words(text: str) -> list[str]:
    return [w.text for w in tokenise(clean(text)).words]


def sentences(text: str) -> list[str]:
    document = tokenise(clean(text))
    return [document.text[ws[0].start : ws[-1].end] for _, ws in document.iter_sentences()]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("بلغ 116,8 نقطة", ["بلغ", "116,8", "نقطة"]),
        ("في 15-7-2013 أو 2015/7/26", ["في", "15-7-2013", "أو", "2015/7/26"]),
        ("عند 12:30، غدا", ["عند", "12:30", "،", "غدا"]),
        ("نسبة 20% تقريبا", ["نسبة", "20", "%", "تقريبا"]),
        ("في2013م", ["في", "2013", "م"]),
        ("#حلب_اليوم و@user_1", ["#حلب_اليوم", "و", "@user_1"]),
        ("انظر https://a.example/x?y=1. ثم", ["انظر", "https://a.example/x?y=1", ".", "ثم"]),
        ("إلى press@news.example.", ["إلى", "press@news.example", "."]),
        ("وكالة أ.ف.ب أمس", ["وكالة", "أ.ف.ب", "أمس"]),
        ("طائرة F-16 سقطت", ["طائرة", "F-16", "سقطت"]),
        ('قال:"نعم"،', ["قال", ":", '"', "نعم", '"', "،"]),
        ("انتهى.تحدثت", ["انتهى", ".", "تحدثت"]),
        ("ماذا؟! لا...", ["ماذا", "؟!", "لا", "..."]),
    ],
)
def test_words(text: str, expected: list[str]) -> None:
    assert words(text) == expected


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("وصل الوفد. غادر الوزير.", 2),
        ("انتهت المحادثات من دون تقدم.تحدثت المصادر عن جولة ثانية.", 2),
        ("بلغت النسبة 3.5 في المئة.", 1),
        ("الخرطوم (د ب أ) - وصل الوفد.", 1),
        ("قال د. سامي إن أ. منى سافرت.", 1),
        ("نقلت أ.ف.ب عن مسؤول قوله إنه باق.", 1),
        ("عاجل .. وصول الوفد إلى العاصمة", 2),
        ("- بند أول\n- بند ثان\n- بند ثالث", 3),
        ("1. بند أول\n2. بند ثان", 2),
        ("وقعت الهدنة عام 2013 م. ثم انهارت.", 2),
        ("قال: «هل نبقى؟»، ثم خرج.", 1),
        ("قال: «سنبقى هنا.» ثم خرج وحده.", 2),
        ("وصل (نحو 3. أو 4. رجال) إلى القرية.", 1),
        ("أخذوا «بنادق ومتفجرات،...» ، وهربوا.", 1),
        ("كفى! متى نعود؟ لا أحد يعلم…", 3),
    ],
)
def test_sentence_count(text: str, count: int) -> None:
    found = sentences(text)
    assert len(found) == count, found


def test_paragraphs_are_lines() -> None:
    document = tokenise(clean("عنوان\n\nوصل الوفد. غادر.\nخاتمة"))
    assert [s.paragraph for s in document.sentences] == [0, 1, 1, 2]


def test_run_on_is_cut_at_a_comma() -> None:
    document = tokenise(clean("وصل الوفد إلى المدينة، " * 400))
    lengths = [s.last - s.first for s in document.sentences]
    assert max(lengths) <= MAX_SENTENCE * 3 // 2
    assert all(document.words[s.last - 1].text == "،" for s in document.sentences[:-1])


def test_hashtag_stem_is_without_its_mark() -> None:
    word = tokenise(clean("في #حلب")).words[1]
    assert (word.text, word.stem, word.stem_start) == ("#حلب", "حلب", word.start + 1)


def test_shape_tags_and_norm() -> None:
    document = tokenise(clean("إلى 25 قرية."))
    assert [w.pos for w in document.words] == ["X", "NUM", "X", "PUNCT"]
    assert document.words[0].norm == "الي"


def check(document: Document) -> None:
    done = 0
    for i, w in enumerate(document.words):
        assert w.i == i
        assert w.start >= done and w.end > w.start
        assert document.text[w.start : w.end] == w.text
        assert document.text[done : w.start].strip() == ""
        done = w.end
    assert document.text[done:].strip() == ""
    at = 0
    for s in document.sentences:
        assert s.first == at and s.last > s.first
        assert all(document.words[k].sent == s.i for k in range(s.first, s.last))
        at = s.last
    assert at == len(document.words)
    for q in document.quotes:
        assert 0 <= q.first < q.last <= len(document.words)


@given(st.text(st.one_of(st.sampled_from('ابو ة.،؟!"«»“”()12:/-\n…\'#@a'), st.characters()), max_size=120))
def test_any_text_is_covered_exactly(text: str) -> None:
    check(tokenise(clean(text)))
