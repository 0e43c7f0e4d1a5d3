"""A second device for the person of a seat: a code that is made by a POST and shown once."""

from typing import Final

from markupsafe import Markup
from starlette.responses import Response

from server.http.limits import Verb
from server.http.pages.page import SEAT_PAGES, Address, Page
from server.http.qr import qr


async def device_form(page: Page) -> Response:
    """Say what it is for."""
    return await _device(page, None)


async def device(page: Page) -> Response:
    """Make the code."""
    seated = await page.seated()
    page.house.limits.seat(Verb.api, seated.seat.id)
    token = await page.house.invitations.device(seated.place)
    return await _device(page, page.house.invitation_link(page.request, token))


async def _device(page: Page, link: str | None) -> Response:
    seat = (await page.seated()).seat
    return page.draw(
        "device.html",
        await page.viewer(seat.id),
        link=link,
        qr=drawn(link) if link else None,
        back=f"/s/{seat.id}/{SEAT_PAGES[seat.role]}",
    )


def drawn(link: str) -> Markup:
    """The QR code of a link inside a page."""
    return Markup(qr(link))  # noqa: S704 - made here, of nothing but shapes


ADDRESSES: Final = (
    Address("/s/{seat}/device", device_form),
    Address("/s/{seat}/device", device, ("POST",)),
)
