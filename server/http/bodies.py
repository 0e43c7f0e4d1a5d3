"""Bodies of requests, read up to a limit and parsed into the type that is wanted; queries; and answers as JSON."""

from collections import Counter
from collections.abc import Mapping
from typing import ClassVar, Final, Generic, TypeVar

import msgspec
from starlette.requests import Request
from starlette.responses import Response

from server.domain.messages import UNREADABLE
from server.domain.reading import reading
from server.errors import Malformed, TooLarge
from server.http.conditions import require_type

T = TypeVar("T")

LIMIT: Final = 64 * 1024
JSON: Final = "application/json"
KEPT_BY_NOBODY: Final = {"cache-control": "no-store"}


async def read(request: Request, content_type: str, limit: int = LIMIT) -> bytes:
    """The body; raises Unsupported where it is of another type, TooLarge as soon as it is beyond the limit."""
    require_type(request, content_type)
    parts, length = [], 0
    async for part in request.stream():
        length += len(part)
        if length > limit:
            raise TooLarge("body_too_large", f"at most {limit} bytes")
        parts.append(part)
    return b"".join(parts)


async def parsed(request: Request, wanted: type[T], limit: int = LIMIT) -> T:
    """The body as JSON of this type; raises Malformed with the place where it is not, Unsupported, TooLarge."""
    body = await read(request, JSON, limit)
    try:
        return reading(body, msgspec.json.Decoder(wanted))
    except UNREADABLE as error:
        raise Malformed("body_malformed", str(error)) from error


def asked(request: Request, wanted: type[T]) -> T:
    """The query as this type, each name once; raises Malformed with the place where it is not."""
    counts = Counter(name for name, _ in request.query_params.multi_items())
    if twice := [name for name, count in counts.items() if count > 1]:
        raise Malformed("form_malformed", f"more than one {twice[0]}")
    return meant(dict(request.query_params), wanted)


def meant(given: Mapping[str, str], wanted: type[T]) -> T:
    """What was typed or written, as this type; raises Malformed with the place where it is not."""
    try:
        made = msgspec.convert(given, wanted, strict=False)
    except msgspec.ValidationError as error:
        raise Malformed("form_malformed", str(error)) from error
    # The word null is read as None where that may be left out.
    if nothing := [name for name in given if getattr(made, name, "") is None]:
        raise Malformed("form_malformed", f"$.{nothing[0]}")
    return made


class Answered(Response):
    """An answer whose class says its status, so that what a route is annotated with is what it gives."""

    status: ClassVar[int] = 200


class Json(Answered, Generic[T]):
    """A value as JSON; nobody but who asked may keep it."""

    def __init__(self, value: T) -> None:
        """Take what is told."""
        super().__init__(msgspec.json.encode(value), self.status, KEPT_BY_NOBODY, JSON)


class Created(Json[T]):
    """What was made."""

    status = 201


class Accepted(Json[T]):
    """What will be done."""

    status = 202


class Done(Answered):
    """Nothing more is to be said."""

    status = 204

    def __init__(self) -> None:
        """Say so."""
        super().__init__(status_code=self.status)
