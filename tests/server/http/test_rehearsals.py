"""Rehearsals over HTTP: begun, entered once, filled without mail, reported on, and gone without a trace."""

from collections import Counter
from functools import partial
from typing import Any

import pytest
from sqlalchemy import Connection, func, select

from server.domain.messages import Role
from server.storage.tables import metadata
from tests.server.http.home import Browser, Home


def rows(home: Home) -> Counter[str]:
    """How many rows each table has, but for what a rehearsal leaves: its own line, and texts of presets."""

    def counted(connection: Connection) -> Counter[str]:
        tables = [table for table in metadata.sorted_tables if table.name not in ("rehearsal", "text")]
        return Counter(
            {table.name: connection.execute(select(func.count()).select_from(table)).scalar_one() for table in tables}
        )

    return home.call(home.database.run, counted)


def begun(home: Home, organizer: Browser, seat: str) -> Any:
    answer = organizer.post(f"/api/seats/{seat}/rehearsals", headers={"idempotency-key": home.key()})
    assert answer.status_code == 201, answer.text
    return answer.json()


def entered(home: Home, token: str) -> Any:
    return Browser(home).post("/api/rehearsals/enter", headers={"authorization": f"Bearer {token}"})


def recruits(host: Browser, seat: str, **wanted: Any) -> Any:
    return host.post(f"/api/seats/{seat}/rehearsal/people", json={"count": 1, **wanted})


def test_a_whole_rehearsal_leaves_nothing_behind_but_its_figures(home: Home) -> None:
    organizer = home.organizer()
    _, seat = home.roadshow(organizer)
    before = rows(home)

    made = begun(home, organizer, seat)
    assert f"--token={made['token']}" in made["command"]
    host_seat, secret = (entered_ := entered(home, made["token"]).json())["seat"], entered_["secret"]
    host = Browser(home, secret)
    people = recruits(host, host_seat, role="investor", count=3).json()
    assert host.command(host_seat, "roadshow.start").status_code == 200
    state = home.call(home.house.rooms.state, made["roadshow"])
    project = state.pitches[state.order[0]].project
    assert host.command(host_seat, "pitch.start", None, pitch=state.order[0]).status_code == 200
    (presenter,) = recruits(host, host_seat, role="presenter", project=project).json()
    assert Browser(home, presenter["secret"]).get(f"/api/seats/{presenter['seat']}/leads").status_code == 200
    asked = Browser(home, people[0]["secret"]).command(people[0]["seat"], "question.ask", None, text="Why?")
    stated = {"project": project, "kind": "talk", "visibility": "presenter", "consent": False}
    assert Browser(home, people[1]["secret"]).command(people[1]["seat"], "intent.state", None, **stated).is_success
    assert asked.status_code == 200
    card = {"viewers": 3}
    assert host.send("PUT", f"/api/seats/{host_seat}/rehearsal", json={"card": card}).status_code == 204
    assert rows(home) != before

    assert organizer.send("DELETE", f"/api/seats/{seat}/rehearsals/{made['roadshow']}").status_code == 204

    assert rows(home) == before
    (left,) = organizer.get(f"/api/seats/{seat}/rehearsals").json()
    assert (left["state"], left["card"]) == ("deleted", card)
    assert host.get(f"/api/seats/{host_seat}/people").status_code == 401
    assert organizer.get(f"/api/seats/{made['seat']}/people").status_code == 404
    assert organizer.get(f"/api/seats/{seat}/people").status_code == 200


def test_a_token_lets_in_once_and_deletes_whenever(home: Home) -> None:
    organizer = home.organizer()
    _, seat = home.roadshow(organizer)
    before = rows(home)
    made = begun(home, organizer, seat)

    assert entered(home, made["token"]).status_code == 201
    assert entered(home, made["token"]).json()["code"] == "rehearsal_missing"
    assert entered(home, "guessed").json()["code"] == "rehearsal_missing"
    for _ in range(2):
        bearer = {"authorization": f"Bearer {made['token']}"}
        assert Browser(home).send("DELETE", "/api/rehearsals", headers=bearer).status_code == 204
    assert rows(home) == before


def test_in_a_roadshow_nobody_is_synthetic_and_no_rehearsal_is_rehearsed(home: Home) -> None:
    organizer = home.organizer()
    roadshow, seat = home.roadshow(organizer)
    made = begun(home, organizer, seat)

    assert recruits(organizer, seat, role="investor").json()["code"] == "rehearsal_only"
    report = organizer.send("PUT", f"/api/seats/{seat}/rehearsal", json={"progress": {}})
    assert report.json()["code"] == "rehearsal_only"
    again = organizer.post(f"/api/seats/{made['seat']}/rehearsals", headers={"idempotency-key": home.key()})
    assert again.json()["code"] == "rehearsal_shut"
    gone = organizer.send("DELETE", f"/api/seats/{seat}/rehearsals/{roadshow}")
    assert gone.json()["code"] == "rehearsal_missing"


def test_only_organizers_rehearse_and_recruit(home: Home) -> None:
    organizer = home.organizer()
    _, seat = home.roadshow(organizer)
    investor, other = home.invited(seat, Role.investor, "Ina")
    made = begun(home, organizer, seat)
    host = entered(home, made["token"]).json()
    (one,) = recruits(Browser(home, host["secret"]), host["seat"], role="investor").json()
    synthetic = Browser(home, one["secret"])

    begin = investor.post(f"/api/seats/{other}/rehearsals", headers={"idempotency-key": home.key()})
    assert begin.json()["code"] == "forbidden"
    assert investor.get(f"/api/seats/{other}/rehearsals").json()["code"] == "forbidden"
    assert recruits(synthetic, one["seat"], role="investor").json()["code"] == "forbidden"
    assert synthetic.send("PUT", f"/api/seats/{one['seat']}/rehearsal", json={}).json()["code"] == "forbidden"


@pytest.mark.parametrize(
    ("wanted", "code"),
    [
        ({"role": "presenter"}, "project_needed"),
        ({"role": "investor", "project": "prj_x"}, "project_needed"),
        ({"role": "presenter", "project": "prj_x"}, "project_missing"),
        ({"role": "investor", "count": 501}, "body_malformed"),
    ],
)
def test_recruits_are_asked_for_as_seats_are_had(home: Home, wanted: dict[str, Any], code: str) -> None:
    organizer = home.organizer()
    _, seat = home.roadshow(organizer)
    host = entered(home, begun(home, organizer, seat)["token"]).json()

    assert recruits(Browser(home, host["secret"]), host["seat"], **wanted).json()["code"] == code


def test_nothing_leaves_a_rehearsal(home: Home) -> None:
    organizer = home.organizer()
    _, seat = home.roadshow(organizer)
    made = begun(home, organizer, seat)

    hook = organizer.post(
        f"/api/seats/{made['seat']}/endpoints", json={"url": "https://a.example/x", "types": ["intent.stated"]}
    )
    file = organizer.get(f"/api/seats/{made['seat']}/leads.csv")
    assert (hook.json()["code"], file.json()["code"]) == ("rehearsal_shut", "rehearsal_shut")
    assert "Rehearsal: " not in organizer.get("/").text
    assert organizer.get(f"/api/seats/{seat}/leads.csv").status_code == 200


def test_a_guest_who_wants_letters_gets_them_from_the_roadshow_and_not_from_its_rehearsal(home: Home) -> None:
    organizer = home.organizer()
    _, seat = home.roadshow(organizer)
    rehearsed = begun(home, organizer, seat)["seat"]

    def letters(at: str) -> int:
        state = home.call(home.house.rooms.state, home.place(at).seat.roadshow)
        organizer.command(at, "roadshow.start")
        organizer.command(at, "pitch.start", None, pitch=state.order[0])
        investor, theirs = home.invited(at, Role.investor, "Ina")
        home.call(partial(home.house.mail.choose, home.place(theirs).person.id, "en", wanted=True))
        stated = {"project": state.pitches[state.order[0]].project, "kind": "talk"}
        assert investor.command(theirs, "intent.state", None, **stated).status_code == 200
        return rows(home)["delivery"]

    assert letters(rehearsed) == 0
    assert letters(seat) > 0
