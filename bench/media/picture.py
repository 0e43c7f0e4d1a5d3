"""How soon Chromium shows a first picture, and a cut on the stage: offer to decoded frame, by the page's own clock."""

import asyncio
import shutil
import statistics
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

from playwright.async_api import BrowserContext, Page, Route, async_playwright

from media.api import RoomId, SourceId
from media.settings import MediaSettings
from media.supervisor import Supervisor

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
JOINS = 20
CUTS = 10
FIRST_MS = 300
CUT_MS = 700
LONGEST = 100.0
SETTLE = 3.0

ROOM = RoomId("bench")
WIDE, NARROW = SourceId("wide"), SourceId("narrow")
# Cameras need a secure context; localhost is one, and nothing listens there.
ADDRESS = "http://localhost/"
ARGUMENTS = (
    *("--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--mute-audio"),
    *("--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"),
    *("--autoplay-policy=no-user-gesture-required", "--disable-background-networking"),
    *("--disable-renderer-backgrounding", "--disable-backgrounding-occluded-windows"),
)
SCRIPT = """
const show = async offered => {
  const pc = new RTCPeerConnection({bundlePolicy: 'max-bundle'});
  await offered(pc);
  await pc.setLocalDescription(await pc.createOffer());
  return pc;
};
const publish = async ([source, width, height]) => {
  const stream = await navigator.mediaDevices.getUserMedia({video: {width, height}, audio: true});
  const pc = window.pc = await show(pc => stream.getTracks().forEach(
    track => pc.addTransceiver(track, {direction: 'sendonly'})));
  const sdp = await takePublisher(source, pc.localDescription.sdp);
  await pc.setRemoteDescription({type: 'answer', sdp});
};
const frame = (screen, wanted) => new Promise(done => {
  const look = (_, metadata) => wanted(metadata.width / metadata.height)
    ? done(performance.now()) : screen.requestVideoFrameCallback(look);
  screen.requestVideoFrameCallback(look);
});
const view = async () => {
  const began = performance.now();
  const screen = document.querySelector('video');
  const stream = new MediaStream();
  screen.srcObject = stream;
  const first = frame(screen, () => true);
  window.pc?.close();
  const pc = window.pc = await show(pc => {
    pc.ontrack = event => stream.addTrack(event.track);
    pc.addTransceiver('audio', {direction: 'recvonly'});
    pc.addTransceiver('video', {direction: 'recvonly'});
  });
  await pc.setRemoteDescription({type: 'answer', sdp: await takeViewer(pc.localDescription.sdp)});
  return await first - began;
};
const cut = async ([source, wide]) => {
  const began = performance.now();
  const seen = frame(document.querySelector('video'), shape => wide === shape > 1.5);
  await stage(source);
  return await seen - began;
};
"""
PAGE = f"<!doctype html><video autoplay muted></video><script>{SCRIPT}</script>"


class Studio:
    """Pages of one browser around one worker."""

    def __init__(self, plane: Supervisor, context: BrowserContext) -> None:
        self._plane = plane
        self._context = context

    async def open(self) -> None:
        """Let every page reach the worker."""
        await self._context.route("**/*", _blank)
        await self._context.expose_function("takePublisher", self._publisher)
        await self._context.expose_function("takeViewer", self._viewer)
        await self._context.expose_function("stage", self._stage)

    async def page(self) -> Page:
        """Open one more."""
        page = await self._context.new_page()
        await page.goto(ADDRESS)
        return page

    async def _publisher(self, source: str, offer: str) -> str:
        return (await self._plane.publish(ROOM, SourceId(source), offer)).sdp

    async def _viewer(self, offer: str) -> str:
        return (await self._plane.view(ROOM, None, offer)).sdp

    async def _stage(self, source: str) -> None:
        await self._plane.put_on_stage(ROOM, SourceId(source))


@asynccontextmanager
async def studio() -> AsyncIterator[Studio]:
    """Start a worker and a browser."""
    async with Supervisor(MediaSettings()) as plane, async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        opened = Studio(plane, await browser.new_context(permissions=["camera", "microphone"]))
        await opened.open()
        yield opened
        await browser.close()


async def measure(joins: int = JOINS, cuts: int = CUTS) -> tuple[list[float], list[float]]:
    """Milliseconds of each join, and of each cut."""
    async with asyncio.timeout(LONGEST), studio() as opened:
        for source, width, height in ((WIDE, 640, 360), (NARROW, 480, 360)):
            await (await opened.page()).evaluate("publish", [source, width, height])
        viewer = await opened.page()
        await viewer.evaluate("stage", WIDE)
        await asyncio.sleep(SETTLE)
        first = [float(await viewer.evaluate("view()")) for _ in range(joins)]
        cut = []
        for number in range(cuts):
            wide = number % 2 == 1
            cut.append(float(await viewer.evaluate("cut", [WIDE if wide else NARROW, wide])))
    return first, cut


def report(first: Sequence[float], cut: Sequence[float]) -> list[str]:
    """A line for each."""
    return [
        _line("first picture of a viewer", first, FIRST_MS),
        _line("cut on the stage, as seen", cut, CUT_MS),
    ]


def _line(name: str, milliseconds: Sequence[float], most: int) -> str:
    late = sorted(milliseconds)[(len(milliseconds) * 95 - 1) // 100]
    verdict = "reached" if late <= most else "missed"
    middle = statistics.median(milliseconds)
    return f"  {name:26} p50 {middle:5.0f} ms, p95 {late:5.0f} ms of {len(milliseconds)} (at most {most}: {verdict})"


async def _blank(route: Route) -> None:
    await route.fulfill(content_type="text/html", body=PAGE)


def main() -> None:
    """Print both, or what is missing for it."""
    print("Chromium, two publishers and one viewer on this machine")
    if CHROMIUM is None:
        print("  Chromium is not installed; on Debian: apt-get install chromium")
        return
    for line in report(*asyncio.run(measure())):
        print(line)


if __name__ == "__main__":
    main()
