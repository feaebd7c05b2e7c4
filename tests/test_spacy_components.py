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


def test_coder_over_spacy_tokens(monkeypatch: pytest.MonkeyPatch) -> None:
    from datetime import date  # noqa: PLC0415
    from types import SimpleNamespace  # noqa: PLC0415

    import isnad.spacy_components as components  # noqa: PLC0415
    from isnad.records import Span  # noqa: PLC0415

    asked = {}

    def coder(text: str, **known: object) -> SimpleNamespace:
        asked.update(known, text=text)
        return SimpleNamespace(statements=[SimpleNamespace(kind="event", trigger=Span(20, 26))])

    monkeypatch.setattr(components, "load", lambda: coder)
    nlp = spacy.blank("ar")
    nlp.add_pipe("isnad_coder")
    doc = nlp.make_doc(TEXT)
    doc.user_data["published"] = date(2013, 2, 20)
    doc = nlp(doc)
    assert asked == {"text": TEXT, "published": date(2013, 2, 20)}
    (trigger,) = doc.spans["isnad_triggers"]
    assert trigger.label_ == "event"
    assert trigger.start_char <= 20 and trigger.end_char >= 26
    assert len(doc._.isnad_coding.statements) == 1
