"""Gold: what people made of statements, in the format of the annotation guidelines, for scoring and for training."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

from isnad.export.corpus import Corpus, finished_in, reviews_of
from isnad.export.package import Column, Package
from isnad.output.gold import as_gold
from isnad.records import Article, Coding, to_json

C = Column
_SPAN = "[words, k]: the k-th occurrence (0 first) of these words in the text"
FIELDS = (
    C("doc", "Article"),
    C("published", "Day of publication", "date"),
    C("events", f"Events; a span is {_SPAN}", "array"),
    C("relations", "Relations", "array"),
    C("figures", "Figures", "array"),
    C("agreements", "Agreements", "array"),
    C("stances", "Stances", "array"),
    C("explanations", "Explanations", "array"),
)
ARTICLE = (
    C("doc", "Article"),
    C("outlet", "Outlet"),
    C("published", "Day of publication", "date"),
    C("url", "Address"),
    C("title", "Headline"),
    C("text", "Text that the spans are of"),
)


def write(corpus: Corpus, out: Package) -> None:
    """Write ``gold.jsonl`` (articles that somebody finished: everything looked at, nothing missing), ``partial.jsonl``
    (of other articles the statements that people looked at) and ``articles.jsonl`` (the texts of both) into *out*.
    """
    reviews, finished = reviews_of(corpus), finished_in(corpus)
    docs = sorted({doc for doc, _ in reviews} | finished)
    whole: list[dict[str, Any]] = []
    partial: list[dict[str, Any]] = []
    articles: list[dict[str, Any]] = []
    for coding in corpus.codings(docs) if docs else ():
        doc = coding.article.doc
        standing = tuple(s for s in coding.statements if reviews.get((doc, s.id)) != "rejected")
        out.leave_out("rejected by a reviewer", len(coding.statements) - len(standing))
        if doc not in finished:
            looked_at = tuple(s for s in standing if (doc, s.id) in reviews)
            out.leave_out("not looked at, in an article that nobody finished", len(standing) - len(looked_at))
            standing = looked_at
        (whole if doc in finished else partial).append(gold(replace(coding, statements=standing)))
        articles.append(_article(coding.article))
        for s in standing:
            out.record(f"{doc}#{s.id}")
    told = (
        ("gold.jsonl", "Articles that are finished, one a line: what is not here is not in the text", FIELDS, whole),
        ("partial.jsonl", "Of other articles what people looked at: no measure of what is missing", FIELDS, partial),
        ("articles.jsonl", "The texts of both", ARTICLE, articles),
    )
    for file, description, fields, rows in told:
        with out.text(file, description, fields) as stream:
            stream.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
        out.counts[file] = len(rows)


def gold(coding: Coding) -> dict[str, Any]:
    """*coding* as one gold article: :func:`isnad.output.gold.as_gold` with spans as ``[words, k]``."""
    made: dict[str, Any] = _with_words(as_gold(coding), coding.article.text)
    return made


def _with_words(value: Any, text: str) -> Any:
    if isinstance(value, dict):
        if value.keys() == {"start", "end"}:
            return _words(text, int(value["start"]), int(value["end"]))
        return {k: _with_words(v, text) for k, v in value.items()}
    if isinstance(value, list):
        return [_with_words(v, text) for v in value]
    return value


def _words(text: str, start: int, end: int) -> list[Any]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    words = text[start:end]
    k, at = 0, text.find(words)
    while at != start and at >= 0:
        k, at = k + 1, text.find(words, at + 1)
    return [words, k]


def _article(article: Article) -> dict[str, Any]:
    data = to_json(article)
    return {c.name: data[c.name] for c in ARTICLE}
