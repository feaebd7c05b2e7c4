"""How an article was read: words, phrases and quotations, for the curious."""

from __future__ import annotations

from isnad.messages import Lang, isolate, text
from isnad.output.describe import heading
from isnad.records import Article
from isnad.text.document import Document, Word


def render(article: Article, doc: Document, lang: Lang) -> str:
    """Every sentence of *doc* with a line per word, then its phrases, clauses and quotations."""
    lines = ["═" * 72, isolate(heading(article))]
    for sentence in doc.sentences:
        first, last = sentence.first, sentence.last
        lines += [
            "",
            f"{text('analyse.sentence', lang)} {sentence.i + 1}: {isolate(doc.string(first, last))}",
            "",
        ]
        lines += [f"  {_word(w)}" for w in doc.words[first:last]]
        phrases = [p for p in doc.phrases if first <= p.first < last]
        _section(lines, text("analyse.phrases", lang), [_labelled(doc, p.first, p.last, p.prep) for p in phrases])
        clauses = [c for c in doc.clauses if first <= c.first < last]
        _section(lines, text("analyse.clauses", lang), [_labelled(doc, c.first, c.last, c.kind) for c in clauses])
        quotes = [q for q in doc.quotes if first <= q.first < last]
        _section(lines, text("analyse.quotes", lang), [_labelled(doc, q.first, q.last, "") for q in quotes])
    return "\n".join(lines) + "\n\n"


def _word(w: Word) -> str:
    """``و+ال+اتفاق  NOUN  lemma  features  entity``."""
    stem = ("ال+" if w.definite else "") + (w.stem or w.norm)
    parts = [*w.pre, stem, *([w.suf] if w.suf else [])]
    features = " ".join(f for f in (w.gender, w.number, w.person, w.aspect, "passive" if w.passive else "") if f)
    entity = "" if w.ner == "O" else w.ner
    return "\t".join([isolate(w.text), isolate("+".join(parts)), w.pos, isolate(w.lemma), features, entity]).rstrip()


def _labelled(doc: Document, first: int, last: int, note: str) -> str:
    return isolate(doc.string(first, last)) + (f"  ({isolate(note)})" if note else "")


def _section(lines: list[str], heading: str, entries: list[str]) -> None:
    if entries:
        lines += ["", f"  {heading}:", *(f"    {e}" for e in entries)]
