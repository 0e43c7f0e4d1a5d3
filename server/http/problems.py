"""Refusals on their way out: every error becomes RFC 9457 JSON or, where a reader waits for a page, that page. Once."""

import re
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Final
from uuid import uuid4

import msgspec
import structlog
from msgspec import Struct
from starlette.exceptions import HTTPException
from starlette.requests import HTTPConnection, Request
from starlette.responses import Response

from server.errors import (
    Malformed,
    MethodRefused,
    Missing,
    Retry,
    RoadshowError,
    TooLarge,
    TooMany,
    Unauthenticated,
    Unavailable,
    Unsupported,
)
from server.http.auth import BY_TOKEN, secret_of
from server.http.commands import key_in
from server.http.house import house_of, language_of
from server.http.limits import Verb
from server.ports import LogAway, LogBroken, LogFull

JSON: Final = "application/problem+json"
FORBIDDEN: Final = 403
OF_OTHERS: Final = ("invitation_missing", "invitation_spent", "seat_missing", "browser_missing", "rehearsal_missing")
QUIET: Final = (401, 429)
"""What strangers can have as often as they like, so that it is no line of the log."""
TOKENS: Final = (*BY_TOKEN, "/api/rehearsals", "/metrics")
"""Where a bearer token lets in (RFC 6750 section 3); for a session there is no scheme to name."""
MACHINES: Final = ("/api/", *BY_TOKEN, "/static/", "/ws/")

# Invitations and calendars.
TOKEN: Final = re.compile(r"^(/[ic]/)[^/]+")

logger = structlog.get_logger()


class Problem(Struct, frozen=True, kw_only=True):
    """A refusal as it is sent; `code` is stable, `title` is the sentence in the reader's language.

    `reference` is what the server's log knows it by, empty where that has no line about it.
    """

    type: str = "about:blank"
    status: int
    title: str
    code: str
    detail: str
    reference: str = ""


ErrorPage = Callable[[Request, Problem], Response]
Answer = Callable[[Request, Exception], Awaitable[Response]]


class Problems:
    """Answers for what routes raise."""

    def __init__(self, page: ErrorPage | None) -> None:
        """Take how an error page is drawn; without it everybody gets JSON."""
        self._page = page

    def table(self) -> dict[Any, Answer]:
        """What Starlette asks for: the answer by the kind of exception."""
        return {
            RoadshowError: self._refusal,
            HTTPException: self._http,
            LogFull: self._full,
            LogBroken: self._full,
            LogAway: self._away,
        }

    def answer(self, request: Request, error: RoadshowError) -> Response:
        """The answer to a refusal, which is counted by its code."""
        house_of(request).tally[error.code] += 1
        problem = Problem(
            status=error.status,
            title=language_of(request).sentence(error.code),
            code=error.code,
            detail=error.detail,
            reference=noted(request, error),
        )
        response = self._page(request, problem) if self._page and _for_a_person(request) else _json(problem)
        response.headers.update(_told_apart(request, error))
        return response

    async def _refusal(self, request: Request, error: Exception) -> Response:
        assert isinstance(error, RoadshowError)  # noqa: S101 - the table says so
        return self.answer(request, error)

    async def _http(self, request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)  # noqa: S101 - the table says so
        response = self.answer(request, HTTP.get(error.status_code, _malformed)(error))
        response.headers.update(error.headers or {})
        return response

    async def _full(self, request: Request, error: Exception) -> Response:
        logger.warning("storage.refused", trace=trace_of(request), path=path_to_log(request), error=str(error))
        return self.answer(request, Unavailable("storage_full", after=5))

    async def _away(self, request: Request, error: Exception) -> Response:
        logger.warning("storage.away", trace=trace_of(request), path=path_to_log(request), error=str(error))
        return self.answer(request, Unavailable("storage_away", after=2))


def trace_of(request: HTTPConnection) -> str:
    """What all lines of the log about a request have in common: the key it was sent with, or one made for it."""
    found: str = request.scope.setdefault("trace", key_in(request) or uuid4().hex)
    return found


def noted(request: Request, error: RoadshowError) -> str:
    """What the log knows a refusal by; empty where it has no line about it."""
    if _of_a_right(request, error):
        _warn(request, error)
    elif error.status not in QUIET and (key_in(request) or error.status >= 500):
        logger.info("request.refused", **_about(request, error))
    else:
        return ""
    return trace_of(request)


def _of_a_right(connection: HTTPConnection, error: RoadshowError) -> bool:
    """Whether somebody wanted what is not theirs, or came with a secret that is none or no more."""
    offered = "authorization" in connection.headers or secret_of(connection)
    return error.status == FORBIDDEN or error.code in OF_OTHERS or bool(error.code == "signed_out" and offered)


def _warn(connection: HTTPConnection, error: RoadshowError) -> None:
    address = connection.client.host if connection.client else ""
    try:
        house_of(connection).limits.address(Verb.line, address)
    except TooMany:
        return
    logger.warning("right.refused", **_about(connection, error), address=address)


def _about(connection: HTTPConnection, error: RoadshowError) -> Mapping[str, str]:
    return {
        "trace": trace_of(connection),
        "method": connection.scope.get("method", "GET"),
        "path": path_to_log(connection),
        "code": error.code,
    }


def refusal(connection: HTTPConnection, error: RoadshowError) -> Response:
    """The answer to a socket's handshake that is refused, which is counted by its code."""
    house_of(connection).tally[error.code] += 1
    if _of_a_right(connection, error):
        _warn(connection, error)
    title = language_of(connection).sentence(error.code)
    response = _json(Problem(status=error.status, title=title, code=error.code, detail=error.detail))
    response.headers.update(_told_apart(connection, error))
    return response


def _told_apart(request: HTTPConnection, error: RoadshowError) -> Mapping[str, str]:
    """What a kind of refusal says in a header of its own."""
    if isinstance(error, Retry):
        return {"retry-after": str(error.after)}
    if isinstance(error, Unsupported):
        return error.accepted
    if isinstance(error, Unauthenticated) and request.url.path.startswith(TOKENS):
        return {"www-authenticate": "Bearer"}
    return {}


def _malformed(error: HTTPException) -> RoadshowError:
    return Malformed("form_malformed", error.detail)


HTTP: Final[dict[int, Callable[[HTTPException], RoadshowError]]] = {
    404: lambda error: Missing("page_missing"),
    405: lambda error: MethodRefused("method_refused"),
    413: lambda error: TooLarge("body_too_large", error.detail),
}


def path_to_log(request: HTTPConnection) -> str:
    """The path of a request without the secret that stands in it, whether a route has been found for it or not."""
    return TOKEN.sub(r"\1…", str(request.scope["path"]))


def _for_a_person(request: Request) -> bool:
    return "text/html" in request.headers.get("accept", "") and not request.url.path.startswith(MACHINES)


def _json(problem: Problem) -> Response:
    return Response(msgspec.json.encode(problem), problem.status, media_type=JSON)
