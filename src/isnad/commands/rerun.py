"""``isnad rerun``: prove that a run gives the same bytes."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

from isnad.commands.options import lang_option
from isnad.messages import Lang, text

_SHOWN = 20
_HELP = """Run again what a manifest tells of, and compare the bytes.

isnad code -o OUTPUT writes OUTPUT.manifest.json, and isnad add CORPUS writes
CORPUS.runs/0001.json and so on, one a run: the files that were read and their digests, the
options, the version of isnad with the digests of its code, knowledge and models, and the digest
of what came out. rerun checks that the inputs are the same, codes them again beside (the old
output is not touched), and compares.

\b
Examples:
  isnad rerun codings.jsonl.manifest.json
  isnad rerun corpus.db.runs/0001.json --jobs 4
  isnad rerun codings.jsonl.manifest.json --keep again.jsonl     (then compare them yourself)

\b
Exit status: 0 when the bytes are the same, 1 when they differ (where, and what is installed
differently, is told), 2 when the run cannot be made again: an input is gone or changed.
"""


@click.command(help=_HELP)
@click.argument("manifest", type=click.Path(dir_okay=False, path_type=Path))
@click.option("-j", "--jobs", type=click.IntRange(min=1), default=1, show_default=True, metavar="N",
              help="Code on N cores; the bytes do not depend on it.")  # fmt: skip
@click.option("--keep", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE",
              help="Write the new output (or corpus) here, to look at it.")  # fmt: skip
@lang_option
def rerun(manifest: Path, jobs: int, keep: Path | None, lang: Lang) -> None:
    """Run again what a manifest tells of."""
    from isnad.coding_run import InstallationError  # noqa: PLC0415
    from isnad.corpus.adding import WorkerError  # noqa: PLC0415
    from isnad.store import StoreError  # noqa: PLC0415
    from isnad.trust import manifest as manifests  # noqa: PLC0415
    from isnad.trust import rerun as again  # noqa: PLC0415

    try:
        told = manifests.read(manifest)
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else error
        _give_up(text("rerun.unreadable", lang, where=manifest, reason=reason))
    if told.state == "begun":
        _give_up(text("rerun.begun", lang, where=manifest))
    if told.options.get("coder") == "llm":
        _give_up(text("rerun.llm", lang))
    if lost := list(manifests.changed(told)):
        for where, what in lost[:_SHOWN]:
            click.echo(text(f"rerun.{what}", lang, where=where), err=True)
        _give_up(text("rerun.inputs", lang, n=len(lost)))
    size = sum(i.size for i in told.inputs)
    click.echo(text("rerun.same_inputs", lang, n=f"{len(told.inputs):,}", size=f"{size:,}"), err=True)
    others = manifests.differences(told.made_with, manifests.made_with())
    if others:
        click.echo(text("rerun.other", lang, names=", ".join(others)), err=True)
    manifests.use_own_files(told)
    bar = _bar(lang, told.articles)
    try:
        verdict = again.rerun(told, jobs, lambda done, _: bar.update(done - bar.n), keep)
    except again.RerunError as error:
        _give_up(text(error.key, lang, **error.values))
    except (StoreError, WorkerError, InstallationError, OSError) as error:
        _give_up(str(error))
    finally:
        bar.close()
    values = {"articles": f"{verdict.articles:,}", "sha": verdict.sha256, "was": told.sha256}
    click.echo(text("rerun.same" if verdict.same else "rerun.differs", lang, **values))
    if verdict.difference:
        click.echo(text("rerun.first", lang, where=verdict.difference))
    if not verdict.same and not others:
        click.echo(text("rerun.report", lang))
    sys.exit(0 if verdict.same else 1)


def _give_up(message: str) -> Any:
    click.echo(f"Error: {message}", err=True)
    sys.exit(2)


def _bar(lang: Lang, total: int) -> Any:
    from tqdm import tqdm  # noqa: PLC0415

    words = text("progress.coding", lang)
    return tqdm(desc=words, total=total, unit="", file=sys.stderr, leave=False, disable=None)
