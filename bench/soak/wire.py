"""The least of an HTTP client: one connection that is kept, one request at a time, every failure an exception."""

import asyncio
import re
from collections.abc import Callable
from contextlib import suppress
from typing import Final

from msgspec import Struct

LENGTH: Final = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
SECONDS: Final = 10.0


class Answer(Struct, frozen=True):
    """A status and a body."""

    status: int
    body: str


class Wire:
    """One worker's connection; opened when it is needed, dropped after any failure."""

    def __init__(self, address: Callable[[], tuple[str, int]], cookie: str, seconds: float = SECONDS) -> None:
        """Take whom to call, and who calls; an answer that takes longer than `seconds` is none."""
        self._address = address
        self._cookie = cookie
        self._seconds = seconds
        self._streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def post(self, path: str, body: bytes, key: str) -> Answer:
        """What is answered; OSError, EOFError or TimeoutError where nothing is, after which nothing is known."""
        try:
            async with asyncio.timeout(self._seconds):
                return await self._exchange(path, body, key)
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """Drop the connection."""
        streams, self._streams = self._streams, None
        if streams is not None:
            with suppress(RuntimeError):
                streams[1].transport.abort()

    async def _exchange(self, path: str, body: bytes, key: str) -> Answer:
        if self._streams is None:
            self._streams = await asyncio.open_connection(*self._address())
        reader, writer = self._streams
        head = (
            f"POST {path} HTTP/1.1\r\nHost: roadshow\r\nCookie: {self._cookie}\r\n"
            f"Content-Type: application/json\r\nIdempotency-Key: {key}\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        writer.write(head.encode() + body)
        told = await reader.readuntil(b"\r\n\r\n")
        length = LENGTH.search(told)
        text = await reader.readexactly(int(length[1])) if length else b""
        if b"\r\nconnection: close" in told.lower():
            self.close()
        return Answer(int(told.split(b" ", 2)[1]), text.decode())
