"""Written forms of verbs and nouns of every class of root."""

from __future__ import annotations

import pytest

from isnad.lexicon.inflection import derive_imperfect, inflect_noun, inflect_participle, inflect_verb


@pytest.mark.parametrize(
    ("perfect", "imperfect", "forms"),
    [
        ("هاجم", None, "هاجم هاجمت هاجموا هاجمو يهاجم تهاجم يهاجمون يهاجموا هوجم هوجمت"),
        ("قال", "يقول", "قال قالت قالوا قلنا يقول يقولون يقل قيل يقال"),
        ("دعا", "يدعو", "دعا دعت دعوا دعونا يدعو يدعون يدع دعي"),
        ("نفى", "ينفي", "نفي نفت نفوا نفيا نفا ينفي ينفون ينفيان ينف"),
        ("اشترى", None, "اشتري اشترت اشتروا يشتري يشترون"),
        ("شن", None, "شن شنت شنوا شننا يشن يشنون"),
        ("احتل", None, "احتل احتلت احتلوا احتللنا يحتل يحتلون"),
        ("لجأ", None, "لجا لجات لجاوا لجؤوا يلجا يلجاون يلجؤون"),
        ("وقف", "يقف", "وقف وقفت يقف يقفون يوقف"),
        ("أدان", None, "ادان ادانت ادانوا يدين يدينون ادين يدان"),
        ("استعاد", None, "استعاد استعادت يستعيد استعيد يستعاد استعدنا"),
        ("اغتال", None, "اغتال اغتالت يغتال اغتيل اغتيلت"),
        ("توعد", None, "توعد توعدت يتوعد يتوعدون"),
        ("جاء", "يجيء", "جاء جاءت جاءوا جاؤوا جئنا"),
    ],
)
def test_verb_forms(perfect: str, imperfect: str | None, forms: str) -> None:
    made = inflect_verb(perfect, imperfect)
    assert [f for f in forms.split() if f not in made] == []


def test_verb_features() -> None:
    forms = inflect_verb("اغتال")
    assert (forms["اغتالت"].gender, forms["اغتالت"].voice) == ("f", "active")
    assert forms["اغتيلت"].voice == "passive"
    assert inflect_verb("قتل")["قتل"].voice == "either"
    assert inflect_verb("انسحب", passive=False)["انسحب"].voice == "active"
    assert inflect_verb("قال", "يقول")["يقل"].mood == "jus"


def test_imperfect_that_cannot_be_derived_is_asked_for() -> None:
    with pytest.raises(ValueError, match="give the imperfect of قال"):
        derive_imperfect("قال")


def test_noun_forms() -> None:
    forms = inflect_noun("هجوم", ("هجمات",))
    assert {"هجوم", "هجوما", "هجومان", "هجومين", "هجمات"} <= set(forms)
    assert "هجومي" not in forms
    assert forms["هجمات"].number == "p"
    assert {"مسلح", "مسلحون", "مسلحين", "مسلحو"} <= set(inflect_noun("مسلح", ("مسلحون",)))
    assert {"اعتداءات", "اعتدائ", "اعتداؤ"} <= set(inflect_noun("اعتداء"))


def test_participle_forms() -> None:
    assert {"معتقل", "معتقلا", "معتقلة", "معتقلون", "معتقلين", "معتقلات"} <= set(inflect_participle("معتقل"))
