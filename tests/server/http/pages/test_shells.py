import json
import re

import pytest

from server.domain.messages import Role
from tests.server.http.home import Home
from tests.server.http.pages.reading import HTML, anybody, read, words


def test_the_page_carries_what_its_script_starts_from(home: Home) -> None:
    roadshow, seat = home.roadshow(home.organizer())
    investor, mine = home.invited(seat, Role.investor, "</script><b>Ivy")

    shown = read(investor, f"/s/{mine}/live")

    [boot] = re.findall(r'<script type="application/json" id="boot">(.*?)</script>', shown)
    assert json.loads(boot) == {
        "seat": mine,
        "roadshow": roadshow,
        "role": "investor",
        "project": None,
        "name": "</script><b>Ivy",
        "language": "en",
        "mails": True,
        "words": f"/words/en.json?v={home.house.languages['en'].version}",
    }
    assert '<script type="module" src="/static/js/pages/room.js"></script>' in shown
    assert 'data-theme="dark"' in shown


def test_without_a_script_the_programme_can_be_read(home: Home) -> None:
    _, seat = home.roadshow(home.organizer())
    investor, mine = home.invited(seat, Role.investor, "Ivy")

    shown = read(investor, f"/s/{mine}/live")

    assert "Solar paint" in words(shown[shown.index("<noscript>") : shown.index("</noscript>")])


@pytest.mark.parametrize(
    ("role", "project", "allowed"),
    [
        (Role.organizer, None, {"live", "stage", "desk", "leads", "meetings"}),
        (Role.presenter, "Solar paint", {"live", "stage", "leads", "meetings"}),
        (Role.investor, None, {"live", "meetings"}),
        (Role.audience, None, {"live"}),
        (Role.auditor, None, {"live", "desk", "leads", "meetings"}),
    ],
)
def test_another_role_is_sent_to_where_it_belongs(
    home: Home, role: Role, project: str | None, allowed: set[str]
) -> None:
    _, seat = home.roadshow(home.organizer())
    browser, mine = home.invited(seat, role, "Ivy", project)

    for page in ("live", "stage", "desk", "leads", "meetings"):
        answer = browser.get(f"/s/{mine}/{page}", headers=HTML)
        assert answer.status_code == (200 if page in allowed else 303), page
        if page not in allowed:
            assert answer.headers["location"].rpartition("/")[2] in allowed


def test_a_seat_that_was_given_another_role_shows_its_new_page(home: Home) -> None:
    organizer = home.organizer()
    _, seat = home.roadshow(organizer)
    investor, mine = home.invited(seat, Role.investor, "Ivy")
    organizer.command(seat, "seat.reassign", seat=mine, role="organizer", project=None)

    assert investor.get(f"/s/{mine}/desk", headers=HTML).status_code == 200


def test_whoever_was_removed_is_told_so(home: Home) -> None:
    organizer = home.organizer()
    _, seat = home.roadshow(organizer)
    investor, mine = home.invited(seat, Role.investor, "Ivy")
    organizer.command(seat, "person.remove", person=home.place(mine).person.id)

    answer = investor.get(f"/s/{mine}/live", headers=HTML)

    assert answer.status_code == 403
    assert "removed you" in words(answer.text)


def test_a_seat_of_somebody_else_is_not_there(home: Home) -> None:
    _, seat = home.roadshow(home.organizer())

    assert anybody(home).get(f"/s/{seat}/live", headers=HTML).status_code == 401
    stranger, _ = home.invited(seat, Role.investor, "Ivy")
    assert stranger.get(f"/s/{seat}/desk", headers=HTML).status_code == 404
