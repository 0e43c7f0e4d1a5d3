"""What a viewer in Chromium sees where packets are lost, layers change and somebody joins."""

import asyncio
import random
import socket
from collections import Counter
from collections.abc import AsyncIterator
from typing import TypedDict, cast

import pytest
import pytest_asyncio
from playwright.async_api import BrowserContext, Page, async_playwright

from media.api import Quality, SourceId
from media.embedded.datagrams import SLOT_SIZE, Batch, Run
from media.embedded.ice import Address
from media.embedded.plane import Forwarder
from media.embedded.rtp import RtpPacket, is_rtcp
from media.embedded.stream import Stream
from media.embedded.viewer import Viewer
from media.settings import MediaSettings
from tests.media.test_chromium import ACCEPT, PATIENCE, PUBLISH, ROOM, SIMULCAST, opened_context, page, pytestmark

__all__ = ["pytestmark"]

CAMERA = SourceId("camera")
JOINS = 20
FIRST_PICTURE = 300
"""Milliseconds, for 19 of 20."""
FREEZE = 0.5
"""Seconds between two pictures."""
# Sound that can be asked for again, and a note of when each picture was shown.
VIEW = """async repairs => {
  const pc = window.pc = new RTCPeerConnection({bundlePolicy: 'max-bundle'});
  const stream = new MediaStream();
  const screen = document.querySelector('video');
  pc.ontrack = event => { stream.addTrack(event.track); screen.srcObject = stream; };
  pc.addTransceiver('audio', {direction: 'recvonly'});
  const video = pc.addTransceiver('video', {direction: 'recvonly'});
  const codecs = RTCRtpReceiver.getCapabilities('video').codecs;
  if (!repairs) video.setCodecPreferences(codecs.filter(each => each.mimeType !== 'video/rtx'));
  const shown = window.shown = [];
  const note = (now, frame) => { shown.push([now, frame.height]); screen.requestVideoFrameCallback(note); };
  screen.requestVideoFrameCallback(note);
  const offer = await pc.createOffer();
  offer.sdp = offer.sdp.replace(/a=rtpmap:(\\d+) opus.*\\r\\n/, '$&a=rtcp-fb:$1 nack\\r\\n');
  await pc.setLocalDescription(offer);
  return pc.localDescription.sdp;
}"""
# Loss is over before it is counted, so that what was lost last has had the time to come again.
COUNT = """async () => {
  const found = {gap: 0, pictures: shown.length};
  for (let at = 1; at < shown.length; at++) found.gap = Math.max(found.gap, (shown[at][0] - shown[at - 1][0]) / 1000);
  for (const each of (await pc.getStats()).values()) {
    if (each.type === 'inbound-rtp') found[each.kind] = {
      lost: each.packetsLost, repaired: each.retransmittedPacketsReceived ?? 0, received: each.packetsReceived,
      freezes: each.totalFreezesDuration
    };
  }
  return found;
}"""
SLEEP = "milliseconds => new Promise(done => setTimeout(done, milliseconds))"
# From the answer to the first decoded picture, in milliseconds.
FIRST = """async sdp => {
  const began = performance.now();
  await pc.setRemoteDescription({type: 'answer', sdp});
  for (;;) {
    for (const each of (await pc.getStats()).values()) {
      if (each.kind === 'video' && each.framesDecoded) return performance.now() - began;
    }
    await new Promise(done => setTimeout(done, 5));
  }
}"""


class Received(TypedDict):
    """The statistics of one stream."""

    lost: int
    repaired: int
    received: int
    freezes: float


class Counted(TypedDict):
    """What the viewer's page has seen."""

    gap: float
    pictures: int
    video: Received
    audio: Received


class Lossy(Batch):
    """Sends datagrams one by one, and loses a share of them by lot."""

    def __init__(self, sock: socket.socket, counters: Counter[str], share: float) -> None:
        super().__init__(sock, counters)
        self.share = share
        self.lots = random.Random(7)

    @property
    def loses(self) -> bool:
        return self.lots.random() < self.share

    def send(self, runs: list[Run]) -> None:
        for slot, run in enumerate(runs):
            for at in range(0, run.total, run.width):
                start = slot * SLOT_SIZE + at
                if not self.loses:
                    end = start + min(run.width, run.total - at)
                    self._sock.sendto(self._bytes[start:end], run.destination.address)


class Beat:
    """Hears when the pictures of a stream come from their publisher, which may stutter by itself."""

    def __init__(self) -> None:
        self.gap = 0.0
        self._last: tuple[int, float] | None = None

    def push(self, stream: Stream, packet: RtpPacket, index: int, now: float) -> None:
        if self._last is None or packet.timestamp != self._last[0]:
            self.gap = max(self.gap, now - self._last[1] if self._last else 0.0)
            self._last = packet.timestamp, now

    def restart(self, stream: Stream) -> None:
        pass


class Theatre:
    """A forwarder in this process, and pages around it."""

    def __init__(self, context: BrowserContext) -> None:
        self.context = context
        self.forwarder = Forwarder(MediaSettings(), lambda _: None)
        port = self.forwarder._port
        self.lossy = Lossy(port.sock, Counter(), 0.0)
        self._send = port.send

    def lose(self, share: float) -> None:
        """Lose a share of all media from now on, of what is sent again too."""
        self.lossy.share = share
        self.forwarder._fanout._batch = self.lossy
        self.forwarder._port.send = self._send_by_lot  # type: ignore[method-assign]

    def _send_by_lot(self, data: bytes, address: Address) -> None:
        if data[0] < 128 or is_rtcp(data) or not self.lossy.loses:
            self._send(data, address)

    def listen(self, viewer: Viewer) -> Beat:
        beat = Beat()
        viewer.feed.video.layers[0].stream.listeners.add(beat)
        return beat

    async def publisher(self, script: str) -> Page:
        opened = await page(self.context)
        answer = await self.forwarder.publish(ROOM, CAMERA, await opened.evaluate(script, "VP8"))
        await opened.evaluate(ACCEPT, answer.sdp)
        await self.forwarder.put_on_stage(ROOM, CAMERA)
        return opened

    async def viewer(self, *, repairs: bool = True) -> tuple[Page, Viewer]:
        opened = await page(self.context)
        answer = await self.forwarder.view(ROOM, None, await opened.evaluate(VIEW, repairs))
        await opened.evaluate(ACCEPT, answer.sdp)
        return opened, cast("Viewer", self.forwarder._sessions[answer.session])


@pytest_asyncio.fixture
async def theatre() -> AsyncIterator[Theatre]:
    async with async_playwright() as playwright, opened_context(playwright) as context:
        opened = Theatre(context)
        yield opened
        await opened.forwarder.close()


async def watched(viewer: Page, pictures: int) -> None:
    await viewer.wait_for_function(f"() => shown.length >= {pictures}", timeout=2000 * PATIENCE, polling=50)


@pytest.mark.parametrize("repairs", [True, False], ids=["retransmissions", "the same bytes"])
@pytest.mark.parametrize("share", [0.05, 0.15])
async def test_lost_packets_freeze_no_picture(theatre: Theatre, share: float, *, repairs: bool) -> None:
    await theatre.publisher(PUBLISH)
    viewer, session = await theatre.viewer(repairs=repairs)
    await watched(viewer, 20)
    beat = theatre.listen(session)
    await viewer.evaluate("() => { shown.length = 0; }")

    theatre.lose(share)
    await watched(viewer, 60)
    theatre.lose(0.0)
    await viewer.evaluate(SLEEP, 300)

    seen: Counted = await viewer.evaluate(COUNT)
    assert theatre.forwarder.counters()["packets_resent"] > 0
    assert seen["gap"] < FREEZE + beat.gap
    if share == 0.05:
        assert seen["video"]["lost"] - (seen["video"]["repaired"] if repairs else 0) <= 0
        assert seen["audio"]["lost"] == 0


async def test_a_change_of_layer_freezes_no_picture(theatre: Theatre) -> None:
    await theatre.publisher(SIMULCAST)
    screen, viewer = await theatre.viewer()
    async with asyncio.timeout(PATIENCE):
        while len(viewer.feed.video.rates) < 3:
            await screen.evaluate(SLEEP, 100)
    await watched(screen, 20)
    beat = theatre.listen(viewer)
    await screen.evaluate("() => { shown.length = 0; }")

    wishes: tuple[tuple[Quality, int], ...] = (("low", 180), ("middle", 360), ("low", 180), ("middle", 360))
    for wish, height in wishes:
        viewer.limit(wish)
        await screen.wait_for_function(f"() => shown.at(-1)?.[1] === {height}", timeout=1000 * PATIENCE, polling=50)
        await screen.evaluate(SLEEP, 500)

    seen: Counted = await screen.evaluate(COUNT)
    assert seen["gap"] < FREEZE + beat.gap


async def test_a_joiners_first_picture_comes_within_300_ms(theatre: Theatre) -> None:
    await theatre.publisher(PUBLISH)
    first, _ = await theatre.viewer()
    await watched(first, 20)

    times = []
    for _ in range(JOINS):
        viewer = await page(theatre.context)
        answer = await theatre.forwarder.view(ROOM, None, await viewer.evaluate(VIEW, False))
        times.append(await viewer.evaluate(FIRST, answer.sdp))
        await viewer.close()

    times.sort()
    assert times[round(0.95 * JOINS) - 1] < FIRST_PICTURE, times
