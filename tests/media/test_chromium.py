"""The whole media plane against the system's Chromium, as publisher of every codec and as viewer."""

import asyncio
import itertools
import os
import shutil
from collections import defaultdict
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import TypedDict, cast

import pytest
import pytest_asyncio
from playwright.async_api import Browser, BrowserContext, Page, Playwright, Route, async_playwright

from media.api import MediaEvent, RoomId, SourceId
from media.embedded.codecs import Kind
from media.embedded.ingest import Publisher
from media.embedded.plane import Forwarder
from media.embedded.reception import Receiver
from media.settings import MediaSettings
from media.supervisor import Supervisor

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)

pytestmark = [
    pytest.mark.asyncio,
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None and "CI" not in os.environ, reason="there is no Chromium here"),
]

ROOM = RoomId("room")
PATIENCE = 30.0
# Cameras need a secure context; localhost is one, and nothing listens there.
ADDRESS = "http://localhost/"
ARGUMENTS = (
    *("--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--mute-audio"),
    *("--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"),
    *("--autoplay-policy=no-user-gesture-required", "--disable-background-networking"),
)
PUBLISH = """async codec => {
  const stream = await navigator.mediaDevices.getUserMedia({video: {width: 320, height: 180}, audio: true});
  const pc = window.pc = new RTCPeerConnection({bundlePolicy: 'max-bundle'});
  pc.addTransceiver(stream.getAudioTracks()[0], {direction: 'sendonly'});
  const video = pc.addTransceiver(stream.getVideoTracks()[0], {direction: 'sendonly'});
  const codecs = RTCRtpSender.getCapabilities('video').codecs;
  const first = codecs.filter(each => each.mimeType === 'video/' + codec);
  video.setCodecPreferences([...first, ...codecs.filter(each => !first.includes(each))]);
  await pc.setLocalDescription(await pc.createOffer());
  return pc.localDescription.sdp;
}"""
SIMULCAST = """async codec => {
  const stream = await navigator.mediaDevices.getUserMedia({video: {width: 1280, height: 720}, audio: true});
  const pc = window.pc = new RTCPeerConnection({bundlePolicy: 'max-bundle'});
  pc.addTransceiver(stream.getAudioTracks()[0], {direction: 'sendonly'});
  const layer = (rid, scaleResolutionDownBy, maxBitrate) => ({
    rid, scaleResolutionDownBy, maxBitrate, ...(/VP9|AV1/.test(codec) && {scalabilityMode: 'L1T1'}),
  });
  const sendEncodings = [layer('l', 4, 150000), layer('m', 2, 400000), layer('h', 1, 1200000)];
  const video = pc.addTransceiver(stream.getVideoTracks()[0], {direction: 'sendonly', sendEncodings});
  const codecs = RTCRtpSender.getCapabilities('video').codecs;
  const first = codecs.filter(each => each.mimeType === 'video/' + codec);
  video.setCodecPreferences([...first, ...codecs.filter(each => !first.includes(each))]);
  await pc.setLocalDescription(await pc.createOffer());
  return pc.localDescription.sdp;
}"""
VIEW = """async () => {
  const pc = window.pc = new RTCPeerConnection({bundlePolicy: 'max-bundle'});
  const stream = new MediaStream();
  const screen = document.querySelector('video');
  pc.ontrack = event => { stream.addTrack(event.track); screen.srcObject = stream; };
  pc.addTransceiver('audio', {direction: 'recvonly'});
  pc.addTransceiver('video', {direction: 'recvonly'});
  await pc.setLocalDescription(await pc.createOffer());
  return pc.localDescription.sdp;
}"""
ACCEPT = "sdp => pc.setRemoteDescription({type: 'answer', sdp})"
# Resolves once some more frames of the codec have been decoded and some more sound has arrived.
WATCH = """async codec => {
  const read = async () => {
    const report = await pc.getStats();
    const found = {state: pc.connectionState};
    for (const each of report.values()) {
      if (each.type === 'inbound-rtp') found[each.kind] = {...each, codec: report.get(each.codecId)?.mimeType};
    }
    return found;
  };
  let first;
  for (const end = Date.now() + 30000; Date.now() < end; await new Promise(done => setTimeout(done, 100))) {
    const now = await read();
    if (now.video?.codec !== 'video/' + codec || !now.audio) continue;
    first ??= now;
    if (now.video.framesDecoded >= first.video.framesDecoded + 10
        && now.audio.packetsReceived >= first.audio.packetsReceived + 10) {
      return {state: now.state, lost: now.video.packetsLost + now.audio.packetsLost};
    }
  }
  throw new Error('not received: ' + JSON.stringify(await read()));
}"""


class Seen(TypedDict):
    """What the viewer's statistics said."""

    state: str
    lost: int


@pytest_asyncio.fixture
async def plane() -> AsyncIterator[Supervisor]:
    async with Supervisor(MediaSettings()) as supervisor:
        yield supervisor


@asynccontextmanager
async def opened_context(playwright: Playwright, executable: str | None = CHROMIUM) -> AsyncIterator[BrowserContext]:
    browser: Browser = await playwright.chromium.launch(executable_path=executable, args=ARGUMENTS)
    opened = await browser.new_context(permissions=["camera", "microphone"])
    await opened.route("**/*", _blank)
    yield opened
    await browser.close()


@pytest_asyncio.fixture
async def context() -> AsyncIterator[BrowserContext]:
    async with async_playwright() as playwright, opened_context(playwright) as opened:
        yield opened


async def _blank(route: Route) -> None:
    await route.fulfill(content_type="text/html", body="<!doctype html><video autoplay muted></video>")


async def page(context: BrowserContext) -> Page:
    opened = await context.new_page()
    await opened.goto(ADDRESS)
    return opened


async def publish(plane: Supervisor, context: BrowserContext, source: SourceId, codec: str) -> None:
    opened = await page(context)
    answer = await plane.publish(ROOM, source, await opened.evaluate(PUBLISH, codec))
    await opened.evaluate(ACCEPT, answer.sdp)


async def test_one_connection_carries_a_stage_through_both_codecs(plane: Supervisor, context: BrowserContext) -> None:
    camera, encoder = SourceId("camera"), SourceId("encoder")
    viewer = await page(context)
    await viewer.evaluate(ACCEPT, (await plane.view(ROOM, None, await viewer.evaluate(VIEW))).sdp)
    await publish(plane, context, camera, "VP8")
    await publish(plane, context, encoder, "H264")

    for source, codec in ((camera, "VP8"), (encoder, "H264"), (camera, "VP8")):
        await plane.put_on_stage(ROOM, source)
        seen: Seen = await viewer.evaluate(WATCH, codec)
        assert seen == {"state": "connected", "lost": 0}


@asynccontextmanager
async def layered(context: BrowserContext, codec: str) -> AsyncIterator[tuple[Publisher, Page]]:
    """A browser that publishes three layers to a forwarder in this process."""
    started: asyncio.Queue[MediaEvent] = asyncio.Queue()
    forwarder = Forwarder(MediaSettings(), started.put_nowait)
    opened = await page(context)
    answer = await forwarder.publish(ROOM, SourceId("camera"), await opened.evaluate(SIMULCAST, codec))
    await opened.evaluate(ACCEPT, answer.sdp)
    try:
        yield cast("Publisher", forwarder._sessions[answer.session]), opened
    finally:
        await forwarder.close()


async def until(condition: Callable[[], bool], opened: Page) -> None:
    async with asyncio.timeout(PATIENCE):
        while not condition():
            await opened.evaluate("() => new Promise(done => setTimeout(done, 100))")


@pytest.mark.parametrize("codec", ["VP8", "H264", "VP9", "AV1"])
async def test_every_layer_of_a_browser_arrives_and_its_round_trip_is_told(context: BrowserContext, codec: str) -> None:
    now = asyncio.get_running_loop().time
    async with layered(context, codec) as (publisher, opened):
        await until(
            lambda: bool(publisher.round_trip) and all(each.active(now()) for each in publisher.layers[Kind.VIDEO]),
            opened,
        )

        assert [each.rid for each in publisher.layers[Kind.VIDEO]] == ["l", "m", "h"]
        assert [each.height for each in publisher.layers[Kind.VIDEO]] == [180, 360, 720]
        assert publisher.round_trip is not None
        assert publisher.round_trip < 0.5


@pytest.mark.parametrize("codec", ["VP8", "H264"])
async def test_what_a_browser_loses_on_its_way_is_repaired_in_every_layer(
    context: BrowserContext, codec: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with layered(context, codec) as (publisher, opened):
        # Counted by SSRC: every twentieth of all could fall on one layer for ever, as their frames come in step.
        arriving: defaultdict[bytes, itertools.count[int]] = defaultdict(itertools.count)
        take = publisher.on_rtp
        monkeypatch.setattr(
            publisher, "on_rtp", lambda data: None if next(arriving[data[8:12]]) % 20 == 19 else take(data)
        )

        receivers = await _repaired(publisher, opened)

        # What was lost last may still be on its way again.
        assert all(each.expected - each.received <= len(each.missing) for each in receivers)


async def _repaired(publisher: Publisher, opened: Page) -> list[Receiver]:
    def receivers() -> list[Receiver]:
        return [each.receiver for each in publisher.layers[Kind.VIDEO] if each.receiver is not None]

    await until(lambda: len(receivers()) == 3 and all(each.repaired >= 5 for each in receivers()), opened)
    return receivers()
