from typing import Any

from tests.server.http.home import Home
from tests.server.http.pages.reading import HTML, anybody, read, send, words


def entered(home: Home, preset: str = "internal") -> tuple[Any, str, str]:
    """The organizer's browser and seat, and the link for whom they entered an intent."""
    organizer = home.organizer()
    _, seat = home.roadshow(organizer, preset=preset)
    state = home.call(home.house.rooms.state, home.place(seat).seat.roadshow)
    organizer.command(seat, "roadshow.start")
    organizer.command(seat, "pitch.start", pitch=state.order[0])
    amount = {"minimum": 100000, "maximum": 200000, "currency": "CNY"}
    project = state.pitches[state.order[0]].project
    told = organizer.command(seat, "intent.enter", project=project, kind="pilot", name="Bo", amount=amount)
    made = organizer.post(f"/api/seats/{seat}/slips/{told.json()['created']}/link")
    assert made.status_code == 201
    assert "<svg" in made.json()["qr"]
    return organizer, seat, "/i/" + made.json()["link"].split("/i/")[1]


def test_the_page_says_what_was_entered_and_changes_nothing(home: Home) -> None:
    *_, link = entered(home)

    read(anybody(home), link)
    shown = words(read(anybody(home), link))

    assert "Bo" in shown
    assert "Pilot" in shown
    assert "Solar paint" in shown


def test_the_page_is_there_in_chinese(home: Home) -> None:
    *_, link = entered(home)

    answer = anybody(home).get(link, headers={**HTML, "accept-language": "zh-CN"})

    assert "主办方代为录入" in answer.text


def test_who_owns_it_comes_to_their_seat(home: Home) -> None:
    *_, link = entered(home)

    answer = send(anybody(home), link, {"do": "own"})

    assert answer.status_code == 303
    assert answer.headers["location"].endswith("/live")
    assert anybody(home).get(link, headers=HTML).status_code == 409


def test_who_deletes_it_is_told_so_and_the_link_is_spent(home: Home) -> None:
    *_, link = entered(home)

    answer = send(anybody(home), link, {"do": "delete"})

    assert "Deleted" in words(answer.text)
    assert anybody(home).get(link, headers=HTML).status_code == 404


def test_who_owns_it_accepts_the_notice_of_the_preset_first(home: Home) -> None:
    *_, link = entered(home, "cn_technology")
    notice = home.house.presets.card("cn_technology").preset.notice
    assert notice
    assert "non-binding intent" in words(read(anybody(home), link))

    refused = send(anybody(home), link, {"do": "own"})
    answer = send(anybody(home), link, {"do": "own", "notice": notice.text})

    assert (refused.status_code, answer.status_code) == (422, 303)
    assert "Read the text and accept it first." in words(refused.text)
