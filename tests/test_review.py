"""Reviewing without the desk: codebook, queue, agreement, adjudication, the report of rules, gold."""

from __future__ import annotations

import json
import random
import subprocess
import sys
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from databases import database
from handmade_corpus import corpus
from isnad.corpus.records import Mention
from isnad.export import export
from isnad.lexicon.event_entries import MODES
from isnad.messages import keys
from isnad.records import (
    ActorRef,
    Event,
    Factuality,
    Figure,
    Participant,
    Source,
    SourceKind,
    Span,
    Stance,
    Statement,
    TimeValue,
    Why,
    to_json,
)
from isnad.review.adjudication import close, compared, settle, settle_agreed
from isnad.review.agreement import compare, kappa, total
from isnad.review.candidates import people, places
from isnad.review.codebook import ACTOR_KINDS, FIELDS, evidence_of, faults
from isnad.review.queue import counted, waiting
from isnad.review.rules import NO_RULE, report
from isnad.store import Action, Draft, Filter, Store, open_store
from isnad.store.reviewing import corrected
from storing import FIRST, MALI, TEXT, coding, span, statements, who

__all__ = ["database"]
SHARED = Path(__file__).parent.parent.parent / "shared" / "gold"
A = statements("a")
ASSAULT = A[0]
assert isinstance(ASSAULT, Event)


@pytest.fixture
def store(database: str) -> Any:
    with open_store(database) as opened:
        opened.add([coding("a"), coding("b")])
        yield opened


def revise(store: Store, action: Action, sid: str = "", doc: str = "a", **own: Any) -> str:
    own = {"who": "amal", **own}
    return store.revise(Draft(doc=doc, statement=sid, action=action, **own)).statement


# -- codebook -------------------------------------------------------------------------------------------------------


def test_every_field_of_every_record_can_be_corrected_and_every_choice_has_a_name() -> None:
    for s in A:
        own = {f.name for f in FIELDS[s.kind]} - {"quote"}
        left = to_json(s).keys() - own - {"id", "kind", "confidence", "why", "contexts", "figures", "share_of"}
        assert not left, s.kind
    named = set(keys())
    for fields in FIELDS.values():
        for f in fields:
            assert all(f"{f.group}.{c}" in named for c in f.choices if f.group not in ("quote", "")), f.name
    assert set(MODES) == {k.partition(".")[2] for k in named if k.startswith("type.")}
    assert {m for modes in MODES.values() for m in modes} == {k[5:] for k in named if k.startswith("mode.")}
    assert "armed_group" in ACTOR_KINDS


def test_what_the_machine_says_is_without_fault() -> None:
    assert faults(replace(ASSAULT, times=(TimeValue(span("يوم"), None, None, "day"),)), TEXT) == []
    for c in corpus().coded:
        for s in c.statements:
            assert faults(s, c.article.text) == []


@pytest.mark.parametrize(
    ("wrong", "key"),
    [
        (replace(ASSAULT, trigger=Span(500, 510)), "span_outside"),
        (replace(ASSAULT, trigger=Span(4, 4)), "span_outside"),
        (replace(ASSAULT, trigger=Span(3, 4)), "span_blank"),
        (replace(ASSAULT, trigger=span("سافر")), "trigger_outside"),
        (replace(ASSAULT, type="WAR"), "unknown_value"),
        (replace(ASSAULT, mode="visit"), "mode_of_other_type"),
        (replace(ASSAULT, actors=(who("قوات", ActorRef(None, "قوات", kind="robot")),)), "unknown_value"),
        (replace(ASSAULT, times=(TimeValue(span("يوم"), date(2015, 1, 1), None, "day"),)), "time_dates"),
        (replace(ASSAULT, times=(TimeValue(span("يوم"), date(2015, 1, 2), date(2015, 1, 1), "week"),)), "time_order"),
        (replace(ASSAULT, times=(TimeValue(span("يوم"), None, None, "hour"),)), "unknown_value"),
        (replace(ASSAULT, actors=(who("قوات", replace(MALI, sector="X")),)), "unknown_value"),
        (replace(ASSAULT, actors=(who("قوات", replace(MALI, country="Mali")),)), "unknown_value"),
        (next(replace(s, low=20) for s in A if isinstance(s, Figure)), "numbers_out_of_order"),
        (next(replace(s, from_=span("دعم")) for s in A if isinstance(s, Stance)), "change_only"),
    ],
)
def test_what_the_codebook_objects_to(wrong: Statement, key: str) -> None:
    assert key in {f.key for f in faults(wrong, TEXT)}


@pytest.mark.parametrize(
    "changes",
    [
        {"mode": {"a": 1}}, {"mode": 5}, {"mode": "x" * 3000}, {"mode": "\x00"}, {"mode": "\ud800"},
        {"trigger": {"start": 1.5, "end": 3}}, {"trigger": {"start": True, "end": 3}},
        {"trigger": {"start": "1", "end": 3}}, {"contexts": ["a"] * 300}, {"contexts": [["a"]]},
        {"actors": [{"span": {"start": 0, "end": 4}, "actor": {"id": 7, "name_ar": "x"}}]},
        {"places": [{"span": {"start": 0, "end": 4}, "name": None}]},
        {"places": [{"span": {"start": 0, "end": 4}, "name": "x", "lat": float("inf")}]},
        {"sources": [{"span": {"start": 0, "end": 4}, "kind": "official", "named": "yes"}]},
    ],
)  # fmt: skip
def test_values_of_another_sort_are_told_not_stored(changes: dict[str, Any]) -> None:
    made, _ = corrected(ASSAULT, changes)
    assert {f.key for f in faults(made, TEXT)} == {"shape"}


def test_evidence_is_the_sentence() -> None:
    assert evidence_of(TEXT, span("قصفت"), (FIRST,)) == FIRST
    found = evidence_of(TEXT, span("وعد"))
    assert found.of(TEXT) == TEXT.split(". ")[1] + "."
    assert evidence_of("كلمة", Span(0, 4)) == Span(0, 4)


# -- agreement ------------------------------------------------------------------------------------------------------


def test_kappa_is_that_of_scikit_learn() -> None:
    metrics = pytest.importorskip("sklearn.metrics", reason="scikit-learn is not installed")
    made = random.Random(5)
    for n in (3, 10, 200):
        pairs = [(made.choice("abc"), made.choice("aabc")) for _ in range(n)]
        theirs = metrics.cohen_kappa_score([a for a, _ in pairs], [b for _, b in pairs])
        assert kappa(pairs) == pytest.approx(theirs)


def test_kappa_by_hand_and_where_it_is_not_defined() -> None:
    # Two coders, 50 items: 20 yes/yes, 5 yes/no, 10 no/yes, 15 no/no: observed 0.7, expected 0.5.
    pairs = [("y", "y")] * 20 + [("y", "n")] * 5 + [("n", "y")] * 10 + [("n", "n")] * 15
    assert kappa(pairs) == pytest.approx(0.4)
    assert kappa([]) is None and kappa([("y", "y")] * 9) is None
    assert kappa([("y", "n")] * 4) == 0.0


def test_two_codings_are_compared_statement_by_statement() -> None:
    missed = replace(ASSAULT, id="ev-new", trigger=span("قال"), type="ACCUSE", mode=None)
    other = replace(ASSAULT, factuality=Factuality.POSSIBLE, actors=(who("قوات"),), recipients=())
    found = compare(A, [other, *A[1:2], *A[3:], missed], TEXT)
    by = {p.key: p for p in found.pairs}
    assert by[f"{ASSAULT.id}~{ASSAULT.id}"].fields == ("factuality", "recipients")
    assert by[f"{A[2].id}~"].b is None and by["~ev-new"].a is None
    assert sum(p.agreed for p in found.pairs) == 5
    assert (found.events.both, found.events.a, found.events.b) == (1, 2, 2) and found.events.value == 0.5
    assert found.figures.value == found.relations.value == 1.0
    assert found.factuality == [("actual", "possible")] and kappa(found.types) is None
    both = total([found, compare(A, A, TEXT)])
    assert (both.events.both, both.events.a) == (3, 4) and len(both.types) == 3


def test_symmetric_roles_are_one_and_spans_count_by_what_they_name() -> None:
    talks = replace(ASSAULT, type="CONSULT", mode=None)
    turned = replace(talks, actors=talks.recipients, recipients=talks.actors)
    assert compare([talks], [turned], TEXT).pairs[0].agreed
    assert not compare([ASSAULT], [replace(turned, type="ASSAULT")], TEXT).pairs[0].agreed
    longer = replace(ASSAULT, recipients=(Participant(span("معسكرا للحركة قرب كيدال")),))
    assert compare([ASSAULT], [longer], TEXT).pairs[0].agreed
    other = replace(ASSAULT, sources=(replace(ASSAULT.sources[0], kind=SourceKind.PERSON),))
    assert compare([ASSAULT], [other], TEXT).pairs[0].fields == ("sources",)
    quoted = replace(ASSAULT, sources=(replace(ASSAULT.sources[0], direct=True),))
    assert compare([ASSAULT], [quoted], TEXT).pairs[0].fields == ("sources",)


# -- adjudication ---------------------------------------------------------------------------------------------------


def test_an_editor_settles_what_two_coders_see_differently(store: Store) -> None:
    double = store.open_double("a", ("amal", "basil"), "machine", "edit")
    one, two = double.track("amal"), double.track("basil")
    revise(store, Action.CORRECT, ASSAULT.id, track=one, changes={"factuality": "possible"})
    revise(store, Action.CORRECT, ASSAULT.id, track=two, who="basil", changes={"factuality": "denied"})
    for track in (one, two):
        revise(store, Action.REJECT, A[1].id, track=track)
    revise(store, Action.REJECT, A[2].id, track=two)
    missed = replace(ASSAULT, trigger=span("قال"), type="ACCUSE", mode=None)
    added = revise(store, Action.ADD, track=one, added=missed)
    with pytest.raises(ValueError, match="hand in"):
        compared(store, double)
    for coder in double.coders:
        store.submit_double(double.id, coder)
    double = store.doubles()[0]
    found = compared(store, double)
    assert [p.fields for p in found.open if p.b and p.a] == [("factuality",)] and len(found.open) == 3
    with pytest.raises(ValueError, match="3"):
        close(store, found, "edit")
    settle(store, found, f"{ASSAULT.id}~{ASSAULT.id}", "b", "edit", "النفي صريح")
    with pytest.raises(KeyError):
        settle(store, found, "x~y", "a", "edit")
    found = compared(store, double)
    with pytest.raises(ValueError, match="already"):
        settle(store, found, f"{ASSAULT.id}~{ASSAULT.id}", "a", "edit")
    settle(store, found, f"{A[2].id}~", "b", "edit")
    settle(store, compared(store, double), f"{added}~", "a", "edit", changes={"type": "REQUEST"})
    found = compared(store, double)
    assert found.open == [] and store.reviews().keys() == {("a", i) for i in (ASSAULT.id, A[2].id, added)}
    close(store, found, "edit")
    reviews = {sid: r for (_, sid), r in store.reviews().items()}
    assert reviews[ASSAULT.id] == "corrected" and reviews[A[1].id] == reviews[A[2].id] == "rejected"
    assert reviews[added] == "added" and sorted(reviews.values()).count("accepted") == 4
    hit = store.statement(Mention("a", ASSAULT.id))
    assert hit is not None and hit.statement.factuality == "denied"
    assert Why("factuality", "person/edit", "[amal / basil] النفي صريح") in hit.statement.why
    assert [h.statement.type for h in store.find(Filter(review=("added",)))] == ["REQUEST"]  # type: ignore[attr-defined]
    assert set(store.finished()) == {"a"} and store.doubles()[0].closed_by == "edit"


def test_coders_who_began_with_nothing_do_not_double_what_the_machine_found(store: Store) -> None:
    double = store.open_double("a", ("amal", "basil"), "blank", "edit")
    for coder in double.coders:
        revise(store, Action.ADD, track=double.track(coder), added=replace(ASSAULT, mode="aerial", id=""), who=coder)
        store.submit_double(double.id, coder)
    found = compared(store, store.doubles()[0])
    assert settle_agreed(store, found, "edit") == 1
    close(store, compared(store, store.doubles()[0]), "edit")
    (left,) = store.find(Filter(doc=("a",)))
    assert left.statement.id == ASSAULT.id and left.review == "corrected"
    assert isinstance(left.statement, Event) and left.statement.mode == "aerial"
    assert list(store.reviews().values()).count("rejected") == 6


# -- queue ----------------------------------------------------------------------------------------------------------


def test_the_queue_begins_with_the_most_doubtful(store: Store) -> None:
    found = waiting(store)
    doubts = [w.doubt for w in found]
    assert len(found) == 14 and doubts == sorted(doubts, reverse=True) and doubts[0] == 1.0
    assert found[-1].hit.statement.confidence == 0.9
    assert waiting(store, limit=3, offset=2) == found[2:5]
    revise(store, Action.ACCEPT, found[0].hit.statement.id, found[0].hit.doc)
    assert found[0].hit.mention not in {w.hit.mention for w in waiting(store)}
    events = waiting(store, wanted=Filter(kind=("event",), doc=("a",)))
    assert [w.hit.statement.confidence for w in events] == [0.4, 0.9]
    assert counted(store).accepted == 1 and counted(store).unreviewed == 13


def test_the_queue_of_disagreement_holds_what_other_reports_contradict(database: str) -> None:
    given = corpus()
    with open_store(database) as store:
        store.add(given.coded)
        store.replace_stories(given.told)
        sides = {m for s in given.told for c in s.contradictions for side in c.sides for m in side.mentions}
        found = waiting(store, "disagreement")
        assert sides and {w.hit.mention for w in found} == sides
        assert all(w.contradictions and w.story for w in found)
        first = found[0].hit.mention
        store.revise(Draft(doc=first.doc, statement=first.statement, action=Action.REJECT, who="amal"))
        assert {w.hit.mention for w in waiting(store, "disagreement")} == sides - {first}


def test_whom_words_may_mean(store: Store) -> None:
    found = people(store, "a", "الحركه")
    assert (found[0].actor.name_ar, found[0].origin, found[0].mentions) == ("الحركة", "article", 4)
    assert people(store, "zz", "الحركة")[0].origin == "corpus"
    assert people(store, None, "armed forces of m")[0].actor.id == "mli-armed-forces"
    assert {c.origin for c in people(store, None, "الجزائر")} == {"base"}
    assert people(store, None, "  ") == people(store, None, "%") == people(store, None, "\x00") == []
    found_places = places("كيدال", span("كيدال"))
    assert found_places[0].country == "MLI" and found_places[-1].described and len(found_places) >= 2


# -- rules ----------------------------------------------------------------------------------------------------------


def test_the_report_says_which_rules_people_contradict(store: Store) -> None:
    assert report(store).rules == () and report(store).statements == 0
    revise(store, Action.CORRECT, ASSAULT.id, changes={"mode": "aerial", "places": []})
    other = next(s for s in statements("b") if s.kind == "event")
    revise(store, Action.ACCEPT, other.id, "b")
    revise(store, Action.REJECT, A[1].id)
    revise(store, Action.ADD, added=replace(ASSAULT, trigger=span("قال"), type="ACCUSE", mode=None, id=""))
    found = report(store)
    by = {(r.field, r.rule): r for r in found.rules}
    entry = by["type", "events/قصف"]
    assert (entry.upheld, entry.corrected, entry.rejected, entry.share) == (1, 1, 0, 0.5)
    assert entry.examples == [Mention("a", ASSAULT.id)]
    assert by["places", NO_RULE].corrected == 1 and found.statements == 3 and found.missed == {"event ACCUSE": 1}
    revise(store, Action.REJECT, ASSAULT.id)
    again = {(r.field, r.rule): r for r in report(store).rules}["type", "events/قصف"]
    assert (again.upheld, again.corrected, again.rejected) == (1, 0, 1)
    assert 0 < again.at_least < again.share


# -- gold -----------------------------------------------------------------------------------------------------------


def read(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def test_gold_has_what_people_left_standing(store: Store, tmp_path: Path) -> None:
    changes = {"actors": [to_json(who("قوات"))], "sources": []}
    revise(store, Action.CORRECT, ASSAULT.id, changes=changes)
    revise(store, Action.REJECT, A[2].id)
    revise(store, Action.FINISH)
    revise(store, Action.ACCEPT, statements("b")[1].id, "b")
    folder = export(store, "gold", tmp_path / "out")
    (whole,), (part,) = read(folder / "gold.jsonl"), read(folder / "partial.jsonl")
    assert whole["doc"] == "a" and [e["type"] for e in whole["events"]] == ["ASSAULT"]
    (event,) = whole["events"]
    assert event["trigger"] == ["قصفت", 0] and event["actor"] == [["قوات", 0]] and event["quote"] is None
    assert len(whole["figures"]) == len(whole["stances"]) == 1
    assert part["doc"] == "b" and part["events"] == [] and len(part["relations"]) == 1
    assert [a["doc"] for a in read(folder / "articles.jsonl")] == ["a", "b"]
    package = json.loads((folder / "datapackage.json").read_text("utf-8"))["isnad"]
    assert package["records"] == 7 and {r["reason"]: r["records"] for r in package["left_out"]} == {
        "not looked at, in an article that nobody finished": 6, "rejected by a reviewer": 1,
    }  # fmt: skip
    for line in (whole, part):
        for s in _spans_in(line):
            assert TEXT.count(s[0]) > s[1] and s[0] == s[0].strip()


def _spans_in(value: Any) -> list[Any]:
    if isinstance(value, list) and len(value) == 2 and isinstance(value[0], str) and isinstance(value[1], int):
        return [value]
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return [s for v in inner for s in _spans_in(v)]


def test_the_guidelines_own_programs_read_it(store: Store, tmp_path: Path) -> None:
    if not (SHARED / "score.py").exists():
        pytest.skip("the gold standard's programs are not here (../shared/gold)")
    trigger = span("قصفت")
    revise(store, Action.CORRECT, ASSAULT.id, changes={"trigger": to_json(Span(trigger.start, trigger.end + 1))})
    revise(store, Action.FINISH)
    folder = export(store, "gold", tmp_path / "out")
    texts, gold = str(folder / "articles.jsonl"), str(folder / "gold.jsonl")
    run = [sys.executable, "-B", str(SHARED / "check_gold.py"), texts, gold]
    checked = subprocess.run(run, capture_output=True, text=True, check=False)
    assert checked.stdout.strip() == "1 articles, 0 problems", checked.stdout
    run = [sys.executable, "-B", str(SHARED / "score.py"), texts, gold, gold, "--json"]
    scored = json.loads(subprocess.run(run, capture_output=True, text=True, check=True).stdout)
    assert scored["event"]["f1"] == scored["record"]["f1"] == scored["figure"]["f1"] == 1.0
    assert scored["event"]["gold"] == 2


def test_a_source_keeps_its_quotation(store: Store, tmp_path: Path) -> None:
    source = Source(span("العقيد سالم الناصر"), SourceKind.OFFICIAL, True, None, span("قال"), True)
    revise(store, Action.CORRECT, ASSAULT.id, changes={"sources": [to_json(source)]})
    (part,) = read(export(store, "gold", tmp_path / "out") / "partial.jsonl")
    assert part["events"][0]["quote"] == "direct" and part["events"][0]["sources"] == [["العقيد سالم الناصر", 0]]
