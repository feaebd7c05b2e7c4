"""Who vouches for which words: chains, their reach, and where they end."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from isnad.coding.actors import ActorFinder
from isnad.coding.attribution import Attribution, attribute
from isnad.lexicon import cues
from isnad.text.document import Document
from isnad.text.pipeline import analyse

FINDER = ActorFinder()
CUES = cues.load()


@dataclass
class Read:
    """An analysed text and its attribution."""

    doc: Document
    attribution: Attribution

    def word(self, text: str) -> int:
        return next(w.i for w in self.doc.words if w.text == text)

    def chain(self, text: str) -> list[str]:
        """The chain at the word that is written *text*, innermost first."""
        voices = self.attribution.chain(self.word(text))
        return [self.doc.string(v.first, v.last) for v in voices]


def read(text: str) -> Read:
    doc = analyse(text)
    voices = {m.first for m in FINDER.find(doc)}
    return Read(doc, attribute(doc, CUES, voices))


@pytest.mark.parametrize(
    ("text", "word", "chain"),
    [
        pytest.param(
            "قال وزير الخارجية التونسي إن الوفد غادر العاصمة.", "غادر", ["وزير الخارجية التونسي"], id="verb"
        ),
        pytest.param("أفاد شهود عيان بأن مسلحين خطفوا طبيبا.", "خطفوا", ["شهود عيان"], id="ban-clause"),
        pytest.param(
            "أعلنت الحكومة المالية اعتقال سبعة مسلحين.", "اعتقال", ["الحكومة المالية"], id="verbal-noun"
        ),
        pytest.param(
            "قال الناطق باسم الحركة في تصريح لإذاعة محلية إن المقاتلين تراجعوا.",
            "تراجعوا",
            ["الناطق باسم الحركة"],
            id="adverbial-between",
        ),
        pytest.param(
            "انسحبت القوات من القرية، بحسب مسؤول محلي.", "انسحبت", ["مسؤول محلي"], id="preposition-behind"
        ),
        pytest.param(
            "وفقا لتقرير أممي، قتل عشرون مدنيا في الغارة.", "قتل", ["تقرير أممي"], id="preposition-before"
        ),
        pytest.param(
            "«سنعود إلى الطاولة»، قال رئيس الوفد.", "سنعود", ["رئيس الوفد"], id="quotation-before-verb"
        ),
        pytest.param(
            "وحسبما أفادت به وكالة الأنباء، فقد غادر الوفد البلاد.",
            "غادر",
            ["وكالة الأنباء"],
            id="hasabama-clause",
        ),
        pytest.param(
            "طبقا لما أعلنته وزارة الداخلية، أوقفت الشرطة ستة متهمين.",
            "أوقفت",
            ["وزارة الداخلية"],
            id="tibqan-lima-clause",
        ),
        pytest.param("هاجم مسلحون ثكنة في الشمال مساء الأحد.", "هاجم", [], id="own-voice"),
        pytest.param("يقال إن الزعيم غادر البلاد.", "غادر", [], id="impersonal"),
    ],
)
def test_one_voice(text: str, word: str, chain: list[str]) -> None:
    assert read(text).chain(word) == chain


@pytest.mark.parametrize(
    ("text", "word", "chain"),
    [
        pytest.param(
            "نقلت صحيفة المنارة عن ضابط كبير قوله إن الجنود انسحبوا من القرية.",
            "انسحبوا",
            ["ضابط كبير", "صحيفة المنارة"],
            id="naqalat-an-qawlihi",
        ),
        pytest.param(
            "ونسبت الصحيفة إلى دبلوماسي أوروبي قوله إن المفاوضات توقفت.",
            "توقفت",
            ["دبلوماسي أوروبي", "الصحيفة"],
            id="nasabat-ila",
        ),
        pytest.param(
            "قالت وكالة الأناضول نقلا عن دبلوماسي إن المحادثات انهارت.",
            "انهارت",
            ["دبلوماسي", "وكالة الأناضول"],
            id="naqlan-an",
        ),
        pytest.param(
            "أكدت صحيفة الشمس، نقلا عن مصادر عسكرية، أن الطائرات قصفت الميناء.",
            "قصفت",
            ["مصادر عسكرية", "صحيفة الشمس"],
            id="naqlan-between-commas",
        ),
        pytest.param(
            "أوردت صحيفة البيان أن مسؤولا محليا قال إن الوفد عاد.",
            "عاد",
            ["مسؤولا محليا", "صحيفة البيان"],
            id="nested-verbs",
        ),
    ],
)
def test_passed_on(text: str, word: str, chain: list[str]) -> None:
    assert read(text).chain(word) == chain


def test_outer_voice_alone_vouches_for_the_inner_report() -> None:
    r = read("أوردت صحيفة البيان أن مسؤولا محليا قال إن الوفد عاد.")
    assert r.chain("قال") == ["صحيفة البيان"]


@pytest.mark.parametrize(
    ("text", "word", "source"),
    [
        (
            "قال مسؤول أمني رفض الكشف عن هويته إن الجيش اعتقل سبعة مسلحين.",
            "اعتقل",
            "مسؤول أمني رفض الكشف عن هويته",
        ),
        (
            "نقلت الوكالة عن مصدر حكومي طلب عدم ذكر اسمه أن الوفد غادر.",
            "غادر",
            "مصدر حكومي طلب عدم ذكر اسمه",
        ),
        ("قال ضابط لم يكشف عن اسمه إن الجسر نسف ليلا.", "نسف", "ضابط لم يكشف عن اسمه"),
    ],
)
def test_anonymity_marker_belongs_to_the_source(text: str, word: str, source: str) -> None:
    r = read(text)
    assert r.chain(word)[0] == source
    frames = [f.cue.id for f in r.attribution.frames]
    assert len(frames) == 1, "the marker's own verb (رفض، طلب) reports nothing"
    marked = {r.doc.words[i].text for i in r.attribution.markers}
    assert marked and marked < set(source.split())


# -- reach over sentences -------------------------------------------------------------------


def test_report_verb_without_subject_goes_on() -> None:
    r = read("قال رئيس الوزراء إن الحدود أغلقت. وأضاف أن الجيش ينتشر هناك.")
    assert r.chain("أغلقت") == r.chain("ينتشر") == ["رئيس الوزراء"]
    assert [f.tied for f in r.attribution.frames] == [False, True]


def test_kama_ties_a_sentence() -> None:
    r = read("قال المبعوث إن الهدنة صامدة. كما وصلت القوافل إلى القرى.")
    assert r.chain("وصلت") == ["المبعوث"]


def test_open_quotation_runs_over_two_sentences_and_ends_with_its_mark() -> None:
    r = read("قال المتحدث: «قصفت الطائرات المخيم. وقتل ثلاثة جنود هناك». غادر الوفد المدينة.")
    assert r.chain("قصفت") == r.chain("وقتل") == ["المتحدث"]
    assert r.chain("غادر") == []


def test_quotation_behind_inna_runs_over_two_sentences() -> None:
    r = read("قالت النائبة إن «الشرطة فرقت المعتصمين. وأصيب طالبان هناك». غادر الوفد المدينة.")
    assert r.chain("فرقت") == r.chain("وأصيب") == ["النائبة"]
    assert r.chain("غادر") == []


def test_same_source_stands_for_the_full_mention() -> None:
    r = read("قال مصدر أمني إن الجنود عادوا. وبحسب المصدر نفسه، فإن القوات انسحبت.")
    assert r.chain("انسحبت") == ["مصدر أمني"]


def test_sentence_without_a_tie_has_no_source() -> None:
    r = read("قال الوزير إن المعبر مفتوح. هاجم مسلحون الثكنة مساء الأحد.")
    assert r.chain("مفتوح") == ["الوزير"]
    assert r.chain("هاجم") == []


def test_reach_ends_after_a_sentence_without_a_tie() -> None:
    r = read("قال زعيم القبيلة إن الجنود أحرقوا القرية. وصلت قافلة إلى البلدة. وتظاهر طلاب في العاصمة.")
    assert r.chain("أحرقوا") == ["زعيم القبيلة"]
    assert r.chain("وصلت") == r.chain("وتظاهر") == []


def test_a_contrast_ends_the_reach() -> None:
    r = read("أعلن الجيش السوداني أن قواته دخلت البلدة، فيما قالت الحركة إنها صدت الهجوم.")
    assert r.chain("دخلت") == ["الجيش السوداني"]
    assert r.chain("صدت") == ["الحركة"]


def test_unclosed_quotation_costs_one_sentence() -> None:
    r = read("قالت السفارة إن «الطريق مغلق.\nانفجرت سيارة قرب السوق.")
    assert r.chain("مغلق") == ["السفارة"]
    assert r.chain("انفجرت") == []


# -- what cues set -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "word", "sets"),
    [
        ("نفت الحركة مقتل زعيمها في الغارة.", "مقتل", "denied"),
        ("طالبت الحكومة بإطلاق الرهائن.", "بإطلاق", "sought"),
        ("توعد القائد بقصف العاصمة.", "بقصف", "planned"),
        ("قال القائد إن الجيش قصف العاصمة.", "قصف", None),
    ],
)
def test_what_the_cue_says_of_certainty(text: str, word: str, sets: str | None) -> None:
    r = read(text)
    frame = r.attribution.frame(r.word(word))
    assert frame is not None
    assert frame.sets == sets


def test_denial_has_the_denier_as_source() -> None:
    assert read("نفت الحركة مقتل زعيمها في الغارة.").chain("مقتل") == ["الحركة"]


def test_nothing_to_attribute() -> None:
    for text in ("", "...", "2013"):
        r = read(text)
        assert r.attribution.frames == [] and set(r.attribution.at) <= {-1}


@pytest.mark.xfail(strict=True, reason="joint speakers: only the first of a coordinated subject is a voice")
def test_people_who_speak_together_are_all_sources() -> None:
    r = read("قال وزير الخارجية ونظيره التونسي إن الحدود ستفتح.")
    assert r.chain("ستفتح") == ["وزير الخارجية", "نظيره التونسي"]


@pytest.mark.xfail(strict=True, reason="an adjective of an outlet's name is cut off: راديو محلي")
def test_outlet_with_its_adjective() -> None:
    r = read("ونقل راديو محلي عن شيخ قبيلة أن المسلحين خطفوا سائحين.")
    assert r.chain("خطفوا") == ["شيخ قبيلة", "راديو محلي"]
