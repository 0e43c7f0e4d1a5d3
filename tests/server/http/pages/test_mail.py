from dataclasses import replace
from typing import cast

from starlette.applications import Starlette

from server.app.mail import Mail
from server.domain.letters import Choice
from server.domain.messages import Role, SeatId
from tests.server.http.home import Browser, Home
from tests.server.http.pages.reading import anybody, read, send, words
from tests.server.http.pages.test_entrance import IVY, invitation


def chosen(home: Home, seat: str) -> Choice | None:
    place = home.call(home.house.accounts.place, SeatId(seat))
    return home.call(home.house.mail.choice, place.person)


def came_in(home: Home, **fields: str) -> tuple[Browser, str]:
    _, seat = home.roadshow(home.organizer())
    answer = send(anybody(home), invitation(home, seat), {**IVY, **fields})
    assert answer.status_code == 303
    return Browser(home, answer.cookies["roadshow"]), answer.headers["location"].split("/")[2]


def test_nobody_gets_letters_without_ticking_the_box(home: Home) -> None:
    _, seat = home.roadshow(home.organizer())
    shown = read(anybody(home), invitation(home, seat))
    browser, hers = came_in(home)

    assert 'name="letters" value="yes">' in shown
    choice = chosen(home, hers)
    assert choice is not None
    assert (choice.wanted, choice.language) == (False, "en")
    assert "checked" not in read(browser, f"/s/{hers}/mail").partition("<main")[2]


def test_a_tick_on_coming_in_is_kept_and_undone_in_one_step(home: Home) -> None:
    browser, hers = came_in(home, letters="yes")
    before = chosen(home, hers)
    shown = read(browser, f"/s/{hers}/mail")

    answer = send(browser, f"/s/{hers}/mail", {})
    after = chosen(home, hers)

    assert before is not None
    assert after is not None
    assert (before.wanted, after.wanted) == (True, False)
    assert "ivy@example.org" in words(shown)
    assert "Saved." in words(read(browser, answer.headers["location"]))


def test_only_investors_are_asked_and_a_form_that_comes_back_keeps_the_tick(home: Home) -> None:
    _, seat = home.roadshow(home.organizer())
    again = send(anybody(home), invitation(home, seat), {**IVY, "name": "", "letters": "yes"})

    assert 'value="yes" checked' in again.text
    assert 'name="letters"' not in read(anybody(home), invitation(home, seat, Role.audience))


def test_who_left_no_mail_address_is_told_so(home: Home) -> None:
    browser, hers = came_in(home, contact="+86 138 0000 0000")

    assert "You left no mail address" in words(read(browser, f"/s/{hers}/mail"))
    assert 'name="letters"' not in read(browser, f"/s/{hers}/mail")


def test_a_house_that_sends_no_mail_says_so_and_asks_nobody(home: Home) -> None:
    browser, hers = came_in(home)
    mail = Mail(home.house.mail._choices, sends=False)
    cast("Starlette", home.client.app).state.house = home.house = replace(home.house, mail=mail)
    _, seat = home.roadshow(home.organizer())

    assert "This house sends no mail" in words(read(browser, f"/s/{hers}/mail"))
    assert 'name="letters"' not in read(anybody(home), invitation(home, seat))


def test_a_second_device_changes_no_choice(home: Home) -> None:
    _, hers = came_in(home, letters="yes")
    place = home.call(home.house.accounts.place, SeatId(hers))
    token = home.call(home.house.invitations.device, place)

    send(anybody(home), f"/i/{token}", {})

    choice = chosen(home, hers)
    assert choice is not None
    assert choice.wanted
