"""Web archives (WARC)."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

from isnad.reading.failure import MAX_BYTES, Failure, Item, Place, too_long
from isnad.reading.html import read_html
from isnad.reading.rows import article, text_of

_PAGES = ("text/html", "application/xhtml")
_TEXTS = ("text/plain",)


def read_warc(stream: io.BufferedReader, place: Place) -> Iterator[Item]:
    """One article a page that was answered with 200; also the plain text records of WET files.

    The id of an article is its address. The day of the crawl is no date of publication and is not taken for one.
    """
    from warcio.archiveiterator import ArchiveIterator  # noqa: PLC0415  # only for archives
    from warcio.exceptions import ArchiveLoadFailed  # noqa: PLC0415

    others = pages = 0
    try:
        for record in ArchiveIterator(stream):
            kind = _kind(record)
            if kind is None:
                others += 1
                continue
            pages += 1
            yield from _page(record, kind, place)
    except (ArchiveLoadFailed, EOFError, ValueError, IndexError, AttributeError, KeyError) as error:
        yield Failure("error.warc", {"where": place.where, "reason": str(error) or type(error).__name__, "n": pages})
        return
    if not pages:
        yield Failure("error.no_pages", {"where": place.where, "n": others})


def _kind(record: Any) -> str | None:
    """``html`` or ``text`` for a record that holds a page."""
    headers = record.http_headers
    if record.rec_type == "response" and headers is not None:
        if headers.get_statuscode() != "200":
            return None
        content = headers.get_header("Content-Type") or ""
    elif record.rec_type in ("resource", "conversion"):
        content = record.rec_headers.get_header("Content-Type") or ""
    else:
        return None
    if content.lower().startswith(_PAGES):
        return "html"
    return "text" if content.lower().startswith(_TEXTS) else None


def _page(record: Any, kind: str, place: Place) -> Iterator[Item]:
    address = record.rec_headers.get_header("WARC-Target-URI") or ""
    address = address.strip("<> ")
    where = f"{place.where}:{address}"
    try:
        data = record.content_stream().read(MAX_BYTES + 1)
    except Exception as error:  # a body that was cut, or packed in a way that nobody knows
        yield Failure("error.record", {"where": where, "reason": str(error) or type(error).__name__})
        return
    if len(data) > MAX_BYTES:
        yield too_long(where)
        return
    string, failure = text_of(data, where)
    if failure is not None:
        yield failure
        if not failure.notice:
            return
    page: dict[str, Any] | None = {"text": string} if kind == "text" else read_html(string, address)
    if page is None:
        yield Failure("error.html", {"where": where})
    else:
        yield from article({**page, "doc": address, "url": address}, where, place.doc, place.options)
