"""Stock aiortc over WHIP and WHEP: what is sent to every viewer, and what looks at every publisher's picture."""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from types import TracebackType
from typing import Self

import aioice.ice
import httpx
import pytest
from aiortc import RTCRtpSender, VideoStreamTrack
from aiortc.mediastreams import AudioStreamTrack, MediaStreamError, MediaStreamTrack
from av.video.frame import VideoFrame

from media.api import Answer, SessionId
from tests.clients.venue import ADDRESS, Seat
from tests.media.clients import Client

CREATED = 201


class Far(Client):
    """One peer connection that negotiates over HTTP, and the sizes of the pictures it has decoded."""

    def __init__(self) -> None:
        super().__init__()
        self.sizes: set[tuple[int, int]] = set()
        self._http = httpx.AsyncClient(timeout=10.0)
        self._token: dict[str, str] = {}
        self.session = httpx.URL("")

    async def connect(self, url: str, token: str) -> Self:
        """Send the offer and take the answer."""
        self._token = {"authorization": f"Bearer {token}"}
        headers = {"content-type": "application/sdp", **self._token}
        made = await self._http.post(url, content=await self.offer(), headers=headers)
        assert made.status_code == CREATED, made.text
        self.session = made.url.join(made.headers["location"])
        return await self.accept(Answer(session=SessionId("far"), sdp=made.text))

    async def _count(self, track: MediaStreamTrack) -> None:
        try:
            while True:
                frame = await track.recv()
                if isinstance(frame, VideoFrame):
                    self.sizes.add((frame.width, frame.height))
                self.frames[track.kind] += 1
                self._changed.set()
        except MediaStreamError:
            return

    async def sees(self, width: int, height: int) -> None:
        """Wait for a picture of this size."""
        await self._until(lambda: (width, height) in self.sizes)

    async def end(self) -> int:
        """The status that the end of the session is answered by."""
        return (await self._http.delete(self.session, headers=self._token)).status_code

    async def close(self) -> None:
        await self._http.aclose()
        await super().close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()


@asynccontextmanager
async def publishing(seat: Seat, codec: str = "VP8") -> AsyncIterator[Far]:
    """Sound and a picture of 640x480."""
    with _one_interface():
        async with Far() as far:
            far.connection.addTrack(AudioStreamTrack())
            far.connection.addTrack(VideoStreamTrack())
            wanted = [c for c in RTCRtpSender.getCapabilities("video").codecs if c.mimeType == f"video/{codec}"]
            far.connection.getTransceivers()[1].setCodecPreferences(wanted)
            yield await far.connect(seat.whip, seat.token)


@asynccontextmanager
async def viewing(seat: Seat) -> AsyncIterator[Far]:
    """Whoever watches what is published from the seat."""
    with _one_interface():
        async with Far() as far:
            far.connection.addTransceiver("audio", direction="recvonly")
            far.connection.addTransceiver("video", direction="recvonly")
            yield await far.connect(seat.whep, seat.token)


@contextmanager
def _one_interface() -> Iterator[None]:
    """One interface is enough, and where there is no other it is the one that aioice leaves out."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(aioice.ice, "get_host_addresses", lambda **_: [ADDRESS])
        yield
