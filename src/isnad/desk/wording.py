"""Interface texts of the desk, a file of ``labels`` an area, and addresses that keep the language."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from importlib.resources import files
from urllib.parse import urlencode

import yaml

from isnad.messages import LANGUAGES, Lang

Say = Callable[..., str]
"""The interface text under a key, its ``{fields}`` filled. Raises KeyError for a key that there is none of."""


@cache
def wording(area: str) -> dict[str, dict[str, str]]:
    """Texts of ``labels/AREA.yaml``, by key and language. Raises ValueError for a key that a language lacks."""
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    found: dict[str, dict[str, str]] = yaml.load(
        (files("isnad.desk") / "labels" / f"{area}.yaml").read_text("utf-8"), Loader=loader
    )
    for key, pair in found.items():
        if set(pair) != set(LANGUAGES) or not all(isinstance(v, str) and v for v in pair.values()):
            raise ValueError(f"labels/{area}.yaml: {key}: give {{en: …, ar: …}}")
    return found


def sayer(area: str, lang: Lang) -> Say:
    """What tells the texts of an area in *lang*: a key and the values of its fields."""
    texts = wording(area)

    def say(key: str, **values: object) -> str:
        found = texts[key][lang]
        return found.format(**values) if values else found

    return say


def address(lang: Lang, path: str, bare: object = False, **query: object) -> str:
    """An address that keeps the language."""
    given = {} if bare else {"lang": lang}
    pairs = {k.rstrip("_"): str(v) for k, v in {**given, **query}.items() if v not in (None, "")}
    return f"{path}?{urlencode(pairs)}" if pairs else path
