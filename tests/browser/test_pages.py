"""The server-drawn pages in a real browser: set a roadshow up, come in, change language; nothing serious for axe."""

import json
from pathlib import Path

import pytest
from playwright.async_api import Browser, BrowserContext, Page, expect

from tests.browser.chromium import PATIENCE, needed
from tests.stories.process import Server

pytestmark = [pytest.mark.browser, pytest.mark.asyncio, needed]

ROOT = Path(__file__).parents[2]
AXE = (ROOT / "node_modules" / "axe-core" / "axe.min.js").read_text(encoding="utf-8")
FINDINGS = """axe.run().then(({violations}) => violations
    .filter(({impact}) => ["serious", "critical"].includes(impact))
    .map(({id, nodes}) => [id, nodes[0].html]))"""


class Watched:
    """A page whose complaints are kept."""

    def __init__(self, page: Page, url: str) -> None:
        self.page, self.url = page, url
        self.complaints: list[str] = []
        page.on("console", lambda message: self.complaints.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))

    async def open(self, path: str) -> None:
        await self.page.goto(path if path.startswith("http") else self.url + path)

    async def examine(self) -> None:
        """Nothing serious for axe, nothing refused by the policy, and nothing wider than the screen."""
        await self.page.evaluate(AXE)
        assert await self.page.evaluate(FINDINGS) == [], self.page.url
        assert self.complaints == [], self.page.url
        wide = await self.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide <= 0, self.page.url


async def context(chromium: Browser, width: int, locale: str) -> BrowserContext:
    found = await chromium.new_context(
        viewport={"width": width, "height": 844},
        locale=locale,
        color_scheme="dark" if width < 400 else "light",
        timezone_id="Europe/Berlin",
        permissions=["clipboard-read", "clipboard-write"],
    )
    found.set_default_timeout(PATIENCE)
    return found


@pytest.mark.parametrize(("width", "locale"), [(390, "zh-CN"), (1440, "en-GB")])
async def test_a_roadshow_is_set_up_and_joined(server: Server, chromium: Browser, width: int, locale: str) -> None:
    host = Watched(await (await context(chromium, width, locale)).new_page(), server.url)
    page = host.page
    await host.open(f"/i/{server.invitation}")
    await host.examine()
    await page.fill("#name", "陈思远")
    await page.click("main form button")
    await page.click("a[href='/new'] >> nth=0")

    await page.fill("#title_en", "Winter demo day of an institute with quite a long name")
    await expect(page.locator("#timezone")).to_have_value("Europe/Berlin")
    await page.fill("#date", "2027-01-15")
    await page.fill("#time", "19:00")
    await page.fill("#programme", "氢能 | 团队 | 6\n" + "Tidal power " * 9)
    await page.click("[value=preview]")
    await page.wait_for_selector("#preview")
    await host.examine()
    await page.click("[value=create]")
    await page.wait_for_url("**/setup/invitations")

    await page.fill("#name", "Ivy")
    await page.click("[value=invite]")
    await page.click("[data-copy]")
    link = await page.evaluate("navigator.clipboard.readText()")
    assert link == await page.input_value("#link")
    await host.examine()
    seat = page.url.split("/")[4]
    for path in ("setup", "setup/programme", "setup/deliveries", "setup/rehearsal"):
        await host.open(f"/s/{seat}/{path}")
        await expect(page.locator("nav.tabs [aria-current]").first).to_be_in_viewport(ratio=0.9)
        await host.examine()
    for path in ("mail", "device"):
        await host.open(f"/s/{seat}/{path}")
        await host.examine()
    for path in ("/", "/new"):
        await host.open(path)
        await host.examine()

    guest = Watched(await (await context(chromium, width, locale)).new_page(), server.url)
    await guest.open(link)
    await guest.examine()
    await guest.open("/")
    await guest.page.click(".event a")
    await guest.examine()
    await guest.page.click(".hero .primary")
    await guest.page.wait_for_url("**/join")
    await guest.examine()


async def test_a_language_or_an_appearance_costs_nothing_that_was_typed(server: Server, chromium: Browser) -> None:
    host = Watched(await (await context(chromium, 1440, "en-GB")).new_page(), server.url)
    page = host.page
    await host.open(f"/i/{server.invitation}")
    await page.fill("#name", "Typed before")

    await page.click("button[value=zh]")
    await page.wait_for_selector("html[lang=zh-CN]")
    assert await page.input_value("#name") == "Typed before"

    await page.click("button.to-dark")
    await page.wait_for_selector("html[data-theme=dark]")
    assert await page.input_value("#name") == "Typed before"
    assert await page.evaluate("document.activeElement.value") == "light"
    await host.examine()


async def test_forms_work_without_a_script(server: Server, chromium: Browser) -> None:
    plain = await chromium.new_context(java_script_enabled=False, locale="en-GB")
    plain.set_default_timeout(PATIENCE)
    page = await plain.new_page()
    await page.goto(f"{server.url}/i/{server.invitation}")
    await page.fill("#name", "Olga")
    await page.click("main form button")
    await page.wait_for_url(f"{server.url}/")
    await page.click("button[value=zh]")

    await expect(page).to_have_title("路演 · Roadshow 路演")
    cookies = {cookie.get("name"): cookie.get("httpOnly") for cookie in await plain.cookies()}
    assert cookies == {"roadshow": True, "language": True}, json.dumps(cookies)
