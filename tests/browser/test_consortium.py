"""Two investors get together on their phones and state one intent, which the presenter and the host see as one."""

import pytest
from playwright.async_api import Browser, Locator, Page, ViewportSize, expect

from demo.guest import Guest
from tests.browser.chromium import apart, needed
from tests.browser.hall import ENGINES, Desk
from tests.browser.people import Investor
from tests.stories.process import Server

pytestmark = [pytest.mark.browser, pytest.mark.asyncio, needed]

PHONE = ViewportSize(width=390, height=844)


async def test_two_who_get_together_count_once_and_who_leaves_sees_nothing(server: Server, chromium: Browser) -> None:
    desk = await on_air(server)
    ada = await desk.investor(chromium, "Ada", "Fund", "ada@fund.invalid")
    presenter = await desk.presenter(await apart(chromium), ENGINES)
    ben = await desk.investor(chromium, "Ben", "Angels", "ben@angels.invalid")
    host = await desk.host(chromium)

    await form(ada, ben)
    await share(ben.page)
    await expect(consortium(ada.page)).to_contain_text("Ben · Angels¥1M")
    await state_jointly(ada.page)

    seen = (await presenter.tab("Intents")).get_by_role("listitem").filter(has_text="Joint intent of 2 investors")
    await expect(seen).to_contain_text("¥5,000,000")
    board = host.page.get_by_role("row").filter(has_text="¥5M")
    await expect(board).not_to_contain_text("¥6M")
    await expect(host.page.get_by_label("What its members stated themselves, inside it")).to_contain_text(
        "Ben · Angels"
    )

    await ben.page.get_by_role("button", name="Leave the consortium…").click()
    await ben.page.get_by_role("dialog").get_by_role("button", name="Leave").click()

    await expect(consortium(ben.page)).to_have_count(0)
    await expect(consortium(ada.page)).not_to_contain_text("Ben")
    await expect(seen).to_contain_text("1 has left since")
    assert [one.complaints for one in (ada, ben, presenter, host)] == [[], [], [], []]
    await desk.guest.close()


async def on_air(server: Server) -> Desk:
    """The first pitch is on, and takes intents."""
    desk = Desk(Guest(server.url))
    await desk.plan(f"{server.url}/i/{server.invitation}")
    order = (await desk.guest.picture())["programme"]["programme"]["order"]
    await desk.guest.command("roadshow.start")
    await desk.guest.command("pitch.start", pitch=order[0])
    return desk


async def form(ada: Investor, ben: Investor) -> None:
    """Ada forms it and invites Ben by his number, and he comes in."""
    for one in (ada, ben):
        await one.page.set_viewport_size(PHONE)
        await one.page.get_by_role("tab", name="Intent").click()
        await one.page.get_by_text("Together with other investors").click()
    await ada.page.get_by_role("button", name="Form a consortium").click()
    await ben.page.get_by_role("button", name="Give me a number").click()
    await expect(ben.page.get_by_text("tell them your number: 2.")).to_be_visible()
    await ada.page.get_by_label("Number of the investor to invite").fill("2")
    await ada.page.get_by_role("button", name="Invite").click()
    await expect(ben.page.get_by_text("Ada · Fund invites you")).to_be_visible()
    await ben.page.get_by_role("button", name="Come in").click()
    await expect(consortium(ben.page)).to_contain_text("Ada · Fund")


async def share(page: Page) -> None:
    """What one would do oneself, for the other members alone."""
    await page.get_by_text("Invest", exact=True).click()
    await page.get_by_role("button", name="¥1M", exact=True).click()
    await page.get_by_role("radio", name="My consortium only").check()
    await page.get_by_role("button", name="State intent").click()
    await expect(page.get_by_text("On record, version 1 · ")).to_be_visible()


async def state_jointly(page: Page) -> None:
    """What all of them would do, as who leads says it."""
    await page.get_by_text("For the consortium (2 members)").click()
    await expect(page.get_by_role("radio", name="My consortium only")).to_have_count(0)
    await page.get_by_text("Invest", exact=True).first.click()
    await page.get_by_label("Amount from").fill("5m")
    await page.get_by_role("button", name="State intent").click()
    await expect(page.get_by_text("On record, version 1 · ")).to_be_visible()


def consortium(page: Page) -> Locator:
    return page.get_by_role("region", name="Your consortium")
