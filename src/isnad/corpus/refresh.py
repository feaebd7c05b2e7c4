"""Copies and stories of a corpus, found anew when articles were added since."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from datetime import date

from sqlalchemy import delete, func, insert, select

from isnad.corpus.copies import find_copies
from isnad.corpus.records import Story
from isnad.corpus.stories import find_stories
from isnad.records import Article, Coding
from isnad.store import Store
from isnad.store import models as m
from isnad.store.engine import writing

RULES = 2
"""Raised whenever copies or stories are found differently."""
_KEY = "stories"

Step = Callable[[str, int, int], None]
"""Told of progress: ``copies`` or ``stories``, articles done, articles in all."""


def is_stale(store: Store) -> bool:
    """Whether articles were added, or the rules changed, since copies and stories were last found."""
    with store.engine.connect() as connection:
        mark = connection.execute(select(m.MetaRow.value).where(m.MetaRow.key == _KEY)).scalar()
    return mark != _mark(store)


def refresh(store: Store, step: Step | None = None, *, always: bool = False) -> bool:
    """Find copies and stories if they are stale (or *always*); whether they were.

    A story is kept when it has two mentions or more. Interrupted, it leaves what was there, still stale.
    """
    mark = _mark(store)
    if not always and not is_stale(store):
        return False
    tell = step or (lambda *_: None)
    total = int(mark.split(":")[1])
    days: dict[date | None, list[str]] = defaultdict(list)
    copies = find_copies(_noting(_articles(store, tell, total), days))
    store.replace_copies(copies.copies, copies.groups)
    found = find_stories(_codings(store, days, tell, total), copies, ordered=True)
    store.replace_stories(s for s in found if _is_kept(s))
    with writing(store.engine) as connection:
        connection.execute(delete(m.MetaRow).where(m.MetaRow.key == _KEY))
        connection.execute(insert(m.MetaRow), [{"key": _KEY, "value": mark}])
    return True


def _mark(store: Store) -> str:
    """Stands for the articles of the corpus, which are only ever added, for what people changed, and for the rules."""
    with store.engine.connect() as connection:
        numbers = select(func.count(m.ArticleRow.id), func.max(m.ArticleRow.id))
        count, last = connection.execute(numbers).one()
        r = m.RevisionRow
        changed = select(func.max(r.id)).where(r.track == "", r.sid != "", r.action != "accept")
        revised = connection.execute(changed).scalar()
    return f"{RULES}:{count}:{last or 0}" + (f":{revised}" if revised else "")


def _is_kept(story: Story) -> bool:
    return len(story.reports) > 1


def _articles(store: Store, tell: Step, total: int) -> Iterator[Article]:
    for n, stored in enumerate(store.articles(), 1):
        yield stored.article
        tell("copies", n, total)


def _noting(articles: Iterator[Article], days: dict[date | None, list[str]]) -> Iterator[Article]:
    for article in articles:
        days[article.published].append(article.doc)
        yield article


def _codings(store: Store, days: Mapping[date | None, list[str]], tell: Step, total: int) -> Iterator[Coding]:
    """The codings in order of publication, one day at a time."""
    n = 0
    for day in sorted(days, key=lambda d: d or date.min):
        yield from store.codings(days[day])
        n += len(days[day])
        tell("stories", n, total)
