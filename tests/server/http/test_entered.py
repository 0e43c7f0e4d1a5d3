from server.domain.messages import Role
from tests.server.http.home import Home


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
