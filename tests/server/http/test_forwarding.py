from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
import pytest
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from starlette.websockets import WebSocket
from structlog.testing import capture_logs

from server.app.accounts import SignedIn
from server.app.chatter import Chatter
from server.app.invitations import Wanted
from server.app.nodes import Nodes
from server.app.roadshows import NewRoadshow
from server.app.tenancy import LASTS, Tenancy
from server.domain.accounts import Introduction, Seat
from server.domain.messages import Bilingual, Role
from server.domain.programme import CardCommand
from server.http.app import create_app
from server.http.forwarding import CLIENT, FROM_NODE, Among, reaching
from server.http.house import House
from server.storage.migrate import upgrade
from tests.server.app.neighbours import MemoryBus, MemoryLeases, Steady
from tests.server.http.home import open_house

SECRET = "between-us"
PUBLIC = "https://roadshow.example.org"
COOKIE = "__Host-roadshow"
ADD = {"type": "pitch.add", "title": {"en": "More"}}


class Wire(httpx.AsyncBaseTransport):
    """Reaches the application that the host of an address names, as if from 10.0.0.9; a host in `down` is not there."""

    def __init__(self) -> None:
        self.apps: dict[str, Starlette] = {}
        self.down: set[str] = set()
        self.passed: list[httpx.Request] = []
        self.broken: Exception | None = None

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        self.passed.append(request)
        if self.broken:
            raise self.broken
        if request.url.host in self.down:
            raise httpx.ConnectError("refused")
        transport = httpx.ASGITransport(self.apps[request.url.host], client=("10.0.0.9", 1))
        return await transport.handle_async_request(request)


class Node:
    """A house behind its own application, and a browser that comes to it from 203.0.113.5."""

    def __init__(self, name: str, path: Path, leases: MemoryLeases, clock: Steady, wire: Wire) -> None:
        self.tenancy = Tenancy(leases, name, f"http://{name}", clock)
        self.house, self.database, _, _ = open_house(path, PUBLIC, self.tenancy)
        bus = MemoryBus()
        chatter = Chatter(bus, self.house.rooms, self.tenancy, clock)
        self.nodes = Nodes(self.house.rooms, self.tenancy, bus, chatter)
        among = Among(nodes=self.nodes, reach=wire, secret=SECRET)
        self.app = create_app(self.house, _socket, pages=[Route("/who/{seat}", _who)], among=among)
        wire.apps[name] = self.app
        transport = httpx.ASGITransport(self.app, client=("203.0.113.5", 1))
        self.browser = httpx.AsyncClient(transport=transport, base_url=PUBLIC)


async def _socket(websocket: WebSocket) -> None:
    await websocket.close()


async def _who(request):  # type: ignore[no-untyped-def]
    told = {CLIENT: request.headers.get(CLIENT), FROM_NODE: request.headers.get(FROM_NODE)}
    return PlainTextResponse(f"{request.client.host} {request.url.query} {told[CLIENT]}", headers={"set-cookie": "a=b"})


class Pair:
    """Two nodes, a roadshow that the first holds, and its organizer's browser."""

    def __init__(self, path: Path) -> None:
        self.clock, self.wire = Steady(), Wire()
        self.leases = leases = MemoryLeases(self.clock)
        self.a, self.b = (Node(name, path, leases, self.clock, self.wire) for name in "ab")

    async def begin(self) -> None:
        await self.a.database.run(upgrade)
        self.house: House = self.a.house
        token = await self.house.invitations.organizer()
        self.signed: SignedIn = await self.house.accounts.accept(token, Introduction(name="Olga"), None)
        wanted = NewRoadshow(
            title=Bilingual(en="Day"),
            starts_at=self.house.clock.now(),
            preset="internal",
            pitches=(CardCommand(title=Bilingual(en="Solar paint")),),
        )
        person = await self.house.accounts.account(self.signed.secret)
        self.seat: Seat = await self.house.roadshows.plan(person, "plan-it-once", wanted)
        for node in (self.a, self.b):
            node.browser.cookies.set(COOKIE, self.signed.secret)

    async def command(self, node: Node, key: str, **headers: str) -> httpx.Response:
        told = {"idempotency-key": key, "origin": PUBLIC, **headers}
        return await node.browser.post(f"/api/seats/{self.seat.id}/commands", json=ADD, headers=told)


@asynccontextmanager
async def pair_in(path: Path) -> AsyncIterator[Pair]:
    pair = Pair(path)
    await pair.begin()
    yield pair
    for node in (pair.a, pair.b):
        await node.house.rooms.close()
        await node.database.close()
        await node.browser.aclose()


@pytest.mark.asyncio
async def test_a_command_sent_anywhere_is_recorded_by_the_holder_and_answered_once_and_the_same(tmp_path: Path) -> None:
    async with pair_in(tmp_path) as pair:
        first = await pair.command(pair.b, "the-key-of-mine")
        again = await pair.command(pair.a, "the-key-of-mine")

        assert first.status_code == again.status_code == 200
        assert first.content == again.content
        assert [request.url.host for request in pair.wire.passed] == ["a"]
        assert pair.b.nodes.tally == {"forwarded": 1}
        assert "content-security-policy" in first.headers


@pytest.mark.asyncio
async def test_who_hands_a_command_over_and_who_records_it_log_the_same_trace(tmp_path: Path) -> None:
    async with pair_in(tmp_path) as pair:
        with capture_logs() as lines:
            await pair.command(pair.b, "the-key-of-mine")
            pair.wire.down.add("a")
            await pair.command(pair.b, "the-key-of-mine")

        events = [line["event"] for line in lines if line.get("trace") == "the-key-of-mine"]
        assert events[-3:] == ["request.forwarded", "node.unreached", "request.refused"]
        assert "command.recorded" in events
        (handed,) = (line for line in lines if line["event"] == "request.forwarded")
        assert (handed["to"], handed["status"]) == ("http://a", 200)


@pytest.mark.asyncio
async def test_a_refusal_of_the_holder_is_passed_on_as_it_is(tmp_path: Path) -> None:
    async with pair_in(tmp_path) as pair:
        told = await pair.b.browser.post(f"/api/seats/{pair.seat.id}/commands", json=ADD, headers={"origin": PUBLIC})

        assert (told.status_code, told.json()["code"]) == (400, "key_missing")


@pytest.mark.asyncio
async def test_the_holder_sees_whose_request_it_is_and_keeps_no_cookie_of_anybody(tmp_path: Path) -> None:
    async with pair_in(tmp_path) as pair:
        await pair.b.browser.get(f"/who/{pair.seat.id}")
        told = await pair.b.browser.get(f"/who/{pair.seat.id}?a=1&b=%20", headers={CLIENT: "198.51.100.1"})

        assert told.text == "203.0.113.5 a=1&b=%20 203.0.113.5"
        assert told.headers["set-cookie"] == "a=b"
        assert pair.wire.passed[-1].headers["cookie"].count("roadshow") == 1


@pytest.mark.asyncio
async def test_nobody_else_may_say_where_a_request_comes_from(tmp_path: Path) -> None:
    async with pair_in(tmp_path) as pair:
        forged = {CLIENT: "198.51.100.1", FROM_NODE: "guessed"}

        told = await pair.a.browser.get(f"/who/{pair.seat.id}", headers=forged)

        assert told.text.startswith("203.0.113.5 ")


@pytest.mark.asyncio
async def test_nothing_is_forwarded_twice(tmp_path: Path) -> None:
    async with pair_in(tmp_path) as pair:
        told = await pair.command(pair.b, "the-key-of-mine", **{FROM_NODE: SECRET})

        assert (told.status_code, told.json()["code"]) == (503, "elsewhere")
        assert int(told.headers["retry-after"]) == 1
        assert not pair.wire.passed


@pytest.mark.asyncio
async def test_a_holder_that_is_gone_is_replaced_when_its_lease_has_ended(tmp_path: Path) -> None:
    async with pair_in(tmp_path) as pair:
        recorded = await pair.command(pair.b, "the-key-of-mine")
        pair.wire.down.add("a")
        refused = await pair.command(pair.b, "the-key-of-mine")
        pair.clock.now += LASTS
        again = await pair.command(pair.b, "the-key-of-mine")

        assert (refused.status_code, refused.json()["code"]) == (503, "elsewhere")
        assert again.content == recorded.content
        assert pair.b.nodes.tally == {"forwarded": 1, "unreached": 1}


@pytest.mark.asyncio
async def test_without_a_database_the_sender_is_told_to_send_it_again(tmp_path: Path) -> None:
    async with pair_in(tmp_path) as pair:
        pair.leases.away = True

        told = await pair.command(pair.b, "the-key-of-mine")

        assert (told.status_code, told.json()["code"]) == (503, "storage_away")


@pytest.mark.asyncio
async def test_other_sites_pages_are_refused_before_anything_is_handed_over(tmp_path: Path) -> None:
    async with pair_in(tmp_path) as pair:
        told = await pair.command(pair.b, "the-key-of-mine", origin="https://evil.example")

        assert told.status_code == 403
        assert not pair.wire.passed


@pytest.mark.asyncio
async def test_what_concerns_no_roadshow_stays_where_it_came(tmp_path: Path) -> None:
    async with pair_in(tmp_path) as pair:
        told = [await pair.b.browser.get(path) for path in ("/static/css/tokens.css", "/api/seats/sea_none/people")]

        assert [each.status_code for each in told] == [200, 404]
        assert not pair.wire.passed


@pytest.mark.asyncio
async def test_whoever_comes_in_to_own_a_slip_is_handed_to_its_roadshow(tmp_path: Path) -> None:
    async with pair_in(tmp_path) as pair:
        place = await pair.house.accounts.place(pair.seat.id)
        issued = await pair.house.invitations.issue(place, Wanted(role=Role.investor))

        await pair.b.browser.post(f"/i/{issued.token}", headers={"origin": PUBLIC})
        await pair.b.browser.post("/i/unknown", headers={"origin": PUBLIC})

        assert [request.url.path for request in pair.wire.passed] == [f"/i/{issued.token}"]


@pytest.mark.asyncio
async def test_the_log_of_what_breaks_while_it_is_handed_over_holds_no_token(tmp_path: Path) -> None:
    async with pair_in(tmp_path) as pair:
        place = await pair.house.accounts.place(pair.seat.id)
        issued = await pair.house.invitations.issue(place, Wanted(role=Role.investor))
        pair.wire.broken = ValueError("why")

        with capture_logs() as lines:
            told = await pair.b.browser.post(f"/i/{issued.token}", headers={"origin": PUBLIC})

        assert told.status_code == 500
        assert {(line["event"], line["path"]) for line in lines} == {
            ("request.failed", "/i/…"),
            ("request.refused", "/i/…"),
        }
        assert issued.token not in str(lines)


@pytest.mark.asyncio
async def test_connections_to_other_nodes_are_closed() -> None:
    reach = reaching()

    with pytest.raises(httpx.ConnectError):
        await reach.handle_async_request(httpx.Request("GET", "http://127.0.0.1:1/"))
    await reach.aclose()
