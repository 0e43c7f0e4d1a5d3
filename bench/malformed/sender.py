"""A client that sends bytes as they are, and says how its connection ended."""

import asyncio
import base64
from collections.abc import Sequence
from random import Random
from time import monotonic
from typing import Final

from msgspec import Struct

from bench.malformed.frames import CLOSE, PING, Case, frame
from rehearsal.frames import Splitter
from rehearsal.viewers import Ticket

PATIENCE: Final = 30.0
"""Seconds within which the server has ended whatever it had to end, of those that never answer too."""
LINGERS: Final = 0.001
"""How many leave their connection open, and take no note of how the server ends it."""
HASTY: Final = 0.05
"""How many do not wait for the answer to their handshake; what then comes of it is the server's own choice."""
PAUSE: Final = 0.002


class Ending(Struct, frozen=True):
    """What came of a connection: the code it was closed with, if any, and whether it had gone on to then."""

    code: int | None
    alive: bool = False


class Address(Struct, frozen=True):
    """Where to, and what a page of that server says of itself."""

    host: str
    port: int

    @property
    def origin(self) -> str:
        """As a browser writes it."""
        return f"http://{self.host}:{self.port}"


class Refused(Exception):
    """The handshake was; the message is its status line."""


class Wire:
    """One connection after its handshake."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, random: Random) -> None:
        """Take both ways."""
        self._reader, self._writer, self._random = reader, writer, random
        self._splitter = Splitter()
        self._came: list[tuple[int, bytes]] = []

    async def send(self, cases: Sequence[Case]) -> Ending:
        """Send them all, and see how it ends; one that goes on is asked for a sign of life."""
        last = cases[-1]
        try:
            for piece in [piece for case in cases for piece in case.pieces]:
                self._writer.write(piece)
                await self._writer.drain()
                if len(last.pieces) > 1:
                    await asyncio.sleep(0)
            if last.cut:
                await asyncio.sleep(PAUSE)
                return Ending(None)
            if last.goes_on:
                return Ending(None, alive=await self._answers())
            if self._random.random() < LINGERS:
                return await self._linger()
            return Ending(await self._code())
        except ConnectionError:
            return Ending(None)

    async def _answers(self) -> bool:
        """Whether a ping is answered by its pong."""
        self._writer.write(frame(self._random, PING, b"still there"))
        while (found := await self._next()) is not None:
            if found[1] == b"still there":
                return True
        return False

    async def _code(self) -> int | None:
        """The code of the server's close frame; it is answered, as RFC 6455 section 5.5.1 wants."""
        while (found := await self._next()) is not None:
            if found[0] == CLOSE:
                self._writer.write(frame(self._random, CLOSE, found[1]))
                return int.from_bytes(found[1][:2], "big") if found[1] else 1005
        return None

    async def _linger(self) -> Ending:
        """Answer nothing and read on to the end that the server makes."""
        code = None
        while (found := await self._next()) is not None:
            if found[0] == CLOSE:
                code = int.from_bytes(found[1][:2], "big") if found[1] else 1005
        return Ending(code)

    async def _next(self) -> tuple[int, bytes] | None:
        while not self._came:
            if not (data := await self._reader.read(65536)):
                return None
            self._came += [(opcode, payload) for opcode, _, payload in self._splitter.feed(data)]
        return self._came.pop(0)

    def drop(self) -> None:
        """Hang up without a word."""
        self._writer.transport.abort()


async def dialled(address: Address, ticket: Ticket, random: Random, early: bytes = b"") -> Wire:
    """A connection after its handshake, with which something is sent too early; raises Refused, ConnectionError."""
    reader, writer = await asyncio.open_connection(address.host, address.port)
    key = base64.b64encode(random.randbytes(16)).decode()
    lines = (
        f"GET /ws/{ticket.seat} HTTP/1.1",
        f"Host: {address.host}:{address.port}",
        "Upgrade: websocket",
        "Connection: Upgrade",
        f"Sec-WebSocket-Key: {key}",
        "Sec-WebSocket-Version: 13",
        f"Origin: {address.origin}",
        f"Cookie: {ticket.cookie}",
    )
    writer.write("\r\n".join((*lines, "", "")).encode() + early)
    try:
        head = await reader.readuntil(b"\r\n\r\n")
    except asyncio.IncompleteReadError as error:
        writer.transport.abort()
        raise ConnectionError("no answer to the handshake") from error
    if b" 101 " not in head.split(b"\r\n")[0]:
        writer.transport.abort()
        raise Refused(head.split(b"\r\n")[0].decode())
    return Wire(reader, writer, random)


async def attempted(address: Address, ticket: Ticket, random: Random, cases: Sequence[Case]) -> str:
    """Send cases over one connection; a complaint where the server made something else of them, else nothing."""
    began = monotonic()
    try:
        async with asyncio.timeout(PATIENCE):
            if random.random() < HASTY:
                await _hasty(address, ticket, random, cases)
                return ""
            wire = await dialled(address, ticket, random)
            try:
                ending = await wire.send(cases)
            finally:
                wire.drop()
    except (TimeoutError, ConnectionError, Refused) as error:
        return f"{cases[-1].name}: {type(error).__name__} {error} after {monotonic() - began:.1f} s"
    last = cases[-1]
    if last.cut or (last.goes_on and ending.alive) or ending.code in last.codes:
        return ""
    wanted = sorted(last.codes) or "that it goes on"
    return f"{last.name}: closed with {ending.code}, not {wanted}; {b''.join(last.pieces)[:60].hex()}"


async def _hasty(address: Address, ticket: Ticket, random: Random, cases: Sequence[Case]) -> None:
    wire = await dialled(address, ticket, random, b"".join(piece for case in cases for piece in case.pieces))
    await asyncio.sleep(PAUSE)
    wire.drop()
