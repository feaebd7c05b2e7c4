"""What users may rely on: the names, their documentation, and the snippets of docs/python.md."""

from __future__ import annotations

import doctest
import importlib
import inspect
import re
import subprocess
import sys
from pathlib import Path

import pytest

import isnad
from isnad import records
from isnad.records import Figure

ROOT = Path(__file__).parent.parent
PAGE = ROOT / "docs" / "python.md"


def test_all_is_what_is_documented() -> None:
    page = PAGE.read_text(encoding="utf-8")
    assert set(isnad.__all__) == set(re.findall(r"`isnad\.([a-z_A-Z]+)`", page)) - modules()
    for name in isnad.__all__:
        assert inspect.getdoc(getattr(isnad, name)), name


def modules() -> set[str]:
    return {p.stem for p in (ROOT / "src" / "isnad").iterdir()}


def test_nothing_else_is_public() -> None:
    """In a fresh process: importing submodules binds their names."""
    code = "import isnad; print(*(n for n in vars(isnad) if not n.startswith('_')))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    brought = {"annotations", "Path", "TYPE_CHECKING"}
    assert set(done.stdout.split()) - brought == set(isnad.__all__)


def test_import_is_light() -> None:
    heavy = ("numpy", "spacy", "onnxruntime", "yaml", "trafilatura")
    code = f"import sys, isnad, isnad.records, isnad.cli; print(*(m for m in {heavy} if m in sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert set(done.stdout.split()) <= {"yaml"}


@pytest.mark.parametrize(
    "name", sorted(set(re.findall(r"`isnad(?:\.[a-z_]+)+", PAGE.read_text(encoding="utf-8"))))
)
def test_names_in_the_page_exist(name: str) -> None:
    parts = name.strip("`").split(".")
    for k in range(len(parts), 0, -1):
        try:
            found = importlib.import_module(".".join(parts[:k]))
        except ModuleNotFoundError:
            continue
        for part in parts[k:]:
            found = getattr(found, part)
        return
    pytest.fail(name)


def test_every_record_says_what_it_is() -> None:
    public = [
        v
        for n, v in vars(records).items()
        if not n.startswith("_") and getattr(v, "__module__", "") == records.__name__
    ]
    assert len(public) >= 20
    for value in public:
        assert inspect.getdoc(value), value


def test_snippets_run(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    failed, attempted = doctest.testfile(
        str(PAGE), module_relative=False, encoding="utf-8", optionflags=doctest.FAIL_FAST
    )
    assert attempted > 20
    assert not failed


def test_package_is_typed() -> None:
    assert (ROOT / "src" / "isnad" / "py.typed").exists()


def test_a_share_that_is_left_out_points_nowhere() -> None:
    coding = isnad.load()("يعيش في المخيم 500 لاجئ بينهم 40 بالمئة من الأطفال.")
    assert [(s.kind, s.measure) for s in coding.statements if isinstance(s, Figure)] == [("figure", "refugees")]
