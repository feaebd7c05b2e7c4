"""What happened to those counted: the words before, after and beside a number that say so."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from isnad.coding.counted import Head, PhraseReader, cue_of, is_in, noun_of
from isnad.text.document import Document

_REACH = 7
"""How many words a governing cue may stand before the number."""


@dataclass(slots=True)
class FigureMention:
    """A figure: words ``first`` to ``last`` (exclusive), approximator and counted noun included."""

    first: int
    last: int
    measure: str
    """One of :data:`isnad.lexicon.quantities.MEASURES`."""
    low: float
    high: float
    best: float
    of: tuple[int, int] | None
    """Words of who or what is counted."""
    by: tuple[int, int] | None
    """Words of who owns or inflicts it; None: left to the coder, which knows the actors."""
    share_of: int | None
    """Index (in the same list) of the figure this is a part of (``بينهم 25 ألفا``)."""
    rule: str


class GovernorReader(PhraseReader):
    """Finds the governing word; ``figures`` are those read so far, ``starts`` where numbers begin."""

    def __init__(self, doc: Document, dated: Collection[int], starts: Collection[int]) -> None:
        super().__init__(doc, dated)
        self.starts = starts
        self.figures: list[FigureMention] = []

    def governor(self, first: int, head: Head) -> tuple[str, str]:
        """What happened to those counted: the cue before, else after, else by coordination; and the rule."""
        for k in range(first - 1, max(self.begin, first - _REACH) - 1, -1):
            cue = cue_of(self.norm(k))
            if cue:
                measure = "other" if self.joint(k) else cue
                return measure, f"governed: {measure}"
            if not self.transparent(k):
                break
        parent = self.parent(first)
        own = head.measure not in ("", "person", "other")
        if parent and (not head.plain or self.personal(head.noun)) and not (own and parent == "fighters"):
            return parent, "share"
        after = self.verb_after(head.last)
        if after:
            return after, f"followed: {after}"
        topic = self.toll(first)
        if topic:
            return topic, f"toll: {topic}"
        before = self.coordinated(first)
        if before and (not head.plain or self.personal(head.noun)):
            return before, "coordinated"
        far = self.far_verb(first)
        return far, f"governed from afar: {far}" if far else ""

    def far_verb(self, first: int) -> str:
        """``قتل في المواجهات خلال الأسبوع الماضي 12 شخصا``: a verb over prepositional phrases."""
        for k in range(first - 1, max(self.begin, first - 14) - 1, -1):
            norm = self.norm(k)
            if k in self.dated:
                continue
            if cue_of(norm):
                verbal = self.words[k].pos == "VERB" or is_in(norm, "opening_verbs")
                return cue_of(norm) if verbal and k + 1 < first and self.far_link(k + 1) else ""
            comma = norm in ("،", ",") and (k - 1 in self.dated or k + 1 in self.dated)
            if self.words[k].pos in ("VERB", "SCONJ", "PUNCT") and not comma and not norm.startswith("ال"):
                return ""
            if k in self.starts or norm in self.q.clause_openers:
                return ""
        return ""

    def far_link(self, k: int) -> bool:
        """Whether a time or a prepositional phrase follows the verb at once: its subject is still to come."""
        return k in self.dated or self.norm(k) in self.q.adverbial_openers

    def joint(self, k: int) -> bool:
        """``مقتل وإصابة عشرات``: one number for both."""
        here, before = self.norm(k), self.norm(k - 1)
        if here[0] != "و" or before.endswith(("وا", "ا")):
            return False
        return {cue_of(here), cue_of(before)} == {"killed", "wounded"}

    def transparent(self, k: int) -> bool:
        """Whether a cue's reach goes on through word *k*."""
        word = self.words[k]
        if k in self.dated:
            return True
        if word.norm in ("،", ","):
            return k - 1 in self.dated or k + 1 in self.dated
        if word.norm == "علي" and cue_of(self.norm(k - 1)) == "detained":
            return True
        if word.norm in ("؛", ":", ".") or is_in(word.norm, "blockers"):
            return False
        if self.figures and k == self.figures[-1].last - 1:
            return False
        return word.pos not in ("VERB", "SCONJ") or word.norm.startswith("ال")

    def verb_after(self, i: int) -> str:
        """``سبعة عمال قتلوا``, ``ثلاثة … أصيبوا``: a verb or participle of theirs, within six words."""
        for k in range(i, min(i + 6, self.end)):
            norm = self.norm(k)
            if norm in ("،", "-") and (late := self.q.after_cues.get(self.norm(k + 1))):
                return late
            if k in self.starts or (norm in ("،", ".", "؛", ":") and k > i):
                return ""
            cue = self.q.after_cues.get(norm)
            if cue:
                return cue
        return self.completed(i)

    def completed(self, i: int) -> str:
        """``… 20 عاملا جاؤوا من الجنوب قد قتلوا``: a far verb that ``قد`` ties to the subject."""
        for k in range(i, min(i + 16, self.end)):
            if k in self.starts or self.norm(k) in ("،", ".", "؛", ":"):
                return ""
            if self.norm(k) == "قد":
                return self.q.after_cues.get(self.norm(k + 1), "")
        return ""

    def toll(self, first: int) -> str:
        """``حصيلة القتلى … بلغت N``: the topic of the sentence, when a verb of amount leads to the number."""
        near = range(max(self.begin, first - 3), first)
        if not any(is_in(self.norm(k), "amount_verbs") for k in near):
            return ""
        for k in range(first - 1, max(self.begin, first - 16) - 1, -1):
            noun = noun_of(self.norm(k))
            if (
                noun is not None
                and noun.measure in self.q.persons_only
                and is_in(self.norm(k - 1), "toll_words")
            ):
                return noun.measure
        return ""

    def parent(self, first: int) -> str:
        """The measure of the figure this is a share of (``بينهم ثلاثة``)."""
        k = self.share(first)
        if k is None:
            return ""
        measure = self.figures[k].measure
        return measure if measure in self.q.persons_only or measure == "fighters" else ""

    def coordinated(self, first: int) -> str:
        """The measure of the figure right before, when this one continues it (``و6 أفارقة``)."""
        if not self.figures:
            return ""
        previous = self.figures[-1]
        if (
            previous.first < self.begin
            or first - previous.last > 6
            or previous.measure not in self.q.persons_only
        ):
            return ""
        between = [self.norm(k) for k in range(previous.last, first)]
        text = " ".join(between)
        beside = text.endswith(("الي جانب", "اضافة الي", "فضلا عن", "مقابل"))
        listed = between in (["،"], ["،", "و"]) and (self.norm(first)[0] == "و" or between[-1] == "و")
        if listed:
            return previous.measure
        if not beside and any(w in ("،", ",") or is_in(w, "blockers") for w in between):
            return ""
        if any(self.words[k].pos == "VERB" for k in range(previous.last, first)):
            return ""
        return previous.measure if beside or self.norm(first)[:1] == "و" or "و" in between[-1:] else ""

    def share(self, first: int) -> int | None:
        """The figure of the same sentence that this one is a part of."""
        if not self.figures or self.figures[-1].first < self.begin:
            return None
        near = range(max(first - 3, self.figures[-1].last), first)
        return len(self.figures) - 1 if any(self.norm(k) in self.q.shares for k in near) else None
