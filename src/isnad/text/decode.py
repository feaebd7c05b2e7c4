"""Bytes to text: which encoding an Arabic file is in, found from the bytes."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

_COMMON = frozenset("ابتثجحخدذرزسشصضطظعغفقكلمنهويىةأإآؤئء")
_RARE_RUN = re.compile(
    r"(?:^|[^\w])[ؤئةى]|ة[ء-ي]|ى[ء-ي]|[A-Za-z\u00c0-\u00ff][ء-ي]|[ء-ي][A-Za-z\u00c0-\u00ff]"
)
_MOJIBAKE = re.compile("[\u00d8\u00d9][\u0080-\u00bf\u0152-\u0178\u0192-\u2122]")
_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_SAMPLE = 200_000
_BINARY_SHARE = 0.02


@dataclass(frozen=True, slots=True)
class Decoded:
    """Text read from bytes.

    ``encoding`` is a Python codec name (empty when nothing could be read).
    ``problems`` are sentences for the user; an empty tuple means all went well.
    """

    text: str
    encoding: str
    problems: tuple[str, ...] = ()


def decode(data: bytes) -> Decoded:
    """Decode *data* (a whole file) by its byte order mark or by evidence.

    Tried in order: a byte order mark, UTF-16 without a mark, UTF-8, and then the
    better of Windows-1256 and ISO-8859-6, scored by how much plausible Arabic
    they give. Never raises: what cannot be read is told in ``problems``.
    """
    if not data.strip():
        return Decoded("", "utf-8", ("The file is empty: there is no text to code.",))
    for bom, name in _BOMS:
        if data.startswith(bom):
            return _strict_or_lossy(data[len(bom) :] if name == "utf-8" else data, name)
    wide = _utf16_without_mark(data)
    if wide is not None:
        return wide
    try:
        return _checked(data.decode("utf-8"), "utf-8")
    except UnicodeDecodeError as error:
        failure = error
    if _is_binary(data[:_SAMPLE]):
        return Decoded("", "", ("The file is binary, not text: convert it to plain text (UTF-8) first.",))
    return _single_byte(data, failure)


def arabic_score(text: str) -> float:
    """How plausible *text* is as Arabic: about 1 for Arabic prose, 0 or less for the wrong table.

    The share of common Arabic letters among the characters that are not ASCII,
    less a penalty for letters where Arabic never has them (``ة`` inside a word...).
    """
    foreign = [c for c in text if c > "\u007f"]
    if not foreign:
        return 0.0
    good = sum(c in _COMMON or c in "،؛؟«»\u00a0" for c in foreign)
    odd = len(_RARE_RUN.findall(text))
    lam_alif = text.count("ال") + text.count("لا")
    return (good - 3 * odd + lam_alif) / len(foreign)


def _single_byte(data: bytes, failure: UnicodeDecodeError) -> Decoded:
    sample = data[:_SAMPLE]
    scored = []
    for rank, name in enumerate(("cp1256", "iso8859-6", "utf-8")):
        text = sample.decode(name, errors="replace")
        scored.append((arabic_score(text) - text.count("\ufffd") / len(text), -rank, name))
    best, _, name = max(scored)
    if best < 0.3:
        text = data.decode("utf-8", errors="replace")
        return Decoded(
            text,
            "utf-8",
            (
                "The encoding could not be recognised (not UTF-8, UTF-16, Windows-1256 or ISO-8859-6); "
                f"the first undecodable byte is number {failure.start}. Save the file as UTF-8.",
            ),
        )
    return _strict_or_lossy(data, name)


def _strict_or_lossy(data: bytes, name: str) -> Decoded:
    try:
        return _checked(data.decode(name), name)
    except UnicodeDecodeError as error:
        text = data.decode(name, errors="replace")
        lost = text.count("\ufffd")
        where = f"the first at byte {error.start}"
        message = f"{lost} characters could not be read as {name} ({where}): they show as \ufffd."
        return Decoded(text, name, (message,))


def _checked(text: str, name: str) -> Decoded:
    if not text.strip("\ufeff \n\r\t\x00"):
        return Decoded("", name, ("The file is empty: there is no text to code.",))
    sample = text[:_SAMPLE]
    controls = sum(c < " " and c not in "\n\r\t\f\v" for c in sample)
    if controls > _BINARY_SHARE * len(sample):
        return Decoded("", "", ("The file is binary, not text: convert it to plain text (UTF-8) first.",))
    if len(_MOJIBAKE.findall(sample)) > 0.2 * len(sample):
        for table in ("cp1252", "latin-1"):
            try:
                repaired = text.encode(table).decode("utf-8")
            except UnicodeError:
                continue
            return Decoded(repaired, name, ("The text had been encoded twice; it was repaired.",))
    return Decoded(text, name)


def _utf16_without_mark(data: bytes) -> Decoded | None:
    sample = data[: _SAMPLE & ~1]
    pairs = len(sample) // 2
    if pairs < 4:
        return None
    for name, high in (("utf-16-le", sample[1::2]), ("utf-16-be", sample[0::2])):
        arabic = high[:pairs].count(6)
        if arabic > 0.4 * pairs and arabic + high.count(0) + high.count(0x20) > 0.9 * pairs:
            return _strict_or_lossy(data, name)
    return None


def _is_binary(sample: bytes) -> bool:
    controls = sum(sample.count(bytes([c])) for c in range(32) if c not in b"\n\r\t\f\v")
    return controls > _BINARY_SHARE * len(sample)
