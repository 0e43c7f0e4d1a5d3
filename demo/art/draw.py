"""Redraw the sprites of the clip from sheet.html: `python -m demo.art.draw [CHROMIUM]`.

The sprites are kept as files because the FFmpeg that PyAV brings has no text filter, and the machine that makes
the clip may have no Chinese font. Redrawing needs Playwright, a Chromium and the Noto Sans CJK fonts.
"""

import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

HERE = Path(__file__).parent


def draw(folder: Path, chromium: str | None = None) -> None:
    """Photograph into `folder` every element that has a `data-sprite` name, on a transparent ground."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium)
        page = browser.new_page(viewport={"width": 3000, "height": 3600})
        page.goto((HERE / "sheet.html").as_uri())
        for sprite in page.locator("[data-sprite]").all():
            name = sprite.get_attribute("data-sprite")
            sprite.screenshot(path=folder / f"{name}.png", omit_background=True)
        browser.close()


if __name__ == "__main__":
    draw(HERE, *sys.argv[1:2])
