"""Who may import what: the table of docs/architecture.md."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

SOURCE = Path(__file__).parent.parent / "src" / "isnad"
DOCUMENT = SOURCE.parent.parent / "docs" / "architecture.md"
EVERYTHING = {"*"}
MAY_IMPORT = {
    "records": set(),
    "collector": set(),
    "text": {"text", "records", "collector", "lexicon.yamldata", "lexicon.calendars"},
    "lexicon": {"lexicon", "records", "collector", "text.normal", "text.document", "text.segment"},
    "coding": {"coding", "text", "lexicon", "records", "collector"},
    "messages": {"lexicon.yamldata"},
    "output": {"output", "records", "messages", "text"},
    "evaluation": {"evaluation", "records", "text"},
    "records_json": {"records"},
    "reading": {"reading", "records", "text", "messages"},
    "store": {"store", "records", "records_json", "corpus.records", "corpus.stems", "text"},
    "corpus": {"corpus", "store", "reading", "coding", "coding_run", "lexicon", "text", "records", "collector", ""},
    "review": {"review", "store", "corpus.records", "records", "records_json", "messages", "lexicon"},
    "export": {"export", "store", "corpus", "output", "records", "records_json", "lexicon", "messages", "text"},
    "dossier": {"dossier", "store", "corpus", "export", "output", "lexicon", "messages", "records", "text"},
    "trust": {
        "trust", "store", "corpus", "reading", "coding_run", "output", "records", "records_json", "messages", "text",
        "lexicon", "",
    },
    "net": set(),
    "cluster": {"cluster", "trust", "corpus", "store", "reading", "coding_run", "records", "records_json"},
    "llm": {"llm", "net", "coding", "coding_run", "lexicon", "records", "text"},
    "watch": {"watch", "net", "corpus", "dossier", "store", "reading", "coding_run", "output", "records", "messages",
              "lexicon"},
    "desk": {"desk", "review", "dossier", "export", "corpus", "store", "reading", "coding_run", "output", "messages",
             "lexicon", "records", "records_json", "text", "commands.filters", "commands.options"},
    "commands": EVERYTHING,
    "coding_run": {"reading", "records", "coding", "text", ""},
    "cli": EVERYTHING,
    "spacy_components": EVERYTHING,
    "__init__": {"coding", "collector", "records"},
}
"""Package or module to those that it may import (a package stands for all in it; empty: ``isnad`` itself)."""


def imports(path: Path) -> set[str]:
    """Modules of ours that *path* imports, also inside functions, without ``isnad.``."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {a.name for a in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path.name}: imports are written in full"
            for a in node.names:
                whole = f"{node.module}.{a.name}"
                module = SOURCE.parent.joinpath(*whole.split("."))
                package = module.is_dir() or module.with_suffix(".py").exists()
                found.add(whole if package else str(node.module))
    return {m.removeprefix("isnad").lstrip(".") for m in found if m.split(".")[0] == "isnad"}


def part(path: Path) -> str:
    return path.relative_to(SOURCE).parts[0].removesuffix(".py")


@pytest.mark.parametrize("name", sorted({part(p) for p in SOURCE.rglob("*.py")}))
def test_imports_go_one_way(name: str) -> None:
    allowed = MAY_IMPORT[name]
    if allowed == EVERYTHING:
        return
    for path in sorted(p for p in SOURCE.rglob("*.py") if part(p) == name):
        for module in imports(path):
            names = {module, module.split(".")[0]} if module else {""}
            assert names & allowed, f"{path.relative_to(SOURCE)} imports isnad.{module}"


def test_every_part_stands_in_the_document() -> None:
    text = DOCUMENT.read_text(encoding="utf-8")
    for name in MAY_IMPORT:
        if name not in ("__init__", "collector", "records_json"):
            assert f"`isnad.{name}`" in text, name


def test_every_file_of_knowledge_stands_in_the_document() -> None:
    text = DOCUMENT.read_text(encoding="utf-8")
    data = SOURCE / "lexicon" / "data"
    named = {p.name for p in data.glob("*.yaml") if p.name in text}
    inner = {"clause_openers.yaml", "event_classes.yaml", "fallback_words.yaml", "function_words.yaml"}
    inner |= {"light_verbs.yaml", "phrase_words.yaml"}
    assert {p.name for p in data.glob("*.yaml")} - inner == named
