"""The system's Chromium as a test drives it: found, and started for one person with a clip as their camera."""

import os
import shutil
from pathlib import Path

import pytest
from playwright.async_api import Browser, BrowserContext, Playwright, expect

# As long as a busy machine may take for what comes at once on another; whatever does come is not waited for any longer.
PATIENCE = 30_000
expect.set_options(timeout=PATIENCE)

NAMES = ("chromium", "chromium-browser", "google-chrome")
FOUND = next(filter(None, map(shutil.which, NAMES)), None)

# A pipeline that skips its journeys proves nothing, so there a missing Chromium fails where it is started.
needed = pytest.mark.skipif(FOUND is None and os.environ.get("CI") != "true", reason="there is no Chromium here")

ARGUMENTS = (
    *("--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--mute-audio", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
    # A page that nobody looks at plays on and keeps its timers.
    *("--disable-renderer-backgrounding", "--disable-background-timer-throttling"),
    *("--disable-backgrounding-occluded-windows", "--autoplay-policy=no-user-gesture-required"),
    *("--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"),
)


async def started(playwright: Playwright, clip: Path | None = None) -> Browser:
    """One process; its camera shows the clip, or the browser's own test picture."""
    assert FOUND, f"none of {', '.join(NAMES)} is installed; tools/system_packages.sh says how"
    film = [f"--use-file-for-fake-video-capture={clip}"] if clip else []
    return await playwright.chromium.launch(executable_path=FOUND, args=[*ARGUMENTS, *film])


async def apart(browser: Browser) -> BrowserContext:
    """Cookies and storage of their own, in English."""
    context = await browser.new_context(
        locale="en-GB", timezone_id="Europe/Berlin", viewport={"width": 1280, "height": 800}
    )
    context.set_default_timeout(PATIENCE)
    return context
