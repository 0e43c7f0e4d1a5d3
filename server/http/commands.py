"""The one entrance for commands: a POST with an Idempotency-Key, answered when its events are on disk."""

import re
from typing import Final

import structlog
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from server.errors import Malformed
from server.http import auth
from server.http.bodies import JSON, read
from server.http.house import ACCEPTED, house_of
from server.http.limits import Verb

LIMIT: Final = 16 * 1024
KEY: Final = re.compile(r"[A-Za-z0-9_-]{8,64}")


logger = structlog.get_logger()


async def command(request: Request) -> Response:
    """Hand the command to its room and pass the acknowledgement on."""
    seated = await auth.seat(request)
    house = house_of(request)
    house.limits.seat(Verb.command, seated.seat.id)
    key = idempotency_key(request)
    logger.debug("request.taken", trace=key, seat=seated.seat.id)
    body = await read(request, JSON, LIMIT)
    acknowledgement = await house.rooms.submit(seated.seat.roadshow, seated.actor, key, body)
    house.tally[ACCEPTED] += 1
    return Response(acknowledgement, headers={"cache-control": "no-store"}, media_type=JSON)


def idempotency_key(request: Request) -> str:
    """What the client calls this one wish of its own."""
    if not (key := key_in(request)):
        raise Malformed("key_missing")
    return key


def key_in(request: Request) -> str:
    """The same; empty where there is none that can be taken."""
    key = request.headers.get("idempotency-key", "")
    return key if KEY.fullmatch(key) else ""


ROUTES: Final = (Route("/api/seats/{seat}/commands", command, methods=["POST"]),)
