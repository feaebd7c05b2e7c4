"""``isnad check``: whether a corpus is what it should be."""

from __future__ import annotations

import json
import sys
from collections import Counter
from typing import Any

import click

from isnad.commands.options import lang_option
from isnad.messages import Lang, text

_SHOWN = 20
"""Findings of one kind that are listed."""
_HELP = """Check a corpus: is every offset, chain, digest and index entry as it should be?

Reads everything, writes nothing, and may run while articles are added. It looks at

\b
  the file itself          SQLite's integrity check, foreign keys, tables and their version
  articles                 the text has the digest that was taken when it was read
  statements               offsets lie in the text, the trigger in the evidence, the words of
                           every row are the text's, chains and references lead somewhere
  the full-text index      every article and statement is in it, word for word
  copies and stories       what they name is there

What is wrong is listed with its id (isnad show CORPUS ID shows more) and with what to do.

\b
Examples:
  isnad check corpus.db
  isnad check corpus.db --lang ar
  isnad check corpus.db -f jsonl > findings.jsonl

\b
Exit status: 0 when nothing is wrong, 1 when something is, 2 when the file cannot be opened
as a corpus at all.
"""


@click.command(help=_HELP)
@click.argument("corpus", metavar="CORPUS")
@click.option("-f", "--format", "format_", type=click.Choice(["text", "jsonl"]), default="text", show_default=True,
              help="text for reading here, jsonl for programs (every finding, one a line).")  # fmt: skip
@lang_option
def check(corpus: str, format_: str, lang: Lang) -> None:
    """Check a corpus."""
    from isnad.store import StoreError  # noqa: PLC0415
    from isnad.trust.check import Checked  # noqa: PLC0415
    from isnad.trust.check import check as findings  # noqa: PLC0415

    seen, bar = Checked(), _Bar(lang)
    shown: Counter[str] = Counter()
    advice: dict[str, str] = {}
    try:
        for finding in findings(corpus, seen, bar.step):
            shown[finding.key] += 1
            if format_ == "jsonl":
                row = {"key": finding.key, "where": finding.where, "notice": finding.notice, **finding.values}
                click.echo(json.dumps({**row, "message": finding.message(lang)}, ensure_ascii=False))
                continue
            advice[finding.key] = finding.advice(lang)
            if shown[finding.key] <= _SHOWN:
                bar.clear()
                click.echo(finding.message(lang))
    except StoreError as error:
        click.echo(f"Error: {error}", err=True)
        sys.exit(2)
    finally:
        bar.close()
    for key, said in advice.items():
        if shown[key] > _SHOWN:
            click.echo(text("check.more", lang, n=shown[key] - _SHOWN, kind=key))
        click.echo(f"→ {said}")
    done = {"articles": f"{seen.articles:,}", "statements": f"{seen.statements:,}", "found": f"{seen.found:,}"}
    click.echo(text("check.wrong" if seen.found else "check.fine", lang, **done), err=True)
    sys.exit(1 if seen.found else 0)


class _Bar:
    """Progress by articles, on a terminal."""

    def __init__(self, lang: Lang) -> None:
        self._lang = lang
        self._bar: Any = None

    def step(self, done: int, total: int) -> None:
        """So many articles were looked at."""
        from tqdm import tqdm  # noqa: PLC0415

        if self._bar is None:
            words = text("check.progress", self._lang)
            self._bar = tqdm(desc=words, total=total, unit="", file=sys.stderr, leave=False, disable=None)
        self._bar.update(done - self._bar.n)

    def clear(self) -> None:
        """Make room for a line."""
        if self._bar is not None:
            self._bar.clear()

    def close(self) -> None:
        """Take the bar away."""
        if self._bar is not None:
            self._bar.close()
