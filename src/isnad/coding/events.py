"""Events: the network's decisions over words, read back as phrases."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from isnad.coding.attribution import Voice
from isnad.coding.calibration import Calibration
from isnad.coding.drafts import ChainLink, EventDraft, Range
from isnad.coding.evidence import (
    TriggerView,
    fact_features,
    role_features,
    source_features,
    trigger_features,
    view,
)
from isnad.coding.features import Array
from isnad.coding.loglinear import LogLinear
from isnad.coding.network import FACTS, NEVER, ROLES, TYPES, EventNetwork, Heads
from isnad.coding.prepare import Prepared
from isnad.coding.roles import argument_candidates, source_candidates
from isnad.lexicon.weapons import weapon_at
from isnad.records import Factuality, Why
from isnad.text.phrases import phrase_from

THRESHOLD = 0.47
"""Probability from which a word is taken as a trigger; tuned on the cross-validated news (docs/accuracy.md)."""
ROLE_THRESHOLDS = {"actor": 0.3, "recipient": 0.3, "place": 0.3, "time": 0.3}
"""Probability from which a word is taken as the start of an argument; tuned on the cross-validated news."""
ALONE_THRESHOLDS = {"actor": 0.2, "recipient": 0.2, "place": 0.3, "time": 0.3}
"""Probability from which the likeliest word is taken where no word reaches its role's threshold."""
SOURCE_THRESHOLD = -0.3
"""Score (log odds) from which a source is taken rather than none."""
FAINT = 0.15
"""Network probability of an event from which a word is looked at again."""
_HOPELESS = 0.85
"""Network probability of no role from which a word is not looked at again."""
_CLOSE = 8
"""Words within which a modal cue that training never showed is trusted over the models."""
_TRUST, _TRUST_UNSEEN = 1.3, 6.0
"""Factor of the factuality that a modal cue sets: known to the models, and new to them."""
_IMPLAUSIBLE = -3.0
"""Network log odds under which only a source that the rules name is looked at again."""
_UNSEEN = -4.0
"""Log odds of a source that the network did not consider."""
BLOCK = 1200
"""Words the network reads at a time; longer articles are read in blocks of whole sentences."""
_SURE = frozenset(["modality/لم", "modality/نفى", "modality/أنكر"])
"""Entries whose direct scope is what they say, whatever the models make of the few examples in the gold."""
_ARMED = frozenset(["ASSAULT", "COERCE", "MOBILIZE", "THREATEN", "PROTEST"])
_MEANS = frozenset(["بواسطه", "بواسطة", "واسطة", "استخدام", "باستخدام", "عبر", "استعمال"])
_MEANS_REACH = 12
"""Words after the trigger in which its means may stand."""


@dataclass(frozen=True, slots=True)
class Settings:
    """Thresholds of the event coder."""

    trigger: float = THRESHOLD
    role: Mapping[str, float] = field(default_factory=lambda: dict(ROLE_THRESHOLDS))
    alone: Mapping[str, float] = field(default_factory=lambda: dict(ALONE_THRESHOLDS))
    source: float = SOURCE_THRESHOLD
    types: float = 0.4
    """Share of the network in the choice of a word's event type; the rest is the log-linear model's."""
    facts: float = 0.2
    roles: float = 0.25
    network: float = 0.5
    """Share of the network in the choice of a source."""


class EventCoder:
    """Finds the events of a prepared article."""

    def __init__(self, folder: Path, settings: Settings | None = None) -> None:
        """*folder*: where the network's and the log-linear models' weights lie."""
        self.settings = settings or Settings()
        self.use(folder)

    def use(self, folder: Path) -> None:
        """Take the weights in *folder*. Raises FileNotFoundError when some are not there."""
        self.network = EventNetwork.load(folder)
        self._types = LogLinear.load(folder, "triggers")
        self._fact = LogLinear.load(folder, "fact")
        self._roles = LogLinear.load(folder, "roles")
        self._sourcing = LogLinear.load(folder, "sources")
        self._calibrate = Calibration.load(folder)

    def find(self, p: Prepared) -> list[EventDraft]:
        """The events in text order."""
        if not p.doc.words:
            return []
        c = p.columns
        states = self.network.encode(c.cats, c.floats, c.lengths)
        probabilities = self._probabilities(p, self.network.triggers(states, c.floats))
        triggers = np.nonzero(1.0 - probabilities[:, 0] >= self.settings.trigger)[0]
        triggers = np.array([i for i in triggers if self._may_trigger(p, int(i))], dtype=np.int64)
        drafts: list[EventDraft] = []
        for start in range(0, len(triggers), 64):
            part = triggers[start : start + 64]
            low = max(0, int(part[0]) - BLOCK)
            high = min(len(p.doc.words), int(part[-1]) + 120)
            types = probabilities[part, 1:].argmax(axis=1) + 1
            heads = self.network.heads(
                    states[low:high], part - low, types, c.words.window(low, high),
                    c.candidates[low:high], c.source_candidates[low:high],
                )  # fmt: skip
            for row, i in enumerate(part):
                drafts.append(self._draft(p, int(i), int(types[row]), probabilities[i], heads, row, low))
        return drafts

    def _probabilities(self, p: Prepared, network: Array) -> Array:
        """The network's type probabilities, weighed with the log-linear model's where it knows the word."""
        out = network.copy()
        asked = {int(i): trigger_features(p, int(i)) for i in np.nonzero(1.0 - network[:, 0] >= FAINT)[0]}
        known = [i for i, features in asked.items() if any(self._types.knows(f) for f in features[1:7])]
        if known:
            alone = self._types.probabilities([asked[i] for i in known])
            out[known] = _both(network[known], alone, self.settings.types)
        return out

    def _may_trigger(self, p: Prepared, i: int) -> bool:
        w = p.doc.words[i]
        if i in p.attribution.markers:  # طلب عدم ذكر اسمه
            return False
        return not w.is_punct and w.stem_end > w.stem_start and any(ch.isalpha() for ch in w.stem)

    def _draft(
        self, p: Prepared, i: int, kind: int, probability: Array, heads: Heads, row: int, low: int
    ) -> EventDraft:
        draft = EventDraft(trigger=(i, i + 1), type=TYPES[kind])
        entry = next((c for c in p.lexicon.get(i, ()) if c.type == draft.type), None)
        draft.mode = entry.mode if entry else None
        rule = f"events/{entry.entry.id}" if entry else "events.network"
        draft.why.append(Why("type", rule, f"{p.doc.words[i].text}: {draft.type} {float(probability[kind]):.2f}"))
        seen = view(p, i, draft.type)
        governed = p.governed.get(i)
        fact = _both(heads.fact[row], self._fact.probabilities([fact_features(p, seen)])[0], self.settings.facts)
        if governed is not None and governed.distance <= _CLOSE:
            seen_rule = self._fact.knows(f"rule={governed.rule}")
            fact[FACTS.index(governed.sets.value)] *= _TRUST if seen_rule else _TRUST_UNSEEN
            fact /= fact.sum()
        draft.factuality = Factuality(FACTS[int(fact.argmax())])
        if governed is not None and governed.rule in _SURE:
            draft.factuality = governed.sets
        agrees = governed is not None and governed.sets is draft.factuality
        detail = f"{float(fact.max()):.2f}"
        if governed is not None and agrees:
            draft.why.append(Why("factuality", governed.rule, f"{p.doc.words[governed.word].text} {detail}"))
        else:
            draft.why.append(Why("factuality", "factuality.network", detail))
        self._arguments(p, draft, heads, row, low, seen)
        self._instruments(p, draft)
        self._sources(p, draft, heads, row, low, seen)
        draft.confidence = self._calibrate("event", float(probability[kind]))
        return draft

    # -- arguments ---------------------------------------------------------------------------
    def _arguments(self, p: Prepared, draft: EventDraft, heads: Heads, row: int, low: int, seen: TriggerView) -> None:
        found: dict[str, list[tuple[float, Range]]] = {r: [] for r in ROLES[1:]}
        network = heads.roles[row]
        hopeless = (network[:, 0] > _HOPELESS).tolist()
        asked = [j for j in argument_candidates(p, seen.i) if 0 <= j - low < len(hopeless) and not hopeless[j - low]]
        alone = self._roles.probabilities([role_features(p, seen, j) for j in asked])
        roles = _both(network[[j - low for j in asked]], alone, self.settings.roles)[:, 1:]
        for j, best, sure in zip(asked, roles.argmax(axis=1).tolist(), roles.max(axis=1).tolist(), strict=True):
            role = ROLES[best + 1]
            if sure < self.settings.alone[role]:
                continue
            words = self._extent(p, j, role)
            if words is not None and not words[0] <= draft.trigger[0] < words[1]:
                found[role].append((sure, words))
        for role, spans in found.items():
            firm = [s for s in spans if s[0] >= self.settings.role[role]]
            found[role] = firm or sorted(spans, key=lambda s: (-s[0], s[1]))[:1]
        names = {"actor": "actors", "recipient": "recipients", "place": "places", "time": "times"}
        for role, spans in found.items():
            kept = _distinct(spans)
            getattr(draft, names[role]).extend(words for _, words in kept)
            for score, words in kept:
                draft.why.append(Why(names[role], f"{role}.network", f"{p.doc.string(*words)} {score:.2f}"))

    def _extent(self, p: Prepared, j: int, role: str) -> Range | None:
        """The phrase that begins at word *j*, as its finder saw it."""
        if role == "time":
            found = p.times_at.touching(j, j + 1)
            return (found[0].first, found[0].last) if found else _phrase(p, j)
        if role == "place":
            places = p.places_at.starting(j)
            if places:
                return j, max(m.last for m in places)
        spans = [(m.first, m.last) for m in p.actors_at.starting(j)]
        phrase = _phrase(p, j)
        spans += [(f.first, f.last) for f in p.figures_at.starting(j)[:1]]
        if spans:
            best = max(spans, key=lambda s: s[1])
            return best if phrase is None or best[1] >= phrase[1] or role == "actor" else phrase
        return phrase

    def _instruments(self, p: Prepared, draft: EventDraft) -> None:
        """Weapons that a preposition of means ties to the trigger: ``قصف بالمدفعية``, ``هجوم باستخدام طائرات``."""
        if draft.type not in _ARMED:
            return
        words = p.doc.words
        i = draft.trigger[0]
        taken = [*draft.actors, *draft.recipients]
        for k in range(i + 1, min(i + _MEANS_REACH, p.doc.sentence_of(i).last)):
            w = words[k]
            if w.text[:1] in "،؛:" or w.is_verb:
                break
            means = w.pre[-1:] == ("ب",) or words[k - 1].stem in _MEANS or k == i + 1
            found = weapon_at(words, k) if means else None
            if found is not None and all(found.first >= t[1] or found.last <= t[0] for t in taken):
                phrase = _phrase(p, k) or (found.first, found.last)
                draft.instruments.append((k, max(found.last, min(phrase[1], k + 6))))
                draft.why.append(Why("instruments", f"weapons/{found.kind}", p.doc.string(found.first, found.last)))
                break

    # -- sources ----------------------------------------------------------------------------------
    def _sources(self, p: Prepared, draft: EventDraft, heads: Heads, row: int, low: int, seen: TriggerView) -> None:
        i = draft.trigger[0]
        rule = p.attribution.chain(i)
        scores = np.full(heads.source.shape[1], NEVER, dtype=np.float32)
        network = np.maximum(heads.source[row] - heads.none[row], _UNSEEN)
        plausible = (network >= _IMPLAUSIBLE).tolist()
        told = {v.first for v in rule}
        asked = [
            j for j in source_candidates(p, i) if 0 <= j - low < len(plausible) and (plausible[j - low] or j in told)
        ]  # fmt: skip
        if asked:
            sides = self._sourcing.scores([source_features(p, seen, j) for j in asked])
            at = [j - low for j in asked]
            share = self.settings.network
            scores[at] = share * network[at] + (1.0 - share) * (sides[:, 1] - sides[:, 0])
        j = int(scores.argmax())
        if scores[j] < self.settings.source:
            if rule:
                draft.why.append(Why("sources", "sources.network", "none"))
            return
        chain = [self._link(p, j + low, rule)]
        outer = heads.outer[row].copy()
        outer[j] = NEVER
        k = int(outer.argmax())
        if outer[k] >= heads.outer_none[row]:
            chain.append(self._link(p, k + low, rule))
            chain += [
                ChainLink((v.first, v.last), (v.cue.first, v.cue.last))
                for v in _after(rule, k + low)
                if v.first not in (j + low, k + low)
            ]
        draft.chain = tuple(chain)
        frame = p.attribution.frame(i)
        draft.direct = p.doc.in_quote(i) is not None
        if frame is not None and rule and rule[0].first == j + low:
            draft.why.append(Why("sources", frame.cue.id, p.doc.words[frame.match.first].text))
        else:
            draft.why.append(Why("sources", "sources.network", p.doc.string(*chain[0].words)))

    def _link(self, p: Prepared, j: int, rule: Sequence[Voice]) -> ChainLink:
        """The source that begins at word *j*: as some cue introduces it, else as a mention or phrase."""
        voices = [v for v in rule if v.first == j] or p.attribution.voices_at(j)
        if voices:
            v = max(voices, key=lambda v: v.last)
            return ChainLink((v.first, v.last), (v.cue.first, v.cue.last))
        words = self._extent(p, j, "actor") or (j, j + 1)
        return ChainLink(words)


def _both(network: Array, loglinear: Array, share: float) -> Array:
    """Two opinions as one: the weighted geometric mean of the probabilities, scaled to sum 1 over the last axis."""
    p: Array = np.maximum(network, 1e-6) ** share * np.maximum(loglinear, 1e-6) ** (1.0 - share)
    total: Array = p / p.sum(axis=-1, keepdims=True)
    return total


def _after(rule: Sequence[Voice], word: int) -> Sequence[Voice]:
    """The voices of a chain that come after the one beginning at *word*."""
    for k, v in enumerate(rule):
        if v.first == word:
            return rule[k + 1 :]
    return ()


def _phrase(p: Prepared, j: int) -> Range | None:
    phrase = phrase_from(p.doc, j)
    return (phrase.first, phrase.last) if phrase is not None and phrase.last > phrase.first else None


def _distinct(spans: list[tuple[float, Range]]) -> list[tuple[float, Range]]:
    """Spans without those inside a likelier one, in text order."""
    kept: list[tuple[float, Range]] = []
    for score, words in sorted(spans, key=lambda s: (-s[0], s[1])):
        if all(words[1] <= w[0] or words[0] >= w[1] for _, w in kept):
            kept.append((score, words))
    return sorted(kept, key=lambda s: s[1])
