"""Relation words, and the words of stances, agreements and explanations: each example must show its entry."""

from __future__ import annotations

import pytest

from isnad.lexicon import constructions, relations
from isnad.lexicon.relations import example_text
from isnad.lexicon.yamldata import DataError
from isnad.text.document import Word
from isnad.text.pipeline import analyse

RELATIONS = relations.load()
WORDS = constructions.load()
CONSTRUCTIONS = [(i, c) for i in (WORDS.stances, WORDS.agreements, WORDS.explanations) for c in i.entries]


def tagged(text: str) -> list[Word]:
    """Words of *text*; every word that its letters allow to be a verb is tagged so, as a tagger might."""
    words = analyse(text, use_model=False).words
    for w in words:
        if w.pos == "NOUN" and not w.definite and len(w.stem) > 1:
            w.pos = "VERB"
    return words


@pytest.mark.parametrize("entry", RELATIONS.entries, ids=lambda e: e.id)
def test_example_shows_its_relation(entry: relations.RelationCue) -> None:
    words = tagged(example_text(entry.example))
    assert entry.id in {m.cue.id for i in range(len(words)) for m in RELATIONS.at(words, i)}


@pytest.mark.parametrize(("index", "entry"), CONSTRUCTIONS, ids=lambda e: getattr(e, "id", ""))
def test_example_shows_its_construction(
    index: constructions.ConstructionIndex, entry: constructions.Construction
) -> None:
    words = tagged(example_text(entry.example))
    assert entry.id in {m.cue.id for i in range(len(words)) for m in index.at(words, i)}


def test_ids_are_unique() -> None:
    ids = [e.id for e in RELATIONS.entries] + [c.id for _, c in CONSTRUCTIONS]
    assert sorted(ids) == sorted(set(ids))


def test_every_relation_type_but_the_roles_has_words() -> None:
    assert {e.type for e in RELATIONS.entries} == relations.TYPES - {"holds_role", "role_in"}


def test_each_relation_names_both_arguments_or_takes_one_from_the_context() -> None:
    for entry in RELATIONS.entries:
        assert set(entry.args.values()) & {"subject", "object"}


def test_participle_qualifies_its_head() -> None:
    words = tagged("قصفت كتيبة تابعة للجماعة القرية.")
    match = next(
        m for i in range(len(words)) for m in RELATIONS.at(words, i) if m.cue.type == "affiliated_with"
    )
    assert match.cue.args == {"head": "subject", "ل": "object"}


def test_longer_sequence_hides_the_shorter() -> None:
    words = tagged("انسحبت القوات من جراء القصف.")
    found = [m for i in range(len(words)) for m in WORDS.explanations.at(words, i)]
    assert found[0].last - found[0].first == 2


def test_rival_causes_are_not_joint() -> None:
    words = tagged("تغير الموقف إما بسبب الضغوط أو بسبب الحرب.")
    found = [m.cue for i in range(len(words)) for m in WORDS.explanations.at(words, i)]
    assert any(not c.joint for c in found)


def test_change_of_stance_needs_a_position() -> None:
    cue = next(c for c in WORDS.stances.entries if c.id == "stances/change/غير")
    assert "موقف" in cue.objects and cue.args == {"subject": "holder", "من": "from", "الي": "to"}


def test_groups_and_titles() -> None:
    words = analyse("قال وزير إن الحركة عادت.", use_model=False).words
    assert words[1].stem in RELATIONS.role_nouns
    assert RELATIONS.is_group(next(w for w in words if w.stem == "حركة"))


def test_bad_slot_is_named() -> None:
    with pytest.raises(DataError, match="slot of args"):
        relations.check_args("x", {"beside": "subject"}, frozenset(["subject"]))
    with pytest.raises(DataError, match="from 0 to 1"):
        relations.check_weight("x", 3)
