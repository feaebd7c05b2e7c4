"""Which readings of a written word as verb, noun or participle its clitics and neighbours allow."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from isnad.lexicon.event_entries import EventEntry
from isnad.lexicon.inflection import Features
from isnad.text.document import Document, Word
from isnad.text.normal import bare

_NOT_VERB = frozenset("بك")
_VERB_AFTER = frozenset(
    bare(w)
    for w in (
        *("أن", "لم", "لن", "لا", "قد", "لقد", "الذي", "التي", "الذين", "سوف", "كما", "حيث", "فيما", "بينما"),
        *("عندما", "وقد", "ثم"),
    )
)
_NOUN_AFTER = frozenset(
    bare(w)
    for w in (
        *("في", "من", "إلى", "على", "عن", "مع", "بعد", "قبل", "خلال", "منذ", "حول", "ضد", "بين", "أي", "كل"),
        *("هذا", "هذه", "عدم", "غير", "تم", "جرى"),
    )
)
_JUSSIVE_AFTER = frozenset(["لم", "لما", "لا"])
_RARE = 0.4
"""Factor for a perfect of the first or second person that is written like no third person."""
_POS_OF = {"verb": "VERB", "noun": "NOUN", "active": "NOUN", "passive": "NOUN"}
_MISTAGGED = {"PROPN": 0.4, "ADP": 0.3, "VERB": 0.7, "NOUN": 0.7, "ADJ": 0.7, "X": 1.0}
"""Factor of the weight when the tagger says another part of speech than the only one found."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A form of an entry that is written as the word's stem."""

    entry: EventEntry
    form: str
    features: Features


def tag_factor(word: Word, hit: Hit) -> float:
    """Factor of the weight for what the tagger says of *word*, and for forms that news hardly uses."""
    form = hit.form
    rare = _RARE if hit.features.aspect == "perf" and hit.features.person in ("1", "2") else 1.0
    return rare * _agreement(word, form)


def _agreement(word: Word, form: str) -> float:
    if word.pos in ("", "X") or word.pos == _POS_OF[form] or (word.pos == "ADJ" and form != "verb"):
        return 1.0
    return _MISTAGGED.get(word.pos, 0.5)


def chosen(doc: Document, i: int, hits: Sequence[Hit], *, resplit: bool) -> list[Hit]:
    """The hits that the clitics allow; of a verb and a noun of one entry the likelier."""
    word = doc.words[i]
    if not hits:
        return []
    if not resplit:
        hits = [h for h in hits if _clitics_allow(word, h)]
    if i == 0 or doc.words[i - 1].stem not in _JUSSIVE_AFTER:
        hits = [h for h in hits if h.features.mood != "jus" or word.pre[-1:] == ("ل",)]
    verbs = {h.entry.id for h in hits if h.form == "verb"}
    nouns = {h.entry.id for h in hits if h.form != "verb"}
    both = verbs & nouns
    if not both:
        return list(hits)
    verb = _reads_as_verb(doc, i)
    return [h for h in hits if h.entry.id not in both or (h.form == "verb") == verb]


def _clitics_allow(word: Word, hit: Hit) -> bool:
    last = word.pre[-1] if word.pre else ""
    first = word.text[word.stem_start - word.start :][:1]
    if first == "آ" and not hit.entry.madda:
        return False
    if hit.form == "verb":
        if word.definite or first == "إ" or last in _NOT_VERB:
            return False
        return last not in ("س", "ل") or hit.features.aspect == "imperf"
    return last != "س"


def _reads_as_verb(doc: Document, i: int) -> bool:
    """Whether a word that may be verb or noun is the verb: by its tag, else by the word before."""
    word = doc.words[i]
    if word.pos == "VERB":
        return True
    if word.pos in ("NOUN", "ADJ", "PROPN") or (word.pre and word.pre[-1] in ("ب", "ل", "ك")):
        return False
    if i == doc.sentences[word.sent].first:
        return True
    before = doc.words[i - 1]
    if before.stem in _VERB_AFTER or before.norm in _VERB_AFTER:
        return True
    return before.stem not in _NOUN_AFTER and (before.is_punct or bool(word.pre))
