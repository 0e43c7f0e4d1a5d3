"""What holds for every request: security headers, nobody else's pages, bodies of bounded size, no error unanswered."""

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Final

import structlog
from starlette.requests import ClientDisconnect, Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from server.domain.materials import LIMIT as MATERIAL
from server.errors import RoadshowError, TooLarge
from server.http.auth import refuse_other_sites
from server.http.bodies import LIMIT
from server.http.house import house_of
from server.http.problems import Problems, path_to_log, trace_of
from server.http.violations import PATH as REPORTS

# By the end of the path, where more than LIMIT is needed.
LARGER: Final = {
    "/invitations/csv": 1024 * 1024,
    "/setup/invitations": 1024 * 1024,
    "/leads/import": 4 * 1024 * 1024,
    "/leads/import/preview": 4 * 1024 * 1024,
    "/materials": MATERIAL,
    # The identities of MOST leads.
    **{f"/leads.{name}": 1024 * 1024 for name in ("csv", "xlsx", "jsonl", "vcf")},
}

_ENDS: Final = tuple(LARGER)

# By the end of the path, where it has a code of its own.
CODES: Final = {"/materials": "material_too_large"}

FIXED: Final = {
    # Not no-referrer: under it browsers send "Origin: null" with forms, which is then not ours.
    "referrer-policy": "same-origin",
    "x-content-type-options": "nosniff",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(self), microphone=(self), display-capture=(self), geolocation=(), payment=()",
}

CSP: Final = "content-security-policy"

POLICY: Final = (
    "default-src 'none'",
    "style-src 'self'",
    "img-src 'self' data: blob:",
    "media-src 'self' blob:",
    "font-src 'self'",
    "manifest-src 'self'",
    "base-uri 'none'",
    "object-src 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
    f"report-uri {REPORTS}",
)

logger = structlog.get_logger()


class SecurityHeaders:
    """Puts the headers on every answer; `scripts` are script sources beside our own, such as the import map's hash."""

    def __init__(self, app: ASGIApp, scripts: Sequence[str]) -> None:
        """Wrap an application."""
        self._app = app
        self._scripts = " ".join(("script-src 'self'", *scripts))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request = Request(scope)
        ours = _headers(self._scripts, house_of(request).origin(request))

        async def secured(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = _secured(message["headers"], ours)
            await send(message)

        await self._app(scope, receive, secured)


Raw = tuple[bytes, bytes]


@lru_cache(maxsize=1024)
def _headers(scripts: str, origin: str) -> tuple[Raw, ...]:
    # Safari before 15.4 does not take 'self' for sockets as well.
    sockets = origin.replace("http", "ws", 1)
    policy = "; ".join((*POLICY, scripts, f"connect-src 'self' {sockets}"))
    headers = {CSP: policy, **FIXED}
    if origin.startswith("https://"):
        headers["strict-transport-security"] = "max-age=31536000"
    return tuple((name.encode(), value.encode()) for name, value in headers.items())


def _secured(given: Iterable[Raw], ours: tuple[Raw, ...]) -> list[Raw]:
    """What a route gave, with ours; some answers have a policy of their own, which allows less."""
    given = list(given)
    own = {name for name, _ in given}
    return given + [header for header in ours if header[0] not in own]


class Guard:
    """Refuses what no route need look at, and answers for what no route foresaw."""

    def __init__(self, app: ASGIApp, problems: Problems) -> None:
        """Wrap an application."""
        self._app = app
        self._problems = problems

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request, started = Request(scope), _Started(send)
        try:
            refuse_other_sites(request)
            limit = _limit(request)
            _refuse_announced(request, limit)
            await self._app(scope, _bounded(request, receive, limit), started)
        except RoadshowError as error:
            await self._problems.answer(request, error)(scope, receive, send)
        except ClientDisconnect:
            # Whoever left while sending, or was cut off, is told nothing.
            return
        except Exception:
            logger.exception(
                "request.failed", trace=trace_of(request), method=request.method, path=path_to_log(request)
            )
            if started.already:
                raise
            await self._problems.answer(request, RoadshowError("internal"))(scope, receive, send)


class _Started:
    """Passes messages on, and remembers whether an answer has begun."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self.already = False

    async def __call__(self, message: Message) -> None:
        self.already = True
        await self._send(message)


def _limit(request: Request) -> int:
    path: str = request.scope["path"]
    if not path.endswith(_ENDS):
        return LIMIT
    return next(limit for end, limit in LARGER.items() if path.endswith(end))


def _refuse_announced(request: Request, limit: int) -> None:
    length = request.headers.get("content-length", "0")
    if not length.isdecimal() or int(length) > limit:
        raise _too_large(request, limit)


def _too_large(request: Request, limit: int) -> TooLarge:
    code = next((code for end, code in CODES.items() if request.scope["path"].endswith(end)), "body_too_large")
    return TooLarge(code, f"at most {limit} bytes")


def _bounded(request: Request, receive: Receive, limit: int) -> Receive:
    length = 0

    async def bounded() -> Message:
        nonlocal length
        message = await receive()
        length += len(message.get("body", b""))
        if length > limit:
            raise _too_large(request, limit)
        return message

    return bounded
