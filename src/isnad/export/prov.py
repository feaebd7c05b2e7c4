"""PROV JSON-LD: every statement along its chain, from the article to who said it first."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import quote

from isnad.export.corpus import Corpus, reviews_of
from isnad.export.happenings import words
from isnad.export.package import Column, Package
from isnad.export.people import Party, party
from isnad.records import Coding, Statement

C = Column
BASE = "urn:isnad:"
CONTEXT = {
    "prov": "http://www.w3.org/ns/prov#",
    "dcterms": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    "isnad": "urn:isnad:terms#",
    "label": "rdfs:label",
    "title": "dcterms:title",
    "issued": {"@id": "dcterms:issued", "@type": "xsd:date"},
    "wasQuotedFrom": {"@id": "prov:wasQuotedFrom", "@type": "@id"},
    "wasAttributedTo": {"@id": "prov:wasAttributedTo", "@type": "@id"},
    "wasDerivedFrom": {"@id": "prov:wasDerivedFrom", "@type": "@id"},
    "wasGeneratedBy": {"@id": "prov:wasGeneratedBy", "@type": "@id"},
    "wasAssociatedWith": {"@id": "prov:wasAssociatedWith", "@type": "@id"},
    "value": "prov:value",
    "atLocation": "prov:atLocation",
    "factuality": "isnad:factuality",
    "statementKind": "isnad:kind",
    "confidence": {"@id": "isnad:confidence", "@type": "xsd:double"},
    "start": {"@id": "isnad:start", "@type": "xsd:integer"},
    "end": {"@id": "isnad:end", "@type": "xsd:integer"},
    "direct": {"@id": "isnad:direct", "@type": "xsd:boolean"},
    "named": {"@id": "isnad:named", "@type": "xsd:boolean"},
}
FIELDS = (
    C("@id", "urn:isnad:article/…, statement/…, saying/…, agent/…"),
    C("wasQuotedFrom", "A statement, the article whose words it is"),
    C("wasAttributedTo", "A statement or saying, whoever says it; an article, its outlet"),
    C("wasDerivedFrom", "A statement or saying, the saying that it passes on; a copy, its likely original"),
    C("wasGeneratedBy", "A statement, the run of isnad that coded the article"),
    C("value", "The words"),
    C("start", "First character in the article", "integer"),
    C("end", "Behind its last one", "integer"),
)


def iri(kind: str, ident: str) -> str:
    """The name of a thing."""
    return f"{BASE}{kind}/{quote(ident, safe='')}"


def nodes(coding: Coding, statement: Statement) -> list[dict[str, Any]]:
    """*statement*, the sayings of its chain and who said them, the statement first.

    The statement is quoted from the article and derived from the outermost saying; that one from the next,
    down to the innermost, which rests on nothing but its speaker.
    """
    article = coding.article
    ident = f"{article.doc}#{statement.id}"
    outlet = iri("agent", article.outlet or article.doc)
    made: dict[str, Any] = {
        "@id": iri("statement", ident),
        "@type": "prov:Entity",
        "statementKind": statement.kind,
        "value": words(coding, statement),
        "start": statement.evidence.start,
        "end": statement.evidence.end,
        "factuality": statement.factuality.value,
        "confidence": round(statement.confidence, 4),
        "wasQuotedFrom": iri("article", article.doc),
        "wasGeneratedBy": iri("coding", article.doc),
        "wasAttributedTo": outlet,
    }
    out = [made]
    passer = made
    for n in reversed(range(len(statement.sources))):
        source = statement.sources[n]
        who = party(source, article)
        agent = _agent(who, article.doc)
        saying = {
            "@id": iri("saying", f"{ident}/{n}"),
            "@type": "prov:Entity",
            "value": who.words,
            "start": source.span.start,
            "end": source.span.end,
            "direct": source.direct,
            "named": source.named,
            "wasAttributedTo": agent["@id"],
        }
        passer["wasDerivedFrom"] = saying["@id"]
        out += [saying, agent]
        passer = saying
    return out


def _agent(who: Party, doc: str) -> dict[str, Any]:
    """Who says it. One known by its words only is one within its article."""
    known = not who.key.startswith("~") or who.named
    person = who.kind in ("person", "official")
    return {
        "@id": iri("agent", who.key if known else f"{doc}/{who.key}"),
        "@type": ["prov:Agent", "prov:Person"] if person else "prov:Agent",
        "label": [{"@value": who.name_ar, "@language": "ar"}]
        + ([{"@value": who.name_en, "@language": "en"}] if who.name_en else []),
    }


def write(corpus: Corpus, out: Package) -> None:
    """Write ``provenance.jsonld`` into *out*."""
    originals = {d: g.original for g in corpus.copy_groups() for d in g.docs if d != g.original}
    reviews = reviews_of(corpus)
    agents: set[str] = set()
    with out.text("provenance.jsonld", "Where every statement comes from (W3C PROV-O)", FIELDS) as stream:
        stream.write(f'{{"@context": {json.dumps(CONTEXT)},\n"@graph": [\n')
        comma = ""
        for coding in corpus.codings():
            found = [*_article(coding, originals.get(coding.article.doc))]
            for statement in coding.statements:
                key = (coding.article.doc, statement.id)
                if reviews.get(key) == "rejected":
                    out.leave_out("rejected by a reviewer")
                    continue
                found += nodes(coding, statement)
                out.record(f"{key[0]}#{key[1]}")
            for node in found:
                if node["@id"].startswith(f"{BASE}agent/"):
                    if node["@id"] in agents:
                        continue
                    agents.add(node["@id"])
                stream.write(comma + json.dumps(node, ensure_ascii=False))
                comma = ",\n"
        stream.write("\n]}\n")
    out.counts["agents"] = len(agents)


def _article(coding: Coding, original: str | None) -> list[dict[str, Any]]:
    a = coding.article
    outlet, software = iri("agent", a.outlet or a.doc), iri("agent", f"isnad {coding.version}")
    article: dict[str, Any] = {
        "@id": iri("article", a.doc),
        "@type": "prov:Entity",
        "wasAttributedTo": outlet,
    }
    if a.title:
        article["title"] = a.title
    if a.published:
        article["issued"] = a.published.isoformat()
    if a.url:
        article["atLocation"] = a.url
    if original:
        article["wasDerivedFrom"] = iri("article", original)
    return [
        article,
        {"@id": outlet, "@type": ["prov:Agent", "prov:Organization"], "label": a.outlet or a.doc},
        {"@id": software, "@type": ["prov:Agent", "prov:SoftwareAgent"], "label": f"isnad {coding.version}"},
        {"@id": iri("coding", a.doc), "@type": "prov:Activity", "wasAssociatedWith": software},
    ]
