"""What Chromium sends from the stage door and asks for in the live room: layers, repair, and another way."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Request, async_playwright

from demo.guest import Guest
from tests.browser.chromium import apart, needed, started
from tests.browser.hall import ADA, ENGINES, Desk
from tests.browser.people import LENS, Investor, Presenter
from tests.stories.process import Server

pytestmark = [pytest.mark.browser, pytest.mark.asyncio, needed]

SCREEN = Path(__file__).with_name("screen.js")
TRIES, PAUSE = 100, 0.2
STATS = """async () => {
  const connection = lens.connections.at(-1);
  const found = {state: connection.connectionState, ufrag: connection.remoteDescription?.sdp, layers: {}};
  for (const one of (await connection.getStats()).values()) {
    if (one.type === 'outbound-rtp' && one.kind === 'video') found.layers[one.rid ?? ''] = one;
    if (one.type === 'outbound-rtp' && one.kind === 'audio') found.sound = one;
    if (one.type === 'inbound-rtp' && one.kind === 'video') found.picture = one;
  }
  found.local = connection.localDescription.sdp;
  return found;
}"""
HIDE = """hidden => {
  Object.defineProperty(document, 'hidden', {value: hidden, configurable: true});
  document.dispatchEvent(new Event('visibilitychange'));
}"""
Stats = dict[str, Any]


@asynccontextmanager
async def backstage(folder: Path) -> AsyncIterator[tuple[Desk, Presenter, Investor]]:
    """A presenter whose camera is Chromium's own test picture, and somebody who watches."""
    async with AsyncExitStack() as closing:
        server = await closing.enter_async_context(Server(folder / "data"))
        desk = Desk(Guest(server.url))
        closing.push_async_callback(desk.guest.close)
        await desk.plan(f"{server.url}/i/{server.invitation}")
        browser = await started(await closing.enter_async_context(async_playwright()))
        context = await apart(browser)
        await context.grant_permissions(["camera", "microphone"])
        for script in (LENS, SCREEN):
            await context.add_init_script(path=script)
        yield desk, await desk.presenter(context, ENGINES), await desk.investor(browser, *ADA)


async def until(read: Callable[[], Awaitable[Stats]], holds: Callable[[Stats], bool]) -> Stats:
    """Read until it holds; else show what was read last."""
    found: Stats = {}
    for _ in range(TRIES):
        if holds(found := await read()):
            return found
        await asyncio.sleep(PAUSE)
    pytest.fail(f"it does not come to hold: {found}")


def sizes(found: Stats) -> dict[str, int | None]:
    return {rid: layer.get("frameHeight") for rid, layer in found["layers"].items()}


@pytest.mark.timeout(120)
async def test_a_camera_goes_out_in_three_sizes_a_screen_in_three_paces_and_sound_is_repaired(tmp_path: Path) -> None:
    async with backstage(tmp_path) as (_, presenter, _):
        page = presenter.page
        await presenter.get_ready()

        async def read() -> Stats:
            found: Stats = await page.evaluate(STATS)
            return found

        camera = await until(read, lambda found: sizes(found) == {"l": 180, "m": 360, "h": 720})
        assert "nack" in [line.split(" ")[1] for line in camera["local"].splitlines() if "rtcp-fb:111" in line]
        assert "a=rtcp-fb:111 nack" in camera["ufrag"]
        assert "nackCount" in camera["sound"]

        await page.get_by_role("button", name="Share screen").click()
        await until(read, lambda found: sizes(found) == {"l": 720, "m": 720, "h": 720})
        await until(read, paced)

        await page.get_by_role("button", name="Back to camera").click()
        await until(read, lambda found: sizes(found) == {"l": 180, "m": 360, "h": 720})


def paced(found: Stats) -> bool:
    """The lowest layer of a screen has the fewest frames."""
    frames = [found["layers"][rid].get("framesPerSecond", 0) for rid in "lmh"]
    return bool(0 < frames[0] <= 3 < frames[1] <= 7 < frames[2])


@pytest.mark.timeout(120)
async def test_a_network_that_comes_back_is_taken_by_the_same_session(tmp_path: Path) -> None:
    async with backstage(tmp_path) as (_, presenter, _):
        page, patches = presenter.page, list[Request]()
        page.on("request", lambda request: patches.append(request) if request.method == "PATCH" else None)
        await presenter.get_ready()

        async def read() -> Stats:
            found: Stats = await page.evaluate(STATS)
            return found

        before = await until(read, lambda found: bool(found["state"] == "connected"))
        await page.evaluate("dispatchEvent(new Event('online'))")
        after = await until(read, lambda found: bool(found["ufrag"] != before["ufrag"]))
        sent = after["sound"]["packetsSent"]
        await until(read, lambda found: bool(found["sound"]["packetsSent"] > sent + 100))

        # What is sent and what everybody sees are a session each.
        responses = [await patch.response() for patch in patches]
        assert [response.status for response in responses if response] == [200, 200]
        assert await page.evaluate("lens.connections.map(one => one.connectionState)") == ["connected"] * 2


@pytest.mark.timeout(120)
async def test_a_viewer_asks_for_no_more_than_is_seen(tmp_path: Path) -> None:
    async with backstage(tmp_path) as (_, _, investor):
        page, wishes = investor.page, list[Any]()
        page.on("request", lambda request: wishes.append(request.post_data_json) if layer(request) else None)

        async def told() -> Stats:
            return {"last": wishes[-1]["encodingId"] if wishes else None}

        await page.set_viewport_size({"width": 320, "height": 640})
        await until(told, lambda found: found["last"] == "low")
        await page.set_viewport_size({"width": 1280, "height": 800})
        await until(told, lambda found: found["last"] == "high")
        await page.evaluate(HIDE, True)
        await until(told, lambda found: found["last"] == "low")
        await page.evaluate(HIDE, False)
        await until(told, lambda found: found["last"] == "high")


def layer(request: Request) -> bool:
    return request.method == "POST" and request.url.endswith("/layer")
