"""A viewer on the PyPI package picows.

Steps come in as lines of JSON, and what came of each goes out as one.
"""

import asyncio
import sys
from hashlib import sha256
from typing import Any
from uuid import uuid4

import httpx
import msgspec
from picows import WSFrame, WSListener, WSMsgType, WSTransport, ws_connect

url, seat, cookie = sys.argv[1:]
CANONICAL = msgspec.json.Encoder(order="sorted")


class Change(msgspec.Struct, tag="changed"):
    first: int
    last: int
    views: dict[str, dict[str, msgspec.Raw]]


class Snapshot(msgspec.Struct, tag="snapshot"):
    epoch: str
    seq: int
    views: dict[str, dict[str, msgspec.Raw]]


class Viewer(WSListener):
    """Keeps each view as the bytes it came in, and parses none before the end."""

    def __init__(self) -> None:
        self.epoch: str | None = None
        self.seq: int | None = None
        self.by = ""
        self.bytes: dict[tuple[str, str], bytes] = {}
        self.role: asyncio.Future[str] = asyncio.get_running_loop().create_future()
        self.moved = asyncio.Event()
        self.transport: WSTransport | None = None

    def on_ws_connected(self, transport: WSTransport) -> None:
        self.transport = transport
        hello = {"type": "hello", "epoch": self.epoch, "seq": self.seq}
        transport.send(WSMsgType.TEXT, msgspec.json.encode(hello))

    def on_ws_frame(self, transport: WSTransport, frame: WSFrame) -> None:
        if frame.msg_type is not WSMsgType.TEXT:
            return
        payload = frame.get_payload_as_bytes()
        type_ = msgspec.json.decode(payload)["type"]
        if type_ == "welcome":
            self.role.set_result(msgspec.json.decode(payload)["role"])
        if type_ in ("snapshot", "changed"):
            self.by = self.by or type_
            self.take(msgspec.json.decode(payload, type=Snapshot | Change))
            self.moved.set()

    def take(self, message: Snapshot | Change) -> None:
        if isinstance(message, Snapshot):
            self.epoch, self.seq, self.bytes = message.epoch, message.seq, {}
        else:
            assert self.seq is not None
            assert message.first == self.seq + 1
            self.seq = message.last
        for kind, views in message.views.items():
            for key, view in views.items():
                if bytes(view) == b"null":
                    self.bytes.pop((kind, key), None)
                else:
                    self.bytes[kind, key] = bytes(view)

    async def connect(self) -> str:
        self.by, self.role = "", asyncio.get_running_loop().create_future()
        headers = {"Cookie": cookie, "Origin": url}
        await ws_connect(lambda: self, f"{url.replace('http', 'ws', 1)}/ws/{seat}", extra_headers=headers)
        return await self.role

    async def drop(self) -> None:
        assert self.transport is not None
        self.transport.disconnect(graceful=False)
        await self.transport.wait_disconnected()

    async def post(self, body: dict[str, Any]) -> Any:
        headers = {"Cookie": cookie, "Idempotency-Key": uuid4().hex}
        async with httpx.AsyncClient() as client:
            answer = await client.post(f"{url}/api/seats/{seat}/commands", json=body, headers=headers)
            return answer.json()

    async def until(self, wanted: int) -> dict[str, Any]:
        while self.seq is None or self.seq < wanted:
            self.moved.clear()
            await self.moved.wait()
        async with httpx.AsyncClient() as client:
            contract = (await client.get(f"{url}/api/asyncapi.json")).json()
        kinds = contract["components"]["schemas"]["Picture"]["properties"]
        own = {kind for kind, views in kinds.items() if "own" in views["x-seen-by"]}
        hashes = {"whole": self.state(set()), "shared": self.state(own)}
        return {"epoch": self.epoch, "seq": self.seq, "by": self.by, **hashes}

    def state(self, without: set[str]) -> str:
        """The state hash (docs/protocol.md), of all kinds but these."""
        picture: dict[str, dict[str, Any]] = {}
        for (kind, key), view in self.bytes.items():
            if kind not in without:
                picture.setdefault(kind, {})[key] = msgspec.json.decode(view)
        return sha256(CANONICAL.encode(picture)).hexdigest()


async def main() -> None:
    viewer = Viewer()
    while line := await asyncio.to_thread(sys.stdin.readline):
        step = msgspec.json.decode(line)
        name = step.pop("do")
        sys.stdout.buffer.write(msgspec.json.encode({name: await getattr(viewer, name)(**step)}) + b"\n")
        sys.stdout.flush()


asyncio.run(main())
