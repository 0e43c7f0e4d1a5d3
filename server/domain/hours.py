"""When and where a pair can meet: ahead, when both are free, at a place that nobody else has then."""

from datetime import datetime
from typing import Annotated

from msgspec import Meta

from server.domain.agenda import Meeting, Pair, clashes, lasting
from server.domain.messages import Context, MeetingId, clean, utc
from server.domain.show import YEARS, ZONES
from server.domain.state import Roadshow
from server.errors import Conflict, Invalid

Zone = Annotated[str, Meta(max_length=48)]


def start(state: Roadshow, meeting: Meeting, wanted: datetime | None, context: Context) -> datetime:
    """The time that is wanted, or the first that both have free: of the times offered, then of the house's slots."""
    pair = (meeting.person, meeting.project)
    if wanted is not None:
        starts_at = ahead(wanted, context)
        free(state, starts_at, meeting.minutes, pair, besides=meeting.meeting)
        return starts_at
    taken = state.agenda.taken(pair, besides=meeting.meeting)
    slots = (*meeting.offers, *state.agenda.setup.slots)
    common = (at for at in slots if at > context.at and not clashes(lasting(at, meeting.minutes), taken))
    if (first := next(common, None)) is None:
        raise Conflict("no_common_slot")
    return first


def free(state: Roadshow, at: datetime, minutes: int, pair: Pair, besides: MeetingId | None = None) -> None:
    """Conflict where either party of a pair has another meeting then."""
    if clashes(lasting(at, minutes), state.agenda.taken(pair, besides)):
        raise Conflict("meeting_clash")


def ahead(moment: datetime, context: Context) -> datetime:
    """The moment in UTC, to the minute; Invalid where it is not ahead, or beyond what calendars can show."""
    at = utc(moment).replace(second=0, microsecond=0)
    if at.year not in YEARS:
        raise Invalid("time_range")
    if at <= context.at:
        raise Invalid("time_past")
    return at


def zone(name: str) -> str:
    """A name of the tz database, or none."""
    if name and name not in ZONES:
        raise Invalid("timezone_unknown")
    return name


def settled_place(state: Roadshow, meeting: Meeting, starts_at: datetime, wanted: str) -> str:
    """What was wanted, what the meeting has, or the first of the house's places that is free then, or none.

    Conflict where one of the house's places is wanted that is not free; other places are the parties' own affair.
    """
    house = state.agenda.setup.places
    span = lasting(starts_at, meeting.minutes)
    vacant = [place for place in house if not clashes(span, state.agenda.full(place, besides=meeting.meeting))]
    if (place := clean(wanted)) in house and place not in vacant:
        raise Conflict("place_taken")
    if place or ((place := meeting.place) and (place in vacant or place not in house)):
        return place
    return vacant[0] if vacant else ""
