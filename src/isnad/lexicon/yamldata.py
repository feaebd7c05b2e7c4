"""Reading the lexicon's YAML files, and the checks that every loader shares."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from importlib import resources
from typing import Any

import yaml

_Base: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class DataError(ValueError):
    """A lexicon file breaks its format; the message names file, entry and what to do."""


class _Loader(_Base):  # type: ignore[misc]
    """Builds nodes only; their tags, which take most of the time, are left to :class:`_Reader`."""

    def resolve(self, kind: Any, value: Any, implicit: Any) -> str:
        return ""

    def descend_resolver(self, current_node: Any, current_index: Any) -> None:
        pass

    def ascend_resolver(self) -> None:
        pass


class _Reader:
    """From nodes to values, as ``yaml.SafeLoader`` makes them.

    The types of YAML 1.1 that the standard calls core: null, booleans, numbers, strings (and dates), lists,
    mappings. No tags and no merge keys.
    """

    def __init__(self) -> None:
        self._plain: dict[str, Any] = {}
        self._typed: Any = yaml.SafeLoader("")

    def value(self, node: yaml.Node) -> Any:
        """What *node* says."""
        if isinstance(node, yaml.ScalarNode):
            return node.value if node.style else self._scalar(node.value)
        if node.tag:
            raise yaml.YAMLError(f"tags are not allowed: {node.tag} {node.start_mark}")
        if isinstance(node, yaml.MappingNode):
            value = self.value
            return {value(k): value(v) for k, v in node.value}
        return [self.value(v) for v in node.value]

    def _scalar(self, text: str) -> Any:
        if text[:1] not in _TYPED:
            return text
        if text not in self._plain:
            tag = self._typed.resolve(yaml.ScalarNode, text, (True, False))
            self._plain[text] = self._typed.construct_object(yaml.ScalarNode(tag, text))
        return self._plain[text]


_TYPED = frozenset(yaml.SafeLoader.yaml_implicit_resolvers)
"""First characters of unquoted scalars that may be other than strings."""


def parse_yaml(text: str) -> Any:
    """The content of a YAML document, as ``yaml.safe_load`` gives it, in half the time.

    Raises ``yaml.YAMLError``. Tags (``!!set``) and merge keys (``<<``) are not known.
    """
    node = _Loader(text).get_single_node()
    return None if node is None else _Reader().value(node)


def load_yaml(name: str) -> Any:
    """The parsed content of ``lexicon/data/<name>``.

    Raises :class:`DataError` when the file is missing or is not YAML.
    """
    return _load(name, parse_yaml)


def load_plain_yaml(name: str) -> Any:
    """As :func:`load_yaml`, but every scalar is a string (``0.5`` and ``null``, too)."""
    return _load(name, _parse_plain)


def _load(name: str, parse: Callable[[str], Any]) -> Any:
    source = resources.files("isnad.lexicon").joinpath(f"data/{name}")
    try:
        return parse(source.read_text("utf-8"))
    except FileNotFoundError as error:
        raise DataError(f"{name} is missing from the installation: reinstall isnad.") from error
    except yaml.YAMLError as error:
        raise DataError(f"{name} is not valid YAML: {error}") from error


def _parse_plain(text: str) -> Any:
    node = _Loader(text).get_single_node()
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
