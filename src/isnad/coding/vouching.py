"""Who vouches for a statement that is no event, and how certain it is."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence

from isnad.coding.drafts import ChainLink, Draft, EventDraft
from isnad.coding.prepare import Prepared
from isnad.records import Factuality


def vouch(p: Prepared, draft: Draft, events: Sequence[EventDraft]) -> None:
    """Chain and factuality of a statement that is no event: those of the words it stands in.

    An event beside it, in the same frame of the same sentence, has been weighed by the
    network already: its chain is taken. Otherwise the attribution rules decide. *events* stand in text order.
    """
    i = draft.trigger[0]
    at = p.attribution.at[i]
    s = p.doc.sentence_of(i)
    low, high = (bisect_left(events, edge, key=lambda e: e.trigger[0]) for edge in (s.first, s.last))
    beside = [e for e in events[low:high] if p.attribution.at[e.trigger[0]] == at]
    if beside:
        nearest = min(beside, key=lambda e: (abs(e.trigger[0] - i), e.trigger[0]))
        draft.chain = nearest.chain
    else:
        draft.chain = tuple(
            ChainLink((v.first, v.last), (v.cue.first, v.cue.last)) for v in p.attribution.chain(i)
        )
    draft.direct = p.doc.in_quote(i) is not None and bool(draft.chain)
    governed = p.governed.get(i)
    if governed is not None and draft.factuality is Factuality.ACTUAL and governed.sets is not Factuality.HABITUAL:
        draft.factuality = governed.sets

