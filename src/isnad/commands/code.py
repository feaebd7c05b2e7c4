"""``isnad code``: what articles say, without a database."""

from __future__ import annotations

import os
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import date
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from isnad.commands.options import coder_options, columns_option, day, lang_option, llm_coder, llm_counts, own_files
from isnad.messages import Lang, text

if TYPE_CHECKING:
    from isnad.trust.manifest import InputFile

_COUNTED = 5_000
"""Articles that are read ahead, so that the progress bar knows how many there are."""
_HELP = """Say what articles state, who vouches for it, and how certain it is.

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
  isnad code news/ -f gold -o other.jsonl --coder llm --endpoint http://localhost:8000/v1 --llm-model M

With -o, what the output depends on is noted in a manifest beside it (OUTPUT.manifest.json);
isnad rerun OUTPUT.manifest.json codes the same files again and compares the bytes.

\b
Exit status: 0 when every article was coded, 1 when some input could not be read
(the messages say which and what to do), 2 when nothing could be read.
"""


@click.command(help=_HELP)
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
@click.option(
    "--published",
    metavar="DATE",
    callback=day,
    help="Publication date of articles that name none themselves; relative dates count from it.",
)
@columns_option
@lang_option
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
@click.option("--manifest/--no-manifest", default=True, help="Whether -o writes a manifest beside the output.")
@coder_options
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
    manifest: bool,
    coder: str,
    endpoint: str | None,
    llm_model: str | None,
    api_key_env: str | None,
    llm_timeout: float,
) -> None:
    """Code articles."""
    from isnad.coding_run import InstallationError, code_all  # noqa: PLC0415
    from isnad.output import confident  # noqa: PLC0415
    from isnad.output.files import rendered  # noqa: PLC0415
    from isnad.reading import read  # noqa: PLC0415
    from isnad.trust.manifest import sources  # noqa: PLC0415

    if format_ == "html" and output is None and sys.stdout.isatty():
        raise click.UsageError("html is for a browser: say where to write it, e.g. -o report.html")
    make = llm_coder(coder, endpoint, llm_model, api_key_env, llm_timeout, processes, 3, lang)
    report = Tally(lang, progress=sys.stderr.isatty() and (output is not None or not sys.stdout.isatty()))
    wanted, named = sources(files) if manifest and output is not None else (files, ())
    found = read(wanted, published, columns)
    items, total = _ahead(found) if report.progress else (found, None)
    codings = report.watch(_until_stopped(code_all(items, processes, make)), total)
    shown = (confident(c, min_confidence) for c in codings)
    colour = output is None and sys.stdout.isatty() and not os.environ.get("NO_COLOR")
    try:
        written = write(rendered(shown, format_, lang, explain, colour), output, lang)
    except InstallationError as error:
        raise click.ClickException(text("error.install", lang, reason=error)) from error
    if make is not None and report.coded:
        llm_counts(make(), lang)
    if written and manifest and output is not None:
        options: dict[str, Any] = {
            "format": format_, "published": published.isoformat() if published else None, "columns": columns,
            "lang": lang, "explain": explain, "min_confidence": min_confidence,
        }  # fmt: skip
        if make is not None:
            options |= {"coder": coder, "endpoint": endpoint, "llm_model": llm_model}
        _note(output, options, named, report.coded, lang)
    sys.exit(report.finish())


def _until_stopped(results: Iterator[Any]) -> Iterator[Any]:
    """*results*; when coding cannot go on, that as the last one, so that what was coded is kept."""
    from isnad.coding_run import StopError  # noqa: PLC0415
    from isnad.reading import Failure  # noqa: PLC0415

    try:
        yield from results
    except StopError as error:
        yield Failure("error.llm_stopped", {"reason": str(error)})


def _note(output: Path, options: dict[str, Any], files: tuple[InputFile, ...], articles: int, lang: Lang) -> None:
    """Write the manifest; that it cannot be written is told, and costs nothing else."""
    from isnad.trust.manifest import beside, of_code  # noqa: PLC0415

    try:
        of_code(output, options, files, articles).write(beside(output))
    except OSError as error:
        reason = error.strerror or type(error).__name__
        click.echo(text("rerun.no_manifest", lang, where=beside(output), reason=reason), err=True)


def _ahead(items: Iterator[Any]) -> tuple[Iterable[Any], int | None]:
    """*items*, and how many they are when that is soon known."""
    first = list(islice(items, _COUNTED))
    return chain(first, items), len(first) if len(first) < _COUNTED else None


class Tally:
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


def write(pieces: Iterable[str], output: Path | None, lang: Lang) -> bool:
    """Write *pieces* as UTF-8: to standard output as they come, or to a file that is complete or absent.

    Whether a file was written.
    """
    from isnad.output.files import InUseError, write_whole  # noqa: PLC0415

    if output is None:
        stream = sys.stdout.buffer
        for piece in pieces:
            data = piece.encode("utf-8", "replace")
            try:
                stream.write(data)
                stream.flush()
            except BrokenPipeError:  # whoever reads has seen enough
                raise
            except OSError as error:
                with suppress(OSError):
                    os.close(stream.fileno())  # what waits in the buffer cannot be written either
                reason = error.strerror or type(error).__name__
                raise click.ClickException(text("error.output", lang, where="stdout", reason=reason)) from error
        return False
    try:
        return write_whole(pieces, output)
    except InUseError as error:
        raise click.ClickException(text("error.output_in_use", lang, where=output)) from error
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise click.ClickException(text("error.output", lang, where=output, reason=reason)) from error
