"""One intent from an investor's phone to the organizer's CRM and back, in Chromium."""

import json

import pytest
from playwright.async_api import Browser, FilePayload, Page, ViewportSize, expect

from demo.guest import Guest
from tests.browser.chromium import apart, needed
from tests.browser.hall import ENGINES, Desk
from tests.browser.people import Investor, Organizer
from tests.stories.process import Server

pytestmark = [pytest.mark.browser, pytest.mark.asyncio, needed]

PHONE = ViewportSize(width=390, height=844)


async def test_three_taps_on_a_phone_become_a_lead_that_a_crm_takes_and_gives_back(
    server: Server, chromium: Browser
) -> None:
    desk = await on_air(server)
    ada = await desk.investor(chromium, "Ada", "Fund", "ada@fund.invalid")
    presenter = await desk.presenter(await apart(chromium), ENGINES)
    host = await desk.host(chromium)

    await state(ada)
    assert (await receipt(ada))["by"].startswith("per_")
    await presenter.tab("Intents")
    await presenter.accept(presenter.page.get_by_role("listitem").filter(has_text="Invest"))
    await ada.confirm("Invest")
    await expect(await ada.intent("Invest")).to_contain_text("Confirmed by both sides")

    page = host.page
    await page.get_by_role("link", name="Leads").click()
    await page.get_by_role("link", name="Ada").click()
    for line in ("Stated an intent", "Accepted", "Confirmed"):
        await expect(page.get_by_role("region", name="Story").get_by_text(line).first).to_be_visible()
    await page.get_by_label("Owner", exact=True).select_option(label="Host")
    await expect(page.locator("tbody .badge", has_text="Assigned")).to_be_visible()
    await come_back(page, await taken(host))
    assert [one.complaints for one in (ada, presenter, host)] == [[], [], []]
    await desk.guest.close()


async def test_what_somebody_wrote_on_paper_is_entered_by_the_host_and_owned_by_a_link(
    server: Server, chromium: Browser
) -> None:
    desk = await on_air(server)
    host = await desk.host(chromium)
    await host.page.get_by_role("button", name="Paper slip…").click()
    await host.page.get_by_label("Name", exact=True).fill("Mr Chen")
    await host.page.get_by_label("Amount optional").fill("2m")
    await host.page.get_by_role("button", name="Enter it").click()
    link = await host.page.get_by_label("Link", exact=True).input_value()
    await host.page.get_by_role("button", name="Done").click()
    entered = host.page.get_by_role("listitem").filter(has_text="Mr Chen")
    await expect(entered).to_contain_text("Entered by the host; not owned yet")

    chen = await (await apart(chromium)).new_page()
    await chen.goto(link)
    await chen.get_by_role("button", name="Yes, it is mine").click()

    await expect(entered).to_contain_text("¥2M")
    await expect(entered).not_to_contain_text("not owned yet")
    assert host.complaints == []
    await desk.guest.close()


async def on_air(server: Server) -> Desk:
    """The first pitch is on, and takes intents."""
    desk = Desk(Guest(server.url))
    await desk.plan(f"{server.url}/i/{server.invitation}")
    order = (await desk.guest.picture())["programme"]["programme"]["order"]
    await desk.guest.command("roadshow.start")
    await desk.guest.command("pitch.start", pitch=order[0])
    return desk


async def state(ada: Investor) -> None:
    """After the first tap, on the panel, three: what, how much, and on record."""
    page = ada.page
    await page.set_viewport_size(PHONE)
    await page.get_by_role("tab", name="Intent").click()
    await page.get_by_text("Invest", exact=True).click()
    await page.get_by_role("button", name="¥1M", exact=True).click()
    await page.get_by_role("button", name="State intent").click()
    await expect(page.get_by_text("On record, version 1 · ")).to_be_in_viewport()


async def receipt(ada: Investor) -> dict[str, str]:
    await (await ada.intent("Invest")).get_by_role("button", name="Receipt").click()
    async with ada.page.expect_download() as waiting:
        await ada.page.get_by_role("button", name="Download").click()
    held: dict[str, str] = json.loads((await (await waiting.value).path()).read_bytes())
    return held


async def taken(host: Organizer) -> bytes:
    """All leads as the CRM reads them."""
    await host.page.get_by_role("button", name="Export").first.click()
    await host.page.get_by_role("radio", name="CSV").check()
    await host.page.get_by_role("dialog").get_by_role("combobox").last.select_option("salesforce")
    async with host.page.expect_download() as waiting:
        await host.page.locator("dialog[open] .primary").click()
    return (await (await waiting.value).path()).read_bytes()


async def come_back(page: Page, file: bytes) -> None:
    """What went out comes in without a complaint, and changes nothing."""
    await page.goto(f"{page.url.split('/leads')[0]}/leads/import")
    await page.locator("#import-choose").set_input_files(FilePayload(name="crm.csv", mimeType="text/csv", buffer=file))
    await page.locator(".import .primary").click()
    report = page.locator("section").last
    await expect(report.get_by_role("button", name="As they were 1")).to_be_enabled()
    await expect(report.get_by_role("button", name="Refused 0")).to_be_disabled()
