"""A roadshow before it begins: one server, a host, two presenters and two investors, each signed in at their page."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.async_api import Browser, BrowserContext, Playwright, async_playwright

from demo.guest import Guest
from tests.browser.chromium import apart, started
from tests.browser.clips import EMBER, TIDE, Clip
from tests.browser.people import Investor, Organizer, Person, Presenter
from tests.stories.process import Server

ENGINES, TURBINES = "Ember engines", "Tide turbines"
PLAN = {
    "title": {"en": "Winter roadshow"},
    "starts_at": "2026-03-01T08:00:00Z",
    "pitches": [{"title": {"en": ENGINES}}, {"title": {"en": TURBINES}}],
}
# Names and organisations as somebody would choose them who wants a spreadsheet to calculate.
ADA = ("Ada", '=HYPERLINK("http://x.invalid";"Fund")', "+49 170 1234567")
BEN = ("Ben", "@SUM(1+1)*cmd|' /C calc'!A0", "ben@bank.invalid")


@dataclass(frozen=True)
class Hall:
    """Everybody, in front of their page."""

    host: Organizer
    ember: Presenter
    tide: Presenter
    ada: Investor
    ben: Investor

    @property
    def investors(self) -> tuple[Investor, Investor]:
        """Those who watch."""
        return self.ada, self.ben

    @property
    def guests(self) -> tuple[Person, ...]:
        """All but the host."""
        return self.ember, self.tide, self.ada, self.ben


@asynccontextmanager
async def opened(folder: Path) -> AsyncIterator[Hall]:
    """A server of its own, and everybody come in."""
    async with AsyncExitStack() as closing:
        server = await closing.enter_async_context(Server(folder / "data"))
        desk = Desk(Guest(server.url))
        closing.push_async_callback(desk.guest.close)
        await desk.plan(f"{server.url}/i/{server.invitation}")
        playwright = await closing.enter_async_context(async_playwright())
        house = await started(playwright)
        yield Hall(
            host=await desk.host(house),
            ember=await desk.presenter(await backstage(playwright, EMBER, folder), ENGINES),
            tide=await desk.presenter(await backstage(playwright, TIDE, folder), TURBINES, h264=True),
            ada=await desk.investor(house, *ADA),
            ben=await desk.investor(house, *BEN),
        )


async def backstage(playwright: Playwright, clip: Clip, folder: Path) -> BrowserContext:
    """A browser with the clip in front of its camera."""
    context = await apart(await started(playwright, clip.write(folder)))
    await context.grant_permissions(["camera", "microphone"])
    return context


class Desk:
    """What an organizer has done before the evening, by the API."""

    def __init__(self, guest: Guest) -> None:
        self.guest = guest
        self.projects: dict[str, str] = {}

    async def plan(self, invitation: str) -> None:
        """Become the organizer, announce the programme."""
        await self.guest.come_in(invitation, name="Host")
        self.guest.seat = (await self.guest.post("/api/roadshows", PLAN))["seat"]
        pitches = (await self.guest.picture())["pitch"].values()
        self.projects = {pitch["title"]["en"]: pitch["project"] for pitch in pitches}

    async def host(self, browser: Browser) -> Organizer:
        """The same person in a browser, at the host desk."""
        context = await apart(browser)
        url = self.guest.url
        await context.add_cookies(
            [{"name": name, "value": value, "url": url} for name, value in self.guest.http.cookies.items()]
        )
        organizer = await Organizer.arrive(context)
        await organizer.page.goto(f"{url}/s/{self.guest.seat}/desk")
        return organizer

    async def presenter(self, context: BrowserContext, project: str, *, h264: bool = False) -> Presenter:
        """Somebody invited to present, at the stage door."""
        presenter = await (Presenter.with_h264_alone if h264 else Presenter.arrive)(context)
        link = await self.link(role="presenter", project=self.projects[project])
        await presenter.come_in(link, f"Presenter of {project}", "Laboratory", "lab@lab.invalid")
        return presenter

    async def investor(self, browser: Browser, name: str, organisation: str, contact: str) -> Investor:
        """Somebody invited to invest, in the live room."""
        investor = await Investor.arrive(await apart(browser))
        await investor.come_in(await self.link(role="investor"), name, organisation, contact)
        return investor

    async def link(self, **invited: Any) -> str:
        """An invitation."""
        answer = await self.guest.post(f"/api/seats/{self.guest.seat}/invitations", invited)
        return str(answer["link"])
