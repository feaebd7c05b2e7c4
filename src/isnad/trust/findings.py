"""What a check finds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from isnad.messages import Lang, text


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong with a corpus, or (``notice``) worth knowing.

    ``key`` names a text of :mod:`isnad.messages` in the group ``check``, ``values`` fills it; ``where`` is the id of
    what is wrong: an article, ``ARTICLE#STATEMENT``, a story, a table.
    """

    key: str
    where: str
    values: Mapping[str, object] = field(default_factory=dict)
    notice: bool = False

    def message(self, lang: Lang = "en") -> str:
        """One line: where, and what is wrong."""
        return text(f"check.{self.key}", lang, where=self.where, **self.values)

    def advice(self, lang: Lang = "en") -> str:
        """What to do about findings of this kind."""
        return text(f"check_do.{self.key}", lang)
