"""The options that say which statements are meant; they make a :class:`isnad.store.Filter`."""

from __future__ import annotations

from collections.abc import Callable, Set
from datetime import date
from functools import wraps
from typing import TYPE_CHECKING, Any, TypeVar

import click

from isnad.commands.options import day
from isnad.messages import keys

if TYPE_CHECKING:
    from isnad.store import Filter

F = TypeVar("F", bound=Callable[..., Any])
KINDS = ("event", "relation", "figure", "agreement", "stance", "explanation")
FACTUALITY = ("actual", "planned", "possible", "conditional", "sought", "denied", "habitual")
REVIEWS = ("unreviewed", "accepted", "corrected", "rejected", "added")


def _several(_: click.Context, __: click.Parameter, value: tuple[str, ...]) -> tuple[str, ...]:
    """Values given several times, or once with commas."""
    return tuple(v.strip() for one in value for v in one.split(",") if v.strip())


def _one_of(legal: tuple[str, ...]) -> Callable[..., tuple[str, ...]]:
    def check(context: click.Context, parameter: click.Parameter, value: tuple[str, ...]) -> tuple[str, ...]:
        found = _several(context, parameter, value)
        for v in found:
            if v not in legal:
                raise click.BadParameter(f"{v!r} is none of: {', '.join(legal)}.")
        return found

    return check


def legal_types() -> frozenset[str]:
    """Every event and relation type, measure, status and stance, and ``joint`` and ``rival``."""
    groups = ("type.", "relation.", "measure.", "status.", "stance.")
    return frozenset(k.partition(".")[2] for k in keys() if k.startswith(groups)) | {"joint", "rival"}


def _types(context: click.Context, parameter: click.Parameter, value: tuple[str, ...]) -> tuple[str, ...]:
    legal = legal_types()
    found = []
    for v in _several(context, parameter, value):
        chosen = v if v in legal else v.upper() if v.upper() in legal else v.lower()
        if chosen not in legal:
            known = "an event type such as ASSAULT, a relation such as leads, a measure such as killed, a stance"
            raise click.BadParameter(f"{v!r} is no type: give {known} such as oppose.")
        found.append(chosen)
    return tuple(found)


def _countries(context: click.Context, parameter: click.Parameter, value: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(country_code(v) for v in _several(context, parameter, value))


def _actors(_: click.Context, __: click.Parameter, value: tuple[str, ...]) -> tuple[str, ...]:
    return known_actors(value)


def known_actors(value: tuple[str, ...]) -> tuple[str, ...]:
    """The names as given, and the entries of the actor base that bear one of them in any spelling."""
    from isnad.lexicon.actors import load  # noqa: PLC0415
    from isnad.text.normal import bare  # noqa: PLC0415

    if not value:
        return ()
    folded, small = {bare(v) for v in value}, {v.lower() for v in value}
    known = [
        actor.id
        for actor in load().actors.values()
        if actor.name_en.lower() in small or any(name in folded for name, how in actor.names if how == "name")
    ]
    return tuple(dict.fromkeys([*value, *sorted(known)]))


def country_code(value: str) -> str:
    """ISO 3166-1 alpha-3 of a code (two or three letters) or of a country's name, Arabic or English.

    Raises click.BadParameter for one that is not known.
    """
    from isnad.lexicon.places import load_gazetteer  # noqa: PLC0415
    from isnad.text.normal import bare  # noqa: PLC0415

    countries = [p for p in load_gazetteer().places if p.type == "country"]
    code = _two_letters({p.country for p in countries}).get(value.upper(), value.upper())
    for p in countries:
        if code == p.country or value.lower() == p.name_en.lower() or bare(value) == bare(p.name_ar):
            return p.country
    raise click.BadParameter(f"{value!r} is no country: give its code (MLI) or its name.")


def _two_letters(known: Set[str | None]) -> dict[str, str]:
    """Two-letter code to three, of *known* countries only: withdrawn codes (ZAR) stand in the same table."""
    from babel import core  # noqa: PLC0415

    aliases = core.get_global("territory_aliases")
    return {v[0]: k for k, v in aliases.items() if k in known and len(v) == 1}


_OPTIONS = (
    click.option("--kind", "kind", multiple=True, callback=_one_of(KINDS), metavar="KIND",
                 help=f"{', '.join(KINDS)}."),
    click.option("--type", "type_", multiple=True, callback=_types, metavar="TYPE",
                 help="Event type (ASSAULT, CONSULT ...), relation, measure, status or stance."),
    click.option("--actor", multiple=True, callback=_actors, metavar="WHO",
                 help="Who takes part: a name in Arabic or English, or an id."),
    click.option("--role", multiple=True, callback=_several, metavar="ROLE",
                 help="As what: actor, recipient, subject, object, party, mediator, holder, of, by."),
    click.option("--source", multiple=True, callback=_actors, metavar="WHO",
                 help="Who vouches for it, anywhere in the chain."),
    click.option("--country", multiple=True, callback=_countries, metavar="COUNTRY",
                 help="Of a place or of somebody who takes part: code or name."),
    click.option("--place", multiple=True, metavar="PLACE", help="A place by name or gazetteer id."),
    click.option("--from", "date_from", callback=day, metavar="DATE",
                 help="Not before this day: of the happening where the text dates it, else of publication."),
    click.option("--to", "date_to", callback=day, metavar="DATE", help="Not after this day."),
    click.option("--factuality", multiple=True, callback=_one_of(FACTUALITY), metavar="F",
                 help=f"{', '.join(FACTUALITY)}."),
    click.option("--outlet", multiple=True, metavar="NAME", help="Published by this outlet."),
    click.option("--text", "words", metavar="WORDS",
                 help='Words of the evidence, in any spelling, with any clitics; "in a row", beginning*, -without.'),
    click.option("--roots", type=click.IntRange(min=0), default=0, metavar="K",
                 help="Only what K or more independent roots report."),
    click.option("--fold-copies", is_flag=True, help="Of copies of one report, only the likely original."),
    click.option("--review", multiple=True, callback=_one_of(REVIEWS), metavar="R",
                 help=f"What people did (isnad desk): {', '.join(REVIEWS)}; without it all but the rejected."),
    click.option("--min-confidence", type=click.FloatRange(0, 1), default=0.0, metavar="P",
                 help="Not less confidence than this (0 to 1)."),
)  # fmt: skip


def filter_options(command: F) -> F:
    """Gives a command the options of a filter; it gets a ``Filter`` as the argument *wanted*."""

    @wraps(command)
    def with_filter(
        *args: Any, kind: tuple[str, ...], type_: tuple[str, ...], actor: tuple[str, ...], role: tuple[str, ...],
        source: tuple[str, ...], country: tuple[str, ...], place: tuple[str, ...], date_from: date | None,
        date_to: date | None, factuality: tuple[str, ...], outlet: tuple[str, ...], words: str | None, roots: int,
        fold_copies: bool, review: tuple[str, ...], min_confidence: float, **others: Any,
    ) -> Any:  # fmt: skip
        from isnad.store import Filter  # noqa: PLC0415

        wanted: Filter = Filter(
            kind=kind, type=type_, actor=actor, role=role, source=source, country=country, place=place,
            date_from=date_from, date_to=date_to, factuality=factuality, outlet=outlet, text=words, min_roots=roots,
            review=review, fold_copies=fold_copies, min_confidence=min_confidence,
        )  # fmt: skip
        return command(*args, wanted=wanted, **others)

    decorated: Any = with_filter
    for option in reversed(_OPTIONS):
        decorated = option(decorated)
    result: F = decorated
    return result
