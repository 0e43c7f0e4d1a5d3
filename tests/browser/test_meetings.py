"""Meetings in a browser: asked for on a phone, accepted, ranked by keyboard and by drag, put into a timetable."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from icalendar import Calendar
from playwright.async_api import Browser, Page, expect

from demo.guest import Guest
from tests.browser.chromium import PATIENCE, needed
from tests.stories.process import Server
from tools.shots.evening import Evening, plan

pytestmark = [pytest.mark.browser, pytest.mark.asyncio, needed]

PITCHES = [{"title": {"en": title}} for title in ("Moontide", "Straw film", "Cable robot")]
WINDOWS = [{"starts_at": "2037-03-05T08:00:00Z", "ends_at": "2037-03-05T09:00:00Z"}]


class Days:
    """After a roadshow with an investor and a presenter of Moontide, each before a page of their own."""

    def __init__(self, evening: Evening, chromium: Browser) -> None:
        self.evening, self.chromium = evening, chromium

    async def begin(self, invitation: str) -> None:
        await self.evening.come("organizer", f"/i/{invitation}", ("Olga", "House", "olga@host.invalid"))
        show = await plan(self.evening, "host", pitches=PITCHES, title={"en": "Demo day"}, preset="internal")
        self.projects = list(show.projects)
        await show.admit("presenter", "presenter", ("Pia", "Moontide", "pia@team.invalid"), show.projects[0])
        await show.admit("investor", "investor", ("Ivy", "Fund", "ivy@fund.invalid"))
        await show.start(until=2)
        await show.host.command("roadshow.end")
        await show.host.command("meeting.configure", windows=WINDOWS, places=["Table 1", "Table 2"], gap=10)

    def guest(self, who: str) -> Guest:
        return self.evening.people[who]

    @asynccontextmanager
    async def page(self, who: str, width: int = 1440) -> AsyncIterator[Page]:
        context = await self.chromium.new_context(
            viewport={"width": width, "height": 844}, locale="en-GB", timezone_id="Europe/Berlin"
        )
        context.set_default_timeout(PATIENCE)
        await context.add_cookies(self.evening.cookies(who))  # type: ignore[arg-type]
        page = await context.new_page()
        await page.goto(f"{self.evening.url}/s/{self.evening.places[who]}/meetings")
        yield page
        await context.close()


@asynccontextmanager
async def days(server: Server, chromium: Browser) -> AsyncIterator[Days]:
    evening = Evening(server.url)
    async with evening.open:
        made = Days(evening, chromium)
        await made.begin(server.invitation)
        yield made


async def test_a_meeting_is_asked_for_on_a_phone_accepted_and_taken_into_a_calendar(
    server: Server, chromium: Browser
) -> None:
    async with days(server, chromium) as made, made.page("investor", 390) as ivy, made.page("presenter") as pia:
        await ivy.get_by_role("button", name="Ask for a meeting").click()
        dialog = ivy.get_by_role("dialog")
        await dialog.get_by_label("Project", exact=True).select_option("Moontide")
        await dialog.get_by_label("What would you talk about?").fill("Half an hour on yield?")
        await dialog.get_by_role("button", name="Ask", exact=True).click()
        await expect(ivy.get_by_role("region", name="Waiting for the other side")).to_contain_text("Moontide")

        waiting = pia.get_by_role("region", name="Waiting for your answer")
        await expect(waiting).to_contain_text("Investor 1")
        await expect(waiting).to_contain_text("3 days left to answer")
        await waiting.get_by_role("button", name="Accept").click()
        await pia.get_by_role("dialog").get_by_role("button", name="Accept").click()

        ahead = ivy.get_by_role("region", name="Coming up")
        await expect(ahead).to_contain_text("09:00")
        await expect(ahead).to_contain_text("Table 1")
        async with ivy.expect_download() as waited:
            await ahead.get_by_role("link", name="Calendar file").click()
        [event] = Calendar.from_ical((await (await waited.value).path()).read_bytes()).events
        assert event["DTSTART"].to_ical() == b"20370305T090000"
        assert event["DTSTART"].params["TZID"] == "Europe/Berlin"


async def test_an_order_is_made_by_keyboard_and_by_drag_and_saved(server: Server, chromium: Browser) -> None:
    async with days(server, chromium) as made, made.page("investor", 390) as ivy:
        await ivy.get_by_role("tab", name="Ranking").click()
        for name in ("Moontide", "Straw film", "Cable robot"):
            await ivy.get_by_role("button", name=f"Add {name}").click()
        ranks = ivy.get_by_role("list", name="Your ranking").get_by_role("listitem")

        await ivy.get_by_role("button", name=re.compile(r"^Cable robot, place 3")).press("Alt+ArrowUp")
        await expect(ranks).to_contain_text(["Moontide", "Cable robot", "Straw film"])
        await expect(ivy.get_by_role("button", name=re.compile(r"^Cable robot, place 2"))).to_be_focused()

        grip = ivy.get_by_role("button", name=re.compile(r"^Straw film"))
        await grip.hover()
        await ivy.mouse.down()
        box = await ranks.nth(0).bounding_box()
        assert box is not None
        await ivy.mouse.move(box["x"] + 100, box["y"] + box["height"] / 2, steps=8)
        await ivy.mouse.up()
        await expect(ranks).to_contain_text(["Straw film", "Moontide", "Cable robot"])

        await ivy.get_by_role("button", name="Save ranking").click()
        await expect(ivy.get_by_role("button", name="Save ranking")).to_be_disabled()
        first, second, third = made.projects
        views = await made.guest("investor").picture()
        assert views["own_ranking"]["own_ranking"]["order"] == [second, first, third]


async def test_an_organizer_moves_a_proposed_meeting_to_a_free_slot_and_publishes(
    server: Server, chromium: Browser
) -> None:
    async with days(server, chromium) as made:
        await made.guest("investor").command("meeting.request", project=made.projects[0])
        await made.guest("investor").command("ranking.set", order=[made.projects[0]], timezone="America/New_York")
        [lead] = [view["lead"] for view in (await made.guest("presenter").picture())["meeting"].values()]
        await made.guest("presenter").command("ranking.set", order=[lead])

        async with made.page("host") as olga, made.page("investor", 390) as ivy:
            await olga.get_by_role("button", name="Propose a timetable").click()
            chip = olga.get_by_role("button", name="Ivy · Fund")
            await chip.focus()
            await olga.keyboard.press("Enter")
            await expect(olga.get_by_role("status").filter(has_text="Ivy")).to_contain_text("03:00 New York")

            free = olga.get_by_role("button", name=re.compile(r"^Put Ivy · Fund here"))
            await expect(free).to_have_count(1)
            await free.press("Enter")
            await expect(olga.get_by_role("row", name=re.compile("16:30"))).to_contain_text("Ivy · Fund")
            await olga.get_by_role("button", name="Publish").click()

            await expect(ivy.get_by_role("region", name="Coming up")).to_contain_text("09:30")
            await expect(olga.get_by_text("Published", exact=False).first).to_be_visible()
