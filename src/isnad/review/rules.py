"""Which rules and lexicon entries people contradict: every ``why`` of the machine's fields against what stands."""

from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import dataclass
from dataclasses import field as made
from math import sqrt

from sqlalchemy import select

from isnad.corpus.records import Mention
from isnad.records import Statement
from isnad.records_json import from_json
from isnad.store import Store
from isnad.store import models as m
from isnad.store.reviewing import EXPLAINED_BY, differences

_EXAMPLES = 5
_Z = 1.96
"""Of a 95 % interval."""
NO_RULE = "–"
"""Stands for the rule of a field that the machine left without a reason: mostly that it found nothing."""


@dataclass(slots=True, kw_only=True)
class Rule:
    """What people made of the fields that one rule or entry filled."""

    field: str
    rule: str
    upheld: int = 0
    """Statements that a person looked at and left this field of as it was."""
    corrected: int = 0
    rejected: int = 0
    """Statements that a person rejected altogether."""
    examples: list[Mention] = made(default_factory=list)

    @property
    def contradicted(self) -> int:
        """Corrected or rejected."""
        return self.corrected + self.rejected

    @property
    def share(self) -> float:
        """Of those looked at, how many were contradicted."""
        return self.contradicted / (self.contradicted + self.upheld)

    @property
    def at_least(self) -> float:
        """The share that is at least so high with 97.5 % certainty: lower end of Wilson's interval, so that one
        contradiction of one does not come before ninety of a hundred. E. B. Wilson (1927), doi:10.2307/2276774.
        """
        n, p = self.contradicted + self.upheld, self.share
        return (p + _Z**2 / (2 * n) - _Z * sqrt(p * (1 - p) / n + _Z**2 / (4 * n**2))) / (1 + _Z**2 / n)


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleReport:
    """Every rule that was looked at, the most surely wrong first; and what was missed."""

    rules: tuple[Rule, ...]
    statements: int
    """Machine's statements that people looked at."""
    missed: dict[str, int]
    """Statements that people added, by kind and type: ``event ASSAULT``."""


def report(store: Store) -> RuleReport:
    """Set what the machine said against what people made of it, for everything that was reviewed."""
    s, a, machine = m.StatementRow, m.ArticleRow, m.MachineRow
    chosen = (
        select(machine.doc, machine.sid, machine.json, s.json.label("now"), s.review)
        .join(a, a.doc == machine.doc)
        .join(s, (s.article_id == a.id) & (s.sid == machine.sid))
        .where(s.review.in_(("accepted", "corrected", "rejected")))
        .order_by(machine.doc, machine.sid)
    )
    found: dict[tuple[str, str], Rule] = {}
    n = 0
    with store.engine.connect() as connection:
        for doc, sid, said, now, review in connection.execute(chosen):
            n += 1
            before = from_json(Statement, json.loads(said))
            after = from_json(Statement, json.loads(now))
            _count(found, Mention(doc, sid), before, after, review)
        added = connection.execute(select(s.kind, s.type).where(s.review == "added")).all()
    missed: dict[str, int] = defaultdict(int)
    for kind, type_ in added:
        missed[f"{kind} {type_ or ''}".strip()] += 1
    ordered = sorted(found.values(), key=lambda r: (-r.at_least, -r.contradicted, r.field, r.rule))
    by_number = dict(sorted(missed.items(), key=lambda kv: (-kv[1], kv[0])))
    return RuleReport(rules=tuple(ordered), statements=n, missed=by_number)


def _count(
    found: dict[tuple[str, str], Rule], mention: Mention, before: Statement, after: Statement, review: str
) -> None:
    changed = set() if review == "rejected" else {EXPLAINED_BY.get(f, f) for f in differences(before, after)}
    seen: set[tuple[str, str]] = set()
    for why in before.why:
        key = why.field, why.rule
        if key in seen:
            continue
        seen.add(key)
        rule = found.setdefault(key, Rule(field=why.field, rule=why.rule))
        if review == "rejected":
            rule.rejected += 1
        elif why.field in changed:
            rule.corrected += 1
        else:
            rule.upheld += 1
            continue
        if len(rule.examples) < _EXAMPLES:
            rule.examples.append(mention)
    for name in sorted(changed - {w.field for w in before.why}):
        rule = found.setdefault((name, NO_RULE), Rule(field=name, rule=NO_RULE))
        rule.corrected += 1
        if len(rule.examples) < _EXAMPLES:
            rule.examples.append(mention)
