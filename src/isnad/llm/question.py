"""What a model is asked: the codebook in short, the schema of its answer, and the sentences."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from isnad.lexicon.constructions import STANCE_ORDER, STATUS_ORDER
from isnad.lexicon.event_entries import MODES
from isnad.lexicon.quantities import MEASURES
from isnad.lexicon.relations import TYPES
from isnad.records import Factuality

MAX_SENTENCES = 12
MAX_CHARACTERS = 3_000
"""Of sentences in one question."""

_EXAMPLE = (
    '[1] قال متحدث باسم الوزارة إن مسلحين هاجموا ثكنة قرب البلدة أمس.\n'
    '{"statements":[{"kind":"event","sentence":1,"trigger":"هاجموا","type":"ASSAULT","mode":null,"actors":["مسلحين"],'
    '"recipients":["ثكنة"],"places":["البلدة"],"times":["أمس"],"sources":["متحدث باسم الوزارة"],"quoted":false,'
    '"factuality":"actual"},{"kind":"relation","sentence":1,"trigger":"متحدث","type":"role_in","subject":"متحدث باسم",'
    '"object":"الوزارة","places":[],"times":[],"sources":[],"quoted":false,"factuality":"actual"}]}'
)


def instructions() -> str:
    """The system message: what to look for, and how to answer."""
    modes = "; ".join(f"{t}: {', '.join(found)}" for t, found in MODES.items() if found)
    return (
        "You code Arabic news. For the numbered sentences, list every statement they make, as JSON after the schema.\n"
        "COPY WORDS EXACTLY from the sentence, without leading و ف ب ل ك; never translate, complete or correct them.\n"
        f"event: somebody does something to somebody. type is one of {', '.join(MODES)}. mode, or null: {modes}. The "
        "trigger is the one verb or noun that says it. Plain speech is no event; accidents, sport and business are not "
        "coded.\n"
        f"relation: a lasting tie that the text states; type is one of {', '.join(sorted(TYPES))}.\n"
        f"figure: how many; measure is one of {', '.join(MEASURES)}; trigger is the number with its noun; low and high "
        "are the numbers meant. Dates, ages and durations are no figures.\n"
        f"agreement: parties, mediators, status ({', '.join(STATUS_ORDER)}), terms, conditions.\n"
        f"stance: holder, topic, stance ({', '.join(STANCE_ORDER)}).\n"
        "explanation: effect, causes; joint is false when the causes are rivals.\n"
        "sources: who says it, innermost first, as far as the text names them; [] where the article speaks itself. "
        "quoted: the innermost is quoted word for word.\n"
        f"factuality: one of {', '.join(f.value for f in Factuality)}.\n"
        "Nothing to code: {\"statements\":[]}. Example:\n" + _EXAMPLE
    )


def portions(sentences: Sequence[str]) -> Iterator[tuple[int, list[str]]]:
    """The sentences of an article in questions: number of the first, and the sentences."""
    first, size, found = 0, 0, list[str]()
    for n, sentence in enumerate(sentences):
        if found and (len(found) == MAX_SENTENCES or size + len(sentence) > MAX_CHARACTERS):
            yield first, found
            first, size, found = n, 0, []
        found.append(sentence[:MAX_CHARACTERS])
        size += len(sentence)
    if found:
        yield first, found


def numbered(sentences: Sequence[str]) -> str:
    """The question."""
    return "\n".join(f"[{n}] {' '.join(s.split())}" for n, s in enumerate(sentences, 1))


def _words(array: bool = False) -> dict[str, Any]:
    return {"type": "array", "items": {"type": "string"}} if array else {"type": "string"}


def _kind(name: str, **own: Any) -> dict[str, Any]:
    properties = {
        "kind": {"const": name}, "sentence": {"type": "integer"}, "trigger": _words(), **own,
        "places": _words(True), "times": _words(True), "sources": _words(True), "quoted": {"type": "boolean"},
        "factuality": {"enum": [f.value for f in Factuality]},
    }  # fmt: skip
    return {"type": "object", "properties": properties, "required": list(properties), "additionalProperties": False}


def schema() -> dict[str, Any]:
    """The JSON schema of an answer."""
    number = {"type": "number"}
    modes = sorted({m for found in MODES.values() for m in found})
    kinds = [
        _kind("event", type={"enum": list(MODES)}, mode={"enum": [None, *modes]}, actors=_words(True),
              recipients=_words(True)),
        _kind("relation", type={"enum": sorted(TYPES)}, subject=_words(), object=_words()),
        _kind("figure", measure={"enum": list(MEASURES)}, low=number, high=number, of={"type": ["string", "null"]}),
        _kind("agreement", parties=_words(True), mediators=_words(True), terms=_words(True), conditions=_words(True),
              status={"enum": list(STATUS_ORDER)}),
        _kind("stance", holder=_words(), topic=_words(), stance={"enum": list(STANCE_ORDER)}),
        _kind("explanation", effect=_words(), causes=_words(True), joint={"type": "boolean"}),
    ]  # fmt: skip
    statements = {"type": "array", "items": {"anyOf": kinds}}
    return {"type": "object", "properties": {"statements": statements}, "required": ["statements"],
            "additionalProperties": False}  # fmt: skip
