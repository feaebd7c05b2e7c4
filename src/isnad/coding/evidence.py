"""Features, as readable strings, that decide factuality, roles and sources of a trigger.

Each function returns what the log-linear models of :mod:`isnad.coding.loglinear` weigh.
A feature names what the text shows: ``slot=V+1|type=ASSAULT`` is a bare noun phrase
right after a verb that is an assault.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass, field

from isnad.coding.prepare import Prepared
from isnad.coding.wordtable import Slots
from isnad.lexicon.events import Candidate

_LATELY = 60
"""Words back in which a lemma counts as said before."""


@dataclass(slots=True)
class TriggerView:
    """What is the same for every question about one trigger."""

    i: int
    type: str
    entry: Candidate | None
    form: str
    """``V`` verb, ``P`` passive verb, ``N`` verbal noun, ``A`` participle or other."""
    lemma: str
    frame: dict[str, str] = field(default_factory=dict)


def view(p: Prepared, i: int, kind: str) -> TriggerView:
    """The trigger at word *i*, coded as *kind*."""
    w = p.doc.words[i]
    entry = next((c for c in p.lexicon.get(i, ()) if c.type == kind), None)
    other = entry or next(iter(p.lexicon.get(i, ())), None)
    if w.is_verb:
        form = "P" if w.passive else "V"
    elif entry is not None and entry.form == "participle":
        form = "A"
    else:
        form = "N" if w.pos in ("NOUN", "PROPN", "X") else "A"
    lemma = other.entry.id if other is not None else w.lemma
    return TriggerView(i, kind, entry, form, lemma, dict(other.frame) if other is not None else {})


def trigger_features(p: Prepared, i: int) -> list[str]:
    """What tells whether word *i* is an event, and of which type."""
    words = p.doc.words
    w = words[i]
    s = p.doc.sentence_of(i)
    found = p.lexicon.get(i, ())
    best = max(found, key=lambda c: c.weight) if found else None
    form = f"{w.pos}{w.aspect}" if w.is_verb else f"{w.pos}{w.number}"
    lemma = w.lemma or w.stem
    before = words[i - 1] if i > s.first else None
    before2 = words[i - 2] if i > s.first + 1 else None
    after = words[i + 1] if i + 1 < s.last else None
    after2 = words[i + 2] if i + 2 < s.last else None
    verb = next((k for k in range(i - 1, max(s.first - 1, i - 10), -1) if words[k].is_verb), -1)
    g = p.governed.get(i)
    cue = p.attribution.cues.get(i)
    near = [k for k in range(max(s.first, i - 12), min(s.last, i + 13)) if k != i and k in p.lexicon]
    kinds = sorted({c.type for k in near for c in p.lexicon[k]})
    again = p.slots.said[i] >= max(0, i - _LATELY)
    inside = any(m.first < i < m.last and m.named for m in p.actors_at.touching(i, i + 1))
    b, b2 = (x.stem if x else "^" for x in (before, before2))
    a, a2 = (x.stem if x else "$" for x in (after, after2))
    slot = p.slots
    follows = slot.kind[i + 1] if after is not None else "$"
    preceded = slot.kind[i - 1] if before is not None else "^"
    entry = best.entry.id if best is not None else "-"
    kind = best.type if best is not None else "-"
    sure = f"{best.weight:.1f}" if best is not None else "-"
    bp, ap = before.pos if before else "^", after.pos if after else "$"
    dfn = f"{w.definite}{bool(w.suf)}"
    pre = "".join(w.pre)
    out = [
        "bias", f"lemma={lemma}", f"lemma={lemma}|form={form}", f"stem={w.stem}", f"stem={w.stem}|{dfn}",
        f"form={form}",
        f"entry={entry}", f"entry={entry}|form={form}|{dfn}", f"kind={kind}|sure={sure}",
        f"kind={kind}|form={form}|{dfn}",
        f"b={b}", f"b={b}|lemma={lemma}", f"b2={b2} {b}", f"a={a}", f"a={a}|lemma={lemma}", f"a2={a} {a2}",
        f"b={b}|kind={kind}", f"a={a}|kind={kind}", f"bl={before.lemma if before else '^'}|kind={kind}",
        f"al={after.lemma if after else '$'}|kind={kind}", f"bp={bp}|ap={ap}|{form}",
        f"bp={bp}|kind={kind}|{dfn}", f"ap={ap}|kind={kind}|{dfn}",
        f"follows={follows}|kind={kind}", f"follows={follows}|entry={entry}", f"preceded={preceded}|kind={kind}",
        f"pv={words[verb].lemma if verb >= 0 else '-'}", f"pv={words[verb].lemma if verb >= 0 else '-'}|kind={kind}",
        f"pre={pre}|kind={kind}", f"pre={pre}|form={form}|{dfn}", f"g={g.rule if g else '-'}|kind={kind}",
        f"g={g.sets.value if g else '-'}|form={form}|kind={kind}", f"cue={cue.cue.id if cue else '-'}",
        f"cue={cue.cue.act if cue else '-'}|kind={kind}", f"again={again}|kind={kind}|{dfn}",
        f"again={again}|entry={entry}",
        f"inside={inside}|kind={kind}", f"n={min(len(near), 4)}|kind={kind}", f"sent={min(s.i, 3)}|kind={kind}",
        f"first={i - s.first < 2}|kind={kind}|form={form}", f"clause={slot.clause_kind[i]}|kind={kind}",
        f"nest={slot.nested[i]}|prep={slot.prep[i]}|kind={kind}", f"prep={slot.prep[i]}|entry={entry}",
        f"quote={p.doc.in_quote(i) is not None}|kind={kind}", f"person={w.person}{w.number}|entry={entry}",
    ]  # fmt: skip
    out += [f"near={k}|kind={kind}" for k in kinds]
    out += [f"alt={c.type}" for c in found]
    return out


def fact_features(p: Prepared, t: TriggerView) -> list[str]:
    """What tells how certain the event is."""
    words, i = p.doc.words, t.i
    w = words[i]
    s = p.doc.sentence_of(i)
    g = p.governed.get(i)
    frame = p.attribution.frame(i)
    act = f"{frame.cue.act}/{frame.sets}" if frame is not None else "-"
    sets = g.sets.value if g is not None else "-"
    rule = g.rule if g is not None else "-"
    near = "-" if g is None else "0" if g.distance < 3 else "1" if g.distance < 8 else "2"
    before = words[i - 1].stem if i > s.first else "^"
    before2 = words[i - 2].stem if i > s.first + 1 else "^"
    after = words[i + 1].stem if i + 1 < s.last else "$"
    verb = next((k for k in range(i - 1, max(s.first - 1, i - 12), -1) if words[k].is_verb), -1)
    pv = p.governed.get(verb) if verb >= 0 else None
    vs = f"{words[verb].aspect}{'س' if 'س' in words[verb].pre else ''}" if verb >= 0 else "-"
    aspect = w.aspect if w.is_verb else ""
    clause = p.slots.clause_kind[i]
    quoted = p.doc.in_quote(i) is not None
    low, high = (bisect_left(p.times, edge, key=lambda m: m.first) for edge in (s.first, s.last))
    later = any(
        m.start is not None and p.article.published is not None and m.start > p.article.published
        for m in p.times[low:high]
    )  # fmt: skip
    pre = "".join(w.pre)
    return [
        "bias", f"type={t.type}", f"g={sets}", f"g={sets}|near={near}", f"g={sets}|form={t.form}{aspect}",
        f"g={sets}|type={t.type}", f"rule={rule}", f"rule={rule}|near={near}", f"act={act}", f"act={act}|g={sets}",
        f"act={act}|type={t.type}", f"act={act}|form={t.form}{aspect}", f"form={t.form}{aspect}", f"pre={pre}",
        f"form={t.form}{aspect}|pre={pre}|def={w.definite}", f"b={before}", f"b={before}|form={t.form}{aspect}",
        f"b2={before2}", f"b12={before2} {before}", f"a={after}", f"lemma={t.lemma}", f"lemma={t.lemma}|g={sets}",
        f"pv={pv.sets.value if pv else '-'}", f"pv={pv.sets.value if pv else '-'}|g={sets}|form={t.form}",
        f"pvs={words[verb].lemma if verb >= 0 else '-'}", f"va={vs}", f"va={vs}|form={t.form}{aspect}",
        f"clause={clause}", f"clause={clause}|g={sets}", f"q={quoted}|g={sets}", f"later={later}|g={sets}",
        f"later={later}|form={t.form}", f"lead={min(s.i, 2)}|g={sets}", f"suf={bool(w.suf)}|form={t.form}",
        f"num={w.number}{w.definite}|form={t.form}|type={t.type}",
    ]  # fmt: skip


def role_features(p: Prepared, t: TriggerView, j: int) -> list[str]:
    """What tells the role of the noun phrase that begins at word *j*."""
    x: Slots = p.slots
    words = p.doc.words
    slot, conj = x.slot(t.i, j, t.form)
    prep = x.prep[j]
    kind = x.kind[j]
    w = words[j]
    same = words[t.i].sent - w.sent
    distance = x.distance(t.i, j)
    verbs = min(abs(x.verbs[j] - x.verbs[t.i]), 3)
    stops = min(abs(x.stops[j] - x.stops[t.i]), 3)
    expected = x.expected(t.frame, slot, prep, t.form)
    subject = x.subject.get(t.i) == j
    pronoun = x.pronoun.get(t.i) == j
    voice = x.voice(p, t.i, j)
    clause = x.clause[j] == x.clause[t.i]
    agree = f"{w.gender == words[t.i].gender}{w.number == words[t.i].number}" if t.form in "VP" else "-"
    where = f"{distance}|v={verbs}"
    out = [
        "bias",
        f"slot={slot}",
        f"slot={slot}|type={t.type}",
        f"slot={slot}|lemma={t.lemma}",
        f"slot={slot}|kind={kind}",
        f"slot={slot}|kind={kind}|type={t.type}", f"kind={kind}", f"kind={kind}|type={t.type}", f"exp={expected}",
        f"exp={expected}|kind={kind}", f"exp={expected}|{distance}", f"prep={prep}|type={t.type}|form={t.form}",
        f"prep={prep}|lemma={t.lemma}", f"prep={prep}|kind={kind}", f"d={distance}", f"d={distance}|kind={kind}",
        f"d={distance}|slot={slot}",
        f"v={verbs}|stops={stops}",
        f"at={where}|kind={kind}",
        f"clause={clause}|slot={slot}",
        f"clause={clause}|kind={kind}",
        f"sent={min(same, 3)}|kind={kind}",
        f"sent={min(same, 3)}|form={t.form}|suf={bool(words[t.i].suf)}",
        f"agree={agree}|slot={slot}",
        f"voice={voice}|type={t.type}",
        f"voice={voice}|form={t.form}",
        f"voice={voice}|slot={slot}",
        f"ner={w.ner}", f"def={w.definite}|slot={slot}", f"conj={conj}|slot={slot}", f"stops={stops}|slot={slot}",
        f"first={x.first_of_sentence(p, j)}|kind={kind}|form={t.form}",
        f"stem={w.stem}",
        f"stem={w.stem}|exp={expected}",
        f"nested={x.nested[j]}|slot={slot}", f"form={t.form}|slot={slot}|v={verbs}",
    ]  # fmt: skip
    if subject:
        out += ["subject", f"subject|form={t.form}", f"subject|type={t.type}", f"subject|sent={min(same, 3)}"]
    if pronoun:
        out += ["pronoun", f"pronoun|form={t.form}", f"pronoun|type={t.type}", f"pronoun|lemma={t.lemma}"]
    return out


def source_features(p: Prepared, t: TriggerView, j: int) -> list[str]:
    """What tells whether the noun phrase that begins at word *j* vouches for the event."""
    x: Slots = p.slots
    words, a = p.doc.words, p.attribution
    chain = a.chain(t.i)
    place = next((k for k, v in enumerate(chain) if v.first == j), -1)
    frame = a.frame(t.i)
    near = words[t.i].sent - words[j].sent
    far = "0" if near == 0 else "1" if near == 1 else "2" if near == 2 else "3+" if near > 0 else "after"
    kind = x.kind[j]
    act = f"{frame.cue.kind}/{frame.cue.act}/{frame.match.form}" if frame is not None else "-"
    voices = x.voices.get(j)
    own = f"{voices.cue.cue.kind}/{voices.cue.cue.act}" if voices is not None else "-"
    cut = min(abs(x.stops[j] - x.stops[t.i]), 4)
    verbs = min(abs(x.verbs[j] - x.verbs[t.i]), 4)
    tied = frame.tied if frame is not None else False
    quoted = p.doc.in_quote(t.i) is not None
    later = x.speaker_after(p, t.i, j)
    subject = x.subject.get(t.i) == j
    order = "b" if j < t.i else "a"
    return [
        "bias",
        f"place={place}",
        f"place={place}|act={act}",
        f"place={place}|type={t.type}",
        f"place={place}|form={t.form}",
        f"place={place}|far={far}",
        f"place={place}|stops={cut}|act={frame.cue.act if frame else '-'}",
        f"place={place}|tied={tied}",
        f"place={place}|q={quoted}", f"place={place}|kind={kind}", f"none={not chain}|far={far}|own={own}",
        f"own={own}|far={far}|{order}",
        f"own={own}|far={far}|verbs={verbs}|{order}",
        f"own={own}|type={t.type}",
        f"kind={kind}|far={far}",
        f"kind={kind}|place={place}|own={own}",
        f"far={far}|{order}",
        f"later={later}|far={far}|place={place}",
        f"later={later}|q={quoted}|far={far}",
        f"subject={subject}|place={place}|type={t.type}",
        f"subject={subject}|form={t.form}",
        f"q={quoted}|own={own}|far={far}",
        f"verbs={verbs}|stops={cut}|place={place}", f"cue={frame.cue.id if frame else '-'}|place={place}",
        f"own={voices.cue.cue.id if voices else '-'}|place={place}",
        f"len={len(chain)}|place={place}",
        f"same={x.repeats(p, j, chain)}|place={place}",
        f"same={x.repeats(p, j, chain)}|far={far}", f"head={p.doc.words[j].stem}|place={place}",
    ]  # fmt: skip
