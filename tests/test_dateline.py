"""Datelines and credits."""

from __future__ import annotations

import pytest

from isnad.corpus.dateline import dateline, with_dateline
from isnad.records import Article

SAID = "قال مسؤول محلي إن الميناء أغلق أمام السفن حتى إشعار آخر"


@pytest.mark.parametrize(
    ("start", "place", "agency"),
    [
        ("الجزائر - أ ف ب\n", "الجزائر", "afp"),
        ("الجزائر – أ ف ب: ", "الجزائر", "afp"),
        ("طرابلس (رويترز) - ", "طرابلس", "reuters"),
        ("(رويترز) - ", None, "reuters"),
        ("باماكو، مالي (أ.ف.ب)-- ", "باماكو", "afp"),
        ("رويترز - نواكشوط: ", "نواكشوط", "reuters"),
        ("سالم الناصر – الخرطوم\n", "الخرطوم", None),
        ("عدن: «الأفق»\n", "عدن", None),
        ("بيروت 3 محرم 1437 هـ الموافق 16 أكتوبر 2015 م واس\n", "بيروت", "spa"),
        ("تونس 4 جانفي 2016 (وات) - ", "تونس", "tap"),
        ("ليبيا: ", None, None),
        ("", None, None),
        ("اتفق الطرفان في الجزائر: ", None, None),
        ("محادثات مالية-جزائرية - ", None, None),
    ],
)
def test_datelines(start: str, place: str | None, agency: str | None) -> None:
    article = with_dateline(Article(doc="a", text=f"{start}{SAID}."))
    assert (article.dateline, article.credit) == (place, agency)


def test_an_article_without_either_stays_the_same_object() -> None:
    article = Article(doc="a", text=SAID)
    assert with_dateline(article) is article and dateline("") is None
