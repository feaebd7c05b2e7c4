"""The actor base: who is who, and the nouns that name actors without a proper name.

Data live in ``lexicon/data/actors/*.yaml`` (states, armed groups, international
bodies, media, parties, organs, persons) and ``lexicon/data/actor_words.yaml``.
:func:`load` validates them and builds the look-up tables that
:mod:`isnad.coding.actors` matches folded words against. Name patterns may hold
alternatives: ``(أياد|إياد) (آغ|أق) غالي``; an empty alternative is optional.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from importlib.resources import files
from typing import Any

from isnad.lexicon.actor_forms import nisba_forms, noun_forms
from isnad.lexicon.own import with_own_actors
from isnad.lexicon.yamldata import parse_yaml
from isnad.text.normal import bare

KINDS = frozenset(
    [
        "state",
        "government",
        "armed_forces",
        "armed_group",
        "party",
        "international",
        "media",
        "agency",
        "organisation",
        "official",
        "person",
        "population",
        "unknown",
    ]
)
SECTORS = frozenset(
    [
        "GOV",
        "LEG",
        "JUD",
        "MIL",
        "COP",
        "SPY",
        "REB",
        "OPP",
        "PTY",
        "MED",
        "IGO",
        "NGO",
        "CVL",
        "BUS",
        "UAF",
        "CRM",
        "EDU",
        "REL",
        "REF",
        "LAB",
        "ELI",
        "HLH",
        "SET",
    ]
)
_FIELDS = frozenset(
    [
        "id",
        "ar",
        "en",
        "kind",
        "country",
        "sector",
        "aliases",
        "guarded",
        "metonyms",
        "capital",
        "seats",
        "nisba",
        "guard_nisba",
        "guard_names",
        "peoples",
        "roles",
        "short",
        "guard",
    ]
)
_NOUN_FIELDS = frozenset(
    ["w", "pl", "infl", "forms", "kind", "sector", "refers", "not", "number", "not_with"]
)
_FLAGS = frozenset(
    [
        "members",
        "anonymous",
        "source",
        "document",
        "guard",
        "inherit",
        "adj",
        "plural_only",
        "definite",
        "possessed",
    ]
)

NAME, CAPITAL, GUARDED, SHORT = "name", "capital", "guarded", "short"


class LexiconError(ValueError):
    """An entry of the actor data is wrong; the message names the file and the entry."""


@dataclass(frozen=True, slots=True)
class Role:
    """An office held: ``start``/``end`` inclusive, None where open or unknown."""

    role_ar: str
    role_en: str
    org: str
    """Id of the state or body in which the office is held."""
    start: date | None
    end: date | None

    def held_on(self, day: date) -> bool:
        """Whether the office was held on *day*."""
        return (self.start is None or self.start <= day) and (self.end is None or day <= self.end)


@dataclass(frozen=True, slots=True)
class Actor:
    """An entry of the actor base."""

    id: str
    name_ar: str
    name_en: str
    kind: str
    country: str | None
    sector: str | None
    names: tuple[tuple[str, str], ...]
    """Folded spellings with how each names the actor: ``name``, ``capital``, ``guarded``, ``short``."""
    roles: tuple[Role, ...] = ()


@dataclass(frozen=True, slots=True)
class Noun:
    """A generic noun that can head a mention of an actor."""

    lemma: str
    head: str
    """``collective role person population media title``."""
    kind: str
    sector: str | None
    members: bool = False
    anonymous: bool = False
    source: bool = False
    document: bool = False
    guard: bool = False
    inherit: bool = False
    adj: bool = False
    plural_only: bool = False
    definite: bool = False
    possessed: bool = False
    """With a pronoun it names an actor (``بلاده``) though otherwise it needs support."""
    refers: tuple[str, ...] = ()
    """Kinds that the definite noun may take up."""
    not_with: tuple[str, ...] = ()
    """Complements with which the noun is no actor (``حركة المرور``)."""


@dataclass(frozen=True, slots=True)
class NounForm:
    """An inflected form of a noun: number ``s d p``, gender ``m f``."""

    noun: Noun
    number: str
    gender: str


@dataclass(frozen=True, slots=True)
class Organ:
    """An organ that every state has."""

    id: str
    name_ar: str
    name_en: str
    kind: str
    sector: str


@dataclass(slots=True)
class Node:
    """A node of a token trie."""

    next: dict[str, Node] = field(default_factory=dict)
    names: list[tuple[str, str]] = field(default_factory=list)
    """(actor id, how) of the names that end here."""
    form: NounForm | None = None


@dataclass(slots=True)
class ActorBase:
    """Everything the finder looks up. All keys are folded."""

    actors: dict[str, Actor]
    names: Node
    nouns: Node
    nisba: dict[str, str]
    """Inflected nisba adjective without article -> actor id."""
    nisba_pairs: dict[tuple[str, str], str]
    nisba_guard: frozenset[str]
    nisba_plural: frozenset[str]
    sectors: dict[str, str]
    """Inflected sector adjective -> PLOVER sector."""
    plain: frozenset[str]
    organs: dict[tuple[str, ...], Organ]
    """Words of an organ (lemma, then stems) -> organ."""
    by_role: dict[tuple[str, str], list[tuple[Role, str]]]
    """(normalised role, org id) -> roles with the actor id."""
    role_names: dict[str, str]
    locative: frozenset[str]
    same: frozenset[str]
    given: frozenset[str]
    particles: frozenset[str]
    portfolio: frozenset[str]
    anonymity: frozenset[str]
    masculine: frozenset[str]
    feminine: frozenset[str]
    quantities: frozenset[str]
    partitives: frozenset[str]
    approximators: frozenset[str]
    pointers: frozenset[str]
    stop: frozenset[str]
    tied: frozenset[str]
    """Adjectives that tie an actor to the body named after a preposition (``موالية لـ``)."""
    office_heads: frozenset[str]
    """First words of all offices of the base: a person who held none of them is not named by them."""

    def gender(self, actor: Actor, first_word: str) -> str:
        """Grammatical gender of *actor* when named by a name that starts with *first_word* (folded stem)."""
        if actor.kind in ("person", "official"):
            return "f" if any(r.role_ar.split()[0].endswith("ة") for r in actor.roles) else "m"
        if actor.id in self.feminine:
            return "f"
        if actor.kind == "state":
            return "m" if actor.id in self.masculine else "f"
        node = self.nouns.next.get(first_word)
        if node is not None and node.form is not None:
            return node.form.gender
        if actor.kind == "population":
            return "m"
        return "f" if first_word.endswith(("ة", "ات")) else "m"

    def organ_name(self, actor_id: str) -> str | None:
        """English name of a state's organ (``fra-armed-forces``), or None when *actor_id* is none."""
        state, _, organ = actor_id.partition("-")
        found = next((o for o in self.organs.values() if o.id == organ), None)
        return f"{found.name_en} {self.actors[state].name_en}" if found and state in self.actors else None

    def holder(self, role: str, org: str, day: date | None) -> str | None:
        """Id of the one person who held *role* (as normalised by :meth:`role_key`) in *org* on *day*.

        None when the day is unknown, nobody or more than one is known to have held it.
        """
        if day is None:
            return None
        held = {who for r, who in self.by_role.get((role, org), ()) if r.held_on(day)}
        return held.pop() if len(held) == 1 else None

    def role_key(self, words: Iterable[str]) -> str:
        """Normalised role of folded stems without article: synonyms become one."""
        key = " ".join(words)
        return self.role_names.get(key, key)


def expand(pattern: str) -> list[str]:
    """All spellings of a pattern, folded, in order, without repeats.

    >>> expand("(أياد|إياد) (آغ|أق) غالي")
    ['اياد اغ غالي', 'اياد اق غالي']
    """
    out = [pattern]
    while any("(" in p for p in out):
        out = [q for p in out for q in _expand_first(p)]
    return list(dict.fromkeys(" ".join(bare(p).split()) for p in out))


def _expand_first(pattern: str) -> Iterator[str]:
    found = re.search(r"\(([^()]*)\)", pattern)
    if found is None:
        yield pattern
        return
    for alternative in found.group(1).split("|"):
        yield pattern[: found.start()] + alternative + pattern[found.end() :]


@lru_cache(maxsize=1)
def load() -> ActorBase:
    """The shipped actor base with the user's own actors (:mod:`isnad.lexicon.own`), read once.

    Raises :class:`LexiconError` on a faulty entry.
    """
    data = files("isnad.lexicon") / "data"
    words = parse_yaml((data / "actor_words.yaml").read_text("utf-8"))
    raw: list[tuple[str, dict[str, Any]]] = []
    organ_rows: list[dict[str, Any]] = []
    for path in sorted((data / "actors").iterdir(), key=lambda p: p.name):
        if not path.name.endswith(".yaml"):
            continue
        content = parse_yaml(path.read_text("utf-8"))
        rows = [{**content.get("defaults", {}), **e} for e in content["entries"]]
        if path.name == "organs.yaml":
            organ_rows = rows
        else:
            raw.extend((path.name, row) for row in rows)
    return build(with_own_actors(raw), organ_rows, words)


def build(
    raw: list[tuple[str, dict[str, Any]]], organ_rows: list[dict[str, Any]], words: dict[str, Any]
) -> ActorBase:
    """An actor base from raw rows (file name, row), organ rows and the word lists."""
    actors: dict[str, Actor] = {}
    for file, row in raw:
        actor = _actor(file, row)
        if actor.id in actors:
            raise LexiconError(f"{file}: id {actor.id!r} is used twice; give one of them another id")
        actors[actor.id] = actor
    role_names = {a: key for key, alts in words.get("role_synonyms", {}).items() for a in alts}
    base = ActorBase(
        actors=actors, names=Node(), nouns=Node(), nisba={}, nisba_pairs={}, nisba_guard=frozenset(),
        nisba_plural=frozenset(), sectors={}, plain=frozenset(), organs={}, by_role={}, role_names=role_names,
        locative=frozenset(words["locative"]), same=frozenset(words["same"]),
        given=frozenset(map(bare, words["given_names"])),
        particles=frozenset(words["name_particles"]), portfolio=frozenset(words.get("portfolio", ())),
        anonymity=frozenset(words["anonymity"]), masculine=frozenset(words["masculine_states"]),
        feminine=frozenset(words["feminine_actors"]), quantities=frozenset(words["quantities"]),
        partitives=frozenset(words["partitives"]), approximators=frozenset(words["approximators"]),
        pointers=frozenset(words["pointers"]), stop=frozenset(words["stop"]),
        tied=frozenset(f for a in words["tied"] for f in nisba_forms(bare(a))),
        office_heads=frozenset(
            strip_article(bare(r.role_ar).split()[0]).rstrip("ة") for a in actors.values() for r in a.roles
        ),
    )  # fmt: skip
    for actor in actors.values():
        for name, how in actor.names:
            _insert(base.names, name.split()).names.append((actor.id, how))
    for unknown in sorted((base.masculine | base.feminine) - set(actors)):
        raise LexiconError(f"actor_words.yaml: {unknown!r} in masculine_states or feminine_actors is no id")
    _add_roles(base)
    _add_nisba(base, raw, words)
    _add_nouns(base, words)
    _add_organs(base, organ_rows)
    return base


def _insert(root: Node, tokens: list[str]) -> Node:
    node = root
    for token in tokens:
        node = node.next.setdefault(token, Node())
    return node


def _actor(file: str, row: dict[str, Any]) -> Actor:
    where = f"{file}: {row.get('id', row)!r}"
    unknown = sorted(set(row) - _FIELDS)
    if unknown:
        raise LexiconError(f"{where}: unknown field {', '.join(unknown)}")
    for needed in ("id", "ar", "en", "kind"):
        if not isinstance(row.get(needed), str):
            raise LexiconError(f"{where}: field {needed} is missing or no text")
    if row["kind"] not in KINDS:
        raise LexiconError(f"{where}: kind {row['kind']!r} is none of {' '.join(sorted(KINDS))}")
    sector = row.get("sector") or None
    if sector is not None and sector not in SECTORS:
        raise LexiconError(f"{where}: sector {sector!r} is none of {' '.join(sorted(SECTORS))}")
    country = row.get("country")
    if country is not None and not re.fullmatch("[A-Z]{3}", country):
        raise LexiconError(f"{where}: country {country!r} is no ISO 3166-1 alpha-3 code")
    guarded = {n for p in row.get("guard_names", ()) for n in expand(p)}
    names: dict[str, str] = {}
    own = GUARDED if row.get("guard") else NAME
    for how, patterns in (
        (own, [row["ar"], *row.get("aliases", ())]),
        (GUARDED, row.get("guarded", ())),
        (CAPITAL, [*row.get("capital", ()), *row.get("metonyms", ())]),
        (NAME, row.get("seats", ())),
        (SHORT, row.get("short", ())),
    ):
        for pattern in patterns:
            for name in expand(str(pattern)):
                names[name] = GUARDED if name in guarded else how
    roles = tuple(_role(where, r) for r in row.get("roles", ()))
    return Actor(
        row["id"], next(iter(_first(row["ar"]))), row["en"], row["kind"], country, sector,
        tuple(names.items()), roles,
    )  # fmt: skip


def _first(pattern: str) -> Iterator[str]:
    """The first spelling of a pattern, unfolded."""
    while "(" in pattern:
        pattern = next(_expand_first(pattern))
    yield " ".join(pattern.split())


def _role(where: str, row: dict[str, Any]) -> Role:
    try:
        return Role(row["ar"], row["en"], row["org"], _day(row.get("from"), False), _day(row.get("to"), True))
    except (KeyError, ValueError) as error:
        raise LexiconError(f"{where}: role {row!r}: {error}") from error


def _day(value: Any, end: bool) -> date | None:
    """A year, a month (``2012-05``) or a day as a date; an end is the last day that it may be."""
    if value is None:
        return None
    if isinstance(value, date):
        return value
    parts = [int(p) for p in str(value).split("-")]
    if len(parts) == 3:
        return date(parts[0], parts[1], parts[2])
    if len(parts) == 2:
        if not end:
            return date(parts[0], parts[1], 1)
        year, month = (parts[0] + 1, 1) if parts[1] == 12 else (parts[0], parts[1] + 1)
        return date.fromordinal(date(year, month, 1).toordinal() - 1)
    return date(parts[0], 12, 31) if end else date(parts[0], 1, 1)


def strip_article(token: str) -> str:
    """A folded token without its article."""
    return token[2:] if token.startswith("ال") and len(token) > 4 else token


def _add_roles(base: ActorBase) -> None:
    for actor in base.actors.values():
        for role in actor.roles:
            if role.org not in base.actors:
                raise LexiconError(f"{actor.id}: role in {role.org!r}, which is no id of the actor base")
            key = base.role_key(strip_article(t) for t in bare(role.role_ar).split())
            base.by_role.setdefault((key, role.org), []).append((role, actor.id))


def _add_nisba(base: ActorBase, raw: list[tuple[str, dict[str, Any]]], words: dict[str, Any]) -> None:
    guard: set[str] = set()
    plural: set[str] = set()
    pairs = [(w, row["id"]) for _, row in raw for p in row.get("nisba", ()) for w in expand(p)]
    pairs += [(bare(w), ident) for w, ident in words["nisba"].items()]
    for word, ident in pairs:
        if ident not in base.actors:
            raise LexiconError(f"actor_words.yaml: nisba {word!r} names {ident!r}, which is no id")
        parts = word.split()
        if len(parts) == 2:
            for a in nisba_forms(parts[0]):
                for b in nisba_forms(parts[1]):
                    base.nisba_pairs[(a, b)] = ident
            continue
        for form, number in nisba_forms(word).items():
            base.nisba.setdefault(form, ident)
            if number == "p":
                plural.add(form)
    for _, row in raw:
        for people in row.get("peoples", ()):
            base.nisba.setdefault(bare(people), row["id"])
            plural.add(bare(people))
        for p in row.get("guard_nisba", ()):
            guard.update(f for w in expand(p) for f in nisba_forms(w))
    base.nisba_guard = frozenset(guard)
    base.nisba_plural = frozenset(plural)


def _add_nouns(base: ActorBase, words: dict[str, Any]) -> None:
    for head in ("title", "media", "population", "person", "role", "collective"):
        for row in words[head]:
            options = {k: row[k] for k in row if k in _FLAGS}
            wrong = sorted(set(row) - _FLAGS - _NOUN_FIELDS)
            if wrong:
                raise LexiconError(f"actor_words.yaml: {head}: {row['w']}: unknown field {', '.join(wrong)}")
            try:
                noun = Noun(
                    bare(row["w"].split("|")[0]), head, row["kind"], row.get("sector") or None,
                    refers=tuple(row.get("refers", ())),
                    not_with=tuple(row.get("not_with", ())), **options,
                )  # fmt: skip
            except (TypeError, KeyError) as error:
                raise LexiconError(f"actor_words.yaml: {head}: {row!r}: {error}") from error
            if noun.kind not in KINDS or (noun.sector and noun.sector not in SECTORS):
                raise LexiconError(f"actor_words.yaml: {head}: {row['w']}: unknown kind or sector")
            for form, number, gender in noun_forms(row, head):
                tokens = form.split()
                tokens[0] = strip_article(tokens[0])
                _insert(base.nouns, tokens).form = NounForm(noun, number, gender)
    for sector, adjectives in words["adjectives"].items():
        for adjective in adjectives:
            for form in nisba_forms(bare(adjective)):
                base.sectors.setdefault(form, sector)
    base.plain = frozenset(
        f for a in (*words["plain_adjectives"], *words["tied"]) for f in nisba_forms(bare(a))
    )


def _add_organs(base: ActorBase, rows: list[dict[str, Any]]) -> None:
    for row in rows:
        organ = Organ(row["id"], row["ar"], row["en"], row["kind"], row["sector"])
        for word in row["words"]:
            base.organs[tuple(strip_article(t) for t in bare(word).split())] = organ
