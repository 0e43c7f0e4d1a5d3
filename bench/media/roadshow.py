"""Our own worker as the server under load: a publisher over WHIP's DTLS and SRTP, viewers over WHEP's."""

import asyncio
import os
import sys

import uvloop
from msgspec import json

from bench.media import usage
from bench.media.drain import CONSENT
from bench.media.load import PAYLOAD_TYPE, Generator, Level
from bench.media.run import Run
from bench.media.sink import PASSWORD, UFRAG, Sink
from media.api import Answer, RoomId, SourceId
from media.embedded import rtcp
from media.embedded.dtls import Identity
from media.settings import MediaSettings
from media.supervisor import Supervisor

ROOM = RoomId("bench")
CAMERA = SourceId("camera")


class Roadshow:
    """One worker, its publisher and its viewers."""

    def __init__(self, plane: Supervisor) -> None:
        self.pid = plane.pid
        self._plane = plane
        self._identity = Identity()
        self._publisher: Sink | None = None
        self._consenting: asyncio.TimerHandle | None = None

    async def join(self) -> Sink:
        """See `run.Server`."""
        return await self._connect(await self._plane.view(ROOM, None, self._offer("recvonly")))

    async def feed(self, load: Generator) -> None:
        """See `run.Server`."""
        await self._plane.put_on_stage(ROOM, CAMERA)
        publisher = await self._connect(await self._plane.publish(ROOM, CAMERA, self._offer("sendonly")))
        self._publisher = publisher
        self._consent(publisher)
        protect, send = publisher.link.protect_rtp, publisher.send
        load.send = lambda packet: send(protect(packet) or b"")
        publisher.on_media = lambda data: _hear(publisher, data, load)

    async def dropped(self) -> int:
        """See `run.Server`."""
        counters = await self._plane.counters()
        return sum(count for name, count in counters.items() if name.startswith("drop_"))

    async def close(self) -> None:
        """End the publisher."""
        if self._consenting is not None:
            self._consenting.cancel()
        if self._publisher is not None:
            await self._publisher.close()

    def _consent(self, publisher: Sink) -> None:
        self._consenting = asyncio.get_running_loop().call_later(CONSENT, self._consent, publisher)
        publisher.consent()

    async def _connect(self, answer: Answer) -> Sink:
        sink = Sink(self._identity, client=True)
        try:
            await sink.prove(answer.sdp)
            await sink.secure(answer.sdp)
        except BaseException:
            await sink.close()
            raise
        return sink

    def _offer(self, direction: str) -> str:
        lines = (
            *("v=0", "o=- 1 1 IN IP4 127.0.0.1", "s=-", "t=0 0", "a=group:BUNDLE 0"),
            *(f"m=video 9 UDP/TLS/RTP/SAVPF {PAYLOAD_TYPE}", "c=IN IP4 0.0.0.0", "a=mid:0", f"a={direction}"),
            *("a=rtcp-mux", f"a=ice-ufrag:{UFRAG}", f"a=ice-pwd:{PASSWORD}", "a=setup:active"),
            f"a=fingerprint:sha-256 {self._identity.fingerprint}",
            f"a=rtpmap:{PAYLOAD_TYPE} VP8/90000",
            *(f"a=rtcp-fb:{PAYLOAD_TYPE} {feedback}" for feedback in ("nack", "nack pli", "goog-remb")),
        )
        return "\r\n".join(lines) + "\r\n"


def _hear(publisher: Sink, data: bytes, load: Generator) -> None:
    """Give a keyframe to whoever asks, as a browser does."""
    reports = rtcp.parse(publisher.link.unprotect_rtcp(data) or b"")
    load.keyframe_wanted |= any(isinstance(each, rtcp.KeyframeRequest) for each in reports)


async def measure(level: Level) -> bytes:
    """Run one level on a worker of its own."""
    async with Supervisor(MediaSettings()) as plane:
        usage.pin(plane.pid, usage.SERVER_CORE)
        roadshow = Roadshow(plane)
        try:
            return json.encode(await Run(roadshow, level).measure())
        finally:
            await roadshow.close()


if __name__ == "__main__":
    usage.pin(os.getpid(), usage.LOAD_CORE)
    sys.stdout.buffer.write(uvloop.run(measure(json.decode(sys.argv[1], type=Level))))
