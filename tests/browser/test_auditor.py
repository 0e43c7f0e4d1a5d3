"""An auditor reads the desk and the set-up while the show runs, presses whatever there is, and nothing happens."""

import pytest
from playwright.async_api import Browser, Page, Request, expect

from demo.guest import Guest
from tests.browser.chromium import needed
from tests.browser.hall import ADA, Desk
from tests.browser.test_pages import Watched, context
from tests.stories.process import Server

pytestmark = [pytest.mark.browser, pytest.mark.asyncio, needed]

KEYS = ("n", "+", "-", "c", "i", "m", "u", "Alt+ArrowDown", "1", "2", "3", "4", "5")
PRESSING = """() => {
  for (const button of document.querySelectorAll("#app button:not([aria-keyshortcuts='?'])")) {
    if (button.offsetParent) button.click();
  }
}"""
TABS = ("setup", "setup/programme", "setup/invitations", "setup/rules", "setup/deliveries")


@pytest.mark.parametrize(("width", "locale"), [(1440, "en-GB"), (390, "zh-CN")])
async def test_an_auditor_reads_everything_and_acts_on_nothing(
    server: Server, chromium: Browser, width: int, locale: str
) -> None:
    desk = Desk(Guest(server.url))
    await desk.plan(f"{server.url}/i/{server.invitation}")
    auditor, seat = await audited(desk, await (await context(chromium, width, locale)).new_page())
    head = (await desk.guest.picture())["pitch"]
    sent: list[str] = []
    auditor.page.on("request", lambda request: sent.append(acting(request)))

    await auditor.open(f"/s/{seat}/desk")
    await expect(auditor.page.locator(".question-text")).to_have_text(["How hot does it get?"])
    await press_everything(auditor.page)
    for tab in TABS:
        await auditor.open(f"/s/{seat}/{tab}")
        await expect(auditor.page.locator("main :is(button, form)")).to_have_count(0)

    assert [each for each in sent if each] == []
    assert (await desk.guest.picture())["pitch"] == head
    await desk.guest.close()


async def audited(desk: Desk, page: Page) -> tuple[Watched, str]:
    """A live roadshow with a question that waits for review, and an auditor's page."""
    guest, ada = Guest(desk.guest.url), Guest(desk.guest.url)
    await guest.come_in(await desk.link(role="auditor"), "Aud")
    await ada.come_in(await desk.link(role="investor"), *ADA)
    await desk.guest.command("roadshow.start")
    await desk.guest.command("pitch.start", pitch=next(iter((await desk.guest.picture())["pitch"])))
    await ada.command("question.ask", text="How hot does it get?")
    cookies = [{"name": name, "value": value, "url": guest.url} for name, value in guest.http.cookies.items()]
    await page.context.add_cookies(cookies)  # type: ignore[arg-type]
    for one in (guest, ada):
        await one.close()
    return Watched(page, guest.url), guest.seat


def acting(request: Request) -> str:
    """What a request would do; a picture is asked for by POST, too."""
    asks = request.method == "GET" or "/whep/" in request.url
    return "" if asks else f"{request.method} {request.url}"


async def press_everything(page: Page) -> None:
    """Each key of the desk, and each button that can be seen in each of its parts."""
    for key in KEYS:
        await page.keyboard.press(key)
    for tab in ("1", "2", "3", "4", "5"):
        await page.keyboard.press(tab)
        await page.evaluate(PRESSING)
