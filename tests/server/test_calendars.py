from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar
from msgspec.structs import replace

from server.appointments import Appointment, Party
from server.calendars import feed, invitation, published

AT = datetime(2026, 11, 1, tzinfo=UTC)
TITLE = "绿色能源与先进制造；技术, 路演\\专场"
MEETING = Appointment(
    uid="mee_1@example.org",
    title=TITLE,
    description="六个团队，六种把实验室成果带进产线的办法。\n现场提问，现场表达意向。" * 3,
    url="https://example.org/s/sea_1/live",
    place="https://meet.example/room?a=1,2",
    zone="Europe/Berlin",
    starts_at=datetime(2026, 11, 26, 8, 0, tzinfo=UTC),
    ends_at=datetime(2026, 11, 26, 8, 20, tzinfo=UTC),
    sequence=3,
    revised_at=datetime(2026, 10, 30, 9, 0, tzinfo=UTC),
    organizer=Party(name='Host "A"; Ltd', address="no-reply@example.org"),
    parties=(Party(name="王, 丽", address="li@fund.cn", accepted=True), Party(name="No. 7")),
)


def parsed(content: bytes) -> Any:
    return Calendar.from_ical(content)


def test_an_invitation_is_read_back_as_it_was_written() -> None:
    calendar = parsed(invitation(MEETING, AT))
    [event] = calendar.events

    assert calendar["METHOD"] == "REQUEST"
    assert event["UID"] == "mee_1@example.org"
    assert (event["SEQUENCE"], event["SUMMARY"], event["DESCRIPTION"]) == (3, TITLE, MEETING.description)
    assert (event.start, event.end, event.stamp) == (MEETING.starts_at, MEETING.ends_at, AT)
    assert (event["STATUS"], event["LOCATION"]) == ("CONFIRMED", MEETING.place)
    assert event["CONFERENCE"] == MEETING.place


def test_an_invitation_says_who_asks_and_who_has_said_yes() -> None:
    [event] = parsed(invitation(MEETING, AT)).events

    assert (event["ORGANIZER"], event["ORGANIZER"].params["CN"]) == ("mailto:no-reply@example.org", 'Host "A"; Ltd')
    assert [(str(one), one.params["CN"], one.params["PARTSTAT"]) for one in event["ATTENDEE"]] == [
        ("mailto:li@fund.cn", "王, 丽", "ACCEPTED"),
        ("invalid:nomail", "No. 7", "NEEDS-ACTION"),
    ]


@pytest.mark.parametrize("zone", ["Europe/Berlin", "Asia/Shanghai", "America/New_York", "Australia/Lord_Howe"])
@pytest.mark.parametrize("month", [1, 7])
def test_a_time_is_shown_in_its_zone_which_is_described(zone: str, month: int) -> None:
    starts_at = datetime(2027, month, 14, 3, 30, tzinfo=UTC)
    made = replace(MEETING, zone=zone, starts_at=starts_at, ends_at=starts_at + timedelta(minutes=20))

    calendar = parsed(invitation(made, AT))

    [event] = calendar.events
    assert event["DTSTART"].params["TZID"] == zone
    [described] = calendar.timezones
    assert described.tz_name == zone
    local = starts_at.replace(tzinfo=None) + described.to_tz().utcoffset(event.start.replace(tzinfo=None))
    assert event.start.replace(tzinfo=None) == local


def test_what_is_called_off_is_cancelled_under_the_same_uid() -> None:
    calendar = parsed(invitation(replace(MEETING, cancelled=True, sequence=4), AT))
    [event] = calendar.events

    assert (calendar["METHOD"], event["STATUS"]) == ("CANCEL", "CANCELLED")
    assert (event["UID"], event["SEQUENCE"]) == ("mee_1@example.org", 4)


def test_a_roadshow_is_published_in_utc_without_parties() -> None:
    calendar = parsed(published(replace(MEETING, zone="", organizer=None, parties=()), AT))
    [event] = calendar.events

    assert calendar["METHOD"] == "PUBLISH"
    assert calendar.timezones == []
    assert event["DTSTART"].to_ical() == b"20261126T080000Z"
    assert "ATTENDEE" not in event
    assert "ORGANIZER" not in event


def test_a_feed_says_its_name_source_and_how_often_to_come_back() -> None:
    content = feed([MEETING], "会面", "https://example.org/c/x/meetings.ics", "per_1@example.org")

    calendar = parsed(content)
    assert (calendar["NAME"], calendar["UID"], calendar["SOURCE"]) == (
        "会面",
        "per_1@example.org",
        "https://example.org/c/x/meetings.ics",
    )
    assert b"\r\nREFRESH-INTERVAL;VALUE=DURATION:PT15M\r\n" in content
    assert b"\r\nSOURCE;VALUE=URI:https" in content
    assert "METHOD" not in calendar
    assert calendar.events[0].stamp == MEETING.revised_at


def test_the_same_meetings_give_the_same_feed_and_none_give_an_empty_one() -> None:
    assert feed([MEETING], "a", "https://b", "c") == feed([MEETING], "a", "https://b", "c")
    assert parsed(feed([], "a", "https://b", "c")).events == []


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=300))
def test_any_text_is_folded_between_characters_and_read_back(text: str) -> None:
    content = invitation(replace(MEETING, title=f"x{text}x"), AT)

    assert all(len(line) <= 75 and line.decode() is not None for line in content.split(b"\r\n"))
    assert parsed(content).events[0]["SUMMARY"] == f"x{text}x"
