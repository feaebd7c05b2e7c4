"""Clauses: kind, opener, predicate, nesting."""

import pytest

from isnad.text.document import Document
from test_phrases import read


def clauses(document: Document) -> list[tuple[str, str, str]]:
    """``(kind, predicate, words)`` of every clause."""
    return [
        (
            c.kind,
            document.words[c.predicate].text if c.predicate >= 0 else "",
            " ".join(w.text for w in document.words[c.first : c.last]),
        )
        for c in document.clauses
    ]


@pytest.mark.parametrize(
    ("tagged", "kind", "predicate", "words"),
    [
        ("أعلن/VERB الوزير أن الوفد سيصل/VERB غدا", "complement", "سيصل", "أن الوفد سيصل غدا"),
        ("فر/VERB الحارس الذي أصيب/VERB أمس ، وعاد/VERB", "relative", "أصيب", "الذي أصيب أمس"),
        ("سيعود/VERB الوفد إذا توقفت/VERB المعارك ، وفق بيان", "conditional", "توقفت", "إذا توقفت المعارك"),
        ("غادر/VERB الوفد بعد أن انتهت/VERB الجلسة", "time", "انتهت", "بعد أن انتهت الجلسة"),
        ("تدخلت/VERB الشرطة كي تنهي/VERB الشجار", "purpose", "تنهي", "كي تنهي الشجار"),
        ("تأخر/VERB الوفد لأن الطريق أغلقت/VERB", "cause", "أغلقت", "لأن الطريق أغلقت"),
        ("وصل/VERB الوفد ، لكن الوزير تغيب/VERB", "contrast", "تغيب", "لكن الوزير تغيب"),
        ("قال/VERB الوزير نعم ، مضيفا أن الوفد وصل/VERB", "circumstance", "مضيفا", "مضيفا أن الوفد وصل"),
    ],
)
def test_kinds(tagged: str, kind: str, predicate: str, words: str) -> None:
    assert (kind, predicate, words) in clauses(read(tagged))


def test_main_clause_covers_what_depends_on_it() -> None:
    document = read("أعلن/VERB الوزير أن الوفد الذي وصل/VERB أمس سيغادر/VERB غدا")
    main, complement, relative = document.clauses
    assert (main.first, main.last, main.parent) == (0, len(document.words), -1)
    assert (complement.kind, complement.parent) == ("complement", 0)
    assert (relative.kind, relative.parent) == ("relative", 1)
    assert document.words[complement.predicate].text == "سيغادر"


def test_joined_complements_share_their_parent() -> None:
    document = read("أكد/VERB الوزير أن الوفد وصل/VERB ، وأن الجلسة بدأت/VERB")
    complements = [c for c in document.clauses if c.kind == "complement"]
    assert [c.parent for c in complements] == [0, 0]


def test_joined_verb_opens_a_sibling() -> None:
    document = read("وصل/VERB الوفد وغادر/VERB الوزير")
    assert [(c.kind, c.parent) for c in document.clauses] == [("main", -1), ("main", -1)]


def test_auxiliary_gives_way_to_its_verb() -> None:
    document = read("كان/AUX الوفد قد وصل/VERB أمس")
    assert document.words[document.clauses[0].predicate].text == "وصل"
