"""``isnad desk``: the web application for reading, checking and correcting a corpus; and its accounts."""

from __future__ import annotations

import sqlite3
import webbrowser
from pathlib import Path

import click

from isnad.commands.options import lang_option
from isnad.messages import Lang, text

_HELP = """Read, check and correct a corpus in the browser, in Arabic and English.

CORPUS is the database that isnad add made (an empty one is made if absent), or the URL of a
PostgreSQL database. The desk works with no network and loads nothing from outside. It answers
on this machine alone (127.0.0.1) and then needs no accounts; to let others in, make accounts
first (isnad desk-user) and give --host. Use TLS in front of it then (docs/security.md).

\b
Examples:
  isnad desk corpus.db
  isnad desk corpus.db --port 9000 --no-open
  isnad desk-user corpus.db amal --role editor
  isnad desk corpus.db --host 0.0.0.0
"""
_CONNECTIONS = 250
"""Connections at once; more are turned away with 503."""
_SIDE = click.option(
    "--side",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Where accounts and the audit log lie (default: CORPUS.desk, beside a SQLite corpus).",
)


@click.command(help=_HELP)
@click.argument("corpus", metavar="CORPUS")
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to answer on.")
@click.option("--port", type=click.IntRange(1, 65535), default=8714, show_default=True, help="Port to answer on.")
@click.option("--open/--no-open", "opened", default=True, help="Open a browser (default) or not.")
@click.option("--name", "names", multiple=True, metavar="HOST", help="Name under which browsers may ask (repeatable).")
@_SIDE
@lang_option
def desk(
    corpus: str, host: str, port: int, opened: bool, names: tuple[str, ...], side: Path | None, lang: Lang
) -> None:
    """Read, check and correct a corpus in the browser."""
    try:
        import uvicorn  # noqa: PLC0415

        from isnad.desk.app import create_app  # noqa: PLC0415
        from isnad.desk.settings import Settings  # noqa: PLC0415
    except ModuleNotFoundError as error:
        raise click.ClickException(text("desk.install", lang, module=error.name or "")) from error
    from isnad.store import StoreError  # noqa: PLC0415

    settings = Settings(host=host, port=port, side=side, names=names)
    try:
        app = create_app(corpus, settings)
    except PermissionError as error:
        raise click.ClickException(text("desk.accounts", lang, corpus=corpus)) from error
    except (StoreError, ValueError) as error:
        raise click.ClickException(str(error)) from error
    except (OSError, sqlite3.Error) as error:
        raise click.ClickException(text("desk.side", lang, reason=error)) from error
    shown = f"[{host}]" if ":" in host else "127.0.0.1" if host == "0.0.0.0" else host
    address = f"http://{shown}:{port}/?lang={lang}"
    click.echo(text("desk.running", lang, address=address), err=True)
    if opened and settings.local:
        webbrowser.open(address)
    uvicorn.run(app, host=host, port=port, log_level="warning", server_header=False, limit_concurrency=_CONNECTIONS)


@click.command("desk-user")
@click.argument("corpus", metavar="CORPUS")
@click.argument("name", metavar="NAME", required=False)
@click.option(
    "--role",
    type=click.Choice(["reader", "coder", "editor"]),
    default="coder",
    show_default=True,
    help="What they may do.",
)
@click.option("--remove", is_flag=True, help="Shut the account and end its sessions.")
@_SIDE
@lang_option
def desk_user(corpus: str, name: str | None, role: str, remove: bool, side: Path | None, lang: Lang) -> None:
    """Make, change or shut an account of the desk; without NAME list them.

    A reader reads; a coder also adds and corrects; an editor also settles what coders differ on
    and sees the audit log. The password is asked for, never given on the command line.

    \b
    Examples:
      isnad desk-user corpus.db
      isnad desk-user corpus.db amal --role editor
      isnad desk-user corpus.db amal --remove
    """
    try:
        from isnad.desk.accounts import Accounts  # noqa: PLC0415
        from isnad.desk.settings import Settings, side_file  # noqa: PLC0415
    except ModuleNotFoundError as error:
        raise click.ClickException(text("desk.install", lang, module=error.name or "")) from error
    try:
        accounts = Accounts(side_file(corpus, Settings(side=side)))
        if name is None:
            for a in accounts.names():
                click.echo(f"{a.name}\t{a.role}")
        elif remove:
            if not accounts.remove(name):
                raise click.ClickException(text("desk.no_user", lang, name=name))
        else:
            password = click.prompt(text("desk.password", lang), hide_input=True, confirmation_prompt=True, err=True)
            accounts.set(name, role, password)  # type: ignore[arg-type]
    except ValueError as error:
        raise click.ClickException(str(error)) from error
    except (OSError, sqlite3.Error) as error:
        raise click.ClickException(text("desk.side", lang, reason=error)) from error
