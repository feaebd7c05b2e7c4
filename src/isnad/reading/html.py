"""The article in a web page, by trafilatura."""

from __future__ import annotations

import logging
from typing import Any

_MIN_CHARACTERS = 80
"""Less than this is a menu or a cookie notice, no article."""


def read_html(page: str, address: str | None = None) -> dict[str, Any] | None:
    """Title, date, outlet, address and text of an HTML page (fields as in JSON Lines).

    *address*: where the page came from, if that is known. The date comes from the page's metadata only,
    never from a guess at its text. None when no article is found. Raises nothing for broken markup.
    """
    import trafilatura  # noqa: PLC0415  # slow to import; most runs read no HTML

    for name in ("trafilatura", "htmldate", "courlan", "justext"):
        logging.getLogger(name).setLevel(logging.CRITICAL)
    try:
        found: Any = trafilatura.bare_extraction(
            page.replace("\x00", ""),
            url=address or None,
            include_comments=False,
            include_tables=False,
            with_metadata=True,
            date_extraction_params={"extensive_search": False, "original_date": True},
        )
    except Exception:  # whatever the parser stumbles over, the page has no article to read
        return None
    fields: dict[str, Any] = {}
    if found is not None:
        fields = found if isinstance(found, dict) else found.as_dict()
    page_text = fields.get("text") or ""
    if len(page_text.strip()) < _MIN_CHARACTERS:
        return None
    return {
        "title": fields.get("title"),
        "published": fields.get("date"),
        "outlet": fields.get("sitename") or fields.get("hostname"),
        "url": fields.get("url"),
        "text": page_text,
    }
