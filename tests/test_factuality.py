"""How certain: what the modality rules say of the word that names an event."""

from __future__ import annotations

import pytest

from isnad.coding.attribution import attribute
from isnad.coding.factuality import Governed, govern
from isnad.lexicon import cues, modality
from isnad.records import Factuality
from isnad.text.pipeline import analyse

CUES = cues.load()
MODALITY = modality.load()


def governed(text: str, word: str) -> Governed | None:
    """What governs the word that is written *word*."""
    doc = analyse(text)
    found = govern(doc, MODALITY, attribute(doc, CUES, set()))
    return found.get(next(w.i for w in doc.words if w.text == word))


def sets(text: str, word: str) -> str | None:
    g = governed(text, word)
    return None if g is None else g.sets.value


@pytest.mark.parametrize(
    ("text", "word", "factuality"),
    [
        # negation
        ("لم ينسحب الجيش من المدينة.", "ينسحب", "denied"),
        ("لن يوقع الوفد الاتفاق.", "يوقع", "denied"),
        ("لا تدعم الحكومة المتمردين.", "تدعم", "denied"),
        ("هاجم الجيش البلدة دون قصف المستشفى.", "قصف", "denied"),
        ("أكد القائد عدم مشاركة جنوده في القصف.", "مشاركة", "denied"),
        ("رفضت الحركة تسليم الأسرى.", "تسليم", "denied"),
        ("استبعد الوزير إرسال قوات إلى الجزيرة.", "إرسال", "denied"),
        # denial by a source
        ("نفت الحركة مقتل زعيمها في الغارة.", "مقتل", "denied"),
        ("أنكرت القبيلة خطف المهندس.", "خطف", "denied"),
        # future, plan
        ("سيلتقي الوزير نظيره غدا.", "سيلتقي", "planned"),
        ("سوف تعود القوات إلى ثكناتها.", "تعود", "planned"),
        ("يعتزم الرئيس زيارة باريس.", "زيارة", "planned"),
        ("توعد القائد بقصف العاصمة.", "بقصف", "planned"),
        # request, hope
        ("طالبت الحكومة بإطلاق الرهائن.", "بإطلاق", "sought"),
        ("دعا المجلس إلى انسحاب القوات.", "انسحاب", "sought"),
        ("تسعى الحكومة إلى استعادة المدينة.", "استعادة", "sought"),
        # possibility
        ("قد تنسحب القوات قريبا.", "تنسحب", "possible"),
        ("يمكن أن تهاجم الحركة المدينة.", "تهاجم", "possible"),
        ("من المتوقع أن يصل الوفد غدا.", "يصل", "possible"),
        ("يقال إن الزعيم غادر البلاد.", "غادر", "possible"),
        # condition: what holds only if, and what it hangs on
        ("ستنسحب القوات بشرط وقف الغارات.", "ستنسحب", "conditional"),
        ("إذا توقف القصف عاد النازحون.", "توقف", "possible"),
        ("إذا توقف القصف فسينسحب المقاتلون.", "توقف", "possible"),
        ("إذا توقف القصف فسينسحب المقاتلون.", "فسينسحب", "conditional"),
        ("إذا توقف القصف، فسينسحب المقاتلون.", "فسينسحب", "conditional"),
        ("سينسحب المقاتلون إذا توقف القصف.", "سينسحب", "conditional"),
        # habit
        ("كانوا يقصفون القرى ليلا.", "يقصفون", "habitual"),
    ],
)
def test_governed(text: str, word: str, factuality: str) -> None:
    assert sets(text, word) == factuality


@pytest.mark.parametrize(
    ("text", "word"),
    [
        pytest.param("قصف الجيش المدينة أمس.", "قصف", id="plain"),
        pytest.param("قال القائد إن القوات انسحبت.", "انسحبت", id="inna-is-no-condition"),
        pytest.param("وبحسب ضابط، فإن القوات انسحبت.", "انسحبت", id="fa-inna-is-no-condition"),
        pytest.param("أفاد شهود بأن مسلحين خطفوا طبيبا.", "خطفوا", id="bi-anna-is-no-condition"),
        pytest.param("قال مسؤول رفض الكشف عن هويته إن الجيش اعتقل سبعة.", "اعتقل", id="anonymity-marker"),
        pytest.param("لم ينسحب الجيش، وقصفت الطائرات القرية.", "وقصفت", id="next-clause"),
    ],
)
def test_not_governed(text: str, word: str) -> None:
    assert sets(text, word) in (None, "actual")


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("لا يستبعد الوزير إرسال قوات إلى الجزيرة.", "إرسال"),
        ("لم تنف الحركة مقتل زعيمها.", "مقتل"),
    ],
)
def test_negated_denial_is_possible(text: str, word: str) -> None:
    assert sets(text, word) == "possible"


def test_success_denied_and_reached() -> None:
    assert sets("لم ينجح الوسطاء في إبرام هدنة.", "إبرام") == "denied"
    assert sets("نجح الوسطاء في إبرام هدنة.", "إبرام") in (None, "actual")


def test_the_reason_names_an_entry_and_the_word_that_carries_it() -> None:
    g = governed("لن يوقع الوفد الاتفاق.", "يوقع")
    assert g is not None
    assert (g.rule, g.word) == ("modality/لن", 0)
    future = governed("سيلتقي الوزير نظيره غدا.", "سيلتقي")
    assert future is not None and future.rule == "modality/س"


def test_every_rule_is_an_entry_of_the_lexicon() -> None:
    known = {e.id for e in MODALITY.entries} | {c.id for c in CUES.entries} | {"modality/س", "modality/ل"}
    text = (
        "نفت الحركة مقتل زعيمها، وطالبت بإطلاق الأسرى، لكنها قد تنسحب إذا توقف القصف. "
        "ولن يوقع الوفد، وسيعود بشرط وقف الغارات."
    )
    doc = analyse(text)
    found = govern(doc, MODALITY, attribute(doc, CUES, {1}))
    assert len({g.sets for g in found.values()}) >= 3
    assert {g.rule for g in found.values()} <= known


def test_higher_rank_wins_over_a_farther_cue() -> None:
    """A denied future is denied, a conditional future conditional."""
    assert sets("لن يلتقي الوزير نظيره.", "يلتقي") == "denied"
    assert sets("ستنسحب القوات بشرط وقف الغارات.", "ستنسحب") == "conditional"


def test_ranks_are_ordered() -> None:
    order = MODALITY.order
    assert set(order) == set(Factuality)
    assert order[Factuality.DENIED] == max(order.values())
    assert order[Factuality.ACTUAL] == min(order.values())


@pytest.mark.parametrize("text", ["", "…", "لا", "لن", "إن", "س", "دون", "إذا"])
def test_cue_without_anything_behind_it(text: str) -> None:
    doc = analyse(text)
    found = govern(doc, MODALITY, attribute(doc, CUES, set()))
    assert set(found) <= set(range(len(doc.words)))
