"""One POST to an address that the user names: bounded in time and bytes, and sent nowhere else."""

from __future__ import annotations

import time
import urllib.request
from typing import Any
from urllib.parse import urlsplit

_CHUNK = 4096


def check_address(url: str) -> str:
    """*url*, if it is one of http or https. Raises ValueError."""
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError(f"{url}: give an address that begins with http:// or https://")
    return url


def post(url: str, data: bytes, headers: dict[str, str], timeout: float, limit: int) -> bytes:
    """Send *data*, and read the answer, which may take *timeout* seconds in all and be *limit* bytes long.

    No redirect is followed and no proxy of the environment used. Raises OSError (``urllib.error.HTTPError`` for a
    state that is no success), HTTPException, and ValueError when the answer is too long.
    """
    request = urllib.request.Request(url, data, {"User-Agent": "isnad", **headers}, method="POST")
    deadline = time.monotonic() + timeout
    with _OPENER.open(request, timeout=timeout) as response:
        found = bytearray()
        while chunk := response.read1(_CHUNK):
            found += chunk
            if time.monotonic() > deadline:
                raise TimeoutError("the answer came too slowly")
            if len(found) > limit:
                raise ValueError("the answer is too long")
    return bytes(found)


class _Stay(urllib.request.HTTPRedirectHandler):
    """What is sent goes to the address that was named, and to no other."""

    def redirect_request(self, *_: Any, **__: Any) -> None:
        return None


_OPENER = urllib.request.build_opener(_Stay, urllib.request.ProxyHandler({}))
