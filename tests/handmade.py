"""A coding made by hand, with every statement kind: what the writers are tested on."""

from __future__ import annotations

from datetime import date

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
    Term,
    TimeValue,
    Why,
    statement_id,
)

TEXT = (
    "نقلت صحيفة «الضفاف» عن ضابط كبير رفض ذكر اسمه أن وفد الحركة "
    "التقى وسطاء أفارقة في نيامي الأسبوع الماضي.\n"
    'وقال العقيد سالم الناجي قائد اللواء إن "نحو 300 مقاتل" سينسحبون من الحركة '
    "مقابل إطلاق الأسرى بشرط ضمان الأمم المتحدة.\n"
    "وتؤيد الحركة الحل السلمي، "
    "ويعود ذلك إما إلى الضغوط وإما إلى نقص السلاح. "
    "<script>alert(1)</script> & انتهى 😀 الخبر."
)
ARTICLE = Article(
    doc="handmade", text=TEXT, title="لقاء <b>نيامي</b>", outlet="الضفاف اليوم", published=date(2016, 3, 9)
)


def span(string: str, k: int = 0) -> Span:
    """The k-th occurrence of *string* in the text."""
    start = -1
    for _ in range(k + 1):
        start = TEXT.index(string, start + 1)
    return Span(start, start + len(string))


def who(string: str, k: int = 0, actor: ActorRef | None = None) -> Participant:
    return Participant(span(string, k), actor)


LINES = [span(line) for line in TEXT.split("\n")]
COLONEL = Source(span("العقيد سالم الناجي"), SourceKind.OFFICIAL, True, cue=span("قال"), direct=True)
CHAIN = (
    Source(span("ضابط كبير رفض ذكر اسمه"), SourceKind.OFFICIAL, False, cue=span("نقلت")),
    Source(span("صحيفة «الضفاف»"), SourceKind.OUTLET, True, cue=span("نقلت")),
)
GROUP = ActorRef("grp", "حركة الضفاف", "Banks Movement", "armed_group", "NER", "REB", named=True)
NIAMEY = PlaceValue(span("نيامي"), "Niamey", "gn:2440485", 13.51, 2.11, "NER", None, 1)
MEETING = Event(
    id=statement_id("handmade", "event", span("التقى")),
    evidence=LINES[0],
    trigger=span("التقى"),
    type="CONSULT",
    mode="third-party",
    sources=CHAIN,
    actors=(who("وفد الحركة", 0, GROUP), who("وسطاء أفارقة")),
    places=(NIAMEY,),
    times=(TimeValue(span("الأسبوع الماضي"), date(2016, 2, 29), date(2016, 3, 6), "week"),),
    confidence=0.91,
    why=(Why("type", "events/التقى", "التقى"), Why("sources", "attribution.relayed", "نقلت … عن")),
)
FIGURE = Figure(
    id=statement_id("handmade", "figure", span("نحو 300 مقاتل")),
    evidence=LINES[1],
    trigger=span("نحو 300 مقاتل"),
    sources=(COLONEL,),
    factuality=Factuality.PLANNED,
    measure="fighters",
    low=300,
    high=300,
    best=300,
    of=who("مقاتل"),
    confidence=0.8,
)
RETREAT = Event(
    id=statement_id("handmade", "event", span("ينسحبون")),
    evidence=LINES[1],
    trigger=span("ينسحبون"),
    type="RETREAT",
    mode="withdraw",
    sources=(COLONEL,),
    factuality=Factuality.CONDITIONAL,
    actors=(who("نحو 300 مقاتل"),),
    recipients=(Participant(span("الحركة", 1), GROUP, span("الحركة", 2)),),
    figures=(FIGURE.id,),
    confidence=0.42,
)
LEADS = Relation(
    id=statement_id("handmade", "relation", span("قائد اللواء")),
    evidence=LINES[1],
    trigger=span("قائد"),
    type="leads",
    subject=who("العقيد سالم الناجي"),
    object=who("اللواء"),
    confidence=0.7,
)
DEAL = Agreement(
    id=statement_id("handmade", "agreement", span("مقابل")),
    evidence=LINES[1],
    trigger=span("مقابل"),
    status="sought",
    sources=(COLONEL,),
    factuality=Factuality.SOUGHT,
    parties=(who("الحركة", 1),),
    terms=(Term(span("سينسحبون من الحركة"), who("نحو 300 مقاتل")), Term(span("إطلاق الأسرى"), None, True)),
    conditions=(span("ضمان الأمم المتحدة"),),
)
STANCE = Stance(
    id=statement_id("handmade", "stance", span("تؤيد")),
    evidence=LINES[2],
    trigger=span("تؤيد"),
    holder=who("الحركة", 2),
    topic=span("الحل السلمي"),
    stance="support",
)
CAUSES = Explanation(
    id=statement_id("handmade", "explanation", span("إما")),
    evidence=LINES[2],
    trigger=span("إما"),
    factuality=Factuality.POSSIBLE,
    effect=span("الحل السلمي"),
    causes=(span("الضغوط"), span("نقص السلاح")),
    joint=False,
)
CODING = Coding(
    article=ARTICLE,
    statements=(MEETING, FIGURE, RETREAT, LEADS, DEAL, STANCE, CAUSES),
    version="1.2.3",
    problems=("two quotation marks are not closed",),
)
