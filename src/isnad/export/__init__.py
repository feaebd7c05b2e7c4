"""Exports: one module a format that users' own tools read.

>>> from isnad.export import export, FORMATS
>>> from isnad.store import open_store                          # doctest: +SKIP
>>> export(open_store("corpus.db"), "geojson", Path("out"))     # doctest: +SKIP
"""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import Any

from isnad.export.corpus import Corpus, MemoryCorpus, Remembering, reviews_of
from isnad.export.package import Package

__all__ = ["FORMATS", "Corpus", "MemoryCorpus", "export"]

FORMATS: dict[str, str] = {
    "acled": "ACLED-like CSV: what happened, for ACLED workbooks, HDX, QGIS",
    "ucdp": "UCDP GED-like CSV: lethal happenings with low, best and high",
    "plover": "PLOVER JSON Lines: every event, for PLOVER, POLECAT and NGEC tools",
    "mentions": "mentions CSV: every statement of every article",
    "ftm": "FollowTheMoney entities and statement CSV, for OpenAleph and OpenSanctions tools",
    "prov": "PROV JSON-LD: who was quoted from whom",
    "gexf": "GEXF: actors and their relations, for Gephi",
    "geojson": "GeoJSON: happenings on the map, for QGIS and Felt",
    "gold": "gold JSON Lines: what people made of statements, for scoring and training",
    "parquet": "Parquet: everything, a file a table, for pandas, R and DuckDB",
    "sqlite": "SQLite: everything, with a documented schema, for Datasette",
}
"""Name of every format, and what it is for; a module of this package each."""


def export(corpus: Corpus, name: str, folder: Path, **options: Any) -> Path:
    """Write *corpus* in the format *name* into ``folder/name`` and return that folder.

    *options*: ``hxl=True`` (``acled``: the row of HXL tags). Raises KeyError for an unknown format, OSError when
    the folder cannot be written, and ModuleNotFoundError when a format needs a package that is not installed.
    """
    title = FORMATS[name]
    writer = import_module(f"isnad.export.{name}")
    out = Package(folder / name, name, title)
    for kind, idents in sorted(corpus.removed().items()):
        for ident in idents:
            out.remove(ident, f"{kind} that the corpus no longer holds")
    for (doc, ident), status in sorted(reviews_of(corpus).items()):
        if status == "rejected":
            out.remove(f"{doc}#{ident}", "rejected by a reviewer")
    watched = Remembering(corpus)
    writer.write(watched, out, **options)
    for version in watched.versions:
        out.version(version)
    out.counts["articles"] = len(watched.docs)
    out.close()
    return out.folder
