"""Who the text names: every mention of an actor, described as far as text and actor base say.

:class:`ActorFinder` reads a :class:`~isnad.text.document.Document` and returns
:class:`ActorMention` in text order. A mention is a noun phrase: a known name, a
noun phrase headed by a role or collective noun, a nisba adjective that names a
state, or a name that only the tagger recognised. Mentions nest: the organ inside
``متحدث باسم وزارة الدفاع`` is a mention of its own whose ``parent`` is the whole.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from isnad.coding.actor_reader import PhraseReader
from isnad.lexicon.actors import ActorBase, Noun, load
from isnad.records import ActorRef
from isnad.text.document import Document


@dataclass(slots=True)
class ActorMention:
    """Words ``first`` to ``last`` (exclusive) of a document that name an actor."""

    first: int
    last: int
    head: int
    """Index of the head word; of coordinated adjectives that share a head, that shared head."""
    ref: ActorRef
    metonym: bool = False
    """A capital or seat that may stand for its government (``باريس``); the caller decides whether it acts."""
    locative: bool = False
    """Stands after a preposition or noun of place: more likely the place than the actor."""
    nisba: bool = False
    """The mention is a nisba adjective (``القصف الإسرائيلي``)."""
    named: bool = False
    """A proper name is given."""
    generic: str = ""
    """Lemma of the generic noun that heads it (``حركة``), or empty."""
    unnamed_source: bool = False
    """A source without a name: ``مصدر أمني``, ``مسؤول رفيع``."""
    document: bool = False
    """A text that speaks (``بيان``, ``تقرير``)."""
    parent: int = -1
    """Index, in the returned list, of the mention that holds this one; -1 when outermost."""
    gender: str = ""
    number: str = ""
    definite: bool = False
    org: str | None = None
    """Id of the body that a person or part is of: ``متحدث باسم الحركة`` once the text says which."""
    noun: Noun | None = None


class ActorFinder:
    """Finds actor mentions. One object serves any number of documents."""

    def __init__(self, base: ActorBase | None = None) -> None:
        """Use *base*, or the shipped actor base."""
        self.base = base or load()
        self._reader = PhraseReader(self.base)

    def find(self, doc: Document, published: date | None = None) -> list[ActorMention]:
        """Every mention of an actor in *doc*, by first word, holders before what they hold.

        *published* lets an office (``وزير الدفاع الأميركي``) resolve to who held it then;
        without it an office stays an unnamed official.
        """
        found = self._reader.read(doc, published)
        out = [
            ActorMention(
                first=p.first, last=p.last, head=p.head, ref=p.ref(self.base, doc), metonym=p.metonym,
                locative=p.locative, nisba=p.nisba, named=p.named, generic=p.noun.lemma if p.noun else "",
                unnamed_source=p.unnamed_source, document=bool(p.noun and p.noun.document),
                gender=p.gender, number=p.number, definite=p.definite, org=p.org, noun=p.noun,
            )
            for p in found
        ]  # fmt: skip
        index = {id(p): k for k, p in enumerate(found)}
        for p, mention in zip(found, out, strict=True):
            if p.parent is not None:
                mention.parent = index.get(id(p.parent), -1)
        return out
