"""The event lexicon: which words may name an event, of which type, and why.

Format of the data: ``docs/lexicon.md``. :meth:`EventLexicon.load` reads it once;
:meth:`EventLexicon.candidates` looks a word up by its folded stem and tests the conditions of the
entries found. It decides nothing about roles or factuality.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib import resources

from isnad.collector import resting
from isnad.lexicon.event_context import allowed, clear, nearest_mode
from isnad.lexicon.event_entries import EntryReader, EventEntry, passive_frame
from isnad.lexicon.event_readings import Hit, chosen, tag_factor
from isnad.lexicon.inflection import Features
from isnad.lexicon.weapons import weapon_classes
from isnad.lexicon.wordsets import Classes, WordSet, read_words, verb_forms
from isnad.lexicon.yamldata import DataError, choice, load_plain_yaml, load_yaml, only_fields
from isnad.text.document import Document, Word
from isnad.text.normal import bare
from isnad.text.segment import candidates as segmentations

_DEMONSTRATIVES = frozenset(["هذا", "هذه", "ذلك", "تلك", "هذين", "هذان", "هاتين"])
_BACK_REFERENCE = 0.4
"""Factor for ``هذا الهجوم``: the codebook codes a bare reference back no second time."""
_NEVER = frozenset(["PUNCT", "NUM", "SYM"])
_RESPLIT = 0.6
"""Factor of the weight when the word had to be split otherwise than the tagger did."""


@dataclass(frozen=True, slots=True)
class LightVerb:
    """A verb that only carries the noun after it (``تم اعتقال``, ``تعرض لهجوم``)."""

    lemma: str
    prep: str
    """Folded preposition on the noun, or empty."""
    subject: str
    """Slot of the noun that its subject fills; ``none``: the noun is its subject."""


@dataclass(frozen=True, slots=True)
class Light:
    """A light verb found in the text: the index of its word, and what it is."""

    word: int
    verb: LightVerb


@dataclass(frozen=True, slots=True)
class Candidate:
    """One reading of a word as the trigger of an event."""

    entry: EventEntry
    type: str
    mode: str | None
    form: str
    """``verb``, ``noun`` or ``participle``."""
    features: Features
    weight: float
    """0-1: how often such a word is an event in news."""
    frame: Mapping[str, str]
    """Slot → role for this form and voice; prepositions are folded."""
    light: Light | None
    why: str
    """The entry and what decided: readable by a person."""
    first: int
    """The words that make up the trigger and its fixed phrase: ``first`` to ``last`` (exclusive)."""
    last: int


class EventLexicon:
    """The loaded entries and their index by stem."""

    def __init__(self, entries: Sequence[EventEntry], light: Mapping[str, tuple[LightVerb, ...]]) -> None:
        self.entries = tuple(entries)
        self._light = light
        index: dict[str, list[Hit]] = {}
        phrases: dict[str, list[EventEntry]] = {}
        for entry in entries:
            for form, forms in entry.forms:
                for stem, features in forms.items():
                    index.setdefault(stem, []).append(Hit(entry, form, features))
            if entry.phrase:
                trigger = entry.phrase[entry.phrase_trigger]
                for stem in sorted(trigger.stems if trigger else ()):
                    phrases.setdefault(stem, []).append(entry)
        self._index = {stem: tuple(hits) for stem, hits in index.items()}
        self._phrases = {stem: tuple(e) for stem, e in phrases.items()}
        self._other: dict[str, tuple[str, ...]] = {}

    @staticmethod
    @cache
    def load() -> EventLexicon:
        """Read and check every file of ``data/events``. Raises DataError on the first mistake."""
        with resting():
            return EventLexicon._read()

    @staticmethod
    def _read() -> EventLexicon:
        classes = load_classes()
        reader = EntryReader(classes, load_yaml("event_modes.yaml"))
        entries: list[EventEntry] = []
        seen: dict[str, int] = {}
        folder = resources.files("isnad.lexicon").joinpath("data/events")
        for name in sorted(p.name for p in folder.iterdir() if p.name.endswith(".yaml")):
            for number, raw in enumerate(load_plain_yaml(f"events/{name}") or [], 1):
                entry = reader.read(name, number, raw)
                seen[entry.id] = seen.get(entry.id, 0) + 1
                if seen[entry.id] > 1:
                    entry = replace(entry, id=f"{entry.id}#{seen[entry.id]}")
                entries.append(entry)
        return EventLexicon(entries, _load_light(classes))

    def check(self) -> None:
        """Expand every word list that :meth:`load` left for later. Raises DataError; for tests."""
        for entry in self.entries:
            for words in (*(c.words for c in (*entry.needs, *entry.unless)), *(m[1] for m in entry.modes)):
                assert words is None or words.stems is not None

    def candidates(self, doc: Document, i: int) -> list[Candidate]:
        """Readings of word *i* of *doc* as a trigger, best weight first; one for an entry at most.

        Needs ``norm stem pre suf definite`` of the words; ``pos`` breaks ties. Empty for most words.
        """
        word = doc.words[i]
        stem = word.stem
        found: dict[str, Candidate] = {}
        hits = self._index.get(stem)
        if hits:
            for hit in chosen(doc, i, hits, resplit=False):
                self._add(found, doc, i, hit, 1.0)
        for entry in self._phrases.get(stem, ()):
            made = _phrase_candidate(doc, i, entry)
            if made:
                found[entry.id] = made
        if not found and len(word.norm) > 2 and word.pos not in _NEVER:
            for other in self._other_stems(word):
                for hit in chosen(doc, i, self._index.get(other, ()), resplit=True):
                    self._add(found, doc, i, hit, _RESPLIT)
                for entry in self._phrases.get(other, ()):
                    made = _phrase_candidate(doc, i, entry)
                    if made:
                        found[entry.id] = made
        if not found:
            return []
        return sorted(found.values(), key=lambda c: (-c.weight, c.entry.id))

    def _add(self, found: dict[str, Candidate], doc: Document, i: int, hit: Hit, factor: float) -> None:
        made = self._candidate(doc, i, hit, factor)
        if made and (hit.entry.id not in found or made.weight > found[hit.entry.id].weight):
            found[hit.entry.id] = made

    def light(self, doc: Document, i: int, entry: EventEntry | None = None) -> Light | None:
        """The light verb that carries noun *i*: at most seven words before it, only its subject between."""
        word = doc.words[i]
        prep = word.pre[-1] if word.pre and word.pre[-1] in ("ب", "ل") else ""
        start = doc.sentences[word.sent].first
        for k in range(i - 1, max(start, i - 7) - 1, -1):
            other = doc.words[k]
            if clear(other):
                return None
            for verb in self._light.get(other.stem, ()):
                if verb.prep == prep or (verb.prep == doc.words[i - 1].stem and not prep):
                    return Light(k, verb)
            if entry is not None and entry.light is not None and other in entry.light:
                return Light(k, LightVerb(other.stem, prep, "subject"))
        return None

    def _candidate(self, doc: Document, i: int, hit: Hit, factor: float) -> Candidate | None:
        entry, word = hit.entry, doc.words[i]
        form = "participle" if hit.form in ("active", "passive") else hit.form
        if not allowed(entry, doc, i, form, hit.features.aspect):
            return None
        mode, by = nearest_mode(doc, i, entry)
        light = self.light(doc, i, entry) if form == "noun" else None
        weight = entry.weights[form] * factor * tag_factor(word, hit)
        back = form == "noun" and word.definite and i > 0 and doc.words[i - 1].stem in _DEMONSTRATIVES
        if back:
            weight *= _BACK_REFERENCE
        if light:
            weight *= 2.0 - weight
        why = f"events/{entry.id}: {word.stem} ({form})"
        if by >= 0:
            why += f", {mode} by {doc.words[by].stem}"
        if back:
            why += ", refers back"
        if light:
            why += f", carried by {doc.words[light.word].stem}"
        return Candidate(
            entry, entry.type, mode, form, hit.features, round(weight, 3), _frame(hit), light, why, i, i + 1
        )

    def _other_stems(self, word: Word) -> tuple[str, ...]:
        """Known stems of the other ways to split the word; few, and remembered."""
        norm = word.norm
        stems = self._other.get(norm)
        if stems is None:
            index, phrases = self._index, self._phrases
            found = dict.fromkeys(
                s.stem
                for s in segmentations(norm)
                if (s.stem in index or s.stem in phrases) and (len(s.stem) > 2 or (s.pre and not s.suf))
            )
            stems = tuple(stem for stem in found if stem != word.stem)
            if len(self._other) > 100_000:
                self._other.clear()
            self._other[norm] = stems
        return stems


def load_classes() -> Classes:
    """The word classes of ``event_classes.yaml`` and of the weapons, by name without ``@``."""
    classes: dict[str, WordSet] = dict(weapon_classes())
    for name, words in load_yaml("event_classes.yaml").items():
        if name in classes:
            raise DataError(f"event_classes.yaml: class {name} is defined twice.")
        classes[name] = read_words(f"event_classes.yaml, {name}", words, classes)
    return classes


def _load_light(classes: Classes) -> dict[str, tuple[LightVerb, ...]]:
    table: dict[str, list[LightVerb]] = {}
    for raw in load_yaml("light_verbs.yaml"):
        where = f"light_verbs.yaml, {raw.get('verb')}"
        only_fields(where, raw, ("verb", "imperfect", "prep", "subject"))
        subject = choice(where, "subject", raw.get("subject", "subject"), ("subject", "object", "none"))
        verb = LightVerb(bare(raw["verb"]), bare(raw.get("prep", "")), subject)
        for stem in verb_forms(where, raw["verb"], raw.get("imperfect", "")):
            table.setdefault(stem, []).append(verb)
    return {stem: tuple(verbs) for stem, verbs in table.items()}


def _frame(hit: Hit) -> Mapping[str, str]:
    if hit.form == "noun":
        return hit.entry.noun_frame
    if hit.form == "passive" or hit.features.voice == "passive":
        return passive_frame(hit.entry.frame)
    return hit.entry.frame


def _phrase_candidate(doc: Document, i: int, entry: EventEntry) -> Candidate | None:
    """*entry*'s fixed sequence with its trigger at word *i*, or None."""
    sentence = doc.sentences[doc.words[i].sent]
    last = _match(doc, i + 1, sentence.last, entry.phrase[entry.phrase_trigger + 1 :], 1)
    first = _match(doc, i - 1, sentence.first - 1, entry.phrase[: entry.phrase_trigger][::-1], -1)
    if first is None or last is None:
        return None
    word = doc.words[i]
    form = "verb" if word.pos == "VERB" else "noun"
    if not allowed(entry, doc, i, form):
        return None
    mode, _ = nearest_mode(doc, i, entry)
    frame = entry.frame if form == "verb" else entry.noun_frame
    why = f"events/{entry.id}: " + " ".join(w.norm for w in doc.words[first + 1 : last])
    return Candidate(
        entry, entry.type, mode, form, Features(), entry.weights[form], frame, None, why, first + 1, last
    )


def _match(doc: Document, at: int, end: int, elements: Sequence[WordSet | None], step: int) -> int | None:
    """Where the sequence stops that *elements* matches from *at* on in direction *step*; None: no match."""
    if not elements:
        return at
    first, rest = elements[0], elements[1:]
    if first is None:
        for skip in range(4):
            found = _match(doc, at + step * skip, end, rest, step)
            if found is not None:
                return found
        return None
    if (at >= end) if step > 0 else (at <= end):
        return None
    return _match(doc, at + step, end, rest, step) if doc.words[at] in first else None
