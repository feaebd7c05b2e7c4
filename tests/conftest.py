"""Fixtures of the desk's tests: the corpus of :mod:`desk_told`, a store and a client over it.

A module with a corpus of its own defines its own ``database``.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from isnad.store import Store, open_store


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    from desk_told import build  # noqa: PLC0415

    where = tmp_path_factory.mktemp("desk") / "corpus.db"
    build(where).close()
    return where


@pytest.fixture(scope="module")
def store(database: Path) -> Iterator[Store]:
    with open_store(database) as opened:
        yield opened


@pytest.fixture(scope="module")
def client(database: Path) -> Iterator[Any]:
    from desk_told import client_of  # noqa: PLC0415

    with client_of(database) as opened:
        yield opened
