"""Who comes to a socket, and how whoever does not come in is told so."""

from typing import Final, Protocol

from msgspec import Struct
from starlette.responses import Response
from starlette.websockets import WebSocket

from server.app.feed import RESTARTING
from server.domain.messages import Actor, RoadshowId
from server.errors import Retry, RoadshowError, TooMany, Unavailable
from server.ports import LogAway

NO_SEAT: Final = 4504
CODES: Final = {"signed_out": 4500, "removed": 4501, "stopping": RESTARTING, "storage_away": RESTARTING}
NEVER_ACCEPTED: Final = frozenset({"origin_refused", "too_many", "house_full", "address_full"})


class Caller(Struct, frozen=True, kw_only=True):
    """Whose socket it is, as it was found out before the socket was accepted."""

    roadshow: RoadshowId
    actor: Actor
    session: str


class Gate(Protocol):
    """What the house knows of who comes to a socket."""

    async def caller(self, websocket: WebSocket) -> Caller:
        """Whose socket it is; raises a refusal."""
        ...

    def address(self, websocket: WebSocket) -> str:
        """Where they come from, as it is counted; empty where that is not known."""
        ...

    def stranger(self, websocket: WebSocket) -> None:
        """Count who has no seat here; raises TooMany where that was too often."""
        ...

    def answer(self, websocket: WebSocket, error: RoadshowError) -> Response:
        """A refusal as it is answered before a socket is accepted."""
        ...


async def refuse(websocket: WebSocket, gate: Gate, error: RoadshowError | LogAway) -> None:
    """Tell by a close code, which a page can read; whom there is no room to tell anything, by HTTP alone."""
    refusal = _counted(websocket, gate, Unavailable("storage_away", after=2) if isinstance(error, LogAway) else error)
    answer = gate.answer(websocket, refusal)
    if refusal.code in NEVER_ACCEPTED:
        await websocket.send_denial_response(answer)
        return
    await websocket.accept()
    await websocket.close(CODES.get(refusal.code, NO_SEAT))


def _counted(websocket: WebSocket, gate: Gate, refusal: RoadshowError) -> RoadshowError:
    try:
        if not isinstance(refusal, Retry):
            gate.stranger(websocket)
    except TooMany as too_many:
        return too_many
    return refusal
