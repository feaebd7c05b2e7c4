"""Codings made by hand, and what a database holds."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import inspect, text

from isnad.records import (
    ActorRef,
    Agreement,
    Article,
    Coding,
    Event,
    Explanation,
    Factuality,
    Figure,
    Participant,
    PlaceValue,
    Relation,
    Source,
    SourceKind,
    Span,
    Stance,
    Statement,
    Term,
    TimeValue,
    Why,
    statement_id,
)
from isnad.store import Store

TEXT = (
    "قال العقيد سالم الناصر إن قوات مالية قصفت معسكرا للحركة قرب كيدال يوم الثلاثاء. "
    "وسافر الوفد إلى بليبيا، ووعد وزير الدفاع بدعم للمسؤولين في ليبيا وعلى الحدود. "
    "وقتل 12 مقاتلا، ونفى متحدث باسم الحركة ذلك."
)


def span(words: str, whole: str = TEXT, nth: int = 0) -> Span:
    """Where *words* stand in *whole* (the *nth* time)."""
    start = -1
    for _ in range(nth + 1):
        start = whole.index(words, start + 1)
    return Span(start, start + len(words))


def who(words: str, actor: ActorRef | None = None) -> Participant:
    return Participant(span(words), actor)


MALI = ActorRef("mli-armed-forces", "القوات المسلحة المالية", "Armed forces of Mali", "armed_forces", "MLI", "MIL")
MOVEMENT = ActorRef(None, "الحركة", None, "armed_group", None, "REB")
COLONEL = Source(span("العقيد سالم الناصر"), SourceKind.OFFICIAL, True, ActorRef(None, "سالم الناصر", named=True))
KIDAL = PlaceValue(span("كيدال"), "كيدال", "gn:2455290", 18.44, 1.41, "MLI", "كيدال", 2)
FIRST = span(TEXT.split(". ", maxsplit=1)[0])
SECOND = span(TEXT.split(". ")[1])
THIRD = span(TEXT.split(". ")[2])


def statements(doc: str) -> tuple[Statement, ...]:
    """One of every kind."""

    def made(kind: type[Statement], evidence: Span, trigger: str, **own: Any) -> Statement:
        at = span(trigger)
        return kind(id=statement_id(doc, kind.__name__.lower(), at), evidence=evidence, trigger=at, **own)

    day = date(2015, 3, 3)
    return (
        made(
            Event, FIRST, "قصفت", type="ASSAULT", mode="heavy-weapons", actors=(who("قوات مالية", MALI),),
            recipients=(who("معسكرا للحركة", MOVEMENT),), sources=(COLONEL,), places=(KIDAL,), confidence=0.9,
            times=(TimeValue(span("يوم الثلاثاء"), day, day, "day"),), why=(Why("type", "events/قصف", "قصفت"),),
        ),
        made(Relation, FIRST, "العقيد", type="holds_role", subject=who("سالم الناصر"), object=who("العقيد")),
        made(
            Event, SECOND, "سافر", type="CONSULT", actors=(who("الوفد", ActorRef(None, "الوفد")),), confidence=0.4,
            places=(PlaceValue(span("ليبيا"), "ليبيا", "LBY", 27.0, 17.0, "LBY", None, 6),),
        ),
        made(
            Agreement, SECOND, "وعد", parties=(who("وزير الدفاع"),), terms=(Term(span("دعم"), who("وزير الدفاع")),),
            status="planned", factuality=Factuality.PLANNED,
        ),
        made(Stance, SECOND, "دعم", holder=who("وزير الدفاع"), topic=span("مسؤولين"), stance="support"),
        made(
            Figure, THIRD, "12 مقاتلا", measure="killed", low=12, high=12, best=12, of=who("مقاتلا", MOVEMENT),
            factuality=Factuality.DENIED,
            sources=(Source(span("متحدث باسم الحركة"), SourceKind.UNNAMED, False, None, span("نفى"), False),),
        ),
        made(Explanation, THIRD, "ذلك", effect=span("قتل"), causes=(span("قصفت"), span("وعد")), joint=False),
    )  # fmt: skip


def coding(
    doc: str, published: date | None = date(2015, 3, 4), outlet: str | None = "الأفق", title: str | None = "قصف"
) -> Coding:
    article = Article(doc=doc, text=TEXT, title=title, outlet=outlet, published=published, url=f"https://x.example/{doc}")
    return Coding(article=article, statements=statements(doc), version="1", problems=("ملاحظة",))


def dump(store: Store) -> dict[str, list[tuple[Any, ...]]]:
    """Everything that the tables hold, and the full-text index by what it finds, to compare two databases."""
    found: dict[str, list[tuple[Any, ...]]] = {}
    with store.engine.connect() as connection:
        for table in sorted(inspect(connection).get_table_names()):
            if "search" in table:
                continue
            columns = sorted(c["name"] for c in inspect(connection).get_columns(table))
            rows = connection.execute(text(f"SELECT {', '.join(chr(34) + c + chr(34) for c in columns)} FROM {table}"))
            found[table] = sorted((tuple(r) for r in rows), key=repr)
        if connection.dialect.name == "sqlite":
            for table in ("article_search", "statement_search"):
                made = f"CREATE VIRTUAL TABLE IF NOT EXISTS temp.{table}_v USING fts5vocab(main, {table}, instance)"
                connection.execute(text(made))
                rows = connection.execute(text(f"SELECT term, doc, col, offset FROM temp.{table}_v"))
                found[table] = sorted(tuple(r) for r in rows)
        else:
            for table in ("article_search", "statement_search"):
                rows = connection.execute(text(f"SELECT id, CAST(terms AS text) FROM {table}"))
                found[table] = sorted(tuple(r) for r in rows)
    return found
