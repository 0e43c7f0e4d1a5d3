"""Leads go out for a CRM, are worked on there, and come back, in Chromium."""

import csv
import io

import pytest
from playwright.async_api import Browser, FilePayload, expect

from demo.guest import Guest
from tests.browser.chromium import needed
from tests.browser.test_pages import AXE, FINDINGS, Watched, context
from tests.stories.process import Server

pytestmark = [pytest.mark.browser, pytest.mark.asyncio, needed]

PLAN = {
    "title": {"en": "Demo day", "zh": "路演日"},
    "starts_at": "2026-03-01T08:00:00Z",
    "pitches": [{"title": {"en": "Solar paint", "zh": "太阳能涂料"}}],
}


async def a_lead(server: Server, host: Guest) -> None:
    """Ann stated an intent."""
    ann = Guest(server.url)
    await host.come_in(f"/i/{server.invitation}", name="Olga")
    host.seat = (await host.post("/api/roadshows", PLAN))["seat"]
    link = (await host.post(f"/api/seats/{host.seat}/invitations", {"role": "investor"}))["link"]
    await ann.come_in(link, "Ann Lee", "Fund", "ann@fund.cn")
    await host.command("roadshow.start")
    ((pitch, view),) = (await host.picture())["pitch"].items()
    await host.command("pitch.start", pitch=pitch)
    await ann.command("intent.state", project=view["project"], kind="talk")
    await ann.close()


def worked_on(file: bytes) -> bytes:
    """The file as a spreadsheet in China saves it after a call; and one row that nobody can place."""
    (row,) = csv.DictReader(io.StringIO(file.decode("utf-8-sig")))
    out = io.StringIO()
    writer = csv.DictWriter(out, [*row, "备注"], delimiter=";")
    writer.writeheader()
    writer.writerow({**row, "Status": "Working - Contacted", "备注": "周四再联系"})
    writer.writerow({"LastName": "Nobody", "Email": "nobody@x.cn"})
    return out.getvalue().encode("gb18030")


@pytest.mark.parametrize(("width", "locale"), [(1440, "en-GB"), (390, "zh-CN")])
async def test_a_crms_file_goes_out_comes_back_changed_and_is_undone(
    server: Server, chromium: Browser, width: int, locale: str
) -> None:
    guest = Guest(server.url)
    await a_lead(server, guest)
    browser = await context(chromium, width, locale)
    await browser.add_cookies(
        [{"name": name, "value": value, "url": server.url} for name, value in guest.http.cookies.items()]
    )
    host = Watched(await browser.new_page(), server.url)
    page = host.page
    await host.open(f"/s/{guest.seat}/leads")
    await page.locator("#lead-export").wait_for()
    await page.keyboard.press("d")
    await page.get_by_role("radio", name="CSV").check()
    await page.get_by_role("combobox").last.select_option("salesforce")
    await examine(host)
    async with page.expect_download() as waiting:
        await page.locator("dialog[open] .primary").click()
    taken = await waiting.value
    assert taken.suggested_filename == "leads-salesforce.csv"
    file = worked_on((await taken.path()).read_bytes())

    await host.open(f"/s/{guest.seat}/leads/import")
    await page.locator("#import-choose").set_input_files(FilePayload(name="crm.csv", mimeType="text/csv", buffer=file))
    await expect(page.locator(".import")).to_contain_text("GB 18030")
    await expect(page.locator(".import")).to_contain_text("Salesforce")
    await page.locator(".import .primary").click()
    report = page.locator("section").last
    await expect(report.locator("tbody tr")).to_have_count(1)
    await expect(report.locator("tbody tr")).to_contain_text("周四再联系")
    await examine(host)
    await report.locator("[aria-pressed]").nth(1).click()
    await expect(report.locator("tbody tr")).to_contain_text("Nobody")

    await report.locator(".primary").click()
    await expect(report.locator('[data-tone="good"]')).to_be_visible()
    assert await stages(guest) == ["contacted", "new"]
    await report.locator('[data-tone="good"] button').click()
    await expect(report.locator('[data-tone="good"]')).to_be_hidden()
    assert await stages(guest) == ["new"]
    await examine(host)
    await guest.close()


async def examine(host: Watched) -> None:
    """Nothing to complain of, until axe tries styles of its own, which the policy keeps out."""
    assert host.complaints == []
    await host.page.evaluate(AXE)
    assert await host.page.evaluate(FINDINGS) == []
    wide = await host.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide <= 0
    host.complaints.clear()


async def stages(guest: Guest) -> list[str]:
    """How far the lead that was there has come, and the one that the file made where there was none."""
    rows = (await guest.http.get(f"/api/seats/{guest.seat}/leads")).json()["rows"]
    return sorted(str(row["stage"]) for row in rows)
