"""The rehearsals in the set-up: begun by a button, told while they go on, compared, and deleted with a confirmation."""

from typing import Any

import pytest

from server.domain.messages import Role
from tests.server.http.home import Browser, Home
from tests.server.http.pages.reading import HTML, field, read, send, words

CARD: dict[str, Any] = {
    "viewers": 200,
    "latency": {"p50": 88, "p99": 140},
    "intents": {"per_second": 52.0, "p50": 8, "p99": 61},
    "media": {"count": 2, "p50": 546},
    "dropped": {"seconds": 0.05},
    "server": None,
    "gave_way": {"what": "broadcast", "second": 24, "phase": 4, "viewers": 200},
}


@pytest.fixture
def organized(home: Home) -> tuple[Browser, str]:
    organizer = home.organizer()
    _, seat = home.roadshow(organizer)
    return organizer, f"/s/{seat}/setup/rehearsal"


def begun(organizer: Browser, at: str) -> str:
    """The token of a rehearsal that was made by the button."""
    answer = send(organizer, at, {"do": "begin", "key": field(read(organizer, at), "key")})
    assert answer.status_code == 200
    return str(field_by_id(answer.text, "command")).split("--token=")[1].split()[0]


def field_by_id(page: str, name: str) -> str:
    return page.split(f'id="{name}" value="')[1].split('"')[0]


def host(home: Home, token: str) -> tuple[Browser, str]:
    told = Browser(home).post("/api/rehearsals/enter", headers={"authorization": f"Bearer {token}"}).json()
    return Browser(home, told["secret"]), told["seat"]


def tell(who: tuple[Browser, str], **told: Any) -> None:
    assert who[0].send("PUT", f"/api/seats/{who[1]}/rehearsal", json=told).status_code == 204


def test_a_rehearsal_is_told_from_its_beginning_to_its_end_beside_the_one_before(
    home: Home, organized: tuple[Browser, str]
) -> None:
    organizer, at = organized
    first = host(home, begun(organizer, at))
    tell(first, card={**CARD, "viewers": 150, "gave_way": None})
    assert "Nothing gave way." in words(read(organizer, at))
    home.clock.pass_by(60)
    token = begun(organizer, at)
    assert "Waits for its audience" in words(read(organizer, at))
    second = host(home, token)
    tell(second, progress={"title": {"en": "The rush", "zh": "高峰"}, "second": 5, "seconds": 60, "viewers": 99})
    assert "The rush 5 / 60 s" in words(read(organizer, at))
    assert "高峰" in read(organizer, at, "zh")
    tell(second, card=CARD)

    page = words(read(organizer, at))

    assert "Gave way first, after 24 s with 200 viewers Changes came late to viewers." in page
    assert "Viewers 200 150" in page
    assert "Intents acknowledged, at best 52 /s 52" in page
    assert "Memory of the server" not in page


def test_deleting_asks_and_then_leaves_the_card(home: Home, organized: tuple[Browser, str]) -> None:
    organizer, at = organized
    who = host(home, begun(organizer, at))
    tell(who, card=CARD)
    page = read(organizer, at)
    assert "Delete everything it made" in page

    answer = send(organizer, at, {"do": "delete", "rehearsal": field(page, "rehearsal")}, follow_redirects=False)

    assert answer.status_code == 303
    after = words(read(organizer, at))
    assert "Deleted" in after
    assert "Delete everything it made" not in after
    assert "Viewers 200" in after


def test_every_page_of_a_rehearsal_says_what_it_is_in_both_languages_and_no_other_does(
    home: Home, organized: tuple[Browser, str]
) -> None:
    organizer, at = organized
    real = at.removesuffix("/setup/rehearsal")
    begun(organizer, at)
    (found,) = organizer.get(f"/api{real.replace('/s/', '/seats/')}/rehearsals").json()
    seat = next(one.id for one in seats(home, organizer) if one.roadshow == found["roadshow"])
    pages = ("setup", "setup/programme", "setup/rehearsal", "desk", "live", "leads", "meetings", "projector")

    for path in (*(f"/s/{seat}/{page}" for page in pages), f"/r/{found['roadshow']}"):
        assert "everything here is synthetic" in read(organizer, path), path
        assert "这里的一切均为合成" in read(organizer, path, "zh"), path
    for page in pages:
        assert "everything here is synthetic" not in read(organizer, f"{real}/{page}")
    assert "Make a rehearsal" not in read(organizer, f"/s/{seat}/setup/rehearsal")


def seats(home: Home, browser: Browser) -> list[Any]:
    return [place.seat for place in home.call(home.house.accounts.places, browser.secret)]


def test_nobody_but_organizers_comes_here_and_a_button_that_is_none_is_refused(
    home: Home, organized: tuple[Browser, str]
) -> None:
    organizer, at = organized
    investor, seat = home.invited(at.split("/")[2], Role.investor, "Ina")

    assert investor.get(f"/s/{seat}/setup/rehearsal", headers=HTML).status_code == 403
    assert send(organizer, at, {"do": "dance"}).status_code == 400
