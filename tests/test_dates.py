"""Publication dates."""

from datetime import date

import pytest

from isnad.text.dates import parse_published


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("2015-07-26 17:11:39", date(2015, 7, 26)),
        ("2017-01-26T08:31:00+01:00", date(2017, 1, 26)),
        ("2017-01-22T171800", date(2017, 1, 22)),
        ("20170122", date(2017, 1, 22)),
        ("Mon, 30 Jul 2018 07:12:48 GMT", date(2018, 7, 30)),
        ("Sun, 15 Jul 2018 23:56:56 +0400", date(2018, 7, 15)),
        ("27/05/2017", date(2017, 5, 27)),
        ("July 5, 2018", date(2018, 7, 5)),
        ("الأحد 12 أيار/مايو 2013", date(2013, 5, 12)),
        ("٣ جانفي ٢٠١٩", date(2019, 1, 3)),
        ("15 رجب 1436 هـ", date(2015, 5, 4)),
        ("1436/7/15", date(2015, 5, 4)),
        ("  2012-10-22  ", date(2012, 10, 22)),
    ],
)
def test_every_feed_format(value: str, expected: date) -> None:
    assert parse_published(value) == expected


@pytest.mark.parametrize(
    "value",
    [
        None,
        "",
        "   ",
        "أمس",
        "31/02/2015",
        "2015",
        "12 مايو",
        "99-99-9999",
        "x" * 5000,
        "Mon, 99999999999999999999 Jul 2018 07:12:48 GMT",
    ],
)
def test_nothing_is_guessed(value: str | None) -> None:
    assert parse_published(value) is None
