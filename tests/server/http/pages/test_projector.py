import pytest

from server.domain.messages import Role
from tests.server.http.home import Home
from tests.server.http.pages.reading import HTML, anybody, read


@pytest.mark.parametrize("role", [Role.audience, Role.investor])
def test_any_seat_can_be_the_halls_screen(home: Home, role: Role) -> None:
    _, seat = home.roadshow(home.organizer())
    browser, mine = home.invited(seat, role, "Hall")

    shown = read(browser, f"/s/{mine}/projector")

    assert '<script type="module" src="/static/js/pages/projector.js"></script>' in shown
    assert "site-header" not in shown


def test_the_code_is_there_for_everybody(home: Home) -> None:
    roadshow, _ = home.roadshow(home.organizer())

    answer = anybody(home).get(f"/r/{roadshow}/qr.svg")

    assert answer.headers["content-type"].startswith("image/svg+xml")
    assert answer.text.startswith("<svg")


def test_a_roadshow_that_is_not_there_has_no_code(home: Home) -> None:
    assert anybody(home).get("/r/rsh_none/qr.svg", headers=HTML).status_code == 404
