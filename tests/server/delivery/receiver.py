"""Receivers of webhooks behind real sockets, which answer as they are told and remember what they were sent."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import uvicorn
from starlette.types import Receive, Scope, Send


@dataclass
class Reply:
    """An answer; one that is `held` comes only once the event is set."""

    status: int = 204
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    held: asyncio.Event | None = None


@dataclass
class Request:
    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def id(self) -> str:
        return self.headers["webhook-id"]


class Receiver:
    """Answers with `replies`, each once and the last for ever."""

    def __init__(self, *replies: Reply) -> None:
        self.replies = list(replies or (Reply(),))
        self.requests: list[Request] = []
        self.port = 0
        self._came = asyncio.Event()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/hook"

    async def until(self, count: int) -> None:
        """Wait until so many requests have come."""
        async with asyncio.timeout(20):
            while len(self.requests) < count:
                self._came.clear()
                await self._came.wait()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        body, more = b"", True
        while more:
            message = await receive()
            body, more = body + message.get("body", b""), message.get("more_body", False)
        headers = {name.decode(): value.decode() for name, value in scope["headers"]}
        self.requests.append(Request(scope["path"], headers, body))
        reply = self.replies.pop(0) if len(self.replies) > 1 else self.replies[0]
        self._came.set()
        if reply.held:
            await reply.held.wait()
        told = [(name.encode(), value.encode()) for name, value in reply.headers.items()]
        await send({"type": "http.response.start", "status": reply.status, "headers": told})
        await send({"type": "http.response.body", "body": reply.body})


@asynccontextmanager
async def receiving(receiver: Receiver, host: str = "127.0.0.1", **options: Any) -> AsyncIterator[Receiver]:
    """Serve a receiver on a free port; `options` are uvicorn's, for TLS."""
    config = uvicorn.Config(
        receiver, host=host, port=0, log_level="critical", lifespan="off", timeout_graceful_shutdown=1, **options
    )
    server = uvicorn.Server(config)
    task = asyncio.create_task(server.serve())
    while not server.started:  # noqa: ASYNC110 - uvicorn has no event for it
        await asyncio.sleep(0.01)
    receiver.port = server.servers[0].sockets[0].getsockname()[1]
    try:
        yield receiver
    finally:
        for reply in receiver.replies:
            if reply.held:
                reply.held.set()
        server.should_exit = True
        await task
