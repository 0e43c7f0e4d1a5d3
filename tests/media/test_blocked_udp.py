"""A viewer whose network lets no UDP through, in the system's Chromium on a host of its own."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import BrowserContext, async_playwright

from media.api import SourceId
from media.settings import MediaSettings
from media.supervisor import Supervisor
from tests.media.networks import HERE, POSSIBLE, Host, far_host
from tests.media.test_chromium import ACCEPT, CHROMIUM, ROOM, VIEW, WATCH, opened_context, page, publish

pytestmark = [
    pytest.mark.asyncio,
    pytest.mark.browser,
    pytest.mark.skipif(not POSSIBLE, reason="a second host takes root, iproute2 and nftables"),
]
PATHS = """async () => [...(await pc.getStats()).values()]
  .filter(each => each.type === 'remote-candidate').map(each => each.protocol)"""


@pytest_asyncio.fixture
async def office(tmp_path: Path) -> AsyncIterator[tuple[Host, BrowserContext]]:
    with far_host() as host:
        assert CHROMIUM is not None
        async with async_playwright() as playwright, opened_context(playwright, host.program(CHROMIUM, tmp_path)) as it:
            yield host, it


async def test_a_picture_comes_by_tcp_where_udp_is_blocked(office: tuple[Host, BrowserContext]) -> None:
    host, context = office
    host.block_udp()
    async with (
        Supervisor(MediaSettings(host=HERE)) as plane,
        async_playwright() as playwright,
        opened_context(playwright) as near,
    ):
        camera = SourceId("camera")
        await plane.put_on_stage(ROOM, camera)
        await publish(plane, near, camera, "VP8")
        viewer = await page(context)
        await viewer.evaluate(ACCEPT, (await plane.view(ROOM, None, await viewer.evaluate(VIEW))).sdp)

        seen = await viewer.evaluate(WATCH, "VP8")

        assert seen["state"] == "connected"
        assert "tcp" in await viewer.evaluate(PATHS)
