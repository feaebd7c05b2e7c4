"""Words that set the factuality of what they govern: negation, possibility, plan, request, condition, habit.

The data is ``data/modality.yaml`` (its head explains every field). :func:`load` reads and
validates it once; :meth:`Modality.at` finds the cues that begin at a word. How scopes combine
is the business of :mod:`isnad.coding.factuality`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from isnad.lexicon import wordforms
from isnad.lexicon.yamldata import DataError, choice, load_yaml, only_fields, required
from isnad.records import Factuality
from isnad.text.document import Word
from isnad.text.normal import bare

SCOPES = frozenset(["verb", "complement", "noun", "clause", "sentence", "self"])
"""What a cue governs: see the head of ``data/modality.yaml``."""
_NEEDS = frozenset(["", "verb", "clause", "not-name", "not-definite", "not-object"])
_NEGATORS = frozenset(["لا", "لم", "لن", "ليس", "ليست", "ليسوا", "غير", "لسنا", "عدم"])
_FORMS = {"fixed": "fixed", "perfect": "finite", "imperfect": "finite"}
_JOINERS = (("و",), ("ف",))
_OPENERS = frozenset(["ان", "لكن", "حيث", "و", "ف", "انه", "لانه", "بينما", "فيما", "كما"])


@dataclass(frozen=True, slots=True)
class ModalCue:
    """A word or word sequence that sets factuality in its scope."""

    id: str
    words: tuple[str, ...]
    scope: str
    """One of :data:`SCOPES`."""
    sets: Factuality
    rank: int
    """The higher wins when several govern one trigger at the same depth."""
    group: str
    """Sort of modality: ``negation``, ``possibility``, ``condition`` ..."""
    takes: frozenset[str] = frozenset()
    """Folded openers of the complement."""
    main: Factuality | None = None
    """Of a condition: what it sets on the clause that hangs on it."""
    negated: Factuality | None = Factuality.DENIED
    """What a negated cue sets; None: nothing."""
    aspect: str = ""
    """``imperf`` or ``perf``: only before a verb of that aspect."""
    needs: str = ""
    follows: bool = False
    """An attribute that stands after the noun it qualifies (``هجوم محتمل``)."""
    example: str = ""


@dataclass(frozen=True, slots=True)
class ModalMatch:
    """A cue found in text: words ``first`` to ``last`` (exclusive), and whether a negator precedes it."""

    cue: ModalCue
    first: int
    last: int
    negated: bool = False

    @property
    def sets(self) -> Factuality | None:
        """What it sets in its scope, its own negation included; None: nothing."""
        return self.cue.negated if self.negated else self.cue.sets


@dataclass(frozen=True, slots=True)
class Modality:
    """The loaded cues."""

    entries: tuple[ModalCue, ...]
    order: Mapping[Factuality, int]
    """Default rank of each factuality."""
    _index: wordforms.SequenceIndex[tuple[ModalCue, str]]
    future: ModalCue
    """The future proclitic ``س``: read it off ``Word.pre``."""
    purpose: ModalCue
    """The proclitic ``ل`` before a verbal noun."""

    def at(self, words: Sequence[Word], i: int) -> list[ModalMatch]:
        """Cues that begin at ``words[i]``, longest first; a longer sequence hides the shorter ones in it."""
        found = self._index.at(words, i)
        if not found:
            return []
        longest = found[0][0]
        matches: list[ModalMatch] = []
        for length, (cue, form) in found:
            if length < longest or cue.id in {m.cue.id for m in matches}:
                continue
            if _allowed(cue, form, words, i, i + length):
                negated = cue.group not in ("negation", "condition") and is_negated(words, i)
                matches.append(ModalMatch(cue, i, i + length, negated))
        return matches


def is_negated(words: Sequence[Word], i: int) -> bool:
    """Whether a negator stands before the cue at word *i*."""
    return any(
        words[k].stem in _NEGATORS for k in (i - 1, i - 2) if k >= max(0, i - 1) or _transparent(words, k, i)
    )


def _transparent(words: Sequence[Word], k: int, i: int) -> bool:
    """Whether what stands between a negator at *k* and the cue at *i* lets the negation through."""
    return (
        k >= 0
        and words[k + 1].stem in ("يكن", "تكن", "يعد", "تعد", "يكونوا", "من", "علي", "اي")
        and i == k + 2
    )


def _allowed(cue: ModalCue, form: str, words: Sequence[Word], first: int, last: int) -> bool:
    word = words[first]
    reach = 1 if cue.needs == "clause" else 3
    if cue.aspect and not any(w.is_verb and w.aspect == cue.aspect for w in words[last : last + reach]):
        return False
    if form == "finite" and cue.needs == "verb" and not word.is_verb:
        return False
    split = word.definite or word.pre[-1:] in (("ب",), ("ك",), ("ل",))
    if form == "finite" and split and not word.is_verb and not wordforms.core(word).startswith(cue.words[0]):
        return False
    if cue.needs == "clause":
        return first == 0 or words[first - 1].is_punct or word.pre[-1:] in _JOINERS or words[first - 1].norm in _OPENERS
    if cue.needs == "not-name":
        return word.pos != "PROPN"
    if cue.needs == "not-definite":
        return not (word.definite or word.suf)
    return True


_FIELDS = frozenset(
    [
        *("words", "verb", "imperfect", "participle", "masdar", "scope", "takes", "sets", "main", "negated"),
        *("with", "needs", "class", "rank", "after", "example"),
    ]
)


def _sequences(raw: Mapping[str, Any]) -> list[str]:
    given = raw["words"]
    return given if isinstance(given, list) else [str(given)]


def _entry(raw: Mapping[str, Any], order: Mapping[Factuality, int], number: int) -> ModalCue:
    name = _sequences(raw)[0] if raw.get("words") else str(raw.get("verb") or f"entry {number}")
    where = f"modality.yaml, {name}"
    required(where, raw, ("scope", "sets", "class", "example"))
    only_fields(where, raw, _FIELDS)
    if ("words" in raw) == ("verb" in raw):
        raise DataError(f"{where}: give either words (a fixed sequence) or verb with imperfect.")
    if raw["scope"] == "complement" and not raw.get("takes"):
        raise DataError(f"{where}: scope complement needs takes, the openers of what it governs.")
    factualities = {f.value for f in Factuality}
    sets = Factuality(choice(where, "sets", raw["sets"], factualities))
    negated = raw.get("negated", "denied")
    return ModalCue(
        id=f"modality/{name}" + (f"+{raw['with']}" if raw.get("with") else ""),
        words=tuple(bare(w) for w in name.split()),
        scope=choice(where, "scope", raw["scope"], SCOPES),
        sets=sets,
        rank=raw.get("rank", order[sets]),
        group=raw["class"],
        takes=frozenset(bare(t) for t in raw.get("takes", ())),
        main=Factuality(raw["main"]) if raw.get("main") else None,
        negated=None if negated == "none" else Factuality(choice(where, "negated", negated, factualities)),
        aspect=raw.get("with", ""),
        needs=choice(where, "needs", raw.get("needs", ""), _NEEDS),
        follows=bool(raw.get("after", False)),
        example=raw["example"],
    )


@cache
def load() -> Modality:
    """Read, validate and index ``data/modality.yaml``; cached.

    Raises :class:`isnad.lexicon.yamldata.DataError` that names the entry and what is wrong with it.
    """
    data = load_yaml("modality.yaml")
    order = {Factuality(k): int(v) for k, v in data["order"].items()}
    index: wordforms.SequenceIndex[tuple[ModalCue, str]] = wordforms.SequenceIndex()
    entries: list[ModalCue] = []
    proclitics: dict[str, ModalCue] = {}
    for number, raw in enumerate(data["cues"]):
        cue = _entry(raw, order, number)
        entries.append(cue)
        if cue.scope == "self":
            proclitics[cue.words[0]] = cue
        else:
            for elements, form in wordforms.written_forms(raw, shared=True):
                index.add(elements, (cue, _FORMS.get(form, "nominal")))
    return Modality(tuple(entries), order, index, proclitics["س"], proclitics["ل"])
