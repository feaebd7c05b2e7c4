"""Clean text with a map back to the characters it came from."""

from __future__ import annotations

import html
import re
import unicodedata
from array import array
from dataclasses import dataclass, field

from isnad.records import Span
from isnad.text.normal import MARKS

_INVISIBLE = (
    "\u0000-\u0008\u000e-\u001f\u007f-\u0084\u0086-\u009f\u00ad\u034f\u061c\u180e"
    "\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff\ufff9-\ufffb"
)
_SPACES = "\t\u000b\u000c\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000"
_BREAKS = "\u0085\u2028\u2029\r"
_LETTERS = {
    "ک": "ك", "ڪ": "ك", "ی": "ي", "ې": "ي", "ے": "ي", "ھ": "ه", "ہ": "ه", "ە": "ه", "ۀ": "ه", "ۂ": "ه",
    "ۃ": "ة", "\ufd3e": '"', "\ufd3f": '"', "٪": "%", "\u2010": "-", "\u2011": "-", "\u2212": "-",
}  # fmt: skip
_BARE_ENTITIES = "quot|nbsp|laquo|raquo|ldquo|rdquo|lsquo|rsquo|apos|ndash|mdash|hellip|amp|lt|gt"
_HAMZA = {"ا\u0653": "آ", "ا\u0654": "أ", "ا\u0655": "إ", "و\u0654": "ؤ", "ي\u0654": "ئ", "ى\u0654": "ئ"}

_ANY = re.compile(
    f"[{MARKS}\u0640{_INVISIBLE}{''.join(_LETTERS)}{_SPACES}{_BREAKS}"
    "\ufb50-\ufdff\ufe70-\ufefc\uff01-\uff5e\ud800-\udfff&;<]"
)
_RUN = re.compile(f"[{MARKS}\u0640{_INVISIBLE}]+")
_ENTITY = re.compile(
    "&(?:amp;){0,3}(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z]{2,8}[0-9]{0,2});"
    "|&(?:quot|nbsp|laquo|raquo)(?![A-Za-z])"
)
_BARE_ENTITY = re.compile(f"(?<![A-Za-z&])(?:{_BARE_ENTITIES})$")
_TAG = re.compile(r"</?(?:br|p|div|li)\b[^<>\n]{0,80}>")
_JOINED = re.compile(f"[{MARKS}\u0640]")
_DROP = re.compile(f"[{MARKS}\u0640{_INVISIBLE}]")


@dataclass(slots=True)
class CleanText:
    """Clean text and, for each of its characters, where it stands in the original.

    ``begins[k]`` and ``ends[k]`` are the original code points that clean character
    *k* comes from (vowel signs and tatweel that follow a letter belong to it).
    """

    original_text: str
    text: str
    begins: array[int]
    ends: array[int]
    problems: list[str] = field(default_factory=list)

    def original(self, start: int, end: int) -> Span:
        """The original span of clean ``start:end`` (not empty)."""
        return Span(self.begins[start], self.ends[end - 1])


def clean(text: str) -> CleanText:
    """Remove what is not read and unify what is read alike; keep the map back.

    Vowel signs, tatweel, invisible and control characters go; presentation forms,
    Persian letters, HTML entities (broken ones too), exotic spaces and line ends
    become the plain character; lone surrogates become U+FFFD. A tatweel that
    stands alone as a dash becomes ``-``. Line ends stay as ``\\n``. Takes any
    string, raises nothing, in time linear in its length.
    """
    parts: list[str] = []
    identity = array("I", range(len(text) + 1))
    begins, ends = array("I"), array("I")
    done = 0
    for match in _ANY.finditer(text):
        start = match.start()
        if start < done:
            continue
        found = match.group()
        if found == ";":
            bare = _BARE_ENTITY.search(text[max(done, start - 6) : start])
            if bare is None:
                continue
            start -= len(bare.group())
        if start > done:
            parts.append(text[done:start])
            begins.extend(identity[done:start])
            ends.extend(identity[done + 1 : start + 1])
        new, end = _SINGLE.get(found), start + 1
        if new is None:
            new, end = _replacement(text, start, found, parts, ends)
        done = end
        if new:
            parts.append(new)
            begins.extend([start] * len(new))
            ends.extend([end] * len(new))
    parts.append(text[done:])
    begins.extend(identity[done : len(text)])
    ends.extend(identity[done + 1 : len(text) + 1])
    cleaned = "".join(parts)
    return CleanText(text, cleaned, begins, ends, _problems(text, cleaned))


def _problems(text: str, cleaned: str) -> list[str]:
    """What a person should know about how dirty *text* was."""
    problems: list[str] = []
    lost = cleaned.count("\ufffd")
    if lost:
        problems.append(f"{lost} unreadable characters (\ufffd): the text was damaged before isnad got it.")
    entities = len(_ENTITY.findall(text)) if "&" in text else 0
    if entities:
        problems.append(f"{entities} HTML entities were read as the characters that they stand for.")
    return problems


def _mark_run(text: str, start: int, end: int, parts: list[str], ends: array[int]) -> str:
    """Give the marks of a run to the letter before it; a lone tatweel is a dash."""
    if start and ends and ends[-1] == start and text[start - 1].isalpha():
        for k in range(end - 1, start - 1, -1):
            if _JOINED.match(text[k]):
                ends[-1] = k + 1
                break
        joined = _HAMZA.get(parts[-1][-1:] + text[start])
        if joined:
            parts[-1] = parts[-1][:-1] + joined
        return ""
    alone = "\u0640" in text[start:end] and (end == len(text) or not text[end].isalpha())
    return "-" if alone else ""


_SINGLE: dict[str, str] = {}
"""What single characters become; filled as they are met."""


def _replacement(text: str, start: int, found: str, parts: list[str], ends: array[int]) -> tuple[str, int]:
    """What stands for the original characters from *start* on, and where they end."""
    run = _RUN.match(text, start)
    if run is not None:
        return _mark_run(text, start, run.end(), parts, ends), run.end()
    if found == "&":
        entity = _ENTITY.match(text, start)
        return ("&", start + 1) if entity is None else (_entity(entity.group()), entity.end())
    if found == "<":
        tag = _TAG.match(text, start)
        return ("<", start + 1) if tag is None else ("\n", tag.end())
    if found == ";":
        end = text.index(";", start) + 1
        return _entity("&" + text[start:end]), end
    if found == "\r":
        return "\n", start + (2 if text.startswith("\r\n", start) else 1)
    return _SINGLE.setdefault(found, _plain(found)), start + 1


def _entity(name: str) -> str:
    while name.startswith("&amp;") and len(name) > 5:
        name = "&" + name[5:]
    value = html.unescape(name if name.endswith(";") else name + ";")
    if value.startswith("&") and len(value) > 1:
        return name
    return "".join(_plain(c) for c in value)


def _plain(char: str) -> str:
    """The plain characters that one character stands for (none if it is not read)."""
    if char in _LETTERS:
        return _LETTERS[char]
    if char[0] in _BREAKS:
        return "\n"
    if "\ud800" <= char <= "\udfff":
        return "\ufffd"
    if char.isspace():
        return char if char == "\n" else " "
    if "\ufb50" <= char <= "\ufeff" or "\uff01" <= char <= "\uff5e":
        wide = _DROP.sub("", unicodedata.normalize("NFKC", char))
        return "".join(_LETTERS.get(c, c) for c in wide).strip()
    return _DROP.sub("", char)
