"""What a number counts: its noun, where its phrase ends, and the words that govern it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from functools import lru_cache

from isnad.coding.forms import readings
from isnad.coding.numbers import NumberMention
from isnad.lexicon.quantities import Noun, quantities
from isnad.text.document import Document, Word

_OTHERS = frozenset(("اخرين", "اخرون", "اخران", "اخري", "اخريات", "اخر"))
_NOT_NOUNS = frozenset(("VERB", "ADP", "CCONJ", "SCONJ", "PART", "PRON", "AUX", "DET"))


@dataclass(slots=True)
class Head:
    """The counted noun of a number and the end (exclusive) of its phrase."""

    noun: int
    last: int
    measure: str
    """What the lexicon says of the noun (``person``, ``other`` … ), empty without a noun."""
    plain: bool
    """False when there is no noun of its own (``آخرين``, a verb, nothing)."""


@lru_cache(maxsize=65536)
def noun_of(norm: str) -> Noun | None:
    """The counted noun that a folded word is, clitics and pronoun aside."""
    nouns = quantities().nouns
    found = next((nouns[core] for core, *_ in readings(norm) if core in nouns), None)
    if found is not None:
        return found
    for suffix in ("هما", "ها", "هم", "هن", "ه"):
        if norm.endswith(suffix) and len(norm) > len(suffix) + 2:
            short = norm.removesuffix(suffix)
            for core in (short, short[:-1] + "ة" if short.endswith("ت") else short):
                if core in nouns:
                    return nouns[core]
    return None


@lru_cache(maxsize=65536)
def cue_of(norm: str) -> str:
    """What a word before the number says happened to those counted, or empty."""
    cues = quantities().cues
    return next((cues[core] for core, *_ in readings(norm) if core in cues), "")


@lru_cache(maxsize=65536)
def is_in(norm: str, name: str) -> bool:
    """Whether *norm*, clitics aside, stands in that table of the lexicon."""
    table: frozenset[str] = getattr(quantities(), name)
    return any(core in table for core, *_ in readings(norm))


def letters(word: Word) -> bool:
    """Whether it is an Arabic word."""
    return "\u0620" < word.norm[0] < "\u064b"


class PhraseReader:
    """Reads what stands around numbers, one sentence (``begin`` to ``end``) at a time."""

    def __init__(self, doc: Document, dated: Collection[int]) -> None:
        self.words = doc.words
        self.q = quantities()
        self.dated = dated
        self.begin = self.end = 0

    def norm(self, i: int) -> str:
        """The folded word, or empty outside the sentence."""
        return self.words[i].norm if self.begin <= i < self.end else ""

    def head(self, n: NumberMention) -> Head | None:
        """The counted noun of a number; None when it counts nothing that is coded (hours, degrees, pages)."""
        i, norm = n.last, self.norm(n.last)
        if n.kind == "dual":
            return self.dual_head(n)
        if n.kind == "several" and self.several_after_noun(n):
            noun = noun_of(self.norm(n.core - 1))
            if is_in(self.norm(n.core - 1), "time_nouns") or self.norm(n.core - 1) in self.q.measure_words:
                return None
            if noun is not None and noun.number != "p":
                return Head(n.core - 2, n.last, "other", True)
            return Head(n.core - 1, n.last, noun.measure if noun else "other", True)
        if norm == "من" and n.kind != "percent":
            return self.part_head(i)
        noun = noun_of(norm) if norm else None
        if noun is not None and norm[0] == "و" and norm not in self.q.nouns:
            return Head(i, i, "", False)
        if norm in self.q.toll_words and (topic := noun_of(self.norm(i + 1))) is not None:
            return Head(i, self.phrase_end(i + 1), topic.measure, True)
        if noun is None and self.no_noun(n, i):
            return Head(i, i + (norm in _OTHERS), "", False)
        if i in self.dated and n.last - 1 not in self.dated:
            return Head(i, i, "", False)
        if is_in(norm, "time_nouns") or norm in self.q.measure_words:
            return None
        if norm.startswith("ال") and noun is None and n.kind == "cardinal" and (n.digits or n.low < 100):
            return Head(i, i, "", False)
        measure = noun.measure if noun else "other"
        return Head(i, self.phrase_end(i), self.armed(measure, i + 1), True)

    def dual_head(self, n: NumberMention) -> Head | None:
        """A dual is its own noun; one with the article only takes up persons or things named before."""
        noun = noun_of(self.norm(n.core)) or noun_of(self.norm(n.last - 1))
        if noun is None or n.definite:
            return None
        return Head(n.core, self.phrase_end(n.last - 1), self.armed(noun.measure, n.last), True)

    def armed(self, measure: str, i: int) -> str:
        """The measure after the word at *i*: ``شخصين مسلحين`` are fighters, ``عنصرين من الشرطة`` troops."""
        follows = noun_of(self.norm(i))
        if measure == "person" and follows is not None and follows.measure == "fighters":
            return "fighters"
        if measure == "fighters" and self.norm(i) in ("من", "في") and is_in(self.norm(i + 1), "state_forces"):
            return "troops"
        return measure

    def part_head(self, i: int) -> Head:
        """``تسعة من جنود الجيش``: the noun after ``من``."""
        noun = self.norm(i + 1)
        if (
            not noun
            or not letters(self.words[i + 1])
            or is_in(noun, "time_nouns")
            or is_in(noun, "function_words")
        ):
            return Head(i, i, "", False)
        found = noun_of(noun)
        last = self.phrase_end(i + 1)
        measure = found.measure if found else "other"
        forces = measure == "fighters" and is_in(self.norm(i + 2), "state_forces")
        return Head(i + 1, last, "troops" if forces else measure, True)

    def no_noun(self, n: NumberMention, i: int) -> bool:
        """Whether the word after a number is no counted noun."""
        norm = self.norm(i)
        if not norm or norm in _OTHERS or not letters(self.words[i]):
            return True
        if (
            norm in self.q.shares
            or is_in(norm, "function_words")
            or cue_of(norm)
            or norm in self.q.after_cues
        ):
            return True
        word = self.words[i]
        if word.pre and word.pre[0] in "وفبلكس":
            return True
        return word.pos in _NOT_NOUNS or (n.digits and word.space_before is False and len(norm) == 1)

    def personal(self, i: int) -> bool:
        """Whether the noun at *i* is, or looks like, a word for persons (``نروجيا``, ``نروجيين``)."""
        noun = noun_of(self.norm(i))
        if self.norm(i - 1) == "من":
            return noun is None or noun.measure not in ("money", "weapons", "vehicles")
        if noun is not None:
            return noun.measure not in ("other", "money", "weapons", "vehicles")
        return self.norm(i).endswith(("يا", "ين", "ون", "ان"))

    def several_after_noun(self, n: NumberMention) -> bool:
        """``قذائف عدة``: the noun stands before."""
        before, after = self.norm(n.core - 1), self.norm(n.last)
        if self.words[n.core].norm != "عدة" or not before or not letters(self.words[n.core - 1]):
            return False
        free = (
            not after
            or not letters(self.words[n.last])
            or is_in(after, "function_words")
            or bool(self.words[n.last].pre)
        )
        free = free or after in ("عددا", "عدد")
        return free and not is_in(before, "function_words") and self.words[n.core - 1].pos not in _NOT_NOUNS

    def phrase_end(self, noun: int) -> int:
        """Where the counted phrase ends: the noun and its adjectives."""
        last = noun + 1
        while (norm := self.norm(last)) and letters(self.words[last]) and last - noun <= 3:
            word = self.words[last]
            if word.pre or len(norm) < 3 or last in self.dated or norm in self.q.after_cues or cue_of(norm):
                break
            if is_in(norm, "function_words") or word.pos == "VERB":
                break
            if word.pos != "ADJ" and not norm.endswith(
                ("ية", "يين", "يون", "يا", "ي", "يتين", "يان", "اخرين", "اخري")
            ):
                break
            last += 1
        return last
