"""What the review templates show: cards, rows, values in the reader's language."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from isnad.desk import wording
from isnad.desk.queries import review as queries
from isnad.desk.wording import Say
from isnad.dossier.evidence import whole_words
from isnad.lexicon.event_entries import MODES
from isnad.messages import Lang, isolate, label, text
from isnad.output.describe import Describer
from isnad.records import Statement, type_of
from isnad.review.agreement import F1, Agreement, Pair, kappa
from isnad.review.codebook import ACTOR_KINDS, FIELDS, PRECISIONS, SECTORS, SOURCE_KINDS
from isnad.store import Change, Revision, State
from isnad.store.reviewing import PERSON

_AROUND = 90
"""Characters of context beside a trigger."""
_ROW_FIELDS = {
    "actor": "actors", "recipient": "recipients", "instrument": "instruments", "place": "places", "time": "times",
    "party": "parties", "mediator": "mediators", "term": "terms", "exchange": "terms", "condition": "conditions",
    "cause": "causes", "value": "low",
}  # fmt: skip
_GROUPS = {
    "type": "type", "mode": "mode", "factuality": "factuality", "measure": "measure", "status": "status",
    "stance": "stance",
}  # fmt: skip


def sayer(lang: Lang) -> Say:
    """The interface texts of the review pages in *lang*."""
    return wording.sayer("review", lang)


def script_labels(lang: Lang) -> dict[str, str]:
    """The texts of the page's script, without their ``js_``."""
    texts = wording.wording("review")
    own = {k.removeprefix("js_"): v[lang] for k, v in texts.items() if k.startswith("js_")}
    return {**own, **{k: texts[k][lang] for k in ("progress", "may_not", "error_server")}}


def snippet(statement: Statement, string: str) -> dict[str, str]:
    """The trigger with the words around it, on one line."""
    trigger = whole_words(string, statement.trigger)  # a mark must not cut a letter from its neighbour
    start, end = trigger.start, trigger.end
    first = min(start, max(statement.evidence.start, start - _AROUND))
    last = max(end, min(statement.evidence.end, end + _AROUND))
    before, after = string[first:start], string[end:last]
    if first > statement.evidence.start:
        before = "… " + before.partition(" ")[2]
    if last < statement.evidence.end:
        after = after.rpartition(" ")[0] + " …"
    return {"before": _line(before), "trigger": _line(string[start:end]), "after": _line(after)}


def _line(string: str) -> str:
    return " ".join(string.split("\n")).replace("\r", " ").replace("\t", " ")


def card(state: State, describer: Describer, say: Say) -> dict[str, Any]:
    """One statement of the described coding as ``review_card.html`` shows it."""
    s, string, lang = state.statement, describer.coding.article.text, describer.lang
    persons = queries.persons_fields(s)
    rows = [
        {
            "label": text(f"row.{row.key}", lang), "role": row.role, "cells": row.cells,
            "person": persons.get(_ROW_FIELDS.get(row.key, row.key)),
        }
        for row in describer.rows(s)
    ]  # fmt: skip
    return {
        "id": s.id, "review": state.review, "last": state.last, "by": state.by, "kind": label("kind", s.kind, lang),
        "title": describer.title(s), "confidence": f"{s.confidence:.2f}",
        "by_line": say("by", who=state.by) if state.by else say("by_machine"), **snippet(s, string), "rows": rows,
        "factuality": s.factuality.value, "factuality_name": label("factuality", s.factuality.value, lang),
        "factuality_person": persons.get("factuality"), "sources_person": persons.get("sources"),
        "chain": [{"words": k.words, "notes": [label("source", k.kind, lang), *k.notes]} for k in describer.chain(s)],
        "differs": _differs(state, string, lang, say), "current": state.current, "why": list(_why(s, say)),
        "history": [revision(r, string, lang, say, state.history) for r in state.history],
        "can_undo": queries.can_undo(state), "can_redo": queries.can_redo(state),
    }  # fmt: skip


def _differs(state: State, string: str, lang: Lang, say: Say) -> list[tuple[str, str]]:
    return [
        (field_name(n, say), value(state.machine, n, string, lang)) for n in queries.machine_differs(state)
    ]  # fmt: skip


def _why(s: Statement, say: Say) -> Iterator[dict[str, Any]]:
    for why in s.why:
        person = why.rule.startswith(PERSON)
        rule = say("by", who=why.rule.removeprefix(PERSON)) if person else why.rule
        yield {"label": field_name(why.field, say), "rule": rule, "detail": why.detail, "person": person}


def field_name(name: str, say: Say) -> str:
    """A field in the reader's language."""
    return say("field_factuality_name" if name == "factuality" else f"field_{name}")


def value(statement: Statement | None, name: str, string: str, lang: Lang) -> str:
    """The value of a field for a person to read."""
    shown = queries.side_words(statement, name, string)
    return coded(statement.kind if statement else "", name, shown, lang)


def coded(kind: str, name: str, shown: str, lang: Lang) -> str:
    """*shown* as it is called, where it is a code."""
    group = "relation" if kind == "relation" and name == "type" else _GROUPS.get(name, "")
    if name == "joint":
        group = "joint"
    return label(group, shown, lang) if group else shown


def revision(r: Revision, string: str, lang: Lang, say: Say, others: Iterable[Revision] = ()) -> dict[str, Any]:
    """A revision as the pages list it; *others*: those among which is what it took back."""
    kind = r.after.kind if r.after else ""
    redo = any(o.id == r.undoes and o.undoes is not None for o in others)
    return {
        "id": r.id, "who": r.who, "action": "redo" if redo else r.action.value, "at": r.at,
        "shown": r.at.replace("T", " ").rstrip("Z"),
        "why": r.why, "changes": [_change(c, kind, string, lang, say) for c in r.changes],
    }  # fmt: skip


def _change(c: Change, kind: str, string: str, lang: Lang, say: Say) -> str:
    before, after = (coded(kind, c.field, queries.words_of(v, string), lang) for v in (c.before, c.after))
    return say("changed", field=field_name(c.field, say), before=isolate(before), after=isolate(after))


def title(statement: Statement, lang: Lang) -> str:
    """What sort of statement it is, in a few words."""
    group = {"event": "type", "relation": "relation", "figure": "measure", "agreement": "status"}.get(statement.kind)
    code = type_of(statement)
    if statement.kind == "explanation":
        return label("joint", "true" if code == "joint" else "false", lang)
    return label(group or "stance", code, lang)


def codebook(lang: Lang, say: Say) -> dict[str, Any]:
    """The codebook for the page's script: fields of every kind, what may stand in them, and what that is called."""
    named = "kind type mode factuality source relation measure status stance joint time actor sector"
    groups = named.split()
    labels: dict[str, dict[str, str]] = {}
    codes: dict[str, set[str]] = {g: set() for g in groups}
    codes["kind"] = set(FIELDS)
    codes["source"], codes["time"] = set(SOURCE_KINDS), set(PRECISIONS)
    codes["actor"], codes["sector"] = set(ACTOR_KINDS), set(SECTORS)
    for fields in FIELDS.values():
        for f in fields:
            if f.group in codes:
                codes[f.group] |= set(f.choices)
    for group in groups:
        labels[group] = {c: label(group, c, lang) for c in sorted(codes[group])}
    labels["quote"] = {c: say(f"quote_{c}") for c in ("direct", "indirect")}
    kinds = {
        kind: [
            {
                "name": f.name, "sort": f.sort, "label": field_name(f.name, say), "choices": list(f.choices),
                "group": f.group, "required": f.required, "role": f.list_of,
            }
            for f in fields
        ]
        for kind, fields in FIELDS.items()
    }  # fmt: skip
    return {
        "kinds": kinds, "modes": {t: list(m) for t, m in MODES.items()}, "precisions": list(PRECISIONS),
        "sources": list(SOURCE_KINDS), "actors": list(ACTOR_KINDS), "sectors": list(SECTORS), "labels": labels,
    }  # fmt: skip


def agreement_rows(found: Agreement, say: Say) -> list[dict[str, Any]]:
    """The measures of an agreement."""
    rows: list[dict[str, Any]] = [
        {"name": name, "value": kappa(pairs), "basis": say("of_pairs", n=len(pairs)), "n": len(pairs)}
        for name, pairs in (("kappa_type", found.types), ("kappa_factuality", found.factuality))
    ]
    f1s: Sequence[tuple[str, F1]] = (
        ("f1_trigger", found.triggers), ("f1_event", found.events), ("f1_relation", found.relations),
        ("f1_figure", found.figures),
    )  # fmt: skip
    for name, f in f1s:
        basis = say("of_found", both=f.both, a=f.a, b=f.b)
        rows.append({"name": name, "value": f.value, "basis": basis, "n": f.a + f.b})
    return rows


def pair(p: Pair, string: str, lang: Lang, say: Say) -> dict[str, Any]:
    """Two coders' statements side by side, the fields in which they differ marked."""
    rows = []
    for f in FIELDS[p.first.kind]:
        if f.name == "evidence":
            continue
        sides = [value(s, f.name, string, lang) if s is not None else say("has_nothing") for s in (p.a, p.b)]
        if all(side in ("–", say("has_nothing")) for side in sides):
            continue
        differs = f.name in p.fields or p.a is None or p.b is None
        rows.append({"label": field_name(f.name, say), "a": sides[0], "b": sides[1], "differs": differs})
    name = f"{label('kind', p.first.kind, lang)}: {title(p.first, lang)}"
    return {"key": p.key, "kind": name, "rows": rows, **snippet(p.first, string)}
