from pathlib import Path

import pytest
from starlette.requests import Request
from starlette.responses import Response
from starlette.websockets import WebSocketDisconnect

from server.app.accounts import SignedIn
from server.domain.messages import Role
from server.http import auth
from server.http.limits import PER_ADDRESS, Rate, Verb
from tests.server.http.home import Browser, Home, home_in

OWN = "http://testserver"


def test_nobody_signed_in_is_401_and_a_seat_of_others_is_404_as_one_that_does_not_exist(home: Home) -> None:
    organizer = home.organizer()
    _, seat = home.roadshow(organizer)
    _, other = home.roadshow(organizer)
    investor, hers = home.invited(seat, Role.investor, "Ann")

    unsigned = Browser(home).command(hers, "roadshow.start")
    stale = Browser(home, "no such secret").command(hers, "roadshow.start")
    strange = [investor.command(one, "roadshow.start") for one in (seat, other, "sea_none")]

    assert [(answer.status_code, answer.json()["code"]) for answer in (unsigned, stale)] == [(401, "signed_out")] * 2
    assert [(answer.status_code, answer.json()["code"]) for answer in strange] == [(404, "seat_missing")] * 3
    first, *others = [{**answer.json(), "reference": ""} for answer in strange]
    assert others == [first, first]


def test_a_seat_in_one_roadshow_reaches_nothing_of_another(home: Home) -> None:
    organizer = home.organizer()
    _, seat = home.roadshow(organizer)
    _, other = home.roadshow(organizer)
    host, hosts = home.invited(other, Role.organizer, "Hao")
    invitation = organizer.post(f"/api/seats/{seat}/invitations", json={"role": "investor"}).json()

    revoked = host.send("DELETE", f"/api/seats/{hosts}/invitations/{invitation['id']}")

    assert (revoked.status_code, revoked.json()["code"]) == (404, "invitation_missing")
    assert [one["name"] for one in host.get(f"/api/seats/{hosts}/people").json()] == ["Olga", "Hao"]


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 200),
        ({"origin": OWN}, 200),
        ({"origin": OWN, "sec-fetch-site": "same-origin"}, 200),
        ({"sec-fetch-site": "same-origin"}, 200),
        ({"origin": "http://evil.example"}, 403),
        ({"origin": "null"}, 403),
        ({"origin": "http://testserver.evil.example"}, 403),
        ({"origin": "http://sub.testserver"}, 403),
        ({"origin": "http://testserver:8080"}, 403),
        ({"origin": "https://testserver"}, 403),
        ({"sec-fetch-site": "cross-site"}, 403),
        ({"sec-fetch-site": "same-site"}, 403),
        ({"origin": OWN, "sec-fetch-site": "cross-site"}, 403),
    ],
)
def test_an_unsafe_request_from_another_sites_page_is_refused(home: Home, headers: dict[str, str], status: int) -> None:
    organizer = home.organizer()
    _, seat = home.roadshow(organizer)
    sent = {**headers, "idempotency-key": "key-for-this", "content-type": "application/json"}

    answer = organizer.post(f"/api/seats/{seat}/commands", headers=sent, content=b'{"type":"roadshow.start"}')

    assert answer.status_code == status
    if status == 403:
        assert answer.json()["code"] == "origin_refused"


@pytest.mark.parametrize(
    "origin", [None, "null", "http://evil.example", "http://testserver:8080", "https://testserver"]
)
def test_a_socket_opens_only_to_a_page_of_ours(home: Home, origin: str | None) -> None:
    organizer = home.organizer()
    _, seat = home.roadshow(organizer)
    headers = {"cookie": f"roadshow={organizer.secret}", **({"origin": origin} if origin else {})}

    with home.client.websocket_connect(f"/ws/{seat}", headers={**headers, "origin": OWN}) as opened:
        assert opened.receive_text() == "Olga"

    with (
        pytest.raises(WebSocketDisconnect),
        home.client.websocket_connect(f"/ws/{seat}", headers=headers) as kept,
    ):
        kept.receive_text()


def test_an_encoders_token_is_for_its_seat_and_the_last_one_counts(home: Home) -> None:
    organizer = home.organizer()
    _, seat = home.roadshow(organizer)
    presenter, his = home.invited(seat, Role.presenter, "Bo", "Solar paint")
    first = presenter.post(f"/api/seats/{his}/encoder").json()

    def publish(at: str, token: str) -> int:
        headers = {"authorization": f"Bearer {token}", "content-type": "application/sdp"}
        status: int = Browser(home).post(f"/whip/{at}", headers=headers, content="v=0").status_code
        return status

    assert first["whip"] == f"{OWN}/whip/{his}"
    assert publish(his, first["token"]) == 201
    assert publish(seat, first["token"]) == 401
    state = presenter.get(f"/api/seats/{his}/encoder").json()
    assert state == {"whip": first["whip"], "expires_at": first["expires_at"]}
    home.clock.pass_by(60)
    assert presenter.send("PATCH", f"/api/seats/{his}/encoder").json()["expires_at"] > first["expires_at"]
    second = presenter.post(f"/api/seats/{his}/encoder").json()
    assert (publish(his, first["token"]), publish(his, second["token"])) == (401, 201)


def test_tokens_cannot_be_guessed_for_long(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(PER_ADDRESS, Verb.entrance, Rate(1, 10))
    headers = {"authorization": "Bearer guess", "content-type": "application/sdp"}

    statuses = [Browser(home).post("/whip/sea_1", headers=headers, content="v=0").status_code for _ in range(11)]

    assert statuses == [401] * 10 + [429]


def test_the_cookies_prefix_and_flags_follow_the_scheme(tmp_path: Path) -> None:
    for url, start in (("", "roadshow="), ("https://show.example.org", "__Host-roadshow=")):
        folder = tmp_path / start
        folder.mkdir()
        with home_in(folder, url) as home:
            cookie = _cookie(home, home.accept(home.call(home.house.invitations.organizer)))

        assert cookie.startswith(start)
        assert {"HttpOnly", "Path=/", "SameSite=lax", "Max-Age=2592000"} <= set(cookie.split("; "))
        assert ("Secure" in cookie.split("; ")) is url.startswith("https")
        assert "Domain" not in cookie


def test_signing_out_takes_the_cookie_and_its_worth(home: Home) -> None:
    organizer = home.organizer()
    _, seat = home.roadshow(organizer)
    response = Response()

    home.call(auth.sign_out, _request(home, organizer.secret), response)

    assert response.headers["set-cookie"].startswith('roadshow=""; ')
    assert "Max-Age=0" in response.headers["set-cookie"]
    assert organizer.get(f"/api/seats/{seat}/people").status_code == 401


def _cookie(home: Home, signed: SignedIn) -> str:
    response = Response()
    auth.keep_signed_in(_request(home), response, signed)
    return response.headers["set-cookie"]


def _request(home: Home, secret: str = "") -> Request:
    headers = [(b"host", b"testserver"), (b"cookie", f"roadshow={secret}".encode())]
    scope = {"type": "http", "app": home.client.app, "headers": headers, "path": "/", "query_string": b""}
    return Request({**scope, "scheme": "http", "server": ("testserver", 80), "root_path": ""})
