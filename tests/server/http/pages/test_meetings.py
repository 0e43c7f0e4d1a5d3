from pathlib import Path

import pytest
from icalendar import Calendar

from tests.server.http.home import Home
from tests.server.http.pages.reading import anybody
from tests.server.http.test_meetings import Evening, event


@pytest.fixture
def evening(home: Home) -> Evening:
    return Evening(home)


def test_a_calendar_fetches_all_meetings_of_its_person_by_a_secret_alone(evening: Evening) -> None:
    address = evening.feed(evening.investor, evening.seat, "zh")
    calendar = anybody(evening.home)
    assert Calendar.from_ical(calendar.get(address).content).events == []

    evening.schedule()
    answer = calendar.get(address)

    assert event(answer)["UID"] == f"{evening.meeting}@testserver"
    assert Calendar.from_ical(answer.content)["NAME"] == "会面"
    assert answer.headers["cache-control"] == "private, max-age=300"
    again = calendar.get(address, headers={"if-none-match": answer.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_a_revoked_or_replaced_address_is_gone(evening: Evening) -> None:
    path = f"/api/seats/{evening.seat}/calendar"
    assert evening.investor.get(path).json() == {"since": None}
    first = evening.feed(evening.investor, evening.seat)
    second = evening.feed(evening.investor, evening.seat)
    calendar = anybody(evening.home)

    assert [calendar.get(address).status_code for address in (first, second)] == [404, 200]
    assert evening.investor.get(path).json()["since"] is not None
    assert evening.investor.send("DELETE", path).status_code == 204
    assert calendar.get(second).status_code == 404
    assert calendar.get("/c/guess/meetings.ics").status_code == 404


def test_the_secret_of_an_address_is_not_on_the_disk(evening: Evening, tmp_path: Path) -> None:
    secret = evening.feed(evening.investor, evening.seat).split("/")[2]

    assert [path for path in tmp_path.iterdir() if path.is_file()]
    assert not [path for path in tmp_path.iterdir() if path.is_file() and secret.encode() in path.read_bytes()]
