"""What kind of file it is: by the ending of its name, and by how it begins."""

from __future__ import annotations

import re
from pathlib import PurePath

LINES = frozenset([".jsonl", ".ndjson"])
HTML = frozenset([".html", ".htm", ".xhtml"])
TABLES = frozenset([".csv", ".tsv"])
FEEDS = frozenset([".rss", ".atom", ".xml"])
ARCHIVES = frozenset([".warc", ".wet"])
PACKED = frozenset([".gz", ".xz", ".zst"])
ZIP = ".zip"
SUFFIXES = (
    ".txt", ".text", *sorted(HTML), ".json", *sorted(LINES), *sorted(TABLES), *sorted(FEEDS), *sorted(ARCHIVES), ZIP,
)  # fmt: skip
"""Endings of the files that are read in a folder, also with ``.gz``, ``.xz`` or ``.zst`` behind."""
DOCUMENTS = {
    ".pdf": "PDF", ".doc": "Word", ".docx": "Word", ".odt": "OpenDocument", ".rtf": "RTF", ".epub": "EPUB",
    ".xls": "Excel", ".xlsx": "Excel", ".ppt": "PowerPoint", ".pptx": "PowerPoint", ".mht": "MHTML",
    ".mhtml": "MHTML", ".eml": "e-mail", ".msg": "e-mail", ".parquet": "Parquet", ".db": "SQLite",
    ".sqlite": "SQLite", ".pages": "Pages",
}  # fmt: skip
"""Files that may well hold articles, in a form that isnad does not read."""
UNREAD_ARCHIVES = {
    ".rar": "RAR", ".7z": "7-Zip", ".tar": "tar", ".tgz": "tar", ".bz2": "bzip2", ".lz4": "LZ4", ".br": "Brotli",
    ".z": "compress", ".wacz": "WACZ", ".tbz": "tar", ".txz": "tar",
}  # fmt: skip
_MARKUP = re.compile(rb"(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]*>\s*)?<(?:!doctype\s+html|html|head|body)\b", re.I)
_OBJECT = re.compile(rb'(?:\xef\xbb\xbf)?\s*\{\s*"')
_FEED = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*(?:<\?[^>]{0,500}>\s*|<!--.{0,2000}?-->\s*)*<(?:rss|feed|rdf:RDF)\b", re.S
)
_XML = re.compile(rb"(?:\xef\xbb\xbf)?\s*<\?xml\b")
_SIGNS: tuple[tuple[bytes, int, str], ...] = (
    (b"%PDF-", 0, "PDF"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 0, "Word, Excel"),
    (b"{\\rtf", 0, "RTF"),
    (b"SQLite format 3\x00", 0, "SQLite"),
    (b"PAR1", 0, "Parquet"),
    (b"\x89PNG\r\n", 0, "PNG"),
    (b"\xff\xd8\xff", 0, "JPEG"),
    (b"GIF8", 0, "GIF"),
    (b"RIFF", 0, "RIFF"),
    (b"ftyp", 4, "MP4"),
    (b"ID3", 0, "MP3"),
    (b"\x7fELF", 0, "ELF"),
    (b"MZ\x90", 0, "EXE"),
    (b"Rar!\x1a\x07", 0, "+RAR"),
    (b"7z\xbc\xaf\x27\x1c", 0, "+7-Zip"),
    (b"BZh", 0, "+bzip2"),
    (b"\x04\x22\x4d\x18", 0, "+LZ4"),
    (b"\x1f\x9d", 0, "+compress"),
    (b"ustar", 257, "+tar"),
)


def ending(name: str) -> str:
    """Lower-case ending of a file name, that of the packed file for ``.gz``, ``.xz`` and ``.zst``."""
    path = PurePath(name)
    last = path.suffix.lower()
    return PurePath(path.stem).suffix.lower() if last in PACKED else last


def readable(name: str) -> bool:
    """Whether a file with this name in a folder is taken."""
    return ending(name) in SUFFIXES


def stem(name: str) -> str:
    """*name*, a path with ``/``, without the endings that only say how the file is written."""
    path = PurePath(name)
    last = path.name
    for _ in range(2):
        end = PurePath(last).suffix.lower()
        if end in PACKED or end in SUFFIXES:
            last = last[: -len(end)] or last
    return (path.parent / last).as_posix()


def office_document(names: set[str]) -> str | None:
    """What a zip with these members really is, where it is an office document or a book."""
    if "[Content_Types].xml" in names:
        return "Excel" if any(n.startswith("xl/") for n in names) else "Word"
    if "mimetype" in names:
        return "EPUB" if "META-INF/container.xml" in names else "OpenDocument"
    return None


def foreign(head: bytes) -> tuple[str, str] | None:
    """Message key and name of a kind that isnad does not read, known by how the file begins; None for others."""
    for sign, at, what in _SIGNS:
        if head[at : at + len(sign)] == sign:
            return ("error.archive", what[1:]) if what.startswith("+") else ("error.document", what)
    return None


def content(head: bytes, end: str) -> str:
    """How to read a file that begins with *head* and is named ``*end``: ``lines json html table feed warc text``."""
    named = {".json": "json", ".txt": "text", ".text": "text"}
    for kinds, kind in ((LINES, "lines"), (HTML, "html"), (TABLES, "table"), (ARCHIVES, "warc")):
        named.update(dict.fromkeys(kinds, kind))
    if end in named:
        return named[end]
    if head.startswith(b"WARC/"):
        return "warc"
    if _FEED.match(head):
        return "feed"
    if _OBJECT.match(head):
        return "lines"
    if _MARKUP.match(head):
        return "html"
    return "feed" if end in FEEDS or _XML.match(head) else "text"
