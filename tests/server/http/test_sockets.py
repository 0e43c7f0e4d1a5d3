from typing import Any

from starlette.testclient import TestClient, WebSocketDenialResponse

from server.domain.messages import Role
from server.http.app import create_app
from server.http.sockets import HouseGate
from server.ws.endpoint import Endpoint
from server.ws.places import AGAIN, Places
from tests.server.http.home import Browser, Home


def fill(places: Places, address: str, count: int) -> None:
    for _ in range(count):
        places.take(address)


def refusal(answer: Any) -> tuple[int, str, str]:
    return answer.status_code, answer.json()["code"], answer.headers["retry-after"]


def test_a_page_learns_why_its_socket_does_not_open(home: Home) -> None:
    organizer = home.organizer()
    _, host = home.roadshow(organizer)
    investor, seat = home.invited(host, Role.investor, "Ann")
    places = home.house.places

    assert investor.get(f"/ws/{seat}").status_code == 204
    fill(places, "testclient", places.by_address)
    assert refusal(investor.get(f"/ws/{seat}")) == (429, "address_full", str(AGAIN))
    fill(places, "", places.most - places.reserve - places.taken)
    assert refusal(investor.get(f"/ws/{seat}")) == (503, "house_full", str(AGAIN))
    assert organizer.get(f"/ws/{host}").status_code == 204
    assert Browser(home).get(f"/ws/{seat}").status_code == 401
    assert investor.get("/ws/sea_of_nobody").status_code == 404


def test_a_rehearsals_seats_are_not_counted_by_address(home: Home) -> None:
    organizer = home.organizer()
    _, host = home.roadshow(organizer)
    told = organizer.post(f"/api/seats/{host}/rehearsals", headers={"idempotency-key": home.key()}).json()
    (real, seat), (synthetic, place) = [home.invited(each, Role.investor, "Ann") for each in (host, told["seat"])]
    fill(home.house.places, "testclient", home.house.places.by_address)

    assert synthetic.get(f"/ws/{place}").status_code == 204
    assert real.get(f"/ws/{seat}").status_code == 429


def test_refused_sockets_are_counted_by_their_code_and_strangers_by_their_address(home: Home) -> None:
    endpoint = Endpoint(home.house.rooms, HouseGate(), home.house.places)
    seat = home.roadshow(home.organizer())[1]
    with TestClient(create_app(home.house, endpoint.serve)) as client:
        codes = [closed(client, seat) for _ in range(101)]

    assert codes == [4500] * 100 + [429]
    assert (home.house.tally["signed_out"], home.house.tally["too_many"]) == (100, 1)


def closed(client: TestClient, seat: str) -> int:
    """How a socket without a cookie ends: the close code, or the status where it was not accepted."""
    try:
        with client.websocket_connect(f"/ws/{seat}", headers={"origin": "http://testserver"}) as socket:
            return int(socket.receive()["code"])
    except WebSocketDenialResponse as refused:
        return refused.status_code
