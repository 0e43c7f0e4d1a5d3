import re
from dataclasses import replace
from typing import Any, cast

import pytest
from starlette.applications import Starlette

from media.api import IceStale, OfferRefused, PlaneUnavailable
from server.app.turn import Turn
from server.domain.messages import Role
from tests.server.http.home import Browser, Home

SDP = {"content-type": "application/sdp"}
FRAGMENT = {"content-type": "application/trickle-ice-sdpfrag", "if-match": '"ice-1"'}
CANDIDATES = "a=mid:0\r\na=end-of-candidates\r\n"
CREDENTIALS = "a=ice-ufrag:abcd\r\na=ice-pwd:aaaaaaaaaaaaaaaaaaaaaa\r\n"
ELSEWHERE = {"origin": "https://player.example", "sec-fetch-site": "cross-site"}


def opened(home: Home, way: str = "whip") -> tuple[Browser, str]:
    """An organizer, and the address of a session of hers."""
    organizer = home.organizer()
    _, seat = home.roadshow(organizer)
    made = organizer.post(f"/{way}/{seat}", headers=SDP, content="v=0 offer")
    return organizer, made.headers["location"]


def token_of(home: Home) -> tuple[str, dict[str, str]]:
    """A seat, and what an encoder of it sends."""
    organizer = home.organizer()
    _, seat = home.roadshow(organizer)
    token = organizer.post(f"/api/seats/{seat}/encoder").json()["token"]
    return seat, {"authorization": f"Bearer {token}"}


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

    assert (typed.status_code, typed.json()["code"]) == (415, "type_unsupported")
    assert typed.headers["accept-post"] == "application/sdp"
    assert (malformed.status_code, malformed.json()["detail"]) == (400, "no ice-ufrag")
    assert (away.status_code, away.json()["code"], away.headers["retry-after"]) == (503, "plane_unavailable", "1")


def test_reconnecting_without_end_is_slowed_down(home: Home) -> None:
    organizer = home.organizer()
    _, seat = home.roadshow(organizer)

    statuses = [organizer.post(f"/whep/{seat}", headers=SDP, content="v=0").status_code for _ in range(11)]

    assert statuses == [201] * 10 + [429]


def test_a_session_says_how_it_is_changed_and_which_ice_session_it_has(home: Home) -> None:
    organizer = home.organizer()
    _, seat = home.roadshow(organizer)

    made = organizer.post(f"/whep/{seat}", headers=SDP, content="v=0 offer").headers

    assert (made["etag"], made["accept-patch"]) == ('"ice-1"', "application/trickle-ice-sdpfrag")
    assert made["link"] == f'<{made["location"]}/layer>; rel="urn:ietf:params:whep:ext:core:layer"'


@pytest.mark.parametrize("way", ["whip", "whep"])
def test_turn_servers_are_told_with_the_answer(home: Home, way: str) -> None:
    organizer = home.organizer()
    _, seat = home.roadshow(organizer)
    state: Any = cast("Starlette", home.client.app).state
    state.house = replace(home.house, turn=Turn(urls=("turn:a.example", "turn:b.example"), secret="s"))

    links = organizer.post(f"/{way}/{seat}", headers=SDP, content="v=0 offer").headers.get_list("link")

    found = [
        re.fullmatch(r'<(\S+)>; rel="ice-server"; username="\d+:(\w+)"; credential="[^"]{28}"; .*', each)
        for each in links
    ]
    assert [(each[1], each[2]) for each in found if each] == [("turn:a.example", seat), ("turn:b.example", seat)]


@pytest.mark.parametrize("way", ["whip", "whep"])
def test_candidates_are_taken_and_change_nothing(home: Home, way: str) -> None:
    organizer, session = opened(home, way)

    trickled = organizer.send("PATCH", session, headers=FRAGMENT, content=CANDIDATES)

    assert (trickled.status_code, trickled.content, "etag" in trickled.headers) == (204, b"", False)
    assert home.plane.asked[-1] == ("restart", ("ice-1",))


def test_ice_is_restarted_under_a_new_entity_tag(home: Home) -> None:
    organizer, session = opened(home)

    restarted = organizer.send("PATCH", session, headers={**FRAGMENT, "if-match": "*"}, content=CREDENTIALS)

    assert (restarted.status_code, restarted.text, restarted.headers["etag"]) == (200, "a=ice-lite", '"ice-2"')
    assert restarted.headers["content-type"] == "application/trickle-ice-sdpfrag"
    assert home.plane.asked[-1] == ("restart", None)


def test_a_fragment_says_for_which_ice_session_it_is(home: Home) -> None:
    organizer, session = opened(home)

    missing = organizer.send("PATCH", session, headers={**FRAGMENT, "if-match": ""}, content=CANDIDATES)
    home.plane.refusal = IceStale("restarted")
    stale = organizer.send("PATCH", session, headers=FRAGMENT, content=CANDIDATES)

    assert (missing.status_code, missing.json()["code"]) == (428, "precondition_missing")
    assert (stale.status_code, stale.json()["code"]) == (412, "ice_stale")


def test_what_is_no_fragment_is_refused_and_the_session_goes_on(home: Home) -> None:
    organizer, session = opened(home)

    typed = organizer.send("PATCH", session, headers={**FRAGMENT, **SDP}, content=CANDIDATES)
    home.plane.refusal = OfferRefused("a candidate is not of the form")
    malformed = organizer.send("PATCH", session, headers=FRAGMENT, content="a=candidate:")
    home.plane.refusal = OfferRefused("more than 16", "offer_too_large")
    large = organizer.send("PATCH", session, headers=FRAGMENT, content=CANDIDATES)

    assert (typed.status_code, typed.headers["accept-patch"]) == (415, "application/trickle-ice-sdpfrag")
    assert (malformed.status_code, large.status_code) == (400, 413)
    assert organizer.send("DELETE", session, headers={"if-match": '"another"'}).status_code == 200
    assert organizer.send("PATCH", session, headers=FRAGMENT, content=CANDIDATES).status_code == 404


def test_nobody_patches_what_is_anothers(home: Home) -> None:
    organizer = home.organizer()
    _, seat = home.roadshow(organizer)
    investor, hers = home.invited(seat, Role.investor, "Ann")
    session = organizer.post(f"/whep/{seat}", headers=SDP, content="v=0").headers["location"].rsplit("/", 1)[1]

    patched = investor.send("PATCH", f"/whep/{hers}/{session}", headers=FRAGMENT, content=CANDIDATES)
    limited = investor.post(f"/whep/{hers}/{session}/layer", json={"encodingId": "low"})

    assert (patched.status_code, limited.status_code) == (404, 404)


def test_a_viewer_selects_a_layer_and_takes_it_back(home: Home) -> None:
    organizer, session = opened(home, "whep")

    selected = organizer.post(f"{session}/layer", json={"encodingId": "low", "mediaId": "1"})
    unselected = organizer.send("DELETE", f"{session}/layer")
    unknown = organizer.post(f"{session}/layer", json={"encodingId": "best"})
    typed = organizer.post(f"{session}/layer", content="low")

    assert (selected.status_code, unselected.status_code) == (200, 200)
    assert home.plane.asked[-2:] == [("limit", "low"), ("limit", "high")]
    assert (unknown.status_code, typed.status_code) == (400, 415)


@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT"])
def test_other_methods_are_refused_with_those_there_are(home: Home, method: str) -> None:
    organizer, session = opened(home)

    endpoint = organizer.send(method, session.rsplit("/", 1)[0])
    resource = organizer.send(method, session)

    assert (endpoint.status_code, resource.status_code) == (405, 405)
    assert set(endpoint.headers["allow"].split(", ")) == {"POST", "OPTIONS"}
    assert set(resource.headers["allow"].split(", ")) == {"PATCH", "DELETE", "OPTIONS"}


def test_an_offer_is_answered_in_sdp_or_not_at_all(home: Home) -> None:
    organizer = home.organizer()
    _, seat = home.roadshow(organizer)

    refused = organizer.post(f"/whip/{seat}", headers={**SDP, "accept": "application/json"}, content="v=0")

    assert (refused.status_code, refused.json()["code"]) == (406, "answer_unacceptable")


def test_an_encoder_may_ask_for_turn_servers_before_it_offers(home: Home) -> None:
    seat, token = token_of(home)
    state: Any = cast("Starlette", home.client.app).state
    state.house = replace(home.house, turn=Turn(urls=("turn:a.example",), secret="s"))

    told = home.client.options(f"/whip/{seat}", headers=token)
    anybody = home.client.options(f"/whip/{seat}")
    guessed = home.client.options(f"/whip/{seat}", headers={"authorization": "Bearer guess"})

    assert told.headers["link"].startswith('<turn:a.example>; rel="ice-server"; username="')
    assert (told.status_code, told.headers["cache-control"]) == (200, "no-store")
    assert (anybody.status_code, "link" in anybody.headers) == (200, False)
    assert (guessed.status_code, "link" in guessed.headers) == (401, False)


def test_anybody_may_ask_what_can_be_done_at_an_address(home: Home) -> None:
    endpoint = home.client.options("/whep/any", headers={**ELSEWHERE, "access-control-request-method": "POST"})
    session = home.client.options("/whip/any/session")

    assert (endpoint.status_code, session.status_code) == (200, 200)
    assert endpoint.headers["accept-post"] == "application/sdp"
    assert session.headers["accept-patch"] == "application/trickle-ice-sdpfrag"
    assert endpoint.headers["access-control-allow-methods"] == "POST, OPTIONS"
    assert endpoint.headers["access-control-allow-headers"] == "Authorization, Content-Type, If-Match"


def test_a_player_elsewhere_comes_by_token(home: Home) -> None:
    seat, token = token_of(home)
    theirs = {**SDP, **ELSEWHERE, **token}

    made = home.client.post(f"/whep/{seat}", headers=theirs, content="v=0")
    ended = home.client.delete(made.headers["location"], headers={**ELSEWHERE, **token})

    assert (made.status_code, ended.status_code) == (201, 200)
    assert made.headers["access-control-allow-origin"] == "*"
    assert "access-control-allow-credentials" not in made.headers
    exposed = made.headers["access-control-expose-headers"].split(", ")
    assert {"Location", "Link", "ETag"} <= set(exposed)


def test_a_cookie_is_worth_nothing_elsewhere(home: Home) -> None:
    organizer = home.organizer()
    _, seat = home.roadshow(organizer)

    plain = organizer.post(f"/whip/{seat}", headers={**SDP, **ELSEWHERE}, content="v=0")
    guessed = organizer.post(f"/whip/{seat}", headers={**SDP, **ELSEWHERE, "authorization": "Bearer x"}, content="v=0")
    empty = organizer.post(f"/whip/{seat}", headers={**SDP, **ELSEWHERE, "authorization": "Bearer "}, content="v=0")

    assert (plain.status_code, guessed.status_code, empty.status_code) == (403, 401, 403)
    assert guessed.headers["www-authenticate"] == "Bearer"
    assert guessed.headers["access-control-allow-origin"] == "*"
    assert home.plane.asked == []
