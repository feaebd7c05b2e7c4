"""The rules of alerts: a YAML file, checked when it is read.

.. code-block:: yaml

    alerts:
      - name: new ties of the movement
        rule: new_relation
        actors: [حركة الفجر]
        types: [allied_with, opposed_to]
      - name: deaths
        rule: figure_jump
        types: [killed]
        factor: 3
        least: 10
        days: 30
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

import yaml

from isnad.store import Filter

KINDS = {
    "new_relation": "relation",
    "position_change": "stance",
    "figure_jump": "figure",
    "story_roots": "event",
}
"""Rule to the kind of statement that it looks at."""


class RulesError(ValueError):
    """The file of rules cannot be used; the message names the rule and says what to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One rule."""

    name: str
    rule: str
    actors: tuple[str, ...] = ()
    """Only of these (id or name, in any spelling)."""
    types: tuple[str, ...] = ()
    """Relation types, stances, measures, event types."""
    country: tuple[str, ...] = ()
    outlets: tuple[str, ...] = ()
    text: str | None = None
    """Words of the evidence."""
    min_confidence: float = 0.0
    factor: float = 2.0
    """Of ``figure_jump``: so many times the highest before."""
    least: float = 1.0
    """Of ``figure_jump``: not below this."""
    days: int = 30
    """Of ``figure_jump``: compared with what was published in so many days before."""
    roots: int = 3
    """Of ``story_roots``: independent roots that the story must reach."""

    def wanted(self, docs: tuple[str, ...] = ()) -> Filter:
        """The statements that the rule looks at, of *docs* where they are given."""
        return Filter(
            kind=(KINDS[self.rule],), type=self.types, actor=self.actors, country=self.country, outlet=self.outlets,
            text=self.text, min_confidence=self.min_confidence, doc=docs,
        )  # fmt: skip


_LISTS = ("actors", "types", "country", "outlets")
_NUMBERS = ("min_confidence", "factor", "least", "days", "roots")
_ONLY = {"factor": "figure_jump", "least": "figure_jump", "days": "figure_jump", "roots": "story_roots"}


def load(path: Path) -> tuple[Rule, ...]:
    """The rules of a file. Raises RulesError, and OSError."""
    try:
        data = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise RulesError(f"{path}: this is not YAML ({' '.join(str(error).split())})") from error
    entries = data.get("alerts") if isinstance(data, dict) else None
    if not isinstance(entries, list) or not entries:
        raise RulesError(f"{path}: begin with 'alerts:' and list the rules under it, each with name and rule")
    rules = tuple(_rule(path, n, entry) for n, entry in enumerate(entries, 1))
    names = [r.name for r in rules]
    for name in names:
        if names.count(name) > 1:
            raise RulesError(f"{path}: two rules are called {name!r}; give each a name of its own")
    return rules


def _rule(path: Path, n: int, entry: Any) -> Rule:
    where = f"{path}: rule {n}"
    if not isinstance(entry, dict):
        raise RulesError(f"{where}: write it as 'name: …' and 'rule: …'")
    known = [f.name for f in fields(Rule)]
    for key in entry:
        if key not in known:
            raise RulesError(f"{where}: there is no {key!r}; known are {', '.join(known)}")
    name, kind = entry.get("name"), entry.get("rule")
    if not isinstance(name, str) or not name.strip():
        raise RulesError(f"{where}: give it a name")
    if kind not in KINDS:
        raise RulesError(f"{where} ({name}): rule is one of {', '.join(KINDS)}, not {kind!r}")
    values: dict[str, Any] = {"name": name.strip(), "rule": kind}
    for key, value in entry.items():
        if key in ("name", "rule"):
            continue
        if key in _ONLY and _ONLY[key] != kind:
            raise RulesError(f"{where} ({name}): {key} belongs to {_ONLY[key]} only")
        values[key] = _value(f"{where} ({name})", key, value)
    return Rule(**values)


def _value(where: str, key: str, value: Any) -> Any:
    if key in _LISTS:
        found = value if isinstance(value, list) else [value]
        if not found or not all(isinstance(v, str) and v.strip() for v in found):
            raise RulesError(f"{where}: {key} is a word or a list of words")
        return tuple(found)
    if key in _NUMBERS:
        if isinstance(value, bool) or not isinstance(value, (int, float)) or value < 0:
            raise RulesError(f"{where}: {key} is a number, not {value!r}")
        if key in ("days", "roots"):
            if value != int(value) or value < 1:
                raise RulesError(f"{where}: {key} is a whole number from 1")
            return int(value)
        return float(value)
    if not isinstance(value, str):
        raise RulesError(f"{where}: {key} is words, not {value!r}")
    return value
