"""Stock aiortc as publisher and viewer: what a browser does, without one."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from typing import Self

import aioice.ice
import pytest
from aiortc import RTCConfiguration, RTCPeerConnection, RTCRtpSender, RTCSessionDescription
from aiortc.mediastreams import AudioStreamTrack, MediaStreamError, MediaStreamTrack, VideoStreamTrack
from aiortc.rtcconfiguration import RTCBundlePolicy

from media.api import Answer, AudienceMeasured, MediaEvent, MediaPlane, RoomId, SessionId, SourceId, SourceMeasured

ROOM = RoomId("room")
PATIENCE = 30.0


class Client:
    """One peer connection and the frames it has received."""

    def __init__(self) -> None:
        self.connection = RTCPeerConnection(RTCConfiguration(iceServers=[], bundlePolicy=RTCBundlePolicy.MAX_BUNDLE))
        self.frames: Counter[str] = Counter()
        self.answer = Answer(session=SessionId(""), sdp="")
        self._changed = asyncio.Event()
        self._readers: set[asyncio.Task[None]] = set()
        self.connection.on("track", self._read)
        self.connection.on("connectionstatechange", self._changed.set)

    def _read(self, track: MediaStreamTrack) -> None:
        self._readers.add(asyncio.create_task(self._count(track)))

    async def _count(self, track: MediaStreamTrack) -> None:
        try:
            while True:
                await track.recv()
                self.frames[track.kind] += 1
                self._changed.set()
        except MediaStreamError:
            return

    async def offer(self) -> str:
        await self.connection.setLocalDescription(await self.connection.createOffer())
        return str(self.connection.localDescription.sdp)

    async def accept(self, answer: Answer) -> Self:
        self.answer = answer
        await self.connection.setRemoteDescription(RTCSessionDescription(answer.sdp, "answer"))
        return self

    async def receives(self, *kinds: str, more: int = 5) -> None:
        """Wait until some more frames of each kind have been decoded."""
        goal = {kind: self.frames[kind] + more for kind in kinds}
        await self._until(lambda: all(self.frames[kind] >= count for kind, count in goal.items()))

    async def reaches(self, state: str) -> None:
        await self._until(lambda: self.connection.connectionState == state)

    async def _until(self, condition: Callable[[], bool]) -> None:
        async with asyncio.timeout(PATIENCE):
            while not condition():
                self._changed.clear()
                await self._changed.wait()

    async def close(self) -> None:
        await self.connection.close()
        if self._readers:
            await asyncio.wait(self._readers)


class Crew:
    """The people around one plane; all leave when the test ends."""

    def __init__(self, plane: MediaPlane, stack: AsyncExitStack) -> None:
        self.plane = plane
        self._stack = stack

    def client(self) -> Client:
        client = Client()
        self._stack.push_async_callback(client.close)
        return client

    async def presenter(self, source: str, codec: str = "VP8") -> Client:
        client = self.client()
        client.connection.addTrack(AudioStreamTrack())
        client.connection.addTrack(VideoStreamTrack())
        wanted = [c for c in RTCRtpSender.getCapabilities("video").codecs if c.mimeType == f"video/{codec}"]
        client.connection.getTransceivers()[1].setCodecPreferences(wanted)
        return await client.accept(await self.plane.publish(ROOM, SourceId(source), await client.offer()))

    async def viewer(self, source: str | None = None) -> Client:
        client = self.client()
        client.connection.addTransceiver("audio", direction="recvonly")
        client.connection.addTransceiver("video", direction="recvonly")
        preview = SourceId(source) if source else None
        return await client.accept(await self.plane.view(ROOM, preview, await client.offer()))


@contextmanager
def over_loopback() -> Iterator[None]:
    """Connect over 127.0.0.1, which aioice leaves out of its own accord."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(aioice.ice, "get_host_addresses", lambda **_: ["127.0.0.1"])
        yield


@asynccontextmanager
async def crew(plane: MediaPlane) -> AsyncIterator[Crew]:
    """People around a plane on this machine."""
    with over_loopback():
        async with AsyncExitStack() as stack:
            yield Crew(plane, stack)


async def next_event(events: AsyncIterator[MediaEvent]) -> MediaEvent:
    """What happens next; figures come in between at any time."""
    async with asyncio.timeout(PATIENCE):
        while isinstance(event := await anext(events), SourceMeasured | AudienceMeasured):
            continue
        return event
