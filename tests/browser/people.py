"""Those who take part, each in a page of their own, by the roles and labels that a person and a screen reader go by."""

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from playwright.async_api import BrowserContext, Locator, Page, Route, expect

from tests.browser.clips import Clip
from tests.browser.wire import Wire

LENS = Path(__file__).with_name("lens.js")
ONLY_H264 = Path(__file__).with_name("only_h264.js")
TOLERANCE = 24
PATIENCE = 30.0


@dataclass(frozen=True)
class Wish:
    """An intent as it is typed."""

    kind: str
    low: str = ""
    high: str = ""
    currency: str = "CNY"
    level: str = "Interested"
    who: str = "Presenter, without my name"
    comment: str = ""


async def pick(group: Locator, word: str) -> None:
    """Choose one of several by its word."""
    await group.get_by_text(word, exact=True).click()
    await expect(group.get_by_role("radio", name=word, exact=True)).to_be_checked()


class Person:
    """Somebody in front of a page, what it complained about and what its socket said."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.wire = Wire(page)
        self.complaints: list[str] = []
        page.on("pageerror", lambda error: self.complaints.append(str(error)))

    @classmethod
    async def arrive(cls, context: BrowserContext) -> Self:
        """Open a window."""
        return cls(await context.new_page())

    async def come_in(self, link: str, name: str, organisation: str, contact: str) -> None:
        """Accept an invitation: read it, say who one is, press the button."""
        await self.page.goto(link)
        await self.page.get_by_label("Name").fill(name)
        await self.page.get_by_label("Organisation").fill(organisation)
        await self.page.get_by_label("Mobile or mail").fill(contact)
        await self.page.get_by_role("button", name="Accept and come in").click()
        await self.page.wait_for_url("**/s/*/*")

    @property
    def seat(self) -> str:
        """The seat that the page is at."""
        return self.page.url.split("/s/")[1].split("/")[0]

    async def tab(self, name: str) -> Locator:
        """Turn to a panel."""
        await self.page.get_by_role("tab", name=name).click()
        return self.page.get_by_role("tabpanel")

    async def leads(self, way: Locator) -> bytes:
        """Go to the leads and take them home."""
        await way.click()
        await self.page.get_by_role("button", name="Export").click()
        dialog = self.page.get_by_role("dialog", name="Export leads")
        await dialog.get_by_role("radio", name="CSV").check()
        async with self.page.expect_download() as waiting:
            await dialog.get_by_role("button", name="Export").click()
        return (await (await waiting.value).path()).read_bytes()


class Organizer(Person):
    """Runs the show from the host desk."""

    async def press(self, button: Locator) -> float:
        """Give the command behind a button; when its acknowledgement arrived, in seconds since 1970."""
        async with self.page.expect_response(lambda response: response.url.endswith("/commands")) as waiting:
            await button.click()
        response = await waiting.value
        assert response.status == 200
        await response.finished()
        timing = response.request.timing
        return (timing["startTime"] + timing["responseStart"]) / 1000

    async def step(self, name: str) -> float:
        """The one thing to do now."""
        return await self.press(self.page.get_by_role("button", name=name))

    async def put_on_stage(self, pitch: str) -> float:
        """Show the presenter of a pitch, whether it is on or not."""
        await self.page.get_by_role("table").get_by_role("button", name=pitch).click()
        return await self.press(self.page.get_by_role("button", name="Put on stage"))

    async def approve(self, text: str) -> None:
        """Let everybody see a question."""
        question = self.page.get_by_role("listitem").filter(has_text=text)
        await self.press(question.get_by_role("button", name="Approve"))

    async def end(self) -> None:
        """End for good, which is asked about first."""
        await self.page.get_by_role("button", name="End the roadshow").click()
        await self.press(self.page.get_by_role("dialog").get_by_role("button", name="End the roadshow"))


class Presenter(Person):
    """Shows a clip from the stage door."""

    @classmethod
    async def with_h264_alone(cls, context: BrowserContext) -> Self:
        """Open a window in a browser that sends no other codec, as an encoder does."""
        await context.add_init_script(path=ONLY_H264)
        return await cls.arrive(context)

    async def get_ready(self) -> None:
        """Turn the camera on, and say so once the picture arrives backstage."""
        await self.page.get_by_role("button", name="Turn on camera and microphone").click()
        await self.page.get_by_role("button", name="I am ready").click()
        await expect(self.page.get_by_text("You are ready.")).to_be_visible()

    async def accept(self, intent: Locator) -> None:
        """Say yes to an intent as it stands."""
        await intent.get_by_role("button", name="Accept…").click()
        await self.page.get_by_role("dialog").get_by_role("button", name="Accept").click()


class Investor(Person):
    """Watches from the live room, asks, votes and states intents."""

    @classmethod
    async def arrive(cls, context: BrowserContext) -> Self:
        """Open a window with a lens in it."""
        await context.add_init_script(path=LENS)
        return await super().arrive(context)

    async def sees(self, clip: Clip) -> float:
        """Wait for the clip's colour; when it was first there, in seconds since 1970."""
        looking = self.page.evaluate("([colour, by]) => lens.until(colour, by)", [list(clip.colour), TOLERANCE])
        try:
            async with asyncio.timeout(PATIENCE):
                return float(await looking) / 1000
        except TimeoutError:
            colour = await self.page.evaluate("lens.colour()")
            raise AssertionError(f"{clip.name} is {clip.colour}, seen is {colour}") from None

    async def advances(self, codec: str) -> None:
        """Wait until some more frames are decoded, and they are of that codec."""
        async with asyncio.timeout(PATIENCE):
            decoded = await self.page.evaluate("lens.advance(10)")
        assert decoded["codec"] == f"video/{codec}"

    async def connections(self) -> int:
        """How many media connections the page has ever made."""
        return int(await self.page.evaluate("lens.connections.length"))

    async def ask(self, text: str) -> None:
        """Ask the presenter of the moment."""
        panel = await self.tab("Questions")
        await panel.get_by_label("Your question").fill(text)
        await panel.get_by_role("button", name="Ask", exact=True).click()
        await expect(panel.get_by_label("Your question")).to_have_value("")

    async def question(self, text: str) -> Locator:
        """The button of a question, which says how many have voted."""
        panel = await self.tab("Questions")
        return panel.get_by_role("listitem").filter(has_text=text).get_by_role("button", name="Vote for this question")

    async def state(self, wish: Wish) -> None:
        """Fill in the form of an intent and send it."""
        panel = await self.tab("Intent")
        await pick(panel.get_by_role("group", name="What would you do?"), wish.kind)
        await self._fill(panel, wish)
        await self.page.get_by_role("button", name="State intent").click()

    async def revise(self, wish: Wish) -> None:
        """Change the intent of a kind."""
        intent = await self.intent(wish.kind)
        await intent.get_by_role("button", name="Change").click()
        await self._fill(self.page.get_by_role("tabpanel"), wish)
        await self.page.get_by_role("button", name="Change intent").click()

    async def withdraw(self, kind: str) -> None:
        """Take the intent of a kind back, and say so again when asked."""
        intent = await self.intent(kind)
        await intent.get_by_role("button", name="Withdraw").click()
        await self.page.get_by_role("dialog").get_by_role("button", name="Withdraw").click()

    async def confirm(self, kind: str) -> None:
        """Say yes to what the presenter accepted."""
        await (await self.intent(kind)).get_by_role("button", name="Confirm…").click()
        await self.page.get_by_role("dialog").get_by_role("button", name="Confirm").click()

    async def intent(self, kind: str) -> Locator:
        """The line of one's own intent of a kind that is on record."""
        own = (await self.tab("Intent")).get_by_role("region", name="Your intents").get_by_role("listitem")
        return own.filter(has=self.page.get_by_role("button", name="Receipt")).filter(
            has_text=re.compile(rf"^\s*{kind}")
        )

    async def _fill(self, panel: Locator, wish: Wish) -> None:
        await pick(panel.get_by_role("group", name="How firm is it?"), wish.level)
        await panel.get_by_label("Currency").select_option(wish.currency)
        await panel.get_by_label("Amount from").fill(wish.low)
        await panel.get_by_label("Amount to").fill(wish.high)
        await panel.get_by_role("radio", name=wish.who).check()
        if wish.who == "Presenter, by name":
            await panel.get_by_role("checkbox", name="I consent").check()
        await panel.get_by_label("Comment").fill(wish.comment)

    @asynccontextmanager
    async def losing_an_answer(self) -> AsyncIterator[None]:
        """The server does what it is asked, but the answer never arrives; ends once the same was sent again."""
        keys: list[str] = []
        again = asyncio.Event()

        async def pass_on(route: Route) -> None:
            keys.append(route.request.headers["idempotency-key"])
            answer = await route.fetch()
            if len(keys) == 1:
                await route.abort("connectionreset")
            else:
                await route.fulfill(response=answer)
                again.set()

        await self.page.route("**/commands", pass_on)
        yield
        async with asyncio.timeout(PATIENCE):
            await again.wait()
        await self.page.unroute("**/commands", pass_on)
        assert keys == [keys[0]] * 2
