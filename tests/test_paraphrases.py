"""What the reference articles say, said another way: must be coded as well as the articles themselves."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

import isnad
from isnad.records import Article, Coding, Event, Factuality, Participant, Source, SourceKind, Span
from isnad.text.normal import fold
from paraphrase_data import Entry, load_entries, problems
from paraphrase_scoring import aggregate, event_failures, mark, statement_failures

ENTRIES = load_entries()
STATEMENTS = ("relations", "figures", "agreements", "stances", "explanations")


def _params(mark: str, entries: list[Entry]) -> list[object]:
    """The entries as test parameters; those with an error class in field *mark* must fail (strict)."""
    out: list[object] = []
    for entry in entries:
        reason = getattr(entry, mark)
        marks = [pytest.mark.xfail(reason=reason, strict=True, raises=AssertionError)] if reason else []
        out.append(pytest.param(entry, id=entry.id, marks=marks))
    return out


@pytest.fixture(scope="module")
def codings() -> dict[str, Coding]:
    """Every entry, coded once."""
    coder = isnad.load()
    return {e.id: coder(e.text, published=e.published, doc=e.id) for e in ENTRIES}


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda e: e.id)
def test_data_is_sound(entry: Entry) -> None:
    assert problems(entry) == []


def test_data_covers_both_articles() -> None:
    assert len(ENTRIES) >= 64
    assert len({e.id for e in ENTRIES}) == len(ENTRIES)
    assert {e.id[0] for e in ENTRIES} == {"m", "i"}
    factualities = {g["factuality"] for e in ENTRIES for g in e.expect.get("events", [])}
    assert factualities == {f.value for f in Factuality}


@pytest.mark.parametrize("entry", _params("xfail", [e for e in ENTRIES if "events" in e.expect]))
def test_events(entry: Entry, codings: dict[str, Coding]) -> None:
    assert event_failures(entry, codings[entry.id]) == []


@pytest.mark.parametrize(
    "entry", _params("xfail_statements", [e for e in ENTRIES if any(k in e.expect for k in STATEMENTS)])
)
def test_other_statements(entry: Entry, codings: dict[str, Coding]) -> None:
    assert statement_failures(entry, codings[entry.id]) == []


BARS = {"event_f1": 0.80, "source": 0.90, "factuality": 0.85}
"""What the reference articles ask for."""
NOT_REACHED = {"source": "0.84 when last measured", "factuality": "0.76 when last measured"}
FLOORS = {"event_f1": 0.78, "source": 0.81, "factuality": 0.70, "chain": 0.78}
"""A little under what was last measured: a change that falls below has broken something."""


@pytest.mark.parametrize(
    "name",
    [
        pytest.param(n, marks=[pytest.mark.xfail(reason=NOT_REACHED[n], strict=True)] if n in NOT_REACHED else [])
        for n in BARS
    ],
)
def test_bars(name: str, codings: dict[str, Coding]) -> None:
    """The bars of the reference articles, over all entries, those marked xfail included as failures."""
    scores = aggregate(ENTRIES, [codings[e.id] for e in ENTRIES])
    assert scores[name] >= BARS[name], scores


@pytest.mark.parametrize("name", FLOORS)
def test_nothing_was_lost(name: str, codings: dict[str, Coding]) -> None:
    scores = aggregate(ENTRIES, [codings[e.id] for e in ENTRIES])
    assert scores[name] >= FLOORS[name], scores


SHARED = Path(__file__).parents[2] / "shared" / "gold"


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", fold(text))


@pytest.mark.skipif(not SHARED.is_dir(), reason="the gold texts are not here")
def test_no_sentence_repeats_the_gold_texts() -> None:
    """Six words in a row of a reference or gold article would make a sentence no paraphrase."""
    texts = [path.read_text("utf-8") for path in sorted(SHARED.glob("seeds/*.txt"))]
    with (SHARED / "news" / "articles.jsonl").open(encoding="utf-8") as lines:
        texts += [json.loads(line)["text"] for line in lines]
    seen = {tuple(w[i : i + 6]) for w in map(_words, texts) for i in range(len(w) - 5)}
    repeated = [
        e.id
        for e in ENTRIES
        for w in [_words(e.text)]
        for i in range(len(w) - 5)
        if tuple(w[i : i + 6]) in seen
    ]
    assert repeated == []


# --- the scoring itself ---

TEXT = "قال الناطق إن المظليين قصفوا الثكنة"
EXPECTED = {
    "trigger": "قصفوا",
    "type": "ASSAULT",
    "actors": ["المظليين"],
    "recipients": ["الثكنة"],
    "factuality": "actual",
    "sources": ["الناطق"],
    "quote": "indirect",
}


def _span(words: str) -> Span:
    return Span(TEXT.index(words), TEXT.index(words) + len(words))


def _coding(*events: Event) -> Coding:
    return Coding(article=Article(doc="t", text=TEXT), statements=events, version="0")


RIGHT = Event(
    evidence=Span(0, len(TEXT)),
    trigger=_span("قصفوا"),
    type="ASSAULT",
    actors=(Participant(_span("المظليين")),),
    recipients=(Participant(_span("الثكنة")),),
    sources=(Source(span=_span("الناطق"), kind=SourceKind.OFFICIAL, named=False),),
)
ENTRY = Entry("t", "", TEXT, date(2020, 1, 1), False, {"events": [EXPECTED]}, None, None)


def test_a_right_coding_has_no_failures() -> None:
    assert event_failures(ENTRY, _coding(RIGHT)) == []
    assert aggregate([ENTRY], [_coding(RIGHT)])["event_f1"] == 1.0


@pytest.mark.parametrize(
    ("event", "told"),
    [
        (replace(RIGHT, type="COERCE"), "event: ASSAULT"),
        (replace(RIGHT, factuality=Factuality.DENIED), "factuality:"),
        (replace(RIGHT, sources=()), "source:"),
        (replace(RIGHT, actors=()), "actor:"),
    ],
)
def test_each_wrong_field_is_told(event: Event, told: str) -> None:
    failures = event_failures(ENTRY, _coding(event))
    assert any(line.startswith(told) for line in failures), failures


def test_extra_events_count_unless_the_entry_is_partial() -> None:
    extra = replace(RIGHT, trigger=_span("الناطق"))
    coding = _coding(RIGHT, extra)
    assert [line.split(":")[0] for line in event_failures(ENTRY, coding)] == ["spurious"]
    assert aggregate([ENTRY], [coding])["event_precision"] == 0.5
    partial = replace(ENTRY, partial=True)
    assert event_failures(partial, coding) == []
    assert aggregate([partial], [coding])["event_precision"] == 1.0


def test_marks_follow_what_fails() -> None:
    data = "# head\n- id: a\n  xfail: source\n  text: x\n- id: b\n  text: y\n"
    failures = {"a": ([], []), "b": (["event: AID 'x' missed", "event: AID 'y' missed"], ["figures: {}"])}
    assert mark(data, failures).splitlines() == [
        *("# head", "- id: a", "  text: x", "- id: b"),
        *("  xfail: event missed", "  xfail_statements: figures", "  text: y"),
    ]
