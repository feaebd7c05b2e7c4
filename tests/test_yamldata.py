"""The lexicon's YAML reader gives what PyYAML gives."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

import isnad
from isnad.lexicon.yamldata import DataError, load_plain_yaml, load_yaml, parse_yaml

DATA = Path(isnad.__file__).parent / "lexicon" / "data"


@pytest.mark.parametrize(
    "text",
    ["", "- 1\n- 1.5\n- -3\n- 0x1f\n- 1e3", "a: yes\nb: No\nc: null\nd: ~\ne:", "'1': '2'\n3: \"no\"",
     "- true\n- on\n- nothing\n- 2013-02-20\n- |\n  نص\n- >\n  آخر", "&x [قال]", "- &x {a: [ب, 0.5]}\n- *x"],
)  # fmt: skip
def test_as_pyyaml(text: str) -> None:
    assert repr(parse_yaml(text)) == repr(yaml.safe_load(text))


def test_every_file_as_pyyaml() -> None:
    found = sorted(DATA.rglob("*.yaml"))
    assert len(found) > 10
    for path in found[::4]:
        text = path.read_text("utf-8")
        assert parse_yaml(text) == yaml.load(text, getattr(yaml, "CSafeLoader", yaml.SafeLoader)), path.name


def test_plain_leaves_scalars_as_they_stand() -> None:
    raw = load_plain_yaml("event_modes.yaml")
    assert raw.keys() == load_yaml("event_modes.yaml").keys()


def test_mistakes_are_named() -> None:
    with pytest.raises(DataError, match="missing from the installation"):
        load_yaml("no_such_file.yaml")
    with pytest.raises(yaml.YAMLError):
        parse_yaml("a: [1")
    with pytest.raises(yaml.YAMLError, match="tags are not allowed"):
        parse_yaml("!!set {a}")
