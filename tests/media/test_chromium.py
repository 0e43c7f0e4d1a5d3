"""The whole media plane against the system's Chromium, as publisher of both codecs and as viewer."""

import os
import shutil
from collections.abc import AsyncIterator
from typing import TypedDict

import pytest
import pytest_asyncio
from playwright.async_api import Browser, BrowserContext, Page, Route, async_playwright

from media.api import RoomId, SourceId
from media.settings import MediaSettings
from media.supervisor import Supervisor

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)

pytestmark = [
    pytest.mark.asyncio,
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None and "CI" not in os.environ, reason="there is no Chromium here"),
]

ROOM = RoomId("room")
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
  for (const end = Date.now() + 15000; Date.now() < end; await new Promise(done => setTimeout(done, 100))) {
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


@pytest_asyncio.fixture
async def context() -> AsyncIterator[BrowserContext]:
    async with async_playwright() as playwright:
        browser: Browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        opened = await browser.new_context(permissions=["camera", "microphone"])
        await opened.route("**/*", _blank)
        yield opened
        await browser.close()


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
