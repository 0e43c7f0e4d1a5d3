"""Every page in every state: axe finds nothing serious, and nothing is wider than the screen."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Page

from tests.browser.chromium import needed
from tests.stories.process import Server
from tools.shots.camera import SCREENS, Camera, chromium, dress
from tools.shots.evening import Evening, fill
from tools.shots.scenes import LIVE, PLAIN

pytestmark = [
    pytest.mark.browser,
    pytest.mark.asyncio(loop_scope="module"),
    needed,
]

SCENES = (*PLAIN, *LIVE)
# Neighbouring scenes look alike, so that each look of a page comes up in both.
LANGUAGES = ("zh", "en")
THEMES = ("dark", "light")
AXE = (Path(__file__).parents[2] / "node_modules" / "axe-core" / "axe.min.js").read_text(encoding="utf-8")
FINDINGS = """async () => {
  const { violations } = await axe.run(document, { resultTypes: ["violations"] });
  return violations
    .filter(({ impact }) => ["serious", "critical"].includes(impact))
    .flatMap(({ id, nodes }) => nodes.map(({ target, failureSummary }) => `${id} ${target}: ${failureSummary}`));
}"""
OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def camera(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Camera]:
    async with Server(tmp_path_factory.mktemp("evening")) as server:
        evening = Evening(server.url)
        async with evening.open, chromium() as browser:
            await fill(evening, server.invitation)
            yield Camera(browser, evening)


async def findings(page: Page) -> list[str]:
    await page.evaluate(AXE)
    found: list[Any] = await page.evaluate(FINDINGS)
    return found


@pytest.mark.parametrize("number", range(len(SCENES)), ids=[scene.name for scene in SCENES])
async def test_nothing_serious_stands_in_anybodys_way(camera: Camera, number: int) -> None:
    async with camera.at(SCENES[number], LANGUAGES[number % 2]) as page:
        for theme, screen in zip(THEMES, SCREENS, strict=True):
            await dress(page, theme, screen)

            assert await findings(page) == []
            assert await page.evaluate(OVERFLOW) <= 0
