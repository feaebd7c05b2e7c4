"""``isnad dossier``: what a corpus says about one thing, as a page."""

from __future__ import annotations

from pathlib import Path

import click

from isnad.commands.options import database_errors, lang_option, open_corpus
from isnad.commands.stories import refreshed
from isnad.messages import Lang, text


@click.command()
@click.argument("corpus", metavar="CORPUS")
@click.option("--about", required=True, metavar="NAME", help="Country, place, actor, or words of the evidence.")
@click.option("-o", "--output", type=click.Path(dir_okay=False, path_type=Path), required=True, metavar="FILE.html",
              help="The page to write.")  # fmt: skip
@click.option("--limit", type=click.IntRange(min=1), default=60, show_default=True, metavar="N",
              help="Happenings shown; those with most independent sources stay.")  # fmt: skip
@lang_option
def dossier(corpus: str, about: str, output: Path, limit: int, lang: Lang) -> None:
    """Write a dossier: one self-contained HTML page on a country, place or actor.

    It holds the numbers, a timeline, a map, the actors and their ties, positions and how they
    changed, agreements and their terms, and where accounts differ; every line leads to its
    evidence and chain of sources. It needs no network, and prints.

    \b
    Examples:
      isnad dossier corpus.db --about مالي -o mali.html --lang ar
      isnad dossier corpus.db --about "Ansar Dine" -o ansar-dine.html
      isnad dossier corpus.db --about "وقف إطلاق النار" -o ceasefire.html
    """
    from isnad.dossier import NothingFoundError  # noqa: PLC0415
    from isnad.dossier import dossier as make  # noqa: PLC0415

    with open_corpus(corpus, existing=True) as store, database_errors(corpus, lang):
        refreshed(store, False, lang)
        try:
            page = make(store, about, lang, limit=limit)
        except NothingFoundError as error:
            raise click.ClickException(text("dossier.nothing", lang, where=corpus, about=about)) from error
    part = output.with_name(output.name + ".part")
    try:
        part.write_text(page, encoding="utf-8", errors="replace")
        part.replace(output)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise click.ClickException(text("error.output", lang, where=output, reason=reason)) from error
    finally:
        part.unlink(missing_ok=True)
    click.echo(text("dossier.written", lang, file=output), err=True)
