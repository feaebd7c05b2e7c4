"""Copies: exact, near, partial; what is no copy; who is the original; the same for every order."""

from __future__ import annotations

from datetime import date
from itertools import permutations

import pytest

from isnad.corpus.copies import Copies, find_copies
from isnad.corpus.credits import agency_id, credit, is_agency
from isnad.records import Article

LEAD = "أغلقت السلطات المحلية صباح اليوم معبر الوادي الحدودي بعد اشتباكات بين مسلحين قبليين وحرس الحدود."
REST = (
    "وقال قائد الحرس في المنطقة إن ثلاثة من رجاله أصيبوا بجروح طفيفة ونقلوا إلى مستشفى البلدة القريبة. "
    "وأضاف أن القوات عثرت على مخزن صغير للذخيرة قرب الطريق القديم ودمرته في المكان نفسه. "
    "ويربط المعبر بين سوق الماشية في السهل ومناجم الملح التي توقف العمل فيها منذ الشتاء الماضي."
)
OTHER = (
    "تسلم المصرف المركزي دفعة جديدة من العملة المطبوعة في الخارج وسط نقص حاد في السيولة. "
    "وأوضح محافظ المصرف أن توزيعها على الفروع سيبدأ مطلع الأسبوع وأن الأولوية لرواتب المعلمين والأطباء. "
    "وشكا موظفون من طوابير طويلة أمام الفروع منذ شهرين ومن عمولات يطلبها الصرافون."
)


def article(doc: str, text: str, outlet: str | None = None, day: int = 1) -> Article:
    return Article(doc=doc, text=text, outlet=outlet, published=date(2014, 3, day))


def found(*articles: Article) -> Copies:
    return find_copies(articles)


def test_the_same_words_are_an_exact_copy_whatever_their_spelling() -> None:
    vowelled = LEAD.replace("أغلقت", "أَغلقت").replace("إلى", "الى")
    copies = found(article("a", f"{LEAD} {REST}"), article("b", f"{vowelled}\n{REST}".replace("أن", "ان"), day=2))
    (copy,) = copies.copies
    assert (copy.doc, copy.other, copy.kind, copy.overlap) == ("b", "a", "exact", 1.0)
    (group,) = copies.groups
    assert group.original == "a" and group.docs == ("a", "b")
    assert copies.group_of() == {"a": group.id, "b": group.id}


def test_an_edited_reprint_is_a_near_copy() -> None:
    edited = REST.replace("ثلاثة من رجاله", "عددا من عناصره").replace("القديم", "الترابي")
    copies = found(article("a", f"{LEAD} {REST}"), article("b", f"المعبر - خاص: {LEAD} {edited}", day=2))
    assert [(c.doc, c.other, c.kind) for c in copies.copies] == [("b", "a", "near")]
    assert 0.5 < copies.copies[0].overlap < 1


def test_a_cut_reprint_is_partial_and_joins_its_report() -> None:
    copies = found(article("long", f"{LEAD} {REST} {OTHER}"), article("cut", LEAD + REST[:120], day=2))
    assert [(c.doc, c.other, c.kind) for c in copies.copies] == [("cut", "long", "partial")]
    assert copies.groups[0].docs == ("cut", "long")


def test_a_digest_is_a_copy_of_each_but_joins_no_report() -> None:
    digest = article("digest", f"{LEAD} {REST} {OTHER}", day=3)
    copies = found(article("one", f"{LEAD} {REST}"), article("two", OTHER), digest)
    assert {(c.doc, c.other) for c in copies.copies} == {("digest", "one"), ("digest", "two")}
    joined = [g.docs for g in copies.groups]
    assert ("one", "two") not in joined and all("one" not in g or "two" not in g for g in joined)


def test_two_reports_on_one_happening_are_no_copies() -> None:
    own = (
        "قتال بين قبائل وحراس الحدود دفع إدارة الإقليم إلى إقفال معبر الوادي منذ ساعات الفجر الأولى. "
        "وذكر شهود أن الرصاص سمع حتى الظهر وأن تجارا تركوا شاحناتهم على جانبي البوابة وعادوا مشيا."
    )
    assert found(article("a", f"{LEAD} {REST}"), article("b", own)).copies == ()


def test_a_lead_repeated_inside_an_article_counts_once() -> None:
    twice = article("b", f"{LEAD}\n{LEAD}\n{OTHER}", day=2)
    copies = found(article("a", f"{LEAD} {REST}"), twice)
    assert copies.copies == ()


def test_navigation_of_a_page_makes_no_copies() -> None:
    menu = "اقرأ أيضا في موقعنا اليوم أهم أخبار المال والأعمال والطقس والرياضة والثقافة\n" + OTHER.split(".")[1]
    chess = "فاز فريق الجامعة ببطولة الشطرنج الوطنية للمرة الثانية"
    bodies = [LEAD, REST.split(". ")[1], OTHER.split(". ", maxsplit=1)[0], chess]
    pages = [article(str(i), f"{b}.\n{menu}", "الساحة") for i, b in enumerate(bodies)]
    assert find_copies(pages).copies == ()


def test_formulas_of_a_court_make_no_copies() -> None:
    greeting = "بعث جلالة الملك المعظم حفظه الله ورعاه برقية تهنئة إلى رئيس جمهورية {} بمناسبة ذكرى استقلال بلاده"
    wish = "وأعرب جلالته باسمه وباسم شعب المملكة وحكومتها عن أصدق التهاني وأطيب التمنيات بالصحة والسعادة لفخامته"
    names = [f"بلد{i} {chr(0x628 + i % 20)}رئيسها فلان{i}" for i in range(120)]
    texts = [
        article(f"{i:03}", f"{greeting.format(n)}. {wish}.", f"صحيفة {i % 9}", 1 + i % 28) for i, n in enumerate(names)
    ]
    one = article("x", f"{LEAD} {REST}", "صحيفة 1")
    two = article("y", f"{LEAD} {REST}", "صحيفة 2", 2)
    copies = find_copies([*texts, one, two])
    assert [(c.doc, c.other) for c in copies.copies] == [("y", "x")]


def test_a_form_filled_in_every_day_makes_no_copies() -> None:
    form = (
        "تتوقع مصلحة الأرصاد أن يكون الطقس اليوم معتدلا على السواحل الشمالية وحارا في المناطق الداخلية، وأن تبلغ "
        "الحرارة العظمى في العاصمة {} درجة والصغرى {} درجة، والرياح شمالية شرقية سرعتها {} كيلومترا في الساعة "
        "والبحر قليل الموج."
    )
    daily = [
        article(f"w{day}", form.format(20 + day, 10 + day, 30 + 2 * day), "إذاعة السهل", day) for day in range(1, 6)
    ]
    assert found(*daily).copies == ()
    reprint = article("other", form.format(21, 11, 32), "جريدة التل", 1)
    assert frozenset(("w1", "other")) in {frozenset((c.doc, c.other)) for c in found(*daily, reprint).copies}
    assert len(found(*daily[:2]).copies) == 1


def test_an_agency_of_the_same_day_is_the_original() -> None:
    text = f"{LEAD} {REST}"
    copies = found(article("a", text + OTHER[:40], "الصباح"), article("z", text, "رويترز"))
    assert copies.groups[0].original == "z"
    earlier = found(article("a", text, "الصباح", 1), article("z", text, "رويترز", 2))
    assert earlier.groups[0].original == "a"


def test_wording_repeated_weeks_later_is_no_copy_unless_nearly_all_is() -> None:
    report = f"{LEAD} {REST}"
    half = f"{LEAD} {REST[:150]} {OTHER[:140]}"
    assert found(article("a", report), article("b", half, day=2)).copies
    assert found(article("a", report), article("b", half, day=28)).copies == ()
    assert found(article("a", report), article("b", report, day=28)).copies


def test_the_order_of_reading_does_not_matter() -> None:
    texts = [
        article("a", f"{LEAD} {REST}", day=2),
        article("b", f"{LEAD} {REST} {OTHER}", day=1),
        article("c", LEAD + REST[:130], day=3),
        article("d", OTHER, day=1),
    ]
    results = {find_copies(p) for p in permutations(texts)}
    assert len(results) == 1


def test_empty_and_tiny_texts() -> None:
    assert found().copies == ()
    assert found(article("a", ""), article("b", ""), article("c", "عاجل")).copies == ()


def test_two_articles_of_one_id_are_refused() -> None:
    with pytest.raises(ValueError, match="give each its own"):
        found(article("a", LEAD), article("a", OTHER))


@pytest.mark.parametrize(
    ("text", "agencies"),
    [
        ("طرابلس - رويترز: قال مسؤول محلي إن الميناء أغلق.", ("reuters",)),
        ("(أ ف ب) - أعلن متحدث عسكري انتهاء العملية.", ("afp",)),
        ("الجزائر - أ ف ب\nأعلن متحدث عسكري انتهاء العملية.", ("afp",)),
        ("الرياض 3 صفر 1436 هـ الموافق 25 نوفمبر 2014 م واس\nاستقبل الوزير وفدا.", ("spa",)),
        ("أعلن متحدث عسكري انتهاء العملية.\nفرانس24/ أ ف ب / رويترز", ("afp", "reuters")),
        ("نيروبي – وكالات: أعلن متحدث عسكري انتهاء العملية.", ("agencies",)),
        ("أعلن متحدث عسكري انتهاء العملية. (الأناضول)", ("aa-tur",)),
        ("قالت وكالة رويترز إن متحدثا عسكريا أعلن انتهاء العملية - وهي الثالثة.", None),
        ('أعلن متحدث انتهاء العملية، حسب وكالة "رويترز".', None),
        ("", None),
    ],
)
def test_credit(text: str, agencies: tuple[str, ...] | None) -> None:
    given = credit(text)
    assert (given.agencies if given else None) == agencies


def test_outlets_that_are_agencies() -> None:
    assert agency_id("was") == "spa" and is_agency("وكالة الأناضول") and is_agency("Reuters")
    assert not is_agency("الصباح") and not is_agency(None)
