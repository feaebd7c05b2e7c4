"""Double coding: two people code one article, neither sees the other's work before both handed theirs in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import Connection, Engine, func, insert, select, update

from isnad.store import models as m

_D, _C = m.DoubleRow, m.DoubleCoderRow
STARTS = ("machine", "blank")


@dataclass(frozen=True, slots=True, kw_only=True)
class Double:
    """An article given to two coders. Each one's revisions are in the track of that name (:meth:`track`)."""

    id: int
    doc: str
    start: str
    """``machine``: they correct what the machine found; ``blank``: they begin with nothing."""
    coders: tuple[str, str]
    submitted: tuple[str | None, str | None]
    """When each handed in; ISO 8601, UTC."""
    opened_by: str
    opened: str
    closed_by: str | None = None
    closed: str | None = None

    @property
    def ready(self) -> bool:
        """Whether both handed in."""
        return all(self.submitted)

    def track(self, coder: str) -> str:
        """Where *coder*'s revisions are. Raises KeyError for somebody else."""
        if coder not in self.coders:
            raise KeyError(f"{coder} is not a coder of double coding {self.id}")
        return f"{self.id}/{coder}"


def _now(at: datetime | None) -> str:
    return (at or datetime.now(UTC)).astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def open_double(
    connection: Connection, doc: str, coders: tuple[str, str], start: str, who: str, at: datetime | None = None
) -> Double:
    """See :meth:`isnad.store.Store.open_double`."""
    if coders[0] == coders[1] or not all(coders):
        raise ValueError("a double coding needs two different coders")
    if start not in STARTS:
        raise ValueError(f"{start!r}: use {' or '.join(STARTS)}")
    if connection.execute(select(m.ArticleRow.id).where(m.ArticleRow.doc == doc)).first() is None:
        raise KeyError(f"there is no article {doc!r} in the corpus")
    if connection.execute(select(_D.id).where(_D.doc == doc, _D.closed.is_(None))).first() is not None:
        raise ValueError(f"{doc!r} is being coded twice already: settle that first")
    number = int(connection.execute(select(func.max(_D.id))).scalar() or 0) + 1
    opened = _now(at)
    row = {"id": number, "doc": doc, "start": start, "opened_by": who, "opened": opened}
    connection.execute(insert(_D), [row])
    rows = [{"double_id": number, "position": n, "coder": c} for n, c in enumerate(coders)]
    connection.execute(insert(_C), rows)
    return Double(
        id=number, doc=doc, start=start, coders=coders, submitted=(None, None), opened_by=who, opened=opened
    )


def submit(connection: Connection, number: int, coder: str, at: datetime | None = None) -> None:
    """See :meth:`isnad.store.Store.submit_double`."""
    here = (_C.double_id == number, _C.coder == coder)
    found = connection.execute(select(_C.submitted).where(*here)).first()
    if found is None:
        raise KeyError(f"{coder} is not a coder of double coding {number}")
    if found.submitted is not None:
        raise ValueError("this was handed in already")
    connection.execute(update(_C).where(*here).values(submitted=_now(at)))


def close(connection: Connection, number: int, who: str, at: datetime | None = None) -> None:
    """See :meth:`isnad.store.Store.close_double`."""
    found = connection.execute(select(_D.closed).where(_D.id == number)).first()
    if found is None:
        raise KeyError(f"there is no double coding {number}")
    if found.closed is not None:
        raise ValueError("this was settled already")
    connection.execute(update(_D).where(_D.id == number).values(closed=_now(at), closed_by=who))


def doubles(engine: Engine, doc: str | None = None) -> tuple[Double, ...]:
    """See :meth:`isnad.store.Store.doubles`."""
    chosen = select(_D.__table__).order_by(_D.id)
    if doc is not None:
        chosen = chosen.where(_D.doc == doc)
    with engine.connect() as connection:
        rows = connection.execute(chosen).all()
        coders: dict[int, list[tuple[str, str | None]]] = {}
        for row in connection.execute(select(_C.__table__).order_by(_C.double_id, _C.position)):
            coders.setdefault(row.double_id, []).append((row.coder, row.submitted))
    return tuple(
        Double(
            id=r.id, doc=r.doc, start=r.start, coders=(coders[r.id][0][0], coders[r.id][1][0]),
            submitted=(coders[r.id][0][1], coders[r.id][1][1]), opened_by=r.opened_by, opened=r.opened,
            closed_by=r.closed_by, closed=r.closed,
        )
        for r in rows
    )  # fmt: skip
