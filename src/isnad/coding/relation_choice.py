"""Which of the relations that the rules propose the text really states: a log-linear model's choice.

The rules of :mod:`isnad.coding.relations` propose by construction (``قائد الكتيبة``); whether a reader would note the
tie (and not, say, pass over a name that only tells where a ministry is) is learned from annotated news.
Trained by ``training/train_relations.py``.
"""

from __future__ import annotations

from pathlib import Path

from isnad.coding.calibration import Calibration
from isnad.coding.drafts import Range, RelationDraft
from isnad.coding.loglinear import LogLinear
from isnad.coding.prepare import Prepared

THRESHOLD = 0.2
"""Probability from which a proposed relation is kept; tuned on the cross-validated news (docs/accuracy.md)."""
_FAR = ((0, "0"), (1, "1"), (2, "2"), (4, "3-4"), (8, "5-8"), (16, "9-16"))


class RelationChooser:
    """Weighs proposed relations."""

    def __init__(self, folder: Path, threshold: float = THRESHOLD) -> None:
        """*folder*: where the weights lie. Raises FileNotFoundError when they are not there."""
        self._model = LogLinear.load(folder, "relations")
        self._calibrate = Calibration.load(folder)
        self.threshold = threshold

    def choose(self, p: Prepared, proposed: list[RelationDraft]) -> list[RelationDraft]:
        """Those of *proposed* that hold, each with its probability as confidence."""
        kept: list[RelationDraft] = []
        scores = self._model.probabilities([relation_features(p, d) for d in proposed])[:, 1].tolist()
        for d, score in zip(proposed, scores, strict=True):
            if score >= self.threshold:
                d.confidence = self._calibrate("relation", score)
                kept.append(d)
        return kept


def relation_features(p: Prepared, d: RelationDraft) -> list[str]:
    """What tells whether the text states the relation: readable strings, as in :mod:`isnad.coding.evidence`."""
    words = p.doc.words
    rule = d.why[0].rule
    i = d.trigger[0]
    sentence = words[i].sent
    subject, obj = _kind(p, d.subject), _kind(p, d.object)
    governed = p.governed.get(i)
    sets = governed.sets.value if governed is not None else "-"
    order = "so" if d.subject[0] < d.object[0] else "os"
    gap = _bucket(max(d.subject[0], d.object[0]) - min(d.subject[1], d.object[1]))
    near = _bucket(abs(i - d.subject[0])) + "/" + _bucket(abs(i - d.object[0]))
    apart = words[d.subject[0]].sent != sentence
    length = f"{min(d.subject[1] - d.subject[0], 6)}/{min(d.object[1] - d.object[0], 6)}"
    lexical = "".join(str(int(k in p.lexicon)) for k in (i, d.subject[0], d.object[0]))
    t = d.type
    return [
        "bias", f"type={t}", f"rule={rule}", f"rule={rule}|stem={words[i].stem}", f"stem={words[i].stem}|type={t}",
        f"s={subject}|type={t}", f"o={obj}|type={t}", f"s={subject}|o={obj}|type={t}", f"rule={rule}|s={subject}",
        f"rule={rule}|o={obj}", f"order={order}|rule={rule}", f"gap={gap}|type={t}", f"gap={gap}|rule={rule}",
        f"near={near}|type={t}", f"apart={apart}|rule={rule}", f"len={length}", f"sent={min(sentence, 4)}|type={t}",
        f"g={sets}|type={t}", f"q={p.doc.in_quote(i) is not None}|type={t}", f"sh={words[d.subject[0]].stem}|type={t}",
        f"oh={words[d.object[0]].stem}|type={t}", f"ol={words[d.object[1] - 1].stem}|type={t}",
        f"pos={words[i].pos}|rule={rule}", f"prep={p.slots.prep[d.object[0]]}|rule={rule}", f"ev={lexical}|type={t}",
        f"def={words[d.subject[0]].definite}{words[d.object[0]].definite}|rule={rule}",
        f"title={i < 25}|type={t}", f"voice={d.subject[0] in p.slots.voices}|type={t}",
    ]  # fmt: skip


def _kind(p: Prepared, words: Range) -> str:
    """What the phrase names, and whether by a name."""
    found = p.actors_at.starting(words[0])
    named = "n" if found and max(found, key=lambda m: m.last).named else ""
    return p.slots.kind[words[0]] + named


def _bucket(n: int) -> str:
    return next((name for limit, name in _FAR if n <= limit), "17+")
