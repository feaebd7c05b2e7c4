"""The whole coder: what holds for any text and whatever the network says, and a few articles read through."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import isnad
import random_network
from isnad.coding.coder import MAX_PROBLEMS, Coder
from isnad.records import Article, Coding, Event, Factuality, Figure, Relation, spans, to_json

DAY = date(2016, 3, 9)
WORDS = (
    "قال |وزيرُ |الخارجية |نقلت |صحيفة |عن |مصدر |أمني |لم يكشف عن هويته |قوله |إن |أن |بحسب |نفى |سوف |لن |"
    "هاجم |مسلحون |قرية |قُتل |ثلاثة |جنود |و|ب|لل|في |مالي |أمس |الثلاثاء الماضي |25 ألف |نحو |بشرط |إذا |"
    "مقابل |حركة |زعيم |اتفاق |إما |أو |هدنة |. |، |\n|..|؛ |:|(|)|A-16 |%|#حلب |&quot;|ـ|\u200f|😀|\ufffd"
)
PIECES = ["«", "»", '"', *WORDS.split("|")]
TEXTS = st.lists(st.sampled_from(PIECES), max_size=40).map("".join) | st.text(max_size=120)


@pytest.fixture(scope="module")
def coder(tmp_path_factory: pytest.TempPathFactory) -> Coder:
    """A coder whose network was never trained: many events, with any arguments."""
    return Coder(random_network.write(tmp_path_factory.mktemp("random")))


@pytest.fixture(scope="module")
def silent(tmp_path_factory: pytest.TempPathFactory) -> Coder:
    """A coder whose network finds no event."""
    return Coder(random_network.write(tmp_path_factory.mktemp("silent"), silence=99.0))


def check(coding: Coding) -> None:
    """What holds of every coding."""
    text = coding.article.text
    ids = [s.id for s in coding.statements]
    assert len(ids) == len(set(ids))
    figures = {s.id for s in coding.statements if isinstance(s, Figure)}
    for s in coding.statements:
        for span in spans(s):
            assert 0 <= span.start < span.end <= len(text)
        assert s.evidence.start <= s.trigger.start < s.trigger.end <= s.evidence.end
        assert s.why, s.id
        assert 0 < s.confidence <= 1
        assert not (s.quote and not s.sources)
        if isinstance(s, Event):
            assert set(s.figures) <= figures
        if isinstance(s, Figure):
            assert s.share_of is None or s.share_of in figures - {s.id}
            assert s.low <= s.best <= s.high
    order = [(s.trigger.start, s.kind) for s in coding.statements]
    assert order == sorted(order)
    plain = to_json(coding)
    assert json.loads(json.dumps(plain, ensure_ascii=True)) == plain


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=TEXTS)
def test_any_text(coder: Coder, text: str) -> None:
    check(coder(text, published=DAY))


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=TEXTS)
def test_twice_the_same(coder: Coder, text: str) -> None:
    assert to_json(coder(text, published=DAY)) == to_json(coder(text, published=DAY))


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "\n\n\n",
        "...!؟،؛",
        "«",
        "»",
        '"',
        "“ ” ‘ '",
        "« » «« »»",
        "و",
        "ال",
        "ـــــ",
        "\u064b\u064c\u064d",
        "\u200f\u202b\u202c\ufeff",
        "\x00\x01\x7f",
        "\ud800 وصل \udfff",
        "😀" * 50,
        "123 456 789",
        "<p>وصل &quot;الوفد&quot;</p>",
        "plain English text without any Arabic",
        "&#x0645;&#1575;&amp;amp;",
        "قتل ¹ جنود في ²/3/2013 و5ر³ ألف و①② و½ و١٥-² و४५ جنديا",
    ],
)
def test_odd_texts(coder: Coder, text: str) -> None:
    check(coder(text, published=DAY))


def test_empty_text_states_nothing(coder: Coder) -> None:
    assert coder("").statements == coder("  \n").statements == coder("«»").statements == ()


def test_two_hundred_kilobytes_in_one_line(silent: Coder) -> None:
    sentence = "قتل 3 جنود كما قال زعيم حركة الفجر سالم الناجي إن «الوفد غادر العاصمة "
    line = sentence * (200_000 // len(sentence.encode()) + 1)
    assert len(line.encode()) >= 200_000 and "\n" not in line
    coding = silent(line)
    assert len(coding.of_kind("relation")) >= 2
    check(coding)


def test_a_thousand_lone_quotation_marks(silent: Coder) -> None:
    check(silent("«وصل الوفد " * 1000))
    check(silent('"' * 5000))


def test_another_process_gives_the_same_bytes(tmp_path: Path) -> None:
    """No hash order gets into the output."""
    code = (
        "import sys, json; from pathlib import Path; from isnad.coding.coder import Coder;"
        "from isnad.records import to_json; c = Coder(Path(sys.argv[1]));"
        "sys.stdout.buffer.write(json.dumps(to_json(c(sys.argv[2]))).encode())"
    )
    text = (
        "نقلت صحيفة الضفاف عن مصدر أمني أن ثلاثة جنود وخمسة مدنيين قتلوا، بحسب زعيم حركة الفجر سالم الناجي."
    )
    folder = random_network.write(tmp_path, silence=0.0)
    here = json.dumps(to_json(Coder(folder)(text)))
    there = subprocess.run(
        [sys.executable, "-c", code, str(folder), text],
        env={"PYTHONHASHSEED": "1", "PATH": ""},
        capture_output=True,
        check=True,
    ).stdout
    assert there.decode() == here
    assert json.loads(here)["statements"]


# -- what a coding keeps of its article ---------------------------------------------------------


def test_the_article_is_kept_as_given(silent: Coder) -> None:
    article = Article(
        doc="d1", text="وصلَ الوفدُ.", title="عنوان", outlet="الضفاف", published=DAY, url="http://x.example"
    )
    assert silent.code(article).article is article
    same = silent(
        article.text, doc="d1", title="عنوان", outlet="الضفاف", published=DAY, url="http://x.example"
    ).article
    assert same == article


def test_ids_depend_on_the_document_only(silent: Coder) -> None:
    text = "وصل زعيم حركة الفجر سالم الناجي."
    one, again, other = silent(text, doc="a"), silent(text, doc="a", title="x"), silent(text, doc="b")
    assert one.statements and [s.id for s in one.statements] == [s.id for s in again.statements]
    assert not {s.id for s in one.statements} & {s.id for s in other.statements}


def test_offsets_are_those_of_the_text_as_given(silent: Coder) -> None:
    """Vowels, tatweel and entities go for reading, and come back in the offsets."""
    plain = "وصل زعيم حركة الفجر سالم الناجي."
    dirty = "وصلَ &nbsp;زعيمُ حركةِ الفَجـرِ سالم الناجي."
    for text, group in ((plain, "حركة الفجر"), (dirty, "حركةِ الفَجـرِ")):
        (leads,) = [r for r in silent(text).statements if isinstance(r, Relation) and r.type == "leads"]
        assert leads.object.span.of(text) == group
        assert leads.subject.span.of(text) == "سالم الناجي"


def test_problems_are_told(silent: Coder) -> None:
    problems = silent("وصل \ufffd\ufffd الوفد &quot;أمس&quot;").problems
    assert any("unreadable" in p for p in problems) and any("entities" in p for p in problems)
    assert len(problems) <= MAX_PROBLEMS + 1
    assert silent("وصل الوفد.").problems == ()


# -- the shipped coder ----------------------------------------------------------------------------


@pytest.fixture(scope="module")
def shipped() -> Coder:
    return isnad.load()


def test_a_chain_from_official_to_paper(shipped: Coder) -> None:
    text = "نقلت صحيفة المنارة عن ضابط كبير طلب عدم ذكر اسمه أن الجيش قصف معسكرا للمتمردين."
    (event,) = [e for e in shipped(text, published=DAY).events if e.trigger.of(text) == "قصف"]
    assert event.type == "ASSAULT"
    assert [s.span.of(text) for s in event.sources] == ["ضابط كبير طلب عدم ذكر اسمه", "صحيفة المنارة"]
    assert [s.named for s in event.sources] == [False, True]
    assert event.quote == "indirect"
    assert [a.span.of(text) for a in event.actors] == ["الجيش"]


def test_a_denied_event(shipped: Coder) -> None:
    text = "نفى متحدث باسم الحركة اعتقال القائد في العاصمة."
    (event,) = [e for e in shipped(text, published=DAY).events if e.trigger.of(text) == "اعتقال"]
    assert (event.type, event.factuality) == ("COERCE", Factuality.DENIED)
    assert [s.span.of(text) for s in event.sources] == ["متحدث باسم الحركة"]


def test_without_a_day_nothing_is_dated(shipped: Coder) -> None:
    text = "التقى وزير الخارجية التونسي نظيره الليبي في تونس أمس."
    for published, start in ((None, None), (DAY, date(2016, 3, 8))):
        (event,) = [e for e in shipped(text, published=published).events if e.type == "CONSULT"]
        assert [t.start for t in event.times] == [start]


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=TEXTS)
def test_any_text_with_the_shipped_network(shipped: Coder, text: str) -> None:
    check(shipped(text, published=DAY))


def test_the_samples(shipped: Coder) -> None:
    for path in sorted((Path(__file__).parent.parent / "samples").glob("0[1-9]*.txt")):
        data = path.read_bytes()
        text = data.decode("windows-1256" if "1256" in path.name else "utf-8")
        coding = shipped(text, published=DAY)
        check(coding)
        assert len(coding.events) >= 5, path.name


def test_no_weights_no_coder(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        isnad.load(tmp_path)
