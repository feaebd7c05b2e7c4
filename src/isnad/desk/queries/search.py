"""Statements and articles as rows of a table: filtered, sorted, a page at a time.

Rows are read from the columns of the tables, not from the statements' JSON, so that a thousand of them cost
little; what a row leaves out, its page has.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any, Literal, get_args

from pydantic import BaseModel, Field
from sqlalchemy import Connection, Select, func, literal_column, select
from sqlalchemy import text as sql

from isnad.desk.queries.told import Piece, type_label
from isnad.messages import Lang, label, text
from isnad.store import Filter, Hit, Store
from isnad.store import models as m
from isnad.store import query as store_query
from isnad.store.numbers import portions
from isnad.store.search import CLITICS, Part, parse_query, search_key

Sort = Literal["published", "outlet", "type", "factuality", "confidence", "date"]
SORTS: tuple[Sort, ...] = get_args(Sort)
MOST = 1000
"""Rows in one page at most."""
_BEFORE = 60
"""Characters before the first word that was looked for that a row shows."""
_S, _A = m.StatementRow, m.ArticleRow
_WHO = ("actor", "subject", "holder", "party", "by")
_WHOM = ("recipient", "object", "of", "mediator")


class Name(BaseModel):
    """Somebody, or a place: as the article says it, and who that is."""

    words: str
    id: str | None = Field(description="Actor of the base (or ~ and a folded name), place of the gazetteer")
    name: str | None


class StoryMark(BaseModel):
    """A story that a statement is part of."""

    id: str
    reports: int
    roots: int
    contradictions: int


class StatementLine(BaseModel):
    """One statement as a row."""

    id: str
    doc: str
    published: date | None
    outlet: str | None
    title: str | None
    kind: str
    kind_label: str
    type: str | None
    mode: str | None
    type_label: str
    factuality: str
    factuality_label: str
    confidence: float
    review: str
    date_start: date | None
    date_end: date | None
    who: list[Name]
    to_whom: list[Name]
    places: list[Name]
    source: str | None = Field(description="The innermost voice; none: the article's own word")
    source_named: bool
    trigger: str
    evidence: str
    pieces: list[Piece] = Field(description="The evidence with the words that were looked for set off")
    stories: list[StoryMark]


class Statements(BaseModel):
    """A page of statements."""

    total: int
    offset: int
    limit: int
    sort: Sort
    descending: bool
    rows: list[StatementLine]


class ArticleLine(BaseModel):
    """One article as a row."""

    doc: str
    title: str
    published: date | None
    outlet: str | None
    statements: int
    copy_of: str | None = Field(description="The likely original, where it is a copy")
    pieces: list[Piece] = Field(description="Words around the first that was looked for, or the beginning")


class Articles(BaseModel):
    """A page of articles."""

    total: int
    offset: int
    limit: int
    rows: list[ArticleLine]


class Choices(BaseModel):
    """What there is to choose from."""

    outlets: list[str]
    first: date | None
    last: date | None


def statements(
    store: Store, wanted: Filter, lang: Lang, *, sort: Sort = "published", descending: bool = True,
    limit: int = 100, offset: int = 0,
) -> Statements:  # fmt: skip
    """The statements that *wanted* asks for. Raises ValueError when its text names no word to look for."""
    with store.engine.connect() as connection:
        where = store_query.conditions(connection, wanted)
        if wanted == Filter():
            total = int(connection.execute(select(func.count()).select_from(_S).where(*where)).scalar() or 0)
        else:
            total = _count(connection, where)
        latest = wanted == Filter() and sort == "published" and descending
        chosen = _latest() if latest else _ordered(_numbered(where), sort, descending)
        chosen = chosen.limit(min(limit, MOST)).offset(offset or None)
        numbers = connection.execute(chosen).scalars().all() if total else ()
        rows = _lines(connection, numbers, lang, _parts(wanted.text))
    return Statements(total=total, offset=offset, limit=limit, sort=sort, descending=descending, rows=rows)


def hits(
    store: Store, wanted: Filter, *, sort: Sort = "published", descending: bool = True, limit: int | None = None,
    offset: int = 0,
) -> Iterator[Hit]:  # fmt: skip
    """As :func:`statements`, whole, in the same order: for the writers of :mod:`isnad.output.hits`."""
    with store.engine.connect() as connection:
        where = store_query.conditions(connection, wanted)
        chosen = _ordered(_numbered(where), sort, descending).limit(limit).offset(offset or None)
        numbers = connection.execute(chosen).scalars().all()
    for portion in portions(numbers, 200):
        with store.engine.connect() as connection:
            yield from list(store_query.hits_of(connection, portion))


def _numbered(where: Sequence[Any]) -> Select[Any]:
    return select(_S.id).join(_A, _A.id == _S.article_id).where(*where)


def _latest() -> Select[Any]:
    """All statements, the latest articles' first. ``CROSS JOIN`` has SQLite walk the articles by day and stop when
    it has enough, rather than sort all statements.
    """
    return (
        select(literal_column("s.id"))
        .select_from(sql("article AS a CROSS JOIN statement AS s"))
        .where(sql("a.id = s.article_id AND s.review <> 'rejected'"))
        .order_by(sql("a.published DESC NULLS LAST, s.id"))
    )


def _count(connection: Connection, where: Sequence[Any]) -> int:
    inner = _numbered(where).subquery()
    return int(connection.execute(select(func.count()).select_from(inner)).scalar() or 0)


def _ordered(chosen: Select[Any], sort: Sort, descending: bool) -> Select[Any]:
    columns: dict[Sort, tuple[Any, ...]] = {
        "published": (_A.published,),
        "outlet": (_A.outlet, _A.published),
        "type": (_S.kind, _S.type, _S.mode),
        "factuality": (_S.factuality,),
        "confidence": (_S.confidence,),
        "date": (func.coalesce(_S.start, _A.published),),
    }
    order = [(c.desc() if descending else c.asc()).nulls_last() for c in columns[sort]]
    return chosen.order_by(*order, _S.id)


def _lines(
    connection: Connection, numbers: Sequence[int], lang: Lang, sought: Sequence[Part]
) -> list[StatementLine]:
    """The rows of the statements with these numbers, in their order."""
    found: dict[int, Any] = {}
    articles: dict[int, Any] = {}
    people: dict[int, list[Any]] = defaultdict(list)
    places: dict[int, list[Name]] = defaultdict(list)
    sources: dict[int, Any] = {}
    told: dict[int, list[StoryMark]] = defaultdict(list)
    p, w, x = m.ParticipantRow, m.PlaceRow, m.SourceRow
    for portion in portions(numbers):
        rows = connection.execute(select(*_COLUMNS).where(_S.id.in_(portion))).all()
        found.update((r.id, r) for r in rows)
        of = {r.article_id for r in rows} - articles.keys()
        about = select(_A.id, _A.doc, _A.outlet, _A.published, _A.title, _A.text).where(_A.id.in_(of))
        articles.update((r.id, r) for r in connection.execute(about).all())
        who = select(p.statement_id, p.role, p.words, p.actor, p.name, p.name_en).where(p.statement_id.in_(portion))
        for r in connection.execute(who.order_by(p.statement_id, p.position)).all():
            people[r.statement_id].append(r)
        where = select(w.statement_id, w.place, w.name).where(w.statement_id.in_(portion))
        for place in connection.execute(where.order_by(w.statement_id, w.position)).all():
            places[place.statement_id].append(Name(words=place.name, id=place.place, name=place.name))
        inner = select(x.statement_id, x.words, x.named).where(x.statement_id.in_(portion), x.position == 0)
        sources.update((r.statement_id, r) for r in connection.execute(inner).all())
        for number, mark in _stories(connection, portion):
            told[number].append(mark)
    return [
        _line(found[n], articles[found[n].article_id], people[n], places[n], sources.get(n), told[n], lang, sought)
        for n in numbers
        if n in found
    ]


_COLUMNS: list[Any] = [
    _S.id, _S.article_id, _S.sid, _S.kind, _S.type, _S.mode, _S.factuality, _S.confidence, _S.review, _S.start, _S.end,
    _S.evidence_start, _S.evidence_end, _S.trigger_start, _S.trigger_end,
]  # fmt: skip


def _stories(connection: Connection, numbers: Sequence[int]) -> Iterator[tuple[int, StoryMark]]:
    r, s = m.StoryReportRow, m.StoryRow
    chosen = (
        select(r.statement_id, s.id, s.reports, s.roots, s.contradictions)
        .join(s, s.id == r.story_id)
        .where(r.statement_id.in_(numbers))
        .order_by(r.statement_id, s.id)
    )
    for number, ident, reports, roots, contradictions in connection.execute(chosen).all():
        yield number, StoryMark(id=ident, reports=reports, roots=roots, contradictions=contradictions)


def _line(
    row: Any, article: Any, people: Sequence[Any], places: list[Name], source: Any, stories: list[StoryMark],
    lang: Lang, sought: Sequence[Part],
) -> StatementLine:  # fmt: skip
    evidence = " ".join(article.text[row.evidence_start : row.evidence_end].split())
    return StatementLine(
        id=row.sid,
        doc=article.doc,
        published=article.published,
        outlet=article.outlet,
        title=article.title,
        kind=row.kind,
        kind_label=text(f"kind.{row.kind}", lang),
        type=row.type,
        mode=row.mode,
        type_label=type_label(row.kind, row.type, row.mode, lang),
        factuality=row.factuality,
        factuality_label=label("factuality", row.factuality, lang),
        confidence=round(row.confidence, 3),
        review=row.review,
        date_start=row.start,
        date_end=row.end,
        who=[_name(one, lang) for one in people if one.role in _WHO],
        to_whom=[_name(one, lang) for one in people if one.role in _WHOM],
        places=places,
        source=" ".join(source.words.split()) if source is not None else None,
        source_named=bool(source is not None and source.named),
        trigger=" ".join(article.text[row.trigger_start : row.trigger_end].split()),
        evidence=evidence,
        pieces=_begun(marked(evidence, sought)),
        stories=stories,
    )


def _name(row: Any, lang: Lang) -> Name:
    name = row.name if lang == "ar" else (row.name_en or row.name)
    return Name(words=" ".join(row.words.split()), id=row.actor, name=name)


# -- words that were looked for --------------------------------------------------------------------
def _parts(words: str | None) -> tuple[Part, ...]:
    return tuple(p for p in parse_query(words) if not p.excluded) if words else ()


def marked(string: str, sought: Sequence[Part]) -> list[Piece]:
    """*string* with its words that are as *sought* set off, whole words always."""
    if not sought:
        return [Piece(text=string)] if string else []
    exact, begins = _forms(sought)
    pieces: list[Piece] = []
    for word in string.split(" "):
        is_one = _is_sought(search_key(word), exact, begins)
        last = pieces[-1] if pieces else None
        if last is not None and last.mark == is_one:
            last.text += f" {word}"
        elif last is not None and is_one:
            last.text += " "
            pieces.append(Piece(text=word, mark=True))
        else:
            pieces.append(Piece(text=f" {word}" if last is not None else word, mark=is_one))
    return pieces


def _begun(pieces: list[Piece]) -> list[Piece]:
    """*pieces* from a few words before the first that is set off."""
    if len(pieces) > 1 and not pieces[0].mark and len(pieces[0].text) > _BEFORE:
        pieces[0].text = "… " + pieces[0].text[-_BEFORE:].partition(" ")[2]
    return pieces


def _forms(sought: Sequence[Part]) -> tuple[set[str], tuple[str, ...]]:
    """Words that were looked for, and beginnings of words."""
    exact = {f for part in sought if not part.prefix for form in part.forms for f in form}
    return exact, tuple(f for part in sought if part.prefix for form in part.forms for f in form)


def _is_sought(key: str, exact: set[str], begins: tuple[str, ...]) -> bool:
    if not key:
        return False
    if key in exact or (begins and key.startswith(begins)):
        return True
    return any(key.startswith(c) and key[len(c) :] in exact for c in CLITICS if c)


# -- articles -------------------------------------------------------------------------------------
def articles(store: Store, wanted: Filter, *, limit: int = 100, offset: int = 0) -> Articles:
    """Articles, the latest first: with ``wanted.text`` those whose title or text has the words, of its outlets and
    days of publication. Raises ValueError when the text names no word to look for.
    """
    sought = _parts(wanted.text)
    with store.engine.connect() as connection:
        where = list(_of_articles(connection, wanted))
        inner = select(_A.id).where(*where).subquery()
        total = int(connection.execute(select(func.count()).select_from(inner)).scalar() or 0)
        chosen = (
            select(_A.id, _A.doc, _A.title, _A.published, _A.outlet, _A.text)
            .where(*where)
            .order_by(_A.published.desc().nulls_last(), _A.id)
            .limit(min(limit, MOST))
            .offset(offset or None)
        )
        found = connection.execute(chosen).all()
        said, originals = _about(connection, [r.id for r in found])
    rows = [
        ArticleLine(
            doc=r.doc,
            title=_title(r.title, r.text, r.doc),
            published=r.published,
            outlet=r.outlet,
            statements=said.get(r.id, 0),
            copy_of=originals.get(r.id),
            pieces=_around(r.text, sought),
        )
        for r in found
    ]
    return Articles(total=total, offset=offset, limit=limit, rows=rows)


def _of_articles(connection: Connection, wanted: Filter) -> Iterator[Any]:
    if wanted.text is not None:
        yield store_query.matching(connection, "article_search", _A.id, wanted.text)
    if wanted.outlet:
        yield _A.outlet.in_(wanted.outlet)
    if wanted.doc:
        yield _A.doc.in_(wanted.doc)
    for first in (wanted.published_from, wanted.date_from):
        if first is not None:
            yield _A.published >= first
    for last in (wanted.published_to, wanted.date_to):
        if last is not None:
            yield _A.published <= last
    if wanted.fold_copies:
        c = m.CopyMemberRow
        yield _A.id.not_in(select(c.article_id).where(~c.original))


def _about(connection: Connection, numbers: Sequence[int]) -> tuple[dict[int, int], dict[int, str]]:
    """Statements of each article, and the original of each copy."""
    c, g = m.CopyMemberRow, m.CopyGroupRow
    said: dict[int, int] = {}
    originals: dict[int, str] = {}
    for portion in portions(numbers):
        counted = (
            select(_S.article_id, func.count())
            .where(_S.article_id.in_(portion), _S.review != "rejected")
            .group_by(_S.article_id)
        )
        said.update((n, count) for n, count in connection.execute(counted))
        copied = (
            select(c.article_id, g.original)
            .join(g, g.id == c.group_id)
            .where(c.article_id.in_(portion), ~c.original)
        )
        originals.update((n, original) for n, original in connection.execute(copied))
    return said, originals


def _title(title: str | None, string: str, doc: str) -> str:
    from isnad.output.describe import heading  # noqa: PLC0415
    from isnad.records import Article  # noqa: PLC0415

    return heading(Article(doc=doc, text=string[:400], title=title))


def _around(string: str, sought: Sequence[Part], width: int = 32) -> list[Piece]:
    """About *width* words: around the first one that is as *sought*, else the first ones."""
    words = string.split()
    at = 0
    if sought:
        exact, begins = _forms(sought)
        keys = ((n, search_key(w)) for n, w in enumerate(words))
        at = next((n for n, key in keys if _is_sought(key, exact, begins)), 0)
    first = max(0, at - width // 2)
    cut = words[first : first + width]
    shown = ("… " if first else "") + " ".join(cut) + (" …" if first + width < len(words) else "")
    return marked(shown, sought)


def choices(store: Store) -> Choices:
    """The outlets (most articles first) and the days of publication of the corpus."""
    with store.engine.connect() as connection:
        counted = select(_A.outlet, func.count()).where(_A.outlet.is_not(None)).group_by(_A.outlet)
        outlets = sorted(connection.execute(counted).all(), key=lambda r: (-r[1], r[0]))
        first, last = connection.execute(select(func.min(_A.published), func.max(_A.published))).one()
    return Choices(outlets=[o for o, _ in outlets if o], first=first, last=last)
