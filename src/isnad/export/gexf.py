"""GEXF: actors and their ties with dates and sources, for Gephi."""

from __future__ import annotations

import re
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from isnad.export.corpus import Corpus, merged, reviews_of
from isnad.export.network import Edge, Node, network
from isnad.export.package import Column, Package

C = Column
NODES = (
    C("name_ar", "Arabic name"),
    C("name_en", "English name, when in the actor base"),
    C("kind", "state government armed_forces armed_group party ..."),
    C("country", "ISO 3166-1 alpha-3"),
    C("sector", "PLOVER sector"),
    C("known", "Whether the actor base has it", "boolean"),
    C("statements", "Statements that tie it to somebody", "integer"),
    C("articles", "Articles in which they stand", "integer"),
    C("names", "As the articles call it, most frequent first"),
)
EDGES = (
    C("kind", "event relation agreement"),
    C("type", "PLOVER type, relation type or status"),
    C("statements", "Statements that say it", "integer"),
    C("factuality", "How many of each"),
    C("first", "First day that it is said of; the day of publication where the text gives none", "date"),
    C("last", "Last such day", "date"),
    C("roots", "Who they rest on"),
    C("outlets", "Outlets"),
    C("mentions", "article#statement of each"),
)
_ILLEGAL = re.compile("[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_TYPES = {"integer": "integer", "boolean": "boolean", "number": "double"}


def write(corpus: Corpus, out: Package) -> None:
    """Write ``actors.gexf`` into *out*."""
    rejected = [k for k, v in reviews_of(corpus).items() if v == "rejected"]
    made = network(corpus.codings(), merged(corpus), rejected)
    columns = [*(C(f"node.{c.name}", c.description, c.type) for c in NODES)]
    columns += [C(f"edge.{c.name}", c.description, c.type) for c in EDGES]
    with out.text("actors.gexf", "Actors that are known or have a proper name, and their ties", columns) as stream:
        stream.write('<?xml version="1.0" encoding="UTF-8"?>\n<gexf xmlns="http://gexf.net/1.3" version="1.3">\n')
        stream.write("<meta><creator>isnad</creator></meta>\n")
        stream.write('<graph mode="dynamic" defaultedgetype="directed" timeformat="date">\n')
        stream.write(_attributes("node", NODES) + _attributes("edge", EDGES))
        stream.write("<nodes>\n")
        for key, node in sorted(made.nodes.items()):
            stream.write(_node(key, node))
            out.record(key)
        stream.write("</nodes>\n<edges>\n")
        for edge in sorted(made.edges.values(), key=lambda e: e.id):
            stream.write(_edge(edge))
            out.record(edge.id)
        stream.write("</edges>\n</graph>\n</gexf>\n")
    out.counts.update(nodes=len(made.nodes), edges=len(made.edges))


def _attributes(of: str, columns: tuple[Column, ...]) -> str:
    rows = (
        f'<attribute id="{of[0]}{n}" title="{c.name}" type="{_TYPES.get(c.type, "string")}"/>\n'
        for n, c in enumerate(columns)
    )
    return f'<attributes class="{of}">\n{"".join(rows)}</attributes>\n'


def _values(of: str, columns: tuple[Column, ...], values: dict[str, Any]) -> str:
    made = ""
    for n, c in enumerate(columns):
        value = values[c.name]
        if value is not None and value != "":
            shown = str(value).lower() if isinstance(value, bool) else str(value)
            made += f"<attvalue for={quoteattr(f'{of}{n}')} value={quoteattr(_clean(shown))}/>"
    return f"<attvalues>{made}</attvalues>"


def _node(key: str, node: Node) -> str:
    who = node.party
    values = {
        "name_ar": who.name_ar,
        "name_en": who.name_en,
        "kind": who.kind,
        "country": who.country,
        "sector": who.sector,
        "known": not key.startswith("~"),
        "statements": node.statements,
        "articles": len(node.docs),
        "names": "; ".join(sorted(node.names, key=lambda n: (-node.names[n], n))),
    }
    ident, name = quoteattr(_clean(key)), quoteattr(_clean(who.name))
    return f"<node id={ident} label={name}>{_values('n', NODES, values)}</node>\n"


def _edge(edge: Edge) -> str:
    values = {
        "kind": edge.kind,
        "type": edge.type,
        "statements": len(edge.mentions),
        "factuality": "; ".join(f"{k}={n}" for k, n in sorted(edge.factuality.items())),
        "first": edge.first,
        "last": edge.last,
        "roots": "; ".join(sorted(edge.roots)),
        "outlets": "; ".join(sorted(edge.outlets)),
        "mentions": "; ".join(f"{d}#{s}" for d, s in edge.mentions),
    }
    when = f' start="{edge.first}" end="{edge.last}"' if edge.first and edge.last else ""
    ends = f"source={quoteattr(_clean(edge.source))} target={quoteattr(_clean(edge.target))}"
    label, weight = escape(edge.type), len(edge.mentions)
    ident = quoteattr(_clean(edge.id))
    return f'<edge id={ident} {ends} label="{label}" weight="{weight}"{when}>{_values("e", EDGES, values)}</edge>\n'


def _clean(string: str) -> str:
    """*string* without what XML cannot hold."""
    return _ILLEGAL.sub("", string)
