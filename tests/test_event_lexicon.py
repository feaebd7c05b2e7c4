"""The event lexicon: its examples are its tests; conditions, modes, light verbs, mistakes."""

from __future__ import annotations

import pytest

from isnad.lexicon.event_entries import MODES, EntryReader
from isnad.lexicon.events import Candidate, EventLexicon, load_classes
from isnad.lexicon.weapons import weapon_at
from isnad.lexicon.yamldata import DataError
from isnad.text.pipeline import analyse

LEXICON = EventLexicon.load()
EXAMPLES = [(e.id, s) for e in LEXICON.entries for s in e.examples]
AGAINST = [(e.id, s) for e in LEXICON.entries for s in e.against]


def at(marked: str) -> list[Candidate]:
    """Candidates of the word in braces."""
    start = marked.index("{")
    doc = analyse(marked.replace("{", "").replace("}", ""), use_model=False)
    word = next(w for w in doc.words if w.start <= start < w.end)
    return LEXICON.candidates(doc, word.i)


def test_every_example_finds_its_entry() -> None:
    missed = [f"{i}: {s}" for i, s in EXAMPLES if i not in {c.entry.id for c in at(s)}]
    assert not missed, "\n".join(missed)


def test_no_counterexample_finds_its_entry() -> None:
    wrong = [f"{i}: {s}" for i, s in AGAINST if i in {c.entry.id for c in at(s)}]
    assert not wrong, "\n".join(wrong)


def test_every_word_list_can_be_expanded() -> None:
    LEXICON.check()


def test_examples_have_the_entrys_type_and_are_not_vacuous() -> None:
    assert len(EXAMPLES) > 400
    assert {e.type for e in LEXICON.entries} == set(MODES)


@pytest.mark.parametrize(
    ("marked", "mode"),
    [
        ("شنت المقاتلات {هجوما} على المخزن.", "aerial"),
        ("وقع {هجوم} انتحاري قرب السوق.", "suicide-attack"),
        ("نفذت طائرة مسيرة {هجوما} على الرتل.", "drone"),
        ("{هاجم} رجل بسكين حارس البوابة.", "primitive"),
        ("{هاجم} مسلحون الثكنة.", None),
    ],
)
def test_nearest_weapon_decides_the_mode(marked: str, mode: str | None) -> None:
    assert next(c.mode for c in at(marked) if c.entry.lemma == "هاجم") == mode


@pytest.mark.parametrize(
    ("marked", "kind", "mode"),
    [
        ("{أطلقت} الجماعة سراح الجندي.", "RETREAT", "release"),
        ("{أطلقت} الجماعة النار على الجندي.", "ASSAULT", "firearms"),
        ("{فرض} المجلس عقوبات على القادة.", "SANCTION", None),
        ("{فرض} الحاكم حظر التجول.", "COERCE", "curfew"),
        ("{سلم} المقاتلون أسلحتهم إلى الجيش.", "RETREAT", "disarm"),
    ],
)
def test_the_object_chooses_between_senses(marked: str, kind: str, mode: str | None) -> None:
    best = at(marked)[0]
    assert (best.type, best.mode) == (kind, mode)


def test_light_verb_is_named_and_tells_whose_slot_its_subject_fills() -> None:
    struck = next(c for c in at("تعرضت القافلة ل{هجوم} ليلا.") if c.entry.lemma == "هاجم")
    assert struck.light is not None
    assert (struck.light.word, struck.light.verb.subject) == (0, "object")
    led = next(c for c in at("شن المتمردون {هجوما} على الجسر.") if c.entry.lemma == "هاجم")
    assert led.light is not None
    assert led.light.verb.subject == "subject"
    assert led.weight > next(c for c in at("تحدثوا عن {هجوم} سابق.") if c.entry.lemma == "هاجم").weight


def test_passive_verb_turns_the_frame() -> None:
    candidate = next(c for c in at("{اغتيل} القاضي أمس.") if c.entry.lemma == "اغتال")
    assert candidate.features.voice == "passive"
    assert candidate.frame["subject"] == "recipient"


def test_reference_back_weighs_less() -> None:
    back = next(c for c in at("أدان المجلس هذا {الهجوم}.") if c.entry.lemma == "هاجم")
    first = next(c for c in at("أدان المجلس بشدة {الهجوم}.") if c.entry.lemma == "هاجم")
    assert back.weight < first.weight
    assert "refers back" in back.why


def test_article_and_preposition_exclude_the_verb() -> None:
    assert {c.form for c in at("تحدثوا عن {القتل} في الجبل.") if c.entry.lemma == "قتل"} == {"noun"}
    assert {c.form for c in at("قالوا إنهم {سيهاجمون} المدينة.")} == {"verb"}


@pytest.mark.parametrize(
    ("raw", "message"),
    [
        ({"lemma": "هاجم", "type": "ATTACK"}, "type is 'ATTACK'"),
        ({"lemma": "هاجم", "type": "ASSAULT", "mode": "visit"}, "mode is 'visit'"),
        ({"lemma": "هاجم", "type": "ASSAULT", "frame": {"subject": "hero"}}, "role of subject"),
        ({"lemma": "هاجم", "type": "ASSAULT", "weight": "2"}, "number from 0 to 1"),
        ({"lemma": "هاجم", "type": "ASSAULT", "exmple": "x"}, "unknown field"),
        ({"lemma": "هاجم", "type": "ASSAULT", "example": "بلا علامة"}, "braces"),
        ({"lemma": "هاجم", "type": "ASSAULT", "needs": {"near": ["@nothing"]}}, "no class @nothing"),
        ({"lemma": "قال", "type": "ASSAULT"}, "give the imperfect"),
        ({"type": "ASSAULT"}, "give a lemma"),
    ],
)
def test_a_mistake_in_an_entry_is_named(raw: dict[str, object], message: str) -> None:
    reader = EntryReader(load_classes(), {})
    with pytest.raises(DataError, match=message) as error:
        reader.read("x.yaml", 7, raw)
    assert "x.yaml, entry 7" in str(error.value)


def test_weapon_names() -> None:
    words = analyse("عثروا على عبوة ناسفة وطائرات مسيرة", use_model=False).words
    found = [(w.kind, w.first, w.last) for i in range(len(words)) if (w := weapon_at(words, i))]
    assert ("explosive", 2, 4) in found
    assert ("drone", 4, 6) in found
