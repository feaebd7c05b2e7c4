"""Attribution cues: every entry's own example must show it."""

from __future__ import annotations

import pytest

from isnad.lexicon import cues
from isnad.lexicon.wordforms import keys
from isnad.lexicon.yamldata import DataError, choice, only_fields, required
from isnad.text.pipeline import analyse

CUES = cues.load()


def found(text: str) -> list[cues.CueMatch]:
    words = analyse(text, use_model=False).words
    return [m for i in range(len(words)) for m in CUES.at(words, i)]


@pytest.mark.parametrize("entry", CUES.entries, ids=lambda c: c.id)
def test_example_shows_its_cue(entry: cues.Cue) -> None:
    for example in entry.examples:
        words = analyse(example.text, use_model=False).words
        if entry.needs in ("verb", "passive"):
            for w in words:
                if _first_forms(entry) & set(keys(w)):
                    w.pos = "VERB"
        matches = [m for i in range(len(words)) for m in CUES.at(words, i)]
        assert entry.id in {m.cue.id for m in matches}
        for source in example.sources:
            assert source in example.text


def _first_forms(entry: cues.Cue) -> set[str]:
    head = entry.words[0]
    return {head, head + "ت", head[:-1] + "ت", "ي" + head[1:], "ت" + head[1:], "ي" + head, "ت" + head}


def test_ids_are_unique() -> None:
    ids = [c.id for c in CUES.entries]
    assert len(ids) == len(set(ids))


def test_plain_verb_has_its_source_as_subject() -> None:
    match = next(m for m in found("قالت الوزيرة إن المعبر مفتوح.") if m.cue.kind == "verb")
    assert (match.cue.words, match.form, match.cue.source) == (("قال",), "perfect", "subject")
    assert "ان" in match.cue.takes


def test_hanging_participle_continues() -> None:
    match = next(m for m in found("ستبدأ الجولة غدا، مضيفا أن الوفد وصل.") if m.cue.kind == "verb")
    assert match.form == "participle" and match.cue.continues


def test_denial_sets_denied() -> None:
    match = next(m for m in found("ونفت الحركة مقتل زعيمها.") if m.cue.kind == "verb")
    assert match.cue.sets == "denied"


def test_relay_names_where_the_inner_source_stands() -> None:
    match = next(m for m in found("ونقلت الوكالة عن ضابط قوله إن الجسر نسف.") if m.cue.kind == "passing")
    assert match.cue.inner == "عن"


def test_longest_position_cue_wins() -> None:
    matches = [m for m in found("قتل عشرة بحسب ما ذكرت الإذاعة.") if m.cue.kind == "position"]
    assert [m.cue.source for m in matches] == ["clause"]


def test_turn_needs_its_pronoun() -> None:
    assert any(m.cue.kind == "turn" for m in found("من جهته أكد الوزير الخبر."))
    assert not any(m.cue.kind == "turn" for m in found("دخل الجيش من جهة الشرق."))


def test_anonymity_is_a_phrase() -> None:
    match = next(m for m in found("قال ضابط طلب عدم ذكر اسمه إن الجسر نسف.") if m.cue.kind == "anonymity")
    assert match.last - match.first == 4


def test_source_nouns_have_kinds() -> None:
    words = analyse("قالت وكالة الأنباء إن مصدرا عاد.", use_model=False).words
    assert CUES.noun_kind(words[1]) == "agency"


def test_messages_say_what_to_do() -> None:
    with pytest.raises(DataError, match="add the missing field"):
        required("x", {}, ("verb",))
    with pytest.raises(DataError, match="unknown field"):
        only_fields("x", {"verbb": 1}, ("verb",))
    with pytest.raises(DataError, match="use one of"):
        choice("x", "act", "shout", cues.ACTS)
