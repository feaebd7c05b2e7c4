"""``isnad actors``: who is who in a corpus."""

from __future__ import annotations

import csv
import io
import json
import shutil
from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import click

from isnad.commands.filters import filter_options
from isnad.commands.find import emit
from isnad.commands.options import database_errors, lang_option, open_corpus
from isnad.messages import Lang, text

if TYPE_CHECKING:
    from isnad.store import CorpusActor, Filter, Store

SHOWN = 40
"""Rows of a table where no limit is given."""
_HELP = """Say who takes part in what a corpus reports, the most frequent first.

With --proposed: names that the actor base does not know and that recur, each with what the
corpus says of it and its evidence. As CSV (-f csv) they are an actor file: keep the rows that
are right, correct them, and give the file to isnad add or isnad code as --actors.

Two spellings or names of one actor can be merged. Nothing is lost by it: statements keep their
words, and the merge can be undone.

\b
Examples:
  isnad actors corpus.db
  isnad actors corpus.db --country MLI --type ASSAULT --role actor
  isnad actors corpus.db --proposed
  isnad actors corpus.db --proposed -f csv > my-actors.csv
  isnad actors corpus.db --merge "جماعة الواحات" "جبهة الواحات"
  isnad actors corpus.db --merges
  isnad actors corpus.db --undo 1
"""
_COLUMNS = ("id", "name_ar", "name_en", "country", "sector", "statements", "articles", "outlets", "first", "last")
_PROPOSED = (
    "id", "name_ar", "name_en", "aliases", "kind", "country", "sector", "articles", "outlets", "note", "evidence",
)  # fmt: skip


@click.command(help=_HELP)
@click.argument("corpus", metavar="CORPUS")
@click.option("--proposed", is_flag=True, help="Unknown actors that recur, as new entries with their evidence.")
@click.option("--min-articles", type=click.IntRange(min=1), default=3, show_default=True, metavar="N",
              help="Articles in which a proposed one must stand.")  # fmt: skip
@click.option("--unknown", is_flag=True, help="Also those that the actor base does not know.")
@click.option("--merge", nargs=2, metavar="A B", help="From now on A is B: names or ids.")
@click.option("--merges", "list_merges", is_flag=True, help="List the merges.")
@click.option("--undo", type=int, metavar="N", help="Take merge number N back.")
@filter_options
@click.option("-f", "--format", "format_", type=click.Choice(["table", "jsonl", "csv"]), default="table",
              show_default=True, help="table for reading here, jsonl for programs, csv for spreadsheets.")  # fmt: skip
@click.option("--limit", type=click.IntRange(min=1), metavar="N", help=f"At most N rows (a table: {SHOWN}).")
@lang_option
def actors(
    corpus: str, proposed: bool, min_articles: int, unknown: bool, merge: tuple[str, str] | None, list_merges: bool,
    undo: int | None, wanted: Filter, format_: str, limit: int | None, lang: Lang,
) -> None:  # fmt: skip
    """Who is who in a corpus."""
    limit = limit or (SHOWN if format_ == "table" else None)
    with open_corpus(corpus, existing=True) as store, database_errors(corpus, lang):
        if merge:
            _merge(store, merge, lang)
        elif undo is not None:
            _undo(store, undo, lang)
        elif list_merges:
            for m in store.merges():
                state = text("actors.undone", lang) if m.undone else ""
                click.echo(f"{m.id}\t{m.source} → {m.target}\t{state}".rstrip())
        elif proposed:
            found = propose(store, min_articles)
            emit(_proposals(store, found[:limit], format_, lang))
            click.echo(text("actors.proposed", lang, n=len(found)), err=True)
        else:
            rows = (r for r in store.actor_counts(wanted) if unknown or not r["actor"].startswith("~"))
            emit(_counted(rows, format_, limit, lang))


def propose(store: Store, min_articles: int) -> list[CorpusActor]:
    """Unknown actors that recur in *store*; they are kept there as proposed."""
    from isnad.corpus.actors import proposals  # noqa: PLC0415
    from isnad.export.corpus import merged  # noqa: PLC0415

    copies = {d: g.original for g in store.copy_groups() for d in g.docs if d != g.original}
    found = list(proposals(store.codings(), copies=copies, merged=merged(store), min_articles=min_articles))
    store.replace_actors(found, "proposed")
    return found


def _counted(rows: Iterator[dict[str, Any]], format_: str, limit: int | None, lang: Lang) -> Iterator[str]:
    from isnad.export.people import base_name  # noqa: PLC0415

    made = []
    for n, r in enumerate(rows):
        if limit is not None and n >= limit:
            break
        known = base_name(r["actor"])
        name_ar, name_en = known or (r["name"], r["name_en"])
        days = {k: r[k].isoformat() if r[k] else None for k in ("first", "last")}
        made.append({**r, "id": r["actor"], "name_ar": name_ar, "name_en": name_en, **days})
    yield from _written(made, _COLUMNS, format_, lang, (22, 30, 30, 8, 7, 11, 9, 8, 11, 11))


def _proposals(store: Store, found: list[CorpusActor], format_: str, lang: Lang) -> Iterator[str]:
    made = []
    for a in found:
        hits = [h for m in a.mentions if (h := store.statement(m)) is not None]
        made.append(
            {
                "id": f"user:{a.id.removeprefix('~').replace(' ', '-')}" if format_ == "csv" else a.id,
                "name_ar": a.name_ar,
                "name_en": a.name_en,
                "aliases": "|".join(a.names),
                "kind": a.kind,
                "country": a.country,
                "sector": a.sector,
                "articles": a.articles,
                "outlets": a.outlets,
                "note": a.note,
                "evidence": " ¶ ".join(" ".join(h.evidence.split()) for h in hits[:2]),
            }
        )
    yield from _written(made, _PROPOSED, format_, lang, (0, 26, 0, 18, 13, 8, 7, 9, 8, 18, 60))


def _written(
    rows: list[dict[str, Any]], columns: tuple[str, ...], format_: str, lang: Lang, shares: tuple[int, ...]
) -> Iterator[str]:
    """*rows* as lines of JSON, CSV or a table (columns with a share of 0 are left out of the table)."""
    from isnad.output import table  # noqa: PLC0415

    if format_ == "jsonl":
        for r in rows:
            yield json.dumps({c: r[c] for c in columns}, ensure_ascii=False) + "\n"
    elif format_ == "csv":
        out = io.StringIO()
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows([["" if r[c] is None else r[c] for c in columns] for r in rows])
        yield out.getvalue()
    elif rows:
        shown = [(c, s) for c, s in zip(columns, shares, strict=True) if s]
        cells = [["" if r[c] is None else str(r[c]) for c, _ in shown] for r in rows]
        width = shutil.get_terminal_size((160, 24)).columns
        widths = (*(s for _, s in shown[:-1]), 0)
        yield table.render([text(f"actors.{c}", lang) for c, _ in shown], cells, width, widths)


def key_of(store: Store, name: str) -> str:
    """The key of the actor that *name* names: an id, or a name in any spelling.

    Raises click.UsageError when the corpus does not mention it.
    """
    from isnad.export.people import find_actor  # noqa: PLC0415
    from isnad.records import participants  # noqa: PLC0415
    from isnad.store import Filter  # noqa: PLC0415
    from isnad.store.rows import actor_key, name_key  # noqa: PLC0415

    known = find_actor(name)
    if known:
        return known
    key = f"~{name_key(name.removeprefix('~'))}"
    seen: Counter[str] = Counter()
    for hit in store.find(Filter(actor=(name,)), limit=50):
        for _, p in participants(hit.statement):
            if p.actor is None:
                continue
            if p.actor.id == name:
                return name
            if key[1:] in (name_key(p.actor.name_ar), name_key(p.actor.name_en or "")):
                seen[actor_key(p.actor) or key] += 1
    if seen:
        return min(seen, key=lambda k: (-seen[k], k))
    if not store.count(Filter(actor=(key,))):
        raise click.UsageError(f"{name}: nobody here bears this name or id; see: isnad actors CORPUS --unknown")
    return key


def _merge(store: Store, pair: tuple[str, str], lang: Lang) -> None:
    source, target = (key_of(store, p) for p in pair)
    if source == target:
        raise click.UsageError(f"{pair[0]} and {pair[1]} are one already: {source}")
    try:
        made = store.merge_actors(source, target)
    except ValueError as error:
        raise click.UsageError(str(error)) from error
    click.echo(text("actors.merged", lang, source=made.source, target=made.target, number=made.id))


def _undo(store: Store, number: int, lang: Lang) -> None:
    try:
        made = store.undo_merge(number)
    except KeyError as error:
        raise click.UsageError(str(error.args[0])) from error
    click.echo(text("actors.unmerged", lang, source=made.source, target=made.target, number=made.id))
