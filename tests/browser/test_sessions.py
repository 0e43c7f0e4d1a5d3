"""Signing out, here and from another browser, in Chromium."""

import pytest
from playwright.async_api import Browser, Page, expect

from demo.guest import Guest
from tests.browser.chromium import apart, needed
from tests.browser.hall import Desk
from tests.browser.people import Investor
from tests.stories.process import Server

pytestmark = [pytest.mark.browser, pytest.mark.asyncio, needed]

LEFT = """async () => {
    const opening = indexedDB.open("roadshow", 1);
    await new Promise((resolve) => (opening.onsuccess = resolve));
    const stores = [...opening.result.objectStoreNames];
    const counting = stores.length ? opening.result.transaction("outbox").objectStore("outbox").count() : null;
    if (counting) await new Promise((resolve) => (counting.onsuccess = resolve));
    return [counting ? counting.result : 0, Object.keys(localStorage).filter((key) => key.startsWith("roadshow"))];
}"""


async def ada_in(server: Server, chromium: Browser) -> tuple[Desk, Investor]:
    """A live roadshow with an investor in its room."""
    desk = Desk(Guest(server.url))
    await desk.plan(f"{server.url}/i/{server.invitation}")
    await desk.guest.command("roadshow.start")
    return desk, await desk.investor(chromium, "Ada", "Fund", "ada@fund.invalid")


async def press_sign_out(page: Page) -> None:
    await page.locator("details.menu summary").click()
    await page.locator("details.menu").get_by_role("button", name="Sign out").click()


async def test_who_signs_out_is_asked_about_unsent_words_and_leaves_none_behind(
    server: Server, chromium: Browser
) -> None:
    desk, ada = await ada_in(server, chromium)
    page = ada.page
    await page.route("**/commands", lambda route: route.abort("connectionreset"))
    await ada.ask("Is it loud?")
    question = page.get_by_role("dialog", name="Sign out although something was not sent?")

    await press_sign_out(page)
    await question.get_by_role("button", name="Stay signed in").click()
    await expect(question).to_be_hidden()
    assert await page.evaluate(LEFT) == [1, []]
    await press_sign_out(page)
    await question.get_by_role("button", name="Sign out and delete it").click()

    await page.wait_for_url(f"{server.url}/")
    assert await page.evaluate(LEFT) == [0, []]
    await expect(page.locator("details.menu")).to_have_count(0)
    assert ada.complaints == []
    await desk.guest.close()


async def test_a_browser_that_is_signed_out_from_another_one_says_so_at_once(server: Server, chromium: Browser) -> None:
    desk, ada = await ada_in(server, chromium)
    phone = await (await apart(chromium)).new_page()
    await ada.page.goto(f"{server.url}/s/{ada.seat}/device")
    await ada.page.get_by_role("button", name="Show the code").click()
    await phone.goto(await ada.page.get_by_label("Or open this link there").input_value())
    await phone.locator("main form button.primary").click()
    await phone.wait_for_url("**/live")

    await ada.page.goto(f"{server.url}/sessions")
    await ada.page.get_by_role("button", name="Sign out of Chrome on Linux").click()

    await expect(phone.get_by_text("You are signed out.")).to_be_visible()
    await expect(ada.page.get_by_text("This browser", exact=True)).to_be_visible()
    await desk.guest.close()
