"""FollowTheMoney: entities as JSON Lines and as statement CSV, for OpenAleph and OpenSanctions tools.

Written by us; ``data/ftm_properties.csv`` holds the properties that are used and their types, and a test
holds it to the ``followthemoney`` package.
"""

from __future__ import annotations

import csv
import hashlib
import json
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files

from isnad.export.corpus import Corpus, merged, reviews_of
from isnad.export.countries import alpha2
from isnad.export.happenings import Happening, happenings, root_of, words
from isnad.export.network import usable
from isnad.export.package import Column, Package
from isnad.export.people import Party, party, standing
from isnad.messages import label
from isnad.records import Coding, Factuality, Relation, participants

C = Column
DATASET = "isnad"
STATEMENT_COLUMNS = (
    C("canonical_id", "The entity"),
    C("entity_id", "The entity: nothing is merged here"),
    C("prop", "Property; id for the entity itself"),
    C("prop_type", "Type of the property"),
    C("schema", "Schema of the entity"),
    C("value", "Value"),
    C("dataset", "isnad"),
    C("origin", "article#statement or article that it comes from"),
    C("lang", "ara for Arabic words"),
    C("original_value", "Empty: values are as written"),
    C("external", "f: nothing comes from elsewhere"),
    C("first_seen", "First day of publication that says it"),
    C("last_seen", "Last day of publication that says it"),
    C("id", "Hash of dataset, entity, property, value and language, as followthemoney makes it"),
)
ENTITY_FIELDS = (
    C("id", "Stable id"),
    C("schema", "Article Person Organization PublicBody LegalEntity Position Occupancy Membership Event Mention"),
    C("properties", "Lists of values by property"),
    C("datasets", "isnad"),
)
_PUBLIC = frozenset(["state", "government", "armed_forces", "agency"])
_UNCERTAIN = "reported as {}"


@cache
def _types() -> dict[tuple[str, str], str]:
    text = (files("isnad.export") / "data" / "ftm_properties.csv").read_text("utf-8")
    return {(r["schema"], r["prop"]): r["type"] for r in csv.DictReader(text.splitlines())}


@dataclass(slots=True)
class Value:
    """Where a value of a property comes from: its first origin, and the first and last day that says it."""

    lang: str
    origin: str
    first: str
    last: str


def cleaned(string: str) -> str:
    """*string* as FollowTheMoney keeps text: composed (NFC), on one line, without invisible characters."""
    composed = unicodedata.normalize("NFC", string)
    return " ".join("".join(c for c in composed if unicodedata.category(c) not in ("Cf", "Cc") or c.isspace()).split())


@dataclass(slots=True)
class Entity:
    """A FollowTheMoney entity in the making."""

    id: str
    schema: str
    values: dict[tuple[str, str], Value] = field(default_factory=dict)
    """By property and value, in the order in which they came."""

    def add(self, prop: str, value: object, origin: str = "", seen: object = None, lang: str = "") -> None:
        """A value of *prop*; nothing for an empty one. Raises KeyError for a property that is not in the table."""
        kind = _types()[(self.schema, prop)]
        shown = cleaned(str(value)) if value is not None else ""
        if not shown:
            return
        day = str(seen or "")
        known = self.values.get((prop, shown))
        if known is None:
            self.values[prop, shown] = Value(lang if kind in ("name", "text", "string") else "", origin, day, day)
        elif day:
            known.first = min(known.first or day, day)
            known.last = max(known.last, day)

    def json(self) -> str:
        """One line."""
        properties: dict[str, list[str]] = {}
        for prop, value in self.values:
            properties.setdefault(prop, []).append(value)
        made = {"id": self.id, "schema": self.schema, "properties": properties, "datasets": [DATASET]}
        return json.dumps(made, ensure_ascii=False)

    def statements(self) -> Iterator[dict[str, str]]:
        """Rows of the statement CSV, the one for the entity itself last."""
        ids = []
        for (prop, shown), value in self.values.items():
            row = self._row(prop, _types()[(self.schema, prop)], shown, value.lang)
            row |= {"origin": value.origin, "first_seen": value.first, "last_seen": value.last}
            ids.append(row["id"])
            yield row
        digest = hashlib.sha1(self.schema.encode(), usedforsecurity=False)
        for ident in sorted(ids):
            digest.update(ident.encode())
        row = self._row("id", "id", digest.hexdigest(), "")
        firsts = [v.first for v in self.values.values() if v.first]
        yield row | {
            "first_seen": min(firsts, default=""),
            "last_seen": max((v.last for v in self.values.values()), default=""),
        }

    def _row(self, prop: str, kind: str, value: str, lang: str) -> dict[str, str]:
        key = f"{DATASET}.{self.id}.{prop}.{value}" + (f"@{lang}" if lang else "")
        return {
            "canonical_id": self.id,
            "entity_id": self.id,
            "prop": prop,
            "prop_type": kind,
            "schema": self.schema,
            "value": value,
            "dataset": DATASET,
            "lang": lang,
            "external": "f",
            "id": hashlib.sha1(key.encode("utf-8", "replace"), usedforsecurity=False).hexdigest(),
        }


def ident(kind: str, *parts: str) -> str:
    """A stable id of letters and digits."""
    digest = hashlib.sha1("\x1f".join(parts).encode("utf-8", "replace"), usedforsecurity=False).hexdigest()
    return f"{DATASET}-{kind}-{digest[:20]}"


def schema_of(who: Party) -> str:
    """The schema of an actor; LegalEntity where it is not known whether it is a person."""
    if who.kind in ("person", "official"):
        return "Person"
    if who.kind in _PUBLIC:
        return "PublicBody"
    return "LegalEntity" if who.kind == "unknown" else "Organization"


class _Actors:
    """Actors met so far."""

    def __init__(self, aliases: dict[str, str]) -> None:
        self.aliases = aliases
        self.entities: dict[str, Entity] = {}
        self._schemata: dict[str, str] = {}

    def schema(self, ident: str) -> str:
        """The schema of the entity with this id."""
        return self._schemata[ident]

    def add(self, who: Party, origin: str, seen: object) -> str:
        """The entity of *who*; its id."""
        own, who = who, standing(who, self.aliases)
        key = who.key
        known = self.entities.get(key)
        if known is None:
            known = self.entities[key] = Entity(ident("actor", key), schema_of(who))
            self._schemata[known.id] = known.schema
        known.add("name", who.name_ar, origin, seen, "ara")
        if who.name_en:
            known.add("name", who.name_en, origin, seen, "eng")
        if own.key != key:
            known.add("alias", own.name_ar, origin, seen, "ara")
        if usable(who) and who.words != who.name_ar and who.kind not in ("official", "person"):
            known.add("alias", who.words, origin, seen, "ara")
        known.add("country", alpha2(who.country), origin, seen)
        if who.sector and (known.schema, "sector") in _types():
            known.add("sector", who.sector, origin, seen)
        return known.id


def write(corpus: Corpus, out: Package) -> None:
    """Write ``entities.ftm.json`` and ``statements.csv`` into *out*."""
    actors = _Actors(merged(corpus))
    with (
        out.table("statements.csv", STATEMENT_COLUMNS, "The same as statements", quoting=csv.QUOTE_ALL) as table,
        out.text("entities.ftm.json", "Entities, one a line", ENTITY_FIELDS) as stream,
    ):

        def emit(entity: Entity) -> None:
            if not entity.values:
                return
            stream.write(entity.json() + "\n")
            for row in entity.statements():
                table.write(row)
            out.record(entity.id)
            out.counts[entity.schema] += 1

        rejected = {k for k, v in reviews_of(corpus).items() if v == "rejected"}
        originals = {d: g.original for g in corpus.copy_groups() for d in g.docs if d != g.original}
        posts: dict[str, Entity] = {}
        for coding in corpus.codings():
            emit(_article(coding, originals.get(coding.article.doc)))
            for entity in _of_statements(coding, actors, posts, rejected):
                emit(entity)
        for happening in happenings(corpus):
            if happening.actual:
                emit(_event(happening, actors))
            else:
                out.leave_out("events that no report says have happened (FollowTheMoney has no factuality)")
        for _, entity in sorted(posts.items()):
            emit(entity)
        for _, entity in sorted(actors.entities.items()):
            emit(entity)


def _article(coding: Coding, original: str | None) -> Entity:
    a = coding.article
    made = Entity(ident("article", a.doc), "Article")
    made.add("title", a.title or a.doc, a.doc, a.published, "ara")
    made.add("publisher", a.outlet, a.doc, a.published)
    made.add("publishedAt", a.published, a.doc, a.published)
    made.add("sourceUrl", a.url, a.doc, a.published)
    made.add("language", "ara", a.doc, a.published)
    if original:
        made.add("summary", f"copy of {ident('article', original)}", a.doc, a.published)
    return made


def _of_statements(
    coding: Coding, actors: _Actors, posts: dict[str, Entity], rejected: set[tuple[str, str]]
) -> Iterator[Entity]:
    """Mentions, memberships and offices of one article."""
    a = coding.article
    mentioned: dict[str, Party] = {}
    for statement in coding.statements:
        if (a.doc, statement.id) in rejected:
            continue
        origin = f"{a.doc}#{statement.id}"
        people = [party(p, a) for _, p in participants(statement)] + [party(s, a) for s in statement.sources]
        for who in people:
            if usable(who):
                mentioned.setdefault(actors.add(who, origin, a.published), who)
        if isinstance(statement, Relation):
            yield from _tie(coding, statement, actors, posts, origin)
    for key, who in mentioned.items():
        made = Entity(ident("mention", a.doc, key), "Mention")
        made.add("document", ident("article", a.doc), a.doc, a.published)
        made.add("resolved", key, a.doc, a.published)
        made.add("name", who.words, a.doc, a.published, "ara")
        made.add("detectedSchema", schema_of(who), a.doc, a.published)
        yield made


def _tie(
    coding: Coding, relation: Relation, actors: _Actors, posts: dict[str, Entity], origin: str
) -> Iterator[Entity]:
    a = coding.article
    one, other = party(relation.subject, a), party(relation.object, a)
    if not usable(one):
        return
    if relation.type == "holds_role":
        holder = actors.add(one, origin, a.published)
        if actors.schema(holder) != "Person":
            return
        post = posts.setdefault(other.key, Entity(ident("position", other.key), "Position"))
        post.add("name", other.words, origin, a.published, "ara")
        post.add("country", alpha2(other.country), origin, a.published)
        made = Entity(ident("occupancy", one.key, other.key, origin), "Occupancy")
        made.add("holder", holder, origin, a.published)
        made.add("post", post.id, origin, a.published)
    elif relation.type in ("leads", "member_of", "part_of") and usable(other):
        member, body = actors.add(one, origin, a.published), actors.add(other, origin, a.published)
        if actors.schema(body) not in ("Organization", "PublicBody"):
            return
        made = Entity(ident("membership", one.key, other.key, origin), "Membership")
        made.add("member", member, origin, a.published)
        made.add("organization", body, origin, a.published)
        made.add("role", label("relation", relation.type, "en"), origin, a.published)
    else:
        return
    if relation.factuality is not Factuality.ACTUAL:
        made.add("status", _UNCERTAIN.format(relation.factuality.value), origin, a.published)
    made.add("summary", words(coding, relation), origin, a.published, "ara")
    made.add("publisher", f"{root_of(coding, relation).name} / {a.outlet or a.doc}", origin, a.published)
    made.add("proof", ident("article", a.doc), origin, a.published)
    made.add("sourceUrl", a.url, origin, a.published)
    yield made


def _event(happening: Happening, actors: _Actors) -> Entity:
    made = Entity(ident("event", happening.id), "Event")
    lead = happening.lead
    origin, seen = f"{lead.doc}#{lead.statement.id}", happening.first_reported
    made.add("name", happening.story.title if happening.story else lead.words(), origin, seen, "ara")
    kinds = [label("type", happening.type, "en"), label("mode", happening.mode, "en")]
    made.add("keywords", " · ".join(k for k in kinds if k), origin, seen)
    made.add("keywords", happening.type, origin, seen)
    if happening.start and happening.start == happening.end:
        made.add("date", happening.start, origin, seen)
    else:
        made.add("startDate", happening.start, origin, seen)
        made.add("endDate", happening.end, origin, seen)
    if happening.place:
        made.add("location", happening.place.name, origin, seen)
    made.add("country", alpha2(happening.country), origin, seen)
    for who in happening.actors:
        if usable(who):
            made.add("organizer", actors.add(who, origin, seen), origin, seen)
    for who in happening.recipients:
        if usable(who):
            made.add("involved", actors.add(who, origin, seen), origin, seen)
    count = f"{len(happening.told)} reports, {len(happening.outlets)} outlets, {len(happening.roots)} independent roots"
    made.add("notes", count, origin, seen)
    made.add("recordId", happening.id, origin, seen)
    for told in happening.told:
        key, day = f"{told.doc}#{told.statement.id}", told.coding.article.published
        made.add("summary", told.words(), key, day, "ara")
        made.add("proof", ident("article", told.doc), key, day)
        made.add("publisher", told.outlet, key, day)
        made.add("sourceUrl", told.coding.article.url, key, day)
    return made
