"""How often each lexicon entry is really an event: counts on gold, smoothed by the entry's own weight.

    python training/lexicon_weights.py ARTICLES.jsonl GOLD.jsonl [--write] [--missed N] [--wrong N]

For every entry and form: in how many of the places where the entry's conditions hold does gold have an
event of its type (any type of trigger counts against it otherwise)? The estimate is
``(hits + PRIOR * weight) / (places + PRIOR)``. Every fifth article (index 4 modulo 5) is left out.
``--write`` puts the estimates of entries seen ``MIN`` times or more into the YAML files.
"""

from __future__ import annotations

import argparse
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from importlib import resources
from pathlib import Path

from isnad.evaluation.gold import load, offsets, word_range
from isnad.lexicon.event_entries import FORMS
from isnad.lexicon.events import Candidate, EventLexicon
from isnad.text.document import Document
from isnad.text.pipeline import analyse

PRIOR = 6.0
MIN = 5
Trigger = tuple[str, int, int]
"""Type, first word, last word (exclusive)."""
Counts = dict[tuple[str, str], list[int]]


def documents(articles: Path, gold: Path) -> Iterator[tuple[Document, dict[int, set[str]], list[Trigger]]]:
    """Analysed articles of the four development fifths, the types of each gold trigger word, the triggers."""
    for number, item in enumerate(
        sorted(load(articles, gold), key=lambda g: _order(articles)[g.article.doc])
    ):
        if number % 5 == 4:
            continue
        doc = analyse(item.article.text)
        types: dict[int, set[str]] = defaultdict(set)
        triggers: list[Trigger] = []
        for event in item.gold["events"]:
            start, end = offsets(item.article.text, event["trigger"])
            words = word_range(doc, start, end)
            if words:
                triggers.append((event["type"], *words))
            for k in range(*words) if words else ():
                types[k].add(event["type"])
        yield doc, types, triggers


_orders: dict[Path, dict[str, int]] = {}


def _order(articles: Path) -> dict[str, int]:
    if articles not in _orders:
        ids = re.findall(r'^\{"doc": "([^"]+)"', articles.read_text("utf8"), re.MULTILINE)
        _orders[articles] = {doc: i for i, doc in enumerate(ids)}
    return _orders[articles]


def snippet(doc: Document, i: int) -> str:
    """The word with six words on either side."""
    words = [w.text for w in doc.words]
    return " ".join([*words[max(0, i - 6) : i], f"[{words[i]}]", *words[i + 1 : i + 7]])


class Report:
    """Counts over the articles, and what was missed or wrong."""

    def __init__(self, own: frozenset[str]) -> None:
        self.own = own
        self.counts: Counts = defaultdict(lambda: [0, 0])
        self.gold: Counter[str] = Counter()
        self.found: Counter[str] = Counter()
        self.strong: Counter[str] = Counter()
        self.right: Counter[str] = Counter()
        self.any_event: Counter[str] = Counter()
        self.missed: list[str] = []
        self.wrong: list[str] = []

    def add(
        self,
        doc: Document,
        types: dict[int, set[str]],
        triggers: list[Trigger],
        found: list[list[Candidate]],
    ) -> None:
        """Count one article: a trigger is found when one of its words has a candidate of its type."""
        for kind, first, last in triggers:
            if kind not in self.own:
                continue
            self.gold[kind] += 1
            if any(c.type == kind for k in range(first, last) for c in found[k]):
                self.found[kind] += 1
            else:
                self.missed.append(f"{kind}\t{snippet(doc, first)}\t{[c.type for c in found[first]]}")
        for i, candidates in enumerate(found):
            gold = types.get(i, set())
            for c in candidates:
                counts = self.counts[c.entry.id, c.form]
                counts[1] += 1
                counts[0] += c.type in gold
            best = candidates[0] if candidates else None
            if best and best.weight >= 0.5 and best.type in self.own:
                self.strong[best.type] += 1
                self.right[best.type] += best.type in gold
                self.any_event[best.type] += bool(gold)
                if best.type not in gold:
                    self.wrong.append(f"{best.entry.id}\t{best.form}\t{sorted(gold)}\t{snippet(doc, i)}")

    def summary(self) -> str:
        """Recall of gold triggers by some candidate of the right type; precision of strong candidates."""
        lines = []
        rows = [(k, k) for k in sorted(self.gold)] + [("all", "")]
        for name, kind in rows:
            of = [kind] if kind else sorted(self.own)
            gold, found = sum(self.gold[k] for k in of), sum(self.found[k] for k in of)
            strong, right = sum(self.strong[k] for k in of), sum(self.right[k] for k in of)
            events = sum(self.any_event[k] for k in of)
            lines.append(
                f"{name:10} gold {gold:5} recall {found / max(gold, 1):.3f}   weight>=.5 {strong:5} "
                f"precision {right / max(strong, 1):.3f} (an event of any type {events / max(strong, 1):.3f})"
            )
        return "\n".join(lines)


def estimates(lexicon: EventLexicon, counts: Counts) -> dict[str, dict[str, float]]:
    """Entry → form → smoothed weight, for entries seen at least MIN times."""
    result: dict[str, dict[str, float]] = {}
    for entry in lexicon.entries:
        seen = {form: counts[entry.id, form] for form in FORMS if (entry.id, form) in counts}
        if sum(n for _, n in seen.values()) < MIN:
            continue
        result[entry.id] = {
            form: round((seen[form][0] + PRIOR * w) / (seen[form][1] + PRIOR), 2) if form in seen else w
            for form, w in entry.weights.items()
        }
    return result


def write(lexicon: EventLexicon, weights: dict[str, dict[str, float]], own: frozenset[str]) -> None:
    """Replace the ``weight:`` lines of the estimated entries in the YAML files of the chosen types."""
    folder = Path(str(resources.files("isnad.lexicon"))) / "data" / "events"
    entries = iter(lexicon.entries)
    for path in sorted(folder.glob("*.yaml")):
        blocks = re.split(r"(?m)^(?=- )", path.read_text("utf8"))
        for number, block in enumerate(blocks):
            if not block.startswith("- "):
                continue
            entry = next(entries)
            if entry.id in weights and entry.type in own:
                forms = [f for f in FORMS if any(f == _form(k) for k, _ in entry.forms)] or ["verb", "noun"]
                values = {f: weights[entry.id][f] for f in forms}
                text = (
                    str(next(iter(values.values())))
                    if len(set(values.values())) == 1
                    else "{" + ", ".join(f"{f}: {v}" for f, v in values.items()) + "}"
                )
                blocks[number] = re.sub(r"(?m)^  weight:.*$", f"  weight: {text}", block)
        path.write_text("".join(blocks), "utf8")


def _form(kind: str) -> str:
    return "participle" if kind in ("active", "passive") else kind


def main() -> None:
    """Measure, print, and write when asked."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("articles", type=Path)
    parser.add_argument("gold", type=Path)
    parser.add_argument("--types", default="ASSAULT,COERCE,PROTEST,MOBILIZE,SANCTION,RETREAT")
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--missed", type=int, default=0)
    parser.add_argument("--wrong", type=int, default=0)
    parser.add_argument("--weights", action="store_true")
    options = parser.parse_args()
    lexicon = EventLexicon.load()
    report = Report(frozenset(options.types.split(",")))
    for doc, types, triggers in documents(options.articles, options.gold):
        report.add(doc, types, triggers, [lexicon.candidates(doc, i) for i in range(len(doc.words))])
    print(report.summary())
    weights = estimates(lexicon, report.counts)
    if options.weights:
        for entry in lexicon.entries:
            for form, w in weights.get(entry.id, {}).items():
                hits, places = report.counts.get((entry.id, form), [0, 0])
                if places:
                    print(f"{entry.id}\t{form}\t{hits}/{places}\t{entry.weights[form]} -> {w}")
    print("\n".join(report.missed[: options.missed]))
    print("\n".join(report.wrong[: options.wrong]))
    if options.write:
        write(lexicon, weights, report.own)


if __name__ == "__main__":
    main()
