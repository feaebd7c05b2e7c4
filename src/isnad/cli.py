"""The command line: the group, and one module a command in :mod:`isnad.commands`."""

from __future__ import annotations

import sys
from importlib import import_module

import click

from isnad.commands.options import lang_option
from isnad.messages import Lang


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="isnad", prog_name="isnad", message="%(prog)s %(version)s")
def main() -> None:
    """isnad reads Arabic news and gives statements with their chain of sources.

    \b
    Try it:
      isnad code article.txt
      isnad code folder/ -f html -o report.html     (then open report.html)
    """


@main.command()
@click.argument("file", metavar="FILE")
@lang_option
def analyse(file: str, lang: Lang) -> None:
    """Show how an article is read: words with their clitics and tags, phrases, quotations.

    \b
    Example:
      isnad analyse article.txt
    """
    from isnad.commands.code import Tally, write  # noqa: PLC0415
    from isnad.output.analysis import render  # noqa: PLC0415
    from isnad.reading import Failure, read  # noqa: PLC0415
    from isnad.text.pipeline import analyse as read_text  # noqa: PLC0415

    report = Tally(lang)
    pieces = []
    for item in read([file]):
        if isinstance(item, Failure):
            report.failed += not item.notice
            click.echo(item.message(lang), err=True)
        else:
            report.coded += 1
            pieces.append(render(item, read_text(item.text), lang))
    write(pieces, None, lang)
    sys.exit(report.finish())


_COMMANDS = (
    "code", "add", "find", "stories", "show", "export", "dossier", "actors", "positions", "check", "rerun", "watch",
    "recode", "desk",
)  # fmt: skip
"""Modules of :mod:`isnad.commands`, each with a command of its name."""
for _name in _COMMANDS:
    main.add_command(getattr(import_module(f"isnad.commands.{_name}"), _name))
main.add_command(import_module("isnad.commands.desk").desk_user)

if __name__ == "__main__":
    main()
