"""Quotations of every style."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from isnad.text.clean import clean
from isnad.text.tokens import tokenise


def quotes(text: str) -> list[tuple[str, bool]]:
    document = tokenise(clean(text))
    return [(document.string(q.first, q.last), q.closed) for q in document.quotes]


@pytest.mark.parametrize(
    "text",
    [
        "قال «لن ننسحب» وخرج",
        "قال »لن ننسحب« وخرج",
        'قال "لن ننسحب" وخرج',
        "قال “لن ننسحب” وخرج",
        "قال ”لن ننسحب“ وخرج",
        "قال ”لن ننسحب” وخرج",
        "قال ''لن ننسحب'' وخرج",
        "قال „لن ننسحب“ وخرج",
        "قال ‘لن ننسحب’ وخرج",
        "قال:«لن ننسحب»، وخرج",
        'قال: " لن ننسحب " وخرج',
        "قال « لن ننسحب » وخرج",
        "قال &quot;لن ننسحب&quot; وخرج",
        'وصفه بـ"لن ننسحب" وخرج',
        "قال “لن ننسحب\" وخرج",
    ],
)
def test_styles(text: str) -> None:
    assert quotes(text) == [("لن ننسحب", True)]


def test_nested() -> None:
    assert quotes("قال «إن جماعة «الفجر» انسحبت» أمس") == [("إن جماعة «الفجر» انسحبت", True), ("الفجر", True)]
    assert quotes('قال «إن جماعة "الفجر" انسحبت» أمس') == [('إن جماعة "الفجر" انسحبت', True), ("الفجر", True)]


def test_reversed_guillemets_in_a_whole_text() -> None:
    text = "أكد أن الاتصالات »تتعلق بأمور عدة«، مضيفا أن »الحل قريب«."
    assert [q for q, _ in quotes(text)] == ["تتعلق بأمور عدة", "الحل قريب"]


def test_over_sentences_of_one_paragraph() -> None:
    text = "قال: «لن ننسحب. سنبقى هنا. هذا قرارنا» وخرج."
    assert quotes(text) == [("لن ننسحب. سنبقى هنا. هذا قرارنا", True)]


def test_unclosed_costs_its_sentence_only() -> None:
    text = "قال «لن ننسحب الآن. ثم خرج الوزير.\nوأضاف «سنبقى» أمس."
    assert quotes(text) == [("لن ننسحب الآن.", False), ("سنبقى", True)]


def test_unclosed_straight_mark_does_not_turn_the_next_round() -> None:
    found = quotes('قال "لن ننسحب الآن. ثم وصف الخطة بأنها "مؤقتة" أمام الصحافيين.')
    assert ("مؤقتة", True) in found
    assert all("أمام" not in q for q, _ in found)


def test_apostrophe_is_no_quote() -> None:
    assert quotes("زار الوفد Côte d'Ivoire أمس") == []


@given(st.text(st.sampled_from("اب \"«»“”''‘’\n.،"), max_size=60))
def test_no_quotation_crosses_a_paragraph(text: str) -> None:
    document = tokenise(clean(text))
    for q in document.quotes:
        first, last = document.sentence_of(q.first), document.sentence_of(q.last - 1)
        assert first.paragraph == last.paragraph


def test_unclosed_is_told() -> None:
    problems = tokenise(clean("قال «لن ننسحب الآن. ثم خرج.")).clean.problems
    assert len(problems) == 1
    assert "لن ننسحب الآن" in problems[0]
