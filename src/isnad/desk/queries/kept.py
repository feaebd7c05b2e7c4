"""Answers that are kept until the corpus changes: a view of all of it costs some tenths of a second, once."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Any, TypeVar

from sqlalchemy import Connection, func, select

from isnad.store import Store
from isnad.store import models as m

T = TypeVar("T")
MOST = 128
"""Answers that are kept; the one that was asked for longest ago goes first."""
_kept: OrderedDict[Hashable, Any] = OrderedDict()
_lock = Lock()


def kept(store: Store, question: Hashable, answer: Callable[[], T]) -> T:
    """What *answer* gives for *question*, from memory while the corpus is as it was then."""
    with store.engine.connect() as connection:
        key = (store.engine.url, _state(connection), question)
    with _lock:
        if key in _kept:
            _kept.move_to_end(key)
            found: T = _kept[key]
            return found
    made = answer()
    with _lock:
        _kept[key] = made
        while len(_kept) > MOST:
            _kept.popitem(last=False)
    return made


def _state(connection: Connection) -> Hashable:
    """What changes whenever articles are added, coded again or revised, stories built, actors merged."""
    latest = [
        connection.execute(select(func.max(table.id))).scalar()
        for table in (m.ArticleRow, m.StatementRow, m.RevisionRow, m.RemovedRow)
    ]
    meta = connection.execute(select(m.MetaRow.key, m.MetaRow.value).order_by(m.MetaRow.key)).all()
    merges = connection.execute(select(m.MergeRow.id).where(~m.MergeRow.undone).order_by(m.MergeRow.id)).scalars()
    return (*latest, tuple((k, v) for k, v in meta), tuple(merges))
