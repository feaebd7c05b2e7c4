"""The store, on SQLite and on PostgreSQL."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import text

from databases import database, postgres_url
from isnad.corpus.records import Contradiction, Copy, CopyGroup, Mention, Report, Root, Side, Story
from isnad.records import Article, Coding
from isnad.store import SCHEMA, CorpusActor, Filter, Store, StoreError, open_store
from isnad.store.engine import MIGRATIONS, connect
from isnad.store.search import Terms
from storing import coding, dump

__all__ = ["database"]
CODINGS = [
    coding("a", date(2015, 3, 4), "الأفق"),
    coding("b", date(2015, 3, 5), "المنارة"),
    coding("c", date(2015, 3, 5), "البريد"),
    coding("d", None, None, None),
]


@pytest.fixture(scope="module", params=["sqlite", "postgres"])
def filled(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """A store with all four codings, for tests that only ask."""
    where = str(tmp_path_factory.mktemp("filled") / "c.db") if request.param == "sqlite" else postgres_url()
    with open_store(where) as store:
        store.add(CODINGS)
        yield store


def ids(doc: str) -> list[str]:
    return [s.id for s in coding(doc).statements]


def story(*docs: str, roots: int = 2) -> Story:
    reports = tuple(
        Report(Mention(d, ids(d)[0]), "الأفق", date(2015, 3, 4), Root("words", d, d), None) for d in docs
    )
    sides = (Side("12 killed", (reports[0].mention,)), Side("5 killed", (reports[-1].mention,)))
    return Story(
        f"st-{docs[0]}", "ASSAULT", "قصفت", date(2015, 3, 3), date(2015, 3, 3), "gn:2455290", ("mli-armed-forces",), (),
        reports, 0, ("الأفق", "المنارة"), tuple(Root("words", str(n), str(n)) for n in range(roots)),
        (Contradiction("figure:killed", sides),),
    )  # fmt: skip


def test_what_was_added_comes_back_in_order_and_is_added_once(database: str) -> None:
    with open_store(database) as store:
        assert store.add(CODINGS) == 4
        assert store.add([CODINGS[2], coding("e")]) == 1
        assert list(store.codings()) == [*CODINGS, coding("e")]
        assert [a.number for a in store.articles(after=2)] == [3, 4, 5]
        assert list(store.codings(["d", "a", "zz"])) == [CODINGS[0], CODINGS[3]]
        assert store.coding("b") == CODINGS[1] and store.coding("x") is None
        assert store.article("b") == CODINGS[1].article and store.article("x") is None
    with open_store(database) as store:
        counts = store.counts()
    assert (counts.articles, counts.coded, counts.statements, counts.kinds["event"]) == (5, 5, 35, 10)
    assert counts.outlets == {"الأفق": 2, "البريد": 1, "المنارة": 1}
    assert (counts.first, counts.last) == (date(2015, 3, 4), date(2015, 3, 5))


def test_another_article_with_the_same_id_is_refused_and_nothing_of_the_call_kept(database: str) -> None:
    with open_store(database) as store:
        store.add([CODINGS[0]])
        with pytest.raises(ValueError, match="'a'"):
            store.add([coding("n"), coding("a", date(2020, 1, 1))])
        assert [a.article.doc for a in store.articles()] == ["a"]


def test_characters_that_no_database_takes(database: str) -> None:
    article = Article(doc="n", text="نص\x00 فيه \ud800 حروف", title="ع\x00")
    with open_store(database) as store:
        store.add([Coding(article=article, statements=(), version="1")])
        found = store.article("n")
    assert found is not None and found.text == "نص\ufffd فيه \ufffd حروف" and found.title == "ع\ufffd"


@pytest.mark.parametrize(
    ("wanted", "kinds", "docs"),
    [
        (Filter(), 7, 4),
        (Filter(kind=("event",)), 2, 4),
        (Filter(type=("ASSAULT", "holds_role")), 2, 4),
        (Filter(type=("rival",)), 1, 4),
        (Filter(mode=("heavy-weapons",)), 1, 4),
        (Filter(factuality=("denied",)), 1, 4),
        (Filter(outlet=("المنارة",)), 7, 1),
        (Filter(doc=("a", "d")), 7, 2),
        (Filter(min_confidence=0.85), 1, 4),
        (Filter(actor=("mli-armed-forces",)), 1, 4),
        (Filter(actor=("القوّات المسلّحة الماليه",)), 1, 4),
        (Filter(actor=("ARMED FORCES OF MALI",)), 1, 4),
        (Filter(actor=("الحركه",)), 2, 4),
        (Filter(actor=("الحركة",), role=("recipient",)), 1, 4),
        (Filter(role=("holder",)), 1, 4),
        (Filter(source=("سالم الناصر",)), 1, 4),
        (Filter(country=("MLI",)), 1, 4),
        (Filter(country=("lby", "MLI")), 2, 4),
        (Filter(place=("gn:2455290",)), 1, 4),
        (Filter(place=("ليبيا",)), 1, 4),
        (Filter(date_from=date(2015, 3, 3), date_to=date(2015, 3, 3)), 1, 4),
        (Filter(date_from=date(2015, 3, 5)), 6, 2),
        (Filter(published_to=date(2015, 3, 4)), 7, 1),
        (Filter(text="كيدال"), 2, 4),
        (Filter(kind=("event",), text="كيدال", actor=("mli-armed-forces",), min_confidence=0.5), 1, 4),
        (Filter(kind=("stance",), factuality=("denied",)), 0, 0),
    ],
)  # fmt: skip
def test_filters(filled: Store, wanted: Filter, kinds: int, docs: int) -> None:
    hits = list(filled.find(wanted))
    assert filled.count(wanted) == len(hits) == kinds * docs
    assert len({h.doc for h in hits}) == docs
    assert hits == list(filled.find(wanted, limit=3)) + list(filled.find(wanted, offset=3))


def test_hits_are_ordered_and_complete(database: str) -> None:
    with open_store(database) as store:
        store.add(reversed(CODINGS))
        hits = list(store.find(Filter(type=("ASSAULT",))))
    assert [h.doc for h in hits] == ["a", "c", "b", "d"]
    first = hits[0]
    assert first.statement == CODINGS[0].statements[0] and first.article == CODINGS[0].article
    assert first.evidence.startswith("قال العقيد") and first.mention == Mention("a", ids("a")[0])


@pytest.mark.parametrize(
    ("words", "evidence"),
    [
        ("ليبيا", ["وسافر"]),
        ("بليبيا", ["وسافر"]),
        ("مسئولين", ["وسافر"]),
        ("المسؤولين", ["وسافر"]),
        ("علي", ["وسافر"]),
        ("علىٰ", ["وسافر"]),
        ("الحركه", ["قال", "وقتل"]),
        ("حركة", ["قال", "وقتل"]),
        ("وفد", ["وسافر"]),
        ('"وزير الدفاع"', ["وسافر"]),
        ('"الدفاع وزير"', []),
        ("معسكر*", ["قال"]),
        ("الحركة -كيدال", ["وقتل"]),
        ("12", ["وقتل"]),
        ("١٢ مقاتلا", ["وقتل"]),
        ("كيدال وزير", []),
    ],
)
def test_full_text_finds_words_whatever_their_clitics_and_spelling(
    filled: Store, words: str, evidence: list[str]
) -> None:
    found = {h.evidence.split()[0] for h in filled.find(Filter(text=words))}
    assert sorted(found) == sorted(evidence)


@pytest.mark.parametrize(
    ("words", "wanted"),
    [
        ("ليبيا", "bwlfc"),
        ("بليبيا", "bwlfc"),
        ("لليبيا", "bwlfc"),
        ("وبليبيا", "bwlfc"),
        ('"في بعقوبة"', "q"),
        ("الحكومة", "gv"),
        ("حكومة", "gv"),
        ("مسئول", "m"),
        ("إلى", "fw"),
        ("الي", "fw"),
        ('"مجلس السلم"', "s"),
        ('"مجلس السلم" -حكومة', "s"),
        ("سلاح", "s"),
        ("قرض", "l"),
        ("القرض", "l"),
        ("قرضا", "l"),
    ],
)
def test_one_clitic_a_document(database: str, words: str, wanted: str) -> None:
    texts = {
        "b": "أقيمت القمة بليبيا.", "w": "سافر الوزير إلى تونس وليبيا.", "l": "قدم الوفد قرضا لليبيا.",
        "f": "عاد الوفد إلى مصر فليبيا.", "c": "ليس في المنطقة بلد كليبيا.", "g": "وافقت حكومتهم على الخطة.",
        "q": "وقع انفجار في بعقوبة.", "p": "صدرت في بلدة عقوبة جديدة.",
        "v": "عرض المطلب على الحكومه.", "m": "وقال للمسؤول إنه موافق.", "s": "رفض الوسطاء دعوة لمجلس السلم بالسلاح.",
    }  # fmt: skip
    with open_store(database) as store:
        store.add(Coding(article=Article(doc=d, text=t), statements=(), version="1") for d, t in texts.items())
        assert sorted(a.doc for a in store.search(words)) == sorted(wanted)


def test_articles_are_searched_with_their_titles(database: str) -> None:
    with open_store(database) as store:
        store.add([coding("a", title="هدنة في الشمال"), coding("b")])
        assert [a.doc for a in store.search("الهدنة ليبيا")] == ["a"]
        assert [a.doc for a in store.search("ليبيا", limit=1)] == ["a"]
        assert [a.doc for a in store.search('"الشمال قال"')] == []
        with pytest.raises(ValueError, match="no word"):
            list(store.search("-ليبيا"))
        with pytest.raises(ValueError, match="no word"):
            list(store.search(' "" !!'))


@pytest.mark.parametrize(
    "words", ["'", '"', "a'b) OR (1", "NEAR(x y)", "word:ليبيا", "ليبيا\\", ":*", "ليبيا & !قال", "%_"]
)
def test_a_question_is_never_a_command(filled: Store, words: str) -> None:
    try:
        found = {a.doc for a in filled.search(words)}
    except ValueError as error:
        assert "no word" in str(error)
    else:
        assert found in (set(), {"a", "b", "c", "d"})


def test_copies_are_replaced_and_folded(database: str) -> None:
    with open_store(database) as store:
        store.add(CODINGS)
        store.replace_copies([Copy("b", "a", "near", 0.9)], [CopyGroup("g1", "a", ("a", "b"))])
        copies = [Copy("c", "b", "exact", 1.0), Copy("d", "b", "partial", 0.5)]
        groups = [CopyGroup("g2", "b", ("b", "c", "d"))]
        store.replace_copies(iter(copies), iter(groups))
        assert (list(store.copies()), list(store.copy_groups())) == (copies, groups)
        assert store.removed() == {"copy_group": ("g1",)}
        hits = list(store.find(Filter(type=("ASSAULT",), fold_copies=True)))
        assert [(h.doc, h.copy_group) for h in hits] == [("a", None), ("b", "g2")]
        assert store.show("g2") == groups[0]
        assert (store.counts().copy_groups, store.counts().copies) == (1, 2)
        before = dump(store)
        with pytest.raises(KeyError, match="zz"):
            store.replace_copies([], [CopyGroup("g3", "zz", ("zz",))])
        assert dump(store) == before


def test_stories_are_replaced_found_and_listed_as_removed(database: str) -> None:
    with open_store(database) as store:
        store.add(CODINGS)
        store.replace_stories([story("a", "b"), story("c", roots=1)])
        two = [story("a", "b", roots=3), story("d", roots=1)]
        store.replace_stories(iter(two))
        assert list(store.stories()) == two and store.story("st-d") == two[1]
        assert store.removed() == {"story": ("st-c",)}
        store.replace_stories([*two, story("c")])
        assert store.removed() == {}
        assert [s.id for s in store.stories(Filter(min_roots=2))] == ["st-a", "st-c"]
        assert [s.id for s in store.stories(Filter(outlet=("المنارة",)))] == ["st-a"]
        assert [s.id for s in store.stories(Filter(actor=("mli-armed-forces",)), limit=1, offset=1)] == ["st-c"]
        assert list(store.stories(Filter(type=("AID",)))) == []
        assert {h.doc for h in store.find(Filter(min_roots=3))} == {"a", "b"}
        assert next(store.find(Filter(min_roots=3))).stories == ("st-a",)
        assert store.show("st-a") == two[0] and store.counts().contradictions == 3
        with pytest.raises(KeyError, match="ev-none"):
            broken = replace(two[0].reports[0], mention=Mention("a", "ev-none"))
            store.replace_stories([replace(two[0], reports=(broken,))])
        assert len(list(store.stories())) == 3


def test_actors_are_merged_and_taken_apart(database: str) -> None:
    with open_store(database) as store:
        store.add(CODINGS)
        counted = {a["actor"]: a["statements"] for a in store.actor_counts()}
        assert counted == {"~الحركه": 8, "mli-armed-forces": 4, "~الوفد": 4}
        merge = store.merge_actors("~الحركه", "~الوفد")
        assert store.count(Filter(actor=("الوفد",))) == store.count(Filter(actor=("الحركة",))) == 12
        assert next(store.actor_counts())["actor"] == "~الوفد"
        with pytest.raises(ValueError, match="circle"):
            store.merge_actors("~الوفد", "~الحركه")
        with pytest.raises(ValueError, match="before"):
            store.merge_actors("~الحركه", "mli-armed-forces")
        store.undo_merge(merge.id)
        assert store.count(Filter(actor=("الوفد",))) == 4
        assert [m.undone for m in store.merges()] == [True]
        with pytest.raises(KeyError):
            store.undo_merge(9)


def test_corpus_actors_are_kept_with_their_evidence(database: str) -> None:
    mentions = (Mention("a", ids("a")[0]),)
    one = CorpusActor(id="x:الحركة", name_ar="الحركة", kind="armed_group", mentions=mentions, articles=3)
    mine = CorpusActor(id="my-1", name_ar="مجلس السلم", status="user", names=("مجلس السلم المحلي",))
    with open_store(database) as store:
        store.replace_actors([one, mine])
        store.replace_actors([replace(one, articles=5)], status="proposed")
        assert list(store.actors()) == [mine, replace(one, articles=5)]
        assert list(store.actors("user")) == [mine] and store.show("my-1") == mine


def test_show_finds_statements_and_articles(database: str) -> None:
    with open_store(database) as store:
        store.add(CODINGS)
        hit = store.show(ids("b")[0])
        assert hit == store.statement(Mention("b", ids("b")[0]))
        assert store.show("b") == CODINGS[1] and store.show("nothing") is None
        assert store.statement(Mention("a", ids("b")[0])) is None


def test_both_databases_hold_the_same(tmp_path: Path) -> None:
    url = postgres_url()
    with open_store(tmp_path / "a.db") as one, open_store(url) as two:
        for store in (one, two):
            store.add(CODINGS)
            store.replace_stories([story("a", "b")])
        left, right = dump(one), dump(two)
        for table in ("article_search", "statement_search"):
            left.pop(table), right.pop(table)
        left["statement"] = [tuple(str(v) for v in r) for r in left["statement"]]
        right["statement"] = [tuple(str(v) for v in r) for r in right["statement"]]
        assert {t: len(r) for t, r in left.items()} == {t: len(r) for t, r in right.items()}
        assert list(one.codings()) == list(two.codings())


def test_a_file_is_in_wal_mode_with_foreign_keys(tmp_path: Path) -> None:
    with open_store(tmp_path / "c.db") as store, store.engine.connect() as connection:
        names = ("journal_mode", "foreign_keys", "busy_timeout")
        settings = [connection.execute(text(f"PRAGMA {p}")).scalar() for p in names]
    assert settings == ["wal", 1, 30_000]


def test_an_older_database_is_brought_up_to_date(database: str) -> None:
    with open_store(database) as store:
        store.add(CODINGS)
        with store.engine.begin() as connection:
            for column in ("dateline", "credit"):
                connection.execute(text(f"ALTER TABLE article DROP COLUMN {column}"))
            connection.execute(text("DROP INDEX ix_statement_doubt"))
            connection.execute(text("ALTER TABLE statement DROP COLUMN review"))
            connection.execute(text("UPDATE meta SET value = '1' WHERE key = 'schema'"))
    with open_store(database) as store:
        assert list(store.codings()) == CODINGS
        store.add([replace(coding("e"), article=replace(coding("e").article, dateline="كيدال", credit="afp"))])
        found = store.article("e")
    assert found is not None and (found.dateline, found.credit) == ("كيدال", "afp")
    assert set(MIGRATIONS) == set(range(1, SCHEMA))


def test_what_cannot_be_opened_says_what_to_do(tmp_path: Path) -> None:
    text_file = tmp_path / "notes.db"
    text_file.write_text("هذه ملاحظات وليست قاعدة بيانات " * 50)
    other = tmp_path / "other.db"
    with sqlite3.connect(other) as connection:
        connection.execute("CREATE TABLE recipes (name TEXT)")
    later = tmp_path / "later.db"
    with open_store(later) as store, store.engine.begin() as writing:
        writing.execute(text("UPDATE meta SET value = '999' WHERE key = 'schema'"))
    for where, said in (
        (text_file, "not an isnad database"),
        (other, "another program"),
        (later, "later version"),
        (tmp_path, "is a folder"),
        (tmp_path / "no" / "c.db", "does not exist"),
        ("postgresql://nobody@127.0.0.1:1/none", "cannot be opened"),
        ("nonsense://x", "cannot be opened"),
        ("://", "cannot be"),
    ):
        with pytest.raises(StoreError, match=said):
            connect(where)
    assert text_file.read_text().startswith("هذه")


def test_a_reader_is_not_kept_waiting_by_a_writer(tmp_path: Path) -> None:
    with open_store(tmp_path / "c.db") as store:
        store.add([CODINGS[0]])
        with store.engine.connect().execution_options(isnad_write=True) as connection, connection.begin():
            connection.execute(text("UPDATE article SET title = 'x'"))
            with open_store(tmp_path / "c.db") as reader:
                assert [a.article.title for a in reader.articles()] == ["قصف"]


def test_a_very_long_article_is_found(database: str) -> None:
    words = tuple("ك" + "".join("بتثجحدرسعف"[int(d)] for d in f"{n:06}") for n in range(120_000))
    article = Article(doc="long", text="نص طويل")
    with open_store(database) as store:
        store.add([Coding(article=article, statements=(), version="1")], [Terms((), words, words)])
        assert [a.doc for a in store.search("كبببببب")] == ["long"]
