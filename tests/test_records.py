"""The records: frozen, plain as JSON, with stable ids."""

from __future__ import annotations

import json
from dataclasses import FrozenInstanceError, fields, replace
from datetime import date

import pytest

from handmade import ARTICLE, CODING, COLONEL, FIGURE, MEETING, STANCE, TEXT, span
from isnad.records import (
    Event,
    Factuality,
    Figure,
    SourceKind,
    Span,
    Statement,
    spans,
    statement_id,
    to_json,
)


def test_a_span_names_its_text() -> None:
    assert Span(4, 9).of("قال الوزير") == "الوزي"
    assert span("وسطاء").of(TEXT) == "وسطاء"
    assert sorted([Span(3, 4), Span(1, 9), Span(1, 2)]) == [Span(1, 2), Span(1, 9), Span(3, 4)]


def test_records_do_not_change() -> None:
    with pytest.raises(FrozenInstanceError):
        MEETING.type = "ASSAULT"  # type: ignore[misc]
    with pytest.raises((FrozenInstanceError, AttributeError, TypeError)):
        MEETING.note = "x"  # type: ignore[attr-defined]
    assert replace(MEETING, type="ASSAULT").type == "ASSAULT" and MEETING.type == "CONSULT"


def test_the_kind_is_given_by_the_class() -> None:
    assert (MEETING.kind, FIGURE.kind, STANCE.kind) == ("event", "figure", "stance")
    with pytest.raises(TypeError):
        Event(kind="figure", evidence=Span(0, 1), trigger=Span(0, 1), type="AID")  # type: ignore[call-arg]


def test_fields_are_named_not_counted() -> None:
    with pytest.raises(TypeError):
        Statement(Span(0, 1), Span(0, 1))  # type: ignore[misc]


def test_quote_follows_the_innermost_source() -> None:
    assert MEETING.quote == "indirect"
    assert replace(MEETING, sources=(COLONEL,)).quote == "direct"
    assert replace(MEETING, sources=(MEETING.sources[0], COLONEL)).quote == "indirect"
    assert replace(MEETING, sources=()).quote is None


def test_statements_of_one_kind_keep_their_order() -> None:
    assert [s.id for s in CODING.of_kind("event")] == [s.id for s in CODING.events]
    assert CODING.of_kind("figure") == (FIGURE,)
    assert CODING.of_kind("nothing") == ()


# -- JSON ---------------------------------------------------------------------------------------


def test_json_goes_through_json() -> None:
    plain = to_json(CODING)
    assert json.loads(json.dumps(plain, ensure_ascii=False)) == plain
    assert list(plain) == ["article", "statements", "version", "problems"]


def test_json_has_every_field_of_every_record() -> None:
    for statement, plain in zip(CODING.statements, to_json(CODING)["statements"], strict=True):
        assert list(plain) == [f.name.rstrip("_") for f in fields(statement)]


def test_json_of_values() -> None:
    assert to_json(Factuality.DENIED) == "denied" and to_json(SourceKind.UNNAMED) == "unnamed"
    assert type(to_json(Factuality.DENIED)) is str
    assert to_json(date(2013, 2, 20)) == "2013-02-20"
    assert to_json((Span(1, 2), None)) == [{"start": 1, "end": 2}, None]
    assert to_json({1: (True, 2.5, "س")}) == {"1": [True, 2.5, "س"]}


def test_from_is_a_keyword_in_python_only() -> None:
    plain = to_json(replace(STANCE, from_=Span(0, 3)))
    assert plain["from"] == {"start": 0, "end": 3} and "from_" not in plain


# -- ids ----------------------------------------------------------------------------------------


def test_an_id_is_stable() -> None:
    """Ids stand in files that people keep: a change here breaks them."""
    assert statement_id("a", "event", Span(3, 9)) == statement_id("a", "event", Span(3, 9))
    assert statement_id("a", "event", Span(3, 9)) == "ev-50172b247ec1"


def test_an_id_tells_statements_apart() -> None:
    made = {
        statement_id(doc, kind, Span(start, end), extra)
        for doc in ("a", "b")
        for kind in ("event", "explanation", "figure")
        for start, end in ((1, 23), (12, 3), (1, 2))
        for extra in ("", "AID")
    }
    assert len(made) == 2 * 3 * 3 * 2


# -- spans ---------------------------------------------------------------------------------------


def test_every_span_is_found() -> None:
    found = list(spans(MEETING))
    assert found[:2] == [MEETING.evidence, MEETING.trigger]
    for inner in (
        MEETING.sources[1].cue,
        MEETING.actors[1].span,
        MEETING.places[0].span,
        MEETING.times[0].span,
    ):
        assert inner in found
    assert list(spans(CODING)) and all(0 <= s.start < s.end <= len(ARTICLE.text) for s in spans(CODING))


def test_no_spans_in_plain_values() -> None:
    assert list(spans(None)) == list(spans("نص")) == list(spans((1, date(2013, 1, 1)))) == []


def test_defaults_claim_nothing() -> None:
    bare = Figure(evidence=Span(0, 5), trigger=Span(0, 5), measure="killed", low=1, high=1, best=1)
    assert (bare.sources, bare.of, bare.by, bare.share_of, bare.why) == ((), None, None, None, ())
    assert bare.factuality is Factuality.ACTUAL and bare.quote is None
