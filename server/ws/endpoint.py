"""The socket: says who is there, takes Hello, keeps the viewer on the feed, and counts reactions."""

import asyncio
from collections import Counter
from contextlib import suppress
from typing import Final

import msgspec
from msgspec import Struct
from msgspec.structs import replace
from starlette.websockets import WebSocket, WebSocketDisconnect

from server.app.feed import RESTARTING, Feed, Viewer
from server.app.rooms import Rooms
from server.app.wire import Hello, React, Up
from server.domain.messages import UNREADABLE, Actor, SeatId
from server.domain.rules import EVERYONE
from server.errors import RoadshowError
from server.ports import LogAway
from server.ws.fanout import Transport, text_frame, transport_of
from server.ws.gate import CODES, NO_SEAT, Caller, Gate, refuse
from server.ws.places import KEPT_FOR, Places, counted

MESSAGES_A_SECOND: Final = 20
SOCKETS_A_SEAT: Final = 20

MALFORMED: Final = 4502
TOO_MANY: Final = 4503

_DECODER: Final = msgspec.json.Decoder(Up)


class Waits(Struct, frozen=True):
    """Seconds: until Hello must have come, and until a connection is dropped whose end is not taken note of."""

    hello: float = 5.0
    close: float = 15.0


WAITS: Final = Waits()


class SocketLine:
    """A viewer's line over a transport; frames that are the same object for many are built once."""

    _last: tuple[bytes, bytes] = (b"", b"")

    def __init__(self, websocket: WebSocket) -> None:
        """Take an accepted socket."""
        self._websocket = websocket
        self._transport: Transport = transport_of(websocket.scope)
        self.closed: asyncio.Future[int] = asyncio.get_running_loop().create_future()
        self.reason = ""

    def send(self, message: bytes) -> None:
        """Write one frame."""
        if self._transport.is_closing() or self.closed.done() or not message:
            return
        framed = SocketLine._last
        if framed[0] is not message:
            framed = SocketLine._last = (message, text_frame(message))
        self._transport.write(framed[1])

    def offer(self, message: bytes, most: int) -> bool:
        """Write one frame, unless more than `most` bytes wait; whether that was so little."""
        if self._transport.get_write_buffer_size() > most:
            return False
        self.send(message)
        return True

    def waiting(self) -> int:
        """Bytes not yet taken by the kernel."""
        return self._transport.get_write_buffer_size()

    def close(self, code: int, reason: str = "") -> None:
        """Let the endpoint's task close with this code."""
        if not self.closed.done():
            self.reason = reason
            self.closed.set_result(code)

    def abort_after(self, seconds: float) -> None:
        """Drop the connection if it is there then: to a peer who does not read, no close frame ever gets through."""
        asyncio.get_running_loop().call_later(seconds, self._transport.abort)


class Endpoint:
    """One ASGI WebSocket endpoint for every seat."""

    def __init__(self, rooms: Rooms, gate: Gate, places: Places, waits: Waits = WAITS) -> None:
        """Take the rooms, who knows whose socket it is, and how many there may be."""
        self._waits = waits
        self._rooms = rooms
        self._gate = gate
        self._places = places
        self._open: Counter[SeatId] = Counter()

    async def serve(self, websocket: WebSocket) -> None:
        """Serve one socket to its end."""
        # Who has left needs to be told nothing more.
        with suppress(WebSocketDisconnect):
            await self._admit(websocket)

    async def _admit(self, websocket: WebSocket) -> None:
        try:
            # Before anything is looked up, since a full house has better things to do.
            self._places.look(kept=True)
            caller = await self._caller(websocket)
            address = await self._counted(websocket, caller)
            self._places.take(address, kept=caller.actor.role in KEPT_FOR)
        except (RoadshowError, LogAway) as error:
            await refuse(websocket, self._gate, error)
            return
        try:
            await self._seated(websocket, caller.actor.seat)
        finally:
            self._places.leave(address)

    async def _counted(self, websocket: WebSocket, caller: Caller) -> str:
        """The address that a socket counts for, as `counted` has it."""
        state = await self._rooms.state(caller.roadshow)
        return counted(self._gate.address(websocket), caller.actor.role, rehearsal=state.rehearsal)

    async def _seated(self, websocket: WebSocket, seat: SeatId) -> None:
        await websocket.accept()
        if self._open[seat] >= SOCKETS_A_SEAT:
            await websocket.close(TOO_MANY)
            return
        self._open[seat] += 1
        try:
            await self._serve(websocket)
        finally:
            self._open[seat] -= 1
            if not self._open[seat]:
                del self._open[seat]

    async def _caller(self, websocket: WebSocket) -> Caller:
        """Whose socket it is, in the role they have now; raises a refusal."""
        caller = await self._gate.caller(websocket)
        return replace(caller, actor=await self._rooms.acting(caller.roadshow, caller.actor))

    async def _serve(self, websocket: WebSocket) -> None:
        line = SocketLine(websocket)
        reading = asyncio.create_task(self._read(websocket, line))
        try:
            await asyncio.wait((reading, line.closed), return_when=asyncio.FIRST_COMPLETED)
        finally:
            code = await _code(reading, line.closed)
            line.abort_after(self._waits.close)
            if code is not None:
                await websocket.close(code, line.reason)

    async def _read(self, websocket: WebSocket, line: SocketLine) -> int | None:
        """Read until the viewer leaves (None) or must go (the close code)."""
        try:
            async with asyncio.timeout(self._waits.hello):
                hello = _decoded(await websocket.receive_text())
            return await self._watch(websocket, line, hello) if isinstance(hello, Hello) else MALFORMED
        except WebSocketDisconnect:
            return None
        except RoadshowError as error:
            return CODES.get(error.code, NO_SEAT)
        except LogAway:
            return RESTARTING
        except (*UNREADABLE, KeyError, TimeoutError):  # KeyError: bytes instead of text
            return MALFORMED

    async def _watch(self, websocket: WebSocket, line: SocketLine, hello: Hello) -> int:
        """Keep the viewer on the feed, from which they are off before the close handshake begins.

        Who they are is found out once more: a feed puts off only who is on it, so whoever waited with their Hello may
        have been removed or signed out in the meantime.
        """
        caller = await self._caller(websocket)
        feed = (await self._rooms.live(caller.roadshow)).feed
        viewer = Viewer(caller.actor, line, caller.session)
        feed.attach(viewer, hello)
        try:
            return await _listen(websocket, feed, caller.actor)
        finally:
            feed.detach(viewer)


async def _listen(websocket: WebSocket, feed: Feed, actor: Actor) -> int:
    loop = asyncio.get_running_loop()
    second, count = int(loop.time()), 0
    while True:
        message = _decoded(await websocket.receive_text())
        now = int(loop.time())
        second, count = (second, count + 1) if now == second else (now, 1)
        if count > MESSAGES_A_SECOND:
            return TOO_MANY
        if not isinstance(message, React):
            return MALFORMED
        if count <= 2 and actor.role in EVERYONE:
            feed.react(message.reaction)


def _decoded(text: str) -> Hello | React:
    message: Hello | React = _DECODER.decode(text)
    return message


async def _code(reading: asyncio.Task[int | None], closed: asyncio.Future[int]) -> int | None:
    if closed.done():
        reading.cancel()
        await asyncio.gather(reading, return_exceptions=True)
        return closed.result()
    return await reading
