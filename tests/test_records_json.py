"""Every record comes back from its JSON as it was."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from isnad.corpus.records import Contradiction, CopyGroup, Mention, Report, Root, Side, Story
from isnad.records import Article, Coding, Factuality, Span, Statement, to_json
from isnad.records_json import KINDS, compact, from_json

_WORDS = st.text(alphabet="ابتجدرسعفقلمنهوي ،«»\"\\\n\u200f😀a", max_size=12)
_NUMBERS = st.floats(allow_nan=False, allow_infinity=False)
for _type, _strategy in ((str, _WORDS), (float, _NUMBERS)):
    st.register_type_strategy(_type, _strategy)


def there_and_back(value: Any, kind: type) -> Any:
    short = json.loads(json.dumps(compact(value), ensure_ascii=False))
    assert from_json(kind, short) == value
    return from_json(kind, json.loads(json.dumps(to_json(value), ensure_ascii=False)))


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_every_statement_kind_comes_back(kind: str) -> None:
    @settings(max_examples=25, deadline=None)
    @given(st.from_type(KINDS[kind]))
    def check(statement: Statement) -> None:
        back = there_and_back(statement, Statement)
        assert back == statement and type(back) is KINDS[kind]
        assert to_json(back) == to_json(statement)

    check()


@settings(max_examples=25, deadline=None)
@given(st.builds(Coding, statements=st.lists(st.sampled_from(sorted(KINDS)).flatmap(
    lambda k: st.from_type(KINDS[k])), max_size=3).map(tuple)))
def test_a_coding_comes_back(coding: Coding) -> None:
    assert there_and_back(coding, Coding) == coding


@settings(max_examples=25, deadline=None)
@given(st.from_type(Story))
def test_a_story_comes_back(story: Story) -> None:
    assert there_and_back(story, Story) == story


def test_the_short_form_leaves_out_what_has_its_default() -> None:
    assert compact(Article(doc="a", text="نص", published=date(2015, 3, 1))) == {
        "doc": "a", "text": "نص", "published": "2015-03-01",
    }  # fmt: skip


def test_what_is_absent_takes_its_default_and_what_is_unknown_is_left_out() -> None:
    data = {"doc": "a", "text": "نص", "colour": "أزرق"}
    assert from_json(Article, data) == Article(doc="a", text="نص")


@pytest.mark.parametrize(
    ("kind", "data"),
    [
        (Article, []),
        (Article, {"doc": "a"}),
        (Article, {"doc": "a", "text": "x", "published": "gestern"}),
        (Statement, {"kind": "rumour"}),
        (Statement, {"kind": "event", "evidence": {"start": 0, "end": 1}, "trigger": 5, "type": "AID"}),
        (Span, None),
        (CopyGroup, {"id": "g", "original": "a", "docs": None}),
    ],
)
def test_what_is_no_record_is_refused(kind: type, data: Any) -> None:
    with pytest.raises(ValueError):
        from_json(kind, data)


def test_types_are_exact() -> None:
    root = Root("outlet", "الأفق", "الأفق")
    report = Report(Mention("a", "ev-1"), "الأفق", date(2015, 3, 1), root, None)
    contradiction = Contradiction("figure:killed", (Side("3", (Mention("a", "ev-1"),)), Side("5", ())))
    story = Story("s", "ASSAULT", "ت", None, date(2015, 3, 1), None, ("س",), (), (report,), 0, ("الأفق",), (root,),
                  (contradiction,))  # fmt: skip
    back = there_and_back(story, Story)
    assert back == story and isinstance(back.reports[0].mention, Mention) and isinstance(back.end, date)
    assert from_json(Statement, {
        "kind": "figure", "evidence": {"start": 0, "end": 1}, "trigger": {"start": 0, "end": 1}, "measure": "killed",
        "low": 1, "high": 2, "best": 1, "factuality": "denied",
    }).factuality is Factuality.DENIED  # fmt: skip
