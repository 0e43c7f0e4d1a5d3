"""A text that people accepted, by the SHA-256 of its bytes: as a page to read, and as the bytes to check."""

from typing import Final

import msgspec
from starlette.responses import Response

from server.domain.presets import Text
from server.http.bodies import JSON
from server.http.operations import Gives
from server.http.pages.page import Address, Page

FOREVER: Final = {"cache-control": "public, max-age=31536000, immutable"}


async def text(page: Page) -> Response:
    """The text in both languages, whoever asks."""
    digest = page.request.path_params["digest"]
    return page.draw("text.html", await page.viewer(), text=await read(page, digest), digest=digest)


async def read(page: Page, digest: str) -> Text:
    """The text behind a hash; raises Missing."""
    return msgspec.json.decode(await page.house.presets.text(digest), type=Text)


async def body(page: Page) -> Response:
    """Exactly the bytes that were hashed."""
    return Response(await page.house.presets.text(page.request.path_params["digest"]), headers=FOREVER, media_type=JSON)


ADDRESSES: Final = (
    Address("/texts/{digest}.json", body, gives=(Gives(200, JSON, Text),), refuses="text_missing"),
    Address("/texts/{digest}", text),
)
