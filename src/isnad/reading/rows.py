"""From the fields of a row (JSON object, table row, page, feed item) to an article."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from isnad.reading.failure import MAX_CHARACTERS, Failure, Item, Options, too_long
from isnad.records import Article
from isnad.text.dates import parse_published
from isnad.text.decode import decode

FIELDS = ("doc", "text", "title", "published", "outlet", "url")
_ARABIC = re.compile("[\u0620-\u064a\u066e-\u06d3\u0750-\u077f\ufb50-\ufdff\ufe70-\ufefc]")
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


def article(row: Any, where: str, doc: str, options: Options) -> Iterator[Item]:
    """The article of *row* (:data:`FIELDS`), preceded by notices, or a failure.

    *doc* is its id where the row names none. Characters that are none (NUL, lone surrogates)
    become U+FFFD, so that offsets stay.
    """
    if not isinstance(row, dict):
        yield Failure("error.json_object", {"where": where})
        return
    found = renamed(row, options)
    string = found.get("text")
    if not isinstance(string, str) or not string.strip():
        yield Failure("error.no_text", {"where": where, "found": ", ".join(map(str, row))[:200] or "–"})
        return
    if len(string) > MAX_CHARACTERS:
        yield too_long(where)
        return
    if not _ARABIC.search(string):
        yield Failure("error.no_arabic", {"where": where})
        return
    day, given = options.published, short(found.get("published"))
    if given:
        day = parse_published(given)
        if day is None:
            yield Failure("notice.published", {"where": where, "value": given[:60]}, notice=True)
    yield Article(
        doc=short(found.get("doc")) or doc,
        text=_UNSTORABLE.sub("\ufffd", string),
        title=short(found.get("title")),
        outlet=short(found.get("outlet")),
        published=day,
        url=short(found.get("url")),
    )


def renamed(row: dict[str, Any], options: Options) -> dict[str, Any]:
    """*row* with the field names of an article: a column that the user named stands for its field."""
    if not options.columns:
        return row
    taken = set(options.columns.values())
    found = {k: v for k, v in row.items() if k not in taken}
    found.update((field, row.get(column)) for field, column in options.columns.items())
    return found


def short(value: Any) -> str | None:
    """A short field as text: strings and numbers; None for what is absent or something else."""
    if isinstance(value, bool) or not isinstance(value, (str, int, float)):
        return None
    return _UNSTORABLE.sub("\ufffd", str(value)).strip() or None


def text_of(data: bytes, where: str) -> tuple[str, Failure | None]:
    """The text of *data* and what there is to tell of its encoding (a failure, a notice, or None)."""
    decoded = decode(data)
    string = decoded.text
    if not string:
        return "", Failure("error.empty" if decoded.encoding else "error.binary", {"where": where})
    lost = string.count("\ufffd")
    if lost > 0.02 * len(string):
        try:
            data.decode("utf-8")
            first = 0
        except UnicodeDecodeError as error:
            first = error.start
        return "", Failure("error.encoding", {"where": where, "byte": first})
    if decoded.problems and lost:
        values = {"where": where, "n": lost, "encoding": decoded.encoding}
        return string, Failure("notice.lost", values, notice=True)
    if decoded.problems:
        return string, Failure("notice.repaired", {"where": where}, notice=True)
    return string, None
