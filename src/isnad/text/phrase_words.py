"""The word lists of ``lexicon/data/phrase_words.yaml``, folded."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib import resources

from isnad.lexicon.yamldata import parse_yaml
from isnad.text.normal import bare


@dataclass(frozen=True, slots=True)
class PhraseWords:
    """Folded sets; ``takes`` maps a folded preposition to the heads it attaches to."""

    approximators: frozenset[str]
    times: frozenset[str]
    titles: frozenset[str]
    takes: dict[str, frozenset[str]]
    plain_m: frozenset[str]
    radical_n: frozenset[str]
    owned: frozenset[str]
    participles: frozenset[str]
    name_particles: frozenset[str]
    portions: frozenset[str]
    human_plurals: frozenset[str]
    elatives: frozenset[str]


@cache
def phrase_words() -> PhraseWords:
    """Load the lists once. Raises ``ValueError`` when a list is missing or is not one of words."""
    source = resources.files("isnad.lexicon").joinpath("data/phrase_words.yaml")
    data = parse_yaml(source.read_text("utf-8"))

    def words(value: object, name: str) -> frozenset[str]:
        if not isinstance(value, list) or not all(isinstance(x, str) for x in value):
            raise ValueError(f"phrase_words.yaml: {name} must be a list of words")
        return frozenset(bare(x) for x in value)

    names = [n for n in PhraseWords.__slots__ if n != "takes"]
    missing = sorted({*names, "takes"} - set(data))
    if missing:
        raise ValueError(f"phrase_words.yaml: missing {missing}")
    takes = {bare(prep): words(value, f"takes.{prep}") for prep, value in data["takes"].items()}
    return PhraseWords(takes=takes, **{n: words(data[n], n) for n in names})
