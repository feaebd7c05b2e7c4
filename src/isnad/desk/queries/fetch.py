"""Statements named one by one, of many articles, with no more of the articles than telling them needs."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import Connection, select

from isnad.corpus.records import Mention
from isnad.lexicon.actors import load
from isnad.lexicon.places import load_gazetteer
from isnad.messages import Lang
from isnad.records import Coding, Event, Statement
from isnad.records_json import from_json
from isnad.store import models as m
from isnad.store.numbers import portions
from isnad.store.reader import article_of

_S, _A = m.StatementRow, m.ArticleRow


@dataclass(frozen=True, slots=True)
class Fetched:
    """Statements and their articles."""

    codings: Mapping[str, Coding]
    """Of each article the statements that were asked for, and the figures that they tie."""
    statements: Mapping[Mention, Statement]
    reviews: Mapping[Mention, str]


def fetch(connection: Connection, mentions: Iterable[Mention]) -> Fetched:
    """The statements that *mentions* name; those that are no longer there, or were rejected, are left out."""
    wanted = set(mentions)
    found, reviews = _statements(connection, wanted)
    tied = {Mention(x.doc, f) for x, s in found.items() if isinstance(s, Event) for f in s.figures} - found.keys()
    figures, _ = _statements(connection, tied)
    by_doc: dict[str, list[Statement]] = defaultdict(list)
    for mention, statement in sorted((found | figures).items(), key=lambda x: (x[0].doc, x[1].trigger)):
        by_doc[mention.doc].append(statement)
    codings = {}
    for docs in portions(sorted(by_doc)):
        for row in connection.execute(select(_A.__table__).where(_A.doc.in_(docs))):
            codings[row.doc] = Coding(article=article_of(row), statements=tuple(by_doc[row.doc]), version="")
    return Fetched(codings, found, reviews)


def _statements(
    connection: Connection, wanted: set[Mention]
) -> tuple[dict[Mention, Statement], dict[Mention, str]]:
    found: dict[Mention, Statement] = {}
    reviews: dict[Mention, str] = {}
    for sids in portions(sorted({x.statement for x in wanted})):
        chosen = (
            select(_A.doc, _S.sid, _S.json, _S.review)
            .join(_A, _A.id == _S.article_id)
            .where(_S.sid.in_(sids), _S.review != "rejected")
        )
        for doc, sid, data, review in connection.execute(chosen):
            mention = Mention(doc, sid)
            if mention in wanted:
                found[mention] = from_json(Statement, json.loads(data))
                reviews[mention] = review
    return found, reviews


def actor_names(connection: Connection, idents: Iterable[str], lang: Lang) -> dict[str, str]:
    """What actors are called: by the base, else by the corpus; the words of an unknown one stay as they are."""
    known = load().actors
    found = {}
    for ident in dict.fromkeys(idents):
        actor = known.get(ident)
        if actor is not None:
            found[ident] = actor.name_ar if lang == "ar" else actor.name_en or actor.name_ar
        else:
            found[ident] = _called(connection, ident, lang)
    return found


def _called(connection: Connection, ident: str, lang: Lang) -> str:
    """The name under which the statements have an actor that is not in the base (the user's own, or an older one)."""
    p = m.ParticipantRow
    row = connection.execute(select(p.name, p.name_en).where(p.actor == ident).limit(1)).first()
    if row is None:
        return ident.removeprefix("~")
    english = row.name_en[:1].upper() + row.name_en[1:] if row.name_en else None
    return (row.name if lang == "ar" else english or row.name) or ident


def place_name(ident: str | None, lang: Lang) -> str | None:
    """What a place of the gazetteer is called."""
    known = load_gazetteer().by_id.get(ident or "")
    if known is None:
        return ident
    return known.name_ar if lang == "ar" else known.name_en or known.name_ar
