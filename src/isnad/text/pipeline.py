"""Text in, analysed document out."""

from __future__ import annotations

import importlib
from functools import cache
from typing import Any

from isnad.collector import resting
from isnad.text import fallback
from isnad.text.clauses import find_clauses
from isnad.text.clean import clean
from isnad.text.document import Document
from isnad.text.phrases import find_phrases
from isnad.text.tokens import tokenise


@cache
def _tagger() -> Any | None:
    """The trained tagger, or None when its model files are not installed."""
    try:
        with resting():
            module = importlib.import_module("isnad.text.tagger")
            return module.Tagger.load()
    except (ImportError, FileNotFoundError, AttributeError):
        return None


def analyse(text: str, *, use_model: bool = True) -> Document:
    """Analyse one article: words, clitics, tags, sentences, quotations, phrases, clauses.

    *text* is the article as given (any Unicode string; nothing is raised for it).
    ``use_model=False`` reads by rule only, as happens when no model is installed.
    """
    document = tokenise(clean(text))
    tagger = _tagger() if use_model else None
    if tagger is None:
        fallback.tag(document)
        document.clean.problems.append("The tagger model is not installed: words are tagged by rule only.")
    else:
        tagger.tag(document)
    find_phrases(document)
    find_clauses(document)
    return document
