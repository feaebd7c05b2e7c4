"""What a run was: everything that its output depends on, and the digest of what came out. Written beside the output.

A manifest holds no time of day and no name of a user, so the same run writes the same manifest.
"""

from __future__ import annotations

import hashlib
import json
import os
import platform
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field, replace
from importlib.metadata import PackageNotFoundError, version
from importlib.resources import files
from pathlib import Path
from typing import Any, cast

from isnad.reading import Failure, Input, inputs

FORMAT = 1
_LIBRARIES = ("numpy", "onnxruntime", "SQLAlchemy", "trafilatura", "lxml", "babel", "hijridate")
"""Those that what comes out may depend on."""
_OWN = ("ISNAD_ACTORS", "ISNAD_GAZETTEER")


@dataclass(frozen=True, slots=True)
class InputFile:
    """A file that was read: what it was called, and the SHA-256 of its bytes (None: a pipe, gone once read)."""

    where: str
    doc: str
    path: str | None
    size: int = 0
    sha256: str | None = None

    def source(self) -> Input:
        """The file as it is to be read."""
        return Input(self.where, self.doc, Path(self.path) if self.path else None, self.sha256 is not None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """What a run was."""

    command: str
    """``code`` or ``add``."""
    output: str
    """Where it was written."""
    options: Mapping[str, Any]
    inputs: tuple[InputFile, ...]
    made_with: Mapping[str, Any]
    own_files: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """Variable to path to digest: the user's own actors and places."""
    state: str = "done"
    """``done``; ``begun`` (still at it, or killed), ``interrupted``: what there is was made by the first inputs."""
    articles: int = 0
    """How many were coded (``code``), or added (``add``)."""
    before: Mapping[str, int] = field(default_factory=dict)
    """Of ``add``: the last article and the last file that were there before."""
    sha256: str = ""
    """Of the output file; of ``add``: of everything that the articles added say."""

    def write(self, where: Path) -> None:
        """As JSON, whole or not at all. Raises OSError."""
        where.parent.mkdir(exist_ok=True)
        data = {"isnad_manifest": FORMAT, **asdict(self)}
        part = where.with_name(where.name + ".part")
        try:
            part.write_text(json.dumps(data, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
            part.replace(where)
        finally:
            part.unlink(missing_ok=True)


def read(where: Path) -> Manifest:
    """The manifest at *where*. Raises ValueError when it is none, and OSError."""
    try:
        data = json.loads(where.read_text(encoding="utf-8"))
        if data.pop("isnad_manifest") != FORMAT:
            raise ValueError("it was written by a later version of isnad")
        data["inputs"] = tuple(InputFile(**i) for i in data["inputs"])
        made = Manifest(**data)
        if made.command not in ("code", "add") or not isinstance(made.articles, int):
            raise ValueError("it names no command that can be run again")
        return made
    except (KeyError, TypeError, AttributeError, UnicodeDecodeError, json.JSONDecodeError) as error:
        raise ValueError(f"this is not a manifest of isnad ({type(error).__name__}: {error})") from error


def sha256(path: Path) -> str:
    """Of the file's bytes. Raises OSError."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def sources(paths: Iterable[str | Path | Input | Failure]) -> tuple[list[Input | Failure], tuple[InputFile, ...]]:
    """The files that *paths* stand for, as they are read, and as a manifest names them."""
    found = list(inputs(paths))
    return found, tuple(_named(s) for s in found if isinstance(s, Input))


def _named(source: Input) -> InputFile:
    if source.path is None or not source.regular:
        return InputFile(source.where, source.doc, str(source.path) if source.path else None)
    path = source.path.resolve()
    try:
        return InputFile(source.where, source.doc, str(path), path.stat().st_size, sha256(path))
    except OSError:
        return InputFile(source.where, source.doc, str(path), 0, "")


def made_with() -> dict[str, Any]:
    """What is installed here: isnad's version and the digests of its code, knowledge and models, and the libraries
    and machine that numbers may depend on.
    """
    root = Path(str(files("isnad")))
    models, lexicon, code = hashlib.sha256(), hashlib.sha256(), hashlib.sha256()
    weights: dict[str, str] = {}
    for path in sorted(p for p in root.rglob("*") if p.is_file() and "__pycache__" not in p.parts):
        name = path.relative_to(root).as_posix()
        digest = sha256(path)
        if name.startswith("models/"):
            weights[name.removeprefix("models/")] = digest
            models.update(f"{name}\x1f{digest}\n".encode())
        else:
            (lexicon if "/data/" in name else code).update(f"{name}\x1f{digest}\n".encode())
    return {
        "isnad": _version("isnad"),
        "code": code.hexdigest(),
        "lexicon": lexicon.hexdigest(),
        "models": models.hexdigest(),
        "model_files": weights,
        "python": platform.python_version(),
        "machine": f"{platform.system()} {platform.machine()}",
        "libraries": {name: _version(name) for name in _LIBRARIES},
    }


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "–"


def own_files() -> dict[str, dict[str, str]]:
    """The user's own files (``ISNAD_ACTORS``, ``ISNAD_GAZETTEER``) with their digests. Raises OSError."""
    found: dict[str, dict[str, str]] = {}
    for variable in _OWN:
        paths = [p for p in os.environ.get(variable, "").split(os.pathsep) if p]
        if paths:
            found[variable] = {str(Path(p).resolve()): sha256(Path(p)) for p in paths}
    return found


def use_own_files(manifest: Manifest) -> None:
    """Take the user's own files that the run took, before anything is loaded."""
    for variable in _OWN:
        os.environ.pop(variable, None)
        if variable in manifest.own_files:
            os.environ[variable] = os.pathsep.join(manifest.own_files[variable])


def changed(manifest: Manifest) -> Iterator[tuple[str, str]]:
    """What of *manifest*'s inputs is not as it was: path, and ``missing``, ``changed`` or ``pipe``."""
    own = [InputFile(p, p, p, 0, d) for paths in manifest.own_files.values() for p, d in paths.items()]
    for one in (*own, *manifest.inputs):
        if one.sha256 is None or one.path is None:
            yield one.where, "pipe"
            continue
        try:
            if sha256(Path(one.path)) != one.sha256:
                yield one.path, "changed"
        except OSError:
            yield one.path, "missing"


def differences(then: Mapping[str, Any], now: Mapping[str, Any]) -> list[str]:
    """What is installed differently: names of what :func:`made_with` gives."""
    names = []
    for key in ("isnad", "code", "lexicon", "models", "python", "machine"):
        if then.get(key) != now.get(key):
            names.append(key)
    old = cast(Mapping[str, str], then.get("libraries", {}))
    names += [name for name, v in now["libraries"].items() if old.get(name) != v]
    return names


def beside(output: Path) -> Path:
    """Where the manifest of a file is."""
    return output.with_name(output.name + ".manifest.json")


def of_code(
    output: Path, options: Mapping[str, Any], read_files: tuple[InputFile, ...], articles: int
) -> Manifest:
    """The manifest of a run of ``isnad code`` that has written *output*. Raises OSError."""
    begun = Manifest(
        command="code", output=str(output.resolve()), options=options, inputs=read_files, made_with=made_with(),
        own_files=own_files(), articles=articles,
    )  # fmt: skip
    return replace(begun, sha256=sha256(output))
