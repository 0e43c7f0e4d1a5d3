"""A presenter hands a document out at the stage door, an investor takes it in the room, and the lead tells of it."""

import pytest
from playwright.async_api import Browser, FilePayload, Page, expect

from demo.guest import Guest
from tests.browser.chromium import apart, needed
from tests.browser.hall import ADA, ENGINES, Desk
from tests.browser.people import Person
from tests.browser.test_pages import AXE, FINDINGS
from tests.stories.process import Server

pytestmark = [pytest.mark.browser, pytest.mark.asyncio, needed]

PDF = b"%PDF-1.7 how hot it gets"


@pytest.mark.timeout(120)
async def test_a_document_goes_from_the_stage_door_to_an_investor_and_into_the_lead(
    server: Server, chromium: Browser
) -> None:
    desk = Desk(Guest(server.url))
    await desk.plan(f"{server.url}/i/{server.invitation}")
    presenter = await desk.presenter(await apart(chromium), ENGINES)
    await handed_out(presenter)

    ada = await desk.investor(chromium, *ADA)
    order = (await desk.guest.picture())["programme"]["programme"]["order"]
    await desk.guest.command("roadshow.start")
    await desk.guest.command("pitch.start", pitch=order[0])
    await ada.ask("How hot does it get?")
    assert await taken(ada) == ("路演 deck.pdf", PDF)

    told = (await desk.guest.http.get(f"/api/seats/{desk.guest.seat}/leads")).json()["rows"]
    assert [row["downloads"] for row in told] == [1]
    host = await desk.host(chromium)
    await host.page.goto(f"{server.url}/s/{desk.guest.seat}/leads?lead={told[0]['lead']}")
    await expect(host.page.get_by_role("region", name="Story")).to_contain_text("路演 deck.pdf")
    assert presenter.complaints == ada.complaints == []
    await desk.guest.close()


async def handed_out(presenter: Person) -> None:
    """What is no document is refused and put away; one is added, renamed, taken back and brought back."""
    panel = await presenter.tab("Files")
    choose = panel.get_by_label("Add documents")
    await choose.set_input_files(FilePayload(name="run.pdf", mimeType="", buffer=b"MZ"))
    await expect(panel.get_by_role("alert")).to_be_visible()
    await panel.get_by_role("button", name="Cancel").click()
    await choose.set_input_files(FilePayload(name="x.pdf", mimeType="application/pdf", buffer=PDF))
    await panel.get_by_role("button", name="Rename x.pdf").click()
    await panel.get_by_role("textbox", name="Name").fill("路演 deck")
    await presenter.page.keyboard.press("Enter")
    await panel.get_by_role("button", name="Delete 路演 deck.pdf").click()
    await panel.get_by_role("button", name="Undo").click()
    await expect(panel.get_by_role("link")).to_contain_text("路演 deck.pdf")
    await examined(presenter.page)


async def taken(investor: Person) -> tuple[str, bytes]:
    """One tap; the name and the content of what arrives."""
    panel = await investor.tab("Files")
    await examined(investor.page)
    async with investor.page.expect_download() as waiting:
        await panel.get_by_role("link").click()
    download = await waiting.value
    return download.suggested_filename, (await download.path()).read_bytes()


async def examined(page: Page) -> None:
    """Nothing serious for axe, and nothing wider than a phone or a desk."""
    for width in (390, 1280):
        await page.set_viewport_size({"width": width, "height": 844})
        await page.evaluate(AXE)
        assert await page.evaluate(FINDINGS) == []
        assert await page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0
