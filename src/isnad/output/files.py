"""Codings as the bytes of a file: in one of the formats, and written whole or not at all."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from isnad.messages import Lang
from isnad.records import Coding

FORMATS = ("text", "jsonl", "gold", "html")


class InUseError(RuntimeError):
    """Another run is writing the same file."""


def rendered(
    codings: Iterable[Coding], format_: str, lang: Lang = "en", explain: bool = False, colour: bool = False
) -> Iterator[str]:
    """The output in one of :data:`FORMATS`, piece by piece; nothing where there is no coding."""
    if format_ == "html":
        from isnad.output import html  # noqa: PLC0415

        found = list(codings)
        if found:
            yield html.render(found, lang, explain=explain)
        return
    render: Callable[[Coding], str]
    if format_ == "text":
        from isnad.output import text as writer  # noqa: PLC0415

        options = writer.TextOptions(lang, explain, colour)
        render = lambda coding: writer.render(coding, options)  # noqa: E731
    else:
        from isnad.output import gold, jsonl  # noqa: PLC0415

        render = (gold if format_ == "gold" else jsonl).render
    yield from map(render, codings)


def write_whole(pieces: Iterable[str], output: Path) -> bool:
    """Write *pieces* as UTF-8 to *output*, which is complete, or as it was before; whether there was a piece.

    Raises OSError, and InUseError when another run is writing there.
    """
    part = output.with_name(output.name + ".part")
    with part.open("ab") as stream:
        _alone(stream.fileno(), part)
        try:
            stream.truncate(0)
            empty = True
            for piece in pieces:
                stream.write(piece.encode("utf-8", "replace"))
                empty = False
            stream.flush()
            os.fsync(stream.fileno())
            if not empty:
                part.replace(output)
        finally:
            part.unlink(missing_ok=True)
    return not empty


def _alone(descriptor: int, part: Path) -> None:
    """This run alone writes the file, or InUseError; the lock ends with the process however that ends."""
    try:
        import fcntl  # noqa: PLC0415  # not on Windows
    except ImportError:
        return
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        raise InUseError(str(part)) from error
