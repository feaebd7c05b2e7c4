"""Linked views: time line, map, network, positions, figures. One form of filters, whose state is the address."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, HTTPException, Query, Request, Response
from fastapi.responses import HTMLResponse

from isnad.desk.frame import Asked, as_json, filters, page
from isnad.desk.plots import figures as figures_plot
from isnad.desk.plots import network as network_plot
from isnad.desk.plots import places as places_plot
from isnad.desk.plots import positions as positions_plot
from isnad.desk.plots import timeline as timeline_plot
from isnad.desk.plots.frame import Marks, day_label, span_label
from isnad.desk.queries import chosen
from isnad.desk.queries import search as search_queries
from isnad.desk.queries.chosen import VIEWS, Evidence, View
from isnad.desk.queries.figures import Figures, figures
from isnad.desk.queries.kept import kept
from isnad.desk.queries.places import Places, places
from isnad.desk.queries.positions import Positions, positions_of
from isnad.desk.queries.ties import NODES, Ties, ties
from isnad.desk.queries.timeline import Timeline, Unit, timeline
from isnad.desk.wanted import Wanted
from isnad.desk.web import Db, Lang, User
from isnad.desk.wording import address, sayer
from isnad.messages import text as message
from isnad.output.describe import number
from isnad.store import Store

router = APIRouter()
Mark = Annotated[str | None, Query(max_length=400, description="The mark whose evidence is open, as the plot names it")]
Skip = Annotated[int, Query(ge=0, le=10**6, description="Statements of the evidence that are passed over")]
Units = Annotated[Unit | None, Query(description="Stretch of time of a bar; a coarser one where this gives too many")]
Measure = Annotated[str | None, Query(max_length=20, description=f"One of: {' '.join(chosen.MEASURES)}")]
Actor = Annotated[str | None, Query(max_length=200, description="Key of an actor, as the answer names it")]
Nodes = Annotated[int, Query(ge=2, le=60, description="Actors at most")]


class _Page:
    """What the five pages have in common: addresses that keep the filters, the evidence that is open."""

    def __init__(
        self, request: Request, db: Store, lang: Lang, view: View, wanted: Wanted, mark: str | None, skip: int,
        **own: str | int | None,
    ) -> None:  # fmt: skip
        self.request, self.db, self.lang, self.view, self.wanted, self.mark, self.skip = (
            request, db, lang, view, wanted, mark, skip
        )  # fmt: skip
        self.own = {"lang": lang, **own}
        self.say = sayer("views", lang)

    def again(self, **others: str | int | None) -> str:
        """This view with *others* changed."""
        return f"/{self.view}?{self.wanted.query(**{**self.own, **others})}"

    def opened(self, mark: str) -> str:
        """The address that opens the evidence of *mark*."""
        return self.again(mark=mark) + "#evidence"

    @property
    def marks(self) -> Marks:
        """Writes the marks of the plot."""
        return Marks(self.opened, self.mark)

    def elsewhere(self, path: str, **others: str | int | None) -> str:
        """The same filters in another view."""
        return f"{path}?{self.wanted.query(lang=self.lang, **others)}"

    def evidence(self, measure: str | None = None) -> dict[str, Any]:
        """What the panel of evidence needs."""
        found = None
        if self.mark:
            found = chosen.evidence(
                self.db, self.view, self.wanted.filter, self.mark, self.lang, measure=measure, skip=self.skip
            )
        sort, _, value = (self.mark or "").partition(":")
        narrow = self._narrow(sort, value) if found is not None else None
        return {
            "found": found, "narrow": narrow, "mark": self.mark, "again": self.again, "elsewhere": self.elsewhere,
            "day": lambda d: day_label(d, self.lang), "cards": chosen.CARDS,
            "focus_on": self.again(focus=value, mark=None) if sort == "actor" and self.view == "network" else None,
            "story": address(self.lang, f"/story/{value}") if sort == "story" else None,
            "reader": lambda path: path.replace("?", f"?lang={self.lang}&", 1),
        }  # fmt: skip

    def _narrow(self, sort: str, value: str) -> dict[str, str] | None:
        if sort == "days" and (days := chosen.days_of(value)):
            return {"from": str(days[0]), "to": str(days[1])}
        if sort in ("place", "where"):
            return {"place": value}
        return {"actor": value} if sort == "actor" else None

    def render(self, template: str, **own: Any) -> Response:
        """The page."""
        there = search_queries.choices(self.db)
        _, dropped = chosen.of_view(self.view, self.wanted.filter, None)
        kinds = self.say("comma").join(message(f"heading.{k}", self.lang) for k in chosen.KINDS_OF[self.view])
        shared = {
            "view": self.view, "views": VIEWS, "v": self.say, "here": f"/{self.view}", "own": self.own,
            "empty": there.first is None and not there.outlets, "dropped": kinds if dropped else None,
            "span": lambda a, b: span_label(a, b, self.lang), "number": number, "opened": self.opened,
        }  # fmt: skip
        found = {**filters(self.wanted, self.lang, there.outlets), **shared, **self.evidence(own.get("measure")), **own}
        return page(self.request, template, self.lang, "views", **{**found, "active_page": self.view})



@router.get("/timeline", response_class=HTMLResponse, include_in_schema=False)
def timeline_page(
    request: Request, db: Db, lang: Lang, user: User, wanted: Asked, unit: Units = None, mark: Mark = None,
    skip: Skip = 0,
) -> Response:  # fmt: skip
    """When."""
    own = _Page(request, db, lang, "timeline", wanted, mark, skip, unit=unit)
    found = _timeline(db, wanted, lang, unit)
    plot = timeline_plot.draw(found, own.marks, lang, own.say)
    return own.render("timeline.html", plot=plot, times=found, unit=unit)


def _timeline(db: Store, wanted: Wanted, lang: Lang, unit: Unit | None) -> Timeline:
    return kept(db, ("timeline", wanted.filter, lang, unit), lambda: timeline(db, wanted.filter, lang, unit))


@router.get("/api/timeline", tags=["views"], response_model=Timeline)
def api_timeline(db: Db, lang: Lang, user: User, wanted: Asked, unit: Units = None) -> Response:
    """Statements by day, week, month or year, and the stories among them that most independent roots report."""
    return as_json(_timeline(db, wanted, lang, unit))


@router.get("/map", response_class=HTMLResponse, include_in_schema=False)
def map_page(
    request: Request, db: Db, lang: Lang, user: User, wanted: Asked, mark: Mark = None, skip: Skip = 0,
    at: Annotated[str | None, Query(max_length=60)] = None,
) -> Response:  # fmt: skip
    """Where."""
    window = places_plot.window_of(at)
    own = _Page(request, db, lang, "map", wanted, mark, skip, at=str(window) if window else None)
    found = _places(db, wanted, lang)
    focus = wanted.filter.country[0] if len(wanted.filter.country) == 1 else None
    shown = window or places_plot.window_for(found, focus)
    plot, outside = places_plot.draw(found, shown, focus, own.marks, lang, own.say) if shown else ("", 0)
    ways = shown.ways() if shown else {}
    return own.render("map.html", plot=plot, places=found, outside=outside, ways=ways, moved=window is not None)


def _places(db: Store, wanted: Wanted, lang: Lang) -> Places:
    return kept(db, ("map", wanted.filter, lang), lambda: places(db, wanted.filter, lang))


@router.get("/api/map", tags=["views"], response_model=Places)
def api_map(db: Db, lang: Lang, user: User, wanted: Asked) -> Response:
    """Statements by place: points with their precision, countries as a whole, places that are only described."""
    return as_json(_places(db, wanted, lang))


@router.get("/network", response_class=HTMLResponse, include_in_schema=False)
def network_page(
    request: Request, db: Db, lang: Lang, user: User, wanted: Asked, focus: Actor = None, mark: Mark = None,
    skip: Skip = 0,
) -> Response:  # fmt: skip
    """Who with whom."""
    own = _Page(request, db, lang, "network", wanted, mark, skip, focus=focus)
    found = _ties(db, wanted, lang, focus, NODES)
    plot = network_plot.draw(found, own.marks, lang, own.say)
    names = {n.key: n.name for n in found.nodes}
    focus_name = names.get(found.focus or "", focus)
    return own.render("network.html", plot=plot, ties=found, names=names, focus=focus, focus_name=focus_name)


def _ties(db: Store, wanted: Wanted, lang: Lang, focus: str | None, nodes: int) -> Ties:
    question = ("network", wanted.filter, lang, focus, nodes)
    return kept(db, question, lambda: ties(db, wanted.filter, lang, focus=focus, nodes=nodes))


@router.get("/api/network", tags=["views"], response_model=Ties)
def api_network(
    db: Db, lang: Lang, user: User, wanted: Asked, focus: Actor = None, nodes: Nodes = NODES
) -> Response:
    """Actors and what ties them: types, how often, from when to when; with *focus* only whom that actor is tied to."""
    return as_json(_ties(db, wanted, lang, focus, nodes))


@router.get("/positions", response_class=HTMLResponse, include_in_schema=False)
def positions_page(
    request: Request, db: Db, lang: Lang, user: User, wanted: Asked, holder: Actor = None, mark: Mark = None,
    skip: Skip = 0,
) -> Response:  # fmt: skip
    """Who is for what, and where that changed."""
    own = _Page(request, db, lang, "positions", wanted, mark, skip, holder=holder)
    found = _positions(db, wanted, lang, holder)
    plot = positions_plot.draw(found, own.marks, lang, own.say)
    stances = [(s, message(f"stance.{s}", lang), positions_plot.shape(s, 9, 9)) for s in chosen.STANCES]
    return own.render("positions.html", plot=plot, stands=found, stances=stances, holder=holder)


def _positions(db: Store, wanted: Wanted, lang: Lang, holder: str | None) -> Positions:
    question = ("positions", wanted.filter, lang, holder)
    return kept(db, question, lambda: positions_of(db, wanted.filter, lang, holder))


@router.get("/api/positions", tags=["views"], response_model=Positions)
def api_positions(db: Db, lang: Lang, user: User, wanted: Asked, holder: Actor = None) -> Response:
    """Positions of actors over time, with the turns among them; with *holder* those of one, by matter."""
    return as_json(_positions(db, wanted, lang, holder))


@router.get("/figures", response_class=HTMLResponse, include_in_schema=False)
def figures_page(
    request: Request, db: Db, lang: Lang, user: User, wanted: Asked, measure: Measure = None, unit: Units = None,
    mark: Mark = None, skip: Skip = 0,
) -> Response:  # fmt: skip
    """How many."""
    which = chosen.measure_of(measure, wanted.filter)
    own = _Page(request, db, lang, "figures", wanted, mark, skip, measure=which, unit=unit)
    found = _figures(db, wanted, lang, which, unit)
    plot = figures_plot.draw(found, own.marks, lang, own.say)
    measures = [(k, message(f"measure.{k}", lang), n) for k, n in found.measures.items()]
    return own.render(
        "figures.html", plot=plot, figs=found, measures=measures, measure=which, unit=unit,
        powers=bool(found.marks) and figures_plot.by_powers(found.marks),
    )  # fmt: skip


def _figures(db: Store, wanted: Wanted, lang: Lang, measure: str | None, unit: Unit | None) -> Figures:
    question = ("figures", wanted.filter, lang, measure, unit)
    return kept(db, question, lambda: figures(db, wanted.filter, lang, measure, unit))


@router.get("/api/figures", tags=["views"], response_model=Figures)
def api_figures(
    db: Db, lang: Lang, user: User, wanted: Asked, measure: Measure = None, unit: Units = None
) -> Response:
    """Figures of one measure over time: lowest, best, highest, and the stories whose accounts differ."""
    return as_json(_figures(db, wanted, lang, measure, unit))


@router.get("/api/evidence", tags=["views"], response_model=Evidence, responses={404: {"description": "No such mark"}})
def api_evidence(
    db: Db, lang: Lang, user: User, wanted: Asked, view: View,
    mark: Annotated[str, Query(max_length=400, description="As the view names it")], measure: Measure = None,
    skip: Skip = 0,
) -> Response:  # fmt: skip
    """The statements behind a mark of a view, with their words, their chain of sources and how certain they are."""
    found = chosen.evidence(db, view, wanted.filter, mark, lang, measure=measure, skip=skip)
    if found is None:
        raise HTTPException(404, "nothing is behind this mark")
    return as_json(found)
