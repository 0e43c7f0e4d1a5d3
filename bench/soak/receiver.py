"""Who receives webhooks: answers all of them with 204, and remembers each."""

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

from bench.soak.history import History, Post
from bench.soak.process import HERE

CLOSING_SECONDS: Final = 0.1
LENGTH: Final = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
IDENTITY: Final = re.compile(rb"\r\nwebhook-id: *(\S+)", re.IGNORECASE)


@asynccontextmanager
async def receiving(history: History) -> AsyncIterator[str]:
    """The address to post to; what comes is noted in the history."""
    callers: set[asyncio.StreamWriter] = set()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        callers.add(writer)
        try:
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                length, identity = LENGTH.search(head), IDENTITY.search(head)
                body = await reader.readexactly(int(length[1]) if length else 0)
                history.posts.append(Post(identity[1].decode() if identity else "", body.decode()))
                writer.write(b"HTTP/1.1 204 No Content\r\n\r\n")
        except (OSError, EOFError):
            writer.transport.abort()
        finally:
            callers.discard(writer)

    server = await asyncio.start_server(serve, HERE, 0)
    try:
        yield f"http://{HERE}:{server.sockets[0].getsockname()[1]}/hook"
    finally:
        server.close()
        for writer in list(callers):
            writer.transport.abort()
        await asyncio.sleep(CLOSING_SECONDS)
