"""Who a statement finally rests on, and whether two reports of it are independent.

The root is the innermost source of the chain, or the outlet's own word; where the article carries
an agency's credit, the agency's. A source without a name is vouched for by whoever passed it on:
two outlets that each quote "a security source" have two roots, two that took it from one agency
have one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cache

from isnad.corpus.credits import AGENCIES, agency_id, credit
from isnad.corpus.records import Root
from isnad.lexicon.actors import load
from isnad.records import Article, Coding, Source, SourceKind, Statement
from isnad.text.normal import bare

VIA = " ← "
"""Stands in the key of an unnamed source before whoever passed it on."""
_WORD = re.compile(r"[^\W_]+")
_SPOKEN_FOR = re.compile(
    r"^(?:ال)?(?:متحدث|ناطق)\S*\s+(?:(?:ال)?(?:رسمي|اعلامي|عسكري)\S*\s+)?(?:باسم|بلسان|ل|ب)\s*(.+)$"
)
_STATEMENT_OF = re.compile(
    r"^(?:ال)?(?:بيان|تقرير|بلاغ|رسالة|تصريح)\S*\s+(?:صادر\S*\s+|نشر\S*\s+)?(?:عن|من|ل|ب)?\s*(\S.*)$"
)
_OWN = frozenset(["مراسلنا", "مراسلتنا", "مراسلونا", "مراسلو", "مراسل", "مندوبنا", "مصادرنا", "موفدنا", "موفد"])
_EMPTY = frozenset(["ال", "في", "من", "علي", "عن", "السيد", "الشيخ", "الدكتور", "د", "معالي", "سمو", "صاحب", "فخامة"])
_VOICES = (SourceKind.OUTLET, SourceKind.AGENCY)
_INSTITUTIONS = (SourceKind.ORGANISATION, SourceKind.DOCUMENT)


def roots_of(coding: Coding) -> dict[str, Root]:
    """Statement id to root, for every statement of *coding*.

    A source that is a noun only (``الجيش``, ``الوكالة``) is the actor that the article names with it.
    """
    named = _named_with(coding)
    return {s.id: root_of(s, coding.article, named) for s in coding.statements}


def _named_with(coding: Coding) -> dict[str, tuple[str, str]]:
    """First words of names to the one actor of the base (id, name) that the article names so."""
    found: dict[str, dict[str, str]] = {}
    for statement in coding.statements:
        people = [p for f in ("actors", "recipients", "parties") for p in getattr(statement, f, ())]
        for one in (*statement.sources, *people):
            if one.actor is not None and one.actor.id is not None:
                words = _words(one.span.of(coding.article.text))
                if len(words) > 1:
                    found.setdefault(words[0].removeprefix("ال"), {})[one.actor.id] = one.actor.name_ar
    return {w: next(iter(actors.items())) for w, actors in found.items() if len(actors) == 1}


def root_of(statement: Statement, article: Article, named: Mapping[str, tuple[str, str]] | None = None) -> Root:
    """The root of *statement* in the report that *article* is.

    *named*: first words of names to the actors that the article names so; :func:`roots_of` finds them.
    """
    if not statement.sources:
        return own_word(article)
    inner = statement.sources[0]
    words = _words(inner.span.of(article.text))
    if not words or words[0] in _OWN or _is_outlet(inner, words, article):
        return Root("outlet", article.outlet or article.doc, article.outlet or article.doc)
    name = " ".join(inner.span.of(article.text).split())
    actor = inner.actor
    if actor is not None and actor.id is not None:
        return Root("actor", actor.id, actor.name_ar or name)
    if named and len(words) == 1 and words[0].startswith("ال"):
        meant = named.get(words[0].removeprefix("ال"))
        if meant is not None:
            return Root("actor", meant[0], meant[1] or name)
    spoken_for = _SPOKEN_FOR.match(" ".join(words)) or _STATEMENT_OF.match(" ".join(words))
    if inner.named and inner.kind not in _INSTITUTIONS and inner.kind not in _VOICES:
        return Root("words", " ".join(words[-2:]), name)
    if spoken_for:
        known = _known(spoken_for[1])
        return Root("actor", known, load().actors[known].name_ar) if known else Root("words", spoken_for[1], name)
    if inner.named or (inner.kind in _INSTITUTIONS and not _anonymous(words)):
        return Root("words", " ".join(words), name)
    return Root("words", " ".join(words) + VIA + _passer(statement.sources[1:], article), name)


def own_word(article: Article) -> Root:
    """What an article says without a source rests on: the agency of its credit, else its outlet."""
    given = article.credit or _credit(article)
    if given and given != AGENCIES:
        known = load().actors.get(given)
        return Root("actor", given, known.name_ar if known else given)
    agency = agency_id(article.outlet)
    if agency:
        return Root("actor", agency, load().actors[agency].name_ar)
    return Root("outlet", article.outlet or article.doc, article.outlet or article.doc)


def same_root(a: Root, b: Root) -> bool:
    """Whether two roots are one voice: the same key, or words of which one is the other said shorter."""
    if (a.kind, a.key) == (b.kind, b.key):
        return True
    if a.kind != "words" or b.kind != "words" or VIA in a.key or VIA in b.key:
        return False
    one, other = set(a.key.split()) - _EMPTY, set(b.key.split()) - _EMPTY
    return bool(one and other) and (one <= other or other <= one)


def independent(a: Root, b: Root, *, copies: bool = False) -> bool:
    """Whether two reports of one statement are independent: their roots differ and neither *copies* the other."""
    return not copies and not same_root(a, b)


def distinct(roots: Sequence[Root], copied: Iterable[tuple[int, int]] = ()) -> list[int]:
    """For each root (one a report, in order of publication) the number of the first report it is one with.

    *copied*: pairs of report numbers of which one is a copy of the other. The roots that are their
    own first are the independent ones.
    """
    head = list(range(len(roots)))

    def find(i: int) -> int:
        while head[i] != i:
            head[i] = head[head[i]]
            i = head[i]
        return i

    def join(i: int, j: int) -> None:
        one, other = sorted((find(i), find(j)))
        head[other] = one

    first: dict[tuple[str, str], int] = {}
    for i, root in enumerate(roots):
        join(first.setdefault((root.kind, root.key), i), i)
    named = [i for i in first.values() if roots[i].kind == "words" and VIA not in roots[i].key]
    for k, i in enumerate(named):
        for j in named[k + 1 :]:
            if same_root(roots[i], roots[j]):
                join(i, j)
    for i, j in copied:
        join(i, j)
    return [find(i) for i in range(len(roots))]


def _words(text: str) -> list[str]:
    return _WORD.findall(bare(text))


def _credit(article: Article) -> str | None:
    found = credit(article.text)
    return found.key if found else None


def _is_outlet(inner: Source, words: Sequence[str], article: Article) -> bool:
    """Whether the innermost source is the paper itself: its own name."""
    if inner.kind not in _VOICES or not article.outlet:
        return False
    mine = set(_words(article.outlet))
    if mine and mine <= set(words):
        return True
    actor = inner.actor
    return actor is not None and article.outlet.casefold() in (actor.id, (actor.name_en or "").casefold())


def _anonymous(words: Sequence[str]) -> bool:
    """Whether the words name nobody: their head is one of the nouns for nameless sources."""
    nouns = load().nouns
    for word in words[:2]:
        node = nouns.next.get(word) or nouns.next.get(word.removeprefix("ال"))
        if node is not None and node.form is not None and node.form.noun.source:
            return True
    return False


def _passer(passed: Sequence[Source], article: Article) -> str:
    """Who alone can vouch for an unnamed source: the outlet or agency that passed it on, else the article's own."""
    for source in passed:
        if source.kind in _VOICES:
            if source.actor is not None and source.actor.id is not None:
                return source.actor.id
            return " ".join(_words(source.span.of(article.text)))
    return own_word(article).key


@cache
def _names() -> dict[str, str]:
    names: dict[str, str] = {}
    for actor in sorted(load().actors.values(), key=lambda a: a.id):
        for name, how in actor.names:
            if how == "name":
                names.setdefault(name, actor.id)
    return names


def _known(words: str) -> str | None:
    """The entry of the actor base that *words* begin with, or None."""
    tokens = words.split()
    for end in range(min(len(tokens), 6), 0, -1):
        for start in (tokens[0], tokens[0].removeprefix("لل"), "ال" + tokens[0].removeprefix("لل")):
            found = _names().get(" ".join([start, *tokens[1:end]]))
            if found:
                return found
    return None
