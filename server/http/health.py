"""Whether the server lives, and whether it can do its work: for whoever watches it, with nothing in it of anybody."""

from collections.abc import Sequence
from typing import Final

from msgspec import Struct
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from server.app.readiness import Lack
from server.http.bodies import told
from server.http.house import house_of


class Health(Struct, frozen=True, kw_only=True):
    """`lacks` names what keeps the server from its work."""

    ready: bool
    lacks: Sequence[Lack] = ()


async def healthz(request: Request) -> Response:
    """The process answers."""
    return told({"alive": True})


async def readyz(request: Request) -> Response:
    """503 where something is missing."""
    lacks = await house_of(request).readiness.lacks()
    return told(Health(ready=not lacks, lacks=lacks), 503 if lacks else 200)


ROUTES: Final = (
    Route("/healthz", healthz, methods=["GET"]),
    Route("/readyz", readyz, methods=["GET"]),
)
