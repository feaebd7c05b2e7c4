"""What definite nouns, last names, pronouns and implied subjects refer back to."""

from __future__ import annotations

from datetime import date

import pytest

from isnad.coding.actors import ActorFinder
from isnad.coding.reference import resolve, subject_of
from isnad.text.pipeline import analyse

FINDER = ActorFinder()
DAY = date(2013, 2, 5)


def links(text: str) -> tuple[dict[str, str], dict[str, str], dict[str, str]]:
    """Mention → antecedent, word with pronoun → antecedent, verb → subject; as text."""
    doc = analyse(text, use_model=False)
    mentions = FINDER.find(doc, DAY)
    refs = resolve(doc, mentions)

    def name(k: int) -> str:
        return doc.string(mentions[k].first, mentions[k].last)

    taken = {name(k): name(refs.root(k)) for k in refs.mentions}
    pronouns = {doc.words[i].text: name(refs.root(k)) for i, k in refs.pronouns.items()}
    subjects: dict[str, str] = {}
    for w in doc.words:
        if w.is_verb:
            k = subject_of(doc, mentions, refs, w.i)
            if k is not None:
                subjects[w.text] = name(refs.root(k))
    return taken, pronouns, subjects


@pytest.mark.parametrize(
    ("text", "reference", "antecedent"),
    [
        ("نفذت حركة الشباب هجوما. وقالت الحركة إن الهجوم رد.", "الحركة", "حركة الشباب"),
        ("تبنى تنظيم القاعدة التفجير. وتوعد التنظيم بالمزيد.", "التنظيم", "تنظيم القاعدة"),
        ("تحدث مصدر عسكري تشادي عن خسائر. وأضاف المصدر أن القتال مستمر.", "المصدر", "مصدر عسكري تشادي"),
        ("نشرت صحيفة الخبر تقريرا. وذكرت الصحيفة أن المفاوضات جارية.", "الصحيفة", "صحيفة الخبر"),
        (
            "زار وزير الخارجية الفرنسي لوران فابيوس باماكو. وأكد الوزير دعمه.",
            "الوزير",
            "وزير الخارجية الفرنسي لوران فابيوس",
        ),
        ("تحدث الرئيس محمدو إيسوفو طويلا. وشدد إيسوفو على الأمن.", "إيسوفو", "الرئيس محمدو إيسوفو"),
    ],
)
def test_definite_nouns_and_last_names(text: str, reference: str, antecedent: str) -> None:
    assert links(text)[0].get(reference) == antecedent


def test_same_source() -> None:
    doc = analyse("تحدث دبلوماسي أفريقي عن مصدر أمني مالي. ووفقا للمصدر نفسه توقف القتال.", use_model=False)
    mentions = FINDER.find(doc, DAY)
    refs = resolve(doc, mentions)
    k = next(k for k, m in enumerate(mentions) if m.generic == "مصدر" and m.definite)
    assert doc.words[mentions[refs.root(k)].first].stem == "مصدر"
    assert refs.root(k) < k


def test_two_sides() -> None:
    doc = analyse(
        "التقى الرئيس الموريتاني الرئيس المالي في نواكشوط. واتفق الجانبان على التنسيق.", use_model=False
    )
    mentions = FINDER.find(doc, None)
    refs = resolve(doc, mentions)
    (pair,) = refs.pairs.values()
    assert [mentions[k].ref.country for k in pair] == ["MRT", "MLI"]


def test_pronouns_agree() -> None:
    _, pronouns, _ = links("حذرت حركة الشباب الجيش الكيني من أنها ستهاجم قواعده")
    assert pronouns["أنها"] == "حركة الشباب"
    assert pronouns["قواعده"] == "الجيش الكيني"


def test_plural_people_take_the_plural_pronoun() -> None:
    _, pronouns, _ = links("حاصرت الشرطة المتظاهرين وفرقتهم")
    assert pronouns.get("وفرقتهم", "المتظاهرين") == "المتظاهرين"
    _, pronouns, _ = links("استقبلت الحكومة اللاجئين وقدمت لهم الطعام")
    assert pronouns["لهم"] == "اللاجئين"


def test_subjects_after_before_and_implied() -> None:
    _, _, subjects = links("أعلن الجيش الكيني أن حركة الشباب هاجمت القاعدة وأضاف أنه صد الهجوم")
    assert subjects["أعلن"] == "الجيش الكيني"
    assert subjects["هاجمت"] == "حركة الشباب"
    assert subjects["وأضاف"] == "الجيش الكيني"


def test_no_antecedent_no_link() -> None:
    taken, pronouns, _ = links("قالت الحركة إنها مستعدة")
    assert taken == {}
    assert pronouns["إنها"] == "الحركة"


def test_links_point_backwards() -> None:
    doc = analyse(
        "قال متحدث باسم حركة الشباب إن الحركة باقية. وأكد المتحدث أن مقاتليها صامدون. "
        "وردت كينيا بأن الحركة انتهت.",
        use_model=False,
    )
    mentions = FINDER.find(doc, DAY)
    refs = resolve(doc, mentions)
    assert refs.mentions
    assert all(j < k for k, j in refs.mentions.items())
    assert all(mentions[k].last <= i + 1 for i, k in refs.pronouns.items())
