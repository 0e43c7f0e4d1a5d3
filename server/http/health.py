"""Whether the server lives, and whether it can do its work: for whoever watches it, with nothing in it of anybody."""

from collections.abc import Sequence
from typing import Final

from msgspec import Struct
from starlette.requests import Request

from server.app.readiness import Lack
from server.http.bodies import JSON, Json
from server.http.house import house_of
from server.http.operations import Entrance, Gives, Operation, Operations


class Health(Struct, frozen=True, kw_only=True):
    """`lacks` names what keeps the server from its work."""

    ready: bool
    lacks: Sequence[Lack] = ()


class Alive(Struct, frozen=True, kw_only=True):
    """That something answers says it all."""

    alive: bool = True


async def healthz(request: Request) -> Json[Alive]:
    """The process answers."""
    return Json(Alive())


async def readyz(request: Request) -> Json[Health]:
    """503 where something is missing."""
    lacks = await house_of(request).readiness.lacks()
    answer = Json(Health(ready=not lacks, lacks=lacks))
    answer.status_code = 503 if lacks else 200
    return answer


ROUTES: Final = (
    Operations("/healthz", GET=Operation(healthz, entrance=Entrance.anybody)),
    Operations("/readyz", GET=Operation(readyz, entrance=Entrance.anybody, gives=(Gives(503, JSON, Health),))),
)
