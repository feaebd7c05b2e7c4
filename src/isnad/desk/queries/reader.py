"""An article as the reader shows it: its text, its statements, and what other reports say of the same happenings."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date

from pydantic import BaseModel, Field
from sqlalchemy import Connection, select

from isnad.corpus.records import Mention
from isnad.desk.queries.differences import Difference, differences, new_words
from isnad.desk.queries.fetch import Fetched, actor_names, fetch
from isnad.desk.queries.told import LAYERS, Card, Piece, card_of
from isnad.messages import Lang, label
from isnad.output import markup
from isnad.output.describe import Describer, heading
from isnad.output.markup import displayed, utf16_offsets
from isnad.records import Article, Coding
from isnad.store import Store
from isnad.store import models as m

OTHERS = 12
"""Other reports of one story that are shown beside a statement; its page has all."""
_S, _A = m.StatementRow, m.ArticleRow


class Paragraph(BaseModel):
    """A line of the text."""

    start: int = Field(description="Where it begins in the text, in code points")
    start16: int = Field(description="The same in UTF-16 units, as JavaScript counts")
    text: str


class OtherReport(BaseModel):
    """What another article says of the same happening."""

    doc: str
    statement: str
    title: str
    outlet: str | None
    published: date | None
    root: str
    same_root: bool = Field(description="Whether both rest on the same voice")
    copy_of_this: bool = Field(description="Whether the articles are copies of one report")
    pieces: list[Piece] = Field(description="Its words, those that are not in this article's sentence set off")
    differences: list[Difference]


class StoryOf(BaseModel):
    """The story that a statement is part of."""

    id: str
    type_label: str
    reports: int
    outlets: int
    roots: int
    copies: int
    contradictions: int
    others: list[OtherReport]
    more: int = Field(description="Reports that are not listed here")


class Sibling(BaseModel):
    """A copy of the article."""

    doc: str
    outlet: str | None
    published: date | None
    original: bool


class Info(BaseModel):
    """What is known of an article."""

    doc: str
    title: str
    outlet: str | None
    published: date | None
    url: str | None
    dateline: str | None
    credit: str | None
    version: str | None = Field(description="Version of isnad that coded it; none: it could not be coded")
    problems: list[str]


class ReaderPage(BaseModel):
    """An article with everything that it says."""

    article: Info
    paragraphs: list[Paragraph]
    cards: list[Card]
    stories: dict[str, list[StoryOf]] = Field(description="By statement")
    layers: dict[str, int] = Field(description="How many stretches of text each layer marks")
    kinds: dict[str, int]
    credits: list[str] = Field(description="Names of the agencies that it is credited to")
    copies: list[Sibling]
    previous: str | None = Field(description="The article before it, by day of publication")
    next: str | None


def reader(store: Store, doc: str, lang: Lang) -> ReaderPage | None:
    """The article with this id; None when there is none."""
    article = store.article(doc)
    if article is None:
        return None
    coding = store.coding(doc) or Coding(article=article, statements=(), version="")
    told = Describer(coding, lang)
    with store.engine.connect() as connection:
        number = connection.execute(select(_A.id).where(_A.doc == doc)).scalar_one()
        rows = connection.execute(select(_S.id, _S.sid, _S.review).where(_S.article_id == number)).all()
        reviews = {r.sid: r.review for r in rows}
        cards = [card_of(told, s, reviews.get(s.id, "unreviewed")) for s in coding.statements]
        stories = _stories(connection, coding, {r.id: r.sid for r in rows}, lang)
        copies = _copies(connection, number)
        credits = actor_names(connection, filter(None, (article.credit or "").split("+")), lang)
        before, after = _neighbours(connection, article, number)
    return ReaderPage(
        article=_info(article, coding),
        paragraphs=paragraphs(article.text),
        cards=cards,
        stories=stories,
        layers=_layers(cards),
        kinds=_kinds(cards),
        credits=list(credits.values()),
        copies=copies,
        previous=before,
        next=after,
    )


def _info(article: Article, coding: Coding) -> Info:
    return Info(
        doc=article.doc,
        title=heading(article),
        outlet=article.outlet,
        published=article.published,
        url=article.url if article.url and article.url.startswith(("http://", "https://")) else None,
        dateline=article.dateline,
        credit=article.credit,
        version=coding.version or None,
        problems=list(coding.problems),
    )


def paragraphs(string: str) -> list[Paragraph]:
    """The lines of a text that have something in them, and where each begins."""
    unit = utf16_offsets(displayed(string))
    return [Paragraph(start=at, start16=unit(at), text=line) for at, line in markup.paragraphs(string)]


def _layers(cards: Sequence[Card]) -> dict[str, int]:
    spans: dict[str, set[tuple[int, int]]] = {name: set() for name in LAYERS}
    for card in cards:
        for mark in card.marks:
            spans[mark.layer].add((mark.start, mark.end))
    return {name: len(found) for name, found in spans.items()}


def _kinds(cards: Sequence[Card]) -> dict[str, int]:
    counted: dict[str, int] = defaultdict(int)
    for card in cards:
        counted[card.kind] += 1
    return dict(counted)


# -- other reports ----------------------------------------------------------------------------------
def _stories(
    connection: Connection, coding: Coding, sids: Mapping[int, str], lang: Lang
) -> dict[str, list[StoryOf]]:
    """By statement of *coding*: its stories and the reports of other articles in them."""
    r, s = m.StoryReportRow, m.StoryRow
    mine: dict[str, list[tuple[str, str]]] = defaultdict(list)
    chosen = select(r.story_id, r.statement_id, r.root_kind, r.root_key).where(r.statement_id.in_(sids))
    for row in connection.execute(chosen.order_by(r.story_id, r.position)):
        mine[sids[row.statement_id]].append((row.story_id, f"{row.root_kind}:{row.root_key}"))
    ids = sorted({ident for stories in mine.values() for ident, _ in stories})
    if not ids:
        return {}
    about = {row.id: row for row in connection.execute(
        select(s.id, s.type, s.reports, s.outlets, s.roots, s.copies, s.contradictions).where(s.id.in_(ids))
    )}  # fmt: skip
    others = _reports(connection, ids, coding.article.doc)
    shown = {ident: reports[:OTHERS] for ident, reports in others.items()}
    fetched = fetch(connection, [Mention(x.doc, x.sid) for reports in shown.values() for x in reports])
    same = _copied_with(connection, coding.article.doc)
    by_sid = {st.id: st for st in coding.statements}
    made: dict[str, list[StoryOf]] = {}
    for sid, stories in mine.items():
        if sid not in by_sid:
            continue
        for ident, root in stories:
            told = [
                _other(x, coding, by_sid[sid].id, root, fetched, same, lang)
                for x in shown.get(ident, [])
                if Mention(x.doc, x.sid) in fetched.statements
            ]
            a = about[ident]
            made.setdefault(sid, []).append(
                StoryOf(
                    id=ident, type_label=label("type", a.type, lang), reports=a.reports, outlets=a.outlets,
                    roots=a.roots, copies=a.copies, contradictions=a.contradictions, others=told,
                    more=max(0, a.reports - 1 - len(told)),
                )
            )  # fmt: skip
    return made


class _Report(BaseModel):
    """A report of a story as the tables have it."""

    doc: str
    sid: str
    outlet: str | None
    published: date | None
    root: str
    root_name: str


def _reports(connection: Connection, ids: Sequence[str], doc: str) -> dict[str, list[_Report]]:
    """By story: the first statement of each other article, in order of publication."""
    r = m.StoryReportRow
    chosen = (
        select(r.story_id, _A.doc, _S.sid, _A.outlet, _A.published, r.root_kind, r.root_key, r.root_name)
        .join(_S, _S.id == r.statement_id)
        .join(_A, _A.id == _S.article_id)
        .where(r.story_id.in_(ids), _A.doc != doc, _S.review != "rejected")
        .order_by(r.story_id, r.position)
    )
    found: dict[str, dict[str, _Report]] = defaultdict(dict)
    for row in connection.execute(chosen):
        report = _Report(
            doc=row.doc, sid=row.sid, outlet=row.outlet, published=row.published,
            root=f"{row.root_kind}:{row.root_key}", root_name=row.root_name,
        )  # fmt: skip
        found[row.story_id].setdefault(row.doc, report)
    return {ident: list(reports.values()) for ident, reports in found.items()}


def _other(
    report: _Report, coding: Coding, sid: str, root: str, fetched: Fetched, same: set[str], lang: Lang
) -> OtherReport:
    here = next(s for s in coding.statements if s.id == sid)
    its = fetched.codings[report.doc]
    there = fetched.statements[Mention(report.doc, report.sid)]
    words = here.evidence.of(coding.article.text), there.evidence.of(its.article.text)
    return OtherReport(
        doc=report.doc,
        statement=report.sid,
        title=heading(its.article),
        outlet=report.outlet,
        published=report.published,
        root=report.root_name,
        same_root=report.root == root or report.doc in same,
        copy_of_this=report.doc in same,
        pieces=new_words(*words),
        differences=differences(here, coding, there, its, lang),
    )


def _copied_with(connection: Connection, doc: str) -> set[str]:
    c = m.CopyMemberRow
    group = select(c.group_id).join(_A, _A.id == c.article_id).where(_A.doc == doc)
    chosen = select(_A.doc).join(c, c.article_id == _A.id).where(c.group_id.in_(group), _A.doc != doc)
    return set(connection.execute(chosen).scalars())


def _copies(connection: Connection, number: int) -> list[Sibling]:
    c = m.CopyMemberRow
    group = select(c.group_id).where(c.article_id == number)
    chosen = (
        select(_A.doc, _A.outlet, _A.published, c.original)
        .join(c, c.article_id == _A.id)
        .where(c.group_id.in_(group), _A.id != number)
        .order_by(_A.published, _A.id)
    )
    return [
        Sibling(doc=r.doc, outlet=r.outlet, published=r.published, original=r.original)
        for r in connection.execute(chosen)
    ]


def _neighbours(connection: Connection, article: Article, number: int) -> tuple[str | None, str | None]:
    """The articles before and after this one, by day of publication and order of adding."""
    if article.published is None:
        before = select(_A.doc).where(_A.id < number, _A.published.is_(None)).order_by(_A.id.desc())
        after = select(_A.doc).where(_A.id > number, _A.published.is_(None)).order_by(_A.id)
    else:
        day = article.published
        earlier = (_A.published < day) | ((_A.published == day) & (_A.id < number))
        later = (_A.published > day) | ((_A.published == day) & (_A.id > number))
        before = select(_A.doc).where(earlier).order_by(_A.published.desc(), _A.id.desc())
        after = select(_A.doc).where(later).order_by(_A.published, _A.id)
    found = [connection.execute(one.limit(1)).scalar() for one in (before, after)]
    return found[0], found[1]


def doc_of(store: Store, sid: str) -> str | None:
    """The article that has the statement *sid*; None when none has."""
    with store.engine.connect() as connection:
        chosen = select(_A.doc).join(_S, _S.article_id == _A.id).where(_S.sid == sid).order_by(_S.id).limit(1)
        return connection.execute(chosen).scalar()
