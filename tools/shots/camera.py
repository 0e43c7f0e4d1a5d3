"""The system's Chromium, in front of one scene at a time."""

import shutil
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import Final

from playwright.async_api import Browser, BrowserContext, Page, async_playwright

from tools.shots.evening import Evening
from tools.shots.scenes import Scene

BROWSERS: Final = ("chromium", "chromium-browser", "google-chrome")
ARGUMENTS: Final = (
    *("--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--mute-audio", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
    *("--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"),
    "--autoplay-policy=no-user-gesture-required",
)
Screen = tuple[int, int]
SCREENS: Final[tuple[Screen, ...]] = ((390, 844), (1440, 900))
LOCALES: Final = {"zh": "zh-CN", "en": "en-GB"}
EVERY: Final = {"zh": ("light", "dark"), "en": ("light", "dark")}
# Further states of a page: together these show every word and every colour.
FURTHER: Final = {"zh": ("light",), "en": ("dark",)}
PATIENCE: Final = 10_000

# Keeps the page's sockets within reach, so that a scene can cut them.
SOCKETS: Final = """(() => {
  const open = new Set();
  globalThis.WebSocket = class extends WebSocket {
    constructor(...args) { super(...args); open.add(this); }
  };
  globalThis.cutLine = () => { for (const socket of open) socket.close(); };
})()"""
DRAWN: Final = """async () => {
  await document.fonts.ready;
  await new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)));
  for (const one of document.getAnimations()) if (one instanceof CSSTransition) one.finish();
}"""
# A stage may be empty for good, so a picture that does not come is not waited for long.
PLAYING: Final = """async () => {
  const playing = video => !video.srcObject || video.readyState >= 2;
  const videos = [...document.querySelectorAll('video:not(.dimmed)')];
  for (let turn = 0; turn < 20 && !videos.every(playing); turn++) await new Promise(done => setTimeout(done, 100));
}"""


@asynccontextmanager
async def chromium() -> AsyncIterator[Browser]:
    """The browser that is installed."""
    path = next(filter(None, map(shutil.which, BROWSERS)), None)
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield browser
        await browser.close()


@dataclass(frozen=True)
class Camera:
    """Looks at the scenes of an evening."""

    browser: Browser
    evening: Evening

    @asynccontextmanager
    async def at(self, scene: Scene, language: str, screen: Screen = SCREENS[0]) -> AsyncIterator[Page]:
        """The scene in a browser of its own, once there is something to see."""
        width, height = screen
        context = await self.browser.new_context(
            viewport={"width": width, "height": height},
            locale=LOCALES[language],
            timezone_id="Asia/Shanghai",
            permissions=["camera", "microphone"],
            reduced_motion="reduce",
        )
        context.set_default_timeout(PATIENCE)
        try:
            yield await self._opened(context, scene, language)
        finally:
            await context.close()

    async def _opened(self, context: BrowserContext, scene: Scene, language: str) -> Page:
        await context.add_cookies([{"name": "language", "value": language, "url": self.evening.url}])
        for cookie in self.evening.cookies(scene.who):
            await context.add_cookies([{"name": cookie["name"], "value": cookie["value"], "url": cookie["url"]}])
        page = await context.new_page()
        if scene.live:
            await context.add_init_script(SOCKETS)
        await self._go(page, scene)
        await scene.act(page)
        await page.evaluate(PLAYING)
        return page

    async def _go(self, page: Page, scene: Scene) -> None:
        address = self.evening.url + scene.path.format_map(self.evening.places)
        if not scene.live:
            await page.goto(address)
            return
        async with page.expect_websocket() as opening:
            await page.goto(address)
        socket = await opening.value
        await socket.wait_for_event("framereceived", lambda frame: '"snapshot"' in str(frame))
        await page.locator("#app > *").first.wait_for()


async def take(camera: Camera, scene: Scene, looks: Mapping[str, Sequence[str]], folder: Path) -> int:
    """The pictures of a scene, in each language in these themes; how many there are."""
    count = 0
    for language, themes in looks.items():
        async with camera.at(scene, language) as page:
            for (width, height), theme in product(SCREENS, themes):
                await dress(page, theme, (width, height))
                path = folder / f"{scene.name}-{language}-{theme}-{width}.png"
                await page.screenshot(path=path, full_page=not scene.live, animations="disabled")
                count += 1
    return count


async def dress(page: Page, theme: str, screen: Screen) -> None:
    """Give the page another size and appearance; both change without a reload, as for a reader."""
    await page.set_viewport_size({"width": screen[0], "height": screen[1]})
    await page.evaluate("theme => { document.documentElement.dataset.theme = theme; }", theme)
    await page.evaluate(DRAWN)
