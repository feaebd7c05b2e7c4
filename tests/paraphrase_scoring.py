"""Scores codings of the paraphrase set the way the reference articles are scored.

``python tests/paraphrase_scoring.py`` codes every entry and prints each failed expectation, one a line,
then the scores over all entries. With ``--mark`` it also rewrites the ``xfail`` marks of the data file to
what fails now: look at the difference before committing it, a mark that is new is a regression.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from isnad.records import Agreement, Coding, Event, Explanation, Figure, Participant, Relation, Stance
from paraphrase_data import DATA, Entry, Range, load_entries, resolve

SYMMETRIC = frozenset({"CONSULT", "AGREE", "COOPERATE"})
CLITICS = ("وال", "فال", "بال", "كال", "لل", "ال", "و", "ف", "ب", "ك", "ل")


# --- matching: two spans match when they overlap by half of their union, or begin with the same word ---


def overlap(a: Range, b: Range) -> int:
    """Code points that *a* and *b* share."""
    return max(0, min(a[1], b[1]) - max(a[0], b[0]))


def _first(text: str, span: Range) -> str:
    word = (text[span[0] : span[1]].split() or [""])[0]
    for clitic in CLITICS:
        if word.startswith(clitic) and len(word) - len(clitic) >= 3:
            return word[len(clitic) :]
    return word


def same(text: str, a: Range, b: Range) -> bool:
    """Whether *a* and *b* name one phrase: they share half of their union, or overlap and begin alike."""
    shared = overlap(a, b)
    if not shared:
        return False
    return shared / (max(a[1], b[1]) - min(a[0], b[0])) >= 0.5 or _first(text, a) == _first(text, b)


def matched(text: str, gold: Sequence[Range], found: Sequence[Range]) -> int:
    """How many of *gold* find a span of their own in *found*."""
    free, n = list(found), 0
    for g in gold:
        hit = next((f for f in free if same(text, g, f)), None)
        if hit is not None:
            free.remove(hit)
            n += 1
    return n


def pair(text: str, gold: Sequence[dict[str, Any]], found: Sequence[Event]) -> list[tuple[int, int]]:
    """One-to-one pairs of expected and found events of a right type with overlapping triggers, best first."""
    options = []
    for i, g in enumerate(gold):
        trigger = resolve(text, g["trigger"])
        for j, f in enumerate(found):
            shared = overlap(trigger, (f.trigger.start, f.trigger.end))
            if shared and f.type in (g["type"], g.get("also")):
                options.append((-shared, i, j))
    pairs: list[tuple[int, int]] = []
    for _, i, j in sorted(options):
        if all(i != a and j != b for a, b in pairs):
            pairs.append((i, j))
    return pairs


# --- what an entry's coding gets wrong ---


def _spans(parts: Sequence[Any]) -> list[Range]:
    return [(p.span.start, p.span.end) for p in parts]


def _actors(text: str, expected: dict[str, Any], found: Event) -> Iterator[str]:
    gold = {k: [resolve(text, s) for s in expected.get(k, [])] for k in ("actors", "recipients")}
    have = {"actors": _participants(found.actors), "recipients": _participants(found.recipients)}
    if found.type in SYMMETRIC:
        gold = {"actors": gold["actors"] + gold["recipients"], "recipients": []}
        have = {"actors": have["actors"] + have["recipients"], "recipients": []}
    for role, spans in gold.items():
        if spans and not any(same(text, spans[0], span) for span in have[role]):
            yield f"{role}: {text[slice(*spans[0])]!r} not in {[text[slice(*s)] for s in have[role]]}"


def _participants(parts: Sequence[Participant]) -> list[Range]:
    return _spans(parts) + [(p.names.start, p.names.end) for p in parts if p.names]


def innermost_ok(text: str, expected: dict[str, Any], found: Event) -> bool:
    """Whether the innermost source is right: the same phrase, or none on both sides."""
    gold = [resolve(text, s) for s in expected.get("sources", [])]
    have = _spans(found.sources)
    return bool(gold and have and same(text, gold[0], have[0])) or (not gold and not have)


def event_failures(entry: Entry, coding: Coding) -> list[str]:
    """What the coding of *entry* gets wrong about its events, one line each; empty when all holds.

    Must hold: trigger and type, factuality, innermost source, quote, the first actor and the first recipient
    (in either role where the event is symmetric). In a complete entry no further event may be found.
    """
    text, gold, found = entry.text, entry.expect.get("events", []), coding.events
    pairs = pair(text, gold, found)
    told = []
    for i, g in enumerate(gold):
        if i not in {a for a, _ in pairs}:
            start, end = resolve(text, g["trigger"])
            there = [f.type for f in found if overlap((start, end), (f.trigger.start, f.trigger.end))]
            instead = f" (coded {there[0]})" if there else ""
            told.append(f"event: {g['type']} {text[start:end]!r} missed{instead}")
    for i, j in pairs:
        g, f = gold[i], found[j]
        name = f"{g['type']} {text[slice(*resolve(text, g['trigger']))]!r}"
        if g["factuality"] != f.factuality.value:
            told.append(f"factuality: {name} {g['factuality']}, coded {f.factuality.value}")
        if not innermost_ok(text, g, f):
            have = [s.span.of(text) for s in f.sources]
            told.append(f"source: {name} {g.get('sources', [])[:1]}, coded {have}")
        elif g.get("quote") != f.quote:
            told.append(f"quote: {name} {g.get('quote')}, coded {f.quote}")
        told.extend(f"actor: {name} {what}" for what in _actors(text, g, f))
    if not entry.partial:
        extra = set(range(len(found))) - {j for _, j in pairs}
        told.extend(f"spurious: {found[j].type} {found[j].trigger.of(text)!r}" for j in sorted(extra))
    return told


def statement_failures(entry: Entry, coding: Coding) -> list[str]:
    """Relations, figures, agreements, stances, explanations of *entry* that its coding lacks, a line each."""
    text = entry.text
    checks = {
        "relations": _has_relation,
        "figures": _has_figure,
        "agreements": _has_agreement,
        "stances": _has_stance,
        "explanations": _has_explanation,
    }
    return [
        f"{kind}: {expected}"
        for kind, holds in checks.items()
        for expected in entry.expect.get(kind, [])
        if not holds(text, expected, coding)
    ]


def _at(text: str, expected: Any, span: Any) -> bool:
    return span is not None and same(text, resolve(text, expected), (span.start, span.end))


def _is(text: str, expected: Any, part: Participant | None) -> bool:
    return part is not None and any(
        same(text, resolve(text, expected), span) for span in _participants([part])
    )


def _has_relation(text: str, g: dict[str, Any], coding: Coding) -> bool:
    return any(
        r.type == g["type"] and _is(text, g["subject"], r.subject) and _is(text, g["object"], r.object)
        for r in coding.statements
        if isinstance(r, Relation)
    )


def _has_figure(text: str, g: dict[str, Any], coding: Coding) -> bool:
    value = resolve(text, g["value"])
    return any(
        f.measure == g["measure"]
        and (f.low, f.high) == (g["low"], g["high"])
        and overlap(value, (f.trigger.start, f.trigger.end)) > 0
        for f in coding.statements
        if isinstance(f, Figure)
    )


def _has_agreement(text: str, g: dict[str, Any], coding: Coding) -> bool:
    return any(
        all(any(_is(text, p, q) for q in a.parties) for p in g["parties"])
        and all(
            any(
                _at(text, t["does"], u.does) and u.in_exchange == t.get("in_exchange", False) for u in a.terms
            )
            for t in g["terms"]
        )
        and all(any(_at(text, c, d) for d in a.conditions) for c in g.get("conditions", []))
        and g.get("status", a.status) == a.status
        for a in coding.statements
        if isinstance(a, Agreement)
    )


def _has_stance(text: str, g: dict[str, Any], coding: Coding) -> bool:
    return any(
        s.stance == g["stance"]
        and _is(text, g["holder"], s.holder)
        and _at(text, g["topic"], s.topic)
        and all(
            _at(text, g[k], have)
            for k, have in (("from", s.from_), ("to", s.to), ("condition", s.condition))
            if k in g
        )
        for s in coding.statements
        if isinstance(s, Stance)
    )


def _has_explanation(text: str, g: dict[str, Any], coding: Coding) -> bool:
    return any(
        x.joint == g["joint"]
        and _at(text, g["effect"], x.effect)
        and all(any(_at(text, c, d) for d in x.causes) for c in g["causes"])
        for x in coding.statements
        if isinstance(x, Explanation)
    )


# --- the whole set ---


def aggregate(entries: Sequence[Entry], codings: Sequence[Coding]) -> dict[str, float]:
    """Scores over all entries, in 0..1, measured as the reference articles are.

    ``event_f1`` (extra events of partial entries are not counted), ``type_f1`` by trigger alone, and over the
    matched events ``factuality``, ``source`` (innermost) and ``chain`` (all links); recall of participants.
    """
    n: Counter[str] = Counter()
    for entry, coding in zip(entries, codings, strict=True):
        text, gold, found = entry.text, entry.expect.get("events", []), coding.events
        pairs = pair(text, gold, found)
        n["gold"] += len(gold)
        n["found"] += len(pairs) if entry.partial else len(found)
        n["pairs"] += len(pairs)
        for i, j in pairs:
            g, f = gold[i], found[j]
            chain = [resolve(text, s) for s in g.get("sources", [])]
            n["factuality"] += g["factuality"] == f.factuality.value
            n["source"] += innermost_ok(text, g, f)
            n["sourced"] += bool(chain)
            n["sourced right"] += bool(chain) and innermost_ok(text, g, f)
            have = _spans(f.sources)
            n["chain"] += len(chain) == len(have) and all(
                same(text, a, b) for a, b in zip(chain, have, strict=True)
            )
            for role in ("actors", "recipients", "places", "times"):
                if role != "recipients" or f.type not in SYMMETRIC:
                    _count_role(n, text, role, g, f)
        for key in ("relations", "figures", "agreements", "stances", "explanations"):
            n[f"{key} gold"] += len(entry.expect.get(key, []))
        for line in statement_failures(entry, coding):
            n[f"{line.split(':')[0]} missed"] += 1
    scores = {
        "event_precision": n["pairs"] / max(1, n["found"]),
        "event_recall": n["pairs"] / max(1, n["gold"]),
        "event_f1": 2 * n["pairs"] / max(1, n["gold"] + n["found"]),
        "factuality": n["factuality"] / max(1, n["pairs"]),
        "source": n["source"] / max(1, n["pairs"]),
        "source_when_there_is_one": n["sourced right"] / max(1, n["sourced"]),
        "chain": n["chain"] / max(1, n["pairs"]),
    }
    for role in ("actors", "recipients", "places", "times"):
        scores[f"{role}_recall"] = n[f"{role} right"] / max(1, n[f"{role} gold"])
    for key in ("relations", "figures", "agreements", "stances", "explanations"):
        scores[f"{key}_recall"] = 1 - n[f"{key} missed"] / max(1, n[f"{key} gold"])
    return scores


def _count_role(n: Counter[str], text: str, role: str, g: dict[str, Any], f: Event) -> None:
    gold = [resolve(text, s) for s in g.get(role, [])]
    have = _participants(getattr(f, role)) if role in ("actors", "recipients") else _spans(getattr(f, role))
    if role == "actors" and f.type in SYMMETRIC:
        gold += [resolve(text, s) for s in g.get("recipients", [])]
        have += _participants(f.recipients)
    n[f"{role} gold"] += len(gold)
    n[f"{role} right"] += matched(text, gold, have)


# --- marking what fails ---


def error_class(failures: Sequence[str]) -> str:
    """The kinds of *failures* (``event missed``, ``factuality``, ``relations`` ...), sorted and joined."""
    kinds = {"event missed" if line.startswith("event:") else line.split(":")[0] for line in failures}
    return ", ".join(sorted(kinds))


def mark(data: str, failures: dict[str, tuple[list[str], list[str]]]) -> str:
    """The data file's text with the marks for *failures* (id → those of events, of other statements)."""
    lines = []
    for line in data.splitlines():
        if line.startswith(("  xfail:", "  xfail_statements:")):
            continue
        lines.append(line)
        if line.startswith("- id: "):
            events, others = failures[line.removeprefix("- id: ").strip()]
            if events:
                lines.append(f"  xfail: {error_class(events)}")
            if others:
                lines.append(f"  xfail_statements: {error_class(others)}")
    return "\n".join(lines) + "\n"


def _main(arguments: Sequence[str]) -> None:
    import isnad  # noqa: PLC0415

    entries = load_entries()
    coder = isnad.load()
    codings = [coder(e.text, published=e.published, doc=e.id) for e in entries]
    failures = {}
    for entry, coding in zip(entries, codings, strict=True):
        failures[entry.id] = event_failures(entry, coding), statement_failures(entry, coding)
        for line in (*failures[entry.id][0], *failures[entry.id][1]):
            print(f"{entry.id}\t{line}")
    for name, value in aggregate(entries, codings).items():
        print(f"{name:28}{value:.3f}")
    kinds = Counter(
        kind for a, b in failures.values() for kind in {k for k in error_class([*a, *b]).split(", ") if k}
    )
    print("entries with:", ", ".join(f"{kind} {n}" for kind, n in kinds.most_common()))
    if "--mark" in arguments:
        DATA.write_text(mark(DATA.read_text("utf-8"), failures), "utf-8")


if __name__ == "__main__":
    _main(sys.argv[1:])
