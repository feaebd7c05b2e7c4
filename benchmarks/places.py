"""How many places that news names does the gazetteer resolve, and how far off?

    .venv/bin/python benchmarks/places.py [--shared ../shared] [--countries ML DZ LY]

Measure, not source: Who's On First (``data/places/wof_arabic_places.tsv``) says which
localities Mali, Algeria and Libya have, under which Arabic names, and where; nothing of
it is in the package. The news of ``data/news`` says which of them matter.

A name *occurs* when all of this holds:

* it stands as whole words (proclitics allowed) in an article that is *about* the country:
  the country's name and nisba are in it, more often than those of any other country;
* it stands right after a place noun (``مدينة بلدة قرية حي`` ..., not ``ولاية``; the class ``named`` of
  ``heads.tsv``), or, when it is no ordinary word, right
  after a locative preposition (``في إلى من قرب`` ..., ``بـ``).
  A single word counts as ordinary when fewer than 12 in 100 of its uses in the news
  stand after a place noun or such a preposition, or none stands after a place noun;
* it is not the name of a country or a nisba, no longer name stands there, and the article speaks of
  no other country where there is a place of that name (``other``: left out of the count).

Ordinary words after a place noun (``قرية السلام``, but also ``مدينة دون ماء``) are counted apart.

A locality is *resolved* when the majority of (at most five) such articles give it a mention
within 50 km of a Who's On First place of that name in that country, or say that it is ambiguous.
*Silent* is the error that must not happen: coordinates in another country with no word of doubt,
in an article that does not speak of that other country.
"""

from __future__ import annotations

import argparse
import collections
import csv
import json
import lzma
import math
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from isnad.coding.places import PlaceFinder
from isnad.lexicon.place_nouns import place_nouns
from isnad.lexicon.places import Place, load_gazetteer
from isnad.text.document import Document
from isnad.text.normal import bare
from isnad.text.pipeline import analyse

ISO = {"ML": "MLI", "DZ": "DZA", "LY": "LBY", "SD": "SDN", "YE": "YEM", "SY": "SYR", "IQ": "IRQ", "PS": "PSE"}
TOKEN = re.compile("[\u0621-\u064a]+|[.،؛:]")
TOWN_KINDS = {"locality", "neighbourhood", "camp", "crossing", "airport", "base", "port"}
HEADS = frozenset(word for word, kind in place_nouns().named.items() if kind in TOWN_KINDS)
LOCATIVE = set("في الي من قرب شمال جنوب شرق غرب شمالي جنوبي شرقي غربي وسط نحو باتجاه".split())  # noqa: SIM905
PLACE_WORDS = HEADS | LOCATIVE
WEAK = {"مالي", "المالية", "المالي", "مالية", "الماليين"}
Name = tuple[str, ...]
Spot = tuple[float, float]


def wof_names(path: Path, countries: list[str]) -> dict[Name, dict[str, list[Spot]]]:
    """Folded Arabic names of localities → country → coordinates."""
    names: dict[Name, dict[str, list[Spot]]] = collections.defaultdict(lambda: collections.defaultdict(list))
    boxes = load_gazetteer().extents
    with path.open(encoding="utf-8") as handle:
        for row in csv.DictReader(handle, delimiter="\t"):
            if row["country"] not in countries or row["placetype"] != "locality":
                continue
            lat, lon = float(row["latitude"]), float(row["longitude"])
            box = boxes[ISO[row["country"]]]
            if not (box.south - 1 < lat < box.north + 1 and box.west - 1 < lon < box.east + 1):
                continue  # five Maltese towns stand under Mali's code
            for name in row["names_ar"].split("|"):
                words = tuple(re.findall("[\u0621-\u064a]+", bare(name)))
                if words:
                    names[words][ISO[row["country"]]].append((lat, lon))
    return names


def articles(folder: Path) -> Iterator[str]:
    """Title and text of every article."""
    for file in sorted(folder.glob("*.jsonl.xz")):
        with lzma.open(file, "rt") as lines:
            for line in lines:
                article = json.loads(line)
                yield f"{article.get('title') or ''}.\n{article.get('text') or ''}"


def readings(word: str) -> list[tuple[str, str]]:
    """``(proclitic, rest)`` of a folded word."""
    found = [("", word)]
    if len(word) > 3 and word[0] in "وف":
        word = word[1:]
        found.append(("", word))
    if len(word) > 3 and word[0] in "بل":
        found.append((word[0], word[1:]))
    if len(word) > 4 and word.startswith("لل"):
        found.append(("ل", "ال" + word[2:]))
    return found


class Scan:
    """One pass over the news: where the names stand, and how ordinary their words are."""

    def __init__(self, names: dict[Name, dict[str, list[Spot]]]) -> None:
        gazetteer = load_gazetteer()
        self.states = {n: p.id for n, p in self._state_names()}
        self.nisba = gazetteer.nisba
        self.first: dict[str, list[Name]] = collections.defaultdict(list)
        for name in names:
            if " ".join(name) not in self.states and name[0] not in self.nisba:
                self.first[name[0]].append(name)
        self.uses: dict[str, list[int]] = collections.defaultdict(lambda: [0, 0, 0])
        self.found: dict[tuple[Name, str], list[tuple[str, bool]]] = collections.defaultdict(list)
        self.names = names
        self.cache: dict[str, list[tuple[str, str]]] = {}
        self.lookup = gazetteer.lookup

    @staticmethod
    def _state_names() -> list[tuple[str, Place]]:
        gazetteer = load_gazetteer()
        return [
            (" ".join([first, *name.rest]), gazetteer.places[name.places[0]])
            for first, entries in gazetteer.index.items()
            for name in entries
            if gazetteer.places[name.places[0]].type == "country"
        ]

    def read(self, text: str) -> None:
        """Count one article."""
        words = TOKEN.findall(bare(text))
        hits: set[tuple[Name, bool]] = set()
        about: collections.Counter[str] = collections.Counter()
        for i, word in enumerate(words):
            known = self.cache.get(word)
            if known is None:
                known = self.cache[word] = [
                    (c, f)
                    for c, f in readings(word)
                    if f in self.states or f in self.nisba or f in self.first
                ]
            if not known:
                continue
            before = words[i - 1] if i else "."
            stem = before[1:] if before[0] in "وفبل" and before[1:] in PLACE_WORDS else before
            for clitic, form in known:
                country = self.states.get(form) or self.nisba.get(form)
                if country and (form not in WEAK or (form == "مالي" and (stem in LOCATIVE or clitic))):
                    about[country] += 1
                headed = stem in HEADS and not clitic
                located = stem in LOCATIVE or clitic == "ب"
                here = [n for n in self.first.get(form, ()) if tuple(words[i + 1 : i + len(n)]) == n[1:]]
                longest = max(here, key=len, default=())
                if len(longest) == 1:
                    use = self.uses[form]
                    use[0] += 1
                    use[1] += headed
                    use[2] += located and not headed
                if longest and (headed or located):
                    hits.add((longest, headed))
        if not hits or not about:
            return
        top, best = about.most_common(1)[0]
        if list(about.values()).count(best) > 1:
            return
        for name, headed in sorted(hits):
            namesakes = {p.country for p in self.lookup(" ".join(name))} - {top}
            if any(about[c] for c in namesakes):
                continue
            if top in self.names[name] and len(self.found[name, top]) < 60:
                self.found[name, top].append((text, headed))

    def ordinary(self, name: Name) -> bool:
        """Whether a name is also an ordinary word, by its use in the news."""
        if len(name) > 1:
            return False
        seen, headed, located = self.uses[name[0]]
        return not headed or (headed + located) / seen < 0.12


def km(a: Spot, b: Spot) -> float:
    """Distance in kilometres, good below a few hundred."""
    return 111.2 * math.hypot(a[0] - b[0], (a[1] - b[1]) * math.cos(math.radians(a[0])))


def judge(finder: PlaceFinder, text: str, name: Name, country: str, spots: list[Spot]) -> str:
    """What the finder makes of *name* in one article: near, far, ambiguous, silent, other or missing."""
    doc = analyse(text)
    verdict = "missing"
    for m in finder.find(doc):
        words = tuple(re.findall("[\u0621-\u064a]+", bare(doc.text[m.start : m.end])))
        if not any(words[k : k + len(name)] == name for k in range(len(words))):
            continue
        if m.ambiguous:
            return "ambiguous"
        if m.lat is None or m.lon is None:
            verdict = "unknown" if verdict == "missing" else verdict
        elif m.country == country:
            if min(km((m.lat, m.lon), s) for s in spots) <= 50:
                return "near"
            verdict = "far" if m.type == "locality" else "wider"
        else:
            verdict = (
                "other" if m.country is None or _spoken_apart(doc, finder, m.country, m.first) else "silent"
            )
    return verdict


def _spoken_apart(doc: Document, finder: PlaceFinder, country: str | None, first: int) -> bool:
    """Whether the article speaks of *country* elsewhere than at word *first*."""
    nisba = load_gazetteer().nisba
    if any(nisba.get(w.norm) == country for w in doc.words):
        return True
    return any(m.country == country and m.first != first for m in finder.find(doc))


def main() -> None:
    """Print the share, the misses and the silent errors."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shared", type=Path, default=Path(__file__).parents[2] / "shared")
    parser.add_argument("--countries", nargs="+", default=["ML", "DZ", "LY"], choices=sorted(ISO))
    args = parser.parse_args()
    table = args.shared / "data/places/wof_arabic_places.tsv"
    if not table.exists():
        sys.exit(f"{table} is missing: give the folder with --shared.")
    names = wof_names(table, args.countries)
    scan = Scan(names)
    for text in articles(args.shared / "data/news"):
        scan.read(text)
    finder = PlaceFinder()
    total: collections.Counter[str] = collections.Counter()
    good: collections.Counter[str] = collections.Counter()
    verdicts: collections.Counter[str] = collections.Counter()
    for (name, country), found in sorted(scan.found.items()):
        ordinary = scan.ordinary(name)
        chosen = [t for t, headed in found if headed or not ordinary][:5]
        results = collections.Counter(judge(finder, t, name, country, names[name][country]) for t in chosen)
        verdicts.update(results)
        del results["other"]
        if not results.total():
            continue
        right = 2 * (results["near"] + results["ambiguous"]) >= results.total()
        group = "ordinary words" if ordinary else country
        total[group] += 1
        good[group] += right
        if not right or results["silent"]:
            print(
                "note" if right else "MISS",
                country,
                "(ordinary)" if ordinary else "",
                " ".join(name),
                dict(results),
            )
    for group in sorted(total):
        print(f"{group}: {good[group]} of {total[group]} = {good[group] / total[group]:.1%}")
    n, g = total.total(), good.total()
    print(f"names alone: {g - good['ordinary words']} of {n - total['ordinary words']}")
    print(f"all: {g} of {n} = {g / max(n, 1):.1%}; mentions {dict(verdicts)}")


if __name__ == "__main__":
    main()
