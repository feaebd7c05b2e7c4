"""Readable features, the words that may fill a role, and the log-linear models that weigh them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from isnad.coding.evidence import fact_features, role_features, source_features, view
from isnad.coding.loglinear import LogLinear
from isnad.coding.network import TYPES
from isnad.coding.prepare import Prepared, Preparer
from isnad.coding.roles import argument_candidates, source_candidates
from isnad.records import Article

TEXT = (
    "وصل وفد الحركة إلى نيامي. قال ضابط في الجيش إن مسلحين هاجموا القرية أمس وقتلوا ثلاثة جنود. "
    "وتظاهر طلاب في العاصمة."
)


@pytest.fixture(scope="module")
def prepared() -> Prepared:
    return Preparer()(Article(doc="d", text=TEXT))


def word(p: Prepared, text: str) -> int:
    return next(w.i for w in p.doc.words if w.text == text)


def test_arguments_stand_in_the_sentence_or_name_somebody_before(prepared: Prepared) -> None:
    i = word(prepared, "هاجموا")
    found = {prepared.doc.words[j].text for j in argument_candidates(prepared, i)}
    assert {"ضابط", "مسلحين", "القرية", "أمس"} <= found
    assert "نيامي" in found, "a place of the sentence before"
    assert not {"طلاب", "العاصمة", "هاجموا"} & found, "nothing of the next sentence, nor the trigger"


def test_sources_are_speakers_or_actors_of_the_sentence(prepared: Prepared) -> None:
    i = word(prepared, "هاجموا")
    found = source_candidates(prepared, i)
    assert word(prepared, "ضابط") in found
    assert found == sorted(set(found))
    assert word(prepared, "طلاب") not in found


def test_features_name_what_the_text_shows(prepared: Prepared) -> None:
    i, attackers, officer = (word(prepared, w) for w in ("هاجموا", "القرية", "ضابط"))
    seen = view(prepared, i, "ASSAULT")
    assert seen.form == "V" and seen.entry is not None and seen.entry.type == "ASSAULT"
    assert "type=ASSAULT" in fact_features(prepared, seen)
    role = role_features(prepared, seen, attackers)
    assert "slot=V+0" in role and "slot=V+0|type=ASSAULT" in role
    assert "place=0" in source_features(prepared, seen, officer), "the rules call it the innermost source"
    assert "place=-1" in source_features(prepared, seen, attackers)


def test_every_word_and_pair_has_features(prepared: Prepared) -> None:
    for i in range(len(prepared.doc.words)):
        seen = view(prepared, i, TYPES[1])
        pairs = [role_features(prepared, seen, j) for j in argument_candidates(prepared, i)]
        pairs += [source_features(prepared, seen, j) for j in source_candidates(prepared, i)]
        for features in (fact_features(prepared, seen), *pairs):
            assert features[0] == "bias"
            assert not any("\n" in f for f in features), "the stored table is one feature a line"


@pytest.fixture
def model() -> LogLinear:
    return LogLinear(["bias", "a"], ["no", "yes"], np.array([[0.0, 1.0], [0.0, -3.0]]))


def test_weights_add_up(model: LogLinear) -> None:
    assert model.scores([["bias"]]).tolist() == [[0.0, 1.0]]
    assert model.scores([["bias", "a"]]).tolist() == [[0.0, -2.0]]
    assert model.scores([["bias", "never seen"]]).tolist() == [[0.0, 1.0]]
    assert model.scores([[], ["bias"]]).tolist() == [[0.0, 0.0], [0.0, 1.0]]


def test_probabilities(model: LogLinear) -> None:
    p = model.probabilities([["bias", "a"]])[0]
    assert p.sum() == pytest.approx(1.0) and p[0] > p[1]
    assert model.probabilities([[]]).tolist() == [[0.5, 0.5]]
    assert model.probabilities([]).shape == (0, 2)


def test_stored_and_read_back(model: LogLinear, tmp_path: Path) -> None:
    model.save(tmp_path, "m")
    again = LogLinear.load(tmp_path, "m")
    assert again.labels == ("no", "yes")
    assert again.scores([["bias", "a"]]).tolist() == model.scores([["bias", "a"]]).tolist()
    with pytest.raises(FileNotFoundError):
        LogLinear.load(tmp_path, "other")
