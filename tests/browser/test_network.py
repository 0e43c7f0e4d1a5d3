"""What Chromium is told of its network: each way tried by itself, through a real coturn as well."""

from pathlib import Path

import pytest
from playwright.async_api import Browser, expect

from demo.guest import Guest
from tests.browser.chromium import needed
from tests.browser.hall import ADA, Desk
from tests.media.coturn import POSSIBLE, SECRET, relay
from tests.stories.process import Server

pytestmark = [
    pytest.mark.browser,
    pytest.mark.asyncio,
    needed,
    pytest.mark.skipif(not POSSIBLE, reason="there is no coturn here"),
]


async def test_every_way_is_tried_by_itself_and_the_best_is_told(tmp_path: Path, chromium: Browser) -> None:
    secret = tmp_path / "secret"
    secret.write_text(SECRET)
    async with relay(tmp_path) as url:
        options = ("--turn-url", f"{url}?transport=udp", "--turn-secret", str(secret))
        async with Server(tmp_path / "data", options=options) as server:
            desk = Desk(Guest(server.url))
            try:
                await desk.plan(f"{server.url}/i/{server.invitation}")
                ada = await desk.investor(chromium, *ADA)
                await ada.page.goto(f"{server.url}/s/{ada.seat}/network")

                await expect(ada.page.get_by_text("Works", exact=True)).to_have_count(3)
                await expect(ada.page.get_by_text("the best way there is")).to_be_visible()
            finally:
                await desk.guest.close()
