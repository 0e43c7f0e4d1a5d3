"""Rooms behind a real server: sockets and commands over HTTP, the seat in the address, and no sign-in."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any

import uvicorn
from starlette.applications import Starlette
from starlette.responses import JSONResponse, Response
from starlette.routing import WebSocketRoute
from starlette.websockets import WebSocket
from websockets.asyncio.client import connect

from server.app.rooms import Rooms
from server.domain.messages import Actor
from server.errors import Missing, Retry, RoadshowError, TooMany
from server.ws.endpoint import WAITS, Endpoint, Waits
from server.ws.fanout import TransportProtocol
from server.ws.gate import Caller
from server.ws.places import Places
from tests.server.app.house import ROADSHOW


class Gate:
    """Lets in whoever names a seat, from the address that a header names, and so many strangers."""

    def __init__(self, seats: Mapping[str, Actor], strangers: int = 100) -> None:
        self._seats = seats
        self._left = strangers

    async def caller(self, websocket: WebSocket) -> Caller:
        if (seat := websocket.path_params["seat"]) not in self._seats:
            raise Missing("seat_missing")
        return Caller(roadshow=ROADSHOW, actor=self._seats[seat], session="ses_1")

    def address(self, websocket: WebSocket) -> str:
        return websocket.headers.get("x-from", "192.0.2.1")

    def stranger(self, websocket: WebSocket) -> None:
        self._left -= 1
        if self._left < 0:
            raise TooMany("too_many", after=1)

    def answer(self, websocket: WebSocket, error: RoadshowError) -> Response:
        headers = {"retry-after": str(error.after)} if isinstance(error, Retry) else {}
        return JSONResponse({"code": error.code}, error.status, headers)


@asynccontextmanager
async def served(
    rooms: Rooms,
    seats: Mapping[str, Actor],
    places: Places | None = None,
    waits: Waits = WAITS,
    strangers: int = 100,
) -> AsyncIterator[int]:
    """Serve the rooms; yields the port."""
    endpoint = Endpoint(rooms, Gate(seats, strangers), places or Places(1000, 1000), waits)
    app = Starlette(routes=[WebSocketRoute("/ws/{seat}", endpoint.serve)])
    config = uvicorn.Config(
        app, port=0, ws=TransportProtocol, ws_max_size=64 * 1024, log_level="warning", lifespan="off"
    )
    server = uvicorn.Server(config)
    task = asyncio.create_task(server.serve())
    while not server.started:  # noqa: ASYNC110 - uvicorn has no event for it
        await asyncio.sleep(0)
    rooms.start()
    yield server.servers[0].sockets[0].getsockname()[1]
    await rooms.close()
    server.should_exit = True
    await task


def dial(port: int, seat: str, **options: Any) -> connect:
    """A connection to a seat's socket, to enter."""
    return connect(f"ws://127.0.0.1:{port}/ws/{seat}", compression=None, proxy=None, **options)
