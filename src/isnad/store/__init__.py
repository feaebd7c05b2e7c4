"""The database of a corpus: SQLite by default, PostgreSQL by URL, through the same models.

>>> from isnad.store import Filter, open_store
>>> store = open_store("corpus.db")                                  # doctest: +SKIP

::

    open_store(where: str | Path) -> Store          path of a SQLite file, or postgresql://user@host/name

    Store.add(codings, terms=None) -> int           how many were new; one transaction
    Store.articles(after=0) -> Iterator[StoredArticle]         .number, .article; in the order of adding
    Store.codings(docs=None, after=0) -> Iterator[Coding]      in the order of adding
    Store.article(doc), Store.coding(doc)           one of them, or None
    Store.find(Filter(...), limit=None, offset=0) -> Iterator[Hit]   statements; .count(Filter(...)) -> int
    Store.statement(Mention) -> Hit | None
    Store.search(words, limit=None) -> Iterator[Article]       full text of articles
    Store.recode(codings) -> int                    the machine's word anew; what people revised stands
    Store.revise(Draft(...)) -> Revision            accept, correct, reject, add, undo, finish; never an overwrite
    Store.reviewed(doc) -> Reviewed | None          statements as they stand, with their histories
    Store.reviews(); revisions(mention=None)
    Store.open_double(doc, coders, start, who); submit_double(number, coder); close_double(number, who); doubles()
    Store.show(id) -> Hit | Coding | Article | Story | CopyGroup | CorpusActor | None
    Store.counts() -> Counts; failures() -> Iterator[Problem]
    Store.replace_copies(copies, groups); copies(); copy_groups()
    Store.replace_stories(stories); stories(Filter(...), limit, offset); story(id); removed()
    Store.replace_actors(entries, status=None); actors(status=None); actor_counts(Filter(...))
    Store.merge_actors(source, target) -> Merge; undo_merge(number); merges()
    Store.close(); also a context manager

``Filter`` has kind, type, mode, factuality, actor, role, source, country, place, outlet, doc (each a tuple of
values, any of which will do), date_from, date_to, published_from, published_to, min_confidence, text, min_roots,
review (the rejected are left out unless asked for), fold_copies; on the command line
:func:`isnad.commands.filters.filter_options` makes one. Writing is one
transaction: all of it is kept, or nothing; readers go on meanwhile.
"""

from isnad.store.doubles import Double
from isnad.store.engine import SCHEMA, StoreError
from isnad.store.reviewing import Action, Change, OutdatedError, Reviewed, Revision, State
from isnad.store.revisions import Draft
from isnad.store.store import Store, open_store
from isnad.store.types import CorpusActor, Counts, Filter, Hit, Merge, StoredArticle

__all__ = [
    "SCHEMA",
    "Action",
    "Change",
    "CorpusActor",
    "Counts",
    "Double",
    "Draft",
    "Filter",
    "Hit",
    "Merge",
    "OutdatedError",
    "Reviewed",
    "Revision",
    "State",
    "Store",
    "StoreError",
    "StoredArticle",
    "open_store",
]
