"""The closed classes."""

from importlib import resources

import pytest
import yaml

from isnad.text import function_words
from isnad.text.function_words import of_class, word_classes, word_tags


@pytest.mark.parametrize(
    ("form", "name", "tag"),
    [
        ("في", "preposition", "ADP"),
        ("علي", "preposition", "ADP"),
        ("الذي", "relative", "DET"),
        ("هذه", "demonstrative", "DET"),
        ("هو", "pronoun", "PRON"),
        ("لكن", "contrast", "CCONJ"),
        ("ان", "subordinator", "SCONJ"),
        ("لم", "negation", "PART"),
        ("عشرون", "numeral", "NUM"),
    ],
)
def test_class_and_tag(form: str, name: str, tag: str) -> None:
    assert word_classes()[form] == name
    assert word_tags()[form] == tag


def test_forms_are_folded_and_listed_once_a_class() -> None:
    source = resources.files("isnad.lexicon").joinpath("data/function_words.yaml")
    data = yaml.safe_load(source.read_text("utf-8"))
    for name, entry in data.items():
        assert len(set(entry["forms"])) == len(entry["forms"]), name
    assert all(not set(form) & set("أإآى") for form in word_tags())


def test_a_form_of_two_classes_is_in_both() -> None:
    assert "حتي" in of_class("preposition") & of_class("subordinator")


def test_a_bad_file_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    function_words._load.cache_clear()
    monkeypatch.setattr(function_words, "parse_yaml", lambda *_, **__: {"preposition": {}})
    with pytest.raises(ValueError, match=r"function_words\.yaml"):
        function_words._load()
    function_words._load.cache_clear()
