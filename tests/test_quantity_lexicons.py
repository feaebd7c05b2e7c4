"""The lexicons of numbers and time words: what they must hold, and what a broken one says."""

from collections.abc import Iterator
from typing import Any

import pytest

from isnad.lexicon import calendars as calendar_module
from isnad.lexicon import quantities as quantity_module
from isnad.lexicon.calendars import calendars, to_gregorian
from isnad.lexicon.quantities import LexiconError, load_yaml, quantities


def test_every_month_has_a_name_in_both_calendars() -> None:
    months = calendars().months
    assert {n for n, hijri in months.values() if not hijri} == set(range(1, 13))
    assert {n for n, hijri in months.values() if hijri} == set(range(1, 13))
    assert set(calendars().weekdays.values()) == set(range(7))


def test_forms_are_folded() -> None:
    keys = [*quantities().numbers, *quantities().nouns, *quantities().cues, *calendars().weekdays]
    assert not [k for k in keys if set(k) & set("أإآى")]


def test_duals_are_derived_and_exceptions_kept_out() -> None:
    nouns = quantities().nouns
    assert nouns["دبابتين"].number == "d"
    assert nouns["مسلحين"].number == "p"
    assert "طالبان" not in nouns
    assert "سنتين" not in nouns


def test_hijri_outside_the_tables_is_none() -> None:
    assert to_gregorian(1200, 1, 1) is None
    assert to_gregorian(1436, 13, 1) is None


@pytest.fixture
def fresh() -> Iterator[None]:
    quantities.cache_clear()
    calendars.cache_clear()
    yield
    quantities.cache_clear()
    calendars.cache_clear()


def broken(name: str, **change: Any) -> Any:
    data = {**load_yaml(name), **change}
    return lambda _name: data


@pytest.mark.usefixtures("fresh")
def test_a_wrong_entry_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(quantity_module, "load_yaml", broken("figures.yaml", cues={"harmed": ["قتل"]}))
    with pytest.raises(LexiconError, match="harmed"):
        quantities()
    monkeypatch.setattr(calendar_module, "load_yaml", broken("times.yaml", months={13: ["شهر"]}))
    with pytest.raises(LexiconError, match="13"):
        calendars()
