"""Time expressions and the days they mean."""

from datetime import date, timedelta

import pytest

from isnad.coding.times import KINDS, PRECISIONS, TimeMention, find_times
from isnad.text.pipeline import analyse

PUBLISHED = date(2018, 7, 11)  # a Wednesday


def read(text: str, published: date | None = PUBLISHED) -> list[tuple[str, TimeMention]]:
    doc = analyse(text, use_model=False)
    return [(doc.string(t.first, t.last), t) for t in find_times(doc, published)]


def only(text: str, published: date | None = PUBLISHED) -> tuple[str, TimeMention]:
    found = read(text, published)
    assert len(found) == 1, [f[0] for f in found]
    return found[0]


def d(text: str) -> date:
    return date.fromisoformat(text)


@pytest.mark.parametrize(
    ("text", "span", "start", "end", "precision"),
    [
        ("زار الوفد بغداد في 27 مايو 2016.", "27 مايو 2016", "2016-05-27", "2016-05-27", "day"),
        ("زار الوفد بغداد في 27 أيار/مايو.", "27 أيار/مايو", "2018-05-27", "2018-05-27", "day"),
        ("زار الوفد تونس في 3 جويلية 2017.", "3 جويلية 2017", "2017-07-03", "2017-07-03", "day"),
        ("بدأت القمة في 15 رجب 1436 هـ.", "15 رجب 1436 ه", "2015-05-04", "2015-05-04", "day"),
        ("صدر القرار يوم 15-7-2013.", "يوم 15-7-2013", "2013-07-15", "2013-07-15", "day"),
        ("صدر القرار 2015/7/26 في عمان.", "2015/7/26", "2015-07-26", "2015-07-26", "day"),
        ("زار الثاني عشر من يونيو المخيم.", "الثاني عشر من يونيو", "2018-06-12", "2018-06-12", "day"),
        ("يستمر المعرض إلى 15 من الشهر الجاري.", "15 من الشهر الجاري", "2018-07-15", "2018-07-15", "day"),
        (
            "غادر في كانون الأول - ديسمبر 2013.",
            "كانون الأول - ديسمبر 2013",
            "2013-12-01",
            "2013-12-31",
            "month",
        ),
        ("غادر في سبتمبر الماضي.", "سبتمبر الماضي", "2017-09-01", "2017-09-30", "month"),
        ("زار مطلع يونيو (حزيران) العاصمة.", "مطلع يونيو (حزيران)", "2018-06-01", "2018-06-10", "week"),
        ("غادر أواخر عام 2013.", "أواخر عام 2013", "2013-09-01", "2013-12-31", "season"),
        ("غادر في الربع الأول من 2020.", "الربع الأول من 2020", "2020-01-01", "2020-03-31", "season"),
        ("غادر في صيف 2015.", "صيف 2015", "2015-06-01", "2015-08-31", "season"),
        ("تأسس الحزب في 2011.", "2011", "2011-01-01", "2011-12-31", "year"),
        ("شغل المنصب بين 2009 و2013.", "2009 و2013", "2009-01-01", "2013-12-31", "year"),
        ("تراجع بين عامي 2010 و2012.", "عامي 2010 و2012", "2010-01-01", "2012-12-31", "year"),
    ],
)
def test_absolute(text: str, span: str, start: str, end: str, precision: str) -> None:
    found, t = only(text)
    assert (found, t.start, t.end, t.precision) == (span, d(start), d(end), precision)


@pytest.mark.parametrize(
    ("text", "span", "day"),
    [
        ("التقى الوزير نظيره الثلاثاء الماضي.", "الثلاثاء الماضي", "2018-07-10"),
        ("التقى الوزير نظيره الأربعاء الماضي.", "الأربعاء الماضي", "2018-07-04"),
        ("التقى الوزير نظيره يوم الثلاثاء.", "يوم الثلاثاء", "2018-07-10"),
        ("التقى الوزير نظيره الأربعاء.", "الأربعاء", "2018-07-11"),
        ("التقى الوزير نظيره مساء الجمعة.", "مساء الجمعة", "2018-07-06"),
        ("التقى الوزير نظيره اليوم (الأربعاء).", "اليوم (الأربعاء)", "2018-07-11"),
        ("التقى الوزير نظيره أمس الثلاثاء.", "أمس الثلاثاء", "2018-07-10"),
        ("التقى الوزير نظيره أمس الأول.", "أمس الأول", "2018-07-09"),
        ("التقى الوزير نظيره أول من أمس.", "أول من أمس", "2018-07-09"),
        ("سيلتقي الوزير نظيره الخميس.", "الخميس", "2018-07-12"),
        ("يلتقي الوزير نظيره الخميس المقبل.", "الخميس المقبل", "2018-07-12"),
        ("يلتقي الوزير نظيره غدا.", "غدا", "2018-07-12"),
        ("يلتقي الوزير نظيره بعد غد.", "بعد غد", "2018-07-13"),
        ("سيلتقي الوزير نظيره صباح غد الخميس.", "صباح غد الخميس", "2018-07-12"),
        ("التقى الوزير نظيره في وقت مبكر من صباح اليوم.", "وقت مبكر من صباح اليوم", "2018-07-11"),
        ("التقى الوزير نظيره قبل يومين.", "قبل يومين", "2018-07-09"),
    ],
)
def test_days_seen_from_publication(text: str, span: str, day: str) -> None:
    found, t = only(text)
    assert (found, t.start, t.end, t.precision, t.kind) == (span, d(day), d(day), "day", "point")


@pytest.mark.parametrize(
    ("text", "span", "start", "end", "precision"),
    [
        ("يصل الوفد الأسبوع المقبل.", "الأسبوع المقبل", "2018-07-16", "2018-07-22", "week"),
        ("وصل الوفد الشهر الماضي.", "الشهر الماضي", "2018-06-01", "2018-06-30", "month"),
        ("وصل الوفد هذا الشهر.", "هذا الشهر", "2018-07-01", "2018-07-31", "month"),
        ("وصل الوفد العام الماضي.", "العام الماضي", "2017-01-01", "2017-12-31", "year"),
        ("يتدرب منذ مطلع السنة الحالية.", "منذ مطلع السنة الحالية", "2018-01-01", "2018-07-11", "season"),
        ("يتدرب منذ عام 2009.", "منذ عام 2009", "2009-01-01", "2018-07-11", "year"),
        ("يتدرب منذ أكثر من سبع سنوات.", "منذ أكثر من سبع سنوات", "2011-07-11", "2018-07-11", "year"),
        ("يتدرب في الأشهر الثلاثة المقبلة.", "الأشهر الثلاثة المقبلة", "2018-07-11", "2018-10-11", "month"),
    ],
)
def test_units_seen_from_publication(text: str, span: str, start: str, end: str, precision: str) -> None:
    found, t = only(text)
    assert (found, t.start, t.end, t.precision) == (span, d(start), d(end), precision)


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("انسحب الحزب مؤخرا.", "مؤخرا"),
        ("انسحب الحزب أخيراً.", "أخيرا"),
        ("انسحب الحزب قبل أسابيع.", "قبل أسابيع"),
        ("انسحب الحزب في الآونة الأخيرة.", "الآونة الأخيرة"),
        ("ينسحب الحزب خلال الساعات المقبلة.", "الساعات المقبلة"),
        ("انسحب الحزب في وقت سابق.", "وقت سابق"),
        ("انسحب الحزب منذ بداية التمرد.", "منذ بداية التمرد"),
        ("انسحب الحزب في أيام العيد.", "أيام العيد"),
    ],
)
def test_vague_expressions_have_no_days(text: str, span: str) -> None:
    found, t = only(text)
    assert (found, t.start, t.end, t.precision) == (span, None, None, "vague")


@pytest.mark.parametrize(
    ("text", "span", "precision"),
    [
        ("هدنة لمدة شهرين.", "شهرين", "month"),
        ("هدنة 30 يوما.", "30 يوما", "day"),
        ("هدنة استمرت نحو ثلاثة أسابيع.", "نحو ثلاثة أسابيع", "week"),
        ("هدنة استمرت لأكثر من عام.", "أكثر من عام", "year"),
    ],
)
def test_durations(text: str, span: str, precision: str) -> None:
    found, t = only(text)
    assert (found, t.kind, t.precision, t.start) == (span, "duration", precision, None)


def test_frequency() -> None:
    assert only("يجتمع المجلس كل عام.")[1].kind == "frequency"


@pytest.mark.parametrize(
    "text",
    ["التقى الوزير نظيره أمس.", "وصل الوفد الأسبوع الماضي.", "وصل الوفد الخميس.", "وصل الوفد في 27 مايو."],
)
def test_without_publication_nothing_relative_is_resolved(text: str) -> None:
    _, t = only(text, None)
    assert (t.start, t.end) == (None, None)


def test_without_publication_full_dates_stand() -> None:
    assert only("زار الوفد بغداد في 27 مايو 2016.", None)[1].start == date(2016, 5, 27)


@pytest.mark.parametrize(
    "text",
    [
        "خطب الإمام بعد صلاة الجمعة.",
        "مارس الجيش ضغطا.",
        "أعلن رجب فوزه.",
        "نشرته صحيفة اليوم.",
        "عبرت السفينة باب المندب.",
        "إنهم بأمس الحاجة إلى الغذاء.",
        "طفل (12 عاما).",
        "رجل يبلغ من العمر 40 عاما.",
        "نقل السفارة إلى القدس.",
        "وفي الوقت نفسه غادر الوفد.",
        "قال سالم، 55 عاما، إنه غادر.",
        "وثيقة رقم 32 لعام الفيل.",
    ],
)
def test_look_alikes(text: str) -> None:
    assert read(text) == []


@pytest.mark.parametrize(
    ("text", "published", "start"),
    [
        ("زار 6 فبراير الماضي المخيم.", date(2018, 2, 26), date(2018, 2, 6)),
        ("زار 6 فبراير الماضي المخيم.", date(2018, 2, 3), date(2017, 2, 6)),
        ("زار المخيم في ديسمبر.", date(2018, 1, 9), date(2017, 12, 1)),
        ("من المقرر أن يزور المخيم في أكتوبر.", date(2018, 8, 9), date(2018, 10, 1)),
    ],
)
def test_the_year_of_a_month(text: str, published: date, start: date) -> None:
    assert only(text, published)[1].start == start


def test_an_event_named_by_its_date_gets_no_year() -> None:
    assert only("ذكرى هجمات 11 سبتمبر.")[1].start is None
    assert only("ذكرى هجمات 11 سبتمبر 2001.")[1].start == date(2001, 9, 11)


def test_a_distance_from_something_else_is_not_from_publication() -> None:
    assert only("غادر قبل شهرين من الموعد.")[1].start is None
    assert only("غادر قبل شهرين.")[1].start == date(2018, 5, 1)


def test_the_present_announces() -> None:
    assert only("يزور الوزير القاهرة الخميس.")[1].start == date(2018, 7, 12)
    assert only("زار الوزير القاهرة الخميس.")[1].start == date(2018, 7, 5)


def test_values_are_those_of_the_contract() -> None:
    text = (
        "وصل الوفد الخميس لمدة شهرين، وسيعود مطلع العام المقبل كما يفعل كل عام وفي صيف 2015 ومؤخرا قبل عقدين."
    )
    for _, t in read(text):
        assert t.precision in PRECISIONS
        assert t.kind in KINDS
        assert (t.start is None) == (t.end is None)
        assert t.start is None or t.end is None or timedelta(0) <= t.end - t.start
