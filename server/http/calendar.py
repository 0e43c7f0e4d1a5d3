"""A roadshow as a calendar entry (RFC 5545), for the calendar of whoever looks at its public page."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Final

from msgspec import Struct

OCTETS: Final = 75
TYPE: Final = "text/calendar; charset=utf-8"


class Appointment(Struct, frozen=True, kw_only=True):
    """What goes into a calendar; times are in UTC there, so that no zone has to be described."""

    uid: str
    title: str
    summary: str
    host: str
    url: str
    starts_at: datetime
    ends_at: datetime
    sequence: int
    stamped_at: datetime


def calendar(appointment: Appointment) -> bytes:
    """A VCALENDAR with the one VEVENT; a later `sequence` of the same `uid` replaces an earlier one."""
    description = "\n".join(part for part in (appointment.summary, appointment.host, appointment.url) if part)
    properties = (
        ("BEGIN", "VCALENDAR"),
        ("VERSION", "2.0"),
        ("PRODID", "-//Roadshow//Roadshow//EN"),
        ("METHOD", "PUBLISH"),
        ("BEGIN", "VEVENT"),
        ("UID", appointment.uid),
        ("SEQUENCE", str(appointment.sequence)),
        ("DTSTAMP", _utc(appointment.stamped_at)),
        ("DTSTART", _utc(appointment.starts_at)),
        ("DTEND", _utc(appointment.ends_at)),
        ("SUMMARY", escape(appointment.title)),
        ("DESCRIPTION", escape(description)),
        ("URL", appointment.url),
        ("END", "VEVENT"),
        ("END", "VCALENDAR"),
    )
    return b"".join(fold(f"{name}:{value}") for name, value in properties)


def escape(text: str) -> str:
    r"""Text as a value: section 3.3.11 wants \\, \;, \, and \n."""
    for char in ("\\", ";", ","):
        text = text.replace(char, f"\\{char}")
    return text.replace("\n", "\\n")


def fold(line: str) -> bytes:
    """A content line in pieces of at most 75 octets (section 3.1), never in the middle of a character."""
    return b"\r\n ".join(_pieces(line)) + b"\r\n"


def _pieces(line: str) -> Iterator[bytes]:
    piece = b""
    room = OCTETS
    for char in line:
        octets = char.encode()
        if len(piece) + len(octets) > room:
            yield piece
            piece, room = b"", OCTETS - 1
        piece += octets
    yield piece


def _utc(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
