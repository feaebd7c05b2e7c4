"""Revisions: what people make of statements, on SQLite and on PostgreSQL."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from sqlalchemy import text

from databases import database
from isnad.cli import main
from isnad.corpus.records import Mention
from isnad.corpus.refresh import is_stale, refresh
from isnad.dossier import dossier
from isnad.records import Event, Participant, Span, Statement, Why, statement_id, to_json
from isnad.store import SCHEMA, Action, Draft, Filter, OutdatedError, Revision, Store, open_store
from isnad.store.reviewing import PERSON, vouched
from quick_coder import quick
from storing import MALI, coding, dump, span, who

__all__ = ["database"]
WHEN = datetime(2026, 3, 1, 9, 30, tzinfo=UTC)
CODINGS = [coding("a"), coding("b")]
ASSAULT, _, VISIT, *_ = (s.id for s in CODINGS[0].statements)


@pytest.fixture
def store(database: str) -> Any:
    with open_store(database) as opened:
        opened.add(CODINGS)
        yield opened


def revise(store: Store, action: Action, sid: str = ASSAULT, **own: Any) -> Revision:
    own = {"who": "amal", "at": WHEN, **own}
    return store.revise(Draft(doc="a", statement=sid, action=action, **own))


def standing(store: Store, sid: str = ASSAULT) -> Event:
    hit = store.statement(Mention("a", sid))
    assert hit is not None and isinstance(hit.statement, Event)
    return hit.statement


def test_a_correction_is_what_everything_gives_and_the_machine_s_word_is_kept(store: Store) -> None:
    machine = CODINGS[0].statements[0]
    changes = {"factuality": "denied", "recipients": [to_json(who("معسكرا"))]}
    made = revise(store, Action.CORRECT, changes=changes, why="النفي في الجملة الأخيرة", seen=0)
    assert {c.field for c in made.changes} == {"factuality", "recipients"} and made.at == "2026-03-01T09:30:00Z"
    now = standing(store)
    assert now.factuality == "denied" and now.recipients == (Participant(span("معسكرا")),)
    assert now.type == "ASSAULT" and now.confidence == 1.0
    assert Why("factuality", PERSON + "amal", "النفي في الجملة الأخيرة") in now.why
    assert Why("type", "events/قصف", "قصفت") in now.why
    assert [h.review for h in store.find(Filter(factuality=("denied",), doc=("a",), kind=("event",)))] == ["corrected"]
    assert store.count(Filter(actor=("الحركة",), role=("recipient",), doc=("a",))) == 0
    assert now in next(store.codings(["a"])).statements
    assert store.reviews() == {("a", ASSAULT): "corrected"}
    reviewed = store.reviewed("a")
    assert reviewed is not None
    state = reviewed.state(ASSAULT)
    assert state is not None and state.machine == machine and state.by == "amal" and state.last == made.id
    assert [s.review for s in reviewed.states if s.statement.id != ASSAULT] == ["unreviewed"] * 6


def test_undo_and_redo_are_revisions_and_nothing_is_overwritten(store: Store) -> None:
    machine = standing(store)
    first = revise(store, Action.CORRECT, changes={"mode": "aerial"})
    second = revise(store, Action.CORRECT, changes={"type": "COERCE", "mode": None}, who="basil")
    assert (standing(store).type, standing(store).mode) == ("COERCE", None)
    undo = revise(store, Action.UNDO)
    assert undo.undoes == second.id and (standing(store).type, standing(store).mode) == ("ASSAULT", "aerial")
    revise(store, Action.UNDO)
    assert standing(store) == machine and store.reviews() == {}
    with pytest.raises(ValueError, match="nothing to take back"):
        revise(store, Action.UNDO)
    revise(store, Action.UNDO, redo=True)
    assert standing(store).mode == "aerial"
    revise(store, Action.UNDO, redo=True)
    assert standing(store).type == "COERCE"
    with pytest.raises(ValueError, match="nothing to take back"):
        revise(store, Action.UNDO, redo=True)
    kept = list(store.revisions(Mention("a", ASSAULT)))
    assert [r.action.value for r in kept] == ["correct", "correct", "undo", "undo", "undo", "undo"]
    assert kept[:2] == [first, second] and [r.who for r in store.revisions(newest=5)][-1] == "basil"
    assert [r.id for r in store.revisions(after=3)] == [4, 5, 6]


def test_what_is_rejected_is_left_out_unless_it_is_asked_for(store: Store) -> None:
    revise(store, Action.REJECT, why="تكرار")
    assert store.count(Filter(doc=("a",))) == 6 and store.counts().statements == 13
    assert [h.statement.id for h in store.find(Filter(review=("rejected",)))] == [ASSAULT]
    coded = store.coding("a")
    assert coded is not None and ASSAULT not in {s.id for s in coded.statements}
    assert ASSAULT in {s.id for s in next(store.every_coding(["a"])).statements}
    found = store.statement(Mention("a", ASSAULT))
    assert found is not None and found.review == "rejected"
    revise(store, Action.ACCEPT)
    assert store.count(Filter(doc=("a",))) == 7 and store.reviews()["a", ASSAULT] == "accepted"


def test_a_missed_statement_is_added_found_and_taken_back(store: Store) -> None:
    first = CODINGS[0].statements[0].evidence
    missed = Event(evidence=first, trigger=span("قال"), type="ACCUSE", actors=(who("قوات", MALI),))
    made = store.revise(Draft(doc="a", action=Action.ADD, who="amal", added=missed, at=WHEN))
    hit = store.statement(Mention("a", made.statement))
    assert hit is not None and hit.review == "added" and standing(store, made.statement).type == "ACCUSE"
    assert store.count(Filter(text="كيدال", type=("ACCUSE",))) == 1
    assert store.count(Filter(actor=("mli-armed-forces",), type=("ACCUSE",))) == 1
    revise(store, Action.CORRECT, made.statement, changes={"evidence": to_json(CODINGS[0].statements[-1].evidence)})
    assert store.count(Filter(text="كيدال", type=("ACCUSE",))) == 0
    assert store.count(Filter(text="مقاتلا", type=("ACCUSE",))) == 1
    assert store.reviews()["a", made.statement] == "added"
    for _ in range(2):
        revise(store, Action.UNDO, made.statement)
    assert store.count(Filter(type=("ACCUSE",))) == 0 and store.reviews()["a", made.statement] == "rejected"


def test_a_writer_who_has_not_seen_the_last_revision_is_told(store: Store) -> None:
    revise(store, Action.ACCEPT, seen=0)
    with pytest.raises(OutdatedError):
        revise(store, Action.REJECT, seen=0, who="basil")
    assert store.reviews() == {("a", ASSAULT): "accepted"}


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"kolor": "x"}, "no field"),
        ({"id": "x"}, "no field"),
        ({"confidence": 0.1}, "no field"),
        ({"actors": "nobody"}, "not the JSON"),
        ({"factuality": "perhaps"}, "perhaps"),
        ({"type": "ASSAULT"}, "nothing was changed"),
    ],
)
def test_what_cannot_be_corrected_says_why_and_leaves_nothing(store: Store, changes: dict[str, Any], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        revise(store, Action.CORRECT, changes=changes)
    assert list(store.revisions()) == [] and standing(store) == CODINGS[0].statements[0]


def test_unknown_articles_and_statements(store: Store) -> None:
    with pytest.raises(KeyError, match="no statement"):
        revise(store, Action.ACCEPT, "ev-none")
    with pytest.raises(KeyError, match="no article"):
        store.revise(Draft(doc="zz", statement=ASSAULT, action=Action.ACCEPT, who="amal"))
    assert store.reviewed("zz") is None
    with pytest.raises(ValueError, match="name the statement"):
        revise(store, Action.ACCEPT, "")


def test_an_article_is_finished_and_taken_up_again(store: Store) -> None:
    revise(store, Action.FINISH, "")
    reviewed = store.reviewed("a")
    assert reviewed is not None and reviewed.finished is not None and reviewed.finished.who == "amal"
    revise(store, Action.UNDO, "")
    again = store.reviewed("a")
    assert again is not None and again.finished is None


def test_adding_again_and_coding_again_lose_no_revision(store: Store) -> None:
    revise(store, Action.CORRECT, changes={"mode": "aerial"})
    revise(store, Action.REJECT, VISIT)
    figure = next(s for s in CODINGS[0].statements if s.kind == "figure")
    assert store.add(CODINGS) == 0
    later = [replace(s, confidence=0.7) for s in CODINGS[0].statements if s.id != figure.id]
    missing = [s for s in later if s.id not in (ASSAULT, VISIT)]
    for statements in (later, missing, later):
        assert store.recode([replace(CODINGS[0], statements=tuple(statements), version="2")]) == 1
        now = standing(store)
        assert now.mode == "aerial" and now.confidence == 1.0
        assert store.reviews() == {("a", ASSAULT): "corrected", ("a", VISIT): "rejected"}
        state = store.reviewed("a").state(ASSAULT)  # type: ignore[union-attr]
        assert state is not None and state.machine is not None and state.current == (statements is not missing)
    assert figure.id in store.removed()["statement"] and store.statement(Mention("a", figure.id)) is None
    assert next(store.codings(["a"])).version == "2" and len(list(store.revisions())) == 2
    assert store.count(Filter(text="كيدال", type=("ASSAULT",), doc=("a",))) == 1
    revise(store, Action.UNDO)
    assert standing(store).confidence == 0.7 and standing(store).mode == "heavy-weapons"


def test_a_statement_whose_trigger_moved_is_still_the_one_that_was_revised(store: Store) -> None:
    revise(store, Action.CORRECT, changes={"mode": "aerial"})
    old = CODINGS[0].statements[0]
    wider = Span(old.trigger.start, old.trigger.end + 3)
    moved = replace(old, trigger=wider, id=statement_id("a", "event", wider))
    store.recode([replace(CODINGS[0], statements=(moved, *CODINGS[0].statements[1:]))])
    assert store.count(Filter(type=("ASSAULT",), doc=("a",))) == 1 and standing(store).mode == "aerial"
    revise(store, Action.UNDO)
    assert standing(store).trigger == wider


def test_coding_again_without_revisions_gives_what_adding_gives(store: Store, database: str) -> None:
    refresh(store)
    before = dump(store)
    store.recode(CODINGS)
    assert is_stale(store)
    after = dump(store)
    assert after.pop("meta") != before.pop("meta") and after == before
    with pytest.raises(ValueError, match="another text"):
        store.recode([replace(CODINGS[0], article=replace(CODINGS[0].article, text="نص آخر"))])
    with pytest.raises(KeyError):
        store.recode([coding("zz")])


def test_numbers_of_removed_statements_are_not_given_out_again(store: Store) -> None:
    store.recode([replace(CODINGS[1], statements=())])
    store.add([coding("c")])
    with store.engine.connect() as connection:
        least = "SELECT min(s.id) FROM statement s JOIN article a ON a.id = s.article_id WHERE a.doc = 'c'"
        assert connection.execute(text(least)).scalar() == 15


def test_an_article_that_comes_back_has_its_revisions(store: Store) -> None:
    revise(store, Action.CORRECT, changes={"mode": "aerial"})
    with store.engine.begin() as connection:
        connection.execute(text("DELETE FROM article WHERE doc = 'a'"))
    assert store.add([CODINGS[0]]) == 1
    assert standing(store).mode == "aerial" and store.reviews() == {("a", ASSAULT): "corrected"}


def test_revisions_of_another_text_do_not_hold(store: Store) -> None:
    revise(store, Action.CORRECT, changes={"mode": "aerial"})
    with store.engine.begin() as connection:
        connection.execute(text("DELETE FROM article WHERE doc = 'a'"))
    other = replace(CODINGS[0], article=replace(CODINGS[0].article, text=CODINGS[0].article.text + " انتهى."))
    store.add([other])
    assert standing(store).mode == "heavy-weapons" and store.reviews() == {}


def test_two_coders_do_not_see_each_other_s_work_nor_does_anybody_else(store: Store) -> None:
    double = store.open_double("a", ("amal", "basil"), "machine", "edit", WHEN)
    one, two = double.track("amal"), double.track("basil")
    revise(store, Action.REJECT, track=one)
    missed = Event(evidence=CODINGS[0].statements[0].evidence, trigger=span("قال"), type="ACCUSE")
    store.revise(Draft(doc="a", action=Action.ADD, who="basil", added=missed, track=two))
    assert [s.review for s in store.reviewed("a", one).states].count("rejected") == 1  # type: ignore[union-attr]
    assert [s.review for s in store.reviewed("a", two).states].count("added") == 1  # type: ignore[union-attr]
    assert store.reviews() == {} and store.count(Filter(doc=("a",))) == 7
    assert {s.review for s in store.reviewed("a").states} == {"unreviewed"}  # type: ignore[union-attr]
    assert list(store.revisions()) == [] and len(list(store.revisions(track=None))) == 2
    blank = store.reviewed("a", one, blank=True)
    assert blank is not None and [s.review for s in blank.states] == ["rejected"]
    with pytest.raises(ValueError, match="already"):
        store.open_double("a", ("x", "y"), "blank", "edit")
    store.submit_double(double.id, "amal", WHEN)
    assert not store.double(double.id).ready  # type: ignore[union-attr]
    store.submit_double(double.id, "basil", WHEN)
    with pytest.raises(ValueError, match="handed in"):
        store.submit_double(double.id, "basil")
    with pytest.raises(KeyError):
        store.submit_double(double.id, "stranger")
    store.close_double(double.id, "edit", WHEN)
    (settled,) = store.doubles("a")
    assert settled.ready and settled.closed_by == "edit" and settled.closed == "2026-03-01T09:30:00Z"
    with pytest.raises(ValueError, match="settled"):
        store.close_double(double.id, "edit")


@pytest.mark.parametrize("bad", [("amal", "amal", "machine"), ("amal", "", "machine"), ("amal", "basil", "nothing")])
def test_a_double_coding_needs_two_and_a_start(store: Store, bad: tuple[str, str, str]) -> None:
    with pytest.raises(ValueError, match=r"coders|use machine"):
        store.open_double("a", bad[:2], bad[2], "edit")


def test_stories_are_found_anew_after_a_correction_not_after_an_acceptance(store: Store) -> None:
    refresh(store)
    revise(store, Action.ACCEPT)
    assert not is_stale(store)
    revise(store, Action.REJECT)
    assert is_stale(store) and refresh(store) and not is_stale(store)
    told = {r.mention for s in store.stories() for r in s.reports}
    assert Mention("a", ASSAULT) not in told


@pytest.mark.parametrize("found", [1, 2])
def test_an_older_database_is_brought_up_to_date(database: str, found: int) -> None:
    with open_store(database) as store:
        store.add(CODINGS)
        with store.engine.begin() as connection:
            connection.execute(text("DROP INDEX ix_statement_doubt"))
            connection.execute(text("ALTER TABLE statement DROP COLUMN review"))
            for table in ("revision", "machine", "double_coder", "double_coding"):
                connection.execute(text(f"DROP TABLE {table}"))
            if found == 1:
                for column in ("dateline", "credit"):
                    connection.execute(text(f"ALTER TABLE article DROP COLUMN {column}"))
            connection.execute(text(f"UPDATE meta SET value = '{found}' WHERE key = 'schema'"))
    with open_store(database) as store:
        assert list(store.codings()) == CODINGS and store.reviews() == {}
        revise(store, Action.CORRECT, changes={"mode": "aerial"})
        assert standing(store).mode == "aerial"
        with store.engine.connect() as connection:
            assert connection.execute(text("SELECT value FROM meta WHERE key = 'schema'")).scalar() == str(SCHEMA)
            plan = "SELECT id FROM statement WHERE review = 'unreviewed' ORDER BY abs(confidence - 0.5), id LIMIT 5"
            if connection.dialect.name == "sqlite":
                steps = str(connection.execute(text(f"EXPLAIN QUERY PLAN {plan}")).all())
                assert "ix_statement_doubt" in steps and "TEMP B-TREE" not in steps


def test_what_people_did_counts_for_every_kind(store: Store) -> None:
    for s in CODINGS[0].statements:
        for action in (Action.ACCEPT, Action.REJECT, Action.UNDO, Action.UNDO):
            store.revise(Draft(doc="a", statement=s.id, action=action, who="amal", at=WHEN))
    assert next(store.codings(["a"])) == CODINGS[0]


def test_the_record_says_which_words_are_a_person_s(store: Store) -> None:
    revise(store, Action.ACCEPT, why="كما هو")
    accepted: Statement = standing(store)
    assert Why("review", PERSON + "amal", "كما هو") in accepted.why and vouched(accepted) == "accepted"
    revise(store, Action.CORRECT, changes={"mode": "aerial"})
    assert vouched(standing(store)) == "corrected" and vouched(CODINGS[0].statements[0]) == "unreviewed"
    missed = Event(evidence=accepted.evidence, trigger=span("قال"), type="ACCUSE")
    made = store.revise(Draft(doc="a", action=Action.ADD, who="amal", added=missed))
    assert vouched(standing(store, made.statement)) == "added"
    page = dossier(store, "مالي")
    assert "corrected by a person" in page


def test_isnad_recode_keeps_what_people_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("isnad.coding_run.load_coder", quick)
    where = str(tmp_path / "c.db")
    article = CODINGS[0].article
    with open_store(where) as store:
        coded, _ = quick().code_and_analyse(article)
        store.add([coded])
        first = coded.statements[0]
        store.revise(Draft(doc="a", statement=first.id, action=Action.REJECT, who="amal"))
    result = CliRunner().invoke(main, ["recode", where])
    assert result.exit_code == 0 and "1 articles coded again" in result.stderr
    with open_store(where) as store:
        assert store.reviews() == {("a", first.id): "rejected"}
        assert [s.id for s in next(store.every_coding()).statements] == [s.id for s in coded.statements]
    for review, code in (("rejected", 0), ("corrected", 1)):
        assert CliRunner().invoke(main, ["find", where, "--review", review]).exit_code == code
    unknown = CliRunner().invoke(main, ["recode", where, "--doc", "zz"])
    assert unknown.exit_code == 2 and "zz" in unknown.stderr
