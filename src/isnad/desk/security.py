"""Who asks, and whether they may.

Sessions are cookies that scripts cannot read; whatever changes something needs a token that only pages of the
desk know (header ``X-CSRF-Token`` or the form field ``csrf``). :mod:`isnad.desk.envelope` asks the guard before a
byte of a request's body is read. ``docs/security.md`` says what this protects and what not.
"""

from __future__ import annotations

import getpass
import hmac
import ipaddress
import re
import secrets
import time
from collections import OrderedDict, deque
from urllib.parse import urlsplit

from fastapi import HTTPException, Request
from starlette.concurrency import run_in_threadpool

from isnad.desk.accounts import Account, Accounts
from isnad.desk.settings import LOOPBACK, Settings

COOKIE = "isnad_session"
SAFE = ("GET", "HEAD", "OPTIONS")
LOGIN = "/login"
LOGINS, NAMES, CHANGES, READS = (8, 60.0), (20, 60.0), (240, 60.0), (1200, 60.0)
"""In how many seconds how many attempts to sign in one client has, and one name; how many changes one client, and how
many requests at all where a desk is shared."""
_CLIENTS = 5000
_HOST = re.compile(r"(?:[A-Za-z0-9_.-]{1,253}|\[[0-9A-Fa-f:.]{2,45}\])(?::[0-9]{1,5})?\Z")
_FORWARDED = ("forwarded", "x-forwarded-for", "x-forwarded-host", "x-real-ip", "via")


class TooManyError(Exception):
    """A client asks too often."""


class Limiter:
    """A sliding window for each client; it remembers the times of the latest clients only."""

    def __init__(self, most: int, seconds: float) -> None:
        self.most, self.seconds = most, seconds
        self._seen: OrderedDict[str, deque[float]] = OrderedDict()

    def check(self, who: str) -> None:
        """Count a request. Raises TooManyError when *who* has no more."""
        now = time.monotonic()
        times = self._seen.setdefault(who[:300], deque())
        self._seen.move_to_end(who[:300])
        while times and now - times[0] > self.seconds:
            times.popleft()
        if len(times) >= self.most:
            raise TooManyError
        times.append(now)
        if len(self._seen) > _CLIENTS:
            self._seen.popitem(last=False)


class Guard:
    """Decides who asks and whether they may. Looks at ``scope["path"]`` and the headers, never at an address put
    together from both: the header ``Host`` is the client's to choose."""

    def __init__(self, settings: Settings, accounts: Accounts) -> None:
        self.settings, self.accounts = settings, accounts
        self.logins, self.names = Limiter(*LOGINS), Limiter(*NAMES)
        self.changes, self.reads = Limiter(*CHANGES), Limiter(*READS)
        self._names = frozenset(n.lower().rstrip(".") for n in settings.names)
        self._anyone = not accounts.names()

    @property
    def anyone(self) -> bool:
        """Whether no account is needed: none was made, and only this machine can ask."""
        if self._anyone:
            self._anyone = not self.accounts.names()
        return self._anyone and self.settings.local

    def token(self, session: str) -> str:
        """The token that pages of *session* send along with changes."""
        return hmac.new(self.accounts.secret, session.encode("utf8", "replace"), "sha256").hexdigest()

    def host_allowed(self, host: str) -> bool:
        """Whether a browser may ask under this name: a foreign name that resolves to this machine may not."""
        if not _HOST.match(host):
            return False
        name = (host[1 : host.index("]")] if host.startswith("[") else host.split(":", 1)[0]).lower().rstrip(".")
        if self.settings.local:
            return name in LOOPBACK or name in self._names
        return not self._names or name in self._names

    def admit(self, request: Request) -> HTTPException | None:
        """Find out who asks, from the headers: sets ``request.state.user``, ``.session`` and ``.fresh``.

        The exception is why the request goes no further: 401, 403 or 429.
        """
        state, path = request.state, request.scope["path"]
        session = request.cookies.get(COOKIE, "")
        state.user, state.fresh, state.session = None, None, session
        if not self.host_allowed(request.headers.get("host", "")):
            return HTTPException(403, "host")
        alone = self.anyone
        if alone:
            if any(name in request.headers for name in _FORWARDED):
                return HTTPException(403, "forwarded")
            state.user = Account(_whoami(), "editor")
        elif session:
            state.user = self.accounts.whose(session, self.settings.idle_hours, self.settings.session_hours)
        if not session:
            state.session = state.fresh = secrets.token_urlsafe(24)
        changes = request.method not in SAFE
        try:
            if not alone and not path.startswith("/static/"):
                self.reads.check(state.user.name if state.user else client_of(request))
            if changes:
                (self.logins if path == LOGIN else self.changes).check(client_of(request))
        except TooManyError:
            return HTTPException(429)
        if changes and not _same_origin(request):
            return HTTPException(403, "csrf")
        if state.user is None and path != LOGIN and not path.startswith("/static/"):
            return HTTPException(401)
        return None

    async def __call__(self, request: Request) -> None:
        """What every route depends on: who changes something sends the page's token. Raises HTTPException 403."""
        if request.method in SAFE:
            return
        given = request.headers.get("x-csrf-token", "")
        if not given and "form" in request.headers.get("content-type", ""):
            value = (await request.form()).get("csrf", "")
            given = value if isinstance(value, str) else ""
        if not hmac.compare_digest(given.encode("utf8", "replace"), self.token(request.state.session).encode()):
            raise HTTPException(403, "csrf")
        user: Account | None = request.state.user
        if user is not None:
            await run_in_threadpool(self.accounts.note, user.name, request.method, request.scope["path"])


def client_of(request: Request) -> str:
    """What stands for a client: its address; of IPv6 the network, in which a client has any address it likes."""
    address = request.client.host if request.client else "?"
    try:
        found = ipaddress.ip_address(address.split("%", 1)[0])
    except ValueError:
        return address
    if found.version == 6:
        return str(ipaddress.ip_network((found, 64), strict=False))
    return address


def _same_origin(request: Request) -> bool:
    """Whether a change comes from a page of this desk, as far as the browser tells."""
    origin = request.headers.get("origin")
    if request.headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
        return False
    if not origin:
        return True
    try:
        return urlsplit(origin).netloc == request.headers.get("host")
    except ValueError:
        return False


def _whoami() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "analyst"
