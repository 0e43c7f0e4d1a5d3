"""The leads' workspace in a real browser: by keyboard, several at once and back, live, one person who came twice."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

import pytest
from playwright.async_api import Browser, Page, expect

from demo.guest import Guest
from tests.browser.chromium import needed
from tests.browser.hall import ENGINES, Desk
from tests.browser.test_pages import AXE, FINDINGS, Watched, context
from tests.stories.process import Server

pytestmark = [pytest.mark.browser, pytest.mark.asyncio, needed]


class Evening:
    """A live roadshow whose host is at the leads; investors come and speak over the API."""

    def __init__(self, desk: Desk, leads: Watched, closing: AsyncExitStack) -> None:
        self.desk, self.leads, self._closing = desk, leads, closing

    @property
    def page(self) -> Page:
        return self.leads.page

    async def investor(self, name: str, contact: str, **intent: object) -> Guest:
        """Somebody new, who states an intent towards the first project."""
        guest = Guest(self.desk.guest.url)
        self._closing.push_async_callback(guest.close)
        await guest.come_in(await self.desk.link(role="investor"), name, "Fund", contact)
        await guest.command("intent.state", project=self.desk.projects[ENGINES], kind="talk", **intent)
        return guest

    async def names(self) -> list[str]:
        """The list from its top."""
        return await self.page.locator("tbody .lead-who > a").all_inner_texts()

    async def examine(self) -> None:
        """Nothing that the page complains about, nothing serious for axe, and nothing wider than the screen."""
        assert self.leads.complaints == []
        await self.page.evaluate(AXE)
        assert await self.page.evaluate(FINDINGS) == []
        wide = await self.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide <= 0
        # To measure contrast axe sets styles, which the policy refuses and the page's log keeps.
        self.leads.complaints.clear()

    async def picked(self, count: int) -> None:
        await expect(self.page.get_by_text(f"{count} picked")).to_be_visible()


@asynccontextmanager
async def evening(server: Server, chromium: Browser, *, width: int = 1440) -> AsyncIterator[Evening]:
    async with AsyncExitStack() as closing:
        desk = Desk(Guest(server.url))
        closing.push_async_callback(desk.guest.close)
        await desk.plan(f"{server.url}/i/{server.invitation}")
        order = (await desk.guest.picture())["programme"]["programme"]["order"]
        await desk.guest.command("roadshow.start")
        await desk.guest.command("pitch.start", pitch=order[0])
        made = await context(chromium, width, "en-GB")
        cookies = desk.guest.http.cookies.items()
        await made.add_cookies([{"name": name, "value": value, "url": server.url} for name, value in cookies])
        leads = Watched(await made.new_page(), server.url)
        there = Evening(desk, leads, closing)
        await there.investor("Ada", "ada@fund.invalid")
        await there.investor("Ben", "ben@bank.invalid")
        await leads.open(f"/s/{desk.guest.seat}/leads")
        await expect(leads.page.get_by_role("link", name="Ben")).to_be_visible()
        yield there


async def test_leads_are_worked_on_by_keyboard_and_several_are_changed_at_once_and_back(
    server: Server, chromium: Browser
) -> None:
    async with evening(server, chromium) as made:
        page = made.page
        await page.keyboard.press("j")
        await page.keyboard.press("x")
        await page.keyboard.press("j")
        await page.keyboard.press("x")
        await made.picked(2)

        await page.get_by_role("toolbar").get_by_text("Assign", exact=True).click()
        await page.get_by_role("button", name="Host", exact=True).click()
        await expect(page.locator("tbody .lead-owner", has_text="Host")).to_have_count(2)
        await expect(page.locator("tbody .badge", has_text="Assigned")).to_have_count(2)
        await page.keyboard.press("u")
        await expect(page.locator("tbody .badge", has_text="New")).to_have_count(2)
        await expect(page.locator("tbody .lead-owner", has_text="Host")).to_have_count(0)

        await page.keyboard.press("e")
        await expect(page.get_by_label("Progress", exact=True)).to_be_focused()
        await page.get_by_label("Progress", exact=True).select_option("Qualified")
        await expect(page.get_by_text("Progress: New → Qualified")).to_be_visible()
        await made.examine()


async def test_a_list_that_somebody_points_at_stays_until_they_want_what_is_new(
    server: Server, chromium: Browser
) -> None:
    async with evening(server, chromium) as made:
        await made.page.get_by_role("link", name="Ada").hover()
        before = await made.names()

        await made.investor("Cai", "cai@house.invalid")
        more = made.page.get_by_role("button", name="Show 1 new lead")
        await expect(more).to_be_visible()
        assert await made.names() == before
        await more.click()

        await expect(made.page.get_by_role("link", name="Cai")).to_be_visible()
        assert (await made.names())[0] == "Cai"


async def test_one_person_who_came_twice_is_merged_and_taken_apart(server: Server, chromium: Browser) -> None:
    async with evening(server, chromium) as made:
        page = made.page
        await made.investor("Ada L.", "ADA@fund.invalid", comment="Me again")
        await page.get_by_role("link", name="Ada", exact=True).click()
        await expect(page.get_by_text("The same person: Ada L.")).to_be_visible()

        await page.get_by_role("button", name="Merge into this lead").click()
        await expect(page.get_by_text("Merged into this lead: Ada L.")).to_be_visible()
        await expect(page.get_by_text("Me again")).to_be_visible()
        await expect(page.get_by_role("link", name="Ada L.")).to_have_count(0)

        await page.get_by_role("button", name="Take apart").click()
        await expect(page.get_by_role("heading", name="Ada L.")).to_have_count(0)
        await expect(page.get_by_role("link", name="Ada L.").first).to_be_visible()


async def test_on_a_phone_a_lead_is_opened_noted_on_and_left(server: Server, chromium: Browser) -> None:
    async with evening(server, chromium, width=390) as made:
        page = made.page
        await made.examine()
        await page.get_by_role("link", name="Ben").click()
        await page.get_by_label("Note").fill("Rang; sends the deck.")
        await page.get_by_role("button", name="Add the note").click()

        await expect(page.get_by_role("list").get_by_text("Rang; sends the deck.")).to_be_visible()
        await made.examine()
        await page.get_by_role("button", name="Close").click()
        await expect(page.get_by_role("link", name="Ben")).to_be_visible()
