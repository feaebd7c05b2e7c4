"""Contexts are read off the words of an event's sentence."""

from __future__ import annotations

from isnad.lexicon.contexts import contexts_of
from isnad.text.pipeline import analyse


def contexts(text: str) -> tuple[str, ...]:
    return contexts_of(analyse(text).words)


def test_words_and_phrases_name_contexts() -> None:
    found = contexts("أعلن الجيش استقبال اللاجئين قرب الحدود بعد أنباء عن اختفاء قسري.")
    assert {"military", "refugee", "border", "human_rights"} <= set(found)


def test_a_sentence_about_none_of_them_has_none() -> None:
    assert contexts("زار الشاعر صديقه في الصيف.") == ()


def test_the_order_is_fixed() -> None:
    found = contexts("تفاوض السفراء حول الأسلحة النووية والانتخابات.")
    assert list(found) == sorted(found)
