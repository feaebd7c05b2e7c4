"""RSS and Atom files."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from isnad.reading.failure import Failure, Item, Place
from isnad.reading.rows import article

_BODY = ("encoded", "content", "description", "summary")
"""Elements that hold an item's text, the fullest first."""
_DATE = ("pubDate", "published", "date", "issued", "updated")
_BREAKS = frozenset(
    ["p", "div", "br", "li", "h1", "h2", "h3", "h4", "h5", "h6", "tr", "blockquote", "ul", "ol", "table", "section"]
)
_SILENT = frozenset(["script", "style", "iframe", "figure", "figcaption"])


def read_feed(data: bytes, place: Place) -> Iterator[Item]:
    """One article an item: title, link, date, the feed's own title as outlet, the fullest text that it holds."""
    from lxml import etree  # noqa: PLC0415  # only for feeds

    parser = etree.XMLParser(resolve_entities=False, no_network=True, recover=True, huge_tree=False, load_dtd=False)
    try:
        root = etree.fromstring(data.lstrip(), parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        yield Failure("error.xml", {"where": place.where, "reason": str(error)})
        return
    if root is None or _name(root) not in ("rss", "feed", "RDF"):
        yield Failure("error.no_feed", {"where": place.where})
        return
    items = [e for e in root.iter() if _name(e) in ("item", "entry")]
    if not items:
        yield Failure("error.no_items", {"where": place.where})
    outlet = _outlet(root)
    for number, item in enumerate(items, 1):
        where = f"{place.where}:{number}"
        yield from article(_row(item, outlet), where, f"{place.doc}:{number}", place.options)


def _name(element: Any) -> str:
    """Name without namespace; empty for comments."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def _outlet(root: Any) -> str | None:
    channel = next((e for e in root if _name(e) == "channel"), root)
    return next((_inline(e) for e in channel if _name(e) == "title"), None)


def _row(item: Any, outlet: str | None) -> dict[str, Any]:
    children: dict[str, Any] = {}
    for child in item:
        children.setdefault(_name(child), child)

    def first(names: tuple[str, ...]) -> str | None:
        return next((v for n in names if n in children and (v := _inline(children[n]))), None)

    bodies = [_body(children[n]) for n in _BODY if n in children]
    return {
        "doc": first(("guid", "id")) or _link(item),
        "title": first(("title",)),
        "url": _link(item),
        "published": first(_DATE),
        "outlet": first(("publisher",)) or outlet,
        "text": max(bodies, key=len, default="") or None,
    }


def _link(item: Any) -> str | None:
    for child in item:
        if _name(child) == "link" and child.get("rel", "alternate") == "alternate":
            return (child.get("href") or child.text or "").strip() or None
    return None


def _inline(element: Any) -> str | None:
    """The words of an element on one line, markup and entities resolved."""
    return " ".join(_body(element).split()) or None


def _body(element: Any) -> str:
    """The text of an element; its markup, escaped or not, becomes line breaks."""
    raw = "".join(element.itertext()) if not len(element) else _tree(element)
    return _tree(_html(raw)) if "<" in raw or "&" in raw else raw.strip()


def _html(markup: str) -> Any:
    from lxml import html  # noqa: PLC0415

    return html.fragment_fromstring(markup, create_parent="div")


def _tree(root: Any) -> str:
    parts: list[str] = []

    def walk(element: Any) -> None:
        name = _name(element).lower()
        if name not in _SILENT and name:
            if name in _BREAKS:
                parts.append("\n")
            parts.append(element.text or "")
            for child in element:
                walk(child)
            if name in _BREAKS:
                parts.append("\n")
        parts.append(element.tail or "")

    walk(root)
    lines = (" ".join(line.split()) for line in "".join(parts).split("\n"))
    return "\n".join(line for line in lines if line)
