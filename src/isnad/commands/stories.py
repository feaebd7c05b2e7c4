"""``isnad stories``: what several reports of a corpus say of the same happening."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TYPE_CHECKING, Any

import click

from isnad.commands.filters import filter_options
from isnad.commands.find import emit
from isnad.commands.options import database_errors, lang_option, open_corpus
from isnad.messages import Lang, text

if TYPE_CHECKING:
    from isnad.corpus.records import Story
    from isnad.store import Filter, Store

SHOWN = 50
"""Rows of a table where no limit is given."""
_HELP = """Stories: what several reports say of the same happening.

For each story: how many reports, in how many outlets, and on how many independent roots they
rest (a report copied ten times, or ten reports of one agency's source, are one root); who told
it first; and where the reports contradict each other. Copies and stories are found again when
articles were added since the last time.

Filters choose the stories of which at least one statement is so.

\b
Examples:
  isnad stories corpus.db --roots 3
  isnad stories corpus.db --type ASSAULT --country YEM --contradicted
  isnad stories corpus.db --actor "حركة أنصار الدين" --from 2013-01-01 -f jsonl
  isnad stories corpus.db --min-reports 5 -f csv > stories.csv

\b
The whole of a story: isnad show corpus.db ID
Exit status: 0 when there is a story, 1 when there is none.
"""


@click.command(help=_HELP)
@click.argument("corpus", metavar="CORPUS")
@filter_options
@click.option("--min-reports", type=click.IntRange(min=1), default=2, show_default=True, metavar="N",
              help="Only stories told by at least N articles.")  # fmt: skip
@click.option("--contradicted", is_flag=True, help="Only stories whose reports contradict each other.")
@click.option("--again", is_flag=True, help="Find copies and stories again, even if no article was added.")
@click.option("-f", "--format", "format_", type=click.Choice(["table", "jsonl", "csv"]), default="table",
              show_default=True, help="table for reading here, jsonl for programs, csv for spreadsheets.")  # fmt: skip
@click.option("--limit", type=click.IntRange(min=1), metavar="N",
              help=f"At most N stories (a table: {SHOWN} where nothing is said).")  # fmt: skip
@lang_option
def stories(
    corpus: str, wanted: Filter, min_reports: int, contradicted: bool, again: bool, format_: str, limit: int | None,
    lang: Lang,
) -> None:  # fmt: skip
    """List stories."""
    from isnad.output import stories as output  # noqa: PLC0415

    if limit is None and format_ == "table":
        limit = SHOWN
    with open_corpus(corpus, existing=True) as store, database_errors(corpus, lang):
        refreshed(store, again, lang)
        try:
            found = _Counted(_chosen(store.stories(wanted), min_reports, contradicted), limit)
            if format_ == "table":
                rows = list(found)
                emit([output.as_table(rows, lang, shutil.get_terminal_size((160, 24)).columns)] if rows else [])
                click.echo(text("stories.shown", lang, n=f"{found.count:,}"), err=True)
            else:
                emit(output.jsonl(found) if format_ == "jsonl" else output.as_csv(found))
        except ValueError as error:
            raise click.UsageError(str(error)) from error
    sys.exit(0 if found.count else 1)


def _chosen(found: Iterable[Story], min_reports: int, contradicted: bool) -> Iterator[Story]:
    for story in found:
        if len({r.mention.doc for r in story.reports}) >= min_reports and (story.contradictions or not contradicted):
            yield story


class _Counted:
    """The stories, at most so many, and how many they were."""

    def __init__(self, found: Iterator[Story], limit: int | None) -> None:
        self._found = islice(found, limit)
        self.count = 0

    def __iter__(self) -> Iterator[Story]:
        for story in self._found:
            self.count += 1
            yield story


def refreshed(store: Store, again: bool, lang: Lang) -> None:
    """Find copies and stories where they are stale, with a progress bar on a terminal."""
    from tqdm import tqdm  # noqa: PLC0415

    from isnad.corpus.refresh import refresh  # noqa: PLC0415

    bars: dict[str, Any] = {}

    def step(name: str, done: int, total: int) -> None:
        if name not in bars:
            words = text(f"stories.finding_{name}", lang)
            bars[name] = tqdm(desc=words, total=total, unit="", file=sys.stderr, leave=False, disable=None)
        bars[name].update(done - bars[name].n)

    try:
        refresh(store, step, always=again)
    finally:
        for bar in bars.values():
            bar.close()
