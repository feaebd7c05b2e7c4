"""Modality cues: every entry's own example must show it, with the factuality it claims."""

from __future__ import annotations

import pytest

from isnad.lexicon import modality
from isnad.lexicon.wordforms import imperfect_forms, keys, perfect_forms
from isnad.records import Factuality
from isnad.text.document import Word
from isnad.text.pipeline import analyse

MODALITY = modality.load()


def words_of(text: str) -> list[Word]:
    return analyse(text, use_model=False).words


def found(text: str) -> list[modality.ModalMatch]:
    words = words_of(text)
    return [m for i in range(len(words)) for m in MODALITY.at(words, i)]


def tagged(entry: modality.ModalCue) -> list[Word]:
    """The example's words; a verb that the entry needs is tagged as the tagger model would."""
    words = words_of(entry.example)
    for w, before in zip(words, [None, *words], strict=False):
        spelt = set(keys(w))
        if entry.needs == "verb" and any(f in spelt for f in _forms(entry)):
            w.pos = "VERB"
        if entry.aspect and before is not None and before.stem == entry.words[-1]:
            w.pos, w.aspect = "VERB", entry.aspect
    return words


def _forms(entry: modality.ModalCue) -> set[str]:
    stem = entry.words[0]
    return {
        *perfect_forms(stem),
        *(f for f in imperfect_forms("ي" + stem)),
        *imperfect_forms("ي" + stem[1:]),
        *_hollow(stem),
    }


def _hollow(stem: str) -> set[str]:
    bases = {"ي" + stem[:-2] + v + stem[-1] for v in "اوي"} | {"ي" + stem[:-1] + v for v in "اوي"}
    bases |= {"ي" + stem[1:-1] + v for v in "اوي"}
    return {f for b in bases for f in imperfect_forms(b)}


@pytest.mark.parametrize("entry", [e for e in MODALITY.entries if e.scope != "self"], ids=lambda e: e.id)
def test_example_shows_its_cue(entry: modality.ModalCue) -> None:
    words = tagged(entry)
    matches = [m for i in range(len(words)) for m in MODALITY.at(words, i)]
    assert entry.id in {m.cue.id for m in matches}


def test_ids_are_unique() -> None:
    ids = [e.id for e in MODALITY.entries]
    assert len(ids) == len(set(ids))


def test_every_factuality_has_a_rank() -> None:
    assert set(MODALITY.order) == set(Factuality)


def test_proclitics_are_separate() -> None:
    assert MODALITY.future.sets == "planned" and MODALITY.purpose.sets == "sought"


@pytest.mark.parametrize(
    ("text", "sets"),
    [
        ("لم يستبعد الوزير التدخل.", "possible"),
        ("لا يمكن قبول الهدنة.", "denied"),
        ("لن نسمح بقصف المدن.", "denied"),
        ("لم يتمكن الجنود من دخول القرية.", "denied"),
    ],
)
def test_negated_cues_set_something_else(text: str, sets: str) -> None:
    assert sets in {m.sets for m in found(text) if m.negated}


def test_condition_sets_both_clauses() -> None:
    match = next(m for m in found("ستنسحب القوات إذا وقعوا الاتفاق.") if m.cue.group == "condition")
    assert (match.sets, match.cue.main) == ("possible", "conditional")


def test_qad_depends_on_aspect() -> None:
    assert {m.sets for m in found("قد يهاجم الجيش القرية.")} == {"possible"}


def test_longer_sequence_hides_shorter() -> None:
    ids = {m.cue.id for m in found("غادر الوفد من دون توقيع.")}
    assert "modality/من دون" in ids
