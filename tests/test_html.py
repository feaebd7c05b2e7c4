"""The HTML reader: escaped, self-contained, and its marks where the text says."""

from __future__ import annotations

import base64
import dataclasses
import hashlib
import json
import re
import shutil
import subprocess
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handmade import ARTICLE, CODING, MEETING, TEXT
from isnad.output.html import ROLES, render
from isnad.output.markup import displayed, utf16_offsets
from isnad.records import Coding, Span, spans


class Page(HTMLParser):
    """Paragraphs of the articles with their offsets, cards with their spans, and every tag."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.inside: list[str] = []
        self.paragraphs: dict[int, str] = {}
        self.cards: dict[str, list[tuple[str, int, int]]] = {}
        self.at: int | None = None
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        self.tags.append(tag)
        if self.at is not None:
            self.inside.append(tag)
        if "data-o" in values:
            self.at = int(values["data-o"] or "")
            self.paragraphs[self.at] = ""
        if "data-spans" in values:
            self.cards[values["id"] or ""] = json.loads(values["data-spans"] or "")

    def handle_endtag(self, tag: str) -> None:
        if tag == "p":
            self.at = None

    def handle_data(self, data: str) -> None:
        if self.at is not None:
            self.paragraphs[self.at] += data

    def cut(self, start: int, end: int) -> str:
        """What the page's text has at UTF-16 offsets *start* to *end*."""
        found = b""
        for at, line in self.paragraphs.items():
            units = line.encode("utf-16-le")
            found += units[2 * max(start - at, 0) : 2 * max(end - at, 0)]
        return found.decode("utf-16-le")


def test_nothing_is_loaded_from_outside() -> None:
    page = render([CODING])
    assert not re.search(r"(?:src|href)=\"(?!#)", page) and "@import" not in page and "url(" not in page
    for kind in ("style", "script"):
        (content,) = re.findall(rf"<{kind}>(.*?)</{kind}>", page, re.S)
        digest = base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()
        assert f"{kind}-src 'sha256-{digest}'" in page
    assert " style=" not in page and " onclick=" not in page


def test_article_is_escaped_and_has_no_element_inside() -> None:
    page = render([CODING])
    parsed = Page(page)
    assert "alert(1)" in page and parsed.tags.count("script") == 1
    assert "<b>نيامي" not in page
    assert parsed.inside == [], "an element inside a paragraph could break the joining of letters"
    assert "\n".join(parsed.paragraphs.values()) == TEXT


def test_marks_point_at_the_words_they_name() -> None:
    parsed = Page(render([CODING]))
    marked = [(role, parsed.cut(s, e)) for role, s, e in parsed.cards[MEETING.id]]
    assert marked == [
        ("trigger", "التقى"),
        ("actor", "وفد الحركة"),
        ("actor", "وسطاء أفارقة"),
        ("place", "نيامي"),
        ("time", "الأسبوع الماضي"),
        ("source", "ضابط كبير رفض ذكر اسمه"),
        ("source", "صحيفة «الضفاف»"),
    ]
    assert {role for card in parsed.cards.values() for role, _, _ in card} <= set(ROLES)
    assert list(parsed.cards) == [s.id for s in CODING.statements]


def test_offsets_survive_characters_beyond_the_basic_plane() -> None:
    text = "😀 " + TEXT
    shift = 2
    moved = dataclasses.replace(
        MEETING, trigger=Span(MEETING.trigger.start + shift, MEETING.trigger.end + shift), sources=(),
        actors=(), places=(), times=(),
    )  # fmt: skip
    coding = Coding(article=dataclasses.replace(ARTICLE, text=text), statements=(moved,), version="1")
    parsed = Page(render([coding]))
    ((_, start, end),) = parsed.cards[MEETING.id]
    assert parsed.cut(start, end) == "التقى" and start == moved.trigger.start + 1


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=80))
def test_any_text_keeps_its_length_and_its_offsets(string: str) -> None:
    shown = displayed(string)
    assert len(shown) == len(string) and "\r" not in shown and "\x00" not in shown
    unit = utf16_offsets(shown)
    assert unit(len(shown)) == len(shown.encode("utf-16-le", "surrogatepass")) // 2
    coding = Coding(article=dataclasses.replace(ARTICLE, text=string), statements=(), version="1")
    parsed = Page(render([coding]))
    for at, line in parsed.paragraphs.items():
        start = next(i for i in range(len(shown) + 1) if unit(i) == at)
        assert shown[start : start + len(line)] == line


def test_both_languages_and_opening_language() -> None:
    for lang, direction in (("ar", "rtl"), ("en", "ltr")):
        page = render([CODING], lang)  # type: ignore[arg-type]
        assert f'<html lang="{lang}" dir="{direction}"' in page
        assert "gives way · withdrawal" in page and "تراجع أو انسحاب · انسحاب" in page


def test_index_only_for_several_articles() -> None:
    assert "<nav" not in render([CODING])
    page = render([CODING, dataclasses.replace(CODING, article=dataclasses.replace(ARTICLE, doc="b"))])
    assert page.count('href="#a') == 2 and 'id="a2"' in page


def test_explain_unfolds_the_rules() -> None:
    assert '<details class="why">' in render([CODING])
    assert '<details class="why" open="">' in render([CODING], explain=True)


def test_every_span_of_the_hand_made_coding_is_in_the_text() -> None:
    assert all(0 <= s.start < s.end <= len(TEXT) for s in spans(CODING.statements))


def test_script_runs_in_a_browser(tmp_path: Path) -> None:
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if chromium is None:
        pytest.skip("no chromium here")
    page = tmp_path / "page.html"
    page.write_text(render([CODING]), encoding="utf-8")
    done = subprocess.run(
        [
            chromium, "--headless=new", "--no-sandbox", "--disable-gpu", "--virtual-time-budget=3000",
            f"--user-data-dir={tmp_path / 'profile'}", "--dump-dom", f"{page.as_uri()}#{MEETING.id}",
        ],
        capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    if "</html>" not in done.stdout:
        pytest.skip(f"chromium does not run here: {done.stderr[-200:]}")
    assert 'class="card on pinned"' in done.stdout or 'class="card pinned on"' in done.stdout
    for role in ("trigger", "actor", "source", "place", "time"):
        assert re.search(rf'<rect class="fill r-{role}" x="', done.stdout), role
    assert done.stdout.count('class="path"') == 2, "trigger to source to source"
