"""Quotations: which marks belong together.

News mixes every style, turns guillemets round, nests them and forgets them. What
counts is how a mark stands (space on which side), then its shape, then the
parity of what is left of the paragraph. Nothing reaches over a paragraph's end.
"""

from __future__ import annotations

from collections.abc import Sequence

from isnad.text.document import Quote, Word

DOUBLE = frozenset(["\"", "“", "”", "„", "‟", "″", "''", "``", ",,", "´´", "’’", "‘‘"])
GUILLEMET = frozenset("«»‹›《》")
SINGLE = frozenset("'‘’‚`")
MARKS = DOUBLE | GUILLEMET | SINGLE
_OPENERS = frozenset(["«", "‹", "《", "“", "„", "``", "‘", ",,", "‘‘", "‚"])
_CLOSERS = frozenset(["»", "›", "》", "”", "’", "’’"])
_GAP_BEFORE = frozenset("([{:؛;-–—/،,")
_GAP_AFTER = frozenset(")]}:؛;-–—/،,.!؟?…")

MAX_DEPTH = 4
"""Quotations inside one another; an outer one beyond that counts as unclosed."""
OPEN, CLOSE, EITHER = 1, -1, 0


def family(mark: str) -> int:
    """Which marks pair with which: 0 double quotes, 1 guillemets, 2 single quotes."""
    return 0 if mark in DOUBLE else 1 if mark in GUILLEMET else 2


def stance(text: str, start: int, end: int) -> int:
    """Whether the mark at clean ``start:end`` stands as an opening or closing one, or either."""
    before = text[start - 1] if start else " "
    after = text[end] if end < len(text) else " "
    gap_before = before.isspace() or before in _GAP_BEFORE
    gap_after = after.isspace() or after in _GAP_AFTER or after[:1] in "."
    if before in MARKS or after in MARKS:
        return EITHER
    if gap_before and not gap_after:
        return OPEN
    if gap_after and not gap_before:
        return CLOSE
    if gap_before and gap_after and not before.isspace() and after.isspace():
        return OPEN if before in "([{:" else CLOSE
    return EITHER


def find_quotes(text: str, words: Sequence[Word], paragraphs: Sequence[tuple[int, int]]) -> list[Quote]:
    """The quotations of every paragraph (word ranges), inner ones included, in order of their start.

    An opening mark that nothing closes gives a ``Quote`` with ``closed=False`` that
    runs to the end of its paragraph; the caller cuts it at the sentence's end.
    """
    marks = [w.i for w in words if w.text in MARKS]
    if not marks:
        return []
    stances = {i: stance(text, words[i].start, words[i].end) for i in marks}
    turned = sum(
        stances[i] * (1 if words[i].text in "«‹《" else -1) for i in marks if words[i].text in GUILLEMET
    )
    quotes: list[Quote] = []
    k = 0
    for _, last in paragraphs:
        group: list[list[int]] = [[], [], []]
        while k < len(marks) and marks[k] < last:
            group[family(words[marks[k]].text)].append(marks[k])
            k += 1
        quotes += _pair_family(words, group[0], stances, 1, last)
        quotes += _pair_family(words, group[1], stances, 1 if turned >= 0 else -1, last)
        singles = [i for i in group[2] if stances[i] != EITHER]
        quotes += [q for q in _pair_family(words, singles, stances, 1, last) if q.closed]
    return sorted((q for q in quotes if q.last > q.first), key=lambda q: (q.first, -q.last))


def _pair_family(
    words: Sequence[Word], marks: list[int], stances: dict[int, int], orientation: int, end: int
) -> list[Quote]:
    quotes: list[Quote] = []
    open_marks: list[int] = []
    for n, i in enumerate(marks):
        opener = open_marks[-1] if open_marks else None
        nominal = orientation * _shape(words[i].text)
        if opener is None:
            action = _first_action(nominal, stances[i], len(marks) - n)
        else:
            turned = orientation * _shape(words[opener].text) == CLOSE
            action = _next_action(-nominal if turned else nominal, stances[i], len(marks) - n)
        if action == OPEN:
            if opener is not None and nominal == EITHER:
                quotes.append(Quote(open_marks.pop() + 1, i, closed=False))
            if len(open_marks) == MAX_DEPTH:
                quotes.append(Quote(open_marks.pop(0) + 1, i, closed=False))
            open_marks.append(i)
        elif action == CLOSE and open_marks:
            quotes.append(Quote(open_marks.pop() + 1, i))
    quotes += [Quote(i + 1, end, closed=False) for i in open_marks]
    return quotes


def _shape(mark: str) -> int:
    return OPEN if mark in _OPENERS else CLOSE if mark in _CLOSERS else EITHER


def _first_action(nominal: int, stands: int, left: int) -> int:
    """What a mark does when nothing is open; ``EITHER``: nothing. *left* counts it too."""
    if stands == OPEN:
        return OPEN
    if stands == CLOSE:
        return OPEN if nominal == OPEN else EITHER
    return EITHER if nominal == CLOSE and left % 2 else OPEN


def _next_action(nominal: int, stands: int, left: int) -> int:
    """What a mark does when a quotation is open."""
    if stands == CLOSE:
        return CLOSE
    if stands == OPEN:
        if nominal != EITHER:
            return nominal
        return CLOSE if left % 2 else OPEN
    return nominal if nominal != EITHER else CLOSE
