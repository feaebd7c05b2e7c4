"""What a desk loads before the first page is asked for, so that nobody waits for it."""

from __future__ import annotations

from threading import Thread


def warm() -> None:
    """Load the actor base, the gazetteer, names of countries, and the analyser that questions of words need."""
    from isnad.lexicon.actors import load  # noqa: PLC0415
    from isnad.lexicon.places import load_gazetteer  # noqa: PLC0415
    from isnad.messages import LANGUAGES  # noqa: PLC0415
    from isnad.output.describe import country  # noqa: PLC0415
    from isnad.store.search import parse_query  # noqa: PLC0415

    load()
    load_gazetteer()
    for lang in LANGUAGES:
        country("MLI", lang)
    parse_query("كلمة")


def warm_behind() -> Thread:
    """:func:`warm` in a thread of its own, which a desk that ends does not wait for."""
    thread = Thread(target=warm, name="isnad-desk-warming", daemon=True)
    thread.start()
    return thread
