"""Who asks, and what every request and answer must keep to.

Sessions are cookies that scripts cannot read; whatever changes something needs a token that only pages of the
desk know (header ``X-CSRF-Token`` or the form field ``csrf``); bodies are bounded; answers carry a policy that
lets browsers run nothing but the desk's own scripts. ``docs/security.md`` says what this protects and what not.
"""

from __future__ import annotations

import getpass
import hmac
import secrets
import time
from collections import OrderedDict, deque
from typing import Any
from urllib.parse import urlsplit

from fastapi import HTTPException, Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from isnad.desk.accounts import Account, Accounts
from isnad.desk.settings import LOOPBACK, Settings

COOKIE = "isnad_session"
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
HEADERS = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), microphone=(), geolocation=()",
}
SAFE = ("GET", "HEAD", "OPTIONS")
OPEN = ("/login", "/static/")
"""Paths that need no account."""
LOGINS, CHANGES = (8, 60.0), (240, 60.0)
"""How many attempts to sign in, and how many changes, one client has in how many seconds."""
_CLIENTS = 5000


class TooManyError(Exception):
    """A client asks too often."""


class Limiter:
    """A sliding window for each client."""

    def __init__(self, most: int, seconds: float) -> None:
        self.most, self.seconds = most, seconds
        self._seen: OrderedDict[str, deque[float]] = OrderedDict()

    def check(self, who: str) -> None:
        """Count a request. Raises TooManyError when *who* has no more."""
        now = time.monotonic()
        times = self._seen.setdefault(who, deque())
        self._seen.move_to_end(who)
        while times and now - times[0] > self.seconds:
            times.popleft()
        if len(times) >= self.most:
            raise TooManyError
        times.append(now)
        if len(self._seen) > _CLIENTS:
            self._seen.popitem(last=False)


class Guard:
    """Decides who asks and whether they may."""

    def __init__(self, settings: Settings, accounts: Accounts) -> None:
        self.settings, self.accounts = settings, accounts
        self.logins, self.changes = Limiter(*LOGINS), Limiter(*CHANGES)
        self._anyone = not accounts.names()

    @property
    def anyone(self) -> bool:
        """Whether no account is needed: none was made, and only this machine can ask."""
        if self._anyone:
            self._anyone = not self.accounts.names()
        return self._anyone and self.settings.local

    def token(self, session: str) -> str:
        """The token that pages of *session* send along with changes."""
        return hmac.new(self.accounts.secret, session.encode(), "sha256").hexdigest()

    def host_allowed(self, host: str) -> bool:
        """Whether a browser may ask under this name: a foreign name that resolves to this machine may not."""
        name = urlsplit(f"//{host}").hostname or ""
        if self.settings.local:
            return name in LOOPBACK
        return not self.settings.names or name in self.settings.names

    async def __call__(self, request: Request) -> None:
        """Set ``request.state.user``, ``.session``, ``.fresh``; raise HTTPException 401, 403 or 429."""
        if not self.host_allowed(request.headers.get("host", "")):
            raise HTTPException(403, "host")
        session = request.cookies.get(COOKIE, "")
        request.state.fresh = None
        user: Account | None = None
        if self.anyone:
            user = Account(_whoami(), "editor")
        elif session:
            user = self.accounts.whose(session, self.settings.idle_hours, self.settings.session_hours)
        if not session:
            session = request.state.fresh = secrets.token_urlsafe(24)
        request.state.user, request.state.session = user, session
        path = request.url.path
        if request.method not in SAFE:
            await self._change(request, session, user)
        if user is None and not path.startswith(OPEN):
            raise HTTPException(401)

    async def _change(self, request: Request, session: str, user: Account | None) -> None:
        client = request.client.host if request.client else "?"
        try:
            (self.logins if request.url.path == "/login" else self.changes).check(client)
        except TooManyError:
            raise HTTPException(429) from None
        origin = request.headers.get("origin")
        if origin and origin != "null" and urlsplit(origin).netloc != request.headers.get("host"):
            raise HTTPException(403, "csrf")
        given = request.headers.get("x-csrf-token", "")
        if not given and "form" in request.headers.get("content-type", ""):
            form = await request.form()
            value = form.get("csrf", "")
            given = value if isinstance(value, str) else ""
        if not hmac.compare_digest(given.encode("utf8", "replace"), self.token(session).encode()):
            raise HTTPException(403, "csrf")
        if user is not None:
            self.accounts.note(user.name, request.method, request.url.path)


def _whoami() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "analyst"


class Envelope:
    """ASGI: headers on every answer, a bound on every request's body."""

    def __init__(self, app: ASGIApp, most_body: int) -> None:
        self.app, self.most = app, most_body

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        size = next((v for k, v in scope["headers"] if k == b"content-length"), b"0")
        if size.isdigit() and int(size) > self.most:
            await _refuse(send)
            return
        left = self.most
        started = False

        async def bounded() -> Message:
            nonlocal left
            message = await receive()
            left -= len(message.get("body", b""))
            if left < 0:
                raise _TooLongError
            return message

        async def answer(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                headers: list[Any] = list(message.get("headers", []))
                have = {k for k, _ in headers}
                extra = dict(HEADERS)
                if not scope["path"].startswith("/static/"):
                    extra["cache-control"] = "no-store"
                headers += [(k.encode(), v.encode()) for k, v in extra.items() if k.encode() not in have]
                message = {**message, "headers": headers}
            await send(message)

        try:
            await self.app(scope, bounded, answer)
        except _TooLongError:
            if not started:
                await _refuse(send)


class _TooLongError(Exception):
    pass


async def _refuse(send: Send) -> None:
    body = b"The upload is too large; split it, or use: isnad add"
    headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"connection", b"close")]
    headers += [(k.encode(), v.encode()) for k, v in HEADERS.items()]
    await send({"type": "http.response.start", "status": 413, "headers": headers})
    await send({"type": "http.response.body", "body": body})
