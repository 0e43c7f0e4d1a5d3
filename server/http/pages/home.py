"""The first page: what is on, what comes, what was, and the reader's own seats."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from msgspec import Struct
from starlette.responses import Response

from server.domain.accounts import Listing
from server.domain.messages import Bilingual, RoadshowId
from server.domain.state import Status
from server.errors import RoadshowError
from server.http import auth
from server.http.pages.page import Address, Page, title_of

PAST_SHOWN: Final = 20


class Event(Struct, frozen=True, kw_only=True):
    """A roadshow as the list shows it."""

    id: RoadshowId
    title: Bilingual
    starts_at: datetime | None
    timezone: str
    status: str


async def home(page: Page) -> Response:
    """All roadshows by where they stand."""
    listings = await page.house.roadshows.listings()
    may_plan = await _may_plan(page)
    fresh = not listings and not may_plan
    return page.draw("home.html", await page.viewer(), may_plan=may_plan, fresh=fresh, **_groups(listings))


def _groups(listings: Sequence[Listing]) -> dict[str, Any]:
    events = [_event(listing) for listing in listings]
    return {
        "live": [event for event in events if event.status in (Status.live, Status.paused)],
        "upcoming": [event for event in reversed(events) if event.status == Status.planned],
        "past": [event for event in events if event.status == Status.ended][:PAST_SHOWN],
    }


def _event(listing: Listing) -> Event:
    return Event(
        id=listing.id,
        title=title_of(listing),
        starts_at=listing.starts_at,
        timezone=listing.timezone,
        status=listing.status,
    )


async def _may_plan(page: Page) -> bool:
    try:
        await auth.account(page.request)
    except RoadshowError:
        return False
    return True


ADDRESSES: Final = (Address("/", home),)
