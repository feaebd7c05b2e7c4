"""Everything the coder knows of an article before it decides: mentions, cues, and the network's columns."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from isnad.coding.actors import ActorFinder, ActorMention
from isnad.coding.attribution import Attribution, attribute
from isnad.coding.factuality import Governed, govern
from isnad.coding.features import Array
from isnad.coding.figures import FigureMention, find_figures
from isnad.coding.intervals import Intervals
from isnad.coding.network import FACTS, TYPES
from isnad.coding.numbers import NumberMention, find_numbers
from isnad.coding.place_mention import PlaceMention
from isnad.coding.places import PlaceFinder
from isnad.coding.reference import References, resolve, subjects
from isnad.coding.table import Columns, Evidence, category_sizes, tabulate
from isnad.coding.times import TimeMention, find_times
from isnad.coding.wordtable import Slots
from isnad.coding.wordtable import build as build_slots
from isnad.lexicon import cues as cue_lexicon
from isnad.lexicon import modality as modality_lexicon
from isnad.lexicon.cues import CueMatch
from isnad.lexicon.events import Candidate, EventLexicon
from isnad.records import Article
from isnad.text.document import Document
from isnad.text.function_words import word_classes
from isnad.text.pipeline import analyse
from isnad.text.vectors import word_vectors


@dataclass(slots=True)
class Prepared:
    """An analysed article with every mention in it."""

    article: Article
    doc: Document
    actors: list[ActorMention]
    places: list[PlaceMention]
    times: list[TimeMention]
    numbers: list[NumberMention]
    figures: list[FigureMention]
    references: References
    attribution: Attribution
    governed: dict[int, Governed]
    lexicon: dict[int, list[Candidate]]
    """Event lexicon entries by word."""
    columns: Columns
    slots: Slots
    actors_at: Intervals[ActorMention]
    places_at: Intervals[PlaceMention]
    times_at: Intervals[TimeMention]
    figures_at: Intervals[FigureMention]


class Preparer:
    """Runs the analysis and every finder. One object serves any number of articles."""

    def __init__(self, vectors: Callable[[Document], Array] | None = None) -> None:
        self._actors = ActorFinder()
        self._places = PlaceFinder()
        self._cues = cue_lexicon.load()
        self._modality = modality_lexicon.load()
        self._events = EventLexicon.load()
        self._vectors = vectors or word_vectors
        self._function = {w: k + 1 for k, w in enumerate(sorted(word_classes()))}
        kinds = {
            (c.kind, c.act, form) for c in self._cues.entries for form in ("finite", "participle", "masdar", "fixed")
        }
        self._cue_class = {key: k + 1 for k, key in enumerate(sorted(kinds))}
        groups = {(m.group, m.sets.value) for m in self._modality.entries}
        self._modal_class = {key: k + 1 for k, key in enumerate(sorted(groups))}
        self.sizes = category_sizes(len(self._function) + 1, len(self._cue_class) + 1, len(self._modal_class) + 1)

    def __call__(self, article: Article) -> Prepared:
        """Analyse *article* and find everything in it."""
        doc = analyse(article.text)
        numbers = find_numbers(doc)
        times = find_times(doc, article.published, numbers)
        actors = self._actors.find(doc, article.published)
        places = self._places.find(doc)
        figures = find_figures(doc, numbers, times)
        references = resolve(doc, actors)
        outlets = {m.first for m in actors if m.ref.kind in ("media", "agency")}
        when = {k for t in times for k in range(t.first, t.last)}
        attribution = attribute(doc, self._cues, {m.first for m in actors}, outlets, when)
        governed = govern(doc, self._modality, attribution)
        lexicon = {i: found for i in range(len(doc.words)) if (found := self._events.candidates(doc, i))}
        subject = {i: actors[k].first for i, k in subjects(doc, actors, references).items()}
        pronoun = {i: actors[references.root(k)].first for i, k in references.pronouns.items()}
        evidence = self._evidence(doc, subject, pronoun, attribution, governed, lexicon)
        columns = tabulate(
            doc, self._vectors(doc), evidence, TYPES,
            actors=actors, named=[m.named for m in actors], places=places, times=times, numbers=numbers,
        )  # fmt: skip
        slots = build_slots(doc, actors, places, times, figures, attribution, subject, pronoun)
        return Prepared(
            article, doc, actors, places, times, numbers, figures, references, attribution, governed, lexicon, columns,
            slots, Intervals(actors), Intervals(places), Intervals(times), Intervals(figures),
        )  # fmt: skip

    def _evidence(
        self,
        doc: Document,
        subject: dict[int, int],
        pronoun: dict[int, int],
        attribution: Attribution,
        governed: dict[int, Governed],
        lexicon: dict[int, list[Candidate]],
    ) -> Evidence:
        n = len(doc.words)
        chain_of = {k: attribution.chain(i) for k, i in {k: i for i, k in enumerate(attribution.at)}.items()}
        chains = [chain_of[k] for k in attribution.at]
        fact = [0] * n
        for i, g in governed.items():
            fact[i] = 1 + FACTS.index(g.sets.value)
        events: list[dict[str, float]] = [{} for _ in range(n)]
        frames: dict[int, dict[str, str]] = {}
        for i, found in lexicon.items():
            for c in found:
                if c.weight > events[i].get(c.type, 0.0):
                    events[i][c.type] = c.weight
            frames[i] = dict(max(found, key=lambda c: c.weight).frame)
        modality = [0] * n
        for i in range(n):
            for match in self._modality.at(doc.words, i):
                modality[i] = self._modal_class.get((match.cue.group, match.cue.sets.value), 0)
        return Evidence(
            function=[self._function.get(w.stem if not w.definite else w.norm, 0) for w in doc.words],
            cue=[self._cue_id(attribution.cues.get(i)) for i in range(n)],
            modality=modality,
            fact=fact,
            events=events,
            frames=frames,
            rule_source=[c[0].first if c else -1 for c in chains],
            rule_outer=[c[1].first if len(c) > 1 else -1 for c in chains],
            subjects=subject,
            pronouns=pronoun,
            sources={v.first for f in attribution.frames for v in f.chain},
        )

    def _cue_id(self, match: CueMatch | None) -> int:
        if match is None:
            return 0
        form = "finite" if match.form in ("perfect", "imperfect") else match.form
        return self._cue_class.get((match.cue.kind, match.cue.act, form), 0)
