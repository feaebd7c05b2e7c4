"""isnad as spaCy components.

``nlp = spacy.blank("ar"); nlp.add_pipe("isnad_analysis")`` gives every ``Doc``

* ``doc._.isnad``: the :class:`isnad.text.document.Document` (clean offsets),
* ``doc.spans["isnad_phrases"]`` and ``["isnad_quotes"]``: spans over spaCy's tokens,
* ``doc.ents``: named entities, when the tagger model is installed.

``isnad_coder`` adds ``doc._.isnad_coding`` (the :class:`isnad.records.Coding`) and
``doc.spans["isnad_triggers"]``, labelled with the statement's kind. It takes the publication
day (a ``date``), the title and the outlet from ``doc.user_data`` where they stand there:
``nlp.make_doc(text).user_data["published"] = date(2013, 2, 20)``.

spaCy's tokens are left as they are; a span is widened to the tokens it touches.
This module imports spaCy; nothing else in isnad does. Entry points register it.
"""

from __future__ import annotations

from spacy.language import Language
from spacy.tokens import Doc, Span
from spacy.util import filter_spans

from isnad import load
from isnad.text.document import Document
from isnad.text.pipeline import analyse

_LABELS = {"PER": "PER", "LOC": "LOC", "ORG": "ORG", "MISC": "MISC"}


def _extend(name: str) -> None:
    if not Doc.has_extension(name):
        Doc.set_extension(name, default=None)


@Language.factory("isnad_analysis", assigns=["doc._.isnad", "doc.spans", "doc.ents"])
def make_analysis(nlp: Language, name: str) -> AnalysisComponent:
    """The component that analyses (words, clitics, tags, phrases, clauses)."""
    return AnalysisComponent()


@Language.factory("isnad_coder", assigns=["doc._.isnad_coding", "doc.spans"])
def make_coder(nlp: Language, name: str) -> CoderComponent:
    """The component that codes statements. Raises ``FileNotFoundError`` when the models are missing."""
    return CoderComponent()


class AnalysisComponent:
    """Analyse ``doc.text`` and write phrases, quotations and entities over its tokens."""

    def __call__(self, doc: Doc) -> Doc:
        """Return *doc* with ``doc._.isnad`` filled."""
        _extend("isnad")
        analysed = analyse(doc.text)
        doc._.isnad = analysed
        phrases = [(p.first, p.last, "NP") for p in analysed.phrases]
        quotes = [(q.first, q.last, "QUOTE") for q in analysed.quotes]
        doc.spans["isnad_phrases"] = _spans(doc, analysed, phrases)
        doc.spans["isnad_quotes"] = _spans(doc, analysed, quotes)
        names = _spans(doc, analysed, _names(analysed))
        if names:
            doc.set_ents(filter_spans(names))
        return doc


class CoderComponent:
    """Code ``doc.text``; independent of ``isnad_analysis``."""

    def __init__(self) -> None:
        self.coder = load()

    def __call__(self, doc: Doc) -> Doc:
        """Return *doc* with ``doc._.isnad_coding`` filled."""
        _extend("isnad_coding")
        known = {k: doc.user_data[k] for k in ("published", "title", "outlet") if k in doc.user_data}
        coding = self.coder(doc.text, **known)
        doc._.isnad_coding = coding
        triggers: list[Span] = []
        for statement in coding.statements:
            trigger = getattr(statement, "trigger", None)
            if trigger is not None:
                span = doc.char_span(
                    trigger.start, trigger.end, label=statement.kind, alignment_mode="expand"
                )
                triggers += [span] if span is not None else []
        doc.spans["isnad_triggers"] = triggers
        return doc


def _names(document: Document) -> list[tuple[int, int, str]]:
    """``(first, last, label)`` of the named entities, by word."""
    found: list[tuple[int, int, str]] = []
    for w in document.words:
        label = _LABELS.get(w.ner[2:])
        if label is None:
            continue
        if w.ner[0] == "I" and found and found[-1][1] == w.i and found[-1][2] == label:
            found[-1] = (found[-1][0], w.i + 1, label)
        else:
            found.append((w.i, w.i + 1, label))
    return found


def _spans(doc: Doc, document: Document, ranges: list[tuple[int, int, str]]) -> list[Span]:
    spans: list[Span] = []
    for first, last, label in ranges:
        place = document.original(*document.range(first, last))
        span = doc.char_span(place.start, place.end, label=label, alignment_mode="expand")
        if span is not None and len(span):
            spans.append(span)
    return spans
