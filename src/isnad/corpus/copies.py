"""Which articles are one text published several times.

Candidates come from MinHash (whole articles and single passages, so that a short reprint of a
long report is found) and locality-sensitive hashing; every candidate is then measured by the word
runs that the two texts really share. Cost grows about linearly with the number of articles.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

import numpy as np
import rensa
from numpy.typing import NDArray

from isnad.corpus.credits import is_agency
from isnad.corpus.navigation import Navigation
from isnad.corpus.records import Copy, CopyGroup
from isnad.corpus.shingles import RUN, Runs, Shingled, Weights, covered, shingle
from isnad.records import Article

SAME = 0.5
"""Share of the longer text that makes two texts one (``near``)."""
PART = 0.49
"""Share of the shorter text that makes it a reprint of a part of the longer; tuned on ``training/labels``."""
LATE = 0.75
"""The same for texts published more than a week apart: offices repeat their wording, papers seldom old reports."""
_WEEK = 7
MIN_SHARED = 10.0
"""Words that two texts share at least, formulas counted little."""
MIN_PASSAGE = 8
"""Words that a passage has at least to be looked for elsewhere."""
_TELLING = 0.25
"""Runs of less weight are no ground to compare two texts."""
_SEED = 2012
_ARTICLE = (32, 2)
"""Bands and rows for whole articles: a pair with a third of its runs in common is found with odds of 0.97."""
_PART = (10, 2)
"""Bands and rows for passages: a third of the runs in common gives odds of 0.69; most reprints share several."""
_CROWD = 40
"""Members of a bucket that are compared with each other; in a larger one, each with the next few only."""
_NEXT = 6
_SERIES = 3
"""Days on which an outlet prints much the same text besides: then it is a form that it fills in, no reprint."""
_CHUNK = 4096


@dataclass(frozen=True, slots=True)
class Copies:
    """All copies of a corpus."""

    copies: tuple[Copy, ...]
    """One for each article that has an original, sorted by ``doc`` and ``other``; a digest of several has several."""
    groups: tuple[CopyGroup, ...]
    """Articles that are one report; sorted by original."""

    def group_of(self) -> dict[str, str]:
        """Article to the id of its copy group, for those that have one."""
        return {doc: g.id for g in self.groups for doc in g.docs}


@dataclass(slots=True)
class _Text:
    """What is kept of an article: not its text."""

    doc: str
    outlet: str | None
    published: date | None
    shingled: Shingled


@dataclass(frozen=True, slots=True)
class Pair:
    """Two texts and what they share."""

    a: int
    b: int
    shorter: float
    """Share of the shorter text that the other has."""
    longer: float
    same: bool
    """Word for word, after folding."""
    late: bool = False
    """Published more than a week apart."""

    @property
    def kind(self) -> str | None:
        """``exact``, ``near``, ``partial``, or None: no copies."""
        if self.same:
            return "exact"
        if self.late and self.shorter < LATE:
            return None
        if min(self.longer, self.shorter) >= SAME:
            return "near"
        return "partial" if self.shorter >= PART else None


def find_copies(articles: Iterable[Article]) -> Copies:
    """The exact and near copies and partial reprints among *articles*.

    The articles are read once; about two kilobytes are kept of each. Page navigation and
    formulas that many articles share do not count. The result does not depend on the order
    in which the articles come. Raises ValueError when two have the same ``doc``.
    """
    texts = _read(articles)
    return Copies(*_grouped(texts, copied(texts, compared(texts))))


def _read(articles: Iterable[Article]) -> list[_Text]:
    texts = [_Text(a.doc, a.outlet, a.published, shingle(a.text)) for a in articles]
    texts.sort(key=lambda t: t.doc)
    for one, other in pairwise(texts):
        if one.doc == other.doc:
            raise ValueError(f"two articles have the id {one.doc!r}: give each its own")
    return texts


def compared(texts: Sequence[_Text]) -> Iterator[Pair]:
    """Every candidate pair, measured."""
    pages = Navigation([t.shingled for t in texts], [t.outlet for t in texts])
    own = [_own(t.shingled, pages.own(t.shingled, t.outlet)) for t in texts]
    weights = Weights([runs for runs, _ in own])
    sets = [np.unique(runs) for runs, _ in own]
    weigh = [weights(runs).astype(np.float16) for runs, _ in own]
    for a, b in sorted(_candidates(texts, own, weights)):
        if texts[a].shingled.key == texts[b].shingled.key and texts[a].shingled.length:
            yield Pair(a, b, 1.0, 1.0, True)
            continue
        share_a, n = covered(own[a][0], sets[b], weigh[a])
        if n < MIN_SHARED:
            continue
        share_b, _ = covered(own[b][0], sets[a], weigh[b])
        if len(own[a][0]) > len(own[b][0]):
            share_a, share_b = share_b, share_a
        yield Pair(a, b, share_a, share_b, False, _late(texts[a], texts[b]))


def copied(texts: Sequence[_Text], pairs: Iterable[Pair]) -> list[Pair]:
    """The *pairs* that are copies, without the forms that an outlet fills in anew each day.

    Weather, prayer times, rates, lists of matches: a text that is much like those of the same outlet on several other
    days, word for word like none of them, is one of a series.
    """
    found = [p for p in pairs if p.kind is not None]
    days: dict[int, set[date | None]] = {}
    for p in found:
        if _serial(texts, p):
            days.setdefault(p.a, set()).add(texts[p.b].published)
            days.setdefault(p.b, set()).add(texts[p.a].published)
    return [
        p for p in found if not (_serial(texts, p) and max(len(days[p.a]), len(days[p.b])) >= _SERIES)
    ]


def _serial(texts: Sequence[_Text], pair: Pair) -> bool:
    a, b = texts[pair.a], texts[pair.b]
    dated = a.published is not None and b.published is not None and a.published != b.published
    return dated and not pair.same and a.outlet is not None and a.outlet == b.outlet


def _late(a: _Text, b: _Text) -> bool:
    return a.published is not None and b.published is not None and abs((a.published - b.published).days) > _WEEK


_Own = tuple[Runs, list[Runs]]


def _own(text: Shingled, lines: NDArray[np.bool_]) -> _Own:
    """The runs of a text's own lines, in order, and those of its passages."""
    keep = np.zeros(max(0, text.length - RUN + 1), np.bool_)
    starts = text.lines
    for a, b, mine in zip(starts[:-1], starts[1:], lines, strict=True):
        if mine:
            keep[a:b] = True
    cuts = text.passages
    passages = [
        text.runs[a : b - RUN + 1] for a, b in pairwise(cuts) if b - a >= MIN_PASSAGE and keep[a]
    ]
    return text.runs[keep], passages


def _candidates(texts: Sequence[_Text], own: Sequence[_Own], weights: Weights) -> set[tuple[int, int]]:
    found: set[tuple[int, int]] = set()
    whole = np.array([int.from_bytes(t.shingled.key[:8], "little") for t in texts], np.uint64)
    found.update(_bucket_pairs(whole, np.arange(len(texts)), crowd=False))
    telling = [(i, runs[weights(runs) > _TELLING]) for i, (runs, _) in enumerate(own)]
    for keys, owners in _bands(telling, *_ARTICLE):
        found.update(_bucket_pairs(keys, owners, crowd=False))
    parts = [(i, kept) for i, (_, ps) in enumerate(own) for p in ps if len(kept := p[weights(p) > _TELLING]) > 4]
    for keys, owners in _bands(parts, *_PART):
        found.update(_bucket_pairs(keys, owners, crowd=True))
    return found


def _bands(
    sets: Sequence[tuple[int, Runs]], bands: int, rows: int
) -> Iterator[tuple[NDArray[np.uint64], NDArray[np.int64]]]:
    """For each band, a key for every set and whose set it is. Empty sets have none."""
    sets = [s for s in sets if len(s[1])]
    owners = np.array([i for i, _ in sets], np.int64)
    keys = np.empty((bands, len(sets)), np.uint64)
    for start in range(0, len(sets), _CHUNK):
        chunk = [r.astype(np.uint64) for _, r in sets[start : start + _CHUNK]]
        offsets = np.concatenate([[0], np.cumsum([len(r) for r in chunk])]).astype(np.uint64)
        matrix = rensa.RMinHash.digest_matrix_from_flat_token_hashes(
            np.concatenate(chunk), offsets, bands * rows, _SEED
        )
        digests = np.array(matrix.to_rows(), np.uint64)
        for band in range(bands):
            key = np.full(len(chunk), band, np.uint64)
            with np.errstate(over="ignore"):
                for row in range(rows):
                    key = (key ^ digests[:, band * rows + row]) * np.uint64(0x100000001B3)
                    key ^= key >> np.uint64(31)
            keys[band, start : start + len(chunk)] = key
    for band in range(bands):
        yield keys[band], owners


def _bucket_pairs(keys: NDArray[np.uint64], owners: NDArray[np.int64], *, crowd: bool) -> Iterator[tuple[int, int]]:
    """Pairs of owners with the same key. In a crowded bucket only neighbours, or (*crowd*) none."""
    order = np.lexsort((owners, keys))
    keys, owners = keys[order], owners[order]
    starts = np.flatnonzero(np.concatenate([[True], keys[1:] != keys[:-1]])) if len(keys) else np.empty(0, np.int64)
    ends = np.concatenate([starts[1:], [len(keys)]])
    for start, end in zip(starts[ends - starts > 1], ends[ends - starts > 1], strict=True):
        members = sorted(set(owners[start:end].tolist()))
        if len(members) > _CROWD and crowd:
            continue
        reach = len(members) if len(members) <= _CROWD else _NEXT
        for k, a in enumerate(members):
            for b in members[k + 1 : k + 1 + reach]:
                yield a, b


def _grouped(texts: Sequence[_Text], pairs: Sequence[Pair]) -> tuple[tuple[Copy, ...], tuple[CopyGroup, ...]]:
    """Groups around an original: who joins one copies its original, not just another member."""
    rank = {i: n for n, i in enumerate(sorted(range(len(texts)), key=lambda i: _originality(texts[i])))}
    near: dict[int, list[Pair]] = {}
    for p in pairs:
        for end in (p.a, p.b):
            near.setdefault(end, []).append(p)
    head: dict[int, int] = {}
    copies: list[Copy] = []
    for i in sorted(near, key=rank.__getitem__):
        earlier = [p for p in near[i] if rank[_other(p, i)] < rank[i]]
        whole = [p for p in earlier if _joins(texts, p, i)]
        if whole:
            best = max(whole, key=lambda p: (p.shorter, p.longer, -rank[_other(p, i)]))
            head[i] = head[_other(best, i)]
        else:
            head[i] = i
        copies += _as_copies(texts, earlier, i, head)
    members: dict[int, list[int]] = {}
    for i, h in head.items():
        members.setdefault(h, []).append(i)
    groups = [_group(texts, h, m) for h, m in members.items() if len(m) > 1]
    return tuple(sorted(copies, key=lambda c: (c.doc, c.other))), tuple(sorted(groups, key=lambda g: g.original))


def _other(pair: Pair, i: int) -> int:
    return pair.b if pair.a == i else pair.a


def _joins(texts: Sequence[_Text], pair: Pair, i: int) -> bool:
    """Whether *i* is the same report as the earlier text, not a digest that contains it."""
    return pair.kind in ("exact", "near") or texts[i].shingled.length <= texts[_other(pair, i)].shingled.length


def _as_copies(texts: Sequence[_Text], earlier: Sequence[Pair], i: int, head: dict[int, int]) -> Iterator[Copy]:
    """The copies that *i* is: one for each report (group) that it takes from, the closest member named."""
    best: dict[int, Pair] = {}
    for p in earlier:
        h = head[_other(p, i)]
        if h not in best or (p.shorter, p.longer, -_other(p, i)) > (
            best[h].shorter,
            best[h].longer,
            -_other(best[h], i),
        ):
            best[h] = p
    for h in sorted(best):
        p = best[h]
        assert p.kind is not None
        yield Copy(texts[i].doc, texts[_other(p, i)].doc, p.kind, round(p.shorter, 4))


def _closeness(pair: Pair, i: int) -> tuple[float, float, int]:
    return pair.shorter, pair.longer, -_other(pair, i)


def _originality(text: _Text) -> tuple[date, bool, int, str]:
    """Sorts the likely original first: the earliest; of one day, an agency's own, then the longest."""
    return text.published or date.max, not is_agency(text.outlet), -text.shingled.length, text.doc


def _group(texts: Sequence[_Text], head: int, members: Sequence[int]) -> CopyGroup:
    docs = tuple(sorted(texts[i].doc for i in members))
    key = hashlib.sha256(texts[head].doc.encode()).hexdigest()[:12]
    return CopyGroup(f"cg-{key}", texts[head].doc, docs)
