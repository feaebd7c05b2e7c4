"""Options and arguments that several commands share."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from typing import TYPE_CHECKING, Any, TypeVar

import click

from isnad.messages import Lang, text

if TYPE_CHECKING:
    from isnad.store import Store

F = TypeVar("F", bound=Callable[..., Any])

lang_option = click.option(
    "--lang",
    type=click.Choice(["ar", "en"]),
    default="en",
    show_default=True,
    envvar="ISNAD_LANG",
    help="Language of labels and messages (also ISNAD_LANG).",
)


def _own(variable: str) -> Callable[[click.Context, click.Parameter, tuple[str, ...]], None]:
    """Hands the user's own files to the lexicon, and says at once when one cannot be read."""

    def use(_: click.Context, __: click.Parameter, paths: tuple[str, ...]) -> None:
        import os  # noqa: PLC0415

        if not paths:
            return
        os.environ[variable] = os.pathsep.join(paths)
        from isnad.lexicon import actors, own, places  # noqa: PLC0415

        load = actors.load if variable == own.ACTORS else places.load_gazetteer
        load.cache_clear()
        try:
            load()
        except ValueError as error:
            del os.environ[variable]
            raise click.BadParameter(str(error)) from error

    return use


def own_files(command: F) -> F:
    """Options ``--actors`` and ``--gazetteer``: the user's own files, for commands that code. They reach the coder
    (in every process) through the environment; the command itself does not see them.
    """
    place = click.option(
        "--gazetteer", multiple=True, metavar="TSV", expose_value=False, callback=_own("ISNAD_GAZETTEER"),
        help="Your own places: a TSV of ours, a GeoNames dump, or Who's On First (also ISNAD_GAZETTEER).",
    )  # fmt: skip
    actor = click.option(
        "--actors", multiple=True, metavar="CSV", expose_value=False, callback=_own("ISNAD_ACTORS"),
        help="Your own actors: columns id, name_ar, name_en, aliases, kind, country, sector (also ISNAD_ACTORS).",
    )  # fmt: skip
    return actor(place(command))


def _columns(_: click.Context, __: click.Parameter, value: str | None) -> dict[str, str] | None:
    from isnad.reading import FIELDS  # noqa: PLC0415

    if value is None:
        return None
    found: dict[str, str] = {}
    for pair in filter(None, (p.strip() for p in value.split(","))):
        field, mark, column = (p.strip() for p in pair.partition("="))
        if field not in FIELDS or not mark or not column:
            raise click.BadParameter(f"{pair!r}: write field=COLUMN, with a field of {', '.join(FIELDS)}.")
        found[field] = column
    return found or None


columns_option = click.option(
    "--columns",
    metavar="FIELD=COLUMN,...",
    callback=_columns,
    help="Which column of a CSV file (or JSON key) is which field: doc, text, title, published, outlet, url.",
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


@contextmanager
def database_errors(where: str, lang: Lang) -> Iterator[None]:
    """Errors of the database in this block are told with what to do."""
    from sqlalchemy.exc import DBAPIError  # noqa: PLC0415

    try:
        yield
    except DBAPIError as error:
        reason = str(error.orig).splitlines()[0]
        raise click.ClickException(text("error.database", lang, where=where, reason=reason)) from error


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
