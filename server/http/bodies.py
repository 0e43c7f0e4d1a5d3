"""Bodies of requests, read up to a limit and parsed into the type that is wanted; and answers as JSON."""

from typing import Any, Final, TypeVar

import msgspec
from starlette.requests import Request
from starlette.responses import Response

from server.domain.messages import UNREADABLE
from server.errors import Malformed, TooLarge

T = TypeVar("T")

LIMIT: Final = 64 * 1024
JSON: Final = "application/json"


async def read(request: Request, content_type: str, limit: int = LIMIT) -> bytes:
    """The body; raises Malformed where it is of another type, TooLarge as soon as it is beyond the limit."""
    given = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if given != content_type:
        raise Malformed("body_malformed", f"Content-Type must be {content_type}")
    parts, length = [], 0
    async for part in request.stream():
        length += len(part)
        if length > limit:
            raise TooLarge("body_too_large", f"at most {limit} bytes")
        parts.append(part)
    return b"".join(parts)


async def parsed(request: Request, wanted: type[T], limit: int = LIMIT) -> T:
    """The body as JSON of this type; raises Malformed with the place where it is not, TooLarge."""
    body = await read(request, JSON, limit)
    try:
        return msgspec.json.decode(body, type=wanted)
    except UNREADABLE as error:
        raise Malformed("body_malformed", str(error)) from error


def told(value: Any, status: int = 200) -> Response:
    """A value as JSON; nobody but who asked may keep it."""
    return Response(msgspec.json.encode(value), status, {"cache-control": "no-store"}, JSON)
