"""The command line: ``isnad code`` and ``isnad analyse``."""

from __future__ import annotations

import os
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from importlib import import_module
from itertools import chain, islice
from pathlib import Path
from typing import Any

import click

from isnad.commands.options import columns_option, own_files
from isnad.messages import Lang, text

_COUNTED = 5_000
"""Articles that are read ahead, so that the progress bar knows how many there are."""

_CODE_HELP = """Say what articles state, who vouches for it, and how certain it is.

FILE is a plain text file, an HTML page, JSON Lines with the fields doc, published, outlet,
title and text, a CSV table (--columns says which column is which), an RSS or Atom feed, a web
archive (WARC), any of these packed as .gz, .xz, .zst or .zip, a folder of them, or - for
standard input.

\b
Examples:
  isnad code article.txt --published 2013-02-20
  isnad code article.txt --lang ar --explain
  isnad code news/ -f html -o report.html
  isnad code news.jsonl -f jsonl -o codings.jsonl --processes 4
  zcat news.jsonl.gz | isnad code - -f gold

\b
Exit status: 0 when every article was coded, 1 when some input could not be read
(the messages say which and what to do), 2 when nothing could be read.
"""


def _date(_: click.Context, __: click.Parameter, value: str | None) -> date | None:
    from isnad.text.dates import parse_published  # noqa: PLC0415

    if value is None:
        return None
    day = parse_published(value)
    if day is None:
        raise click.BadParameter(text("error.date", "en", value=value))
    return day


_lang = click.option(
    "--lang",
    type=click.Choice(["ar", "en"]),
    default="en",
    show_default=True,
    envvar="ISNAD_LANG",
    help="Language of labels and messages (also ISNAD_LANG).",
)
_published = click.option(
    "--published",
    metavar="DATE",
    callback=_date,
    help="Publication date of articles that name none themselves; relative dates count from it.",
)


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="isnad", prog_name="isnad", message="%(prog)s %(version)s")
def main() -> None:
    """isnad reads Arabic news and gives statements with their chain of sources.

    \b
    Try it:
      isnad code article.txt
      isnad code folder/ -f html -o report.html     (then open report.html)
    """


@main.command(help=_CODE_HELP)
@click.argument("files", metavar="FILE...", nargs=-1, required=True)
@click.option(
    "-f",
    "--format",
    "format_",
    type=click.Choice(["text", "jsonl", "gold", "html"]),
    default="text",
    show_default=True,
    help="text for reading here, html for reading in a browser, jsonl for programs, gold for scoring.",
)
@click.option(
    "-o",
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write here, not to standard output.",
)
@_published
@columns_option
@_lang
@click.option("--explain", is_flag=True, help="Show the rule or lexicon entry behind every field (text, html).")
@click.option(
    "--min-confidence",
    type=click.FloatRange(0, 1),
    default=0.0,
    metavar="P",
    help="Leave out statements with less confidence (0 to 1).",
)
@click.option(
    "--processes",
    type=click.IntRange(min=1),
    default=1,
    show_default=True,
    metavar="N",
    help="Work on N cores; the output is the same.",
)
@own_files
def code(  # click passes them by name
    files: tuple[str, ...],
    format_: str,
    output: Path | None,
    published: date | None,
    columns: dict[str, str] | None,
    lang: Lang,
    explain: bool,
    min_confidence: float,
    processes: int,
) -> None:
    """Code articles."""
    from isnad.coding_run import InstallationError, code_all  # noqa: PLC0415
    from isnad.output import confident  # noqa: PLC0415
    from isnad.reading import read  # noqa: PLC0415

    if format_ == "html" and output is None and sys.stdout.isatty():
        raise click.UsageError("html is for a browser: say where to write it, e.g. -o report.html")
    report = _Report(lang, progress=sys.stderr.isatty() and (output is not None or not sys.stdout.isatty()))
    found = read(files, published, columns)
    items, total = _ahead(found) if report.progress else (found, None)
    codings = report.watch(code_all(items, processes), total)
    shown = (confident(c, min_confidence) for c in codings)
    try:
        _write(_rendered(shown, format_, lang, explain, output), output, lang)
    except InstallationError as error:
        raise click.ClickException(text("error.install", lang, reason=error)) from error
    sys.exit(report.finish())


def _ahead(items: Iterator[Any]) -> tuple[Iterable[Any], int | None]:
    """*items*, and how many they are when that is soon known."""
    first = list(islice(items, _COUNTED))
    return chain(first, items), len(first) if len(first) < _COUNTED else None


class _Report:
    """Counts articles and failures, tells the user of failures at once, and shows progress."""

    def __init__(self, lang: Lang, progress: bool = False) -> None:
        self.lang = lang
        self.progress = progress
        self.coded = self.failed = 0
        self.kinds: Counter[str] = Counter()

    def watch(self, results: Iterable[Any], total: int | None) -> Iterator[Any]:
        """The codings of *results*; failures are told on standard error."""
        from tqdm import tqdm  # noqa: PLC0415

        from isnad.reading import Failure  # noqa: PLC0415

        bar = tqdm(
            desc=text("progress.coding", self.lang),
            total=total,
            unit="",
            file=sys.stderr,
            leave=False,
            disable=total == 1 or not self.progress,
        )
        with bar:
            for result in results:
                bar.update()
                if isinstance(result, Failure):
                    self.failed += not result.notice
                    bar.clear()
                    click.echo(result.message(self.lang), err=True)
                    continue
                self.coded += 1
                self.kinds.update(s.kind for s in result.statements)
                yield result

    def finish(self) -> int:
        """The exit status, after a closing line where one is due."""
        from isnad.output.describe import KINDS  # noqa: PLC0415

        if not self.coded:
            click.echo(text("error.nothing_read", self.lang), err=True)
            return 2
        if self.failed:
            click.echo(text("error.some_failed", self.lang, n=self.failed), err=True)
        elif self.coded > 1:
            kinds = ", ".join(f"{text(f'heading.{k}', self.lang)} {self.kinds[k]}" for k in KINDS if self.kinds[k])
            total = self.kinds.total()
            done = text("progress.done", self.lang, articles=self.coded, statements=total, kinds=kinds or "–")
            click.echo(done, err=True)
        return 1 if self.failed else 0


def _rendered(codings: Iterable[Any], format_: str, lang: Lang, explain: bool, output: Path | None) -> Iterator[str]:
    """The output, piece by piece."""
    if format_ == "html":
        from isnad.output import html  # noqa: PLC0415

        found = list(codings)
        if found:
            yield html.render(found, lang, explain=explain)
        return
    render: Callable[[Any], str]
    if format_ == "text":
        from isnad.output import text as writer  # noqa: PLC0415

        colour = output is None and sys.stdout.isatty() and not os.environ.get("NO_COLOR")
        options = writer.TextOptions(lang, explain, colour)
        render = lambda coding: writer.render(coding, options)  # noqa: E731
    else:
        from isnad.output import gold, jsonl  # noqa: PLC0415

        render = (gold if format_ == "gold" else jsonl).render
    yield from map(render, codings)


def _write(pieces: Iterable[str], output: Path | None, lang: Lang) -> None:
    """Write *pieces* as UTF-8: to standard output as they come, or to a file that is complete or absent."""
    if output is None:
        stream = sys.stdout.buffer
        for piece in pieces:
            stream.write(piece.encode("utf-8", "replace"))
            stream.flush()
        return
    part = output.with_name(output.name + ".part")
    try:
        with part.open("wb") as stream:
            empty = True
            for piece in pieces:
                stream.write(piece.encode("utf-8", "replace"))
                empty = False
        if not empty:
            part.replace(output)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise click.ClickException(text("error.output", lang, where=output, reason=reason)) from error
    finally:
        part.unlink(missing_ok=True)


@main.command()
@click.argument("file", metavar="FILE")
@_lang
def analyse(file: str, lang: Lang) -> None:
    """Show how an article is read: words with their clitics and tags, phrases, quotations.

    \b
    Example:
      isnad analyse article.txt
    """
    from isnad.output.analysis import render  # noqa: PLC0415
    from isnad.reading import Failure, read  # noqa: PLC0415
    from isnad.text.pipeline import analyse as read_text  # noqa: PLC0415

    report = _Report(lang)
    pieces = []
    for item in read([file]):
        if isinstance(item, Failure):
            report.failed += not item.notice
            click.echo(item.message(lang), err=True)
        else:
            report.coded += 1
            pieces.append(render(item, read_text(item.text), lang))
    _write(pieces, None, lang)
    sys.exit(report.finish())


_COMMANDS = ("add", "find", "stories", "show", "export", "dossier", "actors", "positions", "check")
"""Modules of :mod:`isnad.commands`, each with a command of its name."""
for _name in _COMMANDS:
    main.add_command(getattr(import_module(f"isnad.commands.{_name}"), _name))

if __name__ == "__main__":
    main()
