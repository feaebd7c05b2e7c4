"""What the review pages and their API show and do; the same functions for both."""

from __future__ import annotations

import io
import json
import tempfile
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from isnad.export import export
from isnad.records import Span, Statement, to_json
from isnad.records_json import from_json
from isnad.review.codebook import FIELDS, Fault, evidence_of, faults
from isnad.store import Action, Double, Draft, Reviewed, Revision, State, Store
from isnad.store.reviewing import PERSON, corrected, differences, redoable, undoable
from isnad.store.writer import is_storable


class FaultyError(ValueError):
    """The codebook objects to what a person wrote."""

    def __init__(self, found: list[Fault]) -> None:
        super().__init__("; ".join(f"{f.key}: {f.field} {f.value}" for f in found))
        self.faults = found


class UnreviewedError(ValueError):
    """An article is not finished while statements were not looked at."""


class StrangerError(ValueError):
    """Somebody who is to code has no account for it."""


@dataclass(frozen=True, slots=True)
class Seen:
    """An article as *user* may see it: in common, or in the user's own track of a double coding."""

    reviewed: Reviewed
    double: Double | None
    track: str
    blank: bool

    @property
    def unreviewed(self) -> int:
        """Statements that nobody looked at."""
        return sum(s.review == "unreviewed" for s in self.reviewed.states)

    @property
    def handed_in(self) -> bool:
        """Whether the user's part of a double coding is over."""
        return self.double is not None and _handed_in(self.double, self.track.partition("/")[2])


def _handed_in(double: Double, user: str) -> bool:
    return user in double.coders and double.submitted[double.coders.index(user)] is not None


def blind(store: Store, doc: str, user: str) -> Double | None:
    """The double coding in which *user* codes this article and others' work must not be seen; None for none."""
    return next((d for d in store.doubles(doc) if user in d.coders and not d.ready), None)


def look(store: Store, doc: str, user: str, double: int | None = None) -> Seen | None:
    """The article *doc*; None when it is not there. In the double coding with that number, the user's own work.

    Raises PermissionError where *user* is not its coder, or must not see the common work on the article while coding
    it blind.
    """
    if not is_storable(doc):
        return None
    if double is None:
        hidden = blind(store, doc, user)
        if hidden is not None:
            raise PermissionError(f"blind:{hidden.id}")
        reviewed = store.reviewed(doc)
        return Seen(reviewed, None, "", False) if reviewed is not None else None
    given = store.double(double)
    if given is None or given.doc != doc:
        return None
    if user not in given.coders:
        raise PermissionError("coder")
    track, blank = given.track(user), given.start == "blank"
    reviewed = store.reviewed(doc, track, blank=blank)
    return Seen(reviewed, given, track, blank) if reviewed is not None else None


def revise(
    store: Store, seen: Seen, *, statement: str, action: Action, who: str, why: str = "",
    changes: Mapping[str, Any] | None = None, added: Mapping[str, Any] | None = None, last: int | None = None,
    redo: bool = False,
) -> Revision:  # fmt: skip
    """Make a revision of the article *seen*. Raises FaultyError, ValueError, KeyError, OutdatedError."""
    article = seen.reviewed.coding.article
    if seen.handed_in:
        raise ValueError("this was handed in already")
    if not is_storable(why) or not is_storable(statement):
        raise FaultyError([Fault("shape", "why")])
    new: Statement | None = None
    if action is Action.CORRECT and changes:
        state = seen.reviewed.state(statement)
        if state is not None:
            try:
                made, _ = corrected(state.statement, dict(changes))
            except (OverflowError, RecursionError) as error:
                raise FaultyError([Fault("shape", "changes")]) from error
            _check(made, article.text, state.statement)
    if action is Action.ADD:
        new = addition(seen, dict(added or {}))
        _check(new, article.text)
    if action is Action.FINISH and seen.unreviewed:
        raise UnreviewedError(f"statements that nobody looked at: {seen.unreviewed}")
    return store.revise(
        Draft(
            doc=article.doc, statement=statement, action=action, who=who, why=why, changes=changes, added=new,
            track=seen.track, seen=last, redo=redo,
        ),
        blank=seen.blank,
    )  # fmt: skip


def addition(seen: Seen, data: dict[str, Any]) -> Statement:
    """The statement that a person wrote: *data* as its JSON; the evidence may be left out. Raises ValueError."""
    trigger = data.get("trigger")
    if not isinstance(trigger, dict) or not isinstance(data.get("kind"), str) or data["kind"] not in FIELDS:
        raise ValueError("an addition needs a kind and a trigger")
    if not data.get("evidence"):
        at = from_json(Span, trigger)
        if type(at.start) is not int or type(at.end) is not int:
            raise FaultyError([Fault("shape", "trigger")])
        text = seen.reviewed.coding.article.text
        if not 0 <= at.start < at.end <= len(text):
            raise FaultyError([Fault("span_outside", "trigger", f"{at.start}–{at.end}")])
        known = tuple(s.statement.evidence for s in seen.reviewed.states)
        data = {**data, "evidence": to_json(evidence_of(text, at, known))}
    try:
        return from_json(Statement, {k: v for k, v in data.items() if k not in ("id", "why", "confidence")})
    except (OverflowError, RecursionError) as error:
        raise FaultyError([Fault("shape", "added")]) from error


def _check(statement: Statement, text: str, before: Statement | None = None) -> None:
    """Raises FaultyError for what is wrong and was not so *before*."""
    known = faults(before, text) if before is not None else []
    found = [f for f in faults(statement, text) if f not in known]
    if found:
        raise FaultyError(found)


def give(store: Store, doc: str, coders: tuple[str, str], start: str, who: str, known: list[str]) -> Double:
    """Give an article to two coders. *known*: who has an account; empty where there are none.

    Raises StrangerError, ValueError, KeyError.
    """
    if not all(map(is_storable, (doc, *coders))):
        raise KeyError(doc)
    stranger = next((c for c in coders if known and c not in known), None)
    if stranger is not None:
        raise StrangerError(stranger)
    return store.open_double(doc, coders, start, who)


def accept_rest(store: Store, seen: Seen, who: str) -> int:
    """Accept every statement that nobody looked at. Returns how many."""
    if seen.handed_in:
        raise ValueError("this was handed in already")
    doc = seen.reviewed.coding.article.doc
    left = [s for s in seen.reviewed.states if s.review == "unreviewed"]
    drafts = [
        Draft(doc=doc, statement=s.statement.id, action=Action.ACCEPT, who=who, track=seen.track, seen=s.last)
        for s in left
    ]
    store.revise_all(drafts, blank=seen.blank)
    return len(left)


def persons_fields(statement: Statement) -> dict[str, tuple[str, str]]:
    """Fields whose value a person gave: field to (who, why)."""
    return {w.field: (w.rule.removeprefix(PERSON), w.detail) for w in statement.why if w.rule.startswith(PERSON)}


def machine_differs(state: State) -> tuple[str, ...]:
    """Fields in which what stands is not what the machine says."""
    return differences(state.machine, state.statement) if state.machine is not None else ()


def can_undo(state: State) -> bool:
    """Whether there is something to take back."""
    return undoable(state.history) is not None


def can_redo(state: State) -> bool:
    """Whether the last thing done was to take something back."""
    return redoable(state.history) is not None


def gold_zip(store: Store) -> bytes:
    """The gold export as a ZIP archive."""
    made = io.BytesIO()
    with tempfile.TemporaryDirectory() as folder, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        written = export(store, "gold", Path(folder))
        for path in sorted(written.iterdir()):
            info = zipfile.ZipInfo(f"gold/{path.name}", (1980, 1, 1, 0, 0, 0))
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, path.read_bytes())
    return made.getvalue()


def side_words(statement: Statement | None, name: str, text: str) -> str:
    """The value of one field for a person to compare: words of the article, codes as they are."""
    if statement is None:
        return ""
    data = to_json(statement)
    value = statement.quote if name == "quote" else data.get(name)
    return words_of(value, text)


def words_of(value: Any, text: str) -> str:
    """A value of a record (plain JSON data) for a person to read: words of the article *text*, codes as they are."""
    if value is None or value == []:
        return "–"
    if isinstance(value, list):
        return "، ".join(words_of(v, text) for v in value)
    if isinstance(value, dict):
        if value.keys() == {"start", "end"}:
            return text[value["start"] : value["end"]]
        span = value.get("span") or value.get("does")
        shown = text[span["start"] : span["end"]] if span else json.dumps(value, ensure_ascii=False)
        actor = value.get("actor")
        known = (actor.get("name_en") or actor.get("id")) if actor else value.get("id")
        extra = [x for x in (known, value.get("kind") if "cue" in value else None) if x]
        if value.get("precision") in ("day", "week", "month", "season", "year", "decade") and value.get("start"):
            extra.append(value["start"] if value["start"] == value["end"] else f"{value['start']} – {value['end']}")
        return f"{shown} ({', '.join(map(str, extra))})" if extra else shown
    if isinstance(value, float):
        return f"{value:g}"
    return str(value).lower() if isinstance(value, bool) else str(value)


def history(store: Store, who: str | None = None, limit: int = 100) -> list[Revision]:
    """The last revisions, the latest first; of one person where named."""
    found = store.revisions(newest=limit if who is None else limit * 20)
    return [r for r in found if who is None or r.who == who][:limit]
