"""The actor base: its data, their validation, and the forms made from them."""

from __future__ import annotations

from datetime import date
from itertools import pairwise
from typing import Any

import pytest

from isnad.lexicon.actor_forms import nisba_forms, noun_forms
from isnad.lexicon.actors import KINDS, LexiconError, _actor, _day, expand, load
from isnad.text.normal import bare


def test_patterns_expand_folded_without_repeats() -> None:
    assert expand("(أياد|إياد) (آغ|أغ|أق) غالي") == ["اياد اغ غالي", "اياد اق غالي"]
    assert expand("(جماعة|) أنصار الدين") == ["جماعة انصار الدين", "انصار الدين"]


def test_the_base_is_large_and_consistent() -> None:
    base = load()
    kinds = [a.kind for a in base.actors.values()]
    assert len(kinds) >= 450
    assert kinds.count("person") >= 300
    assert kinds.count("state") >= 100
    assert set(kinds) <= KINDS
    for actor in base.actors.values():
        assert bare(actor.name_ar) in {n for n, _ in actor.names}, actor.id
        for role in actor.roles:
            assert role.start is None or role.end is None or role.start <= role.end, actor.id


def test_every_state_has_a_country_and_most_a_nisba() -> None:
    base = load()
    states = [a for a in base.actors.values() if a.kind == "state" and len(a.id) == 3]
    assert all(a.country for a in states if a.id != "krg" or a.country == "IRQ")
    with_nisba = set(base.nisba.values()) | set(base.nisba_pairs.values())
    assert sum(a.id in with_nisba for a in states) > 0.75 * len(states)


def test_two_offices_of_one_body_never_overlap_by_months() -> None:
    """A head of state or foreign minister of one state is one person at a time."""
    base = load()
    for (role, org), held in base.by_role.items():
        if role not in ("وزير خارجية", "وزير دفاع") or len(org) != 3:
            continue
        spans = sorted((r.start or date.min, r.end or date.max, who) for r, who in held)
        for (_, end, a), (start, _, b) in pairwise(spans):
            assert a == b or (end - start).days < 40, (role, org, a, b)


def test_holder_by_day() -> None:
    base = load()
    assert base.holder("رئيس", "fra", date(2012, 10, 1)) == "hollande"
    assert base.holder("رئيس", "fra", date(2018, 1, 1)) == "macron"
    assert base.holder(base.role_key(["رئيس", "حكومة"]), "mar", date(2015, 6, 1)) == "benkirane"
    assert base.holder("رئيس", "fra", None) is None
    assert base.holder("رئيس", "nowhere", date(2012, 1, 1)) is None


@pytest.mark.parametrize(
    ("value", "end", "day"),
    [
        ("2012", False, date(2012, 1, 1)),
        (2012, True, date(2012, 12, 31)),
        ("2012-02", True, date(2012, 2, 29)),
        ("2012-12", True, date(2012, 12, 31)),
        ("2012-05-03", True, date(2012, 5, 3)),
        (None, True, None),
    ],
)
def test_partial_dates(value: object, end: bool, day: date | None) -> None:
    assert _day(value, end) == day


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"kind": "tribe"}, "kind"),
        ({"sector": "ZZZ"}, "sector"),
        ({"country": "France"}, "ISO"),
        ({"en": None}, "en"),
        ({"colour": "red"}, "unknown field"),
        ({"roles": [{"ar": "رئيس", "en": "president"}]}, "role"),
    ],
)
def test_faulty_entries_are_refused_with_a_reason(change: dict[str, Any], message: str) -> None:
    row = {"id": "x", "ar": "س", "en": "X", "kind": "state", **change}
    with pytest.raises(LexiconError, match=message):
        _actor("test.yaml", row)


def test_inflection() -> None:
    forms = nisba_forms("تشادي")
    assert {"تشادي", "تشادية", "تشاديين", "تشاديون", "تشاديا"} <= set(forms)
    row = {"w": "خبير", "pl": ["خبراء"], "kind": "person", "sector": "EDU"}
    made = {f: (n, g) for f, n, g in noun_forms(row, "person")}
    assert made["خبراء"] == ("p", "m")
    assert made["خبيرة"] == ("s", "f")
    assert made["خبير"] == ("s", "m")
    assert "خبيرون" not in made
