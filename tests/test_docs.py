"""The documents: complete against the data, and true."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

import isnad
from isnad.coding.attribution import attribute
from isnad.coding.factuality import govern
from isnad.coding.times import PRECISIONS
from isnad.lexicon import cues, modality
from isnad.lexicon.event_entries import MODES
from isnad.lexicon.events import EventLexicon
from isnad.lexicon.quantities import MEASURES
from isnad.lexicon.relations import TYPES
from isnad.messages import FSI, PDI, keys
from isnad.output.text import TextOptions, render
from isnad.records import Factuality, SourceKind
from isnad.text.document import Document
from isnad.text.pipeline import analyse

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"


def document(name: str) -> str:
    return (DOCS / name).read_text(encoding="utf-8")


def test_the_flow_in_the_architecture_is_what_isnad_says() -> None:
    page = document("architecture.md")
    sentence = re.findall(r"^> (.+)$", page, re.M)[0]
    written = re.findall(r"<!-- flow -->\n```\n(.*?)```", page, re.S)[0]
    coding = isnad.load()(sentence, published=date(2016, 3, 9), outlet="الأفق")
    said = render(coding, TextOptions(explain=True)).replace(FSI, "").replace(PDI, "")
    assert masked(said) == masked(written)


def masked(text: str) -> list[str]:
    """The lines of *text* without scores, which change when a model is trained again."""
    lines = (re.sub(r"\b[01]\.\d+\b", "0", line).strip() for line in text.split("\n"))
    return [line for line in lines if line]


def labelled(group: str) -> list[str]:
    """The codes that have a label in the message file."""
    return [key.split(".", 1)[1] for key in keys() if key.startswith(group + ".")]


CODES = {
    "event types": list(MODES),
    "relation types": sorted(TYPES),
    "measures": list(MEASURES),
    "factuality": [f.value for f in Factuality],
    "source kinds": [s.value for s in SourceKind],
    "time precisions": list(PRECISIONS),
    "agreement status": labelled("status"),
    "stances": labelled("stance"),
    "actor kinds": labelled("actor"),
    "statement kinds": ["event", "relation", "figure", "agreement", "stance", "explanation"],
}


@pytest.mark.parametrize("group", CODES)
def test_codebook_explains_every_code(group: str) -> None:
    assert CODES[group]
    book = document("codebook.md")
    assert [c for c in CODES[group] if f"`{c}`" not in book] == []


def test_codebook_lists_the_modes_of_each_type() -> None:
    rows = re.findall(r"^\| `([A-Z]+)` \|.*\| ([^|]*) \|$", document("codebook.md"), re.M)
    found = {kind: tuple(re.findall(r"`([\w-]+)`", modes)) for kind, modes in rows}
    assert found == dict(MODES)


def examples(codes: str) -> list[tuple[str, str, str]]:
    """``(code, word, sentence)`` of the table rows with a word in bold."""
    rows = re.findall(rf"^\| `({codes})` \|.*?\| ([^|]*\*\*[^|]*) \|", document("codebook.md"), re.M)
    return [
        (code, re.findall(r"\*\*(.+?)\*\*", text)[0], text.replace("**", "") + ".") for code, text in rows
    ]


def read(sentence: str, word: str) -> tuple[Document, int]:
    doc = analyse(sentence)
    return doc, next(w.i for w in doc.words if w.text == word)


@pytest.mark.parametrize(("kind", "word", "sentence"), examples("[A-Z]+"), ids=str)
def test_event_examples_are_what_the_lexicon_proposes(kind: str, word: str, sentence: str) -> None:
    doc, i = read(sentence, word)
    found = EventLexicon.load().candidates(doc, i)
    assert kind in {c.type for c in found}, [(c.type, c.entry.id) for c in found]


@pytest.mark.parametrize(("factuality", "word", "sentence"), examples("[a-z]+"), ids=str)
def test_factuality_examples_are_what_the_rules_say(factuality: str, word: str, sentence: str) -> None:
    doc, i = read(sentence, word)
    found = govern(doc, modality.load(), attribute(doc, cues.load(), set())).get(i)
    assert ("actual" if found is None else found.sets.value) == factuality


def test_every_event_type_and_factuality_has_an_example() -> None:
    assert {kind for kind, _, _ in examples("[A-Z]+")} == set(MODES)
    assert {kind for kind, _, _ in examples("[a-z]+")} == {f.value for f in Factuality}


@pytest.mark.parametrize("path", [*sorted(DOCS.glob("*.md")), ROOT / "README.md"], ids=lambda p: p.name)
def test_links_lead_somewhere(path: Path) -> None:
    for target in re.findall(r"\]\(([^)#\s]+)[^)]*\)", path.read_text(encoding="utf-8")):
        if not target.startswith("http"):
            assert (path.parent / target).exists(), target
