"""What a watch must not forget: which articles the rules have seen, which alerts there were, which are to be sent."""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

from isnad.watch.alerts import Alert

KEPT = 200
"""Alerts that the feed holds."""
_NOT_XML = {c: " " for c in (*range(0x20), 0x7F, 0xFFFE, 0xFFFF, *range(0xD800, 0xE000)) if c not in (9, 10, 13)}


@dataclass(slots=True)
class State:
    """Kept in a file beside the corpus, written whole after every step."""

    last: int = 0
    """Number of the last article that the rules have looked at."""
    told: list[str] = field(default_factory=list)
    """Ids of the alerts about stories, which are told once."""
    alerts: list[dict[str, Any]] = field(default_factory=list)
    """The last ones, each with ``at``, when it was found."""
    waiting: list[dict[str, Any]] = field(default_factory=list)
    """Those that the webhook did not take yet, each with ``tries``."""

    @classmethod
    def load(cls, where: Path) -> State | None:
        """The state in a file; None where there is none. Raises ValueError when it is damaged."""
        try:
            return cls(**json.loads(where.read_text(encoding="utf-8")))
        except FileNotFoundError:
            return None
        except (TypeError, ValueError) as error:
            told = f"{where}: damaged ({error}); delete it to begin anew with the articles to come"
            raise ValueError(told) from error

    def save(self, where: Path) -> None:
        """Write it, whole or not at all. Raises OSError."""
        write(where, json.dumps(asdict(self), ensure_ascii=False, indent=1) + "\n")

    def note(self, alert: Alert, at: str, send: bool) -> None:
        """Keep an alert; *send*: there is a webhook."""
        row = {**asdict(alert), "at": at}
        if alert.kind == "story_roots":
            self.told.append(alert.id)
        if any(a["id"] == alert.id for a in self.alerts):
            return
        self.alerts = [*self.alerts, row][-KEPT:]
        if send:
            self.waiting.append({**row, "tries": 0})


def write(where: Path, content: str) -> None:
    """Write a file, whole or not at all. Raises OSError."""
    part = where.with_name(where.name + ".part")
    try:
        with part.open("w", encoding="utf-8", errors="replace") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        part.replace(where)
    finally:
        part.unlink(missing_ok=True)


def atom(corpus: str, alerts: list[dict[str, Any]], now: str) -> str:
    """The alerts as an Atom feed (RFC 4287), newest first."""
    ET.register_namespace("", "http://www.w3.org/2005/Atom")
    feed = ET.Element("{http://www.w3.org/2005/Atom}feed")

    def add(parent: ET.Element, name: str, words: str = "", **attributes: str) -> ET.Element:
        child = ET.SubElement(parent, f"{{http://www.w3.org/2005/Atom}}{name}", attributes)
        child.text = words.translate(_NOT_XML) or None
        return child

    add(feed, "id", f"urn:isnad:alerts:{Path(corpus).name}")
    add(feed, "title", f"isnad: {Path(corpus).name}")
    add(feed, "updated", alerts[-1]["at"] if alerts else now)
    add(add(feed, "author"), "name", "isnad")
    for a in reversed(alerts):
        entry = add(feed, "entry")
        add(entry, "id", f"urn:isnad:alert:{a['id']}")
        add(entry, "title", f"{a['rule']}: {a['what']}")
        add(entry, "updated", a["at"])
        add(entry, "category", term=a["kind"])
        if a["url"] and a["url"].startswith(("http://", "https://")):
            add(entry, "link", href=a["url"].translate(_NOT_XML))
        source = " · ".join(x for x in (a["outlet"], a["published"], f"{a['doc']}#{a['statement']}") if x)
        before = f"\n← {a['before']}" if a["before"] else ""
        add(entry, "content", f"{a['what']}{before}\n{a['evidence']}\n{source}", type="text")
    return '<?xml version="1.0" encoding="utf-8"?>\n' + ET.tostring(feed, encoding="unicode") + "\n"
