"""What lies around every request and every answer of the desk.

The guard is asked before a byte of the body is read; bodies are bounded in size and time; every answer, those of
errors and of what failed inside as well, carries a policy that lets browsers run nothing but the desk's own scripts.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from typing import Any

from fastapi import HTTPException, Request, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from isnad.desk.security import Guard

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
HEADERS = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "same-origin",  # with no-referrer browsers send forms with Origin: null
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), microphone=(), geolocation=()",
    "x-robots-tag": "noindex, nofollow",
}
ANONYMOUS, PLAIN = 65_536, 16_000_000
"""Bytes of a body at most: of one who is not signed in, and of whatever is no upload."""
_PAUSE, _SIGN_IN, _UPLOAD = 30.0, 30.0, 900.0
"""Seconds: between two pieces of a body, for the body of one who is not signed in, for any body."""
_LOG = logging.getLogger("isnad.desk")

Failed = Callable[[Request, Exception], Awaitable[Response]]
"""Makes the answer to a refusal."""


class Envelope:
    """ASGI, around the whole application."""

    def __init__(self, app: ASGIApp, guard: Guard, failed: Failed) -> None:
        self.app, self.guard, self.failed = app, guard, failed

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on."""
        if scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008})
            return
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        request = Request(scope)
        answer = _Answer(send, static=scope["path"].startswith("/static/"))
        refusal = self.guard.admit(request)
        body = _Body(receive, self._most(request), request.state.user is not None)
        if refusal is None and body.announced(request.headers.get("content-length", "")):
            refusal = HTTPException(413)
        if refusal is None:
            refusal = await self._passed_on(scope, body, answer)
        if refusal is not None and not answer.started:
            if refusal.status_code in (408, 413):
                answer.last = True
            await (await self.failed(request, refusal))(scope, receive, answer)

    def _most(self, request: Request) -> int:
        if request.state.user is None:
            return ANONYMOUS
        most = self.guard.settings.most_body
        upload = request.headers.get("content-type", "").startswith("multipart/form-data")
        return most if upload else min(most, PLAIN)

    async def _passed_on(self, scope: Scope, body: _Body, answer: _Answer) -> HTTPException | None:
        """Let the application answer; why it could not."""

        async def held(message: Message) -> None:
            if not body.refused:  # what the application makes of a body that was cut off is no answer
                await answer(message)

        try:
            await self.app(scope, body, held)
        except Exception as error:  # whatever it is: the answer keeps to the policy, the server goes on
            if not body.refused:
                _LOG.exception("%s %s: %s", scope["method"], scope["path"], type(error).__name__)
                return HTTPException(500)
        return HTTPException(body.refused) if body.refused else None


class _CutOffError(Exception):
    pass


class _Body:
    """Receives a body, bounded; ``refused`` is the status once it was too large (413) or too slow (408)."""

    def __init__(self, receive: Receive, most: int, known: bool) -> None:
        self.receive, self.left, self.refused = receive, most, 0
        self._until = time.monotonic() + (_UPLOAD if known else _SIGN_IN)
        self._whole = False

    def announced(self, length: str) -> bool:
        """Whether the header says already that it is too large."""
        return length.isdigit() and (len(length) > 15 or int(length) > self.left)

    async def __call__(self) -> Message:
        """The next message."""
        if self._whole:
            return await self.receive()
        try:
            message = await asyncio.wait_for(self.receive(), max(0.01, min(_PAUSE, self._until - time.monotonic())))
        except TimeoutError:
            self.refused = 408
            raise _CutOffError from None
        self.left -= len(message.get("body", b""))
        self._whole = not message.get("more_body", False)
        if self.left < 0:
            self.refused = 413
            raise _CutOffError
        return message


class _Answer:
    """Sends an answer, with the headers."""

    def __init__(self, send: Send, *, static: bool) -> None:
        self.send, self.static = send, static
        self.started = self.last = False

    async def __call__(self, message: Message) -> None:
        """Send a message on."""
        if message["type"] == "http.response.start":
            self.started = True
            headers: list[Any] = list(message.get("headers", []))
            have = {k.lower() for k, _ in headers}
            extra = dict(HEADERS)
            if not self.static:
                extra["cache-control"] = "no-store"
            if self.last:
                extra["connection"] = "close"
            headers += [(k.encode(), v.encode()) for k, v in extra.items() if k.encode() not in have]
            message = {**message, "headers": headers}
        await self.send(message)
