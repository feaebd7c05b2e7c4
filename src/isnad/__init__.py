"""isnad: from Arabic news to sourced statements.

>>> import isnad
>>> coder = isnad.load()                                     # doctest: +SKIP
>>> coding = coder("نص الخبر", published=date(2013, 2, 20))  # doctest: +SKIP
>>> coding.statements                                        # doctest: +SKIP
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from isnad.coding.coder import Coder

__all__ = ["load"]


def load(model: Path | None = None) -> Coder:
    """A coder with the shipped knowledge and models; takes about a second.

    *model*: a folder with other weights of the event network. Raises FileNotFoundError
    when they are not there.
    """
    from isnad.collector import resting  # noqa: PLC0415

    with resting():
        from isnad.coding.coder import Coder  # noqa: PLC0415

        return Coder(model)
