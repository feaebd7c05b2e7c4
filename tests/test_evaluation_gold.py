"""Gold beside analysed articles."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from isnad.evaluation.gold import load, occurrence, offsets, word_range
from isnad.text.pipeline import analyse

SHARED = Path(__file__).parents[2] / "shared" / "gold"
TEXT = "وصل الوفد ثم غادر الوفد المدينة."


def test_occurrences_count_from_zero() -> None:
    assert occurrence(TEXT, "الوفد", 0) == 4
    assert occurrence(TEXT, "الوفد", 1) == TEXT.rindex("الوفد")
    with pytest.raises(ValueError, match="occurrence 2"):
        occurrence(TEXT, "الوفد", 2)


def test_occurrences_may_overlap() -> None:
    assert occurrence("ااا", "اا", 1) == 1


def test_offsets_of_both_kinds_of_span() -> None:
    start = TEXT.rindex("الوفد")
    assert (
        offsets(TEXT, ["الوفد", 1]) == offsets(TEXT, {"start": start, "end": start + 5}) == (start, start + 5)
    )


def test_words_of_a_span() -> None:
    doc = analyse(TEXT)
    start, end = offsets(TEXT, ["الوفد المدينة", 0])
    first, last = word_range(doc, start, end) or (0, 0)
    assert [w.text for w in doc.words[first:last]] == ["الوفد", "المدينة"]
    assert word_range(doc, start + 2, start + 3) == (first, first + 1), "a part of a word is that word"
    assert word_range(doc, len(TEXT), len(TEXT) + 1) is None


def test_words_of_a_span_in_dirty_text() -> None:
    text = "وصلَ &nbsp;الوفـــدُ أمسِ."
    start, end = offsets(text, ["الوفـــدُ", 0])
    doc = analyse(text)
    first, last = word_range(doc, start, end) or (0, 0)
    assert [w.text for w in doc.words[first:last]] == ["الوفد"]


@pytest.fixture
def gold(tmp_path: Path) -> Path:
    lines = [
        {"doc": "b", "published": None, "events": []},
        {"doc": "a", "published": "2016-03-09", "events": []},
    ]
    path = tmp_path / "gold.jsonl"
    path.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    return path


def test_articles_of_a_folder(tmp_path: Path, gold: Path) -> None:
    (tmp_path / "texts").mkdir()
    for name in "ab":
        (tmp_path / "texts" / f"{name}.txt").write_text(f"نص {name}", encoding="utf-8")
    found = list(load(tmp_path / "texts", gold))
    assert [(g.article.doc, g.article.text) for g in found] == [("b", "نص b"), ("a", "نص a")]
    assert [g.article.published for g in found] == [None, date(2016, 3, 9)]
    assert found[1].gold["events"] == []


def test_articles_of_json_lines(tmp_path: Path, gold: Path) -> None:
    rows = [
        {"doc": "a", "text": "نص", "published": "2016-03-10", "title": "عنوان", "outlet": "الأفق"},
        {"doc": "b", "text": "نص آخر"},
    ]
    path = tmp_path / "articles.jsonl"
    path.write_text("".join(json.dumps(r) + "\n" for r in rows), encoding="utf-8")
    b, a = load(path, gold)
    assert (b.article.title, b.article.published) == (None, None)
    assert (a.article.title, a.article.outlet) == ("عنوان", "الأفق")
    assert a.article.published == date(2016, 3, 10), "the article's own day counts before the gold's"


def test_gold_without_its_article(tmp_path: Path, gold: Path) -> None:
    path = tmp_path / "articles.jsonl"
    path.write_text(json.dumps({"doc": "a", "text": "نص"}) + "\n", encoding="utf-8")
    with pytest.raises(KeyError):
        list(load(path, gold))


@pytest.mark.skipif(
    not (SHARED / "seeds").is_dir(), reason="the annotated articles are not part of the project"
)
def test_every_span_of_the_reference_articles_is_words() -> None:
    found = list(load(SHARED / "seeds", SHARED / "seeds" / "gold.jsonl"))
    assert found
    for g in found:
        doc, text = analyse(g.article.text), g.article.text
        for event in g.gold["events"]:
            for span in (event["trigger"], *event["actor"], *event["sources"]):
                start, end = offsets(text, span)
                words = word_range(doc, start, end)
                assert words is not None
                covered = doc.original(doc.words[words[0]].start, doc.words[words[1] - 1].end)
                assert covered.start <= start and end <= covered.end
