"""The tables: one row a thing that can be asked for, and each record whole as JSON beside it.

Article and statement numbers (``id``) are given out by the store, in the order of adding;
``doc`` and ``sid`` are the ids of the records. Offsets are code points of ``article.text``.
"""

from __future__ import annotations

from datetime import date

from sqlalchemy import Boolean, Date, Float, ForeignKey, Index, Integer, String, Text, func, literal_column
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

_DELETE = "CASCADE"
_COMPACT = {"sqlite_with_rowid": False}
"""SQLite keeps such a table in the order of its key, without a second one."""


class Base(DeclarativeBase):
    """What all tables belong to."""


class MetaRow(Base):
    """Facts about the database itself: ``schema`` is the version of the tables."""

    __tablename__ = "meta"
    key: Mapped[str] = mapped_column(String(60), primary_key=True)
    value: Mapped[str] = mapped_column(Text)


class FileRow(Base):
    """A file that was read, or is being read: known by its bytes and by how it was read, not by its name."""

    __tablename__ = "file"
    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    digest: Mapped[str] = mapped_column(String(80), unique=True)
    """SHA-256 of the bytes and of the options that change what is read."""
    name: Mapped[str] = mapped_column(Text)
    done: Mapped[bool] = mapped_column(Boolean, default=False)


class FailureRow(Base):
    """What could not be read, or was read with something to tell (a notice)."""

    __tablename__ = "failure"
    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    digest: Mapped[str] = mapped_column(String(80), index=True)
    """That of the file; for what is no file, of its name."""
    key: Mapped[str] = mapped_column(String(60))
    place: Mapped[str] = mapped_column(Text)
    notice: Mapped[bool] = mapped_column(Boolean)
    json: Mapped[str] = mapped_column(Text)
    """The values of the message."""


class ArticleRow(Base):
    """An article as published."""

    __tablename__ = "article"
    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    doc: Mapped[str] = mapped_column(Text, unique=True)
    digest: Mapped[str] = mapped_column(String(64), unique=True)
    """SHA-256 of everything that was read of it: the same article is added once."""
    outlet: Mapped[str | None] = mapped_column(Text, index=True)
    published: Mapped[date | None] = mapped_column(Date, index=True)
    title: Mapped[str | None] = mapped_column(Text)
    url: Mapped[str | None] = mapped_column(Text)
    dateline: Mapped[str | None] = mapped_column(Text)
    credit: Mapped[str | None] = mapped_column(Text)
    file_id: Mapped[int | None] = mapped_column(ForeignKey("file.id"))
    text: Mapped[str] = mapped_column(Text)


class CodingRow(Base):
    """How an article was coded; an article that could not be coded has none."""

    __tablename__ = "coding"
    article_id: Mapped[int] = mapped_column(
        ForeignKey("article.id", ondelete=_DELETE), primary_key=True, autoincrement=False
    )
    version: Mapped[str] = mapped_column(Text)
    problems: Mapped[str] = mapped_column(Text)
    """JSON list."""


class StatementRow(Base):
    """One thing that one article says."""

    __tablename__ = "statement"
    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    article_id: Mapped[int] = mapped_column(ForeignKey("article.id", ondelete=_DELETE))
    position: Mapped[int] = mapped_column(Integer)
    sid: Mapped[str] = mapped_column(String(40), index=True)
    kind: Mapped[str] = mapped_column(String(20))
    type: Mapped[str | None] = mapped_column(String(40), index=True)
    """Event or relation type, measure of a figure, status of an agreement, the stance, ``joint`` or ``rival``."""
    mode: Mapped[str | None] = mapped_column(String(40))
    factuality: Mapped[str] = mapped_column(String(20))
    quote: Mapped[str | None] = mapped_column(String(10))
    confidence: Mapped[float] = mapped_column(Float)
    start: Mapped[date | None] = mapped_column(Date, index=True)
    """First and last day that its time expressions resolve to."""
    end: Mapped[date | None] = mapped_column(Date)
    evidence_start: Mapped[int] = mapped_column(Integer)
    evidence_end: Mapped[int] = mapped_column(Integer)
    trigger_start: Mapped[int] = mapped_column(Integer)
    trigger_end: Mapped[int] = mapped_column(Integer)
    json: Mapped[str] = mapped_column(Text)
    """The record as it stands: the machine's, or what a person made of it (``review`` says which)."""
    review: Mapped[str] = mapped_column(String(12), server_default="unreviewed")
    """``unreviewed`` (the machine's), or what people did: ``accepted corrected rejected added``."""
    __table_args__ = (Index("ix_statement_article", "article_id", "position", unique=True),)


DOUBT = func.abs(StatementRow.confidence - literal_column("0.5"))
"""How far a statement is from being as likely wrong as right: smallest first is most doubtful first."""
Index("ix_statement_doubt", StatementRow.review, DOUBT, StatementRow.id)


class _Part:
    """A part of a statement: the *position*-th of its sort."""

    statement_id: Mapped[int] = mapped_column(
        ForeignKey("statement.id", ondelete=_DELETE), primary_key=True, autoincrement=False
    )
    position: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    span_start: Mapped[int] = mapped_column(Integer)
    span_end: Mapped[int] = mapped_column(Integer)


class _Who(_Part):
    """A part that stands for somebody."""

    words: Mapped[str] = mapped_column(Text)
    actor: Mapped[str | None] = mapped_column(Text, index=True)
    """Entry of the actor base, or ``~`` and the folded name of one that is not there."""
    name: Mapped[str | None] = mapped_column(Text)
    name_key: Mapped[str | None] = mapped_column(Text, index=True)
    """The Arabic name folded for comparison."""
    name_en: Mapped[str | None] = mapped_column(Text, index=True)
    """In small letters."""
    country: Mapped[str | None] = mapped_column(String(3), index=True)
    sector: Mapped[str | None] = mapped_column(String(10))


class ParticipantRow(_Who, Base):
    """Who takes part in a statement, and as what (``role``: actor, recipient, subject, party, holder ...)."""

    __tablename__ = "participant"
    __table_args__ = _COMPACT
    role: Mapped[str] = mapped_column(String(20))


class SourceRow(_Who, Base):
    """One link of the chain of sources, position 0 innermost."""

    __tablename__ = "source"
    __table_args__ = _COMPACT
    kind: Mapped[str] = mapped_column(String(20), index=True)
    named: Mapped[bool] = mapped_column(Boolean)
    direct: Mapped[bool] = mapped_column(Boolean)


class PlaceRow(_Part, Base):
    """Where."""

    __tablename__ = "place"
    __table_args__ = _COMPACT
    place: Mapped[str | None] = mapped_column(Text, index=True)
    """Gazetteer id."""
    name: Mapped[str] = mapped_column(Text)
    name_key: Mapped[str] = mapped_column(Text, index=True)
    lat: Mapped[float | None] = mapped_column(Float)
    lon: Mapped[float | None] = mapped_column(Float)
    country: Mapped[str | None] = mapped_column(String(3), index=True)
    admin1: Mapped[str | None] = mapped_column(Text)
    precision: Mapped[int] = mapped_column(Integer)
    described: Mapped[bool] = mapped_column(Boolean)


class TimeRow(_Part, Base):
    """When."""

    __tablename__ = "time"
    __table_args__ = _COMPACT
    words: Mapped[str] = mapped_column(Text)
    start: Mapped[date | None] = mapped_column(Date)
    end: Mapped[date | None] = mapped_column(Date)
    precision: Mapped[str] = mapped_column(String(10))


class FigureRow(Base):
    """How many: the numbers of a figure statement."""

    __tablename__ = "figure"
    statement_id: Mapped[int] = mapped_column(
        ForeignKey("statement.id", ondelete=_DELETE), primary_key=True, autoincrement=False
    )
    measure: Mapped[str] = mapped_column(String(20), index=True)
    low: Mapped[float] = mapped_column(Float)
    high: Mapped[float] = mapped_column(Float)
    best: Mapped[float] = mapped_column(Float)
    share_of: Mapped[str | None] = mapped_column(String(40))


class CopyGroupRow(Base):
    """Articles that are one report published several times."""

    __tablename__ = "copy_group"
    id: Mapped[str] = mapped_column(String(80), primary_key=True)
    original: Mapped[str] = mapped_column(Text)


class CopyMemberRow(Base):
    """An article's place in its copy group."""

    __tablename__ = "copy_member"
    article_id: Mapped[int] = mapped_column(
        ForeignKey("article.id", ondelete=_DELETE), primary_key=True, autoincrement=False
    )
    group_id: Mapped[str] = mapped_column(ForeignKey("copy_group.id", ondelete=_DELETE), index=True)
    original: Mapped[bool] = mapped_column(Boolean)


class CopyRow(Base):
    """An article whose text is, wholly or in part, that of another."""

    __tablename__ = "copy"
    article_id: Mapped[int] = mapped_column(
        ForeignKey("article.id", ondelete=_DELETE), primary_key=True, autoincrement=False
    )
    other_id: Mapped[int] = mapped_column(
        ForeignKey("article.id", ondelete=_DELETE), primary_key=True, autoincrement=False
    )
    kind: Mapped[str] = mapped_column(String(10))
    overlap: Mapped[float] = mapped_column(Float)


class StoryRow(Base):
    """Statements of several reports about the same happening."""

    __tablename__ = "story"
    id: Mapped[str] = mapped_column(String(80), primary_key=True)
    type: Mapped[str] = mapped_column(String(40), index=True)
    title: Mapped[str] = mapped_column(Text)
    start: Mapped[date | None] = mapped_column(Date, index=True)
    end: Mapped[date | None] = mapped_column(Date)
    first: Mapped[date | None] = mapped_column(Date, index=True)
    """When it was reported first."""
    place: Mapped[str | None] = mapped_column(Text)
    reports: Mapped[int] = mapped_column(Integer)
    outlets: Mapped[int] = mapped_column(Integer)
    roots: Mapped[int] = mapped_column(Integer, index=True)
    copies: Mapped[int] = mapped_column(Integer)
    contradictions: Mapped[int] = mapped_column(Integer)
    json: Mapped[str] = mapped_column(Text)


class StoryReportRow(Base):
    """One statement's part in a story."""

    __tablename__ = "story_report"
    __table_args__ = _COMPACT
    story_id: Mapped[str] = mapped_column(ForeignKey("story.id", ondelete=_DELETE), primary_key=True)
    position: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    statement_id: Mapped[int] = mapped_column(ForeignKey("statement.id", ondelete=_DELETE), index=True)
    root_kind: Mapped[str] = mapped_column(String(10))
    root_key: Mapped[str] = mapped_column(Text, index=True)
    root_name: Mapped[str] = mapped_column(Text)


class ContradictionRow(Base):
    """Where the reports of a story cannot all be right."""

    __tablename__ = "contradiction"
    __table_args__ = _COMPACT
    story_id: Mapped[str] = mapped_column(ForeignKey("story.id", ondelete=_DELETE), primary_key=True)
    position: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    field: Mapped[str] = mapped_column(String(60), index=True)
    json: Mapped[str] = mapped_column(Text)


class ActorRow(Base):
    """An actor that the corpus or the user adds to the base."""

    __tablename__ = "actor"
    id: Mapped[str] = mapped_column(Text, primary_key=True)
    status: Mapped[str] = mapped_column(String(20))
    name_ar: Mapped[str] = mapped_column(Text)
    json: Mapped[str] = mapped_column(Text)


class MergeRow(Base):
    """Two names that were said to be one actor; kept when undone."""

    __tablename__ = "actor_merge"
    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    source: Mapped[str] = mapped_column(Text)
    target: Mapped[str] = mapped_column(Text)
    undone: Mapped[bool] = mapped_column(Boolean, default=False)


class RemovedRow(Base):
    """A record that was given out under this id and that a later run removed."""

    __tablename__ = "removed"
    kind: Mapped[str] = mapped_column(String(20), primary_key=True)
    id: Mapped[str] = mapped_column(String(80), primary_key=True)


class RevisionRow(Base):
    """One thing that one person did to a statement, or to an article (``sid`` empty). Never changed, never deleted:
    bound to its article by name and by the text, so that it outlives every coding.
    """

    __tablename__ = "revision"
    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    doc: Mapped[str] = mapped_column(Text)
    text_digest: Mapped[str] = mapped_column(String(64))
    """SHA-256 of the article's text: spans hold for that text only."""
    sid: Mapped[str] = mapped_column(String(40))
    track: Mapped[str] = mapped_column(String(80))
    """Empty: what everybody sees. Else that of one coder of a double coding, not seen by others."""
    action: Mapped[str] = mapped_column(String(10))
    who: Mapped[str] = mapped_column(Text)
    at: Mapped[str] = mapped_column(String(32))
    """ISO 8601, UTC."""
    why: Mapped[str] = mapped_column(Text)
    changes: Mapped[str] = mapped_column(Text)
    """JSON list of ``{field, before, after}``."""
    undoes: Mapped[int | None] = mapped_column(Integer)
    """The revision that this one takes back."""
    after: Mapped[str | None] = mapped_column(Text)
    """JSON of the statement as the person left it."""
    __table_args__ = (Index("ix_revision_statement", "doc", "sid", "track", "id"),)


class MachineRow(Base):
    """What the machine said of a statement that people revised; it is kept beside what they made of it."""

    __tablename__ = "machine"
    doc: Mapped[str] = mapped_column(Text, primary_key=True)
    sid: Mapped[str] = mapped_column(String(40), primary_key=True)
    current: Mapped[bool] = mapped_column(Boolean, default=True)
    """Whether the machine's last coding of the article still says it."""
    json: Mapped[str] = mapped_column(Text)


class DoubleRow(Base):
    """An article that two people code without seeing each other's work."""

    __tablename__ = "double_coding"
    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    doc: Mapped[str] = mapped_column(Text, index=True)
    start: Mapped[str] = mapped_column(String(10))
    """``machine``: they correct what the machine found; ``blank``: they begin with nothing."""
    opened_by: Mapped[str] = mapped_column(Text)
    opened: Mapped[str] = mapped_column(String(32))
    closed_by: Mapped[str | None] = mapped_column(Text)
    closed: Mapped[str | None] = mapped_column(String(32))


class DoubleCoderRow(Base):
    """One of the two, and when the work was handed in."""

    __tablename__ = "double_coder"
    double_id: Mapped[int] = mapped_column(
        ForeignKey("double_coding.id", ondelete=_DELETE), primary_key=True, autoincrement=False
    )
    position: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    coder: Mapped[str] = mapped_column(Text, index=True)
    submitted: Mapped[str | None] = mapped_column(String(32))
