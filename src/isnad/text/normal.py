"""Character classes and normal forms of written Arabic.

Two levels, used everywhere:

* *clean* text (made by :mod:`isnad.text.clean`) has no vowel signs, tatweel or
  invisible characters, so that words can be compared;
* the *normal* form of clean text folds the spellings that news mixes freely
  (``أ إ آ ٱ`` to ``ا``, final ``ى`` to ``ي``). It has the same length as the
  clean text, so that offsets are shared.
"""

from __future__ import annotations

import re

MARKS = "\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e4\u06e7\u06e8\u06ea-\u06ed"
"""Combining signs of Arabic (regex class body): vowels, shadda, Quranic signs."""

_FOLD = str.maketrans("أإآٱى", "ااااي")
_DIGITS = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹", "01234567890123456789")
_STRIP = re.compile(f"[{MARKS}\u0640\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\u00ad]")


def fold(text: str) -> str:
    """Return the normal form of *text*; the length is unchanged.

    >>> fold("إلى أمّ")
    'الي امّ'
    """
    return text.translate(_FOLD)


def latin_digits(text: str) -> str:
    """Return *text* with Arabic-Indic and Persian digits as ``0-9``; same length."""
    return text.translate(_DIGITS)


def bare(text: str) -> str:
    """Return the normal form of a word or phrase from anywhere: marks, tatweel and
    invisible characters removed, then folded. The length may shrink.

    >>> bare("مُحَمَّـد")
    'محمد'
    """
    return fold(_STRIP.sub("", text))
