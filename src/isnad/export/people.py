"""Who takes part, as every export writes them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache

from isnad.lexicon.actors import GUARDED, NAME, SHORT, strip_article
from isnad.lexicon.actors import load as load_actors
from isnad.records import (
    ActorRef,
    Article,
    Participant,
    Source,
    Span,
)
from isnad.store.rows import actor_key, name_key
from isnad.text.normal import bare

ARMED_SECTORS = frozenset(["MIL", "REB", "COP", "SPY", "UAF"])
CIVIL_SECTORS = frozenset(["CVL", "NGO", "MED", "EDU", "REL", "LAB", "REF", "HLH", "BUS"])
STATE_KINDS = frozenset(["state", "government", "armed_forces"])


@dataclass(frozen=True, slots=True)
class Party:
    """Somebody who takes part in a statement or vouches for it."""

    key: str
    """Id of the actor base, or ``~`` and the folded name or words: the same in every article."""
    name_ar: str
    name_en: str | None
    kind: str
    country: str | None
    """ISO 3166-1 alpha-3."""
    sector: str | None
    named: bool
    """Known to the actor base, or given a proper name: not just ``مسلحون``."""
    words: str
    """As the article says it."""

    @property
    def name(self) -> str:
        """English where known, else Arabic."""
        return self.name_en or self.name_ar

    @property
    def armed(self) -> bool:
        """Whether it is a force or an armed group, or a state."""
        return self.sector in ARMED_SECTORS or self.kind in ("armed_forces", "armed_group", "state", "government")

    @property
    def civilian(self) -> bool:
        """Whether it is people who bear no arms, as far as the text says."""
        if self.armed:
            return False
        return self.kind == "population" or self.sector in CIVIL_SECTORS


def party(participant: Participant | Source, article: Article) -> Party:
    """Who *participant* of *article* is; one of whom nothing is known is its words."""
    words = phrase(participant.span, article.text)
    earlier = participant.names if isinstance(participant, Participant) else None
    return of_ref(participant.actor, words, phrase(earlier, article.text) if earlier else words)


def standing(who: Party, merged: Mapping[str, str]) -> Party:
    """*who*, or whom it was merged into (*merged*: key to key): under that name, with what the actor base knows of it.

    An actor that the base does not have keeps what the text says of *who*.
    """
    key = merged.get(who.key, who.key)
    if key == who.key:
        return who
    entry = load_actors().actors.get(key)
    if entry is None:
        return replace(who, key=key, name_ar=key.removeprefix("~"), name_en=None, named=True)
    return Party(key, entry.name_ar, entry.name_en, entry.kind, entry.country, entry.sector, True, who.words)


def phrase(span: Span, text: str) -> str:
    """The words of *span* on one line, with the article that a written ``لل`` has swallowed."""
    words = " ".join(span.of(text).split())
    swallowed = words.startswith("ل") and span.start > 0 and text[span.start - 1] == "ل"
    return f"ا{words}" if swallowed else words


def of_ref(ref: ActorRef | None, words: str, full: str | None = None) -> Party:
    """The party of an actor reference; *full* are the words that name whom *words* take up."""
    name = full or words
    if ref is None:
        return Party(f"~{name_key(name)}", name, None, "unknown", None, None, False, words)
    if ref.id is not None:
        name = f"ا{ref.name_ar}" if _swallowed(ref.name_ar, words) else ref.name_ar
        return Party(ref.id, name, ref.name_en, ref.kind, ref.country, ref.sector, True, words)
    if ref.named or not ref.name_ar[:1].isdigit():
        name = ref.name_ar or name
    if _swallowed(name, words):
        name = f"ا{name}"
    return Party(
        actor_key(ref) or f"~{name_key(name)}", name, ref.name_en, ref.kind, ref.country, ref.sector, ref.named, words
    )


def _swallowed(name: str, words: str) -> bool:
    """Whether *name* lacks the alif that a written ``لل`` swallowed, as *words* show."""
    return name.startswith("ل") and words.startswith(f"ا{name[:4]}")


def find_actor(name: str) -> str | None:
    """Id of the entry of the actor base that *name* names: an id, a name in any spelling, Arabic or English, or a
    word for its people (``الحوثيين``, ``جزائري``); None when there is none.
    """
    if name in load_actors().actors:
        return name
    found = _names_of_base().get(name_key(name))
    return found or load_actors().nisba.get(strip_article(bare(name)))


@cache
def _names_of_base() -> dict[str, str]:
    """Folded names to ids; full names before the short and doubtful ones."""
    found: dict[str, str] = {}
    actors = sorted(load_actors().actors.values(), key=lambda a: (a.kind != "state", a.id))
    for wanted in ((NAME,), (GUARDED, SHORT)):
        for actor in actors:
            names = [actor.name_ar, actor.name_en] if wanted == (NAME,) else []
            for name in (*names, *(n for n, how in actor.names if how in wanted)):
                found.setdefault(name_key(name), actor.id)
    return found


@cache
def base_name(key: str) -> tuple[str, str] | None:
    """Arabic and English name of an entry of the actor base, or None."""
    actor = load_actors().actors.get(key)
    return (actor.name_ar, actor.name_en) if actor else None
