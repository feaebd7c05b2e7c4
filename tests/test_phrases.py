"""Noun phrases, on words whose tags the test gives (``word/POS/ner``; the rest by rule)."""

import pytest

from isnad.text import fallback
from isnad.text.clauses import find_clauses
from isnad.text.clean import clean
from isnad.text.document import Document, Phrase
from isnad.text.phrases import find_phrases, phrase_from
from isnad.text.tokens import tokenise


def read(tagged: str) -> Document:
    """Analyse *tagged*, in which ``/POS`` and ``/POS/ner`` overrule the rules."""
    plain, given = [], {}
    for token in tagged.split():
        form, *tags = token.split("/")
        plain.append(form)
        if tags:
            given[len(plain) - 1] = tags
    document = tokenise(clean(" ".join(plain)))
    fallback.tag(document)
    starts = [0]
    for form in plain[:-1]:
        starts.append(starts[-1] + len(form) + 1)
    by_start = {w.start: w for w in document.words}
    for k, tags in given.items():
        word = by_start[starts[k]]
        word.pos = tags[0]
        word.ner = tags[1] if len(tags) > 1 else "O"
    find_phrases(document)
    find_clauses(document)
    return document


def maximal(document: Document) -> list[str]:
    found, done = [], 0
    for p in document.phrases:
        if p.first >= done:
            found.append(document.string(p.first, p.last))
            done = p.last
    return found


def named(document: Document, text: str) -> Phrase:
    return next(p for p in document.phrases if document.string(p.first, p.last) == text)


@pytest.mark.parametrize(
    ("tagged", "expected"),
    [
        ("وصل/VERB نجل رئيس بلدية/NOUN القرية/NOUN", "نجل رئيس بلدية القرية"),
        ("قال/VERB وزير الدفاع الفرنسي/ADJ", "وزير الدفاع الفرنسي"),
        ("قالت/VERB وزارة الداخلية/ADJ المغربية/ADJ", "وزارة الداخلية المغربية"),
        ("هاجمت/VERB القوات الشرقية/ADJ المدينة", "القوات الشرقية"),
        ("قال/VERB الرئيس التشيلي/ADJ بابلو/PROPN/B-PER سوتو/PROPN/I-PER", "الرئيس التشيلي بابلو سوتو"),
        ("قال/VERB وزير المالية ، سامي/PROPN/B-PER خوري/PROPN/I-PER ،", "وزير المالية ، سامي خوري"),
        ("غادر/VERB ثلاثة جنود أجانب/ADJ", "ثلاثة جنود أجانب"),
        ("جرح/VERB أكثر من 150 مدنيا", "أكثر من 150 مدنيا"),
        ("جرح/VERB ما لا يقل عن 12 عاملا", "ما لا يقل عن 12 عاملا"),
        ("وصل/VERB نحو عشرين صيادا", "نحو عشرين صيادا"),
        ("قال/VERB قائد الحامية في منطقة الواحات/PROPN/B-LOC أمس", "قائد الحامية في منطقة الواحات"),
        ("قالت/VERB بعثة المراقبين لمراقبة الملاحة", "بعثة المراقبين لمراقبة الملاحة"),
        ("قال/VERB المتحدث باسم النقابة", "المتحدث باسم النقابة"),
        ("ظهرت/VERB جماعات مرتبطة/ADJ بالتنظيم", "جماعات مرتبطة بالتنظيم"),
        ('قالت/VERB صحيفة " النهار " اللبنانية/ADJ', 'صحيفة " النهار " اللبنانية'),
        ("أعلنت/VERB جبهة الخلاص الوطني/ADJ ( جبهة ) أمس", "جبهة الخلاص الوطني ( جبهة )"),
        ("وصل/VERB عدد من الصيادين", "عدد من الصيادين"),
        ("رفضت/VERB هذه الجماعات", "هذه الجماعات"),
        ("قتلت/VERB القوات المسلحة/ADJ والأمنية/ADJ", "القوات المسلحة والأمنية"),
    ],
)
def test_one_phrase(tagged: str, expected: str) -> None:
    assert maximal(read(tagged))[0] == expected


@pytest.mark.parametrize(
    ("tagged", "expected"),
    [
        ("زار/VERB الوزير مساء السبت المدينة", "الوزير"),
        ("انتقدت/VERB الحكومة المعارضين/NOUN", "الحكومة"),
        ("سيطر/VERB الجيش على المدينة", "الجيش"),
        ("قال/VERB الوزير إنه باق", "الوزير"),
        ("عين/VERB الرئيس مستشارا/NOUN", "الرئيس"),
        ("أكد/VERB المبعوث الأممي/ADJ الحاجة/ADJ إلى حل", "المبعوث الأممي"),
        ("تابع/VERB المسؤول العسكري/ADJ العملية/ADJ من بعيد", "المسؤول العسكري"),
        ("زار/VERB وزير/NOUN الخارجية الفرنسية/ADJ بلدا", "وزير الخارجية الفرنسية"),
    ],
)
def test_where_a_phrase_stops(tagged: str, expected: str) -> None:
    assert maximal(read(tagged))[0] == expected


def test_preposition_written_and_clitic() -> None:
    document = read("سافر/VERB الوفد من القرية إلى المدينة بالطائرة")
    assert [p.prep for p in document.phrases] == ["", "من", "الي", "ب"]


def test_proclitics_stay_outside_and_lam_lam_begins_at_the_second_lam() -> None:
    document = read("دعا/VERB للعودة ورحب/VERB بالاتفاق")
    assert maximal(document) == ["لعودة", "الاتفاق"]


def test_coordination_shares_group_and_preposition() -> None:
    document = read("التقى/VERB الوفد بالوزير والسفير")
    minister, ambassador = named(document, "الوزير"), named(document, "السفير")
    assert minister.group == ambassador.group >= 0
    assert ambassador.prep == "ب"
    assert named(document, "الوفد").group == -1


def test_relative_clause_is_noted_and_left_outside() -> None:
    document = read("غادرت/VERB الجماعة التي سيطرت/VERB على القرية ، وقالت/VERB إنها باقية")
    phrase = named(document, "الجماعة")
    assert phrase.relative is not None
    assert document.string(*phrase.relative) == "التي سيطرت على القرية"


def test_parts_and_apposition() -> None:
    document = read("قال/VERB رئيس البلدية/NOUN الجديد/ADJ هادي/PROPN/B-PER سعد/PROPN/I-PER")
    whole = document.phrases[0]
    name = named(document, "هادي سعد")
    assert document.phrases[name.apposition] is whole
    assert document.phrase_at(name.first) is whole
    assert named(document, "البلدية").first == whole.first + 1


def test_phrase_from_any_word() -> None:
    document = read("قصف/NOUN طيران التحالف القرية")
    phrase = phrase_from(document, 1)
    assert phrase is not None
    assert document.string(phrase.first, phrase.last).startswith("طيران التحالف")
    assert phrase_from(read("قال/VERB إنه باق"), 0) is None


@pytest.mark.parametrize(
    ("tagged", "expected"),
    [
        ("دخل/VERB أفراد هذا التنظيم القرية/NOUN", "أفراد هذا التنظيم"),
        ("وصل/VERB 71 ألفا و781 نازحا", "71 ألفا و 781 نازحا"),
        ("انسحبت/VERB قوات موالية/ADJ للحاكم من المدينة", "قوات موالية للحاكم"),
        ("دمر/VERB الطيران/NOUN مخزنا للجماعة", "الطيران"),
        ("قالت/VERB الشرطة إن المشتبه/NOUN به اعترف/VERB", "الشرطة"),
        ("رفض/VERB الطرفان المصري/ADJ والتركي/ADJ", "الطرفان المصري والتركي"),
        ("عينت/VERB الحكومة المنتهي/ADJ تفويضها وزيرا", "الحكومة المنتهي تفويضها"),
    ],
)
def test_harder_phrases(tagged: str, expected: str) -> None:
    spaced = read(tagged)
    first = maximal(spaced)[0]
    assert first.replace(" و781", " و 781") == expected


def test_owner_after_an_indefinite_thing() -> None:
    document = read("دمر/VERB الطيران/NOUN مخزنا للجماعة")
    assert "مخزنا للجماعة" in maximal(document)


def test_suspect_with_his_preposition() -> None:
    document = read("قالت/VERB الشرطة إن المشتبه/NOUN به اعترف/VERB")
    assert "المشتبه به" in maximal(document)


def test_middle_after_a_preposition_is_a_noun() -> None:
    document = read("وقع/VERB انفجار في وسط المدينة/NOUN")
    phrase = named(document, "وسط المدينة")
    assert phrase.prep == "في"
    assert "وسط المدينة" not in maximal(read("وقع/VERB انفجار وسط المدينة/NOUN"))


@pytest.mark.parametrize(
    ("tagged", "noun", "clause"),
    [
        ("وصل/VERB مسؤول يقود/VERB الوفد", "مسؤول", "يقود الوفد"),
        ("قال/VERB شاهد لم يذكر/VERB اسمه", "شاهد", "لم يذكر اسمه"),
        ("قال/VERB إن بلاده تساند/VERB الخطة", "بلاده", None),
        ("قال/VERB إن مسلحين يحتلون/VERB الجسر", "مسلحين", None),
        ("كان/AUX الوفد يزور/VERB المدينة", "الوفد", None),
    ],
)
def test_relative_without_a_pronoun(tagged: str, noun: str, clause: str | None) -> None:
    document = read(tagged)
    for w in document.words:
        if w.text in ("يقود", "يذكر", "تساند", "يحتلون", "يزور"):
            w.aspect = "imperf"
    find_phrases(document)
    relative = named(document, noun).relative
    assert (document.string(*relative) if relative else None) == clause
