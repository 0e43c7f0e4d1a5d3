"""A TCP proxy that does to connections what bad networks do: resets, stalls, and ends that nobody hears of."""

import asyncio
import socket
import struct
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Final

from bench.soak.process import HERE

CLOSING_SECONDS: Final = 0.1
PART: Final = 64 * 1024
NO_LINGER: Final = struct.pack("ii", 1, 0)

Pair = tuple[asyncio.StreamWriter, asyncio.StreamWriter]


class Proxy:
    """Between callers and one address; what it does to them is up to whoever holds it."""

    def __init__(self, to: tuple[str, int]) -> None:
        """Take whom it stands before."""
        self.port = 0
        self._to = to
        self._pairs: set[Pair] = set()
        self._deaf: set[Pair] = set()
        self._flowing = asyncio.Event()
        self._flowing.set()

    def reset(self) -> int:
        """Break every connection with a RST at both ends; how many there were."""
        pairs, self._pairs = self._pairs | self._deaf, set()
        for pair in pairs:
            _abort(pair)
        return len(pairs)

    def stall(self) -> None:
        """Pass nothing on until `flow`."""
        self._flowing.clear()

    def flow(self) -> None:
        """Pass on again, also what came meanwhile."""
        self._flowing.set()

    def forget(self) -> int:
        """Pass nothing on any more of the connections there are, and tell no end of it; how many there were."""
        self._deaf |= self._pairs
        return len(self._pairs)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One caller."""
        try:
            answers, there = await asyncio.open_connection(*self._to)
        except OSError:
            writer.transport.abort()
            return
        pair = (writer, there)
        self._pairs.add(pair)
        await asyncio.gather(self._pass(reader, there, pair), self._pass(answers, writer, pair))
        self._pairs.discard(pair)
        self._deaf.discard(pair)
        _abort(pair)

    async def _pass(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, pair: Pair) -> None:
        with suppress(OSError):
            while part := await reader.read(PART):
                await self._flowing.wait()
                if pair not in self._deaf:
                    writer.write(part)
                    await writer.drain()
        if pair not in self._deaf:
            _abort(pair)


def _abort(pair: Pair) -> None:
    for writer in pair:
        end = writer.get_extra_info("socket")
        if end is not None and end.fileno() >= 0:
            end.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, NO_LINGER)
        writer.transport.abort()


@asynccontextmanager
async def proxied(to: tuple[str, int]) -> AsyncIterator[Proxy]:
    """A proxy before an address, on a port of its own."""
    proxy = Proxy(to)
    server = await asyncio.start_server(proxy.serve, HERE, 0)
    proxy.port = server.sockets[0].getsockname()[1]
    try:
        yield proxy
    finally:
        server.close()
        proxy.flow()
        proxy.reset()
        await asyncio.sleep(CLOSING_SECONDS)
