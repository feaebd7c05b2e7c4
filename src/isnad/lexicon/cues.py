"""Attribution cues: which words say who vouches for a statement, and where that source stands.

The data is ``data/cues.yaml`` (its head explains every field). :func:`load` reads and
validates it once; :meth:`Cues.at` finds the cues that begin at a word. What to do with
them is the business of :mod:`isnad.coding.attribution`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from isnad.lexicon import wordforms
from isnad.lexicon.yamldata import DataError, choice, load_yaml, only_fields, required
from isnad.records import Factuality
from isnad.text.document import Word
from isnad.text.normal import bare

ACTS = frozenset(
    [
        "state",
        "reveal",
        "confirm",
        "claim",
        "opinion",
        "doubt",
        "deny",
        "foresee",
        "commit",
        "ask",
        "blame",
        "praise",
        "find",
        "relay",
    ]
)
"""What kind of speaking a report verb is."""
SLOTS = frozenset(
    bare(s)
    for s in ["after", "ل", "عن", "من", "في", "ب", "إلى", "مع", "clause", "holder", "subject", "self", "none"]
)
"""Where the source of a cue stands: see the head of ``data/cues.yaml``."""
KINDS = frozenset(
    ["verb", "passing", "position", "relay", "setting", "basis", "turn", "nominal", "impersonal", "anonymity"]
)


@dataclass(frozen=True, slots=True)
class Cue:
    """One attribution cue.

    ``kind`` is one of :data:`KINDS`; ``takes`` are the folded openers of the thing said
    (``ان``, ``الي ان``, ``object``, ``quote``); ``sets`` the factuality it gives to what it
    governs, or None when the governed words decide.
    """

    id: str
    kind: str
    words: tuple[str, ...]
    takes: frozenset[str] = frozenset()
    act: str = "state"
    sets: Factuality | None = None
    source: str = "subject"
    """Slot of the source, one of :data:`SLOTS`."""
    inner: str = ""
    """Of a ``passing`` verb: the slot of the inner source (``عن``); its subject is the outer one."""
    continues: bool = False
    """Goes on with the speaker of the sentence before when it has no subject of its own."""
    needs: str = ""
    """``verb``: only when tagged as a verb; ``passive``: only without a subject that could speak;
    ``report``: only before a report verb."""
    addressee: str = ""
    """``object`` when the verb's object is who is told, not what is told."""
    to: str = ""
    """Of a ``setting``: the preposition that governs the outlet spoken to."""
    pronoun: bool = False
    """Only with an enclitic pronoun (``من جهته``)."""
    background: bool = False
    """The text's own background remark: ends an attribution."""
    examples: tuple[Example, ...] = ()


@dataclass(frozen=True, slots=True)
class Example:
    """A sentence that shows a cue, and the phrases that are its sources, in text order."""

    text: str
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CueMatch:
    """A cue found in text: words ``first`` to ``last`` (exclusive).

    ``form``: ``perfect``, ``imperfect``, ``participle`` (a report verb that hangs on the
    sentence: ``مضيفا``), ``masdar`` (``قوله``), or ``fixed``.
    """

    cue: Cue
    first: int
    last: int
    form: str


@dataclass(frozen=True, slots=True)
class Cues:
    """The loaded cues."""

    entries: tuple[Cue, ...]
    source_nouns: Mapping[str, frozenset[str]]
    """Folded nouns by the kind of source that they head (and ``unnamed``)."""
    channels: frozenset[str]
    _index: wordforms.SequenceIndex[tuple[Cue, str]]

    def at(self, words: Sequence[Word], i: int) -> list[CueMatch]:
        """Cues that begin at ``words[i]``, longest first, less those that the tags rule out."""
        hits = self._index.at(words, i)
        if not hits:
            return []
        found = [
            CueMatch(cue, i, i + length, form)
            for length, (cue, form) in hits
            if _allowed(cue, form, words, i, i + length)
        ]
        if len(found) > 1 and found[0].last - i > 1:
            found = [m for m in found if m.last == found[0].last or m.cue.kind != found[0].cue.kind]
        fixed = [m for m in found if m.form == "fixed"]
        return [m for m in found if m.form != "fixed" or m is fixed[0] or m.cue.kind != fixed[0].cue.kind]

    def noun_kind(self, word: Word) -> str | None:
        """The source kind that the noun *word* heads (``agency``, ``outlet``, ``document`` ...), or None."""
        for kind, nouns in self.source_nouns.items():
            if kind != "unnamed" and word.stem in nouns:
                return kind
        return "unnamed" if word.stem in self.source_nouns["unnamed"] else None


def _allowed(cue: Cue, form: str, words: Sequence[Word], first: int, last: int) -> bool:
    word = words[first]
    finite = form in ("perfect", "imperfect")
    if finite and (word.definite or word.pre[-1:] in (("ب",), ("ك",))):
        return False
    if cue.needs == "verb" and finite and word.pos in ("NOUN", "ADP", "PROPN", "ADJ", "NUM"):
        return False
    if form == "participle" and (word.definite or not _takes_follow(cue, words, last, 4)):
        return False
    if (cue.kind == "nominal" or (cue.kind == "verb" and len(cue.words) > 1)) and not _takes_follow(
        cue, words, last, 8
    ):
        return False
    if cue.needs == "passive" and not (word.passive or _opens_complement(words, last)):
        return False
    if cue.needs == "report" and not (last < len(words) and words[last].is_verb):
        return False
    return not (cue.pronoun and not words[last - 1].suf)


def _takes_follow(cue: Cue, words: Sequence[Word], start: int, reach: int) -> bool:
    """Whether an opener of ``cue.takes`` (or a quotation) stands in the next *reach* words.

    True of a cue that takes a bare object: nothing marks that.
    """
    if "object" in cue.takes or not cue.takes:
        return True
    first = {t.split()[0] for t in cue.takes}
    for word in words[start : start + reach]:
        if word.norm in ".؟!":
            return False
        if word.is_punct and "quote" in cue.takes and word.norm in ':"«“':
            return True
        if not first.isdisjoint((word.stem, wordforms.core(word), *word.pre)):
            return True
    return False


def _opens_complement(words: Sequence[Word], i: int) -> bool:
    return i < len(words) and words[i].stem in ("ان", "في", "ب") and words[i].pos != "PROPN"


_MARKED = re.compile(r"\[([^\]]*)\]")


def _example(where: str, text: str) -> Example:
    if not text:
        raise DataError(f"{where}: no example. Add one sentence of your own that shows the cue.")
    return Example(_MARKED.sub(r"\1", text), tuple(_MARKED.findall(text)))


def _cue(kind: str, where: str, raw: Mapping[str, Any], key: str, **more: Any) -> Cue:
    words = raw[key] if isinstance(raw[key], list) else str(raw[key]).split()
    sets = raw.get("sets")
    slot = bare(str(raw.get("source", more.pop("source", "none"))))
    choice(where, "source", slot, SLOTS)
    choice(where, "act", raw.get("act", "state"), ACTS)
    return Cue(
        id=f"cues/{kind}/{' '.join(words)}",
        kind=kind,
        words=tuple(bare(w) for w in words),
        takes=frozenset(bare(t) for t in raw.get("takes", ())),
        act=raw.get("act", "state"),
        sets=Factuality(sets) if sets else None,
        source=slot,
        inner=bare(str(raw.get("inner", ""))),
        continues=bool(raw.get("continues", False)),
        needs=raw.get("needs", ""),
        addressee=raw.get("addressee", ""),
        to=bare(raw.get("to", "")),
        pronoun=bool(raw.get("pronoun", False)),
        background=bool(raw.get("background", False)),
        examples=(_example(where, raw.get("example", "")),),
        **more,
    )


_VERB_FIELDS = frozenset(
    [
        "verb",
        "head",
        "imperfect",
        "participle",
        "masdar",
        "takes",
        "act",
        "sets",
        "continues",
        "needs",
        "addressee",
        "source",
        "inner",
        "example",
    ]
)
_WORDS_FIELDS = frozenset(
    ["words", "noun", "source", "kind", "takes", "sets", "needs", "to", "pronoun", "background", "example"]
)


@cache
def load() -> Cues:
    """Read, validate and index ``data/cues.yaml``; cached.

    Raises :class:`isnad.lexicon.yamldata.DataError` that names the entry and what is wrong with it.
    """
    data = load_yaml("cues.yaml")
    index: wordforms.SequenceIndex[tuple[Cue, str]] = wordforms.SequenceIndex()
    entries: list[Cue] = []
    for section, kind in (("verbs", "verb"), ("passing", "passing")):
        for raw in data[section]:
            where = f"cues.yaml, {section}, {raw.get('verb')}"
            required(where, raw, ("verb", "imperfect", "takes"))
            only_fields(where, raw, _VERB_FIELDS)
            cue = _cue(kind, where, raw, "verb", source="subject")
            entries.append(cue)
            for elements, form in wordforms.written_forms(raw):
                index.add(elements, (cue, form))
    for section, key in (
        ("prepositional", "words"),
        ("nominal", "noun"),
        ("impersonal", "words"),
        ("anonymity", "words"),
    ):
        for raw in data[section]:
            where = f"cues.yaml, {section}, {raw.get(key)}"
            required(where, raw, (key, "example"))
            only_fields(where, raw, _WORDS_FIELDS)
            kind = choice(where, "kind", raw.get("kind", section), KINDS)
            cue = _cue(kind, where, raw, key)
            entries.append(cue)
            index.add([(w,) for w in cue.words], (cue, "fixed"))
    nouns = {kind: frozenset(map(bare, words)) for kind, words in data["source_nouns"].items()}
    return Cues(tuple(entries), nouns, frozenset(map(bare, data["channels"])), index)
