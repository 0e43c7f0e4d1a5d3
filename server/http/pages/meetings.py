"""The calendar feed: for calendars, which sign in by the secret in its address alone."""

from typing import Final

from starlette.responses import Response

from server.appointments import MEDIA
from server.http import meetings
from server.http.operations import Gives
from server.http.pages.page import Address, Page


async def calendar_feed(page: Page) -> Response:
    """All meetings of whose secret it is."""
    return await meetings.feed(page.request)


ADDRESSES: Final = (
    Address(
        "/c/{token}/meetings.ics",
        calendar_feed,
        gives=(Gives(200, MEDIA, headers=("ETag",)), Gives(304, headers=("ETag",))),
        query=meetings.Feed,
        refuses="page_missing",
    ),
)
