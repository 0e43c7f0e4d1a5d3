from datetime import datetime, timedelta, timezone

import pytest

from server.domain.hours import ahead, free, settled_place, start, zone
from tests.server.domain.story import HOST, IRIS, IVAN, PROJECT_A, PROJECT_B, START, Story, expect
from tests.server.domain.test_requests import MEETING, TOMORROW, asked, scheduled


def test_a_time_is_taken_in_utc_and_to_the_minute() -> None:
    there = datetime(2026, 12, 1, 9, 30, 59, 5, tzinfo=timezone(timedelta(hours=8)))

    assert ahead(there, Story().context(HOST)).isoformat() == "2026-12-01T01:30:00+00:00"


@pytest.mark.parametrize(("year", "code"), [(2020, "time_past"), (2200, "time_range"), (1999, "time_range")])
def test_a_time_lies_ahead_and_in_the_calendar(year: int, code: str) -> None:
    with expect(code):
        ahead(START.replace(year=year), Story().context(HOST))


def test_a_zone_is_none_or_of_the_tz_database() -> None:
    assert (zone(""), zone("Asia/Shanghai")) == ("", "Asia/Shanghai")
    with expect("timezone_unknown"):
        zone("../etc/passwd")


def test_either_partys_meeting_is_in_the_way() -> None:
    state = scheduled().state

    for pair in ((IRIS.person, PROJECT_B), (IVAN.person, PROJECT_A)):
        with expect("meeting_clash"):
            free(state, TOMORROW, 20, pair)
    free(state, TOMORROW, 20, (IVAN.person, PROJECT_B))
    free(state, TOMORROW, 20, (IRIS.person, PROJECT_A), besides=MEETING)


def test_without_a_wish_the_first_offer_is_taken_and_no_place_where_the_house_has_none() -> None:
    story = asked()
    meeting = story.state.agenda.meetings[MEETING]

    assert start(story.state, meeting, None, story.context(HOST)) == TOMORROW
    assert settled_place(story.state, meeting, TOMORROW, "") == ""
    assert settled_place(story.state, meeting, TOMORROW, " Café ") == "Café"
