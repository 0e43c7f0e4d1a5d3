"""The page on which anybody checks a receipt; the browser does it, and the server sees nothing of the receipt."""

from typing import Final

from starlette.responses import Response

from server.http.pages.page import Address, Page
from server.http.pages.shells import VENDORED


async def verify(page: Page) -> Response:
    """The frame; what is behind the # of the address never comes here."""
    boot = {
        "language": page.language.code,
        "words": f"/words/{page.language.code}.json?v={page.language.version}",
    }
    preload = [f"vendor/{file}" for file in VENDORED]
    return page.draw("verify.html", await page.viewer(), boot=boot, preload=preload)


ADDRESSES: Final = (Address("/verify", verify),)
