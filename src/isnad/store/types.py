"""What the store takes and gives besides the records."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from isnad.corpus.records import Mention
from isnad.records import Article, Statement


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """What statements are asked for; every field that is set must hold.

    A tuple means any of its values. ``Filter()`` asks for everything.
    """

    kind: tuple[str, ...] = ()
    """``event relation figure agreement stance explanation``."""
    type: tuple[str, ...] = ()
    """Event or relation type, measure of a figure, status of an agreement, stance."""
    mode: tuple[str, ...] = ()
    factuality: tuple[str, ...] = ()
    actor: tuple[str, ...] = ()
    """Who takes part: id of the actor base or name, Arabic (any spelling that folds alike) or English."""
    role: tuple[str, ...] = ()
    """What the actor is: ``actor recipient instrument subject object of by party mediator promiser holder``."""
    source: tuple[str, ...] = ()
    """Who vouches, anywhere in the chain: id or name."""
    country: tuple[str, ...] = ()
    """ISO 3166-1 alpha-3: of a place or of somebody who takes part."""
    place: tuple[str, ...] = ()
    """Gazetteer id or name of a place."""
    date_from: date | None = None
    """Not before, and not after: the day of which the statement speaks; where its words give none, the
    article's day of publication."""
    date_to: date | None = None
    published_from: date | None = None
    published_to: date | None = None
    outlet: tuple[str, ...] = ()
    doc: tuple[str, ...] = ()
    min_confidence: float = 0.0
    text: str | None = None
    """Words of the evidence: ``word``, ``"words in a row"``, ``beginning*``, ``-without``."""
    min_roots: int = 0
    """Only statements of stories with so many independent roots."""
    review: tuple[str, ...] = ()
    """``unreviewed accepted corrected rejected added``; empty: all but the rejected."""
    fold_copies: bool = False
    """Of articles that are copies of each other only the likely original's statements."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """A statement that was asked for, with what is known of its article."""

    statement: Statement
    article: Article
    copy_group: str | None = None
    stories: tuple[str, ...] = ()
    review: str = "unreviewed"
    """``unreviewed``: the machine's word; ``accepted corrected rejected added``: a person's."""

    @property
    def mention(self) -> Mention:
        """Where the statement stands."""
        return Mention(self.article.doc, self.statement.id)

    @property
    def evidence(self) -> str:
        """The words that say it."""
        return self.statement.evidence.of(self.article.text)

    @property
    def doc(self) -> str:
        """Id of the article."""
        return self.article.doc

    @property
    def outlet(self) -> str | None:
        """Who published it."""
        return self.article.outlet

    @property
    def published(self) -> date | None:
        """When."""
        return self.article.published

    @property
    def title(self) -> str | None:
        """Title of the article."""
        return self.article.title

    @property
    def url(self) -> str | None:
        """Address of the article."""
        return self.article.url

    @property
    def text(self) -> str:
        """The article's text, for the spans of the statement."""
        return self.article.text


@dataclass(frozen=True, slots=True, kw_only=True)
class CorpusActor:
    """An actor that the corpus proposes or the user gives, beside those of the actor base."""

    id: str
    name_ar: str
    name_en: str | None = None
    names: tuple[str, ...] = ()
    """Other spellings."""
    kind: str = "unknown"
    country: str | None = None
    sector: str | None = None
    status: str = "proposed"
    """``proposed`` (found in the corpus), ``accepted`` (by a person), ``user`` (the user's own file)."""
    mentions: tuple[Mention, ...] = ()
    """The evidence of a proposed one."""
    articles: int = 0
    outlets: int = 0
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Merge:
    """*source* was said to be *target*: ids of actors, or ``~`` and a folded name."""

    id: int
    source: str
    target: str
    undone: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """How much there is."""

    files: int
    articles: int
    coded: int
    statements: int
    kinds: dict[str, int]
    outlets: dict[str, int]
    first: date | None
    last: date | None
    copy_groups: int
    copies: int
    stories: int
    contradictions: int
    failures: int


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredArticle:
    """An article and its number: they count up in the order of adding, for readers that go on where they stopped."""

    number: int
    article: Article
