"""``isnad find``: statements of a corpus."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterable
from typing import TYPE_CHECKING

import click

from isnad.commands.filters import filter_options
from isnad.commands.options import database_errors, lang_option, open_corpus
from isnad.messages import Lang, text

if TYPE_CHECKING:
    from isnad.store import Filter

SHOWN = 50
"""Rows of a table where no limit is given."""
_HELP = """Find statements in a corpus.

Every filter may be given several times (any of the values will do) or with commas; different
filters must all hold. Words (--text, --actor, --place) match in any spelling: ليبيا finds
بليبيا and وليبيا, مسئول finds للمسؤول.

\b
Examples:
  isnad find corpus.db --type ASSAULT --country MLI --from 2013-01-01 --to 2013-01-31
  isnad find corpus.db --actor "الحركة الوطنية لتحرير أزواد" --factuality denied
  isnad find corpus.db --text '"وقف إطلاق النار"' --roots 2 --fold-copies
  isnad find corpus.db --kind figure --type killed -f csv > killed.csv
  isnad find corpus.db --type CONSULT -f jsonl | head

\b
The id of a row is for: isnad show corpus.db ID
Exit status: 0 when something was found, 1 when nothing was.
"""


@click.command(help=_HELP)
@click.argument("corpus", metavar="CORPUS")
@filter_options
@click.option("-f", "--format", "format_", type=click.Choice(["table", "jsonl", "csv"]), default="table",
              show_default=True, help="table for reading here, jsonl for programs, csv for spreadsheets.")  # fmt: skip
@click.option("--limit", type=click.IntRange(min=1), metavar="N",
              help=f"At most N rows (a table: {SHOWN} where nothing is said).")  # fmt: skip
@lang_option
def find(corpus: str, wanted: Filter, format_: str, limit: int | None, lang: Lang) -> None:
    """Find statements."""
    from isnad.output import hits  # noqa: PLC0415

    if limit is None and format_ == "table":
        limit = SHOWN
    with open_corpus(corpus, existing=True) as store, database_errors(corpus, lang):
        try:
            total = store.count(wanted)
            found = store.find(wanted, limit)
            if format_ == "table":
                emit([hits.as_table(found, lang, shutil.get_terminal_size((160, 24)).columns)] if total else [])
                shown = min(total, limit or total)
                click.echo(text("find.shown", lang, shown=f"{shown:,}", total=f"{total:,}"), err=True)
            else:
                emit(hits.jsonl(found) if format_ == "jsonl" else hits.as_csv(found))
        except ValueError as error:
            raise click.UsageError(str(error)) from error
    sys.exit(0 if total else 1)


def emit(pieces: Iterable[str]) -> None:
    """Write *pieces* to standard output as UTF-8; a reader that goes away ends it quietly."""
    try:
        for piece in pieces:
            sys.stdout.buffer.write(piece.encode("utf-8", "replace"))
        sys.stdout.buffer.flush()
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(0)
