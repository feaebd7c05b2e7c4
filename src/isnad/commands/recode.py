"""``isnad recode``: the articles of a corpus coded again by this version."""

from __future__ import annotations

from collections.abc import Iterator

import click

from isnad.commands.options import database_errors, lang_option, open_corpus, own_files
from isnad.commands.stories import refreshed
from isnad.messages import Lang, text

_BATCH = 50
"""Articles written at once: interrupted, those before stay coded again."""
_HELP = """Code the articles of a corpus again, with this version of isnad and your own files.

What people accepted, corrected, rejected or added (isnad desk) stands; what the machine now
says instead is kept beside it. Copies and stories are found anew.

\b
Examples:
  isnad recode corpus.db
  isnad recode corpus.db --doc article-12
"""


@click.command(help=_HELP)
@click.argument("corpus", metavar="CORPUS")
@click.option("--doc", "docs", multiple=True, metavar="ID", help="Only this article; may be repeated.")
@own_files
@lang_option
def recode(corpus: str, docs: tuple[str, ...], lang: Lang) -> None:
    """Code articles again."""
    from isnad.coding_run import load_coder  # noqa: PLC0415
    from isnad.corpus.adding import coded  # noqa: PLC0415
    from isnad.records import Article, Coding  # noqa: PLC0415
    from isnad.store.rows import digest  # noqa: PLC0415
    from isnad.store.search import Terms  # noqa: PLC0415

    with open_corpus(corpus, existing=True) as store, database_errors(corpus, lang):
        missing = [d for d in docs if store.article(d) is None]
        if missing:
            raise click.BadParameter(text("show.nothing", lang, id=missing[0]), param_hint="--doc")

        def articles() -> Iterator[Article]:
            if docs:
                yield from (a for d in docs if (a := store.article(d)) is not None)
            else:
                yield from (stored.article for stored in store.articles())

        coder = load_coder()
        done, batch, terms = 0, list[Coding](), list[Terms | None]()
        for article in articles():
            made = coded(coder, article, digest(article))
            if made.failure is not None:
                click.echo(text(made.failure.key, lang, **made.failure.values), err=True)
                continue
            assert made.added.coding is not None, "what failed was told"
            batch.append(made.added.coding)
            terms.append(made.added.terms)
            if len(batch) >= _BATCH:
                done += store.recode(batch, terms)
                batch, terms = [], []
        done += store.recode(batch, terms)
        refreshed(store, False, lang)
        people = len(store.reviews())
        click.echo(text("recode.done", lang, articles=done, reviewed=people), err=True)
