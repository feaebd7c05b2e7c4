"""The dossier: what a corpus says about one country, place, actor or matter, as one HTML page that needs no network.

>>> from isnad.dossier import dossier
>>> from isnad.store import open_store                                    # doctest: +SKIP
>>> page = dossier(open_store("corpus.db"), about="مالي", lang="ar")      # doctest: +SKIP
"""

from __future__ import annotations

from isnad.dossier.content import gather
from isnad.dossier.narrow import narrowed
from isnad.dossier.page import render
from isnad.dossier.scope import Scope, scope
from isnad.export.corpus import Corpus, Remembering
from isnad.messages import Lang

__all__ = ["NothingFoundError", "Scope", "dossier", "scope"]

LIMIT = 60
"""Happenings that are shown when nobody says how many."""


class NothingFoundError(LookupError):
    """The corpus says nothing about what was asked for."""


def dossier(corpus: Corpus, about: str, lang: Lang = "en", *, limit: int = LIMIT) -> str:
    """The dossier on *about* as HTML with labels in *lang*.

    *about*: a country, place or actor in any spelling (Arabic or English), its id, or words that the evidence
    must hold. *limit*: how many happenings are shown; those with most independent roots stay. Raises
    :class:`NothingFoundError` when no statement is about it.
    """
    what = scope(about)
    found = gather(Remembering(narrowed(corpus, what)), what, limit)
    if not found.happenings and not found.statements:
        raise NothingFoundError(about)
    return render(found, lang)
