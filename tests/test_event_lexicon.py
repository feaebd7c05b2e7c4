"""The event lexicon: its examples are its tests; conditions, modes, light verbs, mistakes."""

from __future__ import annotations

import pytest

from isnad.lexicon.event_entries import MODES, EntryReader
from isnad.lexicon.events import Candidate, EventLexicon, load_classes
from isnad.lexicon.weapons import weapon_at
from isnad.lexicon.yamldata import DataError, load_yaml
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
