"""Options and arguments that several commands share."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from typing import TYPE_CHECKING, Any, TypeVar

import click

from isnad.messages import Lang, text

if TYPE_CHECKING:
    from isnad.llm.coder import LlmCoder
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


def coder_options(command: F) -> F:
    """Options ``--coder``, ``--endpoint``, ``--llm-model``, ``--api-key-env``, ``--llm-timeout``."""
    for option in reversed([
        click.option("--coder", type=click.Choice(["isnad", "llm"]), default="isnad", show_default=True,
                     help="llm: send sentences to the model at --endpoint and take its answers (docs/llm.md). "
                          "Nothing leaves this machine otherwise."),
        click.option("--endpoint", metavar="URL",
                     help="An OpenAI-compatible server, e.g. http://localhost:8000/v1."),
        click.option("--llm-model", metavar="NAME", help="The model to ask there."),
        click.option("--api-key-env", metavar="VAR", help="Environment variable that holds the key, if one is needed."),
        click.option("--llm-timeout", type=click.FloatRange(min=0.1), default=60.0, show_default=True,
                     metavar="SECONDS", help="How long one answer may take."),
    ]):  # fmt: skip
        command = option(command)
    return command


def llm_coder(
    coder: str, endpoint: str | None, model: str | None, key_variable: str | None, timeout: float, jobs: int,
    patience: int, lang: Lang,
) -> Callable[[], LlmCoder] | None:  # fmt: skip
    """What makes the coder that asks a model, once; None for our own. A usage error where something is missing."""
    if coder != "llm":
        if endpoint or model or key_variable:
            raise click.UsageError(text("llm.not_asked", lang))
        return None
    import os  # noqa: PLC0415
    from functools import cache  # noqa: PLC0415

    from isnad.llm.coder import LlmCoder  # noqa: PLC0415
    from isnad.llm.endpoint import Endpoint  # noqa: PLC0415

    if not endpoint or not model:
        raise click.UsageError(text("llm.missing", lang))
    if jobs > 1:
        raise click.UsageError(text("llm.jobs", lang))
    key = os.environ.get(key_variable) if key_variable else None
    if key_variable and not key:
        raise click.UsageError(text("llm.no_key", lang, variable=key_variable))
    try:
        where = Endpoint(endpoint, model, key, timeout)
    except ValueError as error:
        raise click.UsageError(str(error)) from error
    click.echo(text("llm.leaves", lang, where=where.address), err=True)
    return cache(lambda: LlmCoder(where, patience))


def llm_counts(made: LlmCoder, lang: Lang) -> None:
    """Tell what was sent, taken and refused."""
    reasons = ", ".join(f"{text(f'llm.{r}', lang)} {n:,}" for r, n in sorted(made.refused.items()) if n)
    values = {"questions": f"{made.questions:,}", "sent": f"{made.sent:,}", "taken": f"{made.taken:,}"}
    click.echo(text("llm.done", lang, **values, refused=reasons or "0"), err=True)


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
    from json import JSONDecodeError  # noqa: PLC0415

    from sqlalchemy.exc import DBAPIError  # noqa: PLC0415

    try:
        yield
    except DBAPIError as error:
        reason = str(error.orig).splitlines()[0]
        key = "error.damaged" if _damaged(reason) else "error.database"
        raise click.ClickException(text(key, lang, where=where, reason=reason)) from error
    except JSONDecodeError as error:  # every record in it was written by isnad
        raise click.ClickException(text("error.damaged", lang, where=where, reason=error)) from error


def _damaged(reason: str) -> bool:
    """Whether SQLite says that the file is not what it was."""
    return any(sign in reason for sign in ("malformed", "not a database", "Could not decode", "corrupt"))


def open_corpus(where: str, existing: bool = False) -> Store:
    """The store at *where*; a click error that says what to do when it cannot be opened, or, where it must be
    *existing*, is not there.
    """
    from pathlib import Path  # noqa: PLC0415

    from isnad.store import StoreError, open_store  # noqa: PLC0415

    if existing and "://" not in where and not Path(where).exists():
        raise click.ClickException(f"{where}: there is no such corpus; make one with: isnad add {where} FILES")
    lang: Lang = "ar" if click.get_current_context().params.get("lang") == "ar" else "en"
    if "://" not in where and not _may_be_database(where):
        raise click.ClickException(text("error.no_database", lang, where=where))
    try:
        return open_store(where)
    except StoreError as error:
        cause = getattr(error.__cause__, "orig", None)
        reason = str(cause).splitlines()[0] if cause is not None else ""
        if "://" in where or not reason:
            raise click.ClickException(str(error)) from error
        key = "error.damaged" if _damaged(reason) else "error.database"
        raise click.ClickException(text(key, lang, where=where, reason=reason)) from error


def _may_be_database(where: str) -> bool:
    """Whether the file is absent, empty (both become a database), or begins as an SQLite file does."""
    from pathlib import Path  # noqa: PLC0415

    try:
        with Path(where).open("rb") as stream:
            return stream.read(16) in (b"", b"SQLite format 3\x00")
    except OSError:
        return True
