"""The shipped analysis model, on sentences written for this test."""

import dataclasses
from pathlib import Path

import numpy as np
import pytest

from isnad.text.clean import clean
from isnad.text.document import Document, Word
from isnad.text.tagger import Tagger
from isnad.text.tokens import tokenise

NEWS = (
    "قال وزير الخارجية التونسي خالد المنصوري إن حكومته سترسل وفداً إلى باريس للمشاركة في المفاوضات.\n"
    "وأعلنت المنظمة أن مقاتليها انسحبوا من القرى المحيطة بمدينة حلب، ولم يصب أحد بأذى."
)


@pytest.fixture(scope="module")
def tagger() -> Tagger:
    return Tagger.load()


@pytest.fixture(scope="module")
def news(tagger: Tagger) -> Document:
    return tagged(tagger, NEWS)


def tagged(tagger: Tagger, text: str) -> Document:
    doc = tokenise(clean(text))
    tagger.tag(doc)
    return doc


def word(doc: Document, text: str) -> Word:
    return next(w for w in doc.words if w.text == text)


def test_clitics(news: Document) -> None:
    assert word(news, "سترسل").pre == ("س",)
    w = word(news, "حكومته")
    assert (w.pre, w.stem, w.suf) == ((), "حكومة", "ه")
    w = word(news, "للمشاركة")
    assert (w.pre, w.stem, w.definite) == (("ل",), "مشاركة", True)
    assert news.text[w.stem_start : w.stem_end] == "لمشاركة"
    assert word(news, "وأعلنت").pre == ("و",)
    assert word(news, "وزير").pre == ()
    assert (word(news, "بمدينة").pre, word(news, "بأذى").pre) == (("ب",), ("ب",))


def test_tags(news: Document) -> None:
    tags = {
        "قال": "VERB",
        "وزير": "NOUN",
        "إن": "SCONJ",
        "إلى": "ADP",
        "خالد": "PROPN",
        "باريس": "PROPN",
        ".": "PUNCT",
    }
    assert {t: word(news, t).pos for t in tags} == tags


def test_verbs(news: Document) -> None:
    said, sent, withdrew = word(news, "قال"), word(news, "سترسل"), word(news, "انسحبوا")
    assert (said.aspect, said.gender, said.number, said.person) == ("perf", "m", "s", "3")
    assert (sent.aspect, sent.gender, sent.lemma) == ("imperf", "f", "ارسل")
    assert (withdrew.aspect, withdrew.number, withdrew.lemma) == ("perf", "p", "انسحب")


def test_nominals(news: Document) -> None:
    assert (word(news, "المفاوضات").number, word(news, "المفاوضات").gender) == ("p", "f")
    assert word(news, "المنظمة").gender == "f"
    assert word(news, "وفدا").lemma == "وفد"


def test_names(news: Document) -> None:
    labels = {w.text: w.ner for w in news.words if w.ner != "O"}
    assert labels["خالد"] == "B-PER" and labels["المنصوري"] == "I-PER"
    assert labels["باريس"] == "B-LOC" and labels["حلب"] == "B-LOC"


def test_inside_labels_continue_names(tagger: Tagger, news: Document) -> None:
    for before, w in zip(news.words, news.words[1:], strict=False):
        if w.ner.startswith("I-"):
            assert before.ner[2:] == w.ner[2:] and before.sent == w.sent


def test_careless_spelling_reads_alike(tagger: Tagger, news: Document) -> None:
    careless = tagged(tagger, NEWS.translate(str.maketrans("أإى", "ااي")))
    same = [a.pos == b.pos and a.pre == b.pre for a, b in zip(news.words, careless.words, strict=True)]
    assert sum(same) >= len(same) - 1


def test_the_same_text_gives_the_same_analysis(tagger: Tagger, news: Document) -> None:
    for k in range(3):
        tagged(tagger, f"زار الرئيس رقم {k} مدينة أخرى في الجنوب.")
    assert [dataclasses.astuple(w) for w in tagged(Tagger.load(), NEWS).words] == [
        dataclasses.astuple(w) for w in news.words
    ]


def test_odd_documents(tagger: Tagger) -> None:
    assert tagged(tagger, "").words == []
    for text in ("!!! ؟", "12 13 14", "# و ل لل ال", "hello wörld", "ا " * 700):
        doc = tagged(tagger, text)
        assert all(w.start <= w.stem_start <= w.stem_end <= w.end for w in doc.words)
        assert all(w.pos for w in doc.words)


def test_vectors_are_those_of_the_words(tagger: Tagger, news: Document) -> None:
    got = tagger.vectors(news)
    assert got.shape == (len(news.words), 128) and got.dtype == np.float32


def test_a_missing_model_is_reported(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        Tagger.load(tmp_path)
