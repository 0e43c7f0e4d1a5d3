from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from structlog.testing import capture_logs

from server.domain.messages import Role
from tests.server.http.home import Browser, Home
from tests.server.http.pages.conftest import home as home
from tests.server.http.pages.reading import anybody, send
from tests.server.http.pages.test_sessions import telephone

Lines = list[Any]


@contextmanager
def told(*events: str) -> Iterator[Lines]:
    """The lines of these events that are written meanwhile."""
    found: Lines = []
    with capture_logs() as lines:
        yield found
    found += [line for line in lines if line["event"] in events]


def investor(home: Home) -> tuple[Browser, str]:
    _, seat = home.roadshow(home.organizer())
    return home.invited(seat, Role.investor, "Ann")


def test_coming_in_is_told_by_identities_with_the_way_and_the_browser(home: Home) -> None:
    ann, seat = investor(home)
    person = home.place(seat).person

    with told("session.entered") as lines:
        telephone(home, ann, seat)

    (line,) = lines
    assert (line["person"], line["seat"], line["way"]) == (person.id, seat, "returned")
    assert (line["browser"], line["system"], line["address"]) == ("WeChat", "iPhone", "testclient")
    assert line["trace"]
    assert line["invitation"].startswith("inv_")
    assert person.name not in str(line)


def test_joining_is_told_as_another_way(home: Home) -> None:
    roadshow, _ = home.roadshow(home.organizer())

    with told("session.entered") as lines:
        send(anybody(home), f"/r/{roadshow}/join", {"name": "Wang"})

    assert [line["way"] for line in lines] == ["joined"]


def test_signing_out_renewing_and_ending_are_told_with_the_session(home: Home) -> None:
    ann, seat = investor(home)
    phone = telephone(home, ann, seat)
    own, other = (home.call(home.house.accounts.session, browser.secret).id for browser in (ann, phone))

    with told("session.ended", "session.left") as lines:
        send(ann, "/sessions", {"do": "end-others"})
        send(ann, "/signout", {})

    assert [(line["event"], line["session"]) for line in lines] == [("session.ended", other), ("session.left", own)]


def test_renewing_is_told(home: Home) -> None:
    ann, _ = investor(home)

    with told("session.renewed") as lines:
        send(ann, "/sessions", {"do": "renew"})

    assert len(lines) == 1


def test_no_secret_that_was_used_is_in_any_line(home: Home) -> None:
    with capture_logs() as lines:
        ann, seat = investor(home)
        phone = telephone(home, ann, seat)
        send(phone, "/i/a-guessed-token", {})
        send(ann, "/sessions", {"do": "renew"})
        ann.get(f"/s/{seat}/live")

    text = str(lines)
    assert "right.refused" in text
    assert not [secret for secret in (ann.secret, phone.secret, "a-guessed-token", "Ann") if secret in text]
