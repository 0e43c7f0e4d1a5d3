"""A receipt on its way: from the room, as a code and as a file, to the page that checks it in a stranger's browser."""

import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, expect

from demo.guest import Guest
from tests.browser.chromium import needed
from tests.browser.hall import Desk
from tests.browser.test_pages import Watched, context
from tests.stories.process import Server

pytestmark = [pytest.mark.browser, pytest.mark.asyncio, needed]

INTENT: dict[str, Any] = {
    "kind": "invest",
    "level": "considering",
    "amount": {"minimum": 50_000_000, "maximum": 100_000_000, "currency": "CNY"},
    "comment": "Show me <b>the data</b>",
}


class Investor(Guest):
    """Somebody who has stated an intent."""

    intent = ""

    async def receipt(self, part: str = "") -> Any:
        answer = await self.http.get(f"/api/seats/{self.seat}/receipts/{self.intent}{part}")
        return answer.json()


@pytest_asyncio.fixture
async def investor(server: Server) -> AsyncIterator[Investor]:
    desk, ada = Desk(Guest(server.url)), Investor(server.url)
    await desk.plan(f"{server.url}/i/{server.invitation}")
    await desk.guest.command("roadshow.start")
    await desk.guest.command("pitch.start", pitch=next(iter((await desk.guest.picture())["pitch"])))
    await ada.come_in(await desk.link(role="investor"), "Ada", "Fund", "ada@fund.invalid")
    stated = await ada.command("intent.state", project=next(iter(desk.projects.values())), **INTENT)
    ada.intent = stated["created"]
    yield ada
    await desk.guest.close()
    await ada.close()


async def says(page: Page, *texts: str) -> None:
    for text in texts:
        await expect(page.locator("main")).to_contain_text(text)


@pytest.mark.parametrize(("width", "locale"), [(390, "zh-CN"), (1440, "en-GB")])
async def test_anybody_checks_a_receipt_and_the_server_never_sees_it(
    server: Server, chromium: Browser, investor: Investor, width: int, locale: str, tmp_path: Path
) -> None:
    stranger = Watched(await (await context(chromium, width, locale)).new_page(), server.url)
    page, asked = stranger.page, list[str]()
    page.on("request", lambda request: asked.append(f"{request.url} {request.post_data}"))
    whole, link = await investor.receipt(), (await investor.receipt("/link"))["link"]
    await stranger.open("/verify")
    await stranger.examine()

    await page.fill("textarea", json.dumps(whole))
    await says(page, "Ada · Fund", "Show me <b>the data</b>", "500,000", whole["at"])
    await stranger.examine()

    (tmp_path / "altered.json").write_text(json.dumps({**whole, "at": whole["at"].replace("2", "3", 1)}))
    await page.set_input_files("input[type=file]", tmp_path / "altered.json")
    await expect(page.locator(".verdict[data-tone=danger]")).to_be_visible()
    await expect(page.locator("main")).not_to_contain_text("Ada")
    await stranger.examine()

    await page.goto(link)
    await expect(page.locator(".verdict[data-tone=good]")).to_be_visible()
    await expect(page.locator("main")).not_to_contain_text("Ada")
    await page.click("button[value=zh]" if locale == "en-GB" else "button[value=en]")
    await says(page, "Genuine" if locale == "zh-CN" else "真实有效")
    assert not [one for one in asked if whole["signature"] in one or link.partition("#")[2] in one]


async def test_the_room_hands_out_the_receipt_as_a_code_and_as_a_file(
    server: Server, chromium: Browser, investor: Investor
) -> None:
    phone = await context(chromium, 390, "en-GB")
    await phone.add_cookies([{"name": "roadshow", "value": investor.http.cookies["roadshow"], "url": server.url}])
    page = await phone.new_page()
    await page.goto(f"{server.url}/s/{investor.seat}/live")

    await page.get_by_role("button", name="Receipt").click()
    await expect(page.get_by_role("img", name="QR code of the receipt")).to_be_visible()
    async with page.expect_download() as downloading:
        await page.get_by_role("button", name="Download").click()

    file = await downloading.value
    assert file.suggested_filename == f"roadshow-receipt-{investor.intent}-v1.json"
    assert json.loads((await file.path()).read_bytes()) == await investor.receipt()


async def test_a_browser_without_ed25519_says_so_and_gives_the_command(
    server: Server, chromium: Browser, investor: Investor
) -> None:
    old = await context(chromium, 390, "en-GB")
    await old.add_init_script(
        "SubtleCrypto.prototype.importKey = () => Promise.reject(new DOMException('', 'NotSupportedError'))"
    )
    page = await old.new_page()

    await page.goto((await investor.receipt("/link"))["link"])

    await says(page, "This browser cannot check it", "roadshow verify receipt.json --keys jwks.json")
