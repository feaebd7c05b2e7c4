"""Annotate news by reading: number the words of an article, and turn short lines about them into stand-off gold.

usage: annotate.py pick OUT.jsonl [KNOWN.jsonl ...] --count N [--seed S]   choose conflict and diplomacy articles of ../shared/data/news
       annotate.py show ARTICLES.jsonl [DOC ...]            print articles with every word numbered
       annotate.py gold ARTICLES.jsonl GOLD.jsonl [DOC ...] print existing gold as short lines
       annotate.py read ARTICLES.jsonl NOTES.txt OUT.jsonl  short lines -> gold with offsets; every problem by line

A short line names words by number (``4-6``: words 4 to 6 inclusive). Proclitics are left outside spans by rule, and
the pronoun at the end of a trigger too. Fields: ``a`` actor, ``r`` recipient, ``p`` place, ``t`` time, ``f``
factuality (default actual), ``s`` sources innermost first, ``q`` quote (``d`` or ``i``; default ``i`` with a source):

    doc n123                                  then one line a statement
    E 12 ASSAULT/aerial a=3-5,9 r=14-16 p=20 t=22-23 s=1-2,30 f=actual q=d
    R leads 5-6 9 s=1-2                       subject, object
    F killed 12-13 3 3 of=13 by=4             value, low, high

The output is stand-off: article ids and offsets, no text.
"""

from __future__ import annotations

import argparse
import collections
import json
import lzma
import random
import re
import sys
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parent.parent / "src"), str(Path(__file__).parent.parent.parent / "shared/gold")]
from check_gold import FACTUALITY, MEASURES, MODES, RELATIONS, TYPES

from isnad.evaluation.gold import offsets, word_range
from isnad.text.document import Document
from isnad.text.pipeline import analyse

SHARED = Path(__file__).parent.parent.parent / "shared"
ROLES = {"a": "actor", "r": "recipient", "p": "place", "t": "time"}
TOPICS = ("قوات", "الجيش", "وزير", "الرئيس", "هجوم", "مقتل", "محادثات", "اتفاق", "مسلح", "الأمم المتحدة", "غارات", "اعتقال",
          "احتجاج", "تظاهر", "عقوبات", "مفاوضات", "حركة", "تنظيم", "الحكومة", "المعارضة", "هدنة", "انسحاب", "سفير", "بيان")


def shingles(text: str, n: int = 5) -> set[int]:
    """Hashes of the article's runs of *n* words."""
    w = re.findall(r"\w+", text)
    return {hash(tuple(w[k : k + n])) for k in range(max(1, len(w) - n + 1))}


def pick(out: Path, count: int, seed: int, besides: list[Path]) -> None:
    """Write *count* articles on conflict or diplomacy that are no copy of an annotated one or of each other."""
    known = [json.loads(line) for p in (SHARED / "gold/news/articles.jsonl", *besides) for line in p.open(encoding="utf8")]
    seen: set[int] = set().union(*(shingles(a["text"]) for a in known))
    titles = {a.get("title") for a in known} - {None, ""}
    rows = []
    for name, share in (("ant", 0.66), ("saudinewsnet", 0.32), ("jawhara", 0.02)):
        pool = [json.loads(line) for line in lzma.open(SHARED / f"data/news/{name}.jsonl.xz", "rt", encoding="utf8")]
        pool = [r for r in pool if 80 <= len(r["text"].split()) <= 330 and sum(r["text"].count(t) for t in TOPICS) >= 7]
        random.Random(seed).shuffle(pool)
        taken: collections.Counter[str] = collections.Counter()
        want = round(count * share)
        for r in pool:
            own = shingles(r["text"])
            if want <= 0 or r.get("title") in titles or len(own & seen) > 0.12 * len(own) or taken[r["outlet"]] > 0.45 * count:
                continue
            seen |= own
            titles.add(r.get("title"))
            taken[r["outlet"]] += 1
            want -= 1
            rows.append({k: r.get(k) for k in ("doc", "outlet", "published", "title", "text")})
    random.Random(seed).shuffle(rows)
    with out.open("w", encoding="utf8") as f:
        for r in rows:
            f.write(json.dumps(r, ensure_ascii=False) + "\n")
    print(len(rows), collections.Counter(r["outlet"] for r in rows))


def shown(doc: Document) -> str:
    """The article, a sentence a line, each word as ``number:proclitics+word``."""
    lines = []
    for s in doc.sentences:
        parts = []
        for w in doc.words[s.first : s.last]:
            whole = doc.text[w.start : w.end]
            head, tail = doc.text[w.start : w.stem_start], doc.text[w.stem_start : w.end]
            parts.append(whole if w.is_punct else f"{w.i}:{head}+{tail}" if head and tail else f"{w.i}:{whole}")
        lines.append(" ".join(parts))
    return "\n".join(lines)


class Reader:
    """Short lines of one article to gold with offsets into its original text."""

    def __init__(self, row: dict, doc: Document) -> None:
        self.row, self.doc = row, doc
        self.gold: dict = {"doc": row["doc"], "published": None, "events": [], "relations": [], "figures": []}

    def span(self, ref: str, trigger: bool = False) -> dict[str, int]:
        m = re.fullmatch(r"(\d+)(?:-(\d+))?", ref)
        if not m:
            raise ValueError(f"not a word number or range: {ref!r}")
        first, last = int(m[1]), int(m[2] or m[1])
        if last < first or last >= len(self.doc.words) or last - first > 30:
            raise ValueError(f"no such words: {ref}")
        a, b = self.doc.words[first], self.doc.words[last]
        o = self.doc.clean.original(a.stem_start, b.stem_end if trigger else b.end)
        return {"start": o.start, "end": o.end}

    def spans(self, refs: str) -> list[dict[str, int]]:
        return [self.span(r) for r in refs.split(",") if r]

    def line(self, line: str) -> None:
        kind, *rest = line.split()
        plain = [x for x in rest if "=" not in x]
        fields = dict(x.split("=", 1) for x in rest if "=" in x)
        fact = {"act": "actual", "plan": "planned", "poss": "possible", "cond": "conditional", "hab": "habitual"}.get(
            fields.get("f", "actual"), fields.get("f", "actual"))
        if fact not in FACTUALITY:
            raise ValueError(f"factuality {fact!r}")
        common = {"factuality": fact, "sources": self.spans(fields.get("s", ""))}
        unknown = set(fields) - {"a", "r", "p", "t", "f", "s", "q", "of", "by"}
        if unknown:
            raise ValueError(f"unknown field {sorted(unknown)}")
        if kind == "E":
            kind_of, _, mode = plain[1].partition("/")
            if kind_of not in TYPES or (mode or None) not in MODES:
                raise ValueError(f"type or mode {plain[1]!r}")
            quote = {"d": "direct", "i": "indirect"}[fields.get("q", "i")] if common["sources"] else None
            self.gold["events"].append({"trigger": self.span(plain[0], True), "type": kind_of, "mode": mode or None,
                                        **{name: self.spans(fields.get(k, "")) for k, name in ROLES.items()}, **common, "quote": quote})
        elif kind == "R":
            if plain[0] not in RELATIONS:
                raise ValueError(f"relation {plain[0]!r}")
            self.gold["relations"].append({"type": plain[0], "subject": self.span(plain[1]), "object": self.span(plain[2]), **common})
        elif kind == "F":
            if plain[0] not in MEASURES:
                raise ValueError(f"measure {plain[0]!r}")
            number = lambda x: float(x) if "." in x else int(x)
            one = lambda k: self.span(fields[k]) if fields.get(k) else None
            self.gold["figures"].append({"measure": plain[0], "value": self.span(plain[1]), "of": one("of"), "by": one("by"),
                                         "low": number(plain[2]), "high": number(plain[3]), **common})
        else:
            raise ValueError(f"a line begins with E, R, F or doc, not {kind!r}")


def read(articles: dict[str, dict], notes: Path, out: Path) -> int:
    """Turn short lines into gold; returns the number of problems, each printed with its line."""
    bad, reader, done = 0, None, []
    for number, raw in enumerate(notes.read_text("utf8").splitlines(), 1):
        line = raw.split("#")[0].strip()
        if not line:
            continue
        try:
            if line.startswith("doc"):
                row = articles[line.split()[1]]
                reader = Reader(row, analyse(row["text"]))
                done.append(reader)
            elif reader is None:
                raise ValueError("a doc line must come first")
            else:
                reader.line(line)
        except (ValueError, KeyError, IndexError) as e:
            print(f"{notes}:{number}: {type(e).__name__}: {e}: {line}")
            bad += 1
    with out.open("w", encoding="utf8") as f:
        for r in done:
            f.write(json.dumps(r.gold, ensure_ascii=False, separators=(",", ":")) + "\n")
    n = collections.Counter(k for r in done for k in ("events", "relations", "figures") for _ in r.gold[k])
    print(len(done), "articles", dict(n), bad, "problems")
    return bad


def short(row: dict, gold: dict, doc: Document) -> str:
    """Existing gold as short lines."""
    def ref(span) -> str:
        r = word_range(doc, *offsets(row["text"], span))
        return "?" if r is None else str(r[0]) if r[1] == r[0] + 1 else f"{r[0]}-{r[1] - 1}"

    def tail(x) -> str:
        text = "" if x["factuality"] == "actual" else f" f={x['factuality']}"
        if x["sources"]:
            text += " s=" + ",".join(map(ref, x["sources"])) + (" q=d" if x.get("quote") == "direct" else "")
        return text

    lines = [f"doc {row['doc']}"]
    for e in gold["events"]:
        args = "".join(f" {k}=" + ",".join(map(ref, e[name])) for k, name in ROLES.items() if e[name])
        lines.append(f"E {ref(e['trigger'])} {e['type']}" + (f"/{e['mode']}" if e["mode"] else "") + args + tail(e))
    for r in gold["relations"]:
        lines.append(f"R {r['type']} {ref(r['subject'])} {ref(r['object'])}" + tail(r))
    for g in gold["figures"]:
        extra = "".join(f" {k}={ref(g[k])}" for k in ("of", "by") if g[k])
        lines.append(f"F {g['measure']} {ref(g['value'])} {g['low']} {g['high']}{extra}" + tail(g))
    return "\n".join(lines)


def main() -> None:
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("what", choices=("pick", "show", "gold", "read"))
    ap.add_argument("paths", nargs="+")
    ap.add_argument("--count", type=int, default=100)
    ap.add_argument("--seed", type=int, default=5)
    a = ap.parse_args()
    if a.what == "pick":
        pick(Path(a.paths[0]), a.count, a.seed, [Path(x) for x in a.paths[1:]])
        return
    articles = {r["doc"]: r for r in map(json.loads, open(a.paths[0], encoding="utf8"))}
    if a.what == "read":
        sys.exit(bool(read(articles, Path(a.paths[1]), Path(a.paths[2]))))
    docs = a.paths[1:] if a.what == "show" else a.paths[2:]
    gold = {} if a.what == "show" else {g["doc"]: g for g in map(json.loads, open(a.paths[1], encoding="utf8"))}
    for name in docs or articles:
        row = articles[name]
        doc = analyse(row["text"])
        if a.what == "show":
            print(f"doc {name} | {row.get('outlet')} | {row.get('published')}\n{shown(doc)}\n")
        elif name in gold:
            print(short(row, gold[name], doc), "\n")


if __name__ == "__main__":
    main()
