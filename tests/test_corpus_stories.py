"""Roots, independence, stories and contradictions over statements made by hand."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from itertools import permutations

import pytest

from isnad.corpus.copies import find_copies
from isnad.corpus.records import Root, Story
from isnad.corpus.roots import distinct, independent, root_of, roots_of, same_root
from isnad.corpus.stems import rarity, stem, stems
from isnad.corpus.stories import find_stories
from isnad.records import (
    ActorRef,
    Article,
    Coding,
    Event,
    Factuality,
    Figure,
    Participant,
    PlaceValue,
    Source,
    SourceKind,
    Span,
    statement_id,
)

DAY = date(2013, 5, 6)
GROUP = ActorRef("islamic-state", "تنظيم الدولة الإسلامية", "Islamic State", "armed_group", None, "REB", None, True)
ARMY = ActorRef("lby-armed-forces", "الجيش الليبي", "Libyan army", "armed_forces", "LBY", "MIL", None, True)
STATE = ActorRef("lby", "ليبيا", "Libya", "state", "LBY", "GOV", None, True)
SEBHA = ("gn:2212775", "LBY")


class Made:
    """An article and its statements, told by their words."""

    def __init__(self, doc: str, outlet: str, text: str, day: int = 0, title: str = "") -> None:
        published = DAY + timedelta(day)
        self.article = Article(doc=doc, text=text, title=title, outlet=outlet, published=published)
        self.events: list[Event] = []
        self.figures: list[Figure] = []

    def span(self, words: str) -> Span:
        start = self.article.text.index(words)
        return Span(start, start + len(words))

    def source(self, words: str, kind: str = "official", actor: ActorRef | None = None, named: bool = False) -> Source:
        return Source(self.span(words), SourceKind(kind), named or bool(actor and actor.named), actor)

    def event(
        self,
        trigger: str,
        type_: str,
        *,
        sources: tuple[Source, ...] = (),
        actors: Iterable[tuple[str, ActorRef]] = (),
        factuality: str = "actual",
        place: tuple[str, str] | None = None,
        killed: tuple[str, float] | None = None,
    ) -> Event:
        at = self.span(trigger)
        text = self.article.text
        start = text.rfind(". ", 0, at.start) + 1
        end = text.find(". ", at.end)
        evidence = Span(start, end + 1 if end >= 0 else len(text))
        figures: tuple[str, ...] = ()
        if killed:
            words, number = killed
            id_ = statement_id(self.article.doc, "figure", self.span(words))
            self.figures.append(
                Figure(id=id_, evidence=evidence, trigger=self.span(words), measure="killed", low=number, high=number,
                       best=number)
            )  # fmt: skip
            figures = (id_,)
        event = Event(
            id=statement_id(self.article.doc, "event", at),
            evidence=evidence,
            trigger=at,
            type=type_,
            sources=sources,
            factuality=Factuality(factuality),
            actors=tuple(Participant(self.span(w), a) for w, a in actors),
            places=(PlaceValue(at, place[0], place[0], 1.0, 1.0, place[1]),) if place else (),
            figures=figures,
        )
        self.events.append(event)
        return event

    def coding(self) -> Coding:
        return Coding(article=self.article, statements=(*self.events, *self.figures), version="0")


TOLD = {
    "الميدان": (
        "قال {} إن مسلحين هاجموا معسكر الفرسان جنوبي مدينة سبها فجرا وقتلوا {} قبل أن ينسحبوا نحو تمسة.",
        "هاجموا",
    ),
    "الساحة": ("ذكر {} أن معسكر الفرسان قرب سبها تعرض مع الفجر لهجوم من مسلحين سقط فيه {} وأحرقت عربتان.", "هجوم"),
    "الغد": ("هجوم مباغت شنه مسلحون على معسكر الفرسان في سبها بحسب {} الذي عد {} بين القتلى صباح الاثنين.", "هجوم"),
}
"""How each paper words the attack, and the trigger."""


def attack(doc: str, outlet: str, source: str, number: str, killed: float, day: int = 0, **more: object) -> Coding:
    """A report of one attack on a barracks at Sebha."""
    words, trigger = TOLD[outlet]
    made = Made(doc, outlet, words.format(source, number), day, "هجوم على معسكر الفرسان في سبها")
    made.event(trigger, "ASSAULT", sources=(made.source(source),), place=SEBHA, killed=(number, killed), **more)  # type: ignore[arg-type]
    return made.coding()


def other(doc: str, outlet: str) -> Coding:
    """Another happening of the same days."""
    text = "التقى وزير الزراعة وفدا من مصدري التمور لبحث رسوم التصدير إلى أسواق آسيا قبل موسم الجني في الواحات."
    made = Made(doc, outlet, text, 0, "رسوم التمور")
    made.event("التقى", "CONSULT")
    return made.coding()


def told(*codings: Coding) -> list[Story]:
    return list(find_stories(codings))


def one(stories: list[Story], type_: str = "ASSAULT") -> Story:
    (story,) = [s for s in stories if s.type == type_]
    return story


# Roots


def test_without_a_source_the_outlet_is_the_root() -> None:
    made = Made("a", "الميدان", "اقتحم مسلحون مقر البلدية.")
    event = made.event("اقتحم", "ASSAULT")
    assert root_of(event, made.article) == Root("outlet", "الميدان", "الميدان")


def test_an_agency_that_the_dateline_credits_is_the_root() -> None:
    made = Made("a", "الميدان", "سبها - رويترز: اقتحم مسلحون مقر البلدية.")
    event = made.event("اقتحم", "ASSAULT")
    root = root_of(event, made.article)
    assert (root.kind, root.key) == ("actor", "reuters")


def test_the_innermost_source_is_the_root() -> None:
    made = Made("a", "الميدان", "نقلت صحيفة الغد عن الجيش الليبي أن مسلحين اقتحموا المقر.")
    chain = (made.source("الجيش الليبي", "organisation", ARMY), made.source("صحيفة الغد", "outlet", named=True))
    assert root_of(made.event("اقتحموا", "ASSAULT", sources=chain), made.article).key == "lby-armed-forces"


def test_a_noun_alone_is_whom_the_article_names_with_it() -> None:
    made = Made("a", "الميدان", "صد الجيش الليبي هجوما. وقال الجيش إن مسلحين اقتحموا المقر.")
    made.event("صد", "ASSAULT", actors=[("الجيش الليبي", ARMY)])
    second = made.article.text.index("الجيش إن")
    source = Source(Span(second, second + len("الجيش")), SourceKind.ORGANISATION, False)
    event = made.event("اقتحموا", "ASSAULT", sources=(source,))
    assert roots_of(made.coding())[event.id].key == "lby-armed-forces"


def test_unnamed_sources_are_one_only_when_the_same_outlet_or_agency_passed_them_on() -> None:
    def root(doc: str, outlet: str, dateline: str = "") -> Root:
        made = Made(doc, outlet, f"{dateline}قال مصدر أمني إن مسلحين اقتحموا المقر.")
        return root_of(made.event("اقتحموا", "ASSAULT", sources=(made.source("مصدر أمني"),)), made.article)

    assert same_root(root("a", "الميدان"), root("b", "الميدان"))
    assert independent(root("a", "الميدان"), root("b", "الساحة"))
    assert same_root(root("a", "الميدان", "سبها - رويترز: "), root("b", "الساحة", "سبها - رويترز: "))
    assert not independent(root("a", "الميدان"), root("b", "الساحة"), copies=True)


def test_a_named_source_is_one_whatever_its_titles() -> None:
    a, b = (Root("words", k, k) for k in ("وزارة الصحة", "وزارة الصحة في الحكومة المؤقتة"))
    assert same_root(a, b) and same_root(b, a)
    assert not same_root(a, Root("words", "وزارة الدفاع", ""))
    assert not same_root(Root("words", "مصدر ← reuters", ""), Root("words", "مصدر ← الميدان", ""))


def test_distinct_roots_follow_copies() -> None:
    roots = [Root("outlet", "أ", ""), Root("outlet", "ب", ""), Root("outlet", "أ", ""), Root("outlet", "ج", "")]
    assert distinct(roots) == [0, 1, 0, 3]
    assert distinct(roots, [(1, 3)]) == [0, 1, 0, 1]
    assert distinct([]) == []


# Stories


def test_reports_of_one_happening_are_one_story() -> None:
    story = one(
        told(
            attack("b", "الساحة", "مصدر طبي", "خمسة جنود", 5, 1),
            other("x", "الساحة"),
            attack("a", "الميدان", "ناطق عسكري", "ثلاثة جنود", 3),
            attack("c", "الغد", "شاهد عيان", "ثلاثة جنود", 3, 1),
        )
    )
    assert [r.mention.doc for r in story.reports] == ["a", "b", "c"]
    assert (story.reports[0].outlet, story.reports[0].published) == ("الميدان", DAY)
    assert story.outlets == ("الساحة", "الغد", "الميدان") and len(story.roots) == 3
    assert story.copies == 0 and story.place == "gn:2212775" and story.title.startswith("قال ناطق عسكري")


def test_another_happening_is_another_story() -> None:
    stories = told(attack("a", "الميدان", "مصدر", "جنديين", 2), other("x", "الميدان"), other("y", "الغد"))
    assert sorted((s.type, len(s.reports)) for s in stories) == [("ASSAULT", 1), ("CONSULT", 2)]


def test_the_same_words_weeks_apart_are_two_stories() -> None:
    a, b = attack("a", "الميدان", "مصدر", "جنديين", 2), attack("b", "الغد", "شاهد", "جنديين", 2, 30)
    assert len([s for s in told(a, b) if s.type == "ASSAULT"]) == 2


def test_copies_are_one_root() -> None:
    text = (
        "أعلن رئيس البلدية أن مسلحين هاجموا معسكر الفرسان جنوبي مدينة سبها فجرا وقتلوا حارسين قبل أن ينسحبوا نحو تمسة. "
        "وأضاف أن البلدية فتحت المدارس لإيواء أسر تركت بيوتها خوفا من تجدد القتال في الحي القريب من السوق القديم."
    )
    codings = []
    for doc, outlet in (("a", "الميدان"), ("b", "الساحة")):
        made = Made(doc, outlet, text, 0, "هجوم على معسكر الفرسان")
        made.event("هاجموا", "ASSAULT", place=SEBHA)
        codings.append(made.coding())
    copies = find_copies(c.article for c in codings)
    story = one(list(find_stories(codings, copies)))
    assert len(story.reports) == 2 and len(story.roots) == 1 and story.copies == 1
    assert {r.copy_group for r in story.reports} == {copies.groups[0].id}
    assert len(one(told(*codings)).roots) == 1  # equal sentences are copies even where articles were not compared


def test_numbers_that_exclude_each_other_are_shown_with_their_sides() -> None:
    story = one(
        told(
            attack("a", "الميدان", "ناطق عسكري", "ثلاثة جنود", 3),
            attack("b", "الساحة", "مصدر طبي", "خمسة جنود", 5),
            attack("c", "الغد", "شاهد عيان", "خمسة جنود", 5),
        )
    )
    (against,) = story.contradictions
    assert against.field == "figure:killed"
    assert [s.value for s in against.sides] == ["5 killed", "3 killed"]
    assert [[m.doc for m in s.mentions] for s in against.sides] == [["b", "c"], ["a"]]


def test_denial_contradicts() -> None:
    story = one(
        told(
            attack("a", "الميدان", "ناطق عسكري", "ثلاثة جنود", 3),
            attack("b", "الساحة", "شيخ قبيلة", "ثلاثة جنود", 3, factuality="denied"),
        )
    )
    (against,) = story.contradictions
    assert against.field == "factuality" and {s.value for s in against.sides} == {"actual", "denied"}


@pytest.mark.parametrize(("second", "differ"), [(GROUP, True), (STATE, False), (ARMY, False)])
def test_attackers_of_two_sides_contradict_a_state_and_its_army_do_not(second: ActorRef, differ: bool) -> None:
    one_ = attack("a", "الميدان", "ناطق عسكري", "ثلاثة جنود", 3, actors=[("مسلحين", ARMY)])
    two = attack("b", "الساحة", "مصدر طبي", "ثلاثة جنود", 3, actors=[("مسلحين", second)])
    assert ["actor" in c.field for c in one(told(one_, two)).contradictions] == ([True] if differ else [])


def test_one_root_does_not_contradict_itself() -> None:
    a = attack("a", "الميدان", "مصدر طبي", "ثلاثة جنود", 3)
    b = attack("b", "الميدان", "مصدر طبي", "خمسة جنود", 5, 1)
    assert one(told(a, b)).contradictions == ()


def test_the_order_of_reading_does_not_matter() -> None:
    codings = [
        attack("a", "الميدان", "ناطق عسكري", "ثلاثة جنود", 3),
        attack("b", "الساحة", "مصدر طبي", "خمسة جنود", 5, 1),
        other("x", "الغد"),
    ]
    results = {tuple(sorted(find_stories(p), key=lambda s: s.id)) for p in permutations(codings)}
    assert len(results) == 1


def test_nothing_tells_no_story() -> None:
    assert told() == []
    assert told(Made("a", "الميدان", "لا شيء هنا.").coding()) == []


def test_a_story_closes_when_its_window_has_passed() -> None:
    read: list[str] = []

    def codings() -> Iterable[Coding]:
        for n, day in enumerate((0, 1, 20, 40, 60)):
            read.append(str(n))
            yield attack(str(n), "الميدان", "مصدر طبي", "ثلاثة جنود", 3, day)

    stories = find_stories(codings(), ordered=True)
    first = next(stories)
    assert [r.mention.doc for r in first.reports] == ["0", "1"] and len(read) < 5


def test_stems_meet_whatever_the_clitics() -> None:
    assert stem("الهجوم") == stem("بالهجوم") == stem("والهجوم") == "هجوم"
    assert stems("في ١٢ قرية") == ["في", "12", "قري"]
    assert rarity("في") < 0.05 < rarity("معسكر") < rarity("كلمةلاتوجد") <= 1
