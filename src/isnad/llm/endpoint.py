"""Questions to an OpenAI-compatible endpoint: bounded in time, in tries and in bytes, and sent nowhere else."""

from __future__ import annotations

import json
import time
import urllib.error
from collections.abc import Callable
from dataclasses import dataclass, field
from http.client import HTTPException
from typing import Any

from isnad.net import check_address, post

MAX_ANSWER = 1 << 20
"""Bytes of one answer that are read."""
_LONGEST_WAIT = 20.0
"""Seconds between two tries, whatever the server asks for."""
_PASSING = frozenset([408, 409, 425, 429, 500, 502, 503, 504])
"""HTTP states that may be others at the next try."""


class UnansweredError(RuntimeError):
    """No answer, after every try: the article is not coded."""

    key = "error.llm"


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where a model answers. ``url`` is the base (``http://localhost:8000/v1``) or the whole address of the chat."""

    url: str
    model: str
    key: str | None = field(default=None, repr=False)
    timeout: float = 60.0
    """Seconds that one answer may take in all, however slowly it drips."""
    retries: int = 2
    sleep: Callable[[float], None] = time.sleep

    def __post_init__(self) -> None:
        check_address(self.url)

    @property
    def address(self) -> str:
        """Where questions are sent."""
        url = self.url.rstrip("/")
        return url if url.endswith("/chat/completions") else f"{url}/chat/completions"

    def ask(self, system: str, question: str, schema: dict[str, Any]) -> str:
        """The text of the model's answer. Raises UnansweredError."""
        body: dict[str, Any] = {
            "model": self.model,
            "temperature": 0,
            "seed": 0,
            "messages": [{"role": "system", "content": system}, {"role": "user", "content": question}],
            "response_format": {
                "type": "json_schema", "json_schema": {"name": "statements", "strict": True, "schema": schema},
            },
        }  # fmt: skip
        reason = ""
        for n in range(self.retries + 1):
            try:
                return self._answer(body)
            except urllib.error.HTTPError as error:
                reason = f"HTTP {error.code}"
                if error.code in (400, 422) and "response_format" in body:
                    del body["response_format"]  # a server that knows no schemas; the answer is checked all the same
                    continue
                if error.code not in _PASSING:
                    raise UnansweredError(reason) from error
                wait = _seconds(error.headers.get("Retry-After"), 2.0**n)
            except (OSError, HTTPException, TimeoutError, ValueError) as error:
                reason = str(getattr(error, "reason", "") or error) or type(error).__name__
                wait = 2.0**n
            if n < self.retries:
                self.sleep(min(wait, _LONGEST_WAIT))
        raise UnansweredError(reason)

    def _answer(self, body: dict[str, Any]) -> str:
        headers = {"Content-Type": "application/json", "Accept": "application/json"}
        if self.key:
            headers["Authorization"] = f"Bearer {self.key}"
        data = json.dumps(body, ensure_ascii=False).encode()
        found = json.loads(post(self.address, data, headers, self.timeout, MAX_ANSWER))
        try:
            content = found["choices"][0]["message"]["content"]
        except (KeyError, IndexError, TypeError) as error:
            raise ValueError("the answer is not that of a chat completion") from error
        if not isinstance(content, str):
            raise ValueError("the answer holds no text")
        return content


def _seconds(value: str | None, default: float) -> float:
    try:
        return max(0.0, float(value)) if value else default
    except ValueError:
        return default
