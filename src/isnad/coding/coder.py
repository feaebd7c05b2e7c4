"""From an article to its statements: runs the finders in order and writes the records."""

from __future__ import annotations

from datetime import date
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from importlib.resources import files
from pathlib import Path

from threadpoolctl import ThreadpoolController

from isnad.coding.agreements import find_agreements
from isnad.coding.calibration import Calibration
from isnad.coding.drafts import Draft
from isnad.coding.events import EventCoder, Settings
from isnad.coding.explanations import find_explanations
from isnad.coding.people import People
from isnad.coding.prepare import Preparer
from isnad.coding.relation_choice import RelationChooser
from isnad.coding.relations import find_relations
from isnad.coding.stances import find_stances
from isnad.coding.vouching import vouch
from isnad.coding.writer import Writer
from isnad.collector import resting
from isnad.records import Article, Coding
from isnad.text.document import Document

MAX_PROBLEMS = 20
"""Problems of one text that are reported; the rest are counted."""


@cache
def code_version() -> str:
    """The version of isnad that codes, as it stands in every coding."""
    try:
        return version("isnad")
    except PackageNotFoundError:
        return "0+unknown"


@cache
def _threads() -> ThreadpoolController:
    """Sets how many threads numpy's matrix products take."""
    return ThreadpoolController()


class Coder:
    """Codes articles. Loading takes a second or two; one coder serves any number of articles.

    *model*: folder of the event network's weights, or None for the shipped ones.
    """

    def __init__(self, model: Path | None = None, settings: Settings | None = None) -> None:
        with resting():
            self._prepare = Preparer()
            folder = model or Path(str(files("isnad") / "models" / "events"))
            self._events = EventCoder(folder, settings)
            self._relations = RelationChooser(folder)
            self._calibrate = Calibration.load(folder)

    def __call__(
        self,
        text: str,
        *,
        published: date | None = None,
        doc: str = "article",
        title: str | None = None,
        outlet: str | None = None,
        url: str | None = None,
    ) -> Coding:
        """Code one article.

        *text* is any Unicode string: offsets in the result are its code points. *published*
        resolves relative dates; without it they stay unresolved. Raises nothing for what
        stands in the text: what was dirty is told in ``Coding.problems``.
        """
        return self.code(Article(doc=doc, text=text, title=title, outlet=outlet, published=published, url=url))

    def code(self, article: Article) -> Coding:
        """Code *article*, on one thread: faster for small matrices, and the same on every machine."""
        return self.code_and_analyse(article)[0]

    def code_and_analyse(self, article: Article) -> tuple[Coding, Document]:
        """The coding of *article*, and its text analysed, for who needs its words too."""
        with _threads().limit(limits=1, user_api="blas"):
            return self._code(article)

    def _code(self, article: Article) -> tuple[Coding, Document]:
        prepared = self._prepare(article)
        events = self._events.find(prepared)
        people = People(prepared)
        relations = self._relations.choose(prepared, find_relations(prepared))
        agreements = find_agreements(prepared, events)
        stances = find_stances(prepared, events)
        explanations = find_explanations(prepared, events)
        others: list[Draft] = [*relations, *agreements, *stances, *explanations]
        for draft in others:
            vouch(prepared, draft, events)
        writer = Writer(prepared, people, self._calibrate)
        statements = writer.write(events, relations, agreements, stances, explanations)
        problems = prepared.doc.clean.problems
        told = list(dict.fromkeys(problems))[:MAX_PROBLEMS]
        if len(problems) > MAX_PROBLEMS:
            told.append(f"and {len(problems) - MAX_PROBLEMS} more of the same kinds")
        coding = Coding(article=article, statements=statements, version=code_version(), problems=tuple(told))
        return coding, prepared.doc
