"""The whole analysis: what holds for any text."""

from hypothesis import example, given, settings
from hypothesis import strategies as st

from isnad.text.document import Document
from isnad.text.pipeline import analyse

WORDS = "أعلن |الوزير |أن |الذي |ب|و|من |25 |لل|\n|ما لا يقل عن |عليهم |#حلب |إذا |كي |أكثر من |هذا |الـ|وَ"
PIECES = st.sampled_from([*WORDS.split("|"), "«", "»", '"', "، ", ".", "(", ")", "%", "A-1 "])


def check(document: Document) -> None:
    text, words = document.text, document.words
    for w in words:
        assert text[w.start : w.end] == w.text
        assert w.start <= w.stem_start <= w.stem_end <= w.end
        span = document.original(w.start, w.end)
        assert 0 <= span.start < span.end <= len(document.clean.original_text)
    for p in document.phrases:
        assert 0 <= p.first <= p.head < p.last <= len(words)
        assert words[p.first].sent == words[p.last - 1].sent
        if p.relative:
            assert p.last <= p.relative[0] < p.relative[1] <= document.sentence_of(p.first).last
        start, end = document.range(p.first, p.last)
        assert start < end
        holder = document.phrase_at(p.head)
        assert holder is not None and holder.first <= p.head < holder.last
    for k, c in enumerate(document.clauses):
        assert c.first < c.last or c.first == c.last == words[-1].i + 1
        assert c.parent < k
        if c.predicate >= 0:
            assert c.first <= c.predicate < c.last
        if c.parent >= 0:
            outer = document.clauses[c.parent]
            assert outer.first <= c.first and c.last <= outer.last


@settings(max_examples=150, deadline=None)
@example("فست")
@given(st.text(max_size=200))
def test_any_unicode(text: str) -> None:
    check(analyse(text, use_model=False))


@settings(max_examples=300, deadline=None)
@given(st.lists(PIECES, max_size=40).map("".join))
def test_any_arabic(text: str) -> None:
    check(analyse(text, use_model=False))


def test_twice_the_same() -> None:
    text = "أعلن متحدث باسم الجيش، أمس، أن «قواته» دخلت القرية، مضيفا أنها ستبقى فيها."
    assert analyse(text).words == analyse(text).words
    assert analyse(text).phrases == analyse(text).phrases


def test_missing_model_is_told() -> None:
    assert any("model" in p for p in analyse("وصل الوفد", use_model=False).clean.problems)
