"""The noun phrase around a place: head nouns, directions, distances, borders, descriptions."""

from __future__ import annotations

import math

from isnad.coding.place_context import Countries
from isnad.coding.place_mention import PlaceMention
from isnad.coding.place_names import NameHit
from isnad.coding.place_resolution import Choice
from isnad.lexicon.place_nouns import PlaceNouns
from isnad.lexicon.places import Gazetteer, Place
from isnad.text.document import Document, Word

INSIDE = frozenset({"في", "داخل", "قرب", "خارج", "امام"})
BORDERS = frozenset({"حدود", "مثلث"})
COUNTRY_WORD = frozenset({"بلاد"})
DISTANCE_UNITS = {
    "كلم": 1.0,
    "كم": 1.0,
    "كيلومترا": 1.0,
    "كيلومتر": 1.0,
    "كيلومترات": 1.0,
    "ميل": 1.609,
    "ميلا": 1.609,
    "اميال": 1.609,
    "كيلو": 1.0,
}
STEP = {"n": (1.0, 0.0), "s": (-1.0, 0.0), "e": (0.0, 1.0), "w": (0.0, -1.0)}


class PhraseReader:
    """Reads place phrases of one document."""

    def __init__(self, doc: Document, gazetteer: Gazetteer, nouns: PlaceNouns, countries: Countries) -> None:
        self._doc = doc
        self._words = doc.words
        self._gazetteer = gazetteer
        self._nouns = nouns
        self._countries = countries
        self._ends: dict[int, int] = {}
        for phrase in doc.phrases:
            self._ends[phrase.head] = max(self._ends.get(phrase.head, 0), phrase.last)

    # --- named places -------------------------------------------------------------------------

    def kind_before(self, hit: NameHit) -> str:
        """Kind of the place noun right before a name (``مدينة`` → ``locality``), or empty."""
        i = self._before(hit.first)
        if i < 0 or hit.pre:
            return ""
        word = self._words[i]
        if word.suf:
            return ""
        if word.definite:
            return "locality" if word.stem == "عاصمة" else ""
        return self._nouns.named.get(word.stem, "")

    def is_nisba(self, word: Word) -> bool:
        """Whether the word is a relative adjective of a state."""
        return bool(self._nisba(word))

    def country_after(self, hit: NameHit) -> str:
        """The country that a nisba right after the name gives it (``طرابلس اللبنانية``), or empty."""
        i = hit.last
        if i >= len(self._words) or self._words[i].sent != self._words[hit.first].sent:
            return ""
        word = self._words[i]
        return self._nisba(word) if word.definite else ""

    def named(self, hit: NameHit, choice: Choice, taken: list[bool]) -> PlaceMention:
        """The mention of a name: extended to its head nouns and adjectives, with its precision."""
        first, direction, part = self._left(hit, taken)
        place = choice.place
        last = self._right(hit.last, bool(choice.kind), place.country if place else "")
        start = hit.start if first == hit.first else self._words[first].stem_start
        mention = PlaceMention(
            first,
            last,
            first,
            start,
            self._words[last - 1].end,
            self._doc.text[hit.start : self._words[hit.last - 1].end],
            hit.first,
            prep=self._prep(first, hit.pre if first == hit.first else None),
            in_name=self._in_name(first, last, hit),
        )
        if hit.pre.endswith("ل") and mention.name.startswith("ل") and place and place.id.startswith("gn:"):
            mention.name = "ا" + mention.name  # للخرطوم
        mention.ambiguous = tuple(p.id for p in (*choice.others, *choice.doubted))
        if place is None:
            mention.rule = "places.ambiguous"
            mention.precision = min(p.precision for p in choice.others)
            return mention
        self._fill(mention, place)
        self._kind(mention, choice, place)
        if choice.others:
            mention.lat = mention.lon = mention.id = None
            mention.ambiguous = tuple(p.id for p in (place, *choice.others, *choice.doubted))
            mention.rule = "places.ambiguous"
        self._relative(mention, place, direction, part)
        return mention

    def _in_name(self, first: int, last: int, hit: NameHit) -> bool:
        """Whether the mention is in the name of an organisation: by its tag, or as in ``فيلق القدس``."""
        if self._words[hit.first].ner[2:] in ("ORG", "MISC"):
            return True
        i = self._before(first)
        before = self._words[i] if i >= 0 and not self._words[first].pre else None
        if before is not None and not before.definite and not before.suf and before.stem in self._nouns.org:
            return True
        return last < len(self._words) and self._words[last].norm in ("الديمقراطية", "الديموقراطية")

    def _fill(self, mention: PlaceMention, place: Place) -> None:
        if not place.id.startswith("gn:") or not mention.name:
            mention.name = place.name_ar
        mention.id, mention.type = place.id, place.type
        mention.lat, mention.lon, mention.precision = place.lat, place.lon, place.precision
        mention.country, mention.admin1 = place.country or None, place.admin1 or None
        mention.state = place.type == "country"
        capital = self._gazetteer.capitals.get(place.country)
        mention.capital = capital is not None and capital.id == place.id

    def _kind(self, mention: PlaceMention, choice: Choice, place: Place) -> None:
        """A head noun may ask for more than the entry: ``مطار`` of a town is near it."""
        if place.type != "locality" or not choice.kind or choice.kind == "locality":
            return
        if choice.kind in ("admin1", "admin2"):
            mention.precision = 4 if choice.kind == "admin1" else 3
        elif choice.kind in ("airport", "base", "port", "camp", "crossing", "facility", "neighbourhood"):
            mention.precision = 2
        elif choice.kind in ("mountain", "valley"):
            mention.precision = 5

    def _relative(self, mention: PlaceMention, place: Place, direction: str, part: tuple[str, int]) -> None:
        """Precision and coordinates of ``شمال …``, ``ضواحي …``, ``قرب …``, ``على بعد 30 كلم …``."""
        if direction:
            mention.state = mention.capital = False
            mention.rule = "places.direction"
            if place.type == "country":
                mention.precision, mention.id = 5, place.id
                mention.lat, mention.lon = self._part_of_country(place, direction)
            else:
                mention.precision = max(2, mention.precision)
                self._distance(mention, place, direction)
        elif part[0]:
            mention.rule = f"places.part.{part[0]}"
            mention.state = mention.capital = False
            if place.type == "country":
                mention.precision = {"all": 6, "sea": 7}.get(part[0], 5)
            else:
                mention.precision = max(part[1], mention.precision)
        elif mention.prep in self._nouns.near:
            mention.rule = "places.near"
            mention.precision = max(2, mention.precision)
            self._distance(mention, place, "")

    def _part_of_country(self, place: Place, direction: str) -> tuple[float | None, float | None]:
        extent = self._gazetteer.extents.get(place.id)
        if extent is None:
            return None, None
        lat, lon = place.lat, place.lon
        edges = {"n": extent.north, "s": extent.south, "e": extent.east, "w": extent.west}
        for d in direction:
            if d in "ns":
                lat = (lat + edges[d]) / 2
            else:
                lon = (lon + edges[d]) / 2
        return round(lat, 2), round(lon, 2)

    def _distance(self, mention: PlaceMention, place: Place, direction: str) -> None:
        """Move the coordinates when the text says how far (``على بعد 30 كلم شمال``)."""
        words = self._words
        i = mention.first - 1
        if i < 1 or words[i].norm not in DISTANCE_UNITS or words[i].sent != words[mention.first].sent:
            return
        number = words[i - 1].norm
        if not number.isdecimal() or mention.lat is None or mention.lon is None:
            return
        away = float(number) * DISTANCE_UNITS[words[i].norm]
        mention.precision, mention.rule = 2, "places.distance"
        if direction:
            north = sum(STEP[d][0] for d in direction)
            east = sum(STEP[d][1] for d in direction)
            norm = math.hypot(north, east)
            if norm:
                mention.lat = round(place.lat + away / 111.2 * north / norm, 4)
                mention.lon = round(
                    place.lon + away / (111.2 * math.cos(math.radians(place.lat))) * east / norm, 4
                )

    def _left(self, hit: NameHit, taken: list[bool]) -> tuple[int, str, tuple[str, int]]:
        """First word of the phrase, its direction (``n``, ``ne``...) and its part noun."""
        first, direction, part = hit.first, "", ("", 0)
        if hit.pre:
            return first, direction, part
        i = self._before(first)
        while i >= 0 and not taken[i]:
            word = self._words[i]
            if word.suf or word.is_punct:
                break
            if word.definite:
                # العاصمة صنعاء، العاصمة البريطانية لندن
                capital = word.stem == "عاصمة"
                if not capital and i > 0 and self._nisba(word) and self._words[i - 1].stem == "عاصمة":
                    i -= 1
                    capital = True
                if capital:
                    first = i
                break
            if word.stem in self._nouns.direction and not direction.count(self._nouns.direction[word.stem]):
                direction = self._nouns.direction[word.stem] + direction
            elif word.stem in self._nouns.named and first == hit.first:
                pass
            elif word.stem in self._nouns.part:
                part = self._nouns.part[word.stem]
            else:
                break
            first = i
            if word.pre:
                break
            i = self._before(i)
        return first, direction, part

    def _right(self, last: int, headed: bool, country: str) -> int:
        """End of the phrase with its adjectives: its country's nisbas, after a head noun any definite one."""
        i = last
        while i < len(self._words) and self._words[i].sent == self._words[last - 1].sent:
            word = self._words[i]
            own = self._gazetteer.nisba.get(word.norm) == country and word.definite and country
            adjective = headed and word.definite and word.pos == "ADJ" and not word.pre
            if not (own or adjective):
                break
            i += 1
        return i

    # --- borders ------------------------------------------------------------------------------

    def borders(self, hits: dict[int, NameHit], taken: list[bool]) -> list[PlaceMention]:
        """``الحدود الجزائرية المالية``, ``الحدود بين … و…``, ``المثلث الحدودي بين …``, ``الشريط الحدودي``."""
        found = []
        for word in self._words:
            if taken[word.i] or not self._border_head(word):
                continue
            last, countries = self._border_end(word.i, hits)
            if not countries or (word.stem == "مثلث" and len(countries) < 2):
                continue
            mention = PlaceMention(
                word.i,
                last,
                word.i,
                word.stem_start,
                self._words[last - 1].end,
                "",
                word.i,
                prep=self._prep(word.i),
                described=True,
                bounded_by=tuple(countries),
                precision=5,
                rule="places.border",
            )
            mention.name = self._doc.text[mention.start : mention.end]
            if len(countries) == 1 and len(countries[0]) == 3:
                mention.country = countries[0]
            found.append(mention)
            for k in range(mention.first, mention.last):
                taken[k] = True
        return found

    def _border_head(self, word: Word) -> bool:
        if word.stem in BORDERS and word.definite:
            return True
        nxt = self._words[word.i + 1] if word.i + 1 < len(self._words) else None
        return bool(nxt and nxt.definite and nxt.stem in ("حدودي", "حدودية") and word.definite)

    def _border_end(self, i: int, hits: dict[int, NameHit]) -> tuple[int, list[str]]:
        """End of a border phrase and what bounds it (alpha-3, or entry ids of what is no state)."""
        words, sent = self._words, self._words[i].sent
        bounds: list[str] = []
        last = i + 1
        k = i + 1
        listing = False
        while k < len(words) and words[k].sent == sent:
            word = words[k]
            hit = hits.get(k)
            if word.definite and word.stem in ("حدودي", "حدودية"):
                last = k = k + 1
                continue
            nisba = self._nisba(word)
            if nisba and word.definite and not listing:
                bounds.append(nisba)
                last = k = k + 1
                continue
            if word.norm in ("-", "ـ", "–") and bounds:
                k += 1
                continue
            if word.norm in ("بين", "مع") and not bounds:
                listing = True
                k += 1
                continue
            if hit is not None and (listing or bounds) and (listing or not hit.pre):
                bounds.append(hit.places[0].country if hit.places[0].type == "country" else hit.places[0].id)
                last = k = hit.last
                listing = True
                continue
            if listing and word.stem in self._nouns.named and not word.definite:
                k += 1
                continue
            if listing and word.norm in ("و", "،", "كل", "من") and k - last < 2:
                k += 1
                continue
            break
        return last, bounds

    # --- described places ---------------------------------------------------------------------

    def described(self, hits: dict[int, NameHit], taken: list[bool]) -> list[PlaceMention]:
        """Places without a known name: ``البلاد``, ``العاصمة الليبية``, ``القاعدة العسكرية``."""
        found = []
        for word in self._words:
            if taken[word.i] or word.stem not in self._nouns.described or word.pos in ("VERB", "ADP"):
                continue
            mention = self._describe(word, taken)
            if mention is not None:
                found.append(mention)
                for k in range(mention.first, mention.last):
                    taken[k] = True
        return found

    def _describe(self, word: Word, taken: list[bool]) -> PlaceMention | None:
        last = self._adjectives(word.i + 1, word.definite)
        if word.stem == "طريق" and word.i and self._words[word.i - 1].norm == "عن":
            return None
        if word.stem == "قاعدة" and word.definite and last == word.i + 1 and self._prep(word.i) not in INSIDE:
            return None  # the organisation
        first, direction = self._left_described(word.i, taken)
        unknown = False
        if not word.definite and not word.suf and word.stem in self._nouns.named and last == word.i + 1:
            last = self._unknown_name(last)
            unknown = last > word.i + 1
        if not unknown:
            last = self._phrase_end(word.i, last, taken)
        mention = PlaceMention(
            first,
            last,
            first,
            self._words[first].stem_start,
            self._words[last - 1].end,
            "",
            word.i,
            prep=self._prep(first),
            described=not unknown,
            precision=5,
            rule="places.described",
        )
        mention.name = self._doc.text[mention.start : mention.end]
        if unknown:
            mention.name_first = word.i + 1
            mention.name = self._doc.text[self._words[word.i + 1].start : mention.end]
            mention.rule, mention.precision = "places.unknown", self._nouns.named_precision[word.stem]
            return mention
        if word.stem in COUNTRY_WORD and word.definite and last == word.i + 1:
            self._home(mention, word, direction)
        elif word.stem == "عاصمة" and word.definite and mention.prep:
            self._capital(mention, word)
        elif not mention.prep and not (
            word.definite and (last > word.i + 1 or word.stem in self._nouns.named)
        ):
            return None
        return mention

    def _phrase_end(self, i: int, last: int, taken: list[bool]) -> int:
        """End of the noun phrase that word *i* heads (``مناطق النزاع``), at most four words further."""
        end = min(max(self._ends.get(i, last), last), i + 5)
        for k in range(last, end):
            if taken[k] or self._words[k].is_punct or self._words[k].pre:
                return k
        return end

    def _home(self, mention: PlaceMention, word: Word, direction: str) -> None:
        country, rivals = self._countries.home(word.sent, word.i)
        mention.ambiguous = rivals
        mention.rule, mention.described = "places.home", False
        place = self._gazetteer.by_id.get(country)
        if place is None:
            mention.described = True
            return
        name = mention.name
        self._fill(mention, place)
        mention.name, mention.state = name, not direction
        if direction:
            mention.precision = 5
            mention.lat, mention.lon = self._part_of_country(place, direction)
        else:
            mention.precision = 5 if mention.first < word.i else 6

    def _capital(self, mention: PlaceMention, word: Word) -> None:
        country = self._nisba(self._words[word.i + 1]) if mention.last > word.i + 1 else ""
        rivals: tuple[str, ...] = ()
        if mention.last == word.i + 1:
            country, rivals = self._countries.home(word.sent, word.i)
        place = self._gazetteer.capitals.get(country)
        if place is not None:
            direction = mention.first < word.i
            mention.name = ""
            self._fill(mention, place)
            mention.described, mention.rule = False, "places.capital"
            mention.precision = 2 if direction else mention.precision
        mention.ambiguous = rivals

    def _left_described(self, i: int, taken: list[bool]) -> tuple[int, str]:
        first, direction = i, ""
        if self._words[i].pre:
            return first, direction
        k = self._before(i)
        while k >= 0 and not taken[k]:
            word = self._words[k]
            if word.definite or word.suf or word.is_punct:
                break
            if word.stem in self._nouns.direction:
                direction = self._nouns.direction[word.stem] + direction
            elif word.stem not in self._nouns.part:
                break
            first = k
            if word.pre:
                break
            k = self._before(k)
        return first, direction

    def _adjectives(self, i: int, definite: bool) -> int:
        sent = self._words[i - 1].sent
        while i < len(self._words) and self._words[i].sent == sent:
            word = self._words[i]
            if (
                word.pre
                or word.definite != definite
                or not (word.pos == "ADJ" or (definite and self._nisba(word)))
            ):
                break
            i += 1
        return i

    def _unknown_name(self, i: int) -> int:
        """End of a name that the gazetteer lacks: one word after ``بلدة``, more by their tags."""
        if i >= len(self._words) or self._words[i].sent != self._words[i - 1].sent:
            return i
        word = self._words[i]
        if word.is_punct or word.pre or word.suf or word.ner.endswith("PER"):
            return i
        bare_noun = not word.definite and word.pos == "NOUN" and self._ends.get(i - 1, i) > i
        if word.pos not in ("PROPN", "X") and word.ner == "O" and not bare_noun:
            return i
        i += 1
        while i < len(self._words) and self._words[i].ner.startswith("I-") and not self._words[i].is_punct:
            i += 1
        return i

    # --- words --------------------------------------------------------------------------------

    def _before(self, i: int) -> int:
        """Index of the word before *i* in its sentence, an opening quotation mark skipped; -1 when none."""
        k = i - 1
        if k >= 0 and self._words[k].norm in ("«", '"', "“", "'", "(", "#"):
            k -= 1
        return k if k >= 0 and self._words[k].sent == self._words[i].sent else -1

    def _nisba(self, word: Word) -> str:
        return self._gazetteer.nisba.get(word.norm) or self._gazetteer.nisba.get(
            word.norm[len("".join(word.pre)) :] if word.pre else "", ""
        )

    def _prep(self, first: int, pre: str | None = None) -> str:
        """Folded preposition that governs the phrase that starts at *first*."""
        clitic = ("".join(self._words[first].pre) if pre is None else pre).lstrip("وف")
        if clitic and clitic[0] in "بلك":
            return clitic[0]
        i = self._before(first)
        if i < 0:
            return ""
        before = self._words[i]
        if before.stem in ("قرب", "مقربة"):
            return "قرب"
        if before.norm == "من" and i and self._words[i - 1].stem in ("قرب", "مقربة"):
            return "قرب"
        if before.stem in self._nouns.prep:
            return before.stem
        if before.norm in self._nouns.prep:
            return before.norm
        return ""
