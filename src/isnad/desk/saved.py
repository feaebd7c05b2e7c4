"""Searches that users keep: in the desk's own file beside the corpus, each user's for themselves."""

from __future__ import annotations

import sqlite3
import threading
from pathlib import Path
from urllib.parse import parse_qsl, urlencode

from pydantic import BaseModel, Field

from isnad.desk.wanted import NAMES

MOST = 200
"""Searches of one user."""
LONGEST_NAME, LONGEST_QUERY = 80, 2000
_KEPT = frozenset([*NAMES, "view", "sort", "order", "limit"])
_TABLE = """
CREATE TABLE IF NOT EXISTS saved_search (who TEXT NOT NULL, name TEXT NOT NULL, query TEXT NOT NULL,
                                         PRIMARY KEY (who, name)) WITHOUT ROWID
"""


class SavedSearch(BaseModel):
    """A search under a name."""

    name: str = Field(min_length=1, max_length=LONGEST_NAME)
    query: str = Field(max_length=LONGEST_QUERY, description="Parameters as in the address of the page")


class Searches:
    """The saved searches in the file *path*. Raises sqlite3.Error when it cannot be opened or written."""

    def __init__(self, path: Path) -> None:
        self._lock = threading.Lock()
        self._db = sqlite3.connect(path, check_same_thread=False, isolation_level=None, timeout=30)
        self._db.execute("PRAGMA journal_mode=WAL")
        self._db.execute(_TABLE)

    def of(self, who: str) -> list[SavedSearch]:
        """Those of a user, by name."""
        with self._lock:
            rows = self._db.execute("SELECT name, query FROM saved_search WHERE who=? ORDER BY name", (who,)).fetchall()
        return [SavedSearch(name=name, query=query) for name, query in rows]

    def keep(self, who: str, name: str, query: str) -> SavedSearch:
        """Keep a search; one of the same name is replaced. Raises ValueError for a name that is none, or too many."""
        name = " ".join(name.split())
        if not name or len(name) > LONGEST_NAME or not name.isprintable():
            raise ValueError(f"A name has 1 to {LONGEST_NAME} printable characters")
        kept = parameters(query)
        if len(kept) > LONGEST_QUERY:
            raise ValueError("The search is too long")
        with self._lock:
            mine = {row[0] for row in self._db.execute("SELECT name FROM saved_search WHERE who=?", (who,))}
            if name not in mine and len(mine) >= MOST:
                raise ValueError(f"No more than {MOST} searches are kept: remove one first")
            self._db.execute("INSERT OR REPLACE INTO saved_search VALUES (?, ?, ?)", (who, name, kept))
        return SavedSearch(name=name, query=kept)

    def forget(self, who: str, name: str) -> bool:
        """Remove one; whether there was one of that name."""
        with self._lock:
            return self._db.execute("DELETE FROM saved_search WHERE who=? AND name=?", (who, name)).rowcount > 0

    def close(self) -> None:
        """Let go of the file."""
        self._db.close()


def parameters(query: str) -> str:
    """The parameters of an address that make a search: neither its language nor the page it was turned to."""
    pairs = parse_qsl(query.removeprefix("?"), keep_blank_values=False, max_num_fields=100)
    return urlencode([(name, value) for name, value in pairs if name in _KEPT])
