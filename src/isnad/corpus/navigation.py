"""Lines of a page that are not the article's own: menus, teasers of other stories, repeated background."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from isnad.corpus.shingles import Shingled

ARTICLES = 3
"""So many articles of one outlet, opening differently, make a line that they share the page's and not theirs."""


class Navigation:
    """The lines that an outlet's pages share.

    Articles that open with the same line are versions of one another: what they share is theirs.
    """

    def __init__(self, texts: Sequence[Shingled], outlets: Sequence[str | None]) -> None:
        lines, opening = [], []
        for text, outlet in zip(texts, outlets, strict=True):
            if len(text.line_keys) > 1:
                salt = _salt(outlet)
                lines.append(text.line_keys ^ salt)
                opening.append(np.full(len(text.line_keys), text.line_keys[0], np.uint64))
        self._shared: NDArray[np.uint64] = np.empty(0, np.uint64)
        if lines:
            pairs = np.unique(np.stack([np.concatenate(lines), np.concatenate(opening)], axis=1), axis=0)
            keys, counts = np.unique(pairs[:, 0], return_counts=True)
            self._shared = keys[counts >= ARTICLES]

    def own(self, text: Shingled, outlet: str | None) -> NDArray[np.bool_]:
        """For each line of *text* whether it is the article's own. The first line always is, a repeated one is not."""
        keys = text.line_keys
        own = np.ones(len(keys), np.bool_)
        if len(keys) > 1:
            own = ~np.isin(keys ^ _salt(outlet), self._shared)
            first = np.zeros(len(keys), np.bool_)
            first[np.unique(keys, return_index=True)[1]] = True
            own &= first
            own[0] = True
        return own


def _salt(outlet: str | None) -> np.uint64:
    digest = hashlib.blake2b((outlet or "").encode("utf-8", "replace"), digest_size=8).digest()
    return np.uint64(int.from_bytes(digest, "little"))
