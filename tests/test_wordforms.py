"""Look-up of word sequences."""

from __future__ import annotations

from isnad.lexicon.wordforms import SequenceIndex
from isnad.text.document import Word


def _words(*forms: str | tuple[str, tuple[str, ...], str]) -> list[Word]:
    """Words from folded forms; ``(form, proclitics, stem)`` where the two differ."""
    made = []
    for i, form in enumerate(forms):
        norm, pre, stem = form if isinstance(form, tuple) else (form, (), form)
        made.append(Word(i, 0, len(norm), norm, norm, pre=pre, stem=stem, pos="NOUN"))
    return made


def _index() -> SequenceIndex[str]:
    index: SequenceIndex[str] = SequenceIndex()
    index.add([("وفق",)], "one")
    index.add([("وفق", "حسب"), ("ما",)], "two")
    index.add([("وفق",), ("ما",), ("ورد", "جاء")], "three")
    return index


def test_longest_first() -> None:
    words = _words("وفق", "ما", "جاء", "وفق", "ما")
    assert _index().at(words, 0) == [(3, "three"), (2, "two"), (1, "one")]
    assert _index().at(words, 3) == [(2, "two"), (1, "one")]
    assert _index().at(words, 1) == []


def test_alternatives_and_conjunctions() -> None:
    index = _index()
    assert index.at(_words(("وحسب", ("و",), "حسب"), "ما"), 0) == [(2, "two")]


def test_an_entry_added_after_a_look_up_is_found() -> None:
    index = _index()
    words = _words("نقلا", "عن")
    assert index.at(words, 0) == []
    index.add([("نقلا",), ("عن",)], "late")
    assert index.at(words, 0) == [(2, "late")]
