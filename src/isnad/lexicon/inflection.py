"""Every unvowelled written stem of a verb or noun, with its features, from dictionary forms.

What comes out is folded (:mod:`isnad.text.normal`): subject prefixes and suffixes and case
endings are on it, proclitics, the article and enclitic pronouns are not. Forms that are written
differently before an enclitic (``قتلو`` of ``قتلوا``) are given, too. Paradigms follow the
grammars (W. Wright, *A Grammar of the Arabic Language*, I §§ 75-180), reduced to consonants.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from isnad.text.normal import bare


@dataclass(frozen=True, slots=True)
class Features:
    """Morphology of one form; empty: not marked or not known."""

    aspect: str = ""
    """``perf`` or ``imperf`` of a verb."""
    person: str = ""
    gender: str = ""
    number: str = ""
    """``s``, ``d``, ``p``."""
    voice: str = ""
    """``active``, ``passive``; ``either`` when the letters do not tell."""
    mood: str = ""
    """``jus`` of the shortened jussive (``يقل``, ``ينف``), which only ``لم`` and ``لا`` bring."""


_feature: dict[tuple[str, ...], Features] = {}


def _f(
    aspect: str, person: str, gender: str, number: str, voice: str = "", mood: str = ""
) -> Features:
    key = (aspect, person, gender, number, voice, mood)
    if key not in _feature:
        _feature[key] = Features(*key)
    return _feature[key]


Forms = dict[str, Features]
_Ends = tuple[tuple[str, str, str, str], ...]
_VOWEL_ENDS: _Ends = (("", "3", "m", "s"), ("ت", "3", "f", "s"), ("ا", "3", "m", "d"), ("تا", "3", "f", "d"))
_CONSONANT_ENDS: _Ends = (("نا", "1", "", "p"), ("ن", "3", "f", "p"), ("تم", "2", "m", "p"))
_PREFIXES: _Ends = (("ي", "3", "m", "s"), ("ت", "3", "f", "s"), ("ا", "1", "", "s"), ("ن", "1", "", "p"))


@dataclass(frozen=True, slots=True)
class _Stem:
    """A perfect or imperfect base: how it ends and how it shortens."""

    long: str
    """Before vowel endings and alone."""
    short: str
    """Before consonant endings (and in the jussive)."""
    kind: str
    """``sound``, ``doubled``, ``hollow``, ``defective``, ``hamzated``."""


def derive_imperfect(perfect: str) -> str:
    """The imperfect (3rd m. sg., unfolded hamza) that the letters of *perfect* imply.

    Sound form I and II, and forms III to X of every kind. Raises ValueError where it cannot
    be told (form I hollow or defective, three letters with initial hamza).

    >>> derive_imperfect("هاجم"), derive_imperfect("أطلق"), derive_imperfect("استعاد")
    ('يهاجم', 'يطلق', 'يستعيد')
    """
    word = perfect
    derived = len(word) > 3
    if len(word) == 3 and (word[1] == "ا" or word[2] in "اى" or word[0] in "أآ"):
        raise ValueError(f"give the imperfect of {perfect}: it cannot be derived")
    body = word[1:] if word[0] in "أإ" or (word[0] == "ا" and derived) else word
    if word[0] == "آ":
        body = "ؤا" + word[1:]
    if word[0] == "و" and len(word) == 3:
        raise ValueError(f"give the imperfect of {perfect}: it cannot be derived")
    if word[0] == "ت" and derived:
        return "ي" + word
    if body.endswith(("ى", "ا")) and derived:
        return "ي" + body[:-1] + "ي"
    if derived and len(body) >= 3 and body[-2] == "ا" and word[0] in "أا":
        eighth = word[0] == "ا" and not word.startswith("است")
        return "ي" + (body if eighth else body[:-2] + "ي" + body[-1])
    return "ي" + body


def _split(base: str, raw: str, hollow: bool) -> _Stem:
    if raw[-1] in "ىوي" or (raw[-1] == "ا" and not raw.endswith("أ")):
        return _Stem(base, base[:-1], "defective")
    if raw[-1] in "أئؤء":
        return _Stem(base, base, "hamzated")
    if hollow:
        return _Stem(base, base[:-2] + base[-1], "hollow")
    return _Stem(base, base, "sound")


def _doubled(perfect: str) -> bool:
    size = len(perfect)
    if size == 2:
        return True
    if perfect[0] in "اأ" and perfect[-2] not in "ايوى":
        return (size == 4 and perfect[0] == "ا") or (size == 5 and perfect.startswith("است"))
    return False


def _perfect(raw: str, voice: str, doubled: bool, hollow: bool) -> Forms:
    base = bare(raw)
    stem = _split(base, raw, hollow)
    long, short = stem.long, stem.short
    forms: Forms = {}
    if stem.kind == "defective":
        weak = "و" if raw.endswith("ا") and len(raw) == 3 else "ي"
        kept = raw.endswith("ي")
        cut, full = base[:-1], base[:-1] + weak
        forms[base] = _f("perf", "3", "m", "s", voice)
        forms[(full if kept else cut) + "ت"] = _f("perf", "3", "f", "s", voice)
        forms[full + "ا"] = _f("perf", "3", "m", "d", voice)
        forms[(full if kept else cut) + "تا"] = _f("perf", "3", "f", "d", voice)
        forms[cut + "وا"] = forms[cut + "و"] = _f("perf", "3", "m", "p", voice)
        for end, p, g, n in _CONSONANT_ENDS:
            forms.setdefault(full + end, _f("perf", p, g, n, voice))
        forms.setdefault(full + "ت", _f("perf", "1", "", "s", voice))
        if not kept:
            forms.setdefault(cut + "ا", _f("perf", "3", "m", "s", voice))
        return forms
    for end, p, g, n in _VOWEL_ENDS:
        forms[_joined(long, end) if stem.kind == "hamzated" else long + end] = _f("perf", p, g, n, voice)
    for end in ("وا", "و"):
        forms[long + end] = _f("perf", "3", "m", "p", voice)
        if stem.kind == "hamzated":
            for seat in "ؤئ":
                forms[long[:-1] + seat + end] = _f("perf", "3", "m", "p", voice)
    if stem.kind == "hamzated":
        last = "ئ" if long.endswith("ء") else long[-1]
        cut = long[:-2] if long.endswith("اء") else long[:-1]
        short = cut + last
    if doubled:
        short = long + long[-1]
    for end, p, g, n in (*_CONSONANT_ENDS, ("ت", "1", "", "s")):
        forms.setdefault(_joined(short, end), _f("perf", p, g, n, voice))
    return forms


def _joined(stem: str, end: str) -> str:
    """``ادن`` + ``نا`` → ``ادنا``: a doubled letter, or two alefs, are written once."""
    return stem + (end[1:] if stem[-1] == end[:1] and end[0] in "نتا" else end)


def _imperfect(raw: str, voice: str, doubled: bool, hollow: bool) -> Forms:
    body = bare(raw)[1:]
    stem = _split(body, raw, hollow)
    forms: Forms = {}
    root = body[:-1] if stem.kind == "defective" else body
    for prefix, p, g, n in _PREFIXES:
        forms[prefix + body] = _f("imperf", p, g, n, voice)
    plural = (
        [root] if stem.kind != "hamzated" else [body, *(body[:-1] + s for s in "ؤئ" if body[-1] in "اؤئ")]
    )
    for base in plural:
        for end in ("ون", "وا", "و"):
            forms.setdefault("ي" + base + end, _f("imperf", "3", "m", "p", voice))
        forms.setdefault("ت" + base + "ون", _f("imperf", "2", "m", "p", voice))
    dual = body if stem.kind != "defective" else root + ("و" if raw.endswith("و") else "ي")
    for end in ("ان", "ا"):
        end = end if body[-1] != "ا" else end[1:]
        forms.setdefault("ي" + dual + end, _f("imperf", "3", "m", "d", voice))
        forms.setdefault("ت" + dual + end, _f("imperf", "3", "f", "d", voice))
    women = dual if stem.kind == "defective" else body + body[-1] if doubled else stem.short
    forms.setdefault(_joined("ي" + women, "ن"), _f("imperf", "3", "f", "p", voice))
    for prefix, p, g, n in _PREFIXES:
        if stem.kind in ("defective", "hollow"):
            forms.setdefault(prefix + stem.short, _f("imperf", p, g, n, voice, "jus"))
        if stem.kind == "defective":
            forms.setdefault(prefix + root + "ا", _f("imperf", p, g, n, voice))
    return forms


def passive_parts(perfect: str, imperfect: str) -> tuple[str, str]:
    """The passive's perfect and imperfect as written; equal to the active where letters do not tell.

    >>> passive_parts("اغتال", "يغتال"), passive_parts("هاجم", "يهاجم")
    (('اغتيل', 'يغتال'), ('هوجم', 'يهاجم'))
    """
    past, present = perfect, imperfect
    if len(past) == 4 and past[1] == "ا" and past[0] not in "أا":
        past = past[0] + "و" + past[2:]
    elif len(past) == 5 and past[0] == "ت" and past[2] == "ا":
        past = past[:2] + "و" + past[3:]
    elif len(past) >= 3 and past[-2] == "ا":
        past = past[:-2] + "ي" + past[-1]
    if past.endswith(("ى", "ا")):
        past = past[:-1] + "ي"
    if present[-2] in "وي" and perfect[-2] == "ا":
        present = present[:-2] + "ا" + present[-1]
    elif present.endswith(("ي", "و")):
        present = present[:-1] + "ى"
    if len(perfect) == 3 and perfect[0] == "و" and imperfect[1] != "و":
        present = present[0] + "و" + present[1:]
    return past, present


def inflect_verb(perfect: str, imperfect: str | None = None, *, passive: bool = True) -> Forms:
    """Folded stems of a verb → features.

    *perfect* and *imperfect* are the 3rd person masculine singular as printed, hamzas and ``ى`` kept
    (``هاجم``, ``قال``/``يقول``, ``نفى``/``ينفي``, ``شن``/``يشن``). The imperfect is derived where it can be
    (:func:`derive_imperfect`, whose ValueError passes through). ``voice`` is ``either`` where
    active and passive share their letters. With ``passive=False`` (intransitive) all is active.

    >>> sorted(k for k, v in inflect_verb("اغتال").items() if v.voice == "passive")[:3]
    ['اغتيل', 'اغتيلا', 'اغتيلت']
    """
    present = imperfect or derive_imperfect(perfect)
    doubled = _doubled(perfect) or (
        len(perfect) == 3 and perfect[0] == "أ" and present[1] not in "أا" and len(present) == 3
    )
    hollow = len(perfect) >= 3 and perfect[-2] == "ا" and perfect[-1] not in "ءىاي"
    forms: Forms = {}
    active = _perfect(perfect, "active", doubled, hollow) | _imperfect(present, "active", doubled, hollow)
    if not passive:
        return active
    past_p, present_p = passive_parts(perfect, present)
    passives = _perfect(past_p, "passive", doubled, hollow) | _imperfect(
        present_p, "passive", doubled, hollow
    )
    for form, features in active.items():
        forms[form] = features
        if form in passives:
            other = passives[form]
            if (other.aspect, other.person, other.number) == (
                features.aspect,
                features.person,
                features.number,
            ):
                forms[form] = _f(
                    features.aspect,
                    features.person,
                    features.gender,
                    features.number,
                    "either",
                    features.mood,
                )
    for form, features in passives.items():
        forms.setdefault(form, features)
    return forms


@lru_cache(maxsize=20_000)
def default_plurals(noun: str) -> tuple[str, ...]:
    """The ``ات`` plural of a verbal noun of four letters or more; empty for shorter ones.

    >>> default_plurals("اعتقال"), default_plurals("مداهمة"), default_plurals("قتل")
    (('اعتقالات',), ('مداهمات',), ())
    """
    if len(noun) < 4 or noun[-1] in "ىي" or noun.endswith("ات"):
        return ()
    return ((noun[:-1] if noun.endswith("ة") else noun) + "ات",)


def inflect_noun(singular: str, plurals: tuple[str, ...] | None = None, gender: str = "") -> Forms:
    """Folded stems of a noun → features.

    *singular* and *plurals* as printed; sound plurals are given in the nominative (``مسلحون``,
    ``هجمات``). None makes :func:`default_plurals`. Dual, case and construct forms and the ``ت`` of
    ``ة`` before an enclitic are made. *gender* of the singular defaults to what its ending says.

    >>> [f for f in inflect_noun("غارة", ("غارات",))]
    ['غارة', 'غارت', 'غارتان', 'غارتين', 'غارتا', 'غارتي', 'غارات']
    """
    base = bare(singular)
    sex = gender or ("f" if singular.endswith(("ة", "اء", "ى")) and not singular.endswith("اء") else "m")
    forms: Forms = {base: _f("", "", sex, "s")}
    feminine = singular.endswith("ة")
    stem = base[:-1] + "ت" if feminine else base
    if feminine:
        forms[stem] = _f("", "", sex, "s")
    elif singular.endswith("ء"):
        for seat in "ؤئ":
            forms[base[:-1] + seat] = _f("", "", sex, "s")
    elif not singular.endswith(("ا", "ى")):
        forms[base + "ا"] = _f("", "", sex, "s")
    if singular.endswith("ى"):
        forms[base[:-1] + "ا"] = _f("", "", sex, "s")
        stem = base[:-1] + "ي"
    if singular.endswith("اء"):
        stem = base
    for end in ("ان", "ين", "ا", "ي") if feminine else ("ان", "ين"):
        forms.setdefault(stem + end, _f("", "", sex, "d"))
    for plural in default_plurals(singular) if plurals is None else plurals:
        forms.update({k: v for k, v in _plural(plural, sex).items() if k not in forms})
    return forms


def _plural(plural: str, sex: str) -> Forms:
    base = bare(plural)
    forms: Forms = {base: _f("", "", sex, "p")}
    if base.endswith("ون"):
        for end in ("ين", "و", "ي"):
            forms[base[:-2] + end] = _f("", "", "m", "p")
    elif plural.endswith("ة"):
        forms[base[:-1] + "ت"] = _f("", "", sex, "p")
    elif plural.endswith("ء"):
        for seat in "ؤئ":
            forms[base[:-1] + seat] = _f("", "", sex, "p")
    elif plural.endswith("ى"):
        forms[base[:-1] + "ا"] = _f("", "", sex, "p")
    elif not plural.endswith("ات"):
        forms[base + "ا"] = _f("", "", sex, "p")
    return forms


def inflect_participle(participle: str) -> Forms:
    """Folded stems of a participle (masculine singular as printed) → gender and number.

    >>> "معتقلين" in inflect_participle("معتقل"), "مناديا" in inflect_participle("منادي")
    (True, True)
    """
    base = bare(participle)
    defective = participle.endswith("ي")
    root = base[:-1] if defective else base
    forms: Forms = {base: _f("", "", "m", "s"), base + "ا": _f("", "", "m", "s")}
    forms[base + "ة"] = forms[base + "ت"] = _f("", "", "f", "s")
    for end in ("ون", "ين", "و", "ي"):
        forms.setdefault(root + end, _f("", "", "m", "p"))
    for end in ("ان", "ا"):
        forms.setdefault(base + end, _f("", "", "m", "d"))
    for end in ("تان", "تين", "تا", "تي"):
        forms[base + end] = _f("", "", "f", "d")
    forms[base + "ات"] = _f("", "", "f", "p")
    if defective:
        forms[root] = _f("", "", "m", "s")
    return forms
