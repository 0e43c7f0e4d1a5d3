"""A presenter steps down, and within the minute reads who watched, what was asked and what was stated."""

import io
import time
from pathlib import Path

import pytest
from playwright.async_api import Page, expect
from pypdf import PdfReader

from tests.browser.chromium import needed
from tests.browser.hall import ADA, ENGINES, Hall, opened
from tests.browser.people import Wish
from tests.browser.test_pages import AXE, FINDINGS

pytestmark = [pytest.mark.browser, pytest.mark.asyncio, needed]

HOT = "How hot does it get?"
OFFER = Wish("Pilot", "50000", who="Presenter, by name", comment="In our foundry")
WITHIN = 60.0


@pytest.mark.timeout(180)
async def test_the_report_is_there_within_a_minute_of_stepping_down(tmp_path: Path) -> None:
    async with opened(tmp_path) as hall:
        await pitch(hall)
        stepped_down = time.monotonic()
        page = hall.ember.page
        await page.get_by_role("button", name="See your report").click()
        await expect(page.get_by_role("heading", level=1)).to_have_text(ENGINES)
        await everybody_counted(page)
        took = time.monotonic() - stepped_down
        await everything_shown(page)
        await taken_home(page)
        await from_the_desk(hall)

    assert took < WITHIN
    assert hall.ember.complaints == []


async def pitch(hall: Hall) -> None:
    """Two watch, one of them asks and states an intent, and the next pitch begins."""
    await hall.host.step("Start the roadshow")
    await hall.host.step("Next pitch")
    await hall.ada.ask(HOT)
    await hall.host.approve(HOT)
    await hall.ada.state(OFFER)
    await expect(await hall.ada.intent("Pilot")).to_contain_text("version 1")
    await hall.host.step("Begin questions")
    await hall.host.step("Next pitch")


async def everybody_counted(page: Page) -> None:
    """The record of watching is written every ten seconds; the page follows, and leaves its reader where they are."""
    fold, second = page.locator("details.fold"), page.get_by_role("link", name="Leads")
    await fold.evaluate("fold => { fold.open = true; fold.scrollIntoView(); }")
    await second.focus()
    await expect(page.locator(".report-facts dd strong").first).to_have_text("2", timeout=1000 * WITHIN)
    assert await fold.evaluate("fold => fold.open")
    await expect(second).to_be_focused()
    await fold.evaluate("fold => { fold.open = false; }")


async def everything_shown(page: Page) -> None:
    """The question that waits, the intent by name, the plot; nothing serious for axe, at both widths."""
    questions = page.get_by_role("region", name="Questions").get_by_role("listitem")
    await expect(questions).to_contain_text([HOT])
    await expect(questions).to_contain_text(["Unanswered"])
    intents = page.get_by_role("region", name="Intents").get_by_role("listitem")
    await expect(intents).to_contain_text([f"{ADA[0]} · {ADA[1]}"])
    await expect(intents).to_contain_text([OFFER.comment])
    for width in (1440, 390):
        await page.set_viewport_size({"width": width, "height": 844})
        await expect(page.get_by_role("img", name="Who watched, and when interest showed")).to_have_count(1)
        await page.evaluate(AXE)
        assert await page.evaluate(FINDINGS) == []
        assert await page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0


async def taken_home(page: Page) -> None:
    """The print holds the same."""
    async with page.expect_download() as waiting:
        await page.get_by_role("link", name="PDF").click()
    body = (await (await waiting.value).path()).read_bytes()
    words = "".join(sheet.extract_text() for sheet in PdfReader(io.BytesIO(body)).pages)
    assert HOT in words
    assert OFFER.comment in words


async def from_the_desk(hall: Hall) -> None:
    """The organizer gets there from the rundown."""
    await hall.host.page.get_by_role("link", name=f"Report: {ENGINES}").click()
    await expect(hall.host.page.get_by_role("heading", level=1)).to_have_text(ENGINES)
