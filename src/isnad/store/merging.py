"""Who was said to be whom."""

from __future__ import annotations

from sqlalchemy import Connection, select

from isnad.store import models as m


def active_merges(connection: Connection) -> dict[str, str]:
    """Source to target of the merges that hold."""
    r = m.MergeRow
    rows = connection.execute(select(r.source, r.target).where(~r.undone).order_by(r.id)).all()
    return {r.source: r.target for r in rows}


def targets(merges: dict[str, str]) -> dict[str, str]:
    """Every merged actor and whom it stands for in the end."""
    found = {}
    for source, target in merges.items():
        seen = {source}
        while target in merges and target not in seen:
            seen.add(target)
            target = merges[target]
        found[source] = target
    return found


def family(merges: dict[str, str], actor: str) -> list[str]:
    """*actor*, whom it was merged into, and everybody else who was."""
    known = targets(merges)
    head = known.get(actor, actor)
    return sorted({head, actor} | {s for s, t in known.items() if t == head})
