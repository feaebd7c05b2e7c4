"""How a desk runs."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

LOOPBACK = ("127.0.0.1", "localhost", "::1")
_MB = 1_000_000


@dataclass(frozen=True, slots=True)
class Settings:
    """What ``isnad desk`` was told, and the bounds it keeps."""

    host: str = "127.0.0.1"
    port: int = 8714
    side: Path | None = None
    """File of accounts, sessions and the audit log; None: beside a SQLite corpus, ``corpus.db.desk``."""
    names: tuple[str, ...] = ()
    """Names under which browsers may ask for a desk that others reach (``Host``); empty: any."""
    most_body: int = 100 * _MB
    """Bytes of a request at most."""
    most_files: int = 200
    """Files of one upload at most."""
    idle_hours: float = 2.0
    session_hours: float = 12.0
    """A session ends after so long without a request, and after so long in any case."""

    @property
    def local(self) -> bool:
        """Whether only this machine can reach the desk."""
        return self.host in LOOPBACK


def side_file(database: str, settings: Settings) -> Path:
    """Where accounts and the audit log of the corpus *database* lie.

    Raises ValueError for a database on a server when the settings name no file.
    """
    if settings.side is not None:
        return settings.side
    if "://" in database:
        raise ValueError("A corpus on a server needs a file for accounts and the audit log: give --side FILE")
    return Path(f"{database}.desk")
