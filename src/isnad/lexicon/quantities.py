"""The lexicon of numbers and of what they count (``data/figures.yaml``), validated and indexed.

Keys of every table are folded forms (:func:`isnad.text.normal.bare`).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from importlib.resources import files
from typing import Any

from isnad.lexicon.yamldata import parse_yaml
from isnad.text.normal import bare

MEASURES = (
    "fighters",
    "troops",
    "killed",
    "wounded",
    "displaced",
    "refugees",
    "detained",
    "hostages",
    "weapons",
    "vehicles",
    "money",
    "percent",
    "other",
)
NOUN_MEASURES = (*MEASURES, "person")


class LexiconError(ValueError):
    """A lexicon file is not what its reader needs; the message names file and entry."""


@dataclass(frozen=True, slots=True)
class NumberForm:
    """What one written number word means."""

    kind: str
    """``unit ten hundred mult mult_plural mult_dual vague several many number_of fraction ordinal``."""
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Noun:
    """One form of a counted noun."""

    measure: str
    """One of :data:`NOUN_MEASURES`; ``person`` means: the governing word decides."""
    number: str
    """``s``, ``d`` (surely dual), ``p``."""


@dataclass(slots=True)
class Quantities:
    """All tables that :mod:`isnad.coding.numbers` and :mod:`isnad.coding.figures` read."""

    numbers: dict[str, NumberForm] = field(default_factory=dict)
    ordinals: dict[str, int] = field(default_factory=dict)
    teen_units: dict[str, int] = field(default_factory=dict)
    construct_duals: frozenset[str] = frozenset()
    quarters: tuple[frozenset[str], frozenset[str], float] = (frozenset(), frozenset(), 0.0)
    percent_signs: frozenset[str] = frozenset()
    percent_words: frozenset[str] = frozenset()
    percent_after_fi: frozenset[str] = frozenset()
    approximators: dict[str, list[tuple[tuple[str, ...], str]]] = field(default_factory=dict)
    """Last word of the approximator → (all its words, about/more/less), longest first."""
    after: dict[str, list[tuple[tuple[str, ...], str]]] = field(default_factory=dict)
    """First word → (all its words, about/more/less)."""
    nouns: dict[str, Noun] = field(default_factory=dict)
    cues: dict[str, str] = field(default_factory=dict)
    pairs: frozenset[tuple[str, ...]] = frozenset()
    after_cues: dict[str, str] = field(default_factory=dict)
    amount_verbs: frozenset[str] = frozenset()
    toll_words: frozenset[str] = frozenset()
    label_nouns: frozenset[str] = frozenset()
    number_of_them: frozenset[str] = frozenset()
    not_a_whole: frozenset[str] = frozenset()
    state_forces: frozenset[str] = frozenset()
    adverbial_openers: frozenset[str] = frozenset()
    opening_verbs: frozenset[str] = frozenset()
    clause_openers: frozenset[str] = frozenset()
    afar: frozenset[str] = frozenset()
    length_nouns: frozenset[str] = frozenset()
    fraction_stop: frozenset[str] = frozenset()
    blockers: frozenset[str] = frozenset()
    time_nouns: frozenset[str] = frozenset()
    measure_words: frozenset[str] = frozenset()
    definite_heads: frozenset[str] = frozenset()
    shares: frozenset[str] = frozenset()
    function_words: frozenset[str] = frozenset()
    persons_only: frozenset[str] = frozenset()


def load_yaml(name: str) -> dict[str, Any]:
    """Read ``lexicon/data/<name>``. Raises :class:`LexiconError` when it is no mapping."""
    text = (files("isnad.lexicon") / "data" / name).read_text(encoding="utf-8")
    data = parse_yaml(text)
    if not isinstance(data, dict):
        raise LexiconError(f"{name}: a mapping is expected at the top")
    return data


def words(phrase: str) -> tuple[str, ...]:
    """The folded words of a lexicon phrase."""
    return tuple(bare(phrase).split())


def _set(data: dict[str, Any], *path: str) -> frozenset[str]:
    value: Any = data
    for key in path:
        if key not in value:
            raise LexiconError(f"figures.yaml: {'.'.join(path)} is missing")
        value = value[key]
    return frozenset(bare(str(v)) for v in value)


def _number_forms(data: dict[str, Any], q: Quantities) -> None:
    for name, kind in (("units", "unit"), ("tens", "ten"), ("hundreds", "hundred")):
        for value, forms in data[name].items():
            for form in forms:
                q.numbers[bare(form)] = NumberForm(kind, float(value), float(value))
    for value, numbers in data["multipliers"].items():
        for form in numbers["singular"]:
            q.numbers[bare(form)] = NumberForm("mult", float(value), float(value))
        for form in numbers["dual"]:
            q.numbers[bare(form)] = NumberForm("mult_dual", 2.0 * value, 2.0 * value)
        for form in numbers["plural"]:
            q.numbers[bare(form)] = NumberForm("mult_plural", float(value), float(value))
    for form, (low, high) in data["vague"].items():
        if not low < high:
            raise LexiconError(f"figures.yaml: vague {form}: low must be below high")
        q.numbers[bare(form)] = NumberForm("vague", float(low), float(high))
    for name, kind in (("several", "several"), ("many", "many"), ("a_number_of", "number_of")):
        entry = data[name]
        for form in entry["forms"]:
            q.numbers[bare(form)] = NumberForm(kind, float(entry["low"]), float(entry["high"]))
    for form, value in data["fractions"].items():
        q.numbers[bare(form)] = NumberForm("fraction", float(value), float(value))
    for value, forms in data["ordinals"].items():
        for form in forms:
            q.ordinals[bare(form)] = int(value)
    for value, forms in data["teen_units"].items():
        for form in forms:
            q.teen_units[bare(form)] = int(value)
    q.construct_duals = frozenset(bare(n["singular"][1]) for n in data["multipliers"].values())
    quarters = data["three_quarters"]
    q.quarters = (_set(quarters, "head"), _set(quarters, "tail"), float(quarters["value"]))


def _noun_forms(data: dict[str, Any], q: Quantities) -> None:
    for measure, entries in data["nouns"].items():
        if measure not in NOUN_MEASURES:
            raise LexiconError(f"figures.yaml: nouns: unknown measure {measure!r}")
        for singular, *plurals in entries:
            s = bare(singular)
            sound = "~" in plurals
            base = s[:-1] + "ت" if s.endswith("ة") else s
            forms = [(s, "s"), *((bare(p), "p") for p in plurals if p not in ("~", "="))]
            if "=" in plurals:
                q.nouns.setdefault(s, Noun(measure, "s"))
                continue
            if not s.endswith("ة"):
                forms.append((s + "ا", "s"))
            else:
                forms.append((s[:-1] + "ات", "p"))
            forms += [(base + "ان", "d"), (base + "ين", "p" if sound else "d")]
            if sound:
                forms += [(s + "ون", "p"), (s + "ي", "p")]
            for form, number in forms:
                q.nouns.setdefault(form, Noun(measure, number))


@lru_cache(maxsize=1)
def quantities() -> Quantities:
    """The loaded lexicon (read once). Raises :class:`LexiconError` with the entry that is wrong."""
    data = load_yaml("figures.yaml")
    q = Quantities()
    try:
        _number_forms(data, q)
        _noun_forms(data, q)
        for degree, phrases in data["approximators"].items():
            for phrase in phrases:
                q.approximators.setdefault(words(phrase)[-1], []).append((words(phrase), degree))
        for degree, phrases in data["after"].items():
            for phrase in phrases:
                q.after.setdefault(words(phrase)[0], []).append((words(phrase), degree))
    except (KeyError, TypeError, ValueError) as error:
        raise LexiconError(f"figures.yaml: {error}") from error
    for table in (q.approximators, q.after):
        for options in table.values():
            options.sort(key=lambda o: (-len(o[0]), o[0]))
    for name, table_ in (("cues", q.cues), ("after_cues", q.after_cues)):
        for measure, forms in data[name].items():
            if measure not in MEASURES:
                raise LexiconError(f"figures.yaml: {name}: unknown measure {measure!r}")
            for form in forms:
                table_.setdefault(bare(form), measure)
    q.pairs = frozenset(words(p) for p in data["casualty_pairs"])
    q.percent_signs = _set(data, "percent_signs")
    q.percent_words = _set(data, "percent_words")
    q.percent_after_fi = _set(data, "percent_after_fi")
    q.amount_verbs = _set(data, "amount_verbs")
    q.toll_words = _set(data, "toll_words")
    q.label_nouns = _set(data, "label_nouns")
    q.number_of_them = _set(data, "number_of_them")
    for form in _set(data, "not_dual"):
        q.nouns.pop(form, None)
    q.not_a_whole = _set(data, "not_a_whole")
    q.state_forces = _set(data, "state_forces")
    q.adverbial_openers = _set(data, "adverbial_openers")
    q.opening_verbs = _set(data, "opening_verbs")
    q.clause_openers = _set(data, "clause_openers")
    q.afar = _set(data, "afar")
    q.length_nouns = _set(data, "length_nouns")
    q.fraction_stop = _set(data, "fraction_stop")
    q.blockers = _set(data, "blockers")
    q.time_nouns = _set(data, "not_counted", "time")
    q.measure_words = _set(data, "not_counted", "measure_word")
    q.definite_heads = _set(data, "not_counted", "definite")
    q.shares = _set(data, "shares")
    q.function_words = _set(data, "function_words")
    q.persons_only = _set(data, "persons_only")
    return q
