"""``isnad add``: articles into a corpus."""

from __future__ import annotations

import sys
import time
from collections import Counter
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from isnad.commands.options import (
    coder_options,
    columns_option,
    database_errors,
    day,
    lang_option,
    llm_coder,
    llm_counts,
    open_corpus,
    own_files,
)
from isnad.messages import Lang, text

if TYPE_CHECKING:
    from isnad.corpus import adding
    from isnad.corpus.adding import Report
    from isnad.reading import Failure, Options
    from isnad.store import Store
    from isnad.trust.adding import Recording

_SHOWN = 200
"""Failures that are listed; the rest are counted."""
_ALIKE = 10
"""Notices of one kind that are listed."""
_HELP = """Add articles to a corpus: read them, code them, keep what they say.

CORPUS is the database: a file such as corpus.db (made if absent), or the URL of a PostgreSQL
database, such as postgresql://user@host/name. PATH is a file, a folder of files, or - for
standard input: plain text, HTML, JSON Lines, CSV, RSS and Atom, WARC, also packed as .gz, .xz,
.zst or .zip.

Run again, it adds only what is new. Interrupted (Ctrl-C, a crash, a power cut), nothing is
lost and nothing repeated: run the same command again and it goes on.

What a run depends on is noted in a manifest, CORPUS.runs/0001.json and so on; isnad rerun
MANIFEST codes the same files again and compares the bytes.

\b
Examples:
  isnad add corpus.db news/
  isnad add corpus.db 2018.jsonl.xz crawl.warc.gz --jobs 4
  isnad add corpus.db export.csv --columns text=body,title=headline,published=date,outlet=paper
  isnad add postgresql://me@localhost/news news/ --published 2013-02-20
  isnad add corpus.db /shared/news --engine dask --scheduler tcp://10.0.0.1:8786 --parts /shared/parts

\b
Exit status: 0 when everything was read, 1 when some input could not be read (listed at the
end with what to do), 2 when there is nothing that could be read.
"""


@click.command(help=_HELP)
@click.argument("corpus", metavar="CORPUS")
@click.argument("paths", metavar="PATH...", nargs=-1, required=True)
@click.option(
    "-j", "--jobs", type=click.IntRange(min=1), default=1, show_default=True, metavar="N",
    help="Code on N cores; the corpus comes out the same.",
)
@click.option(
    "--published", metavar="DATE", callback=day,
    help="Publication date of articles that name none themselves; relative dates count from it.",
)
@columns_option
@click.option(
    "--manifest", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE",
    help="Write the manifest here, not to CORPUS.runs (a database on a server has none unless you say where).",
)
@click.option("--no-manifest", is_flag=True, help="Write no manifest (every file is then read once, not twice).")
@click.option(
    "--engine", type=click.Choice(["local", "dask"]), default="local", show_default=True,
    help="dask: code on the workers of a Dask cluster (docs/dask.md); the corpus comes out the same.",
)
@click.option("--scheduler", metavar="ADDRESS", help="Of the Dask scheduler, e.g. tcp://10.0.0.1:8786.")
@click.option(
    "--parts", type=click.Path(file_okay=False, path_type=Path), metavar="FOLDER",
    help="Where the workers put their Parquet partitions: a folder that all see (default: CORPUS.parts).",
)
@coder_options
@own_files
@lang_option
def add(
    corpus: str, paths: tuple[str, ...], jobs: int, published: date | None, columns: dict[str, str] | None,
    manifest: Path | None, no_manifest: bool, engine: str, scheduler: str | None, parts: Path | None, coder: str,
    endpoint: str | None, llm_model: str | None, api_key_env: str | None, llm_timeout: float, lang: Lang,
) -> None:  # fmt: skip
    """Add articles to a corpus."""
    from isnad.coding_run import InstallationError, StopError, load_coder  # noqa: PLC0415
    from isnad.corpus import adding  # noqa: PLC0415
    from isnad.reading import Options  # noqa: PLC0415
    from isnad.store import StoreError  # noqa: PLC0415
    from isnad.trust.adding import Recording  # noqa: PLC0415
    from isnad.trust.manifest import sources  # noqa: PLC0415

    if (engine == "dask") != (scheduler is not None) or (parts is not None and engine != "dask"):
        raise click.UsageError(text("dask.options", lang))
    if engine == "dask" and (coder == "llm" or ("://" in corpus and parts is None)):
        raise click.UsageError(text("dask.parts" if coder != "llm" else "llm.jobs", lang))
    make = llm_coder(coder, endpoint, llm_model, api_key_env, llm_timeout, jobs, 0, lang)
    bar = _Bar(lang)
    wanted: Sequence[Any] = paths
    recording: Recording | None = None
    started = time.monotonic()
    with open_corpus(corpus) as store, database_errors(corpus, lang), bar:
        try:
            watch = adding.Watch(bar.start, bar.read, bar.written)
            if not no_manifest:
                wanted, files = sources(paths)
                options: dict[str, Any] = {
                    "published": published.isoformat() if published else None, "columns": columns,
                }  # fmt: skip
                if make is not None:
                    options |= {"coder": coder, "endpoint": endpoint, "llm_model": llm_model}
                recording = Recording(store, corpus, options, files, watch, manifest)
                watch = recording.watch
            read_as = Options(published, columns)
            if engine == "dask":
                report = _with_dask(store, wanted, scheduler, parts or Path(corpus + ".parts"), read_as, watch)
            else:
                report = adding.add(store, wanted, read_as, jobs, watch, make or load_coder)
            if make is not None and report.added:
                llm_counts(make(), lang)
            _end(recording, True, lang)
        except InstallationError as error:
            raise click.ClickException(text("error.install", lang, reason=error)) from error
        except adding.WorkerError as error:
            raise click.ClickException(text("error.worker", lang, jobs=jobs)) from error
        except StopError as error:
            _end(recording, False, lang)
            raise click.ClickException(text("llm.stopped", lang, reason=error)) from error
        except StoreError as error:
            raise click.ClickException(str(error)) from error
        except KeyboardInterrupt:
            bar.close()
            _end(recording, False, lang)
            click.echo(text("add.interrupted", lang), err=True)
            sys.exit(130)
    sys.exit(_finish(report, time.monotonic() - started, lang))


def _with_dask(
    store: Store, wanted: Sequence[Any], scheduler: str | None, parts: Path, options: Options, watch: adding.Watch
) -> Report:
    """Add with the workers of a cluster."""
    from isnad.cluster.adding import ClusterError, add_with_dask  # noqa: PLC0415

    try:
        from distributed import Client  # noqa: PLC0415
    except ImportError as error:
        raise click.ClickException("Dask is not installed: pip install 'isnad[dask]'") from error
    try:
        client = Client(scheduler, timeout="10s")  # type: ignore[no-untyped-call]
    except (OSError, TimeoutError, ValueError) as error:
        raise click.ClickException(f"{scheduler}: the Dask scheduler does not answer ({error})") from error
    with client:
        try:
            return add_with_dask(store, wanted, parts, client, options, watch)
        except ClusterError as error:
            raise click.ClickException(str(error)) from error


def _end(recording: Recording | None, done: bool, lang: Lang) -> None:
    """Write the manifest; that it cannot be written is told, and costs nothing else."""
    if recording is None:
        return
    where = recording.end(done)
    if where is not None:
        click.echo(text("rerun.written", lang, where=where), err=True)
    elif recording.problem is not None:
        reason = recording.problem.strerror or type(recording.problem).__name__
        click.echo(text("rerun.no_manifest", lang, where=recording.where or "–", reason=reason), err=True)


class _Bar:
    """Progress by bytes of the files, with the rate in articles and the time left."""

    def __init__(self, lang: Lang) -> None:
        self._lang = lang
        self._bar: Any = None
        self._articles = 0
        self._started = time.monotonic()

    def __enter__(self) -> _Bar:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def start(self, total: int) -> None:
        """There are *total* bytes to read."""
        from tqdm import tqdm  # noqa: PLC0415

        self._bar = tqdm(
            desc=text("progress.adding", self._lang),
            total=total or None,
            file=sys.stderr,
            leave=False,
            disable=None,
            bar_format="{desc}: {percentage:3.0f}% |{bar}|{postfix} [{elapsed} < {remaining}]",
        )

    def read(self, size: int) -> None:
        """*size* bytes more were read."""
        self._bar.update(size)

    def written(self, articles: int) -> None:
        """So many articles more are in the database."""
        self._articles += articles
        seconds = max(time.monotonic() - self._started, 0.001)
        rate = f"{self._articles / seconds:.1f}"
        self._bar.set_postfix_str(text("add.rate", self._lang, n=f"{self._articles:,}", rate=rate))

    def close(self) -> None:
        """Take the bar away."""
        if self._bar is not None:
            self._bar.close()


def _finish(report: Report, seconds: float, lang: Lang) -> int:
    """Tell what was done and what could not be; the exit status."""
    _list(report.notices, lang, _ALIKE)
    if report.failures:
        click.echo(text("add.failures", lang, n=len(report.failures)), err=True)
        _list(report.failures, lang, _SHOWN)
    values = {
        "added": f"{report.added:,}",
        "statements": f"{report.statements:,}",
        "seconds": f"{seconds:.0f}",
        "rate": f"{report.added / max(seconds, 0.001):.1f}",
        "memory": _peak(),
    }
    click.echo(text("add.done", lang, **values), err=True)
    if report.known or report.known_files:
        click.echo(text("add.known", lang, articles=f"{report.known:,}", files=f"{report.known_files:,}"), err=True)
    if report.failures:
        return 1 if report.added or report.known or report.known_files else 2
    return 0


def _list(told: list[Failure], lang: Lang, most: int) -> None:
    """Every message, of each kind *most* at most."""
    shown: Counter[str] = Counter()
    for failure in told:
        shown[failure.key] += 1
        if shown[failure.key] <= most:
            click.echo(f"  {failure.message(lang)}", err=True)
    for key, n in sorted(shown.items()):
        if n > most:
            click.echo(f"  {text('add.more', lang, n=n - most, kind=key)}", err=True)


def _peak() -> str:
    """Most memory that this process and each of its helpers took, in MiB."""
    try:
        import resource  # noqa: PLC0415  # not on Windows
    except ImportError:
        return "?"
    unit = 1024 if sys.platform != "darwin" else 1024 * 1024
    own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // unit
    helper = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // unit
    return f"{own:,}" if not helper else f"{own:,} + {helper:,}"
