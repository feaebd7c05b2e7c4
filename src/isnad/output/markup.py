"""Small pieces of HTML: escaped elements, labels in both languages, offsets as JavaScript counts them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from html import escape
from itertools import accumulate

from isnad.messages import label, text

_CONTROLS = {c: " " for c in (*range(0x09), 0x0B, 0x0C, *range(0x0E, 0x20), 0x7F)}  # noqa: C420


def tag(name: str, content: str = "", /, *, _escaped: str | None = None, **attributes: str) -> str:
    """An element. *content* is HTML already; *_escaped* is text and gets escaped.

    Attribute values are escaped; ``class_`` stands for ``class``, ``data_o`` for ``data-o``.
    """
    inner = content if _escaped is None else escape(_escaped, quote=False)
    given = "".join(f' {k.rstrip("_").replace("_", "-")}="{escape(v)}"' for k, v in attributes.items())
    return f"<{name}{given}>{inner}</{name}>"


def arabic(words: str, class_: str = "w") -> str:
    """Words of the article, set apart from the direction of what stands around them."""
    return tag("span", _escaped=words, class_=class_, lang="ar", dir="rtl")


def pair(ar: str, en: str) -> str:
    """The same in Arabic and English, of which the page shows one."""
    if ar == en:
        return escape(ar, quote=False)
    return tag("span", _escaped=ar, class_="ar", lang="ar", dir="rtl") + tag(
        "span", _escaped=en, class_="en", lang="en", dir="ltr"
    )


def both(key: str, **values: object) -> str:
    """The message *key* in both languages."""
    return pair(text(key, "ar", **values), text(key, "en", **values))


def in_both(key: str) -> str:
    """The message *key* for an attribute, where nothing can be hidden: ``Arabic / English``."""
    return f"{text(key, 'ar')} / {text(key, 'en')}"


def both_labels(group: str, value: str) -> str:
    """The label of a code in both languages."""
    return pair(label(group, value, "ar"), label(group, value, "en"))


def displayed(string: str) -> str:
    """*string* as the page shows it: as many characters, none that an HTML parser drops or joins."""
    return string.replace("\r\n", " \n").replace("\r", "\n").translate(_CONTROLS)


def paragraphs(string: str) -> Iterator[tuple[int, str]]:
    """The lines of an article that hold something, as displayed, each with the code point at which it begins."""
    at = 0
    for line in displayed(string).split("\n"):
        if line.strip():
            yield at, line
        at += len(line) + 1


def utf16_offsets(string: str) -> Callable[[int], int]:
    """From code points to the UTF-16 units that JavaScript counts."""
    if not string or max(string) <= "\uffff":
        return lambda offset: offset
    units = [0, *accumulate(2 if c > "\uffff" else 1 for c in string)]
    return lambda offset: units[offset]
