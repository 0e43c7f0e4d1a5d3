"""What goes into a calendar, whoever writes it there: apart from `calendars`, which is loaded when one is asked for."""

from datetime import datetime
from typing import Final

from msgspec import Struct

MEDIA: Final = "text/calendar"


class Party(Struct, frozen=True, kw_only=True):
    """Who takes part; `address` is an e-mail address or empty."""

    name: str
    address: str = ""
    accepted: bool = False


class Appointment(Struct, frozen=True, kw_only=True):
    """What goes into a calendar; times are shown in `zone`, a name of the tz database.

    A later `sequence` of the same `uid` replaces an earlier one. `revised_at` is when it last changed. A `place` that
    is a URL is where to meet online.
    """

    uid: str
    title: str
    starts_at: datetime
    ends_at: datetime
    sequence: int
    revised_at: datetime
    description: str = ""
    url: str = ""
    place: str = ""
    zone: str = ""
    organizer: Party | None = None
    parties: tuple[Party, ...] = ()
    cancelled: bool = False
