"""The spaCy pipeline."""

import subprocess
import sys

import pytest

spacy = pytest.importorskip("spacy")

TEXT = "أعلن وزيرُ الدفاع أنّ «الحركة» ستنسحب من القرية."


def test_analysis_over_spacy_tokens() -> None:
    import isnad.spacy_components  # noqa: F401, PLC0415

    nlp = spacy.blank("ar")
    nlp.add_pipe("isnad_analysis")
    doc = nlp(TEXT)
    assert doc.text == TEXT
    assert "وزيرُ الدفاع" in [s.text for s in doc.spans["isnad_phrases"]]
    assert [s.text for s in doc.spans["isnad_quotes"]] == ["الحركة"]
    assert len(doc._.isnad.sentences) == 1


def test_analysis_does_not_import_spacy() -> None:
    code = "import sys, isnad.text.pipeline; sys.exit('spacy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
