from media.api import OfferRefused, PlaneUnavailable
from server.domain.messages import Role
from tests.server.http.home import Browser, Home

SDP = {"content-type": "application/sdp"}


def test_a_presenter_publishes_and_ends_it_at_the_address_of_the_session(home: Home) -> None:
    organizer = home.organizer()
    _, seat = home.roadshow(organizer)
    presenter, his = home.invited(seat, Role.presenter, "Bo", "Solar paint")

    made = presenter.post(f"/whip/{his}", headers=SDP, content="v=0 offer")
    ended = presenter.send("DELETE", made.headers["location"])
    again = presenter.send("DELETE", made.headers["location"])

    assert (made.status_code, made.headers["content-type"], made.text) == (201, "application/sdp", "v=0")
    assert made.headers["location"] == f"/whip/{his}/session-1"
    assert (ended.status_code, again.status_code, again.json()["code"]) == (200, 404, "session_missing")
    assert home.plane.asked[:1] == [("publish", his)]


def test_anybody_with_a_seat_views_the_stage_and_previews_nobody_else(home: Home) -> None:
    organizer = home.organizer()
    _, seat = home.roadshow(organizer)
    investor, hers = home.invited(seat, Role.investor, "Ann")

    stage = investor.post(f"/whep/{hers}", headers=SDP, content="v=0")
    preview = investor.post(f"/whep/{hers}?source={seat}", headers=SDP, content="v=0")
    allowed = organizer.post(f"/whep/{seat}?source={hers}", headers=SDP, content="v=0")

    assert (stage.status_code, preview.status_code, allowed.status_code) == (201, 403, 201)
    assert home.plane.asked == [("view", None), ("view", hers)]


def test_nobody_publishes_without_the_right_or_ends_what_is_anothers(home: Home) -> None:
    organizer = home.organizer()
    _, seat = home.roadshow(organizer)
    investor, hers = home.invited(seat, Role.investor, "Ann")
    session = organizer.post(f"/whip/{seat}", headers=SDP, content="v=0").headers["location"].rsplit("/", 1)[1]

    published = investor.post(f"/whip/{hers}", headers=SDP, content="v=0")
    ended = investor.send("DELETE", f"/whip/{hers}/{session}")

    assert (published.status_code, published.json()["code"]) == (403, "forbidden")
    assert (ended.status_code, ended.json()["code"]) == (404, "session_missing")
    assert Browser(home).post(f"/whip/{seat}", headers=SDP, content="v=0").status_code == 401


def test_what_the_plane_refuses_says_why(home: Home) -> None:
    organizer = home.organizer()
    _, seat = home.roadshow(organizer)

    typed = organizer.post(f"/whip/{seat}", content="v=0")
    home.plane.refusal = OfferRefused("no ice-ufrag", "offer_malformed")
    malformed = organizer.post(f"/whip/{seat}", headers=SDP, content=b"\xff")
    home.plane.refusal = PlaneUnavailable("starting")
    away = organizer.post(f"/whip/{seat}", headers=SDP, content="v=0")

    assert (typed.status_code, typed.json()["code"]) == (400, "body_malformed")
    assert (malformed.status_code, malformed.json()["detail"]) == (400, "no ice-ufrag")
    assert (away.status_code, away.json()["code"], away.headers["retry-after"]) == (503, "plane_unavailable", "1")


def test_reconnecting_without_end_is_slowed_down(home: Home) -> None:
    organizer = home.organizer()
    _, seat = home.roadshow(organizer)

    statuses = [organizer.post(f"/whep/{seat}", headers=SDP, content="v=0").status_code for _ in range(11)]

    assert statuses == [201] * 10 + [429]
