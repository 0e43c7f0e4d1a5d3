"""Appointments for calendars (RFC 5545): published, sent as invitations and cancellations (RFC 5546), or as a feed.

The `icalendar` library writes, escapes and folds; what is here is which properties an appointment has.
"""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any, Final
from zoneinfo import ZoneInfo

from icalendar import STATUS, Calendar, Component, Conference, Event, Timezone, vCalAddress

from server.appointments import MEDIA, Appointment, Party

TYPE: Final = f"{MEDIA}; charset=utf-8"
PRODUCT: Final = "-//Roadshow//Roadshow//EN"
REFRESH: Final = timedelta(minutes=15)
NOWHERE: Final = "invalid:nomail"
"""The address of who has no e-mail, as calendars in use write it."""


def published(appointment: Appointment, at: datetime) -> bytes:
    """One appointment for whoever wants it (METHOD:PUBLISH), written at a time."""
    return _written(Calendar.new(prodid=PRODUCT, method="PUBLISH", uid=appointment.uid), [_event(appointment, at)])


def invitation(appointment: Appointment, at: datetime) -> bytes:
    """One appointment for its parties, written at a time: METHOD:CANCEL where it was called off, else REQUEST."""
    method = "CANCEL" if appointment.cancelled else "REQUEST"
    return _written(Calendar.new(prodid=PRODUCT, method=method, uid=appointment.uid), [_event(appointment, at)])


def feed(appointments: Sequence[Appointment], name: str, source: str, uid: str) -> bytes:
    """All appointments of somebody, to be fetched again and again (RFC 7986); the same ones give the same bytes."""
    calendar = Calendar.new(
        prodid=PRODUCT,
        name=name,
        refresh_interval=REFRESH,
        source=source,
        uid=uid,
        last_modified=max((one.revised_at for one in appointments), default=None),
    )
    # RFC 7986 section 5 requires them, and the library leaves them out.
    calendar["REFRESH-INTERVAL"].params["VALUE"] = "DURATION"
    calendar["SOURCE"].params["VALUE"] = "URI"
    return _written(calendar, [_event(one, one.revised_at) for one in appointments])


def _written(calendar: Calendar, events: Sequence[Event]) -> bytes:
    zones = {zone: event.start.year for event in events if (zone := event["DTSTART"].params.get("TZID"))}
    for zone, year in sorted(zones.items()):
        calendar.add_component(_timezone(zone, year))
    for event in events:
        calendar.add_component(event)
    written: bytes = calendar.to_ical()
    return written


@cache
def _timezone(zone: str, year: int) -> Component:
    first, last = datetime(year - 2, 1, 1, tzinfo=UTC), datetime(year + 3, 1, 1, tzinfo=UTC)
    return Timezone.from_tzid(zone, first_date=first.date(), last_date=last.date())


def _event(appointment: Appointment, at: datetime) -> Event:
    clock = ZoneInfo(appointment.zone) if appointment.zone else UTC
    organizer = appointment.organizer
    event = Event.new(
        uid=appointment.uid,
        sequence=appointment.sequence,
        stamp=at,
        last_modified=appointment.revised_at,
        start=appointment.starts_at.astimezone(clock),
        end=appointment.ends_at.astimezone(clock),
        summary=appointment.title,
        description=appointment.description or None,
        url=appointment.url or None,
        location=appointment.place or None,
        status=STATUS.CANCELLED if appointment.cancelled else STATUS.CONFIRMED,
        organizer=_cal_address(organizer) if organizer else None,
        attendees=[_attendee(party) for party in appointment.parties],
    )
    if appointment.place.startswith("https://"):
        event.conferences = [Conference(appointment.place, feature=["VIDEO"])]
    return event


def _attendee(party: Party) -> vCalAddress:
    status = "ACCEPTED" if party.accepted else "NEEDS-ACTION"
    return _cal_address(party, cutype="INDIVIDUAL", partstat=status, role="REQ-PARTICIPANT", rsvp=False)


def _cal_address(party: Party, **parameters: Any) -> vCalAddress:
    made = vCalAddress.new(party.address or NOWHERE, cn=party.name, **parameters)
    return made if party.address else vCalAddress(NOWHERE, params=made.params)
