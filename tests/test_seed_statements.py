"""The agreements, stances and explanations of the two reference articles: each one has to be found.

Skipped where the reference articles are absent. An item that is not found is in ``NOT_FOUND`` with its
reason, a strict xfail: once it is found the mark has to go.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import pytest

import isnad
from isnad.records import Agreement, Coding, Explanation, Participant, Span, Stance, Statement
from paraphrase_scoring import same

SEEDS = Path(__file__).parents[2] / "shared" / "gold" / "seeds"
KINDS = ("agreements", "stances", "explanations")
NOT_FOUND: dict[str, str] = {}

Range = tuple[int, int]


def _items() -> Iterator[Any]:
    path = SEEDS / "gold.jsonl"
    if not path.exists():
        yield pytest.param("", {}, marks=pytest.mark.skip(reason="needs ../shared/gold/seeds"), id="absent")
        return
    for line in path.read_text("utf-8").splitlines():
        gold = json.loads(line)
        for kind in KINDS:
            for n, item in enumerate(gold[kind]):
                name = f"{gold['doc']}-{kind}-{n}"
                reason = NOT_FOUND.get(name)
                marks = [pytest.mark.xfail(strict=True, reason=reason)] if reason else []
                yield pytest.param(gold["doc"], (kind, item), id=name, marks=marks)


@cache
def _coded(doc: str) -> tuple[str, Coding]:
    text = (SEEDS / f"{doc}.txt").read_text("utf-8")
    return text, isnad.load()(text, doc=doc)


def _range(text: str, span: Sequence[Any]) -> Range:
    words, number = span
    start = -1
    for _ in range(number + 1):
        start = text.index(words, start + 1)
    return start, start + len(words)


def _spans(parts: Sequence[Participant]) -> list[Range]:
    told = [p.span for p in parts] + [p.names for p in parts if p.names is not None]
    return [(s.start, s.end) for s in told]


def _one(text: str, gold: Sequence[Any] | None, found: Sequence[Range]) -> bool:
    return gold is None or any(same(text, _range(text, gold), span) for span in found)


def _span(span: Span | None) -> list[Range]:
    return [(span.start, span.end)] if span is not None else []


def _agreement(text: str, gold: dict[str, Any], found: Agreement) -> bool:
    conditions = [(c.start, c.end) for c in found.conditions]
    return (
        gold["status"] == found.status
        and all(_one(text, g, _spans(found.parties)) for g in gold["parties"])
        and all(_one(text, g, _spans(found.mediators)) for g in gold["mediator"])
        and all(_one(text, g, conditions) for g in gold["conditions"])
        and all(
            any(
                _one(text, g["does"], _span(t.does)) and t.in_exchange == g.get("in_exchange", False)
                for t in found.terms
            )
            for g in gold["terms"]
        )
    )


def _stance(text: str, gold: dict[str, Any], found: Stance) -> bool:
    return (
        gold["stance"] == found.stance
        and _one(text, gold["holder"], _spans([found.holder]))
        and _one(text, gold["topic"], _span(found.topic))
        and _one(text, gold.get("from"), _span(found.from_))
        and _one(text, gold.get("to"), _span(found.to))
        and _one(text, gold.get("condition"), _span(found.condition))
    )


def _explanation(text: str, gold: dict[str, Any], found: Explanation) -> bool:
    causes = [(c.start, c.end) for c in found.causes]
    return (
        (gold["kind"] == "joint") == found.joint
        and _one(text, gold["effect"], _span(found.effect))
        and all(_one(text, g, causes) for g in gold["causes"])
    )


def _holds(text: str, kind: str, gold: dict[str, Any], found: Statement) -> bool:
    if isinstance(found, Agreement):
        return kind == "agreements" and _agreement(text, gold, found)
    if isinstance(found, Stance):
        return kind == "stances" and _stance(text, gold, found)
    return isinstance(found, Explanation) and kind == "explanations" and _explanation(text, gold, found)


@pytest.mark.parametrize(("doc", "expected"), list(_items()))
def test_gold_statement_is_found(doc: str, expected: tuple[str, dict[str, Any]]) -> None:
    kind, gold = expected
    text, coding = _coded(doc)
    told = [s for s in coding.statements if s.kind == kind.removesuffix("s")]
    assert any(_holds(text, kind, gold, s) for s in told), (gold, told)


def test_every_mark_names_an_item() -> None:
    names = {item.id for item in _items()}
    if names == {"absent"}:
        pytest.skip("needs ../shared/gold/seeds")
    assert set(NOT_FOUND) <= names
