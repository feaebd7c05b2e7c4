"""``isnad show``: one thing of a corpus."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from isnad.commands.find import emit
from isnad.commands.options import database_errors, lang_option, open_corpus
from isnad.messages import Lang, isolate, label, text

if TYPE_CHECKING:
    from isnad.corpus.records import CopyGroup, Story
    from isnad.store import Hit, Store
_HELP = """Show what bears an id: a statement, an article with all it says, a story, a copy group,
an actor that the corpus proposes.

\b
Examples:
  isnad show corpus.db ev-3f2a91c04b7d
  isnad show corpus.db ev-3f2a91c04b7d --explain
  isnad show corpus.db article-12 -f jsonl
  isnad show corpus.db article-12 -f csv

Exit status: 0, or 1 when nothing bears the id.
"""


@click.command(help=_HELP)
@click.argument("corpus", metavar="CORPUS")
@click.argument("id_", metavar="ID")
@click.option("-f", "--format", "format_", type=click.Choice(["text", "table", "jsonl", "csv"]),
              default="text", show_default=True,
              help="text for reading; table, csv: a row a statement; jsonl: everything.")  # fmt: skip
@click.option("--explain", is_flag=True, help="Show the rule or lexicon entry behind every field (text).")
@lang_option
def show(corpus: str, id_: str, format_: str, explain: bool, lang: Lang) -> None:
    """Show one thing."""
    from isnad.output import hits  # noqa: PLC0415
    from isnad.records import to_json  # noqa: PLC0415

    with open_corpus(corpus, existing=True) as store, database_errors(corpus, lang):
        found = store.show(id_)
        if found is None:
            click.echo(text("show.nothing", lang, id=id_), err=True)
            sys.exit(1)
        if format_ == "jsonl":
            emit([json.dumps(to_json(found), ensure_ascii=False) + "\n"])
        elif format_ == "text":
            emit(_text(store, found, lang, explain))
        else:
            rows = list(_hits(store, found))
            emit([hits.as_table(rows, lang, 160)] if format_ == "table" else hits.as_csv(rows))


def _hits(store: Store, found: object) -> Iterator[Hit]:
    """The statements of whatever was found."""
    from isnad.corpus.records import CopyGroup, Story  # noqa: PLC0415
    from isnad.records import Coding  # noqa: PLC0415
    from isnad.store import CorpusActor, Filter, Hit  # noqa: PLC0415

    if isinstance(found, Hit):
        yield found
    elif isinstance(found, Coding):
        yield from store.find(Filter(doc=(found.article.doc,)))
    elif isinstance(found, Story):
        for report in found.reports:
            one = store.statement(report.mention)
            if one is not None:
                yield one
    elif isinstance(found, CopyGroup):
        yield from store.find(Filter(doc=(found.original,)))
    elif isinstance(found, CorpusActor):
        for mention in found.mentions:
            one = store.statement(mention)
            if one is not None:
                yield one


def _text(store: Store, found: object, lang: Lang, explain: bool) -> Iterator[str]:
    from isnad.corpus.records import CopyGroup, Story  # noqa: PLC0415
    from isnad.output import text as writer  # noqa: PLC0415
    from isnad.records import Article, Coding, to_json  # noqa: PLC0415
    from isnad.store import Hit  # noqa: PLC0415

    options = writer.TextOptions(lang, explain, sys.stdout.isatty())
    if isinstance(found, Hit):
        yield writer.render(Coding(article=found.article, statements=(found.statement,), version=""), options)
        told = [(text("column.copy_group", lang), found.copy_group or ""), (text("column.url", lang), found.url or "")]
        told.append((text("column.stories", lang), " ".join(found.stories)))
        told.append((text("column.review", lang), text(f"review.{found.review}", lang)))
        yield "".join(f"{name}: {isolate(value)}\n" for name, value in told if value)
    elif isinstance(found, Coding):
        yield writer.render(found, options)
    elif isinstance(found, Article):
        yield f"{found.doc}\n\n{found.text}\n"
    elif isinstance(found, Story):
        yield from _story(found, lang)
    elif isinstance(found, CopyGroup):
        yield from _group(store, found)
    else:
        yield json.dumps(to_json(found), ensure_ascii=False, indent=2) + "\n"


def _story(story: Story, lang: Lang) -> Iterator[str]:
    docs = len({r.mention.doc for r in story.reports})
    values = {"reports": docs, "outlets": len(story.outlets), "roots": len(story.roots), "copies": story.copies}
    yield f"{isolate(story.title)}\n{label('type', story.type, lang)} · {text('show.story', lang, **values)}\n\n"
    for r in story.reports:
        day = r.published.isoformat() if r.published else text("note.undated", lang)
        cells = (day, isolate(r.outlet or ""), isolate(r.root.name), r.mention.statement, isolate(r.mention.doc))
        yield "  " + " · ".join(c for c in cells if c) + "\n"
    for c in story.contradictions:
        yield f"\n{text('show.contradiction', lang)} ({c.field}):\n"
        for side in c.sides:
            said = ", ".join(f"{m.statement} ({m.doc})" for m in side.mentions)
            yield f"  {isolate(side.value)}: {said}\n"


def _group(store: Store, group: CopyGroup) -> Iterator[str]:
    yield f"{group.id}\n"
    for doc in group.docs:
        article = store.article(doc)
        day = article.published.isoformat() if article and article.published else ""
        mark = "*" if doc == group.original else " "
        yield f"{mark} {day} {isolate((article.outlet if article else None) or '')} {isolate(doc)}\n"
