"""Which rules and lexicon entries people contradict: every ``why`` of the machine's fields against what stands."""

from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import dataclass
from dataclasses import field as made
from functools import lru_cache
from math import sqrt
from typing import Any

from sqlalchemy import Engine, func, select

from isnad.corpus.records import Mention
from isnad.store import Store
from isnad.store import models as m
from isnad.store.reviewing import EXPLAINED_BY, FIXED
from isnad.store.revisions import RECODED

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
    r, c, meta = m.RevisionRow, m.MachineRow, m.MetaRow
    with store.engine.connect() as connection:
        last = connection.execute(select(func.max(r.id))).scalar()
        recoded = connection.execute(select(meta.value).where(meta.key == RECODED)).scalar()
        kept = connection.execute(select(func.count()).select_from(c)).scalar()
    return _report(store.engine, f"{last}/{recoded}/{kept}")


@lru_cache(maxsize=4)
def _report(engine: Engine, mark: str) -> RuleReport:
    """Kept until *mark*, which stands for the revisions and codings, is another."""
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
    with engine.connect() as connection:
        for doc, sid, said, now, review in connection.execute(chosen):
            n += 1
            _count(found, Mention(doc, sid), json.loads(said), json.loads(now), review)
        added = connection.execute(select(s.kind, s.type).where(s.review == "added")).all()
    missed: dict[str, int] = defaultdict(int)
    for kind, type_ in added:
        missed[f"{kind} {type_ or ''}".strip()] += 1
    ordered = sorted(found.values(), key=lambda r: (-r.at_least, -r.contradicted, r.field, r.rule))
    by_number = dict(sorted(missed.items(), key=lambda kv: (-kv[1], kv[0])))
    return RuleReport(rules=tuple(ordered), statements=n, missed=by_number)


def _count(
    found: dict[tuple[str, str], Rule], mention: Mention, before: dict[str, Any], after: dict[str, Any], review: str
) -> None:
    """Count one statement: compact JSON of the machine's and of what stands."""
    names = sorted((before.keys() | after.keys()) - FIXED)
    differing = () if review == "rejected" else [n for n in names if before.get(n) != after.get(n)]
    changed = {EXPLAINED_BY.get(n, n) for n in differing}
    reasons = dict.fromkeys((w["field"], w["rule"]) for w in before.get("why", ()))
    for name, entry in reasons:
        rule = found.setdefault((name, entry), Rule(field=name, rule=entry))
        if review == "rejected":
            rule.rejected += 1
        elif name in changed:
            rule.corrected += 1
        else:
            rule.upheld += 1
            continue
        _example(rule, mention)
    for name in sorted(changed - {n for n, _ in reasons}):
        rule = found.setdefault((name, NO_RULE), Rule(field=name, rule=NO_RULE))
        rule.corrected += 1
        _example(rule, mention)


def _example(rule: Rule, mention: Mention) -> None:
    if len(rule.examples) < _EXAMPLES:
        rule.examples.append(mention)
