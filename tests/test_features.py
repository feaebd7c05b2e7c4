"""What the event network sees: shapes, pairs, windows."""

from __future__ import annotations

from dataclasses import fields

import numpy as np
import pytest

from isnad.coding.actors import ActorFinder
from isnad.coding.features import (
    EDGES,
    PREPOSITIONS,
    WordTable,
    argument_pairs,
    pair_features,
    preposition_id,
    source_pairs,
)
from isnad.coding.network import TYPES
from isnad.coding.table import Columns, Evidence, category_sizes, tabulate
from isnad.text.document import Document
from isnad.text.pipeline import analyse

TEXT = (
    "هاجم مسلحون الثكنة قرب البلدة أمس. قال الضابط إن الجنود صدوا الهجوم. "
    "وغادر الوفد المدينة مع وسطاء من الجزائر."
)
WIDTH = 128


def columns(doc: Document, frames: dict[int, dict[str, str]] | None = None) -> Columns:
    n = len(doc.words)
    none = [-1] * n
    evidence = Evidence(
        function=[0] * n,
        cue=[0] * n,
        modality=[0] * n,
        fact=[0] * n,
        events=[{"ASSAULT": 0.9} if i == 0 else {} for i in range(n)],
        frames=frames or {},
        rule_source=[8 if i >= 10 else -1 for i in range(n)],
        rule_outer=none,
        subjects={0: 1},
        pronouns={},
        sources={8},
    )
    actors = ActorFinder().find(doc)
    vectors = np.zeros((n, WIDTH), dtype=np.float32)
    return tabulate(doc, vectors, evidence, TYPES, actors=actors, named=[m.named for m in actors])


@pytest.fixture(scope="module")
def doc() -> Document:
    return analyse(TEXT)


@pytest.fixture(scope="module")
def table(doc: Document) -> WordTable:
    return columns(doc, {0: {"subject": "actor", "object": "recipient"}}).words


def test_one_row_a_word(doc: Document) -> None:
    c = columns(doc)
    n = len(doc.words)
    assert c.cats.shape[0] == c.floats.shape[0] == len(c.candidates) == len(c.source_candidates) == n
    assert sum(c.lengths) == n and len(c.lengths) == len(doc.sentences)
    assert c.floats.dtype == np.float32
    for f in fields(WordTable):
        column = getattr(c.words, f.name)
        if isinstance(column, np.ndarray):
            assert len(column) == n, f.name


def test_categories_stay_inside_their_sizes(doc: Document) -> None:
    c = columns(doc)
    sizes = category_sizes(1, 1, 1)
    assert c.cats.shape[1] == len(sizes)
    assert (c.cats >= 0).all()
    assert (c.cats.max(axis=0) < np.array(sizes)).all()


def test_lexicon_weights_follow_the_vector(doc: Document) -> None:
    lexicon = columns(doc).floats[:, WIDTH : WIDTH + len(TYPES)]
    assert lexicon[0, TYPES.index("ASSAULT")] == pytest.approx(0.9)
    assert lexicon[0, 0] == 1.0, "the first column says that some entry fits"
    assert not lexicon[1:].any()


def test_arguments_stand_in_the_sentence_or_before(table: WordTable) -> None:
    everywhere = np.ones(len(table.sent), dtype=bool)
    trigger = int(np.nonzero(table.sent == 1)[0][2])
    rows, found = argument_pairs(table, np.array([trigger]), everywhere)
    assert set(rows) == {0}
    assert trigger not in found, "no word is an argument of itself"
    assert set(table.sent[found]) == {0, 1}, "the next sentence is out"
    assert len(set(found)) == len(found)


def test_arguments_stand_at_most_sixty_words_back(table: WordTable) -> None:
    long = columns(analyse("وصل الوفد. " * 60)).words
    everywhere = np.ones(len(long.sent), dtype=bool)
    last = len(long.sent) - 1
    _, found = argument_pairs(long, np.array([last]), everywhere)
    assert found.min() > last - 60


def test_only_candidates_are_paired(table: WordTable) -> None:
    only = np.zeros(len(table.sent), dtype=bool)
    only[[1, 3]] = True
    rows, found = argument_pairs(table, np.array([0, 2]), only)
    assert sorted(zip(rows.tolist(), found.tolist(), strict=True)) == [(0, 1), (0, 3), (1, 1), (1, 3)]
    rows, found = source_pairs(np.array([0, 2, 5]), only)
    assert rows.tolist() == [0, 0, 1, 1, 2, 2] and found.tolist() == [1, 3] * 3


def test_no_triggers_no_pairs(table: WordTable) -> None:
    nothing = np.array([], dtype=np.int64)
    rows, found = argument_pairs(table, nothing, np.ones(len(table.sent), dtype=bool))
    assert len(rows) == len(found) == 0
    assert pair_features(table, nothing, rows, found).shape[0] == 0


def test_features_are_one_row_a_pair(table: WordTable) -> None:
    triggers = np.array([0, 10])
    rows, found = argument_pairs(table, triggers, np.ones(len(table.sent), dtype=bool))
    features = pair_features(table, triggers, rows, found)
    assert features.shape[0] == len(rows) and features.dtype == np.float32
    assert np.isfinite(features).all()
    one = pair_features(table, triggers[:1], rows[rows == 0], found[rows == 0])
    assert np.array_equal(one, features[rows == 0]), "a pair's features do not depend on the others"


def test_features_tell_the_sentence_and_the_distance(table: WordTable) -> None:
    trigger = int(np.nonzero(table.sent == 1)[0][2])
    pairs = np.array([trigger + 1, 1])
    near, far = pair_features(table, np.array([trigger]), np.array([0, 0]), pairs)
    assert (near[0], near[1]) == (1, 0) and (far[0], far[1]) == (0, 1)
    assert not np.array_equal(near, far)


def test_features_show_the_rule_source(table: WordTable) -> None:
    triggers = np.array([12])
    here, elsewhere = pair_features(table, triggers, np.array([0, 0]), np.array([8, 1]))
    assert (here != elsewhere).any()
    without = table.window(0, len(table.sent))
    without.rule_source = np.full(len(table.sent), -1)
    assert (pair_features(without, triggers, np.array([0]), np.array([8]))[0] != here).any()


def test_a_frame_expects_the_slot(table: WordTable) -> None:
    frame = pair_features(table, np.array([0]), np.array([0, 0]), np.array([1, 2]))[:, -6:]
    subject, object_ = frame
    assert subject.tolist() == [1, 0, 0, 0, 0, 1], "what follows the verb first is expected to be its actor"
    assert object_.tolist() == [0, 1, 0, 0, 0, 1], "and what follows then its recipient"


def test_a_window_counts_from_its_start(table: WordTable) -> None:
    low, high = 7, len(table.sent)
    part = table.window(low, high)
    assert len(part.sent) == high - low
    assert part.rule_source[12 - low] == 8 - low
    assert part.frames == {}, "the frame of word 0 is outside"
    assert table.window(0, 7).frames == table.frames
    assert part.subject.max() == -1, "a pointer outside the window is none"


def test_a_window_gives_the_same_features(table: WordTable) -> None:
    low = 7
    part = table.window(low, len(table.sent))
    triggers = np.array([12])
    pairs = np.array([8, 9, 11])
    rows = np.zeros(3, dtype=np.int64)
    whole = pair_features(table, triggers, rows, pairs)
    assert np.array_equal(pair_features(part, triggers - low, rows, pairs - low), whole)


def test_prepositions_have_an_index() -> None:
    assert preposition_id("") == 0
    assert preposition_id("علي") == PREPOSITIONS.index("علي")
    assert preposition_id("بموجب") == len(PREPOSITIONS) - 1, "one not listed"
    assert (np.diff(EDGES) > 0).all()
