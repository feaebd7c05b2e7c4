"""The hashing is floret's own, and vectors do not depend on what else is asked."""

import numpy as np
import pytest

from isnad.text.clean import clean
from isnad.text.tokens import tokenise
from isnad.text.vectors import Vectors, form, load, murmur, ngrams, word_vectors

WORDS = ["سلام", "والمفاوضات", "0", "،", "ل", "استراتيجيتهما", "وزير", "NATO", "…", "a" * 40, "متظاهرون"]


def test_murmur_is_the_reference() -> None:
    mmh3 = pytest.importorskip("mmh3")
    texts = [g.encode() for w in WORDS for g in ngrams(w)] + [b"x" * n for n in range(1, 50)]
    expected = [mmh3.hash64(t, 2166136261, x64arch=True, signed=False)[0] for t in texts]
    assert murmur(texts).tolist() == expected


def test_murmur_known_values() -> None:
    assert murmur([b"", b"hello, world"], seed=0).tolist() == [0, 0x342FAC623A5EBC8E]


def test_ngrams_cover_the_padded_word() -> None:
    assert ngrams("وزن") == ["<وزن>", "<وز", "وزن", "زن>", "<وزن", "وزن>", "<وزن>"]


def test_vector_is_the_mean_of_its_rows() -> None:
    table = np.arange(40, dtype=np.int8).reshape(10, 4)
    vectors = Vectors(table, 0.5)
    digests = murmur([g.encode() for g in ngrams("قرية")]).tolist()
    rows = [r % 10 for d in digests for r in (d & 0xFFFFFFFF, d >> 32)]
    assert np.allclose(vectors.vector("قرية"), table[rows].mean(axis=0) * 0.5, atol=1e-6)


def test_batch_equals_single_words() -> None:
    table = np.random.default_rng(5).integers(-127, 127, (500, 8)).astype(np.int8)
    together = Vectors(table, 1.0).batch(WORDS + WORDS)
    alone = Vectors(table, 1.0)
    assert np.array_equal(together, np.stack([alone.vector(w) for w in WORDS + WORDS]))
    assert Vectors(table, 1.0).batch([]).shape == (0, 8)


def test_form_makes_numbers_zero() -> None:
    assert form("1,250") == "0,0"
    assert form("٤٥") == "0"
    assert form("قتيل") == "قتيل"


def test_word_vectors_of_a_document() -> None:
    doc = tokenise(clean("زار الوفد المدينة في 12 مايو، ثم زار القرية."))
    got = word_vectors(doc)
    assert got.shape == (len(doc.words), load().width)
    assert np.array_equal(got[0], got[8])
    near = load().batch(["سورية", "سوريا", "طماطم"])
    unit = near / np.linalg.norm(near, axis=1, keepdims=True)
    assert unit[0] @ unit[1] > unit[0] @ unit[2]
