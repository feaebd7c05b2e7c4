"""A coder that takes no time, for tests of what stands around coding; processes that code import it."""

from __future__ import annotations

import sys
import time
from pathlib import Path

from isnad.reading import Options
from isnad.records import Article, Coding, Event, Source, SourceKind, Span, statement_id
from isnad.store import open_store
from isnad.text.clean import clean
from isnad.text.document import Document
from isnad.text.tokens import tokenise

VERSION = "quick"


class QuickCoder:
    """Calls every third word an event, so that there is something to keep."""

    def code_and_analyse(self, article: Article) -> tuple[Coding, Document]:
        document = tokenise(clean(article.text))
        if "يستعصي" in article.text:
            raise RuntimeError("no way through")
        statements = tuple(
            Event(
                id=statement_id(article.doc, "event", Span(w.start, w.end)),
                type="ASSAULT",
                evidence=Span(w.start, w.end),
                trigger=Span(w.start, w.end),
                sources=(Source(Span(0, 1), SourceKind.UNNAMED, False),) * (w.i % 2),
            )
            for w in document.words[::3]
        )
        return Coding(article=article, statements=statements, version=VERSION), document


def quick() -> QuickCoder:
    return QuickCoder()


def slow() -> QuickCoder:
    """As :func:`quick`, with time for somebody to interrupt it."""

    class Slow(QuickCoder):
        def code_and_analyse(self, article: Article) -> tuple[Coding, Document]:
            time.sleep(0.004)
            return super().code_and_analyse(article)

    return Slow()


def main() -> None:
    """``quick_coder.py DATABASE PROCESSES PATH...``: add, as the command does."""
    from isnad.corpus import adding  # noqa: PLC0415

    adding._BATCH, adding._SECONDS = 5, 0.05
    with open_store(sys.argv[1]) as store:
        print("begun", flush=True)
        adding.add(store, map(Path, sys.argv[3:]), Options(), int(sys.argv[2]), make_coder=slow)  # type: ignore[arg-type]
        print("ended", flush=True)


if __name__ == "__main__":
    main()
