"""The paraphrase set: loads and checks `tests/data/paraphrases.yaml`.

``python tests/paraphrase_data.py`` checks every label and span and prints what is wrong (exit 1).
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from isnad.records import Factuality

DATA = Path(__file__).parent / "data" / "paraphrases.yaml"
TYPES = frozenset(
    {"AGREE", "CONSULT", "SUPPORT", "CONCEDE", "COOPERATE", "AID", "RETREAT", "REQUEST"}
    | {"ACCUSE", "REJECT", "THREATEN", "PROTEST", "SANCTION", "MOBILIZE", "COERCE", "ASSAULT"}
)
RELATIONS = frozenset(
    {
        "leads",
        "member_of",
        "part_of",
        "affiliated_with",
        "allied_with",
        "opposed_to",
        "split_from",
        "close_to",
    }
    | {"holds_role", "role_in", "based_in", "controls", "borders", "originates_from"}
)
MEASURES = frozenset(
    {"fighters", "troops", "killed", "wounded", "displaced", "refugees", "detained", "hostages"}
    | {"weapons", "vehicles", "money", "percent", "other"}
)
STANCES = frozenset({"support", "oppose", "conditional", "hope", "change"})
STATUSES = frozenset({"sought", "planned", "agreed", "signed", "rejected", "broken"})
ROLES = ("actors", "recipients", "places", "times", "sources")
PROCLITICS = re.compile(r"[وف]?[سبلك]?ل?")
ENCLITICS = re.compile(r"(?:[هكي]|ها|هم|هن|هما|نا|كم|ني)?")

Range = tuple[int, int]


@dataclass(frozen=True)
class Entry:
    """One paraphrase with what it must be coded as; spans as written (see the data file's head)."""

    id: str
    of: str
    text: str
    published: date | None
    partial: bool
    expect: dict[str, list[dict[str, Any]]]
    xfail: str | None
    xfail_statements: str | None


def load_entries(path: Path = DATA) -> list[Entry]:
    """The entries of *path* in file order. Raises KeyError or yaml.YAMLError when the file is malformed."""
    return [
        Entry(
            raw["id"],
            raw["of"],
            raw["text"],
            raw.get("published"),
            raw.get("partial", False),
            raw["expect"],
            raw.get("xfail"),
            raw.get("xfail_statements"),
        )
        for raw in yaml.safe_load(path.read_text(encoding="utf-8"))
    ]


def resolve(text: str, span: Any) -> Range:
    """Code points of a span written ``"words"`` or ``["words", k]``. Raises ValueError when it is absent."""
    words, k = (span, 0) if isinstance(span, str) else span
    start = -1
    for _ in range(k + 1):
        start = text.find(words, start + 1)
        if start < 0:
            raise ValueError(f"not in the text: {span!r}")
    return start, start + len(words)


# --- checking the data ---


def problems(entry: Entry) -> list[str]:
    """What is wrong with the data of *entry*: labels, spans, word boundaries; empty when it is sound."""
    told: list[str] = []
    for g in entry.expect.get("events", []):
        _label(told, "type", g["type"], TYPES)
        _label(told, "type", g.get("also", g["type"]), TYPES)
        _label(told, "factuality", g["factuality"], {f.value for f in Factuality})
        _label(told, "quote", g.get("quote"), {None, "direct", "indirect"})
        if bool(g.get("sources")) != bool(g.get("quote")):
            told.append(f"quote without source, or source without quote: {g['trigger']}")
        unknown = set(g) - {"trigger", "type", "also", "mode", "factuality", "quote", *ROLES}
        if unknown:
            told.append(f"unknown fields {sorted(unknown)}")
        _word(told, entry.text, g["trigger"], enclitics=True)
        for role in ROLES:
            for span in g.get(role, []):
                _word(told, entry.text, span)
    for r in entry.expect.get("relations", []):
        _label(told, "relation", r["type"], RELATIONS)
    for f in entry.expect.get("figures", []):
        _label(told, "measure", f["measure"], MEASURES)
        if f["low"] > f["high"]:
            told.append(f"low > high: {f}")
    for s in entry.expect.get("stances", []):
        _label(told, "stance", s["stance"], STANCES)
    for a in entry.expect.get("agreements", []):
        _label(told, "status", a.get("status", "agreed"), STATUSES)
    for span in _other_spans(entry.expect):
        _word(told, entry.text, span)
    return told


def _other_spans(expect: dict[str, list[dict[str, Any]]]) -> Iterator[Any]:
    single = ("subject", "object", "value", "holder", "topic", "from", "to", "condition", "effect", "does")
    for kind in ("relations", "figures", "agreements", "stances", "explanations"):
        for record in expect.get(kind, []):
            for part in [record, *record.get("terms", [])]:
                yield from (part[k] for k in single if k in part)
            for k in ("parties", "conditions", "causes", "mediators", "sources"):
                yield from record.get(k, [])


def _label(told: list[str], name: str, value: Any, legal: Any) -> None:
    if value not in legal:
        told.append(f"{name}: {value!r}")


def _word(told: list[str], text: str, span: Any, enclitics: bool = False) -> None:
    """A span begins a word or follows its proclitics, and ends a word (or stands before its pronoun)."""
    try:
        start, end = resolve(text, span)
    except ValueError as error:
        told.append(str(error))
        return
    before = re.search(r"\w*$", text[:start])
    after = re.match(r"\w*", text[end:])
    assert before and after  # both patterns match the empty string
    if not PROCLITICS.fullmatch(before.group()):
        told.append(f"begins inside a word: {span!r} after {before.group()!r}")
    rest = after.group()
    if rest and not (enclitics and ENCLITICS.fullmatch(rest)):
        told.append(f"ends inside a word: {span!r} before {rest!r}")


def _main() -> int:
    entries = load_entries()
    bad = [(e.id, p) for e in entries for p in problems(e)]
    for entry_id, problem in bad:
        print(f"{entry_id}: {problem}")
    events = sum(len(e.expect.get("events", [])) for e in entries)
    print(f"{len(entries)} entries, {events} events, {len(bad)} problems")
    return bool(bad)


if __name__ == "__main__":
    sys.exit(_main())
