"""Chromium and Firefox with the npm package whip-whep on a page of another site: all that the protocol has."""

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from functools import partial
from typing import Any, Protocol

import playwright.async_api
import pytest
import pytest_asyncio

from tests.browser import chromium
from tests.clients import firefox
from tests.clients.reference import publishing, viewing
from tests.clients.site import elsewhere
from tests.clients.venue import Seat

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.browser]
SIZE = [640, 480]
# The package's WHEP client trickles without the tag that it was given; it goes on all the same.
UNTAGGED = 428


class Page(Protocol):
    async def call(self, function: str, *arguments: str) -> Any: ...


Opener = Callable[[], Awaitable[Page]]


class ChromiumPage:
    def __init__(self, page: playwright.async_api.Page) -> None:
        self._page = page

    async def call(self, function: str, *arguments: str) -> Any:
        return await self._page.evaluate(f"given => {function}(...given)", list(arguments))


@pytest.fixture(scope="session")
def site() -> Iterator[str]:
    with elsewhere() as address:
        yield address


@asynccontextmanager
async def chromium_at(site: str) -> AsyncIterator[Opener]:
    async with playwright.async_api.async_playwright() as started:
        browser = await chromium.started(started)
        context = await browser.new_context(permissions=["camera", "microphone"])

        async def opened() -> Page:
            page = await context.new_page()
            await page.goto(site)
            return ChromiumPage(page)

        yield opened
        await browser.close()


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def page(
    request: pytest.FixtureRequest, site: str, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Opener]:
    """Opens a page of the other site, in a browser that starts once."""
    if request.param == "chromium":
        async with chromium_at(site) as opened:
            yield opened
    else:
        async with firefox.started(tmp_path_factory.mktemp("firefox")) as fox:
            yield partial(fox.page, site)


browsers = pytest.mark.parametrize(
    "page",
    [pytest.param("chromium", marks=chromium.needed), pytest.param("firefox", marks=firefox.needed)],
    indirect=True,
)


@browsers
async def test_a_browser_publishes_and_views_from_another_site(seat: Seat, page: Opener) -> None:
    camera, screen = await page(), await page()

    await camera.call("publish", seat.whip, seat.token)
    async with viewing(seat) as reference:
        await reference.sees(*SIZE)
        await reference.receives("audio")
    await screen.call("view", seat.whep, seat.token)
    assert await screen.call("watch") == SIZE

    for each, trickled in ((camera, 204), (screen, UNTAGGED)):
        restarted = await each.call("restart")
        assert set(restarted["patches"]) == {trickled, 200} | ({204} & set(restarted["patches"]))
    assert await screen.call("watch") == SIZE
    assert await screen.call("select", "low") == [200, 200]
    assert [await each.call("stop", seat.token) for each in (camera, screen)] == [404, 404]


@browsers
async def test_a_browser_views_what_another_client_publishes(seat: Seat, page: Opener) -> None:
    async with publishing(seat):
        screen = await page()
        await screen.call("view", seat.whep, seat.token)

        assert await screen.call("watch") == SIZE
