"""Options and arguments that several commands share."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import click

from isnad.messages import text

if TYPE_CHECKING:
    from isnad.store import Store

lang_option = click.option(
    "--lang",
    type=click.Choice(["ar", "en"]),
    default="en",
    show_default=True,
    envvar="ISNAD_LANG",
    help="Language of labels and messages (also ISNAD_LANG).",
)


def day(_: click.Context, __: click.Parameter, value: str | None) -> date | None:
    """A day given on the command line."""
    from isnad.text.dates import parse_published  # noqa: PLC0415

    if value is None:
        return None
    found = parse_published(value)
    if found is None:
        raise click.BadParameter(text("error.date", "en", value=value))
    return found


def open_corpus(where: str, existing: bool = False) -> Store:
    """The store at *where*; a click error that says what to do when it cannot be opened, or, where it must be
    *existing*, is not there.
    """
    from pathlib import Path  # noqa: PLC0415

    from isnad.store import StoreError, open_store  # noqa: PLC0415

    if existing and "://" not in where and not Path(where).exists():
        raise click.ClickException(f"{where}: there is no such corpus; make one with: isnad add {where} FILES")
    try:
        return open_store(where)
    except StoreError as error:
        raise click.ClickException(str(error)) from error
