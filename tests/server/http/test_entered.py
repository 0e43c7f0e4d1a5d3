from starlette.routing import Route

from server.domain.messages import Role
from server.http.app import ROUTES
from tests.server.http.home import Browser, Home
from tests.server.http.test_api import Show


def test_a_seat_that_is_somebody_elses_is_not_there(home: Home) -> None:
    organizer = home.organizer()
    _, seat = home.roadshow(organizer)
    investor, _ = home.invited(seat, Role.investor, "Ann")

    answer = investor.get(f"/api/seats/{seat}/leads")

    assert (answer.status_code, answer.json()["code"]) == (404, "seat_missing")


def test_a_seat_that_asks_too_often_is_told_to_wait(home: Home) -> None:
    organizer = home.organizer()
    _, seat = home.roadshow(organizer)

    answers = [organizer.get(f"/api/seats/{seat}/people").status_code for _ in range(31)]

    assert (answers[:30], answers[30]) == ([200] * 30, 429)


READ = frozenset({"GET", "HEAD", "OPTIONS"})
# What is one's own, what is played, and what everybody sends through one door, where the rules refuse it.
ELSEWHERE = ("/api/seats/{seat}/device", "/api/seats/{seat}/commands")


class Anything(dict[str, str]):
    """Fills every place in an address."""

    def __missing__(self, key: str) -> str:
        return "x"


def changing() -> list[tuple[str, str]]:
    """Every address of the API, of a seat, that changes something."""
    routes = [route for route in ROUTES if isinstance(route, Route) and route.path.startswith("/api/seats/{seat}")]
    found = [(method, route.path) for route in routes for method in sorted((route.methods or set()) - READ)]
    return [(method, path) for method, path in found if path not in ELSEWHERE]


def audited(show: Show) -> tuple[Browser, str]:
    show.run()
    show.state_intent(kind="talk", visibility="host_only")
    return show.home.invited(show.seat, Role.auditor, "Aud")


def test_an_auditor_changes_nothing_at_any_address(home: Home) -> None:
    show = Show(home)
    auditor, seat = audited(show)
    wanted = changing()

    assert len(wanted) > 15
    for number, (method, path) in enumerate(wanted):
        if number % 20 == 0:
            home.clock.pass_by(60)
        answer = auditor.send(method, path.format_map(Anything(seat=seat)), json={})
        assert (answer.status_code, answer.json().get("code")) == (403, "forbidden"), (method, path)


def test_an_auditor_gives_no_command(home: Home) -> None:
    show = Show(home)
    auditor, seat = audited(show)

    for type_, fields in (("roadshow.pause", {}), ("question.ask", {"text": "Why?"})):
        answer = auditor.command(seat, type_, **fields)
        assert (answer.status_code, answer.json()["code"]) == (403, "forbidden"), type_


def test_an_auditor_reads_what_organizers_read(home: Home) -> None:
    show = Show(home)
    auditor, seat = audited(show)

    for path in ("people", "invitations", "leads/changes"):
        theirs = auditor.get(f"/api/seats/{seat}/{path}")
        assert (theirs.status_code, theirs.json()) == (200, show.organizer.get(f"/api/seats/{show.seat}/{path}").json())
    (row,) = auditor.get(f"/api/seats/{seat}/leads").json()["rows"]
    assert (row["view"]["name"], len(row["intents"])) == ("Ann", 1)
    assert auditor.get(f"/api/seats/{seat}/leads.csv").status_code == 200


def test_an_auditor_puts_nothing_on_the_stage(home: Home) -> None:
    show = Show(home)
    auditor, seat = audited(show)

    answer = auditor.post(f"/whip/{seat}", headers={"content-type": "application/sdp"}, content=b"v=0")

    assert (answer.status_code, answer.json()["code"]) == (403, "forbidden")
