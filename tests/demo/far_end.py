"""A WHIP server that watches: stock aiortc behind real HTTP. `python -m tests.demo.far_end PORT` runs it by itself."""

import asyncio
import contextlib
import socket
import sys
from collections import Counter
from collections.abc import AsyncIterator

import uvicorn
from aiortc import RTCConfiguration, RTCPeerConnection, RTCSessionDescription
from aiortc.mediastreams import MediaStreamError, MediaStreamTrack
from av import VideoFrame
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from demo.addresses import also_use_the_way_to

PATIENCE = 30.0


class FarEnd:
    """What a publisher has done so far; `refusals` are answered before any offer is taken."""

    def __init__(self, *refusals: int) -> None:
        self.refusals = list(refusals)
        self.credentials: list[str | None] = []
        self.offers: list[str] = []
        self.withdrawn: list[str] = []
        self.frames: Counter[str] = Counter()
        self.size = (0, 0)
        self._peers: list[RTCPeerConnection] = []
        self._readers: set[asyncio.Task[None]] = set()
        self._happened = asyncio.Condition()
        self.app = Starlette(
            routes=[
                Route("/whip/stage", self._publish, methods=["POST"]),
                Route("/sessions/{session}", self._withdraw, methods=["DELETE"]),
            ]
        )

    async def until(self, condition) -> None:  # type: ignore[no-untyped-def]
        async with asyncio.timeout(PATIENCE), self._happened:
            await self._happened.wait_for(condition)

    async def hang_up(self) -> None:
        peers, self._peers = self._peers, []
        await asyncio.gather(*(peer.close() for peer in peers))
        # A track whose connection never stood does not end by itself.
        readers, self._readers = self._readers, set()
        for reader in readers:
            reader.cancel()
        await asyncio.gather(*readers, return_exceptions=True)

    async def _publish(self, request: Request) -> Response:
        self.credentials.append(request.headers.get("authorization"))
        self.offers.append((await request.body()).decode())
        await self._tell()
        if self.refusals:
            return Response(status_code=self.refusals.pop(0))
        answer = await self._answer(self.offers[-1])
        location = f"../sessions/{len(self.offers)}"
        return Response(answer, 201, {"Location": location}, "application/sdp")

    async def _withdraw(self, request: Request) -> Response:
        self.withdrawn.append(request.path_params["session"])
        await self._tell()
        return Response()

    async def _answer(self, offer: str) -> str:
        peer = RTCPeerConnection(RTCConfiguration(iceServers=[]))
        peer.on("track", lambda track: self._readers.add(asyncio.create_task(self._watch(track))))
        self._peers.append(peer)
        await peer.setRemoteDescription(RTCSessionDescription(offer, "offer"))
        await peer.setLocalDescription(await peer.createAnswer())
        return str(peer.localDescription.sdp)

    async def _watch(self, track: MediaStreamTrack) -> None:
        with contextlib.suppress(MediaStreamError):
            while True:
                frame = await track.recv()
                self.frames[track.kind] += 1
                if isinstance(frame, VideoFrame):
                    self.size = (frame.width, frame.height)
                await self._tell()

    async def _tell(self) -> None:
        async with self._happened:
            self._happened.notify_all()


@contextlib.asynccontextmanager
async def serving(far: FarEnd, port: int = 0) -> AsyncIterator[str]:
    """Serve on loopback and yield the address to publish to; the socket listens before the first request."""
    with socket.create_server(("127.0.0.1", port)) as listener:
        server = uvicorn.Server(uvicorn.Config(far.app, log_level="warning", lifespan="off"))
        running = asyncio.create_task(server.serve(sockets=[listener]))
        try:
            yield f"http://127.0.0.1:{listener.getsockname()[1]}/whip/stage"
        finally:
            server.should_exit = True
            await running
            await far.hang_up()


async def _main(port: int) -> None:
    also_use_the_way_to("http://127.0.0.1")
    far = FarEnd()
    async with serving(far, port) as url:
        sys.stdout.write(f"{url}\n")
        sys.stdout.flush()
        # Long enough to have reported what it receives, which aiortc does every 0.5 to 1.5 s.
        await far.until(lambda: far.frames["video"] > 50)
        sys.stdout.write("picture\n")
        sys.stdout.flush()
        await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(_main(int(sys.argv[1])))
