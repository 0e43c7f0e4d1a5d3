"""On a phone: an investor accepts a notice and names one presenter of two; another is shown terms after declaring."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from typing import Any

import pytest
from playwright.async_api import Browser, Page, expect

from demo.guest import Guest
from tests.browser.chromium import PATIENCE, needed
from tests.stories.process import Server

pytestmark = [pytest.mark.browser, pytest.mark.asyncio, needed]

PHONE: Any = {"width": 390, "height": 844}
PLAN = {
    "title": {"en": "Winter roadshow"},
    "starts_at": "2026-03-01T08:00:00Z",
    "pitches": [{"title": {"en": "Ember engines"}}],
}


@dataclass(frozen=True)
class Evening:
    """A live roadshow with two presenters of one project, and an investor's link."""

    host: Guest
    wang: Guest
    zhao: Guest
    project: str
    link: str

    async def lead(self, presenter: Guest) -> dict[str, Any]:
        """The one lead as a presenter sees it."""
        (lead,) = (await presenter.picture())["lead"].values()
        return dict(lead)


@asynccontextmanager
async def held(server: Server, preset: str) -> AsyncIterator[Evening]:
    async with AsyncExitStack() as closing:
        host, wang, zhao = (Guest(server.url) for _ in range(3))
        for guest in (host, wang, zhao):
            closing.push_async_callback(guest.close)
        await host.come_in(f"{server.url}/i/{server.invitation}", name="Host")
        host.seat = (await host.post("/api/roadshows", {**PLAN, "preset": preset}))["seat"]
        (pitch,) = (await host.picture())["pitch"].values()

        async def link(**invited: Any) -> str:
            return str((await host.post(f"/api/seats/{host.seat}/invitations", invited))["link"])

        await wang.come_in(await link(role="presenter", project=pitch["project"]), "Wang Li", "Lab", "wang@lab.invalid")
        await zhao.come_in(
            await link(role="presenter", project=pitch["project"]), "Zhao Min", "Lab", "zhao@lab.invalid"
        )
        await host.command("roadshow.start")
        await host.command("pitch.start", pitch=pitch["pitch"])
        yield Evening(host, wang, zhao, pitch["project"], await link(role="investor"))


async def phone(browser: Browser, link: str) -> Page:
    context = await browser.new_context(locale="en-GB", viewport=PHONE, has_touch=True)
    context.set_default_timeout(PATIENCE)
    page = await context.new_page()
    await page.goto(link)
    for label, value in (("Name", "Ada"), ("Organisation", "Fund"), ("Mobile or mail", "ada@fund.invalid")):
        await page.get_by_label(label).fill(value)
    await page.get_by_role("button", name="Accept and come in").click()
    await page.wait_for_url("**/s/*/live")
    return page


async def test_a_notice_is_accepted_and_one_presenter_named_and_forgotten_again(
    server: Server, chromium: Browser
) -> None:
    async with held(server, "cn_technology") as evening:
        page = await phone(chromium, evening.link)
        panel, send = page.get_by_role("tabpanel"), page.get_by_role("button", name="State intent")
        await panel.get_by_text("Pilot", exact=True).click()

        await send.click()
        await expect(page.get_by_text("Read the notice and accept it first.")).to_be_visible()
        await expect(panel.get_by_text("non-binding intent")).to_be_attached()
        await panel.get_by_role("checkbox", name="I have read this notice").check()
        await panel.get_by_role("radio", name="Presenter, by name").check()
        boxes = panel.get_by_role("checkbox", name="I consent separately")
        await expect(boxes).to_have_count(2)
        for box in await boxes.all():
            await expect(box).not_to_be_checked()
        await panel.get_by_role("checkbox", name="Wang Li, Lab, wang@lab.invalid, presenter of Ember engines").check()
        assert await page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
        await send.click()

        known = panel.get_by_role("region", name="Who knows me")
        await expect(known.get_by_role("listitem")).to_have_count(1)
        await expect(known).to_contain_text("Wang Li")
        assert (await evening.lead(evening.wang))["name"] == "Ada"
        assert (await evening.lead(evening.zhao))["name"] is None

        await expect(panel.get_by_text("Accepted before:")).to_be_visible()
        await known.get_by_role("button", name="Withdraw consent").click()
        await expect(known).to_have_count(0)
        assert (await evening.lead(evening.wang))["name"] is None


async def test_terms_of_a_round_come_only_after_a_ground_a_declaration_and_asking(
    server: Server, chromium: Browser
) -> None:
    async with held(server, "cn_qualified") as evening:
        terms = {"amount": 2_000_000_000, "proceeds": {"en": "A pilot line"}}
        await evening.host.command("round.describe", project=evening.project, terms=terms)
        page = await phone(chromium, evening.link)
        heard: list[str] = []
        page.on("websocket", lambda socket: socket.on("framereceived", lambda frame: heard.append(str(frame))))
        await page.reload()
        panel = page.get_by_role("tabpanel")
        await expect(panel.get_by_text("has not recorded yet on which ground")).to_be_visible()
        await expect(page.get_by_role("button", name="State intent")).to_be_disabled()

        people = (await evening.host.http.get(f"/api/seats/{evening.host.seat}/people")).json()
        (person,) = [one["person"] for one in people if one["role"] == "investor"]
        await evening.host.command("ground.record", person=person, ground="institution")
        await expect(panel.get_by_text("has not recorded yet")).to_have_count(0)
        await expect(panel.get_by_role("button", name="Show the terms of the round")).to_have_count(0)
        await panel.get_by_role("radio", name="An organisation with net assets").check()
        await panel.get_by_role("button", name="Declare this of myself").click()
        await expect(page.get_by_role("button", name="State intent")).to_be_enabled()
        assert heard
        assert not any("A pilot line" in frame for frame in heard)

        await panel.get_by_role("button", name="Show the terms of the round").click()
        await expect(panel.get_by_text("A pilot line")).to_be_visible()
        await expect(panel.get_by_text("20,000,000")).to_be_visible()
        (count,) = (await evening.host.picture())["recipients"].values()
        assert (count["count"], count["limit"]) == (1, 200)

        await panel.get_by_role("button", name="Take it back").click()
        await expect(panel.get_by_text("A pilot line")).to_have_count(0)
