"""One coding a line, complete: the record types as JSON."""

from __future__ import annotations

import json

from isnad.records import Coding, to_json


def render(coding: Coding) -> str:
    """*coding* as one line of JSON, keys in the order of the record types."""
    return json.dumps(to_json(coding), ensure_ascii=False, separators=(", ", ": ")) + "\n"
