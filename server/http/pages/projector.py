"""The hall's screen, and the code on it that brings people to the public page."""

from typing import Final

from starlette.responses import Response

from server.http.pages.page import Address, Page
from server.http.pages.public import planned
from server.http.pages.shells import ANYBODY, shell
from server.http.qr import qr


async def code(page: Page) -> Response:
    """The QR code of a roadshow's public page."""
    roadshow, _ = await planned(page)
    return Response(qr(f"{page.house.origin(page.request)}/r/{roadshow}"), media_type="image/svg+xml")


ADDRESSES: Final = (
    Address("/s/{seat}/projector", shell("projector", "projector", ANYBODY)),
    Address("/r/{roadshow}/qr.svg", code),
)
