"""Reading the lexicon's YAML files, and the checks that every loader shares."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from importlib import resources
from typing import Any

import yaml

_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class DataError(ValueError):
    """A lexicon file breaks its format; the message names file, entry and what to do."""


def load_yaml(name: str) -> Any:
    """The parsed content of ``lexicon/data/<name>``.

    Raises :class:`DataError` when the file is missing or is not YAML.
    """
    source = resources.files("isnad.lexicon").joinpath(f"data/{name}")
    try:
        return yaml.load(source.read_text("utf-8"), Loader=_Loader)
    except FileNotFoundError as error:
        raise DataError(f"{name} is missing from the installation: reinstall isnad.") from error
    except yaml.YAMLError as error:
        raise DataError(f"{name} is not valid YAML: {error}") from error


_Base: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)


class _Plain(_Base):  # type: ignore[misc]
    """Builds nodes only; their tags are never asked for."""

    def resolve(self, kind: Any, value: Any, implicit: Any) -> str:
        return ""


def load_plain_yaml(name: str) -> Any:
    """As :func:`load_yaml`, but every scalar is a string (``0.5`` and ``null``, too): three times as fast."""
    source = resources.files("isnad.lexicon").joinpath(f"data/{name}")
    try:
        loader = _Plain(source.read_text("utf-8"))
        node = loader.get_single_node()
    except FileNotFoundError as error:
        raise DataError(f"{name} is missing from the installation: reinstall isnad.") from error
    except yaml.YAMLError as error:
        raise DataError(f"{name} is not valid YAML: {error}") from error
    return None if node is None else _plain(node)


def _plain(node: yaml.Node) -> Any:
    if isinstance(node, yaml.MappingNode):
        return {k.value: _plain(v) for k, v in node.value}
    if isinstance(node, yaml.SequenceNode):
        return [_plain(v) for v in node.value]
    return node.value


def required(where: str, raw: Mapping[str, Any], names: Collection[str]) -> None:
    """Raise :class:`DataError` unless *raw* has every field of *names*."""
    missing = [n for n in names if not raw.get(n) and raw.get(n) != []]
    if missing:
        raise DataError(f"{where}: add the missing field(s) {', '.join(missing)}.")


def only_fields(where: str, raw: Mapping[str, Any], names: Collection[str]) -> None:
    """Raise :class:`DataError` when *raw* has a field that is not in *names*."""
    unknown = sorted(set(raw) - set(names))
    if unknown:
        raise DataError(f"{where}: unknown field(s) {', '.join(unknown)}; known: {', '.join(sorted(names))}.")


def choice(where: str, name: str, value: str, allowed: Collection[str]) -> str:
    """*value*, or a :class:`DataError` when it is not one of *allowed*."""
    if value not in allowed:
        raise DataError(f"{where}: {name} is {value!r}; use one of {', '.join(sorted(allowed))}.")
    return value
