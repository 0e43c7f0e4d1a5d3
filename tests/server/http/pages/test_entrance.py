import pytest

from server.app.invitations import Wanted
from server.domain.messages import Role
from server.http.limits import PER_ADDRESS, Rate, Verb
from tests.server.http.home import Browser, Home
from tests.server.http.pages.reading import HTML, anybody, field, read, send, words

IVY = {"name": "Ivy", "organisation": "Fund", "contact": "ivy@example.org"}


def invitation(home: Home, seat: str, role: Role = Role.investor, project: str | None = None, name: str = "") -> str:
    issued = home.call(home.house.invitations.issue, home.place(seat), Wanted(role=role, project=project, name=name))
    return f"/i/{issued.token}"


def signed_in(home: Home, answer: object) -> Browser:
    cookies = getattr(answer, "cookies", {})
    return Browser(home, cookies["roadshow"])


@pytest.mark.parametrize("preset", ["cn_qualified", "us_demo_day"])
def test_where_the_preset_says_so_one_comes_in_by_invitation_alone(home: Home, preset: str) -> None:
    roadshow, seat = home.roadshow(home.organizer(), preset=preset)

    form = anybody(home).get(f"/r/{roadshow}/join", headers=HTML)
    answer = send(anybody(home), f"/r/{roadshow}/join", {"name": "Ann"})

    assert (form.status_code, answer.status_code) == (403, 403)
    assert "by invitation" in words(answer.text)
    page = read(anybody(home), f"/r/{roadshow}")
    assert f"/r/{roadshow}/join" not in page
    assert "By invitation" in words(page)
    assert home.invited(seat, Role.investor, "Ivy")


def test_the_audience_joins_by_name_and_comes_to_the_room(home: Home) -> None:
    roadshow, _ = home.roadshow(home.organizer())
    assert 'name="name"' in read(anybody(home), f"/r/{roadshow}/join")

    answer = send(anybody(home), f"/r/{roadshow}/join", {"name": "Ann"})

    assert answer.status_code == 303
    assert read(signed_in(home, answer), answer.headers["location"])
    assert answer.headers["location"].endswith("/live")


def test_whoever_will_watch_is_told_beforehand_what_is_noted_of_it(home: Home) -> None:
    roadshow, seat = home.roadshow(home.organizer())
    links = (f"/r/{roadshow}/join", invitation(home, seat), invitation(home, seat, Role.organizer))

    told = [
        "which pitches you watch, for how long, and which documents you download" in words(read(anybody(home), link))
        for link in links
    ]

    assert told == [True, True, False]


def test_joining_twice_leads_to_the_same_seat(home: Home) -> None:
    roadshow, _ = home.roadshow(home.organizer())
    first = send(anybody(home), f"/r/{roadshow}/join", {"name": "Ann"})
    browser = signed_in(home, first)

    again = send(browser, f"/r/{roadshow}/join", {"name": "Ann"})

    assert again.headers["location"] == first.headers["location"]
    assert browser.get(f"/r/{roadshow}/join", headers=HTML).headers["location"] == first.headers["location"]


def test_without_a_name_the_form_comes_back_with_what_was_typed(home: Home) -> None:
    roadshow, _ = home.roadshow(home.organizer())

    answer = send(anybody(home), f"/r/{roadshow}/join", {"name": " ", "organisation": "Lab"})

    assert answer.status_code == 422
    assert 'role="alert"' in answer.text
    assert field(answer.text, "organisation") == "Lab"


def test_looking_at_an_invitation_does_not_spend_it(home: Home) -> None:
    _, seat = home.roadshow(home.organizer())
    link = invitation(home, seat, name="Ivy")

    for _ in range(3):
        read(anybody(home), link)
    shown = read(anybody(home), link)
    assert field(shown, "name") == "Ivy"
    assert "Investor" in words(shown)

    assert send(anybody(home), link, IVY).status_code == 303
    assert send(anybody(home), link, IVY).status_code == 409
    assert anybody(home).get(link, headers=HTML).status_code == 409


@pytest.mark.parametrize(
    ("role", "project", "page"),
    [
        (Role.investor, None, "live"),
        (Role.presenter, "Solar paint", "stage"),
        (Role.organizer, None, "desk"),
        (Role.auditor, None, "leads"),
    ],
)
def test_the_role_decides_where_one_comes_in(home: Home, role: Role, project: str | None, page: str) -> None:
    _, seat = home.roadshow(home.organizer())

    answer = send(anybody(home), invitation(home, seat, role, project), IVY)

    assert answer.headers["location"].endswith(f"/{page}")
    assert read(signed_in(home, answer), answer.headers["location"])


def test_an_invitation_asks_for_what_its_role_needs(home: Home) -> None:
    _, seat = home.roadshow(home.organizer())

    answer = send(anybody(home), invitation(home, seat), {"name": "Ivy"})

    assert answer.status_code == 422
    assert field(answer.text, "name") == "Ivy"


def test_the_first_link_makes_the_organizer(home: Home) -> None:
    token = home.call(home.house.invitations.first)
    assert "Become the organizer of this house" in words(read(anybody(home), f"/i/{token}"))

    answer = send(anybody(home), f"/i/{token}", {"name": "Olga"})

    assert answer.headers["location"] == "/"
    assert 'href="/new"' in read(signed_in(home, answer), "/")


def test_a_second_device_asks_nothing(home: Home) -> None:
    organizer = home.organizer()
    _, seat = home.roadshow(organizer)
    token = home.call(home.house.invitations.device, home.place(seat))
    assert 'name="name"' not in read(anybody(home), f"/i/{token}")

    answer = send(anybody(home), f"/i/{token}", {})

    assert answer.headers["location"] == f"/s/{seat}/desk"


def test_whoever_knocks_too_often_waits(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(PER_ADDRESS, Verb.entrance, Rate(1, 10))
    roadshow, _ = home.roadshow(home.organizer())

    statuses = {send(anybody(home), f"/r/{roadshow}/join", {}).status_code for _ in range(11)}

    assert statuses == {422, 429}


def test_signing_out_ends_what_the_browser_may(home: Home) -> None:
    organizer = home.organizer()
    _, seat = home.roadshow(organizer)

    answer = send(organizer, "/signout", {})

    assert answer.headers["location"] == "/"
    assert answer.headers["clear-site-data"] == '"storage"'
    assert organizer.get(f"/s/{seat}/desk", headers=HTML).status_code == 401
    assert send(organizer, "/signout", {}).status_code == 303


def test_another_sites_form_is_refused(home: Home) -> None:
    roadshow, _ = home.roadshow(home.organizer())
    headers = {**HTML, "origin": "https://evil.example"}

    assert anybody(home).post(f"/r/{roadshow}/join", headers=headers, data={"name": "Ann"}).status_code == 403
