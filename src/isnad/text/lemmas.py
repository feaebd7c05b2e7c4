"""From a stem to its citation form by an edit script.

A script says what to change, counted from the nearer end of the stem, so that one script
serves many words: ``يقول`` → ``قال`` and ``يزور`` → ``زار`` share ``0:ي> -2:و>ا``. The
tagger's model chooses among the scripts it was trained with.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from difflib import SequenceMatcher
from functools import lru_cache


def edit_script(stem: str, lemma: str) -> str:
    """The script that turns *stem* into *lemma*; empty when they are equal.

    Edits are separated by spaces, each ``position:removed>added``. A position before the
    middle counts from the start (0 first), others from the end (-1 before the last letter,
    ``-0`` after it).
    """
    edits = []
    size = len(stem)
    for tag, a, b, c, d in SequenceMatcher(None, stem, lemma, autojunk=False).get_opcodes():
        if tag == "equal":
            continue
        position = str(a) if a < size / 2 else f"-{size - a}"
        edits.append(f"{position}:{stem[a:b]}>{lemma[c:d]}")
    return " ".join(edits)


@lru_cache(maxsize=4096)
def _parsed(script: str) -> tuple[tuple[bool, int, str, str], ...]:
    edits = []
    for edit in script.split():
        position, change = edit.split(":", 1)
        removed, added = change.split(">", 1)
        edits.append((position[0] == "-", int(position.lstrip("-")), removed, added))
    return tuple(edits)


def apply_script(stem: str, script: str) -> str | None:
    """*stem* after *script*, or None when the script does not fit it."""
    if not script:
        return stem
    parts: list[str] = []
    done = 0
    for from_end, offset, removed, added in _parsed(script):
        at = len(stem) - offset if from_end else offset
        if at < done or not stem.startswith(removed, at):
            return None
        parts.append(stem[done:at])
        parts.append(added)
        done = at + len(removed)
    parts.append(stem[done:])
    return "".join(parts) or None


def choose_stem(stems: Sequence[str], pos: str, counts: Mapping[str, int]) -> str:
    """Which restored spelling a word had before its enclitic.

    A verb keeps its ``ت`` and takes back the alif of ``وا``; of a noun the spelling that
    *counts* (news) has more often: ``حكومة`` for ``حكومت``, ``مستوي`` for ``مستوا``.
    """
    if len(stems) == 1:
        return stems[0]
    if pos == "VERB":
        kept = [s for s in stems if not s.endswith("ة") or all(t.endswith("ة") for t in stems)]
        return next((s for s in kept if s.endswith("وا")), min(kept, key=lambda s: (s[-1] in "ءي", s)))
    return max(stems, key=lambda s: (counts.get(s, 0), -stems.index(s)))
