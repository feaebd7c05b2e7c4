"""Stories: what several reports say of the same happening, and what each of them rests on."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any, Literal, get_args

from pydantic import BaseModel, Field
from sqlalchemy import Connection, Select, func, select

from isnad.corpus.copies import Copies
from isnad.corpus.records import Contradiction, Copy, CopyGroup, Mention, Root, Story
from isnad.corpus.roots import distinct
from isnad.corpus.shingles import Runs, shingle
from isnad.corpus.stories import Copied, is_copy
from isnad.desk.queries.fetch import Fetched, actor_names, fetch, place_name
from isnad.desk.queries.told import Card, Piece, card_of, quoted
from isnad.messages import Lang, label
from isnad.output.describe import Describer, heading
from isnad.records import Event, Figure
from isnad.records_json import from_json
from isnad.store import Filter, Store
from isnad.store import models as m
from isnad.store import query as store_query

Sort = Literal["first", "reports", "outlets", "roots", "contradictions"]
SORTS: tuple[Sort, ...] = get_args(Sort)
MOST = 500
"""Stories in one page at most."""
QUOTES = 3
"""Reports whose words stand under a side of a contradiction."""
_S, _A, _T = m.StoryRow, m.ArticleRow, m.StatementRow


class StoryLine(BaseModel):
    """A story as a row."""

    id: str
    type: str
    type_label: str
    title: str
    start: date | None
    end: date | None
    first: date | None = Field(description="When it was reported first")
    place: str | None
    place_name: str | None
    actors: list[str]
    recipients: list[str]
    reports: int
    outlets: int
    roots: int
    copies: int
    contradictions: list[str] = Field(description="Fields in which its reports contradict each other")


class Stories(BaseModel):
    """A page of stories."""

    total: int
    offset: int
    limit: int
    sort: Sort
    descending: bool
    rows: list[StoryLine]


class ReportLine(BaseModel):
    """One report of a story: an article's first statement of it, and how many more it has."""

    number: int = Field(description="From 1, in order of publication")
    doc: str
    statement: str
    outlet: str | None
    published: date | None
    title: str
    url: str | None
    root: int = Field(description="Number of the independent root that it rests on")
    root_name: str = Field(description="Its own innermost voice")
    copy_of: int | None = Field(description="Number of the report that it is a copy of")
    copies: list[int] = Field(description="Reports that are copies of this one")
    also: list[str] = Field(description="Other statements of the same article about it")
    figures: list[str]
    card: Card | None = Field(description="None when the statement is no longer there")


class RootLine(BaseModel):
    """An independent root."""

    number: int
    kind: str
    key: str
    name: str
    reports: list[int] = Field(description="The reports that rest on it")
    first: date | None
    names: list[str] = Field(description="How else its reports call it")


class Quote(BaseModel):
    """The words of a report that say it."""

    report: int
    statement: str
    pieces: list[Piece] = Field(description="With the words that make the difference set off")


class SideLine(BaseModel):
    """One of the things that are said."""

    value: str
    label: str
    reports: list[int]
    roots: list[int]
    mentions: list[Mention]
    quotes: list[Quote] = Field(description="Of its first reports, one for each root as far as there is room")


class Against(BaseModel):
    """Where the reports cannot all be right."""

    field: str
    label: str
    sides: list[SideLine]


class Step(BaseModel):
    """How it travelled: a report and an earlier one it goes back to."""

    source: int
    target: int
    how: str = Field(description="copy (the same text) or root (another report of the same source)")
    days: int | None


class StoryPage(StoryLine):
    """A story, whole."""

    told: list[ReportLine]
    root_list: list[RootLine]
    against: list[Against]
    steps: list[Step]
    outlet_names: list[str]


# -- the list ---------------------------------------------------------------------------------------
def stories(
    store: Store, wanted: Filter, lang: Lang, *, min_reports: int = 2, contradicted: bool = False,
    sort: Sort = "first", descending: bool = True, limit: int = 100, offset: int = 0,
) -> Stories:  # fmt: skip
    """The stories of which at least one statement is as *wanted*, told by *min_reports* articles or more.

    Raises ValueError when the text of *wanted* names no word to look for.
    """
    with store.engine.connect() as connection:
        where = list(_of_stories(connection, wanted, min_reports, contradicted))
        total = int(connection.execute(select(func.count()).select_from(_S).where(*where)).scalar() or 0)
        chosen = _ordered(select(_S).where(*where), sort, descending).limit(min(limit, MOST)).offset(offset or None)
        found = [(row.first, from_json(Story, json.loads(row.json))) for row in _rows(connection, chosen)]
        names = actor_names(connection, (a for _, s in found for a in (*s.actors, *s.recipients)), lang)
    rows = [_line(first, s, names, lang) for first, s in found]
    return Stories(total=total, offset=offset, limit=limit, sort=sort, descending=descending, rows=rows)


def story_hits(
    store: Store, wanted: Filter, *, min_reports: int = 2, contradicted: bool = False, sort: Sort = "first",
    descending: bool = True, limit: int | None = None, offset: int = 0,
) -> Iterator[Story]:  # fmt: skip
    """As :func:`stories`, the records themselves: for the writers of :mod:`isnad.output.stories`."""
    with store.engine.connect() as connection:
        where = list(_of_stories(connection, wanted, min_reports, contradicted))
        chosen = _ordered(select(_S).where(*where), sort, descending).limit(limit).offset(offset or None)
        for row in _rows(connection, chosen):
            yield from_json(Story, json.loads(row.json))


def _rows(connection: Connection, chosen: Select[Any]) -> Iterator[Any]:
    yield from connection.execute(chosen.with_only_columns(_S.first, _S.json))


def _of_stories(connection: Connection, wanted: Filter, min_reports: int, contradicted: bool) -> Iterator[Any]:
    yield _S.reports >= min_reports
    if contradicted:
        yield _S.contradictions > 0
    if wanted.min_roots:
        yield _S.roots >= wanted.min_roots
    if wanted != Filter():
        r = m.StoryReportRow
        inner = select(r.story_id).join(_T, _T.id == r.statement_id).join(_A, _A.id == _T.article_id)
        yield _S.id.in_(inner.where(*store_query.conditions(connection, wanted)))


def _ordered(chosen: Select[Any], sort: Sort, descending: bool) -> Select[Any]:
    column = getattr(_S, sort)
    order = (column.desc() if descending else column.asc()).nulls_last()
    return chosen.order_by(order, _S.first.desc().nulls_last(), _S.id)


def _line(first: date | None, story: Story, names: Mapping[str, str], lang: Lang) -> StoryLine:
    return StoryLine(
        id=story.id,
        type=story.type,
        type_label=label("type", story.type, lang),
        title=story.title,
        start=story.start,
        end=story.end,
        first=first,
        place=story.place,
        place_name=place_name(story.place, lang),
        actors=[names[a] for a in story.actors],
        recipients=[names[a] for a in story.recipients],
        reports=len({r.mention.doc for r in story.reports}),
        outlets=len(story.outlets),
        roots=len(story.roots),
        copies=story.copies,
        contradictions=[_field(c.field, lang) for c in story.contradictions],
    )


def _field(field: str, lang: Lang) -> str:
    from isnad.messages import text  # noqa: PLC0415

    name, _, measure = field.partition(":")
    return label("measure", measure, lang) if measure else text(f"stories.{name}", lang)


# -- one story --------------------------------------------------------------------------------------
def story(store: Store, ident: str, lang: Lang) -> StoryPage | None:
    """The story with this id; None when there is none."""
    found = store.story(ident)
    if found is None:
        return None
    with store.engine.connect() as connection:
        fetched = fetch(connection, [r.mention for r in found.reports])
        names = actor_names(connection, (*found.actors, *found.recipients), lang)
        copied = _copied(connection, {r.mention.doc for r in found.reports})
    lead: dict[str, int] = {}
    for n, r in enumerate(found.reports):
        lead.setdefault(r.mention.doc, n)
    order = [found.reports[n] for n in lead.values()]
    runs = [_runs(fetched, r.mention) for r in order]
    pairs = list(_pairs([r.mention.doc for r in order], runs, copied))
    heads = distinct([r.root for r in order], pairs)
    numbers = {head: n for n, head in enumerate(sorted(set(heads)), 1)}
    origin: dict[int, int] = {}
    for earlier, later in pairs:  # the earlier one of a pair may itself be a copy
        origin[later] = origin.get(earlier, earlier)
    told = []
    for n, report in enumerate(order):
        told.append(
            ReportLine(
                number=n + 1,
                doc=report.mention.doc,
                statement=report.mention.statement,
                outlet=report.outlet,
                published=report.published,
                title=_title(fetched, report.mention),
                url=_url(fetched, report.mention),
                root=numbers[heads[n]],
                root_name=report.root.name,
                copy_of=origin[n] + 1 if n in origin else None,
                copies=[later + 1 for later, earlier in origin.items() if earlier == n],
                also=[x.mention.statement for x in found.reports if x.mention.doc == report.mention.doc
                      and x.mention != report.mention],
                figures=_figures(fetched, report.mention, lang),
                card=_card(fetched, report.mention, lang),
            )
        )  # fmt: skip
    by_doc = {r.doc: r for r in told}
    first = min((r.published for r in order if r.published is not None), default=None)
    return StoryPage(
        **dict(_line(first, found, names, lang)),
        told=told,
        root_list=_roots([r.root for r in order], heads, numbers, told),
        against=[_against(c, by_doc, fetched, lang) for c in found.contradictions],
        steps=list(_steps(told)),
        outlet_names=list(found.outlets),
    )


def _copied(connection: Connection, docs: set[str]) -> Copied:
    """Which of *docs* are copies of which."""
    one, member, group = m.ArticleRow, m.CopyMemberRow, m.CopyGroupRow
    numbers = {r.id: r.doc for r in connection.execute(select(one.id, one.doc).where(one.doc.in_(docs)))}
    members = (
        select(member.group_id, group.original, member.article_id)
        .join(group, group.id == member.group_id)
        .where(member.article_id.in_(numbers))
    )
    groups: dict[tuple[str, str], list[str]] = {}
    for ident, original, number in connection.execute(members):
        groups.setdefault((ident, original), []).append(numbers[number])
    c = m.CopyRow
    pairs = select(c.article_id, c.other_id, c.kind, c.overlap).where(c.article_id.in_(numbers))
    copies = [
        Copy(numbers[a], numbers[b], kind, overlap)
        for a, b, kind, overlap in connection.execute(pairs)
        if b in numbers
    ]
    return Copied(Copies(tuple(copies), tuple(CopyGroup(i, o, tuple(sorted(d))) for (i, o), d in groups.items())))


def _runs(fetched: Fetched, mention: Mention) -> Runs | None:
    statement = fetched.statements.get(mention)
    if statement is None:
        return None
    return shingle(statement.evidence.of(fetched.codings[mention.doc].article.text)).runs


def _pairs(docs: Sequence[str], runs: Sequence[Runs | None], copied: Copied) -> Iterator[tuple[int, int]]:
    """Pairs (earlier, later) of reports of which the later is a copy, as :mod:`isnad.corpus.stories` finds them."""
    sets = [frozenset(r.tolist()) if r is not None else frozenset() for r in runs]
    for j, doc in enumerate(docs):
        mine = runs[j]
        group = copied.group.get(doc)
        alike = [i for i in range(j) if group is not None and copied.group.get(docs[i]) == group][:1]
        near = [i for i in range(j) if not sets[i].isdisjoint(sets[j])]
        for i in dict.fromkeys([*alike, *near]):
            its = runs[i]
            if mine is not None and its is not None and is_copy(docs[i], its, doc, mine, copied):
                yield i, j
                break


def _card(fetched: Fetched, mention: Mention, lang: Lang) -> Card | None:
    statement = fetched.statements.get(mention)
    if statement is None:
        return None
    return card_of(Describer(fetched.codings[mention.doc], lang), statement, fetched.reviews[mention])


def _title(fetched: Fetched, mention: Mention) -> str:
    coding = fetched.codings.get(mention.doc)
    return heading(coding.article) if coding is not None else mention.doc


def _url(fetched: Fetched, mention: Mention) -> str | None:
    coding = fetched.codings.get(mention.doc)
    url = coding.article.url if coding is not None else None
    return url if url and url.startswith(("http://", "https://")) else None


def _figures(fetched: Fetched, mention: Mention, lang: Lang) -> list[str]:
    from isnad.desk.queries.differences import figures_of  # noqa: PLC0415

    coding, statement = fetched.codings.get(mention.doc), fetched.statements.get(mention)
    if coding is None or statement is None:
        return []
    return [f"{label('measure', measure, lang)} {value}" for measure, value in figures_of(statement, coding).items()]


def _roots(
    roots: Sequence[Root], heads: Sequence[int], numbers: Mapping[int, int], told: Sequence[ReportLine]
) -> list[RootLine]:
    made = []
    for head, number in numbers.items():
        mine = [n for n, h in enumerate(heads) if h == head]
        days = [d for n in mine if (d := told[n].published) is not None]
        names = dict.fromkeys(roots[n].name for n in mine)
        names.pop(roots[head].name, None)
        made.append(
            RootLine(
                number=number, kind=roots[head].kind, key=roots[head].key, name=roots[head].name,
                reports=[n + 1 for n in mine], first=min(days, default=None), names=list(names),
            )
        )  # fmt: skip
    return made


def _against(found: Contradiction, by_doc: Mapping[str, ReportLine], fetched: Fetched, lang: Lang) -> Against:
    name, _, measure = found.field.partition(":")
    sides = []
    for side in found.sides:
        mine = {by_doc[x.doc].number: x for x in reversed(side.mentions) if x.doc in by_doc}
        value = side.value.removesuffix(measure).strip() if measure else side.value
        shown = label("factuality", value, lang) if name == "factuality" else _actor_label(value, lang)
        sides.append(
            SideLine(
                value=side.value,
                label=shown,
                reports=sorted(mine),
                roots=sorted({by_doc[x.doc].root for x in mine.values()}),
                mentions=list(side.mentions),
                quotes=list(_quotes(mine, by_doc, measure, fetched)),
            )
        )
    return Against(field=found.field, label=_field(found.field, lang), sides=sides)


def _quotes(
    mine: Mapping[int, Mention], by_doc: Mapping[str, ReportLine], measure: str, fetched: Fetched
) -> Iterator[Quote]:
    """Of each root's first report, then of the others, so many as there is room for."""
    first: dict[int, int] = {}
    own = [n for n in sorted(mine) if by_doc[mine[n].doc].copy_of not in mine]
    for n in own:
        first.setdefault(by_doc[mine[n].doc].root, n)
    order = sorted(own, key=lambda n: (n not in first.values(), n))
    for n in sorted(order[:QUOTES]):
        statement = fetched.statements.get(mine[n])
        if statement is None:
            continue
        coding = fetched.codings[mine[n].doc]
        telling = [statement.trigger] if not measure else []
        tied = statement.figures if isinstance(statement, Event) else ()
        telling += [
            s.trigger for s in coding.statements if isinstance(s, Figure) and s.id in tied and s.measure == measure
        ]
        yield Quote(
            report=n,
            statement=statement.id,
            pieces=quoted(coding.article.text, statement.evidence, telling),
        )


def _actor_label(value: str, lang: Lang) -> str:
    """The English name of an actor that a side names in Arabic, where English is wanted."""
    from isnad.lexicon.actors import load  # noqa: PLC0415

    if lang == "ar":
        return value
    return next((a.name_en for a in load().actors.values() if a.name_ar == value and a.name_en), value)


def _steps(told: Sequence[ReportLine]) -> Iterator[Step]:
    """From the first report of each root to the next ones, and from each report to its copies."""
    last: dict[int, ReportLine] = {}
    for report in told:
        if report.copy_of is not None:
            yield _step(told[report.copy_of - 1], report, "copy")
            continue
        before = last.get(report.root)
        if before is not None:
            yield _step(before, report, "root")
        last[report.root] = report


def _step(source: ReportLine, target: ReportLine, how: str) -> Step:
    days = None
    if source.published is not None and target.published is not None:
        days = (target.published - source.published).days
    return Step(source=source.number, target=target.number, how=how, days=days)
