"""``isnad export``: the corpus in formats that other tools read."""

from __future__ import annotations

import json
from pathlib import Path

import click

from isnad.commands.options import database_errors, lang_option, open_corpus
from isnad.commands.stories import refreshed
from isnad.messages import Lang, text

_HELP = """Write what a corpus says in a format that other tools read.

Each format gets a folder of its own below DIR, with a datapackage.json that explains every
column and says what was left out and why, and a records.csv that keeps count: export again
into the same DIR, and what is no longer there is listed as removed.

\b
Formats:
  acled     CSV with ACLED's 31 columns (then ours): what is reported to have happened
  ucdp      CSV with UCDP GED's 49 columns: lethal happenings, low/best/high
  plover    PLOVER JSON Lines: every event
  mentions  CSV: every statement of every article
  ftm       FollowTheMoney entities and statement CSV (OpenAleph, OpenSanctions)
  prov      PROV JSON-LD: the chains of sources
  gexf      actors and their ties (Gephi)
  geojson   happenings on the map (QGIS, Felt)
  gold      what people made of statements (isnad desk), as annotators write it: for scoring
  parquet   everything, a file a table (pandas, R, DuckDB); needs isnad[parquet]
  sqlite    everything in one file with a documented schema (Datasette)

\b
Examples:
  isnad export corpus.db --format geojson -o out
  isnad export corpus.db --format acled --hxl -o out
  isnad export corpus.db --format all -o out
"""


@click.command(help=_HELP)
@click.argument("corpus", metavar="CORPUS")
@click.option("-f", "--format", "formats", metavar="FORMAT", multiple=True, required=True,
              help="Or all; may be repeated.")  # fmt: skip
@click.option("-o", "--output", type=click.Path(file_okay=False, path_type=Path), required=True, metavar="DIR",
              help="Folder to write into; made if absent.")  # fmt: skip
@click.option("--hxl", is_flag=True, help="Add the row of HXL tags under the header (acled).")
@lang_option
def export(corpus: str, formats: tuple[str, ...], output: Path, hxl: bool, lang: Lang) -> None:
    """Write a corpus in other formats."""
    from isnad.export import FORMATS  # noqa: PLC0415
    from isnad.export import export as write  # noqa: PLC0415
    from isnad.export.corpus import Remembering  # noqa: PLC0415

    names = list(dict.fromkeys(FORMATS if "all" in formats else formats))
    unknown = [n for n in names if n not in FORMATS]
    if unknown:
        raise click.BadParameter(f"{', '.join(unknown)}: use {', '.join(FORMATS)} or all", param_hint="--format")
    if hxl and "acled" not in names:
        raise click.UsageError("--hxl belongs to --format acled")
    with open_corpus(corpus, existing=True) as store, database_errors(corpus, lang):
        refreshed(store, False, lang)
        kept = Remembering(store)
        for name in names:
            try:
                folder = write(kept, name, output, **({"hxl": True} if hxl and name == "acled" else {}))
            except ModuleNotFoundError as error:
                told = text("export.missing", lang, format=name, package=error.name, extra="parquet")
                if "all" not in formats:
                    raise click.ClickException(told) from error
                click.echo(told, err=True)
                continue
            except OSError as error:
                reason = error.strerror or type(error).__name__
                raise click.ClickException(text("error.output", lang, where=output, reason=reason)) from error
            told = json.loads((folder / "datapackage.json").read_text("utf-8"))["isnad"]["records"]
            click.echo(text("export.written", lang, format=name, folder=folder, records=told), err=True)
