"""Where two reports of one happening differ, field by field and word by word."""

from __future__ import annotations

from collections.abc import Iterable

from pydantic import BaseModel

from isnad.desk.queries.told import Piece
from isnad.messages import Lang, label, text
from isnad.output.describe import number
from isnad.records import Coding, Event, Figure, Participant, Statement
from isnad.store.search import search_key

_BLANK = "–"
_MOSTLY = 0.6
"""Share of new words above which two sentences are told each for itself."""


class Difference(BaseModel):
    """A field that the two reports fill otherwise."""

    field: str
    label: str
    here: str
    there: str
    clash: bool
    """Whether both say something; else one of them leaves it open."""


def differences(here: Statement, of: Coding, there: Statement, its: Coding, lang: Lang) -> list[Difference]:
    """What *here* (of the article of *of*) and *there* (of *its*) say otherwise of one happening."""
    found = [
        _difference("certainty", _certainty(here, lang), _certainty(there, lang), lang),
        *_people("actor", "actors", here, of, there, its, lang),
        *_people("recipient", "recipients", here, of, there, its, lang),
        _difference("place", _places(here), _places(there), lang),
        _difference("time", _times(here), _times(there), lang),
        *_numbers(here, of, there, its, lang),
    ]
    return [d for d in found if d is not None]


def _certainty(s: Statement, lang: Lang) -> str:
    return label("factuality", s.factuality.value, lang)


def _difference(field: str, here: str, there: str, lang: Lang, shown: str | None = None) -> Difference | None:
    if here == there:
        return None
    name = shown or text(f"row.{field}", lang)
    return Difference(
        field=field, label=name, here=here or _BLANK, there=there or _BLANK, clash=bool(here and there)
    )


def _people(
    row: str, field: str, here: Statement, of: Coding, there: Statement, its: Coding, lang: Lang
) -> Iterable[Difference | None]:
    mine, theirs = _who(getattr(here, field, ()), of, lang), _who(getattr(there, field, ()), its, lang)
    if mine.keys() == theirs.keys():
        return ()
    comma = "، " if lang == "ar" else ", "
    return (_difference(row, comma.join(mine.values()), comma.join(theirs.values()), lang),)


def _who(people: Iterable[Participant], coding: Coding, lang: Lang) -> dict[str, str]:
    """Key (actor id, or folded words) to name, by key."""
    found = {}
    for p in people:
        words = " ".join((p.names or p.span).of(coding.article.text).split())
        if p.actor is not None and p.actor.id is not None:
            name = p.actor.name_ar if lang == "ar" else p.actor.name_en or p.actor.name_ar
            found[p.actor.id] = name or words
        else:
            found[" ".join(map(search_key, words.split()))] = words
    return dict(sorted(found.items()))


def _places(s: Statement) -> str:
    return " · ".join(sorted({p.name for p in s.places if p.name and not p.described}))


def _times(s: Statement) -> str:
    days = sorted({(t.start, t.end) for t in s.times if t.start is not None and t.end is not None})
    return " · ".join(a.isoformat() if a == b else f"{a.isoformat()} – {b.isoformat()}" for a, b in days)


def figures_of(s: Statement, coding: Coding) -> dict[str, str]:
    """Measure to its largest number among the figures that an event ties, by measure."""
    best: dict[str, Figure] = {}
    if isinstance(s, Event):
        for f in coding.statements:
            if isinstance(f, Figure) and f.id in s.figures and f.share_of is None and f.measure != "other":
                known = best.get(f.measure)
                if known is None or f.best > known.best:
                    best[f.measure] = f
    return {measure: _range(best[measure]) for measure in sorted(best)}


def _range(f: Figure) -> str:
    low, high = number(f.low), number(f.high)
    return low if low == high else f"{low}–{high}"


def _numbers(here: Statement, of: Coding, there: Statement, its: Coding, lang: Lang) -> Iterable[Difference | None]:
    mine, theirs = figures_of(here, of), figures_of(there, its)
    for measure in sorted(mine.keys() | theirs.keys()):
        name = label("measure", measure, lang)
        yield _difference(f"figure:{measure}", mine.get(measure, ""), theirs.get(measure, ""), lang, name)


def new_words(here: str, there: str) -> list[Piece]:
    """*there*, the words that *here* does not have set off: whole words, however they are spelled. Where the two
    have little in common nothing is set off, for everything would be.
    """
    known = {search_key(w) for w in here.split()}
    words = [(w, search_key(w)) for w in there.split()]
    new = [bool(key) and key not in known for _, key in words]
    if sum(new) > _MOSTLY * len(words):
        return [Piece(text=" ".join(there.split()))]
    pieces: list[Piece] = []
    for (word, key), is_new in zip(words, new, strict=True):
        last = pieces[-1] if pieces else None
        if last is not None and (last.mark == is_new or not key):
            last.text += f" {word}"
        elif last is not None and is_new:
            last.text += " "
            pieces.append(Piece(text=word, mark=True))
        else:
            pieces.append(Piece(text=f" {word}" if last is not None else word, mark=is_new))
    return pieces
