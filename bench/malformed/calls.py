"""The least of an HTTP client that sends what it is given: a kept connection, any method, headers and bytes."""

import asyncio
import re
from typing import Final

from msgspec import Struct

from bench.malformed.sender import Address

LENGTH: Final = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
HEADER: Final = re.compile(r"\r\n([\w-]+): *([^\r]*)")
PATIENCE: Final = 30.0


class Answer(Struct, frozen=True):
    """A status, headers by their names in small letters, and a body."""

    status: int
    headers: dict[str, str]
    body: str


class Line:
    """One connection, opened when it is needed."""

    def __init__(self, address: Address) -> None:
        """Take where to."""
        self._address = address
        self._streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def call(self, method: str, path: str, headers: dict[str, str], body: bytes = b"") -> Answer:
        """What is answered; OSError, EOFError or TimeoutError where nothing is."""
        async with asyncio.timeout(PATIENCE):
            if self._streams is None:
                self._streams = await asyncio.open_connection(self._address.host, self._address.port)
            reader, writer = self._streams
            given = {"Host": f"{self._address.host}:{self._address.port}", **headers, "Content-Length": str(len(body))}
            lines = [f"{method} {path} HTTP/1.1", *(f"{name}: {value}" for name, value in given.items()), "", ""]
            writer.write("\r\n".join(lines).encode() + body)
            head = await reader.readuntil(b"\r\n\r\n")
            length = LENGTH.search(head)
            text = await reader.readexactly(int(length[1])) if length else b""
            if b"\r\nconnection: close" in head.lower() or b" 413 " in head[:13]:
                # What was too large has not been read, and what follows on the same connection would be it.
                self.close()
        found = {name.lower(): value for name, value in HEADER.findall(head.decode("latin-1"))}
        return Answer(int(head.split(b" ", 2)[1]), found, text.decode(errors="replace"))

    def close(self) -> None:
        """Drop the connection."""
        streams, self._streams = self._streams, None
        if streams is not None:
            streams[1].transport.abort()
