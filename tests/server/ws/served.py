"""Rooms behind a real server: sockets and commands over HTTP, the seat in the address, and no sign-in."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any

import uvicorn
from starlette.applications import Starlette
from starlette.routing import WebSocketRoute
from starlette.websockets import WebSocket
from websockets.asyncio.client import connect

from server.app.rooms import Rooms
from server.domain.messages import Actor
from server.errors import Missing
from server.ws.endpoint import CLOSE_SECONDS, Caller, Endpoint
from server.ws.fanout import TransportProtocol
from tests.server.app.house import ROADSHOW


@asynccontextmanager
async def served(rooms: Rooms, seats: Mapping[str, Actor], close_seconds: float = CLOSE_SECONDS) -> AsyncIterator[int]:
    """Serve the rooms; yields the port."""

    async def authenticate(websocket: WebSocket) -> Caller:
        if (seat := websocket.path_params["seat"]) not in seats:
            raise Missing("seat_missing")
        return Caller(roadshow=ROADSHOW, actor=seats[seat], session="ses_1")

    app = Starlette(routes=[WebSocketRoute("/ws/{seat}", Endpoint(rooms, authenticate, close_seconds).serve)])
    config = uvicorn.Config(app, port=0, ws=TransportProtocol, log_level="warning", lifespan="off")
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
