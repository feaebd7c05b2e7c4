"""Parquet: everything, a file a table, columns documented in the file's own metadata."""

from __future__ import annotations

from typing import Any

from isnad.export.corpus import Corpus
from isnad.export.package import Package
from isnad.export.tables import TABLES, Row, rows

_PORTION = 20_000
"""Rows written at once."""


def write(corpus: Corpus, out: Package) -> None:
    """Write ``TABLE.parquet`` for every table into *out*. Raises ModuleNotFoundError without pyarrow."""
    import pyarrow as pa  # noqa: PLC0415  # an extra: isnad[parquet]
    import pyarrow.parquet as pq  # noqa: PLC0415

    types = {
        "string": pa.string(),
        "integer": pa.int64(),
        "number": pa.float64(),
        "boolean": pa.bool_(),
        "date": pa.date32(),
    }
    schemas = {
        s.name: pa.schema(
            [pa.field(c.name, types[c.type], metadata={"description": c.description}) for c in s.columns],
            metadata={"description": s.description},
        )
        for s in TABLES
    }
    parts = {name: out.folder / f"{name}.parquet.part" for name in schemas}
    files: dict[str, Any] = {name: pq.ParquetWriter(parts[name], schema) for name, schema in schemas.items()}
    waiting: dict[str, list[Row]] = {name: [] for name in schemas}
    try:
        for table, row in rows(corpus, out):
            waiting[table].append(row)
            out.counts[table] += 1
            if len(waiting[table]) >= _PORTION:
                files[table].write_table(pa.Table.from_pylist(waiting[table], schema=schemas[table]))
                waiting[table].clear()
        for table, left in waiting.items():
            files[table].write_table(pa.Table.from_pylist(left, schema=schemas[table]))
    finally:
        for file in files.values():
            file.close()
    for schema in TABLES:
        path = out.folder / f"{schema.name}.parquet"
        parts[schema.name].replace(path)
        out.resource(path.name, schema.description, schema.columns, out.counts[schema.name])
