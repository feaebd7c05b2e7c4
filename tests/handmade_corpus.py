"""A small corpus made by hand: five reports of an attack with a story over them, and an article of talks."""

from __future__ import annotations

from datetime import date

from isnad.corpus.records import Contradiction, CopyGroup, Mention, Report, Root, Side, Story
from isnad.export import MemoryCorpus
from isnad.records import (
    ActorRef,
    Agreement,
    Article,
    Coding,
    Event,
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
    statement_id,
)

ANSAR = ActorRef("ansar-dine", "حركة أنصار الدين", "Ansar Dine", "armed_group", "MLI", "REB", None, True)
ARMY = ActorRef("mli-armed-forces", "القوات المسلحة المالية", "Armed forces of Mali", "armed_forces", "MLI", "MIL",
                None, True)  # fmt: skip
DZA = ActorRef("dza", "الجزائر", "Algeria", "state", "DZA", "GOV", None, True)
UNNAMED = ActorRef(None, "مصدر طبي", None, "official", None, "HLH", None, False)
DAY = date(2012, 10, 2)


class Maker:
    """Builds statements of one text by their words."""

    def __init__(self, doc: str, outlet: str, published: date | None, text: str) -> None:
        self.article = Article(
            doc=doc,
            text=text,
            outlet=outlet,
            published=published,
            title=f"عنوان {doc}",
            url=f"https://example.org/{doc}",
        )
        self.statements: list[Statement] = []

    def span(self, words: str) -> Span:
        start = self.article.text.index(words)
        return Span(start, start + len(words))

    def who(self, words: str, ref: ActorRef | None) -> Participant:
        return Participant(self.span(words), ref)

    def source(self, words: str, ref: ActorRef | None, named: bool = False, direct: bool = False) -> Source:
        kind = SourceKind.ORGANISATION if named else SourceKind.UNNAMED
        return Source(self.span(words), kind, named, ref, None, direct)

    def day(self, words: str, day: date = DAY) -> TimeValue:
        return TimeValue(self.span(words), day, day, "day")

    def kidal(self, words: str = "كيدال") -> PlaceValue:
        return PlaceValue(self.span(words), "كيدال", "gn:2455290", 18.4411, 1.4078, "MLI", "ML.10", 2)

    def id(self, kind: str, trigger: str) -> str:
        return statement_id(self.article.doc, kind, self.span(trigger))

    def coding(self) -> Coding:
        return Coding(article=self.article, statements=tuple(self.statements), version="0.1.0")


def attack(
    doc: str,
    outlet: str,
    published: date,
    dead: tuple[float, float] | None,
    *,
    number: str = "سبعة",
    factuality: Factuality = Factuality.ACTUAL,
    source: ActorRef | None = UNNAMED,
) -> Coding:
    """One report of the attack: *dead* soldiers (lowest, highest), *number* as written."""
    text = f"قال مصدر طبي إن مقاتلي أنصار الدين هاجموا دورية للجيش المالي قرب كيدال أمس وقتلوا {number} جنود."
    m = Maker(doc, outlet, published, text)
    whole = Span(0, len(text))
    sources = (m.source("مصدر طبي", source, named=source is not None and source.id is not None),) if source else ()
    figures: tuple[str, ...] = ()
    if dead:
        figure = Figure(
            id=m.id("figure", number),
            evidence=whole,
            trigger=m.span(f"{number} جنود"),
            sources=sources,
            factuality=factuality,
            measure="killed",
            low=dead[0],
            high=dead[1],
            best=dead[0],
            of=Participant(m.span("جنود"), None),
        )
        figures = (figure.id,)
        m.statements.append(figure)
    m.statements.insert(
        0,
        Event(
            id=m.id("event", "هاجموا"),
            evidence=whole,
            trigger=m.span("هاجموا"),
            sources=sources,
            factuality=factuality,
            times=(m.day("أمس"),),
            places=(m.kidal(),),
            confidence=0.9,
            type="ASSAULT",
            mode=None,
            contexts=("military",),
            actors=(m.who("مقاتلي أنصار الدين", ANSAR),),
            recipients=(m.who("دورية للجيش المالي", ARMY),),
            figures=figures,
        ),
    )
    return m.coding()


def talks() -> Coding:
    """Planned talks at a described place, a stance, an agreement and an office."""
    text = (
        "أعلنت الجزائر أنها تؤيد الحوار في مالي وأن وفدا من أنصار الدين سيلتقي مسؤوليها في الصحراء المفتوحة. "
        "واتفق الطرفان على تبادل الأسرى مقابل وقف القصف بشرط إبلاغ باماكو. ويقود أنصار الدين إياد أغ غالي، "
        "والعقيد إدريسا ناطق باسم الجيش."
    )
    m = Maker("t1", "الأفق", date(2012, 10, 20), text)
    first = m.span(text.split(". ", maxsplit=1)[0])
    iyad = ActorRef("iyad-ag-ghali", "إياد أغ غالي", "Iyad Ag Ghali", "person", "MLI", "REB", None, True)
    idrissa = ActorRef(None, "إدريسا كوني", None, "official", "MLI", "MIL", None, True)
    said = (m.source("الجزائر", DZA, named=True),)
    m.statements += [
        Event(
            id=m.id("event", "سيلتقي"),
            evidence=first,
            trigger=m.span("سيلتقي"),
            sources=said,
            factuality=Factuality.PLANNED,
            places=(PlaceValue(m.span("الصحراء المفتوحة"), "الصحراء المفتوحة", described=True),),
            type="CONSULT",
            actors=(m.who("وفدا من أنصار الدين", ANSAR),),
            recipients=(m.who("الجزائر", DZA),),
        ),
        Stance(
            id=m.id("stance", "تؤيد"),
            evidence=first,
            trigger=m.span("تؤيد"),
            sources=said,
            holder=m.who("الجزائر", DZA),
            topic=m.span("الحوار"),
            stance="support",
        ),
        Agreement(
            id=m.id("agreement", "اتفق"),
            evidence=m.span(text.split(". ")[1]),
            trigger=m.span("اتفق"),
            parties=(m.who("الجزائر", DZA), m.who("أنصار الدين", ANSAR)),
            terms=(Term(m.span("تبادل الأسرى")), Term(m.span("وقف القصف"), in_exchange=True)),
            conditions=(m.span("إبلاغ باماكو"),),
        ),
        Relation(
            id=m.id("relation", "يقود"),
            evidence=m.span(text.split(". ")[2]),
            trigger=m.span("يقود"),
            type="leads",
            subject=m.who("إياد أغ غالي", iyad),
            object=m.who("أنصار الدين", ANSAR),
        ),
        Relation(
            id=m.id("relation", "ناطق"),
            evidence=m.span("والعقيد إدريسا ناطق باسم الجيش."),
            trigger=m.span("ناطق"),
            type="holds_role",
            subject=m.who("العقيد إدريسا", idrissa),
            object=m.who("ناطق باسم الجيش", None),
        ),
    ]
    return m.coding()


def corpus() -> MemoryCorpus:
    """Five reports (one a copy, one a denial), a story over them, and the article of :func:`talks`."""
    codings = [
        attack("a1", "الأفق", date(2012, 10, 3), (7, 7)),
        attack("a2", "نبأ الساحل", date(2012, 10, 4), (11, 11), number="أحد عشر"),
        attack("a3", "بريد الصحراء", date(2012, 10, 4), (11, 11), number="أحد عشر"),
        attack("a4", "صوت النيجر", date(2012, 10, 5), (11, 13), number="أكثر من أحد عشر", source=None),
        attack("a5", "المنارة", date(2012, 10, 5), None, factuality=Factuality.DENIED, source=ANSAR),
    ]
    roots = [
        Root("words", "مصدر طبي ← الأفق", "مصدر طبي"),
        Root("words", "مصدر طبي ← نبأ الساحل", "مصدر طبي"),
        Root("words", "مصدر طبي ← نبأ الساحل", "مصدر طبي"),
        Root("outlet", "صوت النيجر", "صوت النيجر"),
        Root("actor", "ansar-dine", "حركة أنصار الدين"),
    ]
    groups = (None, "g1", "g1", None, None)
    mentions = [Mention(c.article.doc, c.events[0].id) for c in codings]
    reports = tuple(
        Report(m, c.article.outlet, c.article.published, r, g)
        for m, c, r, g in zip(mentions, codings, roots, groups, strict=True)
    )
    story = Story(
        id="st-1",
        type="ASSAULT",
        title="هاجم مقاتلو أنصار الدين دورية قرب كيدال",
        start=DAY,
        end=DAY,
        place="gn:2455290",
        actors=("حركة أنصار الدين",),
        recipients=("القوات المسلحة المالية",),
        reports=reports,
        copies=1,
        outlets=tuple(c.article.outlet or "" for c in codings),
        roots=tuple(dict.fromkeys(roots)),
        contradictions=(
            Contradiction(
                "figure:killed",
                (Side("11 killed", tuple(mentions[1:4])), Side("7 killed", (mentions[0],))),
            ),
            Contradiction("factuality", (Side("actual", tuple(mentions[:4])), Side("denied", (mentions[4],)))),
        ),
    )
    group = CopyGroup("g1", "a2", ("a2", "a3"))
    return MemoryCorpus([*codings, talks()], (group,), (story,))
