from typing import Any

import pytest
from icalendar import Calendar

from server.domain.messages import Role
from tests.server.http.home import Browser, Home


class Evening:
    """An organizer, a presenter and an investor of one project, whose meeting is scheduled."""

    def __init__(self, home: Home) -> None:
        self.home = home
        self.host = home.organizer()
        _, self.desk = home.roadshow(self.host)
        state = home.call(home.house.rooms.state, home.place(self.desk).seat.roadshow)
        self.project = state.pitches[state.order[0]].project
        self.presenter, self.stage = home.invited(self.desk, Role.presenter, "Pia", self.project)
        self.investor, self.seat = home.invited(self.desk, Role.investor, "王, 丽")
        asked = self.investor.command(
            self.seat, "meeting.request", project=self.project, consent=False, timezone="Europe/Berlin"
        )
        self.meeting = asked.json()["created"]

    def schedule(self) -> None:
        accepted = self.presenter.command(
            self.stage, "meeting.accept", meeting=self.meeting, starts_at="2026-03-05T08:00:00Z", place="Table 1"
        )
        assert accepted.status_code == 200, accepted.text

    def file(self, browser: Browser, seat: str, language: str = "en") -> Any:
        headers = {"accept-language": language}
        return browser.get(f"/api/seats/{seat}/meetings/{self.meeting}.ics", headers=headers)

    def feed(self, browser: Browser, seat: str, language: str = "en") -> str:
        answer = browser.post(f"/api/seats/{seat}/calendar", headers={"accept-language": language})
        assert answer.status_code == 201
        return str(answer.json()["url"]).removeprefix("http://testserver")


@pytest.fixture
def evening(home: Home) -> Evening:
    return Evening(home)


def event(answer: Any) -> Any:
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
    [found] = Calendar.from_ical(answer.content).events
    return found


def test_a_meeting_is_downloaded_by_its_sides_in_their_own_zone(evening: Evening) -> None:
    evening.schedule()

    theirs = event(evening.file(evening.investor, evening.seat))
    ours = event(evening.file(evening.presenter, evening.stage, "zh"))

    assert theirs["UID"] == ours["UID"] == f"{evening.meeting}@testserver"
    assert theirs["DTSTART"].to_ical() == b"20260305T090000"
    assert theirs["DTSTART"].params["TZID"] == "Europe/Berlin"
    assert ours["DTSTART"].to_ical() == b"20260305T160000"
    assert (theirs["SUMMARY"], ours["SUMMARY"]) == ("Solar paint · Demo day", "1 号 · 路演日")
    assert theirs.stamp == evening.home.clock.now()


def test_a_presenter_is_told_the_name_and_contact_only_with_a_consent(evening: Evening) -> None:
    evening.schedule()
    hidden = evening.file(evening.presenter, evening.stage)

    evening.investor.command(evening.seat, "consent.give", project=evening.project)
    shown = event(evening.file(evening.presenter, evening.stage))

    assert "丽" not in hidden.text
    assert "a@b.cn" not in hidden.text.replace("mailto:a@b.cn", "", 1)
    assert shown["SUMMARY"].startswith("王, 丽 · Fund")
    assert [str(one) for one in shown["ATTENDEE"]] == ["mailto:a@b.cn"] * 2


def test_a_meeting_without_a_time_or_of_others_is_not_there(evening: Evening) -> None:
    assert evening.file(evening.investor, evening.seat).json()["code"] == "meeting_missing"
    evening.schedule()
    stranger, seat = evening.home.invited(evening.desk, Role.investor, "Stranger")

    assert evening.file(stranger, seat).status_code == 404
    assert evening.file(evening.host, evening.desk).status_code == 404


def test_every_change_is_a_later_entry_of_the_same_event(evening: Evening) -> None:
    evening.schedule()
    evening.investor.command(
        evening.seat, "meeting.move", meeting=evening.meeting, version=3, starts_at="2026-03-06T08:00:00Z"
    )
    moved = evening.file(evening.investor, evening.seat)
    evening.presenter.command(evening.stage, "meeting.cancel", meeting=evening.meeting)
    cancelled = evening.file(evening.investor, evening.seat)

    assert (event(moved)["SEQUENCE"], event(cancelled)["SEQUENCE"]) == (1, 2)
    assert event(moved)["ATTENDEE"][0].params["PARTSTAT"] == "NEEDS-ACTION"
    assert (Calendar.from_ical(moved.content)["METHOD"], Calendar.from_ical(cancelled.content)["METHOD"]) == (
        "REQUEST",
        "CANCEL",
    )
