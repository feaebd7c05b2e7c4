"""The writers for terminals and programs, on a coding made by hand."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from string import Formatter

import pytest

from handmade import CODING, FIGURE, MEETING, RETREAT, TEXT, span
from isnad.lexicon import actors, constructions, event_entries, quantities, relations
from isnad.messages import FSI, LANGUAGES, PDI, Lang, keys, label, text
from isnad.output import confident, gold, jsonl
from isnad.output.describe import KINDS, Describer, country, heading, number
from isnad.output.text import TextOptions, render
from isnad.records import Article, Coding, Factuality, SourceKind, Statement, to_json


def plain(string: str) -> str:
    return string.replace(FSI, "").replace(PDI, "")


def test_text_in_english() -> None:
    page = plain(render(CODING))
    assert "لقاء <b>نيامي</b>" in page and "الضفاف اليوم · 2016-03-09 · handmade · statements: 7" in page
    assert "── Events (2) ──" in page and "── Positions (1) ──" in page
    assert "1. talks · third party [CONSULT] — actual (0.91)" in page
    assert "[[التقى]]" in page
    assert "who: وفد الحركة (حركة" not in page, "English labels name the actor in English"
    assert "who: وفد الحركة (Banks Movement, armed group, Niger); وسطاء أفارقة" in page
    assert "where: نيامي (Niamey, Niger, 13.51 N 2.11 E, exact)" in page
    assert "when: الأسبوع الماضي (2016-02-29 to 2016-03-06 (week))" in page
    assert (
        "source: ضابط كبير رفض ذكر اسمه (official, unnamed) → صحيفة «الضفاف» (outlet) → الضفاف اليوم" in page
    )
    assert "in exchange: إطلاق الأسرى" in page and "condition: ضمان الأمم المتحدة" in page
    assert "two quotation marks are not closed" in page


def test_text_in_arabic_chain_runs_from_innermost_to_outlet() -> None:
    page = plain(render(CODING, TextOptions("ar")))
    chain = "ضابط كبير رفض ذكر اسمه (مسؤول، غير مسمى) ← صحيفة «الضفاف» (وسيلة إعلام) ← الضفاف اليوم"
    assert chain in page
    assert "العقيد سالم الناجي (مسؤول، نقلا حرفيا)" in page
    assert "تفسيرات متنافسة" in page and "محادثات ووساطة · بوساطة [CONSULT] — واقع" in page


def test_explain_and_colour() -> None:
    explained = plain(render(CODING, TextOptions(explain=True)))
    assert "why sources: attribution.relayed (نقلت … عن)" in explained
    assert "attribution.relayed" not in render(CODING)
    coloured = render(CODING, TextOptions(colour=True))
    assert "\x1b[1;33mالتقى\x1b[0m" in coloured and "[[" not in coloured
    assert "\x1b" not in render(CODING)


def test_a_mark_inside_a_word_keeps_its_letters_joined() -> None:
    zwj = "\u200d"
    assert f"س{zwj}[[{zwj}ينسحبون]] من" in render(CODING)
    assert "و[[تؤيد]]" in render(CODING), "waw joins nothing that follows"
    assert zwj not in jsonl.render(CODING)


def test_isolates_are_balanced_on_every_line() -> None:
    for lang in LANGUAGES:
        for line in render(CODING, TextOptions(lang, explain=True)).split("\n"):
            assert line.count(FSI) == line.count(PDI), line


def test_nothing_found_is_said() -> None:
    empty = Coding(article=CODING.article, statements=(), version="1")
    assert "No statement was found" in render(empty)


def test_jsonl_is_one_line_and_complete() -> None:
    line = jsonl.render(CODING)
    assert line.count("\n") == 1 and line.endswith("\n")
    assert json.loads(line) == to_json(CODING)
    assert line == jsonl.render(CODING)


def test_gold_has_the_fields_of_the_guidelines() -> None:
    row = json.loads(gold.render(CODING))
    assert list(row) == [
        "doc",
        "published",
        "events",
        "relations",
        "figures",
        "agreements",
        "stances",
        "explanations",
    ]
    event = row["events"][0]
    assert event["trigger"] == {"start": TEXT.index("التقى"), "end": TEXT.index("التقى") + 5}
    assert (event["type"], event["mode"], event["factuality"], event["quote"]) == (
        "CONSULT",
        "third-party",
        "actual",
        "indirect",
    )
    assert [TEXT[s["start"] : s["end"]] for s in event["sources"]] == [
        "ضابط كبير رفض ذكر اسمه",
        "صحيفة «الضفاف»",
    ]
    assert row["figures"][0]["low"] == 300 and isinstance(row["figures"][0]["low"], int)
    assert row["agreements"][0]["terms"][1] == {
        "by": None,
        "does": vars_of("إطلاق الأسرى"),
        "in_exchange": True,
    }
    assert row["explanations"][0]["kind"] == "alternative" and row["stances"][0]["condition"] is None


def vars_of(string: str) -> dict[str, int]:
    s = span(string)
    return {"start": s.start, "end": s.end}


def test_score_reads_gold(tmp_path: Path) -> None:
    score = Path(__file__).parents[2] / "shared" / "gold" / "score.py"
    if not score.exists():
        pytest.skip("the scorer is not part of the project")
    (tmp_path / "handmade.txt").write_text(TEXT, encoding="utf-8")
    predicted = tmp_path / "p.jsonl"
    predicted.write_text(gold.render(CODING), encoding="utf-8")
    done = subprocess.run(
        [sys.executable, str(score), str(tmp_path), str(predicted), str(predicted), "--json"],
        capture_output=True,
        text=True,
        check=True,
    )
    result = json.loads(done.stdout)
    assert result["event"]["f1"] == result["relation"]["f1"] == result["figure"]["f1"] == 1.0


def test_confident_drops_statements_and_what_refers_to_them() -> None:
    kept = confident(CODING, 0.9).statements
    assert kept == (MEETING,)
    low = confident(CODING, 0.41).statements
    assert RETREAT in low and FIGURE in low
    only = confident(Coding(article=CODING.article, statements=(RETREAT,), version="1"), 0.1)
    assert only.events[0].figures == ()
    assert confident(CODING, 0.0) is CODING


def test_own_voice_ends_in_the_outlet_alone() -> None:
    (link,) = Describer(CODING, "ar").chain(Statement(evidence=span("انتهى"), trigger=span("انتهى")))
    assert (link.words, link.span) == ("الضفاف اليوم", None)


def test_numbers_and_countries() -> None:
    assert [number(n) for n in (40000, 2.5, 0)] == ["40,000", "2.5", "0"]
    assert (country("DZA", "ar"), country("DZA", "en"), country("XYZ", "en")) == ("الجزائر", "Algeria", "XYZ")


def test_every_code_of_the_lexicon_has_a_label() -> None:
    groups = {
        "type": event_entries.MODES,
        "mode": {m for modes in event_entries.MODES.values() for m in modes},
        "relation": relations.TYPES,
        "measure": quantities.MEASURES,
        "stance": constructions.STANCES,
        "status": constructions.STATUSES,
        "actor": actors.KINDS,
        "sector": actors.SECTORS,
    }
    missing = {f"{g}.{c}" for g, codes in groups.items() for c in codes} - set(keys())
    assert not missing


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_code_has_a_label(lang: Lang) -> None:
    for kind in KINDS:
        assert text(f"kind.{kind}", lang) and text(f"heading.{kind}", lang)
    for f in Factuality:
        assert label("factuality", f.value, lang) != f.value or lang == "en"
    for s in SourceKind:
        assert f"source.{s.value}" in keys()


def test_both_languages_take_the_same_values() -> None:
    for key in keys():
        fields = [{f for _, f, _, _ in Formatter().parse(text(key, lang)) if f} for lang in LANGUAGES]
        assert fields[0] == fields[1], key


def test_first_line_stands_for_a_missing_title() -> None:
    assert heading(Article(doc="a", text="\n\nعنوان الخبر\nنص")) == "عنوان الخبر"
    long = heading(Article(doc="a", text="كلمة " * 100))
    assert long.endswith("كلمة …") and len(long) <= 92
    assert heading(Article(doc="a", text=" ")) == "a"
    assert heading(Article(doc="a", text="كل" * 500)).startswith("كل")
