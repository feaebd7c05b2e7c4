"""``isnad positions``: what somebody is for and against, over time."""

from __future__ import annotations

import csv
import io
import json
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import click

from isnad.commands.find import emit
from isnad.commands.options import database_errors, day, lang_option, open_corpus
from isnad.messages import Lang, isolate, label, text

if TYPE_CHECKING:
    from datetime import date

    from isnad.dossier.positions import Position

_COLUMNS = (
    "day", "holder", "stance", "topic", "condition", "from", "to", "turn_from", "turn_id", "factuality", "chain",
    "root", "outlet", "published", "id", "evidence", "url",
)  # fmt: skip


@click.command()
@click.argument("corpus", metavar="CORPUS")
@click.argument("actor", metavar="ACTOR")
@click.option("--on", metavar="WORDS", help="Only positions whose evidence has these words.")
@click.option("--from", "start", callback=day, metavar="DATE", help="Not before this day.")
@click.option("--to", "end", callback=day, metavar="DATE", help="Not after this day.")
@click.option("-f", "--format", "format_", type=click.Choice(["text", "jsonl", "csv"]), default="text",
              show_default=True, help="text for reading here, jsonl for programs, csv for spreadsheets.")  # fmt: skip
@lang_option
def positions(
    corpus: str, actor: str, on: str | None, start: date | None, end: date | None, format_: str, lang: Lang
) -> None:
    """Show what ACTOR is for and against, by day, each with its sources; turns are marked.

    ACTOR is a name in any spelling, Arabic or English, or an id. A turn is a position against an
    earlier one on the same matter, or one that the text itself calls a change.

    \b
    Examples:
      isnad positions corpus.db الجزائر
      isnad positions corpus.db "Ansar Dine" --on الحوار --lang ar
      isnad positions corpus.db dza -f csv > algeria.csv

    Exit status: 0 when there is a position, 1 when there is none.
    """
    from isnad.dossier.positions import Said  # noqa: PLC0415
    from isnad.dossier.positions import positions as sorted_out  # noqa: PLC0415
    from isnad.export.people import find_actor  # noqa: PLC0415
    from isnad.records import Coding  # noqa: PLC0415
    from isnad.store import Filter  # noqa: PLC0415

    who = find_actor(actor) or actor
    wanted = Filter(kind=("stance",), actor=(who,), role=("holder",), text=on, date_from=start, date_to=end)
    with open_corpus(corpus, existing=True) as store, database_errors(corpus, lang):
        try:
            hits = list(store.find(wanted))
        except ValueError as error:
            raise click.UsageError(str(error)) from error
    said = (Said(Coding(article=h.article, statements=(h.statement,), version=""), h.statement) for h in hits)
    found = [p for group in sorted_out(said, {}).values() for p in group]
    found.sort(key=lambda p: (p.day is None, p.day or 0, p.said.key))
    if not found:
        click.echo(text("positions.none", lang, actor=actor), err=True)
        sys.exit(1)
    rows = list(_rows(found, lang))
    if format_ == "text":
        emit(_as_text(r, lang) for r in rows)
    elif format_ == "jsonl":
        emit(json.dumps(r, ensure_ascii=False) + "\n" for r in rows)
    else:
        out = io.StringIO()
        writer = csv.DictWriter(out, _COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
        emit([out.getvalue()])


def _rows(found: list[Position], lang: Lang) -> Iterator[dict[str, Any]]:
    from isnad.corpus.roots import root_of  # noqa: PLC0415
    from isnad.dossier.positions import turn  # noqa: PLC0415
    from isnad.export.people import phrase  # noqa: PLC0415

    for n, p in enumerate(found):
        a, s = p.said.article, p.stance
        parts = {"condition": s.condition, "from": s.from_, "to": s.to}
        words = {k: phrase(v, a.text) if v else "" for k, v in parts.items()}
        before = turn(found[:n], p)
        yield {
            "day": p.day.isoformat() if p.day else "",
            "holder": p.holder.name_ar if lang == "ar" else p.holder.name,
            "stance": s.stance,
            "topic": phrase(s.topic, a.text),
            **words,
            "turn_from": before.stance.stance if before else "",
            "turn_id": f"{before.said.article.doc}#{before.stance.id}" if before else "",
            "factuality": s.factuality.value,
            "chain": " ← ".join([*(phrase(x.span, a.text) for x in s.sources), a.outlet or a.doc]),
            "root": root_of(s, a).name,
            "outlet": a.outlet or "",
            "published": a.published.isoformat() if a.published else "",
            "id": s.id,
            "evidence": phrase(s.evidence, a.text),
            "url": a.url or "",
        }


def _as_text(r: dict[str, Any], lang: Lang) -> str:
    what = label("stance", r["stance"], lang)
    state = "" if r["factuality"] == "actual" else f" [{label('factuality', r['factuality'], lang)}]"
    lines = [f"{r['day'] or '–':10}  {isolate(r['holder'])} · {what}{state}: {isolate(r['topic'])}"]
    for key in ("from", "to", "condition"):
        if r[key]:
            lines.append(f"{'':12}{text(f'row.{key}', lang)}: {isolate(r[key])}")
    if r["turn_from"]:
        was = label("stance", r["turn_from"], lang)
        lines.append(f"{'':12}*** {text('dossier.turned', lang, was=was)} ({r['turn_id']})")
    elif r["stance"] == "change":
        lines.append(f"{'':12}*** {text('dossier.changed', lang)}")
    lines.append(f"{'':12}{text('row.chain', lang)}: {isolate(r['chain'])}  ({r['published'] or '–'}, {r['id']})")
    return "\n".join(lines) + "\n\n"
