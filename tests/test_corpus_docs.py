"""The document of the corpus against the tables."""

from __future__ import annotations

import doctest
import re
from pathlib import Path

from isnad.store.models import Base

PAGE = Path(__file__).parent.parent / "docs" / "corpus.md"
DOCUMENT = PAGE.read_text(encoding="utf-8")


def test_every_table_and_column_stands_in_the_document() -> None:
    rows = dict(re.findall(r"^\| `(\w+)` \| [^|]+ \| (.+) \|$", DOCUMENT, re.M))
    told = {}
    for name, cells in rows.items():
        bare = re.sub(r"\([^)]*\)", "", cells)
        told[name] = set(re.findall(r"`(\w+)`", bare))
    assert told == {t.name: {c.name for c in t.columns} for t in Base.metadata.sorted_tables}


def test_the_snippets_run() -> None:
    failed, attempted = doctest.testfile(str(PAGE), module_relative=False, encoding="utf-8")
    assert attempted >= 9 and not failed
