"""``isnad watch``: code what arrives in a folder, and tell what matters."""

from __future__ import annotations

import json
import signal
import sys
import time
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import click

from isnad.commands.options import columns_option, day, lang_option, open_corpus, own_files
from isnad.messages import Lang, text

_HELP = """Watch a folder: code what arrives into a corpus, and raise alerts.

Every few seconds the folder is looked at. A file that has not changed for --settle seconds is
read (all that isnad add reads) and what is new is added; a file that is still being written is
left until it is at rest. Stopped in whatever way, also by kill -9 or a power cut, it goes on
where it was: articles are added once, alerts are told once to the feed, at least once to the
webhook (each bears an id).

The log goes to standard error, one JSON object a line. RULES is a YAML file (docs/watch.md):

\b
  alerts:
    - {name: new ties, rule: new_relation, actors: [حركة الفجر]}
    - {name: turns, rule: position_change}
    - {name: deaths, rule: figure_jump, types: [killed], factor: 3, least: 10, days: 30}
    - {name: well founded, rule: story_roots, roots: 3}

\b
Examples:
  isnad watch news/ --into corpus.db
  isnad watch news/ --into corpus.db --alerts rules.yaml --feed alerts.atom
  isnad watch news/ --into corpus.db --alerts rules.yaml --webhook http://localhost:9000/hook
  isnad watch news/ --into corpus.db --metrics 9464       (then: curl 127.0.0.1:9464/metrics)
  isnad watch news/ --into corpus.db --once               (one look, for cron)

\b
Exit status: 0 when it was stopped (Ctrl-C, SIGTERM) or --once was done, 1 when it cannot begin.
"""


@click.command(help=_HELP)
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--into", "corpus", required=True, metavar="CORPUS", help="The corpus, as of isnad add.")
@click.option("--alerts", "rules_file", type=click.Path(dir_okay=False, path_type=Path), metavar="RULES",
              help="YAML file with the rules of alerts.")  # fmt: skip
@click.option("--feed", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE",
              help="Write the last 200 alerts here, as an Atom feed.")  # fmt: skip
@click.option("--webhook", metavar="URL", help="POST each alert as JSON to this address (and to no other).")
@click.option("--metrics", type=click.IntRange(0, 65535), metavar="PORT",
              help="Counters for Prometheus at http://127.0.0.1:PORT/metrics, for this machine only.")  # fmt: skip
@click.option("--poll", type=click.FloatRange(min=0.05), default=5.0, show_default=True, metavar="SECONDS",
              help="Time between two looks.")  # fmt: skip
@click.option("--settle", type=click.FloatRange(min=0), default=2.0, show_default=True, metavar="SECONDS",
              help="How long a file must not have changed before it is read.")  # fmt: skip
@click.option("--stories-every", type=click.FloatRange(min=0), default=300.0, show_default=True, metavar="SECONDS",
              help="Least time between two searches for stories, which read the whole corpus.")  # fmt: skip
@click.option("--state", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE",
              help="Where to keep what was told (default: CORPUS.watch.json).")  # fmt: skip
@click.option("-j", "--jobs", type=click.IntRange(min=1), default=1, show_default=True, metavar="N",
              help="Code on N cores.")  # fmt: skip
@click.option("--published", metavar="DATE", callback=day,
              help="Publication date of articles that name none themselves.")  # fmt: skip
@columns_option
@click.option("--once", is_flag=True, help="Look once, then end.")
@own_files
@lang_option
def watch(
    folder: Path, corpus: str, rules_file: Path | None, feed: Path | None, webhook: str | None, metrics: int | None,
    poll: float, settle: float, stories_every: float, state: Path | None, jobs: int, published: date | None,
    columns: dict[str, str] | None, once: bool, lang: Lang,
) -> None:  # fmt: skip
    """Watch a folder."""
    from functools import cache  # noqa: PLC0415

    from isnad.coding_run import InstallationError, load_coder  # noqa: PLC0415
    from isnad.net import check_address  # noqa: PLC0415
    from isnad.reading import Options  # noqa: PLC0415
    from isnad.watch.loop import Settings, Watcher  # noqa: PLC0415
    from isnad.watch.metrics import Metrics, serving  # noqa: PLC0415
    from isnad.watch.rules import RulesError, load  # noqa: PLC0415

    try:
        rules = load(rules_file) if rules_file is not None else ()
        if webhook is not None:
            check_address(webhook)
    except (RulesError, ValueError) as error:
        raise click.ClickException(str(error)) from error
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise click.ClickException(text("error.unreadable", lang, where=rules_file, reason=reason)) from error
    if state is None:
        if "://" in corpus:
            raise click.UsageError(text("watch.state", lang))
        state = Path(corpus + ".watch.json")
    settings = Settings(
        folder=folder, corpus=corpus, state=state, feed=feed, webhook=webhook, rules=rules, jobs=jobs, settle=settle,
        stories_every=stories_every, options=Options(published, columns),
        make_coder=cache(load_coder) if jobs == 1 else None,
    )  # fmt: skip
    signal.signal(signal.SIGTERM, _stop)
    counted = Metrics()
    try:
        with open_corpus(corpus) as store, serving(counted, metrics) as port:
            watcher = Watcher(store, settings, counted, log)
            log("info", "watching", folder=str(folder), corpus=corpus, rules=len(rules), metrics=port)
            while True:
                watcher.round()
                if once:
                    break
                time.sleep(poll)
    except KeyboardInterrupt:
        pass
    except InstallationError as error:
        raise click.ClickException(text("error.install", lang, reason=error)) from error
    except (OSError, ValueError) as error:
        raise click.ClickException(str(error)) from error
    log("info", "stopped")
    sys.exit(0)


def _stop(*_: Any) -> None:
    raise KeyboardInterrupt


def log(level: str, event: str, **values: Any) -> None:
    """One line of JSON on standard error."""
    now = datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    click.echo(json.dumps({"time": now, "level": level, "event": event, **values}, ensure_ascii=False), err=True)
