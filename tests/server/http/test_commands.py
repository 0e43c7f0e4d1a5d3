from server.domain.messages import Role
from tests.server.http.home import Home


def test_a_command_is_acknowledged_and_repeats_without_a_second_effect(home: Home) -> None:
    organizer = home.organizer()
    _, seat = home.roadshow(organizer)

    first = organizer.command(seat, "roadshow.start", "start-it-1")
    again = organizer.command(seat, "roadshow.start", "start-it-1")

    assert first.status_code == 200
    assert first.json()["seq"] == 4
    assert again.content == first.content
    assert first.headers["cache-control"] == "no-store"


def test_what_is_no_command_says_where(home: Home) -> None:
    organizer = home.organizer()
    _, seat = home.roadshow(organizer)
    path = f"/api/seats/{seat}/commands"
    json, key = {"content-type": "application/json"}, {"idempotency-key": "key-for-this"}

    keyless = organizer.post(path, headers=json, content=b"{}")
    short = organizer.post(path, headers={**json, "idempotency-key": "short"}, content=b"{}")
    form = organizer.post(path, headers=key, data={"type": "roadshow.start"})
    unknown = organizer.post(path, headers={**json, **key}, content=b'{"type":"roadshow.begin"}')
    broken = organizer.post(path, headers={**json, **key}, content=b"\xff\xfe")
    huge = organizer.post(path, headers={**json, **key}, content=b" " * 16_385)

    assert [
        (answer.status_code, answer.json()["code"]) for answer in (keyless, short, form, unknown, broken, huge)
    ] == [
        (400, "key_missing"),
        (400, "key_missing"),
        (415, "type_unsupported"),
        (400, "body_malformed"),
        (400, "body_malformed"),
        (413, "body_too_large"),
    ]
    assert "$.type" in unknown.json()["detail"]


def test_refusals_of_the_domain_keep_their_status(home: Home) -> None:
    organizer = home.organizer()
    _, seat = home.roadshow(organizer)
    investor, hers = home.invited(seat, Role.investor, "Ann")

    forbidden = investor.command(hers, "roadshow.start")
    organizer.command(seat, "roadshow.start", "start-it-1")
    conflict = organizer.command(seat, "roadshow.start")
    reused = organizer.command(seat, "roadshow.pause", "start-it-1")

    assert (forbidden.status_code, forbidden.json()["code"]) == (403, "forbidden")
    assert (conflict.status_code, conflict.json()["code"]) == (409, "already_live")
    assert (reused.status_code, reused.json()["code"]) == (422, "key_reused")
    assert forbidden.headers["content-type"] == "application/problem+json"


def test_a_seat_that_sends_too_much_waits_and_nobody_else_does(home: Home) -> None:
    organizer = home.organizer()
    _, seat = home.roadshow(organizer)
    investor, hers = home.invited(seat, Role.investor, "Ann")

    answers = [investor.command(hers, "roadshow.start") for _ in range(41)]

    assert {answer.status_code for answer in answers[:40]} == {403}
    assert answers[40].status_code == 429
    assert answers[40].headers["retry-after"] == "1"
    assert organizer.command(seat, "roadshow.start").status_code == 200
    home.clock.pass_by(1)
    assert investor.command(hers, "roadshow.start").status_code == 403
