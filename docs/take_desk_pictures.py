"""Take the pictures of the desk for docs/desk.md and the README.

usage: python docs/take_desk_pictures.py CORPUS [docs/pictures]

CORPUS: a copy of a corpus with stories (``isnad add corpus.db samples``). Needs chromium, an Arabic font (Debian:
chromium fonts-noto-core fonts-noto-ui-core) and playwright. Pages are taken as they are, some in Arabic, some dark.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))

from desk_browser import browsing, serving
from desk_told import build

SIZE = {"width": 1280, "height": 860}


def main(corpus: Path, out: Path) -> None:
    """Write the pictures."""
    out.mkdir(parents=True, exist_ok=True)
    told = Path(tempfile.mkdtemp()) / "corpus.db"  # reports of one attack, for a story with contradictions
    build(told).close()
    with serving(corpus) as address, serving(told) as other, browsing(viewport=SIZE) as context:
        page = context.new_page()
        doc, story = _longest(page, address), _story(page, other)
        shots = (
            ("overview", "/", "en", "light"), ("reader", f"/reader?doc={doc}", "ar", "light"),
            ("story", story, "en", "light"), ("search", "/search", "ar", "light"),
            ("timeline", "/timeline", "en", "light"), ("map", "/map", "ar", "dark"),
            ("network", "/network", "ar", "light"), ("positions", "/positions", "en", "light"),
            ("figures", "/figures", "en", "dark"), ("review", f"/review/article?doc={doc}", "en", "light"),
            ("ingest", "/ingest", "ar", "dark"),
        )  # fmt: skip
        for name, path, lang, theme in shots:
            at = other if name == "story" else address
            page.goto(f"{at}{path}{'&' if '?' in path else '?'}lang={lang}&theme={theme}", wait_until="load")
            page.wait_for_timeout(800)
            page.screenshot(path=str(out / f"desk-{name}.png"))


def _longest(page: Any, address: str) -> str:
    """The article with the longest chain of sources, encoded for an address."""
    rows = page.request.get(f"{address}/api/search?limit=200").json()
    found: list[dict[str, Any]] = next(v for v in rows.values() if isinstance(v, list) and v and "doc" in v[0])
    best = max(found, key=lambda r: (len(str(r.get("chain") or r.get("sources") or "")), r["doc"]))
    return str(page.evaluate("encodeURIComponent", best["doc"]))


def _story(page: Any, address: str) -> str:
    page.goto(f"{address}/stories?lang=en")
    first = page.query_selector('a[href^="/story/"]')
    return str(first.get_attribute("href")).split("?")[0] if first else "/stories"


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2] if len(sys.argv) > 2 else "docs/pictures"))
