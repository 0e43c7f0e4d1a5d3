"""What the live wire asks of the house, and the address at which a page whose socket was refused learns why."""

from typing import Final

from starlette.requests import HTTPConnection, Request
from starlette.responses import Response
from starlette.websockets import WebSocket

from server.errors import RoadshowError
from server.http import auth
from server.http.house import house_of
from server.http.limits import Verb, network
from server.http.operations import Gives, Operation, Operations
from server.http.problems import refusal
from server.ws.gate import Caller
from server.ws.places import KEPT_FOR, counted


class HouseGate:
    """The gate of the house that a socket comes to."""

    async def caller(self, websocket: WebSocket) -> Caller:
        """Whoever holds the seat in this browser; raises Forbidden for another site's page, and as `auth.seat` does."""
        found = await auth.socket(websocket)
        return Caller(roadshow=found.seat.roadshow, actor=found.actor, session=found.session.id)

    def address(self, websocket: WebSocket) -> str:
        """An IPv6 one by its /64."""
        return _address(websocket)

    def stranger(self, websocket: WebSocket) -> None:
        """Count by address."""
        if websocket.client:
            house_of(websocket).limits.address(Verb.stranger, websocket.client.host)

    def answer(self, websocket: WebSocket, error: RoadshowError) -> Response:
        """The same as to a request."""
        return refusal(websocket, error)


async def why(request: Request) -> Response:
    """Answer as a socket would be answered now: a browser does not show its page what the handshake was answered."""
    house, seated = house_of(request), await auth.seat(request)
    house.limits.seat(Verb.api, seated.seat.id)
    state = await house.rooms.state(seated.seat.roadshow)
    role = (await house.rooms.acting(seated.seat.roadshow, seated.actor)).role
    house.places.look(counted(_address(request), role, rehearsal=state.rehearsal), kept=role in KEPT_FOR)
    return Response(status_code=204, headers={"cache-control": "no-store"})


def _address(connection: HTTPConnection) -> str:
    return network(connection.client.host) if connection.client else ""


ROUTES: Final = (Operations("/ws/{seat}", GET=Operation(why, gives=(Gives(204),), refuses="house_full address_full")),)
